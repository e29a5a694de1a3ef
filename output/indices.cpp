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

IncomeSpread income_spread(std::span<const double> people, std::span<const double> amount) {
  constexpr double pi = 3.14159265358979323846, least = 1e-6;  // yuan a head, for who has nothing
  IncomeSpread out;
  double squares = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!(people[i] > 0)) continue;
    const double x = portable::log(std::max(amount[i] / people[i], least));
    out.people += people[i];
    out.log_middle += people[i] * x;
    squares += people[i] * x * x;
  }
  if (!(out.people > 0)) return out;
  out.log_middle /= out.people;
  const double variance = std::max(0.0, squares / out.people - out.log_middle * out.log_middle);
  out.scale = std::sqrt(3 * variance) / pi;
  return out;
}

double persons_below(const IncomeSpread& spread, double log_line) {
  if (!(spread.scale > 0)) return log_line > spread.log_middle ? spread.people : 0;
  return spread.people / (1 + portable::exp(-(log_line - spread.log_middle) / spread.scale));
}

double log_median(std::span<const IncomeSpread> spreads) {
  constexpr int halvings = 60;
  double people = 0, low = std::numeric_limits<double>::infinity(), high = -low;
  for (const IncomeSpread& s : spreads) {
    if (!(s.people > 0)) continue;
    people += s.people;
    low = std::min(low, s.log_middle);
    high = std::max(high, s.log_middle);
  }
  for (int i = 0; i < halvings && low < high; ++i) {  // it lies between the middles
    const double middle = (low + high) / 2;
    double below = 0;
    for (const IncomeSpread& s : spreads) below += persons_below(s, middle);
    (below < people / 2 ? low : high) = middle;
  }
  return low;
}

}  // namespace jiuzhou
