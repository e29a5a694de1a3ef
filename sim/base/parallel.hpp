// Parallel loops whose result cannot depend on the number of threads: blocks have a fixed size, each block writes only
// its own slots, and floating sums go through one fixed-order reduction.
#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_reduce.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace jiuzhou {

inline constexpr std::size_t block_size = 16384;

inline std::size_t block_count(std::size_t n) {
  return (n + block_size - 1) / block_size;
}

// body(block, begin, end) for each fixed block of [0, n).
template <class Body>
void for_blocks(std::size_t n, Body&& body) {
  tbb::parallel_for(std::size_t{0}, block_count(n),
                    [&](std::size_t block) { body(block, block * block_size, std::min(n, (block + 1) * block_size)); });
}

// body(i) for each i of [0, n); the body writes slot i only.
template <class Body>
void for_each_index(std::size_t n, std::size_t grain, Body&& body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, grain), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) body(i);
  });
}

// Integer bins summed over [0, n): body(bins, i) adds into the bins it is given; order cannot matter.
template <class T, class Body>
std::vector<T> sum_bins(std::size_t n, std::size_t grain, std::size_t bins, Body&& body) {
  static_assert(std::is_integral_v<T>);
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>(0, n, grain), std::vector<T>(bins, T{0}),
      [&](const tbb::blocked_range<std::size_t>& range, std::vector<T> mine) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) body(mine, i);
        return mine;
      },
      [](std::vector<T> a, const std::vector<T>& b) {
        for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
        return a;
      });
}

}  // namespace jiuzhou
