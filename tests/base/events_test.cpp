// Screens: every kernel this machine can run against the definition in base/events.hpp, a member at a time.
#include "sim/base/events.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <utility>
#include <vector>

namespace jiuzhou {
namespace {

constexpr RandomKey random_key{0xfedcba9876543210U, 77};  // both halves of the seed are in use
constexpr std::size_t most = 300;                         // members: four whole blocks and a part
constexpr std::array bounds{0U, 1U, 0x7fffffffU, 0x80000000U, 0xfffffffeU, 0xffffffffU};

// Words, with those beside the bounds and the sign bit among them.
std::vector<std::uint32_t> some_words() {
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < most; ++i)
    words.push_back(i % 3 == 0 ? bounds[i / 3 % bounds.size()] : event_word(random_key, Stream::death, 5, i));
  return words;
}

TEST(Screen, WordsOfEveryKernelAreTheirTwins) {
  for (const EventKernel& kernel : event_kernels())
    for (const std::uint32_t key : {0U, 1U, 123456U, 0xffffffffU})
      for (const Stream stream : {Stream::death, Stream::training})
        for (const std::uint32_t first : {0U, 1U, 1000U})
          for (std::size_t blocks = 0; blocks * event_block < most + event_block; ++blocks) {
            std::vector<std::uint32_t> out((blocks + 1) * event_block, 0xdeadbeefU);
            kernel.words(random_key, stream, key, first, blocks, out.data());
            for (std::uint32_t i = 0; i < out.size(); ++i) {
              const bool inside = i < blocks * event_block;
              ASSERT_EQ(out[i], inside ? event_word(random_key, stream, key, first * 64 + i) : 0xdeadbeefU)
                  << kernel.name << " key " << key << " first " << first << " blocks " << blocks << " member " << i;
            }
          }
}

// All that is not the status is set in every other record, so that a kernel which looks at it is found out.
TEST(Screen, EveryKernelFindsThoseBelowTheBoundOfTheirStatus) {
  const std::vector<std::uint32_t> words = some_words();
  std::vector<std::uint64_t> records;
  for (std::uint64_t i = 0; i < most; ++i) records.push_back((i % 2 == 0 ? 0 : ~std::uint64_t{7}) | (i * 5 % 8));
  for (const EventKernel& kernel : event_kernels())
    for (const std::uint32_t other : {0U, 0x80000000U, whole_cohort})
      for (std::size_t status = 0; status < 8; ++status)
        for (const std::uint32_t bound : bounds)
          for (std::size_t n = most - 17; n <= most; ++n) {
            StatusBounds by_status;
            by_status.fill(other);
            by_status[status] = bound;
            std::vector<std::uint16_t> found(most + 64, 0xaaaa), expected;
            found.resize(kernel.below_by_status(words.data(), by_status, records.data(), n, found.data()));
            for (std::size_t i = 0; i < n; ++i)
              if (const std::uint32_t mine = by_status[records[i] % 8]; words[i] < mine || mine == whole_cohort)
                expected.push_back(static_cast<std::uint16_t>(i));
            ASSERT_EQ(found, expected) << kernel.name << " status " << status << " bound " << bound << " n " << n;
          }
}

// Members at home and elsewhere, linked to things of every code or with any bits where a link would be.
TEST(Screen, EveryKernelFindsThoseBelowTheBoundOfTheirLink) {
  const std::vector<std::uint32_t> words = some_words();
  constexpr std::uint64_t links = 500;
  std::vector<std::uint8_t> code(links + 3, 0xff);  // what lies behind the last one is read and must not count
  for (std::size_t i = 0; i < links; ++i) code[i] = static_cast<std::uint8_t>(i * 3 % 8);
  LinkBounds by_link{
      .linked = 2, .code = code.data(), .link_shift = 41, .home_shift = 22, .home_most = 1023, .home = 9};
  std::vector<std::uint64_t> records;
  for (std::uint64_t i = 0; i < most; ++i) {
    const std::uint64_t status = i * 5 % 8, home = i % 3 == 0 ? 9 : i % 3 == 1 ? 1023 : 8;
    const std::uint64_t link = status == by_link.linked ? (links - 1 - i) : ~std::uint64_t{0} >> by_link.link_shift;
    records.push_back(link << by_link.link_shift | (i % 2 == 0 ? 0 : std::uint64_t{0x1ff} << 32U | 0x3ffff8U) |
                      home << by_link.home_shift | status);
  }
  for (const EventKernel& kernel : event_kernels())
    for (std::size_t turn = 0; turn < 16; ++turn)
      for (std::size_t n = 0; n <= most; n += n < most - 17 ? 31 : 1) {
        for (std::size_t i = 0; i < 16; ++i) by_link.by_code[i] = bounds[(i + turn) * 5 % bounds.size()];
        for (std::size_t i = 0; i < 8; ++i) by_link.by_status[i] = bounds[(i + turn) % bounds.size()];
        std::vector<std::uint16_t> found(most + 16), expected;
        found.resize(kernel.below_by_link(words.data(), by_link, records.data(), n, found.data()));
        for (std::size_t i = 0; i < n; ++i) {
          const bool linked = records[i] % 8 == by_link.linked, elsewhere = (records[i] >> 22U) % 1024 != 9;
          const std::uint32_t mine = linked ? by_link.by_code[code[records[i] >> 41U] * 2U + (elsewhere ? 1 : 0)]
                                            : by_link.by_status[records[i] % 8];
          if (words[i] < mine || mine == whole_cohort) expected.push_back(static_cast<std::uint16_t>(i));
        }
        ASSERT_EQ(found, expected) << kernel.name << " turn " << turn << " n " << n;
      }
}

TEST(Screen, VisitsThoseBelowTheBoundInOrder) {
  using Visits = std::vector<std::pair<std::size_t, std::uint32_t>>;
  const std::vector<std::uint64_t> records(2500, 0);
  for (const std::uint32_t key : {0U, 7U, 0xffffffffU})
    for (const std::size_t members : {0U, 1U, 7U, 8U, 9U, 63U, 64U, 65U, 300U, 1023U, 1024U, 1025U, 2048U, 2500U})
      for (const std::uint32_t bound : {0U, 1U, 0x01000000U, 0x80000000U, 0xfffffffeU, whole_cohort}) {
        Visits expected, met;
        for (std::uint32_t i = 0; i < members; ++i)
          if (const std::uint32_t word = event_word(random_key, Stream::death, key, i);
              word < bound || bound == whole_cohort)
            expected.emplace_back(i, word);
        const EventCohort cohort{random_key, Stream::death, key, records.data(), members};
        StatusBounds by_status;
        by_status.fill(bound);
        for_each_below(
            cohort, by_status, [](std::size_t) {},
            [&](std::size_t i, std::uint32_t word) { met.emplace_back(i, word); });
        ASSERT_EQ(met, expected) << "key " << key << " members " << members << " bound " << bound;
      }
}

TEST(Screen, EveryFoundIsReadAheadOnceBeforeItsVisit) {
  const std::vector<std::uint64_t> records(2500, 0);
  for (const std::uint32_t bound : {0U, 0x01000000U, 0x80000000U, whole_cohort}) {
    StatusBounds by_status;
    by_status.fill(bound);
    std::set<std::size_t> near, visited;
    for_each_below(
        {random_key, Stream::death, 9, records.data(), records.size()}, by_status,
        [&](std::size_t i) { EXPECT_TRUE(near.insert(i).second); },
        [&](std::size_t i, std::uint32_t) { EXPECT_TRUE(near.contains(i) && visited.insert(i).second); });
    EXPECT_EQ(near, visited);
  }
}

}  // namespace
}  // namespace jiuzhou
