// Wages: a wage curve by region, moved with productivity that is half the region's own and half the nation's.
//
//   W_r  ← W_r (1 + clip((1+πe_r)(1+a_r) − 1 − φ u0_r ln(u_r/u*_r)))      a_r = (1−h) own + h national productivity growth
//   u*_r ← u*_r + s (u_r − u*_r) + p (u0_r − u*_r)                         slow average: provinces differ, no drift to zero
//   w_f  = w0_rs W_r · premium_f,  premium fades to 1 and rises with posts left open;  w_f ≥ minimum wage of a person of mean efficiency
//
// Wage curve in log form: Blanchflower and Oswald (1994). Half-national indexation lets a region profit from its own
// productivity.
//
// Reads   regions.{unemployment_rate, productivity_growth}, firms.{vacancies, workers, labour}, activity.expected_inflation
// Writes  regions.{wage_index, natural_unemployment, minimum_wage}, firms.wage
// Order   a firm writes only its own slot

#include "sim/base/parallel.hpp"
#include "sim/steps/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

// Growth of the regional wage index per quarter.
double wage_growth(double expected_inflation, double productivity, double unemployment, double natural, double base,
                   double curve, double cap) {
  const double pressure = curve * base * std::log(std::max(unemployment, 0.005) / natural);
  const double growth = (1 + expected_inflation) * (1 + productivity) - 1 - pressure;
  return std::clamp(growth, expected_inflation - cap, expected_inflation + cap + 0.02);
}

void wages(World& w) {
  const auto& p = w.parameters.labour;
  double heads = 0, nation = 0;
  for (const RegionId r : w.region_ids()) {
    heads += w.regions.labour_force[r];
    nation += w.regions.labour_force[r] * w.regions.productivity_growth[r];
  }
  nation = ratio(nation, heads);

  Column<RegionId, double> growth(w.region_count());
  for (const RegionId r : w.region_ids()) {
    const double own = w.regions.productivity_growth[r];
    const double productivity = p.national_productivity * nation + (1 - p.national_productivity) * own;
    const double u = w.regions.unemployment_rate[r];
    double& natural = w.regions.natural_unemployment[r];
    const double base = w.calibration.base_unemployment[r];
    growth[r] = wage_growth(w.activity.expected_inflation[r], productivity, u, natural, base, p.wage_curve, p.wage_cap);
    w.regions.wage_index[r] *= 1 + growth[r];
    w.regions.minimum_wage[r] *= 1 + growth[r];
    natural += p.natural_speed * (u - natural) + p.natural_pull * (base - natural);
  }

  for_each_index(w.firms.size(), 1024, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (!w.firms.alive[f]) return;
    const RegionId r = w.firms.region[f];
    const double cell_wage = w.cells.base_wage(r, w.firms.industry[f]) * w.regions.wage_index[r];
    const auto workers = static_cast<double>(w.firms.workers[f]);
    const double open = workers > 0 ? std::min(1.0, static_cast<double>(w.firms.vacancies[f]) / workers) : 0;
    const double premium = w.firms.wage[f] * (1 + growth[r]) / cell_wage;
    const double wage = cell_wage * std::pow(premium, 1 - p.vacancy_premium) * (1 + p.vacancy_premium * open);
    w.firms.wage[f] = std::max(wage, w.regions.minimum_wage[r] / efficiency_unit);
  });
}

}  // namespace jiuzhou
