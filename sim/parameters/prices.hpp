// Prices, mark-ups and inflation.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct PricesParameters {
  double inflation_target{}, anchor_weight{}, inflation_smoothing{}, cost_speed{}, slack_effect{}, stock_effect{},
      competition{}, cap{}, coal_pass_through{}, oil_pass_through{};

  void declare(auto& field) {
    field("inflation_target", inflation_target,
          {.unit = "1/year",
           .fallback = 0.02,
           .min = -0.05,
           .max = 0.2,
           .doc = "inflation that expectations are anchored on; unless a pack or scenario sets it, the pack's "
                  "national.inflation",
           .source = "central bank practice 2012-2017"});
    field("anchor_weight", anchor_weight,
          {.unit = "share",
           .fallback = 0.7,
           .min = 0,
           .max = 1,
           .doc = "weight of the target in expected inflation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("inflation_smoothing", inflation_smoothing,
          {.unit = "per quarter",
           .fallback = 0.15,
           .min = 0.01,
           .max = 0.3,
           .doc = "speed of smoothed past inflation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("cost_speed", cost_speed,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.1,
           .max = 1,
           .doc = "speed of prices to mark-up over unit cost",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("slack_effect", slack_effect,
          {.unit = "per unit gap",
           .fallback = 0.1,
           .min = 0,
           .max = 0.3,
           .doc = "price rise per unit of utilisation gap",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("stock_effect", stock_effect,
          {.unit = "per unit gap",
           .fallback = 0.025,
           .min = 0,
           .max = 0.2,
           .doc = "price rise per unit of missing stocks",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("competition", competition,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "pull of a firm's price to its cell's mean",
           .source = "price change frequency 0.25 a month, recalled"});
    field("cap", cap,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.5,
           .doc = "largest move of a price away from expected inflation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("coal_pass_through", coal_pass_through,
          {.unit = "elasticity",
           .fallback = 0.86,
           .min = 0,
           .max = 1.5,
           .doc = "value added of coal mining to world coal, output and other prices given",
           .source = "panel of provinces to 2017: 0.86 (0.19)"});
    field("oil_pass_through", oil_pass_through,
          {.unit = "elasticity",
           .fallback = 1.2,
           .min = 0,
           .max = 1.5,
           .doc = "value added of oil and gas extraction to world oil, output and other prices given",
           .source =
               "panel of provinces to 2017: shares respond by 0.65 (0.10) of their part of oil, as they do at 1.2"});
  }
};

}  // namespace jiuzhou
