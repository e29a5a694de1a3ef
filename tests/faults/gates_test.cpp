// What goes in and what comes out, by any way: outputs ask what they replace, an empty option is not an absent one, a
// result does not depend on how its scenario was named, a stop is heeded everywhere.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "output/reader.hpp"
#include "sim/commands/memory.hpp"
#include "sim/text/text.hpp"
#include "tests/faults/program.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Gates : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    fs::copy(scenarios + "packs/toyland", file("toyland"), fs::copy_options::recursive);
    write("toy.yaml", "title: {en: toy, zh: 玩具}\npack: toyland\nhorizon: {until: 2000Q2}\nweight: 1000\n");
    write("other.yaml", "extends: toy.yaml\nseed: 2\n");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
  }
  [[nodiscard]] int run(const std::string& scenario, const std::string& result,
                        const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"run", file(scenario), "--progress", "none", "-o", file(result)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(arguments);
  }
  [[nodiscard]] std::string printed() const { return bytes_of(file("stdout")); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) out.push_back(entry.path().string());
    std::ranges::sort(out);
    return out;
  }
};

TEST_F(Gates, AnEmptyValueIsNotAnAbsentOne) {
  const std::string toy = file("toy.yaml"), result = file("r.h5");
  for (const std::string option : {"--seed", "--weight", "--until", "--set", "--from", "-o", "--progress", "--threads"})
    EXPECT_EQ(call({"run", toy, option, ""}), 2) << option << ": " << said();
  for (const char* option : {"--seed=", "--from=", "--output="}) {
    EXPECT_EQ(call({"run", option, toy}), 2) << option;
    EXPECT_NE(said().find("has no value"), std::string::npos) << said();
  }
  EXPECT_EQ(call({"run", ""}), 2);
  EXPECT_EQ(call({"sweep", toy, "-o", file("s"), "--shard", ""}), 2);
  EXPECT_EQ(call({"sweep", toy, "-o", ""}), 2);
  ASSERT_EQ(run("toy.yaml", "r.h5"), 0) << said();
  for (const char* list : {"", ",", "gdp,", ",gdp", "gdp,,population"})
    EXPECT_EQ(call({"export", result, "--csv", "--series", list}), 2) << list << ": " << said();
  EXPECT_EQ(call({"compare", result, result, "--years", ""}), 2);
  EXPECT_FALSE(fs::exists(file("r.csv")));
}

TEST_F(Gates, MisspeltOptionsAndWordsAreUnderstood) {
  EXPECT_EQ(call({"run", file("toy.yaml"), "--sed", "3"}), 2);
  EXPECT_NE(said().find("did you mean '--seed'"), std::string::npos) << said();
  EXPECT_EQ(call({"describe", "paramters"}), 2);
  EXPECT_NE(said().find("did you mean 'parameters'"), std::string::npos) << said();
  EXPECT_EQ(call({"sweep", "statu", "x", "y"}), 2);
  EXPECT_NE(said().find("sweep status"), std::string::npos) << said();
}

TEST_F(Gates, NoOutputIsAnInputOrReplacesSomethingElse) {
  ASSERT_EQ(run("toy.yaml", "r.h5", {"--keep-checkpoint"}), 0) << said();
  const std::string result = file("r.h5"), whole = bytes_of(result), state = bytes_of(result + ".checkpoint");
  write("plan.yaml", "scenarios: [toy.yaml]\nseeds: [1, 2]\nuntil: 2000Q1\n");
  write("notes.csv", "my notes\n");
  write("foreign.h5", "not HDF5");
  fs::create_directory(file("taken"));
  write("taken/lock", "my keys");
  fs::create_hard_link(result, file("same.h5"));
  mkfifo(file("pipe").c_str(), 0666);
  fs::create_symlink("/dev/null", file("null"));
  ASSERT_EQ(call({"sweep", file("plan.yaml"), "-o", file("s"), "--quiet"}), 0) << said();
  const auto before = names();
  const std::string plan = bytes_of(file("plan.yaml"));
  for (const char* output : {"r.h5", "same.h5", "notes.csv", "pipe", "null", "plan.yaml"})
    EXPECT_EQ(call({"export", result, "--csv", "--series", "gdp", "-o", file(output)}), 2) << output << said();
  EXPECT_EQ(call({"export", result, "--csv", "--series", "gdp", "-o", "/dev/stdout"}), 2) << said();
  for (const char* output : {"plan.yaml", "foreign.h5", "r.h5", "toyland"})
    EXPECT_EQ(call({"sweep", "merge", file("s"), "-o", file(output)}) == 2, std::string(output) != "toyland") << output;
  EXPECT_EQ(run("toy.yaml", "foreign.h5"), 2) << said();
  EXPECT_EQ(call({"sweep", file("plan.yaml"), "-o", file("taken")}), 2) << said();
  EXPECT_EQ(call({"export", result, "--frictionless", "-o", file("s")}), 2) << said();
  // The state that a run branches off from, and the finished result of another scenario.
  EXPECT_EQ(run("toy.yaml", "r.h5", {"--from", result + ".checkpoint", "--until", "2000Q4", "--force"}), 2) << said();
  EXPECT_EQ(run("other.yaml", "r.h5"), 2) << said();
  EXPECT_NE(said().find("--force"), std::string::npos) << said();
  EXPECT_TRUE(bytes_of(result) == whole);
  EXPECT_TRUE(bytes_of(result + ".checkpoint") == state);
  EXPECT_EQ(bytes_of(file("plan.yaml")), plan);
  fs::remove(file("toyland/merged.h5"));
  EXPECT_EQ(names(), before);
  EXPECT_EQ(run("toy.yaml", "r.h5"), 0) << "the same scenario: " << said();
  EXPECT_TRUE(bytes_of(result + ".checkpoint") == state) << "which this run did not write";
  EXPECT_EQ(run("other.yaml", "r.h5", {"--force"}), 0) << said();
  EXPECT_FALSE(bytes_of(result) == whole);
}

TEST_F(Gates, EveryTableOfOursMayBeWrittenAnew) {
  ASSERT_EQ(run("toy.yaml", "r.h5", {"--until", "2000Q4"}), 0) << said();
  const std::string result = file("r.h5"), table = file("table.csv"), package = file("package");
  const auto write_table = [&](const std::vector<std::string>& how, const std::string& to) {
    std::vector<std::string> arguments{"export", result, "--series", "gdp", "-o", to};
    arguments.insert(arguments.end(), how.begin(), how.end());
    return call(arguments);
  };
  for (const std::vector<std::string>& how :
       std::vector<std::vector<std::string>>{{"--csv"},
                                             {"--csv", "--bom"},
                                             {"--csv", "--names"},
                                             {"--csv", "--yearly"},
                                             {"--csv", "--yearly", "--names", "--bom"},
                                             {"--iamc", "--bom"},
                                             {"--iamc", "--yearly"}})
    for (int time = 0; time < 2; ++time) EXPECT_EQ(write_table(how, table), 0) << how.back() << said();
  for (int time = 0; time < 2; ++time) EXPECT_EQ(write_table({"--frictionless"}, package), 0) << said();
  // Data of somebody else have such a list, too.
  write("package/datapackage.json", "{\"name\": \"my-survey\", \"resources\": []}");
  EXPECT_EQ(write_table({"--frictionless"}, package), 2) << said();
}

TEST_F(Gates, AnEffectIsRefusedBeforeItWrites) {
  write("policy.yaml",
        "extends: toy.yaml\npolicies: [{type: infrastructure, budget: 1 mn yuan/year}]\nhorizon: {until: 2000Q4}\n");
  write("again.yaml",
        "extends: toy.yaml\npolicies: [{type: infrastructure, budget: 1 mn yuan/year}]\nhorizon: {until: 2000Q4}\n");
  write("mine", "my notes");
  const std::string policy = file("policy.yaml"), out = file("out");
  ASSERT_EQ(call({"check", policy}), 0) << said();
  const auto before = names();
  EXPECT_EQ(call({"effect", policy, policy, "--until", "2000Q4", "-o", out}), 2) << said();
  EXPECT_NE(said().find("is the same scenario as"), std::string::npos) << said();
  EXPECT_EQ(call({"effect", policy, file("again.yaml"), "--until", "2000Q4", "-o", out}), 2) << said();
  EXPECT_EQ(call({"effect", policy, "--base", policy, "--until", "2000Q4", "-o", out}), 2) << said();
  for (const char* taken : {"mine", "policy.yaml"})
    EXPECT_EQ(call({"effect", policy, "--until", "2000Q4", "-o", file(taken)}), 2) << taken << said();
  for (const char* level : {"nan", "inf", "-nan", "1", "0x1p-1"})
    EXPECT_EQ(call({"effect", policy, "--level", level, "-o", out}), 2) << level << said();
  EXPECT_EQ(call({"effect", policy, "--discount", "nan", "-o", out}), 2) << said();
  EXPECT_EQ(names(), before);
}

TEST_F(Gates, LinksAreFollowedAndPermissionsStay) {
  fs::create_directory(file("disk"));
  fs::create_symlink("disk/real.h5", file("link.h5"));
  ASSERT_EQ(run("toy.yaml", "link.h5"), 0) << said();
  EXPECT_TRUE(fs::is_symlink(file("link.h5")));
  ASSERT_TRUE(fs::exists(file("disk/real.h5")));
  chmod(file("disk/real.h5").c_str(), 0640);
  ASSERT_EQ(run("toy.yaml", "link.h5"), 0) << said();
  EXPECT_EQ(fs::status(file("disk/real.h5")).permissions(), fs::perms{0640});
  chmod(file("disk/real.h5").c_str(), 0444);
  EXPECT_EQ(run("toy.yaml", "link.h5"), 2) << said();
  EXPECT_NE(said().find("write-protected"), std::string::npos) << said();
  // What a run writes beside its result is asked, too.
  mkfifo(file("b.h5.manifest").c_str(), 0666);
  EXPECT_EQ(run("toy.yaml", "b.h5"), 2) << said();
  write("c.h5.checkpoint", "a letter");
  EXPECT_EQ(run("toy.yaml", "c.h5"), 2) << said();
  EXPECT_EQ(bytes_of(file("c.h5.checkpoint")), "a letter");
}

TEST_F(Gates, ATableCanGoToTheStandardOutput) {
  ASSERT_EQ(run("toy.yaml", "r.h5"), 0) << said();
  ASSERT_EQ(call({"export", file("r.h5"), "--csv", "--series", "gdp", "-o", file("g.csv")}), 0) << said();
  ASSERT_EQ(call({"export", file("r.h5"), "--csv", "--series", "gdp", "-o", "-"}), 0) << said();
  EXPECT_EQ(printed(), bytes_of(file("g.csv")));
  EXPECT_EQ(call({"export", file("r.h5"), "--frictionless", "-o", "-"}), 2);
}

TEST_F(Gates, ANameThatIsTooLongIsSaidAtTheStart) {
  EXPECT_EQ(run("toy.yaml", std::string(239, 'm') + ".h5"), 2);
  EXPECT_NE(said().find("too long"), std::string::npos) << said();
  EXPECT_EQ(run("toy.yaml", std::string(200, 'm') + ".h5", {"--checkpoint-every", "1"}), 0) << said();
}

TEST_F(Gates, AResultIsWhatItsScenarioSaysNotHowItWasNamed) {
  ASSERT_EQ(run("toy.yaml", "a.h5"), 0) << said();
  fs::create_directory(file("sub"));
  ASSERT_EQ(call({"run", file("sub/../toy.yaml"), "--progress", "none", "-o", file("b.h5")}), 0) << said();
  EXPECT_TRUE(bytes_of(file("a.h5")) == bytes_of(file("b.h5")));
  // What the result says is a scenario that gives it again wherever the same pack is.
  fs::create_directories(file("else/where"));
  write("else/where/again.yaml", ResultReader(file("a.h5")).texts("scenario_yaml").front());
  EXPECT_EQ(run("else/where/again.yaml", "c.h5"), 0) << "by name, with the program: " << said();
  EXPECT_TRUE(bytes_of(file("a.h5")) == bytes_of(file("c.h5")));
  std::ofstream(file("toyland/README"), std::ios::app) << "mine";  // now no other pack has the checksum
  ASSERT_EQ(run("toy.yaml", "d.h5"), 0) << said();
  write("else/where/mine.yaml", ResultReader(file("d.h5")).texts("scenario_yaml").front());
  EXPECT_EQ(run("else/where/mine.yaml", "e.h5"), 2);
  EXPECT_NE(said().find("checksum"), std::string::npos) << said();
  fs::rename(file("toyland"), file("else/where/under_another_name"));
  EXPECT_EQ(run("else/where/mine.yaml", "e.h5"), 0) << said();
}

TEST_F(Gates, AScenarioIsOneByWhatItSaysAlsoInOtherTables) {
  write("plan.yaml", "extends: toy.yaml\npolicies:\n  - {type: infrastructure, budget: 1 bn yuan/year}\n");
  const auto key = [&](const std::string& name) {
    EXPECT_EQ(run(name + ".yaml", name + ".h5"), 0) << said();
    EXPECT_EQ(call({"export", file(name + ".h5"), "--iamc", "--series", "gdp", "-o", file(name + ".csv")}), 0);
    const std::string table = bytes_of(file(name + ".csv"));
    const std::string row = table.substr(table.find('\n') + 1);
    return row.substr(0, row.find(",AA,"));
  };
  EXPECT_NE(key("toy"), key("plan"));
}

TEST_F(Gates, WhatNeverActsIsSaid) {
  write("late.yaml",
        "extends: toy.yaml\nimpose: {world_demand: {2099: 2}}\npolicies:\n"
        "  - {name: late, type: infrastructure, from: 2050Q1, budget: 1 bn yuan/year}\n");
  EXPECT_EQ(run("late.yaml", "l.h5"), 0);
  const std::string words = said();
  EXPECT_NE(words.find("'impose.world_demand' begins in 2099Q1"), std::string::npos) << words;
  EXPECT_NE(words.find("policy 'late' begins in 2050Q1"), std::string::npos) << words;
  EXPECT_EQ(call({"check", file("late.yaml")}), 0);
  EXPECT_EQ(said(), words);
  write("plan.yaml", "scenarios: [late.yaml]\nseeds: [1]\n");
  EXPECT_EQ(call({"sweep", file("plan.yaml"), "-o", file("s"), "--quiet"}), 0);
  EXPECT_EQ(said(), words);
}

TEST_F(Gates, ASlurmArrayWithHolesIsNotGuessed) {
  write("plan.yaml", "scenarios: [toy.yaml]\nseeds: [1, 2]\nuntil: 2000Q1\n");
  const auto task = [&](const std::string& values) {
    const std::string command = values + " '" PROGRAM "' sweep '" + file("plan.yaml") + "' -o '" + file("s") +
                                "' --quiet >" + file("stdout") + " 2>" + file("stderr");
    return WEXITSTATUS(std::system(command.c_str()));
  };
  const std::string of = "SLURM_ARRAY_TASK_";
  EXPECT_EQ(task(of + "ID=7 " + of + "MIN=3 " + of + "MAX=7 " + of + "COUNT=2"), 2);
  EXPECT_NE(said().find(of + "MAX 7"), std::string::npos) << said();
  EXPECT_EQ(task(of + "ID=x " + of + "COUNT=2"), 2);
  EXPECT_EQ(task(of + "ID='' " + of + "COUNT=2"), 2);
  EXPECT_EQ(task(of + "ID=5 " + of + "MIN=3 " + of + "MAX=5 " + of + "STEP=2 " + of + "COUNT=2"), 0) << said();
  EXPECT_NE(printed().find("shard 1/2"), std::string::npos) << printed();
}

TEST_F(Gates, AStopIsHeededWhileAPlanIsReadAndATableIsWritten) {
  write("plan.yaml",
        "scenarios: [toy.yaml]\nseeds: {first: 1, count: 100}\nuntil: 2000Q1\ndesign: {kind: sobol, points: 5000, "
        "parameters: {migration.income: {from: 0.1, to: 0.9}}}\n");
  pid_t child = start({"sweep", file("plan.yaml"), "-o", file("s"), "--quiet"});
  std::this_thread::sleep_for(200ms);
  kill(child, SIGTERM);
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_EQ(status_of(child), 75) << said();
  EXPECT_LT(std::chrono::steady_clock::now() - asked, 10s);
  ASSERT_EQ(run("toy.yaml", "r.h5", {"--until", "2049Q4"}), 0) << said();
  const auto before = names();
  child = start({"export", file("r.h5"), "--csv", "-o", file("x.csv")});
  std::this_thread::sleep_for(20ms);
  kill(child, SIGKILL);
  EXPECT_EQ(status_of(child), -SIGKILL);
  EXPECT_EQ(names(), before) << "a killed export leaves no file";
}

TEST_F(Gates, ALimitOfTheSizeOfFilesIsAnErrorOfEveryCommand) {
  ASSERT_EQ(run("toy.yaml", "r.h5", {"--until", "2009Q4"}), 0) << said();
  const auto before = names();
  const std::string command = "ulimit -f 100; exec '" PROGRAM "' export " + file("r.h5") + " --csv -o " +
                              file("x.csv") + " >/dev/null 2>" + file("stderr");
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 74);
  EXPECT_NE(said().find("File too large"), std::string::npos) << said();
  EXPECT_EQ(names(), before);
}

TEST_F(Gates, APathIsText) {
  const std::string folder = file("\xb9\xf3\xd6\xdd");
  fs::create_directory(folder);
  fs::copy(file("toy.yaml"), folder);
  EXPECT_EQ(call({"run", folder + "/toy.yaml", "-o", file("r.h5")}), 2);
  EXPECT_NE(said().find("UTF-8"), std::string::npos) << said();
  EXPECT_EQ(call({"run", file("toy.yaml"), "-o", folder + "/r.h5"}), 2);
  EXPECT_EQ(call({"run", file("toy.yaml"), "-o", file("a\nb.h5")}), 2);
}

TEST_F(Gates, CheckBuildsTheBaseYear) {
  const auto change = [&](const std::string& table, const std::string& row, const std::string& old,
                          const std::string& now) {
    std::string text = bytes_of(file("toyland/" + table));
    const std::size_t line = text.find("\n" + row);
    ASSERT_NE(line, std::string::npos);
    const std::size_t at = text.find(old, line);
    ASSERT_LT(at, text.find('\n', line + 1));
    write("toyland/" + table, text.replace(at, old.size(), now));
  };
  ASSERT_EQ(call({"check", file("toyland")}), 0) << said();
  change("accounts.csv", "AA,services", ",90000,", ",0,");
  EXPECT_EQ(call({"check", file("toyland")}), 2);
  EXPECT_NE(said().find("accounts.csv:"), std::string::npos) << said();
  EXPECT_NE(said().find("workers"), std::string::npos) << said();
  change("accounts.csv", "AA,services", ",0,", ",9000000,");
  EXPECT_EQ(call({"check", file("toyland")}), 2);
  EXPECT_NE(said().find("aged 15 and over"), std::string::npos) << said();
}

TEST_F(Gates, AGroupHasTheLimitsAroundIt) {
  fs::create_directories(file("cg/job/step"));
  write("cg/job/memory.max", "1000000\n");
  write("cg/job/memory.current", "400000\n");
  write("cg/job/memory.stat", "anon 300000\nfile 100000\n");
  write("cg/job/step/memory.max", "max\n");
  EXPECT_EQ(bytes_left_in_group(file("cg"), "/job/step"), 700000.0);
  EXPECT_EQ(bytes_left_in_group(file("cg"), "/"), std::nullopt);
  write("cg/memory.max", "500\n");
  EXPECT_EQ(bytes_left_in_group(file("cg"), "/job/step"), 500.0);
}

TEST(Words, WhatOtherProgramsMisreadIsNoName) {
  for (const char* bad : {"NA", "nan", "Null", "None", "TRUE", "007", "1E5", "1d5", "0x1F", "inf", "-x", "a b", ""})
    EXPECT_TRUE(bad_name(bad)) << bad;
  for (const char* good : {"help", "2015_plan", "x-1", "_"}) EXPECT_FALSE(bad_name(good)) << good;
  for (const char* bad : {"NA", "1A", "a-b", "x=y"}) EXPECT_TRUE(bad_code(bad)) << bad;
  for (const char* good : {"AA", "NO", "us_1"}) EXPECT_FALSE(bad_code(good)) << good;
  EXPECT_EQ(csv_field("=1+1"), "'=1+1");
  EXPECT_EQ(csv_field("@a,b"), "\"'@a,b\"");
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(cleaned("a\x1b\xff\xc2\x9b"), "a???");
  EXPECT_EQ(bad_text("ab\xc0\x80")->offset, 2U);
  EXPECT_FALSE(bad_text("tab\tand\nline 贵州"));
  EXPECT_TRUE(bad_line("line\n"));
}

}  // namespace
}  // namespace jiuzhou
