// Credit: firms ask for loans, banks grant them within their capital requirement, in keyed order.
//
//   ΔB*_f = B gv + λ (b K_v − B (1+gv)) + (half the cash target − deposit)+      gv = growth of the capital's value
//   Σ B ≤ equity / requirement;   nothing for firms whose debt exceeds the cap on capital value
//   investment is cut by what was refused beyond last quarter's dividend and spare cash
//   ΔB*_f ← (1 − x_r) ΔB*_f where a firm asks,  x_r = min(1, c · special bonds of the region / Σ asked), and its investment
//   is cut by that: the region's banks hold its bonds instead
//   r     ← r + v (r0 + h (b (π−π*) − (u−u0)) − r)                               lending rate by rule
//
// Visiting in keyed order, as in Poledna et al. (2023), makes refusals independent of the order of slots.
//
// Reads   ledger, firms.{capital, capital_value, dividend, output, price}, regions.{investment_price, bonds_issued}
// Writes  ledger (loan, repayment), firms.capital_value, activity.investment, nation.loan_rate
// Order   requests are computed slot by slot; the queue of a binding limit is sorted by key and serial

#include <algorithm>
#include <array>
#include <vector>

#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/random_block.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

// Lending rate next quarter, per year.
double rate_rule(const CreditParameters& p, double rate, double inflation_gap, double unemployment_gap) {
  const double wanted = p.loan_rate + p.rate_rule * (p.rate_inflation * inflation_gap - unemployment_gap);
  return std::clamp(rate + p.rate_speed * (wanted - rate), 0.0, p.rate_cap);
}

namespace {

// Without a capital requirement banks lend all that is requested, up to what an account in fen can hold.
constexpr double no_limit = 1e15, most_fen_hold = 8e16;

void set_loan_rate(World& w) {
  double gdp = 0, inflation = 0, labour_force = 0, gap = 0;
  for (const RegionId r : w.region_ids()) {
    gdp += w.regions.nominal_gdp[r];
    inflation += w.regions.nominal_gdp[r] * w.regions.inflation[r];
    labour_force += w.regions.labour_force[r];
    gap += w.regions.labour_force[r] * (w.regions.unemployment_rate[r] - w.calibration.base_unemployment[r]);
  }
  const double target = quarterly(w.parameters.prices.inflation_target);
  w.nation.loan_rate = rate_rule(w.parameters.credit, w.nation.loan_rate, 4 * (ratio(inflation, gdp) - target),
                                 ratio(gap, labour_force));
}

// Values common to all firms of a region.
struct LoanRule {
  double price, leverage, speed, cash, cap, least_growth, most_growth;

  LoanRule(const World& w, RegionId r)
      : price(w.regions.investment_price[r]),
        leverage(w.nation.base_leverage),
        speed(w.parameters.credit.leverage_speed),
        cash(w.parameters.credit.cash),
        cap(w.parameters.credit.leverage_cap),
        least_growth(w.parameters.credit.growth_floor),
        most_growth(w.parameters.credit.growth_cap) {}
};

// Per slot of a block: the loan the firm requests (positive) or repays (negative); 0 for a dead slot.
struct Requests {
  std::array<Fen, SlotBlock::size> fen;
  Fen asked = 0, repaid = 0, debts = 0;  // sums
};

JIUZHOU_VECTOR_WIDTHS
void ask(const LoanRule& rule, const Firms& x, const Fen* deposits, const Fen* debts, const SlotBlock& block,
         Requests& requests) {
  const double unit = rule.price, leverage = rule.leverage, speed = rule.speed, cash = rule.cash, cap = rule.cap;
  const double least_growth = rule.least_growth, most_growth = rule.most_growth;
  const double* capital = x.capital.values().data();
  const float* value_before = x.capital_value.values().data();
  const double* output = x.output.values().data();
  const double* price = x.price.values().data();
  FenRounding rounded;
  Fen all_asked = 0, all_net = 0, all_debts = 0;
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t at = i - block.begin;
    const std::int64_t alive = block.alive[at];
    const double debt = -(real_signed(debts[i]) / fen_per_yuan), deposit = real_signed(deposits[i]) / fen_per_yuan;
    const double value = capital[i] * unit, before = static_cast<double>(value_before[i]), raw = value / before - 1;
    const double risen = raw < least_growth  ? least_growth
                         : raw > most_growth ? most_growth
                                             : raw,
                 growth = before > 0 ? risen : 0;
    const double cash_missing = 0.5 * cash * output[i] * price[i] - deposit;
    const double wanted =
        debt * growth + speed * (leverage * value - debt * (1 + growth)) + (cash_missing > 0 ? cash_missing : 0);
    const double held = deposit > 0 ? deposit : 0;
    double spare = -wanted;
    spare = debt < spare ? debt : spare;
    spare = held < spare ? held : spare;
    const double borrowed = only_if(debt <= cap * value ? -1 : 0, wanted), amount = wanted > 0 ? borrowed : -spare;
    const Fen fen = rounded(only_if(alive, amount));
    requests.fen[at] = fen;
    all_asked += std::max(fen, Fen{0});
    all_net += fen;
    all_debts -= debts[i] & alive;
  }
  rounded.check();
  requests.asked += all_asked;
  requests.repaid += all_asked - all_net;
  requests.debts += all_debts;
}

// Pays out the granted loans and books the repayments.
JIUZHOU_VECTOR_WIDTHS
void post_loans(const Requests& granted, double unit, Firms& x, Fen* deposits, Fen* debts, const SlotBlock& block) {
  const double* capital = x.capital.values().data();
  float* value = x.capital_value.values().data();
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t at = i - block.begin;
    deposits[i] += granted.fen[at];
    debts[i] -= granted.fen[at];
    value[i] = block.alive[at] != 0 ? static_cast<float>(capital[i] * unit) : value[i];
  }
}

// body(block, requests) for the firms of a cell; returns the sums of all of them.
template <class Body>
Requests for_requests(const World& w, std::size_t cell, Body&& body) {
  const LoanRule rule(w, w.region_of(cell));
  Requests requests;
  for_slots(w, cell, [&](const SlotBlock& block) {
    ask(rule, w.firms, w.ledger.balances(Sector::firm).data(), w.ledger.balances(Sector::firm_debt).data(), block,
        requests);
    body(block, requests);
  });
  return requests;
}

// The position in the queue at which the banks' lending capacity is exhausted: firms before it get their full request,
// the firm at it gets the remainder.
struct Place {
  std::uint64_t key = ~std::uint64_t{0}, serial = ~std::uint64_t{0};
  Fen rest = 0;
  friend bool operator<(const Place& a, const Place& b) { return a.key != b.key ? a.key < b.key : a.serial < b.serial; }
};

// body(i, place, asked) for the firms of a block that ask for a loan.
template <class Body>
void for_askers(const World& w, const SlotBlock& block, const Requests& requests, Body&& body) {
  static_assert(SlotBlock::size <= DrawBlock::size);
  std::array<std::uint32_t, SlotBlock::size> who;
  std::array<std::uint64_t, SlotBlock::size> serials;
  std::size_t n = 0;
  for (std::uint32_t i = 0; i < block.end - block.begin; ++i) {
    who[n] = i;
    serials[n] = w.firms.serial[FirmId{block.begin + i}];
    n += requests.fen[i] > 0 ? 1 : 0;
  }
  DrawBlock draws;
  draw_block(w.random_key, Stream::credit_order, {serials.data(), n}, draws);
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint64_t key = static_cast<std::uint64_t>(draws.word[0][k]) << 32U | draws.word[1][k];
    body(who[k], Place{.key = key, .serial = serials[k], .rest = 0}, requests.fen[who[k]]);
  }
}

// The queue is in keyed order. Requests are summed by the leading bits of the key, and only the bin in which capacity
// runs out is sorted.
Place end_of_queue(const World& w, Fen room) {
  constexpr unsigned bits = 12;
  const auto each_request = [&](std::size_t cell, auto&& body) {
    for_requests(w, cell, [&](const SlotBlock& block, const Requests& requests) {
      for_askers(w, block, requests, [&](std::size_t, const Place& place, Fen asked) { body(place, asked); });
    });
  };
  const std::vector<Fen> asked_by_key =
      sum_bins<Fen>(w.cell_count(), 4, std::size_t{1} << bits, [&](std::vector<Fen>& mine, std::size_t cell) {
        each_request(cell, [&](const Place& place, Fen asked) { mine[place.key >> (64 - bits)] += asked; });
      });
  std::size_t last = 0;
  while (last + 1 < asked_by_key.size() && asked_by_key[last] <= room) room -= asked_by_key[last++];
  std::vector<std::vector<Place>> parts(w.cell_count());
  for_cells(w, [&](std::size_t cell, RegionId, IndustryId) {
    each_request(cell, [&](const Place& place, Fen asked) {
      if (place.key >> (64 - bits) == last)
        parts[cell].push_back({.key = place.key, .serial = place.serial, .rest = asked});
    });
  });
  std::vector<Place> queue;
  for (const auto& part : parts) queue.insert(queue.end(), part.begin(), part.end());
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
  for_cells(w, [&](std::size_t cell, RegionId, IndustryId) {
    const Requests sum = for_requests(w, cell, [](const SlotBlock&, const Requests&) {});
    cells[cell] = {.asked = sum.asked, .debts = sum.debts};
  });
  Totals all;
  Column<RegionId, double> asked_in(w.region_count(), 0);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    all.asked += cells[cell].asked;
    all.debts += cells[cell].debts;
    asked_in[w.region_of(cell)] += to_yuan(cells[cell].asked);
  }
  // Of what firms of a region ask for, the part that its banks lent to the region's government instead.
  Column<RegionId, double> crowded_out(w.region_count(), 0);
  for (const RegionId r : w.region_ids())
    if (w.regions.bonds_issued[r] > 0)
      crowded_out[r] = std::min(1.0, ratio(p.crowding_out * w.regions.bonds_issued[r], asked_in[r]));
  const double equity = w.ledger.yuan({Sector::bank});
  const double limit = p.capital_requirement > 0 ? equity / p.capital_requirement : to_yuan(all.debts) * 10 + no_limit;
  const Fen room = std::max(Fen{0}, to_fen(std::min(limit, most_fen_hold)) - all.debts);
  const bool scarce = all.asked > room;
  const Place end = scarce ? end_of_queue(w, room) : Place{};

  // A firm that is refused credit cuts investment by what its last dividend and its cash cannot replace.
  // What bonds took it cannot replace.
  const auto ration = [&](const SlotBlock& block, const Fen* deposits, double unit, double taken, Requests& requests) {
    Fen refused_here = 0;
    for_askers(w, block, requests, [&](std::size_t i, const Place& place, Fen asked) {
      const FirmId f{static_cast<std::uint32_t>(block.begin + i)};
      const Fen bonds = to_fen(taken * to_yuan(asked));
      const Fen granted = std::min(asked - bonds, !scarce || place < end ? asked : end < place ? 0 : end.rest);
      if (granted == asked) return;
      requests.fen[i] = granted;
      refused_here += asked - granted;
      const double refused = to_yuan(asked - bonds - granted);
      const double spare = std::max(0.0, static_cast<double>(w.firms.dividend[f])) +
                           std::max(0.0, to_yuan(deposits[index(f)] + granted));
      w.activity.investment[f] =
          std::max(0.0, w.activity.investment[f] - (to_yuan(bonds) + std::max(0.0, refused - spare)) / unit);
    });
    return refused_here;
  };
  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    const double unit = w.regions.investment_price[w.region_of(cell)], taken = crowded_out[w.region_of(cell)];
    Fen refused = 0;
    const Requests sum = for_requests(w, cell, [&](const SlotBlock& block, Requests& requests) {
      if (scarce || taken > 0) refused += ration(block, batch.firms().data(), unit, taken, requests);
      post_loans(requests, unit, w.firms, batch.firms().data(), batch.debts().data(), block);
    });
    batch.book_between(Flow::repayment, Sector::firm, Sector::firm_debt, sum.repaid);
    batch.book_between(Flow::loan, Sector::firm_debt, Sector::firm, sum.asked - refused);
  });
}

}  // namespace jiuzhou
