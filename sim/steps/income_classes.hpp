// Income classes: fifths of the earners of a region's urban or rural half, by earnings.
//
// Who earns nothing keeps the class it has: a child its mother's, the unemployed and the retired the one of their last
// pay. So a class is a set of households rather than of pay slips, and every class has members without earnings.
//
// Earnings are sorted into bins of 3 % (the exponent and five leading bits of a float), so that one pass of counting
// and one of storing do; persons of one bin share a class. Counts are integers: the order of persons cannot matter.
//
// Reads   persons.{status, place, traits, weight}, earnings
// Writes  persons.income_class
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "sim/steps/persons.hpp"

namespace jiuzhou {

inline constexpr std::size_t earning_bins = 40 * 32;

// Bin of an amount in [1, 2^40); amounts outside go to the first or last bin.
inline std::size_t earning_bin(double amount) {
  constexpr std::uint32_t lowest = 0x3f800000U >> 18U;  // 1.0f
  if (!(amount > 1)) return 0;
  if (amount >= 0x1p40) return earning_bins - 1;
  return std::min<std::size_t>(earning_bins - 1, (std::bit_cast<std::uint32_t>(static_cast<float>(amount)) >> 18U) - lowest);
}

// earnings(p) for an employed person, in any unit in which pay lies between 1 and 10^12.
template <class Earnings>
void rank_into_classes(World& world, Earnings&& earnings) {
  Persons& persons = world.persons;
  const std::size_t halves = world.region_count() * 2;
  const auto half_of = [&](PersonId p) { return persons.place[p] * std::size_t{2} + (is_rural(persons.traits[p]) ? 1 : 0); };
  const std::vector<std::int64_t> count =
      count_bins(persons.size(), halves * earning_bins, [&](auto& bins, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end))
          if (persons.status[p] == code(Status::employed))
            bins[half_of(p) * earning_bins + earning_bin(earnings(p))] += persons.weight[p];
      });
  std::vector<std::uint8_t> class_of(halves * earning_bins, 0);
  for (std::size_t h = 0; h < halves; ++h) {
    std::int64_t total = 0, passed = 0;
    for (std::size_t b = 0; b < earning_bins; ++b) total += count[h * earning_bins + b];
    for (std::size_t b = 0; b < earning_bins; ++b) {
      const std::int64_t here = count[h * earning_bins + b];
      const std::int64_t middle = 2 * passed + here;
      if (total > 0)
        class_of[h * earning_bins + b] = static_cast<std::uint8_t>(
            std::min<std::int64_t>(income_classes - 1, middle * static_cast<std::int64_t>(income_classes) / (2 * total)));
      passed += here;
    }
  }
  for_blocks(persons.size(), [&](std::size_t, std::size_t begin, std::size_t end) {
    for (const PersonId p : Ids<PersonId>(begin, end))
      if (persons.status[p] == code(Status::employed))
        persons.income_class[p] = class_of[half_of(p) * earning_bins + earning_bin(earnings(p))];
  });
}

}  // namespace jiuzhou
