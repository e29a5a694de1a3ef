// What the runs of a sweep have in common is computed once: a run goes on from the state that another one with the same
// seed left at the end of the last quarter they share.
//
//   FOLDER/states/KEY-2025Q4.checkpoint   the state, named by what it depends on; removed when no run of the process
//                                         needs it any more, and where a killed process left one, once all runs are done
//
// A state is only ever a shorter way to the same bytes: a run that finds none, or a damaged one, begins at its first
// quarter.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/commands/sweep_plan.hpp"

namespace jiuzhou {

// How a run hangs together with others. Runs are positions in a list.
struct Fork {
  std::optional<std::size_t> of;  // the run whose state it goes on from,
  Quarter after;                  // at the end of this quarter
  std::set<Quarter> leaves;       // ends of quarters at which others go on from its own
};

// For each run that which an earlier one of the list shares longest with it.
std::vector<Fork> forks(const std::vector<const SweepRun*>& runs);

// Hands out the runs of a list to several threads, each as soon as the state it goes on from is there; then before
// those that have not begun, so that few states are kept at a time.
class ForkQueue {
 public:
  explicit ForkQueue(std::vector<Fork> forks);

  // Waits for a run that may begin. Nothing when all were handed out, or `is_over` holds.
  std::optional<std::size_t> take(const std::function<bool()>& is_over);
  void left(std::size_t run, Quarter after);  // its state is there, or will not be
  void ended(std::size_t run);                // none of its states will come any more

  [[nodiscard]] const Fork& fork(std::size_t run) const { return forks_[run]; }

 private:
  void release(std::size_t run, std::optional<Quarter> after);

  std::vector<Fork> forks_;
  std::map<std::size_t, std::vector<std::size_t>> waiting_;  // by the run they wait for
  std::deque<std::size_t> ready_;
  std::size_t waiting_count_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
};

// The states in a folder.
class SharedStates {
 public:
  explicit SharedStates(const std::string& folder);

  [[nodiscard]] std::string file_of(const SweepRun& run, Quarter after) const;
  struct Found {
    std::string file;
    Quarter after;
  };
  // The latest state that the run can go on from.
  [[nodiscard]] std::optional<Found> latest(const SweepRun& run) const;
  // Whether there is room for a state of so many bytes beside what runs will write.
  [[nodiscard]] bool has_room(double bytes) const;
  void remove_all_of(const std::vector<SweepRun>& runs) const;
  void remove_oldest(double most_bytes) const;  // until what is left takes no more

 private:
  std::string path_;
};

}  // namespace jiuzhou
