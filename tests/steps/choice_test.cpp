// Choices between alternatives: in proportion to the weights, and a weight that changes moves choices to or from its own
// alternative only.
#include "sim/steps/shared/choice.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <numeric>

namespace jiuzhou {
namespace {

constexpr std::size_t places = 6;
using Weights = std::array<double, places>;
constexpr Weights fixed{0.1, 0.25, 0, 0.05, 0.4, 0.2};

std::size_t race(const Weights& factors, std::uint64_t serial) {
  Weights weights;
  for (std::size_t i = 0; i < places; ++i) weights[i] = fixed[i] * factors[i];
  return choose(weights, {3, 1}, Stream::perturbation, serial);
}

std::size_t tries(const Weights& factors, std::uint64_t serial) {
  Weights upto, taken;
  std::partial_sum(fixed.begin(), fixed.end(), upto.begin());
  upto.back() = 1;
  const double most = *std::ranges::max_element(factors);
  for (std::size_t i = 0; i < places; ++i) taken[i] = factors[i] / most;
  return choose_by_trying(upto, taken, {3, 1}, Stream::perturbation, serial, 1);
}

using Chooser = std::function<std::size_t(const Weights&, std::uint64_t)>;
class Choice : public testing::TestWithParam<Chooser> {};
INSTANTIATE_TEST_SUITE_P(Ways, Choice, testing::Values(race, tries));

TEST_P(Choice, IsInProportionToTheWeights) {
  constexpr int n = 40'000;
  // Even factors; one that few tries take; one place left that tries hardly ever hit.
  for (const Weights& factors :
       {Weights{1, 1, 1, 1, 1, 1}, Weights{1, 3, 5, 0.2, 2, 0}, Weights{1e-3, 0, 1, 1, 1e-3, 1e-3}}) {
    Weights expected;
    double sum = 0;
    for (std::size_t i = 0; i < places; ++i) sum += expected[i] = fixed[i] * factors[i];
    std::array<int, places> times{};
    for (std::uint64_t serial = 0; serial < n; ++serial) ++times[GetParam()(factors, serial)];
    for (std::size_t i = 0; i < places; ++i) {
      const double share = expected[i] / sum;
      EXPECT_NEAR(times[i], n * share, 4.5 * std::sqrt(n * share * (1 - share))) << i;
    }
  }
}

TEST_P(Choice, AWeightThatChangesMovesItsOwnOnly) {
  const Weights before{1, 2, 1, 1, 0.5, 2.5};
  Weights after = before;
  after[1] = 1.9;
  int moved = 0;
  constexpr int n = 40'000;
  for (std::uint64_t serial = 0; serial < n; ++serial) {
    const std::size_t then = GetParam()(before, serial), now = GetParam()(after, serial);
    if (then == now) continue;
    ++moved;
    EXPECT_TRUE(then == 1) << then << " to " << now;
  }
  double weight = 0, less = 0;
  for (std::size_t i = 0; i < places; ++i) weight += fixed[i] * before[i], less += fixed[i] * (before[i] - after[i]);
  EXPECT_LT(moved, 1.3 * n * less / weight);
  EXPECT_GT(moved, 0);
}

}  // namespace
}  // namespace jiuzhou
