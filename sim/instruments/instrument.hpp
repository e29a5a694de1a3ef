// A policy instrument: a struct with declared parameters and a function that sets levers. One file per type, which
// registers itself; an instrument leaves no trace when it ends, because levers are reset every quarter.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

struct Levers;
struct World;

// Who and what a policy acts on, resolved from `where:` to plain sets. A region may carry a weight in [0, 1].
struct Selection {
  std::vector<double> region;         // weight per region
  std::vector<double> industry;       // weight per industry
  std::uint8_t special_area_mask = 0;  // 0: everyone; else persons with any of these bits
};

class Instrument {
 public:
  virtual ~Instrument() = default;
  [[nodiscard]] virtual std::string_view type() const = 0;
  [[nodiscard]] virtual std::string_view doc() const = 0;
  [[nodiscard]] virtual ParameterList parameters() = 0;
  [[nodiscard]] virtual bool needs_partners() const { return false; }  // a policy without `to:` would do nothing
  // Sets levers for this quarter; `phase` in (0, 1] is the ramp. Called only while the policy is active.
  virtual void set(Levers& levers, const World& world, double phase) const = 0;

  // Common to every type, filled by the reader.
  std::string id;                     // "policies[0]" or the user's `name:`
  Selection where;
  std::vector<std::size_t> partners;  // regions named by `to:` / `between:` where a type needs a second party
  Quarter from, until;                // inclusive
  int ramp = 0;                       // quarters until full strength

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

// Boilerplate of a concrete type: a struct of declared parameters `P` with static `name`, `text`, and set().
template <class P>
class InstrumentOf : public Instrument {
 public:
  InstrumentOf() : p(with_defaults<P>()) {}
  [[nodiscard]] std::string_view type() const override { return P::name; }
  [[nodiscard]] std::string_view doc() const override { return P::text; }
  [[nodiscard]] ParameterList parameters() override { return parameters_of(p); }
  [[nodiscard]] bool needs_partners() const override {
    if constexpr (requires { P::needs_partners; }) return P::needs_partners;
    else return false;
  }
  void set(Levers& levers, const World& world, double phase) const override {
    p.set(levers, world, *this, phase);
  }
  P p;
};

}  // namespace jiuzhou
