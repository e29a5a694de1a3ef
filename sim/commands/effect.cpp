#include "sim/commands/effect.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <tuple>

#include "output/compare.hpp"
#include "output/files.hpp"
#include "output/gate.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/run.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/language.hpp"
#include "sim/text/shipped.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

// The file that a scenario extends, as a path from here; empty where it extends none.
std::string extended_by(const std::string& path, Diagnostics& diagnostics) {
  const SourceText* source = diagnostics.open(path, largest_yaml);
  if (source == nullptr) return {};
  const auto root = parse_yaml(*source, diagnostics);
  const YamlNode* parent = root ? root->find("extends") : nullptr;
  if (parent == nullptr || !parent->is_scalar()) return {};
  return find_scenario(parent->text, fs::path(path).parent_path().string()).value_or(parent->text);
}

// The base that all policies extend. InputError if they do not agree on one.
std::string common_base(const EffectOptions& options, Diagnostics& diagnostics) {
  std::string base;
  for (const std::string& policy : options.policies) {
    const std::string parent = extended_by(policy, diagnostics);
    if (diagnostics.count() > 0) return {};
    if (parent.empty())
      throw InputError(in_quotes(policy) + " extends no other scenario; name the one to compare it with: --base FILE");
    if (!base.empty() && parent != base)
      throw InputError(fmt::format(
          "the policies extend different scenarios, {} and {}; name the one to compare all with: --base FILE",
          in_quotes(base), in_quotes(parent)));
    base = parent;
  }
  return base;
}

// "hukou opening.v2" -> "hukou_opening_v2": a name that a plan takes.
std::string plan_name(const std::string& file) {
  std::string name = fs::path(file).stem().string().substr(0, 64);
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') c = '_';
  return name;
}

constexpr std::string_view plan_header = "# Written by jiuzhou effect, which writes it anew.\n";

// Refuses to replace a plan that somebody else wrote.
void require_own_plan(const std::string& path) {
  std::string first;
  if (std::ifstream file(target_of(path)); file && std::getline(file, first) && first + "\n" != plan_header)
    throw InputError(in_quotes(path) + " is a plan of yours and would be replaced; choose another folder with -o");
}

std::string quoted_yaml(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// `place` is how the plan finds the file from its own folder.
std::string plan_text(const EffectOptions& options, const std::vector<std::string>& files,
                      const std::function<std::string(const std::string&)>& place) {
  std::string out = std::string(plan_header) + "scenarios:\n";
  std::set<std::string> names;
  for (const std::string& file : files) {
    std::string name = plan_name(file);
    for (int n = 2; !names.insert(name).second; ++n) name = fmt::format("{}_{}", plan_name(file).substr(0, 60), n);
    out += fmt::format("  - {{name: {}, file: {}}}\n", quoted_yaml(name), quoted_yaml(place(file)));
  }
  out += fmt::format("seeds: {{first: {}, count: {}}}\n", options.first_seed, options.seeds);
  if (!options.until.empty()) out += fmt::format("until: {}\n", options.until);
  if (!options.weight.empty()) out += fmt::format("weight: {}\n", options.weight);
  return out;
}

// How a policy differs from the base in what runs must share to be compared; nothing where it does not.
std::vector<std::string> mismatches(const Inputs& base, const Inputs& policy) {
  std::vector<std::string> out;
  const auto differ = [&](const std::string& what, const std::string& a, const std::string& b) {
    if (a != b) out.push_back(fmt::format("its {} is {}, that of the base {}", what, b, a));
  };
  const Scenario &a = base.scenario, &b = policy.scenario;
  differ("first quarter", a.from.text(), b.from.text());
  differ("last quarter", a.until.text(), b.until.text());
  differ("weight", std::to_string(a.weight), std::to_string(b.weight));
  if (base.pack->sha256 != policy.pack->sha256) differ("pack", a.pack_folder, b.pack_folder);
  return out;
}

// Finds every error of every file, with the changes of the options, before anything is written. InputError if the runs
// could not be compared, or not in the years asked for.
void check_files(const EffectOptions& options, const std::vector<std::string>& files, Diagnostics& diagnostics) {
  std::vector<std::string> changes;
  if (!options.until.empty()) changes.push_back("--until=" + options.until);
  if (!options.weight.empty()) changes.push_back("--weight=" + options.weight);
  std::shared_ptr<const Pack> pack;
  std::optional<Inputs> base;
  std::map<std::string, std::string> known;  // resolved scenarios and their files
  std::string wrong;
  for (const std::string& file : files) {
    auto inputs = load_inputs(file, changes, diagnostics, pack);
    if (!inputs) continue;
    pack = inputs->pack;
    if (const auto [same, is_new] = known.try_emplace(inputs->scenario.resolved, file); !is_new)
      wrong += fmt::format("\n  {} is the same scenario as {}", in_quotes(file), in_quotes(same->second));
    if (!base)
      base = std::move(inputs);
    else
      for (const std::string& difference : mismatches(*base, *inputs))
        wrong += fmt::format("\n  {}: {}", in_quotes(file), difference);
  }
  if (diagnostics.count() > 0) return;
  if (!wrong.empty()) throw InputError("these scenarios cannot be compared" + wrong);
  check_years(base->scenario.from, base->scenario.until, parse_years(options.years));
}

// A policy of the folder at a point of its design, with the files of its pairs.
struct Candidate {
  std::string name;
  std::vector<std::pair<std::string, std::string>> pairs;
};

std::vector<Candidate> candidates_in(const SweepFolder& folder, const SweepFolder::List& list, const std::string& base,
                                     const std::vector<std::string>& policies) {
  const auto reports = folder.reports();
  std::map<std::tuple<std::string, std::vector<std::pair<std::string, std::string>>, std::uint64_t>, std::string> done;
  std::vector<std::vector<std::pair<std::string, std::string>>> points;
  std::vector<std::uint64_t> seeds;
  for (const ListedRun& run : list.runs) {
    if (std::ranges::find(points, run.parameters) == points.end()) points.push_back(run.parameters);
    if (std::ranges::find(seeds, run.seed) == seeds.end()) seeds.push_back(run.seed);
    if (folder.state_of(run.id, reports, false) == RunState::done)
      done[{run.scenario, run.parameters, run.seed}] = folder.file_of(run.id);
  }
  std::vector<Candidate> out;
  for (const std::string& policy : policies)
    for (const auto& point : points) {
      Candidate c{policy, {}};
      for (const auto& [path, value] : point) c.name += fmt::format(" {}={}", path, value);
      for (const std::uint64_t seed : seeds) {
        const auto without = done.find({base, point, seed}), with = done.find({policy, point, seed});
        if (without != done.end() && with != done.end()) c.pairs.emplace_back(without->second, with->second);
      }
      if (!c.pairs.empty()) out.push_back(std::move(c));
    }
  return out;
}

}  // namespace

std::vector<int> parse_years(const std::string& text) {
  std::vector<int> years;
  if (text.empty()) return years;
  if (text == "all") return {every_year};
  for (const std::string_view word : split(text, ',')) {
    const auto year = parse_integer(trimmed(word));
    if (!year || *year < 1 || *year > 9999)
      throw InputError("--years needs years such as 2028,2033, or all, not " + in_quotes(text));
    years.push_back(static_cast<int>(*year));
  }
  return years;
}

int effect_of_folder(const std::string& path, const std::string& asked_base,
                     const std::vector<std::string>& asked_policies, const EffectView& view) {
  const SweepFolder folder(path);
  const SweepFolder::List list = folder.list();
  std::vector<std::string> scenarios;
  for (const ListedRun& run : list.runs)
    if (std::ranges::find(scenarios, run.scenario) == scenarios.end()) scenarios.push_back(run.scenario);
  const auto known = [&](const std::string& name) {
    if (std::ranges::find(scenarios, name) == scenarios.end())
      throw InputError(fmt::format("the sweep in {} has no scenario {}{}", in_quotes(path), in_quotes(name),
                                   suggestion(name, scenarios)));
    return name;
  };
  const std::string base = asked_base.empty() ? scenarios.front() : known(asked_base);
  std::vector<std::string> policies;
  for (const std::string& name : asked_policies) policies.push_back(known(name));
  if (policies.empty())
    std::ranges::copy_if(scenarios, std::back_inserter(policies), [&](const auto& s) { return s != base; });
  if (policies.empty())
    throw InputError(fmt::format("the sweep in {} has one scenario; there is nothing to compare", in_quotes(path)));

  check_measure(view.rank);
  const std::vector<int> years = parse_years(view.years);
  std::vector<NamedComparison> found;
  for (const Candidate& c : candidates_in(folder, list, base, policies))
    found.push_back({c.name, compare_results(c.pairs, years, view.level, view.discount)});
  if (found.empty())
    throw InputError(
        fmt::format("no seed of the sweep in {} has both a finished run of {} and one of a policy; `jiuzhou sweep "
                    "status {}` tells how far it is",
                    in_quotes(path), in_quotes(base), path));
  std::cout << (view.form == "csv"    ? comparisons_csv(found)
                : view.form == "json" ? comparisons_json(found)
                                      : comparisons_text(found, view.rank));
  return exit_done;
}

int effect(const EffectOptions& options) {
  Diagnostics diagnostics;
  const auto refused = [&] {
    const std::string count = std::to_string(diagnostics.count());
    std::cerr << diagnostics.text()
              << said(count + (diagnostics.count() == 1 ? " error" : " errors") + "; nothing was run or written",
                      count + "处错误；没有运行，也没有写入任何文件")
              << "\n";
    return exit_bad_input;
  };
  check_measure(options.rank);
  parse_years(options.years);
  const std::string base = options.base.empty() ? common_base(options, diagnostics) : options.base;
  if (diagnostics.count() > 0) return refused();
  std::vector<std::string> files{base};
  files.insert(files.end(), options.policies.begin(), options.policies.end());
  for (std::string& file : files) file = find_scenario(file, "").value_or(file);
  check_files(options, files, diagnostics);
  if (diagnostics.count() > 0) return refused();

  SweepOptions sweep_options;
  sweep_options.folder = options.folder.empty() ? "results/effects" : options.folder;
  checked_output(sweep_options.folder, OutputKind::sweep, files);
  sweep_options.plan = (fs::path(sweep_options.folder) / "plan.yaml").string();
  sweep_options.jobs = options.jobs;
  sweep_options.threads = options.threads;
  sweep_options.quiet = options.quiet;
  sweep_options.keep_states = options.keep_states;
  sweep_options.with_summary = false;
  const fs::path from = fs::absolute(sweep_options.folder).lexically_normal();
  const std::string text = plan_text(options, files, [&](const std::string& file) {
    return fs::absolute(file).lexically_normal().lexically_relative(from).string();
  });
  require_own_plan(sweep_options.plan);
  NewFile plan(sweep_options.plan);
  plan << text;
  plan.finish();
  if (const int status = sweep(sweep_options); status != exit_done && status != exit_numerical) return status;
  return effect_of_folder(sweep_options.folder, "", {}, options);
}

}  // namespace jiuzhou
