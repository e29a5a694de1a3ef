#include "sim/base/random_block.hpp"

#include <algorithm>

#include "sim/base/vector_math.hpp"

namespace jiuzhou {

namespace {

using Lane = std::array<std::uint32_t, DrawBlock::size>;

// Philox4x32-10 on the first n lanes, n a multiple of 16.
JIUZHOU_VECTOR_WIDTHS
void philox_lanes(Lane& c0, Lane& c1, Lane& c2, Lane& c3, std::uint32_t key0, std::uint32_t key1, std::size_t n) {
  n = n / 16 * 16;  // tells the compiler that there is no remainder
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t a = std::uint64_t{0xD2511F53U} * c0[i];
      const std::uint64_t b = std::uint64_t{0xCD9E8D57U} * c2[i];
      const std::uint32_t next0 = static_cast<std::uint32_t>(b >> 32U) ^ c1[i] ^ key0;
      const std::uint32_t next2 = static_cast<std::uint32_t>(a >> 32U) ^ c3[i] ^ key1;
      c1[i] = static_cast<std::uint32_t>(b);
      c3[i] = static_cast<std::uint32_t>(a);
      c0[i] = next0;
      c2[i] = next2;
    }
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
}

void finish(const RandomKey& random_key, Stream stream, std::size_t n, DrawBlock& out, std::uint32_t round) {
  const std::size_t lanes = (n + 15) / 16 * 16;
  for (std::size_t i = n; i < lanes; ++i) out.word[0][i] = out.word[1][i] = 0;
  std::fill_n(out.word[2].begin(), lanes, random_key.period);
  std::fill_n(out.word[3].begin(), lanes, static_cast<std::uint32_t>(stream) | (round << 16U));
  philox_lanes(out.word[0], out.word[1], out.word[2], out.word[3], static_cast<std::uint32_t>(random_key.seed),
               static_cast<std::uint32_t>(random_key.seed >> 32U), lanes);
}

}  // namespace

void draw_block(const RandomKey& random_key, Stream stream, std::span<const std::uint64_t> serials, DrawBlock& out,
                std::uint32_t round) {
  for (std::size_t i = 0; i < serials.size(); ++i) {
    out.word[0][i] = static_cast<std::uint32_t>(serials[i]);
    out.word[1][i] = static_cast<std::uint32_t>(serials[i] >> 32U);
  }
  finish(random_key, stream, serials.size(), out, round);
}

void draw_block(const RandomKey& random_key, Stream stream, std::uint64_t first, std::size_t n, DrawBlock& out,
                std::uint32_t round) {
  for (std::size_t i = 0; i < n; ++i) {
    out.word[0][i] = static_cast<std::uint32_t>(first + i);
    out.word[1][i] = static_cast<std::uint32_t>((first + i) >> 32U);
  }
  finish(random_key, stream, n, out, round);
}

}  // namespace jiuzhou
