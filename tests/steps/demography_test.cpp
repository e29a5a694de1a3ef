// Births, deaths and schooling.
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "output/checkpoint.hpp"
#include "sim/base_year/population_plan.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

TEST(Demography, PopulationIsLastPopulationPlusBirthsLessDeaths) {
  World world = persons_world(pack_named("toyland"), 50);
  for (int q = 0; q < 12; ++q) {
    const Census before = world.census;
    demography(world);
    take_census(world);
    for (const RegionId r : world.region_ids())
      EXPECT_EQ(world.census.urban[r] + world.census.rural[r],
                before.urban[r] + before.rural[r] + world.activity.births[r] - world.activity.deaths[r]);
    next_quarter(world);
  }
}

// Ability, hukou and special areas stay with a person of a cohort: after a quarter every cohort is what it was less the
// dead.
TEST(Demography, CohortsLoseTheDeadAndNewbornsAreTheQuarters) {
  World world = persons_world(pack_named("toyland"), 20);
  using Fixed = std::tuple<std::size_t, int, bool, std::size_t, std::size_t, std::size_t, std::uint32_t>;
  const auto list = [&] {
    std::multiset<Fixed> all;
    for (const Member& m : everybody(world))
      all.insert(
          {index(m.region), m.birth, m.female, m.person.ability(), m.person.hukou(), m.person.special(), m.weight});
    return all;
  };
  for (int q = 0; q < 3; ++q) {
    std::multiset<Fixed> before = list();
    const auto births_before = world.nation.births_ever;
    std::size_t newborns = 0;
    demography(world);
    for (const Fixed& one : list()) {
      if (const auto same = before.find(one); same != before.end()) {
        before.erase(same);
        continue;
      }
      EXPECT_EQ(std::get<1>(one), world.elapsed());
      ++newborns;
    }
    EXPECT_GT(newborns, 0U);
    // some may look like one of the first quarter's infants
    EXPECT_LE(newborns, world.nation.births_ever - births_before);
    std::int64_t dead = 0, lost = 0;
    for (const std::int64_t d : world.activity.deaths) dead += d;
    for (const Fixed& one : before) lost += std::get<6>(one);
    EXPECT_LE(lost, dead);
    next_quarter(world);
  }
}

TEST(Demography, FirstYearMeetsThePacksCrudeRates) {
  World world = persons_world(pack_named("toyland"), 10);
  double births = 0, deaths = 0, wanted_births = 0, wanted_deaths = 0;
  for (const RegionId r : world.region_ids()) {
    const double persons = world.pack->urban[r] + world.pack->rural[r];
    wanted_births += persons * world.pack->crude_birth_rate[r];
    wanted_deaths += persons * world.pack->crude_death_rate[r];
  }
  for (int q = 0; q < 4; ++q) {
    demography(world);
    for (const RegionId r : world.region_ids()) {
      births += static_cast<double>(world.activity.births[r]);
      deaths += static_cast<double>(world.activity.deaths[r]);
    }
    next_quarter(world);
  }
  // Events are agents of weight 10: s.d. sqrt(10 x expected). Trends of the year are 1 %.
  EXPECT_NEAR(births, wanted_births, 4 * std::sqrt(10 * wanted_births) + 0.02 * wanted_births);
  EXPECT_NEAR(deaths, wanted_deaths, 4 * std::sqrt(10 * wanted_deaths) + 0.02 * wanted_deaths);
}

// A pack counts its persons at the end of its base year: a year from the start they are there. Without chance nobody is
// born, dies or moves, and they are there at once.
TEST(Demography, PersonsOfThePackAreThereAtTheEndOfItsBaseYear) {
  World world = persons_world(pack_named("china-2012"), 2000);
  double all = 0, urban = 0;
  for (const RegionId r : world.region_ids()) {
    all += world.pack->urban[r] + world.pack->rural[r];
    urban += world.pack->urban[r];
  }
  const auto urban_share = [&] {
    double sum = 0;
    for (const RegionId r : world.region_ids()) sum += static_cast<double>(world.census.urban[r]);
    return sum / static_cast<double>(world.census.persons);
  };
  const double before = urban_share();
  for (int q = 0; q < 4; ++q) {
    demography(world);
    migration(world);
    next_quarter(world);
  }
  take_census(world);
  EXPECT_NEAR(static_cast<double>(world.census.persons) / all, 1, 0.001);
  EXPECT_LT(before, urban / all - 0.008);
  EXPECT_NEAR(urban_share(), urban / all, 0.004);

  const World still = persons_world(pack_named("china-2012"), 10000, 1, without_chance());
  EXPECT_NEAR(static_cast<double>(still.census.persons) / all, 1, 1e-6);
}

TEST(Demography, DisabledChangesNothing) {
  auto p = with_defaults<Parameters>();
  p.demography.enabled = false;
  World world = persons_world(pack_named("toyland"), 100, 1, p);
  const std::uint64_t before = state_hash(world);
  demography(world);
  EXPECT_EQ(state_hash(world), before);
}

TEST(Demography, ALeverMakesTheOldRetireSooner) {
  const auto working = [](double factor) {
    World world = persons_world(pack_named("china-2012"), 10000);
    for (int q = 0; q < 8; ++q) {
      for (auto* lever : {&world.levers.retiring_town, &world.levers.retiring_country})
        for (double& x : lever->values()) x = factor;
      demography(world);
      next_quarter(world);
    }
    std::int64_t all = 0;
    for (const Member& m : everybody(world))
      if (m.person.in_labour_force()) all += m.weight;
    return static_cast<double>(all);
  };
  const double usual = working(1), sooner = working(1.5);
  EXPECT_LT(sooner, usual);
  EXPECT_GT(sooner, 0.97 * usual);
}

TEST(Demography, NobodyWorksPast85) {
  World world = persons_world(pack_named("toyland"), 20);
  for (int q = 0; q < 8; ++q) quarter(world);
  for (const Member& m : everybody(world))
    if (world.elapsed() - 1 - m.birth >= 85 * 4) {
      EXPECT_EQ(m.person.status(), Status::retired);
    }
}

// A birth in the very quarter in which a pupil is due to leave school does not keep her there.
TEST(Demography, NobodyStaysAtSchoolPastItsTime) {
  World world = persons_world(pack_named("toyland"), 20);
  world.parameters.demography.fertility_scale = 20;
  for (int q = 0; q < 12; ++q) {
    quarter(world);
    for (const Member& m : everybody(world)) {
      const int age = (world.elapsed() - 1 - m.birth) / 4;
      const std::size_t education = m.person.education();
      if (m.person.status() == Status::student && age >= 16) {
        EXPECT_LT(age, education <= 1 ? 16 : education == 2 ? 19 : 22);
      }
    }
  }
}

}  // namespace
}  // namespace jiuzhou
