// Business environment: it is easier to start, to compete and to close a firm in the regions selected.
//
//   entries_rs ← × (1 + entry·phase·weight);  mark-up − 1 ← × (1 − markup·phase·weight)
//   debt at which a firm with losses is wound up ← × (1 − exit·phase·weight);  util in firms' choice of place ← +
//   attraction
//
// Sets levers.{entry, markup, insolvency, relocation_pull}. No public cost and no revenue: these are rules. Lower
// mark-ups are paid by incumbents through their prices, and creditors bear what an earlier end of a firm costs or
// saves.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct BusinessEnvironment {
  static constexpr const char* name = "business_environment";
  static constexpr const char* text = "eases entry, lowers mark-ups, speeds exit, attracts firms";
  static constexpr std::string_view strengths[] = {"entry", "markup", "exit", "attraction"};
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
      levers.markup[r] *= 1 - markup * weight;
      levers.insolvency[r] *= 1 - exit * weight;
      for (const IndustryId s : w.industry_ids()) {
        levers.entry(r, s) *= 1 + entry * weight * policy.where.industry[index(s)];
        levers.relocation_pull(r, s) += attraction * weight * policy.where.industry[index(s)];
      }
    }
  }
};

const Registered<InstrumentOf<BusinessEnvironment>> registered{BusinessEnvironment::name};

}  // namespace

}  // namespace jiuzhou
