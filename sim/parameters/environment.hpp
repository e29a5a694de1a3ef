// Emissions, farmland, energy.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct EnvironmentParameters {
  double abatement_trend{}, ecology_speed{}, farmland_loss{}, yield_growth{}, grain_response{}, efficiency_trend{},
      clean_cost{}, clean_annuity{}, clean_speed{}, clean_solar{}, saving_slope{}, saving_most{}, price_response{},
      treatment_slope{}, treatment_most{}, charge_slope{}, crop_share{}, coal_carbon{}, oil_carbon{};

  void declare(auto& field) {
    field("abatement_trend", abatement_trend,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = -0.1,
           .max = 0.3,
           .doc = "yearly fall of emissions per unit of output",
           .source = "SO2 2006-2012"});
    field("ecology_speed", ecology_speed,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "speed of the ecological index to its load",
           .source = "judged"});
    field("farmland_loss", farmland_loss,
          {.unit = "ha per person",
           .fallback = 0.03,
           .min = 0,
           .max = 0.5,
           .doc = "farmland built over per new urban person",
           .source = "land surveys, judged"});
    field("yield_growth", yield_growth,
          {.unit = "1/year",
           .fallback = 0.012,
           .min = -0.05,
           .max = 0.1,
           .doc = "growth of grain yield",
           .source = "NBS 2003-2012"});
    field("grain_response", grain_response,
          {.unit = "elasticity",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "grain per hectare to real output of agriculture beyond the yield trend",
           .source = "judged"});
    field("efficiency_trend", efficiency_trend,
          {.unit = "1/year",
           .fallback = 0.03,
           .min = -0.05,
           .max = 0.2,
           .doc = "yearly fall of energy per unit of output",
           .source = "NBS 2005-2012"});
    field("clean_cost", clean_cost,
          {.unit = "yuan per kWh/year",
           .fallback = 5,
           .min = 0,
           .max = 100,
           .doc = "capital of wind and sun that replaces a kWh of thermal power a year",
           .source = "2012: wind 8 000 yuan/kW at 1 900 hours, sun 10 000 at 1 200, recalled"});
    field("clean_annuity", clean_annuity,
          {.unit = "1/year",
           .fallback = 0.1,
           .min = 0,
           .max = 0.5,
           .doc = "of that capital, that its power must earn a year",
           .source = "5 % interest and twenty years of life"});
    field("clean_speed", clean_speed,
          {.unit = "per quarter",
           .fallback = 0.125,
           .min = 0.01,
           .max = 1,
           .doc = "speed at which wind and sun asked for are built",
           .source = "two years from permit to grid, judged"});
    field("clean_solar", clean_solar,
          {.unit = "share",
           .fallback = 0.4,
           .min = 0,
           .max = 1,
           .doc = "of wind and sun that policies add, that is sun",
           .source = "China 2022: 427 of 1 190 TWh, recalled"});
    field("saving_slope", saving_slope,
          {.unit = "ratio",
           .fallback = 5,
           .min = 0.1,
           .max = 100,
           .doc = "marginal cost of saving, as a share of the energy saved, by the share that is saved already",
           .source = "judged: the first fifth pays for itself (cost curves of McKinsey 2009)"});
    field("saving_most", saving_most,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 0.9,
           .doc = "of energy per output that is saved at most in answer to its price",
           .source = "judged"});
    field("price_response", price_response,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 2,
           .doc = "energy per output that firms save for each per cent by which a carbon price makes it dearer",
           .source = "Burke and Liao 2015: coal in China's provinces -0.3 to -0.7 in 2012, within two years"});
    field("treatment_slope", treatment_slope,
          {.unit = "yuan/t",
           .fallback = 40000,
           .min = 1,
           .max = 10000000.0,
           .doc = "marginal cost of treating waste water, per tonne of COD, by the share that is treated",
           .source = "judged: works of 2012 remove a tonne for 4 000-8 000 yuan at a fifth, recalled"});
    field("treatment_most", treatment_most,
          {.unit = "share",
           .fallback = 0.6,
           .min = 0,
           .max = 1,
           .doc = "of waste water that is treated beyond the base year at most",
           .source = "judged"});
    field("charge_slope", charge_slope,
          {.unit = "share of sales",
           .fallback = 0.05,
           .min = 0.001,
           .max = 1,
           .doc = "marginal cost of abatement by the share of emissions cut, relative to sales",
           .source = "judged: a charge of 1 % of sales cuts a fifth"});
    field("crop_share", crop_share,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of farming's output that comes from farmland, whose yields policies raise",
           .source = "NBS 2012: crops are 52 % of farming's output, recalled"});
    field("coal_carbon", coal_carbon,
          {.unit = "t/t",
           .fallback = 1.98,
           .min = 0,
           .max = 4,
           .doc = "carbon dioxide of coal",
           .source = "IPCC 2006: 94.6 kg/GJ at 20.9 GJ/t"});
    field("oil_carbon", oil_carbon,
          {.unit = "t/yuan",
           .fallback = 0.0006,
           .min = 0,
           .max = 1,
           .doc = "carbon dioxide of oil and gas by value in the base year",
           .source = "1.45 Gt of 2.4 trillion yuan in 2012, recalled"});
  }
};

}  // namespace jiuzhou
