// One quarter of the economy. The order of events is in period.cpp and nowhere else.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sim/state/world.hpp"

namespace jiuzhou {

class Instrument;

struct Step {
  std::string_view name;
  std::string_view doc;  // one line
  void (*run)(World&);
};

// The steps of the quarter after `levers`, in order.
const std::vector<Step>& steps();

// Seconds spent per step, in the order of steps() with `levers` first.
struct StepTiming {
  std::string_view name;
  double seconds = 0;
};
using StepTimings = std::vector<StepTiming>;
StepTimings no_timings();  // every step, no time yet

// Computes the quarter world.now, from levers to accounting. On return every law of sim/MODEL.md section 4 has been
// checked and world.activity, world.census and world.ledger describe world.now; call begin_next_quarter() to go on.
// Throws NumericalError naming step, column, id and quarter.
// The time of each step is added to `timings` where they are given.
void advance(World& world, const std::vector<std::unique_ptr<Instrument>>& policies, StepTimings* timings = nullptr);
void begin_next_quarter(World& world);

// What comes before the first step: the quarter's random key, empty activity, levers as the policies and paths set them.
void open_quarter(World& world, const std::vector<std::unique_ptr<Instrument>>& policies);

}  // namespace jiuzhou
