// Births, deaths, schooling, retirement.
#pragma once

#include <cstdint>

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct DemographyParameters {
  double fertility_scale{}, fertility_trend{}, mortality_scale{}, mortality_trend{}, tertiary_entry{}, tertiary_trend{},
      senior_entry{}, retirement_male{}, retirement_female{}, retirement_rural{}, retirement_rate{},
      participation_young{}, retirement_spread{}, retirement_spread_rural{}, pension_retirement{}, basic_schooling{},
      schooling_region{}, schooling_settlement{}, male_births{}, course_wear{}, course_time{};
  std::int64_t retirement_end{}, school_age{}, working_age{}, course_age{};
  bool enabled{};

  void declare(auto& field) {
    field("enabled", enabled,
          {.unit = "flag",
           .fallback = 1,
           .min = 0,
           .max = 1,
           .doc = "people are born, age and die; off in the fixed-point scenarios",
           .source = "model design"});
    field("fertility_scale", fertility_scale,
          {.unit = "ratio",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "fertility rates as a multiple of those that give the base year's births",
           .source = "pack"});
    field("fertility_trend", fertility_trend,
          {.unit = "1/year",
           .fallback = -0.01,
           .min = -0.1,
           .max = 0.1,
           .doc = "yearly change of fertility",
           .source = "births 2012-2017, recalled"});
    field("mortality_scale", mortality_scale,
          {.unit = "ratio",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "death rates as a multiple of those that give the base year's deaths",
           .source = "pack"});
    field("mortality_trend", mortality_trend,
          {.unit = "1/year",
           .fallback = -0.015,
           .min = -0.1,
           .max = 0.1,
           .doc = "yearly change of death rates by age",
           .source = "life tables 2000-2010, recalled"});
    field("tertiary_entry", tertiary_entry,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "a cohort's share with tertiary education at the start",
           .source = "gross enrolment 2012: 30 %"});
    field("tertiary_trend", tertiary_trend,
          {.unit = "share/year",
           .fallback = 0.012,
           .min = -0.05,
           .max = 0.05,
           .doc = "its yearly rise",
           .source = "enrolment 2005-2017"});
    field("senior_entry", senior_entry,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "a cohort's share that ends with senior secondary",
           .source = "recalled"});
    field("retirement_male", retirement_male,
          {.unit = "year", .fallback = 60, .min = 45, .max = 80, .doc = "retirement age of men", .source = "law"});
    field("retirement_female", retirement_female,
          {.unit = "year",
           .fallback = 53,
           .min = 45,
           .max = 80,
           .doc = "retirement age of women, mean of 50 and 55",
           .source = "law"});
    field("retirement_rural", retirement_rural,
          {.unit = "year",
           .fallback = 68,
           .min = 45,
           .max = 90,
           .doc = "age at which half of farmers have stopped",
           .source = "census 2010, recalled"});
    field("retirement_rate", retirement_rate,
          {.unit = "per quarter",
           .fallback = 0.12,
           .min = 0,
           .max = 1,
           .doc = "hazard of retiring past the age",
           .source = "judged"});
    field("participation_young", participation_young,
          {.unit = "share",
           .fallback = 0.85,
           .min = 0,
           .max = 1,
           .doc = "school leavers who start to search",
           .source = "census 2010, recalled"});
    field("retirement_spread", retirement_spread,
          {.unit = "year",
           .fallback = 0.75,
           .min = 0.1,
           .max = 10,
           .doc = "spread of retirement around the age, urban; logistic",
           .source = "judged"});
    field("retirement_spread_rural", retirement_spread_rural,
          {.unit = "year",
           .fallback = 2.5,
           .min = 0.1,
           .max = 10,
           .doc = "spread of retirement around the age, rural; logistic",
           .source = "judged"});
    field("pension_retirement", pension_retirement,
          {.unit = "ratio",
           .fallback = 1.6,
           .min = 0,
           .max = 20,
           .doc = "rise of the hazard of retiring per rise of pensions, relative to income a head",
           .source =
               "Chen, Bengtsson and Helgertz 2015: the rural pension, 9 % of income a head, raises exits of the old by "
               "15 %; Huang and Zhang: their work falls by 6 %"});
    field("retirement_end", retirement_end,
          {.unit = "year",
           .fallback = 85,
           .min = 60,
           .max = 85,
           .doc = "age from which everybody is retired",
           .source = "judged: the open age group of the census"});
    field("school_age", school_age,
          {.unit = "year",
           .fallback = 6,
           .min = 4,
           .max = 10,
           .doc = "age at which children enter school",
           .source = "Compulsory Education Law 1986"});
    field("working_age", working_age,
          {.unit = "year",
           .fallback = 16,
           .min = 15,
           .max = 25,
           .doc = "age from which a person may work",
           .source = "Labour Law 1994"});
    field("course_wear", course_wear,
          {.unit = "1/year",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "of what courses taught, forgotten or out of date",
           .source = "judged: gains of pay last about ten years"});
    field("course_time", course_time,
          {.unit = "quarter",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "work that a person misses for a course",
           .source = "judged: three weeks"});
    field("course_age", course_age,
          {.unit = "year",
           .fallback = 55,
           .min = 20,
           .max = 85,
           .doc = "age from which workers are offered no course",
           .source = "judged"});
    field("basic_schooling", basic_schooling,
          {.unit = "share",
           .fallback = 0.98,
           .min = 0,
           .max = 1,
           .doc = "a cohort's share that ends with junior secondary or more",
           .source = "compulsory schooling reaches all but a few; judged"});
    field("schooling_region", schooling_region,
          {.unit = "logit",
           .fallback = 1.0,
           .min = 0,
           .max = 5,
           .doc = "chance of senior secondary and tertiary to the region's mean education level less the nation's",
           .source = "judged"});
    field("schooling_settlement", schooling_settlement,
          {.unit = "logit",
           .fallback = 0.3,
           .min = 0,
           .max = 3,
           .doc = "the same chances, urban above and rural below the region",
           .source = "judged"});
    field("male_births", male_births,
          {.unit = "share",
           .fallback = 0.53,
           .min = 0.4,
           .max = 0.6,
           .doc = "boys among the newborn",
           .source = "sex ratio at birth 113, census 2010 and after"});
    field.joint({{"tertiary_entry", 1}, {"senior_entry", 1}}, 1, "shares of one cohort");
  }
};

}  // namespace jiuzhou
