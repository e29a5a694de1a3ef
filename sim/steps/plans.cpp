// Plans: how much each firm wants to produce, with how many workers, and how much capital it wants to add.
//
//   X*_f = Qe + σ ge Qe + v (σ Qe − S)          storable goods; Qe for services; at most capacity, at least 0.3 Qe
//   L*_f = X* n_f / A_f                          labour in efficiency units, fixed coefficients within the quarter
//   + posts that governments pay for, shared by workers among the firms of the cell
//   I_f  = (δ + clip(g_K) + k + m_f + λ clip(ln K*/K)) K − cut,   K* = Qe (1+σ ge) / (κ u*)
//   cut  = ε [(r − r0) + 4 (hurdle − profit rate)+] K      dear loans, and a return below the hurdle, per year
//
// Investment expands capacity with expected growth; replacement-only investment stalls growth within 8-10 years.
//
// Reads   activity.{expected_*, capacity}, firms.{stock, capital, productivity, labour_coefficient, profit_rate, hurdle},
//         levers.works
// Writes  activity.{plan, labour_need, works, investment}
// Order   a firm writes only its own slots

#include "sim/base/parallel.hpp"
#include "sim/steps/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

double planned_output(double expected, double growth, double stock, double target, double speed) {
  const double wanted = expected + target * growth * expected + speed * (target * expected - stock);
  return std::max(wanted, 0.3 * expected);
}

namespace {

// Efficiency units of a firm's part of the posts governments pay for.
double public_posts(const World& w, FirmId f, double persons) {
  const auto members = w.cell_firms(w.cell(w.firms.region[f], w.firms.industry[f]));
  double workers = 0;
  for (const std::uint32_t k : members) workers += static_cast<double>(w.firms.workers[FirmId{k}]);
  const auto own = static_cast<double>(w.firms.workers[f]);
  if (!(workers > 0)) return efficiency_unit * persons / static_cast<double>(members.size());
  return own > 0 ? static_cast<double>(w.firms.labour[f]) / own * persons * own / workers : 0;
}

}  // namespace

void plans(World& w) {
  const auto& production = w.parameters.production;
  const auto& investment = w.parameters.investment;
  const double depreciation = quarterly_decay(production.depreciation);
  const double years = w.elapsed() / 4.0;
  const double deepening = quarterly(fading(w.parameters.growth.deepening_start, 0, years, w.parameters.growth.deepening_half_life));
  const double dearer = w.nation.loan_rate - w.parameters.credit.loan_rate;

  for_each_index(w.firms.size(), 512, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (!w.firms.alive[f]) return;
    const bool storable = w.pack->industries[index(w.firms.industry[f])].storable;
    const double target = storable ? production.stock_target : 0;
    const double expected = w.activity.expected_sales[f];
    const double growth = w.activity.expected_growth[f];
    const double wanted =
        storable ? planned_output(expected, growth, w.firms.stock[f], target, production.stock_speed) : expected;
    const double plan = std::min(wanted, w.activity.capacity[f]);
    w.activity.plan[f] = plan;
    w.activity.labour_need[f] = plan * w.firms.labour_coefficient[f] / w.firms.productivity[f];
    const double posts = w.levers.works(w.firms.region[f], w.firms.industry[f]);
    if (posts > 0) {
      w.activity.works[f] = public_posts(w, f, posts);
      w.activity.labour_need[f] += w.activity.works[f];
    }

    const double capital = w.firms.capital[f];
    const double full_output = w.firms.capacity_ratio[f] * w.nation.deepening * production.normal_utilisation;
    const double desired = expected * (1 + target * growth) / full_output;
    const double gap = std::clamp(std::log(std::max(desired, 1e-9) / std::max(capital, 1e-9)), -1.0, 1.0);
    const double grown = std::clamp(w.activity.expected_growth_investment[f], investment.growth_floor, investment.growth_cap);
    double rate = depreciation + grown + deepening + w.firms.investment_momentum[f] + investment.gap_speed * gap;
    const double shortfall = std::max(0.0, w.firms.hurdle[f] - w.firms.profit_rate[f]);
    rate -= investment.return_effect * (dearer + 4 * shortfall);
    w.activity.investment[f] = std::max(0.0, rate) * capital;
  });
}

}  // namespace jiuzhou
