#include "sim/world.hpp"

namespace jiuzhou {

void World::index_firms() {
  const std::size_t cells_count = region_count() * industry_count();
  cell_begin.assign(cells_count + 1, 0);
  for (const FirmId f : firms.ids())
    if (firms.alive[f]) ++cell_begin[cell(firms.region[f], firms.industry[f]) + 1];
  for (std::size_t c = 0; c < cells_count; ++c) cell_begin[c + 1] += cell_begin[c];
  firms_of_cell.resize(cell_begin[cells_count]);
  std::vector<std::uint32_t> next(cell_begin.begin(), cell_begin.end() - 1);
  for (const FirmId f : firms.ids())
    if (firms.alive[f]) firms_of_cell[next[cell(firms.region[f], firms.industry[f])]++] = static_cast<std::uint32_t>(f);
}

void Activity::reset(std::size_t regions, std::size_t industries, std::size_t households, std::size_t firms) {
  world_price.assign(industries, 1);
  for (auto* column : {&expected_sales, &expected_growth, &expected_growth_investment, &capacity, &market_share, &plan,
                       &labour_need, &investment, &sales, &spare, &pay_rate, &input_cost, &works})
    column->assign(firms, 0);
  for (auto* column :
       {&expected_inflation, &seekers, &hired, &separations, &vacancies_posted, &consumption_budget_urban,
        &consumption_budget_rural, &dwelling_budget, &consumption_budget_public, &investment_budget_public,
        &consumption_budget_central, &investment_real_firms, &investment_real_public, &investment_real_dwellings,
        &consumption_urban, &consumption_rural, &government_consumption, &investment_firms, &investment_public,
        &dwelling_investment, &stock_building, &investment_fill, &investment_unit_price, &wages, &production_tax,
        &corporate_tax, &personal_tax, &contributions, &benefits, &fees, &land_revenue, &transfers, &dividends,
        &disposable_urban, &disposable_rural, &policy_revenue, &grain, &electricity, &coal, &energy_use, &so2, &cod})
    column->assign(regions, 0);
  for (auto* table : {&capacity_cell, &employment, &demand_consumption_urban, &demand_consumption_rural, &demand_public,
                      &output, &sold, &demand, &intermediate_cost, &exports, &imports, &value_added, &value_added_real})
    table->assign(regions, industries, 0);
  for (auto* column : {&consumption, &dwellings, &wage_income, &policy_income, &policy_dwellings, &opening_deposit})
    column->assign(households, 0);
  trade_flow.assign(regions, regions, 0);
  for (auto* column : {&births, &deaths, &urban_moves, &conversions, &trained}) column->assign(regions, 0);
  moves.assign(regions, regions, 0);
  rationed = central_revenue = profits = 0;
  exits = entries = relocations = 0;
  policy_cost.clear();
  followers.clear();
}

}  // namespace jiuzhou
