// Power: wind and sun that policies ask for are ordered; firms in electricity buy them.
//
//   Δ_r   = v (clean*_r − clean_r)+                       share of thermal power replaced that is built this quarter
//   I_r   = k Δ_r thermal_r X_r / X0_r                     capital ordered; k yuan per kWh a year, thermal kWh a year
//   clean ← clean + Δ · delivered                          once delivered (capital.cpp); it wears as capital does once
//                                                          nobody asks for it
//
// What has been built burns no fuel (state/technique.hpp), and carries no more power than the thermal plants that it
// replaces: they stay as a reserve, so that capacity per unit of capital falls. Its yearly cost, beyond the premium that
// governments pay, is in the price of power (prices.cpp). Firms pay for it out of their means, with the loans that more
// capital gives them.
//
// Reads   levers.clean_power, regions.clean_power, firms.{output, capital}, cells.base_output
// Writes  activity.{investment, clean_built, clean_order}
// Order   regions in order, firms of a cell in slot order

#include "sim/state/firm_loops.hpp"
#include "sim/state/technique.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

constexpr double kwh_per_gwh = 1e6;  // conversion of units

void power(World& w) {
  const EnergyIndustries energy(*w.pack);
  if (energy.power >= w.industry_count()) return;
  const auto& p = w.parameters.environment;
  const IndustryId s{static_cast<std::uint32_t>(energy.power)};
  for (const RegionId r : w.region_ids()) {
    const double missing = w.levers.clean_power[r] - w.regions.clean_power[r];
    if (!(missing > 0) || !w.live(r, s)) continue;
    double output = 0, capital = 0;
    for_firms(w, w.cell(r, s), [&](FirmId f) {
      output += w.firms.output[f];
      capital += w.firms.capital[f];
    });
    if (!(capital > 0)) continue;
    w.activity.clean_built[r] = p.clean_speed * missing;
    w.activity.clean_order[r] = p.clean_cost * w.activity.clean_built[r] * kwh_per_gwh *
                                w.pack->electricity_thermal[r] * output / w.cells.base_output(r, s);
    for_firms(w, w.cell(r, s),
              [&](FirmId f) { w.activity.investment[f] += w.activity.clean_order[r] * w.firms.capital[f] / capital; });
  }
}

}  // namespace jiuzhou
