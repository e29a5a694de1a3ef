// What initialisation, trade shares and markets share: the way from abroad, and what a region has to offer.
#pragma once

#include "sim/base/column.hpp"
#include "sim/base/ids.hpp"

namespace jiuzhou {

struct World;

// The region through which each region's imports come: the nearest with a seaport, or itself where there is none.
Column<RegionId, RegionId> gateways(const World& w);

// Varieties of a region's goods and their quality, relative to the nation and the start: demand at given prices is
// proportional to it.
Column<RegionId, double> offer(const World& w);

}  // namespace jiuzhou
