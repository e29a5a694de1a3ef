// Designs of experiments: which points of a space of parameters are run. Pure functions, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jiuzhou {

using DesignPoint = std::vector<double>;  // one coordinate in [0, 1) per parameter

inline constexpr std::size_t most_design_points = 1000000;

// Every combination of levels, as positions in each parameter's list; the last one changes fastest.
std::vector<std::vector<std::size_t>> full_factorial(std::span<const std::size_t> levels);

// McKay, Beckman, Conover (1979): each of `points` equal intervals of each coordinate is hit exactly once, at a random
// place within it, in a random order that is independent from coordinate to coordinate.
std::vector<DesignPoint> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

// The first points of the sequence of Sobol (1967) with the direction numbers of Joe and Kuo (2008), from the origin
// on:
// without it a block of 2^m points would lose its balance (Owen 2020).
inline constexpr std::size_t most_sobol_dimensions = 1000;
std::vector<DesignPoint> sobol_sequence(std::size_t points, std::size_t dimensions);

// For indices of sensitivity (Saltelli 2002): for each of `points` pairs a, b of Sobol points the point a, then a with one
// coordinate after the other taken from b, then b. Both are shifted by a random vector modulo 1 (Cranley and Patterson
// 1976), so that no point comes twice.
std::vector<DesignPoint> saltelli(std::size_t points, std::size_t dimensions, std::uint64_t seed);

}  // namespace jiuzhou
