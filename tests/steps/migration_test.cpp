// Moves between regions and from the countryside.
#include "sim/steps/shared/migration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "output/checkpoint.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

TEST(Migration, OddsByHand) {
  EXPECT_DOUBLE_EQ(network_factor(1, 0.84, 0.5), 1);
  EXPECT_NEAR(network_factor(2, 0.84, 0.5), 0.5 + 0.5 * 1.790050142, 1e-9);  // 2^0.84 = 1.790050142
  EXPECT_DOUBLE_EQ(network_factor(3, 0.84, 0), 1);
  EXPECT_NEAR(move_probability(0.01, std::log(2.0), 1.5), 0.03, 1e-15);
}

TEST(Migration, PersonsAndMoneyAreConserved) {
  World world = persons_world(pack_named("toyland"), 20);
  const Fen money = world.ledger.total(Sector::household);
  for (int q = 0; q < 8; ++q) {
    const Census before = world.census;
    migration(world);
    take_census(world);
    for (const RegionId r : world.region_ids()) {
      std::int64_t expected = before.urban[r] + before.rural[r];
      for (const RegionId o : world.region_ids()) expected += world.activity.moves(o, r) - world.activity.moves(r, o);
      EXPECT_EQ(world.census.urban[r] + world.census.rural[r], expected);
      EXPECT_EQ(world.activity.moves(r, r), 0);
    }
    EXPECT_EQ(world.ledger.total(Sector::household), money);
    EXPECT_EQ(world.ledger.residual(), 0);
    next_quarter(world);
  }
}

// Deposits are 10 000 yuan a head everywhere at the start, so they still are after persons took theirs along. Each
// transfer loses less than a fen.
TEST(Migration, MoversTakeTheirDepositPerHead) {
  World world = persons_world(pack_named("toyland"), 20);
  migration(world);
  take_census(world);
  for (std::size_t a = 0; a < world.household_count(); ++a) {
    const double persons = static_cast<double>(world.households.persons[static_cast<HouseholdId>(a)]);
    EXPECT_NEAR(world.ledger.yuan({Sector::household, a}), 10000 * persons, 1);
  }
}

TEST(Migration, FirstYearMeetsTheCensus) {
  auto p = with_defaults<Parameters>();
  p.migration.return_rate = p.migration.return_age = 0;  // with returns the census's flows are a sum of two kinds
  World world = persons_world(pack_named("china-2012"), 10000, 1, p);
  double moves = 0, census = 0;
  for (const double flow : world.pack->migration_flows.values()) census += flow / 5;
  for (int q = 0; q < 4; ++q) {
    migration(world);
    for (const std::int64_t m : world.activity.moves.values()) moves += static_cast<double>(m);
    next_quarter(world);
  }
  // Agents of 10 000: s.d. of the year's sum is sqrt(10 000 x sum), 0.3 % of 1.4e7.
  EXPECT_NEAR(moves / (census * p.migration.rate_scale), 1, 0.05);
}

TEST(Migration, ProhibitiveCostKeepsEverybodyButReturners) {
  World world = persons_world(pack_named("toyland"), 10);
  for (double& cost : world.levers.hukou_cost.values()) cost = 1e6;
  next_quarter(world);
  migration(world);
  const std::vector<Member> returned = arrivals_of(world);
  for (const Member& m : returned) EXPECT_EQ(index(m.region), m.person.hukou());
  EXPECT_GT(returned.size(), 0U);
}

TEST(Migration, AtRateZeroNobodyMoves) {
  auto p = with_defaults<Parameters>();
  p.migration.rate_scale = 0;
  World world = persons_world(pack_named("toyland"), 10, 1, p);
  const std::uint64_t before = state_hash(world);
  migration(world);
  EXPECT_EQ(state_hash(world), before);
}

TEST(Migration, HigherWagesDrawPersons) {
  const auto arrivals = [](double factor) {
    World world = persons_world(pack_named("toyland"), 5);
    for (const FirmId f : world.firms.ids())
      if (index(world.firms.region[f]) == 0) world.firms.wage[f] *= factor;
    std::int64_t sum = 0;
    migration(world);
    for (const RegionId o : world.region_ids()) sum += world.activity.moves(o, RegionId{0});
    return sum;
  };
  EXPECT_LT(arrivals(0.25), arrivals(1));
  EXPECT_LT(arrivals(1), arrivals(4));
}

// Moves to region 0 of a quarter after `change`, in units of a fine draw.
template <class Change>
std::int64_t arrivals_after(Change&& change) {
  World world = persons_world(pack_named("toyland"), 5);
  change(world);
  migration(world);
  std::int64_t sum = 0;
  for (const RegionId o : world.region_ids()) sum += world.activity.moves(o, RegionId{0});
  return sum;
}

TEST(Migration, WorkDrawsPersons) {
  const auto with = [](double unemployment, double vacancies) {
    return arrivals_after([&](World& world) {
      for (const RegionId r : world.region_ids()) world.regions.vacancy_rate[r] = 0.05;
      world.regions.vacancy_rate[RegionId{0}] = vacancies;
      world.regions.unemployment_rate[RegionId{0}] = unemployment;
    });
  };
  EXPECT_LT(with(0.2, 0.05), with(0.05, 0.05));
  EXPECT_LT(with(0.05, 0.01), with(0.05, 0.1));
}

TEST(Migration, OpeningLetsComeButChangesNothingForThoseWhoComeHome) {
  const auto arrived = [](double cost) {
    World world = persons_world(pack_named("toyland"), 5);
    world.levers.hukou_cost[RegionId{0}] = cost;
    next_quarter(world);
    migration(world);
    std::array<std::int64_t, 2> sum{};  // from elsewhere, home
    for (const Member& m : everybody(world))
      if (m.region == RegionId{0} && m.person.arrival() == world.elapsed())
        sum[m.person.hukou() == 0 ? 1 : 0] += m.weight;
    return sum;
  };
  const auto closed = arrived(1), open = arrived(0);
  EXPECT_GT(open[0], closed[0]);
  EXPECT_EQ(open[1], closed[1]);
}

// Who works on own account for less than a town pays leaves sooner, and later when such work pays more.
TEST(Migration, FarmsAreLeftByPay) {
  const auto to_town = [](double farm_pay, double settlement) {
    World world = persons_world(pack_named("toyland"), 5);
    for (const FirmId f : world.firms.ids())
      if (world.pack->industries[index(world.firms.industry[f])].own_account) world.firms.wage[f] *= farm_pay;
    for (double& cost : world.levers.hukou_cost.values()) cost = settlement;
    migration(world);
    return std::accumulate(world.activity.urban_moves.begin(), world.activity.urban_moves.end(), std::int64_t{0});
  };
  const std::int64_t base = to_town(1, 1);
  EXPECT_LT(to_town(1.5, 1), base);
  EXPECT_GT(to_town(0.7, 1), base);
  EXPECT_GT(to_town(1, 0), base);
}

TEST(Migration, ArrivalsAreUrbanAndOutOfWork) {
  World world = persons_world(pack_named("toyland"), 10);
  next_quarter(world);
  migration(world);
  std::int64_t arrived = 0, moves = 0;
  for (const Member& m : arrivals_of(world)) {
    EXPECT_FALSE(m.person.employed());
    arrived += m.weight;
    if (m.person.hukou() != index(m.region)) {
      EXPECT_FALSE(m.person.rural());
    }
  }
  for (const std::int64_t n : world.activity.moves.values()) moves += n;
  EXPECT_EQ(arrived, moves);
}

TEST(Migration, SettledMigrantsConvert) {
  auto p = with_defaults<Parameters>();
  p.migration.conversion_rate = 0.5;
  p.migration.conversion_tenure = 0;
  World world = persons_world(pack_named("toyland"), 10, 1, p);
  const std::int64_t before =
      std::accumulate(world.census.nonlocal.begin(), world.census.nonlocal.end(), std::int64_t{0});
  migration(world);
  const std::int64_t converted =
      std::accumulate(world.activity.conversions.begin(), world.activity.conversions.end(), std::int64_t{0});
  // An eighth of the urban ones a quarter; nearly all migrants are urban.
  EXPECT_NEAR(static_cast<double>(converted) / static_cast<double>(before), 0.125, 0.04);
}

}  // namespace
}  // namespace jiuzhou
