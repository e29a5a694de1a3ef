// Trade corridor: cheaper ways between the regions selected and their partners (all regions where none is named), and
// from the regions selected to the rest of the world.
//
//   freight_od ← freight_od (1 − cut·phase), both ways;  transport bought per unit of output ← × (1 − input_cut·phase)
//   foreign demand_r ← × (1 − world_cut·phase·weight)^−η,  foreign price seen in r ← × (1 − world_cut·phase·weight)
//
// η elasticity of exports. Sets levers.{freight, freight_input, export_demand, import_cost}. No payer: what building it
// costs is an `infrastructure` policy.

#include <cmath>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct TradeCorridor {
  static constexpr const char* name = "trade_corridor";
  static constexpr const char* text = "lowers the cost of freight between regions and to the world";
  double cut{}, world_cut{}, input_cut{};

  void declare(auto& field) {
    field("cut", cut,
          {.unit = "share", .fallback = 0, .min = 0, .max = 1, .doc = "fall of freight cost on the named ways",
           .source = "scenario"});
    field("world_cut", world_cut,
          {.unit = "share", .fallback = 0, .min = 0, .max = 0.5, .doc = "fall of the delivered price to and from abroad",
           .source = "scenario"});
    field("input_cut", input_cut,
          {.unit = "share", .fallback = 0, .min = 0, .max = 1,
           .doc = "fall of transport bought per unit of output, everywhere", .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::vector<double> partner = partner_weights(w, policy, 1);
    for (const RegionId o : w.region_ids()) {
      for (const RegionId d : w.region_ids()) {
        const double weight = std::max(policy.where.region[index(o)] * partner[index(d)],
                                       policy.where.region[index(d)] * partner[index(o)]);
        levers.freight(o, d) *= 1 - cut * phase * weight;
      }
      const double abroad = 1 - world_cut * phase * policy.where.region[index(o)];
      levers.export_demand[o] *= std::pow(abroad, -w.parameters.trade.export_elasticity);
      levers.import_cost[o] *= abroad;
    }
    levers.freight_input *= 1 - input_cut * phase;
  }
};

const Registered<InstrumentOf<TradeCorridor>> registered{TradeCorridor::name};

}  // namespace

}  // namespace jiuzhou
