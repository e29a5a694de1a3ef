// Pairs the members of one list with those of another, at random, so that one more on either side changes few of the
// other pairs. Whoever is to be paired has an identity, 32 random bits of its own.
//
// Lists of which the first is longer meet on a ring, where everybody has the place hash(identity). Going round, each of
// the second list takes the nearest before it of the first list who is free, as brackets are closed. One more of the
// second takes somebody from another, who takes the next one, until somebody is met who would have stayed alone: three
// pairs move where the first list is twice as long.
//
// With lists of one length nobody stays alone, and this would take the root of n. They meet in bins:
//
//   round t  everybody waits in the bin of 2^b whose number is the first b bits of hash_t(identity); the first few in order
//            of the hash of either kind are paired there; the others go on to round t + 1, with half as many bins
//   b        a number that does not change, such that there are about as many bins as pairs; 0 in the last round
//
// One more in a bin leaves one more, of its kind, or one less of the other: a change goes through the rounds as a single
// one and moves the few pairs of one bin in each, log2(n) in all. Pairing i-th with i-th would move a third of n.
//
// Hashes are independent of each other and of who the other kind are, so every pairing is equally likely.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/keyed_order.hpp"

namespace jiuzhou {

// The finaliser of MurmurHash3 (Appleby), with a constant of the round.
inline constexpr std::uint32_t pairing_hash(std::uint32_t identity, std::uint32_t round) {
  std::uint32_t x = identity ^ (0x9E3779B9U * (round + 1));
  x = (x ^ (x >> 16U)) * 0x85EBCA6BU;
  x = (x ^ (x >> 13U)) * 0xC2B2AE35U;
  return x ^ (x >> 16U);
}

// Two lists; both ways of pairing give each of the first its partner among the second, or `alone`. Keeps its room.
class Pairing {
 public:
  static constexpr std::uint32_t alone = 0xffffffffU;
  void clear() {
    first_.identity.clear();
    second_.identity.clear();
  }
  void add_first(std::uint32_t identity) { first_.identity.push_back(identity); }
  void add_second(std::uint32_t identity) { second_.identity.push_back(identity); }

  // Lists of one length, in at most 2^bits bins.
  std::span<const std::uint32_t> pair_in_bins(unsigned bits) {
    partner_.resize(first_.identity.size());
    for (Kind* kind : {&first_, &second_}) kind->begin();
    for (std::uint32_t round = 0; !first_.waiting.empty(); ++round) {
      const unsigned b = bits > round ? bits - round : 0;
      const std::size_t bins = std::size_t{1} << b;
      for (Kind* kind : {&first_, &second_}) kind->draw(round, b);
      if (std::min(first_.waiting.size(), second_.waiting.size()) * sparse < bins) {
        walk();
      } else {
        for (Kind* kind : {&first_, &second_}) kind->put_into_bins(bins);
        for (std::size_t bin = 0; bin < bins; ++bin) empty(first_.in(bin), second_.in(bin));
      }
      for (Kind* kind : {&first_, &second_}) kind->waiting.resize(kind->left);
    }
    return partner_;
  }

  // The first list is the longer one.
  std::span<const std::uint32_t> pair_on_ring() {
    partner_.assign(first_.identity.size(), alone);
    for (Kind* kind : {&first_, &second_}) kind->take_places(spare_);
    free_.clear();
    early_.clear();
    const auto pair = [&](std::uint32_t post) {
      partner_[free_.back()] = post;
      free_.pop_back();
    };
    std::size_t i = 0;
    for (const Keyed post : second_.place) {
      for (; i < first_.place.size() && first_.place[i].key >> unused <= post.key >> unused; ++i)
        free_.push_back(first_.place[i].item);
      if (free_.empty())
        early_.push_back(post.item);
      else
        pair(post.item);
    }
    for (; i < first_.place.size(); ++i) free_.push_back(first_.place[i].item);
    for (const std::uint32_t post : early_) pair(post);  // once more round
    return partner_;
  }

 private:
  static constexpr unsigned unused = 32 - key_bits;         // bits of a place
  static constexpr std::uint32_t round_of_ring = 0x10000U;  // of hashes
  static constexpr std::size_t sparse = 8;  // bins for each who waits: then going through the lists costs less

  struct Waiting {
    std::uint32_t identity, hash, place;  // place in its list
    friend bool operator<(const Waiting& a, const Waiting& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.place < b.place;
    }
  };
  struct Kind {
    std::vector<std::uint32_t> identity{};
    std::vector<Waiting> waiting{}, binned{};
    std::vector<std::uint32_t> end{};  // by bin, of its part of `binned`
    std::vector<Keyed> place{};        // on the ring
    std::size_t left = 0;              // how many of `waiting` go on to the next round
    unsigned shift = 0;

    void begin() {
      waiting.resize(identity.size());
      for (std::uint32_t i = 0; i < waiting.size(); ++i) waiting[i] = {identity[i], 0, i};
    }
    [[nodiscard]] std::uint64_t bin(const Waiting& x) const { return std::uint64_t{x.hash} >> shift; }
    void draw(std::uint32_t round, unsigned bits) {
      shift = 32 - bits;
      for (Waiting& x : waiting) x.hash = pairing_hash(x.identity, round);
    }
    void take_places(std::vector<Keyed>& spare) {
      place.resize(identity.size());
      for (std::uint32_t i = 0; i < place.size(); ++i) place[i] = {pairing_hash(identity[i], round_of_ring), i};
      sort_by_key(place, spare);
    }
    void put_into_bins(std::size_t bins) {
      end.assign(bins + 1, 0);
      for (const Waiting& x : waiting) ++end[bin(x) + 1];
      for (std::size_t i = 1; i <= bins; ++i) end[i] += end[i - 1];
      binned.resize(waiting.size());
      for (const Waiting& x : waiting) binned[end[bin(x)]++] = x;  // begins become ends
      left = 0;
    }
    [[nodiscard]] std::span<Waiting> in(std::size_t bin) {
      const std::uint32_t begin = bin == 0 ? 0 : end[bin - 1];
      return {binned.data() + begin, end[bin] - begin};
    }
    // Those of the bin with which the list from `at` on begins.
    [[nodiscard]] std::span<Waiting> from(std::size_t at) {
      std::size_t to = at + 1;
      while (to < binned.size() && bin(binned[to]) == bin(binned[at])) ++to;
      return {binned.data() + at, to - at};
    }
    void go_on(const Waiting* from, const Waiting* to) {
      for (; from != to; ++from) waiting[left++] = *from;  // most often none or one
    }
  };

  static void in_order(std::span<Waiting> few) {
    if (few.size() == 2 && few[1] < few[0]) std::swap(few[0], few[1]);
    if (few.size() > 2) std::sort(few.begin(), few.end());
  }

  // What is in one bin, of either kind.
  void empty(std::span<Waiting> a, std::span<Waiting> b) {
    const std::size_t pairs = std::min(a.size(), b.size());
    if (pairs > 0) {
      in_order(a);
      in_order(b);
    }
    for (std::size_t i = 0; i < pairs; ++i) partner_[a[i].place] = b[i].place;
    first_.go_on(a.data() + pairs, a.data() + a.size());
    second_.go_on(b.data() + pairs, b.data() + b.size());
  }

  // The same for few who wait: without the bins that are empty.
  void walk() {
    for (Kind* kind : {&first_, &second_}) {
      std::sort(kind->waiting.begin(), kind->waiting.end());
      kind->binned = kind->waiting;
      kind->left = 0;
    }
    std::size_t i = 0, j = 0;
    while (i < first_.binned.size() && j < second_.binned.size()) {
      const std::uint64_t bin_a = first_.bin(first_.binned[i]), bin_b = second_.bin(second_.binned[j]);
      std::span<Waiting> a, b;
      if (bin_a <= bin_b) a = first_.from(i);
      if (bin_b <= bin_a) b = second_.from(j);
      empty(a, b);
      i += a.size();
      j += b.size();
    }
    first_.go_on(first_.binned.data() + i, first_.binned.data() + first_.binned.size());
    second_.go_on(second_.binned.data() + j, second_.binned.data() + second_.binned.size());
  }

  Kind first_{}, second_{};
  std::vector<std::uint32_t> partner_{}, free_{}, early_{};
  std::vector<Keyed> spare_{};
};

}  // namespace jiuzhou
