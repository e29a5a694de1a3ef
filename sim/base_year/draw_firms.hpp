// The firms at the start, drawn from the pack with the scenario's seed.
#pragma once

#include "sim/state/pack.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// Fills firms.{alive, region, industry, origin, birth, serial, relative_productivity, workers} and sizes every other
// column and the ledger's sectors of firms. A cell is live where `employment` (persons) or cells.base_output is
// positive; firms.workers of a cell sum to its employment exactly.
void draw_firms(World& world, const CellTable& employment);

}  // namespace jiuzhou
