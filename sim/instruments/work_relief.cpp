// Work relief: public works that hire from the local unemployed, train them, and leave something behind.
//
//   money_r = budget · weight_r m_r / Σ                  m rural persons and unemployed of towns whom `where` means
//   jobs_r = wage_share · money_r / wage of construction, filled from those of the target group who are out of work; their wages are
//   paid.
//             A share `reserved` of the jobs is kept for the two lowest fifths
//   works_r = (1 − wage_share) · money_r, invested;  training · jobs are trained, each rises `gain` levels
//   shares_r = dividend · money spent so far, to the poorest fifth, by the region that runs the works
//
// Sets levers.{works, public_works, payments, training}. Payers: the centre and, for local_share, the region. Wages are
// paid for jobs that are filled, so that the cost follows hiring. At least 30 % of the central money must be wages
// (measures of 2023); Rucheng county 2022: 21 915 hired, 9 352 trained; shares of projects go to villagers.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct WorkRelief {
  static constexpr const char* name = "work_relief";
  static constexpr const char* text = "public works that hire, train and pay dividends to local people";
  static constexpr Strength strengths[] = {{"budget", by_region | by_special_area | by_person | by_industry}};
  double budget{}, wage_share{}, reserved{}, training{}, gain{}, course{}, dividend{}, local_share{};

  void declare(auto& field) {
    field("budget", budget,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "total, divided by rural persons and unemployed of towns",
           .source = "central budget 2023: 8 000"});
    field("wage_share", wage_share,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "of the budget that is wages of those hired",
           .source = "measures on work relief 2023: at least 30 %, recalled"});
    field("reserved", reserved,
          {.unit = "share",
           .fallback = 1,
           .min = 0,
           .max = 1,
           .doc = "of the jobs, kept for persons of the two lowest fifths",
           .source = "measures on work relief 2023: local low-income persons first, recalled"});
    field("training", training,
          {.unit = "share",
           .fallback = 0.43,
           .min = 0,
           .max = 1,
           .doc = "of those hired, who are trained in a year",
           .source = "Rucheng county 2022: 9 352 of 21 915"});
    field("gain", gain,
          {.unit = "level",
           .fallback = 0.05,
           .min = 0,
           .max = 1,
           .doc = "education levels a course is worth",
           .source = "judged"});
    field(
        "course", course,
        {.unit = "yuan/person", .fallback = 1000, .min = 0, .max = 1e5, .doc = "cost of a course", .source = "judged"});
    field("dividend", dividend,
          {.unit = "1/year",
           .fallback = 0,
           .min = 0,
           .max = 0.3,
           .doc = "of the money spent so far, to the poorest fifth",
           .source = "scenario"});
    field("local_share", local_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "paid out of the region's own budget",
           .source = "scenario"});
  }

  // Yuan spent on works before this quarter.
  static double spent_before(const World& w, std::size_t policy) {
    return policy < w.policies.spent.size() ? w.policies.spent[static_cast<PolicyId>(policy)] : 0;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (budget == 0) return;
    const std::uint8_t mask = policy.where.special_area_mask;
    std::vector<double> targeted(w.region_count());
    const TargetGroup anybody = target_group(policy.where, mask);
    TargetGroup unemployed = anybody;
    unemployed.status = Status::unemployed;
    for (const RegionId r : w.region_ids())
      if (policy.where.region[index(r)] > 0)
        targeted[index(r)] =
            policy.where.region[index(r)] * (levers.persons.rural(w, r, anybody) + levers.persons.of(w, r, unemployed) -
                                             levers.persons.rural(w, r, unemployed));
    const std::vector<double> part = shares(targeted),
                              industry = targeted_industries(w, policy.where, {"construction"});
    const auto size = sizes(w);
    const double before = spent_before(w, levers.policy);
    if (dividend > 0) levers.spent = budget * million / quarters_a_year * phase;
    for (const RegionId r : w.region_ids()) {
      const double money = budget * million / quarters_a_year * phase * part[index(r)];
      double workers = 0, wages = 0;
      for (const IndustryId s : w.industry_ids()) {
        workers += industry[index(s)] * size(r, s).workers;
        wages += industry[index(s)] * size(r, s).wages;
      }
      const double jobs = wages > 0 ? wage_share * money * workers / wages : 0;
      for (const IndustryId s : w.industry_ids())
        if (workers > 0)
          levers.employ({.region = r,
                         .industry = s,
                         .jobs = jobs * industry[index(s)] * size(r, s).workers / workers,
                         .local_share = local_share,
                         .for_the_poor = reserved,
                         .special_area_mask = mask});
      const double built = wages > 0 ? 1 - wage_share : 1;  // nobody to hire them: all is invested
      levers.pay({.region = r, .yuan = built * money, .investment_share = 1}, local_share);
      train(levers, w, r, mask, training * jobs / quarters_a_year, {gain, course, local_share}, policy.where.who);
      levers.pay({.payer = Payer::province,
                  .paying_region = r,
                  .recipient = Recipient::poorest,
                  .region = r,
                  .special_area_mask = mask,
                  .yuan = dividend / quarters_a_year * before * part[index(r)]});
    }
  }
};

const Registered<InstrumentOf<WorkRelief>> registered{WorkRelief::name};

}  // namespace

}  // namespace jiuzhou
