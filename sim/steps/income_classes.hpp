// Income classes: fifths of the earners of a region's urban or rural half, by earnings.
//
// Who earns nothing keeps the class it has: a child its mother's, the unemployed and the retired the one of their last
// pay. So a class is a set of households rather than of pay slips, and every class has members without earnings.
//
// Earnings are sorted into bins of 2 % (32 to a doubling), so that one pass of counting and one of storing do; persons of one
// bin share a class. The logarithm of earnings is that of the wage, by firm, and that of what is paid for, by schooling, ability
// and origin: two small tables. Counts are integers: the order of persons cannot matter.
//
// Reads   persons, firms.wage
// Writes  persons (class), headcounts
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/steps/persons.hpp"

namespace jiuzhou {

inline constexpr std::size_t earning_bins = 2048;

class EarningLogs {
 public:
  static constexpr unsigned to_bin = 5;  // logarithms are in 2^-10 of a doubling

  EarningLogs(const EfficiencyTable& efficiency, const PayTable& pay, RegionId r) : here_(index(r)) {
    for (std::size_t elsewhere = 0; elsewhere < 2; ++elsewhere)
      for (std::size_t education = 0; education < education_levels; ++education)
        for (std::size_t ability = 0; ability < abilities; ++ability) {
          const std::int64_t units = efficiency(education, ability);
          paid_[(elsewhere * education_levels + education) * abilities + ability] =
              scaled(static_cast<double>(pay(r, units, elsewhere != 0 ? units : 0)), 0, paid_octaves);
        }
  }
  // Of a wage between 2^-16 and 2^32, in any unit; others count as the nearest that does.
  static std::uint16_t of_wage(double wage) { return scaled(wage, 16, 64 - paid_octaves); }
  [[nodiscard]] std::size_t of_paid(Person p) const {
    return paid_[((p.hukou() != here_ ? education_levels : 0) + p.education()) * abilities + p.ability()];
  }
  [[nodiscard]] std::size_t bin(std::uint16_t of_wage, Person p) const { return (of_wage + of_paid(p)) >> to_bin; }

 private:
  static constexpr std::size_t abilities = 256;
  static constexpr double paid_octaves = 16;
  static std::uint16_t scaled(double x, double shift, double octaves) {
    const double log = x > 0 ? std::log2(x) + shift : 0;
    return static_cast<std::uint16_t>(std::clamp(log * 1024, 0.0, octaves * 1024 - 1));
  }
  std::size_t here_;
  std::array<std::uint16_t, 2 * education_levels * abilities> paid_{};
};

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

// Returns by region the persons who changed, by (rural, from, to); the headcounts follow.
std::vector<std::vector<std::int64_t>> rank_into_classes(World& world);

}  // namespace jiuzhou
