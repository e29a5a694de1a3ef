#include "sim/base/apportion.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/error.hpp"
#include "sim/base/random.hpp"

namespace jiuzhou {

void apportion(std::int64_t total, std::span<const double> weights, std::span<std::int64_t> out, std::uint64_t key) {
  require(out.size() == weights.size() && !out.empty(), "apportion needs as many slots as weights");
  const auto usable = [](double w) { return std::isfinite(w) && w > 0 ? w : 0.0; };
  double sum = 0;
  for (const double w : weights) sum += usable(w);
  if (!(sum > 0)) {
    std::fill(out.begin(), out.end(), 0);
    out[0] = total;
    return;
  }
  const bool negative = total < 0;
  const std::int64_t size = negative ? -total : total;
  struct Remainder {
    double part;
    std::uint32_t tie;
    std::uint32_t slot;
  };
  std::vector<Remainder> remainders;
  remainders.reserve(weights.size());
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double share = static_cast<double>(size) * (usable(weights[i]) / sum);
    out[i] = static_cast<std::int64_t>(share);
    const auto whole = static_cast<double>(out[i]);
    given += out[i];
    if (usable(weights[i]) > 0)
      remainders.push_back(
          {share - whole, static_cast<std::uint32_t>((key ^ i) * 0x9E3779B9U), static_cast<std::uint32_t>(i)});
  }
  const auto before = [](const Remainder& a, const Remainder& b) {
    if (a.part != b.part) return a.part > b.part;
    return a.tie != b.tie ? a.tie < b.tie : a.slot < b.slot;
  };
  // Rounding of the shares leaves at most one unit per slot either way; for sums beyond 2^53 the double share can be
  // off by more, so the rest is dealt out in rounds.
  std::int64_t left = size - given;
  const auto slots = static_cast<std::int64_t>(remainders.size());
  if (left > 0 && left < slots)
    std::nth_element(remainders.begin(), remainders.begin() + left, remainders.end(), before);
  else if (left != 0)
    std::sort(remainders.begin(), remainders.end(), before);
  while (left != 0) {
    const std::int64_t each = left / slots;
    if (each != 0) {
      for (const auto& r : remainders) {
        const std::int64_t step = std::max(each, -out[r.slot]);
        out[r.slot] += step;
        left -= step;
      }
    } else if (left > 0) {
      for (std::int64_t i = 0; i < left; ++i) ++out[remainders[static_cast<std::size_t>(i)].slot];
      left = 0;
    } else {
      for (auto r = remainders.rbegin(); r != remainders.rend() && left < 0; ++r)
        if (out[r->slot] > 0) {
          --out[r->slot];
          ++left;
        }
    }
  }
  if (negative)
    for (auto& x : out) x = -x;
}

std::vector<std::int64_t> apportion(std::int64_t total, std::span<const double> weights, std::uint64_t key) {
  std::vector<std::int64_t> out(weights.size());
  apportion(total, weights, out, key);
  return out;
}

}  // namespace jiuzhou
