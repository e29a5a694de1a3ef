// The persons that are drawn for the base year, and how able they are.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "sim/base_year/population_plan.hpp"
#include "sim/state/efficiency.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

struct Drawn : ::testing::TestWithParam<std::pair<const char*, std::int64_t>> {
  World world = persons_world(pack_named(GetParam().first), GetParam().second);
};

INSTANTIATE_TEST_SUITE_P(Packs, Drawn,
                         ::testing::Values(std::pair{"toyland", std::int64_t{1000}},
                                           std::pair{"toyland", std::int64_t{7}}, std::pair{"toyland", std::int64_t{1}},
                                           std::pair{"china-2012", std::int64_t{10000}}));

TEST_P(Drawn, EmploymentByCellIsThePacksExactly) {
  for (const RegionId r : world.region_ids())
    for (const IndustryId s : world.industry_ids()) {
      std::int64_t workers = 0, firms = 0;
      for (const FirmId f : world.firms.ids())
        if (world.firms.region[f] == r && world.firms.industry[f] == s) workers += world.firms.workers[f], ++firms;
      const double persons = world.pack->accounts.employment(r, s);
      EXPECT_EQ(workers, persons > 0 ? std::max(1LL, std::llround(persons)) : 0);
      EXPECT_EQ(firms > 0, persons > 0);
    }
}

TEST_P(Drawn, UnemployedUrbanAndRuralAreExact) {
  const double u0 = world.pack->national.unemployment_rate;
  for (const RegionId r : world.region_ids()) {
    const auto start = population::residents_at_start(world, r);
    EXPECT_EQ(world.census.urban[r], std::llround(start[0]));
    EXPECT_EQ(world.census.rural[r], std::llround(start[1]));
    EXPECT_EQ(world.census.unemployed[r], std::llround(static_cast<double>(world.census.employed[r]) * u0 / (1 - u0)));
  }
}

// A cut misses a (age, sex) row by half an agent at either end, and an agent's weight is up to 1.5 W; an age group has
// two rows. Each of the 18 rows of the men misses by less than an agent, mostly on the same side where ages and sex
// ratio leave the same remainder in each, as toyland's round numbers do: half of their sum is allowed.
TEST_P(Drawn, AgesAndSexesAreThePacksToAnAgent) {
  const auto weight = static_cast<double>(world.weight);
  for (const RegionId r : world.region_ids()) {
    std::array<double, age_groups> age{};
    double men = 0, all = 0;
    for (const Member& m : everybody(world)) {
      if (m.region != r) continue;
      const double w = m.weight;
      age[std::min<std::size_t>(17, static_cast<std::size_t>(-m.birth / 20))] += w;
      all += w;
      if (!m.female) men += w;
    }
    double total = 0;
    for (const double a : world.pack->age[r]) total += a;
    for (std::size_t a = 0; a < age_groups; ++a)
      EXPECT_NEAR(age[a], world.pack->age[r][a] * all / total, 2 * weight)
          << world.pack->regions[index(r)].code << " age " << a * 5;
    const double ratio = world.pack->sex_ratio[r];
    EXPECT_NEAR(men, all * ratio / (100 + ratio), 9 * weight);
  }
}

TEST_P(Drawn, EducationSharesAreThePacks) {
  for (const RegionId r : world.region_ids()) {
    std::array<double, education_levels> level{};
    double adults = 0;
    for (const Member& m : everybody(world)) {
      if (m.region != r || m.birth > -60) continue;
      level[m.person.education()] += m.weight;
      adults += m.weight;
    }
    double total = 0;
    for (const double share : world.pack->education[r]) total += share;
    for (std::size_t k = 0; k < education_levels; ++k)
      EXPECT_NEAR(level[k], adults * world.pack->education[r][k] / total, 2.0 * static_cast<double>(world.weight));
  }
}

// The sample stops within half an agent of the pack's migrants; origins are dealt by largest remainder.
TEST_P(Drawn, MigrantsComeFromThePacksRegions) {
  const auto weight = static_cast<double>(world.weight);
  for (const RegionId r : world.region_ids()) {
    double expected = 0;
    for (const RegionId h : world.region_ids())
      if (h != r) {
        expected += world.pack->migrants(h, r);
        EXPECT_NEAR(static_cast<double>(world.census.stock(h, r)), world.pack->migrants(h, r),
                    2 * weight + 0.03 * world.pack->migrants(h, r));
      }
    EXPECT_NEAR(static_cast<double>(world.census.nonlocal[r]), expected, weight);
  }
}

TEST_P(Drawn, AthirdIsUrbanByHukouAndAllRuralResidentsAreRuralByHukou) {
  double urban = 0, all = 0;
  for (const Member& m : everybody(world)) {
    if (m.person.rural()) {
      EXPECT_TRUE(m.person.rural_hukou());
    }
    all += m.weight;
    if (!m.person.rural_hukou()) urban += m.weight;
  }
  // Binomial: s.d. of the share is below 0.5 / sqrt(agents).
  EXPECT_NEAR(urban / all, 0.35, 4 * 0.5 / std::sqrt(static_cast<double>(world.persons.size())) + 0.01);
}

TEST_P(Drawn, StatusFitsAgeAndTheEmployedHaveAFirmOfTheirRegion) {
  for (const Member& m : everybody(world)) {
    const int years = -m.birth / 4;
    if (years < 6) {
      EXPECT_EQ(m.person.status(), Status::child);
    }
    if (years >= 6 && years < 15) {
      EXPECT_EQ(m.person.status(), Status::student);
    }
    if (m.person.employed()) {
      EXPECT_EQ(index(world.firms.region[m.employer]), index(m.region));
    }
  }
}

TEST_P(Drawn, KeysOfCohortsAreUnique) {
  std::set<std::uint32_t> keys;
  std::size_t cohorts = 0;
  for (const RegionId r : world.region_ids())
    for (std::size_t k = 0; k < world.persons[r].cohorts(); ++k, ++cohorts)
      keys.insert(cohort_key(r, world.persons[r].birth(k), RegionPersons::female(k)));
  EXPECT_EQ(keys.size(), cohorts);
}

TEST_P(Drawn, HeadCountsComeNearTheFirmsTargets) {
  Firms wanted;
  World plain;
  plain.pack = world.pack;
  make_firms(plain, world.pack->accounts.employment, 4);
  std::map<std::size_t, std::int64_t> heaviest;  // of a cell's agents
  for (const Member& m : everybody(world))
    if (m.person.employed()) {
      auto& h = heaviest[world.cell(m.region, world.firms.industry[m.employer])];
      h = std::max<std::int64_t>(h, m.weight);
    }
  // Within two agents, three where a small firm got its one agent at the cost of a large one.
  for (const FirmId f : world.firms.ids()) {
    const auto each = heaviest[world.cell(world.firms.region[f], world.firms.industry[f])];
    EXPECT_LE(std::abs(world.firms.workers[f] - plain.firms.workers[f]), 3 * each);
  }
}

TEST(Draw, EducatedPersonsWorkWhereWagesAreHigh) {
  const World world = persons_world(pack_named("toyland"), 100);
  std::map<std::size_t, std::pair<double, double>> level;  // by industry
  for (const Member& m : everybody(world))
    if (m.person.employed()) {
      auto& [sum, n] = level[index(world.firms.industry[m.employer])];
      sum += static_cast<double>(m.person.education());
      n += 1;
    }
  EXPECT_LT(level[0].first / level[0].second + 0.3, level[2].first / level[2].second);  // farming, services
}

// Ages are dealt by activity and settlement, industries are not asked: in each, the mean age of town wage workers is
// the region's within four standard errors (s.d. of the ages of workers below 15 years; blocks that are dealt evenly
// only take from that).
TEST(Draw, AgesOfWageWorkersDoNotDependOnTheIndustry) {
  const World world = persons_world(pack_named("china-2012"), 4000);
  std::map<std::pair<std::size_t, std::size_t>, std::pair<double, double>> by_industry;  // sum and number of agents
  std::map<std::size_t, std::pair<double, double>> by_region;
  for (const Member& m : everybody(world)) {
    if (!m.person.employed() || m.person.rural()) continue;
    const std::size_t s = index(IndustryId{world.firms.industry[m.employer]});
    if (world.pack->industries[s].own_account) continue;
    for (auto* mean : {&by_industry[{index(m.region), s}], &by_region[index(m.region)]}) {
      mean->first -= 0.25 * m.birth;
      mean->second += 1;
    }
  }
  std::size_t off = 0;
  for (const auto& [key, mean] : by_industry) {
    const auto& all = by_region[key.first];
    if (std::abs(mean.first / mean.second - all.first / all.second) > 4 * 15 / std::sqrt(mean.second)) ++off;
  }
  EXPECT_GT(by_industry.size(), 500U);
  EXPECT_EQ(off, 0U);
}

// Whole years of age lie as densely as their neighbours: what is dealt evenly within a row of five years starts
// anywhere.
TEST(Draw, QuartersOfBirthWithinAYearAreAlike) {
  const World world = persons_world(pack_named("toyland"), 1);
  std::array<double, 4> by_quarter{};
  double all = 0;
  for (const Member& m : everybody(world)) {
    if (m.birth > -80 || m.birth <= -240) continue;  // 20 to 60
    ++by_quarter[static_cast<std::size_t>(-m.birth) % 4];
    ++all;
  }
  for (const double n : by_quarter) EXPECT_NEAR(n, all / 4, 4 * std::sqrt(all * 3 / 16));
}

TEST(Draw, ShufflesOnlyPermute) {
  auto shuffled = with_defaults<Parameters>();
  shuffled.initial.shuffle_skills = shuffled.initial.shuffle_hukou = true;
  const World plain = persons_world(pack_named("toyland"), 100);
  const World mixed = persons_world(pack_named("toyland"), 100, 1, shuffled);
  const auto values = [](const World& world, auto&& of) {
    std::vector<std::size_t> all;
    for (const Member& m : everybody(world)) all.push_back(of(m));
    return all;
  };
  const auto sorted = [](std::vector<std::size_t> x) {
    std::sort(x.begin(), x.end());
    return x;
  };
  const auto skill = [](const Member& m) { return m.person.education() * 256 + m.person.ability(); };
  const auto home = [](const Member& m) { return m.person.hukou() * 16 + m.person.special(); };
  const auto cohort = [](const Member& m) { return m.cohort; };
  EXPECT_EQ(sorted(values(plain, skill)), sorted(values(mixed, skill)));
  EXPECT_EQ(sorted(values(plain, home)), sorted(values(mixed, home)));
  EXPECT_EQ(values(plain, cohort), values(mixed, cohort));
  EXPECT_NE(values(plain, skill), values(mixed, skill));
  EXPECT_NE(values(plain, home), values(mixed, home));
}

TEST(Draw, TooMuchEmploymentIsAnInputError) {
  World world;
  world.pack = pack_named("toyland");
  world.parameters = with_defaults<Parameters>();
  CellTable employment = world.pack->accounts.employment;
  for (double& persons : employment.values()) persons *= 2;
  EXPECT_THROW(draw_population(world, employment), std::runtime_error);
}

TEST(Efficiency, RisesWithSchoolingAndAbility) {
  const auto p = with_defaults<Parameters>();
  const EfficiencyTable e(p);
  EXPECT_LT(e(1, 10), e(1, 200));
  // One level is worth exp(0.28) = 1.323.
  EXPECT_NEAR(static_cast<double>(e(2, 128)) / e(1, 128), std::exp(p.labour.return_schooling), 0.002);
  double mean = 0;
  for (int q = 0; q < 256; ++q) mean += e(1, static_cast<std::uint8_t>(q)) / 256.0;
  // level 1 is 0.2 below the mean of 1.2
  EXPECT_NEAR(mean, efficiency_unit * std::exp(-0.2 * p.labour.return_schooling), 1);
}

TEST(Efficiency, NormalQuantileByTable) {
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-9);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963985, 1e-8);
  EXPECT_NEAR(normal_quantile(0.01), -2.326347874, 1e-8);
}

TEST(Efficiency, NonlocalPersonsArePaidLessByTheGap) {
  World world = persons_world(pack_named("toyland"), 1000);
  world.levers.hukou_wage_gap[RegionId{1}] = 0;
  const PayTable pay(world);
  EXPECT_EQ(pay(RegionId{0}, 1000, 0), 1000);
  EXPECT_NEAR(static_cast<double>(pay(RegionId{0}, 1000, 1000)), 1000 * (1 - world.parameters.labour.hukou_wage_gap),
              1);
  EXPECT_NEAR(static_cast<double>(pay(RegionId{0}, 3000, 1000)), 3000 - 1000 * world.parameters.labour.hukou_wage_gap,
              1);
  EXPECT_EQ(pay(RegionId{1}, 1000, 1000), 1000);
}

}  // namespace
}  // namespace jiuzhou
