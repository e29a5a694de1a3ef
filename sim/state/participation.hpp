// Who goes to school for how long, and who takes part in the labour force, by age: the pack's profile at other odds, and what ageing alone makes of it.
//
//   p_a(λ) = λ p_a / (1 − p_a + λ p_a)                            the share at age a when its odds are λ times the pack's
//   g      = Σ N_a (1 − q_a) p_{a+1}(λ) / Σ N_a p_a(λ) − 1        growth of the labour force, a year
//
// N persons by age, sex and settlement, q deaths, λ such that Σ N_a p_a(λ) is the labour force of the accounts.
#pragma once

#include <array>
#include <vector>

#include "sim/parameters.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {

double shifted(double share, double ratio);

// Persons by sex and year of age: [sex * years_of_life + age]; those of one settlement.
using AgeCount = std::vector<double>;

// λ at which `active` of the persons counted are in the labour force.
double participation_ratio(const Participation& share, const AgeCount& count, bool rural, double active);

// Shares of a cohort: tertiary, and senior secondary or more.
struct Schooling {
  double tertiary, senior;
};
// Mean level of schooling of the nation's adults.
double mean_schooling(const Pack& pack);
// Of those who turn fifteen in a region after so many years; `mean` as above, `lever` adds to both log odds.
Schooling schooling(const Pack& pack, const DemographyParameters& parameters, RegionId r, bool rural, double mean,
                    double years, double lever);
// Shares by level of the persons of an age who are not in the labour force but at school, or through with it and idle.
std::array<double, education_levels> levels_out_of_work(const Pack& pack, const DemographyParameters& parameters,
                                                        const Schooling& goes, double age);

// Growth a year of the base year's labour force as its persons age, retire and leave school; 0 without demography.
double labour_force_growth(const Pack& pack, const DemographyParameters& parameters);

}  // namespace jiuzhou
