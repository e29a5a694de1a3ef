// The steps of the quarter. Each is a file of its own that opens with its equations; none includes another. Their order
// is in period.cpp.
#pragma once

#include "sim/state/world.hpp"

namespace jiuzhou {

void opening(World& world);
void paths(World& world);
void demography(World& world);
void expectations(World& world);
void wages(World& world);
void prices(World& world);
void trade_shares(World& world);
void plans(World& world);
void power(World& world);
void credit(World& world);
void public_works(World& world);
void labour_market(World& world);
void government(World& world);
void households(World& world);
void markets(World& world);
void incomes(World& world);
void capital(World& world);
void productivity(World& world);
void firms(World& world);
void migration(World& world);
void environment(World& world);
void accounting(World& world);

}  // namespace jiuzhou
