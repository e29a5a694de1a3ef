#include "sim/state/participation.hpp"

#include <algorithm>
#include <array>

#include "sim/base/math.hpp"

namespace jiuzhou {

namespace {

constexpr double least_ratio = 0.01;  // of odds of taking part in the labour force to the pack's; its inverse at most
constexpr double most_tertiary = 0.9, most_senior = 0.98;  // numerical bounds of shares of a cohort
constexpr double years_in_last_group = 4;                  // on average

double tilted(double share, double shift) {
  if (share <= 0 || share >= 1) return std::clamp(share, 0.0, 1.0);
  return 1 / (1 + portable::exp(-(portable::log(share / (1 - share)) + shift)));
}

double mean_level(const std::array<double, education_levels>& share) {
  double total = 0, level = 0;
  for (std::size_t k = 0; k < education_levels; ++k) {
    total += share[k];
    level += static_cast<double>(k) * share[k];
  }
  return total > 0 ? level / total : 0;
}

double in_labour_force(const Participation& share, const AgeCount& count, bool rural, double ratio) {
  double active = 0;
  for (std::size_t g = 0; g < 2; ++g)
    for (std::size_t age = 0; age < years_of_life; ++age)
      active += count[g * years_of_life + age] * shifted(share[(rural ? 2U : 0U) + g][age], ratio);
  return active;
}

// `active_at(ratio)` rises with the ratio. Bisection.
template <class Active>
double ratio_for(Active&& active_at, double wanted) {
  double low = portable::log(least_ratio), high = -low;
  for (int halving = 0; halving < 40; ++halving)
    (active_at(portable::exp((low + high) / 2)) < wanted ? low : high) = (low + high) / 2;
  return portable::exp((low + high) / 2);
}

// The nation's persons by settlement, an age group evenly over its years, the last one dying out.
std::array<AgeCount, 2> national_ages(const Pack& pack) {
  std::array<AgeCount, 2> count{AgeCount(2 * years_of_life, 0), AgeCount(2 * years_of_life, 0)};
  for (std::size_t i = 0; i < pack.region_count(); ++i) {
    const auto r = static_cast<RegionId>(i);
    const double men = pack.sex_ratio[r] / (100 + pack.sex_ratio[r]);
    const double rural = pack.rural[r] / (pack.urban[r] + pack.rural[r]);
    for (std::size_t a = 0; a < age_groups; ++a) {
      const std::size_t from = 5 * a, years = a + 1 == age_groups ? years_of_life - from : 5;
      double all = 0;
      const auto weight = [&](std::size_t k) {
        return a + 1 == age_groups ? portable::exp(-static_cast<double>(k) / years_in_last_group) : 1.0;
      };
      for (std::size_t k = 0; k < years; ++k) all += weight(k);
      const double male = std::clamp(men + pack.men_tilt[a], 0.0, 1.0);
      for (std::size_t k = 0; k < years; ++k) {
        const double here = pack.age[r][a] * weight(k) / all;
        for (std::size_t g = 0; g < 2; ++g) {
          const double persons = here * (g == 0 ? male : 1 - male);
          count[0][g * years_of_life + from + k] += persons * (1 - rural);
          count[1][g * years_of_life + from + k] += persons * rural;
        }
      }
    }
  }
  return count;
}

}  // namespace

double mean_schooling(const Pack& pack) {
  double persons = 0, level = 0;
  for (std::size_t i = 0; i < pack.region_count(); ++i) {
    const auto r = static_cast<RegionId>(i);
    persons += pack.urban[r] + pack.rural[r];
    level += (pack.urban[r] + pack.rural[r]) * mean_level(pack.education[r]);
  }
  return level / std::max(1.0, persons);
}

Schooling schooling(const Pack& pack, const DemographyParameters& d, RegionId r, bool rural, double mean, double years,
                    double lever) {
  const double tertiary = std::clamp(d.tertiary_entry + d.tertiary_trend * years, 0.0, most_tertiary);
  const double senior = std::clamp(tertiary + d.senior_entry, 0.0, most_senior);
  const double shift =
      d.schooling_region * (mean_level(pack.education[r]) - mean) + (rural ? -1 : 1) * d.schooling_settlement + lever;
  return {tilted(tertiary, shift), tilted(senior, shift)};
}

std::array<double, education_levels> levels_out_of_work(const Pack& pack, const DemographyParameters& d,
                                                        const Schooling& goes, double age) {
  const double basic = std::max(goes.senior, d.basic_schooling);
  std::array<double, education_levels> share{1 - basic, basic - goes.senior, goes.senior - goes.tertiary,
                                             goes.tertiary};
  double all = 0;
  for (std::size_t k = 0; k < education_levels; ++k) {
    if (age >= std::max(static_cast<double>(d.working_age), pack.leaves_school_at[k]))
      share[k] *= 1 - d.participation_young;
    all += share[k] = std::max(share[k], 0.0);
  }
  for (double& x : share) x = all > 0 ? x / all : 1.0 / education_levels;
  return share;
}

double shifted(double share, double ratio) {
  return ratio * share / (1 - share + ratio * share);
}

double participation_ratio(const Participation& share, const AgeCount& count, bool rural, double active) {
  return ratio_for([&](double ratio) { return in_labour_force(share, count, rural, ratio); }, active);
}

double labour_force_growth(const Pack& pack, const DemographyParameters& parameters) {
  if (!parameters.enabled) return 0;
  const Participation share = participation(pack, parameters);
  const std::array<AgeCount, 2> count = national_ages(pack);
  double employed = 0;
  for (const double x : pack.accounts.employment.values()) employed += x;
  const double wanted = employed / (1 - pack.national.unemployment_rate);
  const auto active = [&](double ratio) {
    return in_labour_force(share, count[0], false, ratio) + in_labour_force(share, count[1], true, ratio);
  };
  const double ratio = ratio_for(active, wanted);
  double next = 0;
  for (std::size_t half = 0; half < 2; ++half)
    for (std::size_t g = 0; g < 2; ++g)
      for (std::size_t age = 0; age + 1 < years_of_life; ++age) {
        const auto& deaths = g == 0 ? pack.mortality_male : pack.mortality_female;
        const double stay = 1 - std::clamp(deaths[std::min(age / 5, age_groups - 1)], 0.0, 1.0);
        next += count[half][g * years_of_life + age] * stay * shifted(share[2 * half + g][age + 1], ratio);
      }
  const double now = active(ratio);
  return now > 0 ? next / now - 1 : 0;
}

}  // namespace jiuzhou
