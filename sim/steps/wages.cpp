// Wages: a wage curve by region, moved with productivity that is half the region's own and half the nation's.
//
//   W_r  ← W_r (1 + clip((1+πe_r)(1+a_r) − 1 − φ u0_r ln(u_r/u*_r)))      a_r = (1−h) own + h national productivity growth
//   u*_r ← u*_r + s (u_r − u*_r) + p (u0_r − u*_r)                         slow average: provinces differ, no drift to zero
//   u_r    rate of unemployment less those whom a risen minimum wage has kept from a job (labour_market.cpp): they cannot
//          press on wages
//   w_f  = w0_rs W_r c_rs · premium_f,  c crowding of own-account work (state/land.hpp); premium fades to 1 and rises
//   with vacancies;  w_f ≥ w0_rs W_r c_rs · floor_rs
//   floor_rs = (1 + b(m M_r)) / (1 + b(M_r)),  b(M) = Σ_i (M / w − e_i)+ / Σ_i e_i       m lever: 1
//
// Wage curve in log form: Blanchflower and Oswald (1994). Half-national indexation lets a region profit from its own
// productivity. A minimum wage M lifts those of a cell who earn less: b is what that adds to its payroll, by the schooling
// of its workers and the spread of ability; what the base year's own minimum adds is in its wages. Own account work has
// no employer.
//
// Reads   headcounts, levers.minimum_wage, regions.{unemployment_rate, priced_out, productivity_growth}, firms.{vacancies, workers, labour},
//         activity.expected_inflation
// Writes  regions.{wage_index, natural_unemployment, minimum_wage}, firms.wage
// Order   a firm writes only its own slot

#include <algorithm>
#include <array>
#include <optional>

#include "sim/base/math.hpp"
#include "sim/state/efficiency.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

constexpr double least_unemployment = 0.005;  // so that its logarithm stays finite

// Growth of the regional wage index per quarter.
double wage_growth(double expected_inflation, double productivity, double unemployment, double natural, double base,
                   double curve, double cap, double cap_upwards) {
  const double pressure = curve * base * portable::log(std::max(unemployment, least_unemployment) / natural);
  const double growth = (1 + expected_inflation) * (1 + productivity) - 1 - pressure;
  return std::clamp(growth, expected_inflation - cap, expected_inflation + cap + cap_upwards);
}

namespace {

JIUZHOU_VECTOR_WIDTHS
void post_wages(Firms& x, const SlotBlock& block, double cell_wage, double growth, double floor,
                double vacancy_premium) {
  const std::int64_t* workers = x.workers.values().data();
  const std::int64_t* vacancies = x.vacancies.values().data();
  double* wage = x.wage.values().data();
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const double open = workers[i] > 0 ? real(vacancies[i]) / real(workers[i]) : 0;
    const double premium = fast_exp((1 - vacancy_premium) * fast_log(wage[i] * (1 + growth) / cell_wage));
    const double posted = cell_wage * premium * (1 + vacancy_premium * (open > 1 ? 1 : open));
    const double paid = posted > floor ? posted : floor;
    wage[i] = block.alive[i - block.begin] != 0 ? paid : wage[i];
  }
}

// Persons with these efficiency units earn at least the floor: what that adds per unit.
double lifted(const EfficiencyTable& table, std::size_t education, double floor) {
  constexpr std::size_t quantiles = 256;
  double missing = 0, units = 0;
  for (std::size_t q = 0; q < quantiles; ++q) {
    const auto own = static_cast<double>(table(education, q));
    missing += std::max(0.0, floor - own);
    units += own;
  }
  return missing / units;
}

// b(M): what a minimum wage adds to the payroll of a cell, given its wage per efficiency unit.
double added_by_floor(const World& w, const EfficiencyTable& table, RegionId r, IndustryId s, double minimum,
                      double wage) {
  constexpr std::array<std::size_t, skills> schooling{1, 2, 3};  // of most persons of a skill
  double added = 0, all = 0;
  for (std::size_t k = 0; k < skills; ++k) {
    const auto units = static_cast<double>(w.headcounts[index(r)].mix[index(s) * skills + k]);
    added += units * lifted(table, schooling[k], minimum / wage);
    all += units;
  }
  return ratio(added, all);
}

// Wage floor of every cell to its usual wage; 0 where no policy moves the minimum wage.
CellTable wage_floors(const World& w) {
  CellTable floor(w.region_count(), w.industry_count());
  std::optional<EfficiencyTable> table;
  for (const RegionId r : w.region_ids()) {
    if (w.levers.minimum_wage[r] == 1) continue;
    if (!table) table.emplace(w.parameters);
    for (const IndustryId s : w.industry_ids()) {
      if (!w.live(r, s) || w.pack->industries[index(s)].own_account) continue;
      const double wage = w.cells.base_wage(r, s) * w.regions.wage_index[r], minimum = w.regions.minimum_wage[r];
      floor(r, s) = (1 + added_by_floor(w, *table, r, s, minimum * w.levers.minimum_wage[r], wage)) /
                    (1 + added_by_floor(w, *table, r, s, minimum, wage));
    }
  }
  return floor;
}

}  // namespace

void wages(World& w) {
  const auto& p = w.parameters.labour;
  double persons = 0, nation = 0;
  for (const RegionId r : w.region_ids()) {
    persons += w.regions.labour_force[r];
    nation += w.regions.labour_force[r] * w.regions.productivity_growth[r];
  }
  nation = ratio(nation, persons);

  Column<RegionId, double> growth(w.region_count());
  for (const RegionId r : w.region_ids()) {
    const double own = w.regions.productivity_growth[r];
    const double productivity = p.national_productivity * nation + (1 - p.national_productivity) * own;
    const double u = w.regions.unemployment_rate[r] - w.regions.priced_out[r];
    double& natural = w.regions.natural_unemployment[r];
    const double base = w.calibration.base_unemployment[r];
    growth[r] = wage_growth(w.activity.expected_inflation[r], productivity, u, natural, base, p.wage_curve, p.wage_cap,
                            p.wage_cap_upwards);
    w.regions.wage_index[r] *= 1 + growth[r];
    w.regions.minimum_wage[r] *= 1 + growth[r];
    natural += p.natural_speed * (u - natural) + p.natural_pull * (base - natural);
  }

  const CellTable floors = wage_floors(w);
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const double cell_wage = w.cells.base_wage(r, s) * w.regions.wage_index[r] * crowding_of_cell(w, cell);
    const double floor = floors(r, s) * cell_wage;
    for_slots(w, cell, [&](const SlotBlock& block) {
      post_wages(w.firms, block, cell_wage, growth[r], floor, p.vacancy_premium);
    });
  });
}

}  // namespace jiuzhou
