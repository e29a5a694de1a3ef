// Plans, stocks, capacity.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct ProductionParameters {
  double depreciation{}, normal_utilisation{}, overtime{}, stock_target{}, stock_speed{}, input_stock{}, input_speed{},
      firm_price_elasticity{}, least_output{}, land_share{};

  void declare(auto& field) {
    field("depreciation", depreciation,
          {.unit = "1/year",
           .fallback = 0.096,
           .min = 0,
           .max = 0.3,
           .doc = "economic depreciation of capital",
           .source = "Zhang 2008"});
    field("land_share", land_share,
          {.unit = "share",
           .fallback = 0.44,
           .min = 0,
           .max = 0.9,
           .doc = "land in what land and labour make of own-account work; 0 leaves output per worker as it is",
           .source = "shares of land 0.36, labour 0.46 in Adamopoulos, Brandt, Leight and Restuccia (2022), recalled"});
    field("normal_utilisation", normal_utilisation,
          {.unit = "share",
           .fallback = 0.85,
           .min = 0.5,
           .max = 1,
           .doc = "utilisation firms aim at",
           .source = "judged"});
    field("overtime", overtime,
          {.unit = "ratio",
           .fallback = 1.15,
           .min = 1,
           .max = 1.5,
           .doc = "output from given labour at most, over normal",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("stock_target", stock_target,
          {.unit = "quarters of sales",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "finished stocks of storable goods",
           .source = "industry stocks about 0.1 of yearly sales, recalled"});
    field("stock_speed", stock_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.02,
           .max = 1.5,
           .doc = "speed of finished stocks to target",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("input_stock", input_stock,
          {.unit = "quarters of use",
           .fallback = 0.05,
           .min = 0,
           .max = 0.7,
           .doc = "inputs on hand",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("input_speed", input_speed,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.1,
           .max = 0.5,
           .doc = "speed of inputs on hand to target",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("firm_price_elasticity", firm_price_elasticity,
          {.unit = "elasticity",
           .fallback = 3.0,
           .min = 0,
           .max = 10,
           .doc = "a firm's market share in its cell to its relative price",
           .source = "judged, below mark-up-implied 6"});
    field("least_output", least_output,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "planned output at least, of expected sales",
           .source = "judged: nobody closes the works to sell from stock"});
  }
};

}  // namespace jiuzhou
