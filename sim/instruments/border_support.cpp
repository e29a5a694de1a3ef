// Border support: an allowance for those who stay in border counties, services for them, parks beside them.
//
//   money_r = allowance · b_r, to the persons;  services · b_r, to the budget;  parks · weight_r b_r / Σ, invested
//   income of those who stay ← + ln(1 + allowance / income a head)            [log points, in the choice to leave]
//
// b persons with the border bit who live where their hukou is. Sets levers.{payments, allowance}. Payers: the centre
// and, for local_share, the region. Without special areas in `where` the border counties are meant.

#include <cmath>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct BorderSupport {
  static constexpr const char* name = "border_support";
  static constexpr const char* text = "allowance, services and parks for the people of border areas";
  static constexpr Strength strengths[] = {{"allowance", by_region | by_special_area},
                                           {"services", by_region | by_special_area},
                                           {"parks", by_region | by_special_area}};
  double allowance{}, services{}, parks{}, local_share{};

  void declare(auto& field) {
    field("allowance", allowance,
          {.unit = "yuan/person/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "paid to every resident meant",
           .source = "scenario"});
    field("services", services,
          {.unit = "yuan/person/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "spent on services for them",
           .source = "scenario"});
    field("parks", parks,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "invested in border parks and ports",
           .source = "scenario"});
    field("local_share", local_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "paid out of the region's own budget",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::uint8_t mask = policy.where.special_area_mask != 0 ? policy.where.special_area_mask : border_county;
    const std::vector<double> targeted = targeted_persons(levers, w, policy.where, mask), part = shares(targeted);
    for (const RegionId r : w.region_ids()) {
      const double persons = targeted[index(r)] * phase;
      levers.pay({.recipient = Recipient::households,
                  .region = r,
                  .special_area_mask = mask,
                  .yuan = allowance / quarters_a_year * persons},
                 local_share);
      levers.pay({.region = r, .yuan = services / quarters_a_year * persons, .investment_share = 0}, local_share);
      levers.pay(
          {.region = r, .yuan = parks * million / quarters_a_year * phase * part[index(r)], .investment_share = 1},
          local_share);
      double income = 0;
      for (const bool rural : {false, true})
        for (std::size_t k = 0; k < income_classes; ++k) income += w.households.income[w.household(r, rural, k)];
      if (!(income > 0) || !(persons > 0) || allowance == 0) continue;
      const double gain =
          portable::log1p(allowance / quarters_a_year * policy.where.region[index(r)] * phase * people(w, r) / income);
      each_area_set(mask, [&](AreaSet set) { levers.allowance(r, set) += gain; });
    }
  }
};

const Registered<InstrumentOf<BorderSupport>> registered{BorderSupport::name};

}  // namespace

}  // namespace jiuzhou
