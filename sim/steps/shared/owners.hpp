// Owners: what the account of owners has gained or lost reaches the households that hold the firms.
//
//   part_a = pool ω_a N_a / Σ ω N            ω ownership a head
//   a pool below zero is called in: an account gives no more than it holds, and for what is missing the others buy shares,
//   in proportion to what they have left. Where nobody has it, owners are overdrawn.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/state/world.hpp"

namespace jiuzhou {

// ω N by account.
std::vector<double> owner_weights(const World& world);

// Empties the account of owners; returns what each household account got, which is negative where it paid.
std::vector<Fen> settle_owners(World& world, Flow kind, std::uint64_t key);

}  // namespace jiuzhou
