#include "sim/scenario/selection.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "sim/pack/load_pack.hpp"
#include "sim/text/text.hpp"
#include "sim/text/yaml_slips.hpp"

namespace jiuzhou {

namespace {

using Weights = std::vector<double>;

// The regions and the industries a clause selects; empty where it does not restrict them.
struct Clause {
  std::optional<Weights> region, industry;
};

const std::vector<std::string> clause_keys{"region",  "block",  "area", "role", "industry",
                                           "sector3", "class9", "not",  "and",  "or"};

bool is_of_regions(std::string_view key) {
  return key == "region" || key == "block" || key == "area" || key == "role";
}
bool is_of_industries(std::string_view key) {
  return key == "industry" || key == "sector3" || key == "class9";
}

void narrow(std::optional<Weights>& held, const std::optional<Weights>& more) {
  if (!more) return;
  if (!held) {
    held = more;
    return;
  }
  for (std::size_t i = 0; i < held->size(); ++i) (*held)[i] = std::min((*held)[i], (*more)[i]);
}

std::string types_that_select(unsigned needed) {
  std::vector<std::string> types;
  for (const auto& [name, make] : instrument_catalogue())
    if ((make()->selects() & needed) != 0) types.push_back(name);
  return joined(types);
}

class SelectionReader {
 public:
  // The type of the policy and what it can tell apart, see Strength.
  SelectionReader(const Pack& pack, Diagnostics& diagnostics, std::string_view type = "",
                  unsigned selects = by_region | by_industry)
      : pack_(pack), diagnostics_(diagnostics), values_(diagnostics), type_(type), selects_(selects) {}

  // Key of a map to what it selects; `special` takes special_area where it may stand.
  Clause clause(const YamlNode& map, const std::string& path, Selection* persons) {
    Clause all;
    if (!values_.map(map, path)) return all;
    if (map.entries.empty())
      diagnostics_.error(map.place, in_quotes(path) + " is empty; leave it out to select everything");
    std::vector<std::string> allowed = clause_keys;
    for (const PersonSelector& selector : person_selectors()) allowed.emplace_back(selector.key);
    values_.keys(map, path, allowed, "selector");
    for (const YamlEntry& entry : map.entries) {
      const std::string at = fmt::format("{}.{}", path, entry.key);
      if (const auto selector = std::ranges::find(person_selectors(), entry.key, &PersonSelector::key);
          selector != person_selectors().end()) {
        if (persons == nullptr)
          diagnostics_.error(
              entry.place,
              in_quotes(entry.key) + " selects persons, not regions; it can stand only directly under 'where'");
        else if ((selects_ & selector->needs) == 0)
          diagnostics_.error(entry.place,
                             fmt::format("{} selects persons, but a {} cannot tell them apart by it; these can: {}",
                                         in_quotes(entry.key), type_, types_that_select(selector->needs)));
        else
          selector->of(*persons) = mask(entry, at, selector->names);
        continue;
      }
      if (is_of_regions(entry.key) && (selects_ & by_region) == 0) {
        refuse(entry, "regions", by_region);
        continue;
      }
      if (is_of_industries(entry.key) && (selects_ & by_industry) == 0) {
        refuse(entry, "industries", by_industry);
        continue;
      }
      const Clause one = entry_clause(entry, at);
      narrow(all.region, one.region);
      narrow(all.industry, one.industry);
    }
    return all;
  }

  // One name or a list of names, each with its place.
  std::vector<std::pair<std::string, Place>> names(const YamlNode& node, const std::string& path) {
    std::vector<std::pair<std::string, Place>> found;
    const auto add = [&](const YamlNode& item, const std::string& at) {
      const auto name = values_.text(item, at);
      if (!name) return;
      if (const std::string hint = full_width_hint(*name); !hint.empty())
        diagnostics_.error(item.place, fmt::format("{} is {}{}", in_quotes(at), in_quotes(*name), hint));
      else
        found.emplace_back(*name, item.place);
    };
    if (node.is_sequence()) {
      if (node.items.empty()) diagnostics_.error(node.place, in_quotes(path) + " is an empty list; it selects nothing");
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        add(node.items[i], fmt::format("{}[{}]", path, i));
        for (std::size_t j = 0; j + 1 < found.size(); ++j)
          if (found.size() == i + 1 && found[j].first == found.back().first) {
            diagnostics_.error(node.items[i].place,
                               fmt::format("{} is given twice in {}", in_quotes(found.back().first), in_quotes(path)));
            break;
          }
      }
    } else {
      add(node, path);
    }
    return found;
  }

  // The region with this code; or, where a pack has split it, all its places, which are an area with the same code.
  std::vector<std::size_t> regions(const std::string& code, Place place) {
    std::vector<std::size_t> found;
    for (std::size_t r = 0; r < pack_.regions.size(); ++r)
      if (pack_.regions[r].code == code) return {r};
    for (std::size_t r = 0; r < pack_.regions.size(); ++r)
      if (std::ranges::find(pack_.regions[r].areas, code) != pack_.regions[r].areas.end()) found.push_back(r);
    if (found.empty())
      diagnostics_.error(place, fmt::format("unknown region {}{}", in_quotes(code), region_suggestion(pack_, code)));
    return found;
  }

 private:
  void refuse(const YamlEntry& entry, const std::string& what, unsigned needed) {
    diagnostics_.error(entry.place,
                       fmt::format("{} selects {}, but {} acts on all of them alike; these tell them apart: {}",
                                   in_quotes(entry.key), what, in_quotes(type_), types_that_select(needed)));
  }

  Clause entry_clause(const YamlEntry& entry, const std::string& path) {
    const std::string& key = entry.key;
    if (key == "region" || key == "industry") return codes(entry.value, path, key == "region");
    if (key == "not") return complement(entry, path);
    if (key == "and" || key == "or") return combination(entry, path);
    if (key == "block")
      return attribute(
          entry.value, path, key, names_of(pack_.blocks),
          [&](std::size_t r, const std::string& name) { return pack_.regions[r].block == name; }, true);
    if (key == "area" || key == "role")
      return attribute(
          entry.value, path, key, names_of(key == "area" ? pack_.areas : pack_.roles),
          [&](std::size_t r, const std::string& name) {
            const auto& list = key == "area" ? pack_.regions[r].areas : pack_.regions[r].roles;
            return std::ranges::find(list, name) != list.end();
          },
          true);
    if (key == "sector3" || key == "class9") {
      const auto value = [&](std::size_t i) -> const std::string& {
        return key == "sector3" ? pack_.industries[i].sector3 : pack_.industries[i].class9;
      };
      std::vector<std::string> present;
      for (std::size_t i = 0; i < pack_.industries.size(); ++i)
        if (std::ranges::find(present, value(i)) == present.end()) present.push_back(value(i));
      return attribute(
          entry.value, path, key, present, [&](std::size_t i, const std::string& name) { return value(i) == name; },
          false);
    }
    return {};  // an unknown key, reported with the others
  }

  static std::vector<std::string> names_of(const std::vector<std::pair<std::string, Label>>& list) {
    std::vector<std::string> names;
    for (const auto& [code, label] : list) names.push_back(code);
    return names;
  }

  template <class Has>
  Clause attribute(const YamlNode& node, const std::string& path, const std::string& kind,
                   const std::vector<std::string>& allowed, const Has& has, bool is_region) {
    Weights weights(is_region ? pack_.regions.size() : pack_.industries.size(), 0.0);
    for (const auto& [name, place] : names(node, path)) {
      if (std::ranges::find(allowed, name) == allowed.end()) {
        diagnostics_.error(place, fmt::format("unknown {} {}{}", kind, in_quotes(name), suggestion(name, allowed)));
        continue;
      }
      for (std::size_t i = 0; i < weights.size(); ++i)
        if (has(i, name)) weights[i] = 1;
    }
    return side(std::move(weights), is_region);
  }

  static Clause side(Weights weights, bool is_region) {
    Clause clause;
    (is_region ? clause.region : clause.industry) = std::move(weights);
    return clause;
  }

  std::vector<std::size_t> industries(const std::string& code, Place place) {
    for (std::size_t i = 0; i < pack_.industries.size(); ++i)
      if (pack_.industries[i].code == code) return {i};
    diagnostics_.error(place, fmt::format("unknown industry {}{}", in_quotes(code), industry_suggestion(pack_, code)));
    return {};
  }

  Clause codes(const YamlNode& node, const std::string& path, bool is_region) {
    Weights weights(is_region ? pack_.regions.size() : pack_.industries.size(), 0.0);
    const auto add = [&](const std::string& code, Place place, double weight) {
      for (const std::size_t i : is_region ? regions(code, place) : industries(code, place)) weights[i] = weight;
    };
    const Spec weight{.unit = "share", .min = 0, .max = 1, .doc = "how far the policy applies"};
    if (node.is_map()) {
      for (const YamlEntry& entry : node.entries) {
        const std::string at = fmt::format("{}.{}", path, entry.key);
        const auto value = values_.number(entry.value, at, weight);
        if (!value) continue;
        if (const auto message = outside(at, *value, weight))
          diagnostics_.error(entry.value.place, *message);
        else
          add(entry.key, entry.place, *value);
      }
    } else {
      for (const auto& [code, place] : names(node, path)) add(code, place, 1);
    }
    return side(std::move(weights), is_region);
  }

  Clause complement(const YamlEntry& entry, const std::string& path) {
    const std::size_t errors = diagnostics_.count();
    Clause inner = clause(entry.value, path, nullptr);
    if (diagnostics_.count() != errors) return {};
    if (inner.region.has_value() == inner.industry.has_value()) {
      diagnostics_.error(
          entry.place, inner.region ? "'not' over regions and industries together is no selection of either; write two"
                                    : "'not' needs a selector");
      return {};
    }
    for (auto* weights : {&inner.region, &inner.industry})
      if (*weights)
        for (double& w : **weights) w = 1 - w;
    return inner;
  }

  Clause combination(const YamlEntry& entry, const std::string& path) {
    if (!values_.sequence(entry.value, path)) return {};
    const std::size_t errors = diagnostics_.count();
    std::vector<Clause> parts;
    for (std::size_t i = 0; i < entry.value.items.size(); ++i)
      parts.push_back(clause(entry.value.items[i], fmt::format("{}[{}]", path, i), nullptr));
    if (diagnostics_.count() != errors) return {};
    if (parts.empty()) diagnostics_.error(entry.value.place, in_quotes(path) + " is an empty list; it selects nothing");
    Clause all;
    if (entry.key == "and") {
      for (const Clause& part : parts) {
        narrow(all.region, part.region);
        narrow(all.industry, part.industry);
      }
      return all;
    }
    const auto only = [&](auto has, auto has_not) {
      return std::ranges::all_of(
          parts, [&](const Clause& part) { return (part.*has).has_value() && !(part.*has_not).has_value(); });
    };
    const bool regions = only(&Clause::region, &Clause::industry),
               industries = only(&Clause::industry, &Clause::region);
    if (!parts.empty() && !regions && !industries) {
      diagnostics_.error(entry.place,
                         "each part of 'or' must select regions only, or each industries only; write two policies");
      return {};
    }
    for (const Clause& part : parts)
      for (const auto weights : {&Clause::region, &Clause::industry}) {
        if (!(part.*weights)) continue;
        if (!(all.*weights)) all.*weights = part.*weights;
        for (std::size_t i = 0; i < (part.*weights)->size(); ++i)
          (*(all.*weights))[i] = std::max((*(all.*weights))[i], (*(part.*weights))[i]);
      }
    return all;
  }

  std::uint8_t mask(const YamlEntry& entry, const std::string& path, const std::vector<std::string>& allowed) {
    unsigned bits = 0;
    for (const auto& [name, place] : names(entry.value, path)) {
      const auto found = std::ranges::find(allowed, name);
      if (found == allowed.end())
        diagnostics_.error(place,
                           fmt::format("unknown {} {}{}", entry.key, in_quotes(name), suggestion(name, allowed)));
      else
        bits |= 1U << (found - allowed.begin());
    }
    return static_cast<std::uint8_t>(bits);
  }

  const Pack& pack_;
  Diagnostics& diagnostics_;
  YamlValues values_;
  std::string type_;
  unsigned selects_;
};

bool selects_nothing(const Weights& weights) {
  return std::ranges::none_of(weights, [](double w) { return w > 0; });
}

template <class List>
std::string weights_text(const Weights& weights, const List& list) {
  const bool plain = std::ranges::all_of(weights, [](double w) { return w == 0 || w == 1; });
  std::string out;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    out += (out.empty() ? "" : ", ") + ("\"" + list[i].code + "\"") + (plain ? "" : ": " + shortest(weights[i]));
  }
  return plain ? fmt::format("[{}]", out) : fmt::format("{{{}}}", out);
}

}  // namespace

Selection select_all(const Pack& pack) {
  return {Weights(pack.region_count(), 1.0), Weights(pack.industry_count(), 1.0), 0, {}, 0};
}

const std::vector<PersonSelector>& person_selectors() {
  static const std::vector<PersonSelector> table{
      {"special_area", by_special_area, special_area_names(),
       [](Selection& s) -> std::uint8_t& { return s.special_area_mask; }},
      {"skill", by_person, {"low", "middle", "high"}, [](Selection& s) -> std::uint8_t& { return s.who.skill; }},
      {"residence", by_person, {"urban", "rural"}, [](Selection& s) -> std::uint8_t& { return s.who.residence; }},
      {"hukou", by_person, {"local", "elsewhere"}, [](Selection& s) -> std::uint8_t& { return s.who.hukou; }},
  };
  return table;
}

std::optional<Selection> read_selection(const YamlNode& node, const std::string& path, const Pack& pack,
                                        const Instrument& policy, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.count();
  SelectionReader reader(pack, diagnostics, policy.type(), policy.selects());
  Selection selection = select_all(pack);
  const Clause clause = reader.clause(node, path, &selection);
  if (diagnostics.count() != errors) return std::nullopt;
  if (clause.region) selection.region = *clause.region, selection.given |= by_region;
  if (clause.industry) selection.industry = *clause.industry, selection.given |= by_industry;
  for (const PersonSelector& selector : person_selectors())
    if (selector.of(selection) != 0) selection.given |= selector.needs;
  if (selects_nothing(selection.region)) diagnostics.error(node.place, in_quotes(path) + " selects no region");
  if (selects_nothing(selection.industry)) diagnostics.error(node.place, in_quotes(path) + " selects no industry");
  return diagnostics.count() == errors ? std::optional(selection) : std::nullopt;
}

std::optional<std::vector<std::size_t>> read_partners(const YamlNode& node, const std::string& path, const Pack& pack,
                                                      Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.count();
  SelectionReader reader(pack, diagnostics);
  std::vector<std::size_t> partners;
  if (node.is_map()) {
    const Clause clause = reader.clause(node, path, nullptr);
    if (diagnostics.count() != errors) return std::nullopt;
    if (clause.industry || !clause.region)
      diagnostics.error(node.place, in_quotes(path) + " must select regions, and only regions");
    else
      for (std::size_t r = 0; r < clause.region->size(); ++r) {
        const double weight = (*clause.region)[r];
        if (weight > 0) partners.push_back(r);
        if (weight > 0 && weight < 1 && diagnostics.count() == errors)
          diagnostics.error(node.place,
                            fmt::format("{} takes regions whole, not a part of {}; only 'where' takes weights",
                                        in_quotes(path), in_quotes(pack.regions[r].code)));
      }
  } else if (node.is_scalar() && parse_quarter(node.text)) {
    diagnostics.error(node.place, in_quotes(path) + " names partner regions; the last quarter of a policy is 'until'");
  } else {
    for (const auto& [name, place] : reader.names(node, path)) {
      for (const std::size_t r : reader.regions(name, place))
        if (std::ranges::find(partners, r) == partners.end()) partners.push_back(r);
    }
  }
  if (diagnostics.count() != errors) return std::nullopt;
  if (partners.empty()) {
    diagnostics.error(node.place, in_quotes(path) + " selects no region");
    return std::nullopt;
  }
  return partners;
}

std::string selection_text(const Selection& selection, const Pack& pack) {
  const auto all = [](const Weights& weights) { return std::ranges::all_of(weights, [](double w) { return w == 1; }); };
  std::vector<std::string> parts;
  if (!all(selection.region)) parts.push_back("region: " + weights_text(selection.region, pack.regions));
  if (!all(selection.industry)) parts.push_back("industry: " + weights_text(selection.industry, pack.industries));
  Selection copy = selection;
  for (const PersonSelector& selector : person_selectors()) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < selector.names.size(); ++k)
      if ((selector.of(copy) >> k & 1) != 0) names.push_back(selector.names[k]);
    if (!names.empty()) parts.push_back(fmt::format("{}: [{}]", selector.key, joined(names)));
  }
  return parts.empty() ? "" : fmt::format("{{{}}}", joined(parts));
}

}  // namespace jiuzhou
