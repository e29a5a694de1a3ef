// Land in own-account work: more hands on the same land make less each.
//
//   X = A L (L / L0 · F0 / F)^(−θ) = A (L0 F / F0)^θ L^(1−θ)     L labour, F farmland, L0 and F0 of the base year
//
// Who works on own account earns the average product, so pay moves with the last factor, the crowding, and labour cost
// per output does not. A leaver lowers output by 1 − θ of what one makes on average, and those who stay earn more.
#pragma once

#include <algorithm>
#include <cmath>

#include "sim/state/world.hpp"

namespace jiuzhou {

// Output per unit of labour to that of the base-year number on the base-year land; 1 outside own-account work.
inline double crowding(const World& w, RegionId r, IndustryId s, double labour) {
  constexpr double farthest = 20;  // times more or fewer hands: beyond, land is no limit of its own
  const double share = w.parameters.production.land_share, base = w.cells.base_labour(r, s);
  if (!(share > 0 && base > 0 && labour > 0)) return 1;
  const double land = w.pack->farmland[r] > 0 ? w.regions.farmland[r] / w.pack->farmland[r] : 1;
  return std::pow(std::clamp(labour / (base * land), 1 / farthest, farthest), -share);
}

// By the labour with which the last market closed.
inline double crowding_of_cell(const World& w, std::size_t cell) {
  const RegionId r = w.region_of(cell);
  const IndustryId s = w.industry_of(cell);
  if (!(w.cells.base_labour(r, s) > 0)) return 1;
  double labour = 0;
  for (const std::uint32_t f : w.cell_firms(cell)) labour += static_cast<double>(w.firms.labour_at_close[FirmId{f}]);
  return crowding(w, r, s, labour);
}

// Labour that makes `wanted` units' work of output, where `labour` makes its own: X ∝ L^(1−θ).
inline double labour_on_land(double wanted, double labour, double share) {
  return wanted > 0 && labour > 0 ? labour * std::pow(wanted / labour, 1 / (1 - share)) : wanted;
}

}  // namespace jiuzhou
