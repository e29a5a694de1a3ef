// Grain security: farmland that may not be built over, better land, and a subsidy to those who farm it.
//
//   farmland_r ≥ floor · farmland of the base year
//   land_r = hectares · weight_r F_r / Σ a year;  yield growth_r ← + gain · land_r / F_r / 4;  money_r = cost · land_r
//   money_r = subsidy · F_r · weight_r, to rural persons
//
// F farmland. Sets levers.{farmland_floor, yield_growth, payments}. Payers: the centre and, for local_share, the
// region.
// High-standard farmland costs some 22 500 yuan a hectare and yields 10-20 % more, recalled.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct GrainSecurity {
  static constexpr const char* name = "grain_security";
  static constexpr const char* text = "farmland floor, land improvement, subsidy to farmers";
  static constexpr Strength strengths[] = {{"floor", by_region}, {"hectares", by_region}, {"subsidy", by_region}};
  static constexpr Priced priced{"hectares", "cost", thousand};
  double floor{}, hectares{}, gain{}, cost{}, subsidy{}, local_share{};

  void declare(auto& field) {
    field("floor", floor,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of the base year's farmland, that may not be built over",
           .source = "scenario"});
    field("hectares", hectares,
          {.unit = "thousand ha/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "farmland improved, divided by farmland",
           .source = "scenario"});
    field("gain", gain,
          {.unit = "share",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "rise of yield on improved land",
           .source = "high-standard farmland: 10-20 %, recalled"});
    field("cost", cost,
          {.unit = "yuan/ha",
           .fallback = 22500,
           .min = 0,
           .max = 1e6,
           .doc = "cost of improving",
           .source = "high-standard farmland: 1 500 yuan/mu, recalled"});
    field("subsidy", subsidy,
          {.unit = "yuan/ha/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "paid to rural persons by farmland",
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
    std::vector<double> land(w.region_count());
    for (const RegionId r : w.region_ids()) land[index(r)] = policy.where.region[index(r)] * w.regions.farmland[r];
    const std::vector<double> part = shares(land);
    for (const RegionId r : w.region_ids()) {
      levers.farmland_floor[r] = std::max(levers.farmland_floor[r], floor * phase * policy.where.region[index(r)]);
      const double improved = hectares * thousand / quarters_a_year * phase * part[index(r)];
      if (improved > 0) levers.yield_growth[r] += gain * improved / w.regions.farmland[r];
      levers.pay({.region = r, .yuan = cost * improved, .investment_share = 1}, local_share);
      levers.pay(
          {.recipient = Recipient::rural, .region = r, .yuan = subsidy / quarters_a_year * phase * land[index(r)]},
          local_share);
    }
  }
};

const Registered<InstrumentOf<GrainSecurity>> registered{GrainSecurity::name};

}  // namespace

}  // namespace jiuzhou
