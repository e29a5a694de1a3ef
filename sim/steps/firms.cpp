// Firms: who gives up, who starts, who moves, and the shocks of those who go on.
//
//   exit        hazard exit_rate / 4 · min(2, (workers / mean)^−h), and the insolvent   firm_exit.cpp
//   entry       expected number = entry_rate / 4 · firms · relative profit              firm_entry.cpp
//   relocation  the same hazard, then a logit over regions                              firm_relocation.cpp
//   a_f  ← ρ a_f + σ z − c_rs,   ρ² = 1 − (σ/σ0)²,   A_f = A_rs exp(a_f)               [log points]
//
// a_f is a firm's own part of productivity, σ the quarterly shock, σ0 the spread between firms: ρ keeps the spread.
// c_rs leaves the mean of the cell, weighted with labour, alone: shocks to firms move business between firms, and the
// technology of the cell stays what cells.efficiency says. Workers of a firm that has closed or gone without them work
// out their notice: they look for work when the next market opens.
//
// Reads   firms.*, cells.{efficiency, price, base_wage}, regions.*, levers.{entry, insolvency, relocation_pull,
//         firm_moves, output_cap}
// Writes  firms.*, households.ownership, persons who are taken along, ledger, activity.{exits, entries, relocations, firm_moves, relocated,
//         capital_scrapped, followers}
// Order   exits, entries and sales are tasks of one cell or region that write its own firms; moves run in order of
// cells and
//         slots; shocks write a firm's own slot; persons their own

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "sim/base/error.hpp"
#include "sim/base/random_block.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/land.hpp"
#include "sim/state/technique.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

// The persistence at which shocks of standard deviation `shock` keep the cross-section at `spread`.
double shock_persistence(double shock, double spread) {
  return spread > shock ? std::sqrt(1 - (shock / spread) * (shock / spread)) : 0;
}

namespace {

template <class Visit>
void each_quantity(Firms& firms, Visit&& visit) {
  for (auto* column : {&firms.capital, &firms.stock, &firms.demand, &firms.output}) visit(*column);
  for (auto* column : {&firms.previous_demand, &firms.dividend, &firms.capital_value}) visit(*column);
}

}  // namespace

void move_share(Firms& firms, FirmId from, FirmId to, double share) {
  each_quantity(firms, [&](auto& column) {
    using Number = std::remove_reference_t<decltype(column[from])>;
    const auto moved = share >= 1 ? column[from] : static_cast<Number>(share * static_cast<double>(column[from]));
    column[to] += moved;
    column[from] -= moved;
  });
  const std::int64_t labour =
      share >= 1 ? firms.labour_at_close[from] : std::llround(share * static_cast<double>(firms.labour_at_close[from]));
  firms.labour_at_close[to] += labour;
  firms.labour_at_close[from] -= labour;
}

void clear_quantities(Firms& firms, FirmId f) {
  each_quantity(firms, [f](auto& column) { column[f] = 0; });
  for (auto* column : {&firms.workers, &firms.labour, &firms.paid, &firms.vacancies, &firms.labour_at_close})
    (*column)[f] = 0;
}

namespace {

struct Resize {
  std::size_t size;
  void operator()(std::string_view, auto& column, const Spec&) const { column.resize(size); }
};

}  // namespace

std::vector<std::vector<FirmId>> take_slots(World& w, FirmEvents& events, const std::vector<std::size_t>& needed) {
  std::vector<std::vector<FirmId>> taken(needed.size());
  const std::size_t before = w.firms.size();
  std::size_t size = before;
  std::vector<SlotRun> added(needed.size());
  for (std::size_t cell = 0; cell < needed.size(); ++cell) {
    auto& free = events.free[cell];
    if (needed[cell] <= free.size()) continue;
    // Spare slots, so that a growing cell does not become fragmented.
    const std::size_t spare = std::max<std::size_t>(7, w.cell_firms(cell).size() / 32);
    added[cell] = {static_cast<std::uint32_t>(size),
                   static_cast<std::uint32_t>(size + needed[cell] - free.size() + spare)};
    size = added[cell].end;
  }
  if (size > before) {
    Resize resize{size};
    w.firms.declare(resize);
    w.ledger.grow(Sector::firm, size);
    w.ledger.grow(Sector::firm_debt, size);
  }
  for (std::size_t cell = 0; cell < needed.size(); ++cell) {
    auto& free = events.free[cell];
    std::vector<std::uint32_t> fresh;
    for (std::uint32_t i = added[cell].end; i-- > added[cell].begin;) {
      w.firms.region[FirmId{i}] = w.region_of(cell);
      w.firms.industry[FirmId{i}] = w.industry_of(cell);
      fresh.push_back(i);
    }
    free.insert(free.begin(), fresh.begin(), fresh.end());
    for (std::size_t k = 0; k < needed[cell]; ++k) {
      taken[cell].push_back(FirmId{free.back()});
      free.pop_back();
    }
  }
  return taken;
}

double unit_price(const World& w, FirmId f, double markup) {
  const RegionId r = w.firms.region[f];
  const IndustryId s = w.firms.industry[f];
  const EnergyIndustries energy(*w.pack);
  double inputs = 0;
  for (const IndustryId g : w.industry_ids())
    inputs += w.cells.input(r, g, s) * technique_factor(w, energy, r, g, s) * w.cells.purchase_price(r, g);
  const double labour = w.firms.wage[f] * w.firms.labour_coefficient[f] / w.firms.productivity[f];
  return markup * (inputs + labour) / (1 - w.cells.tax_rate(r, s));
}

double cell_profit_rate(const World& w, std::size_t cell) {
  double profit = 0, value = 0;
  for (const std::uint32_t i : w.cell_firms(cell)) {
    const FirmId f{i};
    if (!w.firms.alive[f]) continue;
    const auto capital = static_cast<double>(w.firms.capital_value[f]);
    profit += static_cast<double>(w.firms.profit_rate[f]) * capital;
    value += capital;
  }
  return value > 0 ? profit / value : 0;
}

double size_hazard(const World& w, FirmId f, double yearly_rate) {
  const double relative =
      std::max(1.0, static_cast<double>(w.firms.workers[f])) / w.mean_firm_size(w.firms.industry[f]);
  return yearly_rate / 4 * std::min(2.0, portable::pow(relative, -w.parameters.firms.size_hazard));
}

double asset_value(const World& w, FirmId f, double share) {
  return share *
         (w.firms.capital[f] * w.regions.investment_price[w.firms.region[f]] + w.firms.stock[f] * w.firms.price[f]);
}

namespace {

FirmEvents begin(World& w) {
  FirmEvents events;
  events.chance = w.parameters.initial.chance;
  events.dying.resize(w.cell_count());
  events.free.resize(w.cell_count());
  events.alive.assign(w.cell_count(), 0);
  for_cells(w, [&](std::size_t cell, RegionId, IndustryId) {
    const auto runs = w.cell_runs(cell);
    for (std::size_t k = runs.size(); k-- > 0;)
      for (std::uint32_t i = runs[k].end; i-- > runs[k].begin;) {
        if (w.firms.alive[FirmId{i}])
          ++events.alive[cell];
        else
          events.free[cell].push_back(i);
      }
  });
  w.activity.exits = w.activity.entries = w.activity.relocations = 0;
  w.activity.capital_scrapped = 0;
  w.activity.firm_moves.assign(w.region_count(), w.region_count(), 0);
  w.activity.relocated.assign(w.industry_count(), 0);
  return events;
}

// Weights of a block of firms before and after a shock to their own part of productivity.
JIUZHOU_VECTOR_WIDTHS
void shock_block(const DrawBlock& draws, double shock, double persistence, std::size_t n, double* own, double* before,
                 double* after) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) {
    before[i] = fast_exp(own[i]);
    own[i] = persistence * own[i] + shock * fast_normal(draws.word[0][i], draws.word[1][i]);
    after[i] = fast_exp(own[i]);
  }
}

JIUZHOU_VECTOR_WIDTHS
void set_levels(Firms& x, SlotRun run, double excess, double efficiency) {
  double* own = x.relative_productivity.values().data();
  double* level = x.productivity.values().data();
#pragma GCC ivdep
  for (std::size_t i = run.begin; i < run.end; ++i) {
    own[i] -= excess;
    level[i] = efficiency * fast_exp(own[i]);
  }
}

// Shocks to the firms of one cell. Returns their weighted mean, which is then subtracted.
double shock_cell(World& w, std::size_t cell, double shock, double persistence) {
  double before = 0, after = 0;
  DrawBlock draws;
  std::array<double, DrawBlock::size> then, now;
  for (const SlotRun run : w.cell_runs(cell))
    for (std::size_t at = run.begin; at < run.end; at += DrawBlock::size) {
      const std::size_t n = std::min<std::size_t>(DrawBlock::size, run.end - at);
      draw_block(w.random_key, Stream::firm_shock, serials_of(w, run).subspan(at - run.begin, n), draws);
      shock_block(draws, shock, persistence, n, w.firms.relative_productivity.values().data() + at, then.data(),
                  now.data());
      for (std::size_t i = 0; i < n; ++i) {
        const auto labour = static_cast<double>(w.firms.labour.values()[at + i]);
        before += labour * then[i];
        after += labour * now[i];
      }
    }
  return before > 0 && after > 0 ? portable::log(after / before) : 0;
}

void set_productivity(World& w, bool chance) {
  const auto& p = w.parameters.firms;
  const bool shocks = chance && p.shock_sd > 0;
  const double persistence = shock_persistence(p.shock_sd, p.productivity_sd);
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const double excess = shocks ? shock_cell(w, cell, p.shock_sd, persistence) : 0;
    const double level = w.cells.efficiency(r, s) * crowding_of_cell(w, cell);
    for (const SlotRun run : w.cell_runs(cell)) set_levels(w.firms, run, excess, level);
  });
}

}  // namespace

void firms(World& w) {
  FirmEvents events = begin(w);
  choose_exits(w, events);
  enter_firms(w, events);
  wind_up(w, events);
  relocate_firms(w, events);
  number_firms(w);
  take_staff_along(w, events.ordered);
  w.index_firms();
  set_productivity(w, events.chance);
}

}  // namespace jiuzhou
