// The ledger: the only holder of money. Every balance is an int64 in fen (0.01 yuan); every change is a transfer from a
// payer to a payee with a kind, so the sum over all accounts is 0 for ever.
//
// Deposits are positive balances of their owner, debts are negative balances on the owner's debt account, and the rest
// of the world's balance is minus the net foreign assets. The bank needs no list of loans: what it owes is the
// deposits, what it is owed the debts, and its own account is its equity.
#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/base/declare.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/vector_math.hpp"

namespace jiuzhou {

enum class Sector : std::uint8_t {
  household,      // one account per HouseholdId
  firm,           // one per FirmId
  firm_debt,      // one per FirmId, balance <= 0
  province,       // one per RegionId
  province_debt,  // one per RegionId
  centre,         // one
  centre_debt,    // one
  social_fund,    // one
  bank,           // one: the banks' equity
  world,          // one: minus net foreign assets
  market,         // clearing accounts, 0 at the quarter's end: see Clearing
  owners,         // one: clearing of profits paid out, 0 at the quarter's end
  count
};

// Accounts of Sector::market.
enum Clearing : std::size_t { clearing_goods, clearing_wages, clearing_households, clearing_count };

enum class Flow : std::uint8_t {
  opening,
  intermediate,
  consumption,
  government_consumption,
  household_investment,
  firm_investment,
  public_investment,
  stock_building,
  exports,
  imports,
  wages,
  social_contributions,
  social_benefits,
  personal_tax,
  corporate_tax,
  production_tax,
  fees,
  land_revenue,
  dividends,
  remittances,
  loan,
  repayment,
  loan_interest,
  debt_interest,
  deposit_interest,
  bank_dividends,
  write_off,
  transfer_general,
  transfer_special,
  transfer_closing,
  central_closing,
  policy,
  household_moves,
  equity,
  liquidation,
  sales,
  count
};

std::string_view name_of(Sector sector);
std::string_view name_of(Flow flow);

using Fen = std::int64_t;

inline constexpr double fen_per_yuan = 100.0;
Fen to_fen(double yuan);  // nearest; throws NumericalError beyond +-9e16 yuan or for a non-finite value
// The same, inlined for the loops over firms, where a call for each amount would cost more than everything else.
inline Fen round_to_fen(double yuan) {
  if (!(std::abs(yuan) < 9e16)) return to_fen(yuan);
  const double fen = yuan * fen_per_yuan;
  return static_cast<Fen>(fen < 0 ? fen - 0.5 : fen + 0.5);
}
inline double to_yuan(Fen fen) {
  return static_cast<double>(fen) / fen_per_yuan;
}

// The same for vector kernels, which check once, at the end, whether any amount was beyond the range of to_fen.
[[noreturn]] void refuse_amount();
class FenRounding {
 public:
  JIUZHOU_INLINE Fen operator()(double yuan) {
    const double size = std::abs(yuan), fen = (size < 9e16 ? yuan : 0) * fen_per_yuan;
    // The bits of positive doubles sort like the numbers, with infinity and NaN last.
    seen_ |= std::bit_cast<std::int64_t>(9e16) - 1 - std::bit_cast<std::int64_t>(size);
    return static_cast<Fen>(fen + std::copysign(0.5, fen));
  }
  void check() const {
    if (seen_ < 0) refuse_amount();
  }

 private:
  std::int64_t seen_ = 0;  // negative once an amount did not fit
};

struct Account {
  Sector sector;
  std::size_t index = 0;
};

class Ledger {
 public:
  void open(Sector sector, std::size_t accounts);
  void grow(Sector sector, std::size_t accounts);  // new accounts start at 0
  // gives the account the number of an empty one
  void renumber(Sector sector, std::size_t from, std::size_t to);

  // Moves `amount` (may be negative: then the other way round) from payer to payee.
  void pay(Flow kind, Account payer, Account payee, Fen amount);
  // Each account i of `sector` pays amounts[i] to payee / receives amounts[i] from payer. Returns the total.
  Fen pay_each(Flow kind, Sector payers, std::span<const Fen> amounts, Account payee);
  Fen receive_each(Flow kind, Account payer, Sector payees, std::span<const Fen> amounts);
  // Account i of `from` pays amounts[i] to account i of `to`; both sectors have the same length.
  Fen pay_pairwise(Flow kind, Sector from, Sector to, std::span<const Fen> amounts);

  // Payments of many firms at once. body(batch, i) for i of [0, n), in any order and on any thread: a task may pay to
  // and from the firm accounts that are its own, which change at once, and all others, which change when all tasks are
  // done.
  // Sums of integers, so neither order nor number of threads matters.
  class Batch;
  template <class Body>
  void in_parallel(std::size_t n, std::size_t grain, Body&& body);

  [[nodiscard]] Fen balance(Account a) const { return balances_[slot(a.sector)][a.index]; }
  [[nodiscard]] double yuan(Account a) const { return to_yuan(balance(a)); }
  [[nodiscard]] std::span<const Fen> balances(Sector s) const { return balances_[slot(s)]; }
  [[nodiscard]] Fen total(Sector s) const;
  [[nodiscard]] Fen residual() const;  // sum over every account: 0 or the law is broken

  // Flows of the current quarter by kind and pair of sectors, in fen.
  [[nodiscard]] Fen flow(Flow kind, Sector from, Sector to) const;
  [[nodiscard]] Fen flow(Flow kind) const;
  void begin_quarter();

  void declare(auto& column) {
    for (std::size_t s = 0; s < sectors; ++s)
      column(name_of(static_cast<Sector>(s)), view_[s] = View{&balances_[s]},
             {.unit = "fen", .doc = "balances of this sector's accounts"});
  }

 private:
  static constexpr std::size_t sectors = static_cast<std::size_t>(Sector::count);
  static constexpr std::size_t kinds = static_cast<std::size_t>(Flow::count);
  static std::size_t slot(Sector s) { return static_cast<std::size_t>(s); }
  static std::size_t flow_index(Flow kind, Sector from, Sector to) {
    return (static_cast<std::size_t>(kind) * sectors + slot(from)) * sectors + slot(to);
  }
  Fen& flow_slot(Flow kind, Sector from, Sector to) { return flows_[flow_index(kind, from, to)]; }
  void add(const Batch& batch);
  struct View {  // lets a plain vector be declared like a column
    using value_type = Fen;
    std::vector<Fen>* held = nullptr;
    std::vector<Fen>& values() { return *held; }
    [[nodiscard]] const std::vector<Fen>& values() const { return *held; }
  };

  std::array<std::vector<Fen>, sectors> balances_;
  std::array<View, sectors> view_;
  std::vector<Fen> flows_ = std::vector<Fen>(kinds * sectors * sectors, 0);
};

class Ledger::Batch {
 public:
  explicit Batch(Ledger& ledger) : ledger_(&ledger), flows_(ledger.flows_.size(), 0) {}

  void pay(Flow kind, Account payer, Account payee, Fen amount) {
    at(payer) -= amount;
    at(payee) += amount;
    flows_[Ledger::flow_index(kind, payer.sector, payee.sector)] += amount;
  }

  // For loops that accumulate: the caller changes firms' deposits and debts itself and books the total that they paid
  // to an account or received from it. A mistake shows as a ledger that does not sum to zero.
  Fen& firm(FirmId f) { return ledger_->balances_[slot(Sector::firm)][jiuzhou::index(f)]; }
  [[nodiscard]] std::span<Fen> firms() { return ledger_->balances_[slot(Sector::firm)]; }
  [[nodiscard]] std::span<Fen> debts() { return ledger_->balances_[slot(Sector::firm_debt)]; }
  Fen& debt(FirmId f) { return ledger_->balances_[slot(Sector::firm_debt)][jiuzhou::index(f)]; }
  void book(Flow kind, Sector payers, Account payee, Fen sum) {
    at(payee) += sum;
    flows_[Ledger::flow_index(kind, payers, payee.sector)] += sum;
  }
  void book(Flow kind, Account payer, Sector payees, Fen sum) {
    at(payer) -= sum;
    flows_[Ledger::flow_index(kind, payer.sector, payees)] += sum;
  }
  void book_between(Flow kind, Sector payers, Sector payees, Fen sum) {
    flows_[Ledger::flow_index(kind, payers, payees)] += sum;
  }

 private:
  friend class Ledger;
  Fen& at(Account a) {
    if (a.sector == Sector::firm || a.sector == Sector::firm_debt) return ledger_->balances_[slot(a.sector)][a.index];
    auto& mine = others_[slot(a.sector)];
    if (mine.empty()) mine.resize(ledger_->balances_[slot(a.sector)].size(), 0);
    return mine[a.index];
  }
  Ledger* ledger_;
  std::vector<Fen> flows_;
  std::array<std::vector<Fen>, sectors> others_;
};

template <class Body>
void Ledger::in_parallel(std::size_t n, std::size_t grain, Body&& body) {
  tbb::enumerable_thread_specific<Batch> batches([this] { return Batch(*this); });
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, grain), [&](const auto& range) {
    Batch& batch = batches.local();
    for (std::size_t i = range.begin(); i != range.end(); ++i) body(batch, i);
  });
  for (const Batch& batch : batches) add(batch);
}

}  // namespace jiuzhou
