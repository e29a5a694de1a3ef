#include "sim/scenario/conditions.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "sim/instruments/indicators.hpp"
#include "sim/text/text.hpp"
#include "sim/text/yaml_slips.hpp"

namespace jiuzhou {

namespace {

constexpr std::pair<Condition::Is, std::string_view> comparisons[] = {  // longer ones first
    {Condition::Is::at_most, "<="},
    {Condition::Is::at_least, ">="},
    {Condition::Is::below, "<"},
    {Condition::Is::above, ">"}};

constexpr std::pair<Condition::Is, std::string_view> junctions[] = {
    {Condition::Is::all, "and"}, {Condition::Is::any, "or"}, {Condition::Is::none, "not"}};

std::string sign_of(Condition::Is is, std::span<const std::pair<Condition::Is, std::string_view>> table) {
  return std::string(std::ranges::find(table, is, &std::pair<Condition::Is, std::string_view>::first)->second);
}

// What the reader reads back, once quoted() has put it among other YAML.
std::string condition_text(const Condition& c);
std::string quoted(const Condition& c) {
  return c.is_comparison() ? in_double_quotes(condition_text(c)) : condition_text(c);
}

std::string condition_text(const Condition& c) {
  if (c.is_comparison())
    return fmt::format("{} {} {}", c.indicator->name, sign_of(c.is, comparisons),
                       number_text(c.threshold, {.unit = c.indicator->unit}));
  std::string parts;
  for (const Condition& part : c.parts) parts += (parts.empty() ? "" : ", ") + quoted(part);
  return fmt::format("{{{}: {}}}", sign_of(c.is, junctions),
                     c.is == Condition::Is::none ? parts : fmt::format("[{}]", parts));
}

template <class Visit>
void each_comparison(const Condition& c, const Visit& visit) {
  if (c.is_comparison()) visit(c);
  for (const Condition& part : c.parts) each_comparison(part, visit);
}

// Numbers that stand for all an indicator can be, as far as these conditions tell them apart: their thresholds and one
// between each two and beyond the ends, as far as it can go. None where they ask for several indicators, which may take
// any values together.
std::vector<double> telling_values(std::initializer_list<const Condition*> conditions) {
  const Indicator* only = nullptr;
  bool is_one = true;
  std::vector<double> thresholds;
  for (const Condition* c : conditions)
    each_comparison(*c, [&](const Condition& comparison) {
      is_one = is_one && (only == nullptr || only == comparison.indicator);
      only = comparison.indicator;
      thresholds.push_back(comparison.threshold);
    });
  if (!is_one) return {};
  std::ranges::sort(thresholds);
  std::vector<double> values{std::max(thresholds.front() - 1, only->min)};
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    values.push_back(thresholds[i]);
    values.push_back(i + 1 < thresholds.size() ? std::midpoint(thresholds[i], thresholds[i + 1])
                                               : std::min(thresholds[i] + 1, only->max));
  }
  return values;
}

class ConditionReader {
 public:
  explicit ConditionReader(Diagnostics& diagnostics) : diagnostics_(diagnostics), values_(diagnostics) {}

  // `when: unemployment_rate > 6 %`, or {start: unemployment_rate > 6 %, stop: unemployment_rate < 5 %}.
  std::optional<Trigger> trigger(const YamlNode& node, const std::string& path) {
    const YamlNode *start = node.find("start"), *stop = node.find("stop");
    const bool is_joined =
        std::ranges::any_of(junctions, [&](const auto& entry) { return node.find(entry.second) != nullptr; });
    if (!node.is_map() || (is_joined && start == nullptr && stop == nullptr)) {
      const auto condition = read_condition(node, path);
      return condition ? std::optional(Trigger{*condition, std::nullopt}) : std::nullopt;
    }
    const std::size_t errors = diagnostics_.count();
    if (start != nullptr || stop != nullptr)
      values_.keys(node, path, {"start", "stop"});
    else
      values_.keys(node, path, {"start", "stop", "and", "or", "not"});
    if (start == nullptr) {
      if (diagnostics_.count() == errors)
        diagnostics_.error(node.place, in_quotes(path) + " has no 'start', such as 'start: unemployment_rate > 6 %'");
      return std::nullopt;
    }
    const auto begins = read_condition(*start, path + ".start");
    const auto ends = stop == nullptr ? std::nullopt : read_condition(*stop, path + ".stop");
    if (!begins || (stop != nullptr && !ends)) return std::nullopt;
    if (ends && std::ranges::any_of(telling_values({&*begins, &*ends}), [&](double x) {
          const auto value = [&](const Indicator&) { return x; };
          return begins->holds(value) && ends->holds(value);
        })) {
      diagnostics_.error(stop->place, fmt::format("{} would stop as soon as it starts: {} and {} can be true together",
                                                  in_quotes(path), condition_text(*begins), condition_text(*ends)));
      return std::nullopt;
    }
    return Trigger{*begins, ends};
  }

 private:
  // A comparison, or a map of `and`, `or`, `not`; the keys of a map are joined by "and".
  std::optional<Condition> read_condition(const YamlNode& node, const std::string& path) {
    if (!node.is_map()) return read_comparison(node, path);
    const std::size_t errors = diagnostics_.count();
    values_.keys(node, path, {"and", "or", "not"});
    if (node.entries.empty())
      diagnostics_.error(node.place,
                         in_quotes(path) + " is empty; write a condition such as 'unemployment_rate < 5 %'");
    Condition all{.is = Condition::Is::all, .parts = {}};
    for (const YamlEntry& entry : node.entries) {
      const auto* junction = std::ranges::find(junctions, entry.key, [](const auto& j) { return j.second; });
      if (junction == std::ranges::end(junctions)) continue;  // reported with the keys
      Condition joined{.is = junction->first, .parts = {}};
      const std::string at = fmt::format("{}.{}", path, entry.key);
      const auto add = [&](const YamlNode& part, const std::string& part_path) {
        if (auto condition = read_condition(part, part_path)) joined.parts.push_back(std::move(*condition));
      };
      if (joined.is == Condition::Is::none) {
        add(entry.value, at);
      } else if (values_.sequence(entry.value, at)) {
        if (entry.value.items.empty())
          diagnostics_.error(entry.value.place, in_quotes(at) + " is an empty list; it says nothing");
        for (std::size_t i = 0; i < entry.value.items.size(); ++i)
          add(entry.value.items[i], fmt::format("{}[{}]", at, i));
      }
      all.parts.push_back(std::move(joined));
    }
    if (diagnostics_.count() != errors) return std::nullopt;
    Condition whole = all.parts.size() == 1 ? std::move(all.parts.front()) : std::move(all);
    return meaningful(std::move(whole), node, path);
  }

  // Nothing where an indicator can take no value, or only such values, for which it holds.
  std::optional<Condition> meaningful(Condition whole, const YamlNode& node, const std::string& path) {
    const std::vector<double> values = telling_values({&whole});
    const auto holding =
        std::ranges::count_if(values, [&](double x) { return whole.holds([&](const Indicator&) { return x; }); });
    if (values.empty() || (holding != 0 && holding != std::ssize(values))) return whole;
    diagnostics_.error(
        node.place, in_quotes(path) + (holding == 0 ? " can never hold: " : " always holds: ") + condition_text(whole));
    return std::nullopt;
  }

  std::optional<Condition> read_comparison(const YamlNode& node, const std::string& path) {
    const auto text = values_.text(node, path);
    if (!text) return std::nullopt;
    const auto* sign = std::ranges::find_if(
        comparisons, [&](const auto& entry) { return text->find(entry.second) != std::string::npos; });
    if (sign == std::ranges::end(comparisons)) {
      diagnostics_.error(
          node.place,
          fmt::format("{} must compare an indicator with a number, such as 'unemployment_rate < 5 %', not {}{}",
                      in_quotes(path), in_quotes(*text), full_width_hint(*text)));
      return std::nullopt;
    }
    const std::size_t at = text->find(sign->second);
    const std::string name(trimmed(std::string_view(*text).substr(0, at)));
    const auto& all = indicators();
    const auto found = std::ranges::find(all, name, &Indicator::name);
    if (found == all.end()) {
      std::vector<std::string> names;
      for (const Indicator& indicator : all) names.emplace_back(indicator.name);
      diagnostics_.error(node.place,
                         fmt::format("unknown indicator {}{}{}", in_quotes(name), suggestion(name, names),
                                     nearest(name, names) ? "" : "; 'jiuzhou describe indicators' lists them"));
      return std::nullopt;
    }
    const YamlNode number = scalar_node(trimmed(std::string_view(*text).substr(at + sign->second.size())), node.place);
    const auto threshold = values_.number(number, path, found->spec(), YamlValues::Unit::needed);
    if (!threshold) return std::nullopt;
    if (const auto message = outside(path, *threshold, found->spec())) {
      // A share written as a number of per cent.
      const bool is_percent = parse_number(number.text) && !outside(path, *threshold / 100, found->spec());
      diagnostics_.error(node.place,
                         *message + (is_percent ? fmt::format("; did you mean '{} %'?", shortest(*threshold)) : ""));
      return std::nullopt;
    }
    return meaningful({.is = sign->first, .indicator = &*found, .threshold = *threshold, .parts = {}}, node, path);
  }

  Diagnostics& diagnostics_;
  YamlValues values_;
};

}  // namespace

std::optional<Trigger> read_trigger(const YamlNode& node, const std::string& path, Diagnostics& diagnostics) {
  return ConditionReader(diagnostics).trigger(node, path);
}

std::string trigger_text(const Trigger& trigger) {
  return fmt::format("{{start: {}{}}}", quoted(trigger.start), trigger.stop ? ", stop: " + quoted(*trigger.stop) : "");
}

}  // namespace jiuzhou
