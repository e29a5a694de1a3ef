#include "sim/commands/schema.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/instruments/indicators.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/parameters.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"
#include "sim/text/units.hpp"

namespace jiuzhou {

namespace {

using Json = nlohmann::ordered_json;

const std::string plain_number = R"([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?)";

Json reference(const std::string& name) {
  return {{"$ref", "#/definitions/" + name}};
}

Json object(Json properties) {
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Money, persons and goods: a number and words of units.
std::string amount_pattern() {
  const std::string words = R"(\s*()" + unit_words_pattern() + "|1)";
  return "^" + plain_number + "(" + words + ")+((/|\\s+per\\s+)(" + words + ")+)*$";
}

// Shares, rates, times, indices: a number, perhaps a per cent sign, perhaps one of the declared units.
std::string figure_pattern() {
  std::set<std::string> units{"per year", "per quarter", "1/year", "quarter", "quarters", "year", "years"};
  const auto add = [&](const ParameterList& list) {
    for (const Parameter& p : list.all())
      if (!is_measure(p.spec.unit)) units.insert(std::string(p.spec.unit));
  };
  Parameters defaults = with_defaults<Parameters>();
  add(parameters_of(defaults));
  for (const auto& [name, make] : instrument_catalogue()) add(make()->parameters());
  std::string words;
  for (const std::string& unit : units) words += (words.empty() ? "" : "|") + escaped(unit);
  return "^" + plain_number + R"((\s*%)?(\s*()" + words + "))?$";
}

Json number(const Spec& spec) {
  if (is_measure(spec.unit)) return reference("amount");
  Json plain{{"type", "number"}};
  if (std::isfinite(spec.min)) plain["minimum"] = spec.min;
  if (std::isfinite(spec.max)) plain["maximum"] = spec.max;
  return {{"anyOf", Json::array({plain, reference("figure")})}};
}

// A value for each of some years or quarters.
Json dated(const Json& value) {
  return {{"type", "object"},
          {"minProperties", 1},
          {"patternProperties", {{"^[0-9]{4}(Q[1-4])?$", value}}},
          {"additionalProperties", false}};
}

std::string description(const Spec& spec, const std::string& fallback) {
  std::string out(spec.doc);
  if (!spec.unit.empty() && spec.unit != "flag") out += "; " + bounds_text(spec);
  if (!fallback.empty()) out += "; default " + fallback;
  if (!spec.source.empty()) out += " (" + std::string(spec.source) + ")";
  return out;
}

Json parameter(const Parameter& p, bool may_be_dated) {
  const bool is_given = !std::isnan(p.spec.fallback);
  if (p.type() == "boolean")
    return {{"type", "boolean"}, {"description", description(p.spec, p.spec.fallback != 0 ? "true" : "false")}};
  const Json one = number(p.spec);
  // anything beside a $ref would be ignored
  Json value = one.contains("anyOf") ? one : Json{{"anyOf", Json::array({one})}};
  if (may_be_dated && p.type() == "number")
    value["anyOf"].push_back(dated(one.contains("$ref") ? one : reference("figure_or_number")));
  value["description"] = description(p.spec, is_given ? number_text(p.spec.fallback, p.spec) : "");
  return value;
}

// One name or a list of names without repetition.
Json names(const std::vector<std::string>& allowed) {
  Json name{{"type", "string"}};
  if (!allowed.empty()) name["enum"] = allowed;
  return {{"anyOf", Json::array({name, {{"type", "array"}, {"items", name}, {"minItems", 1}, {"uniqueItems", true}}})}};
}

// The same, or a map of codes to weights.
Json weighted(const std::vector<std::string>& allowed) {
  Json out = names(allowed);
  const Json weight = number({.unit = "share", .min = 0, .max = 1});
  if (allowed.empty()) {
    out["anyOf"].push_back({{"type", "object"}, {"additionalProperties", weight}});
    return out;
  }
  Json properties = Json::object();
  for (const std::string& code : allowed) properties[code] = weight;
  out["anyOf"].push_back(object(properties));
  return out;
}

template <class List, class Name>
std::vector<std::string> each(const List* list, Name&& name) {
  std::vector<std::string> out;
  if (list != nullptr)
    for (const auto& entry : *list)
      if (std::string text = name(entry); std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  return out;
}

// The definition of a `where` that tells apart so much, see Strength.
std::string where_name(unsigned selects) {
  std::string out = "where_regions";
  if ((selects & by_industry) != 0) out += "_industries";
  if ((selects & by_special_area) != 0) out += "_areas";
  if ((selects & by_person) != 0) out += "_persons";
  return out;
}

// A source of money, or shares of several.
Json financing() {
  Json sources = Json::array(), shares = Json::object();
  for (std::size_t k = 0; k + 1 < source_count; ++k) {
    sources.push_back(std::string(name_of(static_cast<Source>(k))));
    shares[sources.back()] = number({.unit = "share", .min = 0, .max = 1});
  }
  return {{"anyOf", Json::array({{{"enum", sources}}, object(shares)})}};
}

Json definitions(const Pack* pack) {
  const auto code = [](const auto& entry) { return entry.code; };
  const auto first = [](const auto& entry) { return entry.first; };
  const auto regions = each(pack ? &pack->regions : nullptr, code);
  const auto industries = each(pack ? &pack->industries : nullptr, code);
  Json selector{{"region", weighted(regions)},
                {"block", names(each(pack ? &pack->blocks : nullptr, first))},
                {"area", names(each(pack ? &pack->areas : nullptr, first))},
                {"role", names(each(pack ? &pack->roles : nullptr, first))},
                {"industry", weighted(industries)},
                {"sector3", names(each(pack ? &pack->industries : nullptr, [](const auto& i) { return i.sector3; }))},
                {"class9", names(each(pack ? &pack->industries : nullptr, [](const auto& i) { return i.class9; }))},
                {"not", reference("selector")},
                {"and", {{"type", "array"}, {"items", reference("selector")}, {"minItems", 1}}},
                {"or", {{"type", "array"}, {"items", reference("selector")}, {"minItems", 1}}}};
  Json of_regions = selector;
  for (const char* key : {"industry", "sector3", "class9"}) of_regions.erase(key);
  of_regions["not"] = reference("selector_of_regions");
  for (const char* key : {"and", "or"}) of_regions[key]["items"] = reference("selector_of_regions");
  std::string indicator_names;
  for (const Indicator& i : indicators()) indicator_names += (indicator_names.empty() ? "" : "|") + std::string(i.name);
  const Json text{{"type", "string"}, {"minLength", 1}};
  Json label = object({{"en", text}, {"zh", text}});
  label["required"] = {"en", "zh"};
  Json to = names(regions);
  to["anyOf"].push_back(reference("selector_of_regions"));
  const Json conditions{{"type", "array"}, {"items", reference("condition")}, {"minItems", 1}};
  Json joined = object({{"and", conditions}, {"or", conditions}, {"not", reference("condition")}});
  joined["minProperties"] = 1;
  Json trigger = object({{"start", reference("condition")}, {"stop", reference("condition")}});
  trigger["required"] = {"start"};
  Json out{{"label", label},
           {"amount", {{"type", "string"}, {"pattern", amount_pattern()}}},
           {"figure", {{"type", "string"}, {"pattern", figure_pattern()}}},
           {"figure_or_number", {{"anyOf", Json::array({{{"type", "number"}}, reference("figure")})}}},
           {"quarter", {{"type", "string"}, {"pattern", "^[0-9]{4}Q[1-4]$"}}},
           {"financed_by", financing()},
           {"selector", object(selector)},
           {"selector_of_regions", object(of_regions)},
           {"to", to},
           {"comparison",
            {{"type", "string"}, {"pattern", "^\\s*(" + indicator_names + ")\\s*[<>]=?\\s*" + plain_number + ".*$"}}},
           {"condition", {{"anyOf", Json::array({reference("comparison"), joined})}}},
           {"when", {{"anyOf", Json::array({reference("condition"), trigger})}}}};
  for (const auto& [type, make] : instrument_catalogue()) {
    const unsigned selects = make()->selects();
    Json where = (selects & by_industry) != 0 ? selector : of_regions;
    for (const PersonSelector& s : person_selectors())
      if ((selects & s.needs) != 0) where[std::string(s.key)] = names(s.names);
    out[where_name(selects)] = object(where);
  }
  return out;
}

Json policies() {
  Json types = Json::array(), cases = Json::array();
  for (const auto& [name, make] : instrument_catalogue()) {
    const auto instrument = make();
    types.push_back(name);
    Json properties{{"type", {{"const", name}, {"description", std::string(instrument->doc())}}},
                    {"name",
                     {{"type", "string"},
                      {"pattern", "^[A-Za-z0-9_-]{1,64}$"},
                      {"description", "a later file or --set changes the policy by it"}}},
                    {"where", reference(where_name(instrument->selects()))},
                    {"from", reference("quarter")},
                    {"until", reference("quarter")},
                    {"ramp", number({.unit = "quarters", .min = 0})},
                    {"when", reference("when")},
                    {"financed_by", reference("financed_by")}};
    if ((instrument->selects() & by_partner) != 0) properties["to"] = reference("to");
    Json required = Json::array({"type"});
    if (instrument->needs_partners()) required.push_back("to");
    const ParameterList list = instrument->parameters();
    for (const Parameter& p : list.all()) {
      properties[p.path] = parameter(p, true);
      if (p.path == "local_share")
        properties["payer"] = {{"enum", {"centre", "province"}},
                               {"description", "who pays; to divide the cost write local_share instead"}};
      if (std::isnan(p.spec.fallback)) required.push_back(p.path);
    }
    if (double money = 0; instrument->priced())
      properties["budget"] = parameter(budget_parameter(money).all().front(), true);
    Json then = object(properties);
    then["required"] = required;
    cases.push_back({{"if", {{"properties", {{"type", {{"const", name}}}}}, {"required", {"type"}}}}, {"then", then}});
  }
  return {
      {"type", "array"},
      {"description", "added to the policies of the extended file; one with an inherited name replaces it"},
      {"items",
       {{"type", "object"}, {"required", {"type"}}, {"properties", {{"type", {{"enum", types}}}}}, {"allOf", cases}}}};
}

// The parameters of a group whose path starts so.
Json group(const ParameterList& list, const std::string& prefix) {
  Json properties = Json::object();
  for (const auto& [path, doc] : list.groups())
    if (path.starts_with(prefix) && path.find('.', prefix.size()) == std::string::npos) {
      properties[path.substr(prefix.size())] = group(list, path + ".");
      properties[path.substr(prefix.size())]["description"] = std::string(doc);
    }
  for (const Parameter& p : list.all())
    if (p.path.starts_with(prefix) && p.path.find('.', prefix.size()) == std::string::npos)
      properties[p.path.substr(prefix.size())] = parameter(p, false);
  return object(properties);
}

}  // namespace

Json scenario_schema(const Pack* pack) {
  Parameters defaults = with_defaults<Parameters>();
  Json imposed = Json::object();
  for (const ImposedKind& kind : imposed_kinds()) {
    const Json points = dated(number(kind.spec));
    imposed[std::string(kind.name)] =
        kind.regional == nullptr ? points
                                 : Json{{"type", "object"}, {"minProperties", 1}, {"additionalProperties", points}};
    imposed[std::string(kind.name)]["description"] = description(kind.spec, "");
  }
  const Json text{{"type", "string"}, {"minLength", 1}};
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "Jiuzhou scenario"}};
  schema.update(object({{"extends", text},
                        {"title", reference("label")},
                        {"description", reference("label")},
                        {"pack", {{"anyOf", Json::array({text, object({{"name", text}, {"sha256", text}})})}}},
                        {"horizon", object({{"from", reference("quarter")}, {"until", reference("quarter")}})},
                        {"seed", {{"type", "integer"}, {"minimum", 0}, {"maximum", (std::int64_t{1} << 53) - 1}}},
                        {"weight", {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000000}}},
                        {"parameters", group(parameters_of(defaults), "")},
                        {"impose", object(imposed)},
                        {"financed_by", reference("financed_by")},
                        {"policies", policies()}}));
  schema["definitions"] = definitions(pack);
  return schema;
}

}  // namespace jiuzhou
