#include "sim/run.hpp"

#include <oneapi/tbb/global_control.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>

#include "output/recorder.hpp"
#include "sim/base/error.hpp"
#include "sim/memory.hpp"
#include "sim/scenario/initialise.hpp"
#include "sim/stop.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

std::string count_text(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

// Where the result goes: a folder takes the scenario's name.
std::string output_path(const RunOptions& options) {
  const std::string name = fs::path(options.scenario).stem().string() + ".h5";
  if (options.output.empty()) return (fs::path("results") / name).string();
  std::error_code code;
  if (options.output.ends_with('/') || fs::is_directory(options.output, code)) return (fs::path(options.output) / name).string();
  return options.output;
}

void print_timings(const StepTimings& timings) {
  double total = 0;
  for (const StepTiming& t : timings) total += t.seconds;
  std::printf("%-18s %10s %7s\n", "step", "seconds", "share");
  for (const StepTiming& t : timings)
    std::printf("%-18.*s %10.3f %6.1f%%\n", static_cast<int>(t.name.size()), t.name.data(), t.seconds,
                total > 0 ? 100 * t.seconds / total : 0.0);
}

}  // namespace

RunOutcome run_inputs(const Inputs& inputs, const RunOptions& options, const std::function<bool()>& should_stop) {
  const Scenario& scenario = inputs.scenario;
  const int quarters = scenario.until - scenario.from + 1;
  RunOutcome outcome;
  outcome.file = options.output;
  outcome.timings = no_timings();
  Progress progress(options.progress, quarters);
  std::optional<Recorder> recorder;
  const auto end = [&](int status, const std::string& message) {
    progress.close();
    outcome.status = status;
    outcome.message = message;
    outcome.quarters = recorder ? recorder->quarters() : 0;
    outcome.seconds = progress.seconds();
    return outcome;
  };
  try {
    World world = initialise(inputs.pack, scenario);
    recorder.emplace(outcome.file, world, scenario);
    for (int done = 1;; ++done) {
      advance(world, scenario.policies, &outcome.timings);
      recorder->record(world);
      progress.done(world.now, world.persons.size() + world.firms.size());
      if (done == quarters) break;
      if (should_stop())
        return end(exit_interrupted, "stopped after " + world.now.text() + ": " + std::to_string(recorder->quarters()) + " of " +
                                         std::to_string(quarters) + " quarters are in '" + outcome.file + ".partial'; '" +
                                         outcome.file + "' was not written");
      begin_next_quarter(world);
    }
    recorder->finish();
  } catch (const NumericalError& e) {
    std::string message = std::string("numerical failure: ") + e.what();
    if (recorder && recorder->quarters() > 0)
      message += "\nthe " + count_text(recorder->quarters(), "quarter", "quarters") + " before it are in '" + outcome.file + ".partial'";
    return end(exit_numerical, message);
  }
  return end(exit_done, "");
}

int run(const RunOptions& options) {
  Diagnostics diagnostics;
  const auto inputs = load_inputs(options.scenario, options.overrides, diagnostics);
  if (!inputs) {
    std::cerr << diagnostics.text() << count_text(diagnostics.count(), "error", "errors") << "; nothing was run or written\n";
    return exit_bad_input;
  }
  const Scenario& scenario = inputs->scenario;
  RunOptions resolved = options;
  resolved.output = output_path(options);
  if (!resolved.output.ends_with(".h5")) {
    std::cerr << "error: the result '" << resolved.output << "' must be a folder or a name that ends in .h5; nothing was run or written\n";
    return exit_bad_input;
  }
  if (const auto shortage = memory_shortage(*inputs->pack, scenario)) {
    std::cerr << "error: " << *shortage << "; nothing was run or written\n";
    return exit_bad_input;
  }
  std::optional<tbb::global_control> limit;
  if (options.threads > 0)
    limit.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.threads));
  listen_for_stop();

  const RunOutcome outcome = run_inputs(*inputs, resolved, stop_requested);
  if (outcome.status != exit_done) {
    std::cerr << outcome.message << "\n";
    return outcome.status;
  }
  if (options.progress == ProgressMode::json)
    std::cout << "{\"result\": \"" << outcome.file << "\", \"quarters\": " << outcome.quarters << "}\n";
  else
    std::cout << count_text(outcome.quarters, "quarter", "quarters") << ", " << scenario.from.text() << " to " << scenario.until.text()
              << ", done in " << duration_text(outcome.seconds) << "; the result is in " << outcome.file << "\n";
  if (options.timings) print_timings(outcome.timings);
  return exit_done;
}

}  // namespace jiuzhou
