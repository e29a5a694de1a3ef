// Persistence of regional growth differences, which initialisation and the step of productivity share.
#pragma once

#include "sim/parameters.hpp"

namespace jiuzhou {

// What is left of quarterly growth in the next quarter when growth of four quarters has the autocorrelation declared.
double quarterly_persistence(double yearly);

// Growth a quarter, held through the base year and fading afterwards, by which a region whose growth in the base year
// was `difference` above the nation's goes on as an AR(1) says: by ρ / (1 − ρ) times the difference in the end.
double first_momentum(const GrowthParameters& p, double difference);

}  // namespace jiuzhou
