// The result series and the file they are written to.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "output/groups.hpp"
#include "output/indices.hpp"
#include "output/reader.hpp"
#include "output/record.hpp"
#include "output/recorder.hpp"
#include "output/recover.hpp"
#include "output/series.hpp"
#include "sim/base/error.hpp"
#include "tests/folder_test.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;

// Two regions in two blocks, one area, two industries.
std::shared_ptr<const Pack> tiny_pack() {
  Pack pack;
  pack.name = "tiny";
  pack.title = {"Tiny", "小国"};
  pack.region_label = {"province", "省"};
  pack.base_year = 2000;
  pack.blocks = {{"coast", {"Coast", "沿海"}}, {"inland", {"Inland", "内陆"}}};
  pack.areas = {{"all", {"All", "全部"}}};
  pack.columns = {{"regions", "region", "text", "invented", "nobody, \"really\"", ""}};
  pack.regions.resize(2);
  pack.regions[0].code = "AA";
  pack.regions[0].block = "coast";
  pack.regions[0].name = {"Harbour", "海港"};
  pack.regions[1].code = "BB";
  pack.regions[1].block = "inland";
  pack.regions[1].name = {"Midvale", "中谷"};
  for (PackRegion& r : pack.regions) r.areas = {"all"};
  pack.industries.resize(2);
  pack.industries[0].code = "farming";
  pack.industries[1].code = "services";
  return std::make_shared<const Pack>(std::move(pack));
}

Scenario tiny_scenario() {
  Scenario scenario;
  scenario.title = {"Tiny run", "小试"};
  scenario.from = Quarter::of(2000, 1);
  scenario.until = Quarter::of(2002, 4);
  scenario.seed = 0xfedcba9876543210U;
  scenario.resolved = "seed: 1\n";
  return scenario;
}

World tiny_world(std::shared_ptr<const Pack> pack) {
  World world;
  world.pack = std::move(pack);
  world.first = world.now = Quarter::of(2000, 1);
  world.notes = {"nothing was moved"};
  for (const Sector s :
       {Sector::household, Sector::firm_debt, Sector::province_debt, Sector::centre_debt, Sector::bank, Sector::world})
    world.ledger.open(s, s == Sector::household ? world.household_count() : s == Sector::province_debt ? 2 : 1);
  world.activity.value_added.assign(2, 2, 100.0);
  world.activity.value_added_real.assign(2, 2, 50.0);
  world.census.urban.assign(2, 10);
  world.census.rural.assign(2, 30);
  return world;
}

// GDP of the first region in quarter q; everything grows by 1 % a quarter.
double size_at(int q) {
  return std::pow(1.01, q);
}

void set_quarter(World& world, int q) {
  world.now = world.first + q;
  world.activity.value_added.assign(2, 2, 100.0 * size_at(q));
  world.activity.value_added_real.assign(2, 2, 50.0 * size_at(q));
}

using OutputTest = FolderTest;

std::string run_tiny(const std::string& path, int quarters) {
  const Scenario scenario = tiny_scenario();
  World world = tiny_world(tiny_pack());
  Recorder recorder(path, world, scenario);
  for (int q = 0; q < quarters; ++q) {
    set_quarter(world, q);
    recorder.record(world);
  }
  recorder.finish();
  return bytes_of(path);
}

TEST(Series, NamesAreUniqueAndAscii) {
  std::set<std::string_view> names;
  for (const Series& s : series_table()) {
    EXPECT_TRUE(names.insert(s.name).second) << s.name;
    EXPECT_EQ(s.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos) << s.name;
  }
}

TEST(Series, EveryOneSaysWhatItIs) {
  for (const Series& s : series_table()) {
    EXPECT_FALSE(s.unit.empty()) << s.name;
    EXPECT_FALSE(s.doc.empty()) << s.name;
    EXPECT_FALSE(s.zh.empty()) << s.name;
    EXPECT_NE(s.fill == nullptr, s.growth_of.empty()) << s.name;
  }
}

TEST(Series, AFlowHasAPeriodInItsUnitAndAStockHasNone) {
  for (const Series& s : series_table()) {
    if (s.method == Method::mean) continue;
    EXPECT_EQ(s.unit.find("/quarter") != std::string_view::npos, s.method == Method::sum) << s.name;
  }
}

TEST(Series, DimensionsDifferWithinASeries) {
  for (const Series& s : series_table())
    EXPECT_EQ(std::set<Dim>(s.dims.begin(), s.dims.end()).size(), s.dims.size()) << s.name;
}

TEST(Series, GrowthIsOfASeriesOfTheNation) {
  for (const Series& s : series_table()) {
    if (s.growth_of.empty()) continue;
    const auto of = std::ranges::find(series_table(), s.growth_of, &Series::name);
    ASSERT_NE(of, series_table().end()) << s.name;
    EXPECT_EQ(of->dims.size(), 0U) << s.name;
  }
}

TEST(Series, TheReferenceOnDiskIsTheGeneratedOne) {
  for (const auto& [name, language] :
       {std::pair{"/output/FORMAT.md", Language::en}, {"/output/FORMAT.zh-CN.md", Language::zh}}) {
    const std::string path = SOURCE_DIR + std::string(name), text = format_markdown(language);
    if (std::getenv("JIUZHOU_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << text;
    EXPECT_TRUE(bytes_of(path) == text) << path << " is stale; JIUZHOU_ACCEPT=1 writes it anew";
  }
}

// Each way to divide persons gives everybody, and what they do is what the steps count.
TEST(Groups, PersonsOfEachDivisionAreAll) {
  const Folder folder;
  Trial trial = jiuzhou::begin(folder.write("toy.yaml", toy_scenario("2000Q4", "weight: 100\n")));
  trial.step();
  const World& w = trial.world;
  std::vector<double> out(group_labels.size() * statuses);
  count_groups(w, out);
  const auto persons = [&](std::initializer_list<std::string_view> codes, std::initializer_list<Status> of) {
    double sum = 0;
    for (const std::string_view code : codes) {
      const auto at = std::ranges::find(group_labels, code, &GroupLabel::code);
      EXPECT_NE(at, group_labels.end()) << code;
      for (const Status status : of)
        sum += out[static_cast<std::size_t>(at - group_labels.begin()) * statuses + static_cast<std::size_t>(status)];
    }
    return sum;
  };
  using enum Status;
  const auto all = {child, student, employed, unemployed, inactive, retired};
  const double everybody = persons({"all"}, all);
  EXPECT_EQ(everybody, static_cast<double>(w.census.persons));
  EXPECT_EQ(persons({"town", "country"}, all), everybody);
  EXPECT_EQ(persons({"local", "from_elsewhere"}, all), everybody);
  EXPECT_EQ(persons({"age_0_14", "age_15_24", "age_25_34", "age_35_44", "age_45_54", "age_55_64", "age_65_up"}, all),
            everybody);
  const auto total = [](const auto& column) {
    double sum = 0;
    for (const auto x : column.values()) sum += static_cast<double>(x);
    return sum;
  };
  EXPECT_EQ(persons({"age_65_up"}, all), total(w.census.aged));
  EXPECT_EQ(persons({"country"}, all), total(w.census.rural));
  EXPECT_EQ(persons({"from_elsewhere"}, all), total(w.census.nonlocal));
  EXPECT_EQ(persons({"all"}, {employed}), total(w.census.employed));
  EXPECT_EQ(persons({"all"}, {unemployed}), total(w.census.unemployed));
  EXPECT_GT(persons({"border_county"}, all), 0);
  EXPECT_LT(persons({"border_county"}, all), everybody);
  EXPECT_EQ(total(w.households.persons), everybody);
}

TEST(Inequality, EqualGroupsHaveNone) {
  const std::vector<double> people = {1, 2, 3}, amount = {2, 4, 6};
  EXPECT_NEAR(theil(people, amount), 0, 1e-15);
  EXPECT_NEAR(gini(people, amount), 0, 1e-15);
  EXPECT_NEAR(variation_coefficient(people, amount), 0, 1e-15);
}

TEST(Inequality, TwoGroupsByHand) {
  // One person has 3 and one has 1, mean 2. Theil: 3/4 ln(3/2) + 1/4 ln(1/2). Gini: (mean absolute difference over all
  // ordered pairs, 4 pairs with 0, 2, 2, 0) / (2 * mean) = 1 / 4. Variation: s.d. 1 over mean 2.
  const std::vector<double> people = {1, 1}, amount = {3, 1};
  EXPECT_NEAR(theil(people, amount), 0.75 * std::log(1.5) + 0.25 * std::log(0.5), 1e-15);
  EXPECT_NEAR(gini(people, amount), 0.25, 1e-15);
  EXPECT_NEAR(variation_coefficient(people, amount), 0.5, 1e-15);
}

// Two towns of 100, whose people have e and e^3 a head in the middle, alike or spread: half of all have less than e^2. A
// log-logistic with scale b has 1 / (1 + e^(1/b)) of its people one logarithm below its middle, and variance π² b² / 3.
TEST(Indices, HeadsBelowALineFollowTheSpread) {
  const std::vector<double> people{50, 50};
  const std::vector<double> amount{50 * std::exp(0.5), 50 * std::exp(1.5)};
  const IncomeSpread spread = income_spread(people, amount);
  EXPECT_NEAR(spread.log_middle, 1, 1e-12);
  EXPECT_NEAR(spread.scale * spread.scale * std::acos(-1.0) * std::acos(-1.0) / 3, 0.25, 1e-12);
  EXPECT_NEAR(persons_below(spread, 1), 50, 1e-9);
  EXPECT_NEAR(persons_below(spread, 0), 100 / (1 + std::exp(1 / spread.scale)), 1e-9);
  const IncomeSpread richer{100, 3, spread.scale}, alike{100, 1, 0};
  EXPECT_NEAR(log_median(std::vector<IncomeSpread>{spread, richer}), 2, 1e-12);
  EXPECT_EQ(persons_below(alike, 1.1), 100);
  EXPECT_EQ(persons_below(alike, 0.9), 0);
}

TEST(Inequality, GroupsWithoutPeopleAreLeftOut) {
  const std::vector<double> people = {1, 0, 1}, amount = {3, 0, 1};
  EXPECT_NEAR(gini(people, amount), 0.25, 1e-15);
  EXPECT_NEAR(variation_coefficient(people, amount), 0.5, 1e-15);
}

TEST_F(OutputTest, WhatWasRecordedIsInTheFile) {
  run_tiny(file("a.h5"), 6);
  EXPECT_FALSE(fs::exists(file("a.h5.partial")));
  EXPECT_FALSE(fs::exists(file("a.h5.tmp")));
  const ResultReader result(file("a.h5"));
  const std::vector<double> gdp = result.numbers("gdp"), time = result.numbers("time"),
                            growth = result.numbers("national_growth");
  ASSERT_EQ(gdp.size(), 12U);
  ASSERT_EQ(time.size(), 6U);
  for (int q = 0; q < 6; ++q) EXPECT_DOUBLE_EQ(gdp[static_cast<std::size_t>(2 * q)], 200 * size_at(q));
  EXPECT_EQ(time[0], 0);
  EXPECT_EQ(time[1], 91);  // 2000 is a leap year: 31 + 29 + 31
  EXPECT_EQ(time[4], 366);
  EXPECT_TRUE(std::isnan(growth[3]));
  EXPECT_NEAR(growth[4], std::pow(1.01, 4) - 1, 1e-12);
}

// Six quarters for tests/readers_test.py, which names the file.
TEST(OutputSample, IsWrittenOnDemand) {
  const char* path = std::getenv("JIUZHOU_SAMPLE");
  if (path == nullptr) GTEST_SKIP() << "JIUZHOU_SAMPLE is not set";
  run_tiny(path, 6);
}

TEST_F(OutputTest, ASeriesTheModelDidNotComputeIsMissing) {
  run_tiny(file("a.h5"), 1);
  const ResultReader result(file("a.h5"));
  for (const double x : result.numbers("so2")) EXPECT_TRUE(std::isnan(x));
}

TEST_F(OutputTest, TwoEqualRunsGiveEqualBytes) {
  const std::string a = run_tiny(file("a.h5"), 5), b = run_tiny(file("b.h5"), 5);
  EXPECT_FALSE(a.empty());
  EXPECT_TRUE(a == b);
}

// Records `quarters` and dies without closing anything.
void record_and_die(const std::string& path, int quarters) {
  const Scenario scenario = tiny_scenario();
  const pid_t child = fork();
  if (child == 0) {
    World world = tiny_world(tiny_pack());
    Recorder recorder(path, world, scenario);
    for (int q = 0; q < quarters; ++q) {
      set_quarter(world, q);
      recorder.record(world);
    }
    std::_Exit(recorder.quarters() == static_cast<std::size_t>(quarters) ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
}

Record record_in(const std::string& path) {
  RawFile file(path, RawFile::Access::read);
  return read_record(file);
}

TEST_F(OutputTest, ARunResumedAfterAKillLeavesTheSameBytes) {
  const std::string whole = run_tiny(file("whole.h5"), 9);
  record_and_die(file("cut.h5"), 6);
  EXPECT_FALSE(fs::exists(file("cut.h5")));
  std::vector<RecordedQuarter> past = record_in(file("cut.h5.partial")).quarters;
  ASSERT_EQ(past.size(), 6U);
  past.resize(4);  // the checkpoint is older than the last recorded quarter

  const Scenario scenario = tiny_scenario();
  World world = tiny_world(tiny_pack());
  set_quarter(world, 3);
  Recorder recorder(file("cut.h5"), world, scenario, past);
  EXPECT_EQ(recorder.quarters(), 6U) << "what the run will come to again stays";
  for (int q = 4; q < 9; ++q) {
    set_quarter(world, q);
    recorder.record(world);
  }
  EXPECT_EQ(recorder.quarters(), 9U);
  recorder.finish();
  EXPECT_TRUE(bytes_of(file("cut.h5")) == whole);
}

TEST_F(OutputTest, WhatAKilledRunFinishedIsReadAfterRecovery) {
  record_and_die(file("cut.h5"), 6);
  const Recovered found = recover(file("cut.h5"));
  EXPECT_EQ(found.file, file("cut.recovered.h5"));
  EXPECT_EQ(found.quarters, 6U);
  EXPECT_EQ(found.of, 12U);
  const ResultReader result(found.file);
  EXPECT_EQ(result.attribute("status"), "interrupted: 6 of 12 quarters");
  const std::vector<double> gdp = result.numbers("gdp");
  ASSERT_EQ(gdp.size(), 12U);
  for (int q = 0; q < 6; ++q) EXPECT_DOUBLE_EQ(gdp[static_cast<std::size_t>(2 * q)], 200 * size_at(q));
}

TEST_F(OutputTest, ARecordOfAllQuartersIsRecoveredToTheResultItself) {
  const std::string whole = run_tiny(file("whole.h5"), 12);
  record_and_die(file("cut.h5"), 12);
  EXPECT_EQ(recover(file("cut.h5.partial")).file, file("cut.h5"));
  EXPECT_TRUE(bytes_of(file("cut.h5")) == whole);
}

// However much of the file is left: all quarters that are wholly there, no other.
TEST_F(OutputTest, ARecordCutAnywhereHasTheQuartersBefore) {
  record_and_die(file("cut.h5"), 5);
  const std::string all = bytes_of(file("cut.h5.partial"));
  const Record record = record_in(file("cut.h5.partial"));
  const std::size_t quarter = 8 * (3 + record.layout.values()), head = all.size() - 5 * quarter;
  for (const std::size_t left : {std::size_t{0}, std::size_t{10}, head - 1}) {
    std::ofstream(file("short"), std::ios::binary) << all.substr(0, left);
    EXPECT_THROW(static_cast<void>(record_in(file("short"))), IoError) << left;
  }
  for (std::size_t left = head; left < all.size(); left += quarter / 3) {
    std::ofstream(file("short"), std::ios::binary) << all.substr(0, left);
    EXPECT_EQ(record_in(file("short")).quarters.size(), (left - head) / quarter) << left;
  }
}

TEST_F(OutputTest, AQuarterWithAWrongByteAndAllAfterItAreNotBelieved) {
  record_and_die(file("cut.h5"), 5);
  std::string all = bytes_of(file("cut.h5.partial"));
  const std::size_t quarter = 8 * (3 + record_in(file("cut.h5.partial")).layout.values());
  all[all.size() - 2 * quarter - 100] ^= 4;  // in the third one
  std::ofstream(file("flipped"), std::ios::binary) << all;
  EXPECT_EQ(record_in(file("flipped")).quarters.size(), 2U);
}

// Somebody deletes the growing file: the next quarter brings all of them back.
TEST_F(OutputTest, AFileThatWasTakenAwayIsWrittenAnew) {
  const std::string whole = run_tiny(file("whole.h5"), 5);
  const Scenario scenario = tiny_scenario();
  World world = tiny_world(tiny_pack());
  Recorder recorder(file("a.h5"), world, scenario);
  for (int q = 0; q < 5; ++q) {
    set_quarter(world, q);
    if (q == 3) {
      ASSERT_EQ(recorder.quarters(), 3U);
      fs::remove(file("a.h5.partial"));
    }
    recorder.record(world);
  }
  EXPECT_EQ(recorder.quarters(), 5U);
  EXPECT_EQ(record_in(file("a.h5.partial")).quarters.size(), 5U);
  recorder.finish();
  EXPECT_TRUE(bytes_of(file("a.h5")) == whole);
}

TEST_F(OutputTest, TwoRunsCannotWriteOneFile) {
  const Scenario scenario = tiny_scenario();
  const World world = tiny_world(tiny_pack());
  const Recorder first(file("a.h5"), world, scenario);
  EXPECT_THROW(Recorder(file("a.h5"), world, scenario), IoError);
}

TEST_F(OutputTest, AnOldResultStaysUntilTheNewOneIsComplete) {
  const std::string old = run_tiny(file("a.h5"), 2);
  const Scenario scenario = tiny_scenario();
  World world = tiny_world(tiny_pack());
  Recorder recorder(file("a.h5"), world, scenario);
  recorder.record(world);
  EXPECT_TRUE(bytes_of(file("a.h5")) == old);
  recorder.finish();
  EXPECT_FALSE(bytes_of(file("a.h5")) == old);
}

TEST_F(OutputTest, AFullDiskIsAnErrorInPlainWords) {
  if (!fs::exists("/dev/full")) GTEST_SKIP();
  fs::create_symlink("/dev/full", file("a.h5.partial"));
  const Scenario scenario = tiny_scenario();
  const World world = tiny_world(tiny_pack());
  EXPECT_THROW(Recorder(file("a.h5"), world, scenario), IoError);
}

TEST_F(OutputTest, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(file("plain")) << "a file";
  const Scenario scenario = tiny_scenario();
  const World world = tiny_world(tiny_pack());
  EXPECT_THROW(Recorder(file("plain/a.h5"), world, scenario), IoError);
}

}  // namespace
}  // namespace jiuzhou
