// Sparse events: which members of a cohort draw below a small bound, without a draw for each member.
//
//   band 0 holds the words of [0, 2^26), band b of [2^(25+b), 2^(26+b)), b = 1 ... 6
//   a member is hit by a band with chance 1/64, 1/63, 1/31, 1/15, 1/7, 1/3, 1, apart from all else
//   its word lies in the lowest band that hits it, uniform there
//
// Band b's chance is that of a uniform word to lie in it if it lies in none before, so the words are independent and
// uniform, as in base/events.hpp. Hits of a band are as far apart as its geometric gaps say:
//
//   hit k    is member gap_0 + ... + gap_k − 1
//   gap_k    = 1 + ⌊−ln((second + ½) / 2^32) / −ln(1 − chance)⌋                     [members]
//   word_k   = start of the band + ⌊first · width of the band / 2^32⌋
//   first, second: words of Philox4x32-10
//     k < 4:   2 (k mod 2) and the next at counter (key, 2 b + ⌊k / 2⌋, period, stream and round 2)
//     k = 4+m: 2 ⌊m mod 32 / 16⌋ and the next at counter (16 ⌊m / 32⌋ + m mod 16, key, period, stream and round 3 + b)
//
// Bands that begin at or above the bound are left out. Bands are fixed, so that a bound which a policy moves leaves
// everybody's word as it was; and a word does not depend on how many members follow. The work is that of the
// candidates: the first four hits of sixteen cohorts with consecutive keys are made at once, later ones 32 at a time.
// Gaps are computed in single precision, which moves a chance by at most 2e-6 of itself, and have the same bits in all
// kernels.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/events.hpp"
#include "sim/base/read_ahead.hpp"
#include "sim/base/vector_math.hpp"

namespace jiuzhou {

namespace sparse {

inline constexpr std::size_t bands = 7;
// rounds of a draw; 0 and 1 are taken (state/headcount.hpp)
inline constexpr std::uint32_t opening_round = 2, band_round = 3;
inline constexpr std::array<float, bands> gap_scale{63.49868764f, 62.49866664f, 30.49726757f, 14.49425105f,
                                                    6.487159195f, 2.466303462f, 0.0f};  // 1 / −ln(1 − chance)

inline constexpr std::uint32_t start(std::size_t band) {
  return band == 0 ? 0 : std::uint32_t{1} << (25 + band);
}
inline constexpr unsigned width_shift(std::size_t band) {
  return band == 0 ? 6 : static_cast<unsigned>(7 - band);
}
inline constexpr std::uint32_t word_in(std::size_t band, std::uint32_t place) {
  return start(band) + (place >> width_shift(band));
}
JIUZHOU_INLINE std::uint32_t gap_of(std::uint32_t word, float scale) {
  return 1U + static_cast<std::uint32_t>(
                  static_cast<std::int32_t>(-fast_log_float((static_cast<float>(word) + 0.5f) * 0x1p-32f) * scale));
}

}  // namespace sparse

// The sparse events of one stream in one quarter, with scratch space for its lists; each thread has its own.
class SparseEvents {
 public:
  explicit SparseEvents(const RandomKey& random_key, Stream stream, const EventKernel& kernel = event_kernel())
      : random_key_(random_key), stream_(stream), kernel_(kernel) {}

  // The members below the bound, in order, with the position in the high half and the word in the low half. Valid until
  // the next call.
  std::span<std::uint64_t> below(std::uint32_t key, std::size_t members, std::uint32_t bound);

  struct Cohort {
    std::uint32_t key;
    const std::uint64_t* records;
    std::size_t members;
    std::uint32_t bound;
  };
  static constexpr std::size_t batch = 64;  // cohorts

  // Finds the events of cohorts 0, 1, ... in batches, so that small ones wait together for what memory has to bring:
  // cohort(j, k) says of cohort k what it is, j being its place in the batch; body(j, i, word) is called for each
  // member whose word is below the bound and whom keep(j, record, word) keeps, in order; near(j, i) some members
  // earlier, when the record has been read; close(n) after the last of a batch of n cohorts. A body changes no record
  // but its own member's.
  template <class CohortAt, class Keep, class Near, class Body, class Close>
  void for_each_event(std::size_t cohorts, CohortAt&& cohort, Keep&& keep, Near&& near, Body&& body, Close&& close) {
    constexpr std::size_t enough = 256, far = 16, ahead = 12;  // members
    std::array<const std::uint64_t*, batch> records;
    for (std::size_t k = 0; k < cohorts;) {
      std::size_t n = 0, found = 0, kept = 0;
      for (; k < cohorts && n < batch && found < enough; ++k, ++n) {
        const Cohort c = cohort(n, k);
        records[n] = c.records;
        const std::span<const std::uint64_t> here = below(c.key, c.members, c.bound);
        if (batch_.size() < found + here.size()) {
          batch_.resize(2 * (found + here.size()));
          owner_.resize(batch_.size());
        }
        std::copy(here.begin(), here.end(), batch_.begin() + static_cast<std::ptrdiff_t>(found));
        std::fill_n(owner_.begin() + static_cast<std::ptrdiff_t>(found), here.size(), static_cast<std::uint8_t>(n));
        found += here.size();
      }
      std::uint64_t* const list = batch_.data();
      std::uint8_t* const owner = owner_.data();
      // Records are read ahead by a fixed distance: asked for all at once, those of a large cohort's thousands would
      // wait for each other.
      const auto record = [&](std::size_t i) { return records[owner[i]] + (list[i] >> 32U); };
      for (std::size_t i = 0; i < std::min(found, far); ++i) read_ahead(record(i));
      for (std::size_t i = 0; i < found; ++i) {
        if (i + far < found) read_ahead(record(i + far));
        const std::uint64_t one = list[i];
        const std::uint8_t j = owner[i];
        list[kept] = one;  // branch-free, since the test is unpredictable
        owner[kept] = j;
        kept += keep(std::size_t{j}, records[j][one >> 32U], static_cast<std::uint32_t>(one)) ? 1 : 0;
      }
      for (std::size_t i = 0; i < std::min(kept, ahead); ++i) near(std::size_t{owner[i]}, list[i] >> 32U);
      for (std::size_t i = 0; i < kept; ++i) {
        if (i + ahead < kept) near(std::size_t{owner[i + ahead]}, list[i + ahead] >> 32U);
        body(std::size_t{owner[i]}, list[i] >> 32U, static_cast<std::uint32_t>(list[i]));
      }
      close(n);
    }
  }

 private:
  static constexpr std::size_t opening_hits = 4, lanes = 16;  // cohorts

  // The first hits of a band for sixteen cohorts, at 16 k + key mod 16. Those with k >= 2 are made when they are
  // needed.
  struct Opening {
    std::uint64_t keys = ~std::uint64_t{0};  // key / 16
    std::size_t made = 0;
    alignas(64) std::array<std::uint32_t, opening_hits * lanes> gaps{}, words{};
  };

  void open(Opening& opening, std::uint32_t key, std::size_t band);
  void add_hits(std::uint32_t key, std::size_t band, std::size_t members, std::uint32_t last);
  void add_later_hits(std::uint32_t key, std::size_t band, std::uint64_t position, std::size_t members,
                      std::uint32_t last);
  void sort(std::size_t before);
  void make_room(std::size_t more) {
    if (count_ + more > found_.size()) found_.resize(2 * found_.size() + more);
  }

  RandomKey random_key_;
  Stream stream_;
  const EventKernel& kernel_;
  std::array<Opening, sparse::bands> opening_{};
  std::vector<std::uint64_t> found_ = std::vector<std::uint64_t>(1024), merged_ = found_;  // their sizes are room
  std::size_t count_ = 0;                                                                  // of found_
  std::vector<std::uint64_t> batch_ = found_;
  std::vector<std::uint8_t> owner_ = std::vector<std::uint8_t>(batch_.size());  // place in the batch of each cohort
};

}  // namespace jiuzhou
