// Expected sales and growth.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct ExpectationsParameters {
  double anchor{}, own_weight{}, own_weight_investment{}, own_speed{}, own_speed_investment{}, national_speed{},
      labour_force_speed{}, noise{}, growth_bound{};

  void declare(auto& field) {
    field("anchor", anchor,
          {.unit = "share",
           .fallback = 0.85,
           .min = 0,
           .max = 1,
           .doc = "weight of potential growth in national expectations",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_weight", own_weight,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "weight of a firm's own smoothed growth in sales plans",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_weight_investment", own_weight_investment,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 0.6,
           .doc = "weight of own smoothed growth in investment plans",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_speed", own_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.01,
           .max = 1,
           .doc = "smoothing of own growth for sales",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_speed_investment", own_speed_investment,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.4,
           .doc = "smoothing of own growth for investment",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("national_speed", national_speed,
          {.unit = "per quarter",
           .fallback = 0.06,
           .min = 0.01,
           .max = 0.5,
           .doc = "smoothing of national growth",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("labour_force_speed", labour_force_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.01,
           .max = 1,
           .doc = "smoothing of regional labour-force growth",
           .source = "judged"});
    field("noise", noise,
          {.unit = "share",
           .fallback = 0.02,
           .min = 0,
           .max = 0.3,
           .doc = "s.d. of a firm's quarterly error about its sales",
           .source = "firm-level noise of 1-5 % keeps region noise below 0.2 %"});
    field("growth_bound", growth_bound,
          {.unit = "per quarter",
           .fallback = 0.2,
           .min = 0.01,
           .max = 1,
           .doc = "growth of a firm's demand or a region's labour force that is believed at most, either way",
           .source = "judged"});
  }
};

}  // namespace jiuzhou
