// The draws of many serials at once: the same numbers as RandomKey::draw, computed in vector registers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/base/random.hpp"

namespace jiuzhou {

// Up to `size` consecutive draws; loops go through their blocks in steps of it.
struct DrawBlock {
  static constexpr std::size_t size = 256;
  alignas(64) std::array<std::array<std::uint32_t, size>, 4> word;

  [[nodiscard]] Draws operator[](std::size_t i) const { return {{word[0][i], word[1][i], word[2][i], word[3][i]}}; }
};

// out[i] = random_key.draw(stream, serials[i], round) for at most DrawBlock::size serials.
void draw_block(const RandomKey& random_key, Stream stream, std::span<const std::uint64_t> serials, DrawBlock& out,
                std::uint32_t round = 0);
// The same for the n serials from `first` on.
void draw_block(const RandomKey& random_key, Stream stream, std::uint64_t first, std::size_t n, DrawBlock& out,
                std::uint32_t round = 0);

// body(i, draws) for i of [begin, end), serials[i] being the key.
template <class Body>
void for_each_draw(const RandomKey& random_key, Stream stream, const std::uint64_t* serials, std::size_t begin,
                   std::size_t end, Body&& body) {
  DrawBlock block;
  for (std::size_t at = begin; at < end; at += DrawBlock::size) {
    const std::size_t n = end - at < DrawBlock::size ? end - at : DrawBlock::size;
    draw_block(random_key, stream, {serials + at, n}, block);
    for (std::size_t i = 0; i < n; ++i) body(at + i, block[i]);
  }
}

}  // namespace jiuzhou
