// THE declaration of every core parameter: name, unit, default, bounds, meaning, source. The reader, the checks, the
// schema, the reference in scenarios/README.md and the attributes of result files are made from these lists. Each group
// has a file of its own in sim/parameters/.
//
// Sources: "judged" is a value nobody measured, chosen within the range where the model is stable.
#pragma once

#include "sim/parameters/accounts.hpp"
#include "sim/parameters/credit.hpp"
#include "sim/parameters/demography.hpp"
#include "sim/parameters/environment.hpp"
#include "sim/parameters/expectations.hpp"
#include "sim/parameters/firms.hpp"
#include "sim/parameters/government.hpp"
#include "sim/parameters/growth.hpp"
#include "sim/parameters/households.hpp"
#include "sim/parameters/initial.hpp"
#include "sim/parameters/investment.hpp"
#include "sim/parameters/labour.hpp"
#include "sim/parameters/migration.hpp"
#include "sim/parameters/paths.hpp"
#include "sim/parameters/prices.hpp"
#include "sim/parameters/production.hpp"
#include "sim/parameters/trade.hpp"

namespace jiuzhou {

struct Parameters {
  GrowthParameters growth;
  PricesParameters prices;
  ExpectationsParameters expectations;
  ProductionParameters production;
  InvestmentParameters investment;
  CreditParameters credit;
  LabourParameters labour;
  DemographyParameters demography;
  HouseholdsParameters households;
  TradeParameters trade;
  GovernmentParameters government;
  FirmsParameters firms;
  MigrationParameters migration;
  EnvironmentParameters environment;
  AccountsParameters accounts;
  InitialParameters initial;
  PathsParameters paths;

  void declare(auto& field) {
    field.group("growth", growth, "national growth trend and the shocks around it");
    field.group("prices", prices, "prices, mark-ups and inflation");
    field.group("expectations", expectations, "expected sales and growth");
    field.group("production", production, "plans, stocks, capacity");
    field.group("investment", investment, "firms' investment");
    field.group("credit", credit, "banks and firms' finance");
    field.group("labour", labour, "wages and the labour market");
    field.group("demography", demography, "births, deaths, schooling, retirement");
    field.group("households", households, "income, saving, housing");
    field.group("trade", trade, "trade between regions and abroad");
    field.group("government", government, "budgets");
    field.group("firms", firms, "exit, entry, relocation");
    field.group("migration", migration, "moves between places");
    field.group("environment", environment, "emissions, farmland, energy");
    field.group("accounts", accounts, "bounds of the pack's accounts before they are balanced");
    field.group("initial", initial, "how the first micro-states are drawn");
    field.group("paths", paths, "exogenous paths");
    field.joint({{"credit.leverage", 1}, {"firms.insolvency", -1}}, 0, "a firm at its target is solvent");
    field.joint({{"accounts.tax_most", 1}, {"accounts.labour_least", 1}, {"accounts.surplus_least", 1}}, 1,
                "tax, labour and capital share value added");
    // The first stocks are investment over depreciation and growth.
    for (const std::string_view worn :
         {"production.depreciation", "investment.housing_depreciation", "growth.research_depreciation"})
      field.joint({{"growth.labour_start", -1}, {"growth.labour_force_start", -1}, {worn, -1}}, -0.02,
                  "stocks hold at most what fifty years have built");
  }
};

}  // namespace jiuzhou
