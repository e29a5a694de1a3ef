// The folder of a sweep.
//
//   runs.jsonl            the plan, then one line per run: id, scenario, seed, parameters of the design
//   plans/DIGEST.jsonl    lists of plans that were there before
//   runs/ID.h5            results; ID.h5.partial and the like of runs that are not finished
//   states/               states that runs leave to each other (commands/sweep_sharing.hpp)
//   manifest/I-of-N.jsonl what the processes of shard I did, a line appended at the end of each run: id, status, file,
//                         sha256, wall time, host. Times and hosts are here and nowhere else
//   lock                  a locked byte per run that is being computed, at the offset its id names
//
// A run counts as finished when some line says `done` and the checksum of its file fits. Every line ends with a checksum
// of itself, in runs.jsonl also of all lines before: a list with another byte is damaged, a line of a manifest with one
// was never written.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace jiuzhou {

struct ListedRun {
  std::string id, scenario;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> parameters;
};

inline constexpr std::size_t run_id_digits = 12;  // hexadecimal

// Names a run by what its bytes depend on: the program ("0.1.0", its revision), the pack, the resolved scenario.
std::string run_id(const std::string& version, const std::string& revision, const std::string& pack_sha256,
                   const std::string& resolved);
// The same in two steps, for runs that differ in nothing but their seeds.
std::string seedless_id(const std::string& version_text, const std::string& revision_text,
                        const std::string& pack_sha256, const std::string& resolved);
std::string run_id(const std::string& seedless, std::uint64_t seed);

// A line of a list or manifest, a JSON object without its last brace, with its checksum. `before`: the checksum of the
// line before, which becomes this one's.
std::string with_checksum(std::string line, std::uint64_t& before);

struct RunReport {  // a line of a manifest
  enum class Status : std::uint8_t { done, failed, stopped };
  std::string id;
  Status status = Status::done;
  std::string sha256;     // of the file, when done
  std::string reason;     // why it failed
  bool is_final = false;  // failed in a way that a repetition would repeat
  double wall_seconds = 0;
};

enum class RunState : std::uint8_t { done, failed, stopped, running, missing, damaged };
std::string_view name_of(RunState state);

// A locked byte of the folder's lock file; given back when destroyed, or by the system when the process ends.
class RunLock {
 public:
  // Nothing when another process, or another thread, holds it.
  static std::optional<RunLock> take(const std::string& file, const std::string& id);
  RunLock(RunLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  RunLock& operator=(RunLock&&) = delete;
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  ~RunLock();

 private:
  explicit RunLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

class SweepFolder {
 public:
  explicit SweepFolder(std::string path) : path_(std::move(path)) {}

  // Makes the folder and keeps the list. A folder is a store of runs by id: another plan takes over the runs that it
  // shares, and the list of the one before goes to plans/.
  void keep_list(const std::string& name, const std::string& plan, const std::vector<ListedRun>& runs) const;
  struct List {
    std::string name, plan;  // the plan's file name and text
    std::vector<ListedRun> runs;
  };
  [[nodiscard]] List list() const;  // InputError if there is none, IoError where it is damaged or cannot be read

  [[nodiscard]] std::string file_of(const std::string& id) const;
  [[nodiscard]] std::optional<RunLock> lock(const std::string& id) const;
  [[nodiscard]] bool is_locked(const std::string& id) const;

  // The line that counts for each run: done before failed before stopped, among equals the last one.
  [[nodiscard]] std::map<std::string, RunReport> reports() const;
  void append(std::size_t shard, std::size_t shards, const ListedRun& run, const RunReport& report) const;

  // `check`: compare the file's checksum, too.
  [[nodiscard]] RunState state_of(const std::string& id, const std::map<std::string, RunReport>& reports,
                                  bool check) const;

 private:
  void keep_old_list(const std::string& list) const;

  std::string path_;
};

}  // namespace jiuzhou
