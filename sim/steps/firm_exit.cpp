// Firms that give up, and what becomes of what they had.
//
//   exit        u_f < exit_rate / 4 · (size)^−h,   or debt > insolvency · lever · capital value and profit < 0
//   sale        capital and goods to entrants, then to the firms of the cell by capital, at recovery · value
//   payment     by a loan of the usual leverage and new shares, which owners pay for
//   settlement  deposit + proceeds repay the debt; the bank writes off what is missing; owners get what is left
//
// Own-account and public units and the last firm of a cell go on. Capital, goods, posts and the memory of sales change
// hands whole: nothing is lost. Because takeovers are paid with shares, a normal exit leaves the debts of firms and the
// deposits of households where they were.
//
// Reads   firms.*, regions.investment_price, ledger, levers.insolvency
// Writes  firms.*, ledger, activity.exits
// Order   cells and slots in order; each firm draws with its own serial

#include <algorithm>
#include <span>

#include "sim/base/apportion.hpp"
#include "sim/base/error.hpp"
#include "sim/steps/firm_events.hpp"

namespace jiuzhou {

bool insolvent(double debt, double capital_value, double profit_rate, double limit) {
  return profit_rate < 0 && debt > limit * capital_value;
}

void choose_exits(World& w, FirmEvents& events) {
  const auto& p = w.parameters.firms;
  const double rate = events.chance ? p.exit_rate : 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) {
      const PackIndustry& industry = w.pack->industries[index(s)];
      if (industry.own_account || industry.is_public) continue;
      const std::size_t cell = w.cell(r, s);
      for (const std::uint32_t i : w.cell_firms(cell)) {
        if (events.alive[cell] <= 1) break;
        const FirmId f{i};
        if (!w.firms.alive[f]) continue;
        const double debt = -w.ledger.yuan({Sector::firm_debt, i});
        bool gives_up =
            insolvent(debt, w.firms.capital_value[f], w.firms.profit_rate[f], p.insolvency * w.levers.insolvency[r]);
        if (rate > 0 && w.luck.draw(Stream::firm_exit, w.firms.serial[f]).uniform(0) < size_hazard(w, f, rate))
          gives_up = true;
        if (!gives_up) continue;
        w.firms.alive[f] = 0;
        --events.alive[cell];
        events.released[i] = 1;
        events.dying[cell].push_back(i);
        ++w.activity.exits;
      }
    }
}

void raise_funds(World& w, FirmId f, Fen needed, Account owners) {
  const Account deposit{Sector::firm, index(f)};
  const Fen loan = to_fen(std::clamp(w.nation.base_leverage, 0.0, 1.0) * to_yuan(needed));
  w.ledger.pay(Flow::loan, {Sector::firm_debt, index(f)}, deposit, loan);
  w.ledger.pay(Flow::equity, owners, deposit, needed - loan);
}

namespace {

// Sells what `dead` still has to `buyers` in proportion to their capital.
void sell_out(World& w, FirmId dead, std::span<const std::uint32_t> buyers, std::span<const double> capital) {
  double total = 0;
  for (const double k : capital) total += k;
  const Fen price = to_fen(w.parameters.firms.recovery * asset_value(w, dead, 1));
  const std::vector<Fen> bills = apportion(price, capital, w.firms.serial[dead]);
  double left = total;
  for (std::size_t b = 0; b < buyers.size(); ++b) {
    const bool last = b + 1 == buyers.size();
    // A share of what is left, so that the last buyer takes the remainder to the last bit.
    const double share = last ? 1 : (left > 0 ? capital[b] / left : 0);
    move_share(w.firms, dead, FirmId{buyers[b]}, share);
    left -= capital[b];
    raise_funds(w, FirmId{buyers[b]}, bills[b], {Sector::owners});
    w.ledger.pay(Flow::liquidation, {Sector::firm, buyers[b]}, {Sector::firm, index(dead)}, bills[b]);
  }
}

void settle(World& w, FirmId dead) {
  const Account deposit{Sector::firm, index(dead)}, debt{Sector::firm_debt, index(dead)};
  const Account bank{Sector::bank}, owners{Sector::owners};
  w.ledger.pay(Flow::repayment, deposit, debt, std::clamp(w.ledger.balance(deposit), Fen{0}, -w.ledger.balance(debt)));
  w.ledger.pay(Flow::write_off, bank, debt, -w.ledger.balance(debt));
  if (w.ledger.balance(deposit) < 0) w.ledger.pay(Flow::write_off, bank, deposit, -w.ledger.balance(deposit));
  w.ledger.pay(Flow::liquidation, deposit, owners, w.ledger.balance(deposit));
}

}  // namespace

void wind_up(World& w, FirmEvents& events) {
  if (w.activity.exits + w.activity.entries == 0) return;
  std::vector<std::uint32_t> buyers;
  std::vector<double> capital;
  for (std::size_t cell = 0; cell < events.dying.size(); ++cell) {
    if (events.dying[cell].empty()) continue;
    buyers.clear();
    capital.clear();
    for (const std::uint32_t i : w.cell_firms(cell))
      if (w.firms.alive[FirmId{i}]) {
        buyers.push_back(i);
        capital.push_back(w.firms.capital[FirmId{i}]);
      }
    require(!buyers.empty(), "a cell lost its last firm");
    if (std::none_of(capital.begin(), capital.end(), [](double k) { return k > 0; }))
      std::fill(capital.begin(), capital.end(), 1.0);
    for (const std::uint32_t i : events.dying[cell]) {
      sell_out(w, FirmId{i}, buyers, capital);
      settle(w, FirmId{i});
    }
  }
  const Account owners{Sector::owners};  // shares sold less shares bought
  const std::vector<Fen> parts = apportion(w.ledger.balance(owners), owner_weights(w), w.luck.period);
  w.ledger.receive_each(Flow::liquidation, owners, Sector::household, parts);
}

}  // namespace jiuzhou
