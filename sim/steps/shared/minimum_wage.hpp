// Whom a rise of the minimum wage makes dearer than their work is paid.
#pragma once

#include <algorithm>

#include "sim/base/vector_math.hpp"

namespace jiuzhou {

// Chance that a person whose work is worth so much to an employer is hired as before, with a minimum wage in place of
// another; `substitution` is the elasticity with which employers turn to others.
inline double hiring_chance(double worth, double minimum_before, double minimum, double substitution) {
  const double dearer = std::max(minimum, worth) / std::max(minimum_before, worth);
  return dearer > 1 ? portable::pow(dearer, -substitution) : 1;
}

}  // namespace jiuzhou
