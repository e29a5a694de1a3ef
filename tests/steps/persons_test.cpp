// Records, cohorts and the counts that follow them; chance by keys.
#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>
#include <numeric>
#include <tuple>

#include "output/checkpoint.hpp"
#include "sim/base_year/population_plan.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

TEST(Persons, SameBitsAtAnyThreadCount) {
  const auto run = [](std::int64_t weight, std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    World world = persons_world(pack_named("toyland"), weight);
    for (int q = 0; q < (weight == 1 ? 5 : 9); ++q) quarter(world, q < 2 ? 1.02 : 0.97);  // past a fourth quarter
    return state_hash(world);
  };
  for (const std::int64_t weight : {1, 40}) {
    const std::uint64_t one = run(weight, 1);
    for (const std::size_t threads : {2, 3, 8})
      EXPECT_EQ(run(weight, threads), one) << threads << " threads, weight " << weight;
  }
}

TEST(Persons, AnotherSeedIsAnotherDraw) {
  World a = persons_world(pack_named("toyland"), 100, 1), b = persons_world(pack_named("toyland"), 100, 2);
  EXPECT_NE(state_hash(a), state_hash(b));
}

// Two worlds that differ in one region's wages give everyone else the same random numbers: only a few moves differ.
TEST(Persons, TheSameSeedGivesTheSameLuck) {
  World a = persons_world(pack_named("toyland"), 10), b = persons_world(pack_named("toyland"), 10);
  for (const FirmId f : b.firms.ids())
    if (index(b.firms.region[f]) == 0) b.firms.wage[f] *= 1.01;
  next_quarter(a);
  next_quarter(b);
  migration(a);
  migration(b);
  // Who stays in both lies in another place only where somebody before it left in one of them.
  std::size_t different = 0, moved = 0;
  const std::vector<Member> one = arrivals_of(a), other = arrivals_of(b);
  using Key = std::tuple<std::size_t, std::size_t, std::uint64_t>;
  std::multiset<Key> in_one;
  for (const Member& m : one) in_one.insert({index(m.region), m.cohort, m.person.bits});
  for (const Member& m : other)
    if (const auto same = in_one.find({index(m.region), m.cohort, m.person.bits}); same != in_one.end())
      in_one.erase(same), ++moved;
    else
      ++different;
  EXPECT_GT(moved, 0U);
  EXPECT_LE(different + in_one.size(), moved / 10);
}

TEST(Persons, OneAgentPerPersonStoresNoWeights) {
  const World world = persons_world(pack_named("toyland"), 1);
  std::int64_t pack = 0;
  for (const RegionId r : world.region_ids()) {
    EXPECT_FALSE(world.persons[r].weighted());
    const auto start = population::residents_at_start(world, r);
    const std::int64_t here = std::llround(start[0]) + std::llround(start[1]);
    EXPECT_EQ(static_cast<std::int64_t>(world.persons[r].total()), here);
    pack += here;
  }
  EXPECT_EQ(world.census.persons, pack);
  EXPECT_EQ(persons_in(world), pack);
}

TEST(PersonRecord, FieldsKeepTheirExtremesAndLeaveTheOthersAlone) {
  const std::array fields{Person::status_field,    Person::class_field,       Person::rural_field,
                          Person::education_field, Person::rural_hukou_field, Person::special_field,
                          Person::ability_field,   Person::hukou_field,       Person::arrival_field,
                          Person::link_field};
  unsigned bits = 0;
  for (const Person::Field f : fields) bits += f.width;
  EXPECT_EQ(bits, 64U);
  for (const Person::Field f : fields)
    for (const std::uint64_t rest : {std::uint64_t{0}, ~std::uint64_t{0}}) {
      Person p{rest};
      p.set(f, f.most());
      EXPECT_EQ(p.get(f), f.most());
      p.set(f, 0);
      EXPECT_EQ(p.get(f), 0U);
      for (const Person::Field other : fields)
        if (other.shift != f.shift) {
          EXPECT_EQ(p.get(other), rest == 0 ? 0 : other.most());
        }
    }
  Person p;
  p.set_status(Status::unemployed, -7);
  EXPECT_EQ(p.since(), -7);
  p.set_arrival(-255);
  EXPECT_EQ(p.arrival(), -255);
  p.set_arrival(100000);
  EXPECT_EQ(p.arrival(), 255);  // the last that fits
}

TEST(RegionPersons, AgreesWithListsUnderRandomChanges) {
  for (const bool weighted : {false, true}) {
    RegionPersons persons(0);
    persons.reserve(std::vector<std::uint32_t>(20, 3), weighted);
    std::size_t begun_elsewhere = 0, laid_out = 0;
    std::vector<std::vector<std::pair<Person, std::uint32_t>>> lists(20);
    const RandomKey random_key{11, 0};
    for (std::uint32_t step = 0; step < 20'000; ++step) {
      const Draws d = random_key.draw(Stream::perturbation, step);
      if (step % 500 == 499) {
        const int birth = static_cast<int>(lists.size() / 2);
        for (int again = 0; again < 2; ++again) persons.open_cohorts_of(birth);  // once more changes nothing
        lists.resize(lists.size() + 2);
        ASSERT_EQ(persons.cohorts(), lists.size());
        EXPECT_EQ(persons.birth(lists.size() - 1), birth);
        EXPECT_EQ(persons.cohort_of(birth, true), lists.size() - 1);
      }
      // The first cohorts grow most, so that they must be moved and everything laid out again.
      const std::size_t k = d.word[0] % (d.word[3] % 2 == 0 ? 2 : lists.size());
      auto& list = lists[k];
      const std::size_t begin = persons.begin(k), last = persons.begin(19);
      if (d.word[1] % 50 == 49) persons.make_room(k, d.word[2] % 30);
      if (d.word[1] % 5 < 2 && !list.empty()) {
        const std::size_t at = d.word[2] % list.size();
        persons.remove(k, at);
        list[at] = list.back();
        list.pop_back();
      } else {
        const std::uint32_t weight = weighted ? d.word[2] % 9 + 1 : 1;
        persons.push(k, Person{step}, weight);
        list.emplace_back(Person{step}, weight);
      }
      if (persons.begin(k) != begin) ++begun_elsewhere;
      if (k != 19 && persons.begin(19) != last) ++laid_out;
    }
    EXPECT_GT(begun_elsewhere, 100U);  // cohorts did outgrow their room,
    EXPECT_GT(laid_out, 0U);           // and the region its arena
    std::size_t total = 0;
    for (std::size_t k = 0; k < lists.size(); ++k) {
      ASSERT_EQ(persons.size(k), lists[k].size());
      total += lists[k].size();
      for (std::size_t i = 0; i < lists[k].size(); ++i) {
        EXPECT_EQ(persons.get(persons.begin(k) + i), lists[k][i].first);
        EXPECT_EQ(persons.weight(persons.begin(k) + i), lists[k][i].second);
      }
    }
    EXPECT_EQ(persons.total(), total);
  }
}

void expect_counts_are_the_records(World& world) {
  const std::vector<Headcount> kept = world.headcounts;
  recount(world);
  for (std::size_t r = 0; r < kept.size(); ++r) {
    const Headcount &a = kept[r], &b = world.headcounts[r];
    EXPECT_EQ(a.persons, b.persons);
    EXPECT_EQ(a.stock, b.stock);
    EXPECT_EQ(a.country_stock, b.country_stock);
    EXPECT_EQ(a.composition, b.composition);
    EXPECT_EQ(a.skilled, b.skilled);
    EXPECT_EQ(a.supply, b.supply);
    EXPECT_EQ(a.active_agents, b.active_agents);
    EXPECT_EQ(a.pay_units, b.pay_units);
    EXPECT_EQ(a.mix, b.mix);
    EXPECT_EQ(a.workers, b.workers);
    EXPECT_EQ(a.firm, b.firm);
    ASSERT_EQ(a.staff.size(), b.staff.size());
    for (std::size_t n = 0; n < a.staff.size(); ++n) {
      EXPECT_EQ(a.staff[n].labour, b.staff[n].labour);
      EXPECT_EQ(a.staff[n].labour_elsewhere, b.staff[n].labour_elsewhere);
      EXPECT_EQ(a.staff[n].persons, b.staff[n].persons);
      EXPECT_EQ(a.staff[n].agents, b.staff[n].agents);
      EXPECT_EQ(a.staff[n].industry, b.staff[n].industry);
    }
  }
}

TEST(Headcount, FollowsEveryChangeOfARecord) {
  auto p = with_defaults<Parameters>();
  p.migration.conversion_rate = 0.3;
  p.migration.conversion_tenure = 1;
  for (const std::int64_t weight : {1, 50}) {
    World world = persons_world(pack_named("toyland"), weight, 3, p);
    EXPECT_EQ(world.persons[RegionId{0}].weighted(), weight != 1);
    for (double& chance : world.levers.training.values()) chance = 0.05;
    for (int q = 0; q < 6; ++q) {
      quarter(world, q % 2 == 0 ? 1.05 : 0.9);
      const Activity& done = world.activity;  // each of what a record may meet has happened
      EXPECT_GT(std::accumulate(done.deaths.begin(), done.deaths.end(), std::int64_t{0}), 0);
      EXPECT_GT(std::accumulate(done.births.begin(), done.births.end(), std::int64_t{0}), 0);
      EXPECT_GT(std::accumulate(done.trained.begin(), done.trained.end(), std::int64_t{0}), 0);
      EXPECT_GT(std::accumulate(done.urban_moves.begin(), done.urban_moves.end(), std::int64_t{0}), 0);
      EXPECT_GT(std::accumulate(done.moves.values().begin(), done.moves.values().end(), std::int64_t{0}), 0);
      if (q > 0) {
        EXPECT_GT(std::accumulate(done.conversions.begin(), done.conversions.end(), std::int64_t{0}), 0);
      }
      if (q == 2) {  // a firm dies, another one moves with half of its workers
        world.firms.alive[FirmId{1}] = 0;
        world.firms.alive[FirmId{2}] = 0;
        const FirmId host{static_cast<std::uint32_t>(world.firms.size() - 1)};
        const StaffMove move{FirmId{2}, host, 0.5};
        take_staff_along(world, {&move, 1});
        EXPECT_GT(world.activity.followers.size(), 0U);
        const std::uint32_t agents =
            world.headcounts[index(world.firms.region[host])].staff[world.firm_number[index(host)]].agents;
        const std::size_t follow = world.activity.followers.size();
        world.parameters.migration.rate_scale = 0;  // nobody else moves
        migration(world);
        world.activity.followers.clear();
        world.parameters.migration.rate_scale = p.migration.rate_scale;
        EXPECT_EQ(world.headcounts[index(world.firms.region[host])].staff[world.firm_number[index(host)]].agents,
                  agents + follow);
      }
    }
    expect_counts_are_the_records(world);
  }
}

TEST(Releasing, WorkersOfAClosedFirmAreOutOfWorkFromTheNextMarketAndNothingElseChanges) {
  for (const std::int64_t weight : {1, 50}) {
    Parameters parameters = without_chance();
    parameters.labour.back_to_land = 0;  // or own-account work takes some of them back at once
    World world = persons_world(pack_named("toyland"), weight, 1, parameters);
    next_quarter(world);
    const std::vector<Member> before = everybody(world);
    const FirmId closed{1};
    const std::size_t staff =
        world.headcounts[index(world.firms.region[closed])].staff[world.firm_number[index(closed)]].agents;
    world.firms.alive[closed] = 0;
    want_labour(world);
    labour_market(world);
    const std::vector<Member> after = everybody(world);
    ASSERT_EQ(before.size(), after.size());
    std::size_t released = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      Person expected = before[i].person;
      if (before[i].employer == closed) expected.set_status(Status::unemployed, world.elapsed()), ++released;
      ASSERT_EQ(after[i].person, expected);
      ASSERT_EQ(after[i].weight, before[i].weight);
    }
    EXPECT_GT(released, 0U);
    EXPECT_EQ(released, staff);
    EXPECT_EQ(world.firms.workers[closed], 0);
    expect_counts_are_the_records(world);
  }
}

TEST(Releasing, WhoFollowsAFirmKeepsItsWorkWhereTheFirmIs) {
  auto p = with_defaults<Parameters>();
  p.migration.rate_scale = 0;  // nobody else moves
  for (const std::int64_t weight : {1, 50}) {
    World world = persons_world(pack_named("toyland"), weight, 1, p);
    next_quarter(world);
    const FirmId old{1}, host{static_cast<std::uint32_t>(world.firms.size() - 1)};
    const RegionId from = world.firms.region[old], to = world.firms.region[host];
    ASSERT_NE(from, to);
    // What a record of the staff is but for work and arrival, with its cohort and weight.
    using Kept = std::tuple<std::size_t, std::uint64_t, std::uint32_t>;
    const auto kept = [](const Member& m) {
      Person x = m.person;
      x.set(Person::status_field, 0);
      x.set(Person::link_field, 0);
      x.set(Person::arrival_field, 0);
      return Kept{static_cast<std::size_t>(m.birth * 2 + (m.female ? 1 : 0) + 4096), x.bits, m.weight};
    };
    std::multiset<Kept> staff;
    std::size_t already = 0;
    for (const Member& m : everybody(world)) {
      if (m.employer == old) staff.insert(kept(m));
      if (m.employer == host) ++already;
    }
    const std::int64_t persons = persons_in(world);
    const Fen money = world.ledger.total(Sector::household);
    world.firms.alive[old] = 0;
    const StaffMove move{old, host, 0.5};
    take_staff_along(world, {&move, 1});
    expect_counts_are_the_records(world);
    const std::size_t followers = world.activity.followers.size();
    std::int64_t under_way = 0;
    for (const Follower& x : world.activity.followers) {
      EXPECT_EQ(x.from, from);
      EXPECT_EQ(x.firm, host);
      under_way += x.weight;
    }
    // Binomial of one half: s.d. sqrt(n) / 2.
    const auto n = static_cast<double>(staff.size());
    EXPECT_NEAR(static_cast<double>(followers), n / 2, 2 * std::sqrt(n));
    EXPECT_EQ(persons_in(world), persons - under_way);
    migration(world);
    world.activity.followers.clear();
    EXPECT_EQ(persons_in(world), persons);
    EXPECT_EQ(world.activity.moves(from, to), under_way);
    std::size_t at_host = 0;
    for (const Member& m : everybody(world)) {
      if (m.employer == host) ++at_host;
      if (m.employer != host || m.person.arrival() != world.elapsed()) continue;
      EXPECT_EQ(m.region, to);
      const auto one = staff.find(kept(m));
      ASSERT_NE(one, staff.end());
      staff.erase(one);
    }
    EXPECT_EQ(at_host, already + followers);
    // Who stayed keeps its place at the old firm until the next market.
    for (const Member& m : everybody(world))
      if (m.employer == old) {
        const auto one = staff.find(kept(m));
        ASSERT_NE(one, staff.end());
        staff.erase(one);
      }
    EXPECT_TRUE(staff.empty());
    next_quarter(world);
    want_labour(world);
    labour_market(world);
    for (const Member& m : everybody(world)) EXPECT_NE(m.employer, old);
    expect_counts_are_the_records(world);
    // Deposits were 10 000 yuan a head everywhere and still are; each transfer loses less than a fen.
    EXPECT_EQ(world.ledger.total(Sector::household), money);
    take_census(world);
    for (std::size_t a = 0; a < world.household_count(); ++a)
      EXPECT_NEAR(world.ledger.yuan({Sector::household, a}),
                  10000.0 * static_cast<double>(world.households.persons[static_cast<HouseholdId>(a)]), 1);
  }
}

}  // namespace
}  // namespace jiuzhou
