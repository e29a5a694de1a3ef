// Public services: money for schools, health and care per head, and a floor under what every region offers.
//
//   money_r = per_head · weight_r n_r + (floor · s̄ − s_r)+ p_r n_r weight_r        s real services a head that budgets
//                                                       pay for without the policy, s̄ their mean over the nation
//   odds of senior and tertiary schooling ← + schooling·phase·weight m_r                                     [logit]
//   money_r = place · schooling / 4 · children_r m_r / 15 · 3                places for those who stay in school: at most
//
// Sets levers.{payments, schooling}. Payers: the centre and, for local_share, the region's own budget. The services a
// region offers follow its spending slowly; people see them when they choose where to live. How far schooling rises is
// an assumption of the scenario; the places it takes are paid from its first quarter, at the steepest slope of the
// logit.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

constexpr double steepest = 0.25;                          // slope of a logistic share at one half, its largest
constexpr double years_a_child = 15, years_at_school = 3;  // ages 0 to 14; senior school, or a college, of those who go

struct PublicServices {
  static constexpr const char* name = "public_services";
  static constexpr const char* text = "spending on services per head, and an equalisation floor";
  static constexpr Strength strengths[] = {{"per_head", by_region | by_special_area},
                                           {"floor", by_region | by_special_area},
                                           {"schooling", by_region | by_special_area}};
  double per_head{}, floor{}, schooling{}, place{}, local_share{};

  void declare(auto& field) {
    field("per_head", per_head,
          {.unit = "yuan/person/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "spending added",
           .source = "scenario"});
    field("floor", floor,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1.5,
           .doc = "of the nation's services a head, that none falls below",
           .source = "scenario"});
    field("schooling", schooling,
          {.unit = "logit",
           .fallback = 0,
           .min = 0,
           .max = 3,
           .doc = "added to the odds of senior and tertiary schooling",
           .source = "assumption"});
    field("place", place,
          {.unit = "yuan/student/year",
           .fallback = 8000,
           .min = 0,
           .max = 1e6,
           .doc = "cost of a place in a school for those more who stay in school",
           .source = "spending per student of senior schools and colleges 2012: 7 000-20 000, recalled"});
    field("local_share", local_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "paid out of the region's own budget",
           .source = "scenario"});
  }

  // Real services a quarter out of the region's and the centre's own budgets.
  static double services_of_budgets(const World& w, RegionId r) {
    const double consumption =
        (1 - w.calibration.budget_investment_share[r]) * w.regions.budget[r] + w.regions.central_budget[r];
    return consumption / w.regions.public_price[r];
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    double services = 0, persons = 0;
    std::vector<double> own(w.region_count());
    for (const RegionId r : w.region_ids()) {
      own[index(r)] = services_of_budgets(w, r);
      services += own[index(r)];
      persons += people(w, r);
    }
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase;
      const double lacking = floor * services / persons - own[index(r)] / std::max(1.0, people(w, r));
      const double missing = std::max(0.0, lacking) * w.regions.public_price[r];
      if (!(weight > 0)) continue;
      const double targeted = residents(levers, w, r, policy.where, policy.where.special_area_mask);
      levers.pay(
          {.region = r, .yuan = (per_head / quarters_a_year + missing) * targeted * weight, .investment_share = 0},
          local_share);
      const double meant = share_of_persons(levers, w, r, policy.where, policy.where.special_area_mask);
      levers.schooling[r] += schooling * weight * meant;
      const double students =
          schooling * meant * steepest * static_cast<double>(w.census.children[r]) / years_a_child * years_at_school;
      levers.pay({.region = r, .yuan = place / quarters_a_year * students * weight, .investment_share = 0},
                 local_share);
    }
  }
};

const Registered<InstrumentOf<PublicServices>> registered{PublicServices::name};

}  // namespace

}  // namespace jiuzhou
