// Head counts by what policies select persons by. Plain questions are answered from the counts that the steps keep; the
// first other question makes one pass over the persons, which answers all that follow in the quarter.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/column.hpp"

namespace jiuzhou {

struct World;
struct TargetGroup;
enum class Status : std::uint8_t;

class PersonCounts {
 public:
  // Of a household account; of a region; of its rural half only.
  double of(const World& world, HouseholdId account, const TargetGroup& who);
  double of(const World& world, RegionId region, const TargetGroup& who);
  double rural(const World& world, RegionId region, const TargetGroup& who);

 private:
  std::vector<std::int64_t> heads_;  // (account, area set, skill, elsewhere, status, trainable); empty before the pass
};

// Urban residents of each region from elsewhere who have been there for `quarters` of it, so that they may get its
// hukou.
std::vector<double> count_settled(const World& world, const std::vector<double>& quarters);

}  // namespace jiuzhou
