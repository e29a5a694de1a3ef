// Wages and the labour market.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct LabourParameters {
  double participation_response{}, back_to_land{}, short_time{}, vacancy_premium{}, wage_curve{},
      national_productivity{}, natural_speed{}, natural_pull{}, wage_cap{}, adjustment{}, layoff_cap{}, quit_local{},
      quit_migrant{}, job_search{}, reservation_start{}, reservation_decay{}, hukou_wage_gap{}, minimum_wage{},
      return_schooling{}, ability_sd{}, discouragement{}, re_entry{}, putty_clay{}, substitution{}, re_entry_women{},
      schooling_reference{}, wage_cap_upwards{}, hiring_substitution{};

  void declare(auto& field) {
    field("wage_curve", wage_curve,
          {.unit = "per quarter",
           .fallback = 0.2,
           .min = 0.03,
           .max = 0.3,
           .doc = "fall of wage growth per log point of unemployment above its slow average, times the base-year rate",
           .source = "form: Blanchflower and Oswald 1994; size judged: keeps unemployment in a believable band, "
                     "sim/MODEL.md 7.1"});
    field("national_productivity", national_productivity,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "weight of national in the productivity that wages follow",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("natural_speed", natural_speed,
          {.unit = "per quarter",
           .fallback = 0.01,
           .min = 0,
           .max = 0.12,
           .doc = "speed of the slow unemployment average",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("natural_pull", natural_pull,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.12,
           .doc = "pull of that average to the base-year rate",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("vacancy_premium", vacancy_premium,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "rise of a firm wage relative to its cell per share of jobs left vacant",
           .source = "judged"});
    field("wage_cap", wage_cap,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.2,
           .doc = "largest fall of wages below expected inflation; they rise above it by 0.02 more, for growth of "
                  "productivity",
           .source = "judged"});
    field("adjustment", adjustment,
          {.unit = "per quarter",
           .fallback = 0.3,
           .min = 0.1,
           .max = 1,
           .doc = "speed of employment to need, Okun about -0.2 to -0.4",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("short_time", short_time,
          {.unit = "ratio",
           .fallback = 0.9,
           .min = 0.3,
           .max = 1,
           .doc = "hours paid at least, of normal, when there is less to do than workers could",
           .source = "judged: hours and piece rates carry small swings both ways"});
    field("back_to_land", back_to_land,
          {.unit = "share per quarter",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of persons of the countryside out of work beyond the base year's share, who go back to own-account "
                  "work if they are registered there",
           .source = "judged; Harris and Todaro (1970): nobody waits for a job at a worse chance than before"});
    field("layoff_cap", layoff_cap,
          {.unit = "per quarter",
           .fallback = 0.08,
           .min = 0.01,
           .max = 0.5,
           .doc = "largest share of a firm's workers laid off",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("quit_local", quit_local,
          {.unit = "1/year",
           .fallback = 0.18,
           .min = 0,
           .max = 2,
           .doc = "separations of workers with local hukou",
           .source = "1-2 % a month, recalled"});
    field("quit_migrant", quit_migrant,
          {.unit = "1/year",
           .fallback = 0.4,
           .min = 0,
           .max = 2,
           .doc = "separations of workers with hukou elsewhere",
           .source = "2-5 % a month, Knight and Yueh 2004"});
    field("job_search", job_search,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.2,
           .doc = "employed persons who look for a better job",
           .source = "judged"});
    field("reservation_start", reservation_start,
          {.unit = "share",
           .fallback = 0.95,
           .min = 0.3,
           .max = 1.2,
           .doc = "wage asked at first, of the last market wage",
           .source = "EURACE"});
    field("reservation_decay", reservation_decay,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0,
           .max = 0.5,
           .doc = "fall of the wage asked per quarter without work",
           .source = "EURACE"});
    field("hukou_wage_gap", hukou_wage_gap,
          {.unit = "share",
           .fallback = 0.1,
           .min = 0,
           .max = 0.5,
           .doc = "pay of non-local persons below local ones of equal skill",
           .source = "literature 5-20 %"});
    field("minimum_wage", minimum_wage,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "minimum wage, of the region's mean wage in the base year outside own-account work; moves with the "
                  "regional wage",
           .source =
               "Ministry of Human Resources 2012: provinces' minimum wages are 25 to 45 % of mean wages, recalled"});
    field("return_schooling", return_schooling,
          {.unit = "log points per level",
           .fallback = 0.28,
           .min = 0,
           .max = 1,
           .doc = "efficiency per education level, Mincer",
           .source = "literature 8-10 % a year"});
    field("ability_sd", ability_sd,
          {.unit = "log points",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "s.d. of log efficiency within an education level",
           .source = "household surveys, recalled"});
    field("discouragement", discouragement,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "unemployed for over a year who leave the labour force",
           .source = "judged"});
    field("participation_response", participation_response,
          {.unit = "elasticity",
           .fallback = 2,
           .min = 0,
           .max = 3,
           .doc = "discouragement to unemployment relative to base, and re-entry against it",
           .source = "judged: participation moves with the cycle"});
    field("re_entry", re_entry,
          {.unit = "per quarter",
           .fallback = 0.004,
           .min = 0,
           .max = 0.5,
           .doc = "inactive persons of working age who start to search",
           .source = "balances discouragement in 2012"});
    field("putty_clay", putty_clay,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.3,
           .doc = "speed of labour per unit of output to what relative wages ask for",
           .source = "judged"});
    field("substitution", substitution,
          {.unit = "elasticity",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "fall of desired labour per unit of output with the wage relative to capital",
           .source = "judged; 0.4-0.6 in the survey of Chirinko 2008, recalled"});
    field(
        "hiring_substitution", hiring_substitution,
        {.unit = "elasticity",
         .fallback = 2.5,
         .min = 0,
         .max = 10,
         .doc =
             "fall of the chance to be hired with what a minimum wage makes the person dearer than their work is paid",
         .source = "elasticity of substitution between groups of workers, 1.5-4 (Katz and Murphy 1992, Card 2009, "
                   "recalled), middle"});
    field("re_entry_women", re_entry_women,
          {.unit = "ratio",
           .fallback = 0.4,
           .min = 0,
           .max = 2,
           .doc = "return of inactive women to the labour force relative to men of their age",
           .source = "judged"});
    field("schooling_reference", schooling_reference,
          {.unit = "level",
           .fallback = 1.2,
           .min = 0,
           .max = 3,
           .doc = "education level at which efficiency is 1 at mean ability; 0 primary or less, 3 tertiary",
           .source = "mean level of the employed, census 2010, recalled"});
    field("wage_cap_upwards", wage_cap_upwards,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.2,
           .doc = "further growth that the upper bound of wages allows",
           .source = "judged: wages rise faster than they fall"});
  }
};

}  // namespace jiuzhou
