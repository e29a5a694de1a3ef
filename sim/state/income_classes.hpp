// Income classes: fifths of the earners of a region's urban or rural half, by earnings.
//
// Who earns nothing keeps the class it has: a child its mother's, the unemployed and the retired the one of their last
// pay. So a class is a set of households rather than of pay slips, and every class has members without earnings.
//
// Earnings are sorted into bins of 2 % (32 to a doubling), so that one pass of counting and one of storing do; persons
// of one bin share a class. The logarithm of earnings is that of the wage, by firm, and that of what is paid for, by
// schooling, ability and origin: two small tables. Counts are integers: the order of persons cannot matter.
//
// Reads   persons, firms.wage
// Writes  persons (class), headcounts
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "sim/state/headcount.hpp"

namespace jiuzhou {

inline constexpr std::uint32_t earning_bins = 2048;

class EarningLogs {
 public:
  static constexpr unsigned to_bin = 5;  // logarithms are in 2^-10 of a doubling

  // What a person is paid for follows from its kind: (hukou elsewhere, ability, education, rural); the last one earns
  // nothing.
  static constexpr std::uint32_t kinds = 4096, elsewhere_bit = 2048, rural_bit = 1;
  static constexpr std::uint32_t kind_of(std::uint64_t record, std::uint32_t here) {
    const auto low = static_cast<std::uint32_t>(record);
    return (low >> Person::hukou_field.shift != here ? elsewhere_bit : 0) |
           (low >> Person::ability_field.shift & 255U) << 3U | (low >> Person::rural_field.shift & 7U);
  }

  EarningLogs(const EfficiencyTable& efficiency, const PayTable& pay, RegionId r)
      : here_(static_cast<std::uint32_t>(r)) {
    for (std::uint32_t kind = 0; kind < kinds; ++kind) {
      const std::int64_t units = efficiency(kind >> 1U & 3U, kind >> 3U & 255U);
      const std::uint32_t log =
          scaled(static_cast<double>(pay(r, units, (kind & elsewhere_bit) != 0 ? units : 0)), 0, paid_octaves);
      paid_[kind] = log + (kind & rural_bit) * (earning_bins << to_bin);
    }
    paid_[kinds] = 2 * earning_bins << to_bin;
  }
  // Of a wage between 2^-16 and 2^32, in any unit; others count as the nearest that does.
  static std::uint16_t of_wage(double wage) { return scaled(wage, 16, 64 - paid_octaves); }
  // Bin of a person of this kind; bins of the rural half follow those of the urban one, then comes that of who earns
  // nothing, at wage 0.
  [[nodiscard]] std::size_t place(std::uint16_t of_wage, std::uint32_t kind) const {
    return (of_wage + paid_[kind]) >> to_bin;
  }
  [[nodiscard]] std::size_t bin(std::uint16_t of_wage, Person p) const {
    return place(of_wage, kind_of(p.bits, here_) & ~rural_bit);
  }

 private:
  static constexpr double paid_octaves = 16;
  static std::uint16_t scaled(double x, double shift, double octaves) {
    const double log = x > 0 ? std::log2(x) + shift : 0;
    return static_cast<std::uint16_t>(std::clamp(log * 1024, 0.0, octaves * 1024 - 1));
  }
  std::uint32_t here_;
  std::array<std::uint32_t, kinds + 1> paid_{};
};

// Class by bin: fifths of what the bins hold, a bin by its middle.
inline std::vector<std::uint8_t> classes_of(std::span<const std::int64_t> count) {
  std::vector<std::uint8_t> class_of(count.size(), 0);
  const std::int64_t total = std::accumulate(count.begin(), count.end(), std::int64_t{0});
  std::int64_t passed = 0;
  for (std::size_t b = 0; b < count.size(); passed += count[b++])
    if (total > 0)
      class_of[b] = static_cast<std::uint8_t>(std::min<std::int64_t>(
          income_classes - 1, (2 * passed + count[b]) * static_cast<std::int64_t>(income_classes) / (2 * total)));
  return class_of;
}

// Returns by region the persons who changed, by (rural, from, to); the headcounts follow.
std::vector<std::vector<std::int64_t>> rank_into_classes(World& world);

}  // namespace jiuzhou
