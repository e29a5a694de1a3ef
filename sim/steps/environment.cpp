// Environment: emissions, the ecological index, farmland and grain, coal, oil and power, energy use, carbon.
//
//   e_r  = k_r Σ_s weight_s ε_rs X_rs (1 − abatement)^years        SO2 and COD, k_r from the base year        [t/quarter]
//          for power × (1 − clean);  COD × untreated
//   G_r  ← G_r + v (1 / load_r + restored_r − G_r),  load = mean of SO2 and COD relative to the base year    [base = 1]
//   F_r  ← F_r − θ (urban persons beyond their highest number so far), not below the floor                         [ha]
//   grain_r = F_r yield_r / 4 · (X_agri / (X0_agri · yield / yield0))^η                                     [t/quarter]
//   coal_r  = coal0_r / 4 · X_coal / X0_coal,   power likewise                                       [t, GWh a quarter]
//   power by source_r = base year's · X / X0, thermal × (1 − clean), wind and sun + what that replaces    [GWh/quarter]
//   oil and gas_r = X_oil c_oil / 2.6                                                           [t of oil a quarter]
//   use_r   = Σ_s saving_rs intensity_s X_rs (1 − efficiency)^years                                       [tce/quarter]
//   balance = 0.7143 coal + 310 non-thermal power − use              oil and gas are not in it             [tce/quarter]
//   CO2_rg  = c_g (Σ_s≠g a'_gs X_rs + C_rg)       g coal, oil and gas; a' as policies leave it; C households  [t/quarter]
//
// ε, restored, floor, saving, untreated are levers; clean is what has been built (power.cpp). Built-over land does not
// come back: what farmland loses, farmland_lost gains. Coal equivalents: China Energy Statistical Yearbook (0.7143 t/t,
// and 310 g/kWh by the coal that power replaces); 2.6 t CO2 per t of oil. Carbon is counted where fuel is bought from
// mines and wells: that of petrol at the refinery.
//
// Reads   activity.output, cells.base_output, census.urban, calibration.{so2_rate, cod_rate}, pack, levers.{emission,
//         restoration, farmland_floor, yield_growth, energy_use, discharge}, regions.clean_power
// Writes  regions.{farmland, farmland_lost, urban_peak, yield, ecology}, activity.{grain, electricity, power_*, coal,
//         oil_gas, energy_use, energy_balance, so2, cod, co2_*}; calibrate_environment: calibration.{so2_rate, cod_rate} and these
//         regions' columns
// Order   a region writes only its own slots

#include "sim/steps/shared/environment.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"
#include "sim/state/technique.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

constexpr double least_intensity = 0.2,
                 most_intensity = 5;  // of the base year: no harvest of nothing, none without end

double grain_per_hectare(double yield, double output, double output_expected, double response) {
  const double intensity = output > 0 && output_expected > 0 ? output / output_expected : 1;
  return yield / 4 * portable::pow(std::clamp(intensity, least_intensity, most_intensity), response);
}

namespace {

constexpr double tce_per_tonne_coal = 0.7143;  // GB/T 2589: 20.9 MJ per kg over 29.3
constexpr double tce_per_gwh = 310;            // fuel of thermal power, NBS
constexpr double co2_per_toe = 2.6;            // of oil and gas together
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
  const std::size_t power = w.pack->industry_with_role("electricity");
  double sum = 0;
  for (const IndustryId s : w.industry_ids()) {
    const double burnt = index(s) == power ? 1 - w.regions.clean_power[r] : 1;
    sum += w.pack->industries[index(s)].*weight * w.activity.output(r, s) * w.levers.emission(r, s) * burnt;
  }
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
  const double left = portable::pow(1 - p.abatement_trend, years);
  w.activity.so2[r] = w.calibration.so2_rate[r] * emitted(w, r, &PackIndustry::so2_weight) * left;
  w.activity.cod[r] =
      w.calibration.cod_rate[r] * emitted(w, r, &PackIndustry::cod_weight) * left * w.levers.discharge[r];
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
  Activity& a = w.activity;
  a.coal[r] = pack.coal_output[r] / 4 * relative_output(w, r, "coal");
  const double power = relative_output(w, r, "electricity") / 4;
  const double replaced = w.regions.clean_power[r] * pack.electricity_thermal[r];
  const double sun = w.parameters.environment.clean_solar;
  a.power_thermal[r] = power * (pack.electricity_thermal[r] - replaced);
  a.power_hydro[r] = power * pack.electricity_hydro[r];
  a.power_nuclear[r] = power * pack.electricity_nuclear[r];
  a.power_wind[r] = power * (pack.electricity_wind[r] + (1 - sun) * replaced);
  a.power_solar[r] = power * (pack.electricity_solar[r] + sun * replaced);
  const double clean = a.power_hydro[r] + a.power_nuclear[r] + a.power_wind[r] + a.power_solar[r];
  a.electricity[r] = a.power_thermal[r] + clean;
  double use = 0;
  for (const IndustryId s : w.industry_ids())
    use += pack.industries[index(s)].energy_intensity * a.output(r, s) * w.levers.energy_use(r, s);
  a.energy_use[r] = use / yuan_per_million * portable::pow(1 - w.parameters.environment.efficiency_trend, years);
  a.energy_balance[r] = tce_per_tonne_coal * a.coal[r] + tce_per_gwh * clean - a.energy_use[r];
}

// CO2 of a fuel that the region's industries and households burn.
double carbon_of(const World& w, const Technique& technique, const Column<IndustryId, double>& carbon, RegionId r,
                 std::size_t fuel) {
  if (fuel >= w.industry_count()) return 0;
  const IndustryId g{static_cast<std::uint32_t>(fuel)};
  const auto factors = technique.factors(r, g);
  double burnt = w.activity.demand_consumption_urban(r, g) + w.activity.demand_consumption_rural(r, g);
  for (const IndustryId s : w.industry_ids())
    if (s != g) burnt += w.cells.input(r, g, s) * factors[index(s)] * w.activity.output(r, s);
  return carbon[g] * burnt;
}

void count_carbon(World& w) {
  const Technique technique(w);
  const EnergyIndustries energy(*w.pack);
  const Column<IndustryId, double> carbon = carbon_of_goods(w);
  for (const RegionId r : w.region_ids()) {
    w.activity.co2_coal[r] = carbon_of(w, technique, carbon, r, energy.coal);
    w.activity.co2_oil_gas[r] = carbon_of(w, technique, carbon, r, energy.oil);
    if (energy.oil >= w.industry_count()) continue;
    const IndustryId oil{static_cast<std::uint32_t>(energy.oil)};
    w.activity.oil_gas[r] = w.activity.output(r, oil) * carbon[oil] / co2_per_toe;
  }
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
  for (auto* column :
       {&w.activity.grain, &w.activity.electricity, &w.activity.coal, &w.activity.oil_gas, &w.activity.energy_use,
        &w.activity.energy_balance, &w.activity.so2, &w.activity.cod, &w.activity.co2_coal, &w.activity.co2_oil_gas,
        &w.activity.power_thermal, &w.activity.power_hydro, &w.activity.power_nuclear, &w.activity.power_wind,
        &w.activity.power_solar})
    column->assign(n, 0);
  const double years = w.elapsed() / 4.0;
  for (const RegionId r : w.region_ids()) {
    emit(w, r, years);
    farm(w, r);
    supply_energy(w, r, years);
  }
  count_carbon(w);
}

}  // namespace jiuzhou
