// Firms that give up, and what becomes of what they had.
//
//   exit        u_f < exit_rate / 4 · (size)^−h,   or debt > insolvency · lever · capital value and profit < 0,
//               or labour needed < half an agent
//   sale        capital and goods to entrants, then to the firms of the cell by capital, at recovery · value
//   payment     by a loan of the usual leverage and new shares, which owners pay for
//   settlement  deposit + proceeds repay the debt; the bank writes off what is missing; owners get what is left
//
// Own-account and public units and the last firm of a cell go on. Capital, goods, jobs and the memory of sales change
// hands whole: nothing is lost. As in the base year, a firm that no agent can be given to does not exist at this weight:
// it would keep a whole one for less work. Because takeovers are paid with shares, a normal exit leaves the debts of firms and the
// deposits of households where they were.
//
// Reads   firms.*, regions.investment_price, ledger, levers.{insolvency, output_cap}, activity.labour_need
// Writes  firms.*, ledger, activity.exits
// Order   a cell writes its own firms only, in order of their slots; each firm draws with its own serial

#include <algorithm>
#include <span>

#include "sim/base/error.hpp"
#include "sim/base/random_block.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/shared/owners.hpp"

namespace jiuzhou {

constexpr double least_agents = 0.5;  // of labour: rounded, a firm has none

bool insolvent(double debt, double capital_value, double profit_rate, double limit) {
  return profit_rate < 0 && debt > limit * capital_value;
}

void choose_exits(World& w, FirmEvents& events) {
  const auto& p = w.parameters.firms;
  const double rate = events.chance ? p.exit_rate : 0;
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const PackIndustry& industry = w.pack->industries[index(s)];
    if (industry.own_account || industry.is_public) return;
    const double limit = p.insolvency * w.levers.insolvency(r, s);
    const double least =
        events.chance && w.levers.output_cap(r, s) >= 1 ? least_agents * static_cast<double>(w.weight) : 0;  // persons
    const auto consider = [&](std::size_t i, double uniform) {
      const FirmId f{static_cast<std::uint32_t>(i)};
      if (!w.firms.alive[f] || events.alive[cell] <= 1) return;
      const auto profit = static_cast<double>(w.firms.profit_rate[f]);
      const bool broke = profit < 0 && insolvent(-w.ledger.yuan({Sector::firm_debt, i}),
                                                 static_cast<double>(w.firms.capital_value[f]), profit, limit);
      const auto workers = static_cast<double>(w.firms.workers[f]);
      const double unit = workers > 0 ? static_cast<double>(w.firms.labour[f]) / workers : efficiency_unit;
      const bool vanishes = w.activity.labour_need[f] < least * unit;
      // no hazard is above half the rate
      if (!broke && !vanishes && !(uniform < rate / 2 && uniform < size_hazard(w, f, rate))) return;
      w.firms.alive[f] = 0;
      --events.alive[cell];
      events.dying[cell].push_back(static_cast<std::uint32_t>(i));
    };
    for (const SlotRun run : w.cell_runs(cell)) {
      if (rate > 0)
        for_each_draw(w.random_key, Stream::firm_exit, w.firms.serial.values().data(), run.begin, run.end,
                      [&](std::size_t i, const Draws& d) { consider(i, d.uniform(0)); });
      else
        for (std::size_t i = run.begin; i < run.end; ++i) consider(i, 1);
    }
  });
  for (const auto& cell : events.dying) w.activity.exits += static_cast<std::int64_t>(cell.size());
}

void raise_funds(const World& w, Ledger::Batch& batch, FirmId f, Fen needed, Account owners) {
  const Account deposit{Sector::firm, index(f)};
  const Fen loan = to_fen(std::clamp(w.nation.base_leverage, 0.0, 1.0) * to_yuan(needed));
  batch.pay(Flow::loan, {Sector::firm_debt, index(f)}, deposit, loan);
  batch.pay(Flow::equity, owners, deposit, needed - loan);
}

namespace {

// Assets of a cell's closing firms, and the proceeds of their sale.
struct Estate {
  double capital = 0, stock = 0, demand = 0, previous_demand = 0, output = 0, dividend = 0, capital_value = 0;
  std::int64_t jobs = 0;
  Fen price = 0;
};

void settle(const World& w, Ledger::Batch& batch, FirmId dead) {
  const Account deposit{Sector::firm, index(dead)}, debt{Sector::firm_debt, index(dead)};
  const Account bank{Sector::bank}, owners{Sector::owners};
  batch.pay(Flow::repayment, deposit, debt, std::clamp(w.ledger.balance(deposit), Fen{0}, -w.ledger.balance(debt)));
  batch.pay(Flow::write_off, bank, debt, -w.ledger.balance(debt));
  if (w.ledger.balance(deposit) < 0) batch.pay(Flow::write_off, bank, deposit, -w.ledger.balance(deposit));
  batch.pay(Flow::liquidation, deposit, owners, w.ledger.balance(deposit));
}

// Closing firms receive the proceeds of their assets and settle their accounts.
Estate collect_estate(World& w, Ledger::Batch& batch, std::span<const std::uint32_t> dying) {
  const Account estate{Sector::market, clearing_goods};
  Estate sum;
  for (const std::uint32_t i : dying) {
    const FirmId f{i};
    const Firms& x = w.firms;
    sum.capital += x.capital[f];
    sum.stock += x.stock[f];
    sum.demand += x.demand[f];
    sum.previous_demand += static_cast<double>(x.previous_demand[f]);
    sum.output += x.output[f];
    sum.dividend += static_cast<double>(x.dividend[f]);
    sum.capital_value += static_cast<double>(x.capital_value[f]);
    sum.jobs += x.labour_at_close[f];
    const Fen price = to_fen(w.parameters.firms.recovery * asset_value(w, f, 1));
    batch.pay(Flow::liquidation, estate, {Sector::firm, i}, price);
    sum.price += price;
    clear_quantities(w.firms, f);
    settle(w, batch, f);
  }
  return sum;
}

// Sells the estate to the firms of the cell in proportion to their capital, for a loan of the usual leverage and new
// shares.
// Money and jobs go by rounding the running sum.
void sell_estate(World& w, Ledger::Batch& batch, std::size_t cell, const Estate& estate) {
  Firms& x = w.firms;
  double total = 0, count = 0;
  for_firms(w, cell, [&](FirmId f) {
    if (!x.alive[f]) return;
    total += x.capital[f];
    ++count;
  });
  require(count > 0, "a cell lost its last firm");
  const Account sold{Sector::market, clearing_goods};
  const Fen loans = round_to_fen(std::clamp(w.nation.base_leverage, 0.0, 1.0) * to_yuan(estate.price));
  double running = 0;
  Fen lent = 0;
  std::int64_t jobs = 0;
  FirmId last{};
  const auto hand_over = [&](FirmId f, Fen loan, std::int64_t more) {
    batch.debt(f) -= loan;
    x.labour_at_close[f] += more;
    lent += loan;
    jobs += more;
    last = f;
  };
  for_firms(w, cell, [&](FirmId f) {
    if (!x.alive[f]) return;
    const double share = total > 0 ? x.capital[f] / total : 1 / count;
    running += share;
    x.capital[f] += share * estate.capital;
    x.stock[f] += share * estate.stock;
    x.demand[f] += share * estate.demand;
    x.output[f] += share * estate.output;
    x.previous_demand[f] += static_cast<float>(share * estate.previous_demand);
    x.dividend[f] += static_cast<float>(share * estate.dividend);
    x.capital_value[f] += static_cast<float>(share * estate.capital_value);
    hand_over(f, static_cast<Fen>(running * static_cast<double>(loans) + 0.5) - lent,
              static_cast<std::int64_t>(running * static_cast<double>(estate.jobs) + 0.5) - jobs);
  });
  hand_over(last, loans - lent, estate.jobs - jobs);
  batch.book(Flow::loan, Sector::firm_debt, sold, loans);
  batch.pay(Flow::equity, {Sector::owners}, sold, estate.price - loans);
}

}  // namespace

void wind_up(World& w, FirmEvents& events) {
  if (w.activity.exits + w.activity.entries == 0) return;
  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    if (!events.dying[cell].empty()) sell_estate(w, batch, cell, collect_estate(w, batch, events.dying[cell]));
  });
  settle_owners(w, Flow::liquidation, w.random_key.period);  // shares sold less shares bought
}

}  // namespace jiuzhou
