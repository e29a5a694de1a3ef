// Paths: what the world outside does to the country this quarter.
//
//   D*_t = D*_t−1 (1 + g*_t)      world demand; a path's value where it has one               [base year = 1]
//   p*_t = p*_t−1 (1 + π*)        world prices, in the currency of the country                [base year = 1]
//   c_t  = lever · path_t / p*_t  prices of coal and oil relative to world prices             [base year = 1]
//   limit = 1 − gap_t             of normal work while an epidemic lasts                      [1]
//
// g* falls from a start to an end value with a half-life; paths come from the pack in a conditional run, or from the
// scenario (`impose`), and beyond their ends they hold their last value or give way to the trend.
//
// Reads   paths, levers.commodity_price
// Writes  nation.{world_demand, world_price, coal_price, oil_price}, levers.work_limit
// Order   one number each

#include "sim/base/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

void paths(World& w) {
  const auto& p = w.parameters;
  const int t = w.elapsed();
  if (t > 0) {
    const double growth =
        half_life_path(p.trade.world_growth_start, p.trade.world_growth_end, t / 4.0, p.trade.world_half_life);
    w.nation.world_demand = Paths::at(w.paths.world_demand, t, w.nation.world_demand * (1 + quarterly(growth)));
    w.nation.world_price *= 1 + quarterly(p.prices.inflation_target);
  }
  // Paths of commodity prices are in the country's money, what the model moves is relative to world prices.
  const auto relative = [&](const auto& path) {
    const double price = Paths::held(path, t, 0);
    return price > 0 ? price / w.nation.world_price : 1;
  };
  w.nation.coal_price = w.levers.commodity_price * relative(w.paths.coal_price);
  w.nation.oil_price = w.levers.commodity_price * relative(w.paths.oil_price);
  if (const double gap = Paths::at(w.paths.epidemic_gap, t, 0); gap > 0) w.levers.work_limit = 1 - gap;
}

}  // namespace jiuzhou
