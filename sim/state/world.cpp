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

}  // namespace

std::size_t firm_bytes() {
  Firms firms;
  RowBytes row;
  firms.declare(row);
  Activity activity;
  return row.bytes + 2 * sizeof(Fen) + sizeof(std::uint32_t) + activity.by_firm().size() * sizeof(double);
}

void Activity::reset(std::size_t regions, std::size_t industries, std::size_t households, std::size_t firms) {
  world_price.assign(industries, 1);
  for (auto* column : by_firm()) column->resize(firms);
  works.assign(0);
  for (auto* column : {&expected_inflation,
                       &regional_growth,
                       &seekers,
                       &hired,
                       &separations,
                       &vacancies_posted,
                       &consumption_budget_urban,
                       &consumption_budget_rural,
                       &dwelling_budget,
                       &consumption_budget_public,
                       &investment_budget_public,
                       &consumption_budget_central,
                       &investment_real_firms,
                       &investment_real_public,
                       &investment_real_dwellings,
                       &consumption_urban,
                       &consumption_rural,
                       &government_consumption,
                       &investment_firms,
                       &investment_public,
                       &dwelling_investment,
                       &stock_building,
                       &investment_fill,
                       &investment_unit_price,
                       &wages,
                       &production_tax,
                       &corporate_tax,
                       &personal_tax,
                       &contributions,
                       &benefits,
                       &fees,
                       &land_revenue,
                       &transfers,
                       &dividends,
                       &disposable_urban,
                       &disposable_rural,
                       &policy_revenue,
                       &grain,
                       &electricity,
                       &coal,
                       &energy_use,
                       &so2,
                       &cod})
    column->assign(regions, 0);
  for (auto* table :
       {&capacity_cell, &plan_cell, &employment, &demand_consumption_urban, &demand_consumption_rural, &demand_public,
        &output, &sold, &demand, &intermediate_cost, &exports, &imports, &value_added, &value_added_real})
    table->assign(regions, industries, 0);
  for (auto* column : {&consumption, &dwellings, &wage_income, &policy_income, &policy_dwellings, &opening_deposit})
    column->assign(households, 0);
  trade_flow.assign(regions, regions, 0);
  for (auto* column : {&births, &deaths, &urban_moves, &conversions, &trained}) column->assign(regions, 0);
  moves.assign(regions, regions, 0);
  rationed = central_revenue = profits = 0;
  exits = entries = relocations = 0;
  policies.clear();
  followers.clear();
}

}  // namespace jiuzhou
