// Regions: prices, labour, budgets, land and services.
#pragma once

#include <cstdint>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

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
  Column<RegionId, double> clean_power;
  Column<RegionId, double> nominal_gdp, real_gdp;
  Column<RegionId, double> nominal_growth;
  Column<RegionId, double> budget, own_revenue, revenue, standard_revenue;
  Column<RegionId, double> special_bonds, bonds_issued;
  Column<RegionId, double> course_levels;
  Column<RegionId, double> central_budget;
  Column<RegionId, double> real_income;
  Column<RegionId, double> transfer_share;
  Column<RegionId, double> job_chance, vacancy_rate, priced_out;
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
    column("clean_power", clean_power,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "thermal power of the base year's mix that wind and sun built since have replaced"});
    column("nominal_gdp", nominal_gdp,
           {.unit = "yuan/quarter", .min = 0, .doc = "gross domestic product last quarter"});
    column("real_gdp", real_gdp,
           {.unit = "real yuan/quarter", .min = 0, .doc = "the same at base prices, double deflation"});
    column("nominal_growth", nominal_growth, {.unit = "1/quarter", .doc = "smoothed growth of nominal GDP"});
    column("budget", budget, {.unit = "yuan/quarter", .doc = "regional public spending last quarter"});
    column("own_revenue", own_revenue, {.unit = "yuan/quarter", .doc = "regional revenue without transfers"});
    column("revenue", revenue, {.unit = "yuan/quarter", .doc = "regional revenue with transfers"});
    column("standard_revenue", standard_revenue,
           {.unit = "yuan/quarter", .doc = "regional revenue at base-year rates and shares, without transfers"});
    column("special_bonds", special_bonds,
           {.unit = "yuan", .min = 0, .doc = "part of the debt that a project's bonds brought, not yet paid back"});
    column("bonds_issued", bonds_issued,
           {.unit = "yuan/quarter", .min = 0, .doc = "special bonds issued last quarter"});
    column("course_levels", course_levels,
           {.unit = "person level", .min = 0, .doc = "education levels that courses have given and that are not worn"});
    column("central_budget", central_budget,
           {.unit = "yuan/quarter", .doc = "the centre's own spending in the region"});
    column("real_income", real_income,
           {.unit = "real yuan/person/quarter", .min = 0, .doc = "real disposable income per urban person"});
    column("transfer_share", transfer_share, {.unit = "share", .min = 0, .doc = "share in the centre's transfers"});
    column("attraction", attraction, {.unit = "1/year", .doc = "population growth by shocks to its attraction"});
    column("priced_out", priced_out,
           {.unit = "share",
            .min = 0,
            .max = 1,
            .doc = "persons of the labour force out of work whom a risen minimum wage kept from a job"});
    column("job_chance", job_chance,
           {.unit = "share", .min = 0, .max = 1, .doc = "seekers who found a job last quarter"});
    column("vacancy_rate", vacancy_rate, {.unit = "share", .doc = "posted vacancies to labour force last quarter"});
  }
};

}  // namespace jiuzhou
