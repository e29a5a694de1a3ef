// From a pack and a scenario to the world at the start of its first quarter.
#pragma once

#include <memory>

#include "sim/base_year/balance.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// Balances the accounts, calibrates every constant so that the first quarter reproduces them, draws persons and firms
// with the seed. World::notes says what was moved. `base`: the accounts balanced before, with the scenario's options;
// runs that differ in their seed share them.
World initialise(std::shared_ptr<const Pack> pack, const Scenario& scenario,
                 std::shared_ptr<const BaseYear> base = nullptr);

BalanceOptions balance_options(const Scenario& scenario);

}  // namespace jiuzhou
