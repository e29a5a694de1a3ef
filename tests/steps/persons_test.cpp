// Persons: the drawn population, and what demography, the labour market, migration and the census do with it.
#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "sim/steps/efficiency.hpp"
#include "sim/steps/matching.hpp"
#include "sim/steps/migration.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {
namespace {

using namespace testing;

std::vector<PersonId> everybody(const World& world) {
  std::vector<PersonId> ids;
  for (const PersonId p : Ids<PersonId>(world.persons.size())) ids.push_back(p);
  return ids;
}

// FNV-1a over every state column.
std::uint64_t hash_of(World& world) {
  StateColumns columns;
  world.declare(columns);
  std::uint64_t h = 0xcbf29ce484222325U;
  for (const StateColumn& c : columns.all())
    for (std::size_t i = 0; i < c.bytes; ++i) h = (h ^ static_cast<const unsigned char*>(c.data)[i]) * 0x100000001b3U;
  return h;
}

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

// ---- the drawn population ---------------------------------------------------------------------------------------------

struct Drawn : ::testing::TestWithParam<std::pair<const char*, std::int64_t>> {
  World world = persons_world(pack_named(GetParam().first), GetParam().second);
};

INSTANTIATE_TEST_SUITE_P(Packs, Drawn,
                         ::testing::Values(std::pair{"toyland", std::int64_t{1000}}, std::pair{"toyland", std::int64_t{7}},
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
    EXPECT_EQ(world.census.urban[r], std::llround(world.pack->urban[r]));
    EXPECT_EQ(world.census.rural[r], std::llround(world.pack->rural[r]));
    EXPECT_EQ(world.census.unemployed[r], std::llround(static_cast<double>(world.census.employed[r]) * u0 / (1 - u0)));
  }
}

// A cut misses a (age, sex) row by half an agent at either end, and an agent's weight is up to 1.5 W; an age group has two
// rows. The 18 rows of the men miss on either side: a quarter of their sum is allowed.
TEST_P(Drawn, AgesAndSexesAreThePacksToAnAgent) {
  const auto weight = static_cast<double>(world.weight);
  for (const RegionId r : world.region_ids()) {
    std::array<double, age_groups> age{};
    double men = 0, all = 0;
    for (const PersonId p : everybody(world)) {
      if (world.persons.place[p] != index(r)) continue;
      const double w = world.persons.weight[p];
      age[std::min<std::size_t>(17, static_cast<std::size_t>(-world.persons.birth[p] / 20))] += w;
      all += w;
      if (!is_female(world.persons.traits[p])) men += w;
    }
    double total = 0;
    for (const double a : world.pack->age[r]) total += a;
    for (std::size_t a = 0; a < age_groups; ++a)
      EXPECT_NEAR(age[a], world.pack->age[r][a] * all / total, 2 * weight) << world.pack->regions[index(r)].code << " age " << a * 5;
    const double ratio = world.pack->sex_ratio[r];
    EXPECT_NEAR(men, all * ratio / (100 + ratio), 4.5 * weight);
  }
}

TEST_P(Drawn, EducationSharesAreThePacks) {
  for (const RegionId r : world.region_ids()) {
    std::array<double, education_levels> level{};
    double adults = 0;
    for (const PersonId p : everybody(world)) {
      if (world.persons.place[p] != index(r) || world.persons.birth[p] > -60) continue;
      level[world.persons.education[p]] += world.persons.weight[p];
      adults += world.persons.weight[p];
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
        EXPECT_NEAR(static_cast<double>(world.census.stock(h, r)), world.pack->migrants(h, r), 2 * weight + 0.03 * world.pack->migrants(h, r));
      }
    EXPECT_NEAR(static_cast<double>(world.census.nonlocal[r]), expected, weight);
  }
}

TEST_P(Drawn, AthirdIsUrbanByHukouAndAllRuralResidentsAreRuralByHukou) {
  double urban = 0, all = 0;
  for (const PersonId p : everybody(world)) {
    const std::uint8_t traits = world.persons.traits[p];
    if (is_rural(traits)) {
      EXPECT_TRUE(has_rural_hukou(traits));
    }
    all += world.persons.weight[p];
    if (!has_rural_hukou(traits)) urban += world.persons.weight[p];
  }
  // Binomial: s.d. of the share is below 0.5 / sqrt(agents).
  EXPECT_NEAR(urban / all, 0.35, 4 * 0.5 / std::sqrt(static_cast<double>(world.persons.size())) + 0.01);
}

TEST_P(Drawn, SerialsAreUniqueAndStatusFitsAge) {
  std::set<std::uint64_t> serials;
  for (const PersonId p : everybody(world)) {
    EXPECT_TRUE(serials.insert(world.persons.serial[p]).second);
    const int years = -world.persons.birth[p] / 4;
    const auto status = static_cast<Status>(world.persons.status[p]);
    if (years < 6) {
      EXPECT_EQ(status, Status::child);
    }
    if (years >= 6 && years < 15) {
      EXPECT_EQ(status, Status::student);
    }
    EXPECT_EQ(status == Status::employed, world.persons.employer[p] != no_employer);
  }
}

TEST_P(Drawn, HeadCountsComeNearTheFirmsTargets) {
  Firms wanted;
  World plain;
  plain.pack = world.pack;
  make_firms(plain, world.pack->accounts.employment, 4);
  std::map<std::size_t, std::int64_t> heaviest;  // of a cell's agents
  for (const PersonId p : everybody(world))
    if (world.persons.employer[p] != no_employer) {
      const auto f = static_cast<FirmId>(world.persons.employer[p]);
      auto& h = heaviest[world.cell(world.firms.region[f], world.firms.industry[f])];
      h = std::max<std::int64_t>(h, world.persons.weight[p]);
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
  for (const PersonId p : everybody(world))
    if (world.persons.employer[p] != no_employer) {
      auto& [sum, n] = level[index(world.firms.industry[static_cast<FirmId>(world.persons.employer[p])])];
      sum += world.persons.education[p];
      n += 1;
    }
  EXPECT_LT(level[0].first / level[0].second + 0.3, level[2].first / level[2].second);  // farming, services
}

TEST(Draw, ShufflesOnlyPermute) {
  auto shuffled = with_defaults<Parameters>();
  shuffled.initial.shuffle_skills = shuffled.initial.shuffle_hukou = true;
  const World plain = persons_world(pack_named("toyland"), 100);
  const World mixed = persons_world(pack_named("toyland"), 100, 1, shuffled);
  const auto sorted = [](const auto& column) {
    auto values = column.values();
    std::sort(values.begin(), values.end());
    return values;
  };
  EXPECT_EQ(sorted(plain.persons.education), sorted(mixed.persons.education));
  EXPECT_EQ(sorted(plain.persons.hukou), sorted(mixed.persons.hukou));
  EXPECT_EQ(plain.persons.birth.values(), mixed.persons.birth.values());
  EXPECT_NE(plain.persons.education.values(), mixed.persons.education.values());
  EXPECT_NE(plain.persons.hukou.values(), mixed.persons.hukou.values());
}

TEST(Draw, TooMuchEmploymentIsAnInputError) {
  World world;
  world.pack = pack_named("toyland");
  world.parameters = with_defaults<Parameters>();
  CellTable employment = world.pack->accounts.employment;
  for (double& persons : employment.values()) persons *= 2;
  EXPECT_THROW(draw_population(world, employment), std::runtime_error);
}

// ---- efficiency -------------------------------------------------------------------------------------------------------

TEST(Efficiency, RisesWithSchoolingAndAbility) {
  const auto p = with_defaults<Parameters>();
  const EfficiencyTable e(p);
  EXPECT_LT(e(1, 10), e(1, 200));
  // One level is worth exp(0.28) = 1.323.
  EXPECT_NEAR(static_cast<double>(e(2, 128)) / e(1, 128), std::exp(p.labour.return_schooling), 0.002);
  double mean = 0;
  for (int q = 0; q < 256; ++q) mean += e(1, static_cast<std::uint8_t>(q)) / 256.0;
  EXPECT_NEAR(mean, efficiency_unit * std::exp(-0.2 * p.labour.return_schooling), 1);  // level 1 is 0.2 below the mean of 1.2
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
  EXPECT_EQ(pay(1000, 0, 0), 1000);
  EXPECT_NEAR(static_cast<double>(pay(1000, 0, 1)), 1000 * (1 - world.parameters.labour.hukou_wage_gap), 1);
  EXPECT_EQ(pay(1000, 1, 0), 1000);
}

// ---- demography -------------------------------------------------------------------------------------------------------

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

TEST(Demography, SurvivorsKeepTheirOrderAndNewbornsFollow) {
  World world = persons_world(pack_named("toyland"), 20);
  struct Fixed {
    std::uint64_t serial;
    std::int16_t birth;
    std::uint32_t weight;
    std::uint16_t hukou;
    bool operator==(const Fixed&) const = default;
  };
  const auto list = [&] {
    std::vector<Fixed> all;
    for (const PersonId p : everybody(world))
      all.push_back({world.persons.serial[p], world.persons.birth[p], world.persons.weight[p], world.persons.hukou[p]});
    return all;
  };
  const auto before = list();
  const auto births_before = world.nation.births_ever;
  demography(world);
  const auto after = list();
  const std::size_t newborns = world.nation.births_ever - births_before;
  ASSERT_GT(newborns, 0U);
  std::size_t at = 0;
  for (std::size_t i = 0; i + newborns < after.size(); ++i) {
    while (at < before.size() && !(before[at] == after[i])) ++at;
    ASSERT_LT(at++, before.size());
  }
  for (std::size_t i = after.size() - newborns; i < after.size(); ++i) EXPECT_EQ(after[i].birth, world.elapsed());
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

TEST(Demography, DisabledChangesNothing) {
  auto p = with_defaults<Parameters>();
  p.demography.enabled = false;
  World world = persons_world(pack_named("toyland"), 100, 1, p);
  const std::uint64_t before = hash_of(world);
  demography(world);
  EXPECT_EQ(hash_of(world), before);
}

TEST(Demography, NobodyWorksPast85) {
  World world = persons_world(pack_named("toyland"), 20);
  for (int q = 0; q < 8; ++q) quarter(world);
  for (const PersonId p : everybody(world))
    if (world.elapsed() - 1 - world.persons.birth[p] >= 85 * 4) {
      EXPECT_EQ(world.persons.status[p], code(Status::retired));
    }
}

// ---- labour market ----------------------------------------------------------------------------------------------------

// The rule in ten lines: each vacancy takes the first person not yet paired who may have it.
std::vector<Match> match_serially(const std::vector<Seeker>& seekers, const std::vector<Vacancy>& vacancies, auto&& accepts) {
  std::vector<Match> made;
  std::set<std::size_t> paired;
  for (std::size_t v = 0; v < vacancies.size(); ++v)
    for (std::size_t s = 0; s < seekers.size(); ++s) {
      if (paired.contains(s) || (vacancies[v].rural_only && (!seekers[s].rural || seekers[s].employed))) continue;
      paired.insert(s);
      if (accepts(seekers[s], vacancies[v])) made.push_back({static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(v)});
      break;
    }
  return made;
}

TEST(Matching, AgreesWithItsSerialTwin) {
  for (std::uint64_t world = 0; world < 200; ++world) {
    const Luck luck{world, 0};
    std::vector<Seeker> seekers;
    std::vector<Vacancy> vacancies;
    const Draws size = luck.draw(Stream::search, 0);
    for (std::uint32_t i = 0; i < size.word[0] % 40; ++i) {
      const Draws d = luck.draw(Stream::search, i + 1);
      seekers.push_back({d.uniform(0), i, i, 0, d.word[1] % 3 == 0, d.word[2] % 4 == 0});
    }
    for (std::uint32_t i = 0; i < size.word[1] % 40; ++i) {
      const Draws d = luck.draw(Stream::vacancy, i + 1);
      vacancies.push_back({d.uniform(0), i, i, 0, d.word[1] % 3 == 0});
    }
    const auto accepts = [](const Seeker& s, const Vacancy& v) { return (s.person * 7 + v.firm * 5) % 4 != 0; };
    EXPECT_EQ(match(seekers, vacancies, accepts), match_serially(seekers, vacancies, accepts));
  }
}

TEST(LabourMarket, WithoutChanceNothingChangesWhenNeedIsLabour) {
  World world = persons_world(pack_named("toyland"), 100, 1, without_chance());
  const Persons before = world.persons;
  const auto labour = world.firms.labour.values();
  for (int q = 0; q < 4; ++q) quarter(world);
  EXPECT_EQ(before.employer.values(), world.persons.employer.values());
  EXPECT_EQ(before.place.values(), world.persons.place.values());
  EXPECT_EQ(labour, world.firms.labour.values());
}

TEST(LabourMarket, WithoutChanceCountsAreApportioned) {
  World world = persons_world(pack_named("toyland"), 10, 1, without_chance());
  const double before = std::accumulate(world.firms.labour.begin(), world.firms.labour.end(), 0.0);
  want_labour(world, 0.9);
  labour_market(world);
  // Three tenths of a gap of a tenth; firms round to an agent, of which an average one holds 10 x 1024 units.
  const double after = std::accumulate(world.firms.labour.begin(), world.firms.labour.end(), 0.0);
  EXPECT_NEAR(after / before, 1 - world.parameters.labour.adjustment * 0.1, 0.003);
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
    for (const PersonId p : everybody(world))
      if (world.persons.employer[p] != no_employer) {
        EXPECT_EQ(index(world.firms.region[static_cast<FirmId>(world.persons.employer[p])]), world.persons.place[p]);
      }
    next_quarter(world);
  }
}

TEST(LabourMarket, FarmersAreRuralWhenHired) {
  World world = persons_world(pack_named("toyland"), 20);
  want_labour(world, 1.3);
  const auto before = world.persons.employer.values();
  labour_market(world);
  std::size_t hired = 0;
  for (const PersonId p : everybody(world)) {
    const std::uint32_t now = world.persons.employer[p];
    if (now == no_employer || now == before[index(p)]) continue;
    if (!world.pack->industries[index(world.firms.industry[static_cast<FirmId>(now)])].own_account) continue;
    EXPECT_TRUE(is_rural(world.persons.traits[p]));
    ++hired;
  }
  EXPECT_GT(hired, 0U);
}

TEST(LabourMarket, WorkersOfADeadFirmAreOutOfWorkAndAnEmptyFirmHires) {
  World world = persons_world(pack_named("toyland"), 20);
  const FirmId dead{1}, empty{2};  // of one cell
  ASSERT_EQ(world.cell(world.firms.region[dead], world.firms.industry[dead]), world.cell(world.firms.region[empty], world.firms.industry[empty]));
  world.firms.alive[dead] = 0;
  world.firms.workers[empty] = 0;
  world.firms.posts[empty] = 0;
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

// ---- migration --------------------------------------------------------------------------------------------------------

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
  const auto before = world.persons.place.values();
  migration(world);
  std::size_t returned = 0;
  for (const PersonId p : everybody(world))
    if (world.persons.place[p] != before[index(p)]) {
      EXPECT_EQ(world.persons.place[p], world.persons.hukou[p]);
      ++returned;
    }
  EXPECT_GT(returned, 0U);
}

TEST(Migration, AtRateZeroNobodyMoves) {
  auto p = with_defaults<Parameters>();
  p.migration.rate_scale = 0;
  World world = persons_world(pack_named("toyland"), 10, 1, p);
  const auto place = world.persons.place.values();
  const auto traits = world.persons.traits.values();
  migration(world);
  EXPECT_EQ(place, world.persons.place.values());
  EXPECT_EQ(traits, world.persons.traits.values());
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

TEST(Migration, ArrivalsAreUrbanAndOutOfWork) {
  World world = persons_world(pack_named("toyland"), 10);
  const auto before = world.persons.place.values();
  migration(world);
  for (const PersonId p : everybody(world)) {
    if (world.persons.place[p] == before[index(p)]) continue;
    EXPECT_NE(world.persons.status[p], code(Status::employed));
    EXPECT_EQ(world.persons.residence[p], 0);
    if (world.persons.place[p] != world.persons.hukou[p]) {
      EXPECT_FALSE(is_rural(world.persons.traits[p]));
    }
  }
}

TEST(Migration, SettledMigrantsConvert) {
  auto p = with_defaults<Parameters>();
  p.migration.conversion_rate = 0.5;
  p.migration.conversion_tenure = 0;
  World world = persons_world(pack_named("toyland"), 10, 1, p);
  const std::int64_t before = std::accumulate(world.census.nonlocal.begin(), world.census.nonlocal.end(), std::int64_t{0});
  migration(world);
  const std::int64_t converted =
      std::accumulate(world.activity.conversions.begin(), world.activity.conversions.end(), std::int64_t{0});
  // An eighth of the urban ones a quarter; nearly all migrants are urban.
  EXPECT_NEAR(static_cast<double>(converted) / static_cast<double>(before), 0.125, 0.04);
}

// ---- census -----------------------------------------------------------------------------------------------------------

TEST(Census, CountsEveryPersonOnce) {
  World world = persons_world(pack_named("toyland"), 100);
  EXPECT_EQ(world.census.persons, population(world));
  EXPECT_EQ(std::accumulate(world.census.stock.values().begin(), world.census.stock.values().end(), std::int64_t{0}), population(world));
  EXPECT_EQ(std::accumulate(world.households.persons.begin(), world.households.persons.end(), std::int64_t{0}), population(world));
  std::int64_t ages = 0;
  for (const RegionId r : world.region_ids()) ages += world.census.children[r] + world.census.working_age[r] + world.census.aged[r];
  EXPECT_EQ(ages, population(world));
}

TEST(Census, WageWeightsAreTheFirmsWageBills) {
  World world = persons_world(pack_named("toyland"), 100);
  const auto weights = household_wage_weights(world);
  double bills = 0;
  for (const FirmId f : world.firms.ids()) bills += world.firms.wage[f] * static_cast<double>(world.firms.paid[f]);
  // Each of fewer than 4 000 persons is rounded to a fen.
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), bills, 40);
}

TEST(IncomeClasses, AreFifthsOfTheEarnersAndChangeOnlyInTheFourthQuarter) {
  World world = persons_world(pack_named("toyland"), 5);
  const auto before = world.persons.income_class.values();
  reassign_income_classes(world);
  EXPECT_EQ(before, world.persons.income_class.values());
  for (int q = 0; q < 3; ++q) next_quarter(world);
  const Fen money = world.ledger.total(Sector::household);
  reassign_income_classes(world);
  EXPECT_EQ(world.ledger.total(Sector::household), money);
  const auto persons = world.households.persons.values();
  take_census(world);
  EXPECT_EQ(persons, world.households.persons.values());
  std::vector<double> earners(world.household_count(), 0);
  for (const PersonId p : everybody(world))
    if (world.persons.status[p] == code(Status::employed))
      earners[index(world.household(static_cast<RegionId>(world.persons.place[p]), is_rural(world.persons.traits[p]), world.persons.income_class[p]))] +=
          world.persons.weight[p];
  for (std::size_t half = 0; half < world.region_count() * 2; ++half) {
    double all = 0;
    for (std::size_t k = 0; k < income_classes; ++k) all += earners[half * income_classes + k];
    // A 3 % bin of pay holds at most a few per cent of the earners.
    for (std::size_t k = 0; k < income_classes; ++k) EXPECT_NEAR(earners[half * income_classes + k] / all, 0.2, 0.03);
  }
}

// ---- determinism ------------------------------------------------------------------------------------------------------

TEST(Persons, SameBitsAtAnyThreadCount) {
  const auto run = [](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    World world = persons_world(pack_named("toyland"), 5);
    for (int q = 0; q < 9; ++q) quarter(world, q < 4 ? 1.02 : 0.97);
    return hash_of(world);
  };
  const std::uint64_t one = run(1);
  for (const std::size_t threads : {2, 3, 8}) EXPECT_EQ(run(threads), one);
}

TEST(Persons, AnotherSeedIsAnotherDraw) {
  World a = persons_world(pack_named("toyland"), 100, 1), b = persons_world(pack_named("toyland"), 100, 2);
  EXPECT_NE(hash_of(a), hash_of(b));
  EXPECT_EQ(a.persons.serial.values(), b.persons.serial.values());
}

// Two worlds that differ in one region's wages give everyone else the same luck: only a few moves differ.
TEST(Persons, TheSameSeedGivesTheSameLuck) {
  World a = persons_world(pack_named("toyland"), 10), b = persons_world(pack_named("toyland"), 10);
  for (const FirmId f : b.firms.ids())
    if (index(b.firms.region[f]) == 0) b.firms.wage[f] *= 1.01;
  migration(a);
  migration(b);
  std::size_t different = 0, moved = 0;
  for (const PersonId p : everybody(a)) {
    different += a.persons.place[p] != b.persons.place[p];
    moved += a.persons.residence[p] == 0;
  }
  EXPECT_LE(different, moved / 20);
}

}  // namespace
}  // namespace jiuzhou
