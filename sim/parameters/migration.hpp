// Moves between places.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct MigrationParameters {
  double rate_scale{}, income{}, town_income{}, job_chance{}, network{}, network_share{}, vacancies{}, services{},
      settlement{}, settlement_town{}, return_rate{}, return_age{}, urbanisation{}, urbanisation_slowdown{},
      conversion_rate{}, conversion_tenure{}, attraction_shock{}, attraction_persistence{}, network_prior{};

  void declare(auto& field) {
    field(
        "rate_scale", rate_scale,
        {.unit = "ratio",
         .fallback = 0.7,
         .min = 0,
         .max = 3,
         .doc = "yearly moves over the census's five-year movers / 5",
         .source = "fitted to population shares 2012-2017 (0.7 to 1.1: error 2.9 to 3.4 %); the census's five years to "
                   "2010 were those of the largest net moves"});
    field("income", income,
          {.unit = "elasticity",
           .fallback = 0.37,
           .min = 0,
           .max = 5,
           .doc = "moves between regions to expected real pay there and here",
           .source = "PPML with network to 2010: 0.37 (0.04)"});
    field("town_income", town_income,
          {.unit = "elasticity",
           .fallback = 1.5,
           .min = 0,
           .max = 5,
           .doc = "moves to town to expected real pay there and in own-account work",
           .source = "conditional logit without network to 2010: 1.48 (0.21); Tombe and Zhu (2019): 1.5"});
    field("job_chance", job_chance,
          {.unit = "exponent",
           .fallback = 1,
           .min = 0,
           .max = 20,
           .doc = "weight of the chance of a job in expected pay",
           .source = "Harris and Todaro (1970): expected pay is the chance times the wage"});
    field("network", network,
          {.unit = "elasticity",
           .fallback = 0.84,
           .min = 0,
           .max = 1,
           .doc = "moves to the stock from the same hukou region already there",
           .source = "PPML to 2010: 0.84 (0.014)"});
    field("network_share", network_share,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "part of the flow that follows the present stock; the rest follows the base-year flows",
           .source = "judged"});
    field("vacancies", vacancies,
          {.unit = "elasticity",
           .fallback = 0.2,
           .min = 0,
           .max = 2,
           .doc = "moves to vacancies per person out of work, there and here, relative to the nation",
           .source = "populations 2012-2017 prefer it to 0.4: part of the moves that are for work, 0.75 (census 2010, "
                     "recalled), times the elasticity of matches, 0.5 (Petrongolo and Pissarides 2001)"});
    field("services", services,
          {.unit = "elasticity",
           .fallback = 0.1,
           .min = 0,
           .max = 2,
           .doc = "moves to public services open to the person",
           .source = "judged"});
    field("settlement", settlement,
          {.unit = "log points",
           .fallback = 0.5,
           .min = 0,
           .max = 5,
           .doc = "cost of settling in the odds of a place, mean over arrivals; by place in proportion to the share of "
                  "residents who are registered elsewhere",
           .source = "judged"});
    field("settlement_town", settlement_town,
          {.unit = "log points",
           .fallback = 0.2,
           .min = 0,
           .max = 5,
           .doc = "the same of moving to town within the region",
           .source = "judged: the reform of 2014 added a tenth to a fifth (An and Yan 2024)"});
    field(
        "return_rate", return_rate,
        {.unit = "1/year",
         .fallback = 0.037,
         .min = 0,
         .max = 0.5,
         .doc = "return of migrants to the hukou region at age 30",
         .source = "most that stocks of 2000 and 2010 and flows between allow; populations 2012-2017 prefer it to less "
                   "(0.009: recorded reverse flows of large pairs 2005-10)"});
    field("return_age", return_age,
          {.unit = "1/year per decade",
           .fallback = 0.01,
           .min = 0,
           .max = 0.2,
           .doc = "rise of the return rate per decade of age",
           .source = "judged"});
    field("urbanisation", urbanisation,
          {.unit = "1/year",
           .fallback = 0.04,
           .min = 0,
           .max = 0.2,
           .doc = "rural persons who move to the urban half of their region, mean at age 20-29 weights",
           .source = "fitted to the nation's urban share 2012-2017, 53.0 to 60.2 %"});
    field("urbanisation_slowdown", urbanisation_slowdown,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "fall of that rate with the urban share, elasticity",
           .source = "logit slope falls with level, -0.029"});
    field("conversion_rate", conversion_rate,
          {.unit = "1/year",
           .fallback = 0.01,
           .min = 0,
           .max = 0.5,
           .doc = "settled migrants who obtain local hukou",
           .source = "recalled"});
    field("conversion_tenure", conversion_tenure,
          {.unit = "quarters",
           .fallback = 20,
           .min = 0,
           .max = 200,
           .doc = "quarters in a place before conversion",
           .source = "five years, common rule"});
    field("attraction_shock", attraction_shock,
          {.unit = "1/year",
           .fallback = 0.005,
           .min = 0,
           .max = 0.05,
           .doc = "s.d. of yearly shocks to the growth that a region's pull gives its population",
           .source = "panel of regions to 2017: residuals of the AR(1) of population shares"});
    field("attraction_persistence", attraction_persistence,
          {.unit = "share",
           .fallback = 0.76,
           .min = 0,
           .max = 0.95,
           .doc = "autocorrelation of that pull from year to year",
           .source = "panel of regions to 2017: AR(1) of population shares"});
    field(
        "network_prior", network_prior,
        {.unit = "persons",
         .fallback = 2000,
         .min = 1,
         .max = 1000000,
         .doc =
             "added to every stock of migrants before stocks are compared, so that small ones do not double by chance",
         .source = "judged"});
  }
};

}  // namespace jiuzhou
