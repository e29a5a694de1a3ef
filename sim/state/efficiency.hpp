// Efficiency units: how much labour a person is, and how much of it is paid for.
//
//   e(k, q) = 1024 exp(β (k − k̄) + σ Φ⁻¹((q + ½) / 256)) / m                        [efficiency units]
//   paid    = e (1 − gap · lever_r) for a person whose hukou is elsewhere, else e   [efficiency units]
//
// k education level 0-3, k̄ = 1.2 the mean of a labour force with China's schooling of 2010, q the person's quantile, β
// the Mincer return per level, σ the spread within a level; m makes the mean over q at k̄ 1024. Units are integers so
// that sums over persons do not depend on their order. Mincer (1974).
//
// Reads   parameters.labour, levers.hukou_wage_gap
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/state/world.hpp"

namespace jiuzhou {

// Quantile of the standard normal, Acklam's rational approximation, relative error 1e-9.
inline double normal_quantile(double p) {
  // Coefficients of the rational approximations in the middle and in the tails.
  constexpr std::array a{-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                         1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr std::array b{-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
                         -1.328068155288572e+01};
  constexpr std::array c{-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                         -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr std::array d{7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};
  const auto tail = [&](double t) {
    const double q = std::sqrt(-2 * std::log(t));
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  };
  constexpr double tails = 0.02425;  // where the approximation changes
  if (p < tails) return tail(p);
  if (p > 1 - tails) return -tail(1 - p);
  const double q = p - 0.5;
  const double s = q * q;
  return (((((a[0] * s + a[1]) * s + a[2]) * s + a[3]) * s + a[4]) * s + a[5]) * q /
         (((((b[0] * s + b[1]) * s + b[2]) * s + b[3]) * s + b[4]) * s + 1);
}

class EfficiencyTable {
 public:
  explicit EfficiencyTable(const Parameters& parameters) {
    const double schooling = parameters.labour.return_schooling;
    const double spread = parameters.labour.ability_sd;
    std::array<double, quantiles> within{};
    double mean = 0;
    for (std::size_t q = 0; q < quantiles; ++q) {
      within[q] = std::exp(spread * normal_quantile((static_cast<double>(q) + 0.5) / quantiles));
      mean += within[q] / quantiles;
    }
    for (std::size_t k = 0; k < education_levels; ++k) {
      const double level = std::exp(schooling * (static_cast<double>(k) - parameters.labour.schooling_reference));
      for (std::size_t q = 0; q < quantiles; ++q) {
        const double units = efficiency_unit * level * within[q] / mean;
        units_[k * quantiles + q] = std::max<std::int32_t>(1, static_cast<std::int32_t>(std::lround(units)));
      }
    }
  }
  [[nodiscard]] std::int32_t operator()(std::size_t education, std::size_t ability) const {
    return units_[education * quantiles + ability];
  }

 private:
  static constexpr std::size_t quantiles = 256;
  std::array<std::int32_t, education_levels * quantiles> units_{};
};

// For single look-ups; loops hold a table.
inline std::int32_t efficiency(std::uint8_t education, std::uint8_t ability, const Parameters& parameters) {
  return EfficiencyTable(parameters)(education, ability);
}

// What of a person's units the employer pays for, by region of work.
class PayTable {
 public:
  explicit PayTable(const World& world) : nonlocal_(world.region_count()) {
    for (const RegionId r : world.region_ids()) {
      const bool set = world.levers.hukou_wage_gap.size() == world.region_count();
      const double gap = world.parameters.labour.hukou_wage_gap * (set ? world.levers.hukou_wage_gap[r] : 1.0);
      nonlocal_[index(r)] = std::lround(std::clamp(1.0 - gap, 0.0, 1.0) * whole);
    }
  }
  // Of `units` in the region, `elsewhere` of them of persons with hukou elsewhere.
  [[nodiscard]] std::int64_t operator()(RegionId region, std::int64_t units, std::int64_t elsewhere) const {
    return units - elsewhere + elsewhere * nonlocal_[index(region)] / whole;
  }

 private:
  static constexpr std::int64_t whole = 65536;
  std::vector<std::int64_t> nonlocal_;
};

}  // namespace jiuzhou
