// The command line. Everything it can do is in commands.hpp.
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "output/provenance.hpp"
#include "sim/base/error.hpp"
#include "sim/base/stop.hpp"
#include "sim/commands/bench.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/sweep.hpp"
#include "sim/text/language.hpp"
#include "sim/text/shipped.hpp"
#include "sim/text/text.hpp"

using namespace jiuzhou;

namespace {

using Action = std::function<int()>;

// What stands below the options of a command: examples, and its exit statuses beside those of every command.
std::string footer(const std::string& examples, std::vector<std::pair<int, std::string>> statuses) {
  statuses.insert(statuses.end(), {{exit_bad_input, "wrong input or use; nothing was written"},
                                   {exit_bug, "a bug"},
                                   {exit_io, "a file or memory failed"}});
  std::ranges::sort(statuses);
  std::string out = fmt::format("\nExamples\n{}\n\nExit status\n", examples);
  for (const auto& [status, words] : statuses)
    out += fmt::format("{}{}  {}\n", status < 10 ? "   " : "  ", status, words);
  out.pop_back();
  return out;
}

// The shard of a task of a Slurm job array. The array must have no holes, or its tasks cannot know their shards.
void shard_of_task(SweepOptions& options) {
  const std::string array = "SLURM_ARRAY_TASK_";
  std::string given;
  const auto number = [&](const std::string& name, std::optional<std::int64_t> otherwise) {
    const char* value = std::getenv((array + name).c_str());
    if (value == nullptr && otherwise) return *otherwise;
    if (value != nullptr) given += fmt::format("{}{}{} {}", given.empty() ? "" : ", ", array, name, cleaned(value));
    const auto parsed = value == nullptr ? std::nullopt : parse_integer(value);
    if (!parsed)
      throw InputError(fmt::format(
          "this is a task of a Slurm job array, but {}{}{}; give the part of this task with --shard I/N", array, name,
          value == nullptr ? " is not set" : fmt::format(" is {}, not a number", in_quotes(value))));
    return *parsed;
  };
  const std::int64_t task = number("ID", {}), least = number("MIN", 0), step = number("STEP", 1),
                     count = number("COUNT", {}), most = number("MAX", least + (count - 1) * step);
  const bool is_whole = count > 0 && step > 0 && task >= least && task <= most && most - least == (count - 1) * step &&
                        (task - least) % step == 0;
  if (!is_whole)
    throw InputError(
        fmt::format("the Slurm job array has holes ({}), so this task cannot tell which part is its own; submit it as "
                    "--array=0-{}, or give the part with --shard I/N",
                    given, std::max<std::int64_t>(count, 1) - 1));
  options.shard = static_cast<std::size_t>((task - least) / step);
  options.shards = static_cast<std::size_t>(count);
}

// "3/20", or the task of a Slurm job array.
void choose_shard(const std::string& text, SweepOptions& options) {
  if (options.plan.empty() || options.folder.empty())
    throw InputError("a sweep needs a plan and a folder: jiuzhou sweep PLAN.yaml -o FOLDER");
  if (text.empty()) {
    if (std::getenv("SLURM_ARRAY_TASK_ID") != nullptr) shard_of_task(options);
    return;
  }
  const auto parts = split(text, '/');
  std::optional<std::int64_t> shard, shards;
  if (parts.size() == 2) shard = parse_integer(parts[0]), shards = parse_integer(parts[1]);
  if (!shard || !shards || *shard < 0 || *shard >= *shards)
    throw InputError("--shard must be I/N with I from 0 to N - 1, such as 3/20, not " + in_quotes(text));
  options.shard = static_cast<std::size_t>(*shard);
  options.shards = static_cast<std::size_t>(*shards);
}

// ---- what is given to options ---------------------------------------------------------------------------------------
// One gate for the text of every option: an empty one is an error, never an option that was not given ("$UNSET" in
// double quotes), and paths and words are UTF-8 without control characters, since they come back in messages and files.

std::string wrong_text(const std::string& text) {
  if (text.empty()) return "the value is empty; was a variable of the shell unset?";
  if (const auto bad = bad_line(text))
    return fmt::format(
        "{}: {}{}", in_quotes(text), bad->what,
        bad->what.find("UTF-8") == std::string::npos ? "" : "; change to the folder with `cd`, or rename it to UTF-8");
  return {};
}

void guard_texts(CLI::App& app) {
  for (CLI::Option* option : app.get_options())
    if (option->get_items_expected_max() > 0) option->check(CLI::Validator(wrong_text, "", "text"));
  for (CLI::App* command : app.get_subcommands({})) guard_texts(*command);
}

// "--seed=" with nothing behind it, which the parser would fill with the next argument.
std::optional<std::string> option_without_value(int argc, char** argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i)
    if (const std::string_view word = argv[i];
        word.starts_with("--") && word.size() > 3 && word.find('=') == word.size() - 1)
      return std::string(word.substr(0, word.size() - 1));
  return std::nullopt;
}

// The words that an option takes, for those that describe the options.
std::map<const CLI::Option*, std::vector<std::string>>& choices() {
  static std::map<const CLI::Option*, std::vector<std::string>> known;
  return known;
}

// One of some words, with the one that was probably meant.
CLI::Validator one_of(const std::vector<std::string>& words) {
  return {[words](const std::string& given) {
            return std::ranges::find(words, given) != words.end()
                       ? std::string()
                       : fmt::format("{} is not one of them{}", in_quotes(given), suggestion(given, words));
          },
          "", "word"};
}

// A number within bounds, which what is no number never is.
CLI::Validator between(double least, double most) {
  return {[least, most](const std::string& given) {
            const auto value = parse_number(given);
            return value && *value >= least && *value <= most
                       ? std::string()
                       : fmt::format("{} is not a number from {} to {}", in_quotes(given), least, most);
          },
          "", "number"};
}

CLI::Option* choose(CLI::Option* option, const std::vector<std::string>& words) {
  choices()[option] = words;
  return option->check(one_of(words));
}

void add_language(CLI::App& command) {
  choose(command.add_option_function<std::string>(
             "--lang", [](const std::string& word) { speak(*parse_language(word)); },
             "language of what is printed, en or zh [of the environment]"),
         {"en", "zh"});
}

// The command that was parsed, the innermost one.
const CLI::App& parsed(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : parsed(*commands.front());
}

// What was probably meant by arguments that no option takes.
std::string meant(const CLI::App& app) {
  const CLI::App& command = parsed(app);
  std::vector<std::string> options, inner;
  for (const CLI::App* each = &command; each != nullptr; each = each->get_parent())
    for (const CLI::Option* option : each->get_options())
      for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
  for (const CLI::App* part : command.get_subcommands([](const CLI::App*) { return true; }))
    inner.push_back(part->get_name());
  std::string out;
  for (const std::string& word : app.remaining(true)) {
    const std::string name = word.substr(0, word.find('='));
    if (const auto near = name.starts_with("--") ? nearest(name, options) : std::nullopt)
      out += fmt::format("did you mean '{}' by {}?\n", *near, in_quotes(name));
  }
  for (const CLI::Option* option : command.get_options())
    for (const std::string& word : option->get_positional() ? option->results() : std::vector<std::string>{})
      if (const auto near = nearest(word, inner))
        out += fmt::format("did you mean '{} {}' by {}?\n", command.get_name(), *near, in_quotes(word));
  return out;
}

// "gdp,population", of one option or several.
std::vector<std::string> names_in(const std::vector<std::string>& lists) {
  std::vector<std::string> names;
  for (const std::string& list : lists)
    for (const std::string_view name : split(list, ','))
      if (name.empty())
        throw InputError(fmt::format("an empty name in {}; names are joined by single commas", in_quotes(list)));
      else
        names.emplace_back(name);
  return names;
}

// ---- scripts --------------------------------------------------------------------------------------------------------

// Those that users call; what comes with the program finds them as `jiuzhou NAME`.
const std::vector<std::pair<std::string, std::string>> scripts{{"report", "a page or workbook of what policies do"},
                                                               {"explorer", "a workbench in the browser"},
                                                               {"plot", "pictures of a result"},
                                                               {"shapley", "what each policy of a package adds"},
                                                               {"why", "an effect by channel of the model"},
                                                               {"sensitivity", "what a result depends on, by a design"},
                                                               {"goal", "the cheapest mix that reaches targets"},
                                                               {"fan", "a fan chart over the seeds of a sweep"},
                                                               {"flows", "migration and trade between places"},
                                                               {"fiscal", "a statement of public money"},
                                                               {"facts", "stylised facts of a result"},
                                                               {"backcast", "a result beside what happened"}};

// Ends in the script. Returns whether there should be one of that name and there is not, or it cannot be started.
bool call_script(const std::string& name, char** argv) {
  if (std::ranges::find(scripts, name, [](const auto& script) { return script.first; }) == scripts.end()) return false;
  const auto path = find_script(name);
  if (!path) return true;
  std::error_code code;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", code);
  if (!code) setenv("JIUZHOU", program.c_str(), 0);
  argv[1] = const_cast<char*>(path->c_str());
  execv(path->c_str(), argv + 1);
  return true;
}

std::string scripts_text() {
  std::string out = "\nScripts, which take the place of a command\n";
  for (const auto& [name, doc] : scripts) out += "  " + name + std::string(12 - name.size(), ' ') + doc + "\n";
  return out;
}

// ---- the commands ---------------------------------------------------------------------------------------------------
// Each function declares the options of a command and, once it is parsed, returns what is to be done. Options live as
// long as the parser.

void declare_run(CLI::App& app, Action& action) {
  struct Options : RunOptions {
    std::string seed, weight, until, shown = "auto";
  };
  const auto o = std::make_shared<Options>();
  o->manifest = true;
  CLI::App* command = app.add_subcommand("run", "Run a scenario and write its result");
  command->add_option("scenario", o->scenario, "scenario file")->required();
  command->add_option("-o,--output", o->output, "result file or folder [results/<scenario>.h5]");
  command->add_option("--seed", o->seed, "seed of all chance, instead of the scenario's");
  command->add_option("--weight", o->weight, "persons one agent stands for, instead of the scenario's");
  command->add_option("--until", o->until, "last quarter, such as 2024Q4, instead of the scenario's");
  command->add_option("--set", o->overrides, "change a value: path=value; may be repeated")->allow_extra_args(false);
  command->add_option("--threads", o->threads, "threads [all]; the result does not depend on it")
      ->check(CLI::Range(1, 4096));
  choose(command->add_option("--progress", o->shown, "auto, bar, lines, json or none"),
         {"auto", "bar", "lines", "json", "none"})
      ->capture_default_str();
  add_language(*command);
  command->add_flag("--timings", o->timings, "print the seconds each step took");
  command
      ->add_option("--checkpoint-every", o->checkpoint_every,
                   "keep the state in RESULT.checkpoint every so many quarters")
      ->check(CLI::Range(1, 1000));
  command->add_flag("--keep-checkpoint", o->keep_checkpoint,
                    "leave the last quarter's state beside the result, to branch off from");
  command->add_flag("--resume", o->resume, "go on from RESULT.checkpoint; from the start where there is none");
  command->add_option("--from", o->from,
                      "branch off from this checkpoint: policies that begin later, another last quarter");
  command->add_flag("--force", o->force, "replace what a run of another scenario left under the name of the result");
  command->add_flag("--state-hash", o->state_hash, "print a hash of the state at the end");
  command->footer(footer(
      R"(  jiuzhou run scenarios/baseline.yaml --weight 10000 --until 2024Q4 --set migration.income=0.5 -o quick.h5
  jiuzhou run scenarios/baseline.yaml --checkpoint-every 8 --resume         # start it again after anything, it goes on
  jiuzhou run scenarios/work_relief.yaml --from results/2023.h5.checkpoint  # left by: --until 2023Q4 --keep-checkpoint -o results/2023.h5)",
      {{exit_done, "done"},
       {exit_numerical, "a number left its range; the quarters before are kept"},
       {exit_interrupted,
        "stopped on request (Ctrl-C, SIGTERM, SIGUSR1, end of the terminal); the same command with --resume goes "
        "on"}}));
  command->callback([o, &action] {
    action = [o] {
      for (const auto& [name, value] :
           {std::pair{"--seed=", &o->seed}, std::pair{"--weight=", &o->weight}, std::pair{"--until=", &o->until}})
        if (!value->empty()) o->overrides.push_back(name + *value);
      o->progress = *parse_progress_mode(o->shown);
      return run(*o);
    };
  });
}

void declare_recover(CLI::App& app, Action& action) {
  struct Options {
    std::string file, output;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("recover", "Make a readable file of the quarters that an interrupted run finished");
  command->add_option("file", o->file, "RESULT.h5.partial, RESULT.h5.checkpoint, or the name the result was to have")
      ->required();
  command->add_option("-o,--output", o->output,
                      "file to write [RESULT.recovered.h5; RESULT.h5 where nothing is missing]");
  command->footer(footer(R"(  jiuzhou recover results/baseline.h5
  jiuzhou recover results/baseline.h5.partial -o until_now.h5)",
                         {{exit_done, "done"}}));
  command->callback([o, &action] { action = [o] { return recover_result(o->file, o->output); }; });
}

void declare_check(CLI::App& app, Action& action) {
  struct Options {
    std::vector<std::string> paths, changes;
    bool show_resolved = false;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "Check scenarios and pack folders without running them");
  command->add_option("file", o->paths, "scenario files and pack folders")->required();
  command->add_option("--set", o->changes, "change a value: path=value; may be repeated")->allow_extra_args(false);
  add_language(*command);
  command->add_flag("--resolved", o->show_resolved,
                    "print each scenario with every value it has and where that came from");
  command->footer(footer(R"(  jiuzhou check scenarios/work_relief.yaml
  jiuzhou check scenarios/*.yaml scenarios/packs/china-2022
  jiuzhou check --resolved scenarios/baseline.yaml)",
                         {{exit_done, "done"}}));
  command->callback([o, &action] { action = [o] { return check(o->paths, o->changes, o->show_resolved); }; });
}

// A command with its options, as the manual and the completion of shells are made from it.
nlohmann::ordered_json command_json(const CLI::App& command) {
  nlohmann::ordered_json options = nlohmann::ordered_json::array(), commands = nlohmann::ordered_json::array();
  for (const CLI::Option* option : command.get_options()) {
    const auto words = choices().find(option);
    options.push_back({{"name", option->get_name(option->get_positional(), true)},
                       {"is_positional", option->get_positional()},
                       {"is_required", option->get_required()},
                       {"takes_value", option->get_items_expected_max() > 0},
                       {"words", words == choices().end() ? std::vector<std::string>() : words->second},
                       {"doc", option->get_description()}});
  }
  for (const CLI::App* part : command.get_subcommands([](const CLI::App* each) { return !each->get_name().empty(); }))
    commands.push_back(command_json(*part));
  return {{"name", command.get_name()},
          {"doc", command.get_description()},
          {"options", options},
          {"footer", command.get_footer()},
          {"commands", commands}};
}

int describe_commands(const CLI::App& app, bool as_json) {
  if (as_json) {
    std::cout << command_json(app).dump(2) << "\n";
    return exit_done;
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    std::cout << command->get_name() << ": " << command->get_description() << "\n";
  return exit_done;
}

void declare_pack(CLI::App& app, Action& action) {
  const auto o = std::make_shared<NewPack>();
  CLI::App* command = app.add_subcommand("pack", "Begin a country of your own, or split regions of one into places");
  command->require_subcommand(1);
  CLI::App* made =
      command->add_subcommand("new", "Write a pack with every table, row, column and unit and no figure in it");
  made->add_option("folder", o->folder, "where to; must not be there, or be empty")->required();
  made->add_option("--regions", o->regions, "codes of the regions, joined by commas")->required();
  made->add_option("--industries", o->industries, "codes of the industries, joined by commas")->required();
  made->add_option("--base-year", o->base_year, "year of the accounts")->check(CLI::Range(1900, 2100))->required();
  made->add_option("--region-label", o->region_label, "what a region is called: state, land, county")
      ->capture_default_str();
  made->add_option("--currency", o->currency, "CODE:word, or CODE:word:1000 where sums are counted in thousands")
      ->capture_default_str();
  made->add_option("--registration", o->registration, "what persons are registered by")
      ->check(one_of({"none", "birthplace", "hukou"}))
      ->capture_default_str();
  made->footer(footer(
      "  jiuzhou pack new packs/atlantis-2020 --base-year 2020 --regions NO,EA,SO --industries farms,goods,services "
      "--currency ATL:shell --region-label island",
      {{exit_done, "done"}}));
  made->callback([o, &action] { action = [o] { return new_pack(*o); }; });

  const auto parted = std::make_shared<SplitPack>();
  CLI::App* split = command->add_subcommand("split", "Split regions of a pack into places, all accounts balanced");
  split->add_option("pack", parted->pack, "folder of the pack, or the name of one that comes with the program")
      ->required();
  split
      ->add_option("--by", parted->places,
                   "table of the places; \"Places\" in scenarios/PACKS.md says how to write one")
      ->required();
  split->add_option("-o,--output", parted->folder, "folder of the new pack; must not be there, or be empty")
      ->required();
  split->footer(footer("  jiuzhou pack split china-2022 --by places.csv -o packs/my-places", {{exit_done, "done"}}));
  split->callback([parted, &action] { action = [parted] { return split_pack(*parted); }; });
}

void declare_describe(CLI::App& app, Action& action) {
  struct Options {
    std::string topic, pack_folder;
    bool as_json = false;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("describe", "List what is declared, with units, bounds and sources");
  static const std::string topics =
      "parameters, series, state, steps, instruments, indicators, impose, pack, schema or commands";
  CLI::Option* topic = command->add_option("topic", o->topic, topics);
  choose(topic, {"parameters", "series", "state", "steps", "instruments", "indicators", "impose", "pack", "schema",
                 "commands"});
  command->add_option(
      "pack_folder", o->pack_folder,
      "with pack: show the columns of this one with their sources; with parameters and instruments: in its "
      "words and its money; with schema: list its names");
  command
      ->add_flag_callback(
          "--schema", [o] { o->topic = "schema"; }, "the JSON Schema of scenario files, for editors")
      ->excludes(topic);
  add_language(*command);
  command->add_flag("--json", o->as_json, "as JSON");
  command->footer(footer(R"(  jiuzhou describe instruments
  jiuzhou describe parameters --json
  jiuzhou describe pack scenarios/packs/china-2022)",
                         {{exit_done, "done"}}));
  command->callback([o, &app, &action] {
    action = [o, &app] {
      if (o->topic.empty()) throw InputError("describe needs a topic: " + topics);
      if (o->topic == "commands") return describe_commands(app, o->as_json);
      return describe(o->topic, o->pack_folder, o->as_json);
    };
  });
}

void add_view(CLI::App& command, EffectView& view) {
  add_language(command);
  command.add_option("--years", view.years,
                     "years to show, such as 2028,2033, or all [5 and 10 years after the start, and the last]");
  command.add_option("--level", view.level, "of the intervals")->check(between(0.5, 0.999))->capture_default_str();
  command.add_option("--discount", view.discount, "a year, of what is gained and paid")
      ->check(between(0, 0.5))
      ->capture_default_str();
  command.add_option("--rank", view.rank, "of several policies: the measure whose price decides the order")
      ->capture_default_str();
  CLI::Option* csv = command.add_flag_callback(
      "--csv", [&view] { view.form = "csv"; }, "as CSV");
  command
      .add_flag_callback(
          "--json", [&view] { view.form = "json"; }, "as JSON")
      ->excludes(csv);
}

void declare_compare(CLI::App& app, Action& action) {
  struct Options : EffectView {
    std::vector<std::string> files, policies;
    std::string base;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("compare", "Print the effect of a policy: runs with it beside runs without");
  command
      ->add_option("file", o->files,
                   "results in pairs: BASE.h5 POLICY.h5, and more with other seeds; or a sweep's folder")
      ->required();
  command->add_option("--base", o->base, "of a sweep: the scenario to compare with [its first]");
  command->add_option("--policy", o->policies, "of a sweep: scenarios to compare, joined by commas [all others]")
      ->delimiter(',');
  add_view(*command, *o);
  command->footer(footer(
      R"(  jiuzhou compare results/plan                                     # the folder of a sweep: with intervals
  jiuzhou compare results/plan --base baseline --policy roads,schools --rank theil_total
  jiuzhou compare base1.h5 plan1.h5 base2.h5 plan2.h5 --years 2030 --csv > effect.csv)",
      {{exit_done, "done"}}));
  command->callback([o, &action] { action = [o] { return compare(o->files, o->base, o->policies, *o); }; });
}

void declare_effect(CLI::App& app, Action& action) {
  const auto o = std::make_shared<EffectOptions>();
  CLI::App* command = app.add_subcommand(
      "effect",
      "What policies do: runs them and their base with several seeds and prints the effect with its interval");
  command->add_option("policy", o->policies, "scenario files; several are ranked beside each other")->required();
  command->add_option("--base", o->base, "scenario to compare with [the one that the policies extend]");
  command->add_option("--seeds", o->seeds, "pairs of runs, each with a seed of its own")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000}))
      ->capture_default_str();
  command->add_option("--first-seed", o->first_seed, "the first of them")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 52))
      ->capture_default_str();
  command->add_option("--until", o->until, "last quarter, such as 2030Q4, instead of the scenarios'");
  command->add_option("--weight", o->weight, "persons one agent stands for, instead of the scenarios'");
  command->add_option("-o,--output", o->folder,
                      "folder of the runs; what is finished in it is not computed again [results/effects]");
  command->add_option("--jobs", o->jobs, "runs at a time [as many as threads and memory allow]")
      ->check(CLI::Range(1, 4096));
  command->add_option("--threads", o->threads, "threads of all runs together [all]")->check(CLI::Range(1, 4096));
  command->add_flag(
      "--keep-states", o->keep_states,
      "keep the states after which runs part, from which later policies in the folder go on; 2 GB at most");
  command->add_flag("--quiet", o->quiet, "no line for each run");
  add_view(*command, *o);
  command->footer(footer(R"(  jiuzhou effect scenarios/work_relief.yaml
  jiuzhou effect roads.yaml schools.yaml --seeds 16 --until 2035Q4 --rank theil_total
  jiuzhou effect roads.yaml --base scenarios/baseline.yaml --years 2030 --csv > effect.csv)",
                         {{exit_done, "done"},
                          {exit_numerical, "a number left its range in every run"},
                          {exit_interrupted, "stopped on request; the same command goes on"}}));
  command->callback([o, &action] { action = [o] { return effect(*o); }; });
}

void declare_bench(CLI::App& app, Action& action) {
  struct Options : BenchOptions {
    std::string weight;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("bench", "Measure speed and memory of this machine on a scenario; writes no result");
  command->add_option("scenario", o->scenario, "scenario file")->required();
  command->add_option("--weight", o->weight, "persons one agent stands for, instead of the scenario's");
  command->add_option("--quarters", o->quarters, "quarters to take medians over")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--set", o->overrides, "change a value: path=value; may be repeated")->allow_extra_args(false);
  command->add_option("--threads", o->threads, "threads [all]")->check(CLI::Range(1, 4096));
  command->add_flag("--json", o->as_json, "as JSON");
  command->footer(footer(R"(  jiuzhou bench scenarios/baseline.yaml
  jiuzhou bench scenarios/baseline.yaml --weight 100 --quarters 8 --json)",
                         {{exit_done, "done"}, {exit_numerical, "a number left its range"}}));
  command->callback([o, &action] {
    action = [o] {
      if (!o->weight.empty()) o->overrides.push_back("--weight=" + o->weight);
      return bench(*o);
    };
  });
}

void declare_export(CLI::App& app, Action& action) {
  struct Options : ExportOptions {
    std::string file;
    std::vector<std::string> lists;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("export", "Write a result as tables for programs that do not read HDF5");
  command->add_option("file", o->file, "result file")->required();
  CLI::Option_group* formats = command->add_option_group("format");
  formats->add_flag_callback(
      "--iamc", [o] { o->format = ExportFormat::iamc; },
      "one CSV file: model, scenario, region, variable, unit, time, value");
  formats->add_flag_callback(
      "--csv", [o] { o->format = ExportFormat::csv; },
      "one CSV file: time, series, unit, a column per dimension, value");
  formats->add_flag_callback(
      "--frictionless", [o] { o->format = ExportFormat::frictionless; },
      "a folder: a CSV file per set of dimensions, labels, datapackage.json");
  formats->require_option(1);
  command->add_option("--series", o->lists, "only these, joined by commas [all]");
  command->add_flag("--yearly", o->yearly, "whole years: flows summed, stocks at the end, the rest as a mean");
  command->add_flag("--names", o->with_names, "with --csv: English and Chinese names beside the codes");
  command->add_flag("--bom", o->with_mark, "begin CSV with the mark by which spreadsheets know UTF-8");
  command->add_option("-o,--output", o->output, "file or folder [beside the result]; - for the standard output");
  command->footer(footer(
      R"(  jiuzhou export results/baseline.h5 --csv --series gdp,population --yearly --names --bom  # opens in a spreadsheet, in Chinese too
  jiuzhou export results/baseline.h5 --iamc
  jiuzhou export results/baseline.h5 --frictionless -o baseline_tables)",
      {{exit_done, "done"}}));
  command->callback([o, &action] {
    action = [o] {
      o->series = names_in(o->lists);
      return export_table(o->file, *o);
    };
  });
}

void declare_sweep(CLI::App& app, Action& action) {
  struct Options : SweepOptions {
    std::string shard, finished, merged;  // `finished`: the folder that status, verify and merge look at
    std::vector<std::string> series;
  };
  const auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("sweep", "Compute the runs of a plan: scenarios x seeds x designs");
  command->add_option("plan", o->plan, "plan file; \"Many runs\" in scenarios/README.md says how to write one");
  command->add_option("-o,--output", o->folder, "folder of the results; finished runs in it are not computed again");
  command->add_option("--shard", o->shard,
                      "compute the I-th of N parts, I from 0: I/N; in a Slurm job array its task [0/1]");
  command->add_option("--jobs", o->jobs, "runs at a time [as many as threads and memory allow]")
      ->check(CLI::Range(1, 4096));
  command->add_option("--threads", o->threads, "threads of all runs together [all]")->check(CLI::Range(1, 4096));
  command
      ->add_option("--checkpoint-every", o->checkpoint_every,
                   "quarters between checkpoints of each run [only when asked to stop]")
      ->check(CLI::Range(1, 400));
  command->add_flag("--retry", o->retry, "also runs whose numbers left their range before");
  command->add_flag(
      "--keep-states", o->keep_states,
      "keep the states after which runs part, from which later policies in the folder go on; 2 GB at most");
  command->add_flag("--quiet", o->quiet, "no line for each run");
  command->require_subcommand(0, 1);
  command->footer(
      footer(R"(  jiuzhou sweep plan.yaml -o results/plan
  jiuzhou sweep plan.yaml -o results/plan --shard 3/20
  jiuzhou sweep merge results/plan -o plan.h5)",
             {{exit_done, "every run asked for is done"},
              {exit_numerical, "numbers of some runs left their range; the others are done"},
              {exit_interrupted, "stopped on request, or another process is at the rest; the same command goes on"}}));
  command->callback([o, command, &action] {
    if (command->get_subcommands().empty())
      action = [o] {
        choose_shard(o->shard, *o);
        return sweep(*o);
      };
  });

  const auto add = [&](const char* name, const char* words, const std::string& example,
                       const std::vector<std::pair<int, std::string>>& statuses, const Action& does) {
    CLI::App* part = command->add_subcommand(name, words);
    part->add_option("folder", o->finished, "folder of the sweep")->required();
    part->footer(footer("  jiuzhou sweep " + example, statuses));
    part->callback([does, &action] { action = does; });
    return part;
  };
  const std::vector<std::pair<int, std::string>> progress{{exit_done, "every run is done"},
                                                          {exit_numerical, "every run is done or has failed"},
                                                          {exit_interrupted, "runs are still to do"}};
  add("status", "How far a sweep is, what failed", "status results/plan", progress,
      [o] { return sweep_status(o->finished); });
  add("verify", "The same, comparing every file with its checksum", "verify results/plan", progress,
      [o] { return sweep_verify(o->finished); });
  CLI::App* merge = add("merge", "Write the runs into one file with a dimension 'run'", "merge results/plan -o plan.h5",
                        {{exit_done, "done"}, {exit_interrupted, "written, but runs are missing in it"}},
                        [o] { return sweep_merge(o->finished, o->merged, names_in(o->series)); });
  merge->add_option("-o,--output", o->merged, "file [FOLDER/merged.h5]");
  merge->add_option("--series", o->series, "only these, joined by commas [all]");
}

}  // namespace

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): that an option is declared wrongly must end it
#ifdef __GLIBC__
  // The same lists are allocated in every quarter, so their pages are kept instead of being cleared each time. Blocks
  // from 8 MiB on are given back, since a fifth of a large run's memory would be kept unused; that costs no measurable
  // time at 1:16 to 1:1000.
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  tame_limits();
  speak(language_of_environment());
  CLI::App app{"Jiuzhou simulates the economies of a country's regions, quarter by quarter, person by person."};
  app.name("jiuzhou");
  app.set_version_flag("--version", fmt::format("jiuzhou {} ({}, {})", version(), revision(), compiler()));
  app.require_subcommand(1);
  app.footer(
      scripts_text() +
      footer(R"(  jiuzhou check scenarios/work_relief.yaml
  jiuzhou run scenarios/work_relief.yaml
  jiuzhou compare results/baseline.h5 results/work_relief.h5
  jiuzhou run --help                                # each command has its own options and examples)",
             {{exit_done, "done"},
              {exit_numerical, "a number left its range; what was finished before is kept"},
              {exit_interrupted, "stopped on request, or runs of a sweep are still to do; what is finished is kept"}}));
  Action action;
  for (const auto declare : {declare_run, declare_effect, declare_check, declare_pack, declare_compare,
                             declare_describe, declare_export, declare_sweep, declare_recover, declare_bench})
    declare(app, action);
  guard_texts(app);

  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
  for (const auto& [name, doc] : scripts) commands.push_back(name);
  if (const std::string first = argc > 1 ? argv[1] : ""; argc > 1 && call_script(first, argv)) {
    std::cerr << "error: the script " << in_quotes(first) << " is not beside this program, or cannot be started\n";
    return exit_io;
  }
  if (const std::string first = argc > 1 ? argv[1] : "-";
      !first.starts_with('-') && std::ranges::find(commands, first) == commands.end()) {
    std::cerr << "unknown command " << in_quotes(first) << suggestion(first, commands) << "\n";
    return exit_bad_input;
  }
  if (const auto option = option_without_value(argc, argv)) {
    std::cerr << *option << "= has no value; was a variable of the shell unset?\n";
    return exit_bad_input;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError& e) {
    app.exit(e);
    std::cerr << meant(app);
    return exit_bad_input;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_done : exit_bad_input;
  }
  return guarded(action);
}
