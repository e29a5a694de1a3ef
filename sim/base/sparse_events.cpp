#include "sim/base/sparse_events.hpp"

namespace jiuzhou {

namespace {

Stream tagged(Stream stream, std::uint32_t round) {
  return static_cast<Stream>(static_cast<std::uint32_t>(stream) | (round << 16U));
}

// A list in order of positions, of few who are not: where two have one position, the smaller word, that of the lower
// band, stays.
std::size_t sort_few(std::uint64_t* list, std::size_t n) {
  for (std::size_t i = 1; i < n; ++i) {
    const std::uint64_t one = list[i];
    std::size_t at = i;
    for (; at > 0 && list[at - 1] > one; --at) list[at] = list[at - 1];
    list[at] = one;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i)
    if (kept == 0 || list[kept - 1] >> 32U != list[i] >> 32U) list[kept++] = list[i];
  return kept;
}

// The same of two lists that are.
std::size_t merge(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second, std::uint64_t* out) {
  const std::uint64_t *a = first.data(),
                      *b = second.data(), *const end_a = a + first.size(), *const end_b = b + second.size();
  const std::uint64_t* const start = out;
  std::uint64_t before = ~std::uint64_t{0};  // its position
  const auto add = [&](std::uint64_t one) {
    *out = one;
    out += one >> 32U != before ? 1 : 0;
    before = one >> 32U;
  };
  while (a != end_a && b != end_b) {
    const std::uint64_t x = *a, y = *b;
    add(x < y ? x : y);
    a += x < y ? 1 : 0;
    b += x < y ? 0 : 1;
  }
  while (a != end_a) add(*a++);
  while (b != end_b) add(*b++);
  return static_cast<std::size_t>(out - start);
}

}  // namespace

// Makes two hits more of the sixteen cohorts of a key.
void SparseEvents::open(Opening& opening, std::uint32_t key, std::size_t band) {
  alignas(64) std::array<std::uint32_t, event_block> words;
  const auto keys = static_cast<std::uint32_t>(key / lanes);
  if (opening.keys != keys) {
    opening.keys = keys;
    opening.made = 0;
  }
  kernel_.words(random_key_, tagged(stream_, sparse::opening_round),
                static_cast<std::uint32_t>(2 * band + opening.made / 2), keys, 1, words.data());
  kernel_.hits(words.data(), sparse::gap_scale[band], sparse::start(band), sparse::width_shift(band),
               opening.gaps.data() + opening.made * lanes, opening.words.data() + opening.made * lanes);
  opening.made += 2;
}

void SparseEvents::add_hits(std::uint32_t key, std::size_t band, std::size_t members, std::uint32_t last) {
  Opening& opening = opening_[band];
  if (opening.keys != key / lanes) open(opening, key, band);
  const std::size_t lane = key % lanes;
  std::uint64_t position = std::uint64_t{opening.gaps[lane]} - 1;
  if (position >= members) return;
  make_room(opening_hits);
  const auto add = [&](std::size_t k) {  // branch-free, since the test is unpredictable
    const std::uint32_t word = opening.words[k * lanes + lane];
    found_[count_] = position << 32U | word;
    count_ += position < members && word <= last ? 1 : 0;
  };
  add(0);
  position += opening.gaps[lanes + lane];
  add(1);
  if (position >= members) return;
  if (opening.made == 2) open(opening, key, band);
  position += opening.gaps[2 * lanes + lane];
  add(2);
  position += opening.gaps[3 * lanes + lane];
  add(3);
  if (position < members) add_later_hits(key, band, position, members, last);
}

// Hits after the fourth, which is at `position`.
void SparseEvents::add_later_hits(std::uint32_t key, std::size_t band, std::uint64_t position, std::size_t members,
                                  std::uint32_t last) {
  const Stream stream = tagged(stream_, sparse::band_round + static_cast<std::uint32_t>(band));
  const float scale = sparse::gap_scale[band];
  alignas(64) std::array<std::uint32_t, event_block> block;
  alignas(64) std::array<std::uint32_t, hits_a_block> gaps, words;
  const std::size_t before = count_;
  for (std::uint32_t i = 0; position < members; ++i) {
    kernel_.words(random_key_, stream, key, i, 1, block.data());
    kernel_.hits(block.data(), scale, sparse::start(band), sparse::width_shift(band), gaps.data(), words.data());
    make_room(hits_a_block);
    std::uint64_t* const out = found_.data();
    std::size_t count = count_;
    for (std::size_t k = 0; k < hits_a_block; ++k) {
      position += gaps[k];
      out[count] = position << 32U | words[k];
      count += words[k] <= last ? 1 : 0;
    }
    count_ = count;
  }
  while (count_ > before && found_[count_ - 1] >> 32U >= members) --count_;
}

// Puts what a band added after the first `before` members in its place among them.
void SparseEvents::sort(std::size_t before) {
  constexpr std::size_t few = 8;
  if (before == 0 || count_ == before) return;
  if (count_ <= few) {
    count_ = sort_few(found_.data(), count_);
    return;
  }
  if (merged_.size() < found_.size()) merged_.resize(found_.size());
  count_ = merge({found_.data(), before}, {found_.data() + before, count_ - before}, merged_.data());
  std::swap(found_, merged_);
}

std::span<std::uint64_t> SparseEvents::below(std::uint32_t key, std::size_t members, std::uint32_t bound) {
  count_ = 0;
  if (bound == 0 || members == 0) return {};
  const std::uint32_t last = bound == whole_cohort ? bound : bound - 1;
  for (std::size_t band = 0; band < sparse::bands && sparse::start(band) <= last; ++band) {
    const std::size_t before = count_;
    add_hits(key, band, members, last);
    sort(before);
  }
  return {found_.data(), count_};
}

}  // namespace jiuzhou
