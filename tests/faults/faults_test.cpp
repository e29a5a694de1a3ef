// What the world does to runs: kills, full disks, folders nobody may write to, files taken away, flipped bits. No finished
// quarter is lost, no file claims what it has not, nothing crashes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <thread>

#include "output/checkpoint.hpp"
#include "output/record.hpp"
#include "output/reader.hpp"
#include "output/seal.hpp"
#include "sim/base/error.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const std::string scenarios = SOURCE_DIR "/scenarios/";

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Faults : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("jiuzhou_faults_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }

  // The program with its output in files; what it prints is read when it has ended.
  pid_t start(const std::vector<std::string>& arguments) {
    const std::string out = file("stdout"), err = file("stderr");
    for (const std::string& path : {out, err}) std::ofstream(path) << "";
    const pid_t child = fork();
    if (child != 0) return child;
    const auto to = [](const std::string& path, int descriptor) { dup2(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666), descriptor); };
    to(out, STDOUT_FILENO);
    to(err, STDERR_FILENO);
    std::vector<char*> argv{const_cast<char*>(PROGRAM)};
    for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    execv(PROGRAM, argv.data());
    _exit(127);
  }
  static int status_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  int call(const std::vector<std::string>& arguments) { return status_of(start(arguments)); }
  [[nodiscard]] std::string said() const { return bytes_of(file("stderr")); }

  // The last quarter that the program called stored.
  [[nodiscard]] std::size_t claimed() const {
    std::istringstream lines(bytes_of(file("stdout")));
    std::size_t stored = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, false);
      if (json.is_object() && json.contains("stored")) stored = json["stored"].get<std::size_t>();
    }
    return stored;
  }

  static std::vector<std::string> run_of(const std::string& output, const std::vector<std::string>& more = {}, const std::string& until = "2014Q4") {
    std::vector<std::string> arguments{"run", scenarios + "baseline.yaml", "--weight", "20000", "--until", until, "--progress", "json", "-o", output};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  fs::path folder_;
};

bool same_quarters(const Record& part, const Record& whole) {
  if (part.quarters.size() > whole.quarters.size()) return false;
  for (std::size_t q = 0; q < part.quarters.size(); ++q) {
    const auto &a = part.quarters[q], &b = whole.quarters[q];
    if (a.time != b.time || a.values.size() != b.values.size() || std::memcmp(a.values.data(), b.values.data(), 8 * a.values.size()) != 0) return false;
  }
  return true;
}

int how_many(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

// kill -9 at random instants of runs that store, keep checkpoints after every quarter, resume and finish.
// JIUZHOU_KILLS=300 for a long night.
TEST_F(Faults, KillsLoseNoFinishedQuarterAndNoByte) {
  ASSERT_EQ(call(run_of(file("whole.h5"), {"--keep-checkpoint"})), 0) << said();
  const std::string whole = bytes_of(file("whole.h5"));
  const Record record = read_checkpoint_record(file("whole.h5.checkpoint"));
  ASSERT_EQ(record.quarters.size(), 12U);
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(call(run_of(file("time.h5"), {"--checkpoint-every", "1"})), 0);
  const auto duration = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin);

  const int wanted = how_many("JIUZHOU_KILLS", 12);
  std::mt19937 random(static_cast<unsigned>(how_many("JIUZHOU_SEED", 1)));
  const std::string result = file("x.h5"), partial = result + ".partial", checkpoint = result + ".checkpoint";
  int kills = 0, finished = 0, with_quarters = 0, with_checkpoint = 0, after_the_result = 0;
  while (kills < wanted) {
    for (const auto& name : {result, partial, checkpoint}) fs::remove(name);
    std::size_t kept = 0;  // quarters that must never be fewer again
    for (;;) {
      const auto wait = std::uniform_real_distribution(0.0, 1.1)(random) * duration;
      const std::vector<std::string> threads{"--threads", std::to_string(1 + random() % 2), "--checkpoint-every", "1", "--resume"};
      const pid_t child = start(run_of(result, threads));
      std::this_thread::sleep_for(wait);
      kill(child, SIGKILL);
      const int status = status_of(child);
      if (status == 0) break;
      ASSERT_EQ(status, -SIGKILL) << said();
      ++kills;
      if (fs::exists(result)) {  // killed between the result's appearance and the end
        EXPECT_TRUE(bytes_of(result) == whole);
        ++after_the_result;
        break;
      }
      if (fs::exists(partial)) {
        const std::size_t size = fs::file_size(partial);
        RawFile left(partial, RawFile::Access::read);
        Record found;
        try {
          found = read_record(left);
        } catch (const IoError&) {
          EXPECT_EQ(kept + claimed(), 0U) << "only the very beginning can be missing, of " << size << " bytes";
        }
        EXPECT_GE(found.quarters.size(), std::max(kept, claimed()));
        EXPECT_TRUE(same_quarters(found, record));
        kept = std::max(kept, found.quarters.size());
        if (!found.quarters.empty()) ++with_quarters;
      } else {
        EXPECT_EQ(kept + claimed(), 0U);
      }
      if (fs::exists(checkpoint)) {
        EXPECT_TRUE(same_quarters(read_checkpoint_record(checkpoint), record));
        ++with_checkpoint;
      }
    }
    ++finished;
    if (!fs::exists(result)) {
      ASSERT_EQ(call(run_of(result, {"--resume"})), 0) << said();
    }
    ASSERT_TRUE(bytes_of(result) == whole) << "wrong bytes after " << kills << " kills";
  }
  std::printf("%d kills, %d runs finished with the right bytes; %d left quarters, %d a checkpoint, %d the result\n", kills, finished, with_quarters,
              with_checkpoint, after_the_result);
  EXPECT_GT(with_quarters, 0);
  EXPECT_GT(with_checkpoint, 0);
}

TEST_F(Faults, ASignalLeavesACheckpointAndSaysHowToGoOn) {
  ASSERT_EQ(call(run_of(file("whole.h5"))), 0);
  std::size_t known = 0;
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) {
    const pid_t child = start(run_of(file("x.h5"), {"--resume"}));
    while (bytes_of(file("x.h5.manifest")).size() == known) std::this_thread::sleep_for(1ms);  // it has begun
    kill(child, signal);
    EXPECT_EQ(status_of(child), 75) << said();
    EXPECT_NE(said().find("--resume goes on from there"), std::string::npos) << said();
    EXPECT_TRUE(fs::exists(file("x.h5.checkpoint")));
    known = bytes_of(file("x.h5.manifest")).size();
  }
  ASSERT_EQ(call(run_of(file("x.h5"), {"--resume"})), 0);
  EXPECT_TRUE(bytes_of(file("x.h5")) == bytes_of(file("whole.h5")));
  const std::string manifest = bytes_of(file("x.h5.manifest"));
  EXPECT_EQ(std::count(manifest.begin(), manifest.end(), '\n'), 8) << "a start and an end each of four";
}

TEST_F(Faults, HeartbeatsAreOneObjectAQuarterAndALogOfAShortRunIsEmpty) {
  ASSERT_EQ(call(run_of(file("x.h5"))), 0);
  std::istringstream lines(bytes_of(file("stdout")));
  int quarters = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto beat = nlohmann::json::parse(line);
    if (!beat.contains("quarter")) {
      EXPECT_EQ(beat["result"], file("x.h5"));
      continue;
    }
    EXPECT_EQ(beat["done"], ++quarters);
    EXPECT_GE(beat["done"].get<int>() - beat["stored"].get<int>(), 0);
    EXPECT_GT(beat["agents"].get<int>(), 1000);
    EXPECT_GE(beat["seconds_left"].get<double>(), 0);
  }
  EXPECT_EQ(quarters, 12);
  ASSERT_EQ(call({"run", scenarios + "baseline.yaml", "--weight", "20000", "--until", "2012Q4", "-o", file("y.h5")}), 0);
  EXPECT_EQ(said(), "") << "a line a minute where there is no terminal";
}

TEST_F(Faults, ASecondSignalEndsAtOnce) {
  // At 1:300 a quarter takes long enough for two signals.
  const pid_t child = start({"run", scenarios + "baseline.yaml", "--weight", "300", "--progress", "none", "-o", file("x.h5")});
  while (!fs::exists(file("x.h5.partial"))) std::this_thread::sleep_for(1ms);
  kill(child, SIGTERM);
  std::this_thread::sleep_for(1ms);
  kill(child, SIGTERM);
  EXPECT_EQ(status_of(child), -SIGTERM);
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
  if (!disk.is_there() || !disk.again(MS_RDONLY, "")) GTEST_SKIP() << "only an administrator can mount a disk to read only";
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
    EXPECT_EQ(call(run_of(file("x.h5"), {"--from", file(name)})), 74) << said();
    EXPECT_FALSE(fs::exists(file("x.h5.partial")));
  }
  EXPECT_EQ(call({"recover", file("empty")}), 74);
  EXPECT_EQ(call({"recover", file("text")}), 74);
  EXPECT_EQ(call({"recover", file("nothing")}), 2);
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
    if (i < 100) bad[place] = static_cast<char>(bad[place] ^ (1 << random() % 8));
    else bad.resize(place);
    std::ofstream(file("bad"), std::ios::binary) << bad;
    EXPECT_THROW(static_cast<void>(read_checkpoint(file("bad"), *inputs, Origin::same)), IoError) << i << " at " << place;
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

}  // namespace
}  // namespace jiuzhou
