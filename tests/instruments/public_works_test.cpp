// Answers by hand: jobs that governments pay for, and who gets them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/instruments/common.hpp"
#include "tests/instruments/policy_world.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {
namespace {

TEST(ByHand, MinimumWageIsRaisedWhereItIsAsked) {
  const World w = world_of("toyland", 10);
  const Levers levers = levers_of(w, *policy_of(*w.pack, "minimum_wage", {{"rise", 0.2}}, {"BB"}), 0.5);
  EXPECT_NEAR(levers.minimum_wage[region(w, "BB")], 1.1, 1e-12);
  EXPECT_EQ(levers.minimum_wage[region(w, "AA")], 1);
}

TEST(ByHand, WorkReliefWagesFollowThePostsFilled) {
  const auto pack = pack_named("toyland");
  // Of 10 million a quarter at most 60 % are wages and the rest is invested; not more than the posts that are filled.
  const World w =
      quarter_under(policy_of(*pack, "work_relief", {{"budget", 40}, {"wage_share", 0.6}, {"training", 0}}, {"BB"}));
  const double wages = to_yuan(w.ledger.flow(Flow::policy, Sector::centre, Sector::firm) +
                               w.ledger.flow(Flow::policy, Sector::centre, Sector::household));
  EXPECT_GT(wages, 0);
  EXPECT_GT(w.activity.policies[0].jobs, 0);
  EXPECT_LE(wages, 6.3e6);  // wages of the quarter are a little above last quarter's
  EXPECT_NEAR(w.activity.policies[0].cost - wages, 4e6, 1);
}

// A quarter that has come to the step that fills public posts, and what that step does.
struct Relief {
  World world;
  std::vector<jiuzhou::testing::Member> before, after;
  Column<FirmId, double> works, own_need;  // before it
  double open = 0;                         // labour; nobody is in such posts yet

  explicit Relief(const std::vector<std::unique_ptr<Instrument>>& policies) : world(world_of("toyland", 10)) {
    World& w = world;
    advance_to(w, policies, "public_works");
    before = jiuzhou::testing::everybody(w);
    works = w.activity.works;
    own_need.assign(w.firms.size());
    for (const FirmId f : w.firms.ids()) {
      own_need[f] = w.activity.labour_need[f] - works[f];
      open += works[f];
    }
    public_works(w);
    after = jiuzhou::testing::everybody(w);
  }
  // Labour of those hired whom `meant` takes; everybody else must be as before.
  template <class Takes>
  double hired(Takes&& meant) const {
    const EfficiencyTable efficiency(world.parameters);
    double labour = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const Person was = before[i].person, is = after[i].person;
      if (was == is) continue;
      EXPECT_TRUE(was.status() == Status::unemployed && is.employed());
      EXPECT_EQ(after[i].region, region(world, "BB"));
      if (meant(was)) labour += static_cast<double>(before[i].weight * efficiency(was.education(), was.ability()));
    }
    return labour;
  }
  // Of posts that were there and found nobody nothing is left; what firms need for themselves is untouched.
  void expect_only_filled_posts_remain(double labour) const {
    double sum = 0;
    for (const FirmId f : world.firms.ids()) {
      sum += world.activity.works[f] - works[f];
      EXPECT_NEAR(world.activity.labour_need[f] - world.activity.works[f], own_need[f], 1e-6);
    }
    EXPECT_NEAR(sum, labour - open, 1e-3);
    EXPECT_NEAR(total(world.cells.public_labour.values()), labour, 1e-3);
  }
};

constexpr double one_agent = 10 * 5 * efficiency_unit;  // labour of ten very able persons

std::vector<std::unique_ptr<Instrument>> relief_for(PersonFilter who, double budget, double reserved) {
  std::vector<std::unique_ptr<Instrument>> policies;
  policies.push_back(policy_of(*pack_named("toyland"), "work_relief",
                               {{"budget", budget}, {"wage_share", 1}, {"reserved", reserved}, {"training", 0}},
                               {"BB"}));
  policies.back()->where.who = who;
  return policies;
}

TEST(ByHand, WorkReliefFillsItsPostsFromThePoorWhoAreOutOfWork) {
  const Relief relief(relief_for({}, 4, 1));
  const double labour = relief.hired([](Person p) {
    EXPECT_LT(p.income_class(), 2U);
    return true;
  });
  ASSERT_GT(relief.open, 2 * one_agent);
  EXPECT_NEAR(labour, relief.open, one_agent);
  relief.expect_only_filled_posts_remain(labour);
}

TEST(ByHand, WorkReliefHiresAnybodyForThePostsItDoesNotKeep) {
  const Relief relief(relief_for({}, 8, 0.5));
  ASSERT_GT(relief.open, 4 * one_agent);
  EXPECT_NEAR(relief.hired([](Person) { return true; }), relief.open, 2 * one_agent);
  EXPECT_GT(relief.hired([](Person p) { return p.income_class() < 2; }), relief.open / 2 - one_agent);
  EXPECT_GT(relief.hired([](Person p) { return p.income_class() >= 2; }), 0);
}

TEST(ByHand, WorkReliefHiresWhomWhereMeans) {
  const Relief relief(relief_for({.skill = 1, .residence = 2}, 4, 1));  // the countryside, without schooling
  ASSERT_GT(relief.open, 2 * one_agent);
  EXPECT_NEAR(relief.hired([](Person p) {
    EXPECT_TRUE(p.rural() && p.skill() == 0);
    return true;
  }),
              relief.open, one_agent);
}

TEST(ByHand, WorkReliefLeavesPostsEmptyForWhichThereIsNobody) {
  const Relief relief(relief_for({}, 40000, 1));
  double pool = 0;
  const EfficiencyTable efficiency(relief.world.parameters);
  for (const auto& m : relief.before)
    if (m.region == region(relief.world, "BB") && m.person.status() == Status::unemployed &&
        m.person.income_class() < 2)
      pool += static_cast<double>(m.weight * efficiency(m.person.education(), m.person.ability()));
  const double labour = relief.hired([](Person) { return true; });
  EXPECT_EQ(labour, pool);
  EXPECT_LT(pool, relief.open / 2);
  relief.expect_only_filled_posts_remain(labour);
}

// In the quarters that follow only who has left is replaced, and the firms' own hiring goes on beside it.
TEST(ByHand, WorkReliefDoesNotFillThePostsOfOthers) {
  World w = world_of("toyland", 10);
  const auto policies = relief_for({}, 12, 1);
  const RegionId b = region(w, "BB");
  for (int t = 0; t < 12; ++t) {
    advance(w, policies);
    double posts = 0, units = 0, heads_there = 0;
    for (const FirmId f : w.firms.ids())
      if (w.firms.alive[f] && w.firms.region[f] == b && w.levers.works(b, w.firms.industry[f]) > 0) {
        units += static_cast<double>(w.firms.labour[f]);
        heads_there += static_cast<double>(w.firms.workers[f]);
      }
    for (const double x : w.levers.works.values()) posts += x;
    // Posts in persons, labour in units; pay and staff of the cell are those of last quarter.
    EXPECT_NEAR(total(w.cells.public_labour.values()) / (posts * units / heads_there), 1, 0.1) << t;
    begin_next_quarter(w);
  }
  advance(w, {});
  EXPECT_EQ(total(w.cells.public_labour.values()), 0);
}

TEST(ByHand, WorkReliefOfTwoPoliciesFillsThePostsOfBoth) {
  auto policies = relief_for({.residence = 1}, 4, 1);
  policies.push_back(std::move(relief_for({.residence = 2}, 4, 1).front()));
  double share[2] = {};
  {
    Levers levers;
    const World w = world_of("toyland", 10);
    levers.reset(w.region_count(), w.industry_count());
    for (std::size_t i = 0; i < 2; ++i) {
      levers.policy = i;
      policies[i]->set(levers, w, 1);
    }
    for (const PublicWorks& x : levers.public_works) share[x.policy] += x.jobs;
  }
  const Relief relief(policies);
  ASSERT_GT(relief.open, 4 * one_agent);
  EXPECT_NEAR(relief.hired([](Person p) { return !p.rural(); }), relief.open * share[0] / (share[0] + share[1]),
              one_agent);
  EXPECT_NEAR(relief.hired([](Person p) { return p.rural(); }), relief.open * share[1] / (share[0] + share[1]),
              one_agent);
}

}  // namespace
}  // namespace jiuzhou
