// Persons: the drawn population, and what demography, the labour market, migration and the census do with it.
#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "output/checkpoint.hpp"
#include "sim/base_year/population_plan.hpp"
#include "sim/state/efficiency.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/shared/matching.hpp"
#include "sim/steps/shared/migration.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {
namespace {

using namespace testing;

void quarter(World& world, double need = 1) {
  demography(world);
  want_labour(world, need);
  labour_market(world);
  migration(world);
  take_census(world);
  reassign_income_classes(world);
  next_quarter(world);
}

Parameters without_chance() {
  auto p = with_defaults<Parameters>();
  p.initial.chance = false;
  p.demography.enabled = false;
  return p;
}

// ---- the drawn population -------------------------------------------------------------------------------------------

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

// ---- efficiency -----------------------------------------------------------------------------------------------------

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

// ---- demography -----------------------------------------------------------------------------------------------------

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
  EXPECT_NEAR(urban_share(), urban / all, 0.003);

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

// ---- labour market --------------------------------------------------------------------------------------------------

// The rule in plain lines: the few with the smallest keys, in the order in which they lie, meet the vacancies in theirs.
struct Offer {
  std::uint32_t slot, firm;
  bool taken;
  friend bool operator==(const Offer&, const Offer&) = default;
};

bool accepts_by_chance(std::uint32_t slot, std::uint32_t firm) {
  return (slot * 7 + firm * 5) % 4 != 0;
}

std::vector<Offer> offer_serially(std::vector<Seeker> seekers, std::vector<Keyed>& vacancies, std::size_t& used,
                                  bool rotated) {
  const auto key = [&](const Seeker& s) { return rotated ? (s.key() >> 2U) * 0x9E3779B1U : s.key(); };
  std::vector<std::size_t> order(seekers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key(seekers[a]) < key(seekers[b]); });
  order.resize(std::min(order.size(), vacancies.size() - used));
  std::sort(order.begin(), order.end());
  std::vector<Offer> offers;
  for (const std::size_t i : order) {
    const std::uint32_t firm = vacancies[used++].item;
    offers.push_back({seekers[i].slot(), firm, accepts_by_chance(seekers[i].slot(), firm)});
  }
  return offers;
}

struct Recorder {
  std::vector<Offer>& made;
  void ahead(const Seeker&, std::uint32_t) const {}
  bool operator()(const Seeker& s, std::uint32_t firm) const {
    made.push_back({s.slot(), firm, accepts_by_chance(s.slot(), firm)});
    return made.back().taken;
  }
};

TEST(Matching, AgreesWithItsSerialTwin) {
  MatchRoom room;  // of whichever market was cleared before
  for (std::uint64_t world = 0; world < 400; ++world) {
    const RandomKey random_key{world, 0};
    const Draws size = random_key.draw(Stream::perturbation, 0);
    std::array<std::vector<Seeker>, 2> seekers;  // out of work, at work
    Vacancies vacancies;
    for (std::uint32_t i = 0; i < size.word[0] % 60; ++i) {
      const Draws d = random_key.draw(Stream::perturbation, i + 1);
      seekers[d.word[2] % 4 == 0 ? 1 : 0].emplace_back(i, world % 3 == 0 ? d.word[0] % 5 * 4 : d.word[0],
                                                       d.word[1] % 3 == 0);
    }
    for (std::uint32_t i = 0; i < size.word[1] % 60; ++i) {
      const Draws d = random_key.draw(Stream::vacancy, i + 1);
      (d.word[1] % 4 == 0 ? vacancies.own_account : vacancies.open).push_back({d.word[0], i});
    }
    // Own-account vacancies to the rural persons out of work; then the other vacancies to who had no offer; then to those at
    // work.
    std::vector<Offer> expected;
    std::vector<Seeker> rural, others;
    for (const Seeker& s : seekers[0])
      if (s.rural()) rural.push_back(s);
    std::size_t used = 0;
    Vacancies copy = vacancies;
    for (const Offer& o : offer_serially(rural, copy.own_account, used, true)) expected.push_back(o);
    for (const Seeker& s : seekers[0])
      if (std::ranges::none_of(expected, [&](const Offer& o) { return o.slot == s.slot(); })) others.push_back(s);
    used = 0;
    for (const Offer& o : offer_serially(others, copy.open, used, false)) expected.push_back(o);
    for (const Offer& o : offer_serially(seekers[1], copy.open, used, false)) expected.push_back(o);
    std::vector<Offer> made;
    const std::size_t people = seekers[0].size() + seekers[1].size(),
                      jobs = vacancies.open.size() + vacancies.own_account.size();
    match(seekers[0], seekers[1], vacancies, room, Recorder{made});
    ASSERT_EQ(made, expected) << "market " << world;
    const auto filled = static_cast<std::size_t>(std::ranges::count(made, true, &Offer::taken));
    EXPECT_EQ(seekers[0].size() + seekers[1].size(), people - filled);
    EXPECT_EQ(vacancies.open.size() + vacancies.own_account.size(), jobs - filled);
  }
}

TEST(Matching, RoundsOverTheShortlistAreRoundsOverAll) {
  MatchRoom room;
  for (std::uint64_t world = 0; world < 400; ++world) {
    const RandomKey random_key{world, 0};
    const Draws size = random_key.draw(Stream::perturbation, 0);
    std::array<std::vector<Seeker>, 3> lists;
    for (std::uint32_t i = 0; i < size.word[0] % 90; ++i) {
      const Draws d = random_key.draw(Stream::perturbation, i + 1);
      lists[d.word[2] % 3].emplace_back(i, world % 3 == 0 ? d.word[0] % 5 * 4 : d.word[0], d.word[1] % 3 == 0);
    }
    Vacancies vacancies;
    for (std::uint32_t i = 0; i < size.word[1] % (world % 2 == 0 ? 20 : 120); ++i) {
      const Draws d = random_key.draw(Stream::vacancy, i + 1);
      (d.word[1] % 4 == 0 ? vacancies.own_account : vacancies.open).push_back({d.word[0], i});
    }
    std::vector<Seeker> all, few, none, nobody;
    for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
    shortlist(lists, vacancies, few);
    EXPECT_LE(few.size(), std::min(all.size(), 2 * vacancies.open.size() + 3 * vacancies.own_account.size()));
    std::vector<Offer> made, expected;
    Vacancies copy = vacancies;
    for (int round = 0; round < 2; ++round) {
      match(few, nobody, vacancies, room, Recorder{made});
      match(all, none, copy, room, Recorder{expected});
      ASSERT_EQ(made, expected) << "market " << world << ", round " << round;
    }
  }
}

TEST(LabourMarket, WithoutChanceNothingChangesWhenNeedIsLabour) {
  World world = persons_world(pack_named("toyland"), 100, 1, without_chance());
  const std::vector<Member> before = everybody(world);
  const auto labour = world.firms.labour.values();
  for (int q = 0; q < 4; ++q) quarter(world);
  const std::vector<Member> after = everybody(world);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i].person, after[i].person);
  EXPECT_EQ(labour, world.firms.labour.values());
}

TEST(LabourMarket, WithoutChanceCountsAreApportioned) {
  World world = persons_world(pack_named("toyland"), 10, 1, without_chance());
  const auto labour = [&](bool own_account) {
    double sum = 0;
    for (const FirmId f : world.firms.ids())
      if ((world.pack->industries[index(world.firms.industry[f])].own_account != 0) == own_account)
        sum += static_cast<double>(world.firms.labour[f]);
    return sum;
  };
  const double before = labour(false), hands = labour(true);
  want_labour(world, 0.9);
  labour_market(world);
  // Three tenths of a gap of a tenth; firms round to an agent, of which an average one holds 10 x 1024 units. Own-account
  // work lays nobody off and takes some of the others back.
  EXPECT_NEAR(labour(false) / before, 1 - world.parameters.labour.adjustment * 0.1, 0.003);
  EXPECT_GT(labour(true), hands);
}

// Needs of own-account and of other work, of the labour held.
void want_apart(World& world, double own_account, double others) {
  want_labour(world);
  for (const FirmId f : world.firms.ids())
    world.activity.labour_need[f] *=
        world.pack->industries[index(world.firms.industry[f])].own_account ? own_account : others;
}

bool on_own_account(const World& world, const Member& m) {
  return m.employer != no_firm && world.pack->industries[index(world.firms.industry[m.employer])].own_account;
}

// Where there is less to do on farms than hands, nobody is out of work for it, and idle hands take the posts that those
// out of work leave.
TEST(LabourMarket, OwnAccountWorkLaysNobodyOffAndItsIdleLookAround) {
  const auto left = [](double farms, double others) {
    World world = persons_world(pack_named("toyland"), 20);
    want_apart(world, farms, others);
    const std::vector<Member> before = everybody(world);
    labour_market(world);
    const std::vector<Member> after = everybody(world);
    std::int64_t found = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (!on_own_account(world, before[i])) continue;
      EXPECT_NE(after[i].employer, no_firm);
      if (!on_own_account(world, after[i])) found += after[i].weight;
    }
    return found;
  };
  EXPECT_EQ(left(0.6, 0.5), 0);
  EXPECT_GT(left(1, 1.5), 0);
  EXPECT_GT(left(0.6, 1.5), 3 * left(1, 1.5));
}

TEST(LabourMarket, OwnAccountWorkTakesBackWhoFindsNoOther) {
  const auto out_of_work = [](double back_to_land, bool rural) {
    auto p = with_defaults<Parameters>();
    p.labour.back_to_land = back_to_land;
    World world = persons_world(pack_named("toyland"), 20, 1, p);
    for (int q = 0; q < 3; ++q) {
      want_apart(world, 0.9, 0.5);
      labour_market(world);
      next_quarter(world);
    }
    std::int64_t out = 0;
    for (const Member& m : everybody(world))
      if (m.person.status() == Status::unemployed && m.person.rural() == rural) out += m.weight;
    return out;
  };
  EXPECT_LT(out_of_work(1, true), out_of_work(0, true) / 2);
  EXPECT_NEAR(static_cast<double>(out_of_work(1, false)) / static_cast<double>(out_of_work(0, false)), 1, 0.02);
}

TEST(LabourMarket, JobsAreWorkersAndUnemploymentIsTheRest) {
  World world = persons_world(pack_named("toyland"), 20);
  for (int q = 0; q < 8; ++q) {
    demography(world);
    want_labour(world, q % 2 == 0 ? 1.05 : 0.9);
    labour_market(world);
    take_census(world);
    std::vector<std::int64_t> workers(world.region_count(), 0);
    for (const FirmId f : world.firms.ids()) workers[index(world.firms.region[f])] += world.firms.workers[f];
    for (const RegionId r : world.region_ids()) {
      EXPECT_EQ(workers[index(r)], world.census.employed[r]);
      const auto out = static_cast<double>(world.census.unemployed[r]);
      EXPECT_DOUBLE_EQ(world.regions.unemployment_rate[r], out / (out + static_cast<double>(world.census.employed[r])));
      EXPECT_GE(world.regions.job_chance[r], 0);
      EXPECT_LE(world.regions.job_chance[r], 1);
    }
    for (const Member& m : everybody(world))
      if (m.person.employed()) {
        EXPECT_EQ(index(world.firms.region[m.employer]), index(m.region));
      }
    next_quarter(world);
  }
}

TEST(LabourMarket, FarmersAreRuralWhenHired) {
  World world = persons_world(pack_named("toyland"), 20);
  want_labour(world, 1.3);
  const std::vector<Member> before = everybody(world);
  labour_market(world);
  std::size_t hired = 0;
  const std::vector<Member> after = everybody(world);  // nobody changes place
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].employer == no_firm || after[i].employer == before[i].employer) continue;
    if (!world.pack->industries[index(world.firms.industry[after[i].employer])].own_account) continue;
    EXPECT_TRUE(after[i].person.rural());
    ++hired;
  }
  EXPECT_GT(hired, 0U);
}

TEST(LabourMarket, WorkersOfADeadFirmAreOutOfWorkAndAnEmptyFirmHires) {
  World world = persons_world(pack_named("toyland"), 20);
  const FirmId dead{1}, empty{2};  // of one cell
  ASSERT_EQ(world.cell(world.firms.region[dead], world.firms.industry[dead]),
            world.cell(world.firms.region[empty], world.firms.industry[empty]));
  world.firms.alive[dead] = 0;
  world.firms.workers[empty] = 0;
  world.firms.labour_at_close[empty] = 0;
  want_labour(world);
  world.activity.labour_need[empty] = 2e7;
  labour_market(world);
  EXPECT_EQ(world.firms.workers[dead], 0);
  EXPECT_GT(world.firms.workers[empty], 0);
}

TEST(LabourMarket, SteadyNeedKeepsUnemploymentNearItsStart) {
  auto p = with_defaults<Parameters>();
  p.demography.enabled = false;
  World world = persons_world(pack_named("toyland"), 20, 1, p);
  for (int q = 0; q < 8; ++q) {
    want_labour(world);
    labour_market(world);
    next_quarter(world);
  }
  for (const RegionId r : world.region_ids()) EXPECT_NEAR(world.regions.unemployment_rate[r], 0.05, 0.025);
}

// ---- migration ------------------------------------------------------------------------------------------------------

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

// Who has come this quarter, of places where nobody has been born into.
std::vector<Member> arrivals_of(const World& world) {
  std::vector<Member> all = everybody(world);
  std::erase_if(all, [&](const Member& m) { return m.person.arrival() != world.elapsed(); });
  return all;
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

// By hand: 30 % fewer hands at a land share of 0.44 make (0.7)^-0.44 times as much each, 0.7^0.56 times as much
// together.
TEST(Land, LeaversLowerOutputByLessThanTheirShare) {
  auto p = with_defaults<Parameters>();
  p.production.land_share = 0.44;
  World world = persons_world(pack_named("toyland"), 100, 1, p);
  const RegionId r{0};
  IndustryId farm{};
  for (const IndustryId s : world.industry_ids())
    if (world.pack->industries[index(s)].own_account) farm = s;
  world.regions.farmland = world.pack->farmland;
  world.cells.base_labour(r, farm) = 1000;
  EXPECT_EQ(crowding(world, r, farm, 1000), 1);
  EXPECT_NEAR(crowding(world, r, farm, 700), 1.169922, 1e-6);
  EXPECT_NEAR(700 * crowding(world, r, farm, 700), 818.9453, 1e-3);
  // Half the land: as if twice as many worked it.
  world.regions.farmland[r] /= 2;
  EXPECT_NEAR(crowding(world, r, farm, 500), 1, 1e-15);
  EXPECT_NEAR(labour_on_land(818.9453, 1000, 0.44), 700, 1e-3);
  world.parameters.production.land_share = 0;
  EXPECT_EQ(crowding(world, r, farm, 700), 1);
}

// By hand: work for 700 of 1000 hands is 0.7^0.56 = 0.818945 of a quarter's work of each, and their pay with it.
TEST(Land, WorkIsSharedByTheHands) {
  World world = persons_world(pack_named("toyland"), 100);
  want_apart(world, 0.7, 0.7);
  for (const FirmId f : world.firms.ids())
    EXPECT_NEAR(work_share(world, f), world.pack->industries[index(world.firms.industry[f])].own_account ? 0.818945 : 1,
                1e-6);
}

// By hand: 400 persons per square kilometre offer 2 · 4^−0.6 = 0.870551 more for each per cent of price, so a load that
// is 1 % larger costs 1 / (0.6 + 0.870551) = 0.680018 % more; under a floor that leaves no farmland 1 / 0.6.
TEST(Land, PricesGiveWayWhereLandIsScarce) {
  Pack pack = *pack_named("toyland");
  const RegionId r{0};
  pack.regions[0].land_area = (pack.urban[r] + pack.rural[r]) / 400;
  auto p = without_chance();  // so that the persons are the pack's
  p.households.housing_demand = 0.6;
  p.households.land_supply = 2;
  p.households.land_density = 0.6;
  World world = persons_world(std::make_shared<const Pack>(pack), 100, 1, p);
  world.regions.farmland = world.pack->farmland;
  world.regions.urban_peak.assign(world.region_count());
  for (const RegionId o : world.region_ids()) world.regions.urban_peak[o] = static_cast<double>(world.census.urban[o]);
  EXPECT_NEAR(price_response(world, r), 0.680018, 1e-5);
  world.levers.farmland_floor[r] = 1;
  EXPECT_NEAR(price_response(world, r), 0.680018, 1e-5);  // nobody asks for land
  world.regions.urban_peak[r] /= 2;
  EXPECT_NEAR(price_response(world, r), 1 / 0.6, 1e-12);
  // Land is a fifth of what dwellings cost: a tenth more on them is half as much again on land.
  world.nation.land_rate = 0.25;
  world.regions.dwelling_price.assign(world.region_count(), 1.1);
  EXPECT_NEAR(land_price(world, r), 1.5, 1e-12);
}

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

// ---- census ---------------------------------------------------------------------------------------------------------

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

// ---- determinism ----------------------------------------------------------------------------------------------------

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

// ---- records, cohorts and counts ------------------------------------------------------------------------------------

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
    World world = persons_world(pack_named("toyland"), weight, 1, without_chance());
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
