// Trade corridor: cheaper ways between the regions selected and their partners (all regions where none is named), and
// from the regions selected to the rest of the world.
//
//   freight_od ← freight_od (1 − cut·phase), both ways
//   foreign demand_r ← × (1 − world_cut·phase·weight)^−η,  foreign price seen in r ← × (1 − world_cut·phase·weight)
//
//   money_od = paid · freight saved on what passes from o to d this quarter;  paid · fall · value to and from abroad
//
// η elasticity of exports. Sets levers.{freight, export_demand, import_cost, trade_costs}. Payer: the centre, for the
// part of what freight falls that is paid for; the carriers of the origin receive it. The other part is what better rules
// and organisation save; a way that has yet to be built costs an `infrastructure` policy besides.

#include <algorithm>
#include <cmath>

#include "sim/instruments/common.hpp"
#include "sim/state/freight.hpp"

namespace jiuzhou {

namespace {

struct TradeCorridor {
  static constexpr const char* name = "trade_corridor";
  static constexpr const char* text = "lowers the cost of freight between regions and to the world";
  static constexpr Strength strengths[] = {{"cut", by_region | by_partner}, {"world_cut", by_region}};
  double cut{}, world_cut{}, paid{};

  void declare(auto& field) {
    field("cut", cut,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of freight cost on the named ways",
           .source = "scenario"});
    field("world_cut", world_cut,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 0.5,
           .doc = "fall of the delivered price to and from abroad",
           .source = "scenario"});
    field("paid", paid,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of the fall of freight cost, that public money pays for",
           .source = "judged: ways return one to two yuan per yuan"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::vector<double> partner = partner_weights(w, policy, 1);
    for (const RegionId o : w.region_ids()) {
      for (const RegionId d : w.region_ids()) {
        const double weight = std::max(policy.where.region[index(o)] * partner[index(d)],
                                       policy.where.region[index(d)] * partner[index(o)]);
        levers.add_revenue_loss(RevenueLoss::freight, o, d,
                                paid * freight_cost(w.pack->distance(o, d), w.parameters.trade.freight_share) *
                                    levers.freight(o, d) * cut * phase * weight);
        levers.freight(o, d) *= 1 - cut * phase * weight;
      }
      const double fall = world_cut * phase * policy.where.region[index(o)], abroad = 1 - fall;
      const RegionId world{static_cast<std::uint32_t>(w.region_count())};
      levers.add_revenue_loss(RevenueLoss::freight, o, world, paid * fall);
      levers.add_revenue_loss(RevenueLoss::freight, world, o, paid * fall);
      const double demand = portable::pow(abroad, -w.parameters.trade.export_elasticity);
      for (const IndustryId s : w.industry_ids()) {
        levers.export_demand(o, s) *= demand;
        levers.import_cost(o, s) *= abroad;
      }
    }
  }
};

const Registered<InstrumentOf<TradeCorridor>> registered{TradeCorridor::name};

}  // namespace

}  // namespace jiuzhou
