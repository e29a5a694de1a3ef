#include <fmt/core.h>

#include <algorithm>

#include "sim/scenario/conditions.hpp"
#include "sim/scenario/draft.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

std::string label_text(const Label& label) {
  return fmt::format("{{en: {}{}}}", in_double_quotes(label.en),
                     label.zh.empty() ? "" : ", zh: " + in_double_quotes(label.zh));
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
  return fmt::format("{{{}}}", out);
}

void write(Draft& draft, const std::string& line, const std::string& origin = {}) {
  draft.scenario.resolved += line + "\n";
  draft.scenario.origins.push_back(origin);
}
void write(Draft& draft, const std::string& line, Place place) {
  write(draft, line, place_text(place));
}

// Where a key of the files came from; nothing was said about it: the default.
Place origin(const Draft& draft, const std::string& key) {
  const auto found = draft.origin.find(key);
  return found == draft.origin.end() ? Place{} : found->second;
}

void write_policy(Draft& draft, Instrument& policy, const YamlNode& node) {
  const auto said = [&](const std::string& key) {
    const YamlNode* value = node.find(key);
    return value == nullptr ? Place{} : value->place;
  };
  write(draft, "  - type: " + std::string(policy.type()), said("type"));
  const auto line = [&](const std::string& key, const std::string& value) {
    write(draft, fmt::format("    {}: {}", key, value), said(key));
  };
  if (const std::string name = name_of_policy(node); !name.empty()) line("name", in_double_quotes(name));
  if (const std::string where = selection_text(policy.where, *draft.pack); !where.empty()) line("where", where);
  if (!policy.partners.empty()) {
    std::string codes;
    for (const std::size_t r : policy.partners)
      codes += (codes.empty() ? "" : ", ") + in_double_quotes(draft.pack->regions[r].code);
    line("to", fmt::format("[{}]", codes));
  }
  line("from", policy.from.text());
  line("until", policy.until.text());
  line("ramp", std::to_string(policy.ramp) + " quarters");
  if (policy.when) line("when", trigger_text(*policy.when));
  write(draft, "    financed_by: " + sources_text(policy.financed_by),
        node.find("financed_by") != nullptr ? said("financed_by") : origin(draft, "financed_by"));
  const ParameterList list = worded(draft, policy.parameters());
  for (const Parameter& parameter : list.all()) {
    if (parameter.path == "local_share" && node.find("payer") != nullptr) {
      write(draft, "    local_share: " + value_text(parameter), said("payer"));
      continue;
    }
    const auto schedule = std::ranges::find(policy.schedules, parameter.path, &Schedule::parameter);
    line(parameter.path,
         schedule == policy.schedules.end() ? value_text(parameter) : points_text(schedule->steps, parameter.spec));
  }
}

}  // namespace

std::string place_text(Place place) {
  if (place.source == nullptr) return "default";
  if (place.offset == Place::whole) return place.source->name();
  return fmt::format("{}:{}", place.source->name(), place.source->line_at(place.offset) + 1);
}

void write_resolved(Draft& draft) {
  write(draft, "title: " + label_text(draft.scenario.title), origin(draft, "title"));
  if (!draft.scenario.description.en.empty())
    write(draft, "description: " + label_text(draft.scenario.description), origin(draft, "description"));
  write(draft,
        fmt::format("pack: {{name: {}, sha256: {}}}", in_double_quotes(draft.pack->name),
                    in_double_quotes(draft.pack->sha256)),
        origin(draft, "pack"));
  write(draft, "horizon:");
  write(draft, "  from: " + draft.scenario.from.text(),
        draft.from_place.source == draft.until_place.source && draft.from_place.offset == draft.until_place.offset
            ? Place{}
            : draft.from_place);
  write(draft, "  until: " + draft.scenario.until.text(), draft.until_place);
  write(draft, "seed: " + std::to_string(draft.scenario.seed), origin(draft, "seed"));
  write(draft, "weight: " + std::to_string(draft.scenario.weight), origin(draft, "weight"));
  write(draft, "parameters:");
  const ParameterList list = worded(draft, parameters_of(draft.scenario.parameters));
  std::string group;
  for (const Parameter& parameter : list.all()) {
    const std::size_t dot = parameter.path.find('.');
    if (parameter.path.substr(0, dot) != group) {
      group = parameter.path.substr(0, dot);
      write(draft, fmt::format("  {}:", group));
    }
    const auto of_pack = draft.pack_origin.find("parameters." + parameter.path);
    write(draft, fmt::format("    {}: {}", parameter.path.substr(dot + 1), value_text(parameter)),
          of_pack != draft.pack_origin.end() ? of_pack->second
                                             : place_text(origin(draft, "parameters." + parameter.path)));
  }
  if (!draft.scenario.imposed.empty()) write(draft, "impose:");
  std::string_view last_kind;
  for (const ImposedPath& path : draft.scenario.imposed) {
    const auto& kinds = imposed_kinds();
    const auto kind = std::ranges::find(kinds, std::string_view(path.name), &ImposedKind::name);
    const Place place = draft.imposed.at(path.name).place;
    if (path.regional != nullptr && last_kind != kind->name) {
      last_kind = kind->name;
      write(draft, fmt::format("  {}:", path.name), place);
    }
    write(draft,
          path.regional == nullptr ? fmt::format("  {}: {}", path.name, points_text(path.points, kind->spec))
                                   : fmt::format("    {}: {}", in_double_quotes(draft.pack->regions[path.region].code),
                                                 points_text(path.points, kind->spec)),
          place);
  }
  write(draft, draft.scenario.policies.empty() ? "policies: []" : "policies:");
  for (std::size_t i = 0; i < draft.scenario.policies.size(); ++i)
    write_policy(draft, *draft.scenario.policies[i], draft.policies[i]);
}

}  // namespace jiuzhou
