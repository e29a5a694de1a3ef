// kill -9 over runs with checkpoints, sweeps of two processes and merges: no finished quarter and no finished run is
// lost, and what goes on leaves the bytes of a run that was never touched. Then writes that fail, at any of them.
//
//   JIUZHOU_KILLS=120 build/release/tests/jiuzhou_tests --gtest_filter='Kills.*'     120 of each kind; JIUZHOU_SEED for others
//
// Half of the kills come at a random instant, half at a call that changes a file (faulty_io.cpp): the kinds of calls
// are equally likely, so that the few that rename and remove are hit as often as the many that write.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "output/checkpoint.hpp"
#include "output/reader.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "tests/faults/program.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;

class Kills : public ProgramTest {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the address sanitizer must be the first library of a program";
#endif
    ProgramTest::SetUp();
    random_.seed(static_cast<unsigned>(how_many("JIUZHOU_SEED", 1)));
  }

  // The calls of an undisturbed process by kind, and how long it takes.
  struct Course {
    std::map<std::string, std::vector<long>> calls;
    std::chrono::duration<double> duration{};
  };
  Course course_of(const std::vector<std::string>& arguments) {
    fs::remove(file("fault"));
    Course course;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(call(arguments, "trace"), 0) << said();
    course.duration = std::chrono::steady_clock::now() - begin;
    std::ifstream lines(file("fault"));
    long n = 0;
    for (std::string line; std::getline(lines, line);) course.calls[kind(line)].push_back(++n);
    return course;
  }

  std::string any_call(const Course& course) {
    auto kind = course.calls.begin();
    std::advance(kind, static_cast<long>(random_() % course.calls.size()));
    return std::to_string(kind->second[random_() % kind->second.size()]);
  }

  // Starts the program and kills it; false where it had ended before (75: another process had the rest).
  bool kill_one(const std::vector<std::string>& arguments, const Course& course) {
    fs::remove(file("fault"));
    const bool is_timed = random_() % 2 == 0;
    const pid_t child = start(arguments, is_timed ? "" : "kill:" + any_call(course));
    if (is_timed) {
      std::this_thread::sleep_for(std::uniform_real_distribution(0.0, 1.1)(random_) * course.duration);
      kill(child, SIGKILL);
    }
    const int status = status_of(child);
    EXPECT_TRUE(status == 0 || status == 75 || status == -SIGKILL) << status << ": " << said();
    if (status != -SIGKILL) return false;
    const std::string line = bytes_of(file("fault"));
    ++where_[is_timed ? "at an instant" : "at: " + kind(line.substr(0, line.find('\n')))];
    return true;
  }

  // Starts the program on a disk that fails; true where it finished all the same.
  bool fail_one(const std::vector<std::string>& arguments, const Course& course) {
    fs::remove(file("fault"));
    const std::string fault = (random_() % 2 == 0 ? "full:" : "broken:") + any_call(course);
    const int status = call(arguments, fault);
    EXPECT_TRUE(status == 0 || status == 74)
        << fault << ", " << bytes_of(file("fault")) << ", " << status << ": " << said();
    EXPECT_EQ(status == 74, said().find("No space left") != std::string::npos ||
                                said().find("Input/output error") != std::string::npos)
        << fault << ": " << said();
    ++where_[status == 0 ? "finished all the same" : "ended with 74"];
    return status == 0;
  }

  void report(const std::string& what, int count) const {
    std::printf("%s: %d\n", what.c_str(), count);
    for (const auto& [name, n] : where_) std::printf("  %4d %s\n", n, name.c_str());
  }

  std::mt19937 random_;
  std::map<std::string, int> where_;

 private:
  // "rename /tmp/x.h5.tmp" -> "rename RESULT.tmp"; ids of runs and random names are left out.
  static std::string kind(const std::string& line) {
    const std::size_t space = line.find(' ');
    std::string name = fs::path(line.substr(space + 1)).filename().string();
    if (const auto at = name.find(".h5"); at != std::string::npos)
      name = "RESULT" + name.substr(at + 3);
    else if (const auto list = name.find(".jsonl."); list != std::string::npos)
      name = name.substr(0, list) + ".jsonl.tmp";
    return line.substr(0, space) + " " + name;
  }
};

std::optional<Record> record_of(const std::string& path) {
  try {
    RawFile left(path, RawFile::Access::read);
    return read_record(left);
  } catch (const IoError&) {
    return std::nullopt;
  }
}

TEST_F(Kills, OfRunsLoseNoFinishedQuarterAndNoByte) {
  ASSERT_EQ(call(run_of(file("whole.h5"), {"--keep-checkpoint"})), 0) << said();
  const std::string whole = bytes_of(file("whole.h5"));
  const Record record = read_checkpoint_record(file("whole.h5.checkpoint"));
  ASSERT_EQ(record.quarters.size(), 12U);
  const Course course = course_of(run_of(file("course.h5"), {"--checkpoint-every", "1"}));

  const int wanted = how_many("JIUZHOU_KILLS", 12);
  const std::string result = file("x.h5"), partial = result + ".partial", checkpoint = result + ".checkpoint";
  int kills = 0;
  while (kills < wanted) {
    for (const auto& name : {result, partial, checkpoint}) fs::remove(name);
    std::size_t kept = 0;  // quarters that must never be fewer again
    while (kills < wanted && kill_one(run_of(result, {"--threads", std::to_string(1 + random_() % 2),
                                                      "--checkpoint-every", "1", "--resume"}),
                                      course)) {
      ++kills;
      if (fs::exists(result)) {  // killed between the result's appearance and the end
        EXPECT_TRUE(bytes_of(result) == whole);
        ++where_["left: the result"];
        continue;
      }
      const std::optional<Record> found = record_of(partial);
      if (!found) {
        EXPECT_EQ(kept + claimed(), 0U) << "only the very beginning can be missing";
        ++where_["left: nothing"];
        continue;
      }
      EXPECT_GE(found->quarters.size(), std::max(kept, claimed()));
      EXPECT_TRUE(same_quarters(*found, record));
      kept = std::max(kept, found->quarters.size());
      ++where_[kept > 0 ? "left: quarters" : "left: a record without a quarter"];
      if (!fs::exists(checkpoint)) continue;
      EXPECT_TRUE(same_quarters(read_checkpoint_record(checkpoint), record));
      ++where_["left: a checkpoint"];
      if (fs::exists(checkpoint + ".tmp")) ++where_["left: a checkpoint half written"];
    }
    ASSERT_EQ(call(run_of(result, {"--resume"})), 0) << said();
    ASSERT_TRUE(bytes_of(result) == whole) << "wrong bytes after " << kills << " kills";
    std::set<std::string> rest;
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.path().filename().string().starts_with("x.h5")) rest.insert(entry.path().filename().string());
    EXPECT_EQ(rest, (std::set<std::string>{"x.h5", "x.h5.manifest"})) << "nothing of the killed ones stays behind";
  }
  report("kills of runs", kills);
  EXPECT_GT(where_["left: quarters"], 0);
  EXPECT_GT(where_["left: a checkpoint"], 0);
}

// Six runs of toyland, half of them with a policy.
class SweepKills : public Kills {
 protected:
  void SetUp() override {
    Kills::SetUp();
    if (IsSkipped()) return;
    std::ofstream(file("toy.yaml")) << "title: {en: Toy, zh: 玩具}\npack: " << scenarios
                                    << "packs/toyland\nhorizon: {until: 2003Q4}\nweight: 100\n";
    std::ofstream(file("help.yaml")) << "extends: toy.yaml\npolicies: [{name: help, type: fiscal_transfer, from: "
                                        "2000Q2, budget: 100 million yuan/year}]\n";
    std::ofstream(file("plan.yaml")) << "scenarios: [toy.yaml, help.yaml]\nseeds: {count: 3}\n";
    ASSERT_EQ(call(sweep_of("whole")), 0) << said();
    ASSERT_EQ(call({"sweep", "merge", file("whole")}), 0) << said();
  }
  [[nodiscard]] std::vector<std::string> sweep_of(const std::string& folder) const {
    return {"sweep", file("plan.yaml"), "-o", file(folder), "--checkpoint-every", "2", "--threads", "2", "--quiet"};
  }
  [[nodiscard]] std::map<std::string, std::string> results(const std::string& folder) const {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_ / folder / "runs"))
      out[entry.path().filename().string()] = bytes_of(entry.path().string());
    return out;
  }
};

TEST_F(SweepKills, LoseNoRunNoQuarterAndNoByte) {
  const auto whole = results("whole");
  ASSERT_EQ(whole.size(), 6U);
  const Course course = course_of(sweep_of("course"));
  const int wanted = how_many("JIUZHOU_KILLS", 12);
  int kills = 0, finished = 0;
  while (kills < wanted) {
    fs::remove_all(file("cut"));
    std::map<std::string, std::size_t> kept;  // quarters of each run that must never be fewer again
    std::set<std::string> done;
    for (bool goes_on = true; goes_on && kills < wanted;) {
      // A second process at the same runs; it is killed at its own instant, or goes on alone.
      const pid_t other = start(sweep_of("cut"));
      const bool was_killed = kill_one(sweep_of("cut"), course);
      if (random_() % 2 == 0) kill(other, SIGKILL);
      const int status = status_of(other);
      EXPECT_TRUE(status == 0 || status == 75 || status == -SIGKILL) << status << ": " << said();
      goes_on = was_killed || status == -SIGKILL;
      kills += was_killed + (status == -SIGKILL);
      if (status == -SIGKILL) ++where_["at an instant"];
      const SweepFolder sweep(file("cut"));
      for (const auto& [id, report] : sweep.reports())
        if (report.status == RunReport::Status::done) done.insert(id);
      for (const std::string& id : done) EXPECT_EQ(sweep.state_of(id, sweep.reports(), true), RunState::done);
      for (const auto& [name, bytes] : whole) {
        const std::string run = file("cut/runs/" + name);
        if (fs::exists(run)) {
          EXPECT_TRUE(bytes_of(run) == bytes);
          if (fs::exists(run + ".partial"))
            ++where_["left: a result and its partial file"];
          else if (fs::exists(run + ".checkpoint"))
            ++where_["left: a result and its checkpoint"];
          else if (const std::string id = name.substr(0, name.find('.')); !done.contains(id))
            ++where_["left: a result that no manifest has"];
          continue;
        }
        if (fs::exists(run + ".checkpoint.tmp")) ++where_["left: a checkpoint half written"];
        if (fs::exists(run + ".tmp")) ++where_["left: a result half written"];
        const auto found = record_of(run + ".partial");
        EXPECT_GE(found ? found->quarters.size() : 0, kept[name]);
        if (found) kept[name] = found->quarters.size();
      }
    }
    ASSERT_EQ(call(sweep_of("cut")), 0) << said();
    EXPECT_TRUE(results("cut") == whole) << "wrong bytes, or something left behind, after " << kills << " kills";
    ASSERT_EQ(call({"sweep", "verify", file("cut")}), 0);
    ++finished;
  }
  report("kills of sweeps", kills);
  EXPECT_GT(finished, 0);
}

TEST_F(SweepKills, OfMergesLeaveTheOldFileOrTheNew) {
  const std::vector<std::string> merge{"sweep", "merge", file("whole"), "-o", file("merged.h5")};
  const std::string whole = bytes_of(file("whole/merged.h5")), old = "what was there before";
  const Course course = course_of(merge);
  fs::remove(file("merged.h5"));
  const int wanted = how_many("JIUZHOU_KILLS", 12);
  int kills = 0;
  while (kills < wanted) {
    std::ofstream(file("merged.h5"), std::ios::binary) << old;
    if (!kill_one(merge, course)) continue;
    ++kills;
    const std::string found = bytes_of(file("merged.h5"));
    ++where_[found == old ? "left: the old file" : "left: the new file"];
    EXPECT_TRUE(found == old || found == whole);
    if (fs::exists(file("merged.h5.tmp"))) ++where_["left: a file half written"];
    ASSERT_EQ(call(merge), 0) << said();
    EXPECT_TRUE(bytes_of(file("merged.h5")) == whole);
    EXPECT_FALSE(fs::exists(file("merged.h5.tmp")));
  }
  report("kills of merges", kills);
}

// A disk that is full from some write on, or breaks at any call: an end with 74 and a reason, or no harm; then the same
// command leaves the right bytes.
TEST_F(Kills, WritesThatFailEndARunCleanly) {
  ASSERT_EQ(call(run_of(file("whole.h5"))), 0) << said();
  const std::string whole = bytes_of(file("whole.h5"));
  const std::vector<std::string> run = run_of(file("x.h5"), {"--checkpoint-every", "3", "--resume"});
  const Course course = course_of(run_of(file("course.h5"), {"--checkpoint-every", "3"}));
  for (int i = 0; i < how_many("JIUZHOU_KILLS", 12); ++i) {
    const bool is_finished = fail_one(run, course);
    if (fs::exists(file("x.h5")))
      EXPECT_TRUE(bytes_of(file("x.h5")) == whole);
    else
      EXPECT_FALSE(is_finished);
    ASSERT_EQ(call(run), 0) << said();
    ASSERT_TRUE(bytes_of(file("x.h5")) == whole);
    fs::remove(file("x.h5"));
  }
  report("runs on disks that fail", where_["ended with 74"] + where_["finished all the same"]);
}

TEST_F(SweepKills, WritesThatFailEndASweepAndAMergeCleanly) {
  const Course sweep = course_of(sweep_of("course"));
  const std::vector<std::string> merging{"sweep", "merge", file("cut")};
  const Course merge = course_of({"sweep", "merge", file("course")});
  const std::string merged = bytes_of(file("whole/merged.h5"));
  const auto whole = results("whole");
  for (int i = 0; i < how_many("JIUZHOU_KILLS", 12); ++i) {
    fs::remove_all(file("cut"));
    fail_one(sweep_of("cut"), sweep);
    ASSERT_EQ(call(sweep_of("cut")), 0) << said();
    const auto found = results("cut");  // and what a broken disk did not let it remove
    for (const auto& [name, bytes] : whole) ASSERT_TRUE(found.contains(name) && found.at(name) == bytes) << name;
    const bool is_finished = fail_one(merging, merge);
    if (fs::exists(file("cut/merged.h5")))
      EXPECT_TRUE(bytes_of(file("cut/merged.h5")) == merged);
    else
      EXPECT_FALSE(is_finished);
    EXPECT_FALSE(fs::exists(file("cut/merged.h5.tmp")));
    ASSERT_EQ(call(merging), 0) << said();
    ASSERT_TRUE(bytes_of(file("cut/merged.h5")) == merged);
  }
  report("sweeps and merges on disks that fail", where_["ended with 74"] + where_["finished all the same"]);
}

}  // namespace
}  // namespace jiuzhou
