// Exit, entry, relocation.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct FirmsParameters {
  double size_hazard{}, mean_size{}, pareto{}, largest{}, productivity_sd{}, shock_sd{}, exit_rate{}, entry_rate{},
      entry_profit{}, insolvency{}, recovery{}, relocation_rate{}, relocation_wage{}, relocation_land{},
      relocation_market{}, relocation_tax{}, relocation_agglomeration{}, relocation_distance{}, relocation_loss{},
      relocation_annuity{}, founders_equity{}, competition{}, entrant_gain{};

  void declare(auto& field) {
    field("mean_size", mean_size,
          {.unit = "agents",
           .fallback = 12,
           .min = 1,
           .max = 1000,
           .doc = "worker agents that a mean firm has at least; the pack says more where its firms are larger",
           .source = "as many firms as the sampling weight can carry"});
    field("pareto", pareto,
          {.unit = "exponent",
           .fallback = 1.1,
           .min = 1.01,
           .max = 3,
           .doc = "tail of firm sizes",
           .source = "Heinrich and Dai 2016; Axtell 2001"});
    field("largest", largest,
          {.unit = "share",
           .fallback = 0.05,
           .min = 0.001,
           .max = 1,
           .doc = "largest firm of a cell at most",
           .source = "judged"});
    field("productivity_sd", productivity_sd,
          {.unit = "log points",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "s.d. of log productivity between firms of a cell",
           .source = "Hsieh and Klenow 2009, half"});
    field("shock_sd", shock_sd,
          {.unit = "log points",
           .fallback = 0.01,
           .min = 0,
           .max = 0.2,
           .doc = "quarterly s.d. of firm productivity shocks, mean reverting",
           .source = "judged"});
    field("exit_rate", exit_rate,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = 0,
           .max = 0.5,
           .doc = "exits for reasons of their own",
           .source = "0.06-0.10 a year"});
    field("size_hazard", size_hazard,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 2,
           .doc = "fall of exit and relocation hazards with size relative to the mean firm",
           .source = "exit falls with size: Dunne, Roberts and Samuelson 1988; value judged"});
    field("entry_rate", entry_rate,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = 0,
           .max = 0.5,
           .doc = "entries at normal profit",
           .source = "balances exits in 2012"});
    field("entry_profit", entry_profit,
          {.unit = "elasticity",
           .fallback = 1.0,
           .min = 0,
           .max = 5,
           .doc = "entry to expected profit relative to base",
           .source = "judged"});
    field("insolvency", insolvency,
          {.unit = "ratio",
           .fallback = 1.2,
           .min = 0.5,
           .max = 5,
           .doc = "debt to capital value at which a firm is wound up",
           .source = "judged"});
    field("recovery", recovery,
          {.unit = "share",
           .fallback = 0.7,
           .min = 0,
           .max = 1,
           .doc = "price of a dead firm's capital, of its value",
           .source = "judged"});
    field("relocation_rate", relocation_rate,
          {.unit = "1/year",
           .fallback = 0.032,
           .min = 0,
           .max = 0.5,
           .doc = "relocatable firms that consider a move",
           .source = "Tang et al. 2020"});
    field("relocation_wage", relocation_wage,
          {.unit = "util",
           .fallback = 1.5,
           .min = 0,
           .max = 10,
           .doc = "weight of log wages per unit of output",
           .source = "judged"});
    field("relocation_land", relocation_land,
          {.unit = "util", .fallback = 0.3, .min = 0, .max = 10, .doc = "weight of log rent", .source = "judged"});
    field("relocation_market", relocation_market,
          {.unit = "util",
           .fallback = 0.5,
           .min = 0,
           .max = 10,
           .doc = "weight of log market access",
           .source = "judged"});
    field("relocation_tax", relocation_tax,
          {.unit = "util",
           .fallback = 3.5,
           .min = 0,
           .max = 20,
           .doc = "weight of log profit, as taxes and subsidies move it",
           .source = "Suárez Serrato and Zidar 2016: 1 % of net-of-tax profit draws 3-4 % more establishments"});
    field("relocation_agglomeration", relocation_agglomeration,
          {.unit = "util",
           .fallback = 0.3,
           .min = 0,
           .max = 5,
           .doc = "weight of log own-industry output",
           .source = "judged"});
    field("relocation_distance", relocation_distance,
          {.unit = "util", .fallback = 0.5, .min = 0, .max = 10, .doc = "weight of log distance", .source = "judged"});
    field("relocation_loss", relocation_loss,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "capital left behind and scrapped in a move",
           .source = "judged"});
    field("relocation_annuity", relocation_annuity,
          {.unit = "per quarter",
           .fallback = 0.025,
           .min = 0,
           .max = 0.2,
           .doc = "worth of a sum paid once",
           .source = "judged: 10 % a year"});
    field("competition", competition,
          {.unit = "elasticity",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "fall of the mark-up above unit cost per log number of firms of the cell",
           .source = "Barwick et al. 2024, registration reform: entry and lower mark-ups, size judged"});
    field("entrant_gain", entrant_gain,
          {.unit = "elasticity",
           .fallback = 0.05,
           .min = 0,
           .max = 0.5,
           .doc = "productivity of newcomers to how many more of them policies let in",
           .source = "Barwick et al. 2024, registration reform: 1.1 % more productive where entries rise by 25 %"});
    field("founders_equity", founders_equity,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "deposits of a region's households that founders put up in a quarter at most",
           .source = "judged"});
  }
};

}  // namespace jiuzhou
