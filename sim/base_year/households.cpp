// Households of the first quarter: deposits, income, remittances, saving.
//
//   deposits    close the balance sheet: what firms, governments and the world owe, less what others hold
//   remittances carry income to where the accounts say it is spent or saved, a rate on wages by region and settlement
//   saving      of every account lets its deposits grow with the economy, so that shares stay in balanced growth; richer
//               classes hold more and therefore save more
//
// Writes  households, regions.real_income, calibration.base_rent_load

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"
#include "sim/base_year/parts.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

HouseholdId household(std::size_t account) {
  return HouseholdId{static_cast<std::uint32_t>(account)};
}

// The five parts seen by account. A half is the urban or the rural persons of a region: `income_classes` accounts.
struct Accounts {
  World& w;
  const Start& start;
  const FirstFirms& firms;
  const FirstTrade& trade;
  const FirstRegions& regions;
  const FirstGovernment& government;

  [[nodiscard]] std::size_t count() const { return w.household_count(); }
  [[nodiscard]] std::size_t halves() const { return 2 * w.region_count(); }
  static RegionId region_of(std::size_t a) { return RegionId{static_cast<std::uint32_t>(a / (2 * income_classes))}; }
  static bool is_rural(std::size_t a) { return a / income_classes % 2 == 1; }
  [[nodiscard]] double persons(std::size_t a) const { return static_cast<double>(w.households.persons[household(a)]); }
  // Spending of a half: consumption, dwellings, and both with what land costs.
  [[nodiscard]] double consumption(std::size_t a) const {
    return (is_rural(a) ? regions.consumption_rural : regions.consumption_urban)[region_of(a)];
  }
  [[nodiscard]] double homes(std::size_t a) const {
    const RegionId r = region_of(a);
    return firms.dwellings[r] * ratio(consumption(a), regions.consumption_urban[r] + regions.consumption_rural[r]);
  }
  [[nodiscard]] double spending(std::size_t a) const { return consumption(a) + homes(a) * (1 + w.nation.land_rate); }
};

// Persons, of whom those of richer classes count more; sums to 1 in each half.
std::vector<double> class_weights(const Accounts& x) {
  const double slope = x.w.parameters.households.ownership_slope;
  std::vector<double> weight(x.count());
  for (std::size_t half = 0; half < x.halves(); ++half) {
    double sum = 0;
    for (std::size_t k = 0; k < income_classes; ++k) {
      const std::size_t a = half * income_classes + k;
      weight[a] = x.persons(a) * portable::exp(slope * (static_cast<double>(k) - 2));
      sum += weight[a];
    }
    for (std::size_t k = 0; k < income_classes; ++k)
      weight[half * income_classes + k] = ratio(weight[half * income_classes + k], sum);
  }
  return weight;
}

struct Debts {
  double provinces = 0, all_public = 0;
};

Debts public_debts(const Accounts& x) {
  Debts debts;
  for (const double y : x.government.province_debt) debts.provinces += y;
  debts.all_public = debts.provinces + x.government.central_debt;
  return debts;
}

Column<HouseholdId, double> deposits(const Accounts& x, const std::vector<double>& weight, double spending_total) {
  const double equity = x.w.parameters.credit.capital_target * x.firms.debts;
  const double total = x.firms.debts + public_debts(x).provinces + x.government.central_debt + x.trade.foreign_assets -
                       equity - x.firms.cash_held - x.w.pack->national.social_fund;
  Column<HouseholdId, double> deposit(x.count(), 0);
  for (std::size_t a = 0; a < x.count(); ++a)
    deposit[household(a)] = total * x.spending(a) / spending_total * weight[a];
  return deposit;
}

// Wages as households share them, and their part of all firms and of the bank.
struct Earnings {
  std::vector<double> wage, ownership;
  SentHome home{};
  double wages = 0;  // sum
};

Earnings earnings_of(const Accounts& x, const std::vector<double>& weight) {
  const double pooling = x.w.parameters.households.pooling;
  const WageWeights weights = household_wage_weights(x.w);
  const Column<HouseholdId, double>& own = weights.all;
  Earnings out{std::vector<double>(x.count(), 0), std::vector<double>(x.count(), 0)};
  double own_total = 0;
  for (const double y : own) own_total += y;
  for (const double y : x.firms.wages) out.wages += y;
  out.home = sent_home(x.w, weights, ratio(out.wages, own_total));
  for (std::size_t half = 0; half < x.halves(); ++half) {
    const std::size_t first = half * income_classes;
    double sum = 0, persons = 0;
    for (std::size_t a = first; a < first + income_classes; ++a) {
      sum += own[household(a)];
      persons += x.persons(a);
    }
    for (std::size_t a = first; a < first + income_classes; ++a) {
      const double share = ratio(x.persons(a), persons);
      out.wage[a] = ((1 - pooling) * own[household(a)] + pooling * sum * share) * out.wages / own_total;
      out.ownership[a] = sum / own_total * weight[a];
    }
  }
  return out;
}

// What deposits bear a quarter, and what the bank pays to its owners. Banks pass on at most what they earn.
struct BankIncome {
  double deposit_rate = 0, dividends = 0;
};

BankIncome bank_income(const Accounts& x, const Column<HouseholdId, double>& deposit) {
  const CreditParameters& p = x.w.parameters.credit;
  const double earned = p.loan_rate / 4 * x.firms.loans_after + p.public_rate / 4 * public_debts(x).all_public;
  double positive = 0;
  for (const double y : deposit) positive += std::max(0.0, y);
  const double rate = std::min(p.deposit_rate / 4, ratio(earned, positive));
  const double profit = earned - rate * positive;
  return {.deposit_rate = rate, .dividends = profit - p.capital_target * (x.firms.loans_after - x.firms.debts)};
}

std::vector<double> incomes_before_remittances(const Accounts& x, const Earnings& earned,
                                               const Column<HouseholdId, double>& deposit) {
  const World& w = x.w;
  const Nation& n = w.nation;
  const Column<HouseholdId, std::int64_t> retired = retired_by_household(w), insured = insured_by_household(w);
  const BankIncome bank = bank_income(x, deposit);
  const double capital_income = x.government.dividends + std::max(0.0, bank.dividends);
  const double closing = n.closing_ratio * x.government.central_revenue;
  double people = 0;
  for (const std::int64_t y : w.households.persons) people += static_cast<double>(y);
  std::vector<double> income(x.count(), 0);
  for (std::size_t i = 0; i < x.count(); ++i) {
    const HouseholdId a = household(i);
    const RegionId r = Accounts::region_of(i);
    const double persons = x.persons(i);
    const double right = Accounts::is_rural(i) ? w.parameters.government.rural_pension : 1;
    x.w.households.ownership[a] = ratio(earned.ownership[i], persons);
    income[i] = earned.wage[i] * (1 - n.contribution_rate - n.personal_tax_rate - w.calibration.fee_rate[r]) +
                n.benefit_per_retired * w.calibration.base_mean_wage[r] * right * static_cast<double>(retired[a]) +
                unemployment_benefit(w.parameters.government, w.calibration.base_mean_wage[r]) *
                    static_cast<double>(insured[a]) +
                bank.deposit_rate * std::max(0.0, deposit[a]) +
                (closing + n.other_benefits * n.contribution_rate * earned.wages) * persons / people +
                capital_income * earned.ownership[i] + earned.home.received[a] - earned.home.sent[a];
  }
  return income;
}

// What the accounts of a half spend and save of their income, once they have it all.
void set_propensities(const Accounts& x, std::size_t first, const Column<HouseholdId, double>& deposit, double total,
                      double unexplained) {
  World& w = x.w;
  const double land = 1 + w.nation.land_rate, homes = ratio(x.homes(first), total);
  for (std::size_t i = first; i < first + income_classes; ++i) {
    const HouseholdId a = household(i);
    double& income = w.households.income[a];
    w.households.dwelling_propensity[a] = homes;
    const double saved = x.start.nominal * deposit[a] + unexplained * ratio(income, total);
    const double consumed = income * (1 - land * homes) - saved;
    w.households.propensity[a] =
        ratio(consumed - w.parameters.households.wealth_effect * std::max(0.0, deposit[a]), income);
    w.households.smoothed_income[a] = ratio(income, x.persons(i)) / (1 + x.start.nominal);
    income /= 1 + x.start.nominal;
  }
}

// Further remittances carry income to where the accounts say it is spent or saved; returns their sum.
double remit(const Accounts& x, const Earnings& earned, const std::vector<double>& income,
             const Column<HouseholdId, double>& deposit, double spending_total, double unexplained) {
  World& w = x.w;
  double remitted = 0;
  for (std::size_t half = 0; half < x.halves(); ++half) {
    const std::size_t first = half * income_classes;
    double before = 0, wages = 0, held = 0;
    for (std::size_t i = first; i < first + income_classes; ++i) {
      before += income[i];
      wages += earned.wage[i];
      held += deposit[household(i)];
    }
    const double spending = x.spending(first), unexplained_here = unexplained * ratio(spending, spending_total);
    const double rate = ratio(spending + x.start.nominal * held + unexplained_here - before, wages);
    remitted += std::abs(rate * wages) / 2;
    double total = 0;
    for (std::size_t i = first; i < first + income_classes; ++i) {
      w.households.remittance_rate[household(i)] = rate;
      total += w.households.income[household(i)] = income[i] + rate * earned.wage[i];
    }
    set_propensities(x, first, deposit, total, unexplained_here);
    if (Accounts::is_rural(first)) continue;
    const RegionId r = Accounts::region_of(first);
    w.regions.real_income[r] = ratio(total, static_cast<double>(w.census.urban[r]));
    w.calibration.base_rent_load[r] = total / (w.regions.housing[r] * (1 + x.start.growth));
  }
  return remitted;
}

}  // namespace

FirstHouseholds first_households(World& w, const Origin& origin, const FirstFirms& firms, const FirstTrade& trade,
                                 const FirstRegions& regions, const FirstGovernment& government) {
  const Accounts x{w, origin.start, firms, trade, regions, government};
  const std::vector<double> weight = class_weights(x);
  double spending_total = 0, held_total = 0, income_total = 0;
  for (std::size_t half = 0; half < x.halves(); ++half) spending_total += x.spending(half * income_classes);
  FirstHouseholds out{deposits(x, weight, spending_total)};
  for (const double y : out.deposit) held_total += y;
  const Earnings earned = earnings_of(x, weight);
  const std::vector<double> income = incomes_before_remittances(x, earned, out.deposit);
  for (const double y : income) income_total += y;
  // Zero in balanced growth; in a still economy the trade balance is saved without end.
  const double unexplained = income_total - spending_total - origin.start.nominal * held_total;
  double sent = 0;
  for (const double y : earned.home.sent) sent += y;
  const double remitted = remit(x, earned, income, out.deposit, spending_total, unexplained);
  w.notes.push_back(sentence(
      "migrants send home %.1f %% of wages, further remittances that equalise saving rates are %.1f %%; household "
      "saving %.1f %% of income",
      100 * sent / earned.wages, 100 * remitted / earned.wages, 100 * (1 - spending_total / income_total)));
  return out;
}

}  // namespace jiuzhou
