// How the first micro-states are drawn.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct InitialParameters {
  double perturbation{}, employable{}, unemployed_farm{}, unemployed_for{}, retired_rural{}, urban_hukou{},
      urban_hukou_migrants{}, migrant_rural{}, migrant_own_account{}, arrived_for{}, schooling_age{},
      schooling_settlement{}, schooling_wage{}, schooling_own_account{}, schooling_chance{};
  bool chance{}, shuffle_skills{}, shuffle_hukou{};

  void declare(auto& field) {
    field("chance", chance,
          {.unit = "flag",
           .fallback = 1,
           .min = 0,
           .max = 1,
           .doc = "chance events are drawn; off: counts are apportioned and noise is off",
           .source = "fixed-point scenarios"});
    field("shuffle_skills", shuffle_skills,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "experiment: shuffles education and ability across the employed at the start",
           .source = "test of what persons matter"});
    field("shuffle_hukou", shuffle_hukou,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "experiment: shuffles hukou origin across persons at the start",
           .source = "test of what persons matter"});
    field("perturbation", perturbation,
          {.unit = "log points",
           .fallback = 0,
           .min = 0,
           .max = 0.3,
           .doc = "s.d. of a random change of the pack's accounts before they are balanced",
           .source = "test of the fixed point"});
    field("employable", employable,
          {.unit = "share",
           .fallback = 0.92,
           .min = 0.5,
           .max = 1,
           .doc = "the employed and unemployed at most, of the persons aged 15 and over in a settlement",
           .source = "judged"});
    field("unemployed_farm", unemployed_farm,
          {.unit = "ratio",
           .fallback = 0.3,
           .min = 0,
           .max = 2,
           .doc = "unemployed per own-account worker, relative to one per wage worker",
           .source = "judged"});
    field("unemployed_for", unemployed_for,
          {.unit = "quarters",
           .fallback = 2.5,
           .min = 0.1,
           .max = 40,
           .doc = "mean time the first unemployed are out of work",
           .source = "judged"});
    field("retired_rural", retired_rural,
          {.unit = "year",
           .fallback = 60,
           .min = 45,
           .max = 90,
           .doc = "age from which rural persons out of the labour force are retired, not inactive",
           .source = "pension age of residents, State Council 2009"});
    field("urban_hukou", urban_hukou,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "the nation's residents with urban hukou",
           .source = "police register 2012: 35 %; census 2010: 29 %, recalled"});
    field("urban_hukou_migrants", urban_hukou_migrants,
          {.unit = "share",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "migrants in towns with urban hukou",
           .source = "census 2010, recalled"});
    field("migrant_rural", migrant_rural,
          {.unit = "odds ratio",
           .fallback = 0.08,
           .min = 0,
           .max = 2,
           .doc = "a rural person to be a migrant, against an urban one",
           .source = "judged: migrants live in towns"});
    field("migrant_own_account", migrant_own_account,
          {.unit = "odds ratio",
           .fallback = 0.2,
           .min = 0,
           .max = 2,
           .doc = "an own-account worker to be a migrant, against a wage worker",
           .source = "judged: migrants work for wages"});
    field("arrived_for", arrived_for,
          {.unit = "quarters",
           .fallback = 16,
           .min = 1,
           .max = 100,
           .doc = "mean time the first migrants are in the place",
           .source = "judged"});
    field("schooling_age", schooling_age,
          {.unit = "score per year",
           .fallback = 0.025,
           .min = 0,
           .max = 0.2,
           .doc = "fall of the score by which schooling is dealt with age",
           .source = "census 2010: later cohorts are longer at school; judged"});
    field("schooling_settlement", schooling_settlement,
          {.unit = "score",
           .fallback = 0.35,
           .min = 0,
           .max = 5,
           .doc = "urban persons above and rural ones below",
           .source = "judged"});
    field("schooling_wage", schooling_wage,
          {.unit = "score",
           .fallback = 1.2,
           .min = 0,
           .max = 5,
           .doc = "the industry with the highest wage above that with the lowest",
           .source = "judged"});
    field("schooling_own_account", schooling_own_account,
          {.unit = "score",
           .fallback = 0.8,
           .min = 0,
           .max = 5,
           .doc = "own-account workers below wage workers",
           .source = "judged"});
    field("schooling_chance", schooling_chance,
          {.unit = "score",
           .fallback = 0.6,
           .min = 0,
           .max = 5,
           .doc = "s.d. of the part of the score that is chance",
           .source = "judged"});
  }
};

}  // namespace jiuzhou
