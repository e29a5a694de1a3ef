#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "sim/base/error.hpp"
#include "sim/scenario/conditions.hpp"
#include "sim/scenario/draft.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

const std::vector<std::string> policy_keys{"type",  "name", "where", "to",    "from",
                                           "until", "ramp", "when",  "payer", "financed_by"};

void read_name(Draft& draft, const YamlNode& node, const std::string& path, Instrument& instrument) {
  const auto name = draft.values.text(node, path + ".name");
  if (!name) return;
  if (const auto why = bad_name(*name))
    draft.diagnostics.error(node.place, fmt::format("{} {}", in_quotes(path + ".name"), *why));
  else
    instrument.id = *name;
}

// Between its dates a value stays as it is.
void read_schedule(Draft& draft, const YamlNode& node, const std::string& path, const Parameter& parameter,
                   Instrument& instrument) {
  auto points = read_points(draft, node, path, parameter.spec);
  if (points.empty()) return;
  const Quarter first = points.front().first;
  if (first > instrument.from && draft.horizon_fits && draft.pack != nullptr) {
    draft.diagnostics.error(
        node.entries.front().place,
        fmt::format("{} begins in {}, but the policy begins in {}; give a value for that quarter, or write 'from: {}'",
                    in_quotes(path), first.text(), instrument.from.text(), first.text()));
    return;
  }
  parameter.set(points.front().second);
  instrument.schedules.push_back({parameter.path, std::move(points)});
}

double value_at(const Instrument& instrument, const Parameter& parameter, Quarter now) {
  const auto schedule = std::ranges::find(instrument.schedules, parameter.path, &Schedule::parameter);
  return schedule == instrument.schedules.end() ? parameter.get() : schedule->at(now);
}

// `budget:` in place of a strength that has a unit cost: budget = strength · unit · cost, at every date of either.
void read_budget(Draft& draft, const YamlNode& node, const std::string& path, const YamlNode& policy,
                 const ParameterList& list, Instrument& instrument) {
  const Priced priced = *instrument.priced();
  const auto parameter = [&](std::string_view name) { return *std::ranges::find(list.all(), name, &Parameter::path); };
  const Parameter strength = parameter(priced.strength), cost = parameter(priced.cost);
  constexpr double million = 1e6;
  double money = 0;
  const Parameter budget = worded(draft, budget_parameter(money)).all().front();
  const std::size_t errors = draft.diagnostics.count();
  if (policy.find(priced.strength) != nullptr)
    return draft.diagnostics.error(node.place, fmt::format("{} has both 'budget' and {}; write one of them",
                                                           in_quotes(path), in_quotes(std::string(priced.strength))));
  std::vector<std::pair<Quarter, double>> points;
  if (node.is_map()) {
    read_schedule(draft, node, path + ".budget", budget, instrument);
  } else {
    draft.values.parameter(node, path + ".budget", budget);
  }
  if (draft.diagnostics.count() != errors) return;
  std::set<Quarter> dates;
  for (const Schedule& schedule : instrument.schedules)
    if (schedule.parameter == "budget" || schedule.parameter == priced.cost)
      for (const auto& [quarter, value] : schedule.steps) dates.insert(quarter);
  if (dates.empty()) dates.insert(instrument.from);
  for (const Quarter date : dates) {
    const double price = value_at(instrument, cost, date);
    if (!(price > 0))
      return draft.diagnostics.error(node.place, fmt::format("{} needs a {} above 0", in_quotes(path + ".budget"),
                                                             in_quotes(std::string(priced.cost))));
    const double bought = value_at(instrument, budget, date) * million / (price * priced.unit);
    if (const auto message = outside(fmt::format("{}.{}", path, priced.strength), bought, strength.spec))
      return draft.diagnostics.error(node.place, *message + ", which is what 'budget' buys");
    points.emplace_back(date, bought);
  }
  std::erase_if(instrument.schedules, [](const Schedule& schedule) { return schedule.parameter == "budget"; });
  strength.set(points.front().second);
  if (points.size() > 1) instrument.schedules.push_back({strength.path, std::move(points)});
}

void read_policy_parameters(Draft& draft, const YamlNode& node, const std::string& path, const ParameterList& list,
                            Instrument& instrument) {
  std::vector<std::string> allowed = policy_keys;
  for (const Parameter& parameter : list.all()) {
    require(std::ranges::find(policy_keys, parameter.path) == policy_keys.end(),
            fmt::format("an instrument declares '{}', a key that every policy has", parameter.path));
    allowed.push_back(parameter.path);
    if (const YamlNode* value = node.find(parameter.path)) {
      if (value->is_map() && parameter.type() == "number")
        read_schedule(draft, *value, fmt::format("{}.{}", path, parameter.path), parameter, instrument);
      else
        draft.values.parameter(*value, fmt::format("{}.{}", path, parameter.path), parameter);
    } else if (!std::isnan(parameter.spec.fallback)) {
      parameter.set(parameter.spec.fallback);
    } else {
      draft.diagnostics.error(node.place, fmt::format("{} needs '{}', {} ({})", in_quotes(path), parameter.path,
                                                      bounds_text(parameter.spec), parameter.spec.doc));
    }
  }
  if (instrument.priced()) allowed.emplace_back("budget");
  draft.values.keys(node, path, allowed);
  if (const YamlNode* budget = node.find("budget"); budget != nullptr && instrument.priced())
    read_budget(draft, *budget, path, node, list, instrument);
}

// The node that gives a strength, itself or by what it costs; none where neither does.
const YamlNode* given(const YamlNode& policy, const Instrument& instrument, std::string_view strength) {
  const YamlNode* value = policy.find(strength);
  const bool has_price = instrument.priced() && instrument.priced()->strength == strength;
  return value == nullptr && has_price ? policy.find("budget") : value;
}

// 0 may be written, as for a run to compare with; a policy that says nowhere how much is a slip.
void require_strength(Draft& draft, const YamlNode& node, const std::string& path, const ParameterList& list,
                      const Instrument& instrument) {
  std::string wanted;
  for (const std::string_view name : instrument.strengths()) {
    if (given(node, instrument, name) != nullptr) return;
    const auto parameter = std::ranges::find(list.all(), name, &Parameter::path);
    require(parameter != list.all().end(), fmt::format("an instrument declares no '{}'", name));
    wanted += fmt::format("{}'{}' ({})", wanted.empty() ? "" : ", or ", parameter->path, parameter->spec.doc);
  }
  draft.diagnostics.error(
      node.place, fmt::format("{} does not say how much, so it would do nothing; give {}", in_quotes(path), wanted));
}

std::string told_apart(unsigned by) {
  std::vector<std::string> words;
  for (const auto& [bit, word] :
       {std::pair{by_region, "regions"}, std::pair{by_industry, "industries"}, std::pair{by_partner, "partners ('to')"},
        std::pair{by_special_area, "special areas"}, std::pair{by_person, "persons"}})
    if ((by & bit) != 0) words.emplace_back(word);
  return joined(words);
}

// A selector that a strength does not read would be ignored for it: the policy would do more than it says.
void require_reading(Draft& draft, const YamlNode& node, const std::string& path, const ParameterList& list,
                     const Instrument& instrument) {
  const unsigned partner = instrument.partners.empty() || instrument.needs_partners() ? 0 : by_partner;
  const unsigned selected = instrument.where.given | partner;
  const auto is_on = [&](std::string_view name) {
    const auto parameter = std::ranges::find(list.all(), name, &Parameter::path);
    return parameter->get() != 0 ||
           std::ranges::find(instrument.schedules, name, &Schedule::parameter) != instrument.schedules.end();
  };
  unsigned beside = 0;  // what parameters beside the strengths read for them
  for (const Strength& other : instrument.also()) {
    beside |= other.reads;
    if ((selected & other.reads) != 0 && !is_on(other.name))
      draft.diagnostics.error(node.find("where")->place,
                              fmt::format("{} selects {}, which only {} reads; give that a value", in_quotes(path),
                                          told_apart(other.reads), in_quotes(other.name)));
  }
  for (const std::string_view name : instrument.strengths()) {
    const unsigned ignored = selected & ~instrument.reads(name) & ~beside;
    const YamlNode* value = given(node, instrument, name);
    if (ignored == 0 || value == nullptr || !is_on(name)) continue;
    std::vector<std::string> readers;
    for (const std::string_view other : instrument.strengths())
      if ((ignored & ~instrument.reads(other)) == 0) readers.push_back(in_quotes(other));
    const std::string who =
        readers.empty() ? "" : fmt::format(", as {} {}", joined(readers), readers.size() > 1 ? "do" : "does");
    draft.diagnostics.error(
        value->place,
        fmt::format("{} does not read the {} that the policy selects{}; write it as a policy of its own without that",
                    in_quotes(fmt::format("{}.{}", path, name)), told_apart(ignored), who));
  }
}

// `payer: centre` or `province` is another word for no or all of `local_share`.
void read_payer(Draft& draft, const YamlNode& node, const std::string& path, const YamlNode& policy,
                const ParameterList& list, const Instrument& instrument) {
  const auto payer = draft.values.text(node, path + ".payer");
  if (!payer) return;
  const auto share = std::ranges::find(list.all(), "local_share", &Parameter::path);
  const std::string region = draft.pack == nullptr ? "province" : Wording(*draft.pack).region();
  const std::vector<std::string> payers{"centre", region};
  if (share == list.all().end())
    draft.diagnostics.error(node.place,
                            fmt::format("who pays for a {} cannot be chosen; leave 'payer' out", instrument.type()));
  else if (policy.find("local_share") != nullptr)
    draft.diagnostics.error(node.place, in_quotes(path) + " has both 'payer' and 'local_share'; write one of them");
  else if (std::ranges::find(payers, *payer) == payers.end())
    draft.diagnostics.error(node.place, fmt::format("unknown payer {}{}; to divide the cost write 'local_share: 30 %'",
                                                    in_quotes(*payer), suggestion(*payer, payers)));
  else
    share->set(*payer == region ? 1 : 0);
}

void read_period(Draft& draft, const YamlNode& node, const std::string& path, Instrument& instrument) {
  instrument.from = draft.scenario.from;
  instrument.until = draft.scenario.until;
  bool fits = draft.horizon_fits && draft.pack != nullptr;
  const YamlNode* last = &node;
  for (const auto& [key, target] : {std::pair{"from", &instrument.from}, std::pair{"until", &instrument.until}})
    if (const YamlNode* value = node.find(key)) {
      last = value;
      if (const auto quarter = draft.values.quarter(*value, fmt::format("{}.{}", path, key)))
        *target = *quarter;
      else
        fits = false;
    }
  // A policy that begins after a shortened horizon is harmless; one that ends before it begins is a slip.
  const bool has_end = node.find("until") != nullptr;
  if (fits && has_end && instrument.until < instrument.from)
    draft.diagnostics.error(last->place, fmt::format("{} ends in {}, before it begins in {}", in_quotes(path),
                                                     instrument.until.text(), instrument.from.text()));
  if (!has_end) instrument.until = std::max(instrument.until, instrument.from);

  const YamlNode* ramp = node.find("ramp");
  if (ramp == nullptr) return;
  const Spec spec{.unit = "quarters", .min = 0, .max = longest_horizon, .doc = "quarters until full strength"};
  const auto quarters = draft.values.number(*ramp, path + ".ramp", spec);
  if (!quarters) return;
  if (const auto message = outside(path + ".ramp", *quarters, spec))
    draft.diagnostics.error(ramp->place, *message);
  else if (*quarters != std::trunc(*quarters))
    draft.diagnostics.error(ramp->place, fmt::format("{} must be a whole number of quarters, not {}",
                                                     in_quotes(path + ".ramp"), in_quotes(ramp->text)));
  else
    instrument.ramp = static_cast<int>(*quarters);
}

void read_policy(Draft& draft, const YamlNode& node, std::size_t number) {
  const std::string path = fmt::format("policies[{}]", number);
  const std::size_t errors = draft.diagnostics.count();
  if (!draft.values.map(node, path)) return;
  const YamlNode* type = node.find("type");
  if (type == nullptr) {
    draft.diagnostics.error(node.place, in_quotes(path) + " has no 'type'");
    return;
  }
  const auto type_name = draft.values.text(*type, path + ".type");
  if (!type_name) return;
  auto maker = instrument_catalogue().find(*type_name);
  if (maker == instrument_catalogue().end()) {
    std::vector<std::string> types;
    for (const auto& [name, make] : instrument_catalogue()) types.push_back(name);
    draft.diagnostics.error(
        type->place, fmt::format("unknown policy type {}{}", in_quotes(*type_name), suggestion(*type_name, types)));
    const auto meant = nearest(*type_name, types);
    if (!meant) return;
    maker = instrument_catalogue().find(*meant);  // so that what else is wrong is told at once
  }
  std::unique_ptr<Instrument> instrument = maker->second();
  instrument->id = path;
  if (const YamlNode* name = node.find("name")) read_name(draft, *name, path, *instrument);
  const ParameterList list = worded(draft, instrument->parameters());
  read_period(draft, node, path, *instrument);
  read_policy_parameters(draft, node, path, list, *instrument);
  if (const YamlNode* payer = node.find("payer")) read_payer(draft, *payer, path, node, list, *instrument);
  read_financing(draft, node, path, list, *instrument);
  if (const YamlNode* when = node.find("when"))
    instrument->when = read_trigger(*when, path + ".when", draft.diagnostics);
  if (draft.pack == nullptr) return;
  if (instrument->needs_hukou() && draft.pack->registration != Registration::hukou)
    draft.diagnostics.error(
        type->place, fmt::format("a {} changes what a register of persons gives rights to, and the pack '{}' has "
                                 "none ('registration' in its pack.yaml)",
                                 *type_name, draft.pack->name));
  instrument->where = select_all(*draft.pack);
  if (const YamlNode* where = node.find("where"))
    if (auto selection = read_selection(*where, path + ".where", *draft.pack, *instrument, draft.diagnostics))
      instrument->where = std::move(*selection);
  const YamlNode* to = node.find("to");
  if (to != nullptr && (instrument->selects() & by_partner) == 0)
    draft.diagnostics.error(to->place,
                            fmt::format("a {} has no partners, so that 'to' would be ignored; say in 'where' which "
                                        "regions are meant",
                                        *type_name));
  else if (to != nullptr)
    if (auto partners = read_partners(*to, path + ".to", *draft.pack, draft.diagnostics))
      instrument->partners = std::move(*partners);
  if (instrument->needs_partners() && to == nullptr)
    draft.diagnostics.error(
        node.place, fmt::format("{} needs 'to', the regions at the other end of a {}", in_quotes(path), *type_name));
  if (draft.diagnostics.count() == errors) require_strength(draft, node, path, list, *instrument);
  if (draft.diagnostics.count() == errors) require_reading(draft, node, path, list, *instrument);
  if (draft.horizon_fits && instrument->from > draft.scenario.until)
    warn(draft, node.place,
         fmt::format("policy {} begins in {}{}", in_quotes(instrument->id), instrument->from.text(),
                     after_the_end(draft)));
  draft.scenario.policies.push_back(std::move(instrument));
}

}  // namespace

std::string name_of_policy(const YamlNode& policy) {
  const YamlNode* name = policy.find("name");
  return name != nullptr && name->is_scalar() ? name->text : std::string();
}

void warn(Draft& draft, Place place, const std::string& words) {
  draft.scenario.warnings.push_back(fmt::format("{}: warning: {}", place_text(place), words));
}

std::string after_the_end(const Draft& draft) {
  return fmt::format(", after the run ends in {}: it has no effect", draft.scenario.until.text());
}

void read_policies(Draft& draft) {
  for (std::size_t i = 0; i < draft.policies.size(); ++i) read_policy(draft, draft.policies[i], i);
}

}  // namespace jiuzhou
