// Consumption assistance: public buyers of partner regions (`to`; all where none), and those of their other buyers who
// take part, take more from the regions selected (`where`).
//
//   b_dg = public_dg + others (1 − public_dg)         share of what d buys of good g that is bought so
//   wanted share of supplier o in it ← × (1 + rise·phase·weight_o weight_d weight_g)
//
// public_dg is government consumption and the inputs of schools, hospitals and offices. Sets levers.preferences. No
// public cost and no revenue: the buyers pay the going price for goods they buy anyhow, so what one region sells more
// others sell less. Shares go back as slowly as they came.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct ConsumptionAssistance {
  static constexpr const char* name = "consumption_assistance";
  static constexpr const char* text = "directs public and partners' purchases to lagging regions";
  static constexpr Strength strengths[] = {{"rise", by_region | by_industry | by_partner}};
  double rise{}, others{};

  void declare(auto& field) {
    field("rise", rise,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 10,
           .doc = "rise of the suppliers' wanted share in what is bought so",
           .source = "scenario"});
    field("others", others,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of purchases that are not public, by firms and families who take part",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (!(rise * phase > 0)) return;
    Preference asked{.supplier = policy.where.region, .buyer = {}, .rise = rise * phase};
    asked.buyer.assign(w.region_count(), w.industry_count(), 0);
    const std::vector<double> partner = partner_weights(w, policy, 1);
    for (const RegionId d : w.region_ids())
      for (const IndustryId g : w.industry_ids()) {
        const double weight = partner[index(d)] * policy.where.industry[index(g)];
        if (weight > 0) asked.buyer(d, g) = weight * (others + (1 - others) * public_purchases(w, d, g));
      }
    levers.preferences.push_back(std::move(asked));
  }
};

const Registered<InstrumentOf<ConsumptionAssistance>> registered{ConsumptionAssistance::name};

}  // namespace

}  // namespace jiuzhou
