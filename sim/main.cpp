// The command line. Everything it can do is in commands.hpp.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "output/provenance.hpp"
#include "sim/base/error.hpp"
#include "sim/base/text.hpp"
#include "sim/bench.hpp"
#include "sim/commands.hpp"
#include "sim/sweep.hpp"

namespace {

constexpr const char* examples = R"(
Examples
  jiuzhou run scenarios/baseline.yaml
  jiuzhou run scenarios/baseline.yaml --weight 10000 --until 2014Q4 -o quick.h5
  jiuzhou run scenarios/baseline.yaml --set migration.income=0.5 --seed 7
  jiuzhou run scenarios/baseline.yaml --checkpoint-every 8 --resume       # start it again after anything, it goes on
  jiuzhou run scenarios/baseline.yaml --until 2023Q4 --keep-checkpoint -o results/2023.h5
  jiuzhou run scenarios/work_relief.yaml --from results/2023.h5.checkpoint
  jiuzhou recover results/baseline.h5.partial
  jiuzhou check scenarios/*.yaml scenarios/packs/china-2012
  jiuzhou compare results/baseline.h5 results/work_relief.h5
  jiuzhou describe parameters
  jiuzhou bench scenarios/baseline.yaml --weight 100 --quarters 8
  jiuzhou export results/baseline.h5 --iamc --series gdp,population -o baseline.csv
  jiuzhou sweep plan.yaml -o results/plan
  jiuzhou sweep plan.yaml -o results/plan --shard 3/20
  jiuzhou sweep merge results/plan -o plan.h5

Exit status
  0 done; 2 wrong input, nothing was written; 3 a number left its range; 70 a bug; 74 a file or memory failed;
  75 stopped on request (Ctrl-C, SIGTERM, SIGUSR1, end of the terminal) with a checkpoint: the same command with --resume goes on)";

// "3/20", or the task of a Slurm job array.
bool choose_shard(const std::string& text, jiuzhou::SweepOptions& options) {
  using namespace jiuzhou;
  if (options.plan.empty() || options.folder.empty()) {
    std::cerr << "error: a sweep needs a plan and a folder: jiuzhou sweep PLAN.yaml -o FOLDER\n";
    return false;
  }
  const auto number = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : parse_integer(value);
  };
  std::optional<std::int64_t> shard, shards;
  if (!text.empty()) {
    const auto parts = split(text, '/');
    if (parts.size() == 2) shard = parse_integer(parts[0]), shards = parse_integer(parts[1]);
  } else if (const auto task = number("SLURM_ARRAY_TASK_ID")) {
    shard = *task - number("SLURM_ARRAY_TASK_MIN").value_or(0);
    if (const auto step = number("SLURM_ARRAY_TASK_STEP").value_or(1); step > 1) shard = *shard / step;
    shards = number("SLURM_ARRAY_TASK_COUNT");
  } else {
    return true;
  }
  if (!shard || !shards || *shard < 0 || *shard >= *shards) {
    std::cerr << "error: --shard must be I/N with I from 0 to N - 1, such as 3/20" << (text.empty() ? "" : ", not " + in_quotes(text)) << "\n";
    return false;
  }
  options.shard = static_cast<std::size_t>(*shard);
  options.shards = static_cast<std::size_t>(*shards);
  return true;
}

}  // namespace

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): that an option is declared wrongly must end it
  using namespace jiuzhou;
#ifdef __GLIBC__
  // A quarter's lists come back every quarter: keep their pages instead of having them cleared anew each time. From 8 MiB on they
  // go back, as a fifth of a large run's memory would be kept for nothing; that costs no time that could be measured at 1:16 to 1:1000.
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  CLI::App app{"Jiuzhou simulates the economies of a country's regions, quarter by quarter, person by person."};
  app.name("jiuzhou");
  app.set_version_flag("--version", "jiuzhou " + version() + " (" + revision() + ", " + compiler() + ")");
  app.footer(examples);
  app.require_subcommand(1);

  RunOptions options;
  std::string seed, weight, until, progress = "auto";
  std::vector<std::string> changes;
  CLI::App* run_command = app.add_subcommand("run", "Run a scenario and write its result");
  run_command->add_option("scenario", options.scenario, "scenario file")->required();
  run_command->add_option("-o,--output", options.output, "result file or folder [results/<scenario>.h5]");
  run_command->add_option("--seed", seed, "seed of all chance, instead of the scenario's");
  run_command->add_option("--weight", weight, "persons one agent stands for, instead of the scenario's");
  run_command->add_option("--until", until, "last quarter, such as 2024Q4, instead of the scenario's");
  run_command->add_option("--set", changes, "change a value: path=value; may be repeated")->allow_extra_args(false);
  run_command->add_option("--threads", options.threads, "threads [all]; the result does not depend on it")
      ->check(CLI::Range(1, 4096));
  run_command->add_option("--progress", progress, "auto, bar, lines, json or none")
      ->check(CLI::IsMember({"auto", "bar", "lines", "json", "none"}))
      ->capture_default_str();
  run_command->add_flag("--timings", options.timings, "print the seconds each step took");
  run_command->add_option("--checkpoint-every", options.checkpoint_every, "keep the state in RESULT.checkpoint every so many quarters")
      ->check(CLI::Range(1, 1000));
  run_command->add_flag("--keep-checkpoint", options.keep_checkpoint, "leave the last quarter's state beside the result, to branch off from");
  run_command->add_flag("--resume", options.resume, "go on from RESULT.checkpoint; from the start where there is none");
  run_command->add_option("--from", options.from, "branch off from this checkpoint: policies that begin later, another last quarter");
  run_command->add_flag("--state-hash", options.state_hash, "print a hash of the state at the end");
  options.manifest = true;

  std::string interrupted;
  CLI::App* recover_command = app.add_subcommand("recover", "Make a readable file of the quarters that an interrupted run finished");
  recover_command->add_option("file", interrupted, "RESULT.h5.partial, RESULT.h5.checkpoint, or the name the result was to have")->required();
  recover_command->add_option("-o,--output", options.output, "file to write [RESULT.recovered.h5; RESULT.h5 where nothing is missing]");

  std::vector<std::string> paths;
  bool show_resolved = false;
  CLI::App* check_command = app.add_subcommand("check", "Check scenarios and pack folders without running them");
  check_command->add_option("file", paths, "scenario files and pack folders")->required();
  check_command->add_option("--set", changes, "change a value: path=value; may be repeated")->allow_extra_args(false);
  check_command->add_flag("--resolved", show_resolved, "print each scenario with every value it has and where that came from");

  std::string topic, pack_folder;
  bool as_json = false;
  CLI::App* describe_command = app.add_subcommand("describe", "List what is declared, with units, bounds and sources");
  CLI::Option* topic_option = describe_command->add_option("topic", topic, "parameters, series, state, steps, instruments, indicators, impose, pack or schema");
  topic_option->check(CLI::IsMember({"parameters", "series", "state", "steps", "instruments", "indicators", "impose", "pack", "schema"}));
  describe_command->add_option("pack_folder", pack_folder,
                               "with pack: show the columns of this one with their sources; with schema: list its names");
  describe_command->add_flag_callback("--schema", [&] { topic = "schema"; }, "the JSON Schema of scenario files, for editors")->excludes(topic_option);
  describe_command->add_flag("--json", as_json, "as JSON");

  BenchOptions measured;
  std::string bench_weight;
  CLI::App* bench_command = app.add_subcommand("bench", "Measure speed and memory of this machine on a scenario; writes no result");
  bench_command->add_option("scenario", measured.scenario, "scenario file")->required();
  bench_command->add_option("--weight", bench_weight, "persons one agent stands for, instead of the scenario's");
  bench_command->add_option("--quarters", measured.quarters, "quarters to take medians over")->check(CLI::Range(1, 1000))->capture_default_str();
  bench_command->add_option("--set", measured.overrides, "change a value: path=value; may be repeated")->allow_extra_args(false);
  bench_command->add_option("--threads", measured.threads, "threads [all]")->check(CLI::Range(1, 4096));
  bench_command->add_flag("--json", measured.as_json, "as JSON");

  std::vector<std::string> results;
  std::string years, form = "text";
  double level = 0.95;
  CLI::App* compare_command = app.add_subcommand("compare", "Print the effect of a policy: runs with it beside runs without");
  compare_command->add_option("file", results, "results in pairs: BASE.h5 POLICY.h5, and more pairs with other seeds")->required();
  compare_command->add_option("--years", years, "years to show, such as 2028,2033 [5 and 10 years after the start, and the last]");
  compare_command->add_option("--level", level, "of the intervals")->check(CLI::Range(0.5, 0.999))->capture_default_str();
  compare_command->add_flag_callback("--csv", [&] { form = "csv"; }, "as CSV");
  compare_command->add_flag_callback("--json", [&] { form = "json"; }, "as JSON");

  std::string result, tables;
  std::vector<std::string> series;
  ExportFormat format = ExportFormat::csv;
  CLI::App* export_command = app.add_subcommand("export", "Write a result as tables for programs that do not read HDF5");
  export_command->add_option("file", result, "result file")->required();
  CLI::Option_group* formats = export_command->add_option_group("format");
  formats->add_flag_callback("--iamc", [&format] { format = ExportFormat::iamc; }, "one CSV file: model, scenario, region, variable, unit, time, value");
  formats->add_flag_callback("--csv", [&format] { format = ExportFormat::csv; }, "one CSV file: time, series, unit, a column per dimension, value");
  formats->add_flag_callback("--frictionless", [&format] { format = ExportFormat::frictionless; }, "a folder: a CSV file per set of dimensions, labels, datapackage.json");
  formats->require_option(1);
  export_command->add_option("--series", series, "only these, joined by commas [all]")->delimiter(',');
  export_command->add_option("-o,--output", tables, "file or folder [beside the result]");

  SweepOptions sweeping;
  std::string shard, sweep_folder, merged;
  CLI::App* sweep_command = app.add_subcommand("sweep", "Compute the runs of a plan: scenarios x seeds x designs");
  sweep_command->add_option("plan", sweeping.plan, "plan file; sim/sweep_plan.hpp and the README of scenarios say how to write one");
  sweep_command->add_option("-o,--output", sweeping.folder, "folder of the results; finished runs in it are not computed again");
  sweep_command->add_option("--shard", shard, "compute the I-th of N parts, I from 0: I/N; in a Slurm job array its task [0/1]");
  sweep_command->add_option("--jobs", sweeping.jobs, "runs at a time [as many as threads and memory allow]")->check(CLI::Range(1, 4096));
  sweep_command->add_option("--threads", sweeping.threads, "threads of all runs together [all]")->check(CLI::Range(1, 4096));
  sweep_command->add_option("--checkpoint-every", sweeping.checkpoint_every, "quarters between checkpoints of each run [only when asked to stop]")
      ->check(CLI::Range(1, 400));
  sweep_command->add_flag("--retry", sweeping.retry, "also runs whose numbers left their range before");
  sweep_command->add_flag("--quiet", sweeping.quiet, "no line for each run");
  sweep_command->require_subcommand(0, 1);
  CLI::App* status_command = sweep_command->add_subcommand("status", "How far a sweep is, what failed");
  CLI::App* verify_command = sweep_command->add_subcommand("verify", "The same, comparing every file with its checksum");
  CLI::App* merge_command = sweep_command->add_subcommand("merge", "Write the runs into one file with a dimension 'run'");
  for (CLI::App* command : {status_command, verify_command, merge_command})
    command->add_option("folder", sweep_folder, "folder of the sweep")->required();
  merge_command->add_option("-o,--output", merged, "file [FOLDER/merged.h5]");
  merge_command->add_option("--series", series, "only these, joined by commas [all]")->delimiter(',');

  const std::vector<std::string> commands{"run", "recover", "check", "describe", "compare", "bench", "export", "sweep"};
  if (const std::string first = argc > 1 ? argv[1] : "-"; !first.starts_with('-') && std::ranges::find(commands, first) == commands.end()) {
    std::cerr << "unknown command " << in_quotes(first) << suggestion(first, commands) << "\n";
    return exit_bad_input;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_done : exit_bad_input;
  }

  options.overrides = changes;
  if (!seed.empty()) options.overrides.push_back("--seed=" + seed);
  if (!weight.empty()) options.overrides.push_back("--weight=" + weight);
  if (!until.empty()) options.overrides.push_back("--until=" + until);
  options.progress = *parse_progress_mode(progress);
  return guarded([&] {
    if (*run_command) return run(options);
    if (*recover_command) return recover_result(interrupted, options.output);
    if (*bench_command) {
      if (!bench_weight.empty()) measured.overrides.push_back("--weight=" + bench_weight);
      return bench(measured);
    }
    if (*compare_command) return compare(results, years, level, form);
    if (*check_command) return check(paths, options.overrides, show_resolved);
    if (*status_command) return sweep_status(sweep_folder);
    if (*verify_command) return sweep_verify(sweep_folder);
    if (*merge_command) return sweep_merge(sweep_folder, merged, series);
    if (*sweep_command) return choose_shard(shard, sweeping) ? sweep(sweeping) : exit_bad_input;
    if (*export_command) return export_table(result, format, series, tables);
    if (topic.empty()) throw InputError("describe needs a topic: parameters, series, state, steps, instruments, indicators, impose, pack or schema");
    return describe(topic, pack_folder, as_json);
  });
}
