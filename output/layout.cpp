#include "output/layout.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "output/contents.hpp"
#include "output/groups.hpp"
#include "output/hdf5.hpp"
#include "output/provenance.hpp"
#include "output/series.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

// Missing keys and wrong types are exceptions of the library.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultLayout::Dimension, name, long_name, entries)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultLayout::Labels, name, dimension, long_name, texts, numbers)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultLayout::LongText, name, text, long_name)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultLayout::Variable, name, dimensions, attributes, values, block)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ResultLayout, quarters, first_quarter, attributes, weight, texts, time, dimensions,
                                   labels, variables)

namespace {

// Quarters of a variable are stored together, so that a block has about this many values.
constexpr std::size_t block_values = 32768;

std::string base_date(const Pack& pack) {
  return std::to_string(pack.base_year) + "-01-01";
}

std::size_t size_of(Dim dim, const Pack& pack, const Scenario& scenario) {
  switch (dim) {
    case Dim::industry:
      return pack.industry_count();
    case Dim::block:
      return pack.blocks.size();
    case Dim::area:
      return pack.areas.size();
    case Dim::policy:
      return scenario.policies.size();
    case Dim::sector:
      return policy_sectors.size();
    case Dim::financing:
      return source_count;
    case Dim::flow:
      return static_cast<std::size_t>(Flow::count);
    case Dim::household:
      return household_labels.size();
    case Dim::group:
      return group_labels.size();
    case Dim::status:
      return status_labels.size();
    default:
      return pack.region_count();
  }
}

// One value of every entry of a list.
template <class List, class Value>
auto each(const List& list, Value&& value) {
  std::vector<std::decay_t<decltype(value(list.front()))>> out;
  for (const auto& entry : list) out.push_back(value(entry));
  return out;
}

void add_dimensions(ResultLayout& layout, const Pack& pack, const Scenario& scenario) {
  const auto add = [&layout](const std::string& name, const std::vector<std::string>& entries,
                             const std::string& long_name) {
    layout.dimensions.push_back({name, long_name, entries});
  };
  const std::vector<std::string> regions = each(pack.regions, [](const auto& r) { return r.code; });
  const std::string& region_en = pack.region_label.en;
  add("province", regions, region_en + " code");
  add("industry", each(pack.industries, [](const auto& i) { return i.code; }), "industry code");
  add("from", regions, fmt::format("origin, {} code", region_en));
  add("to", regions, fmt::format("destination, {} code", region_en));
  add("hukou", regions, fmt::format("registration, {} code", region_en));
  add("place", regions, fmt::format("residence, {} code", region_en));
  const auto first = [](const auto& entry) { return entry.first; };
  if (!pack.blocks.empty()) add("block", each(pack.blocks, first), "block code");
  if (!pack.areas.empty()) add("area", each(pack.areas, first), "area code");
  if (!scenario.policies.empty())
    add("policy", each(scenario.policies, [](const auto& p) { return p->id; }), "policy name");
  std::vector<std::string> sources;
  for (std::size_t k = 0; k < source_count; ++k) sources.emplace_back(name_of(static_cast<Source>(k)));
  std::vector<std::string> flows;
  for (std::size_t k = 0; k < static_cast<std::size_t>(Flow::count); ++k)
    flows.emplace_back(name_of(static_cast<Flow>(k)));
  add("flow", flows, "kind of payment");
  add("financing", sources, "what governments pay with: the centre with the first four, the regions with the others");
  add("sector", each(policy_sectors, [](Sector s) { return std::string(name_of(s)); }), "sector of a payer or payee");
  const auto code = [](const GroupLabel& label) { return std::string(label.code); };
  add("household", each(household_labels, code), "fifth of the persons of a region's town or country, by earnings");
  add("group", each(group_labels, code), "group of persons; groups overlap");
  add("status", each(status_labels, code), "what a person does");
}

void add_labels(ResultLayout& layout, const Pack& pack, const Scenario& scenario) {
  const auto text = [&layout](const std::string& dim, const std::string& label, const std::vector<std::string>& values,
                              const std::string& doc) {
    layout.labels.push_back({fmt::format("{}_{}", dim, label), dim, doc, values, {}});
  };
  const auto number = [&layout](const std::string& dim, const std::string& label, const std::vector<int>& values,
                                const std::string& doc) {
    layout.labels.push_back({fmt::format("{}_{}", dim, label), dim, doc, {}, values});
  };
  const std::string& region_en = pack.region_label.en;
  text("province", "name_en", each(pack.regions, [](const auto& r) { return r.name.en; }), region_en + " in English");
  text("province", "name_zh", each(pack.regions, [](const auto& r) { return r.name.zh; }), region_en + " in Chinese");
  text("province", "block", each(pack.regions, [](const auto& r) { return r.block; }), "block it belongs to");
  number("province", "adcode", each(pack.regions, [](const auto& r) { return r.adcode; }), "administrative code");
  number("province", "tile_row", each(pack.regions, [](const auto& r) { return r.tile_row; }), "row in a tile map");
  number("province", "tile_col", each(pack.regions, [](const auto& r) { return r.tile_col; }), "column in a tile map");
  text("industry", "name_en", each(pack.industries, [](const auto& i) { return i.name.en; }), "industry in English");
  text("industry", "name_zh", each(pack.industries, [](const auto& i) { return i.name.zh; }), "industry in Chinese");
  text("industry", "sector", each(pack.industries, [](const auto& i) { return i.sector3; }), "sector it belongs to");
  const auto english = [](const auto& entry) { return entry.second.en; };
  const auto chinese = [](const auto& entry) { return entry.second.zh; };
  if (!pack.blocks.empty()) {
    text("block", "name_en", each(pack.blocks, english), "block in English");
    text("block", "name_zh", each(pack.blocks, chinese), "block in Chinese");
  }
  if (!pack.areas.empty()) {
    text("area", "name_en", each(pack.areas, english), "area in English");
    text("area", "name_zh", each(pack.areas, chinese), "area in Chinese");
  }
  if (!scenario.policies.empty())
    text("policy", "type", each(scenario.policies, [](const auto& p) { return std::string(p->type()); }),
         "instrument of the policy");
  const auto in_english = [](const GroupLabel& label) { return std::string(label.en); };
  const auto in_chinese = [](const GroupLabel& label) { return std::string(label.zh); };
  const auto labels = [&](const std::string& dim, const auto& list, const std::string& what) {
    text(dim, "name_en", each(list, in_english), what + " in English");
    text(dim, "name_zh", each(list, in_chinese), what + " in Chinese");
  };
  labels("household", household_labels, "household account");
  labels("group", group_labels, "group");
  labels("status", status_labels, "status");
}

// Labels that a reader attaches to a variable of these dimensions.
std::string coordinates_of(Dims dims) {
  std::string out;
  for (const Dim dim : dims) {
    const char* labels = nullptr;
    if (dim == Dim::region)
      labels = "province_name_en province_name_zh province_block province_adcode province_tile_row province_tile_col";
    if (dim == Dim::industry) labels = "industry_name_en industry_name_zh industry_sector";
    if (dim == Dim::household) labels = "household_name_en household_name_zh";
    if (dim == Dim::group) labels = "group_name_en group_name_zh";
    if (dim == Dim::status) labels = "status_name_en status_name_zh";
    if (dim == Dim::block) labels = "block_name_en block_name_zh";
    if (dim == Dim::area) labels = "area_name_en area_name_zh";
    if (dim == Dim::policy) labels = "policy_type";
    if (labels == nullptr) continue;
    if (!out.empty()) out += ' ';
    out += labels;
  }
  return out;
}

std::string column_facts(const Pack& pack) {
  std::string out = "table,column,unit,status,source\n";
  for (const ColumnFact& c : pack.columns)
    out += fmt::format("{},{},{},{},{}\n", csv_field(c.table), csv_field(c.column), csv_field(c.unit),
                       csv_field(c.status), csv_field(c.source));
  return out;
}

void describe_run(ResultLayout& layout, const Pack& pack, const Scenario& scenario,
                  const std::vector<std::string>& notes) {
  const auto attribute = [&layout](const std::string& name, const std::string& text) {
    layout.attributes.emplace_back(name, text);
  };
  const std::string program = fmt::format("jiuzhou {} ({})", version(), revision());
  std::array<char, 19> seed{};
  std::snprintf(seed.data(), seed.size(), "0x%016llx", static_cast<unsigned long long>(scenario.seed));
  attribute("_NCProperties", fmt::format("version=2,jiuzhou={},hdf5={}", version(), hdf5_version()));
  attribute("Conventions", "CF-1.8");
  attribute("title", scenario.title.en);
  attribute("title_zh", scenario.title.zh);
  attribute("summary", scenario.description.en);
  attribute("source", program + ", agent-based simulator of regional economies");
  attribute("history", fmt::format("written by {}; scenario_yaml, the pack and the program make it again", program));
  attribute("first_quarter", scenario.from.text());
  attribute("last_quarter", scenario.until.text());
  attribute("seed", std::string(seed.data(), 18));
  layout.weight = static_cast<int>(scenario.weight);
  attribute("pack", pack.name);
  attribute("pack_title", pack.title.en);
  attribute("pack_title_zh", pack.title.zh);
  attribute("pack_sha256", pack.sha256);
  attribute("scenario_sha256", sha256(scenario.resolved));
  attribute("region_label", pack.region_label.en);
  attribute("region_label_zh", pack.region_label.zh);
  attribute("region_dimension", Wording(pack).region());
  attribute("registration", registration_word(pack.registration));
  attribute("currency", pack.currency.code);
  attribute("money", money_word(pack.currency));
  attribute("money_zh", pack.currency.zh);
  attribute("paths", scenario.parameters.paths.conditional ? "conditional: known paths after the base year are fed in"
                                                           : "unconditional: knowledge of the base year only");
  attribute("rng", random_generator());
  attribute("compiler", compiler());
  attribute("hdf5_version", hdf5_version());
  attribute("tbb_version", tbb_version());
  attribute("units", "money in yuan, people in persons, time in quarters; real values at base-year prices");
  std::string lines;
  for (const std::string& note : notes) lines += note + "\n";
  layout.texts.push_back(
      {"scenario_yaml", scenario.resolved, "the scenario with everything it extends; can be run again"});
  layout.texts.push_back({"notes", lines, "what initialisation moved in the pack's numbers"});
  layout.texts.push_back(
      {"pack_columns", column_facts(pack), "unit, data status and source of every column of the pack, as CSV"});
}

constexpr std::size_t most_quarters = 1000, most_values = std::size_t{1} << 32;  // a quarter

// A layout contains only whole numbers and texts that can be written.
constexpr int deepest = 8;
bool is_plain(const nlohmann::json& json, int depth = 0) {
  if (json.is_number_float() || json.is_binary() || depth > deepest) return false;
  if (json.is_string()) return !bad_text(json.get_ref<const std::string&>());
  return !json.is_structured() ||
         std::ranges::all_of(json, [&](const nlohmann::json& inner) { return is_plain(inner, depth + 1); });
}

// What is wrong with a layout that was read; empty if nothing is.
std::string fault_of(const ResultLayout& layout) {
  std::map<std::string, std::size_t> sizes;
  std::set<std::string> names{"time"};
  const auto is_new_name = [&](const std::string& name) { return is_result_name(name) && names.insert(name).second; };
  if (layout.quarters == 0 || layout.quarters > most_quarters) return "the number of quarters";
  if (!parse_quarter(layout.first_quarter)) return "the first quarter";
  if (layout.weight < 1) return "the weight";
  for (const auto& d : layout.dimensions) {
    if (!is_new_name(d.name) || d.entries.empty()) return "the dimension " + in_quotes(d.name);
    sizes[d.name] = d.entries.size();
  }
  for (const auto& l : layout.labels) {
    const auto size = sizes.find(l.dimension);
    const std::size_t entries = l.numbers.empty() ? l.texts.size() : l.numbers.size();
    if (!is_new_name(l.name) || size == sizes.end() || entries != size->second ||
        (!l.numbers.empty() && !l.texts.empty()))
      return "the labels " + in_quotes(l.name);
  }
  for (const auto& t : layout.texts)
    if (!is_new_name(t.name)) return "the text " + in_quotes(t.name);
  std::size_t all = 0;
  for (const auto& v : layout.variables) {
    const std::string what = "the series " + in_quotes(v.name);
    std::size_t values = 1;
    for (const std::string& dimension : v.dimensions) {
      const auto size = sizes.find(dimension);
      if (size == sizes.end() || size->second > most_values / values) return what;
      values *= size->second;
    }
    all += values;
    if (!is_new_name(v.name) || v.values != values || all > most_values || v.block == 0 || v.block > layout.quarters)
      return what;
  }
  for (const auto* list : {&layout.attributes, &layout.time})
    for (const auto& [name, text] : *list)
      if (!is_result_name(name)) return "the attribute " + in_quotes(name);
  for (const auto& v : layout.variables)
    for (const auto& [name, text] : v.attributes)
      if (!is_result_name(name)) return "the attribute " + in_quotes(name);
  return layout.variables.empty() ? "its series" : "";
}

// The declarations' words become those of the pack, but in the scenario and in what the pack itself says.
void put_in_words_of(const Pack& pack, ResultLayout& layout) {
  const Wording words(pack);
  const auto change = [&words](std::string& text) { text = words(text); };
  for (auto& [name, text] : layout.attributes)
    if (name == "units") change(text);
  for (auto& text : layout.texts)
    if (text.name == "notes") change(text.text);
  for (auto& d : layout.dimensions) {
    change(d.name);
    change(d.long_name);
    if (d.name == "sector") std::ranges::for_each(d.entries, change);
  }
  for (auto& l : layout.labels)
    for (std::string* text : {&l.name, &l.dimension, &l.long_name}) change(*text);
  for (auto& v : layout.variables) {
    change(v.name);
    std::ranges::for_each(v.dimensions, change);
    for (auto& [name, text] : v.attributes) change(text);
  }
}

}  // namespace

std::size_t ResultLayout::values() const {
  std::size_t sum = 0;
  for (const Variable& v : variables) sum += v.values;
  return sum;
}

std::string ResultLayout::attribute(std::string_view name) const {
  for (const auto& [key, text] : attributes)
    if (key == name) return text;
  return "";
}

std::string ResultLayout::json() const {
  return nlohmann::json(*this).dump();
}

ResultLayout ResultLayout::from_json(const std::string& text) {
  const std::string what = "the description of a result cannot be read: ";
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !is_plain(json)) throw IoError(what + "it is not what a run writes");
  ResultLayout layout;
  try {
    layout = json.get<ResultLayout>();
  } catch (const nlohmann::json::exception& e) {
    throw IoError(what + e.what());
  }
  if (const std::string fault = fault_of(layout); !fault.empty())
    throw IoError(fmt::format("{}{} cannot be so", what, fault));
  return layout;
}

void require_names_apart(const Pack& pack) {
  const Wording words(pack);
  std::vector<std::string> names{"time", "year", "run", "series", "unit", "value"};
  for (std::size_t d = 0; d < static_cast<std::size_t>(Dim::count); ++d)
    names.push_back(words(name_of(static_cast<Dim>(d))));
  for (const Series& series : series_table()) names.push_back(words(series.name));
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
    throw InputError(
        fmt::format("'region_label' of the pack '{}' is {}, which would name two things of a result; choose "
                    "another word",
                    pack.name, in_quotes(*twice)));
}

// Days from the first day of the base year to the first day of the quarter.
double days(const Pack& pack, Quarter quarter) {
  using namespace std::chrono;
  const sys_days base = year(pack.base_year) / January / 1;
  const sys_days first = year(quarter.year()) / month(static_cast<unsigned>(3 * quarter.quarter() - 2)) / 1;
  return static_cast<double>((first - base).count());
}

ResultLayout layout_of(const Pack& pack, const Scenario& scenario, const std::vector<std::string>& notes) {
  ResultLayout layout;
  layout.quarters = static_cast<std::size_t>(scenario.until - scenario.from + 1);
  layout.first_quarter = scenario.from.text();
  describe_run(layout, pack, scenario, notes);
  layout.time = {{"units", fmt::format("days since {} 00:00:00", base_date(pack))},
                 {"calendar", "proleptic_gregorian"},
                 {"standard_name", "time"},
                 {"axis", "T"},
                 {"long_name", "first day of the quarter"}};
  add_dimensions(layout, pack, scenario);
  add_labels(layout, pack, scenario);
  for (const Series& series : series_table()) {
    ResultLayout::Variable v{std::string(series.name), {}, {}, 1, 1};
    for (const Dim dim : series.dims) {
      v.dimensions.emplace_back(name_of(dim));
      v.values *= size_of(dim, pack, scenario);
    }
    if (v.values == 0) continue;
    v.block = std::clamp<std::size_t>(block_values / v.values, 1, layout.quarters);
    v.attributes = {{"units", std::string(series.unit)},
                    {"long_name", std::string(series.doc)},
                    {"long_name_zh", std::string(series.zh)},
                    {"cell_methods", "time: " + std::string(name_of(series.method))},
                    {"status", "simulated"}};
    if (const std::string coordinates = coordinates_of(series.dims); !coordinates.empty())
      v.attributes.emplace_back("coordinates", coordinates);
    layout.variables.push_back(std::move(v));
  }
  put_in_words_of(pack, layout);
  return layout;
}

void write_result(const std::string& path, const ResultLayout& layout, const std::string& status,
                  const std::vector<double>& times, const std::vector<std::vector<Block>>& blocks) {
  const auto attributes_of = [](const std::vector<ResultLayout::Text>& texts) {
    return each(texts, [](const auto& t) { return ResultFile::Attribute{t.first, t.second}; });
  };
  ResultFile file(path);
  for (const auto& [name, text] : layout.attributes) {
    file.attribute(name, text);
    if (name == "seed") file.attribute("weight", layout.weight);
  }
  for (const auto& t : layout.texts) file.text(t.name, t.text, t.long_name);
  file.time_dimension("time", attributes_of(layout.time));
  for (const auto& d : layout.dimensions) file.string_dimension(d.name, d.entries, d.long_name);
  for (const auto& l : layout.labels) {
    if (l.numbers.empty())
      file.string_labels(l.name, l.dimension, l.texts, l.long_name);
    else
      file.integer_labels(l.name, l.dimension, l.numbers, l.long_name);
  }
  for (const auto& v : layout.variables)
    file.variable(v.name, v.dimensions, v.block, true, attributes_of(v.attributes));
  file.attribute("status", status);
  for (std::size_t i = 0; i < layout.variables.size(); ++i) {
    const std::size_t rows = layout.variables[i].block;
    for (std::size_t b = 0; b < blocks[i].size(); ++b)
      file.write_block(i, b * rows, std::min(rows, times.size() - b * rows), blocks[i][b]);
  }
  file.write_time(0, times);
  file.finish();
}

}  // namespace jiuzhou
