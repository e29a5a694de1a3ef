// Screening: one keyed 32-bit number for each member of a cohort, and who has one below a bound.
//
//   word(key, i) = word ⌊(i mod 64) / 16⌋ of Philox4x32-10 at counter (16 ⌊i / 64⌋ + i mod 16, key, period, stream)
//
// A member has an event of total hazard h when word < h 2^32. With a bound above every h of the cohort most members are
// passed over by one comparison; the rest are looked at. Four numbers come from one counter, 16 counters fill a vector
// register. One kernel per instruction set, chosen when the program starts; integers, so all give the same bits.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "sim/base/random.hpp"

namespace jiuzhou {

inline constexpr std::size_t screen_block = 64, screen_batch = 1024;  // members

// One kernel: words of `blocks` blocks of 64 members from block `first`; and flags of such words.
struct ScreenKernel {
  std::string_view name;
  void (*words)(const Luck& luck, Stream stream, std::uint32_t key, std::uint32_t first, std::size_t blocks, std::uint32_t* out);
  // flags[i] = words[i] < bound
  void (*below)(const std::uint32_t* words, std::uint32_t bound, std::size_t n, std::uint8_t* flags);
  // flags[i]: the status of record i (its lowest three bits) is in the set `always`, or in `may` and words[i] < bound
  void (*below_by_status)(const std::uint32_t* words, std::uint32_t bound, const std::uint64_t* records, std::uint32_t always,
                          std::uint32_t may, std::size_t n, std::uint8_t* flags);
};

std::span<const ScreenKernel> screen_kernels();  // those this machine can run, the best first
const ScreenKernel& screen_kernel();             // the best

// The number of member i: the ten-line twin of the kernels.
inline std::uint32_t screen_word(const Luck& luck, Stream stream, std::uint32_t key, std::uint32_t i) {
  const std::uint64_t counter = (std::uint64_t{key} << 32U) | (i / 64 * 16 + i % 16);
  return luck.draw(stream, counter).word[i % 64 / 16];
}

// Reads ahead of a loop that jumps through memory.
inline void read_ahead(const void* at) { __builtin_prefetch(at); }

// visit(i) for each of n < 65536 flags that is 1, in order; `ahead(i)` is called some visits earlier.
template <class Ahead, class Visit>
void for_each_flag(const std::uint8_t* flags, std::size_t n, Ahead&& ahead, Visit&& visit) {
  std::uint16_t found[screen_batch];
  std::size_t count = 0;
  for (std::size_t eight = 0; eight < n; eight += 8) {
    std::uint64_t set = 0;
    std::memcpy(&set, flags + eight, 8);
    for (; set != 0; set &= set - 1) found[count++] = static_cast<std::uint16_t>(eight + static_cast<std::size_t>(std::countr_zero(set)) / 8);
  }
  constexpr std::size_t distance = 12;
  for (std::size_t j = 0; j < count && j < distance; ++j) ahead(found[j]);
  for (std::size_t j = 0; j < count; ++j) {
    if (j + distance < count) ahead(found[j + distance]);
    visit(found[j]);
  }
}

// body(i, word) for each member with a flag, in order; flag(kernel, words, from, n, flags) sets them. `records` is where the
// members' records lie.
template <class Flag, class Body>
void for_flagged(const Luck& luck, Stream stream, std::uint32_t key, const std::uint64_t* records, std::size_t members, Flag&& flag,
                 Body&& body) {
  alignas(64) std::uint32_t words[screen_batch];
  alignas(64) std::uint8_t flags[screen_batch];
  const ScreenKernel& kernel = screen_kernel();
  for (std::size_t from = 0; from < members; from += screen_batch) {
    const std::size_t n = members - from < screen_batch ? members - from : screen_batch;
    kernel.words(luck, stream, key, static_cast<std::uint32_t>(from / screen_block), (n + screen_block - 1) / screen_block, words);
    const std::size_t padded = (n + 7) / 8 * 8;
    for (std::size_t i = n; i < padded; ++i) flags[i] = 0;
    flag(kernel, words, from, n, flags);
    for_each_flag(flags, padded, [&](std::size_t i) { read_ahead(records + from + i); }, [&](std::size_t i) { body(from + i, words[i]); });
  }
}

inline constexpr std::uint32_t whole_cohort = 0xffffffffU;  // as a bound

// body(i, word) for each of `members` with word < bound.
template <class Body>
void for_each_below(const Luck& luck, Stream stream, std::uint32_t key, const std::uint64_t* records, std::size_t members,
                    std::uint32_t bound, Body&& body) {
  if (bound == 0) return;
  for_flagged(luck, stream, key, records, members,
              [&](const ScreenKernel& kernel, const std::uint32_t* words, std::size_t, std::size_t n, std::uint8_t* flags) {
                if (bound == whole_cohort) std::memset(flags, 1, n);
                else kernel.below(words, bound, n, flags);
              },
              body);
}

}  // namespace jiuzhou
