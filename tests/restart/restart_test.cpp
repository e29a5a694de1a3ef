// A run that is stopped and goes on, or branches off from another run, is the run from the start to the last bit.
#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "output/checkpoint.hpp"
#include "output/reader.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/run.hpp"
#include "tests/folder_test.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;

class Restart : public FolderTest {
 protected:
  [[nodiscard]] Inputs inputs(const std::string& yaml, const std::vector<std::string>& overrides) const {
    return inputs_of(write("scenario.yaml", yaml), overrides);
  }

  // Stops after so many quarters; 0: never.
  static RunOutcome go(const Inputs& inputs, RunOptions options, int stop_after = 0, int threads = 2) {
    options.progress = ProgressMode::none;
    options.state_hash = true;
    int asked = 0;
    RunOutcome outcome;
    // on a machine with fewer cores, too
    const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, 4);
    tbb::task_arena(threads).execute(
        [&] { outcome = run_inputs(inputs, options, [&] { return ++asked == stop_after; }); });
    return outcome;
  }

  // At random quarters and thread counts: the bytes of the result and the state's hash.
  void expect_same_after_stops(const Inputs& given, int stops, unsigned seed) {
    RunOptions straight;
    straight.output = file("straight.h5");
    const RunOutcome whole = go(given, straight);
    ASSERT_EQ(whole.status, exit_done);
    RunOptions cut;
    cut.output = file("cut.h5");
    cut.resume = true;
    std::mt19937 random(seed);
    const int quarters = given.scenario.until - given.scenario.from + 1;
    for (int trial = 0; trial < stops; ++trial) {
      fs::remove(cut.output);
      int done = 0;
      while (quarters - done > 1) {
        const int more = std::uniform_int_distribution(1, quarters - done)(random);
        const RunOutcome part = go(given, cut, more, std::uniform_int_distribution(1, 3)(random));
        if (part.status == exit_done) break;
        ASSERT_EQ(part.status, exit_interrupted);
        ASSERT_TRUE(fs::exists(cut.output + ".checkpoint"));
        EXPECT_FALSE(fs::exists(cut.output));
        done += more;
      }
      const RunOutcome last = fs::exists(cut.output) ? RunOutcome{} : go(given, cut);
      if (!last.state_hash.empty()) {
        EXPECT_EQ(last.state_hash, whole.state_hash) << "stopped after " << done;
      }
      ASSERT_TRUE(bytes_of(cut.output) == bytes_of(straight.output))
          << "stopped after " << done << " quarters, trial " << trial;
      EXPECT_FALSE(fs::exists(cut.output + ".checkpoint"));
      EXPECT_FALSE(fs::exists(cut.output + ".partial"));
    }
  }

  fs::path folder_;
};

const std::string scenarios = SOURCE_DIR "/scenarios/";
const std::string china = "extends: " + scenarios + "backcast_2012.yaml\nweight: 10000\n";
const std::string toyland = "extends: " + scenarios + "backcast_2012.yaml\npack: " + scenarios +
                            "packs/toyland\nhorizon: {from: 2000Q1, until: 2004Q4}\nweight: 10\n";

// Triggers with hysteresis and ramps, money that is remembered, schedules, firms told to move: all that policies keep.
const std::string policies = R"(policies:
  - {name: jobs, type: work_relief, where: {region: [GZ, YN]}, from: 2012Q2, budget: 3 bn yuan/year, ramp: 6 quarters,
     when: {start: unemployment_rate > 3 %, stop: unemployment_rate < 2 %}}
  - {name: courses, type: skill_training, where: {block: west}, from: 2012Q1, persons: {2012: 100 thousand persons/year, 2013: 1 million persons/year}}
  - {name: funds, type: fiscal_transfer, where: {block: central}, from: 2012Q3, until: 2013Q4, budget: 20 bn yuan/year}
)";

TEST_F(Restart, AnInterruptedRunLeavesTheSameBytesAndState) {
  expect_same_after_stops(inputs(china, {"--until=2014Q4"}), 4, 1);
}

TEST_F(Restart, WithPoliciesThatRememberToo) {
  expect_same_after_stops(inputs(china + policies, {"--until=2014Q4"}), 4, 2);
}

TEST_F(Restart, AndInAnotherCountry) {
  expect_same_after_stops(inputs(toyland, {}), 6, 3);
}

class EveryScenarioRestart : public Restart, public testing::WithParamInterface<std::string> {};

TEST_P(EveryScenarioRestart, LeavesTheSameBytes) {
  const std::string text = "extends: " + scenarios + GetParam() + ".yaml\n";
  const Quarter last = inputs(text, {"--weight=20000"}).scenario.from + 5;
  expect_same_after_stops(inputs(text, {"--weight=20000", "--until=" + last.text()}), 1, 4);
}

std::vector<std::string> scenario_files() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(scenarios))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}
INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenarioRestart, testing::ValuesIn(scenario_files()),
                         [](const auto& given) { return given.param; });

TEST_F(Restart, RegularCheckpointsChangeNothing) {
  const Inputs given = inputs(china, {"--until=2013Q4"});
  RunOptions options;
  options.output = file("a.h5");
  const RunOutcome plain = go(given, options);
  options.output = file("b.h5");
  options.checkpoint_every = 3;
  options.keep_checkpoint = true;
  EXPECT_EQ(go(given, options).state_hash, plain.state_hash);
  EXPECT_TRUE(bytes_of(file("a.h5")) == bytes_of(file("b.h5")));
  EXPECT_TRUE(fs::exists(file("b.h5.checkpoint")));
}

TEST_F(Restart, ACheckpointOfAnotherRunIsRefusedAndSaysWhatDiffers) {
  RunOptions options;
  options.output = file("a.h5");
  options.resume = true;
  ASSERT_EQ(go(inputs(china, {"--until=2013Q4"}), options, 3).status, exit_interrupted);
  const auto refused = [&](const std::string& yaml, const std::vector<std::string>& overrides) -> std::string {
    try {
      go(inputs(yaml, overrides), options);
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(refused(china, {"--until=2013Q4", "--seed=5"}).find("seed is 5 and was 1"), std::string::npos);
  const std::string longer = refused(china, {"--until=2014Q1"});
  EXPECT_NE(longer.find("horizon.until is 2014Q1 and was 2013Q4"), std::string::npos);
  EXPECT_NE(longer.find("it can be branched off from: `--from " + checkpoint_of(options.output) + "`"),
            std::string::npos);
  EXPECT_EQ(refused(china, {"--until=2012Q1"}).find("--from"), std::string::npos) << "not by a run that ends before";
  EXPECT_NE(refused(china, {"--until=2013Q4", "migration.income=0.9"}).find("parameters.migration.income is 0.9"),
            std::string::npos);
  EXPECT_NE(refused(china + policies, {"--until=2013Q4"}).find("policy \"jobs\" was not there"), std::string::npos);
  EXPECT_TRUE(fs::exists(file("a.h5.checkpoint"))) << "a refusal leaves everything as it is";
  EXPECT_EQ(go(inputs(china, {"--until=2013Q4"}), options).status, exit_done);
}

TEST_F(Restart, ABranchIsTheRunFromTheStart) {
  RunOptions warm;
  warm.output = file("warm.h5");
  warm.keep_checkpoint = true;
  ASSERT_EQ(go(inputs(china + policies, {"--until=2013Q2"}), warm).status, exit_done);
  // The policies of the warm run go on, two new ones stand before and after them.
  const std::string later =
      R"(  - {name: roads, type: infrastructure, where: {block: northeast}, from: 2013Q3, budget: 10 bn yuan/year}
)";
  const std::string waits =
      R"(  - {name: loans, type: fiscal_transfer, where: {region: HL}, from: 2013Q4, ramp: 4 quarters, budget: 5 bn yuan/year,
     when: {start: unemployment_rate > 1 %}}
)";
  const std::string branched = china + "policies:\n" + later + policies.substr(policies.find('\n') + 1) + waits;
  const Inputs given = inputs(branched, {"--until=2014Q4"});
  RunOptions straight;
  straight.output = file("straight.h5");
  const RunOutcome whole = go(given, straight);
  RunOptions branch;
  branch.output = file("branch.h5");
  branch.from = file("warm.h5.checkpoint");
  const RunOutcome short_cut = go(given, branch, 0, 3);
  EXPECT_EQ(short_cut.began, "branched off after 2013Q2");
  EXPECT_EQ(short_cut.state_hash, whole.state_hash);
  EXPECT_TRUE(bytes_of(file("branch.h5")) == bytes_of(file("straight.h5")));
  const auto cost = ResultReader(file("branch.h5")).numbers("policy_cost");
  EXPECT_GT(cost.at(cost.size() - 5), 0) << "the branch has a policy that acts";

  // And it can be interrupted itself.
  branch.output = file("again.h5");
  branch.resume = true;
  EXPECT_EQ(go(given, branch, 2).status, exit_interrupted);
  EXPECT_EQ(go(given, branch).began, "resumed after 2013Q4");
  EXPECT_TRUE(bytes_of(file("again.h5")) == bytes_of(file("straight.h5")));
}

TEST_F(Restart, ABranchMustBeginAfterTheCheckpoint) {
  RunOptions options;
  options.output = file("warm.h5");
  options.keep_checkpoint = true;
  ASSERT_EQ(go(inputs(china + policies, {"--until=2013Q2"}), options).status, exit_done);
  options.output = file("b.h5");
  options.from = file("warm.h5.checkpoint");
  const auto refused = [&](const std::string& more, const std::vector<std::string>& overrides,
                           bool with_policies = true) -> std::string {
    try {
      go(inputs(china + (with_policies ? policies : "") + more, overrides), options);
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(
      refused("  - {name: early, type: fiscal_transfer, where: {region: HL}, from: 2013Q2, budget: 5 bn yuan/year}\n",
              {"--until=2014Q4"})
          .find("must begin after 2013Q2"),
      std::string::npos);
  EXPECT_NE(refused("  - {name: waits, type: fiscal_transfer, where: {region: HL}, from: 2013Q3, budget: 5 bn "
                    "yuan/year, when: {start: unemployment_rate > 1 %}}\n",
                    {"--until=2014Q4"})
                .find("must begin in 2013Q4 or later"),
            std::string::npos);
  EXPECT_NE(refused("", {"--until=2014Q4", "policies.funds.budget=1 bn yuan/year"}).find("\"funds\""),
            std::string::npos);
  EXPECT_NE(refused("", {"--until=2014Q4", "--weight=5000"}).find("weight is 5000 and was 10000"), std::string::npos);
  EXPECT_NE(refused("", {"--until=2014Q4"}, false).find("is no longer there"), std::string::npos);
  EXPECT_NE(refused("", {"--until=2012Q4"}).find("after this scenario's last quarter"), std::string::npos);
  EXPECT_FALSE(fs::exists(file("b.h5.partial"))) << "nothing is written";
}

// What a sweep asks for: a checkpoint that cannot be used costs time, not the run.
TEST_F(Restart, BeginsAnewWhereTheCheckpointCannotBeUsed) {
  const Inputs given = inputs(china, {"--until=2012Q4"});
  RunOptions options;
  options.output = file("a.h5");
  const RunOutcome whole = go(given, options);
  options.output = file("b.h5");
  options.resume = true;
  std::ofstream(checkpoint_of(options.output)) << "no checkpoint";
  EXPECT_THROW(go(given, options), IoError);
  options.begin_anew = true;
  const RunOutcome anew = go(given, options);
  EXPECT_EQ(anew.began, "");
  EXPECT_EQ(anew.state_hash, whole.state_hash);
  EXPECT_FALSE(fs::exists(checkpoint_of(options.output)));
}

// Several runs at once in one process are the runs one by one.
TEST_F(Restart, RunsSideBySideDoNotTouchEachOther) {
  const Inputs one = inputs(china, {"--until=2013Q1"}), two = inputs(toyland + "seed: 9\n", {"--until=2001Q4"});
  const auto result = [&](const Inputs& given, const std::string& name) {
    RunOptions options;
    options.output = file(name);
    return go(given, options, 0, 1).state_hash;
  };
  const std::string first = result(one, "1.h5"), second = result(two, "2.h5");
  std::string a, b;
  {
    std::jthread other([&] { a = result(one, "3.h5"); });
    b = result(two, "4.h5");
  }
  EXPECT_EQ(a, first);
  EXPECT_EQ(b, second);
  EXPECT_TRUE(bytes_of(file("1.h5")) == bytes_of(file("3.h5")));
  EXPECT_TRUE(bytes_of(file("2.h5")) == bytes_of(file("4.h5")));
}

}  // namespace
}  // namespace jiuzhou
