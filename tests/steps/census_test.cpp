// Counts of persons, wages by account, income classes.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "output/checkpoint.hpp"
#include "sim/state/efficiency.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

// A fifth of what migrants earn reaches where they are registered, and no more.
TEST(Census, MigrantsSendHome) {
  const World world = persons_world(pack_named("toyland"), 10);
  const WageWeights wages = household_wage_weights(world);
  const SentHome home = sent_home(world, wages, 2);
  double earned = 0, sent = 0, received = 0;
  for (const HouseholdId a : home.sent.ids()) {
    EXPECT_LE(wages.migrants[a], wages.all[a]);
    earned += wages.migrants[a];
    sent += home.sent[a];
    received += home.received[a];
  }
  EXPECT_GT(sent, 0);
  EXPECT_NEAR(sent / (2 * earned), world.parameters.households.sent_home, 1e-12);
  EXPECT_NEAR(received / sent, 1, 1e-12);
  // By hukou and place: region CC sends 12 000 to AA and 3000 to BB, and few go there, so it gets more than it sends.
  double net = 0;
  for (std::size_t a = 0; a < Headcount::accounts; ++a) {
    const HouseholdId account{static_cast<std::uint32_t>(2 * Headcount::accounts + a)};
    net += home.received[account] - home.sent[account];
  }
  EXPECT_GT(net, 0);
}

TEST(Census, CountsEveryPersonOnce) {
  World world = persons_world(pack_named("toyland"), 100);
  EXPECT_EQ(world.census.persons, persons_in(world));
  EXPECT_EQ(std::accumulate(world.census.stock.values().begin(), world.census.stock.values().end(), std::int64_t{0}),
            persons_in(world));
  EXPECT_EQ(std::accumulate(world.households.persons.begin(), world.households.persons.end(), std::int64_t{0}),
            persons_in(world));
  std::int64_t ages = 0;
  for (const RegionId r : world.region_ids())
    ages += world.census.children[r] + world.census.working_age[r] + world.census.aged[r];
  EXPECT_EQ(ages, persons_in(world));
}

TEST(Census, WageWeightsAreTheFirmsWageBills) {
  World world = persons_world(pack_named("toyland"), 100);
  const auto weights = household_wage_weights(world).all;
  double bills = 0;
  for (const FirmId f : world.firms.ids()) bills += world.firms.wage[f] * static_cast<double>(world.firms.paid[f]);
  // An account of a cell is rounded to a unit of labour: 20 accounts of 12 cells at a wage below 10 yuan a unit.
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), bills, 20 * 12 * 10);
}

// Against earnings computed one by one: whoever earns more than a bin of 32 to a doubling, and what logarithms are
// rounded by, is not in a lower class.
TEST(IncomeClasses, RiseWithEarnings) {
  World world = persons_world(pack_named("toyland"), 20);
  for (const FirmId f : world.firms.ids()) world.firms.wage[f] *= 1 + 0.1 * static_cast<double>(index(f) % 7);
  for (int q = 0; q < 3; ++q) next_quarter(world);
  reassign_income_classes(world);
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  // by household half: least and most
  std::map<std::size_t, std::array<std::pair<double, double>, income_classes>> range;
  for (const Member& m : everybody(world)) {
    if (!m.person.employed()) continue;
    const std::int64_t units = efficiency(m.person.education(), m.person.ability());
    const double earns = world.firms.wage[m.employer] *
                         static_cast<double>(pay(m.region, units, m.person.hukou() == index(m.region) ? 0 : units));
    auto& [least, most] = range[index(m.region) * 2 + (m.person.rural() ? 1 : 0)][m.person.income_class()];
    least = least == 0 ? earns : std::min(least, earns);
    most = std::max(most, earns);
  }
  EXPECT_EQ(range.size(), world.region_count() * 2);
  for (const auto& [half, classes] : range)
    for (std::size_t k = 1; k < income_classes; ++k)
      EXPECT_LT(classes[k - 1].second, classes[k].first * std::exp2(1.0 / 32 + 3.0 / 1024));
}

TEST(IncomeClasses, AreFifthsOfTheEarnersAndChangeOnlyInTheFourthQuarter) {
  World world = persons_world(pack_named("toyland"), 5);
  const std::uint64_t before = state_hash(world);
  reassign_income_classes(world);
  EXPECT_EQ(state_hash(world), before);
  for (int q = 0; q < 3; ++q) next_quarter(world);
  const Fen money = world.ledger.total(Sector::household);
  reassign_income_classes(world);
  EXPECT_EQ(world.ledger.total(Sector::household), money);
  const auto persons = world.households.persons.values();
  take_census(world);
  EXPECT_EQ(persons, world.households.persons.values());
  std::vector<double> earners(world.household_count(), 0);
  for (const Member& m : everybody(world))
    if (m.person.employed())
      earners[index(world.household(m.region, m.person.rural(), m.person.income_class()))] += m.weight;
  for (std::size_t half = 0; half < world.region_count() * 2; ++half) {
    double all = 0;
    for (std::size_t k = 0; k < income_classes; ++k) all += earners[half * income_classes + k];
    // A 2 % bin of pay holds at most a few per cent of the earners.
    for (std::size_t k = 0; k < income_classes; ++k) EXPECT_NEAR(earners[half * income_classes + k] / all, 0.2, 0.03);
  }
}

}  // namespace
}  // namespace jiuzhou
