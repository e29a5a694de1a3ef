// What the nation carries over from quarter to quarter, and what is found once, at the start, for it and its regions.
#pragma once

#include <cstdint>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

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
  double central_revenue = 0, central_standard = 0;
  double vat_rise = 0, spending_owed = 0;
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
    column("central_standard", central_standard,
           {.unit = "yuan/quarter", .doc = "the centre's revenue at base-year rates and shares last quarter"});
    column("vat_rise", vat_rise,
           {.unit = "share", .min = 0, .doc = "rise of production tax that paid for policies last quarter"});
    column("spending_owed", spending_owed,
           {.unit = "yuan", .min = 0, .doc = "cost of policies that the centre has still to save elsewhere"});
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
  CellTable base_profit_rate, base_firms;
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
    column("base_gap", base_gap,
           {.unit = "share", .doc = "standard expenditure less revenue, to all transfers, base year"});
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
    column("base_firms", base_firms,
           {.unit = "firm agents", .min = 0, .doc = "firms of the cell in the first quarter"});
    column("base_attraction", base_attraction,
           {.unit = "util", .doc = "attraction of a cell that balances base-year moves of firms"});
    column("base_moves", base_moves,
           {.unit = "1/quarter", .doc = "moves by the census, per resident who is not registered there"});
    column("base_stock", base_stock, {.unit = "person", .doc = "migrants by hukou and place in the base year"});
  }
};

}  // namespace jiuzhou
