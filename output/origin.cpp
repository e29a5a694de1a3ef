#include "output/origin.hpp"

#include <algorithm>
#include <map>

#include "sim/base/calendar.hpp"
#include "sim/base/text.hpp"

namespace jiuzhou {

namespace {

struct PolicyText {
  std::string name;  // empty where the user gave none
  std::string text;  // without the line of its end
  Quarter from, until;
  bool waits = false;
};

// The canonical text of a scenario: values by path, and policies.
struct ScenarioText {
  std::map<std::string, std::string> values;
  std::vector<PolicyText> policies;

  explicit ScenarioText(const std::string& resolved) {
    std::vector<std::pair<std::size_t, std::string>> outer;  // keys above, with their indent
    bool in_policies = false;
    for (const std::string_view line : split(resolved, '\n')) {
      const std::size_t indent = line.find_first_not_of(' ');
      if (indent == std::string_view::npos) continue;
      if (indent == 0) in_policies = line.starts_with("policies:");
      if (in_policies) {
        read_policy_line(line);
        continue;
      }
      while (!outer.empty() && outer.back().first >= indent) outer.pop_back();
      const std::size_t colon = line.find(':');
      std::string path;
      for (const auto& [depth, key] : outer) path += key + ".";
      const std::string key(line.substr(indent, colon - indent));
      if (colon == std::string_view::npos || colon + 1 >= line.size()) outer.emplace_back(indent, key);
      else values[path + key] = std::string(line.substr(colon + 2));
    }
  }

 private:
  void read_policy_line(std::string_view line) {
    if (line.starts_with("policies:")) return;
    if (line.starts_with("  - ")) policies.emplace_back();
    PolicyText& policy = policies.back();
    const auto value = [&](std::string_view key) {
      const std::string start = "    " + std::string(key) + ": ";
      return line.starts_with(start) ? std::optional(std::string(line.substr(start.size()))) : std::nullopt;
    };
    if (const auto name = value("name")) policy.name = *name;
    if (const auto from = value("from")) policy.from = parse_quarter(*from).value_or(Quarter{});
    if (line.starts_with("    when:")) policy.waits = true;
    if (const auto until = value("until")) policy.until = parse_quarter(*until).value_or(Quarter{});
    else policy.text += std::string(line) + "\n";
  }
};

std::string called(const PolicyText& policy, std::size_t i) {
  return "policy " + (policy.name.empty() ? std::to_string(i + 1) : policy.name);
}

// So far: whether both have ended by then, and when.
bool alike_until(const PolicyText& a, const PolicyText& b, Quarter last) {
  return a.text == b.text && (a.until == b.until || (a.until >= last && b.until >= last));
}

}  // namespace

std::vector<std::string> differences(const std::string& before, const std::string& now, const std::vector<std::string>& except) {
  const ScenarioText a(before), b(now);
  std::vector<std::string> out;
  const auto may_differ = [&](const std::string& path) {
    return std::ranges::any_of(except, [&](const std::string& key) { return path == key || path.starts_with(key + "."); });
  };
  for (const auto& [path, value] : b.values) {
    if (may_differ(path)) continue;
    const auto found = a.values.find(path);
    if (found == a.values.end()) out.push_back(path + " is " + value + " and was not given");
    else if (found->second != value) out.push_back(path + " is " + value + " and was " + found->second);
  }
  for (const auto& [path, value] : a.values)
    if (!may_differ(path) && !b.values.contains(path)) out.push_back(path + " is not given and was " + value);
  if (may_differ("policies")) return out;
  for (std::size_t i = 0; i < std::max(a.policies.size(), b.policies.size()); ++i) {
    if (i >= a.policies.size()) out.push_back(called(b.policies[i], i) + " was not there");
    else if (i >= b.policies.size()) out.push_back(called(a.policies[i], i) + " is no longer there");
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
      match.obstacles.push_back(called(now[i], i) + " begins in " + now[i].from.text() + " and was not in that run, or was another one: it must begin after " + last.text());
    } else if (now[i].waits && now[i].from == last + 1) {
      match.obstacles.push_back(called(now[i], i) + " waits for an indicator from " + last.text() + " on and was not in that run: it must begin in " +
                                (last + 2).text() + " or later");
    }
  }
  for (std::size_t j = 0; j < old.size(); ++j)
    if (old[j].from <= last && !taken[j])
      match.obstacles.push_back(called(old[j], j) + " began in " + old[j].from.text() + " and is no longer there, or is another one");
  return match;
}

}  // namespace jiuzhou
