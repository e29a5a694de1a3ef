// Energy base: capacity in coal, oil, gas and power, cleaner power, less waste, and a rule for the price of coal.
//
//   money = budget, to the firms of these industries (or those named) by capital, spent on capital at once
//   thermal power replaced by wind and sun_r ← + clean·phase·weight; power's emissions_r ← × (1 − the same)
//   energy per output_r ← × (1 − saving·phase·weight);  pass-through of world coal prices ← × (1 − price_rule·phase)
//
//   money_r = premium · power replaced_r, to its firms in electricity;  reward · energy saved_r, to firms by energy
//   used
//
// Sets levers.{payments, clean_power, emission, energy_use, pass_through}. Payer: the centre. The price rule costs no
// public money: mines and those who burn coal share what the world price does through home prices.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

constexpr double kwh_per_gwh = 1e6;

struct EnergyBase {
  static constexpr const char* name = "energy_base";
  static constexpr const char* text = "investment in energy, wind and sun, efficiency, price rule";
  static constexpr Strength strengths[] = {
      {"budget", by_region | by_industry}, {"clean", by_region}, {"saving", by_region}, {"price_rule", nationwide}};
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
           .doc = "of thermal power, replaced by wind and sun",
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

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::vector<double> industry = targeted_industries(w, policy.where, {"coal", "oil", "electricity"});
    invest(levers, w, policy.where.region, industry, budget * million / quarters_a_year * phase, Payer::centre);
    const auto size = sizes(w);
    const std::size_t power = w.pack->industry_with_role("electricity");
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      const double replaced = (1 - levers.clean_power[r]) * clean * weight;
      if (power < w.industry_count())
        levers.pay({.recipient = Recipient::firms,
                    .region = r,
                    .industry = IndustryId{static_cast<std::uint32_t>(power)},
                    .yuan = premium * kwh_per_gwh * replaced * w.pack->electricity_thermal[r] / quarters_a_year});
      levers.clean_power[r] += replaced;
      if (power < w.industry_count())
        levers.emission(r, IndustryId{static_cast<std::uint32_t>(power)}) *= 1 - clean * weight;
      for (const IndustryId s : w.industry_ids())
        if (saving * weight > 0)
          levers.pay({.recipient = Recipient::firms,
                      .region = r,
                      .industry = s,
                      .yuan = reward * saving * weight * levers.energy_use[r] *
                              w.pack->industries[index(s)].energy_intensity * size(r, s).output / million});
      levers.energy_use[r] *= 1 - saving * weight;
    }
    levers.pass_through *= 1 - price_rule * phase;
  }
};

const Registered<InstrumentOf<EnergyBase>> registered{EnergyBase::name};

}  // namespace

}  // namespace jiuzhou
