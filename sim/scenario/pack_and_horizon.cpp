#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "sim/base/error.hpp"
#include "sim/pack/find_pack.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/scenario/draft.hpp"
#include "sim/state/participation.hpp"
#include "sim/text/text.hpp"
#include "sim/text/units.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

bool find_named_pack(Draft& draft) {
  std::vector<std::string> others;
  if (auto found = find_pack(*draft.pack_name, draft.pack_beside, others)) {
    draft.scenario.pack_folder = std::move(*found);
    return true;
  }
  draft.diagnostics.error(
      draft.pack_place,
      fmt::format("there is no pack with the checksum {} here{}, or give one with --set pack=FOLDER",
                  in_quotes(draft.pack_name->sha256),
                  others.empty()
                      ? fmt::format("; put the folder of the pack '{}' beside this file", draft.pack_name->name)
                      : fmt::format("; {} is another one, or was changed", in_quotes(others.front()))));
  return false;
}

}  // namespace

void load_pack_of(Draft& draft, const std::string& path) {
  if (draft.pack_name && draft.known != nullptr && draft.known->name == draft.pack_name->name &&
      draft.known->sha256 == draft.pack_name->sha256) {
    draft.pack = draft.known;
    return;
  }
  if (draft.pack_name && !find_named_pack(draft)) return;
  if (draft.scenario.pack_folder.empty()) {
    if (draft.is_complete) draft.diagnostics.error(path, "no 'pack' is given, here or in what this file extends");
    return;
  }
  if (draft.known != nullptr && draft.known->folder == draft.scenario.pack_folder) {
    draft.pack = draft.known;
    return;
  }
  std::error_code code;
  if (fs::is_directory(draft.scenario.pack_folder, code)) {
    draft.pack = load_pack(draft.scenario.pack_folder, draft.diagnostics);
    return;
  }
  std::vector<std::string> packs;
  const fs::path folder = fs::path(draft.scenario.pack_folder).parent_path();
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, code))
    if (fs::exists(entry.path() / "pack.yaml", code)) packs.push_back(entry.path().filename().string());
  std::ranges::sort(packs);
  draft.diagnostics.error(
      draft.pack_place,
      fmt::format("there is no pack in {}{}", in_quotes(draft.scenario.pack_folder),
                  packs.empty() ? "" : suggestion(fs::path(draft.scenario.pack_folder).filename().string(), packs)));
}

// Of all layers, in the words and the money of the pack.
void read_parameters(Draft& draft) {
  const ParameterList list = worded(draft, parameters_of(draft.scenario.parameters));
  for (const YamlNode& layer : draft.parameters) {
    std::map<std::string, Place> given;  // "migration.income:" and "migration: {income: }" are the same
    draft.values.parameters(layer, "", list, [&](const Parameter& parameter, Place place) {
      if (const auto [first, is_new] = given.emplace(parameter.path, place); !is_new)
        draft.diagnostics.error(place, fmt::format("{} is given twice (first on line {})", in_quotes(parameter.path),
                                                   first->second.source->line_at(first->second.offset) + 1));
      draft.origin["parameters." + parameter.path] = place;
    });
  }
}

// What neither a file nor the command line says is the pack's word, and else the engine's default.
void take_pack_parameters(Draft& draft) {
  if (draft.pack == nullptr) return;
  const ParameterList list = worded(draft, parameters_of(draft.scenario.parameters));
  const auto take = [&](const std::string& path, double value, const std::string& origin) {
    if (draft.origin.contains("parameters." + path)) return;
    const auto parameter = std::ranges::find(list.all(), path, &Parameter::path);
    require(parameter != list.all().end(), fmt::format("there is no parameter '{}'", path));
    parameter->set(std::clamp(value, parameter->spec.min, parameter->spec.max));
    draft.pack_origin["parameters." + path] = origin;
  };
  for (const PackParameter& given : draft.pack->parameters) take(given.path, given.value, given.origin);
  const auto left = [&](const std::string& path) { return !draft.pack_origin.contains("parameters." + path); };
  const std::string manifest = (fs::path(draft.pack->folder) / "pack.yaml").string();
  if (draft.pack->registration != Registration::hukou)
    for (const char* path : {"labour.hukou_wage_gap", "migration.conversion_rate", "households.sent_home"})
      if (left(path)) take(path, 0, manifest + ": registration");
  if (draft.pack->currency.code != Currency{}.code)
    for (const Parameter& parameter : list.all())
      if (money_power(parameter.spec.unit) != 0 && left(parameter.path))
        take(parameter.path, parameter.spec.fallback, manifest + ": currency");
  if (left("prices.inflation_target"))
    take("prices.inflation_target", draft.pack->national.inflation, manifest + ": national.inflation");
  if (left("growth.labour_force_start"))
    take("growth.labour_force_start", labour_force_growth(*draft.pack, draft.scenario.parameters.demography),
         (fs::path(draft.pack->folder) / "age.csv").string() + ": ageing");
  if (left("growth.labour_start"))
    take("growth.labour_start", draft.pack->national.real_growth - draft.scenario.parameters.growth.labour_force_start,
         manifest + ": national.real_growth");
}

void check_horizon(Draft& draft, const std::string& path) {
  if (draft.until_place.source == nullptr) {
    if (draft.is_complete)
      draft.diagnostics.error(path, "no 'horizon.until' is given, here or in what this file extends");
    return;
  }
  if (!draft.horizon_fits || draft.pack == nullptr) return;
  const Quarter first = Quarter::of(draft.pack->base_year, 1);
  if (draft.from_place.source == nullptr) {
    draft.scenario.from = first;
    draft.from_place = draft.until_place;
  }
  if (draft.scenario.from != first)
    draft.diagnostics.error(
        draft.from_place,
        fmt::format("'horizon.from' is {}, but the pack '{}' describes {}; a run starts in {}",
                    draft.scenario.from.text(), draft.pack->name, draft.pack->base_year, first.text()));
  else if (draft.scenario.until < draft.scenario.from)
    draft.diagnostics.error(draft.until_place, fmt::format("'horizon.until' is {}, before the first quarter {}",
                                                           draft.scenario.until.text(), draft.scenario.from.text()));
  else if (draft.scenario.until - draft.scenario.from >= longest_horizon)
    draft.diagnostics.error(draft.until_place,
                            fmt::format("'horizon.until' is {}, more than {} quarters after {}",
                                        draft.scenario.until.text(), longest_horizon, draft.scenario.from.text()));
  else
    return;
  draft.horizon_fits = false;
}

// Bounds that parameters have together, once all of them are known. The first that somebody gave is blamed.
void check_joint_bounds(Draft& draft) {
  const ParameterList list = parameters_of(draft.scenario.parameters);
  for (const Joint& joint : list.joints()) {
    constexpr double rounding = 1e-9;  // 0.35 + 0.4 + 0.25 is a little above 1
    if (list.sum(joint) <= joint.most + rounding) continue;
    std::string values;
    Place blame;
    for (const auto& [path, factor] : joint.terms) {
      const auto found = std::ranges::find(list.all(), path, &Parameter::path);
      values += fmt::format("{}{} is {}", values.empty() ? "" : " and ", in_quotes(path), shortest(found->get()));
      if (const auto given = draft.origin.find("parameters." + path);
          given != draft.origin.end() && blame.source == nullptr)
        blame = given->second;
    }
    const std::string message = fmt::format("{}; together {} ({})", values, bounds_text(joint), joint.doc);
    if (blame.source != nullptr)
      draft.diagnostics.error(blame, message);
    else
      draft.diagnostics.error(draft.scenario.file, message);
  }
}

ParameterList worded(const Draft& draft, ParameterList list) {
  return draft.pack == nullptr ? list : in_terms_of(*draft.pack, std::move(list));
}

}  // namespace jiuzhou
