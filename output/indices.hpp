// Indices of inequality over groups with `people` and an `amount` each; groups without people are left out.
#pragma once

#include <span>

namespace jiuzhou {

double theil(std::span<const double> people, std::span<const double> amount);
double gini(std::span<const double> people, std::span<const double> amount);
double variation_coefficient(std::span<const double> people, std::span<const double> amount);

}  // namespace jiuzhou
