// What the program does for each of its commands. Each returns the exit status.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/progress.hpp"

namespace jiuzhou {

enum Exit : int {
  exit_done = 0,
  exit_bad_input = 2,     // also wrong use of the command line
  exit_numerical = 3,     // a number left its range; what was computed before is kept
  exit_bug = 70,
  exit_io = 74,
  exit_interrupted = 75,  // asked to stop; the finished quarters are kept
};

struct RunOptions {
  std::string scenario;
  std::string output;                  // empty: results/<scenario>.h5
  std::vector<std::string> overrides;  // as in load_inputs()
  int threads = 0;                     // 0: all
  ProgressMode progress = ProgressMode::automatic;
  bool timings = false;
};

int run(const RunOptions& options);
// Scenarios, with changes as in load_inputs(), and pack folders.
int check(const std::vector<std::string>& paths, const std::vector<std::string>& overrides, bool show_resolved);
// Results in pairs: base, policy, base, policy ... `form` is "text", "csv" or "json".
int compare(const std::vector<std::string>& files, const std::string& years, double level, const std::string& form);
// "parameters", "series", "state", "steps", "instruments", "indicators", "impose", "pack" or "schema".
int describe(const std::string& topic, const std::string& pack_folder, bool as_json);

// Calls a command and turns what it throws into a message and an exit status.
int guarded(const std::function<int()>& command);

}  // namespace jiuzhou
