// One quarter of the economy. The order of events is in period.cpp and nowhere else.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "sim/instruments/policies.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

struct Step {
  std::string_view name;
  std::string_view doc;  // one line
  void (*run)(World&, const Policies&);
};

// The steps of the quarter under the headings of period.cpp, and all in one list.
struct Part {
  std::string_view title;
  std::vector<Step> steps;
};
const std::vector<Part>& quarter();
const std::vector<Step>& steps();

// Computes the quarter world.now. On return every law of sim/MODEL.md section 4 has been checked and world.activity,
// world.census and world.ledger describe world.now; call begin_next_quarter() to go on. `after` is called when a step
// is done. Throws NumericalError naming step, column, id and quarter.
using AfterStep = std::function<void(const Step&)>;
void advance(World& world, const Policies& policies, const AfterStep& after = {});
void begin_next_quarter(World& world);

// The steps before the one of that name.
void advance_to(World& world, const Policies& policies, std::string_view name);

// Seconds spent per step, in the order of steps(), and what adds to them after each step.
struct StepTiming {
  std::string_view name;
  double seconds = 0;
};
using StepTimings = std::vector<StepTiming>;
StepTimings no_timings();
AfterStep timed(StepTimings& timings);

}  // namespace jiuzhou
