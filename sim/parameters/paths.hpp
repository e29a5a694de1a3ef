// Exogenous paths.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct PathsParameters {
  bool conditional{};

  void declare(auto& field) {
    field("conditional", conditional,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "feed the pack's known paths (world demand, coal, oil, births, epidemic) after the base year",
           .source = "pack paths.csv"});
  }
};

}  // namespace jiuzhou
