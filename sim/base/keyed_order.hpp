// Sorts by a 32-bit key, and selects the items with the smallest keys, in linear time.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace jiuzhou {

struct Keyed {
  std::uint32_t key, item;
  friend bool operator==(Keyed, Keyed) = default;
};

inline constexpr unsigned key_bits = 22;  // leading bits of a key by which items are sorted

// Radix sort by the leading bits in `passes` passes, least significant digit first; `other` is scratch space.
template <unsigned passes>
void sort_by_digits(std::vector<Keyed>& items, std::vector<Keyed>& other) {
  constexpr unsigned bits = (key_bits + passes - 1) / passes, buckets = 1U << bits, dropped = 32 - bits * passes;
  constexpr std::uint32_t counts = ~std::uint32_t{0} << (32 - key_bits);  // of the bits of a key
  const auto digit = [](Keyed x, unsigned pass) {
    return ((x.key & counts) >> (dropped + pass * bits)) & (buckets - 1);
  };
  std::array<std::array<std::uint32_t, buckets>, passes> begin{};
  for (const Keyed x : items)
    for (unsigned pass = 0; pass < passes; ++pass) ++begin[pass][digit(x, pass)];
  other.resize(items.size());
  for (unsigned pass = 0; pass < passes; ++pass) {
    std::uint32_t at = 0;
    for (std::uint32_t& n : begin[pass]) at += std::exchange(n, at);
    for (const Keyed x : items) other[begin[pass][digit(x, pass)]++] = x;
    items.swap(other);
  }
}

// Stable, in ascending order of the leading bits of the keys.
inline void sort_by_key(std::vector<Keyed>& items, std::vector<Keyed>& other) {
  if (items.size() < 48)
    std::stable_sort(items.begin(), items.end(),
                     [](Keyed a, Keyed b) { return a.key >> (32 - key_bits) < b.key >> (32 - key_bits); });
  else if (items.size() < 1024)
    sort_by_digits<3>(items, other);
  else
    sort_by_digits<2>(items, other);
}
inline void sort_by_key(std::vector<Keyed>& items) {
  std::vector<Keyed> other;
  sort_by_key(items, other);
}

// The `wanted` smallest keys are those below `key` and the first `ties` of those equal to it.
struct Cutoff {
  std::uint32_t key = 0;
  std::size_t ties = 0;
  // Called once for each candidate, in order. Branch-free, since the test is unpredictable.
  bool takes(std::uint32_t k, bool candidate = true) {
    const bool tie = candidate & (k == key) & (ties > 0);
    ties -= tie ? 1 : 0;
    return (candidate & (k < key)) | tie;
  }
};

// each(visit) calls visit(key, is_candidate) for a superset of the `candidates` candidates.
template <class Each>
Cutoff cutoff(std::size_t candidates, std::size_t wanted, Each&& each) {
  if (wanted >= candidates) return {0xffffffffU, candidates};
  if (wanted == 0) return {0, 0};
  constexpr unsigned shift = 20;
  std::array<std::size_t, 1U << (32 - shift)> count{};
  each([&](std::uint32_t key, bool candidate) { count[key >> shift] += candidate ? 1 : 0; });
  std::size_t bucket = 0, before = 0;
  while (before + count[bucket] < wanted) before += count[bucket++];
  std::vector<std::uint32_t> keys;
  keys.reserve(count[bucket]);
  each([&](std::uint32_t key, bool candidate) {
    if (key >> shift == bucket && candidate) keys.push_back(key);
  });
  const auto nth = keys.begin() + static_cast<std::ptrdiff_t>(wanted - before - 1);
  std::nth_element(keys.begin(), nth, keys.end());
  const std::uint32_t key = *nth;
  const auto below =
      static_cast<std::size_t>(std::count_if(keys.begin(), keys.end(), [key](std::uint32_t k) { return k < key; }));
  return {key, wanted - before - below};
}

}  // namespace jiuzhou
