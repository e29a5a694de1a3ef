// Market integration: less protection between the regions selected, in goods, labour, entry and competition.
//
//   border wedge_od ← × (1 − goods·phase·weight_o weight_d)
//   settlement cost_r, pay gap_r ← × (1 − labour·phase·weight);  entries_rs ← × (1 + entry·phase·weight)
//   mark-up − 1_rs ← × (1 − competition·phase·weight)
//   money_od = fees · wedge · goods·phase·weight_o weight_d · value that passes from o to d this quarter
//
// Sets levers.{border, hukou_cost, hukou_wage_gap, entry, markup, trade_costs}. Payers: the budgets of the regions of
// arrival, which no longer take the fees and charges that are part of the wedge; the firms that sell there keep them.
// The rest of the wedge is preference and rules: it moves what buyers choose and is nobody's revenue. Equal pay is paid
// by employers, lower mark-ups by incumbents through their prices; easier settlement and entry are rules and cost
// nothing. Internal borders cut trade by 36-52 % (see trade.border_cost).

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct MarketIntegration {
  static constexpr const char* name = "market_integration";
  static constexpr const char* text = "lowers the border wedge between regions in goods, labour, entry and competition";
  static constexpr Strength strengths[] = {{"goods", by_region},
                                           {"labour", by_region},
                                           {"entry", by_region | by_industry},
                                           {"competition", by_region | by_industry}};
  double goods{}, fees{}, labour{}, entry{}, competition{};

  void declare(auto& field) {
    field("goods", goods,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of the wedge between the regions",
           .source = "scenario"});
    field("fees", fees,
          {.unit = "share",
           .fallback = 0.05,
           .min = 0,
           .max = 1,
           .doc = "of the wedge, that is fees taken by the region of arrival",
           .source = "judged"});
    field("labour", labour,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of settlement cost and pay gap of persons from elsewhere",
           .source = "scenario"});
    field("entry", entry,
          {.unit = "share", .fallback = 0, .min = 0, .max = 10, .doc = "more entries of firms", .source = "scenario"});
    field("competition", competition,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of the mark-up above unit cost",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      for (const RegionId d : w.region_ids()) {
        const double fall = goods * weight * policy.where.region[index(d)];
        levers.add_revenue_loss(RevenueLoss::border_fees, r, d,
                                fees * w.parameters.trade.border_cost * levers.border(r, d) * fall);
        levers.border(r, d) *= 1 - fall;
      }
      levers.hukou_cost[r] *= 1 - labour * weight;
      levers.hukou_wage_gap[r] *= 1 - labour * weight;
      for (const IndustryId s : w.industry_ids()) {
        levers.markup(r, s) *= 1 - competition * weight * policy.where.industry[index(s)];
        levers.entry(r, s) *= 1 + entry * weight * policy.where.industry[index(s)];
      }
    }
  }
};

const Registered<InstrumentOf<MarketIntegration>> registered{MarketIntegration::name};

}  // namespace

}  // namespace jiuzhou
