// Consumption assistance: buyers of partner regions (`to`; all where none) take more from the regions selected (`where`).
//
//   wanted share of supplier o in what d buys of good g ← × (1 + rise·phase·weight_o weight_d weight_g)
//
// Sets levers.preferences. Payer: the buyers, at the going price; others sell less. Shares go back as slowly as they came.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct ConsumptionAssistance {
  static constexpr const char* name = "consumption_assistance";
  static constexpr const char* text = "directs purchases to lagging regions";
  double rise{};

  void declare(auto& field) {
    field("rise", rise,
          {.unit = "share", .fallback = 0, .min = 0, .max = 10,
           .doc = "rise of the suppliers' wanted share", .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (rise > 0 && phase > 0)
      levers.preferences.push_back({.supplier = policy.where.region,
                                    .buyer = partner_weights(w, policy, 1),
                                    .industry = policy.where.industry,
                                    .rise = rise * phase});
  }
};

const Registered<InstrumentOf<ConsumptionAssistance>> registered{ConsumptionAssistance::name};

}  // namespace

}  // namespace jiuzhou
