// Environment: emissions, the ecological index, farmland and grain, coal and power, energy use.
//
//   e_r  = k_r Σ_s weight_s ε_rs X_rs (1 − abatement)^years        SO2 and COD, k_r from the base year        [t/quarter]
//   G_r  ← G_r + v (1 / load_r + restored_r − G_r),  load = mean of SO2 and COD relative to the base year    [base = 1]
//   F_r  ← F_r − θ (urban persons beyond their highest number so far), not below the floor                         [ha]
//   grain_r = F_r yield_r / 4 · (X_agri / (X0_agri · yield / yield0))^η                                     [t/quarter]
//   coal_r  = coal0_r / 4 · X_coal / X0_coal,   power likewise                                       [t, GWh a quarter]
//   use_r   = saving_r Σ_s intensity_s X_rs (1 − efficiency)^years                                        [tce/quarter]
//   balance = 0.7143 coal + 310 non-thermal power − use              oil and gas are not in it             [tce/quarter]
//
// ε, restored, floor, saving and the thermal power that clean power replaces are levers. Built-over land does not come
// back: what farmland loses, farmland_lost gains. Coal equivalents: China Energy Statistical Yearbook (0.7143 t/t, and
// 310 g/kWh by the coal that power replaces).
//
// Reads   activity.output, cells.base_output, census.urban, calibration.{so2_rate, cod_rate}, pack, levers.{emission,
//         restoration, farmland_floor, yield_growth, clean_power, energy_use}
// Writes  regions.{farmland, farmland_lost, urban_peak, yield, ecology}, activity.{grain, electricity, coal,
//         energy_use, energy_balance, so2, cod}; calibrate_environment: calibration.{so2_rate, cod_rate} and these
//         regions' columns
// Order   a region writes only its own slots

#include "sim/steps/shared/environment.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

constexpr double least_intensity = 0.2,
                 most_intensity = 5;  // of the base year: no harvest of nothing, none without end

double grain_per_hectare(double yield, double output, double output_expected, double response) {
  const double intensity = output > 0 && output_expected > 0 ? output / output_expected : 1;
  return yield / 4 * std::pow(std::clamp(intensity, least_intensity, most_intensity), response);
}

namespace {

constexpr double tce_per_tonne_coal = 0.7143;  // GB/T 2589: 20.9 MJ per kg over 29.3
constexpr double tce_per_gwh = 310;            // fuel of thermal power, NBS
constexpr double yuan_per_million = 1e6;
constexpr double least_load = 0.1;  // of the base year: the index stays below 10

// Output weighted by a coefficient of the industry.
double weighted(const World& w, const CellTable& output, RegionId r, double PackIndustry::*weight) {
  double sum = 0;
  for (const IndustryId s : w.industry_ids()) sum += w.pack->industries[index(s)].*weight * output(r, s);
  return sum;
}

// The same, net of what policies cut from the emissions of each industry.
double emitted(const World& w, RegionId r, double PackIndustry::*weight) {
  double sum = 0;
  for (const IndustryId s : w.industry_ids())
    sum += w.pack->industries[index(s)].*weight * w.activity.output(r, s) * w.levers.emission(r, s);
  return sum;
}

// Output of the industry with this role relative to the base year; 0 where there is none.
double relative_output(const World& w, RegionId r, const char* role) {
  const std::size_t s = w.pack->industry_with_role(role);
  if (s >= w.industry_count()) return 0;
  const IndustryId id{static_cast<std::uint32_t>(s)};
  return ratio(w.activity.output(r, id), w.cells.base_output(r, id));
}

void emit(World& w, RegionId r, double years) {
  const auto& p = w.parameters.environment;
  const double left = std::pow(1 - p.abatement_trend, years);
  w.activity.so2[r] = w.calibration.so2_rate[r] * emitted(w, r, &PackIndustry::so2_weight) * left;
  w.activity.cod[r] = w.calibration.cod_rate[r] * emitted(w, r, &PackIndustry::cod_weight) * left;
  const double air = ratio(w.activity.so2[r], w.pack->so2[r] / 4, 1);
  const double water = ratio(w.activity.cod[r], w.pack->cod[r] / 4, 1);
  const double load = std::max(least_load, 0.5 * (air + water));
  w.regions.ecology[r] += p.ecology_speed * (1 / load + w.levers.restoration[r] - w.regions.ecology[r]);
}

void farm(World& w, RegionId r) {
  const auto& p = w.parameters.environment;
  const auto urban = static_cast<double>(w.census.urban[r]);
  const double free = std::max(0.0, w.regions.farmland[r] - w.levers.farmland_floor[r] * w.pack->farmland[r]);
  const double built = std::min(free, p.farmland_loss * std::max(0.0, urban - w.regions.urban_peak[r]));
  w.regions.urban_peak[r] = std::max(w.regions.urban_peak[r], urban);
  w.regions.farmland[r] -= built;
  w.regions.farmland_lost[r] += built;
  const double base_yield = ratio(w.pack->grain_output[r], w.pack->farmland[r]);
  const double grown = ratio(w.regions.yield[r], base_yield, 1);
  w.activity.grain[r] =
      w.regions.farmland[r] *
      grain_per_hectare(w.regions.yield[r], relative_output(w, r, "agriculture"), grown, p.grain_response);
  w.regions.yield[r] *= 1 + quarterly(p.yield_growth) + w.levers.yield_growth[r];
}

void supply_energy(World& w, RegionId r, double years) {
  const Pack& pack = *w.pack;
  w.activity.coal[r] = pack.coal_output[r] / 4 * relative_output(w, r, "coal");
  const double replaced = w.levers.clean_power[r] * pack.electricity_thermal[r];
  const double clean = replaced + pack.electricity_hydro[r] + pack.electricity_nuclear[r] + pack.electricity_wind[r] +
                       pack.electricity_solar[r];
  const double power = relative_output(w, r, "electricity") / 4;
  w.activity.electricity[r] = power * (pack.electricity_thermal[r] - replaced + clean);
  w.activity.energy_use[r] = weighted(w, w.activity.output, r, &PackIndustry::energy_intensity) / yuan_per_million *
                             std::pow(1 - w.parameters.environment.efficiency_trend, years) * w.levers.energy_use[r];
  w.activity.energy_balance[r] =
      tce_per_tonne_coal * w.activity.coal[r] + tce_per_gwh * power * clean - w.activity.energy_use[r];
}

}  // namespace

void calibrate_environment(World& w) {
  const std::size_t n = w.region_count();
  for (auto* column : {&w.calibration.so2_rate, &w.calibration.cod_rate, &w.regions.farmland, &w.regions.farmland_lost,
                       &w.regions.urban_peak, &w.regions.yield, &w.regions.ecology})
    column->assign(n, 0);
  for (const RegionId r : w.region_ids()) {
    w.calibration.so2_rate[r] =
        ratio(w.pack->so2[r] / 4, weighted(w, w.cells.base_output, r, &PackIndustry::so2_weight));
    w.calibration.cod_rate[r] =
        ratio(w.pack->cod[r] / 4, weighted(w, w.cells.base_output, r, &PackIndustry::cod_weight));
    w.regions.farmland[r] = w.pack->farmland[r];
    w.regions.yield[r] = ratio(w.pack->grain_output[r], w.pack->farmland[r]);
    w.regions.urban_peak[r] = static_cast<double>(w.census.urban[r]);
    w.regions.ecology[r] = 1;
  }
}

void environment(World& w) {
  const std::size_t n = w.region_count();
  for (auto* column : {&w.activity.grain, &w.activity.electricity, &w.activity.coal, &w.activity.energy_use,
                       &w.activity.energy_balance, &w.activity.so2, &w.activity.cod})
    column->assign(n, 0);
  const double years = w.elapsed() / 4.0;
  for (const RegionId r : w.region_ids()) {
    emit(w, r, years);
    farm(w, r);
    supply_energy(w, r, years);
  }
}

}  // namespace jiuzhou
