// Answers by hand: instruments that act on persons, and the counts of persons that they ask for.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/instruments/common.hpp"
#include "sim/state/headcount.hpp"
#include "tests/instruments/policy_world.hpp"

namespace jiuzhou {
namespace {

TEST(ByHand, SkillTrainingCostsByTheHeadAndRaisesByTheGain) {
  const World w = world_of("toyland", 10);
  // 2 thousand a year in one region at 3 000 yuan: 500 a quarter, 1.5 million yuan; each rises 0.1 of a level.
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "skill_training", {{"persons", 2}, {"gain", 0.1}, {"cost", 3000}}, {"BB"}));
  EXPECT_NEAR(paid(levers), 1.5e6, 1e-6);
  const RegionId b = region(w, "BB");
  const double eligible = PersonCounts().of(w, b, {.trainable = true});
  EXPECT_NEAR(levers.training(b, PersonGroup{0}) * eligible, 50, 1e-9);
  EXPECT_NEAR(levers.training(b, PersonGroup{5}) * eligible, 50, 1e-9);
  EXPECT_EQ(levers.training(region(w, "AA"), PersonGroup{0}), 0);
  ASSERT_EQ(levers.courses.size(), 1U);
  EXPECT_NEAR(levers.courses.front().persons, 500, 1e-9);
}

TEST(ByHand, ASecondCourseReturnsLessThanAFirst) {
  World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const auto chance = [&] {
    const Values values{{"persons", 2}, {"gain", 0.1}};
    return levers_of(w, *policy_of(*w.pack, "skill_training", values, {"BB"})).training(b, PersonGroup{0});
  };
  const double first = chance();
  ASSERT_GT(first, 0);
  // As many levels as if half of the labour force had had such a course: half of those who are offered one gain again.
  w.regions.course_levels[b] = 0.5 * 0.1 * w.regions.labour_force[b];
  EXPECT_NEAR(chance(), first / 2, 1e-12 * first);
}

TEST(ByHand, BorderSupportReachesBorderPeopleOnly) {
  const auto pack = pack_named("toyland");
  // Only CC has border counties, a fifth of its people: 1 000 yuan a year each.
  const World w = quarter_under(policy_of(*pack, "border_support", {{"allowance", 1000}}));
  const World before = world_of("toyland", 10);
  const double meant = PersonCounts().of(before, region(before, "CC"), {.special_area_mask = 2, .at_home = true});
  EXPECT_NEAR(meant / persons_in(before, "CC"), 0.2,
              0.01);  // 10 000 agents are drawn with a chance of a fifth: s.d. 0.004
  EXPECT_NEAR(w.activity.policies[0].cost, 1000.0 / 4 * meant, 1);
  double elsewhere = 0;
  for (const RegionId r : w.region_ids())
    for (const bool rural : {false, true})
      for (std::size_t k = 0; k < income_classes; ++k)
        if (r != region(w, "CC")) elsewhere += w.activity.policy_income[w.household(r, rural, k)];
  EXPECT_EQ(elsewhere, 0);
}

TEST(ByHand, HukouReformLowersThresholdsAndPaysForServices) {
  const World w = world_of("toyland", 10);
  const RegionId a = region(w, "AA");
  const auto policy = policy_of(*w.pack, "hukou_reform",
                                {{"settlement", 0.5},
                                 {"services", 0.4},
                                 {"wage_gap", 0.3},
                                 {"threshold_cut", 1},
                                 {"quota", 1},
                                 {"central_share", 0.5}},
                                {"AA"});
  const Levers levers = levers_of(w, *policy);
  EXPECT_NEAR(levers.hukou_cost[a], 0.5, 1e-15);
  EXPECT_NEAR(levers.service_cost[a], 0.6, 1e-15);
  EXPECT_NEAR(levers.hukou_wage_gap[a], 0.7, 1e-15);
  EXPECT_EQ(levers.hukou_tenure[a], 0);
  EXPECT_EQ(levers.hukou_cost[region(w, "BB")], 1);
  // Nobody has to wait, so all urban residents from elsewhere qualify; 1 thousand of them a year.
  const std::vector<double> settled = count_settled(w, std::vector<double>(w.region_count(), 0));
  ASSERT_GT(settled[index(a)], 250);
  EXPECT_LE(settled[index(a)], static_cast<double>(w.census.nonlocal[a]));
  EXPECT_NEAR(levers.conversion_rate[a] * settled[index(a)], 1000, 1e-9);
  const double spent = w.regions.budget[a] * (1 - w.calibration.budget_investment_share[a]);
  EXPECT_NEAR(paid(levers), 0.5 * 0.4 * spent * static_cast<double>(w.census.nonlocal[a]) / persons_in(w, "AA"), 1e-3);
}

TEST(ByHand, SocialProtectionIsPaidByTheHead) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const auto of = [&](const Values& values) {
    return paid(levers_of(w, *policy_of(*w.pack, "social_protection", values, {"BB"})));
  };
  EXPECT_NEAR(of({{"pension", 2000}}), 500 * static_cast<double>(w.census.retired[b]), 1e-3);
  EXPECT_NEAR(of({{"medical", 100}}), 25 * persons_in(w, "BB"), 1e-3);
  const double poorest = static_cast<double>(w.households.persons[w.household(b, false, 0)] +
                                             w.households.persons[w.household(b, true, 0)]);
  EXPECT_NEAR(of({{"minimum_income", 1000}}), 250 * poorest, 1e-3);
  EXPECT_NEAR(poorest / persons_in(w, "BB"), 0.2, 0.01);
  // Half as much again as insurance pays: a tenth of those out of work in town draw 18 % of the mean wage.
  const Column<HouseholdId, std::int64_t> insured = insured_by_household(w);
  double out_of_work = 0;
  for (std::size_t k = 0; k < income_classes; ++k)
    out_of_work += static_cast<double>(insured[w.household(b, false, k)]);
  ASSERT_GT(out_of_work, 0);
  const double mean_wage = w.calibration.base_mean_wage[b] * w.regions.wage_index[b];
  EXPECT_NEAR(of({{"unemployment", 0.5}}), 0.5 * 0.1 * 0.18 * mean_wage * out_of_work, 1e-3);
}

// A pension of a twentieth of income a head makes the old retire sooner by 1.6 times as much; other benefits do not.
TEST(ByHand, PensionsMakeTheOldRetireSooner) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  double income = 0, persons = 0;
  for (std::size_t k = 0; k < income_classes; ++k) {
    income += w.households.income[w.household(b, true, k)];
    persons += static_cast<double>(w.households.persons[w.household(b, true, k)]);
  }
  const double pension = 0.05 * 4 * income / persons;
  const Levers levers = levers_of(w, *policy_of(*w.pack, "social_protection", {{"pension", pension}}, {"BB"}));
  EXPECT_NEAR(levers.retiring_country[b], 1.08, 1e-9);
  EXPECT_EQ(levers.retiring_country[region(w, "AA")], 1);
  EXPECT_EQ(levers_of(w, *policy_of(*w.pack, "social_protection", {{"medical", 100}}, {"BB"})).retiring_country[b], 1);
}

TEST(ByHand, ResourceTransitionTrainsInvestsAndEasesEntry) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const IndustryId s = industry(w, "manufacturing");
  // 2 thousand a year are 500 a quarter at 5 000 yuan, 2.5 million; 40 million a year of capital, 10 million.
  const Levers levers = levers_of(
      w, *policy_of(*w.pack, "resource_transition",
                    {{"persons", 2}, {"cost", 5000}, {"investment", 40}, {"entry", 0.5}}, {"BB"}, {"manufacturing"}));
  EXPECT_NEAR(paid(levers), 12.5e6, 1e-3);
  const double share = PersonCounts().of(w, b, {.special_area_mask = 4, .at_home = true}) / persons_in(w, "BB");
  EXPECT_NEAR(share, w.pack->special[b][2], 0.02);
  EXPECT_NEAR(levers.entry(b, s), 1 + 0.5 * share, 1e-12);
}

TEST(ByHand, RelocationAssistanceHousesWhomItMoves) {
  const World w = world_of("toyland", 10);
  const RegionId c = region(w, "CC");
  // 400 persons a year are 100 a quarter at 60 000 yuan: 3.6 million for dwellings, 2.4 million invested.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "relocation_assistance", {{"persons", 0.4}}, {"CC"}));
  ASSERT_EQ(levers.payments.size(), 2U);
  EXPECT_NEAR(levers.payments[0].yuan, 3.6e6, 1e-3);
  EXPECT_EQ(levers.payments[0].recipient, Recipient::dwellings);
  EXPECT_NEAR(levers.payments[1].yuan, 2.4e6, 1e-3);
  const double poor = PersonCounts().rural(w, c, {.special_area_mask = 8, .at_home = true});
  EXPECT_NEAR(levers.resettlement(c, AreaSet{8}) * poor, 100, 1e-9);
  EXPECT_EQ(levers.resettlement(c, AreaSet{7}), 0);
}

TEST(PersonCounts, AgreeWithTheCensus) {
  const World w = world_of("toyland", 10);
  PersonCounts counts;
  for (const RegionId r : w.region_ids()) {
    EXPECT_EQ(counts.of(w, r, {}), static_cast<double>(w.census.urban[r] + w.census.rural[r]));
    EXPECT_EQ(counts.rural(w, r, {}), static_cast<double>(w.census.rural[r]));
    EXPECT_EQ(counts.of(w, r, {.at_home = true}),
              static_cast<double>(w.census.urban[r] + w.census.rural[r] - w.census.nonlocal[r]));
    EXPECT_EQ(counts.of(w, r, {.status = Status::retired}), static_cast<double>(w.census.retired[r]));
    EXPECT_EQ(counts.of(w, r, {.status = Status::unemployed}), static_cast<double>(w.census.unemployed[r]));
    EXPECT_GT(counts.of(w, r, {.trainable = true}), 0);
    EXPECT_LT(counts.of(w, r, {.trainable = true}), static_cast<double>(w.census.employed[r] + w.census.unemployed[r]));
  }
}

}  // namespace
}  // namespace jiuzhou
