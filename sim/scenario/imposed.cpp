#include <fmt/core.h>

#include <algorithm>

#include "sim/pack/load_pack.hpp"
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
      {"regional_demand",
       nullptr,
       {.unit = "1/year",
        .min = -1,
        .max = 1,
        .doc =
            "by region: growth of demand for its goods at given prices, beyond the model's own; 0 outside its dates"},
       &Paths::regional_demand},
      {"regional_pull",
       nullptr,
       {.unit = "1/year",
        .min = -0.5,
        .max = 0.5,
        .doc = "by region: growth of its people by moves, beyond the model's own; 0 outside its dates"},
       &Paths::regional_pull},
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

void add_imposed(Draft& draft, const ImposedKind& kind, const YamlNode& node, const std::string& path,
                 std::uint32_t region = 0) {
  auto points = read_points(draft, node, path, kind.spec);
  if (points.empty() || !draft.horizon_fits || draft.pack == nullptr) return;
  if (points.front().first < draft.scenario.from) {
    draft.diagnostics.error(node.entries.front().place,
                            fmt::format("{} begins in {}, before the run begins in {}", in_quotes(path),
                                        points.front().first.text(), draft.scenario.from.text()));
    return;
  }
  if (points.back().first - draft.scenario.from >= longest_horizon) {
    draft.diagnostics.error(node.entries.back().place,
                            fmt::format("{} goes on for more than {} quarters", in_quotes(path), longest_horizon));
    return;
  }
  if (points.front().first > draft.scenario.until)
    warn(draft, node.place,
         fmt::format("{} begins in {}{}", in_quotes(path), points.front().first.text(), after_the_end(draft)));
  draft.scenario.imposed.push_back({kind.path, kind.regional, region, std::string(kind.name), std::move(points)});
}

void add_by_region(Draft& draft, const ImposedKind& kind, const YamlNode& node, const std::string& path) {
  if (!draft.values.map(node, path) || draft.pack == nullptr) return;
  if (node.entries.empty())
    draft.diagnostics.error(node.place, in_quotes(path) + " is empty; write such as {" +
                                            draft.pack->regions.front().code + ": {2024: ..., 2025: ...}}");
  for (const YamlEntry& entry : node.entries) {
    if (draft.diagnostics.is_full()) return;
    const auto found = std::ranges::find(draft.pack->regions, entry.key, &PackRegion::code);
    if (found == draft.pack->regions.end())
      draft.diagnostics.error(entry.place, fmt::format("unknown region {}{}", in_quotes(entry.key),
                                                       region_suggestion(*draft.pack, entry.key)));
    else
      add_imposed(draft, kind, entry.value, fmt::format("{}.{}", path, entry.key),
                  static_cast<std::uint32_t>(found - draft.pack->regions.begin()));
  }
}

}  // namespace

void read_imposed(Draft& draft) {
  for (const ImposedKind& kind : imposed_kinds()) {
    const auto found = draft.imposed.find(std::string(kind.name));
    if (found == draft.imposed.end()) continue;
    const std::string path = "impose." + found->first;
    if (kind.regional != nullptr)
      add_by_region(draft, kind, found->second, path);
    else
      add_imposed(draft, kind, found->second, path);
  }
}

}  // namespace jiuzhou
