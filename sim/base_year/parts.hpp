// The first quarter in five parts, in their order: each sets what it names of the world and returns what later parts
// need of it. Together they follow one recipe: everything lagged is the base-year value divided by one quarter's
// growth; every stock is flow / growth. It is written out, with what each mistake costs, in sim/MODEL.md 6.
#pragma once

#include <string>

#include "sim/base_year/balance.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// Growth rates per quarter at the start, and the share of the year's flows that falls on its first quarter.
struct Start {
  double labour_productivity = 0;
  double labour_force = 0;
  double growth = 0;     // g, real
  double inflation = 0;  // π
  double nominal = 0;    // G = (1+g)(1+π) − 1
  double deepening = 0;  // k
  double capital = 0;    // growth of capital, g + k
  double depreciation = 0;
  double flow = 0.25;  // quarters of the year grow at G and sum to its accounts
};
Start start_of(const Parameters& parameters);

// What all parts are made from.
struct Origin {
  const Start start;
  const BaseYear& accounts;  // a year's
};

// Cells, persons, firms: technology, capital, stocks, finance.
struct FirstFirms {
  Column<RegionId, double> public_investment, dwellings, wages;  // of the first quarter
  Column<FirmId, double> debt, cash;                             // before it, yuan
  Column<FirmId, double> dividend, taxable;                      // of it, before corporate tax; profit that is taxed
  double profits = 0;                                            // sum of `taxable`
  double debts = 0, cash_held = 0, loans_after = 0;              // sums
};
FirstFirms first_firms(World& world, const Origin& origin);

// Shares of suppliers, costs of the way, lines.
struct FirstTrade {
  double foreign_assets = 0;
};
FirstTrade first_trade(World& world, const Origin& origin, const FirstFirms& firms);

// Baskets, prices, wages, the labour force, and the stocks that today's spending sustains.
struct FirstRegions {
  Column<RegionId, double> consumption_urban, consumption_rural, government;  // of the first quarter
  double gdp = 0;
};
FirstRegions first_regions(World& world, const Origin& origin, const FirstFirms& firms);

// Rates of tax, budgets, transfers, debts.
struct FirstGovernment {
  Column<RegionId, double> province_debt;  // before the first quarter
  double central_debt = 0;                 // likewise
  double central_revenue = 0, dividends = 0;
};
FirstGovernment first_government(World& world, const Origin& origin, const FirstFirms& firms,
                                 const FirstRegions& regions);

// Income, saving, remittances.
struct FirstHouseholds {
  Column<HouseholdId, double> deposit;  // before the first quarter
};
FirstHouseholds first_households(World& world, const Origin& origin, const FirstFirms& firms, const FirstTrade& trade,
                                 const FirstRegions& regions, const FirstGovernment& government);

// A note with up to three numbers.
std::string sentence(const char* format, double a, double b = 0, double c = 0);

}  // namespace jiuzhou
