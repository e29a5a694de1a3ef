// Innovation: R&D support that raises a region's R&D flow, faster diffusion to those behind, and productivity growth
// given directly for what-if questions.
//
//   R&D flow_r ← × (1 + research·phase·weight_r), paid by the centre;  catch-up_r ← + diffusion·phase·weight
//   a_rs ← a_rs + ((1+growth)^¼ − 1)·phase·weight_r weight_s
//
// Sets levers.{research, catch_up, productivity_growth, payments} (the R&D bought, through the region's budget).
// Diffusion and growth are assumptions about what programmes achieve and have no cost of their own: what it takes is
// `research`.

#include <cmath>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct Innovation {
  static constexpr const char* name = "innovation";
  static constexpr const char* text = "raises R&D and diffusion, or productivity growth directly";
  static constexpr Strength strengths[] = {
      {"research", by_region}, {"diffusion", by_region}, {"growth", by_region | by_industry}};
  double research{}, diffusion{}, growth{};

  void declare(auto& field) {
    field("research", research,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 10,
           .doc = "rise of R&D spending, paid by the centre",
           .source = "scenario"});
    field("diffusion", diffusion,
          {.unit = "1/year per log point",
           .fallback = 0,
           .min = 0,
           .max = 0.05,
           .doc = "productivity growth per log gap to the best regions beyond the mean gap",
           .source = "assumption"});
    field("growth", growth,
          {.unit = "1/year",
           .fallback = 0,
           .min = -0.1,
           .max = 0.1,
           .doc = "productivity growth added, as an assumption",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      if (weight <= 0) continue;
      levers.research[r] *= 1 + research * weight;
      levers.catch_up[r] += diffusion * weight;
      for (const IndustryId s : w.industry_ids())
        levers.productivity_growth(r, s) +=
            (portable::pow(1 + growth, 0.25) - 1) * weight * policy.where.industry[index(s)];
      const double flow = w.calibration.research_intensity[r] * w.regions.real_gdp[r];
      levers.pay({.region = r, .yuan = research * weight * flow * w.regions.price_level[r], .investment_share = 0});
    }
  }
};

const Registered<InstrumentOf<Innovation>> registered{Innovation::name};

}  // namespace

}  // namespace jiuzhou
