#include "sim/commands/sweep_design.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>

#include "sim/base/random.hpp"

namespace jiuzhou {

std::vector<std::vector<std::size_t>> full_factorial(std::span<const std::size_t> levels) {
  std::vector<std::vector<std::size_t>> points;
  std::size_t count = 1;
  for (const std::size_t n : levels) count *= n;
  std::vector<std::size_t> point(levels.size(), 0);
  for (std::size_t i = 0; i < count; ++i) {
    points.push_back(point);
    for (std::size_t d = levels.size(); d-- > 0 && ++point[d] == levels[d];) point[d] = 0;
  }
  return points;
}

std::vector<DesignPoint> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  std::vector<DesignPoint> design(points, DesignPoint(dimensions));
  std::vector<std::size_t> order(points);
  std::vector<Draws> draws(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    const RandomKey random_key{seed, static_cast<std::uint32_t>(d)};
    for (std::size_t i = 0; i < points; ++i) draws[i] = random_key.draw(Stream::latin_hypercube, i);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(draws[i].word[0], i); });
    for (std::size_t stratum = 0; stratum < points; ++stratum) {
      const std::size_t i = order[stratum];
      design[i][d] = (static_cast<double>(stratum) + draws[i].uniform(1)) / static_cast<double>(points);
    }
  }
  return design;
}

std::vector<DesignPoint> sobol_sequence(std::size_t points, std::size_t dimensions) {
  std::vector<DesignPoint> design(points, DesignPoint(dimensions, 0.0));
  boost::random::sobol_engine<std::uint32_t, 32> engine(dimensions);
  for (std::size_t i = 1; i < points; ++i)  // Boost leaves out the origin
    for (double& x : design[i]) x = static_cast<double>(engine()) * 0x1p-32;
  return design;
}

std::vector<DesignPoint> saltelli(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  std::vector<DesignPoint> design;
  std::vector<DesignPoint> pairs = sobol_sequence(points, 2 * dimensions);
  for (DesignPoint& pair : pairs) {
    for (std::size_t d = 0; d < pair.size(); ++d) {
      const double shift =
          RandomKey{seed, static_cast<std::uint32_t>(d)}.draw(Stream::latin_hypercube, most_design_points).uniform(0);
      pair[d] += shift;
      pair[d] -= std::floor(pair[d]);
    }
    const DesignPoint a(pair.begin(), pair.begin() + static_cast<std::ptrdiff_t>(dimensions)),
        b(pair.begin() + static_cast<std::ptrdiff_t>(dimensions), pair.end());
    design.push_back(a);
    for (std::size_t d = 0; d < dimensions; ++d) {
      design.push_back(a);
      design.back()[d] = b[d];
    }
    design.push_back(b);
  }
  return design;
}

}  // namespace jiuzhou
