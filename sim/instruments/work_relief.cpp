// Work relief: public works that hire local people for some months, train them, and leave something behind.
//
//   money_r = budget · weight_r m_r / Σ                  m rural persons and unemployed of towns whom `where` means
//   pay_r   = pay · mean wage of the low-skilled in r     yuan a post
//   posts_r = wage_share · money_r / pay_r, at any time;  persons reached a year = posts_r · 12 / months
//             filled from those of the target group who are out of work, a share `reserved` from the two lowest fifths;
//             the others by villagers beside their farms, at most months / 12 of them at a time
//   works_r = (1 − wage_share) · money_r, invested;  wages build public capital, too
//   training · persons reached are trained, each rises `gain` levels
//   rent_r  = dividend · money spent so far, by the region that runs the works: `villagers` of it to the poorest fifth,
//             `cooperative` to farms, the rest stays with the collective
//
// Sets levers.{works, works_pay, public_works, payments, training}. Payers: the centre and, for local_share, the region.
// Wages are paid for posts that are filled. At least 30 % of the central money must be wages (measures of 2023); 8 bn of
// 2023 reached 280 000 persons with about 10 000 yuan each (NDRC); Rucheng county 2022: 21 915 hired, 9 352 trained; Liuba:
// 70 % of a project's profit to villagers, 15 % to the collective, 15 % to the cooperative.

#include <algorithm>

#include "sim/instruments/common.hpp"
#include "sim/state/efficiency.hpp"

namespace jiuzhou {

namespace {

struct WorkRelief {
  static constexpr const char* name = "work_relief";
  static constexpr const char* text = "public works that hire, train and pay dividends to local people";
  static constexpr Strength strengths[] = {{"budget", by_region | by_special_area | by_person | by_industry}};
  double budget{}, wage_share{}, pay{}, months{}, reserved{}, training{}, gain{}, course{}, dividend{}, villagers{},
      cooperative{}, local_share{};

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
    field("pay", pay,
          {.unit = "share",
           .fallback = 0.6,
           .min = 0.05,
           .max = 3,
           .doc = "of a post, to the mean wage of the region's low-skilled",
           .source = "8 bn yuan of 2023 at 30 %: about 10 000 yuan each for 280 000 persons (NDRC)"});
    field("months", months,
          {.unit = "month",
           .fallback = 4,
           .min = 1,
           .max = 12,
           .doc = "for which a person holds a post",
           .source = "projects last a season, 3 to 6 months, recalled; 4 gives the 280 000 of 2023"});
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
           .doc = "rent of the assets, of the money spent so far",
           .source = "scenario"});
    field("villagers", villagers,
          {.unit = "share",
           .fallback = 0.7,
           .min = 0,
           .max = 1,
           .doc = "of that rent, to the poorest fifth",
           .source = "Liuba county: 70 % villagers, 15 % collective, 15 % cooperative"});
    field("cooperative", cooperative,
          {.unit = "share",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "of that rent, to farms; what is left stays with the collective",
           .source = "Liuba county"});
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

  // Wage of a low-skilled person of the region, yuan a quarter: of the cells where they work.
  static double low_wage(const World& w, RegionId r, const EfficiencyTable& table) {
    constexpr std::size_t low = 0, junior = 1, middle = 128;  // skill; schooling and ability of most of them
    double pay = 0, units = 0;
    for (const IndustryId s : w.industry_ids()) {
      const auto here = static_cast<double>(w.headcounts[index(r)].mix[index(s) * skills + low]);
      pay += here * w.cells.base_wage(r, s) * w.regions.wage_index[r];
      units += here;
    }
    return units > 0 ? pay / units * static_cast<double>(table(junior, middle)) : 0;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (budget == 0) return;
    const std::uint8_t mask = policy.where.special_area_mask;
    std::vector<double> targeted(w.region_count()), farmers(w.region_count());
    const TargetGroup anybody = target_group(policy.where, mask);
    TargetGroup unemployed = anybody, employed = anybody;
    unemployed.status = Status::unemployed;
    employed.status = Status::employed;
    for (const RegionId r : w.region_ids()) {
      if (!(policy.where.region[index(r)] > 0)) continue;
      targeted[index(r)] =
          policy.where.region[index(r)] * (levers.persons.rural(w, r, anybody) + levers.persons.of(w, r, unemployed) -
                                           levers.persons.rural(w, r, unemployed));
      farmers[index(r)] = levers.persons.rural(w, r, employed);
    }
    const std::vector<double> part = shares(targeted),
                              industry = targeted_industries(w, policy.where, {"construction"});
    const auto size = sizes(w);
    const EfficiencyTable table(w.parameters);
    const double before = spent_before(w, levers.policy);
    if (dividend > 0) levers.spent = budget * million / quarters_a_year * phase;
    for (const RegionId r : w.region_ids()) {
      const double money = budget * million / quarters_a_year * phase * part[index(r)];
      double workers = 0, wages = 0;
      for (const IndustryId s : w.industry_ids()) {
        workers += industry[index(s)] * size(r, s).workers;
        wages += industry[index(s)] * size(r, s).wages;
      }
      const double post = pay * low_wage(w, r, table);
      const double posts = wages > 0 && post > 0 ? wage_share * money / post : 0, holders = 3 / months;
      const double beside = farmers[index(r)] * months / 12;
      for (const IndustryId s : w.industry_ids()) {
        const double here = workers > 0 ? industry[index(s)] * size(r, s).workers / workers : 0;
        if (here > 0 && size(r, s).wages > 0)
          levers.employ({.region = r,
                         .industry = s,
                         .jobs = posts * here,
                         .pay = post * size(r, s).workers / size(r, s).wages,
                         .holders = holders,
                         .beside = beside * here,
                         .local_share = local_share,
                         .for_the_poor = reserved,
                         .special_area_mask = mask});
      }
      const double built = posts > 0 ? 1 - wage_share : 1;  // nobody to hire them: all is invested
      levers.pay({.region = r, .yuan = built * money, .investment_share = 1}, local_share);
      train(levers, w, r, mask, training * posts * holders, {gain, course, local_share}, policy.where.who);
      pay_rent(levers, w, r, mask, dividend / quarters_a_year * before * part[index(r)]);
    }
  }

  void pay_rent(Levers& levers, const World& w, RegionId r, std::uint8_t mask, double rent) const {
    levers.pay({.payer = Payer::province,
                .paying_region = r,
                .recipient = Recipient::poorest,
                .region = r,
                .special_area_mask = mask,
                .yuan = villagers * rent});
    double farms = 0;
    for (const IndustryId s : w.industry_ids())
      if (w.pack->industries[index(s)].own_account) farms += w.cells.base_output(r, s);
    for (const IndustryId s : w.industry_ids())
      if (w.pack->industries[index(s)].own_account && farms > 0)
        levers.pay({.payer = Payer::province,
                    .paying_region = r,
                    .recipient = Recipient::firms,
                    .region = r,
                    .industry = s,
                    .yuan = std::min(cooperative, 1 - villagers) * rent * w.cells.base_output(r, s) / farms});
  }
};

const Registered<InstrumentOf<WorkRelief>> registered{WorkRelief::name};

}  // namespace

}  // namespace jiuzhou
