// Income, saving, housing.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct HouseholdsParameters {
  double pooling{}, income_speed{}, wealth_effect{}, engel{}, price_elasticity{}, ownership_slope{}, housing_demand{},
      land_supply{}, land_density{}, housing_share{}, sent_home{};

  void declare(auto& field) {
    field("income_speed", income_speed,
          {.unit = "per quarter",
           .fallback = 0.2,
           .min = 0.05,
           .max = 1,
           .doc = "smoothing of income",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("wealth_effect", wealth_effect,
          {.unit = "per quarter",
           .fallback = 0.015,
           .min = 0,
           .max = 0.1,
           .doc = "consumption out of deposits",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("pooling", pooling,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "part of wages shared with all members of the household sector",
           .source = "judged: children and the old live from others wages"});
    field("engel", engel,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 1,
           .doc = "strength of the income elasticities of demand",
           .source = "industries.csv"});
    field("price_elasticity", price_elasticity,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 3,
           .doc = "substitution between goods in the basket",
           .source = "judged"});
    field("ownership_slope", ownership_slope,
          {.unit = "log points",
           .fallback = 0.8,
           .min = 0,
           .max = 2,
           .doc = "how much more deposits and capital income per head each class has than the one below",
           .source = "judged"});
    field("housing_demand", housing_demand,
          {.unit = "elasticity",
           .fallback = 0.6,
           .min = 0.1,
           .max = 3,
           .doc = "dwellings wanted to their price, taken positive",
           .source = "literature 0.3-1, recalled"});
    field("land_supply", land_supply,
          {.unit = "elasticity",
           .fallback = 2,
           .min = 0,
           .max = 10,
           .doc = "dwellings offered at once to their price, where 100 persons live on a square kilometre",
           .source = "Saiz (2010): 1.75 on average, 0.6 to 5 between cities, recalled"});
    field("land_density", land_density,
          {.unit = "elasticity",
           .fallback = 0.6,
           .min = 0,
           .max = 2,
           .doc = "fall of that elasticity with density",
           .source = "judged: 0.2-0.5 in Shanghai and Beijing"});
    field("sent_home", sent_home,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 0.8,
           .doc = "part of their pay that persons registered elsewhere send home",
           .source = "rural migrants 2005: 30 billion US dollars (IOM Migration Research Series 24), a fifth of pay of "
                     "126 million at 870 yuan a month, recalled"});
    field("housing_share", housing_share,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 0.6,
           .doc = "share of income spent on housing in migration decisions",
           .source = "household survey 2012, recalled"});
  }
};

}  // namespace jiuzhou
