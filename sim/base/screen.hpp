// Screening: one keyed 32-bit number for each member of a cohort, and who has one below a bound.
//
//   word(key, i) = word ⌊(i mod 64) / 16⌋ of Philox4x32-10 at counter (16 ⌊i / 64⌋ + i mod 16, key, period, stream)
//
// A member has an event of total hazard h when word < h 2^32. With a bound above every h of the cohort most members are
// passed over by one comparison; the rest are looked at. Four numbers come from one counter, 16 counters fill a vector
// register. One kernel per instruction set, chosen when the program starts; all give the same bits.
//
// Where the bound is a few per cent at most, base/sparse_screen.hpp finds those below it without a number for everybody. This one is for
// the larger bounds of the labour market and of ages at which many retire.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "sim/base/random.hpp"
#include "sim/base/read_ahead.hpp"

namespace jiuzhou {

inline constexpr std::size_t screen_block = 64, screen_batch = 1024;  // members
inline constexpr std::size_t hits_a_block = screen_block / 2;         // of a sparse screen, two words each

inline constexpr std::uint32_t whole_cohort = 0xffffffffU;  // as a bound: everybody, whatever the word
using StatusBounds = std::array<std::uint32_t, 8>;          // by the lowest three bits of a record, its status

// One kernel: words of `blocks` blocks of 64 members from block `first`, and lists of members, ascending. A list function
// returns how many it found; `found` has room for n + 16.
struct ScreenKernel {
  std::string_view name;
  void (*words)(const Luck& luck, Stream stream, std::uint32_t key, std::uint32_t first, std::size_t blocks, std::uint32_t* out);
  // Those i with words[i] < bounds[status of record i], or where that bound is whole_cohort.
  std::size_t (*below_by_status)(const std::uint32_t* words, const StatusBounds& bounds, const std::uint64_t* records, std::size_t n,
                                 std::uint16_t* found);
  // Those i whose status is `status` and for which bit `record i >> shift` of marks is set.
  std::size_t (*marked)(const std::uint64_t* records, std::uint64_t status, unsigned shift, const std::uint64_t* marks, std::size_t n,
                        std::uint16_t* found);
  // Of a block of words, for a sparse screen: gaps[k] = gap of the odd word of hit k, words[k] = start + (the even one >> shift)
  void (*hits)(const std::uint32_t* block, float scale, std::uint32_t start, unsigned shift, std::uint32_t* gaps, std::uint32_t* words);
};

std::span<const ScreenKernel> screen_kernels();  // those this machine can run, the best first
const ScreenKernel& screen_kernel();             // the best

// The number of member i: the ten-line twin of the kernels.
inline std::uint32_t screen_word(const Luck& luck, Stream stream, std::uint32_t key, std::uint32_t i) {
  const std::uint64_t counter = (std::uint64_t{key} << 32U) | (i / 64 * 16 + i % 16);
  return luck.draw(stream, counter).word[i % 64 / 16];
}

// Keeps everybody: a screen without a second look.
struct Everybody {
  constexpr bool operator()(std::size_t) const { return true; }
};

// visit(i) for each of the `count` found that keep(i) keeps, in order. `far(i)` is called some members before it is kept or
// visited, to read ahead, and `near(i)` between the two, to read ahead what the first one points at. Whether a member is kept
// is nothing a processor could guess, so it is no branch.
template <class Keep, class Far, class Near, class Visit>
void for_each_found(std::uint16_t* found, std::size_t count, Keep&& keep, Far&& far, Near&& near, Visit&& visit) {
  constexpr std::size_t distance = 16, half = 8;
  for (std::size_t j = 0; j < count && j < distance; ++j) far(found[j]);
  if constexpr (!std::is_same_v<std::remove_cvref_t<Keep>, Everybody>) {
    std::size_t kept = 0;
    for (std::size_t j = 0; j < count; ++j) {
      if (j + distance < count) far(found[j + distance]);
      const std::uint16_t i = found[j];
      found[kept] = i;
      kept += keep(i) ? 1 : 0;
    }
    count = kept;
  }
  for (std::size_t j = 0; j < count && j < half; ++j) near(found[j]);
  for (std::size_t j = 0; j < count; ++j) {
    if constexpr (std::is_same_v<std::remove_cvref_t<Keep>, Everybody>)
      if (j + distance < count) far(found[j + distance]);
    if (j + half < count) near(found[j + half]);
    visit(found[j]);
  }
}

// visit(i) for each of n records that are found, in order; find(records, n, found) lists those of a batch and returns how many.
template <class Find, class Visit>
void for_each_record(const std::uint64_t* records, std::size_t n, Find&& find, Visit&& visit) {
  std::uint16_t found[screen_batch + 16];
  for (std::size_t from = 0; from < n; from += screen_batch) {
    const std::size_t here = n - from < screen_batch ? n - from : screen_batch, count = find(records + from, here, found);
    for (std::size_t j = 0; j < count; ++j) visit(from + found[j]);
  }
}

// The members of a cohort, with the luck that is theirs in a quarter.
struct Screened {
  Luck luck;
  Stream stream;
  std::uint32_t key;
  const std::uint64_t* records;
  std::size_t members;
};

// body(i, word) for each member whose word is below the bound of its status and whom keep(record, word) keeps, in order.
// near(i) is called some members earlier, when the record has been read.
template <class Keep, class Near, class Body>
void for_each_below(const Screened& cohort, const StatusBounds& bounds, Keep&& keep, Near&& near, Body&& body) {
  alignas(64) std::uint32_t words[screen_batch];
  std::uint16_t found[screen_batch + 16];
  const ScreenKernel& kernel = screen_kernel();
  for (std::size_t from = 0; from < cohort.members; from += screen_batch) {
    const std::size_t n = cohort.members - from < screen_batch ? cohort.members - from : screen_batch;
    const std::uint64_t* records = cohort.records + from;
    kernel.words(cohort.luck, cohort.stream, cohort.key, static_cast<std::uint32_t>(from / screen_block), (n + screen_block - 1) / screen_block, words);
    const std::size_t count = kernel.below_by_status(words, bounds, records, n, found);
    const auto kept = [&] {
      if constexpr (std::is_same_v<std::remove_cvref_t<Keep>, Everybody>) return Everybody{};
      else return [&](std::size_t i) { return keep(records[i], words[i]); };
    }();
    for_each_found(
        found, count, kept, [&](std::size_t i) { read_ahead(records + i); }, [&](std::size_t i) { near(from + i); },
        [&](std::size_t i) { body(from + i, words[i]); });
  }
}

}  // namespace jiuzhou
