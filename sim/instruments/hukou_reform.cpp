// Hukou reform: easier settlement, services and equal pay for persons from elsewhere in the regions selected.
//
//   settlement cost, service cost, pay gap, quarters before conversion ← × (1 − each·phase·weight)
//   conversion rate ← + quota / Σ weight_r q_r       q urban residents from elsewhere who qualify      [1/year]
//   money_r = central_share · services·phase·weight · budget_r (1 − invested) · persons from elsewhere / persons
//
// What is opened without central money is shared with those who were there: no region spends more for it. Sets
// levers.{hukou_cost, service_cost, hukou_wage_gap, hukou_tenure, conversion_rate, payments}. Payer: the centre for its
// share, so that money goes with the people; the rest the region must find in its budget.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct HukouReform {
  static constexpr const char* name = "hukou_reform";
  static constexpr const char* text = "lowers the settlement threshold and opens services to migrants";
  static constexpr bool needs_hukou = true;
  static constexpr Strength strengths[] = {{"settlement", by_region},
                                           {"services", by_region},
                                           {"wage_gap", by_region},
                                           {"threshold_cut", by_region},
                                           {"quota", by_region}};
  double settlement{}, services{}, wage_gap{}, threshold_cut{}, quota{}, central_share{};

  void declare(auto& field) {
    field("settlement", settlement,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of the cost of settling",
           .source = "scenario"});
    field("services", services,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of services kept from persons from elsewhere, opened",
           .source = "scenario"});
    field("wage_gap", wage_gap,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of the pay gap of persons from elsewhere",
           .source = "scenario"});
    field("threshold_cut", threshold_cut,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of the years before hukou may be had",
           .source = "scenario"});
    field("quota", quota,
          {.unit = "thousand persons/year",
           .fallback = 0,
           .min = 0,
           .max = 1e6,
           .doc = "more persons given hukou, by lot among those who qualify",
           .source = "scenario"});
    field("central_share", central_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of the cost of opened services, paid by the centre",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    std::vector<double> tenure(w.region_count());
    for (const RegionId r : w.region_ids())
      tenure[index(r)] = std::min(255.0, w.parameters.migration.conversion_tenure * levers.hukou_tenure[r] *
                                             (1 - threshold_cut * policy.where.region[index(r)] * phase));
    double candidates = 0;
    if (quota > 0) {
      const std::vector<double> settled = count_settled(w, tenure);
      for (const RegionId r : w.region_ids()) candidates += policy.where.region[index(r)] * settled[index(r)];
    }
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      levers.hukou_cost[r] *= 1 - settlement * weight;
      levers.service_cost[r] *= 1 - services * weight;
      levers.hukou_wage_gap[r] *= 1 - wage_gap * weight;
      levers.hukou_tenure[r] *= 1 - threshold_cut * weight;
      if (candidates > 0)
        levers.conversion_rate[r] +=
            quota * thousand * weight / std::max(candidates, quota * thousand / quarters_a_year);
      const double consumption = w.regions.budget[r] * (1 - w.calibration.budget_investment_share[r]);
      levers.pay({.region = r,
                  .yuan = central_share * services * phase * consumption * policy.where.region[index(r)] *
                          static_cast<double>(w.census.nonlocal[r]) / std::max(1.0, people(w, r)),
                  .investment_share = 0});
    }
  }
};

const Registered<InstrumentOf<HukouReform>> registered{HukouReform::name};

}  // namespace

}  // namespace jiuzhou
