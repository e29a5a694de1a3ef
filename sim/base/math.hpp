// Small pure functions that several steps share.
#pragma once

#include <algorithm>
#include <cmath>

namespace jiuzhou {

// Rate per year -> rate per quarter, compound.
inline double quarterly(double yearly) {
  return std::pow(1.0 + yearly, 0.25) - 1.0;
}

// Depreciation per year -> per quarter, compound.
inline double quarterly_decay(double yearly) {
  return 1.0 - std::pow(1.0 - yearly, 0.25);
}

// A path that starts at `start` and has gone half of the way to `end` after `half_life` years.
inline double half_life_path(double start, double end, double years, double half_life) {
  return end + (start - end) * std::exp2(-years / half_life);
}

inline double ratio(double a, double b, double otherwise = 0) {
  return b > 0 ? a / b : otherwise;
}

}  // namespace jiuzhou
