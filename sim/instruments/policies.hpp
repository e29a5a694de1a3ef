// Policies from quarter to quarter: which are on, how strongly, with which values; and what they wait for.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/instruments/instrument.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

using Policies = std::vector<std::unique_ptr<Instrument>>;

// Room in the world's memory for those policies that need it.
void open_memory(World& world, const Policies& policies);
// Steps of the quarter (period.cpp): policy by policy in file order they set the levers, which are neutral before; and
// every indicator that a policy waits for is asked, for the next quarter.
void levers(World& world, const Policies& policies);
void triggers(World& world, const Policies& policies);

// The policy with the values its schedules give for a quarter, in the regions where `on` is not 0 (all where empty).
std::unique_ptr<Instrument> as_of(const Instrument& policy, Quarter now, std::span<const std::uint8_t> on);

}  // namespace jiuzhou
