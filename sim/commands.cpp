#include "sim/commands.hpp"

#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <new>
#include <optional>

#include "output/recorder.hpp"
#include "sim/base/error.hpp"
#include "sim/base/text.hpp"
#include "sim/memory.hpp"
#include "sim/period.hpp"
#include "sim/scenario/initialise.hpp"
#include "sim/scenario/load_scenario.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t stop_requested = 0;

// The first signal asks for an end after the quarter; a second one ends the program as usual.
void listen_for_stop() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaction(signal, &action, nullptr);
}

std::string count_text(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

int report(const Diagnostics& diagnostics) {
  std::cerr << diagnostics.text();
  return exit_bad_input;
}

// Where the result goes: a folder takes the scenario's name.
std::string output_path(const RunOptions& options) {
  const std::string name = fs::path(options.scenario).stem().string() + ".h5";
  if (options.output.empty()) return (fs::path("results") / name).string();
  std::error_code code;
  if (options.output.ends_with('/') || fs::is_directory(options.output, code)) return (fs::path(options.output) / name).string();
  return options.output;
}

void print_timings() {
  double total = 0;
  for (const StepTiming& t : step_timings()) total += t.seconds;
  std::printf("%-18s %10s %7s\n", "step", "seconds", "share");
  for (const StepTiming& t : step_timings())
    std::printf("%-18.*s %10.3f %6.1f%%\n", static_cast<int>(t.name.size()), t.name.data(), t.seconds,
                total > 0 ? 100 * t.seconds / total : 0.0);
}

int stopped(const std::string& file, const Quarter last, std::size_t done, int quarters) {
  std::cerr << "stopped after " << last.text() << ": " << done << " of " << quarters << " quarters are in '" << file
            << ".partial'; '" << file << "' was not written\n";
  return exit_interrupted;
}

}  // namespace

int run(const RunOptions& options) {
  Diagnostics diagnostics;
  const auto inputs = load_inputs(options.scenario, options.overrides, diagnostics);
  if (!inputs) {
    report(diagnostics);
    std::cerr << count_text(diagnostics.count(), "error", "errors") << "; nothing was run or written\n";
    return exit_bad_input;
  }
  const Scenario& scenario = inputs->scenario;
  const std::string file = output_path(options);
  if (!file.ends_with(".h5")) {
    std::cerr << "error: the result '" << file << "' must be a folder or a name that ends in .h5; nothing was run or written\n";
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

  const int quarters = scenario.until - scenario.from + 1;
  Progress progress(options.progress, quarters);
  std::optional<Recorder> recorder;
  try {
    World world = initialise(inputs->pack, scenario);
    recorder.emplace(file, world, scenario);
    for (int done = 1;; ++done) {
      advance(world, scenario.policies);
      recorder->record(world);
      progress.done(world.now, world.persons.size() + world.firms.size());
      if (done == quarters) break;
      if (stop_requested != 0) {
        progress.close();
        return stopped(file, world.now, recorder->quarters(), quarters);
      }
      begin_next_quarter(world);
    }
    recorder->finish();
  } catch (const NumericalError& e) {
    progress.close();
    std::cerr << "numerical failure: " << e.what() << "\n";
    const std::size_t kept = recorder ? recorder->quarters() : 0;
    if (kept > 0) std::cerr << "the " << count_text(kept, "quarter", "quarters") << " before it are in '" << file << ".partial'\n";
    return exit_numerical;
  }
  progress.close();
  if (options.progress == ProgressMode::json)
    std::cout << "{\"result\": \"" << file << "\", \"quarters\": " << quarters << "}\n";
  else
    std::cout << count_text(static_cast<std::size_t>(quarters), "quarter", "quarters") << ", " << scenario.from.text() << " to "
              << scenario.until.text() << ", done in " << duration_text(progress.seconds()) << "; the result is in " << file << "\n";
  if (options.timings) print_timings();
  return exit_done;
}

int guarded(const std::function<int()>& command) {
  try {
    const int status = command();
    std::cout.flush();
    if (!std::cout && status == exit_done) throw IoError("cannot write to the standard output");
    return status;
  } catch (const InputError& e) {
    std::cerr << "error: " << e.what() << "\n";
    return exit_bad_input;
  } catch (const NumericalError& e) {
    std::cerr << "numerical failure: " << e.what() << "\n";
    return exit_numerical;
  } catch (const IoError& e) {
    std::cerr << "error: " << e.what() << "\n";
    return exit_io;
  } catch (const fs::filesystem_error& e) {
    std::cerr << "error: " << e.what() << "\n";
    return exit_io;
  } catch (const std::bad_alloc&) {
    std::cerr << "error: not enough memory; a larger --weight needs less\n";
    return exit_io;
  } catch (const std::exception& e) {
    std::cerr << "this is a bug in jiuzhou, please report it: " << e.what() << "\n";
    return exit_bug;
  }
}

}  // namespace jiuzhou
