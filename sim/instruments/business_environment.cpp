// Business environment: it is easier to start, to compete and to close a firm in the regions and industries
// selected.
//
//   entries_rs ← × (1 + entry·phase·weight);  mark-up − 1_rs ← × (1 − markup·phase·weight)
//   debt at which a firm with losses is wound up_rs ← × (1 − exit·phase·weight);  util in firms' choice of place ← +
//   attraction
//
// Sets levers.{entry, markup, insolvency, relocation_pull}. No public cost and no revenue: these are rules. Lower
// mark-ups are paid by incumbents through their prices, founders put up what newcomers start with and own it, and
// creditors bear what an earlier end of a firm costs or saves.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct BusinessEnvironment {
  static constexpr const char* name = "business_environment";
  static constexpr const char* text = "eases entry, lowers mark-ups, speeds exit, attracts firms";
  static constexpr Strength strengths[] = {{"entry", by_region | by_industry},
                                           {"markup", by_region | by_industry},
                                           {"exit", by_region | by_industry},
                                           {"attraction", by_region | by_industry}};
  double entry{}, markup{}, exit{}, attraction{};

  void declare(auto& field) {
    field("entry", entry,
          {.unit = "share", .fallback = 0, .min = 0, .max = 10, .doc = "more entries of firms", .source = "scenario"});
    field("markup", markup,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of the mark-up above unit cost",
           .source = "scenario"});
    field("exit", exit,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 0.9,
           .doc = "fall of the debt at which a firm with losses is wound up",
           .source = "scenario"});
    field("attraction", attraction,
          {.unit = "util",
           .fallback = 0,
           .min = 0,
           .max = 5,
           .doc = "added to the region when firms choose where to go",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      for (const IndustryId s : w.industry_ids()) {
        const double part = weight * policy.where.industry[index(s)];
        levers.markup(r, s) *= 1 - markup * part;
        levers.insolvency(r, s) *= 1 - exit * part;
        levers.entry(r, s) *= 1 + entry * part;
        levers.relocation_pull(r, s) += attraction * part;
      }
    }
  }
};

const Registered<InstrumentOf<BusinessEnvironment>> registered{BusinessEnvironment::name};

}  // namespace

}  // namespace jiuzhou
