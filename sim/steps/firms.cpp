// Firms: who gives up, who starts, who moves, and the luck of those who go on.
//
//   exit        hazard exit_rate / 4 · min(2, (workers / mean)^−h), and the insolvent   firm_exit.cpp
//   entry       expected number = entry_rate / 4 · firms · relative profit              firm_entry.cpp
//   relocation  the same hazard, then a logit over regions                              firm_relocation.cpp
//   a_f  ← ρ a_f + σ z − c_rs,   ρ² = 1 − (σ/σ0)²,   A_f = A_rs exp(a_f)               [log points]
//
// a_f is a firm's own part of productivity, σ the quarterly shock, σ0 the spread between firms: ρ keeps the spread. c_rs
// leaves the mean of the cell, weighted with labour, alone: shocks to firms move business between firms, and the
// technology of the cell stays what cells.efficiency says.
//
// Reads   firms.*, cells.{efficiency, price, base_wage}, regions.*, levers.{entry, insolvency, relocation_pull,
//         firm_moves, output_cap}
// Writes  firms.*, persons of those let go, ledger, activity.{exits, entries, relocations,
//         firm_moves, relocated, capital_scrapped, followers}
// Order   events run in order of cells and slots; shocks write a firm's own slot; persons their own

#include <algorithm>
#include <cmath>

#include "sim/base/error.hpp"
#include "sim/base/parallel.hpp"
#include "sim/steps/firm_events.hpp"
#include "sim/steps/persons.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

// Persistence that keeps a spread of `spread` under shocks of `shock`.
double shock_persistence(double shock, double spread) {
  return spread > shock ? std::sqrt(1 - (shock / spread) * (shock / spread)) : 0;
}

void move_share(Firms& firms, FirmId from, FirmId to, double share) {
  for (auto* column : {&firms.capital, &firms.stock, &firms.demand, &firms.previous_demand, &firms.output,
                       &firms.dividend, &firms.capital_value}) {
    const double moved = share >= 1 ? (*column)[from] : share * (*column)[from];
    (*column)[to] += moved;
    (*column)[from] -= moved;
  }
  const std::int64_t posts =
      share >= 1 ? firms.posts[from] : std::llround(share * static_cast<double>(firms.posts[from]));
  firms.posts[to] += posts;
  firms.posts[from] -= posts;
}

double unit_price(const World& w, FirmId f, double markup) {
  const RegionId r = w.firms.region[f];
  const IndustryId s = w.firms.industry[f];
  double inputs = 0;
  for (const IndustryId g : w.industry_ids()) inputs += w.cells.input(r, g, s) * w.cells.purchase_price(r, g);
  const double labour = w.firms.wage[f] * w.firms.labour_coefficient[f] / w.firms.productivity[f];
  return markup * (inputs + labour) / (1 - w.cells.tax_rate(r, s));
}

double cell_profit_rate(const World& w, std::size_t cell) {
  double profit = 0, value = 0;
  for (const std::uint32_t i : w.cell_firms(cell)) {
    const FirmId f{i};
    if (!w.firms.alive[f]) continue;
    profit += w.firms.profit_rate[f] * w.firms.capital_value[f];
    value += w.firms.capital_value[f];
  }
  return value > 0 ? profit / value : 0;
}

double size_hazard(const World& w, FirmId f, double yearly_rate) {
  const double relative = std::max(1.0, static_cast<double>(w.firms.workers[f])) / w.mean_firm_size(w.firms.industry[f]);
  return yearly_rate / 4 * std::min(2.0, std::pow(relative, -w.parameters.firms.size_hazard));
}

double asset_value(const World& w, FirmId f, double share) {
  return share *
         (w.firms.capital[f] * w.regions.investment_price[w.firms.region[f]] + w.firms.stock[f] * w.firms.price[f]);
}

std::vector<double> owner_weights(const World& w) {
  std::vector<double> weights(w.household_count());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const HouseholdId a{static_cast<std::uint32_t>(i)};
    weights[i] = w.households.ownership[a] * static_cast<double>(w.households.persons[a]);
  }
  return weights;
}

namespace {

FirmEvents begin(World& w) {
  FirmEvents events;
  events.chance = w.parameters.initial.chance;
  events.dying.resize(w.region_count() * w.industry_count());
  events.alive.assign(events.dying.size(), 0);
  events.released.assign(w.firms.size(), 0);
  events.staff.assign(w.firms.size(), 0);
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f]) ++events.alive[w.cell(w.firms.region[f], w.firms.industry[f])];
  for (std::size_t i = w.firms.size(); i-- > 0;)
    if (!w.firms.alive[FirmId{static_cast<std::uint32_t>(i)}])
      events.free_slots.push_back(static_cast<std::uint32_t>(i));
  w.activity.exits = w.activity.entries = w.activity.relocations = 0;
  w.activity.capital_scrapped = 0;
  w.activity.firm_moves.assign(w.region_count(), w.region_count(), 0);
  w.activity.relocated.assign(w.industry_count(), 0);
  return events;
}

// Workers of firms that died or moved away look for work, or go along.
void let_go(World& w, const FirmEvents& events) {
  for (const FirmId f : w.firms.ids()) {
    if (index(f) >= events.released.size() || !events.released[index(f)]) continue;
    w.firms.workers[f] = w.firms.labour[f] = w.firms.paid[f] = w.firms.vacancies[f] = 0;
  }
  release_workers(w, events.staff);
  for (const FirmId f : w.firms.ids())
    if (index(f) < events.released.size() && events.released[index(f)]) w.firms.number[f] = Person::no_firm_number;
  number_firms(w);
}

// Shocks to the firms of one cell; what they add up to is taken out again.
void shock_cell(World& w, std::span<const std::uint32_t> members, double shock, double persistence) {
  double before = 0, after = 0;
  for (const std::uint32_t i : members) {
    const FirmId f{i};
    const auto labour = static_cast<double>(w.firms.labour[f]);
    double& own = w.firms.relative_productivity[f];
    before += labour * std::exp(own);
    own = persistence * own + shock * w.luck.draw(Stream::firm_shock, w.firms.serial[f]).normal(0);
    after += labour * std::exp(own);
  }
  if (!(before > 0 && after > 0)) return;
  const double excess = std::log(after / before);
  for (const std::uint32_t i : members) w.firms.relative_productivity[FirmId{i}] -= excess;
}

void set_productivity(World& w, bool chance) {
  const auto& p = w.parameters.firms;
  const bool shocks = chance && p.shock_sd > 0;
  const double persistence = shock_persistence(p.shock_sd, p.productivity_sd);
  for_each_index(w.region_count() * w.industry_count(), 8, [&](std::size_t cell) {
    const RegionId r{static_cast<std::uint32_t>(cell / w.industry_count())};
    const IndustryId s{static_cast<std::uint32_t>(cell % w.industry_count())};
    const auto members = w.cell_firms(cell);
    if (shocks) shock_cell(w, members, p.shock_sd, persistence);
    for (const std::uint32_t i : members) {
      const FirmId f{i};
      w.firms.productivity[f] = w.cells.efficiency(r, s) * std::exp(w.firms.relative_productivity[f]);
    }
  });
}

}  // namespace

void firms(World& w) {
  FirmEvents events = begin(w);
  choose_exits(w, events);
  enter_firms(w, events);
  wind_up(w, events);
  relocate_firms(w, events);
  let_go(w, events);
  w.index_firms();
  set_productivity(w, events.chance);
}

}  // namespace jiuzhou
