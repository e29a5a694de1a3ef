// Income classes: fifths of the earners of a region's urban or rural half, by earnings.
//
// Who earns nothing keeps the class it has: a child its mother's, the unemployed and the retired the one of their last
// pay. So a class is a set of households rather than of pay slips, and every class has members without earnings.
//
// Earnings are sorted into bins of 3 % (the exponent and five leading bits of a float), so that one pass of counting
// and one of storing do; persons of one bin share a class. Counts are integers: the order of persons cannot matter.
//
// Reads   persons, wages
// Writes  persons (class), headcounts
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

// Class by bin: fifths of what the bins hold, a bin by its middle.
inline std::vector<std::uint8_t> classes_of(const std::vector<std::int64_t>& count) {
  std::vector<std::uint8_t> class_of(count.size(), 0);
  const std::int64_t total = std::accumulate(count.begin(), count.end(), std::int64_t{0});
  std::int64_t passed = 0;
  for (std::size_t b = 0; b < count.size(); passed += count[b++])
    if (total > 0)
      class_of[b] = static_cast<std::uint8_t>(
          std::min<std::int64_t>(income_classes - 1, (2 * passed + count[b]) * static_cast<std::int64_t>(income_classes) / (2 * total)));
  return class_of;
}

// What a firm pays for an efficiency unit, in any unit in which a person's pay lies between 1 and 10^12; and its industry.
struct Offered {
  float wage = 0;
  std::uint32_t industry = 0;
};

// offers_of(r): by number of the firm. Returns by region the persons who changed, by (rural, from, to); the headcounts follow.
template <class Offers>
std::vector<std::vector<std::int64_t>> rank_into_classes(World& world, Offers&& offers_of) {
  std::vector<std::vector<std::int64_t>> changed(world.region_count());
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  for_each_region(world, [&](RegionId r) {
    RegionPersons& persons = world.persons[r];
    const std::vector<Offered> offer = offers_of(r);
    RegionBooks books(world, r, efficiency);
    changed[index(r)].assign(2 * income_classes * income_classes, 0);
    const auto bin_of = [&](Person p) {
      const std::int64_t units = books.units(p);
      const auto paid = static_cast<double>(pay(r, units, p.hukou() == index(r) ? 0 : units));
      return earning_bin(paid * double{offer[p.firm_number()].wage});
    };
    const auto each_earner = [&](auto&& visit) {
      for (std::size_t k = 0; k < persons.cohorts(); ++k)
        for_each_with(persons, k, Status::employed,
                      [&](std::size_t slot) { read_ahead(&offer[persons.get(slot).firm_number()]); },
                      [&](std::size_t slot) { visit(slot, persons.get(slot)); });
    };
    std::array<std::vector<std::int64_t>, 2> count{std::vector<std::int64_t>(earning_bins, 0), std::vector<std::int64_t>(earning_bins, 0)};
    each_earner([&](std::size_t slot, Person p) { count[p.rural() ? 1 : 0][bin_of(p)] += persons.weight(slot); });
    const std::array class_of{classes_of(count[0]), classes_of(count[1])};
    each_earner([&](std::size_t slot, Person p) {
      const std::size_t now = class_of[p.rural() ? 1 : 0][bin_of(p)];
      if (now == p.income_class()) return;
      Person after = p;
      after.set_class(now);
      books.change_class(p, after, offer[p.firm_number()].industry, persons.weight(slot));
      changed[index(r)][((p.rural() ? income_classes : 0) + p.income_class()) * income_classes + now] += persons.weight(slot);
      persons.put(slot, after);
    });
  });
  return changed;
}

}  // namespace jiuzhou
