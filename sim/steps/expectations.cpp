// Expectations: what firms believe they will sell, and how fast they believe sales will grow.
//
//   g_f    ← g_f + ρ (clip(Q_f/Q_f,-1 − 1) − g_f)                       smoothed own growth, one for sales, one for investment
//   g_pot  = Σ N a / Σ N + growth of the labour force                     potential growth of the nation
//   g_r    = α g_pot + (1−α) g_nat + (lf_r − lf) + (a_r − a)              growth expected in region r
//   ge_f   = ω g_f + (1−ω) g_r,   Qe_f = Q_f (1 + ge_f)+ exp(noise)
//   πe_r   = θ π* + (1−θ) π_r                                             anchored inflation
//
// Anchoring on potential growth is what keeps a slowing economy from decades of over-investment: an AR(1) on a log
// level expects a third to two thirds of trend growth, purely adaptive expectations overshoot (sim/MODEL.md 7.3).
//
// Reads   firms.{demand, previous_demand}, cells.{productivity_growth, price}, regions.{labour_force_growth, inflation}
// Writes  firms.{growth, growth_investment}, nation.{growth, potential}, regions.{smoothed_inflation,
//         productivity_growth}, activity.{expected_sales, regional_growth, expected_inflation}
// Order   a firm writes only its own slots; a cell sums its firms in slot order, the nation its cells

#include <array>

#include "sim/base/random_block.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

struct NationalGrowth {
  double productivity = 0, labour_force = 0, demand = 0;
  Column<RegionId, double> local_productivity;
};

struct CellGrowth {
  double workers = 0, now = 0, before = 0;
};

NationalGrowth national_growth(const World& w) {
  std::vector<CellGrowth> cells(w.cell_count());
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    CellGrowth& sum = cells[cell];
    for_firms(w, cell, [&](FirmId f) {
      sum.workers += static_cast<double>(w.firms.workers[f]);
      sum.now += w.firms.demand[f];
      sum.before += static_cast<double>(w.firms.previous_demand[f]);
    });
    sum.now *= w.cells.price(r, s);
    sum.before *= w.cells.price(r, s);
  });
  NationalGrowth n;
  n.local_productivity.assign(w.region_count());
  double workers = 0, labour_force = 0, now = 0, before = 0;
  for (const RegionId r : w.region_ids()) {
    double local_workers = 0, local = 0;
    for (const IndustryId s : w.industry_ids()) {
      const CellGrowth& cell = cells[w.cell(r, s)];
      local_workers += cell.workers;
      local += cell.workers * w.cells.productivity_growth(r, s);
      now += cell.now;
      before += cell.before;
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

// Expectation errors of a block of firms, with mean 1.
JIUZHOU_VECTOR_WIDTHS
void draw_errors(const DrawBlock& draws, double noise, std::size_t n, double* error) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i)
    error[i] = fast_exp(noise * fast_normal(draws.word[0][i], draws.word[1][i]) - 0.5 * noise * noise);
}

JIUZHOU_VECTOR_WIDTHS
void expect(const ExpectationsParameters& p, double outside, Firms& x, const double* error, double* expected,
            std::size_t begin, std::size_t end) {
  const double speed = p.own_speed, speed_investment = p.own_speed_investment, weight = p.own_weight,
               bound = p.growth_bound;
  const double* demand = x.demand.values().data();
  const float* previous = x.previous_demand.values().data();
  float* growth = x.growth.values().data();
  float* growth_investment = x.growth_investment.values().data();
#pragma GCC ivdep
  for (std::size_t i = begin; i < end; ++i) {
    const double before = static_cast<double>(previous[i]);
    const double raw = demand[i] / before - 1;
    double grown = raw < -bound ? -bound : raw > bound ? bound : raw;
    grown = before > 0 ? grown : 0;
    const double own = static_cast<double>(growth[i]), slow = static_cast<double>(growth_investment[i]);
    growth[i] = static_cast<float>(own + speed * (grown - own));
    growth_investment[i] = static_cast<float>(slow + speed_investment * (grown - slow));
    const double factor = 1 + weight * static_cast<double>(growth[i]) + (1 - weight) * outside;
    expected[i] = demand[i] * (factor > 0 ? factor : 0) * error[i - begin];
  }
}

}  // namespace

void expectations(World& w) {
  const auto& p = w.parameters.expectations;
  const NationalGrowth n = national_growth(w);
  w.nation.potential = (1 + n.productivity) * (1 + n.labour_force) - 1;
  w.nation.growth += p.national_speed * (n.demand - w.nation.growth);
  const double nation = p.anchor * w.nation.potential + (1 - p.anchor) * w.nation.growth;

  const double target = quarterly(w.parameters.prices.inflation_target);
  const auto& prices = w.parameters.prices;
  for (const RegionId r : w.region_ids()) {
    const double labour = w.regions.labour_force_growth[r] - n.labour_force;
    const double local = n.local_productivity[r] - n.productivity;
    w.activity.regional_growth[r] = nation + labour + local;
    w.regions.productivity_growth[r] = n.local_productivity[r];
    double& smoothed = w.regions.smoothed_inflation[r];
    smoothed += prices.inflation_smoothing * (w.regions.inflation[r] - smoothed);
    w.activity.expected_inflation[r] = prices.anchor_weight * target + (1 - prices.anchor_weight) * smoothed;
  }

  // The first quarter reproduces the accounts, so it has no errors.
  const bool noisy = w.parameters.initial.chance && p.noise > 0 && w.elapsed() > 0;
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId) {
    DrawBlock draws;
    std::array<double, DrawBlock::size> error;
    error.fill(1);
    for (const SlotRun run : w.cell_runs(cell))
      for (std::size_t at = run.begin; at < run.end; at += DrawBlock::size) {
        const std::size_t end = std::min<std::size_t>(run.end, at + DrawBlock::size);
        if (noisy) {
          draw_block(w.random_key, Stream::expectation, serials_of(w, run).subspan(at - run.begin, end - at), draws);
          draw_errors(draws, p.noise, end - at, error.data());
        }
        expect(p, w.activity.regional_growth[r], w.firms, error.data(), w.activity.expected_sales.values().data(), at,
               end);
      }
  });
}

}  // namespace jiuzhou
