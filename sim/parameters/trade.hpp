// Trade between regions and abroad.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct TradeParameters {
  double elasticity{}, import_elasticity{}, export_elasticity{}, speed{}, capacity_effect{}, market_size{},
      freight_share{}, margins_most{}, border_cost{}, border_resources{}, congestion{}, grid_headroom{},
      world_growth_start{}, world_growth_end{}, world_half_life{}, lines_most{};

  void declare(auto& field) {
    field("elasticity", elasticity,
          {.unit = "elasticity",
           .fallback = 3.0,
           .min = 1,
           .max = 6,
           .doc = "substitution between supplying regions, Armington",
           .source = "3-6, Tombe and Zhu 2019"});
    field("import_elasticity", import_elasticity,
          {.unit = "elasticity",
           .fallback = 2.0,
           .min = 1,
           .max = 4,
           .doc = "substitution between home and foreign goods",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("export_elasticity", export_elasticity,
          {.unit = "elasticity",
           .fallback = 2.0,
           .min = 1,
           .max = 8,
           .doc = "foreign demand to relative price",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("speed", speed,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.05,
           .max = 1,
           .doc = "speed of trade shares",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("capacity_effect", capacity_effect,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 1.2,
           .doc = "trade shares to supplier capacity relative to the nation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field(
        "market_size", market_size,
        {.unit = "elasticity",
         .fallback = 0.6,
         .min = 0,
         .max = 3,
         .doc =
             "varieties a region offers to its people of working age outside own-account work, relative to the nation",
         .source = "Hummels and Klenow 2005: more varieties are 60 % of what larger economies export more; Krugman "
                   "1980 has 1"});
    field("freight_share", freight_share,
          {.unit = "share at 1000 km",
           .fallback = 0.06,
           .min = 0,
           .max = 0.5,
           .doc = "cost of freight in the delivered price of a mean good at 1000 km, with the root of distance",
           .source = "freight 0.03-0.25 of delivered price, recalled"});
    field(
        "margins_most", margins_most,
        {.unit = "share",
         .fallback = 0.8,
         .min = 0,
         .max = 0.95,
         .doc = "of the transport and of the trade services that a region buys in the base year, that may be spent on "
                "the way of the goods it buys",
         .source = "passengers and post are a fifth of transport's revenue, recalled"});
    field("border_cost", border_cost,
          {.unit = "share",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "tariff equivalent of regional protection",
           .source = "internal borders cut trade by 36-52 %"});
    field("border_resources", border_resources,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "of that wedge on goods, that is handling: trade services bought; the rest is preference and rules",
           .source = "judged: measures between countries are cost by 60 % (Berden et al. 2009, recalled), and half of "
                     "the bias inside a country is networks and taste (Wrona 2018, recalled)"});
    field("congestion", congestion,
          {.unit = "elasticity",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "fall of freight cost with the infrastructure stock beyond potential",
           .source = "judged"});
    field("grid_headroom", grid_headroom,
          {.unit = "ratio",
           .fallback = 1.3,
           .min = 1,
           .max = 10,
           .doc = "line capacity over base-year electricity flow",
           .source = "judged"});
    field("world_growth_start", world_growth_start,
          {.unit = "1/year",
           .fallback = 0.07,
           .min = -0.1,
           .max = 0.2,
           .doc = "growth of world demand at the start",
           .source =
               "judged: foreign demand keeps pace with potential less 0.8 points, so that openness does not drift"});
    field("world_growth_end", world_growth_end,
          {.unit = "1/year",
           .fallback = 0.02,
           .min = -0.1,
           .max = 0.2,
           .doc = "growth of world demand it tends to",
           .source = "judged"});
    field("world_half_life", world_half_life,
          {.unit = "year",
           .fallback = 20,
           .min = 1,
           .max = 1000,
           .doc = "years in which half of the way is gone",
           .source = "as growth.half_life"});
    field("lines_most", lines_most,
          {.unit = "share",
           .fallback = 0.9,
           .min = 0,
           .max = 1,
           .doc = "electricity that a region takes over new lines at most",
           .source = "judged"});
  }
};

}  // namespace jiuzhou
