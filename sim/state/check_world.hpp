// Whether a state that was read from a file is one the steps can work on: every column as long as what it lies along,
// every id of something that is there, cohorts that do not overlap, a ledger that sums to 0. Asked once, when the file
// is read; whoever wrote the file can have written anything.
#pragma once

#include <cstddef>
#include <string>

#include "sim/state/world.hpp"

namespace jiuzhou {

// Birth quarter, counted from the first, of the oldest cohort of every region.
inline constexpr int oldest_birth = -(static_cast<int>(age_groups) * 20 + 64);

// What is wrong first; empty where nothing is. `policies`: of the scenario that the state was left by.
std::string fault_of(World& world, std::size_t policies);

}  // namespace jiuzhou
