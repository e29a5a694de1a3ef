// Resource transition: retraining and substitute industries where mines run out and old industries decline.
//
//   persons_r = persons · weight_r n_r / Σ are trained         n those in the labour force of resource-based cities,
//                                                            or of the areas named, whom a course may raise a level
//   money     = investment, to the named industries of the regions by capital, spent on capital at once
//   entries_rs ← × (1 + entry·phase·weight)
//
// Sets levers.{training, payments, entry}. Payers: the centre and, for local_share of the courses, the region. Capital
// and entry reach whole regions in proportion to weight and share of such areas; courses reach the persons `where`
// means.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct ResourceTransition {
  static constexpr const char* name = "resource_transition";
  static constexpr const char* text = "retraining and substitute industries in resource-based areas";
  static constexpr Strength strengths[] = {{"persons", by_region | by_special_area | by_person},
                                           {"investment", by_region | by_special_area | by_person | by_industry},
                                           {"entry", by_region | by_special_area | by_person | by_industry}};
  static constexpr Priced priced{"persons", "cost", thousand};
  double persons{}, gain{}, cost{}, investment{}, entry{}, local_share{};

  void declare(auto& field) {
    field("persons", persons,
          {.unit = "thousand persons/year",
           .fallback = 0,
           .min = 0,
           .max = 1e6,
           .doc = "workers retrained",
           .source = "scenario"});
    field("gain", gain,
          {.unit = "level",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "education levels a course is worth",
           .source = "judged"});
    field(
        "cost", cost,
        {.unit = "yuan/person", .fallback = 5000, .min = 0, .max = 1e6, .doc = "cost of a course", .source = "judged"});
    field("investment", investment,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "capital bought for the named industries",
           .source = "scenario"});
    field("entry", entry,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 10,
           .doc = "more entries in the named industries",
           .source = "scenario"});
    field("local_share", local_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of the courses, paid out of the region's own budget",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::uint8_t mask = policy.where.special_area_mask != 0 ? policy.where.special_area_mask : resource_based;
    if (persons == 0 && investment == 0 && entry == 0) return;
    const std::vector<double> part = shares(trainable_persons(levers, w, policy.where, mask));
    std::vector<double> touched(w.region_count());
    for (const RegionId r : w.region_ids()) {
      if (!(policy.where.region[index(r)] > 0)) continue;
      train(levers, w, r, mask, persons * thousand / quarters_a_year * phase * part[index(r)],
            {gain, cost, local_share}, policy.where.who);
      const double there = residents(levers, w, r, policy.where, mask);
      touched[index(r)] = policy.where.region[index(r)] * there / std::max(1.0, people(w, r));
      for (const IndustryId s : w.industry_ids())
        levers.entry(r, s) *= 1 + entry * phase * touched[index(r)] * policy.where.industry[index(s)];
    }
    invest(levers, w, touched, policy.where.industry, investment * million / quarters_a_year * phase, Payer::centre);
  }
};

const Registered<InstrumentOf<ResourceTransition>> registered{ResourceTransition::name};

}  // namespace

}  // namespace jiuzhou
