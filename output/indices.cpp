#include "output/indices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "sim/base/math.hpp"

namespace jiuzhou {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

// Theil (1967) T over groups: Σ y_i ln(y_i / n_i), with y_i and n_i the shares of the total and of the people.
double theil(std::span<const double> people, std::span<const double> amount) {
  const double all_people = sum_of(people), all = sum_of(amount);
  double inequality = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const double n = people[i] / all_people, y = amount[i] / all;
    if (n > 0 && y > 0)
      inequality += y * portable::log(y / n);
    else if (std::isnan(n) || std::isnan(y))
      return missing;
  }
  return std::max(inequality, 0.0);  // where all are alike, rounding may take it below
}

// Gini coefficient over groups, everyone in a group counted with its mean: 1 − Σ n_i (Y_i + Y_{i−1}), groups sorted by
// mean, Y cumulated shares.
double gini(std::span<const double> people, std::span<const double> amount) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (std::isnan(people[i]) || std::isnan(amount[i])) return missing;
    if (people[i] > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return amount[a] / people[a] < amount[b] / people[b]; });
  double all_people = 0, all = 0;
  for (const std::size_t i : order) {
    all_people += people[i];
    all += amount[i];
  }
  double area = 0, below = 0;
  for (const std::size_t i : order) {
    const double up_to = below + amount[i] / all;
    area += people[i] / all_people * (up_to + below);
    below = up_to;
  }
  return order.empty() ? missing : 1 - area;
}

// Williamson (1965): √Σ n_i (y_i / y − 1)², with n_i the shares of the people and y_i the means.
double variation_coefficient(std::span<const double> people, std::span<const double> amount) {
  const double all_people = sum_of(people), mean = sum_of(amount) / all_people;
  double variance = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (people[i] <= 0) continue;
    const double gap = amount[i] / people[i] / mean - 1;
    variance += people[i] / all_people * gap * gap;
  }
  return std::sqrt(variance);
}

}  // namespace jiuzhou
