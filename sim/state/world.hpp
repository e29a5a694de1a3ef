// The whole state, one struct of columns per kind. Anything a step needs from last quarter is here; anything it needs
// only within the quarter is in `Activity`. Money is in the ledger and nowhere else.
//
// Units: yuan, persons, quarters, km. "real" quantities are in yuan of the base year (price 1 in the first quarter).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"
#include "sim/base/ledger.hpp"
#include "sim/base/random.hpp"
#include "sim/parameters.hpp"
#include "sim/state/levers.hpp"
#include "sim/state/pack.hpp"
#include "sim/state/persons.hpp"

namespace jiuzhou {

// ---- firms ----------------------------------------------------------------------------------------------------------

// A slot belongs to one cell for ever; the slots of a cell lie in few runs. Quantities, prices and what they are made
// of are double; smoothed rates, ratios and memories of last quarter are float, which halves what a quarter reads.
struct Firms {
  Column<FirmId, std::uint8_t> alive;
  Column<FirmId, Narrow<RegionId>> region;
  Column<FirmId, Narrow<IndustryId>> industry;
  Column<FirmId, Narrow<RegionId>> origin;
  Column<FirmId, std::int16_t> birth;
  Column<FirmId, std::uint64_t> serial;
  Column<FirmId, double> capital;
  Column<FirmId, double> productivity;
  Column<FirmId, double> relative_productivity;
  Column<FirmId, float> capacity_ratio;
  Column<FirmId, float> markup;
  Column<FirmId, double> price;
  Column<FirmId, double> wage;
  Column<FirmId, double> stock;
  Column<FirmId, double> demand;
  Column<FirmId, float> previous_demand;
  Column<FirmId, float> utilisation;
  Column<FirmId, float> hurdle;
  Column<FirmId, double> output;
  Column<FirmId, float> growth;
  Column<FirmId, float> growth_investment;
  Column<FirmId, float> investment_momentum;
  Column<FirmId, float> dividend;
  Column<FirmId, float> capital_value;
  Column<FirmId, float> profit_rate;
  Column<FirmId, std::int64_t> workers;
  Column<FirmId, std::int64_t> labour;
  Column<FirmId, std::int64_t> paid;
  Column<FirmId, std::int64_t> vacancies;
  Column<FirmId, std::int64_t> labour_at_close;
  Column<FirmId, float> labour_coefficient;

  [[nodiscard]] std::size_t size() const { return alive.size(); }
  [[nodiscard]] Ids<FirmId> ids() const { return Ids<FirmId>(size()); }

  void declare(auto& column) {
    column("alive", alive, {.unit = "flag", .doc = "1 while the firm exists; dead slots are reused"});
    column("region", region, {.unit = "region", .doc = "where it produces"});
    column("industry", industry, {.unit = "industry", .doc = "what it produces"});
    column("origin", origin, {.unit = "region", .doc = "where it came from, for tax sharing"});
    column("birth", birth, {.unit = "quarter", .doc = "quarter of entry, counted from the first"});
    column("serial", serial, {.unit = "key", .doc = "permanent key of its random numbers"});
    column("capital", capital, {.unit = "real yuan", .min = 0, .doc = "capital stock, K"});
    column("productivity", productivity,
           {.unit = "real yuan/efficiency unit/quarter", .min = 0, .doc = "labour productivity, A"});
    column("relative_productivity", relative_productivity,
           {.unit = "log points", .doc = "its own part of productivity"});
    column("capacity_ratio", capacity_ratio,
           {.unit = "1/quarter", .min = 0, .doc = "output per capital at full use, κ"});
    column("markup", markup, {.unit = "ratio", .min = 0, .doc = "price over unit cost, μ"});
    column("price", price, {.unit = "base price = 1", .min = 0, .doc = "posted price, p"});
    column("wage", wage, {.unit = "yuan/efficiency unit/quarter", .min = 0, .doc = "posted wage, w"});
    column("stock", stock, {.unit = "real yuan", .min = 0, .doc = "finished goods in stock, S"});
    column("demand", demand, {.unit = "real yuan/quarter", .min = 0, .doc = "demand last quarter, unmet included, Q"});
    column("previous_demand", previous_demand,
           {.unit = "real yuan/quarter", .min = 0, .doc = "demand the quarter before"});
    column("utilisation", utilisation, {.unit = "share", .min = 0, .doc = "output to capacity last quarter"});
    column("hurdle", hurdle, {.unit = "1/quarter", .doc = "profit rate below which investment is cut"});
    column("output", output, {.unit = "real yuan/quarter", .min = 0, .doc = "output last quarter, X"});
    column("growth", growth, {.unit = "1/quarter", .doc = "smoothed own growth for sales plans"});
    column("growth_investment", growth_investment,
           {.unit = "1/quarter", .doc = "smoothed own growth for investment plans"});
    column("investment_momentum", investment_momentum,
           {.unit = "1/quarter", .doc = "base-year I/K beyond depreciation and growth, fading"});
    column("dividend", dividend, {.unit = "yuan/quarter", .doc = "dividend last quarter"});
    column("capital_value", capital_value, {.unit = "yuan", .min = 0, .doc = "value of capital last quarter"});
    column("profit_rate", profit_rate, {.unit = "1/quarter", .doc = "profit after depreciation to capital value"});
    column("workers", workers, {.unit = "person", .min = 0, .doc = "persons employed, N"});
    column("labour", labour, {.unit = "efficiency unit", .min = 0, .doc = "efficiency units of labour, L"});
    column("paid", paid,
           {.unit = "efficiency unit", .min = 0, .doc = "efficiency units paid for, hukou gap taken off"});
    column("vacancies", vacancies, {.unit = "person", .min = 0, .doc = "vacancies left open"});
    column("labour_at_close", labour_at_close,
           {.unit = "efficiency unit", .doc = "labour when the last labour market closed"});
    column("labour_coefficient", labour_coefficient,
           {.unit = "ratio", .min = 0, .doc = "labour per output relative to base technique"});
  }
};

// ---- regions, cells, trade ------------------------------------------------------------------------------------------

struct Regions {
  Column<RegionId, double> price_level, investment_price, public_price;
  Column<RegionId, double> inflation, smoothed_inflation;
  Column<RegionId, double> wage_index, minimum_wage;
  Column<RegionId, double> unemployment_rate, natural_unemployment;
  Column<RegionId, double> labour_force, labour_force_growth;
  Column<RegionId, double> labour_supply;
  Column<RegionId, double> dwelling_price, housing_load, reach;
  Column<RegionId, double> momentum;
  Column<RegionId, double> quality;
  Column<RegionId, double> productivity_growth;
  Column<RegionId, double> public_capital, public_capital_pipeline;
  Column<RegionId, double> public_capital_growth, research_growth;
  Column<RegionId, double> housing;
  Column<RegionId, double> service_stock;
  Column<RegionId, double> research_stock, research_flow;
  Column<RegionId, double> rent;
  Column<RegionId, double> farmland, yield;
  Column<RegionId, double> farmland_lost, urban_peak;
  Column<RegionId, double> ecology;
  Column<RegionId, double> nominal_gdp, real_gdp;
  Column<RegionId, double> nominal_growth;
  Column<RegionId, double> budget, own_revenue, revenue;
  Column<RegionId, double> central_budget;
  Column<RegionId, double> real_income;
  Column<RegionId, double> transfer_share;
  Column<RegionId, double> job_chance, vacancy_rate;
  Column<RegionId, double> attraction;

  void declare(auto& column) {
    column("price_level", price_level,
           {.unit = "base = 1", .min = 0, .doc = "consumer prices, Laspeyres on the base-year basket"});
    column("investment_price", investment_price, {.unit = "base = 1", .min = 0, .doc = "price of investment goods"});
    column("public_price", public_price, {.unit = "base = 1", .min = 0, .doc = "price of government consumption"});
    column("inflation", inflation, {.unit = "1/quarter", .doc = "consumer price inflation last quarter"});
    column("smoothed_inflation", smoothed_inflation, {.unit = "1/quarter", .doc = "smoothed past inflation"});
    column("wage_index", wage_index, {.unit = "base = 1", .min = 0, .doc = "wage index, W"});
    column("minimum_wage", minimum_wage, {.unit = "yuan/person/quarter", .min = 0, .doc = "wage floor"});
    column("unemployment_rate", unemployment_rate,
           {.unit = "share", .min = 0, .max = 1, .doc = "unemployed to labour force, u"});
    column("natural_unemployment", natural_unemployment,
           {.unit = "share", .min = 0, .max = 1, .doc = "slow average of unemployment, u*"});
    column("labour_force", labour_force, {.unit = "person", .min = 0, .doc = "employed and unemployed residents"});
    column("labour_force_growth", labour_force_growth,
           {.unit = "1/quarter", .doc = "smoothed growth of the labour force in efficiency units"});
    column("dwelling_price", dwelling_price,
           {.unit = "base = 1", .min = 0, .doc = "price and rent of dwellings to the price level"});
    column("housing_load", housing_load,
           {.unit = "base = 1", .min = 0, .doc = "real income of towns to housing, last quarter"});
    column("reach", reach,
           {.unit = "person", .min = 0, .doc = "workers outside own-account work within reach, last quarter"});
    column("labour_supply", labour_supply,
           {.unit = "efficiency unit",
            .min = 0,
            .doc = "labour force in efficiency units, that of the countryside at its marginal product"});
    column("momentum", momentum, {.unit = "1/quarter", .doc = "productivity growth beyond the nation's, persistent"});
    column("quality", quality,
           {.unit = "log points", .doc = "quality of its goods and number of new ones, to the nation"});
    column("productivity_growth", productivity_growth,
           {.unit = "1/quarter", .doc = "mean growth of labour productivity"});
    column("public_capital", public_capital, {.unit = "real yuan", .min = 0, .doc = "infrastructure in use"});
    column("public_capital_pipeline", public_capital_pipeline,
           {.unit = "real yuan", .min = 0, .doc = "infrastructure being built"});
    column("public_capital_growth", public_capital_growth,
           {.unit = "1/quarter", .doc = "growth of infrastructure last quarter"});
    column("research_growth", research_growth, {.unit = "1/quarter", .doc = "growth of the R&D stock last quarter"});
    column("housing", housing, {.unit = "real yuan", .min = 0, .doc = "housing stock"});
    column("service_stock", service_stock,
           {.unit = "real yuan/person/quarter", .min = 0, .doc = "public services per head, smoothed"});
    column("research_stock", research_stock, {.unit = "real yuan", .min = 0, .doc = "R&D stock"});
    column("research_flow", research_flow, {.unit = "real yuan/quarter", .min = 0, .doc = "R&D spending"});
    column("rent", rent, {.unit = "base = 1", .min = 0, .doc = "rent index"});
    column("farmland", farmland, {.unit = "ha", .min = 0, .doc = "cultivated land"});
    column("yield", yield, {.unit = "t/ha/year", .min = 0, .doc = "grain yield on farmland"});
    column("farmland_lost", farmland_lost,
           {.unit = "ha", .min = 0, .doc = "cultivated land built over since the start"});
    column("urban_peak", urban_peak, {.unit = "person", .min = 0, .doc = "most urban persons so far"});
    column("ecology", ecology, {.unit = "base = 1", .min = 0, .doc = "ecological index"});
    column("nominal_gdp", nominal_gdp,
           {.unit = "yuan/quarter", .min = 0, .doc = "gross domestic product last quarter"});
    column("real_gdp", real_gdp,
           {.unit = "real yuan/quarter", .min = 0, .doc = "the same at base prices, double deflation"});
    column("nominal_growth", nominal_growth, {.unit = "1/quarter", .doc = "smoothed growth of nominal GDP"});
    column("budget", budget, {.unit = "yuan/quarter", .doc = "regional public spending last quarter"});
    column("own_revenue", own_revenue, {.unit = "yuan/quarter", .doc = "regional revenue without transfers"});
    column("revenue", revenue, {.unit = "yuan/quarter", .doc = "regional revenue with transfers"});
    column("central_budget", central_budget,
           {.unit = "yuan/quarter", .doc = "the centre's own spending in the region"});
    column("real_income", real_income,
           {.unit = "real yuan/person/quarter", .min = 0, .doc = "real disposable income per urban person"});
    column("transfer_share", transfer_share, {.unit = "share", .min = 0, .doc = "share in the centre's transfers"});
    column("attraction", attraction, {.unit = "1/year", .doc = "population growth that the luck of its pull gives"});
    column("job_chance", job_chance,
           {.unit = "share", .min = 0, .max = 1, .doc = "seekers who found a job last quarter"});
    column("vacancy_rate", vacancy_rate, {.unit = "share", .doc = "posted vacancies to labour force last quarter"});
  }
};

struct Cells {
  CellTable price;
  CellTable base_wage;
  CellTable tax_rate;
  CellTable efficiency;
  CellTable productivity_growth;
  CellTable base_output;
  CellTable purchase_price;
  CellTable base_unit_labour;
  CellTable base_capacity;
  CellTable public_labour;
  CellTable base_labour;
  Cube<RegionId, IndustryId, IndustryId, double> input;
  Cube<RegionId, IndustryId, IndustryId, double> input_stock;

  void declare(auto& column) {
    column("price", price, {.unit = "base = 1", .min = 0, .doc = "price, firms weighted by market share"});
    column("base_wage", base_wage, {.unit = "yuan/efficiency unit/quarter", .min = 0, .doc = "wage of the base year"});
    column("tax_rate", tax_rate, {.unit = "share", .doc = "net production tax to output"});
    column("efficiency", efficiency,
           {.unit = "real yuan/efficiency unit/quarter", .min = 0, .doc = "labour productivity of the cell"});
    column("productivity_growth", productivity_growth, {.unit = "1/quarter", .doc = "its growth last quarter"});
    column("base_output", base_output,
           {.unit = "real yuan/quarter", .min = 0, .doc = "output of the base year, 0 for a dead cell"});
    column("purchase_price", purchase_price, {.unit = "base = 1", .min = 0, .doc = "price a region pays for a good"});
    column("base_unit_labour", base_unit_labour,
           {.unit = "yuan/real yuan", .min = 0, .doc = "wage cost per output, base year"});
    column("base_capacity", base_capacity,
           {.unit = "real yuan/quarter", .min = 0, .doc = "capacity in the first quarter"});
    column("public_labour", public_labour,
           {.unit = "efficiency unit", .min = 0, .doc = "labour in jobs that governments pay for"});
    column("base_labour", base_labour,
           {.unit = "efficiency unit", .min = 0, .doc = "labour in own-account work of the base year; 0 elsewhere"});
    column("input", input, {.unit = "share", .min = 0, .doc = "inputs per unit of output"});
    column("input_stock", input_stock,
           {.unit = "real yuan", .doc = "inputs on hand; below 0 where more was used than had been ordered"});
  }
};

// Origin index n_regions is the rest of the world.
struct Trade {
  Cube<IndustryId, RegionId, RegionId, double> share;  // (good, origin, destination), sums to 1 over origins
  Cube<IndustryId, RegionId, RegionId, double> base_share;
  CellTable base_exports;
  Table<RegionId, RegionId, double> base_cost;
  Table<RegionId, RegionId, double> grid_capacity;

  void declare(auto& column) {
    column("share", share, {.unit = "share", .min = 0, .doc = "supplier shares, additive"});
    column("base_share", base_share, {.unit = "share", .min = 0, .doc = "supplier shares of the base year"});
    column("base_exports", base_exports, {.unit = "real yuan/quarter", .min = 0, .doc = "exports of the base year"});
    column("base_cost", base_cost, {.unit = "ratio", .min = 0, .doc = "delivered over factory price in the base"});
    column("grid_capacity", grid_capacity,
           {.unit = "real yuan/quarter", .min = 0, .doc = "line capacity between regions"});
  }
};

// Household accounts: (region, settlement, class).
struct Households {
  Column<HouseholdId, double> smoothed_income;
  Column<HouseholdId, double> propensity;
  Column<HouseholdId, double> dwelling_propensity;
  Column<HouseholdId, double> remittance_rate;
  Column<HouseholdId, double> ownership;
  Column<HouseholdId, double> income;
  Column<HouseholdId, std::int64_t> persons;
  Table<RegionId, IndustryId, double> basket_urban, basket_rural;
  Table<RegionId, IndustryId, double> basket_public, basket_investment;
  Column<RegionId, double> base_consumption_urban, base_consumption_rural;

  void declare(auto& column) {
    column("smoothed_income", smoothed_income,
           {.unit = "yuan/person/quarter", .doc = "smoothed disposable income per head"});
    column("propensity", propensity, {.unit = "share", .doc = "consumption out of smoothed income"});
    column("dwelling_propensity", dwelling_propensity,
           {.unit = "share", .min = 0, .doc = "dwellings out of smoothed income"});
    column("remittance_rate", remittance_rate,
           {.unit = "share of wages", .doc = "remittances received (+) or sent (-)"});
    column("ownership", ownership, {.unit = "weight/person", .min = 0, .doc = "weight of a member in capital income"});
    column("income", income, {.unit = "yuan/quarter", .doc = "disposable income last quarter"});
    column("persons", persons, {.unit = "person", .min = 0, .doc = "members"});
    column("basket_urban", basket_urban, {.unit = "share", .doc = "urban consumption by good, base year"});
    column("basket_rural", basket_rural, {.unit = "share", .doc = "rural consumption by good, base year"});
    column("basket_public", basket_public, {.unit = "share", .doc = "government consumption by good"});
    column("basket_investment", basket_investment, {.unit = "share", .doc = "investment by good"});
    column("base_consumption_urban", base_consumption_urban,
           {.unit = "real yuan/person/quarter", .doc = "urban consumption per head, base year"});
    column("base_consumption_rural", base_consumption_rural,
           {.unit = "real yuan/person/quarter", .doc = "rural consumption per head, base year"});
  }
};

// Numbers of the nation that carry over, and constants fixed when the world was initialised.
struct Nation {
  double growth = 0;
  double potential = 0;
  double consumption_growth = 0;
  double loan_rate = 0;
  double deepening = 1;
  double world_demand = 1, world_price = 1, coal_price = 1, oil_price = 1;
  double base_growth = 0;
  double trend = 1;
  double central_ratio = 0;
  double central_revenue = 0;
  double transfer_ratio = 0;
  double closing_ratio = 0;
  double corporate_tax_rate = 0, corporate_tax_local = 0, personal_tax_rate = 0, personal_tax_local = 0;
  double contribution_rate = 0, benefit_per_retired = 0;
  double other_benefits = 0;
  double base_central_debt = 0;
  double base_leverage = 0;
  double land_rate = 0;
  double fertility_factor = 1, mortality_factor = 1;
  double base_births = 0, fertility = 1;
  double coal_passed = 0, oil_passed = 0;
  double capital_rescale = 1;
  std::uint64_t births_ever = 0;

  void declare(auto& column) {
    column("growth", growth, {.unit = "1/quarter", .doc = "smoothed national real growth"});
    column("potential", potential, {.unit = "1/quarter", .doc = "potential growth"});
    column("consumption_growth", consumption_growth, {.unit = "1/quarter", .doc = "smoothed nominal growth"});
    column("loan_rate", loan_rate, {.unit = "1/year", .min = 0, .doc = "lending rate"});
    column("deepening", deepening, {.unit = "ratio", .min = 0, .doc = "output per capital relative to base"});
    column("world_demand", world_demand, {.unit = "base = 1", .min = 0, .doc = "foreign demand"});
    column("world_price", world_price, {.unit = "base = 1", .min = 0, .doc = "foreign price in yuan"});
    column("coal_price", coal_price, {.unit = "base = 1", .min = 0, .doc = "world coal price in yuan"});
    column("oil_price", oil_price, {.unit = "base = 1", .min = 0, .doc = "world oil price in yuan"});
    column("base_growth", base_growth, {.unit = "1/quarter", .doc = "growth the base year was initialised with"});
    column("trend", trend, {.unit = "base = 1", .min = 0, .doc = "product of potential growth since the start"});
    column("central_ratio", central_ratio,
           {.unit = "share", .doc = "own spending to revenue of the centre, base year"});
    column("central_revenue", central_revenue, {.unit = "yuan/quarter", .doc = "the centre's revenue last quarter"});
    column("transfer_ratio", transfer_ratio, {.unit = "share", .doc = "transfers to central revenue"});
    column("closing_ratio", closing_ratio, {.unit = "share", .doc = "closing item to central revenue"});
    column("corporate_tax_rate", corporate_tax_rate, {.unit = "share", .doc = "corporate tax on profit"});
    column("corporate_tax_local", corporate_tax_local, {.unit = "share", .doc = "its regional part"});
    column("personal_tax_rate", personal_tax_rate, {.unit = "share", .doc = "personal tax on wages"});
    column("personal_tax_local", personal_tax_local, {.unit = "share", .doc = "its regional part"});
    column("contribution_rate", contribution_rate, {.unit = "share", .doc = "social contributions on wages"});
    column("benefit_per_retired", benefit_per_retired,
           {.unit = "share of wage", .doc = "social benefits per retired person"});
    column("other_benefits", other_benefits, {.unit = "share", .doc = "benefits to all persons, to contributions"});
    column("base_central_debt", base_central_debt, {.unit = "share", .doc = "central debt to yearly GDP in the base"});
    column("base_leverage", base_leverage, {.unit = "share", .doc = "firms' debt to capital value in the base"});
    column("land_rate", land_rate, {.unit = "share", .doc = "net land revenue to dwellings"});
    column("fertility_factor", fertility_factor,
           {.unit = "ratio", .doc = "correction of fertility to base-year births"});
    column("base_births", base_births, {.unit = "person/quarter", .doc = "births of the base year"});
    column("fertility", fertility,
           {.unit = "base = 1", .doc = "births per woman of given age, relative to the base year"});
    column("coal_passed", coal_passed, {.unit = "log points", .doc = "world coal price as passed on last quarter"});
    column("oil_passed", oil_passed, {.unit = "log points", .doc = "world oil price as passed on last quarter"});
    column("mortality_factor", mortality_factor,
           {.unit = "ratio", .doc = "correction of mortality to base-year deaths"});
    column("capital_rescale", capital_rescale, {.unit = "ratio", .doc = "national rescaling of the pack's capital"});
    column("births_ever", births_ever, {.unit = "agent", .doc = "agents born since the start"});
  }
};

// Constants per region found at the start.
struct Calibration {
  Column<RegionId, double> production_tax_local;
  Column<RegionId, double> fee_rate;
  Column<RegionId, double> budget_investment_share;
  Column<RegionId, double> spending_ratio;
  Column<RegionId, double> base_debt_ratio;
  Column<RegionId, double> need_per_head;
  Column<RegionId, double> closing_transfer;
  Column<RegionId, double> central_budget_share;
  Column<RegionId, double> base_gap, base_transfer_share;
  Column<RegionId, double> base_rent_load;
  Column<RegionId, double> research_intensity;
  Column<RegionId, double> urban_consumption_share;
  Column<RegionId, double> base_mean_wage;
  Column<RegionId, double> base_unemployment;
  // for migration
  Table<RegionId, SkillId, double> base_town_pay;
  Column<RegionId, double> base_farm_pay, base_barrier;
  Column<RegionId, double> country_weight, country_unemployment;
  Column<RegionId, double> base_services, base_selectivity, base_town_odds, base_urban_share;
  Column<RegionId, double> base_public_capital;
  Column<RegionId, double> base_working_age;
  Column<RegionId, double> participation_urban, participation_rural;
  Column<RegionId, double> fertility_level, mortality_level;
  Column<RegionId, double> so2_rate, cod_rate;
  Column<RegionId, double> base_market_access;
  CellTable base_profit_rate;
  CellTable base_attraction;
  Table<RegionId, RegionId, double> base_moves;
  Table<RegionId, RegionId, double> base_stock;

  void declare(auto& column) {
    column("production_tax_local", production_tax_local, {.unit = "share", .doc = "regional share of production tax"});
    column("fee_rate", fee_rate, {.unit = "share", .doc = "fees on household income"});
    column("budget_investment_share", budget_investment_share,
           {.unit = "share", .doc = "investment in the regional budget"});
    column("spending_ratio", spending_ratio, {.unit = "ratio", .doc = "budget to revenue in the base"});
    column("base_debt_ratio", base_debt_ratio, {.unit = "share", .doc = "debt to yearly GDP in the base"});
    column("need_per_head", need_per_head, {.unit = "yuan/person/quarter", .doc = "standard expenditure"});
    column("closing_transfer", closing_transfer, {.unit = "share", .doc = "closing item of the base-year budget"});
    column("central_budget_share", central_budget_share, {.unit = "share", .doc = "of the centre's own spending"});
    column("base_gap", base_gap, {.unit = "yuan/quarter", .doc = "standard expenditure less revenue, base year"});
    column("base_transfer_share", base_transfer_share, {.unit = "share", .doc = "share in transfers, base year"});
    column("base_rent_load", base_rent_load, {.unit = "ratio", .doc = "urban income over housing, base year"});
    column("research_intensity", research_intensity, {.unit = "share", .doc = "R&D to GDP"});
    column("urban_consumption_share", urban_consumption_share,
           {.unit = "share", .doc = "urban part of consumption, base year"});
    column("base_mean_wage", base_mean_wage, {.unit = "yuan/person/quarter", .doc = "mean wage of the base year"});
    column("base_unemployment", base_unemployment, {.unit = "share", .doc = "unemployment of the base year"});
    column("base_town_pay", base_town_pay,
           {.unit = "log points", .doc = "log expected real pay outside own-account work by skill, base year"});
    column("base_farm_pay", base_farm_pay,
           {.unit = "log points", .doc = "log real pay in own-account work, base year"});
    column("country_weight", country_weight,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "what a person of the countryside adds to output, to one of a town, base year"});
    column("country_unemployment", country_unemployment,
           {.unit = "share", .min = 0, .max = 1, .doc = "unemployment of the countryside in the base year"});
    column("base_barrier", base_barrier,
           {.unit = "log points", .doc = "what the cost of settling takes off the odds of a place"});
    column("base_services", base_services,
           {.unit = "real yuan/person/quarter", .doc = "public services per head of the base year"});
    column("base_selectivity", base_selectivity,
           {.unit = "ratio", .doc = "mean odds of leaving by age, education and pay in the base year"});
    column("base_town_odds", base_town_odds,
           {.unit = "ratio", .doc = "the same of rural persons by age and pay, for moves to town"});
    column("base_urban_share", base_urban_share, {.unit = "share", .doc = "urban persons of the base year"});
    column("base_public_capital", base_public_capital, {.unit = "real yuan", .doc = "infrastructure of the base year"});
    column("participation_urban", participation_urban,
           {.unit = "ratio", .doc = "odds of being in the labour force, urban, to the pack's by age and sex"});
    column("participation_rural", participation_rural,
           {.unit = "ratio", .doc = "odds of being in the labour force, rural, to the pack's by age and sex"});
    column("base_working_age", base_working_age, {.unit = "person", .doc = "residents of 15 to 64 at the start"});
    column("fertility_level", fertility_level, {.unit = "ratio", .doc = "fertility relative to the nation"});
    column("mortality_level", mortality_level, {.unit = "ratio", .doc = "mortality relative to the nation"});
    column("so2_rate", so2_rate, {.unit = "t/real yuan", .doc = "SO2 per weighted output in the base year"});
    column("cod_rate", cod_rate, {.unit = "t/real yuan", .doc = "COD per weighted output in the base year"});
    column("base_market_access", base_market_access,
           {.unit = "yuan/km/quarter", .doc = "market access of the base year"});
    column("base_profit_rate", base_profit_rate, {.unit = "1/quarter", .doc = "profit to capital value, base year"});
    column("base_attraction", base_attraction,
           {.unit = "util", .doc = "attraction of a cell that balances base-year moves of firms"});
    column("base_moves", base_moves,
           {.unit = "1/quarter", .doc = "moves by the census, per resident who is not registered there"});
    column("base_stock", base_stock, {.unit = "person", .doc = "migrants by hukou and place in the base year"});
  }
};

// ---- policies and what is imposed from outside ----------------------------------------------------------------------

// What policies remember from quarter to quarter; nothing for a scenario in which none has to.
struct PolicyMemory {
  Table<PolicyId, RegionId, std::uint8_t> on;
  Column<PolicyId, std::int32_t> running;
  Column<PolicyId, double> spent;

  void declare(auto& column) {
    column("on", on, {.unit = "flag", .doc = "1 where the trigger of a policy holds"});
    column("running", running, {.unit = "quarter", .doc = "time for which a trigger has held somewhere"});
    column("spent", spent, {.unit = "yuan", .doc = "money spent so far, where later effects depend on it"});
  }
};

// Exogenous paths by quarter of the run, from the pack's known years or imposed by the scenario. Where a path has no
// value the model's own trend goes on.
struct Paths {
  static constexpr double none = -1;  // no path can have this value
  Column<RunQuarter, double> world_demand, coal_price, oil_price, birth_factor, epidemic_gap, productivity;

  // The value of this quarter, or the model's own.
  static double at(const Column<RunQuarter, double>& path, int elapsed, double otherwise) {
    if (elapsed < 0 || static_cast<std::size_t>(elapsed) >= path.size()) return otherwise;
    const double value = path[static_cast<RunQuarter>(elapsed)];
    return value == none ? otherwise : value;
  }
  // The same for a path that keeps its last value.
  static double held(const Column<RunQuarter, double>& path, int elapsed, double otherwise) {
    return path.size() == 0 ? otherwise : at(path, std::min(elapsed, static_cast<int>(path.size()) - 1), otherwise);
  }

  void declare(auto& column) {
    column("world_demand", world_demand, {.unit = "base = 1", .doc = "foreign demand"});
    column("coal_price", coal_price, {.unit = "base = 1", .doc = "world coal price to world prices"});
    column("oil_price", oil_price, {.unit = "base = 1", .doc = "world oil price to world prices"});
    column("birth_factor", birth_factor, {.unit = "ratio", .doc = "births relative to the base year"});
    column("epidemic_gap", epidemic_gap, {.unit = "share", .doc = "output lost to the epidemic"});
    column("productivity", productivity, {.unit = "1/year", .doc = "national growth of labour productivity"});
  }
};

// ---- the quarter's results, recomputed every quarter, read by `output` ----------------------------------------------

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

// What a policy moved and did in the quarter. A payment has one payer and one payee, so paid and received both sum to
// cost.
inline constexpr std::array policy_sectors{Sector::household, Sector::firm, Sector::province, Sector::centre};
struct PolicyOutcome {
  double cost = 0;                                               // yuan
  std::array<double, policy_sectors.size()> paid{}, received{};  // yuan, by sector
  std::vector<double> received_in;                               // yuan, by region of the payee; the centre is in none
  double jobs = 0;                                               // persons in jobs it paid for
  double trained = 0;                                            // persons on its courses
  // firms that went where it sends them; workers asked along
  double firms_moved = 0, staff_moved = 0;
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
  CellTable output, sold, demand, intermediate_cost, exports, imports, value_added, value_added_real;
  Column<RegionId, double> consumption_urban, consumption_rural, government_consumption, investment_firms,
      investment_public, dwelling_investment, stock_building, investment_fill, investment_unit_price;
  Table<RegionId, RegionId, double> trade_flow;
  double rationed = 0;
  // incomes
  Column<RegionId, double> wages, production_tax, corporate_tax, personal_tax, contributions, benefits, fees,
      land_revenue, transfers, dividends, policy_revenue, disposable_urban, disposable_rural;
  Column<HouseholdId, double> wage_income, policy_income, policy_dwellings, opening_deposit;
  double central_revenue = 0, profits = 0;
  // demography, migration, firms, environment
  Column<RegionId, std::int64_t> births, deaths, urban_moves, conversions, trained;
  Table<RegionId, RegionId, std::int64_t> moves, firm_moves;
  std::int64_t exits = 0, entries = 0, relocations = 0;
  Column<IndustryId, std::int64_t> relocated;
  double capital_scrapped = 0;
  Column<RegionId, double> grain, electricity, coal, energy_use, so2, cod, energy_balance;
  std::vector<Follower> followers;      // workers who go along with their firm
  std::vector<PolicyOutcome> policies;  // in the scenario's order

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
    column("stock_building", stock_building, {.unit = "yuan/quarter", .doc = "change of stocks"});
    column("investment_fill", investment_fill, {.unit = "share", .doc = "delivered share of the investment ordered"});
    column("investment_unit_price", investment_unit_price,
           {.unit = "yuan/real yuan", .doc = "price paid per unit of investment ordered"});
    column("trade_flow", trade_flow, {.unit = "yuan/quarter", .doc = "sales from origin to destination"});
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
  }

  void reset(std::size_t regions, std::size_t industries, std::size_t households, std::size_t firms);
};

// Head counts at the end of the quarter.
struct Census {
  Column<RegionId, std::int64_t> urban, rural, working_age, aged, children;
  Column<RegionId, std::int64_t> employed, unemployed, retired;
  Table<RegionId, RegionId, std::int64_t> stock;  // (hukou, place)
  Column<RegionId, std::int64_t> nonlocal;
  Column<RegionId, std::int64_t> skilled[skills];
  std::int64_t persons = 0;
};

// Workers of a firm.
struct Staff {
  std::int64_t labour = 0, labour_elsewhere = 0;  // efficiency units; of persons with hukou elsewhere
  std::uint32_t persons = 0, agents = 0;
  std::uint16_t industry = 0;  // of the firm, where it is at hand when a worker is counted
};

// What a region's records add up to, kept as they change; and which firm a number in a record means. A slot keeps its
// region and so its number for ever: the order of the region's slots.
struct Headcount {
  static constexpr std::size_t accounts = 2 * income_classes;  // (rural, class)
  std::array<std::int64_t, accounts * statuses> persons{};     // (account, status)
  std::vector<std::int64_t> stock, country_stock;              // by region of hukou; of those, with rural hukou
  std::vector<std::int64_t> composition;                       // (cohort, education, rural)
  std::array<std::int64_t, skills> skilled{};                  // of the labour force
  std::int64_t supply = 0, active_agents = 0;                  // labour force: efficiency units; agents
  std::vector<std::int64_t> pay_units;                         // (industry, hukou elsewhere, account), efficiency units
  std::vector<std::int64_t> mix, workers;                      // (industry, skill), efficiency units; persons
  std::vector<Staff> staff;                                    // by number of the firm
  std::vector<FirmId> firm;                                    // by number

  [[nodiscard]] std::int64_t count(std::size_t account, Status status) const {
    return persons[account * statuses + static_cast<std::size_t>(status)];
  }
  [[nodiscard]] std::int64_t count(Status status) const {
    std::int64_t sum = 0;
    for (std::size_t a = 0; a < accounts; ++a) sum += count(a, status);
    return sum;
  }
};

// Bytes a firm takes: its columns, its accounts, its places in the index of cells and in this quarter's results.
std::size_t firm_bytes();

// Consecutive slots of firms of one cell: [begin, end).
struct SlotRun {
  std::uint32_t begin = 0, end = 0;
};

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
  void index_firms();  // after slots were added, firms started or closed

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
