// Energy base: capacity in coal, oil, gas and power, cleaner power, less waste, and a rule for the price of coal.
//
//   money = budget, to the firms of these industries (or those named) by capital, spent on capital at once
//   thermal power that wind and sun are to replace_r ← + clean·phase·weight
//   energy per output_rs ← × (1 − x),  x = saving·phase·weight;  pass-through of world coal prices ← × (1 − price_rule·phase)
//   charge_rs ← + ½ κ x² · energy in a yuan of output      κ environment.saving_slope
//
//   money_r = premium · power replaced_r so far, to its firms in electricity;  reward · energy saved_r, to firms by energy
//   used
//
// Sets levers.{payments, clean_power, clean_premium, energy_use, charge, charges, pass_through}. Payers: the centre; firms in
// electricity, who buy the plants (steps/power.cpp) and put in their prices what the premium leaves; firms that save,
// whose region runs the works that cost them ½ κ x² of their energy. The price rule costs no public money: mines and those
// who burn coal share what the world price does through home prices.

#include <algorithm>

#include "sim/instruments/common.hpp"
#include "sim/state/technique.hpp"

namespace jiuzhou {

namespace {

constexpr double kwh_per_gwh = 1e6;

struct EnergyBase {
  static constexpr const char* name = "energy_base";
  static constexpr const char* text = "investment in energy, wind and sun, efficiency, price rule";
  static constexpr Strength strengths[] = {{"budget", by_region | by_industry},
                                           {"clean", by_region},
                                           {"saving", by_region | by_industry},
                                           {"price_rule", nationwide}};
  double budget{}, clean{}, premium{}, saving{}, reward{}, price_rule{};

  void declare(auto& field) {
    field("budget", budget,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "capital bought for energy firms",
           .source = "scenario"});
    field("clean", clean,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of thermal power, to be replaced by wind and sun",
           .source = "scenario"});
    field("premium", premium,
          {.unit = "yuan/kWh",
           .fallback = 0.2,
           .min = 0,
           .max = 2,
           .doc = "paid for power from wind and sun beyond the price of coal power",
           .source = "feed-in tariffs of wind 2012: 0.51-0.61 against 0.3-0.5 yuan, recalled"});
    field("saving", saving,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 0.9,
           .doc = "fall of energy used per unit of output",
           .source = "scenario"});
    field("reward", reward,
          {.unit = "yuan/tce",
           .fallback = 30,
           .min = 0,
           .max = 1000,
           .doc = "paid for energy saved",
           .source = "rewards of 2011: 240-300 yuan once for a tce saved yearly, so 30 over ten years, recalled"});
    field("price_rule", price_rule,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of world coal price moves, kept out of home prices",
           .source = "scenario"});
  }

  // Adds to what is to be replaced; what has been built of it earns the premium.
  void replace_thermal(Levers& levers, const World& w, RegionId r, double share) const {
    const std::size_t power = w.pack->industry_with_role("electricity");
    const double before = levers.clean_power[r], replaced = (1 - before) * share;
    levers.clean_power[r] += replaced;
    const double built = std::clamp(w.regions.clean_power[r] - before, 0.0, replaced);
    if (power >= w.industry_count() || !(built > 0)) return;
    levers.clean_premium[r] += premium * built;
    levers.pay({.recipient = Recipient::firms,
                .region = r,
                .industry = IndustryId{static_cast<std::uint32_t>(power)},
                .yuan = premium * kwh_per_gwh * built * w.pack->electricity_thermal[r] / quarters_a_year});
  }

  void save(Levers& levers, const World& w, RegionId r, IndustryId s, double share, double output,
            double energy) const {
    levers.pay({.recipient = Recipient::firms,
                .region = r,
                .industry = s,
                .yuan = reward * share * levers.energy_use(r, s) * w.pack->industries[index(s)].energy_intensity *
                        output / million});
    levers.charge_firms(r, s,
                        w.parameters.environment.saving_slope * share * share / 2 * energy * levers.energy_use(r, s));
    levers.energy_use(r, s) *= 1 - share;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::vector<double> industry = targeted_industries(w, policy.where, {"coal", "oil", "electricity"});
    invest(levers, w, policy.where.region, industry, budget * million / quarters_a_year * phase, Payer::centre);
    const auto size = sizes(w);
    const Column<IndustryId, double> carbon = carbon_of_goods(w);
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      replace_thermal(levers, w, r, clean * weight);
      if (saving * weight > 0)
        for (const IndustryId s : w.industry_ids())
          save(levers, w, r, s, saving * weight * policy.where.industry[index(s)], size(r, s).output,
               energy_per_output(w, carbon, r, s).energy);
    }
    levers.pass_through *= 1 - price_rule * phase;
  }
};

const Registered<InstrumentOf<EnergyBase>> registered{EnergyBase::name};

}  // namespace

}  // namespace jiuzhou
