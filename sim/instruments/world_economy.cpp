// World economy: what happens abroad, for stress tests. Not a policy, but set the same way and gone when it ends.
//
//   world demand ← × (1 + demand·phase);  world prices of coal and oil ← × (1 + commodity_price·phase)
//
// Sets levers.world_demand, levers.commodity_price. No payer.

#include "sim/instruments/instrument.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

namespace {

struct WorldEconomy {
  static constexpr const char* name = "world_economy";
  static constexpr const char* text = "changes foreign demand and commodity prices";
  static constexpr std::string_view strengths[] = {"demand", "commodity_price"};
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

  void set(Levers& levers, const World&, const Instrument&, double phase) const {
    levers.world_demand *= 1 + demand * phase;
    levers.commodity_price *= 1 + commodity_price * phase;
  }
};

const Registered<InstrumentOf<WorldEconomy>> registered{WorldEconomy::name};

}  // namespace

}  // namespace jiuzhou
