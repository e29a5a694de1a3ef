// From a pack and a scenario to the world at the start of its first quarter.
#pragma once

#include <memory>

#include "sim/scenario/scenario.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

// Balances the accounts, calibrates every constant so that the first quarter reproduces them, draws persons and
// firms with the seed. World::notes says what was moved.
World initialise(std::shared_ptr<const Pack> pack, const Scenario& scenario);

}  // namespace jiuzhou
