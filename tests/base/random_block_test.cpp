// Draws in blocks against the same draws one by one.
#include "sim/base/random_block.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace jiuzhou {
namespace {

TEST(RandomBlock, IsTheDrawsOfItsSerials) {
  const RandomKey random_key{0x123456789abcdefU, 5};
  for (const std::size_t n : {1U, 15U, 16U, 17U, 255U, 256U})
    for (const std::uint64_t first :
         {std::uint64_t{0}, 0xffffffffU - std::uint64_t{7}}) {  // the second passes into the high word
      std::vector<std::uint64_t> serials;
      for (std::size_t i = 0; i < n; ++i) serials.push_back(first + i);
      DrawBlock listed, consecutive;
      draw_block(random_key, Stream::initial_person, serials, listed, 3);
      draw_block(random_key, Stream::initial_person, first, n, consecutive, 3);
      for (std::size_t i = 0; i < n; ++i) {
        const Draws expected = random_key.draw(Stream::initial_person, serials[i], 3);
        EXPECT_EQ(listed[i].word, expected.word);
        EXPECT_EQ(consecutive[i].word, expected.word);
      }
    }
}

}  // namespace
}  // namespace jiuzhou
