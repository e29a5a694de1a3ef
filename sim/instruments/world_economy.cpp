// World economy: what happens abroad, for stress tests. Not a policy, but set the same way and gone when it ends.
//
//   foreign demand_rs ← × (1 + demand·phase·weight);  world prices of coal and oil ← × (1 + commodity_price·phase)
//
// A fall of demand for some goods, or for what some regions sell, is the trouble of partners that buy them. Sets
// levers.{export_demand, commodity_price}. No payer.

#include "sim/instruments/instrument.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

namespace {

struct WorldEconomy {
  static constexpr const char* name = "world_economy";
  static constexpr const char* text = "changes foreign demand and commodity prices";
  static constexpr Strength strengths[] = {{"demand", by_region | by_industry}, {"commodity_price", nationwide}};
  double demand{}, commodity_price{};

  void declare(auto& field) {
    field("demand", demand,
          {.unit = "share",
           .fallback = 0,
           .min = -0.9,
           .max = 5,
           .doc = "change of foreign demand",
           .source = "scenario"});
    field("commodity_price", commodity_price,
          {.unit = "share",
           .fallback = 0,
           .min = -0.9,
           .max = 5,
           .doc = "change of world coal and oil prices",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids())
      for (const IndustryId s : w.industry_ids())
        levers.export_demand(r, s) *=
            1 + demand * phase * policy.where.region[index(r)] * policy.where.industry[index(s)];
    levers.commodity_price *= 1 + commodity_price * phase;
  }
};

const Registered<InstrumentOf<WorldEconomy>> registered{WorldEconomy::name};

}  // namespace

}  // namespace jiuzhou
