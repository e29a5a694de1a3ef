// Events: one keyed 32-bit draw for each member of a cohort, and which members draw below a bound.
//
//   word(key, i) = word ⌊(i mod 64) / 16⌋ of Philox4x32-10 at counter (16 ⌊i / 64⌋ + i mod 16, key, period, stream)
//
// A member has an event of total hazard h when word < h 2^32. With a bound above every h of the cohort most members are
// passed over by one comparison; the rest are looked at. Four numbers come from one counter, 16 counters fill a vector
// register. One kernel per instruction set, chosen when the program starts; all give the same bits.
//
// Where the bound is a few per cent at most, base/sparse_events.hpp finds those below it without a number for
// everybody. This one is for the larger bounds of the labour market and of ages at which many retire.
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

inline constexpr std::uint32_t whole_cohort = 0xffffffffU;  // as a bound: everybody, whatever the word
using StatusBounds = std::array<std::uint32_t, 8>;          // by the lowest three bits of a record, its status

// Bounds of members of whom some are linked to something that has a code below 8, as a worker is to a firm.
struct LinkBounds {
  StatusBounds by_status{};                 // of those who are not linked
  std::uint64_t linked = 0;                 // status of those who are; its bound above is not read
  std::array<std::uint32_t, 16> by_code{};  // theirs: 2 code, and one more for whom the field of home is not `home`
  const std::uint8_t* code = nullptr;       // by link; three bytes behind the last one may be read
  unsigned link_shift = 0;                  // the link is the bits of a record from here to the end, less than 2^31
  unsigned home_shift = 0;                  // below 32, as is the field's end
  std::uint32_t home_most = 0, home = 0;    // largest value of the field, and the one looked for
};

// One kernel: words of `blocks` blocks of 64 members from block `first`, and lists of members, ascending. A list
// function returns how many it found; `found` has room for n + 16.
struct EventKernel {
  std::string_view name;
  void (*words)(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t first, std::size_t blocks,
                std::uint32_t* out);
  // Those i with words[i] < bounds[status of record i], or where that bound is whole_cohort.
  std::size_t (*below_by_status)(const std::uint32_t* words, const StatusBounds& bounds, const std::uint64_t* records,
                                 std::size_t n, std::uint16_t* found);
  // Those i with words[i] < the bound of their status or link, or where that bound is whole_cohort.
  std::size_t (*below_by_link)(const std::uint32_t* words, const LinkBounds& bounds, const std::uint64_t* records,
                               std::size_t n, std::uint16_t* found);
  // Of a block of words, for sparse events: gaps[k] = gap of the odd word of hit k, words[k] = start + (the even one >>
  // shift)
  void (*hits)(const std::uint32_t* block, float scale, std::uint32_t start, unsigned shift, std::uint32_t* gaps,
               std::uint32_t* words);
};

std::span<const EventKernel> event_kernels();  // those this machine can run, the best first
const EventKernel& event_kernel();             // the best

// The number of member i: the ten-line twin of the kernels.
inline std::uint32_t event_word(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t i) {
  const std::uint64_t counter = (std::uint64_t{key} << 32U) | (i / 64 * 16 + i % 16);
  return random_key.draw(stream, counter).word[i % 64 / 16];
}

// The members of a cohort, and what their numbers of a quarter are keyed by.
struct EventCohort {
  RandomKey random_key;
  Stream stream;
  std::uint32_t key;
  const std::uint64_t* records;
  std::size_t members;
};

// list(words, records, n, found) for each batch of a cohort, then visit(first of the batch, found, words).
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

// body(i, word) for each member whose word is below the bound of its status, in order. near(i) is called some members
// earlier.
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

// The same by links.
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
