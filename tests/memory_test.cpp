// Whether a run fits into memory: what it is said to need, and the weight offered where it does not fit.
#include "sim/commands/memory.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "tests/steps/persons_world.hpp"

namespace jiuzhou {
namespace {

using testing::pack_named;

// A pack with so many persons to one of today's.
Pack peopled(const char* name, double factor) {
  Pack pack = *pack_named(name);
  for (auto* half : {&pack.urban, &pack.rural})
    for (double& persons : half->values()) persons *= factor;
  return pack;
}

TEST(Memory, NeedFallsWithTheWeightAndRisesWithThePeople) {
  const auto p = with_defaults<Parameters>();
  for (const char* name : {"toyland", "china-2012"}) {
    const Pack pack = *pack_named(name), larger = peopled(name, 2);
    double before = std::numeric_limits<double>::infinity();
    for (const std::int64_t weight : {1, 2, 3, 5, 10, 100, 1000, 10'000}) {
      const double bytes = bytes_needed(pack, p, weight);
      EXPECT_LT(bytes, before) << name << " weight " << weight;
      EXPECT_GT(bytes_needed(larger, p, weight), bytes) << name << " weight " << weight;
      before = bytes;
    }
  }
}

// At least the records of everybody, at the most ten of them for each: the rest is for a while, or by firm.
TEST(Memory, OneAgentPerPersonNeedsARecordEach) {
  const Pack one = peopled("china-2012", 1), ten = peopled("china-2012", 10);
  const auto p = with_defaults<Parameters>();
  double persons = 0;
  for (const RegionId r : Ids<RegionId>(one.region_count())) persons += one.urban[r] + one.rural[r];
  const double each = (bytes_needed(ten, p, 1) - bytes_needed(one, p, 1)) / (9 * persons);
  EXPECT_GE(each, sizeof(std::uint64_t));
  EXPECT_LE(each, 10 * sizeof(std::uint64_t));
}

TEST(Memory, WhatFitsIsNotRefused) {
  if (!bytes_available()) GTEST_SKIP() << "this system does not tell how much memory there is";
  Scenario scenario;
  scenario.weight = 1000;
  EXPECT_EQ(memory_shortage(*pack_named("toyland"), scenario), std::nullopt);
}

TEST(Memory, TheWeightOfferedFitsAndNoneMuchSmallerDoes) {
  const auto available = bytes_available();
  if (!available) GTEST_SKIP() << "this system does not tell how much memory there is";
  const Pack pack = peopled("toyland", 100 * *available / 1e6);
  Scenario scenario;
  for (const std::int64_t weight : {1, 7}) {
    scenario.weight = weight;
    const auto text = memory_shortage(pack, scenario);
    ASSERT_TRUE(text);
    std::smatch said;
    ASSERT_TRUE(
        std::regex_search(*text, said, std::regex("--weight (\\d+)\\), and ([0-9.]+) GB are free; --weight (\\d+) ")))
        << *text;
    EXPECT_EQ(std::stoll(said[1]), weight);
    const double bytes = std::stod(said[2]) * 1e9;
    const std::int64_t offered = std::stoll(said[3]);
    EXPECT_GT(offered, weight);
    // Gigabytes are told to a tenth.
    EXPECT_LE(bytes_needed(pack, scenario.parameters, offered), bytes + 5e7);
    EXPECT_GT(
        bytes_needed(pack, scenario.parameters, static_cast<std::int64_t>(static_cast<double>(offered - 1) / 1.1)),
        bytes - 5e7);
  }
}

TEST(Memory, NoWeightIsOfferedWhereNoneFits) {
  const auto available = bytes_available();
  if (!available) GTEST_SKIP() << "this system does not tell how much memory there is";
  const Pack pack = peopled("toyland", *available);
  const Scenario scenario;
  const auto text = memory_shortage(pack, scenario);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("no --weight would fit"), std::string::npos) << *text;
  EXPECT_EQ(text->find(") would fit"), std::string::npos) << *text;
}

}  // namespace
}  // namespace jiuzhou
