// The cost of the way between regions, which initialisation and the step share.
#pragma once

namespace jiuzhou {

// Freight as a share of the factory price: a share at 1000 km, growing with the root of distance.
double freight_cost(double km, double share_at_1000_km);

}  // namespace jiuzhou
