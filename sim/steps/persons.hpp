// What the steps on persons share: ages and traits, integer bins, counts by household account.
#pragma once

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

// ---- what the steps on persons give to others -------------------------------------------------------------------------

void calibrate_demography(World& world);  // once, persons drawn; sets regions.labour_supply, too
void calibrate_migration(World& world);   // once, persons drawn and firms at their base-year wages

void take_census(World& world);              // census, households.persons
void reassign_income_classes(World& world);  // in the fourth quarter; nothing in any other
void recount_firms(World& world);            // firms.{workers, labour, paid} from persons
void measure_labour_supply(World& world);    // regions.labour_supply
void release_workers(World& world);          // of firms that are gone, elsewhere or have no posts: unemployed

// Share of the persons in the labour force who retire in a quarter at an age in years.
double retirement_hazard(const DemographyParameters& parameters, bool rural, bool female, int age);

// Wages by household account, yuan a quarter: sum over its employed of weight x paid units x the firm's wage.
Column<HouseholdId, double> household_wage_weights(const World& world);
Column<HouseholdId, std::int64_t> retired_by_household(const World& world);

// Persons who change their household account take the deposit per head with them. `members` by account before anybody
// moved; posted in the order of accounts.
struct HouseholdMove {
  std::uint32_t from, to;
  std::int64_t persons;
};
void move_household_money(World& world, const std::vector<std::int64_t>& members, std::vector<HouseholdMove> moves);

// ---- traits -----------------------------------------------------------------------------------------------------------

inline bool is_female(std::uint8_t traits) { return (traits & trait_female) != 0; }
inline bool is_rural(std::uint8_t traits) { return (traits & trait_rural) != 0; }
inline bool has_rural_hukou(std::uint8_t traits) { return (traits & trait_rural_hukou) != 0; }
inline constexpr std::uint8_t code(Status status) { return static_cast<std::uint8_t>(status); }
inline std::size_t skill_of(std::uint8_t education) { return education <= 1 ? 0 : education - std::size_t{1}; }
inline std::uint8_t one_more(std::uint8_t quarters) {
  return quarters == 255 ? quarters : static_cast<std::uint8_t>(quarters + 1);
}
inline constexpr std::uint32_t no_employer = static_cast<std::uint32_t>(no_firm);

// `word < threshold(p)` has probability p.
inline std::uint32_t threshold(double probability) {
  if (!(probability > 0)) return 0;
  return probability >= 1 ? 0xffffffffU : static_cast<std::uint32_t>(probability * 0x1p32);
}

// A fixed hash of a serial, for orders that must not depend on the period (splitmix64, Steele et al. 2014).
inline constexpr std::uint64_t scramble(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

template <class Visit>
void each_person_column(Persons& persons, Visit&& visit) {
  visit(persons.place);
  visit(persons.hukou);
  visit(persons.birth);
  visit(persons.traits);
  visit(persons.education);
  visit(persons.status);
  visit(persons.ability);
  visit(persons.income_class);
  visit(persons.tenure);
  visit(persons.residence);
  visit(persons.employer);
  visit(persons.weight);
  visit(persons.serial);
}

// ---- bins -------------------------------------------------------------------------------------------------------------

// Like sum_bins, for many bins: one set per thread instead of one per split. Integers, so the order cannot matter.
template <class Body>
std::vector<std::int64_t> count_bins(std::size_t n, std::size_t bins, Body&& body) {
  tbb::enumerable_thread_specific<std::vector<std::int64_t>> mine([&] { return std::vector<std::int64_t>(bins, 0); });
  for_blocks(n, [&](std::size_t, std::size_t begin, std::size_t end) { body(mine.local(), begin, end); });
  std::vector<std::int64_t> total(bins, 0);
  for (const auto& part : mine)
    for (std::size_t i = 0; i < bins; ++i) total[i] += part[i];
  return total;
}

// One list per block, joined in block order.
template <class T, class Body>
std::vector<T> collect(std::size_t n, Body&& body) {
  std::vector<std::vector<T>> parts(block_count(n));
  for_blocks(n, [&](std::size_t block, std::size_t begin, std::size_t end) { body(parts[block], begin, end); });
  std::size_t size = 0;
  for (const auto& part : parts) size += part.size();
  std::vector<T> all;
  all.reserve(size);
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace jiuzhou
