// Plans: how much each firm wants to produce, with how many workers, and how much capital it wants to add.
//
//   X*_f = Qe + σ ge Qe + v (σ Qe − S)          storable goods; Qe for services; at most capacity, at least 0.3 Qe
//   L*_f = X* n_f / (A_f (1 − absence))          labour in efficiency units, fixed coefficients within the quarter
//   on own account L*_f = L_f (X* n_f / (A_f L_f))^(1 / (1−θ)), θ the share of land (state/land.hpp)
//   + jobs that governments pay for, shared by workers among the firms of the cell
//   I_f  = (δ + clip(g_K) + k + m_f + λ clip(ln K*/K)) K − cut,   K* = Qe (1+σ ge) / (κ u*)
//   cut  = ε [(r − r0) + 4 (hurdle − profit rate)+ − 4 relief] K      dear loans, a return below the hurdle, and what tax
//          reliefs add to the return, per year
//
// Investment expands capacity with expected growth; replacement-only investment stalls growth within 8-10 years.
//
// Reads   activity.{expected_sales, regional_growth}, firms.{stock, capital, productivity, labour_coefficient,
//         profit_rate, hurdle}, levers.{works, corporate_tax, absence}
// Writes  activity.{plan, labour_need, works, investment}
// Order   a firm writes only its own slots

#include <algorithm>

#include "sim/state/firm_loops.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

JIUZHOU_INLINE double planned_output(double expected, double growth, double stock, double target, double speed,
                                     double least) {
  const double wanted = expected + target * growth * expected + speed * (target * expected - stock);
  return wanted > least * expected ? wanted : least * expected;
}

namespace {

constexpr double least_size = 1e-9;  // yuan at base prices, so that logarithms stay finite

// Values common to all firms of a cell.
struct PlanRule {
  double stock_target, stock_speed, least_output, deepening, cap, normal_use, own_weight, own_weight_investment,
      outside, base_rate, relief, present;
  const InvestmentParameters* p;
};

JIUZHOU_VECTOR_WIDTHS
void make_plans(const PlanRule& rule, const Firms& x, Activity& a, const SlotBlock& block) {
  const double target = rule.stock_target, speed = rule.stock_speed, least = rule.least_output,
               own_weight = rule.own_weight, outside = rule.outside;
  const double slow_weight = rule.own_weight_investment, deepening = rule.deepening, cap = rule.cap,
               normal_use = rule.normal_use;
  const double present = rule.present;
  const double base_rate = rule.base_rate, lowest = rule.p->growth_floor, highest = rule.p->growth_cap;
  const double gap_speed = rule.p->gap_speed, return_effect = rule.p->return_effect, relief = rule.relief;
  const double* stock = x.stock.values().data();
  const double* capital = x.capital.values().data();
  const double* productivity = x.productivity.values().data();
  const float* capacity_ratio = x.capacity_ratio.values().data();
  const float* coefficient = x.labour_coefficient.values().data();
  const float* growth = x.growth.values().data();
  const float* growth_investment = x.growth_investment.values().data();
  const float* momentum = x.investment_momentum.values().data();
  const float* hurdle = x.hurdle.values().data();
  const float* profit_rate = x.profit_rate.values().data();
  const double* expected_sales = a.expected_sales.values().data();
  double* plan = a.plan.values().data();
  double* labour_need = a.labour_need.values().data();
  double* investment = a.investment.values().data();
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const bool alive = block.alive[i - block.begin] != 0;
    const double expected = expected_sales[i];
    const double ahead = own_weight * static_cast<double>(growth[i]) + (1 - own_weight) * outside;
    const double wanted = planned_output(expected, ahead, stock[i], target, speed, least);
    const double full = static_cast<double>(capacity_ratio[i]) * deepening, capacity = full * capital[i] * cap;
    const double output = wanted < capacity ? wanted : capacity;
    const double labour = output * static_cast<double>(coefficient[i]) / (productivity[i] * present);
    plan[i] = alive ? output : 0;
    labour_need[i] = alive ? labour : 0;

    const double desired = expected * (1 + target * ahead) / (full * normal_use);
    double gap = fast_log(desired > least_size ? desired : least_size) -
                 fast_log(capital[i] > least_size ? capital[i] : least_size);
    gap = gap < -1 ? -1 : gap > 1 ? 1 : gap;
    const double slow = slow_weight * static_cast<double>(growth_investment[i]) + (1 - slow_weight) * outside;
    const double grown = slow < lowest ? lowest : slow > highest ? highest : slow;
    const double missing = static_cast<double>(hurdle[i]) - static_cast<double>(profit_rate[i]);
    double rate = base_rate + grown + static_cast<double>(momentum[i]) + gap_speed * gap;
    const double earned = profit_rate[i] > 0 ? static_cast<double>(profit_rate[i]) : 0;
    rate -= return_effect * 4 * ((missing > 0 ? missing : 0) - relief * earned);
    const double added = (rate > 0 ? rate : 0) * capital[i];
    investment[i] = alive ? added : 0;
  }
}

// Jobs governments pay for, in efficiency units, shared by workers among the firms of the cell.
void add_public_jobs(World& w, std::size_t cell, double persons) {
  double workers = 0;
  for_firms(w, cell, [&](FirmId f) { workers += static_cast<double>(w.firms.workers[f]); });
  const auto members = static_cast<double>(w.cell_firms(cell).size());
  for_firms(w, cell, [&](FirmId f) {
    const auto own = static_cast<double>(w.firms.workers[f]);
    double jobs = 0;
    if (!(workers > 0))
      jobs = efficiency_unit * persons / members;
    else if (own > 0)
      jobs = static_cast<double>(w.firms.labour[f]) / own * persons * own / workers;
    w.activity.works[f] = jobs;
    w.activity.labour_need[f] += jobs;
  });
}

}  // namespace

void plans(World& w) {
  const auto& production = w.parameters.production;
  const auto& investment = w.parameters.investment;
  const double depreciation = quarterly_decay(production.depreciation);
  const double years = w.elapsed() / 4.0;
  const double deepening =
      quarterly(half_life_path(w.parameters.growth.deepening_start, 0, years, w.parameters.growth.deepening_half_life));
  const double dearer = w.nation.loan_rate - w.parameters.credit.loan_rate;

  if (std::ranges::any_of(w.levers.works.values(), [](double jobs) { return jobs > 0; }))
    w.activity.works.assign(w.firms.size());
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const bool storable = w.pack->industries[index(s)].storable;
    const PlanRule rule{
        .stock_target = storable ? production.stock_target : 0,  // without stocks the plan is what is expected
        .stock_speed = storable ? production.stock_speed : 0,
        .least_output = production.least_output,
        .deepening = w.nation.deepening,
        .cap = w.levers.output_cap(r, s),
        .normal_use = production.normal_utilisation,
        .own_weight = w.parameters.expectations.own_weight,
        .own_weight_investment = w.parameters.expectations.own_weight_investment,
        .outside = w.activity.regional_growth[r],
        .base_rate = depreciation + deepening - investment.return_effect * dearer,
        .relief = (1 - w.levers.corporate_tax(r, s)) * w.nation.corporate_tax_rate,
        .present = 1 - w.levers.absence[r],
        .p = &investment};
    for_slots(w, cell, [&](const SlotBlock& block) { make_plans(rule, w.firms, w.activity, block); });
    if (w.cells.base_labour(r, s) > 0 && production.land_share > 0)
      for_firms(w, cell, [&](FirmId f) {
        double& need = w.activity.labour_need[f];
        need = labour_on_land(need, static_cast<double>(w.firms.labour_at_close[f]), production.land_share);
      });
    if (w.levers.works(r, s) > 0) add_public_jobs(w, cell, w.levers.works(r, s));
  });
}

}  // namespace jiuzhou
