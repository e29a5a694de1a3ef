// Policies, at both ends of the quarter.
//
//   phase  = min(1, quarters since it began / ramp)        it began at `from`, or when what it waits for last came
//   on(r)  ← off: start holds;  on: stop does not hold      by the indicators at the end of the quarter, see Trigger
//
// A policy that waits acts in the regions where it is on; an indicator of the nation switches all of them. The ramp
// starts anew when a policy has been off everywhere. In the first quarter nothing has been measured yet, so nothing is
// on.
//
// Reads   indicators (state and results of the quarter), policies.{on, running}
// Writes  levers, policies.{on, running, spent}, activity.policies
// Order   policies in file order, regions in theirs

#include "sim/instruments/policies.hpp"

#include <algorithm>

#include "sim/base/error.hpp"
#include "sim/instruments/indicators.hpp"

namespace jiuzhou {

namespace {

double phase_of(const World& w, const Instrument& policy, PolicyId id) {
  if (!policy.when) return policy.phase(w.now);
  if (w.now < policy.from || w.now > policy.until) return 0;
  const int running = std::min(w.policies.running[id], w.now - policy.from + 1);
  if (running <= 0) return 0;
  return policy.ramp <= 0 ? 1.0 : std::min(1.0, static_cast<double>(running) / policy.ramp);
}

// Whether the policy is on after this quarter, given whether it was.
bool next(const Trigger& trigger, bool was_on, const World& w, RegionId r) {
  const auto holds = [&](const Condition& c) { return c.holds([&](const Indicator& i) { return i.value(w, r); }); };
  if (!was_on || !trigger.stop) return holds(trigger.start);
  return !holds(*trigger.stop);
}

}  // namespace

void open_memory(World& w, const Policies& policies) {
  if (std::ranges::none_of(policies, [](const auto& p) { return p->when.has_value(); })) return;
  w.policies.on.assign(policies.size(), w.region_count(), 0);
  w.policies.running.assign(policies.size(), 0);
}

std::unique_ptr<Instrument> as_of(const Instrument& policy, Quarter now, std::span<const std::uint8_t> on) {
  auto copy = policy.clone();
  const ParameterList list = copy->parameters();
  for (const Schedule& schedule : policy.schedules)
    for (const Parameter& parameter : list.all())
      if (parameter.path == schedule.parameter) parameter.set(schedule.at(now));
  for (std::size_t r = 0; r < on.size(); ++r)
    if (on[r] == 0) copy->where.region[r] = 0;
  return copy;
}

void levers(World& w, const Policies& policies) {
  w.activity.policies.resize(policies.size());
  for (PolicyOutcome& x : w.activity.policies) {
    x.received_in.assign(w.region_count(), 0);
    x.strength.assign(w.region_count(), 0);
  }
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const Instrument& policy = *policies[i];
    const auto id = static_cast<PolicyId>(i);
    require(!policy.when || w.policies.running.size() == policies.size(), "a policy that waits has no memory");
    w.activity.policies[i].financed_by = policy.financed_by;
    const double phase = phase_of(w, policy, id);
    if (phase <= 0) continue;
    for (const RegionId r : w.region_ids())
      if (!policy.when || w.policies.on(id, r) != 0)
        w.activity.policies[i].strength[index(r)] = phase * policy.where.region[index(r)];
    w.levers.policy = i;
    w.levers.who = policy.where.who;
    w.levers.spent = 0;
    if (!policy.when && policy.schedules.empty())
      policy.set(w.levers, w, phase);
    else
      as_of(policy, w.now,
            policy.when ? std::span<const std::uint8_t>(w.policies.on.row(id)) : std::span<const std::uint8_t>())
          ->set(w.levers, w, phase);
    if (w.levers.spent == 0) continue;
    if (w.policies.spent.size() < policies.size()) w.policies.spent.resize(policies.size(), 0);
    w.policies.spent[id] += w.levers.spent;
  }
  for (const Course& x : w.levers.courses) w.activity.policies[x.policy].trained += x.persons;
}

void triggers(World& w, const Policies& policies) {
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const Instrument& policy = *policies[i];
    if (!policy.when || w.now + 1 < policy.from) continue;  // nobody looks before it could act
    const auto id = static_cast<PolicyId>(i);
    bool anywhere = false;
    for (const RegionId r : w.region_ids()) {
      if (policy.where.region[index(r)] <= 0) continue;
      std::uint8_t& on = w.policies.on(id, r);
      on = next(*policy.when, on != 0, w, r) ? 1 : 0;
      anywhere = anywhere || on != 0;
    }
    std::int32_t& running = w.policies.running[id];
    running = anywhere ? running + 1 : 0;
  }
}

}  // namespace jiuzhou
