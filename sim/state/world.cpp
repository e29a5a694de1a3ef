#include "sim/state/world.hpp"

#include "sim/base/parallel.hpp"

namespace jiuzhou {

namespace {

struct CellRun {
  std::size_t cell;
  SlotRun run;
};

// Runs of equal cells in each fixed block of slots, those of neighbouring blocks joined.
std::vector<CellRun> find_runs(const World& w) {
  std::vector<std::vector<CellRun>> parts(block_count(w.firms.size()));
  for_blocks(w.firms.size(), [&](std::size_t block, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const FirmId f{static_cast<std::uint32_t>(i)};
      const std::size_t cell = w.cell(w.firms.region[f], w.firms.industry[f]);
      if (parts[block].empty() || parts[block].back().cell != cell)
        parts[block].push_back({cell, {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i)}});
      ++parts[block].back().run.end;
    }
  });
  std::vector<CellRun> all;
  for (const auto& part : parts)
    for (const CellRun& x : part) {
      if (!all.empty() && all.back().cell == x.cell)
        all.back().run.end = x.run.end;
      else
        all.push_back(x);
    }
  return all;
}

}  // namespace

void World::index_firms() {
  const std::size_t cells_count = cell_count();
  const std::vector<CellRun> found = find_runs(*this);
  runs_begin.assign(cells_count + 1, 0);
  for (const CellRun& x : found) ++runs_begin[x.cell + 1];
  for (std::size_t c = 0; c < cells_count; ++c) runs_begin[c + 1] += runs_begin[c];
  runs.resize(found.size());
  std::vector<std::uint32_t> next(runs_begin.begin(), runs_begin.end() - 1);
  for (const CellRun& x : found) runs[next[x.cell]++] = x.run;

  const std::uint8_t* alive = firms.alive.values().data();
  cell_begin.assign(cells_count + 1, 0);
  for_each_index(cells_count, 8, [&](std::size_t c) {
    for (const SlotRun& run : cell_runs(c))
      for (std::uint32_t i = run.begin; i < run.end; ++i) cell_begin[c + 1] += alive[i];
  });
  for (std::size_t c = 0; c < cells_count; ++c) cell_begin[c + 1] += cell_begin[c];
  firms_of_cell.resize(cell_begin[cells_count]);
  for_each_index(cells_count, 8, [&](std::size_t c) {
    std::uint32_t* to = firms_of_cell.data() + cell_begin[c];
    for (const SlotRun& run : cell_runs(c))
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (alive[i]) *to++ = i;
  });
}

namespace {

struct RowBytes {
  std::size_t bytes = 0;
  void operator()(std::string_view, auto& column, const Spec&) { bytes += sizeof(column.values()[0]); }
};

// Gives every column its size and the value 0; columns of firms keep their values, which are written before they are read.
struct Zeros {
  std::size_t regions, industries, households, firms;
  template <class T>
  void operator()(std::string_view, Column<RegionId, T>& x, const Spec&) {
    x.assign(regions, 0);
  }
  template <class T>
  void operator()(std::string_view, Column<IndustryId, T>& x, const Spec&) {
    x.assign(industries, 0);
  }
  template <class T>
  void operator()(std::string_view, Column<HouseholdId, T>& x, const Spec&) {
    x.assign(households, 0);
  }
  template <class T>
  void operator()(std::string_view, Column<FirmId, T>& x, const Spec&) {
    x.resize(firms);
  }
  template <class T>
  void operator()(std::string_view, Table<RegionId, RegionId, T>& x, const Spec&) {
    x.assign(regions, regions, 0);
  }
  template <class T>
  void operator()(std::string_view, Table<RegionId, SkillId, T>& x, const Spec&) {
    x.assign(regions, skills, 0);
  }
  void operator()(std::string_view, CellTable& x, const Spec&) { x.assign(regions, industries, 0); }
  void operator()(std::string_view, Cube<RegionId, IndustryId, IndustryId, double>& x, const Spec&) {
    x.assign(regions, industries, industries, 0);
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(std::string_view, T& x, const Spec&) { x = 0; }
};

}  // namespace

std::size_t firm_bytes() {
  Firms firms;
  RowBytes row;
  firms.declare(row);
  Activity activity;
  return row.bytes + 2 * sizeof(Fen) + sizeof(std::uint32_t) + activity.by_firm().size() * sizeof(double);
}

void World::size_columns() {
  Zeros zeros{region_count(), industry_count(), household_count(), 0};
  regions.declare(zeros);
  calibration.declare(zeros);
  cells.declare(zeros);
  households.declare(zeros);
  levers.reset(zeros.regions, zeros.industries);
  activity.reset(zeros.regions, zeros.industries, zeros.households, 0);
}

void Activity::reset(std::size_t regions, std::size_t industries, std::size_t households, std::size_t firms) {
  Zeros zeros{regions, industries, households, firms};
  declare(zeros);
  world_price.assign(industries, 1);
  works.assign(0);
  policies.clear();
  followers.clear();
}

}  // namespace jiuzhou
