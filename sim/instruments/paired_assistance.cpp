// Paired assistance: the regions selected (`where`) give their partners (`to`) a share of their own revenue.
//
//   money_od = revenue_share · weight_o own revenue_o · n_d / Σ n          n persons of the partners
//
// Sets levers.payments. Payer: the budgets of the regions selected, which spend less themselves. Eight coastal
// provinces and cities have paired with Xinjiang and Tibet so; support for Xinjiang of 2011-2020 is 0.3-0.6 % of the
// ordinary revenue.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct PairedAssistance {
  static constexpr const char* name = "paired_assistance";
  static constexpr const char* text = "rich regions pay a share of their revenue to partners";
  static constexpr Strength strengths[] = {{"revenue_share", by_region | by_partner}};
  static constexpr bool needs_partners = true;
  double revenue_share{}, investment_share{};

  void declare(auto& field) {
    field("revenue_share", revenue_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 0.2,
           .doc = "of the giver's own revenue of last quarter",
           .source = "paired assistance to Xinjiang 2010: 0.3-0.6 %, recalled"});
    field("investment_share", investment_share,
          {.unit = "share",
           .fallback = -1,
           .min = -1,
           .max = 1,
           .doc = "part that is invested, as in joint projects; -1: as the partner's own budget",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    std::vector<double> persons = partner_weights(w, policy, 0);
    for (const RegionId d : w.region_ids()) persons[index(d)] *= people(w, d);
    const std::vector<double> part = shares(persons);
    for (const RegionId o : w.region_ids())
      for (const RegionId d : w.region_ids())
        if (o != d)
          levers.pay({.payer = Payer::province,
                      .paying_region = o,
                      .region = d,
                      .yuan = revenue_share * phase * policy.where.region[index(o)] *
                              std::max(0.0, w.regions.own_revenue[o]) * part[index(d)],
                      .investment_share = investment_share});
  }
};

const Registered<InstrumentOf<PairedAssistance>> registered{PairedAssistance::name};

}  // namespace

}  // namespace jiuzhou
