// Trade corridor: cheaper ways between the regions selected and their partners (all regions where none is named).
//
//   freight_od ← freight_od (1 − cut·phase), both ways;  transport bought per unit of output ← × (1 − input_cut·phase)
//
// Sets levers.freight, levers.freight_input. No payer: what building it costs is an `infrastructure` policy.

#include "sim/instruments/instrument.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

namespace {

struct TradeCorridor {
  static constexpr const char* name = "trade_corridor";
  static constexpr const char* text = "lowers the cost of freight between regions";
  double cut{}, input_cut{};

  void declare(auto& field) {
    field("cut", cut,
          {.unit = "share", .fallback = 0.1, .min = 0, .max = 1, .doc = "fall of freight cost on the named ways",
           .source = "scenario"});
    field("input_cut", input_cut,
          {.unit = "share", .fallback = 0, .min = 0, .max = 1,
           .doc = "fall of transport bought per unit of output, everywhere", .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    std::vector<double> partner(w.region_count(), policy.partners.empty() ? 1.0 : 0.0);
    for (const std::size_t r : policy.partners) partner[r] = 1;
    for (const RegionId o : w.region_ids())
      for (const RegionId d : w.region_ids()) {
        const double weight = std::max(policy.where.region[index(o)] * partner[index(d)],
                                       policy.where.region[index(d)] * partner[index(o)]);
        levers.freight(o, d) *= 1 - cut * phase * weight;
      }
    levers.freight_input *= 1 - input_cut * phase;
  }
};

const Registered<InstrumentOf<TradeCorridor>> registered{TradeCorridor::name};

}  // namespace

}  // namespace jiuzhou
