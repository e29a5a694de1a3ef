// The balanced base year: the pack's accounts after RAS, with stock building taken out of investment and the flows
// between regions built by gravity. Everything in yuan a year at base prices.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/parameters.hpp"
#include "sim/state/pack.hpp"

namespace jiuzhou {

struct BaseYear {
  CellTable output;                                                        // 0 for dead cells
  CellTable labour, production_tax, surplus;                               // gross operating surplus
  CellTable consumption_urban, consumption_rural, government, investment;  // use by good
  CellTable exports, imports, stock_building;
  Cube<RegionId, IndustryId, IndustryId, double> intermediate;  // (region, input, using)
  Cube<IndustryId, RegionId, RegionId, double> trade;           // (good, origin, destination), origin includes itself
  std::vector<std::string> notes;                               // what was moved, one sentence each with the size
  double largest_residual = 0;                                  // of any identity after balancing, relative
};

struct BalanceOptions {
  double stock_target = with_defaults<ProductionParameters>().stock_target;
  double growth = 0;        // real growth per quarter; 0 in a stationary base year
  double perturbation = 0;  // s.d. of log changes applied to accounts before balancing
  std::uint64_t seed = 1;   // of the perturbation
  AccountsParameters bounds = with_defaults<AccountsParameters>();

  bool operator==(const BalanceOptions&) const = default;
};

// Throws NumericalError when the balancing does not reach 1e-12.
BaseYear balance(const Pack& pack, const BalanceOptions& options);

}  // namespace jiuzhou
