#include "sim/commands/sweep_plan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "output/provenance.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/sha256.hpp"
#include "sim/base/stop.hpp"
#include "sim/commands/memory.hpp"
#include "sim/commands/sweep_design.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/shipped.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_others = 50;  // values of a table that are no numbers, to be told of
constexpr std::int64_t largest_seed = (std::int64_t{1} << 53) - 1;

using Setting = std::pair<std::string, std::string>;  // path and value

struct Member {  // one scenario of the plan
  std::string name, file;
  std::vector<Setting> set;
  Place place;
  bool is_fine = false;            // loads with what the plan sets in every run
  std::set<std::string> policies;  // names
};

// One point of the design: the value of each parameter.
using Point = std::vector<Setting>;

struct Level {  // one parameter of the design
  std::string path;
  Place place;
  std::vector<std::pair<std::string, Place>> values;  // full factorial
  double from = 0, to = 0;                            // the others
  std::string unit;
  bool is_whole = false;

  // The value as a scenario would write it.
  [[nodiscard]] std::string text(double value) const { return shortest(value) + (unit.empty() ? "" : " " + unit); }
};

std::string override_of(const Setting& setting) {
  return fmt::format("{}={}", setting.first, setting.second);
}

class PlanReader {
 public:
  explicit PlanReader(Diagnostics& diagnostics) : diagnostics_(diagnostics), values_(diagnostics) {}

  std::optional<SweepPlan> read(const std::string& path) {
    const std::size_t errors = diagnostics_.count();
    const SourceText* source = diagnostics_.open(path, largest_yaml);
    if (source == nullptr) return std::nullopt;
    const auto root = parse_yaml(*source, diagnostics_);
    if (!root) return std::nullopt;
    folder_ = fs::path(path).parent_path().string();
    plan_.name = fs::path(path).stem().string();
    plan_.text = source->text();
    values_.keys(*root, "", {"scenarios", "seeds", "paired", "weight", "until", "set", "design"});
    read_common(*root);
    read_scenarios(*root);
    read_seeds(*root);
    if (const YamlNode* design = root->find("design"))
      read_design(*design);
    else
      points_.emplace_back();
    check_size(*root);
    check_members();
    check_levels();
    if (diagnostics_.count() == errors) resolve();
    if (diagnostics_.count() != errors) return std::nullopt;
    return std::move(plan_);
  }

 private:
  // ---- the keys -----------------------------------------------------------------------------------------------------

  void read_common(const YamlNode& root) {
    if (const YamlNode* weight = root.find("weight"))
      if (const auto value = values_.integer(*weight, "weight", 1, 1000000))
        set_in_all("--weight=" + std::to_string(*value), weight->place);
    if (const YamlNode* until = root.find("until"))
      if (const auto value = values_.quarter(*until, "until")) set_in_all("--until=" + value->text(), until->place);
    if (const YamlNode* set = root.find("set"))
      for (const Setting& setting : read_settings(*set, "set")) common_.push_back(override_of(setting));
    if (const YamlNode* paired = root.find("paired"))
      if (const auto value = values_.boolean(*paired, "paired")) is_paired_ = *value;
  }

  void set_in_all(const std::string& override, Place place) {
    common_.push_back(override);
    places_.try_emplace(override, place);
  }

  std::vector<Setting> read_settings(const YamlNode& node, const std::string& path) {
    std::vector<Setting> out;
    if (!values_.map(node, path)) return out;
    for (const YamlEntry& entry : node.entries)
      if (is_setting(entry.key, entry.place, path))
        if (const auto value = values_.text(entry.value, fmt::format("{}.{}", path, entry.key))) {
          out.emplace_back(entry.key, *value);
          places_.try_emplace(override_of(out.back()), entry.value.place);
        }
    return out;
  }

  // A value with its own key in the plan must not be set a second time under `set`.
  bool is_setting(const std::string& key, Place place, const std::string& path) {
    for (const std::string_view own : {"seed", "weight", "horizon", "pack", "title", "description"})
      if (key == own || key.starts_with(std::string(own) + ".")) {
        const std::string instead = own == "seed"      ? "'seeds'"
                                    : own == "weight"  ? "'weight'"
                                    : own == "horizon" ? "'until'"
                                                       : "";
        diagnostics_.error(place, fmt::format("{} cannot be set here{}", in_quotes(fmt::format("{}.{}", path, key)),
                                              instead.empty() ? "" : "; use " + instead));
        return false;
      }
    return true;
  }

  void read_scenarios(const YamlNode& root) {
    const YamlNode* node = root.find("scenarios");
    if (node == nullptr) diagnostics_.error(root.place, "no 'scenarios' are given");
    if (node == nullptr || !values_.sequence(*node, "scenarios")) return;
    if (node->items.empty()) diagnostics_.error(node->place, "'scenarios' is empty");
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      const YamlNode& item = node->items[i];
      const std::string path = fmt::format("scenarios[{}]", i);
      Member member{{}, {}, {}, item.place, false, {}};
      std::optional<std::string> file;
      if (item.is_map()) {
        values_.keys(item, path, {"name", "file", "set"});
        if (const YamlNode* name = item.find("name")) {
          const auto text = values_.text(*name, path + ".name");
          if (text) member.name = *text;
        }
        if (const YamlNode* set = item.find("set")) member.set = read_settings(*set, path + ".set");
        if (const YamlNode* given = item.find("file"))
          file = values_.text(*given, path + ".file");
        else
          diagnostics_.error(item.place, in_quotes(path) + " has no 'file'");
      } else {
        file = values_.text(item, path);
      }
      if (!file) continue;
      member.file = find_scenario(*file, folder_).value_or((fs::path(folder_) / *file).lexically_normal().string());
      std::error_code code;
      if (!fs::exists(member.file, code)) {
        diagnostics_.error(item.place, "there is no file " + in_quotes(member.file));
        continue;
      }
      if (member.name.empty()) member.name = fs::path(*file).stem().string();
      if (const auto why = bad_name(member.name))
        diagnostics_.error(item.place, fmt::format("{} {}", in_quotes(path + ".name"), *why));
      if (std::ranges::find(members_, member.name, &Member::name) != members_.end())
        diagnostics_.error(item.place,
                           fmt::format("two scenarios have the name {}; give one a 'name'", in_quotes(member.name)));
      members_.push_back(std::move(member));
    }
  }

  void read_seeds(const YamlNode& root) {
    const YamlNode* node = root.find("seeds");
    if (node == nullptr) {
      seeds_ = {1};
      if (!is_paired_)
        diagnostics_.error(root.find("paired")->place, "'paired: false' needs 'seeds: {first: ..., count: ...}'");
      return;
    }
    if (node->is_sequence()) {
      if (node->items.empty()) diagnostics_.error(node->place, "'seeds' is empty");
      for (std::size_t i = 0; i < node->items.size(); ++i) {
        const auto seed = values_.integer(node->items[i], fmt::format("seeds[{}]", i), 0, largest_seed);
        if (!seed) continue;
        if (std::ranges::find(seeds_, static_cast<std::uint64_t>(*seed)) != seeds_.end())
          diagnostics_.error(node->items[i].place, fmt::format("the seed {} is given twice", *seed));
        seeds_.push_back(static_cast<std::uint64_t>(*seed));
      }
      if (!is_paired_) diagnostics_.error(node->place, "'paired: false' needs 'seeds: {first: ..., count: ...}'");
      return;
    }
    if (!values_.map(*node, "seeds")) return;
    values_.keys(*node, "seeds", {"first", "count"});
    std::int64_t first = 1;
    if (const YamlNode* given = node->find("first"))
      first = values_.integer(*given, "seeds.first", 0, largest_seed - most_sweep_runs).value_or(1);
    const YamlNode* count = node->find("count");
    if (count == nullptr)
      diagnostics_.error(node->place, "'seeds' has no 'count'");
    else if (const auto n = values_.integer(*count, "seeds.count", 1, most_sweep_runs))
      for (std::int64_t k = 0; k < *n; ++k) seeds_.push_back(static_cast<std::uint64_t>(first + k));
  }

  // ---- the design ---------------------------------------------------------------------------------------------------

  void read_design(const YamlNode& node) {
    if (!values_.map(node, "design")) return;
    values_.keys(node, "design", {"kind", "points", "seed", "parameters", "file"});
    const std::vector<std::string> kinds{"full_factorial", "latin_hypercube", "sobol", "saltelli", "table"};
    const YamlNode* kind_node = node.find("kind");
    const auto kind = kind_node == nullptr ? std::nullopt : values_.text(*kind_node, "design.kind");
    if (kind_node == nullptr) diagnostics_.error(node.place, "'design' has no 'kind'; allowed: " + joined(kinds));
    if (!kind) return;
    if (std::ranges::find(kinds, *kind) == kinds.end()) {
      diagnostics_.error(kind_node->place,
                         fmt::format("unknown kind of design {}{}", in_quotes(*kind), suggestion(*kind, kinds)));
      return;
    }
    if (*kind == "table") return read_table(node);
    if (const YamlNode* file = node.find("file"))
      diagnostics_.error(file->place, fmt::format("a {} design has no file; a table has", *kind));
    const bool is_factorial = *kind == "full_factorial";
    const YamlNode* parameters = node.find("parameters");
    if (parameters == nullptr)
      diagnostics_.error(node.place, "'design' has no 'parameters'");
    else if (values_.map(*parameters, "design.parameters")) {
      if (parameters->entries.empty()) diagnostics_.error(parameters->place, "'design.parameters' is empty");
      for (const YamlEntry& entry : parameters->entries)
        if (is_setting(entry.key, entry.place, "design.parameters")) read_level(entry, is_factorial);
    }
    const YamlNode* points = node.find("points");
    const YamlNode* seed_node = node.find("seed");
    if (seed_node != nullptr && *kind != "latin_hypercube" && *kind != "saltelli")
      diagnostics_.error(seed_node->place, fmt::format("a {} design has no seed", *kind));
    if (is_factorial) {
      if (points != nullptr)
        diagnostics_.error(points->place, "a full_factorial design has as many points as its lists give");
      factorial_points(node.place);
      return;
    }
    if (points == nullptr) diagnostics_.error(node.place, "'design' has no 'points'");
    std::optional<std::int64_t> count;
    if (points != nullptr) count = values_.integer(*points, "design.points", 1, most_design_points);
    std::int64_t seed = 1;
    if (seed_node != nullptr) seed = values_.integer(*seed_node, "design.seed", 0, largest_seed).value_or(1);
    if (!count || levels_.empty()) return;
    const bool is_saltelli = *kind == "saltelli";
    if (const std::size_t most = most_sobol_dimensions / (is_saltelli ? 2 : 1);
        *kind != "latin_hypercube" && levels_.size() > most) {
      diagnostics_.error(parameters->place, fmt::format("more than {} parameters in a {} design", most, *kind));
      return;
    }
    for (const Level& level : levels_)
      if (is_saltelli && level.is_whole)
        diagnostics_.error(level.place, fmt::format("{}: whole numbers would repeat points of a saltelli design",
                                                    in_quotes("design.parameters." + level.path)));
    const auto n = static_cast<std::size_t>(count.value_or(0));
    if (is_saltelli && n > most_design_points / (levels_.size() + 2)) {
      diagnostics_.error(points->place, fmt::format("more than {} points in the design", most_design_points));
      return;
    }
    spread_points(*kind == "sobol" ? sobol_sequence(n, levels_.size())
                  : is_saltelli    ? saltelli(n, levels_.size(), static_cast<std::uint64_t>(seed))
                                   : latin_hypercube(n, levels_.size(), static_cast<std::uint64_t>(seed)));
  }

  // A point in each row of a CSV file, with the parameters' names in its header.
  void read_table(const YamlNode& node) {
    for (const char* key : {"points", "seed", "parameters"})
      if (const YamlNode* given = node.find(key))
        diagnostics_.error(given->place,
                           fmt::format("a table has no {}; its file has a row for each point", in_quotes(key)));
    const YamlNode* file = node.find("file");
    if (file == nullptr) diagnostics_.error(node.place, "'design' has no 'file'");
    const auto name = file == nullptr ? std::nullopt : values_.text(*file, "design.file");
    if (!name) return;
    const auto table =
        read_csv(diagnostics_.open((fs::path(folder_) / *name).lexically_normal().string(), largest_csv, file->place),
                 diagnostics_);
    if (!table) return;
    if (table->rows.empty()) diagnostics_.error(file->place, fmt::format("{} has no rows", in_quotes(*name)));
    if (table->rows.size() > most_design_points) {
      diagnostics_.error(file->place, fmt::format("more than {} points in the design", most_design_points));
      return;
    }
    for (std::size_t d = 0; d < table->header.size(); ++d) {
      const CsvField& head = table->header[d];
      if (is_setting(head.text, head.place, "design")) levels_.push_back(level_of_column(*table, d));
    }
    for (const auto& row : table->rows) {
      Point point;
      for (std::size_t d = 0; d < table->header.size(); ++d) point.emplace_back(table->header[d].text, row[d].text);
      points_.push_back(std::move(point));
    }
  }

  // With the values that are checked alone: the least, the greatest and those that are no numbers.
  static Level level_of_column(const CsvTable& table, std::size_t column) {
    Level level;
    level.path = table.header[column].text;
    level.place = table.header[column].place;
    const CsvField *least = nullptr, *greatest = nullptr;
    double from = 0, to = 0;
    std::set<std::string> others;
    for (const auto& row : table.rows) {
      const CsvField& field = row[column];
      const auto value = parse_number_and_unit(field.text);
      if (!value) {
        if (others.insert(field.text).second && others.size() <= most_others)
          level.values.emplace_back(field.text, field.place);
        continue;
      }
      if (least == nullptr || value->number < from) from = value->number, least = &field;
      if (greatest == nullptr || value->number > to) to = value->number, greatest = &field;
    }
    for (const CsvField* field : {least, greatest})
      if (field != nullptr) level.values.emplace_back(field->text, field->place);
    return level;
  }

  void read_level(const YamlEntry& entry, bool is_factorial) {
    const std::string path = "design.parameters." + entry.key;
    Level level;
    level.path = entry.key;
    level.place = entry.value.place;
    if (is_factorial) {
      if (!values_.sequence(entry.value, path)) return;
      if (entry.value.items.empty()) diagnostics_.error(entry.value.place, in_quotes(path) + " is empty");
      for (std::size_t i = 0; i < entry.value.items.size(); ++i)
        if (const auto value = values_.text(entry.value.items[i], fmt::format("{}[{}]", path, i)))
          level.values.emplace_back(*value, entry.value.items[i].place);
      levels_.push_back(std::move(level));
      return;
    }
    if (!values_.map(entry.value, path)) return;
    values_.keys(entry.value, path, {"from", "to", "whole"});
    bool complete = true;
    std::string units[2];
    for (const auto& [key, target, unit] :
         {std::tuple{"from", &level.from, &units[0]}, std::tuple{"to", &level.to, &units[1]}}) {
      const YamlNode* node = entry.value.find(key);
      if (node == nullptr) diagnostics_.error(entry.value.place, fmt::format("{} has no '{}'", in_quotes(path), key));
      const auto text = node == nullptr ? std::nullopt : values_.text(*node, fmt::format("{}.{}", path, key));
      const auto value = text ? parse_number_and_unit(*text) : std::nullopt;
      if (text && !value)
        diagnostics_.error(node->place, fmt::format("{} must be a number, with its unit where it has one, not {}",
                                                    in_quotes(fmt::format("{}.{}", path, key)), in_quotes(*text)));
      complete = complete && value;
      if (!value) continue;
      *target = value->number;
      *unit = value->unit;
    }
    level.unit = units[0];
    if (const YamlNode* whole = entry.value.find("whole"))
      level.is_whole = values_.boolean(*whole, path + ".whole").value_or(false);
    if (!complete) return;
    if (units[0] != units[1]) {
      diagnostics_.error(entry.value.place, in_quotes(path) + ": 'from' and 'to' must have the same unit");
      return;
    }
    if (!(level.from < level.to))
      diagnostics_.error(entry.value.place, in_quotes(path) + ": 'from' must be below 'to'");
    if (level.is_whole && (level.from != std::trunc(level.from) || level.to != std::trunc(level.to)))
      diagnostics_.error(entry.value.place, in_quotes(path) + ": 'from' and 'to' must be whole numbers");
    levels_.push_back(std::move(level));
  }

  void factorial_points(Place place) {
    std::vector<std::size_t> sizes;
    std::size_t count = 1;
    for (const Level& level : levels_) {
      sizes.push_back(level.values.size());
      count = std::min(most_design_points + 1, count * std::max<std::size_t>(1, level.values.size()));
    }
    if (count > most_design_points) {
      diagnostics_.error(place, fmt::format("more than {} points in the design", most_design_points));
      return;
    }
    for (const auto& indices : full_factorial(sizes)) {
      Point point;
      for (std::size_t d = 0; d < levels_.size(); ++d)
        point.emplace_back(levels_[d].path, levels_[d].values[indices[d]].first);
      points_.push_back(std::move(point));
    }
  }

  void spread_points(const std::vector<DesignPoint>& design) {
    for (const DesignPoint& coordinates : design) {
      Point point;
      for (std::size_t d = 0; d < levels_.size(); ++d) {
        const Level& l = levels_[d];
        // Whole numbers from..to are equally likely.
        const double value = l.is_whole ? l.from + std::floor(coordinates[d] * (l.to - l.from + 1))
                                        : l.from + coordinates[d] * (l.to - l.from);
        point.emplace_back(l.path, l.text(value));
      }
      points_.push_back(std::move(point));
    }
  }

  void check_size(const YamlNode& root) {
    const std::size_t most = most_sweep_runs / std::max<std::size_t>(1, points_.size());
    if (members_.size() * seeds_.size() > most)
      diagnostics_.error(root.place, fmt::format("the plan has more than {} runs", most_sweep_runs));
  }

  // ---- the runs -----------------------------------------------------------------------------------------------------

  std::vector<std::string> overrides_of(const Member& member) const {
    std::vector<std::string> out = common_;
    for (const Setting& setting : member.set) out.push_back(override_of(setting));
    return out;
  }

  // Whether the design varies a parameter of a policy that this scenario lacks, as a base does, and another one has. It
  // is left out there.
  [[nodiscard]] bool is_left_out(const Member& member, const std::string& path) const {
    constexpr std::string_view start = "policies.";
    if (!path.starts_with(start)) return false;
    const std::string name = path.substr(start.size(), path.find('.', start.size()) - start.size());
    return !member.policies.contains(name) &&
           std::ranges::any_of(members_, [&](const Member& other) { return other.policies.contains(name); });
  }

  // Loads one run with its own list of errors, and returns those not seen before.
  std::optional<Inputs> try_load(const Member& member, const std::vector<std::string>& overrides,
                                 std::vector<Diagnostic>& errors) const {
    Diagnostics mine;
    auto inputs = load_inputs(member.file, overrides, mine, plan_.pack);
    errors = mine.sorted();
    return inputs;
  }

  // Errors of a scenario's own files are shown where they are; those of what the plan sets at the plan's line, once for
  // all scenarios.
  void report(const std::vector<Diagnostic>& errors, const Member& member, Place place) {
    for (const Diagnostic& e : errors) {
      if (!e.file.starts_with("--")) {
        if (reported_.insert(fmt::format("{}:{}:{}{}", e.file, e.line, e.column, e.message)).second)
          diagnostics_.add(e);
        continue;
      }
      const auto set = places_.find(e.file.starts_with("--set ") ? e.file.substr(6) : e.file);
      const Place at = set == places_.end() ? place : set->second;
      if (reported_.insert(std::to_string(at.offset) + e.message).second)
        diagnostics_.error(at, fmt::format("in scenario '{}': {}", member.name, e.message));
    }
  }

  // Each scenario with what the plan sets in every run.
  void check_members() {
    std::vector<Diagnostic> errors;
    for (Member& member : members_) {
      const auto inputs = try_load(member, overrides_of(member), errors);
      report(errors, member, member.place);
      if (!inputs) continue;
      member.is_fine = true;
      for (const auto& policy : inputs->scenario.policies) member.policies.insert(policy->id);
      for (const std::string& warning : inputs->scenario.warnings)
        if (std::ranges::find(plan_.warnings, warning) == plan_.warnings.end()) plan_.warnings.push_back(warning);
      if (plan_.pack == nullptr) plan_.pack = inputs->pack;
      plan_.most_memory = std::max(plan_.most_memory,
                                   bytes_needed(*inputs->pack, inputs->scenario.parameters, inputs->scenario.weight));
      if (inputs->pack->sha256 != plan_.pack->sha256)
        diagnostics_.error(
            member.place,
            fmt::format("the scenario '{}' has the pack '{}' and '{}' has '{}'; the runs of a sweep share one pack",
                        member.name, inputs->pack->name, members_.front().name, plan_.pack->name));
    }
  }

  // Each value of the design alone, so that an error has its own place.
  void check_levels() {
    std::vector<Diagnostic> errors;
    for (const Member& member : members_)
      for (const Level& level : levels_) {
        leave_if_stopped();
        if (!member.is_fine || is_left_out(member, level.path)) continue;
        std::vector<std::pair<std::string, Place>> values = level.values;
        if (values.empty()) values = {{level.text(level.from), level.place}, {level.text(level.to), level.place}};
        for (const auto& [value, place] : values) {
          std::vector<std::string> overrides = overrides_of(member);
          overrides.push_back(fmt::format("{}={}", level.path, value));
          try_load(member, overrides, errors);
          report(errors, member, place);
        }
      }
  }

  void resolve() {
    std::vector<std::reference_wrapper<const Member>> member_of;
    for (std::size_t m = 0; m < members_.size(); ++m)
      for (std::size_t p = 0; p < points_.size(); ++p)
        for (std::size_t s = 0; s < seeds_.size(); ++s) {
          SweepRun run;
          run.scenario = members_[m].name;
          run.file = members_[m].file;
          const std::size_t group = is_paired_ ? 0 : m * points_.size() + p;
          run.seed = seeds_[s] + group * seeds_.size();
          run.parameters = points_[p];
          run.overrides = overrides_of(members_[m]);
          for (const Setting& setting : points_[p])
            if (!is_left_out(members_[m], setting.first)) run.overrides.push_back(override_of(setting));
          run.overrides.push_back("--seed=" + std::to_string(run.seed));
          plan_.runs.push_back(std::move(run));
          member_of.push_back(members_[m]);
        }
    // The runs of a point differ in nothing but their seeds: one is read for all of them.
    std::vector<std::vector<Diagnostic>> errors(plan_.runs.size());
    for_each_index(plan_.runs.size() / seeds_.size(), 1, [&](std::size_t group) {
      leave_if_stopped();
      const std::size_t first = group * seeds_.size();
      const auto inputs = try_load(member_of[first], plan_.runs[first].overrides, errors[first]);
      if (!inputs) return;
      const std::string asked = seedless_id(version(), revision(), inputs->pack->sha256, inputs->scenario.resolved);
      const auto shared = std::make_shared<const std::vector<SharedPart>>(shared_parts(inputs->scenario));
      for (std::size_t i = first; i < first + seeds_.size(); ++i) {
        plan_.runs[i].id = run_id(asked, plan_.runs[i].seed);
        plan_.runs[i].shared = shared;
      }
    });
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < plan_.runs.size(); ++i) {
      leave_if_stopped();
      const SweepRun& run = plan_.runs[i];
      report(errors[i], member_of[i], member_of[i].get().place);
      if (run.id.empty()) continue;
      const auto [same, is_new] = known.try_emplace(run.id, i);
      if (!is_new && run.overrides == plan_.runs[same->second].overrides &&
          &member_of[i].get() == &member_of[same->second].get() &&
          run.parameters != plan_.runs[same->second].parameters)
        continue;  // points that differ in nothing that this scenario has share a run
      const std::string message = fmt::format("a run of '{}' repeats one of '{}': equal scenario, values and seed",
                                              run.scenario, plan_.runs[same->second].scenario);
      if (!is_new && reported_.insert(message).second) diagnostics_.error(member_of[i].get().place, message);
    }
  }

  Diagnostics& diagnostics_;
  YamlValues values_;
  std::string folder_;
  std::vector<std::string> common_;  // overrides of every run
  std::vector<Member> members_;
  std::vector<std::uint64_t> seeds_;
  std::vector<Level> levels_;
  std::vector<Point> points_;
  bool is_paired_ = true;
  std::map<std::string, Place> places_;  // of each override in the plan
  std::set<std::string> reported_;
  SweepPlan plan_;
};

}  // namespace

std::optional<SweepPlan> load_plan(const std::string& path, Diagnostics& diagnostics) {
  return PlanReader(diagnostics).read(path);
}

std::string run_id(const Inputs& inputs) {
  return run_id(version(), revision(), inputs.pack->sha256, inputs.scenario.resolved);
}

}  // namespace jiuzhou
