// Orders by key against a plain stable sort.
#include "sim/base/keyed_order.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "sim/base/random.hpp"

namespace jiuzhou {
namespace {

constexpr unsigned dropped = 32 - key_bits;  // bits that make no order

struct Kind {
  const char* name;
  std::function<std::uint32_t(std::uint32_t)> key;
};

std::uint32_t word(std::uint32_t i) {
  return RandomKey{9, 4}.draw(Stream::vacancy, i).word[0];
}

const std::vector<Kind> kinds{
    {"random", [](std::uint32_t i) { return word(i); }},
    {"five keys", [](std::uint32_t i) { return word(i) % 5 << 29U; }},
    {"one key", [](std::uint32_t) { return 0xffffffffU; }},
    {"alike but for bits that make no order", [](std::uint32_t i) { return word(i) >> key_bits; }},
    {"of one bucket", [](std::uint32_t i) { return 0x12300000U | word(i) % 300; }},
    {"falling", [](std::uint32_t i) { return 0xffffffffU - (i << dropped); }},
    {"waiting times",
     [](std::uint32_t i) { return static_cast<std::uint32_t>(-std::log((word(i) + 0.5) * 0x1p-32) * 0x1p27); }},
};

TEST(KeyedOrder, SortsAsAStableSortByTheLeadingBits) {
  for (const Kind& kind : kinds)
    for (const std::uint32_t n : {0U, 1U, 2U, 47U, 48U, 49U, 1023U, 1024U, 1025U, 100'000U}) {
      std::vector<Keyed> items;
      for (std::uint32_t i = 0; i < n; ++i) items.push_back({kind.key(i), i});
      std::vector<Keyed> expected = items;
      std::stable_sort(expected.begin(), expected.end(),
                       [](Keyed a, Keyed b) { return a.key >> dropped < b.key >> dropped; });
      sort_by_key(items);
      ASSERT_TRUE(items == expected) << kind.name << ", " << n;
    }
}

// Who is taken, asked in order, are the first `wanted` of a stable sort by the whole key.
TEST(KeyedOrder, CutoffTakesTheSmallestKeysAndOfTiesTheFirst) {
  for (const Kind& kind : kinds)
    for (const std::uint32_t n : {0U, 1U, 2U, 60U, 5000U}) {
      std::vector<std::uint32_t> keys, order;
      for (std::uint32_t i = 0; i < n; ++i) keys.push_back(kind.key(i)), order.push_back(i);
      std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
      for (const std::size_t wanted : {0U, 1U, 2U, n / 3, n - n / 7, n > 0 ? n - 1 : 0U, n, n + 5}) {
        std::vector<bool> expected(n, false);
        for (std::size_t i = 0; i < std::min<std::size_t>(wanted, n); ++i) expected[order[i]] = true;
        Cutoff cut = cutoff(n, wanted, [&](auto&& visit) {
          for (const std::uint32_t key : keys) visit(key, true);
        });
        std::vector<bool> taken;
        for (const std::uint32_t key : keys) taken.push_back(cut.takes(key));
        ASSERT_EQ(taken, expected) << kind.name << ", " << wanted << " of " << n;
      }
    }
}

}  // namespace
}  // namespace jiuzhou
