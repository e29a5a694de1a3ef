// Events: one keyed 32-bit draw for each member of a cohort, and which members draw below a bound.
//
//   word(key, i) = word ⌊(i mod 64) / 16⌋ of Philox4x32-10 at counter (16 ⌊i / 64⌋ + i mod 16, key, period, stream)
//
// A member with total hazard h has an event when word < h 2^32. A bound above every h of the cohort rules out most
// members with one comparison; only the others are examined. One counter gives four words, and 16 counters fill a
// vector register. There is one kernel per instruction set, chosen when the program starts; all of them give the same
// bits.
//
// Where the bound is at most a few per cent, base/sparse_events.hpp finds the members below it without drawing for
// everybody. The kernels here are for larger bounds: the labour market, and the ages at which many retire.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/base/random.hpp"

namespace jiuzhou {

inline constexpr std::size_t event_block = 64, event_batch = 1024;  // members
inline constexpr std::size_t hits_a_block = event_block / 2;        // of sparse events, two words each

inline constexpr std::uint32_t whole_cohort = 0xffffffffU;  // as a bound: every member, whatever its word
using StatusBounds = std::array<std::uint32_t, 8>;          // by the lowest three bits of a record, its status

// Bounds for members some of whom are linked to something with a code below 8, as workers are linked to firms.
struct LinkBounds {
  StatusBounds by_status{};  // for members without a link
  std::uint64_t linked = 0;  // the status that has a link; its bound above is not read
  std::array<std::uint32_t, 16>
      by_code{};                          // for linked members: entry 2 code, plus 1 where the home field is not `home`
  const std::uint8_t* code = nullptr;     // by link; up to three bytes after the last one may be read
  unsigned link_shift = 0;                // the link is the bits of a record from here to the end, less than 2^31
  unsigned home_shift = 0;                // below 32, as is the field's end
  std::uint32_t home_most = 0, home = 0;  // largest value of the field, and the one looked for
};

// One kernel. `words` draws for `blocks` blocks of 64 members from block `first`; the functions that list members put
// them in ascending order into `found`, which has room for n + 16, and return how many they found.
struct EventKernel {
  std::string_view name;
  void (*words)(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t first, std::size_t blocks,
                std::uint32_t* out);
  // Lists each i with words[i] < bounds[status of record i], and each whose bound is whole_cohort.
  std::size_t (*below_by_status)(const std::uint32_t* words, const StatusBounds& bounds, const std::uint64_t* records,
                                 std::size_t n, std::uint16_t* found);
  // Lists each i with words[i] < the bound of its status or link, and each whose bound is whole_cohort.
  std::size_t (*below_by_link)(const std::uint32_t* words, const LinkBounds& bounds, const std::uint64_t* records,
                               std::size_t n, std::uint16_t* found);
  // For sparse events, from a block of words: gaps[k] = gap of the odd word of hit k, words[k] = start + (its even word
  // >> shift).
  void (*hits)(const std::uint32_t* block, float scale, std::uint32_t start, unsigned shift, std::uint32_t* gaps,
               std::uint32_t* words);
};

std::span<const EventKernel> event_kernels();  // those that this machine can run, the best first
const EventKernel& event_kernel();             // the best

// The word of member i; the short twin against which the kernels are tested.
inline std::uint32_t event_word(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t i) {
  const std::uint64_t counter = (std::uint64_t{key} << 32U) | (i / 64 * 16 + i % 16);
  return random_key.draw(stream, counter).word[i % 64 / 16];
}

// The members of a cohort, and the keys of their draws in this quarter.
struct EventCohort {
  RandomKey random_key;
  Stream stream;
  std::uint32_t key;
  const std::uint64_t* records;
  std::size_t members;
};

// For each batch of a cohort calls list(words, records, n, found), then visit(first of the batch, found, words).
template <class List, class Visit>
void for_each_batch(const EventCohort& cohort, List&& list, Visit&& visit) {
  alignas(64) std::uint32_t words[event_batch];
  std::uint16_t found[event_batch + 16];
  for (std::size_t from = 0; from < cohort.members; from += event_batch) {
    const std::size_t n = cohort.members - from < event_batch ? cohort.members - from : event_batch;
    event_kernel().words(cohort.random_key, cohort.stream, cohort.key, static_cast<std::uint32_t>(from / event_block),
                         (n + event_block - 1) / event_block, words);
    visit(from, std::span<const std::uint16_t>(found, list(words, cohort.records + from, n, found)), words);
  }
}

// Calls body(i, word), in order, for each member whose word is below the bound of its status, and near(i) a few members
// earlier, so that it can be read ahead.
template <class Near, class Body>
void for_each_below(const EventCohort& cohort, const StatusBounds& bounds, Near&& near, Body&& body) {
  for_each_batch(
      cohort,
      [&](const std::uint32_t* words, const std::uint64_t* records, std::size_t n, std::uint16_t* found) {
        return event_kernel().below_by_status(words, bounds, records, n, found);
      },
      [&](std::size_t from, std::span<const std::uint16_t> found, const std::uint32_t* words) {
        constexpr std::size_t ahead = 8;
        for (std::size_t j = 0; j < found.size() && j < ahead; ++j) near(from + found[j]);
        for (std::size_t j = 0; j < found.size(); ++j) {
          if (j + ahead < found.size()) near(from + found[j + ahead]);
          body(from + found[j], words[found[j]]);
        }
      });
}

// The same with bounds by link.
template <class Body>
void for_each_below(const EventCohort& cohort, const LinkBounds& bounds, Body&& body) {
  for_each_batch(
      cohort,
      [&](const std::uint32_t* words, const std::uint64_t* records, std::size_t n, std::uint16_t* found) {
        return event_kernel().below_by_link(words, bounds, records, n, found);
      },
      [&](std::size_t from, std::span<const std::uint16_t> found, const std::uint32_t* words) {
        for (const std::uint16_t i : found) body(from + i, words[i]);
      });
}

}  // namespace jiuzhou
