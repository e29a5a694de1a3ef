#include "sim/commands/run.hpp"

#include <fmt/core.h>
#include <oneapi/tbb/global_control.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "output/checkpoint.hpp"
#include "output/gate.hpp"
#include "output/layout.hpp"
#include "output/provenance.hpp"
#include "output/raw_file.hpp"
#include "output/recorder.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"
#include "sim/base/stop.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/memory.hpp"
#include "sim/text/chinese_errors.hpp"
#include "sim/text/language.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

std::string count_text(std::size_t n, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

// The path of the result; in a folder it has the scenario's name.
std::string output_path(const RunOptions& options) {
  const std::string name = fs::path(options.scenario).stem().string() + ".h5";
  if (options.output.empty()) return (fs::path("results") / name).string();
  std::error_code code;
  if (options.output.ends_with('/') || fs::is_directory(options.output, code))
    return (fs::path(options.output) / name).string();
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

// The parameters furthest from their defaults, relative to their bounds: a likely reason why a number left its range.
std::string unusual_values(Parameters parameters) {
  const ParameterList list = parameters_of(parameters);
  std::vector<std::pair<double, std::string>> found;
  for (const Parameter& p : list.all()) {
    const double moved = p.get() - p.spec.fallback,
                 room = moved < 0 ? p.spec.fallback - p.spec.min : p.spec.max - p.spec.fallback;
    if (moved != 0 && p.type() != "boolean")
      found.emplace_back(std::abs(moved) / room,
                         fmt::format("{} {} instead of {}", p.path, shortest(p.get()), shortest(p.spec.fallback)));
  }
  std::ranges::stable_sort(found, std::greater<>(), &std::pair<double, std::string>::first);
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 5); ++i) out += (i > 0 ? ", " : "") + found[i].second;
  return out.empty() ? "" : "\nfurthest from its default, and so perhaps why: " + out;
}

struct Start {
  World world;
  std::vector<RecordedQuarter> quarters;  // done before; the world is at the end of the last one
};

Start first_state(const Inputs& inputs, const RunOptions& options, RunOutcome& outcome) {
  const auto go_on = [&](const std::string& file, Origin origin, const std::string& how) {
    Restored restored = read_checkpoint(file, inputs, origin);
    outcome.began = how + restored.world.now.text();
    return Start{std::move(restored.world), std::move(restored.quarters)};
  };
  std::error_code code;
  if (const std::string file = checkpoint_of(options.output); options.resume && fs::exists(file, code)) {
    try {
      return go_on(file, options.from.empty() ? Origin::same : Origin::branch, "resumed after ");
    } catch (const std::runtime_error&) {
      if (!options.begin_anew) throw;
    }
  }
  if (!options.from.empty()) {
    try {
      return go_on(options.from, Origin::branch, "branched off after ");
    } catch (const std::runtime_error&) {
      if (!options.begin_anew) throw;
    }
  }
  return {initialise(inputs.pack, inputs.scenario, options.base), {}};
}

std::string time_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

// X.h5.manifest holds what differs from start to start and so must not be in the result.
class Manifest {
 public:
  Manifest(const RunOptions& options, const std::string& began) : path_(options.output + ".manifest") {
    make_folder_of(path_);
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    add({{"event", "start"},
         {"time", time_text()},
         {"host", host.data()},
         {"process", getpid()},
         {"threads", tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism)},
         {"version", version()},
         {"revision", revision()},
         {"began", began.empty() ? "at the first quarter" : began}},
        began.starts_with("resumed") ? std::ios::app : std::ios::trunc);
  }
  void ended(const RunOutcome& outcome) {
    add({{"event", "end"},
         {"time", time_text()},
         {"status", outcome.status},
         {"quarters", outcome.quarters},
         {"seconds", outcome.seconds}},
        std::ios::app);
  }

 private:
  void add(const nlohmann::ordered_json& line, std::ios::openmode mode) {
    // a failure here is no reason to fail the run
    std::ofstream(path_, std::ios::out | mode) << line.dump() << "\n" << std::flush;
  }
  std::string path_;
};

// Checks that the file the user names is a checkpoint.
void check_branch(const std::string& from) {
  std::error_code code;
  const std::string how =
      "; `jiuzhou run SCENARIO --until QUARTER --keep-checkpoint` leaves RESULT.h5.checkpoint, to branch off from";
  if (!fs::exists(from, code)) throw InputError(fmt::format("there is no file {}{}", in_quotes(from), how));
  if (fs::is_directory(from, code) || !is_checkpoint(from))
    throw InputError(fmt::format("{} is not a checkpoint{}", in_quotes(from), how));
}

// Unless the user says otherwise, what a run of another scenario left under this name stays: its result, its finished
// quarters and its state.
void refuse_other_runs(const std::string& result, const Inputs& inputs, bool goes_on) {
  const std::string scenario = sha256(inputs.scenario.resolved), &pack = inputs.pack->sha256;
  const std::string end = "; choose another name with -o, or replace it with --force";
  if (holds_another_result(result, scenario, pack))
    throw InputError(fmt::format("{} is a finished result of another scenario{}", in_quotes(result), end));
  const auto is_other = [&](const Record& record) {
    return !record.quarters.empty() &&
           (record.layout.attribute("scenario_sha256") != scenario || record.layout.attribute("pack_sha256") != pack);
  };
  const std::string partial = result + ".partial", checkpoint = checkpoint_of(result);
  std::error_code code;
  try {
    if (fs::exists(partial, code) && is_record(partial)) {
      RawFile file(partial, RawFile::Access::read);
      if (is_other(read_record(file, 1)))
        throw InputError(
            fmt::format("{} has the finished quarters of another run, which `jiuzhou recover` makes readable{}",
                        in_quotes(partial), end));
    }
    // A run that goes on from the checkpoint reports itself if it does not fit.
    if (!goes_on && fs::exists(checkpoint, code) && is_checkpoint(checkpoint) &&
        is_other(read_checkpoint_record(checkpoint)))
      throw InputError(fmt::format("{} is the state of another run{}", in_quotes(checkpoint), end));
  } catch (const IoError&) {  // damaged, and so of no use
  }
}

void say_what_is_prepared(Progress& progress, const RunOptions& options, double agents) {
  const bool goes_on = options.resume || !options.from.empty();
  progress.preparing(
      fmt::format("{}, {} million person agents", goes_on ? "reading the state" : "building the population",
                  shortest(std::round(agents / 1e5) / 10)),
      agents > 1e8);
}

}  // namespace

RunOutcome run_inputs(const Inputs& inputs, const RunOptions& options, const std::function<bool()>& should_stop) {
  const Scenario& scenario = inputs.scenario;
  const int quarters = scenario.until - scenario.from + 1;
  const std::string checkpoint = checkpoint_of(options.output), partial = options.output + ".partial";
  RunOutcome outcome;
  outcome.file = options.output;
  outcome.timings = no_timings();
  Progress progress(options.progress, quarters);
  std::optional<Manifest> manifest;
  std::optional<Recorder> recorder;
  const auto kept = [&] {
    outcome.quarters = recorder ? recorder->quarters() : 0;
    if (outcome.quarters == 0) return std::string("no quarter was finished");
    return fmt::format("{} in '{}', and `jiuzhou recover {}` makes a readable file of them",
                       count_text(outcome.quarters, "finished quarter is", "finished quarters are"), partial, partial);
  };
  const auto end = [&](int status, const std::string& message) {
    progress.close();
    outcome.status = status;
    outcome.message = message;
    outcome.seconds = progress.seconds();
    if (manifest) manifest->ended(outcome);
    return outcome;
  };
  try {
    say_what_is_prepared(progress, options, person_agents(*inputs.pack, scenario.weight));
    Start start = first_state(inputs, options, outcome);
    World& world = start.world;
    // A run removes only a checkpoint that it wrote or went on from.
    bool is_mine = options.begin_anew || outcome.began.starts_with("resumed");
    const auto left = [&] { return scenario.until - world.now; };
    leave_if_stopped();
    recorder.emplace(outcome.file, world, scenario, start.quarters);
    if (options.manifest) manifest.emplace(options, outcome.began);
    progress.begin(static_cast<int>(start.quarters.size()));
    for (bool is_new = start.quarters.empty(); is_new || left() > 0; is_new = false) {
      if (!is_new) begin_next_quarter(world);
      advance(world, scenario.policies, timed(outcome.timings));
      recorder->record(world);
      progress.done(world.now, world.persons.size() + world.firms.size(), recorder->stored());
      if (options.forks.contains(world.now)) options.at_fork(world, recorder->so_far());
      if (left() == 0) break;
      const bool is_asked = should_stop();
      const bool is_due =
          options.checkpoint_every > 0 && (world.now - scenario.from + 1) % options.checkpoint_every == 0;
      if (is_asked || is_due) {
        write_checkpoint(checkpoint, world, scenario, recorder->complete());
        is_mine = true;
      }
      if (!is_asked) continue;
      outcome.quarters = recorder->quarters();
      return end(
          exit_interrupted,
          fmt::format(
              "stopped after {}, {} of {}; '{}' has the state: the same command with --resume goes on from there",
              world.now.text(), world.now - scenario.from + 1,
              count_text(static_cast<std::size_t>(quarters), "quarter", "quarters"), checkpoint));
    }
    if (options.state_hash) outcome.state_hash = state_hash_text(world);
    if (options.keep_checkpoint) write_checkpoint(checkpoint, world, scenario, recorder->complete());
    recorder->finish();
    outcome.quarters = static_cast<std::size_t>(quarters);
    if (!options.keep_checkpoint && is_mine)
      remove_checkpoint(checkpoint);
    else
      remove_unfinished_checkpoint(checkpoint);
  } catch (const Stopped&) {
    return end(exit_interrupted,
               "stopped before a quarter was finished; nothing is kept, the same command begins again");
  } catch (const NumericalError& e) {
    return end(exit_numerical,
               fmt::format("numerical failure: {}{}\n{}", e.what(), unusual_values(scenario.parameters), kept()));
  } catch (const IoError& e) {
    if (!recorder) throw;
    end(exit_io, "");
    throw IoError(fmt::format("{}\n{}", e.what(), kept()));
  }
  return end(exit_done, "");
}

// "the centre by debt, regions by own_budget", with the policies that have it so where they differ.
std::string who_pays(const Policies& policies) {
  std::map<std::string, std::vector<std::string>> ids;
  for (const auto& policy : policies)
    ids[said("the centre by ", "中央：") + sources_text(policy->financed_by, 0, central_sources) +
        said(", regions by ", "，地方：") + sources_text(policy->financed_by, central_sources, source_count)]
        .push_back(policy->id);
  std::string out;
  for (const auto& [sources, names] : ids)
    out += (out.empty() ? "" : "; ") + sources + (ids.size() > 1 ? " (" + joined(names) + ")" : "");
  return out;
}

int run(const RunOptions& options) {
  if (!options.from.empty()) check_branch(options.from);
  listen_for_stop();
  Diagnostics diagnostics;
  const auto inputs = load_inputs(options.scenario, options.overrides, diagnostics);
  if (!inputs) {
    std::cerr << diagnostics.text()
              << said(count_text(diagnostics.count(), "error", "errors") + "; nothing was run or written",
                      std::to_string(diagnostics.count()) + "处错误；没有运行，也没有写入任何文件")
              << "\n";
    return exit_bad_input;
  }
  require_names_apart(*inputs->pack);
  const Scenario& scenario = inputs->scenario;
  for (const std::string& warning : scenario.warnings) std::cerr << warning << "\n";
  RunOptions resolved = options;
  const std::string asked = output_path(options);
  if (!asked.ends_with(".h5")) {
    std::cerr << error_text("the result " + in_quotes(asked) +
                            " must be a folder or a name that ends in .h5; nothing was run or written")
              << "\n";
    return exit_bad_input;
  }
  std::vector<std::string> read = scenario.files;
  if (!options.from.empty()) read.push_back(options.from);
  resolved.output = checked_output(asked, OutputKind::result, read);
  if (!options.force) refuse_other_runs(resolved.output, *inputs, options.resume);
  if (const auto shortage = memory_shortage(*inputs->pack, scenario)) {
    std::cerr << "error: " << *shortage << "; nothing was run or written\n";
    return exit_bad_input;
  }
  std::optional<tbb::global_control> limit;
  if (options.threads > 0)
    limit.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.threads));

  const RunOutcome outcome = run_inputs(*inputs, resolved, stop_requested);
  if (outcome.status != exit_done) {
    std::cerr << outcome.message << "\n";
    return outcome.status;
  }
  if (options.progress == ProgressMode::json) {
    nlohmann::ordered_json line{{"result", outcome.file}, {"quarters", outcome.quarters}, {"seconds", outcome.seconds}};
    if (!outcome.began.empty()) line["began"] = outcome.began;
    if (!outcome.state_hash.empty()) line["state_hash"] = outcome.state_hash;
    std::cout << line.dump() << "\n";
  } else {
    std::cout << said(count_text(outcome.quarters, "quarter", "quarters"), std::to_string(outcome.quarters) + "季")
              << ", " << scenario.from.text() << said(" to ", "至") << scenario.until.text()
              << (outcome.began.empty() ? "" : ", " + outcome.began) << said(", done in ", "，用时")
              << duration_text(outcome.seconds) << said("; the result is in ", "；结果在 ") << outcome.file << "\n";
    if (!scenario.policies.empty())
      std::cout << said("what governments pay for policies: ", "政府政策资金来源：") << who_pays(scenario.policies)
                << "\n";
    if (!outcome.state_hash.empty()) std::cout << "state " << outcome.state_hash << "\n";
    if (options.keep_checkpoint)
      std::cout << said("the state is in ", "状态在 ") << checkpoint_of(outcome.file)
                << said("; --from branches off from it", "；--from 可由此分支") << "\n";
  }
  if (options.timings) print_timings(outcome.timings);
  return exit_done;
}

}  // namespace jiuzhou
