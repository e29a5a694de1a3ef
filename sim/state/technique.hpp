// What saving and clean power make of the inputs of the base-year technique, and the carbon in fuels.
//
//   a'_gs = a_gs e_rs [g coal, oil and gas, power; g ≠ s] (1 − clean_r) [s power, g coal, oil and gas]
//   a'_gs = a_gs o_rs [other g]                            what takes the place of energy that policies make dear
//
// e lever energy_use, o lever other_inputs, clean the thermal power that wind and sun have replaced (steps/power.cpp). 1 without either.
//
// CO2 per unit of a fuel: coal by tonne, from the pack's tonnes per yuan of output; oil and gas by yuan of the base year.
// Energy that its own industry buys is not used but washed, refined or passed on: neither saved nor burnt.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "sim/state/world.hpp"

namespace jiuzhou {

// Positions of the industries that make energy; industry_count() where the pack has none with the role.
struct EnergyIndustries {
  std::size_t coal, oil, power;
  explicit EnergyIndustries(const Pack& pack)
      : coal(pack.industry_with_role("coal")),
        oil(pack.industry_with_role("oil")),
        power(pack.industry_with_role("electricity")) {}
  [[nodiscard]] bool is_fuel(IndustryId g) const { return index(g) == coal || index(g) == oil; }
  [[nodiscard]] bool is_energy(IndustryId g) const { return is_fuel(g) || index(g) == power; }
};

// The factor on the input of good g of one cell.
inline double technique_factor(const World& w, const EnergyIndustries& energy, RegionId r, IndustryId g, IndustryId s) {
  if (!energy.is_energy(g)) return w.levers.other_inputs(r, s);
  if (g == s) return 1;
  const bool burns = energy.is_fuel(g) && index(s) == energy.power;
  return w.levers.energy_use(r, s) * (burns ? 1 - w.regions.clean_power[r] : 1);
}

// The same for all cells.
class Technique {
 public:
  explicit Technique(const World& w) : energy_(*w.pack), others_(&w.levers.other_inputs) {
    for (std::size_t k = 0; k < goods.size(); ++k) {
      const std::size_t good = energy_.*goods[k];
      if (good >= w.industry_count()) continue;
      const IndustryId g{static_cast<std::uint32_t>(good)};
      factors_[k] = CellTable(w.region_count(), w.industry_count());
      for (const RegionId r : w.region_ids())
        for (const IndustryId s : w.industry_ids()) factors_[k](r, s) = technique_factor(w, energy_, r, g, s);
    }
  }
  // Factors on the input of good g, by using industry.
  [[nodiscard]] std::span<const double> factors(RegionId r, IndustryId g) const {
    for (std::size_t k = 0; k < goods.size(); ++k)
      if (index(g) == energy_.*goods[k]) return factors_[k].row(r);
    return others_->row(r);
  }

 private:
  static constexpr std::array goods{&EnergyIndustries::coal, &EnergyIndustries::oil, &EnergyIndustries::power};
  EnergyIndustries energy_;
  const CellTable* others_;
  std::array<CellTable, goods.size()> factors_;
};

// Tonnes of CO2 per real yuan of each good where it is burnt; 0 for what is no fuel.
inline Column<IndustryId, double> carbon_of_goods(const World& w) {
  const auto& p = w.parameters.environment;
  const EnergyIndustries energy(*w.pack);
  Column<IndustryId, double> out(w.industry_count(), 0);
  if (energy.coal < w.industry_count()) {
    const IndustryId coal{static_cast<std::uint32_t>(energy.coal)};
    double tonnes = 0, output = 0;
    for (const RegionId r : w.region_ids()) {
      tonnes += w.pack->coal_output[r] / 4;
      output += w.cells.base_output(r, coal);
    }
    out[coal] = output > 0 ? p.coal_carbon * tonnes / output : 0;
  }
  if (energy.oil < w.industry_count()) out[IndustryId{static_cast<std::uint32_t>(energy.oil)}] = p.oil_carbon;
  return out;
}

// Per unit of output of a cell, at the base-year technique and without policies: tonnes of CO2, and what its energy and
// its other inputs cost at base prices.
struct EnergyPerOutput {
  double carbon = 0, energy = 0, others = 0;
};

inline EnergyPerOutput energy_per_output(const World& w, const Column<IndustryId, double>& carbon, RegionId r,
                                         IndustryId s) {
  const EnergyIndustries energy(*w.pack);
  EnergyPerOutput out;
  for (const std::size_t k : {energy.coal, energy.oil, energy.power}) {
    if (k >= w.industry_count()) continue;
    const IndustryId g{static_cast<std::uint32_t>(k)};
    if (g == s) continue;
    const bool clean = energy.is_fuel(g) && index(s) == energy.power;
    const double bought = w.cells.input(r, g, s) * (clean ? 1 - w.regions.clean_power[r] : 1);
    out.energy += bought;
    out.carbon += bought * carbon[g];
  }
  for (const IndustryId g : w.industry_ids())
    if (!energy.is_energy(g)) out.others += w.cells.input(r, g, s);
  return out;
}

}  // namespace jiuzhou
