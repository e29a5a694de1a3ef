// Wages: a wage curve by region, moved with productivity that is half the region's own and half the nation's.
//
//   W_r  ← W_r (1 + clip((1+πe_r)(1+a_r) − 1 − φ u0_r ln(u_r/u*_r)))      a_r = (1−h) own + h national productivity growth
//   u*_r ← u*_r + s (u_r − u*_r) + p (u0_r − u*_r)                         slow average: provinces differ, no drift to zero
//   w_f  = w0_rs W_r c_rs · premium_f,  c crowding of own-account work (state/land.hpp); premium fades to 1 and rises
//   with vacancies;  w_f ≥ minimum wage of a person
//   of mean efficiency
//
// Wage curve in log form: Blanchflower and Oswald (1994). Half-national indexation lets a region profit from its own
// productivity.
//
// Reads   regions.{unemployment_rate, productivity_growth}, firms.{vacancies, workers, labour},
//         activity.expected_inflation
// Writes  regions.{wage_index, natural_unemployment, minimum_wage}, firms.wage
// Order   a firm writes only its own slot

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
    const double u = w.regions.unemployment_rate[r];
    double& natural = w.regions.natural_unemployment[r];
    const double base = w.calibration.base_unemployment[r];
    growth[r] = wage_growth(w.activity.expected_inflation[r], productivity, u, natural, base, p.wage_curve, p.wage_cap,
                            p.wage_cap_upwards);
    w.regions.wage_index[r] *= 1 + growth[r];
    w.regions.minimum_wage[r] *= 1 + growth[r];
    natural += p.natural_speed * (u - natural) + p.natural_pull * (base - natural);
  }

  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const double cell_wage = w.cells.base_wage(r, s) * w.regions.wage_index[r] * crowding_of_cell(w, cell);
    const double floor = w.regions.minimum_wage[r] / efficiency_unit;
    for_slots(w, cell, [&](const SlotBlock& block) {
      post_wages(w.firms, block, cell_wage, growth[r], floor, p.vacancy_premium);
    });
  });
}

}  // namespace jiuzhou
