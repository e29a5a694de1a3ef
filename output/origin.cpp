#include "output/origin.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "output/provenance.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

// A value on one line, as it was written; of a map without the key `but`.
std::string text_of(const YamlNode& node, std::string_view but = {}) {
  std::string out;
  const auto add = [&out](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (node.is_sequence()) {
    for (const YamlNode& item : node.items) add(text_of(item));
    return fmt::format("[{}]", out);
  }
  if (node.is_map()) {
    for (const YamlEntry& entry : node.entries)
      if (entry.key != but) add(fmt::format("{}: {}", entry.key, text_of(entry.value)));
    return fmt::format("{{{}}}", out);
  }
  return node.is_quoted ? in_double_quotes(node.text) : node.text;
}

struct PolicyText {
  std::string name;  // empty where the user gave none
  std::string text;  // without its end
  Quarter from, until;
  bool waits = false;

  explicit PolicyText(const YamlNode& policy) : text(text_of(policy, "until")), waits(policy.find("when") != nullptr) {
    const auto quarter = [&](std::string_view key) {
      const YamlNode* value = policy.find(key);
      return value == nullptr ? Quarter{} : parse_quarter(value->text).value_or(Quarter{});
    };
    from = quarter("from");
    until = quarter("until");
    if (const YamlNode* given = policy.find("name")) name = text_of(*given);
  }
};

// A resolved scenario: values by path, and policies.
struct ScenarioText {
  std::map<std::string, std::string> values;
  std::vector<PolicyText> policies;

  explicit ScenarioText(const std::string& resolved) {
    Diagnostics diagnostics;
    const auto root = parse_yaml(diagnostics.keep("resolved scenario", resolved), diagnostics);
    require(root.has_value(), "a resolved scenario is well formed");
    for (const YamlEntry& entry : root->entries)
      if (entry.key == "policies")
        for (const YamlNode& policy : entry.value.items) policies.emplace_back(policy);
      else
        add(entry.value, entry.key);
  }

 private:
  void add(const YamlNode& node, const std::string& path) {
    if (!node.is_map()) {
      values[path] = text_of(node);
      return;
    }
    for (const YamlEntry& entry : node.entries) add(entry.value, fmt::format("{}.{}", path, entry.key));
  }
};

std::string called(const PolicyText& policy, std::size_t i) {
  return "policy " + (policy.name.empty() ? std::to_string(i + 1) : policy.name);
}

// Whether two policies are the same as far as quarter `last` can tell: they may end at different times after it.
bool alike_until(const PolicyText& a, const PolicyText& b, Quarter last) {
  return a.text == b.text && (a.until == b.until || (a.until >= last && b.until >= last));
}

}  // namespace

bool is_resolved(const std::string& text) {
  Diagnostics diagnostics;
  const auto root = parse_yaml(diagnostics.keep("resolved scenario", text), diagnostics);
  return root && root->is_map();
}

std::size_t policy_count(const std::string& resolved) {
  return ScenarioText(resolved).policies.size();
}

std::vector<std::string> differences(const std::string& before, const std::string& now,
                                     const std::vector<std::string>& except) {
  const ScenarioText a(before), b(now);
  std::vector<std::string> out;
  const auto may_differ = [&](const std::string& path) {
    return std::ranges::any_of(except,
                               [&](const std::string& key) { return path == key || path.starts_with(key + "."); });
  };
  for (const auto& [path, value] : b.values) {
    if (may_differ(path)) continue;
    const auto found = a.values.find(path);
    if (found == a.values.end())
      out.push_back(fmt::format("{} is {} and was not given", path, value));
    else if (found->second != value)
      out.push_back(fmt::format("{} is {} and was {}", path, value, found->second));
  }
  for (const auto& [path, value] : a.values)
    if (!may_differ(path) && !b.values.contains(path))
      out.push_back(fmt::format("{} is not given and was {}", path, value));
  if (may_differ("policies")) return out;
  for (std::size_t i = 0; i < std::max(a.policies.size(), b.policies.size()); ++i) {
    if (i >= a.policies.size())
      out.push_back(called(b.policies[i], i) + " was not there");
    else if (i >= b.policies.size())
      out.push_back(called(a.policies[i], i) + " is no longer there");
    else if (a.policies[i].text != b.policies[i].text || a.policies[i].until != b.policies[i].until)
      out.push_back(called(b.policies[i], i) + " is another one than before");
  }
  return out;
}

PolicyMatch match_policies(const std::string& before, const Scenario& scenario, Quarter last) {
  const std::vector<PolicyText> old = ScenarioText(before).policies, now = ScenarioText(scenario.resolved).policies;
  PolicyMatch match;
  match.earlier.resize(now.size());
  std::vector<bool> taken(old.size(), false);
  std::size_t next = 0;  // policies that have acted keep their order
  for (std::size_t i = 0; i < now.size(); ++i) {
    const bool has_begun = now[i].from <= last;
    for (std::size_t j = has_begun ? next : 0; j < old.size() && !match.earlier[i]; ++j)
      if (!taken[j] && alike_until(old[j], now[i], last)) match.earlier[i] = j;
    if (match.earlier[i]) {
      taken[*match.earlier[i]] = true;
      if (has_begun) next = *match.earlier[i] + 1;
    } else if (has_begun) {
      match.obstacles.push_back(
          fmt::format("{} begins in {} and was not in that run, or was another one: it must begin after {}",
                      called(now[i], i), now[i].from.text(), last.text()));
    } else if (now[i].waits && now[i].from == last + 1) {
      match.obstacles.push_back(
          fmt::format("{} waits for an indicator from {} on and was not in that run: it must begin in {} or later",
                      called(now[i], i), last.text(), (last + 2).text()));
    }
  }
  for (std::size_t j = 0; j < old.size(); ++j)
    if (old[j].from <= last && !taken[j])
      match.obstacles.push_back(fmt::format("{} began in {} and is no longer there, or is another one",
                                            called(old[j], j), old[j].from.text()));
  return match;
}

std::vector<SharedPart> shared_parts(const Scenario& scenario) {
  const ScenarioText text(scenario.resolved);
  std::string given = fmt::format("state of jiuzhou {} {} {}\n", version(), revision(), compiler());
  const std::set<std::string_view> no_part{"pack.name", "horizon.until", "seed"};
  for (const auto& [path, value] : text.values)
    if (!no_part.contains(path) && !path.starts_with("title.") && !path.starts_with("description."))
      given += fmt::format("{}: {}\n", path, value);
  // A policy that waits looks at its indicator in the quarter before it may act.
  const auto noticed = [](const PolicyText& policy) { return policy.waits ? policy.from + -1 : policy.from; };
  std::set<Quarter> ends{scenario.until + -1};
  for (const PolicyText& policy : text.policies)
    for (const Quarter end : {noticed(policy) + -1, policy.until})
      if (end >= scenario.from && end < scenario.until) ends.insert(end);
  std::vector<SharedPart> parts;
  for (const Quarter last : ends) {
    if (last < scenario.from) continue;
    std::string now = given;
    for (const PolicyText& policy : text.policies)
      if (noticed(policy) <= last)
        now += fmt::format("{} until {}\n", policy.text, policy.until >= last ? "later" : policy.until.text());
    std::string key = sha256(now);
    if (!parts.empty() && parts.back().key == key)
      parts.back().last = last;
    else
      parts.push_back({last, std::move(key)});
  }
  return parts;
}

}  // namespace jiuzhou
