// Government: what the centre and the regions will spend this quarter, transfers, and policy payments.
//
//   T_r   = P share_r,  P = ratio · R_c,-1 (1+g)           the pool: a legal share of the centre's revenue
//   share ← share + v (target_r / Σ target − share)        sticky equalisation
//   target_r = (base share_r + c (gap_r / P − gap0_r / P0))+,  gap = (standard expenditure − standard revenue)+
//   B_r   ← B_r (1+g) + s (B*_r − B_r (1+g)),  B*_r = γ_r (revenue_r)+ (1 − λ Δdebt) (1 + c (u_r − u0_r))
//   policy money and new earmarked transfers enter the budget in the same quarter              policy_money.cpp
//
// Standard revenue is what base-year rates and shares yield on today's base, of regions and of the centre: of a growing
// base a region keeps 1 − c, of what a policy hands it (shares of taxes, charges) all. Rebates and earmarked transfers of
// the base year stay in the share. Transfers follow slowly (10-20 % of a gap a year) and spending is smoothed: fiscal
// shares are sticky. Special bonds are served from the budget and do not count for the debt rule.
//
// Reads   regions.{budget, revenue, own_revenue, standard_revenue, special_bonds, nominal_growth, unemployment_rate},
//         nation.central_standard, levers.{payments, public_works}
// Writes  regions.{budget, central_budget, transfer_share, special_bonds, bonds_issued}, nation.spending_owed, activity budgets, activity.{transfers, policies}, ledger
// Order   regions in order, serial

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/steps/shared/policy_finance.hpp"
#include "sim/steps/shared/policy_money.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

double population(const World& w, RegionId r) {
  return static_cast<double>(w.census.urban[r] + w.census.rural[r]);
}

double national_growth(const World& w) {
  double gdp = 0, growth = 0;
  for (const RegionId r : w.region_ids()) {
    gdp += w.regions.nominal_gdp[r];
    growth += w.regions.nominal_gdp[r] * w.regions.nominal_growth[r];
  }
  return ratio(growth, gdp);
}

// What the law gives the regions: a share of the centre's revenue at base-year rates and shares.
double transfer_pool(const World& w, double growth) {
  return w.nation.transfer_ratio * w.nation.central_standard * (1 + growth);
}

}  // namespace

double formula_share(double base_share, double gap, double base_gap, double equalisation) {
  return std::max(0.0, base_share + equalisation * (gap - base_gap));
}

namespace {

void move_transfer_shares(World& w, double growth) {
  double revenue = 0, people = 0;
  for (const RegionId r : w.region_ids()) {
    revenue += w.regions.revenue[r] - w.regions.own_revenue[r] + w.regions.standard_revenue[r];
    people += population(w, r);
  }
  const auto& p = w.parameters.government;
  const double per_head = revenue / people, pool = transfer_pool(w, growth), speed = quarterly(p.equalisation_speed);
  Column<RegionId, double> target(w.region_count());
  double total = 0;
  for (const RegionId r : w.region_ids()) {
    const double need = w.calibration.need_per_head[r] * per_head * population(w, r);
    const double gap = std::max(0.0, need - w.regions.standard_revenue[r]) * (1 + growth);
    target[r] = formula_share(w.calibration.base_transfer_share[r], ratio(gap, pool), w.calibration.base_gap[r],
                              p.equalisation);
    total += target[r];
  }
  for (const RegionId r : w.region_ids()) {
    double& share = w.regions.transfer_share[r];
    share += speed * (ratio(target[r], total, share) - share);
  }
}

void pay_transfers(World& w, double growth) {
  const double pool = transfer_pool(w, growth);
  for (const RegionId r : w.region_ids()) {
    const Fen general = to_fen(pool * w.regions.transfer_share[r]);
    const Fen closing = to_fen(w.calibration.closing_transfer[r] * w.nation.central_standard * (1 + growth));
    w.ledger.pay(Flow::transfer_general, {Sector::centre}, {Sector::province, index(r)}, general);
    w.ledger.pay(Flow::transfer_closing, {Sector::centre}, {Sector::province, index(r)}, closing);
    w.activity.transfers[r] = to_yuan(general + closing);
  }
}

void set_budgets(World& w, double growth) {
  const auto& p = w.parameters.government;
  for (const RegionId r : w.region_ids()) {
    const double trend = 1 + w.regions.nominal_growth[r];
    const double debt = -w.ledger.yuan({Sector::province_debt, index(r)}) - w.regions.special_bonds[r];
    const double debt_gap = debt / std::max(4 * w.regions.nominal_gdp[r], 1.0) - w.calibration.base_debt_ratio[r];
    const double slack = w.regions.unemployment_rate[r] - w.calibration.base_unemployment[r];
    const double wanted = w.calibration.spending_ratio[r] * std::max(0.0, w.regions.revenue[r]) * trend *
                          std::max(p.brake_floor, 1 - p.debt_rule * 4 * debt_gap) * (1 + p.cycle_rule * slack);
    double& budget = w.regions.budget[r];
    budget = std::max(0.0, budget * trend + p.revenue_speed * (wanted - budget * trend));
    const double share = w.calibration.budget_investment_share[r];
    w.activity.consumption_budget_public[r] = (1 - share) * budget;
    w.activity.investment_budget_public[r] = share * budget;

    double& central = w.regions.central_budget[r];
    const double central_trend = 1 + growth;
    const double central_wanted =
        w.calibration.central_budget_share[r] * w.nation.central_ratio * w.nation.central_standard * central_trend;
    central = std::max(0.0, central * central_trend + p.revenue_speed * (central_wanted - central * central_trend));
    w.activity.consumption_budget_central[r] = central;
  }
}

}  // namespace

void government(World& w) {
  const double growth = national_growth(w);
  move_transfer_shares(w, growth);
  pay_transfers(w, growth);
  set_budgets(w, growth);
  service_bonds(w);
  pay_policies(w);
  cut_central_spending(w);
}

}  // namespace jiuzhou
