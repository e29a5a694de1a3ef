// Expectations: what firms believe they will sell, and how fast they believe sales will grow.
//
//   g_f    ← g_f + ρ (clip(Q_f/Q_f,-1 − 1) − g_f)                       smoothed own growth, one for sales, one for investment
//   g_pot  = Σ N a / Σ N + growth of the labour force                     potential growth of the nation
//   g_r    = α g_pot + (1−α) g_nat + (lf_r − lf) + (a_r − a)              growth expected in region r
//   ge_f   = ω g_f + (1−ω) g_r,   Qe_f = Q_f (1 + ge_f) exp(noise)
//   πe_r   = θ π* + (1−θ) π_r                                             anchored inflation
//
// Anchoring on potential growth is what keeps a slowing economy from decades of over-investment: an AR(1) on a log
// level expects a third to two thirds of trend growth, purely adaptive expectations overshoot (sim/MODEL.md 7.3).
//
// Reads   firms.{demand, previous_demand}, cells.{productivity_growth, price}, regions.{labour_force_growth, inflation}
// Writes  firms.{growth, growth_investment}, nation.{growth, potential}, regions.smoothed_inflation,
//         activity.{expected_sales, expected_growth, expected_growth_investment, expected_inflation}
// Order   a firm writes only its own slots; national sums run over cells in a fixed order

#include "sim/base/parallel.hpp"
#include "sim/steps/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

struct NationalGrowth {
  double productivity = 0, labour_force = 0, demand = 0;
  Column<RegionId, double> local_productivity;
};

NationalGrowth national_growth(const World& w) {
  NationalGrowth n;
  n.local_productivity.assign(w.region_count());
  double workers = 0, labour_force = 0, now = 0, before = 0;
  for (const RegionId r : w.region_ids()) {
    double local_workers = 0, local = 0;
    for (const IndustryId s : w.industry_ids())
      for (const std::uint32_t i : w.cell_firms(w.cell(r, s))) {
        const FirmId f{i};
        const auto heads = static_cast<double>(w.firms.workers[f]);
        local_workers += heads;
        local += heads * w.cells.productivity_growth(r, s);
        now += w.firms.demand[f] * w.cells.price(r, s);
        before += w.firms.previous_demand[f] * w.cells.price(r, s);
      }
    n.local_productivity[r] = ratio(local, local_workers);
    n.productivity += local;
    workers += local_workers;
    n.labour_force += w.regions.labour_force_growth[r] * w.regions.labour_force[r];
    labour_force += w.regions.labour_force[r];
  }
  n.productivity = ratio(n.productivity, workers);
  n.labour_force = ratio(n.labour_force, labour_force);
  n.demand = before > 0 ? now / before - 1 : 0;
  return n;
}

}  // namespace

void expectations(World& w) {
  const auto& p = w.parameters.expectations;
  const NationalGrowth n = national_growth(w);
  w.nation.potential = (1 + n.productivity) * (1 + n.labour_force) - 1;
  w.nation.growth += p.national_speed * (n.demand - w.nation.growth);
  const double nation = p.anchor * w.nation.potential + (1 - p.anchor) * w.nation.growth;

  Column<RegionId, double> regional(w.region_count());
  const double target = quarterly(w.parameters.prices.inflation_target);
  const auto& prices = w.parameters.prices;
  for (const RegionId r : w.region_ids()) {
    const double labour = w.regions.labour_force_growth[r] - n.labour_force;
    const double local = n.local_productivity[r] - n.productivity;
    regional[r] = nation + labour + local;
    w.regions.productivity_growth[r] = n.local_productivity[r];
    double& smoothed = w.regions.smoothed_inflation[r];
    smoothed += prices.inflation_smoothing * (w.regions.inflation[r] - smoothed);
    w.activity.expected_inflation[r] = prices.anchor_weight * target + (1 - prices.anchor_weight) * smoothed;
  }

  // The first quarter reproduces the accounts, so it has no errors.
  const bool noisy = w.parameters.initial.chance && p.noise > 0 && w.elapsed() > 0;
  for_each_index(w.firms.size(), 1024, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (!w.firms.alive[f]) return;
    const double before = w.firms.previous_demand[f];
    const double grown = before > 0 ? std::clamp(w.firms.demand[f] / before - 1, -0.2, 0.2) : 0;
    double& own = w.firms.growth[f];
    double& own_investment = w.firms.growth_investment[f];
    own += p.own_speed * (grown - own);
    own_investment += p.own_speed_investment * (grown - own_investment);
    const double outside = regional[w.firms.region[f]];
    const double expected = p.own_weight * own + (1 - p.own_weight) * outside;
    double error = 1;
    if (noisy) {
      const double z = w.luck.draw(Stream::expectation, w.firms.serial[f]).normal(0);
      error = std::exp(p.noise * z - 0.5 * p.noise * p.noise);
    }
    w.activity.expected_growth[f] = expected;
    w.activity.expected_growth_investment[f] =
        p.own_weight_investment * own_investment + (1 - p.own_weight_investment) * outside;
    w.activity.expected_sales[f] = w.firms.demand[f] * (1 + expected) * error;
  });
}

}  // namespace jiuzhou
