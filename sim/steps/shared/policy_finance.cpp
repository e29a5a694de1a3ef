// Financing of policies: what raises the money that governments pay.
//
//   C_x   = (paid − received by the centre for policy x in the quarter)+
//   vat          Σ_x share_x C_x, collected from firms by the production tax they pay; from next quarter on in prices
//   income tax   Σ_x share_x C_x, collected from households by their wages
//   spending     Σ_x share_x C_x, taken from the centre's own spending: what is known before markets at once, the rest and
//                what it is too small for in the next quarter
//   debt         the rest, by the borrowing that closes the centre's account
//
//   a region: bonds_x = share_x · payment, as far as B_r + bonds ≤ ceiling · yearly revenue; the rest from its budget
//   service_r = ((1−ρ)/(4 T) + i/4) B_r from its budget;  B_r ← (1 − (1−ρ)/(4 T)) B_r     ρ refinanced
//   loans of the region's firms fall by c · bonds in the next quarter                              credit.cpp
//
// The rise of VAT falls on firms in its first quarter and on buyers when prices follow. It is not deducted from the base
// of corporate tax.
//
// Reads   activity.{policies, wage_income}, regions.{revenue, special_bonds}
// Writes  ledger, activity.{consumption_budget_public, investment_budget_public, consumption_budget_central,
//         policy_income, central_revenue, central_policy_revenue, policies}, firms.profit_rate, nation.{vat_rise,
//         spending_owed}, regions.{special_bonds, bonds_issued}
// Order   policies in file order, accounts and slots in order, serial

#include "sim/steps/shared/policy_finance.hpp"

#include <algorithm>
#include <vector>

#include "sim/base/apportion.hpp"
#include "sim/base/math.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t position_of(Sector sector) {
  return static_cast<std::size_t>(std::ranges::find(policy_sectors, sector) - policy_sectors.begin());
}
constexpr std::size_t centre = position_of(Sector::centre), province = position_of(Sector::province);

double central_cost(const PolicyOutcome& x) {
  return std::max(0.0, x.paid[centre] - x.received[centre]);
}

void add_central_revenue(World& w, double yuan) {
  w.activity.central_revenue += yuan;
  w.activity.central_policy_revenue += yuan;
}

// From firms, by the production tax they pay; its rise.
double raise_vat(World& w, double yuan, std::span<const double> production_tax) {
  std::vector<double> weights(production_tax.begin(), production_tax.end());
  double base = 0;
  for (double& x : weights) base += x = std::max(0.0, x);
  if (!(yuan > 0) || !(base > 0)) return 0;
  const std::vector<Fen> parts = apportion(to_fen(yuan), weights, w.random_key.period);
  w.ledger.pay_each(Flow::production_tax, Sector::firm, parts, {Sector::centre});
  for (const FirmId f : w.firms.ids())
    if (const double value = static_cast<double>(w.firms.capital_value[f]); parts[index(f)] > 0 && value > 0)
      w.firms.profit_rate[f] -= static_cast<float>(to_yuan(parts[index(f)]) / value);
  add_central_revenue(w, yuan);
  return yuan / base;
}

// From households, by their wages.
double raise_income_tax(World& w, double yuan) {
  std::vector<double> weights(w.household_count());
  double base = 0;
  for (std::size_t a = 0; a < weights.size(); ++a)
    base += weights[a] = std::max(0.0, w.activity.wage_income[HouseholdId{static_cast<std::uint32_t>(a)}]);
  if (!(yuan > 0) || !(base > 0)) return 0;
  const std::vector<Fen> parts = apportion(to_fen(yuan), weights, w.random_key.period);
  w.ledger.pay_each(Flow::personal_tax, Sector::household, parts, {Sector::centre});
  for (std::size_t a = 0; a < parts.size(); ++a)
    w.activity.policy_income[HouseholdId{static_cast<std::uint32_t>(a)}] -= to_yuan(parts[a]);
  add_central_revenue(w, yuan);
  return yuan / base;
}

}  // namespace

void cut_budget(World& w, RegionId r, double yuan) {
  double& consumption = w.activity.consumption_budget_public[r];
  double& investment = w.activity.investment_budget_public[r];
  const double total = std::max(0.0, consumption) + std::max(0.0, investment);
  const double left = total > 0 ? 1 - std::min(1.0, yuan / total) : 1;
  consumption = consumption > 0 ? consumption * left : consumption;
  investment = investment > 0 ? investment * left : investment;
}

void service_bonds(World& w) {
  const auto& p = w.parameters.government;
  const double redeemed = (1 - p.bond_refinanced) / (4 * p.bond_maturity);
  const double interest = w.parameters.credit.public_rate / 4;
  for (const RegionId r : w.region_ids()) {
    double& bonds = w.regions.special_bonds[r];
    if (bonds > 0) cut_budget(w, r, (redeemed + interest) * bonds);
    bonds -= redeemed * bonds;
    w.regions.bonds_issued[r] = 0;
  }
}

double issue_bonds(World& w, std::size_t policy, RegionId r, double yuan) {
  if (policy >= w.activity.policies.size() || !(yuan > 0)) return 0;
  PolicyOutcome& outcome = w.activity.policies[policy];
  const double most = 4 * w.parameters.government.bond_ceiling * w.regions.revenue[r];
  const double issued = std::clamp(outcome.financed_by[position(Source::special_bonds)] * yuan, 0.0,
                                   std::max(0.0, most - w.regions.special_bonds[r]));
  w.regions.special_bonds[r] += issued;
  w.regions.bonds_issued[r] += issued;
  outcome.financed[position(Source::special_bonds)] += issued;
  return issued;
}

void cut_central_spending(World& w) {
  double owed = w.nation.spending_owed, spending = 0;
  for (const PolicyOutcome& x : w.activity.policies)
    owed += x.financed_by[position(Source::other_spending)] * central_cost(x);
  for (const double x : w.activity.consumption_budget_central) spending += std::max(0.0, x);
  const double cut = std::min(owed, spending);
  if (cut > 0)
    for (double& x : w.activity.consumption_budget_central.values()) x -= cut * std::max(0.0, x) / spending;
  w.nation.spending_owed -= cut;  // finance_policies adds all that policies cost in the quarter
}

void close_budgets(World& w) {
  for (const RegionId r : w.region_ids())
    w.ledger.pay(Flow::loan, {Sector::province_debt, index(r)}, {Sector::province, index(r)},
                 -w.ledger.balance({Sector::province, index(r)}));
  w.ledger.pay(Flow::loan, {Sector::centre_debt}, {Sector::centre}, -w.ledger.balance({Sector::centre}));
}

bool is_vat_raised(const World& w) {
  return std::ranges::any_of(w.activity.policies,
                             [](const PolicyOutcome& x) { return x.financed_by[position(Source::vat)] > 0; });
}

void finance_policies(World& w, std::span<const double> production_tax) {
  BySource sums{};
  for (PolicyOutcome& x : w.activity.policies) {
    const double cost = central_cost(x);
    for (std::size_t k = 0; k < central_sources; ++k) sums[k] += x.financed[k] = x.financed_by[k] * cost;
    const double bonds = x.financed[position(Source::special_bonds)];
    x.financed[position(Source::own_budget)] = std::max(0.0, x.paid[province] - bonds);  // rounded to fen
  }
  w.nation.vat_rise = raise_vat(w, sums[position(Source::vat)], production_tax);
  raise_income_tax(w, sums[position(Source::income_tax)]);
  w.nation.spending_owed = std::max(0.0, w.nation.spending_owed + sums[position(Source::other_spending)]);
}

}  // namespace jiuzhou
