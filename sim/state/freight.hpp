// The cost of the way, which the base year, the step and instruments share.
#pragma once

#include <cmath>

namespace jiuzhou {

// Freight of a mean good as a share of the factory price: a share at 1000 km, growing with the root of distance.
inline double freight_cost(double km, double share_at_1000_km) {
  return share_at_1000_km * std::sqrt(km / 1000.0);
}

}  // namespace jiuzhou
