// The persons at the start, drawn from the pack with the scenario's seed.
#pragma once

#include "sim/state/pack.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// Fills world.persons and gives each employed person a firm of its cell, so that head counts come as near to
// firms.workers as agents allow; firms.{workers, labour, paid, labour_at_close} and the headcounts follow. `employment` is in
// persons, 0 for a dead cell; firms are there already. Throws InputError when employment cannot be filled.
void draw_population(World& world, const CellTable& employment);

}  // namespace jiuzhou
