// Encouraged industries: less corporate tax and easier entry for listed industries in listed regions.
//
//   corporate tax_rs ← × (1 − tax_cut·phase·weight),  paid back by region and centre as they received it
//   entries_rs       ← × (1 + entry·phase·weight)
//
// Sets levers.{corporate_tax, tax_reliefs, entry}. Payer: the governments that had the tax. Location choice,
// investment, profit rates and dividends see what is left of it. Western development: 15 % instead of 25 %, so tax_cut
// 0.4.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct EncouragedIndustries {
  static constexpr const char* name = "encouraged_industries";
  static constexpr const char* text = "cuts corporate tax and eases entry for listed industries";
  static constexpr Strength strengths[] = {{"tax_cut", by_region | by_industry}, {"entry", by_region | by_industry}};
  double tax_cut{}, entry{};

  void declare(auto& field) {
    field("tax_cut", tax_cut,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "part of corporate tax that is given back",
           .source = "western development: 25 to 15 %, so 0.4"});
    field("entry", entry,
          {.unit = "share", .fallback = 0, .min = 0, .max = 10, .doc = "more entries of firms", .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids())
      for (const IndustryId s : w.industry_ids()) {
        const double weight = policy.where.region[index(r)] * policy.where.industry[index(s)] * phase;
        levers.relieve(r, s, tax_cut * weight);
        levers.entry(r, s) *= 1 + entry * weight;
      }
  }
};

const Registered<InstrumentOf<EncouragedIndustries>> registered{EncouragedIndustries::name};

}  // namespace

}  // namespace jiuzhou
