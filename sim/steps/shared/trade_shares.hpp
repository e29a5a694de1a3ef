// The cost of the way between regions, which initialisation and the step share; and what a region has to offer.
#pragma once

#include "sim/base/column.hpp"
#include "sim/base/ids.hpp"

namespace jiuzhou {

// Freight as a share of the factory price: a share at 1000 km, growing with the root of distance.
double freight_cost(double km, double share_at_1000_km);

struct World;

// Varieties of a region's goods and their quality, relative to the nation and the start: demand at given prices is
// proportional to it.
Column<RegionId, double> offer(const World& w);

}  // namespace jiuzhou
