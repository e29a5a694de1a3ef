// Relocation assistance: rural people of poor areas are moved to towns of their region, housed, and given work.
//
//   persons_r = persons · weight_r m_r / Σ                m rural persons of formerly poor counties, or the areas
//                                                      named, who live where their hukou is
//   P(one of them moves to town) ← + persons_r / m_r                                               [per quarter]
//   money_r = cost · persons_r:  housing_share for dwellings, the rest invested by the region
//   jobs_r = jobs · persons moved in a year, filled from those of the areas who are out of work; their wages are paid
//
// Sets levers.{resettlement, payments, works, public_works}. Payers: the centre and, for local_share, the region. From
// 2016 to 2020 9.6 million persons were moved for about 600 billion yuan, recalled.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct RelocationAssistance {
  static constexpr const char* name = "relocation_assistance";
  static constexpr const char* text = "moves rural households out of poor areas, with housing and work";
  static constexpr Strength strengths[] = {{"persons", by_region | by_special_area}};
  static constexpr Priced priced{"persons", "cost", thousand};
  static constexpr Strength also[] = {{"jobs", by_industry}};
  double persons{}, cost{}, housing_share{}, jobs{}, local_share{};

  void declare(auto& field) {
    field("persons", persons,
          {.unit = "thousand persons/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "persons moved",
           .source = "scenario"});
    field("cost", cost,
          {.unit = "yuan/person",
           .fallback = 60000,
           .min = 0,
           .max = 1e6,
           .doc = "cost of a move",
           .source = "600 billion yuan for 9.6 million persons, recalled"});
    field("housing_share", housing_share,
          {.unit = "share",
           .fallback = 0.6,
           .min = 0,
           .max = 1,
           .doc = "of the cost, for dwellings",
           .source = "judged"});
    field("jobs", jobs,
          {.unit = "job/person",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "jobs paid for, to persons moved in a year",
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
    if (persons == 0) return;
    const std::uint8_t mask = policy.where.special_area_mask != 0 ? policy.where.special_area_mask : formerly_poor;
    std::vector<double> rural(w.region_count()), targeted(w.region_count());
    for (const RegionId r : w.region_ids())
      if (policy.where.region[index(r)] > 0) {
        rural[index(r)] = levers.persons.rural(w, r, {.special_area_mask = mask, .at_home = true});
        targeted[index(r)] = policy.where.region[index(r)] * rural[index(r)];
      }
    const std::vector<double> part = shares(targeted),
                              industry = targeted_industries(w, policy.where, {"construction"});
    const auto size = sizes(w);
    for (const RegionId r : w.region_ids()) {
      const double eligible = rural[index(r)];
      const double moved = std::min(persons * thousand / quarters_a_year * phase * part[index(r)], 0.25 * eligible);
      if (!(moved > 0)) continue;
      each_area_set(mask, [&](AreaSet set) { levers.resettlement(r, set) += moved / eligible; });
      levers.pay({.recipient = Recipient::dwellings,
                  .region = r,
                  .special_area_mask = mask,
                  .yuan = housing_share * cost * moved},
                 local_share);
      levers.pay({.region = r, .yuan = (1 - housing_share) * cost * moved, .investment_share = 1}, local_share);
      double workers = 0;
      for (const IndustryId s : w.industry_ids()) workers += industry[index(s)] * size(r, s).workers;
      for (const IndustryId s : w.industry_ids())
        if (workers > 0)
          levers.employ({.region = r,
                         .industry = s,
                         .jobs = jobs * moved * quarters_a_year * industry[index(s)] * size(r, s).workers / workers,
                         .local_share = local_share,
                         .special_area_mask = mask});
    }
  }
};

const Registered<InstrumentOf<RelocationAssistance>> registered{RelocationAssistance::name};

}  // namespace

}  // namespace jiuzhou
