// Sparse events: every kernel against the definition in base/sparse_events.hpp, a hit at a time; and the law of the
// words.
#include "sim/base/sparse_events.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace jiuzhou {
namespace {

constexpr RandomKey random_key{0xfedcba9876543210U, 77};  // both halves of the seed are in use
using Visits = std::vector<std::pair<std::size_t, std::uint32_t>>;

Draws drawn(std::uint32_t low, std::uint32_t high, std::uint32_t round) {
  return random_key.draw(Stream::death, (std::uint64_t{high} << 32U) | low, round);
}

// The words of a cohort, by the definition: the serial twin.
std::vector<std::uint32_t> words_of(std::uint32_t key, std::size_t members) {
  std::vector<std::uint32_t> words(members);
  for (std::uint32_t b = sparse::bands; b-- > 0;) {
    std::size_t past = 0;
    for (std::uint32_t k = 0; past <= members; ++k) {
      const std::uint32_t m = k - 4, at = k < 4 ? k % 2 * 2 : m % 32 / 16 * 2;
      const Draws d = k < 4 ? drawn(key, 2 * b + k / 2, 2) : drawn(m / 32 * 16 + m % 16, key, 3 + b);
      past += sparse::gap_of(d.word[at + 1], sparse::gap_scale[b]);
      if (past <= members) words[past - 1] = (b == 0 ? 0 : 1U << (25 + b)) + (d.word[at] >> (b == 0 ? 6 : 7 - b));
    }
  }
  return words;
}

Visits visits(SparseEvents& events, std::uint32_t key, std::size_t members, std::uint32_t bound) {
  static const std::vector<std::uint64_t> records(200'000, 0);
  Visits met;
  events.for_each_event(
      1,
      [&](std::size_t, std::size_t) {
        return SparseEvents::Cohort{key, records.data(), members, bound};
      },
      [](std::size_t, std::uint64_t, std::uint32_t) { return true; }, [](std::size_t, std::size_t) {},
      [&](std::size_t, std::size_t i, std::uint32_t word) { met.emplace_back(i, word); }, [](std::size_t) {});
  return met;
}

std::vector<std::uint32_t> all_bounds() {
  std::vector<std::uint32_t> bounds{0, 1, 0x00100000U, 0xfffffffeU, whole_cohort};
  for (unsigned bit = 25; bit < 32; ++bit)
    for (const std::uint32_t off : {0xffffffffU, 0U, 1U}) bounds.push_back((1U << bit) + off);
  return bounds;
}

TEST(SparseEvents, EveryKernelVisitsThoseOfTheTwinInOrder) {
  for (const EventKernel& kernel : event_kernels()) {
    SparseEvents events(random_key, Stream::death, kernel);
    for (const std::size_t members :
         {0U, 1U, 2U, 5U, 15U, 16U, 55U, 64U, 127U, 128U, 300U, 1000U, 4097U, 55'000U, 200'000U})
      for (const std::uint32_t key : {0U, 7U, 8U, 0xffffffffU}) {
        const std::vector<std::uint32_t> words = words_of(key, members);
        for (const std::uint32_t bound : all_bounds()) {
          Visits expected;
          for (std::size_t i = 0; i < members; ++i)
            if (words[i] < bound || bound == whole_cohort) expected.emplace_back(i, words[i]);
          ASSERT_EQ(visits(events, key, members, bound), expected)
              << kernel.name << " members " << members << " key " << key << " bound " << bound;
        }
      }
  }
}

// Small cohorts meet all ways of having no hit, or few.
TEST(SparseEvents, ManySmallCohortsAreTheirTwins) {
  for (const EventKernel& kernel : event_kernels()) {
    SparseEvents events(random_key, Stream::death, kernel);
    for (std::uint32_t key = 1; key < 3000; ++key) {
      const std::size_t members = key * 7919 % 141;
      const std::vector<std::uint32_t> words = words_of(key, members);
      for (const std::uint32_t bound : {0x00200000U, 0x06000000U, 0x20000001U}) {
        Visits expected;
        for (std::size_t i = 0; i < members; ++i)
          if (words[i] < bound) expected.emplace_back(i, words[i]);
        ASSERT_EQ(visits(events, key, members, bound), expected) << kernel.name << " key " << key << " bound " << bound;
      }
    }
  }
}

TEST(SparseEvents, GapsOfEveryKernelAreTheirTwins) {
  std::vector<std::uint32_t> block(event_block);
  std::vector<std::uint32_t> edge{0,          1,          127,        128,        129,       0x7fffffff,
                                  0x80000000, 0x80000001, 0xffffff7f, 0xffffff80, 0xffffffff};
  for (std::uint32_t i = 0; i < 3000; ++i) edge.push_back(drawn(i, 0, 0).word[0]);
  for (const EventKernel& kernel : event_kernels())
    for (std::size_t band = 0; band < sparse::bands; ++band)
      for (std::size_t from = 0; from < edge.size(); ++from) {
        for (std::size_t i = 0; i < event_block; ++i) block[i] = edge[(from + i) % edge.size()];
        std::array<std::uint32_t, hits_a_block> gaps{}, words{};
        kernel.hits(block.data(), sparse::gap_scale[band], sparse::start(band), sparse::width_shift(band), gaps.data(),
                    words.data());
        for (std::size_t k = 0; k < hits_a_block; ++k) {
          ASSERT_EQ(words[k], sparse::word_in(band, block[k / 16 * 32 + k % 16])) << kernel.name;
          ASSERT_EQ(gaps[k], sparse::gap_of(block[k / 16 * 32 + 16 + k % 16], sparse::gap_scale[band])) << kernel.name;
        }
      }
}

// Cohorts of all sizes in batches, as one by one: in order, with a second look, each member read ahead before its visit.
TEST(SparseEvents, LotsVisitWhatTheirCohortsWouldOneByOne) {
  std::vector<std::uint64_t> records(20'000);
  std::iota(records.begin(), records.end(), 100U);
  const auto keeps = [](std::uint64_t record, std::uint32_t word) { return (record % 3 == 0) != (word % 2 == 0); };
  SparseEvents events(random_key, Stream::death);
  for (const std::size_t cohorts : {0U, 1U, 63U, 64U, 65U, 300U}) {
    const auto size_of = [](std::size_t k) { return k % 50 == 7 ? 20'000 : k * 31 % 90; };
    const auto bound_of = [](std::size_t k) { return k % 5 == 0 ? 0 : 0x01000000U << (k % 7); };
    std::vector<Visits> expected(cohorts), met(cohorts);
    for (std::uint32_t k = 0; k < cohorts; ++k) {
      const std::vector<std::uint32_t> words = words_of(k + 40, size_of(k));
      for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] < bound_of(k) && keeps(records[i], words[i])) expected[k].emplace_back(i, words[i]);
    }
    std::array<std::size_t, SparseEvents::batch> cohort{};
    std::vector<std::pair<std::size_t, std::size_t>> near;
    std::size_t visited = 0, closed = 0, last = 0;
    events.for_each_event(
        cohorts,
        [&](std::size_t j, std::size_t k) -> SparseEvents::Cohort {
          EXPECT_EQ(j, k - closed);
          cohort[j] = k;
          return {static_cast<std::uint32_t>(k + 40), records.data(), size_of(k), bound_of(k)};
        },
        [&](std::size_t, std::uint64_t record, std::uint32_t word) { return keeps(record, word); },
        [&](std::size_t j, std::size_t i) { near.emplace_back(cohort[j], i); },
        [&](std::size_t j, std::size_t i, std::uint32_t word) {
          ASSERT_GT(near.size(), visited);
          EXPECT_EQ(near[visited++], std::pair(cohort[j], i));
          EXPECT_GE(cohort[j], last);
          last = cohort[j];
          met[cohort[j]].emplace_back(i, word);
        },
        [&](std::size_t n) { closed += n; });
    EXPECT_EQ(met, expected);
    EXPECT_EQ(near.size(), visited);
    EXPECT_EQ(closed, cohorts);
  }
}

// Neither a bound that a policy moves nor members who follow change anybody's word.
TEST(SparseEvents, AWordDependsOnNothingButKeyAndPosition) {
  SparseEvents events(random_key, Stream::death);
  for (const std::uint32_t key : {5U, 6U}) {
    const Visits most = visits(events, key, 20'000, whole_cohort);
    ASSERT_EQ(most.size(), 20'000U);
    for (const std::uint32_t bound : {0x02000000U, 0x04000001U, 0x0a000000U, 0x30000000U})
      for (const std::size_t members : {40U, 5000U, 19'999U})
        for (const auto& [i, word] : visits(events, key, members, bound)) ASSERT_EQ(word, most[i].second);
  }
}

// ---- the law --------------------------------------------------------------------------------------------------------

// Pearson's statistic of counts against equal or given shares, as a normal deviate (Wilson and Hilferty 1931).
double deviate(const std::vector<double>& counts, const std::vector<double>& shares) {
  const double n = std::accumulate(counts.begin(), counts.end(), 0.0), k = static_cast<double>(counts.size()) - 1;
  double chi = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    chi += (counts[i] - n * shares[i]) * (counts[i] - n * shares[i]) / (n * shares[i]);
  return (std::cbrt(chi / k) - (1 - 2 / (9 * k))) / std::sqrt(2 / (9 * k));
}
constexpr double far = 4;  // a deviate that comes by chance once in 30 000

TEST(SparseEvents, WordsAreUniform) {
  SparseEvents events(random_key, Stream::death);
  // All of [0, 1) in 256 parts, and the first 64th in 256 parts: within and across the bands that small hazards meet.
  for (const unsigned shift : {24U, 18U}) {
    std::vector<double> counts(256, 0);
    for (std::uint32_t key = 0; key < 40; ++key)
      for (const auto& [i, word] : visits(events, key, 200'000, shift == 24 ? whole_cohort : 256U << shift))
        ++counts[word >> shift];
    EXPECT_LT(std::abs(deviate(counts, std::vector<double>(256, 1.0 / 256))), far) << "shift " << shift;
  }
}

// How many of a cohort are below a bound is binomial, as with one uniform word for each: cohorts of 55 and of 5.
TEST(SparseEvents, CountsBelowABoundAreBinomial) {
  SparseEvents events(random_key, Stream::death);
  for (const std::size_t members : {5U, 55U})
    for (const double hazard : {0.004, 0.03, 0.15, 0.6}) {
      const auto p = static_cast<double>(static_cast<std::uint32_t>(hazard * 0x1p32)) * 0x1p-32;
      std::vector<double> shares, counts;
      double rest = 1;
      for (std::size_t k = 0; k <= members; ++k) {
        const double n = static_cast<double>(members), x = static_cast<double>(k);
        const double share = std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) +
                                      x * std::log(p) + (n - x) * std::log1p(-p));
        if (share < 2e-4) continue;
        shares.push_back(share);
        rest -= share;
      }
      const std::size_t first = [&] {  // number of the first count that has a place of its own
        for (std::size_t k = 0;; ++k) {
          const double n = static_cast<double>(members), x = static_cast<double>(k);
          if (std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) + x * std::log(p) +
                       (n - x) * std::log1p(-p)) >= 2e-4)
            return k;
        }
      }();
      counts.assign(shares.size() + 1, 0);
      for (std::uint32_t key = 0; key < 100'000; ++key) {
        const std::size_t met = events.below(key, members, static_cast<std::uint32_t>(hazard * 0x1p32)).size();
        ++counts[met >= first && met - first < shares.size() ? met - first : shares.size()];
      }
      if (rest * 100'000 < 5) {  // too few to be told from chance
        EXPECT_LT(counts.back(), 30);
        counts.pop_back();
        for (double& share : shares) share /= 1 - rest;
      } else {
        shares.push_back(rest);
      }
      EXPECT_LT(deviate(counts, shares), far) << members << " members, hazard " << hazard;
    }
}

// Pairs of words of neighbours, of members one band's mean gap apart, of cohorts with consecutive keys and of streams
// fill their square evenly.
TEST(SparseEvents, WordsAreIndependent) {
  SparseEvents events(random_key, Stream::death), other(random_key, Stream::training);
  constexpr std::size_t members = 200'000, keys = 20, parts = 16;
  // Parts as fine as a band where words are small: by the number of leading zeros.
  const auto part = [](std::uint32_t word) {
    return std::min<std::size_t>(static_cast<std::size_t>(std::countl_zero(word | 1U)), 6);
  };
  std::vector<double> share(7);
  for (std::size_t p = 0; p < 7; ++p) share[p] = p < 6 ? std::pow(0.5, static_cast<double>(p) + 1) : std::pow(0.5, 6);
  std::vector<double> fine_shares(parts * parts, 1.0 / (parts * parts)), band_shares;
  for (std::size_t p = 0; p < 7; ++p)
    for (std::size_t q = 0; q < 7; ++q) band_shares.push_back(share[p] * share[q]);
  enum Pair : std::size_t { next, one_after, mean_gap, next_key, next_stream, pairs };
  std::vector<std::vector<double>> fine(pairs, std::vector<double>(parts * parts, 0)),
      by_band(pairs, std::vector<double>(49, 0));
  Visits before;
  for (std::uint32_t key = 0; key < keys; ++key) {
    const Visits here = visits(events, key, members, whole_cohort), there = visits(other, key, members, whole_cohort);
    const auto add = [&](Pair pair, std::uint32_t a, std::uint32_t b) {
      ++fine[pair][(a >> 28U) * parts + (b >> 28U)];
      ++by_band[pair][part(a) * 7 + part(b)];
    };
    for (std::size_t i = 0; i + 64 < members; ++i) {
      add(next, here[i].second, here[i + 1].second);
      add(one_after, here[i].second, here[i + 2].second);
      add(mean_gap, here[i].second, here[i + 64].second);
      add(next_stream, here[i].second, there[i].second);
      if (key > 0) add(next_key, here[i].second, before[i].second);
    }
    before = here;
  }
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    EXPECT_LT(std::abs(deviate(fine[pair], fine_shares)), far) << "pair " << pair;
    EXPECT_LT(std::abs(deviate(by_band[pair], band_shares)), far) << "pair " << pair;
  }
}

}  // namespace
}  // namespace jiuzhou
