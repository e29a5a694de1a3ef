#include "sim/scenario/load_scenario.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <span>

#include "sim/base/error.hpp"
#include "sim/instruments/indicators.hpp"
#include "sim/pack/find_pack.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/scenario/conditions.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_seed = (std::int64_t{1} << 53) - 1;  // every JSON and YAML reader holds it exactly
constexpr int longest_horizon = 400;                                // quarters
constexpr std::size_t most_policies = 1000;

const std::vector<std::string> scenario_keys{"extends", "title",      "description", "pack",        "horizon", "seed",
                                             "weight",  "parameters", "impose",      "financed_by", "policies"};
const std::vector<std::string> policy_keys{"type",  "name", "where", "to",    "from",
                                           "until", "ramp", "when",  "payer", "financed_by"};

// One file of the chain, or one --set.
struct Layer {
  YamlNode root;
  std::string folder;  // that relative paths start from
  bool is_override = false;
};

YamlNode map_node(std::string key, YamlNode value) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.place = value.place;
  node.entries.push_back({std::move(key), node.place, std::move(value)});
  return node;
}

std::string label_text(const Label& label) {
  return "{en: " + in_double_quotes(label.en) + ", zh: " + in_double_quotes(label.zh) + "}";
}

std::string value_text(const Parameter& parameter) {
  if (std::holds_alternative<bool*>(parameter.value)) return parameter.get() != 0 ? "true" : "false";
  return number_text(parameter.get(), parameter.spec);
}

template <class Points>
std::string points_text(const Points& points, const Spec& spec) {
  std::string out;
  for (const auto& [quarter, value] : points)
    out += (out.empty() ? "" : ", ") + quarter.text() + ": " + number_text(value, spec);
  return "{" + out + "}";
}

// "scenario.yaml:7", or the option as it was given.
std::string place_text(Place place) {
  if (place.source == nullptr) return "default";
  if (place.offset == Place::whole) return place.source->name();
  return place.source->name() + ":" + std::to_string(place.source->line_at(place.offset) + 1);
}

class ScenarioReader {
 public:
  ScenarioReader(Diagnostics& diagnostics, std::shared_ptr<const Pack> known)
      : diagnostics_(diagnostics), values_(diagnostics), known_(std::move(known)) {}

  std::optional<Inputs> read(const std::string& path, const std::vector<std::string>& overrides) {
    const std::size_t errors = diagnostics_.count();
    scenario_.file = path;
    std::vector<fs::path> chain;
    read_file(path, {}, chain);
    for (const std::string& text : overrides) apply_override(text);
    if (scenario_.title.en.empty()) scenario_.title.en = scenario_.title.zh = fs::path(path).stem().string();
    load_pack_of(path);
    take_pack_parameters();
    check_joint_bounds();
    check_horizon(path);
    read_imposed();
    if (financing_) read_sources(*financing_, "financed_by", sources_);
    for (std::size_t i = 0; i < policies_.size(); ++i) read_policy(policies_[i], i);
    if (diagnostics_.count() != errors) return std::nullopt;
    write_resolved();
    return Inputs{std::move(scenario_), pack_};
  }

 private:
  // ---- the chain of files -------------------------------------------------------------------------------------------

  // What a file extends is read before the file itself. `chain` holds the files from the user's to this one.
  void read_file(const std::string& path, Place blame, std::vector<fs::path>& chain) {
    std::error_code code;
    fs::path identity = fs::weakly_canonical(path, code);
    if (code) identity = path;
    const SourceText* source = diagnostics_.open(path, largest_yaml, blame);
    if (source == nullptr) {
      is_complete_ = false;
      return;
    }
    chain.push_back(identity);
    names_.push_back(path);
    scenario_.files.push_back(path);
    if (auto root = parse_yaml(*source, diagnostics_)) {
      Layer layer{std::move(*root), fs::path(path).parent_path().string()};
      if (const YamlNode* parent = layer.root.find("extends")) read_parent(*parent, layer.folder, chain);
      read_layer(layer);
    } else {
      is_complete_ = false;
    }
    chain.pop_back();
    names_.pop_back();
  }

  void read_parent(const YamlNode& node, const std::string& folder, std::vector<fs::path>& chain) {
    const auto name = values_.text(node, "extends");
    if (!name) return;
    const std::string path = (fs::path(folder) / *name).lexically_normal().string();
    std::error_code code;
    fs::path identity = fs::weakly_canonical(path, code);
    const auto earlier = std::ranges::find(chain, identity);
    if (!code && earlier != chain.end()) {
      std::string circle;
      for (auto i = earlier - chain.begin(); i < std::ssize(chain); ++i)
        circle += names_[static_cast<std::size_t>(i)] + " -> ";
      diagnostics_.error(node.place, "'extends' goes in a circle: " + circle + path);
      is_complete_ = false;
      return;
    }
    if (!fs::exists(path, code)) {
      diagnostics_.error(node.place, "there is no " + in_quotes(path) +
                                         " to extend; the path starts from the folder of this file" +
                                         neighbour(fs::path(path)));
      is_complete_ = false;
      return;
    }
    read_file(path, node.place, chain);
  }

  // The scenario beside a missing one that was probably meant.
  static std::string neighbour(const fs::path& missing) {
    std::vector<std::string> names;
    std::error_code code;
    const fs::path folder = missing.has_parent_path() ? missing.parent_path() : fs::path(".");
    for (const auto& entry : fs::directory_iterator(folder, code))
      if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    const auto near = nearest(missing.filename().string(), names);
    return near ? "; did you mean '" + *near + "'?" : "";
  }

  // ---- one layer: a file or a --set ---------------------------------------------------------------------------------

  void read_layer(const Layer& layer) {
    values_.keys(layer.root, "", scenario_keys);
    for (const YamlEntry& entry : layer.root.entries) {
      const YamlNode& value = entry.value;
      if (entry.key == "title" || entry.key == "description")
        read_label(entry, layer.is_override, layer.root.find("description") != nullptr);
      if (entry.key == "pack") read_pack_folder(value, layer.folder);
      if (entry.key == "horizon") read_horizon(value);
      if (entry.key == "seed")
        if (const auto seed = values_.integer(value, "seed", 0, largest_seed))
          scenario_.seed = static_cast<std::uint64_t>(*seed);
      if (entry.key == "weight")
        if (const auto weight = values_.integer(value, "weight", 1, largest_weight)) scenario_.weight = *weight;
      if (entry.key == "parameters" && values_.map(value, "parameters")) {
        const ParameterList list = parameters_of(scenario_.parameters);
        values_.parameters(value, "", list, [this](const Parameter& parameter, Place place) {
          origin_["parameters." + parameter.path] = place;
        });
      }
      if (entry.key == "impose" && values_.map(value, "impose")) {
        values_.keys(value, "impose", imposed_names());
        for (const YamlEntry& path : value.entries) imposed_[path.key] = path.value;
      }
      if (entry.key == "financed_by") financing_ = value;
      origin_[entry.key] = value.place;
      if (entry.key == "policies") collect_policies(value);
    }
  }

  void read_label(const YamlEntry& entry, bool is_override, bool has_description) {
    Label& target = entry.key == "title" ? scenario_.title : scenario_.description;
    if (!is_override) {
      if (const auto label = values_.label(entry.value, entry.key)) target = *label;
      // What another file says of itself does not describe a file with a title of its own.
      if (entry.key == "title" && !has_description) {
        scenario_.description = {};
        origin_.erase("description");
      }
      return;
    }
    // On the command line one language at a time.
    if (!values_.map(entry.value, entry.key)) return;
    values_.keys(entry.value, entry.key, {"en", "zh"});
    for (const YamlEntry& language : entry.value.entries)
      if (const auto text = values_.text(language.value, entry.key + "." + language.key))
        (language.key == "en" ? target.en : target.zh) = *text;
  }

  void read_pack_folder(const YamlNode& value, const std::string& folder) {
    pack_place_ = value.place;
    pack_name_.reset();
    scenario_.pack_folder.clear();
    if (value.is_map()) {
      values_.keys(value, "pack", {"name", "sha256"});
      PackName pack;
      for (const auto& [key, target] : {std::pair{"name", &pack.name}, std::pair{"sha256", &pack.sha256}})
        if (const YamlNode* node = value.find(key); node == nullptr)
          diagnostics_.error(value.place, "'pack' has no '" + std::string(key) + "'");
        else if (const auto text = values_.text(*node, std::string("pack.") + key))
          *target = *text;
      if (pack.name.empty() || pack.sha256.empty())
        is_complete_ = false;
      else
        pack_name_ = std::move(pack);
      pack_beside_ = folder;
      return;
    }
    const auto name = values_.text(value, "pack");
    if (!name) {
      is_complete_ = false;
      return;
    }
    scenario_.pack_folder =
        find_pack_folder(*name, folder).value_or((fs::path(folder) / *name).lexically_normal().string());
  }

  void read_horizon(const YamlNode& value) {
    if (!values_.map(value, "horizon")) return;
    values_.keys(value, "horizon", {"from", "until"});
    if (const YamlNode* node = value.find("from")) {
      from_place_ = node->place;
      if (const auto quarter = values_.quarter(*node, "horizon.from"))
        scenario_.from = *quarter;
      else
        horizon_fits_ = false;
    }
    if (const YamlNode* node = value.find("until")) {
      until_place_ = node->place;
      if (const auto quarter = values_.quarter(*node, "horizon.until"))
        scenario_.until = *quarter;
      else
        horizon_fits_ = false;
    }
  }

  // Bounds that parameters have together, once all of them are known. The first that somebody gave is blamed.
  void check_joint_bounds() {
    const ParameterList list = parameters_of(scenario_.parameters);
    for (const Joint& joint : list.joints()) {
      if (list.sum(joint) <= joint.most) continue;
      std::string values;
      Place blame;
      for (const auto& [path, factor] : joint.terms) {
        const auto found = std::ranges::find(list.all(), path, &Parameter::path);
        values += (values.empty() ? "" : " and ") + in_quotes(path) + " is " + shortest(found->get());
        if (const auto given = origin_.find("parameters." + path); given != origin_.end() && blame.source == nullptr)
          blame = given->second;
      }
      const std::string message = values + "; together " + bounds_text(joint) + " (" + std::string(joint.doc) + ")";
      if (blame.source != nullptr)
        diagnostics_.error(blame, message);
      else
        diagnostics_.error(scenario_.file, message);
    }
  }

  void collect_policies(const YamlNode& value) {
    if (value.kind == YamlNode::Kind::null || !values_.sequence(value, "policies")) {
      if (value.kind == YamlNode::Kind::null)
        diagnostics_.error(value.place, "'policies' has no value; write '[]' for none");
      return;
    }
    const std::size_t inherited = policies_.size();
    for (const YamlNode& policy : value.items) {
      if (policies_.size() == most_policies) {
        diagnostics_.error(policy.place, "more than " + std::to_string(most_policies) + " policies");
        return;
      }
      const std::string name = name_of_policy(policy);
      const auto same = std::ranges::find_if(
          policies_, [&](const YamlNode& p) { return !name.empty() && name_of_policy(p) == name; });
      if (same == policies_.end())
        policies_.push_back(policy);
      else if (static_cast<std::size_t>(same - policies_.begin()) < inherited)
        *same = policy;
      else
        diagnostics_.error(policy.find("name")->place, "two policies have the name " + in_quotes(name));
    }
  }

  static std::string name_of_policy(const YamlNode& policy) {
    const YamlNode* name = policy.find("name");
    return name != nullptr && name->is_scalar() ? name->text : std::string();
  }

  // ---- --set --------------------------------------------------------------------------------------------------------

  void apply_override(const std::string& text) {
    const bool is_option = text.starts_with("--");  // "--until=2014Q4" instead of "horizon.until=2014Q4"
    const Place place{&diagnostics_.keep(is_option ? text : "--set " + text, {})};
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      diagnostics_.error(place, "expected path=value, such as migration.income=0.4");
      return;
    }
    std::string_view path = trimmed(std::string_view(text).substr(0, equals));
    if (is_option) path = path == "--until" ? "horizon.until" : path.substr(2);
    std::vector<std::string> keys;
    for (const std::string_view key : split(path, '.')) keys.emplace_back(key);
    YamlNode value = scalar_node(trimmed(std::string_view(text).substr(equals + 1)), place);

    if (keys.front() == "policies") {
      override_policy(keys, std::move(value), place);
      return;
    }
    std::vector<std::string> known = scenario_keys;
    std::erase(known, "extends");
    if (std::ranges::find(known, keys.front()) == known.end()) {
      const ParameterList list = parameters_of(scenario_.parameters);
      for (const auto& [group, doc] : list.groups()) known.push_back(group);
      if (std::ranges::find(known, keys.front()) == known.end()) {
        diagnostics_.error(place, "unknown key " + in_quotes(keys.front()) + suggestion(keys.front(), known));
        return;
      }
      keys.insert(keys.begin(), "parameters");
    }
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) value = map_node(*key, std::move(value));
    read_layer({std::move(value), {}, true});
  }

  void override_policy(const std::vector<std::string>& keys, YamlNode value, Place place) {
    if (keys.size() != 3) {
      diagnostics_.error(place, "expected policies.NAME.KEY=value");
      return;
    }
    std::vector<std::string> names;
    for (YamlNode& policy : policies_) {
      const std::string name = name_of_policy(policy);
      if (name.empty()) continue;
      names.push_back(name);
      if (name != keys[1]) continue;
      for (YamlEntry& entry : policy.entries)
        if (entry.key == keys[2]) {
          entry = {keys[2], place, std::move(value)};
          return;
        }
      policy.entries.push_back({keys[2], place, std::move(value)});
      return;
    }
    diagnostics_.error(place, names.empty() ? "no policy of this scenario has a name"
                                            : "unknown policy " + in_quotes(keys[1]) + suggestion(keys[1], names));
  }

  // ---- pack and horizon ---------------------------------------------------------------------------------------------

  void load_pack_of(const std::string& path) {
    if (pack_name_ && known_ != nullptr && known_->name == pack_name_->name && known_->sha256 == pack_name_->sha256) {
      pack_ = known_;
      return;
    }
    if (pack_name_ && !find_named_pack()) return;
    if (scenario_.pack_folder.empty()) {
      if (is_complete_) diagnostics_.error(path, "no 'pack' is given, here or in what this file extends");
      return;
    }
    if (known_ != nullptr && known_->folder == scenario_.pack_folder) {
      pack_ = known_;
      return;
    }
    std::error_code code;
    if (fs::is_directory(scenario_.pack_folder, code)) {
      pack_ = load_pack(scenario_.pack_folder, diagnostics_);
      return;
    }
    std::vector<std::string> packs;
    const fs::path folder = fs::path(scenario_.pack_folder).parent_path();
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, code))
      if (fs::exists(entry.path() / "pack.yaml", code)) packs.push_back(entry.path().filename().string());
    std::ranges::sort(packs);
    diagnostics_.error(
        pack_place_, "there is no pack in " + in_quotes(scenario_.pack_folder) +
                         (packs.empty() ? "" : suggestion(fs::path(scenario_.pack_folder).filename().string(), packs)));
  }

  bool find_named_pack() {
    std::vector<std::string> others;
    if (auto found = find_pack(*pack_name_, pack_beside_, others)) {
      scenario_.pack_folder = std::move(*found);
      return true;
    }
    diagnostics_.error(pack_place_,
                       "there is no pack with the checksum " + in_quotes(pack_name_->sha256) + " here" +
                           (others.empty() ? "; put the folder of the pack '" + pack_name_->name + "' beside this file"
                                           : "; " + in_quotes(others.front()) + " is another one, or was changed") +
                           ", or give one with --set pack=FOLDER");
    return false;
  }

  // What neither a file nor the command line says is the pack's word, and else the engine's default.
  void take_pack_parameters() {
    if (pack_ == nullptr) return;
    const ParameterList list = parameters_of(scenario_.parameters);
    const auto take = [&](const std::string& path, double value, const std::string& origin) {
      if (origin_.contains("parameters." + path)) return;
      const auto parameter = std::ranges::find(list.all(), path, &Parameter::path);
      require(parameter != list.all().end(), "there is no parameter '" + path + "'");
      parameter->set(std::clamp(value, parameter->spec.min, parameter->spec.max));
      pack_origin_["parameters." + path] = origin;
    };
    for (const PackParameter& given : pack_->parameters) take(given.path, given.value, given.origin);
    const auto left = [&](const std::string& path) { return !pack_origin_.contains("parameters." + path); };
    const std::string manifest = (fs::path(pack_->folder) / "pack.yaml").string();
    if (left("prices.inflation_target"))
      take("prices.inflation_target", pack_->national.inflation, manifest + ": national.inflation");
    if (left("growth.labour_start"))
      take("growth.labour_start", pack_->national.real_growth - scenario_.parameters.growth.labour_force_start,
           manifest + ": national.real_growth");
  }

  void check_horizon(const std::string& path) {
    if (until_place_.source == nullptr) {
      if (is_complete_) diagnostics_.error(path, "no 'horizon.until' is given, here or in what this file extends");
      return;
    }
    if (!horizon_fits_ || pack_ == nullptr) return;
    const Quarter first = Quarter::of(pack_->base_year, 1);
    if (from_place_.source == nullptr) {
      scenario_.from = first;
      from_place_ = until_place_;
    }
    if (scenario_.from != first)
      diagnostics_.error(from_place_, "'horizon.from' is " + scenario_.from.text() + ", but the pack '" + pack_->name +
                                          "' describes " + std::to_string(pack_->base_year) + "; a run starts in " +
                                          first.text());
    else if (scenario_.until < scenario_.from)
      diagnostics_.error(until_place_, "'horizon.until' is " + scenario_.until.text() + ", before the first quarter " +
                                           scenario_.from.text());
    else if (scenario_.until - scenario_.from >= longest_horizon)
      diagnostics_.error(until_place_, "'horizon.until' is " + scenario_.until.text() + ", more than " +
                                           std::to_string(longest_horizon) + " quarters after " +
                                           scenario_.from.text());
    else
      return;
    horizon_fits_ = false;
  }

  // ---- paths from outside -------------------------------------------------------------------------------------------

  static std::vector<std::string> imposed_names() {
    std::vector<std::string> names;
    for (const ImposedKind& kind : imposed_kinds()) names.emplace_back(kind.name);
    return names;
  }

  // {2024: 1.2, 2026Q3: 1.3}: a year stands for its first quarter. In order of time; nothing after an error.
  std::vector<std::pair<Quarter, double>> read_points(const YamlNode& node, const std::string& path, const Spec& spec) {
    const std::size_t errors = diagnostics_.count();
    std::vector<std::pair<Quarter, double>> points;
    if (!values_.map(node, path)) return {};
    if (node.entries.empty())
      diagnostics_.error(node.place, in_quotes(path) + " is empty; write such as {2024: ..., 2025: ...}");
    for (const YamlEntry& entry : node.entries) {
      if (diagnostics_.is_full()) break;
      const std::string at = path + "." + entry.key;
      const bool is_year = entry.key.size() == 4 && entry.key.find_first_not_of("0123456789") == std::string::npos;
      const auto quarter = parse_quarter(is_year ? entry.key + "Q1" : entry.key);
      if (!quarter)
        diagnostics_.error(
            entry.place,
            in_quotes(at) + " must be a year such as 2024 or a quarter such as 2024Q3, not " + in_quotes(entry.key));
      const auto value = values_.number(entry.value, at, spec, YamlValues::Unit::needed);
      if (!quarter || !value) continue;
      if (const auto message = outside(at, *value, spec))
        diagnostics_.error(entry.value.place, *message);
      else if (!points.empty() && *quarter <= points.back().first)
        diagnostics_.error(entry.place,
                           in_quotes(at) + " must come after " + points.back().first.text() + ", the one before it");
      else
        points.emplace_back(*quarter, *value);
    }
    if (diagnostics_.count() != errors) points.clear();
    return points;
  }

  void read_imposed() {
    for (const ImposedKind& kind : imposed_kinds()) {
      const auto found = imposed_.find(std::string(kind.name));
      if (found == imposed_.end()) continue;
      const std::string path = "impose." + found->first;
      auto points = read_points(found->second, path, kind.spec);
      if (points.empty() || !horizon_fits_ || pack_ == nullptr) continue;
      if (points.front().first < scenario_.from)
        diagnostics_.error(found->second.entries.front().place,
                           in_quotes(path) + " begins in " + points.front().first.text() +
                               ", before the run begins in " + scenario_.from.text());
      else if (points.back().first - scenario_.from >= longest_horizon)
        diagnostics_.error(found->second.entries.back().place,
                           in_quotes(path) + " goes on for more than " + std::to_string(longest_horizon) + " quarters");
      else
        add_imposed(kind, found->second.place, std::move(points));
    }
  }

  void add_imposed(const ImposedKind& kind, Place place, std::vector<std::pair<Quarter, double>> points) {
    if (points.front().first > scenario_.until)
      warn(place, "'impose." + std::string(kind.name) + "' begins in " + points.front().first.text() + after_the_end());
    scenario_.imposed.push_back({kind.path, std::string(kind.name), std::move(points)});
  }

  // ---- what is asked for and will not happen ------------------------------------------------------------------------

  [[nodiscard]] std::string after_the_end() const {
    return ", after the run ends in " + scenario_.until.text() + ": it has no effect";
  }

  void warn(Place place, const std::string& words) {
    scenario_.warnings.push_back(place_text(place) + ": warning: " + words);
  }

  // ---- policies -----------------------------------------------------------------------------------------------------

  void read_policy(const YamlNode& node, std::size_t number) {
    const std::string path = "policies[" + std::to_string(number) + "]";
    const std::size_t errors = diagnostics_.count();
    if (!values_.map(node, path)) return;
    const YamlNode* type = node.find("type");
    if (type == nullptr) {
      diagnostics_.error(node.place, in_quotes(path) + " has no 'type'");
      return;
    }
    const auto type_name = values_.text(*type, path + ".type");
    if (!type_name) return;
    auto maker = instrument_catalogue().find(*type_name);
    if (maker == instrument_catalogue().end()) {
      std::vector<std::string> types;
      for (const auto& [name, make] : instrument_catalogue()) types.push_back(name);
      diagnostics_.error(type->place, "unknown policy type " + in_quotes(*type_name) + suggestion(*type_name, types));
      const auto meant = nearest(*type_name, types);
      if (!meant) return;
      maker = instrument_catalogue().find(*meant);  // so that what else is wrong is told at once
    }
    std::unique_ptr<Instrument> instrument = maker->second();
    instrument->id = path;
    if (const YamlNode* name = node.find("name")) read_name(*name, path, *instrument);
    const ParameterList list = instrument->parameters();
    read_period(node, path, *instrument);
    read_policy_parameters(node, path, list, *instrument);
    if (const YamlNode* payer = node.find("payer")) read_payer(*payer, path, node, list, *instrument);
    read_financing(node, path, list, *instrument);
    if (const YamlNode* when = node.find("when")) instrument->when = read_trigger(*when, path + ".when", diagnostics_);
    if (pack_ == nullptr) return;
    instrument->where = select_all(*pack_);
    if (const YamlNode* where = node.find("where"))
      if (auto selection = read_selection(*where, path + ".where", *pack_, *instrument, diagnostics_))
        instrument->where = std::move(*selection);
    if (const YamlNode* to = node.find("to"))
      if (auto partners = read_partners(*to, path + ".to", *pack_, diagnostics_))
        instrument->partners = std::move(*partners);
    if (instrument->needs_partners() && node.find("to") == nullptr)
      diagnostics_.error(node.place, in_quotes(path) + " needs 'to', the regions at the other end of a " + *type_name);
    if (diagnostics_.count() == errors) require_strength(node, path, list, *instrument);
    if (horizon_fits_ && instrument->from > scenario_.until)
      warn(node.place,
           "policy " + in_quotes(instrument->id) + " begins in " + instrument->from.text() + after_the_end());
    scenario_.policies.push_back(std::move(instrument));
  }

  void read_name(const YamlNode& node, const std::string& path, Instrument& instrument) {
    const auto name = values_.text(node, path + ".name");
    if (!name) return;
    if (const auto why = bad_name(*name))
      diagnostics_.error(node.place, in_quotes(path + ".name") + " " + *why);
    else
      instrument.id = *name;
  }

  void read_policy_parameters(const YamlNode& node, const std::string& path, const ParameterList& list,
                              Instrument& instrument) {
    std::vector<std::string> allowed = policy_keys;
    for (const Parameter& parameter : list.all()) {
      require(std::ranges::find(policy_keys, parameter.path) == policy_keys.end(),
              "an instrument declares '" + parameter.path + "', a key that every policy has");
      allowed.push_back(parameter.path);
      if (const YamlNode* value = node.find(parameter.path)) {
        if (value->is_map() && parameter.type() == "number")
          read_schedule(*value, path + "." + parameter.path, parameter, instrument);
        else
          values_.parameter(*value, path + "." + parameter.path, parameter);
      } else if (std::isnan(parameter.spec.fallback)) {
        diagnostics_.error(node.place, in_quotes(path) + " needs '" + parameter.path + "', " +
                                           bounds_text(parameter.spec) + " (" + std::string(parameter.spec.doc) + ")");
      }
    }
    values_.keys(node, path, allowed);
  }

  // 0 may be written, as for a run to compare with; a policy that says nowhere how much is a slip.
  void require_strength(const YamlNode& node, const std::string& path, const ParameterList& list,
                        const Instrument& instrument) {
    std::string wanted;
    for (const std::string_view name : instrument.strengths()) {
      if (node.find(name) != nullptr) return;
      const auto parameter = std::ranges::find(list.all(), name, &Parameter::path);
      require(parameter != list.all().end(), "an instrument declares no '" + std::string(name) + "'");
      wanted += std::string(wanted.empty() ? "" : ", or ") + "'" + parameter->path + "' (" +
                std::string(parameter->spec.doc) + ")";
    }
    diagnostics_.error(node.place, in_quotes(path) + " does not say how much, so it would do nothing; give " + wanted);
  }

  // `payer: centre` or `province` is another word for no or all of `local_share`.
  void read_payer(const YamlNode& node, const std::string& path, const YamlNode& policy, const ParameterList& list,
                  const Instrument& instrument) {
    const auto payer = values_.text(node, path + ".payer");
    if (!payer) return;
    const auto share = std::ranges::find(list.all(), "local_share", &Parameter::path);
    const std::vector<std::string> payers{"centre", "province"};
    if (share == list.all().end())
      diagnostics_.error(node.place,
                         "who pays for a " + std::string(instrument.type()) + " cannot be chosen; leave 'payer' out");
    else if (policy.find("local_share") != nullptr)
      diagnostics_.error(node.place, in_quotes(path) + " has both 'payer' and 'local_share'; write one of them");
    else if (std::ranges::find(payers, *payer) == payers.end())
      diagnostics_.error(node.place, "unknown payer " + in_quotes(*payer) + suggestion(*payer, payers) +
                                         "; to divide the cost write 'local_share: 30 %'");
    else
      share->set(*payer == "province" ? 1 : 0);
  }

  // What a policy does not say is as the scenario says. Special bonds are for projects that a region can be asked to pay.
  void read_financing(const YamlNode& policy, const std::string& path, const ParameterList& list,
                      Instrument& instrument) {
    const auto share = std::ranges::find(list.all(), "local_share", &Parameter::path);
    const bool has_local_part = share != list.all().end();
    BySource& sources = instrument.financed_by = sources_;
    double& bonds = sources[position(Source::special_bonds)];
    if (!has_local_part) bonds = 0;
    if (const YamlNode* node = policy.find("financed_by")) {
      bonds = 0;
      read_sources(*node, path + ".financed_by", sources);
      const bool may_pay =
          has_local_part && (share->get() > 0 || std::ranges::find(instrument.schedules, "local_share",
                                                                   &Schedule::parameter) != instrument.schedules.end());
      if (bonds > 0 && !may_pay)
        diagnostics_.error(node->place, has_local_part
                                            ? "special bonds pay what regions pay, and here they pay nothing; give "
                                              "'local_share' or 'payer: province'"
                                            : "regions cannot be asked to pay for a " + std::string(instrument.type()) +
                                                  ", so there is nothing for special bonds to pay");
    }
    sources[position(Source::own_budget)] = 1 - bonds;
  }

  // `vat`, or `{vat: 60 %, special_bonds: 100 %}`: parts of what the centre pays and of what regions pay. Debt takes what
  // is left of the centre's part.
  void read_sources(const YamlNode& node, const std::string& path, BySource& sources) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k + 1 < source_count; ++k) names.emplace_back(name_of(static_cast<Source>(k)));
    std::vector<std::pair<std::size_t, double>> given;
    const auto add = [&](const std::string& name, Place place, double value) {
      const auto found = std::ranges::find(names, name);
      if (found == names.end())
        diagnostics_.error(place, "unknown source of money " + in_quotes(name) + suggestion(name, names));
      else
        given.emplace_back(static_cast<std::size_t>(found - names.begin()), value);
    };
    if (node.is_map()) {
      const Spec spec{.unit = "share", .min = 0, .max = 1, .doc = "part of what is to be paid"};
      for (const YamlEntry& entry : node.entries) {
        const auto value = values_.number(entry.value, path + "." + entry.key, spec);
        if (!value) continue;
        if (const auto message = outside(path + "." + entry.key, *value, spec))
          diagnostics_.error(entry.value.place, *message);
        else
          add(entry.key, entry.place, *value);
      }
    } else if (const auto name = values_.text(node, path)) {
      add(*name, node.place, 1);
    }
    BySource mine{};
    double centre = 0;
    bool has_debt = false, has_centre = false;
    for (const auto& [k, value] : given) {
      mine[k] = value;
      if (k >= central_sources) continue;
      centre += value;
      has_centre = true;
      has_debt = has_debt || k == position(Source::debt);
    }
    sources[position(Source::special_bonds)] = mine[position(Source::special_bonds)];
    if (!has_centre) return;
    constexpr double rounding = 1e-9;
    if (centre > 1 + rounding || (has_debt && centre < 1 - rounding)) {
      diagnostics_.error(node.place, in_quotes(path) + " gives " + shortest(std::round(1000 * centre) / 10) +
                                         " % of what the centre pays; its parts must sum to 100 %");
      return;
    }
    if (!has_debt) mine[position(Source::debt)] = std::max(0.0, 1 - centre);
    std::copy_n(mine.begin(), central_sources, sources.begin());
  }

  static std::string sources_text(const BySource& sources) {
    std::string out;
    for (std::size_t k = 0; k + 1 < source_count; ++k)
      if (sources[k] > 0)
        out += (out.empty() ? "" : ", ") + std::string(name_of(static_cast<Source>(k))) + ": " + shortest(sources[k]);
    return "{" + out + "}";
  }

  // Between its dates a value stays as it is.
  void read_schedule(const YamlNode& node, const std::string& path, const Parameter& parameter,
                     Instrument& instrument) {
    auto points = read_points(node, path, parameter.spec);
    if (points.empty()) return;
    const Quarter first = points.front().first;
    if (first > instrument.from && horizon_fits_ && pack_ != nullptr) {
      diagnostics_.error(node.entries.front().place,
                         in_quotes(path) + " begins in " + first.text() + ", but the policy begins in " +
                             instrument.from.text() +
                             "; give a value for that quarter, or write 'from: " + first.text() + "'");
      return;
    }
    parameter.set(points.front().second);
    instrument.schedules.push_back({parameter.path, std::move(points)});
  }

  void read_period(const YamlNode& node, const std::string& path, Instrument& instrument) {
    instrument.from = scenario_.from;
    instrument.until = scenario_.until;
    bool fits = horizon_fits_ && pack_ != nullptr;
    const YamlNode* last = &node;
    for (const auto& [key, target] : {std::pair{"from", &instrument.from}, std::pair{"until", &instrument.until}})
      if (const YamlNode* value = node.find(key)) {
        last = value;
        if (const auto quarter = values_.quarter(*value, path + "." + key))
          *target = *quarter;
        else
          fits = false;
      }
    // A policy that begins after a shortened horizon is harmless; one that ends before it begins is a slip.
    const bool has_end = node.find("until") != nullptr;
    if (fits && has_end && instrument.until < instrument.from)
      diagnostics_.error(last->place, in_quotes(path) + " ends in " + instrument.until.text() +
                                          ", before it begins in " + instrument.from.text());
    if (!has_end) instrument.until = std::max(instrument.until, instrument.from);

    const YamlNode* ramp = node.find("ramp");
    if (ramp == nullptr) return;
    const Spec spec{.unit = "quarters", .min = 0, .max = longest_horizon, .doc = "quarters until full strength"};
    const auto quarters = values_.number(*ramp, path + ".ramp", spec);
    if (!quarters) return;
    if (const auto message = outside(path + ".ramp", *quarters, spec))
      diagnostics_.error(ramp->place, *message);
    else if (*quarters != std::trunc(*quarters))
      diagnostics_.error(
          ramp->place, in_quotes(path + ".ramp") + " must be a whole number of quarters, not " + in_quotes(ramp->text));
    else
      instrument.ramp = static_cast<int>(*quarters);
  }

  // ---- the canonical text -------------------------------------------------------------------------------------------

  void write(const std::string& line, const std::string& origin = {}) {
    scenario_.resolved += line + "\n";
    scenario_.origins.push_back(origin);
  }
  void write(const std::string& line, Place place) { write(line, place_text(place)); }

  // Where a key of the files came from; nothing was said about it: the default.
  Place origin(const std::string& key) const {
    const auto found = origin_.find(key);
    return found == origin_.end() ? Place{} : found->second;
  }

  void write_resolved() {
    write("title: " + label_text(scenario_.title), origin("title"));
    if (!scenario_.description.en.empty())
      write("description: " + label_text(scenario_.description), origin("description"));
    write("pack: {name: " + in_double_quotes(pack_->name) + ", sha256: " + in_double_quotes(pack_->sha256) + "}",
          origin("pack"));
    write("horizon:");
    write(
        "  from: " + scenario_.from.text(),
        from_place_.source == until_place_.source && from_place_.offset == until_place_.offset ? Place{} : from_place_);
    write("  until: " + scenario_.until.text(), until_place_);
    write("seed: " + std::to_string(scenario_.seed), origin("seed"));
    write("weight: " + std::to_string(scenario_.weight), origin("weight"));
    write("parameters:");
    const ParameterList list = parameters_of(scenario_.parameters);
    std::string group;
    for (const Parameter& parameter : list.all()) {
      const std::size_t dot = parameter.path.find('.');
      if (parameter.path.substr(0, dot) != group) {
        group = parameter.path.substr(0, dot);
        write("  " + group + ":");
      }
      const auto of_pack = pack_origin_.find("parameters." + parameter.path);
      write("    " + parameter.path.substr(dot + 1) + ": " + value_text(parameter),
            of_pack != pack_origin_.end() ? of_pack->second : place_text(origin("parameters." + parameter.path)));
    }
    if (!scenario_.imposed.empty()) write("impose:");
    for (const ImposedPath& path : scenario_.imposed) {
      const auto& kinds = imposed_kinds();
      const auto kind = std::ranges::find(kinds, path.path, &ImposedKind::path);
      write("  " + path.name + ": " + points_text(path.points, kind->spec), imposed_.at(path.name).place);
    }
    write(scenario_.policies.empty() ? "policies: []" : "policies:");
    for (std::size_t i = 0; i < scenario_.policies.size(); ++i) write_policy(*scenario_.policies[i], policies_[i]);
  }

  void write_policy(Instrument& policy, const YamlNode& node) {
    const auto said = [&](const std::string& key) {
      const YamlNode* value = node.find(key);
      return value == nullptr ? Place{} : value->place;
    };
    write("  - type: " + std::string(policy.type()), said("type"));
    const auto line = [&](const std::string& key, const std::string& value) {
      write("    " + key + ": " + value, said(key));
    };
    if (const std::string name = name_of_policy(node); !name.empty()) line("name", in_double_quotes(name));
    if (const std::string where = selection_text(policy.where, *pack_); !where.empty()) line("where", where);
    if (!policy.partners.empty()) {
      std::string codes;
      for (const std::size_t r : policy.partners)
        codes += (codes.empty() ? "" : ", ") + in_double_quotes(pack_->regions[r].code);
      line("to", "[" + codes + "]");
    }
    line("from", policy.from.text());
    line("until", policy.until.text());
    line("ramp", std::to_string(policy.ramp) + " quarters");
    if (policy.when) line("when", trigger_text(*policy.when));
    write("    financed_by: " + sources_text(policy.financed_by),
          node.find("financed_by") != nullptr ? said("financed_by") : origin("financed_by"));
    const ParameterList list = policy.parameters();
    for (const Parameter& parameter : list.all()) {
      if (parameter.path == "local_share" && node.find("payer") != nullptr) {
        write("    local_share: " + value_text(parameter), said("payer"));
        continue;
      }
      const auto schedule = std::ranges::find(policy.schedules, parameter.path, &Schedule::parameter);
      line(parameter.path,
           schedule == policy.schedules.end() ? value_text(parameter) : points_text(schedule->steps, parameter.spec));
    }
  }

  Diagnostics& diagnostics_;
  YamlValues values_;
  Scenario scenario_;
  std::shared_ptr<const Pack> known_, pack_;
  std::optional<PackName> pack_name_;  // where the pack is not given as a folder
  std::string pack_beside_;            // the folder of who says so
  std::vector<YamlNode> policies_;     // of all layers, in order; read when the pack is known
  std::vector<std::string> names_;     // of the files being read, as shown to the user
  std::optional<YamlNode> financing_;  // of the scenario; policies may say otherwise
  BySource sources_ = default_sources;
  std::map<std::string, YamlNode> imposed_;  // read when the horizon is known
  std::map<std::string, Place> origin_;
  std::map<std::string, std::string> pack_origin_;  // of parameters that the pack sets
  Place pack_place_, from_place_, until_place_;
  bool is_complete_ = true;  // no file of the chain is missing, so what is absent is truly absent
  bool horizon_fits_ = true;
};

}  // namespace

const std::vector<ImposedKind>& imposed_kinds() {
  static const std::vector<ImposedKind> kinds{
      {"world_demand",
       &Paths::world_demand,
       {.unit = "base = 1",
        .min = 0.01,
        .max = 100,
        .doc = "foreign demand to that of the first quarter; grows on as declared after the last date"}},
      {"coal_price",
       &Paths::coal_price,
       {.unit = "base = 1",
        .min = 0.01,
        .max = 100,
        .doc = "world coal price in yuan to that of the first quarter; stays after the last date"}},
      {"oil_price",
       &Paths::oil_price,
       {.unit = "base = 1",
        .min = 0.01,
        .max = 100,
        .doc = "world oil price in yuan to that of the first quarter; stays after the last date"}},
      {"births",
       &Paths::birth_factor,
       {.unit = "ratio",
        .min = 0,
        .max = 10,
        .doc = "births relative to the base year; fertility by age goes on after the last date"}},
      {"productivity",
       &Paths::productivity,
       {.unit = "1/year",
        .min = -0.2,
        .max = 0.3,
        .doc = "national growth of labour productivity; stays after the last date"}},
  };
  return kinds;
}

std::optional<Inputs> load_inputs(const std::string& path, const std::vector<std::string>& overrides,
                                  Diagnostics& diagnostics, std::shared_ptr<const Pack> known) {
  return ScenarioReader(diagnostics, std::move(known)).read(path, overrides);
}

std::optional<Scenario> load_scenario(const std::string& path, const std::vector<std::string>& overrides,
                                      Diagnostics& diagnostics) {
  auto inputs = load_inputs(path, overrides, diagnostics);
  if (!inputs) return std::nullopt;
  return std::move(inputs->scenario);
}

}  // namespace jiuzhou
