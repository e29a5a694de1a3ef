// Indices of inequality over groups with `people` and an `amount` each; groups without people are left out.
#pragma once

#include <span>

namespace jiuzhou {

double theil(std::span<const double> people, std::span<const double> amount);
double gini(std::span<const double> people, std::span<const double> amount);
double variation_coefficient(std::span<const double> people, std::span<const double> amount);

// Amounts a head inside a group of groups, log-logistic: F(x) = 1 / (1 + exp(−(ln x − m) / b)), Fisk (1961).
struct IncomeSpread {
  double people = 0, log_middle = 0, scale = 0;  // m, b
};
// With the mean and the variance of the groups' logarithms; π² b² / 3 is the variance of such a distribution.
IncomeSpread income_spread(std::span<const double> people, std::span<const double> amount);
double persons_below(const IncomeSpread& spread, double log_line);
// The logarithm of what half of all have less than.
double log_median(std::span<const IncomeSpread> spreads);

}  // namespace jiuzhou
