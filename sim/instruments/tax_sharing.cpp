// Tax sharing: moves the line between the centre's and the region's part of a tax.
//
//   money_r = Σ_taxes points · weight · tax collected in r                      from the centre to the region, back when negative
//
// Production and corporate tax may be those of some industries only. Sets levers.tax_shares. Payer: the centre. The reform of 1994 gave regions 25 % of value-added tax, that of 2016 50
// %.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct TaxSharing {
  static constexpr const char* name = "tax_sharing";
  static constexpr const char* text = "changes the regions' part of production, corporate and personal tax";
  static constexpr Strength strengths[] = {
      {"production", by_region | by_industry}, {"corporate", by_region | by_industry}, {"personal", by_region}};
  double production{}, corporate{}, personal{};

  void declare(auto& field) {
    field("production", production,
          {.unit = "share",
           .fallback = 0,
           .min = -1,
           .max = 1,
           .doc = "added to the region's part of production tax",
           .source = "reform of 2016: VAT 25 to 50 %"});
    field("corporate", corporate,
          {.unit = "share",
           .fallback = 0,
           .min = -1,
           .max = 1,
           .doc = "added to the region's part of corporate tax",
           .source = "scenario"});
    field("personal", personal,
          {.unit = "share",
           .fallback = 0,
           .min = -1,
           .max = 1,
           .doc = "added to the region's part of personal tax",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (production == 0 && corporate == 0 && personal == 0) return;
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      if (weight > 0)
        levers.tax_shares.push_back(
            {levers.policy, r, production * weight, corporate * weight, personal * weight, policy.where.industry});
    }
  }
};

const Registered<InstrumentOf<TaxSharing>> registered{TaxSharing::name};

}  // namespace

}  // namespace jiuzhou
