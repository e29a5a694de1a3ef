#include <fmt/core.h>

#include <algorithm>

#include "sim/scenario/draft.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

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

std::vector<std::string> imposed_names() {
  std::vector<std::string> names;
  for (const ImposedKind& kind : imposed_kinds()) names.emplace_back(kind.name);
  return names;
}

std::vector<std::pair<Quarter, double>> read_points(Draft& draft, const YamlNode& node, const std::string& path,
                                                    const Spec& spec) {
  const std::size_t errors = draft.diagnostics.count();
  std::vector<std::pair<Quarter, double>> points;
  if (!draft.values.map(node, path)) return {};
  if (node.entries.empty())
    draft.diagnostics.error(node.place, in_quotes(path) + " is empty; write such as {2024: ..., 2025: ...}");
  for (const YamlEntry& entry : node.entries) {
    if (draft.diagnostics.is_full()) break;
    const std::string at = fmt::format("{}.{}", path, entry.key);
    const bool is_year = entry.key.size() == 4 && entry.key.find_first_not_of("0123456789") == std::string::npos;
    const auto quarter = parse_quarter(is_year ? entry.key + "Q1" : entry.key);
    if (!quarter)
      draft.diagnostics.error(
          entry.place, fmt::format("{} must be a year such as 2024 or a quarter such as 2024Q3, not {}", in_quotes(at),
                                   in_quotes(entry.key)));
    const auto value = draft.values.number(entry.value, at, spec, YamlValues::Unit::needed);
    if (!quarter || !value) continue;
    if (const auto message = outside(at, *value, spec))
      draft.diagnostics.error(entry.value.place, *message);
    else if (!points.empty() && *quarter <= points.back().first)
      draft.diagnostics.error(entry.place, fmt::format("{} must come after {}, the one before it", in_quotes(at),
                                                       points.back().first.text()));
    else
      points.emplace_back(*quarter, *value);
  }
  if (draft.diagnostics.count() != errors) points.clear();
  return points;
}

namespace {

void add_imposed(Draft& draft, const ImposedKind& kind, Place place, std::vector<std::pair<Quarter, double>> points) {
  if (points.front().first > draft.scenario.until)
    warn(draft, place,
         fmt::format("'impose.{}' begins in {}{}", kind.name, points.front().first.text(), after_the_end(draft)));
  draft.scenario.imposed.push_back({kind.path, std::string(kind.name), std::move(points)});
}

}  // namespace

void read_imposed(Draft& draft) {
  for (const ImposedKind& kind : imposed_kinds()) {
    const auto found = draft.imposed.find(std::string(kind.name));
    if (found == draft.imposed.end()) continue;
    const std::string path = "impose." + found->first;
    auto points = read_points(draft, found->second, path, kind.spec);
    if (points.empty() || !draft.horizon_fits || draft.pack == nullptr) continue;
    if (points.front().first < draft.scenario.from)
      draft.diagnostics.error(found->second.entries.front().place,
                              fmt::format("{} begins in {}, before the run begins in {}", in_quotes(path),
                                          points.front().first.text(), draft.scenario.from.text()));
    else if (points.back().first - draft.scenario.from >= longest_horizon)
      draft.diagnostics.error(found->second.entries.back().place,
                              fmt::format("{} goes on for more than {} quarters", in_quotes(path), longest_horizon));
    else
      add_imposed(draft, kind, found->second.place, std::move(points));
  }
}

}  // namespace jiuzhou
