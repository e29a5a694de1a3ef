// Apportionment: a computed split becomes integers that add up exactly.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jiuzhou {

// Splits `total` over `weights` by largest remainder (Hamilton); ties go to the lower hash of (key, slot).
// Negative or non-finite weights count as zero; with no positive weight the first slot takes everything.
// The result has the length of `weights` and sums to `total`, which may be negative.
std::vector<std::int64_t> apportion(std::int64_t total, std::span<const double> weights, std::uint64_t key = 0);
void apportion(std::int64_t total, std::span<const double> weights, std::span<std::int64_t> out, std::uint64_t key = 0);

}  // namespace jiuzhou
