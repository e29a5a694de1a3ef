// A policy instrument: a struct with declared parameters and a function that sets levers. One file per type, which
// registers itself; an instrument leaves no trace when it ends, because levers are reset every quarter.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"
#include "sim/state/levers.hpp"

namespace jiuzhou {

struct Indicator;
struct World;

// Who and what a policy acts on, resolved from `where:` to plain sets. A region may carry a weight in [0, 1].
struct Selection {
  std::vector<double> region;          // weight per region
  std::vector<double> industry;        // weight per industry
  std::uint8_t special_area_mask = 0;  // 0: everyone; else persons with any of these bits
  PersonFilter who{};                  // and by skill, residence and hukou
  unsigned given = 0;                  // what it was told apart by, bits as of Strength
};

// Values of a parameter that change over time: from each quarter on, the value beside it.
struct Schedule {
  std::string parameter;
  std::vector<std::pair<Quarter, double>> steps;  // in order; the first one at or before the policy's start

  [[nodiscard]] double at(Quarter now) const {
    double value = steps.front().second;
    for (const auto& [quarter, then] : steps)
      if (quarter <= now) value = then;
    return value;
  }
};

// An indicator compared with a number, "unemployment_rate < 5 %"; or conditions of which all, any or none must hold.
struct Condition {
  enum class Is : std::uint8_t { below, at_most, above, at_least, all, any, none };
  Is is = Is::below;
  const Indicator* indicator = nullptr;
  double threshold = 0;
  std::vector<Condition> parts;  // of all, any, none

  [[nodiscard]] bool is_comparison() const { return parts.empty(); }
  // `value` gives the number of an indicator.
  template <class Value>
  [[nodiscard]] bool holds(const Value& value) const {
    const auto part_holds = [&](const Condition& part) { return part.holds(value); };
    switch (is) {
      case Is::below:
        return value(*indicator) < threshold;
      case Is::at_most:
        return value(*indicator) <= threshold;
      case Is::above:
        return value(*indicator) > threshold;
      case Is::at_least:
        return value(*indicator) >= threshold;
      case Is::all:
        return std::ranges::all_of(parts, part_holds);
      case Is::any:
        return std::ranges::any_of(parts, part_holds);
      case Is::none:
        return std::ranges::none_of(parts, part_holds);
    }
    return false;
  }
};

// A policy that waits: off until `start` holds at the end of a quarter, then on until `stop` holds. Two different
// thresholds are what keeps it from flickering; without a `stop` it goes off as soon as `start` no longer holds.
struct Trigger {
  Condition start;
  std::optional<Condition> stop;
};

// What a parameter can be told apart by; bits. A selector that a policy gives and one of its strengths does not read is
// refused, so that no policy does more than it says.
inline constexpr unsigned nationwide = 0, by_region = 1, by_industry = 2, by_partner = 4;  // by_partner: `to:`
inline constexpr unsigned by_special_area = 8, by_person = 16;  // by_person: skill, residence and hukou
struct Strength {
  std::string_view name;
  unsigned reads = by_region;
  constexpr Strength(std::string_view parameter, unsigned by = by_region) : name(parameter), reads(by) {}
};

// A strength that is counted in things, each at a cost: a policy may give `budget:` in its place, which buys so many.
struct Priced {
  std::string_view strength, cost;  // parameters
  double unit;                      // things for 1 of the strength
};
// `budget:` as a parameter that is read into `money`.
ParameterList budget_parameter(double& money);

class Instrument {
 public:
  virtual ~Instrument() = default;
  [[nodiscard]] virtual std::string_view type() const = 0;
  [[nodiscard]] virtual std::string_view doc() const = 0;
  [[nodiscard]] virtual ParameterList parameters() = 0;
  [[nodiscard]] virtual bool needs_partners() const { return false; }  // a policy without `to:` would do nothing
  [[nodiscard]] virtual bool needs_hukou() const { return false; }     // a register of persons that gives rights
  // By what the parameter can be told apart, see Strength; and by what any of them can.
  [[nodiscard]] virtual unsigned reads(std::string_view parameter) const = 0;
  [[nodiscard]] virtual unsigned selects() const = 0;
  // Parameters beside the strengths that read a selector for them, such as the industry of the jobs that are offered.
  [[nodiscard]] virtual std::span<const Strength> also() const { return {}; }
  [[nodiscard]] virtual std::unique_ptr<Instrument> clone() const = 0;
  // Sets levers for this quarter; `phase` in (0, 1] is the ramp. Called only while the policy is active.
  virtual void set(Levers& levers, const World& world, double phase) const = 0;
  // The strength that `budget:` may stand for, if one has a unit cost.
  [[nodiscard]] virtual std::optional<Priced> priced() const { return std::nullopt; }
  // The parameters that say how much: where all of them are 0, their default, the policy does nothing.
  [[nodiscard]] virtual std::span<const std::string_view> strengths() const = 0;

  // Common to every type, filled by the reader.
  std::string id;  // "policies[0]" or the user's `name:`
  Selection where;
  std::vector<std::size_t> partners;  // regions named by `to:` / `between:` where a type needs a second party
  Quarter from, until;                // inclusive
  int ramp = 0;                       // quarters until full strength
  std::vector<Schedule> schedules;    // of the parameters that are given by date
  std::optional<Trigger> when;
  BySource financed_by = default_sources;  // shares of the centre's part and of the regions' part

  [[nodiscard]] double phase(Quarter now) const {
    if (now < from || now > until) return 0;
    return ramp <= 0 ? 1.0 : std::min(1.0, static_cast<double>(now - from + 1) / ramp);
  }
};

// The catalogue: type name -> maker. Filled by static registration in each instrument's file.
using InstrumentMaker = std::function<std::unique_ptr<Instrument>()>;
std::map<std::string, InstrumentMaker>& instrument_catalogue();

template <class T>
struct Registered {
  explicit Registered(const char* name) {
    instrument_catalogue()[name] = [] { return std::make_unique<T>(); };
  }
};

// Boilerplate of a concrete type: a struct of declared parameters `P` with static `name`, `text`, `strengths`, and
// set().
template <class P>
class InstrumentOf : public Instrument {
 public:
  InstrumentOf() : p(with_defaults<P>()) {}
  [[nodiscard]] std::string_view type() const override { return P::name; }
  [[nodiscard]] std::string_view doc() const override { return P::text; }
  [[nodiscard]] ParameterList parameters() override { return parameters_of(p); }
  [[nodiscard]] bool needs_partners() const override {
    if constexpr (requires { P::needs_partners; })
      return P::needs_partners;
    else
      return false;
  }
  [[nodiscard]] bool needs_hukou() const override {
    if constexpr (requires { P::needs_hukou; })
      return P::needs_hukou;
    else
      return false;
  }
  [[nodiscard]] std::optional<Priced> priced() const override {
    if constexpr (requires { P::priced; })
      return P::priced;
    else
      return std::nullopt;
  }
  [[nodiscard]] unsigned reads(std::string_view parameter) const override {
    unsigned by = 0;
    for (const Strength strength : P::strengths)
      if (strength.name == parameter) by |= strength.reads;
    for (const Strength& other : also())
      if (other.name == parameter) by |= other.reads;
    return by;
  }
  [[nodiscard]] unsigned selects() const override {
    unsigned by = needs_partners() ? by_partner : 0;
    for (const Strength strength : P::strengths) by |= strength.reads;
    for (const Strength& other : also()) by |= other.reads;
    return by;
  }
  [[nodiscard]] std::span<const Strength> also() const override {
    if constexpr (requires { P::also; })
      return P::also;
    else
      return {};
  }
  [[nodiscard]] std::span<const std::string_view> strengths() const override {
    static const std::vector<std::string_view> names = [] {
      std::vector<std::string_view> out;
      for (const Strength strength : P::strengths) out.push_back(strength.name);
      return out;
    }();
    return names;
  }
  [[nodiscard]] std::unique_ptr<Instrument> clone() const override { return std::make_unique<InstrumentOf>(*this); }
  void set(Levers& levers, const World& world, double phase) const override { p.set(levers, world, *this, phase); }
  P p;
};

}  // namespace jiuzhou
