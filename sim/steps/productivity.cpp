// Productivity: how much more a unit of labour will produce next quarter.
//
//   a_rs = a(t) + m_r + c (gap_r − mean) + [η_G (g_G − g_pot) + η_R (g_R − g_pot)] / λ_rs + γ Δ ln M_r + sector + levers
//          a within ± 1/2
//   M_r  = Σ_d exp(−distance_rd / τ) N_d          workers outside own-account work within reach, agglomeration
//   λ_rs = labour's share in base-year value added, at least 0.2
//   + d (gap_r − mean)+                           d lever: diffusion to those behind
//   farming: a + θ y, inputs per output and capital per capacity fall by θ y     y lever yield_growth, θ share of crops
//   m_r  ← ρ m_r + shock · z − mean              persistent regional differences, independent shocks, mean 0 by labour
//                                                force; held through the base year, whose shocks its accounts hold
//   q_r  ← q_r + κ (e_r − mean e),  e_r = m_r + d (gap_r − mean)+ + l_r        quality of goods (trade_shares); l_r mean
//                                                of the lever of productivity over industries by real value added
//   b_r  ← ρ_b b_r + shock · z − mean            shock to a region's attraction for people (migration), a year
//   a(t) = end + (start − end) 2^(−t/half-life)  national trend
//
// Infrastructure and R&D count only beyond potential growth: the trend already holds what keeps pace with it. Their
// elasticities are of output at given labour and capital, and a multiplies labour alone, of whose share in value added a
// gain of output has to be λ as large: hence the division (Uzawa 1961: a neutral gain η g is a gain η g / λ of labour's
// efficiency). Persistent
// growth differences and independent shocks of about 2.2 % a year: panel of provinces to the last training year, which
// is of nominal shares. What lasts of a region's lead is therefore better and new goods, which buyers follow, as much as
// it is cheaper work: productivity alone lowers prices by what it adds to output, and shares do not move. Policies that
// spread or raise technology (levers productivity_growth, catch_up) do both, too; infrastructure and R&D spending cheapen
// work only. Convergence of productivity is weak in the data (0.0036, s.e. 0.0043) and is kept so.
//
// Reads   regions.{public_capital_growth, research_growth, momentum}, nation.potential, levers.{productivity_growth,
//         catch_up, yield_growth}
// Writes  cells.{efficiency, productivity_growth, input}, firms.capacity_ratio, regions.{momentum, quality, attraction,
//         reach}
// Order   regions in order; one keyed draw per region

#include <algorithm>
#include <vector>

#include "sim/base/math.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/steps/shared/momentum.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double mean_to_end =
    1.5;  // quarters from the mean of the levels at the ends of a year's quarters to the last

constexpr double least_labour_share = 0.2;  // of value added: below it most of it is rent or tax

constexpr double most_growth = 0.5;  // a quarter, either way: beyond it, a place has lost or found its people or stocks

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
    level[r] = portable::log(std::max(ratio(output, persons[r], 1), least_output));
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

// Labour's part of the value added of the base year.
double labour_share(const World& w, RegionId r, IndustryId s) {
  double value_added = 1;
  for (const IndustryId g : w.industry_ids()) value_added -= w.cells.input(r, g, s);
  return std::clamp(ratio(w.cells.base_unit_labour(r, s), value_added, 1), least_labour_share, 1.0);
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
    const double correlation = portable::pow(quarterly_rho, lag);
    if (lag < 4) same += 2 * (4 - lag) * correlation;
    next += (4 - std::abs(lag - 4)) * correlation;
  }
  return next / same;
}

// Mean weighted with the labour force.
double national_mean(const World& w, const Column<RegionId, double>& x) {
  double sum = 0, persons = 0;
  for (const RegionId r : w.region_ids()) {
    sum += x[r] * w.regions.labour_force[r];
    persons += w.regions.labour_force[r];
  }
  return ratio(sum, persons);
}

// Workers outside own-account work whom those of each region may meet.
Column<RegionId, double> workers_within_reach(const World& w) {
  Column<RegionId, double> workers(w.region_count()), reach(w.region_count());
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      if (!w.pack->industries[index(s)].own_account) workers[r] += w.activity.employment(r, s);
  for (const RegionId r : w.region_ids())
    for (const RegionId d : w.region_ids())
      reach[r] += workers[d] *
                  (d == r ? 1 : portable::exp(-w.pack->distance(r, d) / w.parameters.growth.agglomeration_distance));
  return reach;
}

}  // namespace

double quarterly_persistence(double yearly) {
  double low = 0, high = 1;
  for (int halving = 0; halving < 50; ++halving) {
    const double middle = (low + high) / 2;
    (yearly_persistence(middle) < yearly ? low : high) = middle;
  }
  return (low + high) / 2;
}

double first_momentum(const GrowthParameters& p, double difference) {
  // Growth m held through the four quarters leaves the year's mean level mean_to_end m below its last, and ρ/(1−ρ) m
  // follow.
  const double rho = quarterly_persistence(p.momentum_persistence), yearly = p.momentum_persistence;
  return p.momentum_start * difference * yearly / (1 - yearly) / (mean_to_end + rho / (1 - rho));
}

namespace {

// Standard deviation of quarterly innovations to growth that move the level in the end as yearly ones of `yearly_sd` do:
// a yearly innovation σ moves it by σ / (1−ρ_y), four quarterly ones e by 2e / (1−ρ).
double quarterly_innovation(double yearly_sd, double yearly_persistence, double rho) {
  return yearly_sd * (1 - rho) / (2 * (1 - yearly_persistence));
}

// Shocks to the attraction of regions for people: growth of population a year beyond what incomes and services explain.
void draw_attraction(World& w) {
  const auto& p = w.parameters.migration;
  if (!w.parameters.initial.chance || !(p.attraction_shock > 0)) return;
  const double rho = quarterly_persistence(p.attraction_persistence);
  const double sd = 4 * quarterly_innovation(p.attraction_shock, p.attraction_persistence, rho);
  for (const RegionId r : w.region_ids())
    w.regions.attraction[r] =
        rho * w.regions.attraction[r] + sd * w.random_key.draw(Stream::productivity_shock, index(r)).normal(2);
  const double mean = national_mean(w, w.regions.attraction);
  for (const RegionId r : w.region_ids()) w.regions.attraction[r] -= mean;
}

// What policies add to productivity growth, the mean of a region's industries.
Column<RegionId, double> raised_by_policies(const World& w) {
  Column<RegionId, double> out(w.region_count());
  for (const RegionId r : w.region_ids()) {
    double raised = 0, all = 0;
    for (const IndustryId s : w.industry_ids()) {
      const double value_added = std::max(0.0, w.activity.value_added_real(r, s));
      raised += value_added * w.levers.productivity_growth(r, s);
      all += value_added;
    }
    out[r] = ratio(raised, all);
  }
  return out;
}

// Better land gives more for the same work, inputs and capital. Returns by how much in this quarter.
double better_land(World& w, RegionId r, IndustryId s) {
  const double gain = w.parameters.environment.crop_share * w.levers.yield_growth[r];
  if (!(gain > 0) || w.pack->industries[index(s)].role != "agriculture") return 0;
  for (const IndustryId g : w.industry_ids()) w.cells.input(r, g, s) /= 1 + gain;
  for_firms(w, w.cell(r, s), [&](FirmId f) {
    w.firms.capacity_ratio[f] = static_cast<float>(static_cast<double>(w.firms.capacity_ratio[f]) * (1 + gain));
  });
  return gain;
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
  const bool base_year = w.elapsed() < 4;
  if (!base_year) {
    const double rho = quarterly_persistence(p.momentum_persistence);
    for (const RegionId r : w.region_ids()) {
      double shock = 0;
      if (w.parameters.initial.chance && p.shock_scale > 0) {
        shock = quarterly_innovation(w.pack->shock_sd[r] * p.shock_scale, p.momentum_persistence, rho) *
                w.random_key.draw(Stream::productivity_shock, index(r)).normal(0);
      }
      w.regions.momentum[r] = rho * w.regions.momentum[r] + shock;
    }
  }
  if (!base_year) draw_attraction(w);
  const double mean = national_mean(w, w.regions.momentum);
  Column<RegionId, double> lead(w.region_count());  // growth by better technology and goods
  for (const RegionId r : w.region_ids()) {
    double& momentum = w.regions.momentum[r];
    momentum -= mean;  // differences between regions; the nation's growth is the trend's
    lead[r] = momentum;
    if (w.levers.catch_up[r] > 0) lead[r] += quarterly(w.levers.catch_up[r]) * std::max(0.0, gap[r]);
  }
  const Column<RegionId, double> raised = raised_by_policies(w);
  const double mean_lead = national_mean(w, lead) + national_mean(w, raised);
  Column<RegionId, double> imposed(w.region_count());
  for (const RegionId r : w.region_ids())
    imposed[r] = quarterly(Paths::in_region(w.paths.regional_demand, w.elapsed(), r));
  const double mean_imposed = national_mean(w, imposed);
  const Column<RegionId, double> reach = workers_within_reach(w);
  for (const RegionId r : w.region_ids()) {
    w.regions.quality[r] += p.quality_share * (lead[r] + raised[r] - mean_lead) + imposed[r] - mean_imposed;
    double local = trend + lead[r] + quarterly(p.catch_up) * gap[r];
    if (reach[r] > 0 && w.regions.reach[r] > 0) local += p.agglomeration * portable::log(reach[r] / w.regions.reach[r]);
    w.regions.reach[r] = reach[r];
    const double neutral = p.infrastructure_elasticity * (w.regions.public_capital_growth[r] - w.nation.potential) +
                           p.research_elasticity * (w.regions.research_growth[r] - w.nation.potential);
    for (const IndustryId s : w.industry_ids()) {
      const bool tertiary = w.pack->industries[index(s)].sector3 == "tertiary";
      const double sector = services_gap * (services - (tertiary ? 1 : 0));
      const double answer = neutral / labour_share(w, r, s) + better_land(w, r, s);
      const double grown =
          std::clamp(local + w.levers.productivity_growth(r, s) + sector + answer, -most_growth, most_growth);
      w.cells.productivity_growth(r, s) = grown;
      w.cells.efficiency(r, s) *= 1 + grown;
    }
  }
}

}  // namespace jiuzhou
