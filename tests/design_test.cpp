// Designs of experiments.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/commands/sweep_design.hpp"

namespace jiuzhou {
namespace {

TEST(Designs, AFactorialHasEveryCombinationOnceTheLastFastest) {
  const std::vector<std::size_t> levels{2, 3};
  const std::vector<std::vector<std::size_t>> expected{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
  EXPECT_EQ(full_factorial(levels), expected);
}

TEST(Designs, AFactorialOfNothingIsOnePoint) {
  EXPECT_EQ(full_factorial({}).size(), 1U);
}

// How many of n equal intervals of coordinate d hold exactly one point.
std::size_t strata_hit_once(const std::vector<DesignPoint>& design, std::size_t d) {
  std::vector<int> hits(design.size(), 0);
  for (const DesignPoint& point : design)
    ++hits[static_cast<std::size_t>(point[d] * static_cast<double>(design.size()))];
  return static_cast<std::size_t>(std::ranges::count(hits, 1));
}

TEST(Designs, ALatinHypercubeHitsEveryStratumOfEveryCoordinateOnce) {
  const auto design = latin_hypercube(100, 7, 3);
  ASSERT_EQ(design.size(), 100U);
  for (std::size_t d = 0; d < 7; ++d) EXPECT_EQ(strata_hit_once(design, d), 100U) << d;
}

TEST(Designs, ALatinHypercubeIsAFunctionOfItsSeed) {
  EXPECT_EQ(latin_hypercube(20, 3, 5), latin_hypercube(20, 3, 5));
  EXPECT_NE(latin_hypercube(20, 3, 5), latin_hypercube(20, 3, 6));
}

TEST(Designs, CoordinatesOfALatinHypercubeAreOrderedIndependently) {
  // Rank correlation of independent orders of n = 400 has standard error 1/sqrt(n - 1) = 0.05; four of them.
  const auto design = latin_hypercube(400, 4, 1);
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = a + 1; b < 4; ++b) {
      double sum = 0;
      for (const DesignPoint& point : design) sum += (point[a] - 0.5) * (point[b] - 0.5);
      EXPECT_LT(std::abs(sum / 400 * 12), 0.2) << a << " " << b;  // the variance of a uniform number is 1/12
    }
}

TEST(Designs, SobolPointsAreThePublishedOnes) {
  // The first ten points in three dimensions of Joe and Kuo's own generator with new-joe-kuo-6.21201.
  const std::vector<DesignPoint> published{{0, 0, 0},
                                           {0.5, 0.5, 0.5},
                                           {0.75, 0.25, 0.25},
                                           {0.25, 0.75, 0.75},
                                           {0.375, 0.375, 0.625},
                                           {0.875, 0.875, 0.125},
                                           {0.625, 0.125, 0.875},
                                           {0.125, 0.625, 0.375},
                                           {0.1875, 0.3125, 0.9375},
                                           {0.6875, 0.8125, 0.4375}};
  EXPECT_EQ(sobol_sequence(10, 3), published);
}

TEST(Designs, ABlockOfSobolPointsHitsEveryStratumOfEveryCoordinateOnce) {
  const auto design = sobol_sequence(256, 100);
  for (std::size_t d = 0; d < 100; ++d) EXPECT_EQ(strata_hit_once(design, d), 256U) << d;
}

TEST(Designs, FirstPairOfSobolCoordinatesIsANet) {
  // A (0, m, 2)-net: each elementary interval 2^-a x 2^-b with a + b = m = 6 holds one of the first 64 points.
  const auto design = sobol_sequence(64, 2);
  for (int a = 0; a <= 6; ++a) {
    std::set<std::pair<int, int>> boxes;
    for (const DesignPoint& point : design)
      boxes.emplace(static_cast<int>(point[0] * (1 << a)), static_cast<int>(point[1] * (1 << (6 - a))));
    EXPECT_EQ(boxes.size(), 64U) << a;
  }
}

// Blocks of k + 2 points: a, a with one coordinate of b in turn, b; and each coordinate of a and b is spread evenly.
TEST(Designs, ASaltelliDesignChangesOneCoordinateAtATime) {
  const auto design = saltelli(64, 3, 7);
  ASSERT_EQ(design.size(), 64U * 5U);
  std::vector<int> hits(64, 0);
  std::set<DesignPoint> distinct(design.begin(), design.end());
  EXPECT_EQ(distinct.size(), design.size());
  for (std::size_t i = 0; i < design.size(); i += 5) {
    const DesignPoint &a = design[i], &b = design[i + 4];
    for (std::size_t d = 0; d < 3; ++d) {
      DesignPoint mixed = a;
      mixed[d] = b[d];
      EXPECT_EQ(design[i + 1 + d], mixed);
      EXPECT_GE(a[d], 0);
      EXPECT_LT(a[d], 1);
    }
    ++hits[static_cast<std::size_t>(b[2] * 64)];
  }
  // A shift modulo 1 moves strata as a whole: two neighbours may share one, none holds more.
  EXPECT_LE(*std::ranges::max_element(hits), 2);
  EXPECT_EQ(saltelli(8, 2, 1), saltelli(8, 2, 1));
  EXPECT_NE(saltelli(8, 2, 1), saltelli(8, 2, 2));
}

TEST(Designs, SobolPointsOfALongerDesignBeginAsTheShorterOne) {
  const auto longer = sobol_sequence(50, 5), shorter = sobol_sequence(20, 5);
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
}

}  // namespace
}  // namespace jiuzhou
