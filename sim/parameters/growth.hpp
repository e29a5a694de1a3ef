// National growth trend and the shocks around it.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct GrowthParameters {
  double research_depreciation{}, labour_force_start{}, labour_start{}, labour_end{}, half_life{}, deepening_start{},
      deepening_half_life{}, services_gap{}, momentum_start{}, momentum_persistence{}, quality_share{}, shock_scale{},
      catch_up{}, infrastructure_elasticity{}, research_elasticity{}, agglomeration{}, agglomeration_distance{};

  void declare(auto& field) {
    field("agglomeration", agglomeration,
          {.unit = "elasticity",
           .fallback = 0.04,
           .min = 0,
           .max = 0.3,
           .doc = "productivity to workers outside own-account work within reach; 0 switches it off",
           .source = "Combes and Gobillon (2015): 0.02-0.1; China 0.03-0.1 (Combes, Demurger and Li 2015), recalled"});
    field("agglomeration_distance", agglomeration_distance,
          {.unit = "km",
           .fallback = 100,
           .min = 1,
           .max = 2000,
           .doc = "distance at which a worker elsewhere counts exp(-1)",
           .source = "judged: spillovers fade within 100-200 km (Rosenthal and Strange 2004)"});
    field("labour_start", labour_start,
          {.unit = "1/year",
           .fallback = 0.074,
           .min = -0.05,
           .max = 0.15,
           .doc = "national labour-productivity growth at the start; unless a pack or scenario sets it, the pack's "
                  "national.real_growth less labour_force_start",
           .source = "fit to national growth 2012-2017: with half_life it gives 7.6 % in 2013 and 6.7 % in 2017"});
    field(
        "labour_force_start", labour_force_start,
        {.unit = "1/year",
         .fallback = 0,
         .min = -0.05,
         .max = 0.05,
         .doc = "labour-force growth expected at the start; unless a pack or scenario sets it, what ageing, school and "
                "retirement make of the base year's labour force",
         .source = "ages and participation of the pack"});
    field("labour_end", labour_end,
          {.unit = "1/year",
           .fallback = 0.02,
           .min = -0.05,
           .max = 0.1,
           .doc = "labour-productivity growth it tends to",
           .source = "range of long-run projections for China, judged"});
    field("half_life", half_life,
          {.unit = "year",
           .fallback = 20,
           .min = 1,
           .max = 1000,
           .doc = "years in which half of the way from start to end is gone",
           .source = "fit to national growth 2012-2017, see labour_start"});
    field("deepening_start", deepening_start,
          {.unit = "1/year",
           .fallback = 0.004,
           .min = 0,
           .max = 0.03,
           .doc = "yearly fall of output per unit of capital at the start",
           .source = "capital-output ratio 2007-2012"});
    field("deepening_half_life", deepening_half_life,
          {.unit = "year",
           .fallback = 14,
           .min = 1,
           .max = 1000,
           .doc = "years in which half of that fall is gone",
           .source = "judged"});
    field("services_gap", services_gap,
          {.unit = "1/year",
           .fallback = 0.01,
           .min = -0.05,
           .max = 0.05,
           .doc = "how much slower productivity grows in services than on average",
           .source = "national accounts by sector, recalled"});
    field("momentum_start", momentum_start,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 2,
           .doc = "growth differences of the base year that go on, to what momentum_persistence says is left of them",
           .source = "1: base-year growth fades like any other"});
    field("momentum_persistence", momentum_persistence,
          {.unit = "share",
           .fallback = 0.48,
           .min = 0,
           .max = 0.9,
           .doc = "autocorrelation of regional growth differences from year to year",
           .source = "panel of regions to 2017: 0.43 (0.05) beside blocks, 0.52 (0.06) without"});
    field(
        "quality_share", quality_share,
        {.unit = "share",
         .fallback = 1,
         .min = 0,
         .max = 3,
         .doc = "part of a region's lasting gain of productivity over the nation that buyers follow as new and better "
                "goods",
         .source =
             "Hummels and Klenow 2005: larger and richer exporters sell more varieties and quality, not cheaper goods; "
             "1 gives shares the AR(1) law of the panel to 2017"});
    field("shock_scale", shock_scale,
          {.unit = "share",
           .fallback = 0.7,
           .min = 0,
           .max = 3,
           .doc = "regional growth shocks as a multiple of the pack's standard deviation",
           .source =
               "panel of regions to 2017: residual 2.2 % a year, shares spread by 7 and 11 % in five and ten years"});
    field("catch_up", catch_up,
          {.unit = "1/year per log point",
           .fallback = 0.004,
           .min = 0,
           .max = 0.05,
           .doc = "productivity growth per log gap to the three best regions, national mean unchanged",
           .source = "growth regressions to 2017: 0.0036 (0.0043)"});
    field("infrastructure_elasticity", infrastructure_elasticity,
          {.unit = "elasticity",
           .fallback = 0.08,
           .min = 0,
           .max = 0.5,
           .doc = "output at given labour and capital to public capital beyond potential growth",
           .source = "Bom and Ligthart 2014: 0.083 in the short run, mean 0.106"});
    field("research_depreciation", research_depreciation,
          {.unit = "1/year",
           .fallback = 0.15,
           .min = 0.01,
           .max = 0.5,
           .doc = "depreciation of the R&D stock",
           .source = "literature, Griliches"});
    field("research_elasticity", research_elasticity,
          {.unit = "elasticity",
           .fallback = 0.03,
           .min = 0,
           .max = 0.3,
           .doc = "output at given labour and capital to the R&D stock beyond potential growth",
           .source = "growth regressions to 2017: 0.006-0.008 per year on intensity"});
  }
};

}  // namespace jiuzhou
