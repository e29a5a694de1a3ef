// Social protection: more pension, medical insurance, minimum income and unemployment benefit for the people of the
// regions selected.
//
//   money_r = pension · retired_r + medical · n_r + minimum_income · n_r / 5              the poorest fifth
//   chance of retiring_rh ← × (1 + e · pension · share of the retired it goes to / y_rh)   h town and country
//   fund_r  = unemployment · coverage · replacement · mean wage_r · unemployed of town_r
//
// e demography.pension_retirement, y disposable income a head: the old work less where they get more.
// Sets levers.{payments, retiring_town, retiring_country}. Payers: the centre and, for local_share, the region; of
// unemployment benefit the social fund, out of its balance. Paid to the household accounts of those targeted, who spend
// out of smoothed income; special areas narrow every part.

#include "sim/instruments/common.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

struct SocialProtection {
  static constexpr const char* name = "social_protection";
  static constexpr const char* text = "raises pensions, medical insurance, minimum income and unemployment benefit";
  static constexpr Strength strengths[] = {{"pension", by_region | by_special_area | by_person},
                                           {"medical", by_region | by_special_area | by_person},
                                           {"minimum_income", by_region | by_special_area | by_person},
                                           {"unemployment", by_region | by_special_area}};
  double pension{}, medical{}, minimum_income{}, unemployment{}, local_share{};

  void declare(auto& field) {
    field("pension", pension,
          {.unit = "yuan/person/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "added for every retired person",
           .source = "scenario"});
    field("medical", medical,
          {.unit = "yuan/person/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "added for every person",
           .source = "scenario"});
    field("minimum_income", minimum_income,
          {.unit = "yuan/person/year",
           .fallback = 0,
           .min = 0,
           .max = 1e5,
           .doc = "added for the poorest fifth of town and country",
           .source = "scenario"});
    field("unemployment", unemployment,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 20,
           .doc = "rise of what unemployment insurance pays, by more persons who draw it or a higher benefit",
           .source = "scenario"});
    field("local_share", local_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "paid out of the region's own budget",
           .source = "scenario"});
  }

  // The pension of a year that the retired of one half of a region get on average, to disposable income a head of a
  // quarter.
  double gained(Levers& levers, const World& w, RegionId r, bool rural, const TargetGroup& retired) const {
    double due = 0, all = 0, persons = 0, income = 0;
    for (std::size_t k = 0; k < income_classes; ++k) {
      const HouseholdId account = w.household(r, rural, k);
      due += levers.persons.of(w, account, retired);
      all += levers.persons.of(w, account, {.status = Status::retired});
      persons += static_cast<double>(w.households.persons[account]);
      income += w.households.income[account];
    }
    return all > 0 && income > 0 ? pension * due / all * persons / income : 0;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::uint8_t mask = policy.where.special_area_mask;
    if (pension == 0 && medical == 0 && minimum_income == 0 && unemployment == 0) return;
    for (const RegionId r : w.region_ids()) {
      const double weight = policy.where.region[index(r)] * phase / quarters_a_year;
      if (!(weight > 0)) continue;
      const TargetGroup anybody = target_group(policy.where, mask);
      TargetGroup retired = anybody;
      retired.status = Status::retired;
      TargetGroup out_of_work = anybody;
      out_of_work.status = Status::unemployed;
      for (const bool rural : {false, true})
        (rural ? levers.retiring_country : levers.retiring_town)[r] *=
            1 + w.parameters.demography.pension_retirement * weight * gained(levers, w, r, rural, retired);
      double poorest = 0, insured = 0;
      for (const bool rural : {false, true}) poorest += levers.persons.of(w, w.household(r, rural, 0), anybody);
      if (unemployment > 0)
        for (std::size_t k = 0; k < income_classes; ++k)
          insured += levers.persons.of(w, w.household(r, false, k), out_of_work);
      const auto pay = [&](Recipient recipient, double persons, double yuan) {
        levers.pay({.recipient = recipient, .region = r, .special_area_mask = mask, .yuan = persons * yuan * weight},
                   local_share);
      };
      pay(Recipient::retired, levers.persons.of(w, r, retired), pension);
      pay(Recipient::households, levers.persons.of(w, r, anybody), medical);
      pay(Recipient::poorest, poorest, minimum_income);
      const double benefit = unemployment_benefit(
          w.parameters.government, w.regions.wage_index[r] * w.calibration.base_mean_wage[r]);  // in a quarter
      levers.pay({.payer = Payer::social_fund,
                  .recipient = Recipient::insured,
                  .region = r,
                  .special_area_mask = mask,
                  .yuan = unemployment * benefit * insured * weight * quarters_a_year});
    }
  }
};

const Registered<InstrumentOf<SocialProtection>> registered{SocialProtection::name};

}  // namespace

}  // namespace jiuzhou
