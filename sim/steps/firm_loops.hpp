// Loops over firms by cell. A cell is one task, its slots come in runs, and what holds for the whole cell is looked up once,
// so that inner loops run over plain columns. Dead slots are computed along and keep their values.
#pragma once

#include "sim/base/parallel.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/steps/math.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

// body(cell, region, industry), a task for every cell that has slots.
template <class Body>
void for_cells(const World& w, Body&& body) {
  for_each_index(w.cell_count(), 4, [&](std::size_t cell) {
    if (!w.cell_runs(cell).empty()) body(cell, w.region_of(cell), w.industry_of(cell));
  });
}

// body(f) for the firms of a cell that exist, in order of their slots.
template <class Body>
void for_firms(const World& w, std::size_t cell, Body&& body) {
  for (const std::uint32_t i : w.cell_firms(cell)) body(FirmId{i});
}

// Keys of a run of firms.
inline std::span<const std::uint64_t> serials_of(const World& w, SlotRun run) {
  return {w.firms.serial.values().data() + run.begin, run.end - run.begin};
}

// Growth of its sales that a firm expects, from its own past and what its region expects.
inline double expected_growth(const World& w, FirmId f) {
  const double weight = w.parameters.expectations.own_weight;
  return weight * static_cast<double>(w.firms.growth[f]) + (1 - weight) * w.activity.regional_growth[w.firms.region[f]];
}

// Output at full use.
inline double capacity_of(const World& w, FirmId f) {
  return static_cast<double>(w.firms.capacity_ratio[f]) * w.firms.capital[f] * w.nation.deepening *
         w.levers.output_cap(w.firms.region[f], w.firms.industry[f]);
}

// Its part of what its cell pays for inputs: they are bought for the plan, so the plan divides the bill.
inline double input_cost(const World& w, FirmId f) {
  const RegionId r = w.firms.region[f];
  const IndustryId s = w.firms.industry[f];
  const double plan = w.activity.plan_cell(r, s), cost = w.activity.intermediate_cost(r, s);
  return plan > 0 ? cost * (w.activity.plan[f] / plan) : cost / static_cast<double>(w.cell_firms(w.cell(r, s)).size());
}

}  // namespace jiuzhou
