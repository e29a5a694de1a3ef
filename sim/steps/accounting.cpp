// Accounting: balances close, the laws are checked, what the next quarter remembers is stored.
//
//   1 money     sum of all accounts = 0; clearing accounts = 0
//   2 persons   population = last population + births − deaths + moves in − moves out, in every region
//   3 jobs      persons employed = workers of the firms, with those closed this quarter, in every region
//   4 goods     output + imports = deliveries + exports + change of stocks, real, by good
//   5 numbers   every state column is finite and within its declared bounds
//
//   growth_r ← growth_r + 0.15 (clip(Y_r / Y_r,-1 − 1, ± 0.25) − growth_r)     Y nominal GDP; budgets follow this
//
// Reads   everything
// Writes  regions.{nominal_gdp, real_gdp, nominal_growth}, nation.consumption_growth, census, households.persons,
//         firms.{workers, labour, paid}; in the fourth quarter persons (income class) and ledger (household moves)
// Order   regions in order

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/steps.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

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

// Whether all of [from, from + n) is between the bounds, which what is no number never is. `Bits` is an integer as wide
// as the numbers, so that several are compared at once.
template <class Bits, class Number>
JIUZHOU_INLINE bool all_within(const void* data, std::size_t from, std::size_t n, Number least, Number most) {
  const Number* x = static_cast<const Number*>(data) + from;
  Bits outside = 0;
  for (std::size_t i = 0; i < n; ++i) outside |= (x[i] >= least) & (x[i] <= most) ? Bits{0} : Bits{1};
  return outside == 0;
}
JIUZHOU_VECTOR_WIDTHS bool doubles_within(const void* x, std::size_t from, std::size_t n, double least, double most) {
  return all_within<std::int64_t>(x, from, n, least, most);
}
JIUZHOU_VECTOR_WIDTHS bool floats_within(const void* x, std::size_t from, std::size_t n, float least, float most) {
  return all_within<std::int32_t>(x, from, n, least, most);
}
JIUZHOU_VECTOR_WIDTHS bool integers_within(const void* x, std::size_t from, std::size_t n, std::int64_t least,
                                           std::int64_t most) {
  return all_within<std::int64_t>(x, from, n, least, most);
}

// The declared bounds in the column's type; without a bound its largest finite numbers.
template <class Number>
std::pair<Number, Number> bounds_of(const Spec& spec) {
  constexpr Number least = std::numeric_limits<Number>::lowest(), most = std::numeric_limits<Number>::max();
  return {std::isfinite(spec.min) ? static_cast<Number>(spec.min) : least,
          std::isfinite(spec.max) ? static_cast<Number>(spec.max) : most};
}

bool within(const StateColumn& column, std::size_t from, std::size_t n) {
  if (column.type == "float64") {
    const auto [least, most] = bounds_of<double>(column.spec);
    return doubles_within(column.data, from, n, least, most);
  }
  if (column.type == "float32") {
    const auto [least, most] = bounds_of<float>(column.spec);
    return floats_within(column.data, from, n, least, most);
  }
  const auto [least, most] = bounds_of<std::int64_t>(column.spec);
  return integers_within(column.data, from, n, least, most);
}

double value(const StateColumn& column, std::size_t i) {
  if (column.type == "float64") return static_cast<const double*>(column.data)[i];
  if (column.type == "float32") return static_cast<double>(static_cast<const float*>(column.data)[i]);
  return static_cast<double>(static_cast<const std::int64_t*>(column.data)[i]);
}

void check_numbers(World& w) {
  StateColumns columns;
  w.declare(columns);
  struct Part {
    const StateColumn* column;
    std::size_t begin, size;
  };
  std::vector<Part> parts;
  for (const StateColumn& column : columns.all()) {
    const bool is_bounded = std::isfinite(column.spec.min) || std::isfinite(column.spec.max);
    if (column.type == "float64" || column.type == "float32" || (column.type == "int64" && is_bounded))
      for (std::size_t at = 0; at < column.count; at += block_size)
        parts.push_back({&column, at, std::min(block_size, column.count - at)});
  }
  std::vector<std::uint8_t> odd(parts.size(), 0);
  for_each_index(parts.size(), 8,
                 [&](std::size_t k) { odd[k] = within(*parts[k].column, parts[k].begin, parts[k].size) ? 0 : 1; });
  const auto found = static_cast<std::size_t>(std::find(odd.begin(), odd.end(), 1) - odd.begin());
  if (found == odd.size()) return;
  const StateColumn& column = *parts[found].column;
  std::size_t i = parts[found].begin;
  while (within(column, i, 1)) ++i;
  const bool is_of_region = column.path.starts_with("regions.");
  const double x = value(column, i);
  throw NumericalError(
      column.path + (is_of_region ? " of " + w.pack->regions[i].code : "[" + std::to_string(i) + "]") + " (" +
      std::string(column.spec.doc) + ") " +
      (std::isfinite(x) ? "is " + shortest(x) + ", outside " + bounds_text(column.spec) : "is not a finite number"));
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
