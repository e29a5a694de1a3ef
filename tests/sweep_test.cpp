// Sweeps: each run once, the same bytes however the work is shared out, nothing missing in silence. On toyland, with
// the program as a user calls it.
#include "sim/commands/sweep.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

#include "output/files.hpp"
#include "output/merge.hpp"
#include "output/reader.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/run.hpp"
#include "sim/commands/sweep_plan.hpp"
#include "sim/commands/sweep_sharing.hpp"
#include "tests/folder_test.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;

class SweepTest : public FolderTest {
 protected:
  void SetUp() override {
    write("toy.yaml", toy_scenario("2000Q3", "weight: 10000\n"));
    write("help.yaml",
          "extends: toy.yaml\npolicies: [{name: help, type: fiscal_transfer, from: 2000Q2, budget: 100 million "
          "yuan/year}]\n");
    write("plan.yaml", "scenarios: [toy.yaml, help.yaml]\nseeds: {first: 5, count: 3}\n");
  }
  // Exit status of the program.
  [[nodiscard]] int jiuzhou(const std::string& arguments) const {
    const int status =
        std::system(("cd '" + folder_.string() + "' && '" PROGRAM "' " + arguments + " >out.txt 2>err.txt").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] SweepPlan plan(const std::string& name = "plan.yaml") const {
    Diagnostics diagnostics;
    auto found = load_plan((folder_ / name).string(), diagnostics);
    if (!found) throw InputError(diagnostics.text());
    return std::move(*found);
  }
  [[nodiscard]] std::string said() const { return bytes_of(folder_ / "out.txt"); }
  [[nodiscard]] std::string complained() const { return bytes_of(folder_ / "err.txt"); }
  [[nodiscard]] fs::path run_file(const std::string& sweep, const std::string& id) const {
    return folder_ / sweep / "runs" / (id + ".h5");
  }
  // Name and bytes of every result of a sweep.
  [[nodiscard]] std::map<std::string, std::string> results(const std::string& sweep) const {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_ / sweep / "runs"))
      out[entry.path().filename().string()] = bytes_of(entry.path());
    return out;
  }
  // How often the manifests of a sweep say that a run was done.
  [[nodiscard]] std::map<std::string, int> times_done(const std::string& sweep) const {
    std::map<std::string, int> out;
    for (const auto& entry : fs::directory_iterator(folder_ / sweep / "manifest")) {
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);)
        if (const auto json = nlohmann::json::parse(line, nullptr, false); json.is_object() && json["status"] == "done")
          ++out[json["run_id"]];
    }
    return out;
  }
};

// ---- the plan -------------------------------------------------------------------------------------------------------

TEST_F(SweepTest, RunsAreScenariosTimesPointsTimesSeeds) {
  write("big.yaml",
        "scenarios: [toy.yaml, help.yaml]\nseeds: [1, 9]\n"
        "design: {kind: full_factorial, parameters: {migration.income: [0.1, 0.2, 0.3], growth.shock_scale: [0.1, 20 "
        "%]}}\n");
  const SweepPlan p = plan("big.yaml");
  ASSERT_EQ(p.runs.size(), 2U * 3U * 2U * 2U);
  EXPECT_EQ(p.runs[0].scenario, "toy");
  EXPECT_EQ(p.runs[1].seed, 9U);
  EXPECT_EQ(p.runs[2].parameters[1].second, "20 %");
  EXPECT_EQ(p.runs.back().parameters[0].second, "0.3");
}

TEST_F(SweepTest, PointsOfADesignAreInsideTheirRange) {
  write("spread.yaml",
        "scenarios: [help.yaml]\n"
        "design: {kind: latin_hypercube, points: 40, parameters: {growth.shock_scale: {from: 50 %, to: 150 %}, "
        "policies.help.budget: {from: 1 bn yuan/year, to: 4 bn yuan/year, whole: true}}}\n");
  std::map<std::string, int> budgets;
  for (const SweepRun& run : plan("spread.yaml").runs) {
    const double scale = std::stod(run.parameters[0].second);
    EXPECT_GE(scale, 50);
    EXPECT_LT(scale, 150);
    ++budgets[run.parameters[1].second];
  }
  // 40 strata, 4 numbers
  EXPECT_EQ(budgets,
            (std::map<std::string, int>{
                {"1 bn yuan/year", 10}, {"2 bn yuan/year", 10}, {"3 bn yuan/year", 10}, {"4 bn yuan/year", 10}}));
}

TEST_F(SweepTest, AScenarioWithoutAPolicyIsRunOnceForAllItsStrengths) {
  write("points.csv",
        "policies.help.budget,growth.shock_scale\n1 bn yuan/year,0.1\n2 bn yuan/year,0.1\n3 bn yuan/year,0.2\n");
  write("plan.yaml", "scenarios: [toy.yaml, help.yaml]\nseeds: [5]\ndesign: {kind: table, file: points.csv}\n");
  const SweepPlan p = plan();
  ASSERT_EQ(p.runs.size(), 6U);
  EXPECT_EQ(p.runs[0].id, p.runs[1].id) << "the base at the first two points";
  EXPECT_NE(p.runs[0].id, p.runs[2].id);
  EXPECT_EQ(p.runs[1].parameters.front().second, "2 bn yuan/year");
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0) << complained();
  EXPECT_EQ(results("out").size(), 5U);
  EXPECT_EQ(jiuzhou("sweep status out"), 0) << said();
  ASSERT_EQ(jiuzhou("sweep merge out -o merged.h5"), 0) << complained();
  // A policy that no scenario has is a slip.
  write("points.csv", "policies.hlep.budget\n1 bn yuan/year\n");
  EXPECT_EQ(jiuzhou("sweep plan.yaml -o other"), 2);
}

TEST_F(SweepTest, PairedScenariosSeeTheSameSeedsAndUnpairedOnesNone) {
  const SweepPlan paired = plan();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(paired.runs[i].seed, paired.runs[i + 3].seed);
  write("unpaired.yaml", "scenarios: [toy.yaml, help.yaml]\npaired: false\nseeds: {first: 5, count: 3}\n");
  std::set<std::uint64_t> seeds;
  for (const SweepRun& run : plan("unpaired.yaml").runs) seeds.insert(run.seed);
  EXPECT_EQ(seeds, (std::set<std::uint64_t>{5, 6, 7, 8, 9, 10}));
}

TEST_F(SweepTest, AnIdIsOfTheRunNotOfThePlanOrTheFolder) {
  const SweepPlan here = plan();
  write("other.yaml", "scenarios: [{name: another, file: toy.yaml}]\nseeds: [6]\nset: {growth.shock_scale: 0.7}\n");
  EXPECT_EQ(plan("other.yaml").runs.front().id, here.runs[1].id);  // the default written out is still the default
  fs::create_directory_symlink(SOURCE_DIR "/scenarios/packs/toyland", folder_ / "pack_by_another_name");
  write("toy.yaml",
        "title: {en: Toy, zh: 玩具}\npack: pack_by_another_name\nhorizon: {until: 2000Q3}\nweight: 10000\n");
  EXPECT_EQ(plan().runs.front().id, here.runs.front().id);
}

TEST_F(SweepTest, EveryDifferenceOfARunIsInItsId) {
  std::set<std::string> ids;
  for (const char* line : {"seeds: [1]", "seeds: [2]", "seeds: [1]\nweight: 5000", "seeds: [1]\nuntil: 2000Q4",
                           "seeds: [1]\nset: {migration.income: 0.123}"}) {
    write("one.yaml", std::string("scenarios: [toy.yaml]\n") + line + "\n");
    ids.insert(plan("one.yaml").runs.front().id);
  }
  EXPECT_EQ(ids.size(), 5U);
}

TEST(SweepSplits, RunsComeBeforeThreadsUntilMemoryEnds) {
  const auto split = [](int threads, std::size_t runs, double bytes) {
    const SweepSplit s = split_threads(threads, runs, bytes, 8e9);
    return std::pair(s.jobs, s.threads);
  };
  EXPECT_EQ(split(8, 100, 1e8), std::pair(8, 1));
  EXPECT_EQ(split(8, 2, 1e8), std::pair(2, 4));
  EXPECT_EQ(split(8, 100, 3e9), std::pair(2, 4));
  EXPECT_EQ(split(8, 100, 9e9), std::pair(1, 8));
  EXPECT_EQ(split(1, 100, 1e8), std::pair(1, 1));
  EXPECT_EQ(split(4, 0, 1e8), std::pair(1, 4));
}

// ---- the work -------------------------------------------------------------------------------------------------------

TEST_F(SweepTest, AFileOfASweepIsTheFileOfThatRunAlone) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out --jobs 2"), 0) << said();
  const SweepPlan p = plan();
  ASSERT_EQ(jiuzhou("run help.yaml --seed 6 -o alone.h5 --progress none"), 0);
  EXPECT_TRUE(bytes_of(folder_ / "alone.h5") == bytes_of(run_file("out", p.runs[4].id)));
}

// ---- what runs have in common ---------------------------------------------------------------------------------------

SweepRun made_up(std::uint64_t seed, std::vector<SharedPart> parts) {
  SweepRun run;
  run.seed = seed;
  run.shared = std::make_shared<const std::vector<SharedPart>>(std::move(parts));
  return run;
}

// Keys: b no policy, x, y the policies of two runs. Each run takes the state of the one it shares longest with.
TEST(Forks, ARunGoesOnFromTheOneItSharesLongestWith) {
  const auto q = [](int n) { return Quarter{n}; };
  const SweepRun base = made_up(1, {{q(20), "b"}}), early = made_up(1, {{q(5), "b"}, {q(20), "x"}}),
                 late = made_up(1, {{q(9), "b"}, {q(20), "y"}}), later = made_up(1, {{q(12), "b"}, {q(20), "z"}}),
                 longer = made_up(1, {{q(5), "b"}, {q(30), "x"}}), seeded = made_up(2, {{q(20), "b"}});
  const std::vector<Fork> with_base = forks({&base, &early, &seeded, &late, &longer});
  EXPECT_FALSE(with_base[0].of);
  EXPECT_EQ(with_base[0].leaves, (std::set<Quarter>{q(5), q(9)}));
  EXPECT_EQ(with_base[1].of, std::optional<std::size_t>(0));
  EXPECT_EQ(with_base[1].after, q(5));
  EXPECT_FALSE(with_base[2].of) << "another seed";
  EXPECT_EQ(with_base[3].after, q(9));
  EXPECT_EQ(with_base[4].of, std::optional<std::size_t>(1)) << "the same policies until the shorter run ends";
  EXPECT_EQ(with_base[4].after, q(20));
  // Without the base: the first leads to 5, the second to 9.
  const std::vector<Fork> without = forks({&early, &late, &later});
  EXPECT_EQ(without[1].of, std::optional<std::size_t>(0));
  EXPECT_EQ(without[2].of, std::optional<std::size_t>(1));
  EXPECT_EQ(without[2].after, q(9));
  // The third shares with `late` only what `late` itself takes from `early`, so it takes that from there, too.
  const SweepRun first = made_up(1, {{q(3), "b"}, {q(20), "w"}});
  const std::vector<Fork> chain = forks({&early, &late, &first});
  EXPECT_EQ(chain[2].of, std::optional<std::size_t>(0));
  EXPECT_EQ(chain[2].after, q(3));
  EXPECT_EQ(chain[0].leaves, (std::set<Quarter>{q(3), q(5)}));
}

class SharedPrefix : public SweepTest {
 protected:
  void SetUp() override {
    SweepTest::SetUp();
    const auto policy = [&](const std::string& name, const std::string& more) {
      write(name + ".yaml",
            "extends: toy.yaml\npolicies: [{name: help, type: fiscal_transfer, budget: 100 million "
            "yuan/year, " +
                more + "}]\n");
    };
    write("toy.yaml", toy_scenario("2001Q4", "weight: 10000\n"));
    policy("short", "from: 2000Q2, until: 2000Q3");
    policy("long", "from: 2000Q2");
    policy("late", "from: 2001Q1");
    policy("waits", "from: 2001Q1, when: {start: unemployment_rate > 0 %}");
    write("plan.yaml",
          "scenarios: [toy.yaml, short.yaml, long.yaml, late.yaml, waits.yaml]\nseeds: {first: 5, count: 2}\n");
  }
  // What every run of the plan leaves when it is computed alone.
  [[nodiscard]] std::map<std::string, std::string> alone(const std::string& plan_file) const {
    std::map<std::string, std::string> out;
    for (const SweepRun& run : plan(plan_file).runs) {
      RunOptions options;
      options.output = (folder_ / "alone" / (run.id + ".h5")).string();
      options.progress = ProgressMode::none;
      run_inputs(inputs_of(run.file, run.overrides), options, [] { return false; });
      out[run.id + ".h5"] = bytes_of(options.output);
    }
    return out;
  }
};

TEST_F(SharedPrefix, LeavesTheSameBytes) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out --jobs 2"), 0) << complained();
  const std::string lines = complained();
  for (const auto& [scenario, began] : {std::pair{"toy", ""},
                                        {"short", ", branched off after 2000Q1"},
                                        {"long", ", branched off after 2000Q3"},
                                        {"late", ", branched off after 2000Q4"},
                                        {"waits", ", branched off after 2000Q3"}})
    for (const char* seed : {"5", "6"}) {
      const std::size_t at = lines.find(fmt::format(" {}, seed {}: done in", scenario, seed));
      ASSERT_NE(at, std::string::npos) << scenario << "\n" << lines;
      const std::string line = lines.substr(at, lines.find('\n', at) - at);
      EXPECT_EQ(line.find("branched") != std::string::npos, *began != 0) << line;
      EXPECT_NE(line.find(began), std::string::npos) << line;
    }
  EXPECT_TRUE(results("out") == alone("plan.yaml"));
  EXPECT_FALSE(fs::exists(folder_ / "out/states")) << "nobody needs them any more";
}

TEST_F(SharedPrefix, ADamagedStateOfAKilledProcessIsNoHarm) {
  fs::create_directories(folder_ / "out/states");
  const SharedStates states((folder_ / "out").string());
  const SweepRun late = plan().runs[6];
  write(fs::relative(states.file_of(late, Quarter::of(2000, 4)), folder_).string(), "half a state");
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0) << complained();
  EXPECT_TRUE(results("out") == alone("plan.yaml"));
  EXPECT_FALSE(fs::exists(folder_ / "out/states"));
}

TEST_F(SharedPrefix, KeptStatesServeALaterPlan) {
  write("first.yaml", "scenarios: [toy.yaml, late.yaml]\n");
  ASSERT_EQ(jiuzhou("sweep first.yaml -o out --keep-states"), 0) << complained();
  write("other.yaml",
        "extends: toy.yaml\npolicies: [{name: other, type: infrastructure, budget: 1 bn yuan/year, from: 2001Q3}]\n");
  write("second.yaml", "scenarios: [toy.yaml, other.yaml]\n");
  ASSERT_EQ(jiuzhou("sweep second.yaml -o out --keep-states"), 0) << complained();
  EXPECT_NE(complained().find("branched off after 2000Q4"), std::string::npos) << complained();
  // It left its own, and a third policy finds that.
  write("third.yaml",
        "extends: other.yaml\npolicies: [{name: other, type: infrastructure, budget: 2 bn yuan/year, "
        "from: 2001Q3}]\n");
  write("plan3.yaml", "scenarios: [toy.yaml, third.yaml]\n");
  ASSERT_EQ(jiuzhou("sweep plan3.yaml -o out"), 0) << complained();
  EXPECT_NE(complained().find("branched off after 2001Q2"), std::string::npos) << complained();
  const auto found = results("out");
  for (const auto& [name, bytes] : alone("plan3.yaml")) EXPECT_TRUE(found.at(name) == bytes) << name;
}

TEST_F(SweepTest, WhatIsFinishedIsLeftAloneAndWhatIsNotIsDone) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  const auto first = results("out");
  ASSERT_EQ(first.size(), 6U);
  const SweepPlan p = plan();
  fs::remove(run_file("out", p.runs[0].id));
  std::fstream(run_file("out", p.runs[1].id), std::ios::in | std::ios::out | std::ios::binary).seekp(3000) << "damage";
  EXPECT_EQ(jiuzhou("sweep verify out"), 74);
  EXPECT_NE(said().find("damaged  " + p.runs[1].id), std::string::npos) << said();
  EXPECT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  EXPECT_NE(said().find("2 computed, 4 were done"), std::string::npos) << said();
  EXPECT_TRUE(results("out") == first);
  EXPECT_EQ(jiuzhou("sweep verify out"), 0);
}

TEST_F(SweepTest, ShardsTogetherAreTheWhole) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o whole"), 0);
  for (int i = 0; i < 4; ++i) ASSERT_EQ(jiuzhou("sweep plan.yaml -o parts --shard " + std::to_string(i) + "/4"), 0);
  EXPECT_TRUE(results("parts") == results("whole"));
  EXPECT_EQ(jiuzhou("sweep status parts"), 0);
  ASSERT_EQ(jiuzhou("sweep merge whole -o whole.h5"), 0);
  ASSERT_EQ(jiuzhou("sweep merge parts -o parts.h5"), 0);
  EXPECT_TRUE(bytes_of(folder_ / "parts.h5") == bytes_of(folder_ / "whole.h5"));
}

TEST_F(SweepTest, ASlurmTaskTakesItsShard) {
  setenv("SLURM_ARRAY_TASK_ID", "5", 1);
  setenv("SLURM_ARRAY_TASK_MIN", "3", 1);
  setenv("SLURM_ARRAY_TASK_COUNT", "6", 1);
  const int status = jiuzhou("sweep plan.yaml -o out");
  for (const char* name : {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_COUNT"}) unsetenv(name);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(results("out").size(), 1U);
  EXPECT_TRUE(fs::exists(run_file("out", plan().runs[2].id)));
}

TEST_F(SweepTest, ProcessesOnTheSameRunsDoEachOnce) {
  write("plan.yaml", "scenarios: [toy.yaml, help.yaml]\nseeds: {count: 10}\n");
  std::vector<std::jthread> processes;
  for (int k = 0; k < 3; ++k)
    processes.emplace_back([this] {
      [[maybe_unused]] const int status = std::system(
          ("cd '" + folder_.string() + "' && '" PROGRAM "' sweep plan.yaml -o out --quiet >/dev/null 2>&1").c_str());
    });
  processes.clear();
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0) << said();
  const auto done = times_done("out");
  EXPECT_EQ(done.size(), 20U);
  for (const auto& [id, times] : done) EXPECT_EQ(times, 1) << id;
}

TEST_F(SweepTest, ARunThatAnotherProcessHoldsIsLeftToIt) {
  const SweepPlan p = plan();
  const SweepFolder sweep((folder_ / "out").string());
  fs::create_directories(folder_ / "out");
  {
    const auto lock = sweep.lock(p.runs[2].id);
    ASSERT_TRUE(lock);
    EXPECT_FALSE(sweep.lock(p.runs[2].id)) << "a second lock of the same process";
    EXPECT_TRUE(sweep.lock(p.runs[3].id));
    EXPECT_EQ(jiuzhou("sweep plan.yaml -o out"), 75);
    EXPECT_NE(said().find("5 computed, 0 were done, 0 failed, 1 at another process"), std::string::npos) << said();
    EXPECT_EQ(jiuzhou("sweep status out"), 75);
    EXPECT_NE(said().find("running  " + p.runs[2].id), std::string::npos) << said();
  }
  EXPECT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
}

TEST_F(SweepTest, AKilledSweepGoesOnAndLeavesTheSameBytes) {
  write("plan.yaml", "scenarios: [toy.yaml, help.yaml]\nseeds: {count: 4}\nuntil: 2004Q4\n");
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o whole"), 0);
  for (int kill_after = 20; kill_after <= 200; kill_after += 60) {  // milliseconds; some before, some within the runs
    const pid_t child = fork();
    if (child == 0) {
      if (chdir(folder_.string().c_str()) != 0 || freopen("/dev/null", "w", stdout) == nullptr ||
          freopen("/dev/null", "w", stderr) == nullptr)
        _exit(1);
      execl(PROGRAM, "jiuzhou", "sweep", "plan.yaml", "-o", "cut", nullptr);
      _exit(1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o cut"), 0);
  EXPECT_TRUE(results("cut") == results("whole"));
}

TEST_F(SweepTest, AStoppedRunIsResumedAndOneWithADamagedCheckpointStartsOver) {
  write("plan.yaml", "scenarios: [toy.yaml]\nseeds: {count: 2}\nweight: 2\nuntil: 2019Q4\n");
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o whole"), 0);
  const auto run_has_begun = [this] {
    std::error_code none;  // the folder comes with the first run
    for (const auto& entry : fs::directory_iterator(folder_ / "cut" / "runs", none))
      if (entry.path().extension() == ".partial") return true;
    return false;
  };
  const auto stop_midway = [&] {
    const pid_t child = fork();
    if (child == 0) {
      if (chdir(folder_.string().c_str()) != 0 || freopen("/dev/null", "w", stdout) == nullptr ||
          freopen("/dev/null", "w", stderr) == nullptr)
        _exit(1);
      execl(PROGRAM, "jiuzhou", "sweep", "plan.yaml", "-o", "cut", "--jobs", "2", nullptr);
      _exit(1);
    }
    for (int waited = 0; waited < 10'000 && !run_has_begun(); ++waited)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    kill(child, SIGUSR1);
    waitpid(child, nullptr, 0);
  };
  stop_midway();
  std::vector<fs::path> checkpoints;
  for (const auto& entry : fs::directory_iterator(folder_ / "cut" / "runs"))
    if (entry.path().extension() == ".checkpoint") checkpoints.push_back(entry.path());
  ASSERT_FALSE(checkpoints.empty());
  std::fstream(checkpoints.front(), std::ios::in | std::ios::out | std::ios::binary).seekp(2000) << "damage";
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o cut"), 0) << bytes_of(folder_ / "err.txt");
  const std::string err = bytes_of(folder_ / "err.txt");
  EXPECT_EQ(err.find("resumed after") != std::string::npos, checkpoints.size() == 2) << err;  // the undamaged one
  EXPECT_TRUE(results("cut") == results("whole"));
}

TEST_F(SweepTest, HalfALineOfAKilledProcessSpoilsNothing) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out --shard 0/2"), 0);
  std::ofstream(folder_ / "out" / "manifest" / "1-of-2.jsonl") << "{\"run_id\": \"12";
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out --shard 1/2"), 0);
  EXPECT_EQ(jiuzhou("sweep verify out"), 0) << said();
  EXPECT_EQ(times_done("out").size(), 6U);
}

TEST_F(SweepTest, AFailedRunIsListedAndNotRepeatedUnlessAsked) {
  const SweepPlan p = plan();
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out --shard 0/6"), 0);
  const SweepFolder sweep((folder_ / "out").string());
  sweep.append(0, 1, sweep.list().runs[1],
               {p.runs[1].id, RunReport::Status::failed, "", "wages left their range", true, 1});
  EXPECT_EQ(jiuzhou("sweep plan.yaml -o out"), 3);
  EXPECT_NE(said().find("4 computed, 1 were done, 1 failed"), std::string::npos) << said();
  EXPECT_EQ(jiuzhou("sweep status out"), 3);
  EXPECT_NE(said().find("failed  " + p.runs[1].id + "  toy, seed 6: wages left their range"), std::string::npos)
      << said();
  EXPECT_EQ(jiuzhou("sweep merge out"), 75);
  EXPECT_EQ(ResultReader((folder_ / "out" / "merged.h5").string()).texts("run_status")[1], "failed");
  EXPECT_EQ(jiuzhou("sweep plan.yaml -o out --retry"), 0);
  EXPECT_EQ(jiuzhou("sweep status out"), 0);
}

TEST_F(SweepTest, ALongerPlanGoesOn) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  write("longer.yaml", "scenarios: [toy.yaml, help.yaml]\nseeds: {first: 5, count: 4}\n");
  EXPECT_EQ(jiuzhou("sweep longer.yaml -o out"), 0);
  EXPECT_NE(said().find("2 computed, 6 were done"), std::string::npos) << said();
  EXPECT_EQ(jiuzhou("sweep status out"), 0);
  EXPECT_NE(said().find("8 runs"), std::string::npos) << said();
}

TEST_F(SweepTest, WrongUseIsRefused) {
  EXPECT_EQ(jiuzhou("sweep plan.yaml"), 2);
  EXPECT_EQ(jiuzhou("sweep"), 2);
  for (const char* shard : {"3", "2/2", "-1/2", "a/b", "1/0"})
    EXPECT_EQ(jiuzhou(std::string("sweep plan.yaml -o out --shard=") + shard), 2) << shard;
  EXPECT_EQ(jiuzhou("sweep status out"), 2);
  EXPECT_EQ(jiuzhou("sweep merge out"), 2);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

// ---- merging --------------------------------------------------------------------------------------------------------

// Row `run` of a merged series beside the values of the run's own file.
void expect_equal_rows(const ResultReader& merged, std::size_t run, const ResultReader& own) {
  for (const StoredSeries& s : own.series()) {
    const std::vector<double> all = merged.numbers(s.name), mine = own.numbers(s.name);
    ASSERT_EQ(all.size() % mine.size(), 0U) << s.name;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      const double there = all[run * mine.size() + i];
      ASSERT_TRUE(there == mine[i] || (std::isnan(there) && std::isnan(mine[i]))) << s.name << " " << i;
    }
  }
}

TEST_F(SweepTest, AMergedFileHoldsEveryValueOfEveryRun) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  ASSERT_EQ(jiuzhou("sweep merge out"), 0);
  const SweepPlan p = plan();
  const ResultReader merged((folder_ / "out" / "merged.h5").string());
  std::vector<std::string> ids;
  for (std::size_t r = 0; r < p.runs.size(); ++r) {
    ids.push_back(p.runs[r].id);
    expect_equal_rows(merged, r, ResultReader(run_file("out", p.runs[r].id).string()));
  }
  EXPECT_EQ(merged.texts("run"), ids);
  EXPECT_EQ(merged.texts("run_scenario"), (std::vector<std::string>{"toy", "toy", "toy", "help", "help", "help"}));
  EXPECT_EQ(merged.numbers("run_seed"), (std::vector<double>{5, 6, 7, 5, 6, 7}));
  EXPECT_EQ(merged.texts("run_status"), std::vector<std::string>(6, "done"));
  const std::vector<double> cost = merged.numbers("policy_cost");  // one policy, three quarters
  EXPECT_TRUE(std::isnan(cost[2]));                                // of a run without policies
  EXPECT_FALSE(std::isnan(cost[3 * 3 + 2]));
}

TEST_F(SweepTest, RunsOfDifferentLengthAndPoliciesLieOnCommonAxes) {
  write("shorter.yaml",
        "extends: help.yaml\nhorizon: {until: 2000Q2}\npolicies: [{name: more, type: fiscal_transfer, from: 2000Q1, "
        "budget: 50 million yuan/year}]\n");
  write("mixed.yaml", "scenarios: [help.yaml, shorter.yaml]\n");
  ASSERT_EQ(jiuzhou("sweep mixed.yaml -o out"), 0);
  ASSERT_EQ(jiuzhou("sweep merge out"), 0);
  const ResultReader merged((folder_ / "out" / "merged.h5").string());
  EXPECT_EQ(merged.dates(), (std::vector<std::string>{"2000-01-01", "2000-04-01", "2000-07-01"}));
  EXPECT_EQ(merged.texts("policy"), (std::vector<std::string>{"help", "more"}));
  const std::vector<double> gdp = merged.numbers("national_gdp"), cost = merged.numbers("policy_cost");
  const ResultReader shorter(run_file("out", plan("mixed.yaml").runs[1].id).string());
  EXPECT_EQ(gdp[3 + 1], shorter.numbers("national_gdp")[1]);
  EXPECT_TRUE(std::isnan(gdp[3 + 2]));
  EXPECT_EQ(cost[6 + 2 + 1], shorter.numbers("policy_cost")[2 + 1]);  // run 1, quarter 1, policy `more`
  EXPECT_TRUE(std::isnan(cost[2 + 1]));                               // run 0 has no such policy
}

TEST_F(SweepTest, ParametersOfTheDesignAreCoordinatesOfTheRuns) {
  write("grid.yaml",
        "scenarios: [toy.yaml]\ndesign: {kind: full_factorial, parameters: {migration.income: [0.1, 0.2], "
        "growth.shock_scale: [0.1, 20 %]}}\n");
  ASSERT_EQ(jiuzhou("sweep grid.yaml -o out"), 0);
  ASSERT_EQ(jiuzhou("sweep merge out --series gdp"), 0);
  const ResultReader merged((folder_ / "out" / "merged.h5").string());
  EXPECT_EQ(merged.numbers("parameter_migration_income"), (std::vector<double>{0.1, 0.1, 0.2, 0.2}));
  EXPECT_EQ(merged.texts("parameter_growth_shock_scale"), (std::vector<std::string>{"0.1", "20 %", "0.1", "20 %"}));
  ASSERT_EQ(merged.series().size(), 1U);
  EXPECT_EQ(merged.series().front().dims, (std::vector<std::string>{"run", "time", "province"}));
}

TEST_F(SweepTest, WhatIsNotDoneIsFillAndSaidSo) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  const SweepPlan p = plan();
  fs::remove(run_file("out", p.runs[0].id));
  fs::resize_file(run_file("out", p.runs[4].id), 5000);
  EXPECT_EQ(jiuzhou("sweep merge out"), 75);
  EXPECT_NE(said().find(p.runs[0].id + ": missing"), std::string::npos) << said();
  const ResultReader merged((folder_ / "out" / "merged.h5").string());
  EXPECT_EQ(merged.texts("run_status"),
            (std::vector<std::string>{"missing", "done", "done", "done", "damaged", "done"}));
  const std::vector<double> gdp = merged.numbers("gdp");
  const std::size_t row = gdp.size() / 6;
  for (std::size_t r = 0; r < 6; ++r)
    EXPECT_EQ(
        std::count_if(gdp.begin() + static_cast<std::ptrdiff_t>(r * row),
                      gdp.begin() + static_cast<std::ptrdiff_t>((r + 1) * row), [](double x) { return std::isnan(x); }),
        r == 0 || r == 4 ? static_cast<std::ptrdiff_t>(row) : 0)
        << r;
}

// A merged file is sealed as a result is.
TEST_F(SweepTest, ADamagedMergedFileIsRefused) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  ASSERT_EQ(jiuzhou("sweep merge out"), 0);
  const std::string good = bytes_of(folder_ / "out" / "merged.h5");
  const std::vector<double> gdp = ResultReader((folder_ / "out" / "merged.h5").string()).numbers("gdp");
  std::mt19937_64 random(10);
  int refused = 0;
  for (int i = 0; i < 50; ++i) {
    std::string bad = good;
    const std::size_t place = random() % good.size();
    bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    write("bad.h5", bad);
    try {
      EXPECT_EQ(ResultReader((folder_ / "bad.h5").string()).numbers("gdp"), gdp) << "in the seal itself, at " << place;
    } catch (const IoError&) {
      ++refused;
    }
  }
  EXPECT_GE(refused, 49);
}

TEST_F(SweepTest, ADamagedListHidesNoRun) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  const fs::path list = folder_ / "out" / "runs.jsonl";
  const std::string good = bytes_of(list);
  std::string bad = good;
  bad[good.find("run_id") - 2] = 'x';
  for (const std::string& text : {bad, good.substr(0, good.size() - 20), good.substr(0, good.rfind('{'))}) {
    write("out/runs.jsonl", text);
    EXPECT_EQ(jiuzhou("sweep merge out"), 74);
    EXPECT_EQ(jiuzhou("sweep status out"), 74);
    EXPECT_NE(bytes_of(folder_ / "err.txt").find("is damaged; remove it"), std::string::npos);
  }
  fs::remove(list);
  EXPECT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  EXPECT_NE(said().find("0 computed, 6 were done"), std::string::npos) << said();
  EXPECT_EQ(bytes_of(list), good);
}

TEST_F(SweepTest, MergingNeedsFewOpenFilesHoweverManyRunsThereAre) {
  write("many.yaml", "scenarios: [toy.yaml]\nuntil: 2000Q1\nseeds: {count: 80}\n");
  ASSERT_EQ(jiuzhou("sweep many.yaml -o out --quiet"), 0);
  ASSERT_EQ(jiuzhou("sweep merge out -o free.h5"), 0);
  const int status = std::system(
      ("cd '" + folder_.string() + "' && ulimit -n 64 && '" PROGRAM "' sweep merge out -o tight.h5 >out.txt 2>&1")
          .c_str());
  EXPECT_EQ(WEXITSTATUS(status), 0) << said();
  EXPECT_TRUE(bytes_of(folder_ / "free.h5") == bytes_of(folder_ / "tight.h5"));
  const std::vector<double> gdp = ResultReader((folder_ / "tight.h5").string()).numbers("national_gdp");
  EXPECT_EQ(gdp.size(), 80U);
  EXPECT_TRUE(std::ranges::none_of(gdp, [](double x) { return std::isnan(x); }));
}

// From a policy to its effect in one command, again without computing anything, and from the folder of any sweep.
TEST_F(SweepTest, AnotherPlanTakesOverTheRunsItShares) {
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  write("other.yaml", "scenarios: [help.yaml]\nseeds: {first: 6, count: 3}\n");
  ASSERT_EQ(jiuzhou("sweep other.yaml -o out"), 0) << said();
  EXPECT_NE(said().find("1 computed, 2 were done"), std::string::npos) << said();
  EXPECT_EQ(results("out").size(), 7U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "out/plans"), fs::directory_iterator{}), 1);
  ASSERT_EQ(jiuzhou("sweep plan.yaml -o out"), 0);
  EXPECT_NE(said().find("0 computed, 6 were done"), std::string::npos) << said();
}

TEST_F(SweepTest, EffectComputesWhatIsMissingAndCompares) {
  const std::string call = "effect help.yaml --seeds 3 --until 2001Q4 -o effects --years 2001 --quiet";
  ASSERT_EQ(jiuzhou(call), 0) << said();
  const std::string text = said();
  EXPECT_NE(text.find("beside:    Toy"), std::string::npos) << text;
  EXPECT_NE(text.find("3 pairs of runs"), std::string::npos) << text;
  EXPECT_NE(text.find("=== 2001 ==="), std::string::npos) << text;
  const auto written = fs::last_write_time(folder_ / "effects/runs.jsonl");
  ASSERT_EQ(jiuzhou(call), 0);
  EXPECT_EQ(said(), text);
  EXPECT_EQ(fs::last_write_time(folder_ / "effects/runs.jsonl"), written);
  ASSERT_EQ(jiuzhou("compare effects --base toy --policy help --years 2001"), 0);
  EXPECT_EQ(said(), text);
  EXPECT_EQ(jiuzhou("compare effects --base toys"), 2);
  EXPECT_EQ(jiuzhou("effect toy.yaml -o none"), 2) << "it extends nothing, so there is no base";
  EXPECT_EQ(jiuzhou("effect help.yaml --until 1999Q4 -o none"), 2);
  EXPECT_FALSE(fs::exists(folder_ / "none"));
}

// What could only be said of the results is said of the scenarios, before hours are spent on them.
TEST_F(SweepTest, EffectRefusesBeforeItRuns) {
  write("longer.yaml", "extends: toy.yaml\nhorizon: {until: 2003Q4}\nweight: 5000\n");
  for (const auto& [options, said_of] : {std::pair{"help.yaml --rank real_gpd", "did you mean 'real_gdp'"},
                                         {"help.yaml --rank \"\"", "--rank"},
                                         {"help.yaml --years 2044 --until 2001Q4", "no whole year 2044"},
                                         {"help.yaml --years 2001, --until 2001Q4", "--years needs years"},
                                         {"help.yaml --until 2000Q2", "shorter than a year"},
                                         {"longer.yaml", "'longer.yaml': its last quarter is 2003Q4"},
                                         {"help.yaml --level 95", "--level"}}) {
    EXPECT_EQ(jiuzhou("effect " + std::string(options) + " --seeds 2 -o none"), 2) << options;
    EXPECT_NE(complained().find(said_of), std::string::npos) << options << ": " << complained();
    EXPECT_FALSE(fs::exists(folder_ / "none")) << options;
  }
}

TEST_F(SweepTest, EffectLeavesAPlanOfTheUsersAlone) {
  fs::create_directories(folder_ / "mine");
  write("mine/plan.yaml", "scenarios: [../toy.yaml]\nseeds: {count: 2}\n");
  EXPECT_EQ(jiuzhou("effect help.yaml --seeds 2 --until 2001Q4 -o mine"), 2);
  EXPECT_NE(complained().find("is a plan of yours"), std::string::npos) << complained();
  EXPECT_EQ(bytes_of(folder_ / "mine/plan.yaml"), "scenarios: [../toy.yaml]\nseeds: {count: 2}\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "mine"), fs::directory_iterator{}), 1);
}

}  // namespace
}  // namespace jiuzhou
