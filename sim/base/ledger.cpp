#include "sim/base/ledger.hpp"

#include <oneapi/tbb/parallel_reduce.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "sim/base/error.hpp"

namespace jiuzhou {

std::string_view name_of(Sector sector) {
  static constexpr std::array names{"household",   "firm",        "firm_debt", "province", "province_debt", "centre",
                                    "centre_debt", "social_fund", "bank",      "world",    "market",        "owners"};
  static_assert(names.size() == static_cast<std::size_t>(Sector::count));
  return names[static_cast<std::size_t>(sector)];
}

std::string_view name_of(Flow flow) {
  static constexpr std::array names{"opening",
                                    "intermediate",
                                    "consumption",
                                    "government_consumption",
                                    "household_investment",
                                    "firm_investment",
                                    "public_investment",
                                    "stock_building",
                                    "exports",
                                    "imports",
                                    "wages",
                                    "social_contributions",
                                    "social_benefits",
                                    "personal_tax",
                                    "corporate_tax",
                                    "production_tax",
                                    "fees",
                                    "land_revenue",
                                    "dividends",
                                    "remittances",
                                    "loan",
                                    "repayment",
                                    "loan_interest",
                                    "debt_interest",
                                    "deposit_interest",
                                    "bank_dividends",
                                    "write_off",
                                    "transfer_general",
                                    "transfer_special",
                                    "transfer_closing",
                                    "central_closing",
                                    "policy",
                                    "household_moves",
                                    "equity",
                                    "liquidation",
                                    "sales"};
  static_assert(names.size() == static_cast<std::size_t>(Flow::count));
  return names[static_cast<std::size_t>(flow)];
}

void refuse_amount() {
  throw NumericalError("an amount of money is not a number or beyond 9e16 yuan");
}

Fen to_fen(double yuan) {
  if (!(std::abs(yuan) < 9e16)) refuse_amount();
  return std::llround(yuan * fen_per_yuan);
}

void Ledger::open(Sector sector, std::size_t accounts) {
  balances_[slot(sector)].assign(accounts, 0);
}

void Ledger::grow(Sector sector, std::size_t accounts) {
  balances_[slot(sector)].resize(accounts, 0);
}

void Ledger::renumber(Sector sector, std::size_t from, std::size_t to) {
  auto& accounts = balances_[slot(sector)];
  require(accounts[to] == 0, "an account takes the number of one that is not empty");
  std::swap(accounts[from], accounts[to]);
}

void Ledger::pay(Flow kind, Account payer, Account payee, Fen amount) {
  balances_[slot(payer.sector)][payer.index] -= amount;
  balances_[slot(payee.sector)][payee.index] += amount;
  flow_slot(kind, payer.sector, payee.sector) += amount;
}

Fen Ledger::pay_each(Flow kind, Sector payers, std::span<const Fen> amounts, Account payee) {
  auto& accounts = balances_[slot(payers)];
  require(amounts.size() == accounts.size(), "one amount per paying account");
  Fen total = 0;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    accounts[i] -= amounts[i];
    total += amounts[i];
  }
  balances_[slot(payee.sector)][payee.index] += total;
  flow_slot(kind, payers, payee.sector) += total;
  return total;
}

Fen Ledger::receive_each(Flow kind, Account payer, Sector payees, std::span<const Fen> amounts) {
  auto& accounts = balances_[slot(payees)];
  require(amounts.size() == accounts.size(), "one amount per receiving account");
  Fen total = 0;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    accounts[i] += amounts[i];
    total += amounts[i];
  }
  balances_[slot(payer.sector)][payer.index] -= total;
  flow_slot(kind, payer.sector, payees) += total;
  return total;
}

Fen Ledger::pay_pairwise(Flow kind, Sector from, Sector to, std::span<const Fen> amounts) {
  auto& payers = balances_[slot(from)];
  auto& payees = balances_[slot(to)];
  require(amounts.size() == payers.size() && amounts.size() == payees.size(), "pairwise payment of equal length");
  Fen total = 0;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    payers[i] -= amounts[i];
    payees[i] += amounts[i];
    total += amounts[i];
  }
  flow_slot(kind, from, to) += total;
  return total;
}

void Ledger::add(const Batch& batch) {
  for (std::size_t i = 0; i < flows_.size(); ++i) flows_[i] += batch.flows_[i];
  for (std::size_t s = 0; s < sectors; ++s)
    for (std::size_t i = 0; i < batch.others_[s].size(); ++i) balances_[s][i] += batch.others_[s][i];
}

Fen Ledger::total(Sector s) const {
  const auto& accounts = balances_[slot(s)];
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>(0, accounts.size(), 65536), Fen{0},
      [&](const auto& range, Fen sum) {
        return std::accumulate(accounts.begin() + range.begin(), accounts.begin() + range.end(), sum);
      },
      std::plus<>());
}

Fen Ledger::residual() const {
  Fen sum = 0;
  for (std::size_t s = 0; s < sectors; ++s) sum += total(static_cast<Sector>(s));
  return sum;
}

Fen Ledger::flow(Flow kind, Sector from, Sector to) const {
  return flows_[(static_cast<std::size_t>(kind) * sectors + slot(from)) * sectors + slot(to)];
}

Fen Ledger::flow(Flow kind) const {
  Fen sum = 0;
  for (std::size_t i = 0; i < sectors * sectors; ++i)
    sum += flows_[static_cast<std::size_t>(kind) * sectors * sectors + i];
  return sum;
}

void Ledger::begin_quarter() {
  std::fill(flows_.begin(), flows_.end(), Fen{0});
}

}  // namespace jiuzhou
