// Opening: free-trade zones and ports make foreign markets, goods and investors easier to reach from the regions
// selected.
//
//   foreign demand_rs ← × (1 + demand·phase·weight);  foreign price of s seen in r ← × (1 − imports·phase·weight)
//   entries_rs ← × (1 + entry·phase·weight);  capital bought in the named industries with `investment` from abroad
//
//   money_r = tariffs · imports·phase·weight · value of the named goods imported this quarter
//
// Sets levers.{export_demand, import_cost, entry, payments, trade_costs}. Payers: the centre, which no longer takes the
// part of the fall that is tariff; importing firms keep it. Investors abroad pay for their capital and buyers abroad
// for what they buy, which is no public cost. Time and rules at the border are nobody's revenue. Zones raise their
// city's GDP by 10-20 %.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct Opening {
  static constexpr const char* name = "opening";
  static constexpr const char* text = "free-trade zones: foreign demand, imports, entry and investment";
  static constexpr Strength strengths[] = {{"demand", by_region | by_industry},
                                           {"imports", by_region | by_industry},
                                           {"entry", by_region | by_industry},
                                           {"investment", by_region | by_industry}};
  double demand{}, imports{}, tariffs{}, entry{}, investment{};

  void declare(auto& field) {
    field("demand", demand,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 5,
           .doc = "rise of foreign demand for the region's goods",
           .source = "scenario"});
    field("imports", imports,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 0.5,
           .doc = "fall of the price of foreign goods as buyers see it",
           .source = "scenario"});
    field("tariffs", tariffs,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of the fall, that is tariff no longer taken",
           .source = "customs duties 2012: 2.4 % of imports, recalled"});
    field("entry", entry,
          {.unit = "share", .fallback = 0, .min = 0, .max = 10, .doc = "more entries of firms", .source = "scenario"});
    field("investment", investment,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "capital bought by investors from abroad",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      levers.add_revenue_loss(RevenueLoss::tariffs, RegionId{static_cast<std::uint32_t>(w.region_count())}, r,
                              tariffs * imports * weight, policy.where.industry);
      for (const IndustryId s : w.industry_ids()) {
        const double part = weight * policy.where.industry[index(s)];
        levers.export_demand(r, s) *= 1 + demand * part;
        levers.import_cost(r, s) *= 1 - imports * part;
        levers.entry(r, s) *= 1 + entry * part;
      }
    }
    invest(levers, w, policy.where.region, policy.where.industry, investment * million / quarters_a_year * phase,
           Payer::world);
  }
};

const Registered<InstrumentOf<Opening>> registered{Opening::name};

}  // namespace

}  // namespace jiuzhou
