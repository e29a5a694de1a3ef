// Indicators that a policy can wait for (`when: unemployment_rate < 5 %`): functions of the world at the end of a
// quarter. An indicator of a region is asked region by region; one of the nation holds for all of them. Those that bear
// the name of a result series are that series.
#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "sim/base/declare.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

struct Indicator {
  std::string_view name;
  std::string_view unit;
  bool is_regional;
  std::string_view doc;
  double (*value)(const World& world, RegionId region);   // the region does not matter for the nation
  double min = -std::numeric_limits<double>::infinity();  // what it can be at all, so that a threshold beyond is a slip
  double max = std::numeric_limits<double>::infinity();

  [[nodiscard]] Spec spec() const { return {.unit = unit, .min = min, .max = max, .doc = doc}; }
};

const std::vector<Indicator>& indicators();

}  // namespace jiuzhou
