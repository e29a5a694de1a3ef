#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "sim/pack/find_pack.hpp"
#include "sim/scenario/draft.hpp"
#include "sim/text/shipped.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_seed = (std::int64_t{1} << 53) - 1;  // every JSON and YAML reader holds it exactly
constexpr std::size_t most_policies = 1000;

const std::vector<std::string> scenario_keys{"extends", "title",      "description", "pack",        "horizon", "seed",
                                             "weight",  "parameters", "impose",      "financed_by", "policies"};

// One file of the chain, or one --set.
struct Layer {
  YamlNode root;
  std::string folder;  // that relative paths start from
  bool is_override = false;
};

// ---- one layer: a file or a --set -----------------------------------------------------------------------------------

void read_label(Draft& draft, const YamlEntry& entry, bool is_override, bool has_description) {
  Label& target = entry.key == "title" ? draft.scenario.title : draft.scenario.description;
  if (!is_override) {
    if (const auto label = draft.values.label(entry.value, entry.key)) target = *label;
    // What another file says of itself does not describe a file with a title of its own.
    if (entry.key == "title" && !has_description) {
      draft.scenario.description = {};
      draft.origin.erase("description");
    }
    return;
  }
  // On the command line one language at a time.
  if (!draft.values.map(entry.value, entry.key)) return;
  draft.values.keys(entry.value, entry.key, {"en", "zh"});
  for (const YamlEntry& language : entry.value.entries)
    if (const auto text = draft.values.text(language.value, fmt::format("{}.{}", entry.key, language.key)))
      (language.key == "en" ? target.en : target.zh) = *text;
}

void read_pack_folder(Draft& draft, const YamlNode& value, const std::string& folder) {
  draft.pack_place = value.place;
  draft.pack_name.reset();
  draft.scenario.pack_folder.clear();
  if (value.is_map()) {
    draft.values.keys(value, "pack", {"name", "sha256"});
    PackName pack;
    for (const auto& [key, target] : {std::pair{"name", &pack.name}, std::pair{"sha256", &pack.sha256}})
      if (const YamlNode* node = value.find(key); node == nullptr)
        draft.diagnostics.error(value.place, fmt::format("'pack' has no '{}'", key));
      else if (const auto text = draft.values.text(*node, std::string("pack.") + key))
        *target = *text;
    if (pack.name.empty() || pack.sha256.empty())
      draft.is_complete = false;
    else
      draft.pack_name = std::move(pack);
    draft.pack_beside = folder;
    return;
  }
  const auto name = draft.values.text(value, "pack");
  if (!name) {
    draft.is_complete = false;
    return;
  }
  draft.scenario.pack_folder =
      find_pack_folder(*name, folder).value_or((fs::path(folder) / *name).lexically_normal().string());
}

void read_horizon(Draft& draft, const YamlNode& value) {
  if (!draft.values.map(value, "horizon")) return;
  draft.values.keys(value, "horizon", {"from", "until"});
  if (const YamlNode* node = value.find("from")) {
    draft.from_place = node->place;
    if (const auto quarter = draft.values.quarter(*node, "horizon.from"))
      draft.scenario.from = *quarter;
    else
      draft.horizon_fits = false;
  }
  if (const YamlNode* node = value.find("until")) {
    draft.until_place = node->place;
    if (const auto quarter = draft.values.quarter(*node, "horizon.until"))
      draft.scenario.until = *quarter;
    else
      draft.horizon_fits = false;
  }
}

void collect_policies(Draft& draft, const YamlNode& value) {
  if (value.kind == YamlNode::Kind::null || !draft.values.sequence(value, "policies")) {
    if (value.kind == YamlNode::Kind::null)
      draft.diagnostics.error(value.place, "'policies' has no value; write '[]' for none");
    return;
  }
  const std::size_t inherited = draft.policies.size();
  for (const YamlNode& policy : value.items) {
    if (draft.policies.size() == most_policies) {
      draft.diagnostics.error(policy.place, fmt::format("more than {} policies", most_policies));
      return;
    }
    const std::string name = name_of_policy(policy);
    const auto same = std::ranges::find_if(
        draft.policies, [&](const YamlNode& p) { return !name.empty() && name_of_policy(p) == name; });
    if (same == draft.policies.end())
      draft.policies.push_back(policy);
    else if (static_cast<std::size_t>(same - draft.policies.begin()) < inherited)
      *same = policy;
    else
      draft.diagnostics.error(policy.find("name")->place, "two policies have the name " + in_quotes(name));
  }
}

void read_layer(Draft& draft, const Layer& layer) {
  draft.values.keys(layer.root, "", scenario_keys);
  for (const YamlEntry& entry : layer.root.entries) {
    const YamlNode& value = entry.value;
    if (entry.key == "title" || entry.key == "description")
      read_label(draft, entry, layer.is_override, layer.root.find("description") != nullptr);
    if (entry.key == "pack") read_pack_folder(draft, value, layer.folder);
    if (entry.key == "horizon") read_horizon(draft, value);
    if (entry.key == "seed")
      if (const auto seed = draft.values.integer(value, "seed", 0, largest_seed))
        draft.scenario.seed = static_cast<std::uint64_t>(*seed);
    if (entry.key == "weight")
      if (const auto weight = draft.values.integer(value, "weight", 1, largest_weight)) draft.scenario.weight = *weight;
    if (entry.key == "parameters" && draft.values.map(value, "parameters")) draft.parameters.push_back(value);
    if (entry.key == "impose" && draft.values.map(value, "impose")) {
      draft.values.keys(value, "impose", imposed_names());
      for (const YamlEntry& path : value.entries) draft.imposed[path.key] = path.value;
    }
    if (entry.key == "financed_by") draft.financing = value;
    draft.origin[entry.key] = value.place;
    if (entry.key == "policies") collect_policies(draft, value);
  }
}

// ---- the chain of files ---------------------------------------------------------------------------------------------

// The scenario beside a missing one that was probably meant.
std::string neighbour(const fs::path& missing) {
  std::vector<std::string> names;
  std::error_code code;
  const fs::path folder = missing.has_parent_path() ? missing.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, code))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  const auto near = nearest(missing.filename().string(), names);
  return near ? fmt::format("; did you mean '{}'?", *near) : "";
}

// A file that is being read: the user's, or one that it extends.
struct OpenFile {
  fs::path identity;
  std::string name;  // as shown to the user
};

void read_parent(Draft& draft, const YamlNode& node, const std::string& folder, std::vector<OpenFile>& chain);

// What a file extends is read before the file itself. `chain` holds the files from the user's to this one.
void read_file(Draft& draft, const std::string& path, Place blame, std::vector<OpenFile>& chain) {
  std::error_code code;
  fs::path identity = fs::weakly_canonical(path, code);
  if (code) identity = path;
  const SourceText* source = draft.diagnostics.open(path, largest_yaml, blame);
  if (source == nullptr) {
    draft.is_complete = false;
    return;
  }
  chain.push_back({identity, path});
  draft.scenario.files.push_back(path);
  if (auto root = parse_yaml(*source, draft.diagnostics)) {
    Layer layer{std::move(*root), fs::path(path).parent_path().string()};
    if (const YamlNode* parent = layer.root.find("extends")) read_parent(draft, *parent, layer.folder, chain);
    read_layer(draft, layer);
  } else {
    draft.is_complete = false;
  }
  chain.pop_back();
}

void read_parent(Draft& draft, const YamlNode& node, const std::string& folder, std::vector<OpenFile>& chain) {
  const auto name = draft.values.text(node, "extends");
  if (!name) return;
  const std::string path =
      find_scenario(*name, folder).value_or((fs::path(folder) / *name).lexically_normal().string());
  std::error_code code;
  fs::path identity = fs::weakly_canonical(path, code);
  const auto earlier = std::ranges::find(chain, identity, &OpenFile::identity);
  if (!code && earlier != chain.end()) {
    std::string circle;
    for (auto file = earlier; file != chain.end(); ++file) circle += file->name + " -> ";
    draft.diagnostics.error(node.place, fmt::format("'extends' goes in a circle: {}{}", circle, path));
    draft.is_complete = false;
    return;
  }
  if (!fs::exists(path, code)) {
    draft.diagnostics.error(node.place,
                            fmt::format("there is no {} to extend; the path starts from the folder of this file{}",
                                        in_quotes(path), neighbour(fs::path(path))));
    draft.is_complete = false;
    return;
  }
  read_file(draft, path, node.place, chain);
}

// ---- --set ----------------------------------------------------------------------------------------------------------

YamlNode map_node(std::string key, YamlNode value) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.place = value.place;
  node.entries.push_back({std::move(key), node.place, std::move(value)});
  return node;
}

void override_policy(Draft& draft, const std::vector<std::string>& keys, YamlNode value, Place place) {
  if (keys.size() != 3) {
    draft.diagnostics.error(place, "expected policies.NAME.KEY=value");
    return;
  }
  std::vector<std::string> names;
  for (YamlNode& policy : draft.policies) {
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
  draft.diagnostics.error(
      place, names.empty() ? "no policy of this scenario has a name"
                           : fmt::format("unknown policy {}{}", in_quotes(keys[1]), suggestion(keys[1], names)));
}

}  // namespace

void read_files(Draft& draft, const std::string& path) {
  std::vector<OpenFile> chain;
  read_file(draft, path, {}, chain);
}

void apply_override(Draft& draft, const std::string& text) {
  const bool is_option = text.starts_with("--");  // "--until=2014Q4" instead of "horizon.until=2014Q4"
  const Place place{&draft.diagnostics.keep(is_option ? text : "--set " + text, {})};
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    draft.diagnostics.error(place, "expected path=value, such as migration.income=0.4");
    return;
  }
  std::string_view path = trimmed(std::string_view(text).substr(0, equals));
  if (is_option) path = path == "--until" ? "horizon.until" : path.substr(2);
  std::vector<std::string> keys;
  for (const std::string_view key : split(path, '.')) keys.emplace_back(key);
  YamlNode value = scalar_node(trimmed(std::string_view(text).substr(equals + 1)), place);

  if (keys.front() == "policies") {
    override_policy(draft, keys, std::move(value), place);
    return;
  }
  std::vector<std::string> known = scenario_keys;
  std::erase(known, "extends");
  if (std::ranges::find(known, keys.front()) == known.end()) {
    const ParameterList list = parameters_of(draft.scenario.parameters);
    for (const auto& [group, doc] : list.groups()) known.push_back(group);
    if (std::ranges::find(known, keys.front()) == known.end()) {
      draft.diagnostics.error(
          place, fmt::format("unknown key {}{}", in_quotes(keys.front()), suggestion(keys.front(), known)));
      return;
    }
    keys.insert(keys.begin(), "parameters");
  }
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) value = map_node(*key, std::move(value));
  read_layer(draft, {std::move(value), {}, true});
}

}  // namespace jiuzhou
