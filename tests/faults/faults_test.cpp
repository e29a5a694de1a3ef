// What the world does to runs: kills, full disks, folders nobody may write to, files taken away, flipped bits. No
// finished quarter is lost, no file claims what it has not, nothing crashes.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <thread>

#include "output/checkpoint.hpp"
#include "output/reader.hpp"
#include "output/record.hpp"
#include "output/seal.hpp"
#include "sim/base/error.hpp"
#include "tests/faults/program.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Faults : public ProgramTest {};

TEST_F(Faults, ASignalLeavesACheckpointAndSaysHowToGoOn) {
  const std::string until = "2020Q4";  // long enough for a signal to come in time on a busy machine
  ASSERT_EQ(call(run_of(file("whole.h5"), {}, until)), 0);
  std::size_t known = 0;
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1, SIGHUP}) {
    const pid_t child = start(run_of(file("x.h5"), {"--resume"}, until));
    while (bytes_of(file("x.h5.manifest")).size() == known) std::this_thread::sleep_for(1ms);  // it has begun
    kill(child, signal);
    EXPECT_EQ(status_of(child), 75) << said();
    EXPECT_NE(said().find("--resume goes on from there"), std::string::npos) << said();
    EXPECT_TRUE(fs::exists(file("x.h5.checkpoint")));
    known = bytes_of(file("x.h5.manifest")).size();
  }
  ASSERT_EQ(call(run_of(file("x.h5"), {"--resume"}, until)), 0);
  EXPECT_TRUE(bytes_of(file("x.h5")) == bytes_of(file("whole.h5")));
  const std::string manifest = bytes_of(file("x.h5.manifest"));
  EXPECT_EQ(std::count(manifest.begin(), manifest.end(), '\n'), 10) << "a start and an end each of five";
}

// `nohup jiuzhou run ... &`
TEST_F(Faults, AnIgnoredHangUpIsIgnored) {
  signal(SIGHUP, SIG_IGN);
  const pid_t child = start(run_of(file("x.h5"), {}, "2012Q4"));
  signal(SIGHUP, SIG_DFL);
  while (!fs::exists(file("x.h5.partial"))) std::this_thread::sleep_for(1ms);
  kill(child, SIGHUP);
  EXPECT_EQ(status_of(child), 0) << said();
}

TEST_F(Faults, TheEndOfWhoReadsTheProgressIsNotTheEndOfTheRun) {
  const std::string command = "'" PROGRAM "' run " + scenarios +
                              "baseline.yaml --weight 20000 --until 2013Q4 --progress json -o " + file("x.h5") +
                              " 2> " + file("stderr") + " | head -n 1 > " + file("first");
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(nlohmann::json::parse(bytes_of(file("first")))["done"], 0);
  EXPECT_EQ(ResultReader(file("x.h5")).numbers("national_gdp").size(), 8U);
  EXPECT_NE(said().find("cannot write to the standard output"), std::string::npos) << said();
}

TEST_F(Faults, ALimitOfTheSizeOfFilesIsAnError) {
  const std::string command = "ulimit -f 2000; exec '" PROGRAM "' run " + scenarios +
                              "baseline.yaml --weight 20000 --until 2014Q4 --progress none -o " + file("x.h5") +
                              " 2> " + file("stderr");
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 74);
  EXPECT_NE(said().find("File too large"), std::string::npos) << said();
  EXPECT_NE(said().find("jiuzhou recover"), std::string::npos) << said();
}

TEST_F(Faults, WhatIsRecoveredGoesWhereItIsAskedToAndNeverOverItsSource) {
  const std::string partial = file("x.h5.partial"), checkpoint = file("x.h5.checkpoint");
  const pid_t child = start(run_of(file("x.h5"), {"--checkpoint-every", "1"}));
  while (!fs::exists(checkpoint)) std::this_thread::sleep_for(1ms);
  kill(child, SIGKILL);
  ASSERT_EQ(status_of(child), -SIGKILL);
  EXPECT_EQ(call({"recover", partial, "-o", partial}), 2);
  EXPECT_NE(said().find("ends in .h5"), std::string::npos) << said();
  EXPECT_NO_THROW(static_cast<void>(read_checkpoint_record(checkpoint)));
  EXPECT_EQ(call({"recover", partial, "-o", file("new/")}), 0) << said();
  EXPECT_TRUE(fs::exists(file("new/x.recovered.h5")));
  EXPECT_EQ(call({"recover", partial, "-o", file("other/name.h5")}), 0) << said();
  EXPECT_TRUE(bytes_of(file("other/name.h5")) == bytes_of(file("new/x.recovered.h5")));
  // A partial file with nothing in it hides no quarter of the checkpoint.
  std::ofstream(partial, std::ios::trunc) << "";
  EXPECT_EQ(call({"recover", file("x.h5")}), 0) << said();
  EXPECT_EQ(ResultReader(file("x.recovered.h5")).numbers("national_gdp").size(),
            read_checkpoint_record(checkpoint).quarters.size());
}

TEST_F(Faults, HeartbeatsAreOneObjectAQuarterAndALogOfAShortRunIsEmpty) {
  ASSERT_EQ(call(run_of(file("x.h5"))), 0);
  std::istringstream lines(bytes_of(file("stdout")));
  int quarters = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto beat = nlohmann::json::parse(line);
    if (!beat.contains("quarter")) {  // the first and the last
      if (quarters == 0)
        EXPECT_EQ(beat["done"], 0);
      else
        EXPECT_EQ(beat["result"], file("x.h5"));
      EXPECT_EQ(beat["quarters"], 12);
      continue;
    }
    EXPECT_EQ(beat["done"], ++quarters);
    EXPECT_GE(beat["done"].get<int>() - beat["stored"].get<int>(), 0);
    EXPECT_GT(beat["agents"].get<int>(), 1000);
    EXPECT_GE(beat["seconds_left"].get<double>(), 0);
  }
  EXPECT_EQ(quarters, 12);
  ASSERT_EQ(call({"run", scenarios + "baseline.yaml", "--weight", "20000", "--until", "2012Q4", "-o", file("y.h5")}),
            0);
  EXPECT_EQ(said(), "") << "a line a minute where there is no terminal";
}

TEST_F(Faults, ASecondSignalEndsAtOnce) {
  // At 1:300 a quarter takes long enough for two signals.
  const pid_t child =
      start({"run", scenarios + "baseline.yaml", "--weight", "300", "--progress", "none", "-o", file("x.h5")});
  while (!fs::exists(file("x.h5.partial"))) std::this_thread::sleep_for(1ms);
  int status = 0;
  do {  // two that come before the process is awake are one
    kill(child, SIGTERM);
    std::this_thread::sleep_for(1ms);
  } while (waitpid(child, &status, WNOHANG) == 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
  EXPECT_FALSE(fs::exists(file("x.h5.checkpoint")));
}

// A small file system in memory; only an administrator can make one.
class Disk {
 public:
  Disk(std::string path, const std::string& size) : path_(std::move(path)) {
    fs::create_directories(path_);
    is_there_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~Disk() {
    if (is_there_) umount2(path_.c_str(), MNT_DETACH);
  }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  [[nodiscard]] bool is_there() const { return is_there_; }
  [[nodiscard]] bool again(unsigned long flags, const std::string& options) const {
    return mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | flags, options.c_str()) == 0;
  }

 private:
  std::string path_;
  bool is_there_;
};

// From a disk that takes nothing to one that is too small for the final file only.
TEST_F(Faults, AFullDiskEndsCleanlyAndKeepsWhatWasFinished) {
  ASSERT_EQ(call(run_of(file("whole.h5"), {"--keep-checkpoint"})), 0);
  const std::string whole = bytes_of(file("whole.h5"));
  const Record record = read_checkpoint_record(file("whole.h5.checkpoint"));
  const std::string result = file("disk/x.h5"), partial = result + ".partial";
  bool some = false, all = false;
  for (const char* size : {"16k", "300k", "700k", "1100k", "1500k", "1700k"}) {
    const Disk disk(file("disk"), size);
    if (!disk.is_there()) GTEST_SKIP() << "only an administrator can mount a small disk";
    EXPECT_EQ(call(run_of(result)), 74) << size << ": " << said();
    EXPECT_NE(said().find("No space left on device"), std::string::npos) << said();
    EXPECT_FALSE(fs::exists(result));
    EXPECT_FALSE(fs::exists(result + ".tmp"));
    const std::size_t stored = claimed();
    if (stored == 0) continue;
    EXPECT_NE(said().find("`jiuzhou recover " + partial + "`"), std::string::npos) << said();
    ASSERT_EQ(call({"recover", partial, "-o", file("found.h5")}), 0) << said();
    RawFile left(partial, RawFile::Access::read);
    const Record found = read_record(left);
    EXPECT_GE(found.quarters.size(), stored);
    EXPECT_TRUE(same_quarters(found, record));
    EXPECT_EQ(ResultReader(file("found.h5")).numbers("gdp").size(), 31 * found.quarters.size());
    some = some || found.quarters.size() < 12;
    if (found.quarters.size() < 12) continue;
    all = true;
    EXPECT_TRUE(bytes_of(file("found.h5")) == whole) << "only the last file did not fit";
  }
  EXPECT_TRUE(some && all) << "sizes that try both";
}

TEST_F(Faults, ACheckpointThatDoesNotFitLeavesTheOneBefore) {
  const std::string result = file("disk/x.h5");
  const Disk disk(file("disk"), "64m");
  if (!disk.is_there()) GTEST_SKIP() << "only an administrator can mount a small disk";
  ASSERT_EQ(call(run_of(result, {"--keep-checkpoint"}, "2012Q2")), 0) << said();
  const std::string before = bytes_of(result + ".checkpoint");
  const std::size_t room = (fs::file_size(result) + before.size() + (std::size_t{3} << 20)) / 1024;
  ASSERT_TRUE(disk.again(0, "size=" + std::to_string(room) + "k"));
  EXPECT_EQ(call(run_of(result, {"--checkpoint-every", "1"})), 74) << said();
  EXPECT_TRUE(bytes_of(result + ".checkpoint") == before);
  EXPECT_FALSE(fs::exists(result + ".checkpoint.tmp"));
  EXPECT_NE(said().find("No space left on device"), std::string::npos) << said();
}

TEST_F(Faults, AFolderThatCannotBeWrittenIsSaidAtOnce) {
  const Disk disk(file("disk"), "1m");
  if (!disk.is_there() || !disk.again(MS_RDONLY, ""))
    GTEST_SKIP() << "only an administrator can mount a disk to read only";
  EXPECT_EQ(call(run_of(file("disk/x.h5"))), 74);
  EXPECT_NE(said().find("Read-only file system"), std::string::npos) << said();
  EXPECT_EQ(claimed(), 0U);
}

TEST_F(Faults, FilesThatAreTakenAwayComeBack) {
  ASSERT_EQ(call(run_of(file("whole.h5"))), 0);
  const pid_t child = start(run_of(file("sub/x.h5"), {"--checkpoint-every", "2"}));
  while (!fs::exists(file("sub/x.h5.checkpoint"))) std::this_thread::sleep_for(1ms);
  fs::remove_all(file("sub"));  // folder, partial file, checkpoint
  EXPECT_EQ(status_of(child), 0) << said();
  EXPECT_TRUE(bytes_of(file("sub/x.h5")) == bytes_of(file("whole.h5")));
}

TEST_F(Faults, AnEmptyOrForeignFileIsNoCheckpoint) {
  std::ofstream(file("empty")) << "";
  std::ofstream(file("text")) << std::string(4096, 'x');
  for (const char* name : {"empty", "text", "nothing"}) {
    EXPECT_EQ(call(run_of(file("x.h5"), {"--from", file(name)})), 2) << said();
    EXPECT_FALSE(fs::exists(file("x.h5.partial")));
  }
  fs::copy(file("text"), file("text.h5"));
  for (const char* name : {"empty", "text", "nothing", "text.h5"})
    EXPECT_EQ(call({"recover", file(name)}), 2) << said();
  EXPECT_EQ(said().find("complete"), std::string::npos) << said();
  EXPECT_NE(said().find("is not a result of jiuzhou"), std::string::npos) << said();
}

// Every bit of a checkpoint is under a checksum: 100 with a flipped bit, 20 that are cut, all are refused.
TEST_F(Faults, DamagedCheckpointsAreRefused) {
  Diagnostics diagnostics;
  const std::vector<std::string> overrides{"--weight=20000", "--until=2012Q4"};
  const auto inputs = load_inputs(scenarios + "baseline.yaml", overrides, diagnostics);
  ASSERT_TRUE(inputs);
  ASSERT_EQ(call(run_of(file("a.h5"), {"--keep-checkpoint"}, "2012Q4")), 0) << said();
  const std::string good = bytes_of(file("a.h5.checkpoint"));
  EXPECT_EQ(read_checkpoint(file("a.h5.checkpoint"), *inputs, Origin::same).quarters.size(), 4U);
  std::mt19937_64 random(7);
  for (int i = 0; i < 120; ++i) {
    std::string bad = good;
    // A fifth of the flips in the head, where lengths and shapes are.
    const std::size_t place = random() % (i % 5 == 0 ? std::size_t{4096} : good.size());
    if (i < 100)
      bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    else
      bad.resize(place);
    std::ofstream(file("bad"), std::ios::binary) << bad;
    EXPECT_THROW(static_cast<void>(read_checkpoint(file("bad"), *inputs, Origin::same)), IoError)
        << i << " at " << place;
  }
  EXPECT_EQ(call(run_of(file("b.h5"), {"--from", file("bad")})), 74);
  EXPECT_NE(said().find("damaged"), std::string::npos);
}

// A result with a flipped bit is refused before the HDF5 library sees it, which may crash on it.
TEST_F(Faults, DamagedResultsAreRefused) {
  ASSERT_EQ(call(run_of(file("a.h5"), {}, "2012Q4")), 0) << said();
  const std::string good = bytes_of(file("a.h5"));
  const double gdp = ResultReader(file("a.h5")).numbers("gdp").front();
  std::mt19937_64 random(8);
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    std::string bad = good;
    const std::size_t place = random() % good.size();
    bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    std::ofstream(file("bad.h5"), std::ios::binary) << bad;
    try {
      EXPECT_EQ(ResultReader(file("bad.h5")).numbers("gdp").front(), gdp) << "in the seal itself, at " << place;
    } catch (const IoError&) {
      ++refused;
    }
  }
  EXPECT_GE(refused, 99);
  EXPECT_EQ(call({"compare", file("a.h5"), file("bad.h5")}), 74) << said();
  EXPECT_NE(said().find("damaged"), std::string::npos) << said();
}

// A flipped bit in a record costs its quarter and those behind; what is read is right.
TEST_F(Faults, DamagedRecordsGiveOnlyRightQuarters) {
  ASSERT_EQ(call(run_of(file("whole.h5"), {"--keep-checkpoint"})), 0) << said();
  const Record record = read_checkpoint_record(file("whole.h5.checkpoint"));
  {
    RecordFile partial(file("x.h5.partial"), record.layout);
    for (const RecordedQuarter& quarter : record.quarters) partial.append(quarter);
  }
  const std::string good = bytes_of(file("x.h5.partial"));
  std::mt19937_64 random(9);
  int some = 0, refused = 0;
  for (int i = 0; i < 50; ++i) {
    std::string bad = good;
    const std::size_t place = random() % good.size();
    bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    std::ofstream(file("bad.h5.partial"), std::ios::binary) << bad;
    try {
      RawFile damaged(file("bad.h5.partial"), RawFile::Access::read);
      const Record found = read_record(damaged);
      EXPECT_LT(found.quarters.size(), record.quarters.size()) << "at " << place;
      EXPECT_TRUE(same_quarters(found, record)) << "at " << place;
      ++some;
    } catch (const IoError&) {
      ++refused;
    }
  }
  EXPECT_GT(some, 0);
  EXPECT_EQ(some + refused, 50);
}

}  // namespace
}  // namespace jiuzhou
