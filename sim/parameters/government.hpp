// Budgets.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct GovernmentParameters {
  double revenue_speed{}, debt_rule{}, cycle_rule{}, equalisation_speed{}, central_rule{}, land_share{},
      service_speed{}, growth_speed{}, growth_speed_nation{}, growth_bound{}, equalisation{}, brake_floor{},
      bond_ceiling{}, bond_maturity{}, rural_pension{}, unemployment_coverage{}, unemployment_replacement{},
      bond_refinanced{};

  void declare(auto& field) {
    field("revenue_speed", revenue_speed,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0.02,
           .max = 1,
           .doc = "speed of spending to revenue",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("debt_rule", debt_rule,
          {.unit = "per quarter",
           .fallback = 0.01,
           .min = 0,
           .max = 0.1,
           .doc = "cut of spending per unit of debt above the base-year ratio",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("cycle_rule", cycle_rule,
          {.unit = "share",
           .fallback = 2.0,
           .min = 0,
           .max = 10,
           .doc = "rise of spending per unit of unemployment above base",
           .source = "judged: keeps unemployment in a believable band, sim/MODEL.md 7.1"});
    field("equalisation_speed", equalisation_speed,
          {.unit = "per year",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "speed of transfers to the formula",
           .source = "budget panels: 10-20 % of the gap a year"});
    field("central_rule", central_rule,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0,
           .max = 0.2,
           .doc = "cut of the centre's closing transfer per unit of debt above base",
           .source = "judged"});
    field("land_share", land_share,
          {.unit = "share",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "net part of land revenue left after compensation",
           .source = "MOF 2012, judged"});
    field("service_speed", service_speed,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0.01,
           .max = 1,
           .doc = "speed of public-service stocks per head to spending per head",
           .source = "judged"});
    field("growth_speed", growth_speed,
          {.unit = "per quarter",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "smoothing of a region's nominal growth that budgets follow",
           .source = "judged"});
    field(
        "growth_speed_nation", growth_speed_nation,
        {.unit = "per quarter",
         .fallback = 0.1,
         .min = 0,
         .max = 1,
         .doc = "smoothing of the nation's nominal growth per head that benefits, dividends and central budgets follow",
         .source = "judged"});
    field("growth_bound", growth_bound,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.01,
           .max = 2,
           .doc = "change of a region's nominal GDP that is taken for growth at most, either way",
           .source = "judged: never met by the baseline at 1:1000 from 2012 to 2022"});
    field(
        "equalisation", equalisation,
        {.unit = "share",
         .fallback = 0.65,
         .min = 0,
         .max = 1,
         .doc = "of a change in standard expenditure less standard revenue, made up for by transfers",
         .source = "general transfers of the Ministry of Finance: the gap times a coefficient below one, size judged"});
    field("rural_pension", rural_pension,
          {.unit = "ratio",
           .fallback = 0.05,
           .min = 0,
           .max = 1,
           .doc = "pension of a retired person in the country to that in town",
           .source = "2012: residents' pensions about 80 yuan a month, employees' 1 700 (MOHRSS, recalled)"});
    field(
        "unemployment_coverage", unemployment_coverage,
        {.unit = "share",
         .fallback = 0.1,
         .min = 0,
         .max = 1,
         .doc = "persons out of work in town who draw unemployment benefit",
         .source = "MOHRSS bulletin of 2022: 2.97 m persons on benefit, of about 26 m out of work in town; recalled"});
    field("unemployment_replacement", unemployment_replacement,
          {.unit = "share",
           .fallback = 0.18,
           .min = 0,
           .max = 1,
           .doc = "unemployment benefit to the mean wage of the region",
           .source = "about 1 700 of 9 500 yuan a month in 2022, 707 of 3 897 in 2012 (MOHRSS, NBS), recalled"});
    field("bond_ceiling", bond_ceiling,
          {.unit = "share",
           .fallback = 1,
           .min = 0,
           .max = 5,
           .doc = "special bonds of a region at most, to its yearly revenue with transfers",
           .source = "debt limit of the NPC Standing Committee 2015: 100 % of local fiscal capacity, recalled"});
    field("bond_maturity", bond_maturity,
          {.unit = "year",
           .fallback = 15,
           .min = 1,
           .max = 50,
           .doc = "term of special bonds: this part of what is left falls due each year",
           .source = "Ministry of Finance: mean term of special bonds of 2020-2023 about 15 years, recalled"});
    field(
        "bond_refinanced", bond_refinanced,
        {.unit = "share",
         .fallback = 0.86,
         .min = 0,
         .max = 1,
         .doc = "of special bonds that fall due, replaced by new ones; the budget pays back the rest",
         .source = "Ministry of Finance, local government bonds of 2022: 2.39 of 2.78 trillion yuan that fell due were "
                   "repaid by refinancing bonds; recalled"});
    field("brake_floor", brake_floor,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "wanted budget at least, of that without debt above base",
           .source = "judged"});
  }
};

}  // namespace jiuzhou
