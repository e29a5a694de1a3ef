// Credit: firms ask for loans, banks grant them within their capital requirement, in keyed order.
//
//   ΔB*_f = B gv + λ (b K_v − B (1+gv)) + (half the cash target − deposit)+      gv = growth of the capital's value
//   Σ B ≤ equity / requirement;   nothing for firms whose debt exceeds the cap on capital value
//   investment is cut by what was refused beyond last quarter's dividend and spare cash
//   r     ← r + 0.1 (r0 + h (1.5 (π−π*) − (u−u0)) − r)                           lending rate by rule
//
// Visiting in keyed order, as in Poledna et al. (2023), makes refusals independent of the order of slots.
//
// Reads   ledger, firms.{capital, capital_value, dividend, output, price}, regions.investment_price
// Writes  ledger (loan, repayment), firms.capital_value, activity.investment, nation.loan_rate
// Order   requests are computed slot by slot; the queue of a binding limit is sorted by key and serial

#include <algorithm>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/steps/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

// Lending rate next quarter, per year.
double rate_rule(double rate, double neutral, double inflation_gap, double unemployment_gap, double response) {
  const double wanted = neutral + response * (1.5 * inflation_gap - unemployment_gap);
  return std::clamp(rate + 0.1 * (wanted - rate), 0.0, 0.3);
}

namespace {

void set_loan_rate(World& w) {
  double gdp = 0, inflation = 0, labour_force = 0, gap = 0;
  for (const RegionId r : w.region_ids()) {
    gdp += w.regions.nominal_gdp[r];
    inflation += w.regions.nominal_gdp[r] * w.regions.inflation[r];
    labour_force += w.regions.labour_force[r];
    gap += w.regions.labour_force[r] * (w.regions.unemployment_rate[r] - w.calibration.base_unemployment[r]);
  }
  const double target = quarterly(w.parameters.prices.inflation_target);
  w.nation.loan_rate = rate_rule(w.nation.loan_rate, w.parameters.credit.loan_rate, 4 * (ratio(inflation, gdp) - target),
                                 ratio(gap, labour_force), w.parameters.credit.rate_rule);
}

// Grants requests until the banks' lending room is used up; a binding limit is met in keyed order.
std::vector<Fen> grant(const World& w, const std::vector<Fen>& asked, Fen room) {
  Fen total = 0;
  for (const Fen x : asked) total += x;
  if (total <= room) return asked;
  struct Place {
    std::uint64_t key, serial;
    std::uint32_t firm;
  };
  std::vector<Place> queue;
  for (std::uint32_t i = 0; i < asked.size(); ++i)
    if (asked[i] > 0) {
      const std::uint64_t serial = w.firms.serial[FirmId{i}];
      const Draws d = w.luck.draw(Stream::credit_order, serial);
      queue.push_back({static_cast<std::uint64_t>(d.word[0]) << 32U | d.word[1], serial, i});
    }
  std::sort(queue.begin(), queue.end(),
            [](const Place& a, const Place& b) { return a.key != b.key ? a.key < b.key : a.serial < b.serial; });
  std::vector<Fen> granted(asked.size(), 0);
  for (const Place& place : queue) {
    granted[place.firm] = std::clamp(room, Fen{0}, asked[place.firm]);
    room -= granted[place.firm];
  }
  return granted;
}

}  // namespace

void credit(World& w) {
  const auto& p = w.parameters.credit;
  set_loan_rate(w);
  std::vector<Fen> asked(w.firms.size(), 0), repaid(w.firms.size(), 0);
  for_each_index(w.firms.size(), 512, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (!w.firms.alive[f]) return;
    const double debt = -w.ledger.yuan({Sector::firm_debt, i});
    const double deposit = w.ledger.yuan({Sector::firm, i});
    const double value = w.firms.capital[f] * w.regions.investment_price[w.firms.region[f]];
    const double growth = w.firms.capital_value[f] > 0 ? std::clamp(value / w.firms.capital_value[f] - 1, -0.05, 0.10) : 0;
    w.firms.capital_value[f] = value;
    double wanted = debt * growth + p.leverage_speed * (w.nation.base_leverage * value - debt * (1 + growth));
    wanted += std::max(0.0, 0.5 * p.cash * w.firms.output[f] * w.firms.price[f] - deposit);
    if (wanted > 0 && debt <= p.leverage_cap * value) asked[i] = to_fen(wanted);
    if (wanted < 0) repaid[i] = to_fen(std::min({-wanted, debt, std::max(0.0, deposit)}));
  });
  const Fen equity = w.ledger.balance({Sector::bank});
  Fen debts = 0;
  for (const Fen x : w.ledger.balances(Sector::firm_debt)) debts -= x;
  const double limit = p.capital_requirement > 0 ? to_yuan(equity) / p.capital_requirement : to_yuan(debts) * 10 + 1e15;
  const Fen room = std::max(Fen{0}, to_fen(std::min(limit, 8e16)) - debts);
  const std::vector<Fen> granted = grant(w, asked, room);
  w.ledger.pay_pairwise(Flow::loan, Sector::firm_debt, Sector::firm, granted);
  w.ledger.pay_pairwise(Flow::repayment, Sector::firm, Sector::firm_debt, repaid);

  for_each_index(w.firms.size(), 512, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (granted[i] >= asked[i] || !w.firms.alive[f]) return;
    const double refused = to_yuan(asked[i] - granted[i]);
    const double spare = std::max(0.0, w.firms.dividend[f]) + std::max(0.0, w.ledger.yuan({Sector::firm, i}));
    const double price = w.regions.investment_price[w.firms.region[f]];
    w.activity.investment[f] = std::max(0.0, w.activity.investment[f] - std::max(0.0, refused - spare) / price);
  });
}

}  // namespace jiuzhou
