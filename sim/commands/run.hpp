// A run: a scenario from its first quarter to its last, with its result in a file.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "output/record.hpp"
#include "sim/base_year/balance.hpp"
#include "sim/commands/progress.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"

namespace jiuzhou {

enum Exit : int {
  exit_done = 0,
  exit_bad_input = 2,  // also wrong use of the command line
  exit_numerical = 3,  // a number left its range; what was computed before is kept
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
  int checkpoint_every = 0;      // quarters; 0: only when asked to stop
  bool keep_checkpoint = false;  // leave one of the last quarter beside the result
  bool resume = false;           // go on from the checkpoint beside the result, if there is one
  bool begin_anew = false;       // where a checkpoint is damaged or of another run or program, instead of an error
  std::string from;              // checkpoint of another run to branch off from
  std::set<Quarter> forks;       // at the ends of these quarters `at_fork` is called, for other runs to branch off
  std::function<void(World&, const Record&)> at_fork;
  bool state_hash = false;               // of the state at the end
  bool force = false;                    // replace what a run of another scenario left under this name
  std::shared_ptr<const BaseYear> base;  // as in initialise()
  bool manifest = false;                 // keep X.h5.manifest: starts, ends and hosts of the run, a line of JSON each
};

// The command `jiuzhou run`: reads the scenario, listens for signals, prints. Returns the exit status.
int run(const RunOptions& options);

struct RunOutcome {
  int status = exit_done;    // done, numerical or interrupted; anything else is thrown
  std::string file;          // the result
  std::string message;       // for the user, if it is not done
  std::size_t quarters = 0;  // finished, and kept
  std::string began;         // if not at the first quarter: "resumed after 2015Q4"
  std::string state_hash;    // if asked for
  double seconds = 0;
  StepTimings timings;
};

// A run within the program, silent but for the progress it is asked for; `output` must name a file. Threads are the
// caller's. It touches nothing global, so any number may go on side by side, each in a task arena of its own.
// `should_stop` is asked after each quarter; then a checkpoint is left beside the result. Throws IoError, and
// InputError where a checkpoint is of another run.
RunOutcome run_inputs(const Inputs& inputs, const RunOptions& options, const std::function<bool()>& should_stop);

}  // namespace jiuzhou
