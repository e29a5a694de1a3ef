// Minimum wage: the lowest pay that employers of a region may agree to is raised.
//
//   m_r ← m_r (1 + rise·phase·weight)                      times what the minimum would be without the policy
//
// Sets levers.minimum_wage. No public cost: a rule. Employers pay through their prices, and their workers by the jobs
// that dearer labour costs: whom it makes dearer than their work is paid is hired less
// (labour_market.cpp). Own account work has no employer. The law of 2004 lets provinces review it every two years.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct MinimumWage {
  static constexpr const char* name = "minimum_wage";
  static constexpr const char* text = "raises the lowest pay that employers may agree to";
  static constexpr std::string_view strengths[] = {"rise"};
  double rise{};

  void declare(auto& field) {
    field("rise", rise,
          {.unit = "share",
           .fallback = 0,
           .min = -0.9,
           .max = 2,
           .doc = "of the minimum wage above what it would be",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids()) levers.minimum_wage[r] *= 1 + rise * policy.where.region[index(r)] * phase;
  }
};

const Registered<InstrumentOf<MinimumWage>> registered{MinimumWage::name};

}  // namespace

}  // namespace jiuzhou
