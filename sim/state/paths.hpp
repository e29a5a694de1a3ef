// What comes from outside the model, quarter by quarter.
#pragma once

#include <algorithm>
#include <cstddef>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

// Exogenous paths by quarter of the run, from the pack's known years or imposed by the scenario. Where a path has no
// value the model's own trend goes on.
struct Paths {
  static constexpr double none = -1;  // no path can have this value
  Column<RunQuarter, double> world_demand, coal_price, oil_price, birth_factor, epidemic_gap, productivity;
  Table<RunQuarter, RegionId, double> regional_demand, regional_pull;  // empty, or 0 where nothing is imposed

  // The value of this quarter, or the model's own.
  static double at(const Column<RunQuarter, double>& path, int elapsed, double otherwise) {
    if (elapsed < 0 || static_cast<std::size_t>(elapsed) >= path.size()) return otherwise;
    const double value = path[static_cast<RunQuarter>(elapsed)];
    return value == none ? otherwise : value;
  }
  // The same for a path that keeps its last value.
  static double held(const Column<RunQuarter, double>& path, int elapsed, double otherwise) {
    return path.size() == 0 ? otherwise : at(path, std::min(elapsed, static_cast<int>(path.size()) - 1), otherwise);
  }

  // What is imposed on one region this quarter.
  static double in_region(const Table<RunQuarter, RegionId, double>& path, int elapsed, RegionId r) {
    if (elapsed < 0 || static_cast<std::size_t>(elapsed) >= path.rows()) return 0;
    return path(static_cast<RunQuarter>(elapsed), r);
  }

  void declare(auto& column) {
    column("world_demand", world_demand, {.unit = "base = 1", .doc = "foreign demand"});
    column("coal_price", coal_price, {.unit = "base = 1", .doc = "world coal price to world prices"});
    column("oil_price", oil_price, {.unit = "base = 1", .doc = "world oil price to world prices"});
    column("birth_factor", birth_factor, {.unit = "ratio", .doc = "births relative to the base year"});
    column("epidemic_gap", epidemic_gap, {.unit = "share", .doc = "output lost to the epidemic"});
    column("regional_demand", regional_demand,
           {.unit = "1/year", .doc = "growth of demand for a region's goods at given prices, beyond the model's own"});
    column("regional_pull", regional_pull,
           {.unit = "1/year", .doc = "growth of people by moves, beyond the model's own"});
    column("productivity", productivity, {.unit = "1/year", .doc = "national growth of labour productivity"});
  }
};

}  // namespace jiuzhou
