// `jiuzhou describe`: everything that is declared somewhere, as text or as JSON.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "output/series.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/schema.hpp"
#include "sim/instruments/indicators.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/parameters.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/state/wording.hpp"
#include "sim/state/world.hpp"
#include "sim/text/language.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

using Json = nlohmann::ordered_json;

Json bound(double x) {
  return std::isfinite(x) ? Json(x) : Json(nullptr);
}

std::string default_text(const Parameter& p) {
  if (std::isnan(p.spec.fallback)) return "required";
  if (p.type() == "boolean") return p.spec.fallback != 0 ? "true" : "false";
  return shortest(p.spec.fallback);
}

// `of`: what comes before the name of a parameter where Chinese names are known, such as "fiscal_transfer.".
Json parameter_json(const Parameter& p, const std::string& of = "") {
  Json value = bound(p.spec.fallback);
  if (p.type() == "boolean" && !value.is_null()) value = p.spec.fallback != 0;
  return {{"name", p.path},           {"zh", chinese_name(of + p.path)},
          {"type", p.type()},         {"default", value},
          {"unit", p.spec.unit},      {"unit_zh", chinese_unit(p.spec.unit)},
          {"min", bound(p.spec.min)}, {"max", bound(p.spec.max)},
          {"doc", p.spec.doc},        {"source", p.spec.source}};
}

// Behind a name, where Chinese is spoken: "（落户率）".
std::string in_chinese(const std::string& declared) {
  if (language() != Language::zh) return {};
  const std::string_view name = chinese_name(declared);
  return name.empty() ? std::string() : "（" + std::string(name) + "）";
}

Json joint_json(const Joint& joint) {
  Json terms = Json::object();
  for (const auto& [path, factor] : joint.terms) terms[path] = factor;
  return {{"text", bounds_text(joint)}, {"terms", terms}, {"most", joint.most}, {"doc", joint.doc}};
}

// The bounds that a parameter has together with others.
std::vector<Joint> joints_of(const Parameter& p, const ParameterList& list) {
  std::vector<Joint> out;
  for (const Joint& joint : list.joints())
    if (std::ranges::find(joint.terms, p.path, [](const auto& term) { return term.first; }) != joint.terms.end())
      out.push_back(joint);
  return out;
}

void print_parameter(const Parameter& p, const std::string& indent, const std::string& of = "") {
  std::cout << indent << p.path << in_chinese(of + p.path) << " = " << default_text(p);
  if (p.type() != "boolean") std::cout << "  " << bounds_text(p.spec);
  std::cout << "\n" << indent << "    " << p.spec.doc;
  if (!p.spec.source.empty()) std::cout << "  [" << p.spec.source << "]";
  std::cout << "\n";
}

// In the words and the money of the pack, where there is one.
ParameterList worded(const Pack* pack, ParameterList list) {
  return pack == nullptr ? list : in_terms_of(*pack, std::move(list));
}

Json describe_parameters(const Pack* pack, bool as_json) {
  Parameters parameters = with_defaults<Parameters>();
  const ParameterList list = worded(pack, parameters_of(parameters));
  Json out = Json::array();
  std::string shown;
  for (const Parameter& p : list.all()) {
    if (as_json) {
      out.push_back(parameter_json(p));
      for (const Joint& joint : joints_of(p, list)) out.back()["together"].push_back(joint_json(joint));
      continue;
    }
    const std::string group = p.path.substr(0, p.path.find('.'));
    if (group != shown)
      for (const auto& [name, doc] : list.groups())
        if (name == group)
          std::cout << (shown.empty() ? "" : "\n") << name << in_chinese("group." + name) << ": " << doc << "\n";
    shown = group;
    print_parameter(p, "  ");
    for (const Joint& joint : joints_of(p, list))
      std::cout << "      together " << bounds_text(joint) << ": " << joint.doc << "\n";
  }
  return out;
}

// By what a parameter of a policy can be told apart, in words; empty where it only says how the others act.
std::vector<std::string> told_apart_by(const Instrument& instrument, const std::string& parameter) {
  const unsigned by = instrument.reads(parameter);
  std::vector<std::string> out;
  for (const auto& [bit, word] : {std::pair{by_region, "region"}, std::pair{by_industry, "industry"},
                                  std::pair{by_partner, "to"}, std::pair{by_special_area, "special_area"}})
    if ((by & bit) != 0) out.emplace_back(word);
  for (const char* word : {"skill", "residence", "hukou"})
    if ((by & by_person) != 0) out.emplace_back(word);
  return out;
}

bool is_strength(const Instrument& instrument, const std::string& parameter) {
  return std::ranges::find(instrument.strengths(), parameter) != instrument.strengths().end();
}

Json describe_instruments(const Pack* pack, bool as_json) {
  Json out = Json::array();
  for (const auto& [name, make] : instrument_catalogue()) {
    const auto instrument = make();
    const ParameterList list = worded(pack, instrument->parameters());
    if (as_json) {
      Json parameters = Json::array();
      for (const Parameter& p : list.all()) {
        parameters.push_back(parameter_json(p, name + "."));
        if (is_strength(*instrument, p.path) || instrument->reads(p.path) != 0)
          parameters.back()["reads"] = told_apart_by(*instrument, p.path);
      }
      out.push_back({{"type", name},
                     {"zh", chinese_name(name)},
                     {"doc", instrument->doc()},
                     {"needs_to", instrument->needs_partners()},
                     {"strengths", instrument->strengths()},
                     {"priced", instrument->priced() ? Json{{"strength", instrument->priced()->strength},
                                                            {"cost", instrument->priced()->cost}}
                                                     : Json()},
                     {"parameters", parameters}});
      continue;
    }
    std::cout << name << in_chinese(name) << ": " << instrument->doc() << "\n";
    if (const auto priced = instrument->priced())
      std::cout << "  budget, in place of " << priced->strength << ": what is bought at " << priced->cost << "\n";
    for (const Parameter& p : list.all()) {
      print_parameter(p, "  ", name + ".");
      if (is_strength(*instrument, p.path) || instrument->reads(p.path) != 0) {
        const std::string by = joined(told_apart_by(*instrument, p.path));
        std::cout << "      " << (by.empty() ? "for the whole nation" : "by " + by) << "\n";
      }
    }
    std::cout << "\n";
  }
  if (!as_json)
    std::cout
        << "every type: name, where (by region: region, block, area, role; by industry: industry, sector3, class9;\n"
           "special_area, skill, residence, hukou; not, and, or),\n"
           "to (partner regions), from, until, ramp (quarters), when (see indicators)\n";
  return out;
}

Json describe_series(bool as_json) {
  Json out = Json::array();
  for (const Series& series : series_table()) {
    std::vector<std::string> dims{"time"};
    for (const Dim dim : series.dims) dims.emplace_back(name_of(dim));
    if (as_json) {
      out.push_back({{"name", series.name},
                     {"dimensions", dims},
                     {"unit", series.unit},
                     {"unit_zh", chinese_unit(series.unit)},
                     {"method", name_of(series.method)},
                     {"min", bound(series.range.min)},
                     {"max", bound(series.range.max)},
                     {"missing", series.missing},
                     {"doc", series.doc},
                     {"zh", series.zh}});
      continue;
    }
    std::cout << series.name << " (" << joined(dims) << "), " << bounds_text(range_of(series)) << ", "
              << name_of(series.method) << "\n    " << series.doc << " | " << series.zh << "\n";
  }
  return out;
}

Json describe_state(bool as_json) {
  World world;
  StateColumns columns;
  world.declare(columns);
  Json out = Json::array();
  for (const StateColumn& c : columns.all()) {
    if (as_json)
      out.push_back({{"name", c.path},
                     {"type", c.type},
                     {"unit", c.spec.unit},
                     {"min", bound(c.spec.min)},
                     {"max", bound(c.spec.max)},
                     {"doc", c.spec.doc}});
    else
      std::cout << c.path << ", " << c.type << ", "
                << (std::isfinite(c.spec.min) ? bounds_text(c.spec) : std::string(c.spec.unit)) << "\n    "
                << c.spec.doc << "\n";
  }
  return out;
}

Json describe_steps(bool as_json) {
  Json out = Json::array();
  for (const Part& part : quarter()) {
    if (!as_json) std::cout << part.title << "\n";
    for (const Step& step : part.steps) {
      if (as_json)
        out.push_back({{"part", part.title}, {"name", step.name}, {"doc", step.doc}});
      else
        std::cout << "  " << step.name << ": " << step.doc << "\n";
    }
  }
  return out;
}

Json describe_indicators(bool as_json) {
  Json out = Json::array();
  for (const Indicator& i : indicators()) {
    if (as_json)
      out.push_back({{"name", i.name},
                     {"zh", chinese_name("indicator." + std::string(i.name))},
                     {"unit", i.unit},
                     {"unit_zh", chinese_unit(i.unit)},
                     {"of", i.is_regional ? "region" : "nation"},
                     {"doc", i.doc}});
    else
      std::cout << i.name << in_chinese("indicator." + std::string(i.name)) << ", " << i.unit << ", of "
                << (i.is_regional ? "each region" : "the nation") << "\n    " << i.doc << "\n";
  }
  return out;
}

Json describe_imposed(bool as_json) {
  Json out = Json::array();
  for (const ImposedKind& kind : imposed_kinds()) {
    if (as_json)
      out.push_back({{"name", kind.name},
                     {"zh", chinese_name("impose." + std::string(kind.name))},
                     {"unit", kind.spec.unit},
                     {"unit_zh", chinese_unit(kind.spec.unit)},
                     {"min", bound(kind.spec.min)},
                     {"max", bound(kind.spec.max)},
                     {"doc", kind.spec.doc}});
    else
      std::cout << kind.name << in_chinese("impose." + std::string(kind.name)) << ", " << bounds_text(kind.spec)
                << "\n    " << kind.spec.doc << "\n";
  }
  return out;
}

// The format of a pack, or the columns of one pack with the origin of each.
Json describe_pack(const Pack* pack, bool as_json) {
  Json out = Json::array();
  const auto add = [&](const std::string& table, const std::string& column, Spec spec, bool is_text) {
    if (pack != nullptr) spec = Wording(*pack)(spec);
    ColumnFact fact{table, column, std::string(spec.unit), "", "", std::string(spec.doc)};
    if (pack != nullptr)
      for (const ColumnFact& known : pack->columns)
        if (known.table == table && known.column == column) fact = known;
    if (as_json) {
      Json entry{{"table", table},         {"column", column},       {"unit", fact.unit},
                 {"min", bound(spec.min)}, {"max", bound(spec.max)}, {"doc", fact.doc}};
      if (pack != nullptr) entry.update({{"status", fact.status}, {"source", fact.source}});
      out.push_back(entry);
      return;
    }
    std::cout << "  " << column << ", " << (is_text ? fact.unit : bounds_text(spec));
    if (!fact.doc.empty()) std::cout << ": " << fact.doc;
    if (pack != nullptr) std::cout << "  [" << fact.status << ": " << fact.source << "]";
    std::cout << "\n";
  };
  for (const PackTable& table : pack_tables()) {
    if (!as_json) std::cout << table.name << ".csv: " << table.doc << "\n";
    for (const auto& [name, key] : table.keys) add(table.name, name, {.unit = unit_of(key), .doc = "key"}, true);
    for (const PackColumn& column : table.columns) add(table.name, column.name, column.spec, column.is_text());
    if (!table.per_industry) continue;
    if (pack == nullptr) {
      const PackColumn any = table.per_industry("<industry>", 0);
      add(table.name, any.name, any.spec, false);
    } else {
      for (std::size_t i = 0; i < pack->industry_count(); ++i) {
        const PackColumn column = table.per_industry(pack->industries[i].code, i);
        add(table.name, column.name, column.spec, false);
      }
    }
  }
  if (!as_json) std::cout << "pack.yaml, national:\n";
  for (const NationalFact& fact : national_facts()) add("national", fact.name, fact.spec, false);
  return out;
}

}  // namespace

int describe(const std::string& topic, const std::string& pack_folder, bool as_json) {
  const std::vector<std::string> of_a_pack{"parameters", "instruments", "pack", "schema"};
  if (!pack_folder.empty() && std::ranges::find(of_a_pack, topic) == of_a_pack.end())
    throw InputError(
        fmt::format("{} are the same in every pack; these take the folder of one: {}", topic, joined(of_a_pack)));
  std::shared_ptr<const Pack> pack;
  Diagnostics diagnostics;
  if (!pack_folder.empty()) pack = load_pack(pack_folder, diagnostics);
  if (!diagnostics.ok()) {
    std::cerr << diagnostics.text();
    return exit_bad_input;
  }
  if (topic == "schema") {
    std::cout << scenario_schema(pack.get()).dump(1) << "\n";
    return exit_done;
  }
  Json out;
  if (topic == "parameters") out = describe_parameters(pack.get(), as_json);
  if (topic == "instruments") out = describe_instruments(pack.get(), as_json);
  if (topic == "series") out = describe_series(as_json);
  if (topic == "state") out = describe_state(as_json);
  if (topic == "steps") out = describe_steps(as_json);
  if (topic == "indicators") out = describe_indicators(as_json);
  if (topic == "impose") out = describe_imposed(as_json);
  if (topic == "pack") out = describe_pack(pack.get(), as_json);
  if (as_json) std::cout << out.dump(2) << "\n";
  return exit_done;
}

}  // namespace jiuzhou
