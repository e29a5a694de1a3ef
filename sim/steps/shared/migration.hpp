// The odds of moving to a place against staying, by hand in the tests.
#pragma once

namespace jiuzhou {

// (1 − share) + share · stock_ratio^elasticity
double network_factor(double stock_ratio, double elasticity, double share);

// base · exp(utility) · network
double move_probability(double base, double utility, double network);

}  // namespace jiuzhou
