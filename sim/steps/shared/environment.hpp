// What initialisation needs of the environment step.
#pragma once

#include "sim/state/world.hpp"

namespace jiuzhou {

// Once, when output and persons are those of the base year: emissions, farmland, yield, ecological index.
void calibrate_environment(World& world);

}  // namespace jiuzhou
