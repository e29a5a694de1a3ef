// Loops over firms by cell. A cell is one task, its slots come in runs, and what holds for the whole cell is looked up
// once, so that inner loops run over plain columns. Dead slots are computed along and keep their values.
#pragma once

#include <algorithm>
#include <array>
#include <bit>

#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/state/world.hpp"

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

// Slots of one run that a kernel takes at once, and which of them exist. The flags are as wide as the numbers beside
// them: a loop that mixes bytes with doubles takes 64 slots at a time and leaves every shorter run to scalar code.
struct SlotBlock : SlotRun {
  static constexpr std::uint32_t size = 256;
  std::array<std::int64_t, size> alive;  // of slot begin + i: all bits or none
};

// The number, or 0 where no bit of the flag is set: without a condition, in which the compiler would see two ways to
// add up.
JIUZHOU_INLINE double only_if(std::int64_t flag, double number) {
  return std::bit_cast<double>(std::bit_cast<std::int64_t>(number) & flag);
}

// body(block) for the slots of a cell, in their order.
template <class Body>
void for_slots(const World& w, std::size_t cell, Body&& body) {
  const std::uint8_t* alive = w.firms.alive.values().data();
  SlotBlock block;
  for (const SlotRun run : w.cell_runs(cell))
    for (block.begin = run.begin; block.begin < run.end; block.begin = block.end) {
      block.end = std::min(run.end, block.begin + SlotBlock::size);
      std::transform(alive + block.begin, alive + block.end, block.alive.begin(),
                     [](std::uint8_t x) { return -static_cast<std::int64_t>(x); });
      body(block);
    }
}

// Keys of a run of firms.
inline std::span<const std::uint64_t> serials_of(const World& w, SlotRun run) {
  return {w.firms.serial.values().data() + run.begin, run.end - run.begin};
}

// What a firm pays for inputs. They are bought for the plan, so the plan divides the bill of the cell.
class InputBill {
 public:
  InputBill(const World& w, std::size_t cell) {
    const RegionId r = w.region_of(cell);
    const IndustryId s = w.industry_of(cell);
    const double plan = w.activity.plan_cell(r, s), cost = w.activity.intermediate_cost(r, s);
    (plan > 0 ? per_plan_ : per_firm_) = plan > 0 ? cost / plan : cost / static_cast<double>(w.cell_firms(cell).size());
  }
  JIUZHOU_INLINE double operator()(double plan) const { return per_plan_ * plan + per_firm_; }

 private:
  double per_plan_ = 0, per_firm_ = 0;
};

}  // namespace jiuzhou
