// The quarter's results, made anew in every quarter and read by `output`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"
#include "sim/state/persons.hpp"
#include "sim/state/policies.hpp"

namespace jiuzhou {

// A firm that was moved by order to another slot, and the share of its workers who go along.
struct StaffMove {
  FirmId from{}, to{};
  double share = 0;
};

// A worker on the way to where the firm was moved, between the steps `firms` and `migration`.
struct Follower {
  Person person;
  std::uint32_t weight = 1;
  std::int32_t birth = 0;
  bool female = false;
  RegionId from{};
  FirmId firm{};
};

struct Activity {
  // levers
  Column<IndustryId, double> world_price;
  // expectations, plans, credit, markets; each is written whole before it is read
  Column<FirmId, double> expected_sales, market_share, plan, labour_need, investment, sales, spare;
  [[nodiscard]] auto by_firm() {
    return std::array{&expected_sales, &market_share, &plan, &labour_need, &investment, &sales, &spare};
  }
  Column<FirmId, double> works;  // empty where no policy pays for jobs
  Column<RegionId, double> expected_inflation, regional_growth;
  CellTable plan_cell, capacity_cell;
  // labour_market
  Column<RegionId, double> seekers, hired, separations, vacancies_posted;
  CellTable employment;
  // government and households
  Column<RegionId, double> consumption_budget_urban, consumption_budget_rural, dwelling_budget,
      consumption_budget_public, investment_budget_public, consumption_budget_central;
  Column<HouseholdId, double> consumption, dwellings;
  CellTable demand_consumption_urban, demand_consumption_rural, demand_public;
  Column<RegionId, double> investment_real_firms, investment_real_public, investment_real_dwellings;
  // markets
  CellTable more_freight, more_handling;  // set by trade_shares
  CellTable output, sold, demand, intermediate_cost, exports, imports, value_added, value_added_real;
  Column<RegionId, double> consumption_urban, consumption_rural, government_consumption, investment_firms,
      investment_public, dwelling_investment, stock_building, investment_fill, investment_unit_price;
  Table<RegionId, RegionId, double> trade_flow, freight_flow;
  Column<RegionId, double> freight;
  double rationed = 0;
  // incomes
  Column<RegionId, double> wages, production_tax, corporate_tax, personal_tax, contributions, benefits, fees,
      land_revenue, transfers, dividends, policy_revenue, disposable_urban, disposable_rural;
  Column<HouseholdId, double> wage_income, policy_income, policy_dwellings, opening_deposit;
  double central_revenue = 0, central_policy_revenue = 0, profits = 0;
  Column<RegionId, double> works_built;
  // demography, migration, firms, environment
  Column<RegionId, std::int64_t> births, deaths, urban_moves, conversions, trained;
  Table<RegionId, RegionId, std::int64_t> moves, firm_moves;
  std::int64_t exits = 0, entries = 0, relocations = 0;
  Column<IndustryId, std::int64_t> relocated;
  double capital_scrapped = 0;
  Column<RegionId, double> grain, electricity, coal, oil_gas, energy_use, so2, cod, co2_coal, co2_oil_gas,
      energy_balance;
  Column<RegionId, double> power_thermal, power_hydro, power_nuclear, power_wind, power_solar;
  Column<RegionId, double> clean_built, clean_order;  // set by power
  std::vector<Follower> followers;                    // workers who go along with their firm
  std::vector<PolicyOutcome> policies;                // in the scenario's order

  void declare(auto& column) {
    column("world_price", world_price, {.unit = "base = 1", .doc = "price of imports by good"});
    column("expected_sales", expected_sales, {.unit = "real yuan/quarter", .doc = "sales expected this quarter, Qe"});
    column("market_share", market_share, {.unit = "share", .doc = "share of its cell's market"});
    column("plan", plan, {.unit = "real yuan/quarter", .doc = "planned output, X*"});
    column("labour_need", labour_need, {.unit = "efficiency unit", .doc = "labour the plan needs, L*"});
    column("investment", investment, {.unit = "real yuan/quarter", .doc = "investment ordered, I"});
    column("sales", sales, {.unit = "real yuan/quarter", .doc = "sales"});
    column("spare", spare, {.unit = "real yuan/quarter", .doc = "goods available and not yet sold"});
    column("works", works, {.unit = "efficiency unit", .doc = "labour in jobs that governments pay for"});
    column("expected_inflation", expected_inflation,
           {.unit = "1/quarter", .doc = "expected consumer price inflation, πe"});
    column("regional_growth", regional_growth, {.unit = "1/quarter", .doc = "growth expected in the region, g_r"});
    column("plan_cell", plan_cell, {.unit = "real yuan/quarter", .doc = "planned output of the cell"});
    column("capacity_cell", capacity_cell, {.unit = "real yuan/quarter", .doc = "capacity of the cell"});
    column("seekers", seekers, {.unit = "person", .doc = "persons who looked for work"});
    column("hired", hired, {.unit = "person", .doc = "persons hired"});
    column("separations", separations, {.unit = "person", .doc = "persons who quit or were laid off"});
    column("vacancies_posted", vacancies_posted, {.unit = "person", .doc = "vacancies opened"});
    column("employment", employment, {.unit = "person", .doc = "employed persons of the cell"});
    column("consumption_budget_urban", consumption_budget_urban,
           {.unit = "yuan/quarter", .doc = "consumption planned by urban households"});
    column("consumption_budget_rural", consumption_budget_rural,
           {.unit = "yuan/quarter", .doc = "consumption planned by rural households"});
    column("dwelling_budget", dwelling_budget, {.unit = "yuan/quarter", .doc = "dwellings planned by households"});
    column("consumption_budget_public", consumption_budget_public,
           {.unit = "yuan/quarter", .doc = "government consumption planned by the region"});
    column("investment_budget_public", investment_budget_public,
           {.unit = "yuan/quarter", .doc = "public investment planned by the region"});
    column("consumption_budget_central", consumption_budget_central,
           {.unit = "yuan/quarter", .doc = "the centre's own spending planned for the region"});
    column("consumption", consumption, {.unit = "yuan/quarter", .doc = "consumption planned by the account"});
    column("dwellings", dwellings, {.unit = "yuan/quarter", .doc = "dwellings planned by the account"});
    column("demand_consumption_urban", demand_consumption_urban,
           {.unit = "real yuan/quarter", .doc = "urban consumption demanded, by good"});
    column("demand_consumption_rural", demand_consumption_rural,
           {.unit = "real yuan/quarter", .doc = "rural consumption demanded, by good"});
    column("demand_public", demand_public,
           {.unit = "real yuan/quarter", .doc = "government consumption demanded, by good"});
    column("investment_real_firms", investment_real_firms,
           {.unit = "real yuan/quarter", .doc = "investment ordered by firms"});
    column("investment_real_public", investment_real_public,
           {.unit = "real yuan/quarter", .doc = "investment ordered by governments"});
    column("investment_real_dwellings", investment_real_dwellings,
           {.unit = "real yuan/quarter", .doc = "dwellings ordered by households"});
    column("output", output, {.unit = "real yuan/quarter", .doc = "output of the cell, X"});
    column("sold", sold, {.unit = "real yuan/quarter", .doc = "sales of the cell"});
    column("demand", demand, {.unit = "real yuan/quarter", .doc = "demand on the cell, unmet included, Q"});
    column("intermediate_cost", intermediate_cost, {.unit = "yuan/quarter", .doc = "cost of inputs"});
    column("exports", exports, {.unit = "yuan/quarter", .doc = "exports, by good"});
    column("imports", imports, {.unit = "yuan/quarter", .doc = "imports, by good"});
    column("value_added", value_added, {.unit = "yuan/quarter", .doc = "value added of the cell"});
    column("value_added_real", value_added_real,
           {.unit = "real yuan/quarter", .doc = "value added at base prices, double deflation"});
    column("consumption_urban", consumption_urban, {.unit = "yuan/quarter", .doc = "urban consumption"});
    column("consumption_rural", consumption_rural, {.unit = "yuan/quarter", .doc = "rural consumption"});
    column("government_consumption", government_consumption, {.unit = "yuan/quarter", .doc = "government consumption"});
    column("investment_firms", investment_firms, {.unit = "yuan/quarter", .doc = "investment of firms"});
    column("investment_public", investment_public, {.unit = "yuan/quarter", .doc = "investment of governments"});
    column("dwelling_investment", dwelling_investment, {.unit = "yuan/quarter", .doc = "investment in dwellings"});
    column("stock_building", stock_building,
           {.unit = "yuan/quarter", .doc = "change of stocks, finished goods and inputs"});
    column("investment_fill", investment_fill, {.unit = "share", .doc = "delivered share of the investment ordered"});
    column("investment_unit_price", investment_unit_price,
           {.unit = "yuan/real yuan", .doc = "price paid per unit of investment ordered"});
    column("trade_flow", trade_flow, {.unit = "yuan/quarter", .doc = "sales from origin to destination"});
    column("freight_flow", freight_flow, {.unit = "yuan/quarter", .doc = "the same, weighted by freight per value"});
    column("freight", freight, {.unit = "yuan/quarter", .doc = "transport bought to carry what the region buys"});
    column("more_freight", more_freight,
           {.unit = "share", .doc = "transport bought per unit of a good beyond the base year's, m - m0"});
    column("more_handling", more_handling,
           {.unit = "share", .doc = "trade services bought at borders per unit of a good beyond the base year's"});
    column("rationed", rationed, {.unit = "share", .doc = "unmet demand to total demand"});
    column("wages", wages, {.unit = "yuan/quarter", .doc = "wages paid"});
    column("production_tax", production_tax, {.unit = "yuan/quarter", .doc = "net taxes on production"});
    column("corporate_tax", corporate_tax, {.unit = "yuan/quarter", .doc = "corporate tax"});
    column("personal_tax", personal_tax, {.unit = "yuan/quarter", .doc = "personal tax"});
    column("contributions", contributions, {.unit = "yuan/quarter", .doc = "social contributions"});
    column("benefits", benefits, {.unit = "yuan/quarter", .doc = "social benefits"});
    column("fees", fees, {.unit = "yuan/quarter", .doc = "fees on household income"});
    column("land_revenue", land_revenue, {.unit = "yuan/quarter", .doc = "net land revenue"});
    column("transfers", transfers, {.unit = "yuan/quarter", .doc = "transfers from the centre to the region"});
    column("dividends", dividends, {.unit = "yuan/quarter", .doc = "dividends received by households"});
    column("policy_revenue", policy_revenue, {.unit = "yuan/quarter", .doc = "taxes that policies move to the region"});
    column("disposable_urban", disposable_urban,
           {.unit = "yuan/quarter", .doc = "disposable income of urban households"});
    column("disposable_rural", disposable_rural,
           {.unit = "yuan/quarter", .doc = "disposable income of rural households"});
    column("wage_income", wage_income, {.unit = "yuan/quarter", .doc = "wages received by the account"});
    column("policy_income", policy_income, {.unit = "yuan/quarter", .doc = "payments from policies to the account"});
    column("policy_dwellings", policy_dwellings,
           {.unit = "yuan/quarter", .doc = "payments from policies that the account spends on dwellings"});
    column("opening_deposit", opening_deposit,
           {.unit = "yuan", .doc = "deposits of the account at the start of the quarter"});
    column("central_revenue", central_revenue, {.unit = "yuan/quarter", .doc = "the centre's revenue"});
    column("central_policy_revenue", central_policy_revenue,
           {.unit = "yuan/quarter", .doc = "what policies added to or took from the centre's revenue"});
    column("works_built", works_built, {.unit = "yuan/quarter", .doc = "wages of those who built public capital"});
    column("profits", profits, {.unit = "yuan/quarter", .doc = "profits of firms"});
    column("births", births, {.unit = "person/quarter", .doc = "births"});
    column("deaths", deaths, {.unit = "person/quarter", .doc = "deaths"});
    column("urban_moves", urban_moves,
           {.unit = "person/quarter", .doc = "moves from country to town within the region"});
    column("conversions", conversions, {.unit = "person/quarter", .doc = "hukou conversions"});
    column("trained", trained, {.unit = "person/quarter", .doc = "persons who rose an education level by training"});
    column("moves", moves, {.unit = "person/quarter", .doc = "moves between regions"});
    column("firm_moves", firm_moves, {.unit = "firm/quarter", .doc = "firms that moved between regions"});
    column("exits", exits, {.unit = "firm/quarter", .doc = "firms that closed"});
    column("entries", entries, {.unit = "firm/quarter", .doc = "firms that started"});
    column("relocations", relocations, {.unit = "firm/quarter", .doc = "firms that moved"});
    column("relocated", relocated, {.unit = "firm/quarter", .doc = "firms that moved, by industry"});
    column("capital_scrapped", capital_scrapped,
           {.unit = "real yuan/quarter", .doc = "capital left behind by firms that moved"});
    column("grain", grain, {.unit = "t/quarter", .doc = "grain output"});
    column("electricity", electricity, {.unit = "GWh/quarter", .doc = "electricity output"});
    column("coal", coal, {.unit = "t/quarter", .doc = "coal output"});
    column("energy_use", energy_use, {.unit = "tce/quarter", .doc = "energy use"});
    column("so2", so2, {.unit = "t/quarter", .doc = "SO2 emissions"});
    column("cod", cod, {.unit = "t/quarter", .doc = "COD emissions"});
    column("energy_balance", energy_balance,
           {.unit = "tce/quarter", .doc = "coal and non-thermal power less energy use"});
    column("oil_gas", oil_gas, {.unit = "toe/quarter", .doc = "oil and gas output"});
    column("co2_coal", co2_coal, {.unit = "t/quarter", .doc = "CO2 of the coal that is burnt"});
    column("co2_oil_gas", co2_oil_gas, {.unit = "t/quarter", .doc = "CO2 of the oil and gas that are burnt"});
    column("power_thermal", power_thermal, {.unit = "GWh/quarter", .doc = "thermal power"});
    column("power_hydro", power_hydro, {.unit = "GWh/quarter", .doc = "hydropower"});
    column("power_nuclear", power_nuclear, {.unit = "GWh/quarter", .doc = "nuclear power"});
    column("power_wind", power_wind, {.unit = "GWh/quarter", .doc = "wind power"});
    column("power_solar", power_solar, {.unit = "GWh/quarter", .doc = "solar power"});
    column("clean_built", clean_built, {.unit = "share", .doc = "of thermal power, that is being replaced"});
    column("clean_order", clean_order, {.unit = "real yuan/quarter", .doc = "wind and sun ordered"});
  }

  void reset(std::size_t regions, std::size_t industries, std::size_t households, std::size_t firms);
};

}  // namespace jiuzhou
