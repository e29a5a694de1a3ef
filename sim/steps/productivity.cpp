// Productivity: how much more a unit of labour will produce next quarter.
//
//   a_rs = a(t) + m_r + c (gap_r − mean) + η_G (g_G − g_pot) + η_R (g_R − g_pot) + sector + levers
//   + d (gap_r − mean)+                           d lever: diffusion to those behind
//   m_r  ← ρ m_r + shock · z − mean              persistent regional differences, independent shocks, mean 0 by labour force
//   a(t) = end + (start − end) 2^(−t/half-life)  national trend
//
// Infrastructure and R&D count only beyond potential growth: the trend already holds what keeps pace with it.
// Persistent growth differences and independent shocks of about 2.2 % a year: panel of provinces to the last training
// year. Convergence of productivity is weak in the data (0.0036, s.e. 0.0043) and is kept so.
//
// Reads   regions.{public_capital_growth, research_growth, momentum}, nation.potential, levers.{productivity_growth,
//         catch_up}
// Writes  cells.{efficiency, productivity_growth}, regions.momentum
// Order   regions in order; one keyed draw per region

#include <algorithm>
#include <vector>

#include "sim/base/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double least_output = 1e-9;  // yuan a head, so that logarithms stay finite

// Log gap of each region's labour productivity to the mean of the three best, less the national mean of that gap.
Column<RegionId, double> catch_up_gap(const World& w) {
  Column<RegionId, double> level(w.region_count()), persons(w.region_count());
  std::vector<double> sorted;
  for (const RegionId r : w.region_ids()) {
    double output = 0;
    for (const IndustryId s : w.industry_ids()) {
      output += w.activity.value_added_real(r, s);
      persons[r] += w.activity.employment(r, s);
    }
    level[r] = std::log(std::max(ratio(output, persons[r], 1), least_output));
    sorted.push_back(level[r]);
  }
  std::sort(sorted.rbegin(), sorted.rend());
  const std::size_t best = std::min<std::size_t>(3, sorted.size());
  double frontier = 0, mean = 0, total = 0;
  for (std::size_t i = 0; i < best; ++i) frontier += sorted[i] / static_cast<double>(best);
  for (const RegionId r : w.region_ids()) {
    mean += persons[r] * (frontier - level[r]);
    total += persons[r];
  }
  mean = ratio(mean, total);
  for (const RegionId r : w.region_ids()) level[r] = frontier - level[r] - mean;
  return level;
}

// Share of services in employment, so that the sector terms leave the national mean alone.
double services_share(const World& w) {
  double services = 0, all = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) {
      all += w.activity.employment(r, s);
      if (w.pack->industries[index(s)].sector3 == "tertiary") services += w.activity.employment(r, s);
    }
  return ratio(services, all);
}

// First autocorrelation of yearly growth when quarterly growth is an AR(1): sums of four quarters, x(t) = ρ x(t−1) + e.
double yearly_persistence(double quarterly_rho) {
  double same = 4, next = 0;
  for (int lag = 1; lag <= 7; ++lag) {
    const double correlation = std::pow(quarterly_rho, lag);
    if (lag < 4) same += 2 * (4 - lag) * correlation;
    next += (4 - std::abs(lag - 4)) * correlation;
  }
  return next / same;
}

}  // namespace

void productivity(World& w) {
  const auto& p = w.parameters.growth;
  const double years = (w.elapsed() + 1) / 4.0;
  const double trend = quarterly(
      Paths::held(w.paths.productivity, w.elapsed(), half_life_path(p.labour_start, p.labour_end, years, p.half_life)));
  const Column<RegionId, double> gap = catch_up_gap(w);
  const double services = services_share(w);
  const double services_gap = quarterly(p.services_gap);
  double mean = 0, persons = 0;
  for (const RegionId r : w.region_ids()) {
    double& momentum = w.regions.momentum[r];
    double shock = 0;
    if (w.parameters.initial.chance && p.shock_scale > 0) {
      // A yearly innovation σ to growth with yearly persistence ρ_y moves the level by σ / (1−ρ_y) in the end; four
      // quarterly innovations e move it by 2e / (1−ρ).
      const double yearly = yearly_persistence(p.momentum_persistence);
      const double sd = w.pack->shock_sd[r] * p.shock_scale * (1 - p.momentum_persistence) / (2 * (1 - yearly));
      shock = sd * w.random_key.draw(Stream::productivity_shock, index(r)).normal(0);
    }
    momentum = p.momentum_persistence * momentum + shock;
    mean += momentum * w.regions.labour_force[r];
    persons += w.regions.labour_force[r];
  }
  mean = ratio(mean, persons);
  for (const RegionId r : w.region_ids()) {
    double& momentum = w.regions.momentum[r];
    momentum -= mean;  // differences between regions; the nation's growth is the trend's

    double local = trend + momentum + quarterly(p.catch_up) * gap[r] + w.levers.productivity_growth[r];
    if (w.levers.catch_up[r] > 0) local += quarterly(w.levers.catch_up[r]) * std::max(0.0, gap[r]);
    local += p.infrastructure_elasticity * (w.regions.public_capital_growth[r] - w.nation.potential);
    local += p.research_elasticity * (w.regions.research_growth[r] - w.nation.potential);
    for (const IndustryId s : w.industry_ids()) {
      const bool tertiary = w.pack->industries[index(s)].sector3 == "tertiary";
      const double sector = services_gap * (services - (tertiary ? 1 : 0));
      w.cells.productivity_growth(r, s) = local + sector;
      w.cells.efficiency(r, s) *= 1 + local + sector;
    }
  }
}

}  // namespace jiuzhou
