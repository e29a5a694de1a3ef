// Accounting: balances close, the laws are checked, what the next quarter remembers is stored.
//
//   1 money     sum of all accounts = 0; clearing accounts = 0
//   2 persons   population = last population + births − deaths + moves in − moves out, in every region
//   3 jobs      persons employed = workers of the firms, with those closed this quarter, in every region
//   4 goods     output + imports = deliveries + exports + change of stocks, real, by good
//   5 numbers   every state column is finite
//
//   growth_r ← growth_r + 0.15 (clip(Y_r / Y_r,-1 − 1, ± 0.25) − growth_r)     Y nominal GDP; budgets follow this
//
// Reads   everything
// Writes  regions.{nominal_gdp, real_gdp, nominal_growth}, nation.consumption_growth, census, households.persons,
//         firms.{workers, labour, paid}; in the fourth quarter persons (income class) and ledger (household moves)
// Order   regions in order

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

void check_money(const World& w) {
  require(w.ledger.residual() == 0, "the ledger does not sum to zero in " + w.now.text());
  for (std::size_t i = 0; i < clearing_count; ++i)
    require(w.ledger.balance({Sector::market, i}) == 0, "a clearing account is not empty in " + w.now.text());
  require(w.ledger.balance({Sector::owners}) == 0, "the owners' account is not empty in " + w.now.text());
}

void check_persons(const World& w, const Census& before) {
  for (const RegionId r : w.region_ids()) {
    std::int64_t expected = before.urban[r] + before.rural[r] + w.activity.births[r] - w.activity.deaths[r];
    for (const RegionId other : w.region_ids())
      if (other != r) expected += w.activity.moves(other, r) - w.activity.moves(r, other);
    const std::int64_t counted = w.census.urban[r] + w.census.rural[r];
    const bool one_each = !w.persons[r].weighted();  // then the records can be counted without being read
    require(expected == counted && (!one_each || counted == static_cast<std::int64_t>(w.persons[r].total())),
            "persons are lost or made in " + w.pack->regions[index(r)].code + " in " + w.now.text());
  }
}

void check_jobs(const World& w) {
  std::vector<std::int64_t> cells(w.cell_count(), 0);
  for_cells(w, [&](std::size_t cell, RegionId, IndustryId) {
    for (const SlotRun run : w.cell_runs(cell))
      for (const FirmId f : Ids<FirmId>(run.begin, run.end)) cells[cell] += w.firms.workers[f];  // closed ones, too
  });
  Column<RegionId, std::int64_t> workers(w.region_count());
  for (std::size_t cell = 0; cell < cells.size(); ++cell) workers[w.region_of(cell)] += cells[cell];
  for (const RegionId r : w.region_ids())
    require(workers[r] == w.census.employed[r],
            "jobs and employed persons differ in " + w.pack->regions[index(r)].code + " in " + w.now.text());
}

// The bits of a number without its sign are in its order, infinity and what is no number come last.
template <class Bits, class Number>
JIUZHOU_INLINE bool all_finite(const Number* x, std::size_t n) {
  constexpr Bits most = std::bit_cast<Bits>(std::numeric_limits<Number>::max());
  Bits seen = 0;
  for (std::size_t i = 0; i < n; ++i) seen |= most - std::bit_cast<Bits>(std::abs(x[i]));
  return seen >= 0;
}
JIUZHOU_VECTOR_WIDTHS bool finite_doubles(const double* x, std::size_t n) {
  return all_finite<std::int64_t>(x, n);
}
JIUZHOU_VECTOR_WIDTHS bool finite_floats(const float* x, std::size_t n) {
  return all_finite<std::int32_t>(x, n);
}

void check_numbers(World& w) {
  StateColumns columns;
  w.declare(columns);
  struct Part {
    const StateColumn* column;
    std::size_t begin, size;
    [[nodiscard]] bool finite(std::size_t from, std::size_t n) const {
      return column->type == "float64" ? finite_doubles(static_cast<const double*>(column->data) + from, n)
                                       : finite_floats(static_cast<const float*>(column->data) + from, n);
    }
  };
  std::vector<Part> parts;
  for (const StateColumn& column : columns.all())
    if (column.type == "float64" || column.type == "float32")
      for (std::size_t at = 0; at < column.count; at += block_size)
        parts.push_back({&column, at, std::min(block_size, column.count - at)});
  std::vector<std::uint8_t> odd(parts.size(), 0);
  for_each_index(parts.size(), 8,
                 [&](std::size_t k) { odd[k] = parts[k].finite(parts[k].begin, parts[k].size) ? 0 : 1; });
  const auto found = static_cast<std::size_t>(std::find(odd.begin(), odd.end(), 1) - odd.begin());
  if (found == odd.size()) return;
  std::size_t i = parts[found].begin;
  while (parts[found].finite(i, 1)) ++i;
  throw NumericalError("accounting: " + parts[found].column->path + "[" + std::to_string(i) +
                       "] is not a finite number in " + w.now.text());
}

// Change of a quarter, as far as it can be growth: at a coarse weight, where one large firm comes with its stock to
// buy, a small region's GDP can fall to nothing and return, and budgets that took the return for growth would grow
// without end.
double swing(double now, double last, double largest) {
  return last > 0 ? std::clamp(now / last - 1, -largest, largest) : 0;
}

void remember_growth(World& w) {
  const GovernmentParameters& p = w.parameters.government;
  double now = 0, before = 0, people_now = 0, people_before = 0;
  for (const RegionId r : w.region_ids()) {
    double nominal = 0, real = 0;
    for (const IndustryId s : w.industry_ids()) {
      nominal += w.activity.value_added(r, s);
      real += w.activity.value_added_real(r, s);
    }
    const double last = w.regions.nominal_gdp[r];
    now += nominal;
    before += last;
    people_now += static_cast<double>(w.census.urban[r] + w.census.rural[r]);
    people_before +=
        static_cast<double>(w.census.urban[r] + w.census.rural[r] - w.activity.births[r] + w.activity.deaths[r]);
    w.regions.nominal_growth[r] +=
        p.growth_speed * (swing(nominal, last, p.growth_bound) - w.regions.nominal_growth[r]);
    w.regions.nominal_gdp[r] = nominal;
    w.regions.real_gdp[r] = real;
  }
  const double per_head = now / before * people_before / people_now - 1;
  w.nation.consumption_growth += p.growth_speed_nation * (per_head - w.nation.consumption_growth);
}

}  // namespace

void accounting(World& w) {
  recount_firms(w);
  reassign_income_classes(w);
  const Census before = w.census;
  take_census(w);
  remember_growth(w);
  check_money(w);
  check_persons(w, before);
  check_jobs(w);
  check_numbers(w);
}

}  // namespace jiuzhou
