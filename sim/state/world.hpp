// The whole state: one struct of columns for each kind, in a file of its own. Anything a step needs from last quarter is
// here; anything it needs only within the quarter is in `Activity`. Money is in the ledger and nowhere else.
//
// Units: yuan, persons, quarters, km. "real" quantities are in yuan of the base year (price 1 in the first quarter).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/ledger.hpp"
#include "sim/base/random.hpp"
#include "sim/parameters.hpp"
#include "sim/state/activity.hpp"
#include "sim/state/cells.hpp"
#include "sim/state/counts.hpp"
#include "sim/state/firms.hpp"
#include "sim/state/households.hpp"
#include "sim/state/levers.hpp"
#include "sim/state/nation.hpp"
#include "sim/state/pack.hpp"
#include "sim/state/paths.hpp"
#include "sim/state/persons.hpp"
#include "sim/state/policies.hpp"
#include "sim/state/regions.hpp"

namespace jiuzhou {

// Bytes a firm takes: its columns, its accounts, its places in the index of cells and in this quarter's results.
std::size_t firm_bytes();

struct World {
  std::shared_ptr<const Pack> pack;
  Parameters parameters;
  RandomKey random_key;  // seed and current period
  Quarter first, now;    // first quarter of the run; current quarter
  std::int64_t weight = 1000;

  Persons persons;
  Firms firms;
  Regions regions;
  Cells cells;
  Trade trade;
  Households households;
  Nation nation;
  Calibration calibration;
  Ledger ledger;
  PolicyMemory policies;
  Paths paths;

  Levers levers;
  Activity activity;
  Census census;
  std::vector<Headcount> headcounts;                     // by region; follows from persons and firms, see recount
  std::vector<std::uint32_t> firm_number;                // by slot: its number in its region, see Headcount
  std::vector<std::uint32_t> firms_of_cell, cell_begin;  // firms that exist, sorted by cell; rebuilt each quarter
  std::vector<SlotRun> runs;                             // slots sorted by cell, rebuilt too
  std::vector<std::uint32_t> runs_begin;
  std::vector<std::string> notes;  // what initialisation moved, for the report

  [[nodiscard]] std::size_t region_count() const { return pack->region_count(); }
  [[nodiscard]] std::size_t industry_count() const { return pack->industry_count(); }
  [[nodiscard]] std::size_t household_count() const { return region_count() * 2 * income_classes; }
  [[nodiscard]] Ids<RegionId> region_ids() const { return Ids<RegionId>(region_count()); }
  [[nodiscard]] Ids<IndustryId> industry_ids() const { return Ids<IndustryId>(industry_count()); }
  // Persons of a mean firm: the pack's, or more where the sampling weight cannot carry so many firms.
  [[nodiscard]] double mean_firm_size(IndustryId s) const {
    return std::max(pack->industries[index(s)].mean_firm_size,
                    parameters.firms.mean_size * static_cast<double>(weight));
  }
  [[nodiscard]] int elapsed() const { return now - first; }  // quarters since the first
  [[nodiscard]] bool live(RegionId r, IndustryId s) const { return cells.base_output(r, s) > 0; }
  [[nodiscard]] std::size_t cell(RegionId r, IndustryId s) const { return index(r) * industry_count() + index(s); }
  [[nodiscard]] HouseholdId household(RegionId r, bool rural, std::size_t income_class) const {
    return static_cast<HouseholdId>((index(r) * 2 + (rural ? 1 : 0)) * income_classes + income_class);
  }
  // Firms of a cell, in order of their slots.
  [[nodiscard]] std::span<const std::uint32_t> cell_firms(std::size_t cell) const {
    return {firms_of_cell.data() + cell_begin[cell], cell_begin[cell + 1] - cell_begin[cell]};
  }
  // Slots of a cell, dead ones included.
  [[nodiscard]] std::span<const SlotRun> cell_runs(std::size_t cell) const {
    return {runs.data() + runs_begin[cell], runs_begin[cell + 1] - runs_begin[cell]};
  }
  [[nodiscard]] std::size_t cell_count() const { return region_count() * industry_count(); }
  [[nodiscard]] RegionId region_of(std::size_t cell) const {
    return RegionId{static_cast<std::uint32_t>(cell / industry_count())};
  }
  [[nodiscard]] IndustryId industry_of(std::size_t cell) const {
    return IndustryId{static_cast<std::uint32_t>(cell % industry_count())};
  }
  void size_columns();  // of regions, cells, households and the quarter's results: all values 0, levers neutral
  void index_firms();   // after slots were added, firms started or closed

  void declare(auto& column) {
    column.group("persons", persons);
    column.group("firms", firms);
    column.group("regions", regions);
    column.group("cells", cells);
    column.group("trade", trade);
    column.group("households", households);
    column.group("nation", nation);
    column.group("calibration", calibration);
    column.group("ledger", ledger);
    column.group("policies", policies);
    column.group("paths", paths);
  }
};

}  // namespace jiuzhou
