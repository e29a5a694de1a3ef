// One of several alternatives by chance, in proportion to their weights, with a random number for each of them.
//
//   choice = argmin_i −ln(u_i) / w_i          P(i) = w_i / Σ w
//
// A race of exponential clocks, in logs the maximum of ln w_i plus Gumbel's noise (McFadden 1978). A weight that changes
// draws choices to or from its own alternative and leaves the choice between the others alone; with one number for all,
// cut into shares that lie side by side, it would push the choice from each alternative to the next.
//
// Where the weights of very many choosers are fixed ones times a factor, tries are cheaper and couple as well: a candidate
// by the fixed weights, taken with its factor over the largest, else another.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/base/random.hpp"

namespace jiuzhou {

// Index of the alternative; weights are not negative and one is positive. Alternative i has word i mod 4 of round
// `first` + i / 4.
inline std::size_t choose(std::span<const double> weights, const RandomKey& random_key, Stream stream,
                          std::uint64_t serial, std::uint32_t first = 0) {
  std::size_t best = 0;
  double earliest = std::numeric_limits<double>::infinity();
  Draws draws{};
  std::size_t drawn = weights.size();  // the four alternatives of which `draws` are
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] > 0)) continue;
    if (i / 4 != drawn) draws = random_key.draw(stream, serial, first + static_cast<std::uint32_t>(drawn = i / 4));
    const double time = -fast_log(draws.uniform(static_cast<int>(i % 4))) / weights[i];
    if (time >= earliest) continue;
    earliest = time;
    best = i;
  }
  return best;
}

// Index of the alternative. `upto` sums up the fixed weights and ends with 1; `taken` is the chance that a candidate is
// taken, 1 for one of them. Tries are drawn in rounds `first` to `first` + most_tries - 1, two in each; the few for whom
// none is taken draw lots as above, in the rounds after.
inline constexpr std::uint32_t most_tries = 16;
inline std::size_t choose_by_trying(std::span<const double> upto, std::span<const double> taken,
                                    const RandomKey& random_key, Stream stream, std::uint64_t serial,
                                    std::uint32_t first) {
  for (std::uint32_t round = first; round < first + most_tries; ++round) {
    const Draws draws = random_key.draw(stream, serial, round);
    for (const int word : {0, 2}) {
      const auto i = static_cast<std::size_t>(std::ranges::upper_bound(upto, draws.uniform(word)) - upto.begin());
      if (draws.uniform(word + 1) < taken[i]) return i;
    }
  }
  std::vector<double> weights(upto.size());
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = (upto[i] - (i > 0 ? upto[i - 1] : 0)) * taken[i];
  return choose(weights, random_key, stream, serial, first + most_tries);
}

}  // namespace jiuzhou
