// Infrastructure: public capital is bought for the regions selected, by population or in relation to their GDP.
//
//   money_r = budget · weight_r n_r / Σ + gdp_share · GDP_r · weight_r m_r,  all of it invested
//
// n persons whom `where` means, m their share of all.
//
// Sets levers.payments. Payers: the centre and, for local_share, the region, whose own budget shrinks by as much. What
// is built is in use after the build lag; it lowers the cost of freight and raises productivity beyond potential
// growth.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct Infrastructure {
  static constexpr const char* name = "infrastructure";
  static constexpr const char* text = "public investment in transport, water, power and digital networks";
  static constexpr Strength strengths[] = {{"budget", by_region | by_special_area},
                                           {"gdp_share", by_region | by_special_area}};
  double budget{}, gdp_share{}, local_share{};

  void declare(auto& field) {
    field("budget", budget,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e8,
           .doc = "total, divided by population",
           .source = "scenario"});
    field("gdp_share", gdp_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "for each region, of its GDP of last quarter",
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
    const std::vector<double> part = shares(targeted_persons(levers, w, policy.where, policy.where.special_area_mask));
    for (const RegionId r : w.region_ids()) {
      const double by_head = budget * million / quarters_a_year * part[index(r)];
      const double weight = policy.where.region[index(r)];
      const double meant =
          weight > 0 ? share_of_persons(levers, w, r, policy.where, policy.where.special_area_mask) : 0;
      const double by_gdp = gdp_share * w.regions.nominal_gdp[r] * weight * meant;
      levers.pay({.region = r, .yuan = (by_head + by_gdp) * phase, .investment_share = 1}, local_share);
    }
  }
};

const Registered<InstrumentOf<Infrastructure>> registered{Infrastructure::name};

}  // namespace

}  // namespace jiuzhou
