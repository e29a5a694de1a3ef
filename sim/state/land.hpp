// Own-account work: a family's land and hands. More hands on the same land make less each; nobody is laid off, and what
// is to be done is shared by all.
//
//   X = A L (L / L0 · F0 / F)^(−θ) = A (L0 F / F0)^θ L^(1−θ)     L labour, F farmland, L0 and F0 of the base year
//
// Who works on own account earns the average product, so pay moves with the last factor, the crowding, and labour cost
// per output does not. A leaver lowers output by 1 − θ of what one makes on average, and those who stay earn more. Where
// less is wanted than the hands could make, it is not lowered at all: each hand works and earns the share
//
//   h = (L* / L)^(1−θ)     L* labour that the plan needs
//
// of a full quarter (surplus labour, Lewis 1954; income and work are shared, Sen 1966).
#pragma once

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// Output per unit of labour to that of the base-year number on the base-year land; 1 outside own-account work.
inline double crowding(const World& w, RegionId r, IndustryId s, double labour) {
  constexpr double farthest = 20;  // times more or fewer hands: beyond, land is no limit of its own
  const double share = w.parameters.production.land_share, base = w.cells.base_labour(r, s);
  if (!(share > 0 && base > 0 && labour > 0)) return 1;
  const double land = w.pack->farmland[r] > 0 ? w.regions.farmland[r] / w.pack->farmland[r] : 1;
  return portable::pow(std::clamp(labour / (base * land), 1 / farthest, farthest), -share);
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

// Part of a full quarter's work that the plan has for each hand of an own-account firm; 1 for other firms and before the
// first plan.
inline double work_share(const World& w, FirmId f) {
  constexpr double least = 0.05;  // where a plan asks for next to nothing, so that earnings stay above zero
  if (!w.pack->industries[index(w.firms.industry[f])].own_account || index(f) >= w.activity.labour_need.size())
    return 1;
  const double need = w.activity.labour_need[f], hands = static_cast<double>(w.firms.labour_at_close[f]);
  if (!(need > 0 && hands > 0)) return 1;
  return std::clamp(portable::pow(need / hands, 1 - w.parameters.production.land_share), least,
                    w.parameters.production.overtime);
}

// Labour that makes `wanted` units' work of output, where `labour` makes its own: X ∝ L^(1−θ). Nobody plans for more than
// twice the work in a quarter, as land would ask for hands without end.
inline double labour_on_land(double wanted, double labour, double share) {
  constexpr double most = 2;
  return wanted > 0 && labour > 0 ? labour * portable::pow(std::min(wanted / labour, most), 1 / (1 - share)) : wanted;
}

// Rise of the price of dwellings with the load on them, elasticity.
inline double price_response(const World& w, RegionId r) {
  constexpr double usual = 100, most = 4;  // persons per square kilometre; elasticity
  const HouseholdsParameters& p = w.parameters.households;
  const auto urban = static_cast<double>(w.census.urban[r]), people = urban + static_cast<double>(w.census.rural[r]);
  const double density = ratio(people, w.pack->regions[index(r)].land_area, usual);
  const double supply =
      density > 0 ? std::min(most, p.land_supply * portable::pow(usual / density, p.land_density)) : most;
  // What towns want to build on, and what the floor under farmland leaves.
  const double wanted = w.parameters.environment.farmland_loss * std::max(0.0, urban - w.regions.urban_peak[r]);
  const double free = std::max(0.0, w.regions.farmland[r] - w.levers.farmland_floor[r] * w.pack->farmland[r]);
  return 1 / (p.housing_demand + supply * (wanted > free ? free / wanted : 1));
}

// Price of building land to the price level, base year 1: what dwellings cost beyond building.
inline double land_price(const World& w, RegionId r) {
  constexpr double least = 0.1;  // so that the price stays positive
  const double part = w.nation.land_rate / (1 + w.nation.land_rate);
  return part > 0 ? std::max(least, 1 + (w.regions.dwelling_price[r] - 1) / part) : 1;
}

}  // namespace jiuzhou
