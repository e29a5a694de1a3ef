// How many agents of which kind a region has, from the pack's margins: what does not depend on random_key.
//
// Each region is cut into groups of persons with one activity and one settlement: (industry, urban or rural),
// unemployed, and the rest. A group of N persons gets n = max(1, round(N / W)) agents of weight N/n, equal up to one,
// so that employment by (region, industry), unemployment U = E u0 / (1 - u0), and urban and rural totals are met
// exactly.
//
//   rural employed = max(own-account workers, E · rural / population), within a share of the persons aged 15 and over
//   own-account workers are rural, as far as there are rural persons of working age
//
//   N(a, g; s) p_ag(λ_s)                             in the labour force, of age a and sex g in settlement s
//   T(a, g; s, k) = x(a, g; s) y(s, k) P(a, g; s, k)    of them with activity k
//
// p is the pack's participation at odds λ_s times its own (state/participation.hpp), as demography keeps to from then
// on: so that the first years are no wave of entries or retirements. P is a prior of own-account work and unemployment
// by age; RAS (Bacharach 1970) makes T meet the labour force by age and sex and the groups above.
//
// Reads   pack, parameters.{demography, initial}, weight
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sim/state/headcount.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou::population {

using ByAge = std::array<double, age_groups>;
enum Activity : std::size_t { own_account, wage_work, out_of_work, no_activity, activities };
inline constexpr std::size_t halves = 2;             // urban, rural
inline constexpr std::size_t rows = age_groups * 2;  // age group * 2 + female
inline constexpr std::size_t columns = halves * activities;

// Ages are dealt to wage workers last: they have room for what is carried on at any age but the youngest and the
// oldest.
inline constexpr std::array<std::size_t, columns> dealing_order{
    out_of_work, activities + out_of_work, own_account, activities + own_account,
    no_activity, activities + no_activity, wage_work,   activities + wage_work};
inline constexpr std::uint16_t no_industry = 0xffff;

struct Group {
  std::uint16_t industry;
  bool rural;
  Activity activity;
  std::int64_t persons;
  std::size_t begin, agents;
};

inline std::size_t column_of(const Group& g) {
  return (g.rural ? std::size_t{activities} : std::size_t{0}) + g.activity;
}

struct RegionPlan {
  std::vector<Group> groups;  // those of a column side by side
  std::size_t begin = 0, agents = 0;
};

inline double sum(const ByAge& a, std::size_t from = 0) {
  return std::accumulate(a.begin() + from, a.end(), 0.0);
}

// Residents of towns and of the countryside at the start: the pack's are those of the end of its base year, and the year
// between adds births less deaths and base-year moves, as far as the run has them.
std::array<double, halves> residents_at_start(const World& world, RegionId r);
// Throws InputError when employment cannot be filled. `employment` is in persons.
RegionPlan plan_region(const World& world, const CellTable& employment, RegionId r);

using AgeTable = std::array<std::array<double, columns>, rows>;

// What is the same in all regions: participation, and how the persons of a row of a column are spread over its quarters
// of age, their share up to the end of each.
struct Ages {
  Ages(const Pack& pack, const DemographyParameters& parameters);
  Participation active;
  std::array<std::array<std::vector<double>, rows>, columns> upto;
};

// Persons by (age, sex) and (settlement, activity).
AgeTable age_table(const Pack& pack, RegionId r, const std::vector<Group>& groups, const Participation& active_share);

// Place of each industry in the region's wages, weighted by employment: 0 the lowest, 1 the highest.
std::vector<double> wage_ranks(const Pack& pack, const CellTable& employment, RegionId r);

// Share of the urban non-migrants with urban hukou.
double urban_hukou_of_locals(const Pack& pack, const InitialParameters& parameters);

}  // namespace jiuzhou::population
