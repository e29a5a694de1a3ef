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
#include "sim/steps/firm_loops.hpp"
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

// What a firm would like to borrow (positive) or repay, in fen.
Fen wanted_loan(const World& w, FirmId f, double value) {
  const auto& p = w.parameters.credit;
  const double debt = -w.ledger.yuan({Sector::firm_debt, index(f)});
  const double deposit = w.ledger.yuan({Sector::firm, index(f)});
  const auto before = static_cast<double>(w.firms.capital_value[f]);
  const double growth = before > 0 ? std::clamp(value / before - 1, -0.05, 0.10) : 0;
  double wanted = debt * growth + p.leverage_speed * (w.nation.base_leverage * value - debt * (1 + growth));
  wanted += std::max(0.0, 0.5 * p.cash * w.firms.output[f] * w.firms.price[f] - deposit);
  if (wanted > 0) return debt <= p.leverage_cap * value ? round_to_fen(wanted) : 0;
  return -round_to_fen(std::min({-wanted, debt, std::max(0.0, deposit)}));
}

double capital_value(const World& w, FirmId f, RegionId r) { return w.firms.capital[f] * w.regions.investment_price[r]; }

// Where the queue of those who ask ends when the banks' lending room is used up: who stands before it gets all, who stands
// at it the rest.
struct Place {
  std::uint64_t key = ~std::uint64_t{0}, serial = ~std::uint64_t{0};
  Fen rest = 0;
  friend bool operator<(const Place& a, const Place& b) { return a.key != b.key ? a.key < b.key : a.serial < b.serial; }
};

Place place_of(const World& w, FirmId f) {
  const Draws d = w.luck.draw(Stream::credit_order, w.firms.serial[f]);
  return {.key = static_cast<std::uint64_t>(d.word[0]) << 32U | d.word[1], .serial = w.firms.serial[f], .rest = 0};
}

// The queue is in keyed order: requests are summed by the first bits of the key, and only the part in which room ends is sorted.
Place end_of_queue(const World& w, Fen room) {
  constexpr unsigned bits = 12;
  const auto each_request = [&](auto&& body) {
    for (std::size_t cell = 0; cell < w.cell_count(); ++cell)
      for_firms(w, cell, [&](FirmId f) {
        const Fen asked = wanted_loan(w, f, capital_value(w, f, w.region_of(cell)));
        if (asked > 0) body(place_of(w, f), asked);
      });
  };
  std::vector<Fen> asked_by_key(std::size_t{1} << bits, 0);
  each_request([&](const Place& place, Fen asked) { asked_by_key[place.key >> (64 - bits)] += asked; });
  std::size_t last = 0;
  while (last + 1 < asked_by_key.size() && asked_by_key[last] <= room) room -= asked_by_key[last++];
  std::vector<Place> queue;
  each_request([&](Place place, Fen asked) {
    if (place.key >> (64 - bits) != last) return;
    place.rest = asked;
    queue.push_back(place);
  });
  std::sort(queue.begin(), queue.end());
  for (Place& place : queue) {
    if (place.rest > room) {
      place.rest = room;
      return place;
    }
    room -= place.rest;
  }
  return {};
}

}  // namespace

void credit(World& w) {
  const auto& p = w.parameters.credit;
  set_loan_rate(w);
  struct Totals {
    Fen asked = 0, debts = 0;
  };
  std::vector<Totals> cells(w.cell_count());
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId) {
    Totals& sum = cells[cell];
    for_firms(w, cell, [&](FirmId f) {
      sum.asked += std::max(Fen{0}, wanted_loan(w, f, capital_value(w, f, r)));
      sum.debts -= w.ledger.balance({Sector::firm_debt, index(f)});
    });
  });
  Totals all;
  for (const Totals& cell : cells) {
    all.asked += cell.asked;
    all.debts += cell.debts;
  }
  const double equity = w.ledger.yuan({Sector::bank});
  const double limit = p.capital_requirement > 0 ? equity / p.capital_requirement : to_yuan(all.debts) * 10 + 1e15;
  const Fen room = std::max(Fen{0}, to_fen(std::min(limit, 8e16)) - all.debts);
  const bool scarce = all.asked > room;
  const Place end = scarce ? end_of_queue(w, room) : Place{};

  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    const RegionId r = w.region_of(cell);
    for_firms(w, cell, [&](FirmId f) {
      const Account deposit{Sector::firm, index(f)}, debt{Sector::firm_debt, index(f)};
      const double value = capital_value(w, f, r);
      const Fen asked = wanted_loan(w, f, value);
      w.firms.capital_value[f] = static_cast<float>(value);
      if (asked < 0) batch.pay(Flow::repayment, deposit, debt, -asked);
      if (asked <= 0) return;
      Fen granted = asked;
      if (scarce) {
        const Place place = place_of(w, f);
        granted = place < end ? asked : end < place ? 0 : end.rest;
      }
      batch.pay(Flow::loan, debt, deposit, granted);
      if (granted == asked) return;
      const double refused = to_yuan(asked - granted);
      const double spare = std::max(0.0, static_cast<double>(w.firms.dividend[f])) + std::max(0.0, w.ledger.yuan(deposit));
      w.activity.investment[f] = std::max(0.0, w.activity.investment[f] - std::max(0.0, refused - spare) / w.regions.investment_price[r]);
    });
  });
}

}  // namespace jiuzhou
