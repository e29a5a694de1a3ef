// The persons at the start, drawn from the pack with the scenario's seed.
#pragma once

#include <cstdint>

#include "sim/scenario/pack.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

inline constexpr std::uint16_t no_industry = 0xffff;

// Fills world.persons. `employment` is in persons, 0 for a dead cell. Returns each person's industry (no_industry for
// those without work), because firms are drawn after persons. Throws InputError when employment cannot be filled.
Column<PersonId, std::uint16_t> draw_population(World& world, const CellTable& employment);

// Gives each employed person a firm of its cell, so that head counts come as near to firms.workers as agents allow,
// and recounts firms.{workers, labour, paid}; posts are what they hold.
void assign_employers(World& world, const Column<PersonId, std::uint16_t>& industry);

}  // namespace jiuzhou
