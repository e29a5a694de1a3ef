// Pairs the members of one list with those of another, at random, so that one more on either side changes few of the
// other pairs; of the longer list some stay alone. Whoever is to be paired has an identity, 32 random bits of its own.
//
//   round t  everybody waits in the bin of 2^b whose number is the first b bits of hash_t(identity); the first few in order
//            of the hash of either kind are paired there; the others go on to round t + 1, with half as many bins
//   b        a number that does not change, such that there are more bins than pairs; 0 in the last round
//
// Hashes of different rounds are independent of each other and of who the other kind are, so every pairing is equally
// likely. One more in a bin leaves one more, of its kind, or one less of the other: a change goes through the rounds as
// a single one and moves the few pairs of one bin in each, log2(n) bins where pairing i-th with i-th moves a third of n.
// It ends where it meets somebody who would have stayed alone: three pairs move where one list is half as long again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jiuzhou {

// The finaliser of MurmurHash3 (Appleby), with a constant of the round.
inline constexpr std::uint32_t pairing_hash(std::uint32_t identity, std::uint32_t round) {
  std::uint32_t x = identity ^ (0x9E3779B9U * (round + 1));
  x = (x ^ (x >> 16U)) * 0x85EBCA6BU;
  x = (x ^ (x >> 13U)) * 0xC2B2AE35U;
  return x ^ (x >> 16U);
}

// Two lists; `pair` gives each of the first its partner among the second, or `alone`. Keeps its room.
class Pairing {
 public:
  static constexpr std::uint32_t alone = 0xffffffffU;
  void clear() {
    first_.waiting.clear();
    second_.waiting.clear();
  }
  void add_first(std::uint32_t identity) { first_.add(identity); }
  void add_second(std::uint32_t identity) { second_.add(identity); }

  // At most 2^bits bins.
  std::span<const std::uint32_t> pair(unsigned bits) {
    partner_.assign(first_.waiting.size(), alone);
    for (std::uint32_t round = 0; !first_.waiting.empty() && !second_.waiting.empty(); ++round) {
      const unsigned b = bits > round ? bits - round : 0;
      first_.put_into_bins(round, b);
      second_.put_into_bins(round, b);
      for (std::size_t bin = 0; bin < std::size_t{1} << b; ++bin) empty(bin);
    }
    return partner_;
  }

 private:
  struct Waiting {
    std::uint32_t identity, hash, place;  // in its list
    friend bool operator<(const Waiting& a, const Waiting& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.place < b.place;
    }
  };
  struct Kind {
    std::vector<Waiting> waiting{}, binned{};
    std::vector<std::uint32_t> end{};  // by bin, of its part of `binned`

    void add(std::uint32_t identity) { waiting.push_back({identity, 0, static_cast<std::uint32_t>(waiting.size())}); }
    void put_into_bins(std::uint32_t round, unsigned bits) {
      const auto bin = [&](std::uint32_t hash) { return bits == 0 ? 0U : hash >> (32U - bits); };
      end.assign((std::size_t{1} << bits) + 1, 0);
      for (Waiting& x : waiting) ++end[bin(x.hash = pairing_hash(x.identity, round)) + 1];
      for (std::size_t i = 1; i < end.size(); ++i) end[i] += end[i - 1];
      binned.resize(waiting.size());
      for (const Waiting& x : waiting) binned[end[bin(x.hash)]++] = x;  // begins become ends
      waiting.clear();
    }
    [[nodiscard]] std::span<Waiting> in(std::size_t bin) {
      const std::uint32_t begin = bin == 0 ? 0 : end[bin - 1];
      return std::span(binned).subspan(begin, end[bin] - begin);
    }
  };

  void empty(std::size_t bin) {
    const std::span<Waiting> a = first_.in(bin), b = second_.in(bin);
    const std::size_t pairs = std::min(a.size(), b.size());
    if (pairs > 0 && a.size() + b.size() > 2) {
      std::sort(a.begin(), a.end());
      std::sort(b.begin(), b.end());
    }
    for (std::size_t i = 0; i < pairs; ++i) partner_[a[i].place] = b[i].place;
    const auto go_on = [pairs](Kind& kind, std::span<const Waiting> all) {
      kind.waiting.insert(kind.waiting.end(), all.begin() + static_cast<std::ptrdiff_t>(pairs), all.end());
    };
    go_on(first_, a);
    go_on(second_, b);
  }

  Kind first_{}, second_{};
  std::vector<std::uint32_t> partner_{};
};

}  // namespace jiuzhou
