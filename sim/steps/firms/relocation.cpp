// Relocation: footloose firms that look around choose the region of their next quarter.
//
//   order       u_f < forced, to a host by population: any industry a policy names, own-account work excepted
//   consider    u_f < relocation_rate / 4 · (size)^−h (1 + attention), relocatable industries only
//   V_od = ln x_ds + ΔU_ds + pull_ds + offer_fod − δ ln(1 + km_od / 100) [o≠d]                           [util]
//   offer = pull + τ ln(1 + subsidy · annuity / π_f)        of policies for this way; paid on moving: the subsidy by the
//                                                         centre, what a pull is worth, (e^(pull/τ) − 1) π_f / annuity
//                                                         of capital, by the host, in land, roads and services
//   ΔU   = −α Δln c − λ Δln rent + β Δln A + γ Δln X + τ Δln(1 − t)
//   P_od = exp(V_od) / Σ_q exp(V_oq)      over regions with a live cell that is not banned
//
// Δ is the change since the base year: c wage per unit of output, A market access = Σ_q GDP_q / (km_dq · freight), X
// output of the cell, t corporate tax to profit, π profit to capital, so that τ is the weight of log profit. x is found once so that in the base year every pair of regions exchanges as
// much as it receives, Σ_d k_od x_o x_d = X_o with k the distance term: without policy nothing drifts. A firm that
// moves keeps its relative price and its jobs; part of its capital is scrapped and its workers stay behind. McFadden
// (1978) for the choice, Tang et al. (2020) for its frequency.
//
// Reads   cells.{base_wage, base_unit_labour, efficiency, tax_rate}, regions.{wage_index, rent, nominal_gdp},
//         activity.output, levers.{relocation_pull, firm_moves, output_cap, freight, corporate_tax}, calibration.base_*
// Writes  firms.{region, origin, capital, productivity, wage, price, markup, labour_at_close}, activity.{relocations,
//         firm_moves, relocated, capital_scrapped}; calibrate_firms: calibration.base_{market_access, profit_rate,
//         attraction}
// Order   firms choose with their own serial, a cell is one task; moves are carried out in order of cells and slots

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "sim/base/random_block.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/shared/choice.hpp"
#include "sim/steps/shared/policy_finance.hpp"
#include "sim/steps/shared/policy_money.hpp"

namespace jiuzhou {

double relocation_friction(double km, double weight) {
  return weight * portable::log(1 + km / 100);
}

namespace {

constexpr double shortest_km = 100;              // so that a region's own market is not all it has
constexpr double least_freight = 0.1;            // lever of freight, as a divisor
constexpr double sums_must_reach = 1e-13;        // relative
constexpr double least_profit = 0.01;            // of capital, a quarter: what a subsidy is compared with at least
constexpr double dearest_park = 1;               // of the capital of a firm that comes
constexpr double nowhere = -1e300;               // below every utility
constexpr std::uint32_t round_of_orders = 1024;  // of draws; those of a choice of its own come before

double friction(const World& w, RegionId o, RegionId d) {
  return o == d ? 0 : relocation_friction(w.pack->distance(o, d), w.parameters.firms.relocation_distance);
}

Column<RegionId, double> market_access(const World& w) {
  Column<RegionId, double> access(w.region_count(), 0);
  const bool levers = w.levers.freight.rows() == w.region_count();  // not set while the world is being made
  for (const RegionId d : w.region_ids())
    for (const RegionId q : w.region_ids()) {
      const double freight = levers ? w.levers.freight(d, q) : 1;
      access[d] +=
          w.regions.nominal_gdp[q] / (std::max(w.pack->distance(d, q), shortest_km) * std::max(freight, least_freight));
    }
  return access;
}

double log_change(double now, double base) {
  return now > 0 && base > 0 ? portable::log(now / base) : 0;
}

// ln x + ΔU + pull for every live cell, and whether it may be chosen.
struct Attraction {
  CellTable util;
  Table<RegionId, IndustryId, std::uint8_t> open;
};

Attraction attraction(const World& w) {
  const auto& p = w.parameters.firms;
  Attraction out;
  out.util.assign(w.region_count(), w.industry_count());
  out.open.assign(w.region_count(), w.industry_count(), 0);
  const Column<RegionId, double> access = market_access(w);
  for (const RegionId d : w.region_ids()) {
    const double rent = log_change(w.regions.rent[d], 1);
    const double market = log_change(access[d], w.calibration.base_market_access[d]);
    for (const IndustryId s : w.industry_ids()) {
      if (!w.pack->industries[index(s)].relocatable || !w.live(d, s) || w.levers.output_cap(d, s) <= 0) continue;
      const double unit_wage = w.cells.base_wage(d, s) * w.regions.wage_index[d] / w.cells.efficiency(d, s);
      const double wage = log_change(unit_wage, w.cells.base_unit_labour(d, s));
      const double size = log_change(w.activity.output(d, s), w.cells.base_output(d, s));
      // Production tax keeps its rate; corporate tax moves with the lever.
      const double rate = w.nation.corporate_tax_rate, lever = w.levers.corporate_tax(d, s);
      const double profit = lever == 1 ? 0 : log_change(1 - rate * lever, 1 - rate);
      out.open(d, s) = 1;
      out.util(d, s) = w.calibration.base_attraction(d, s) - p.relocation_wage * wage - p.relocation_land * rent +
                       p.relocation_market * market + p.relocation_agglomeration * size + p.relocation_tax * profit +
                       w.levers.relocation_pull(d, s);
    }
  }
  return out;
}

struct Move {
  FirmId firm;
  RegionId to;
  double staff;  // share of its workers who are sure to go along
};

struct CopySlot {
  FirmId from, to;
  void operator()(std::string_view, auto& column, const Spec&) const { column[to] = column[from]; }
};

// The firm takes a slot of its new cell; its old one is free.
void move_firm(World& w, FirmEvents& events, FirmId old, FirmId f, RegionId to, double staff) {
  Firms& firms = w.firms;
  const RegionId from = firms.region[old];
  const IndustryId s = firms.industry[old];
  --events.alive[w.cell(from, s)];
  ++events.alive[w.cell(to, s)];
  CopySlot copy{old, f};
  firms.declare(copy);
  for (const Sector sector : {Sector::firm, Sector::firm_debt}) w.ledger.renumber(sector, index(old), index(f));
  clear_quantities(firms, old);
  firms.alive[old] = 0;
  if (staff > 0) events.ordered.push_back({old, f, staff});

  const double kept = 1 - w.parameters.firms.relocation_loss;
  w.activity.capital_scrapped += firms.capital[f] * (1 - kept);
  firms.capital[f] *= kept;
  firms.capital_value[f] *= static_cast<float>(kept);
  firms.origin[f] = from;
  firms.region[f] = to;
  firms.productivity[f] = w.cells.efficiency(to, s) * portable::exp(firms.relative_productivity[f]);
  firms.wage[f] = w.cells.base_wage(to, s) * w.regions.wage_index[to];
  firms.labour_at_close[f] = std::llround(kept * static_cast<double>(firms.labour_at_close[f]));
  for (auto* column : {&firms.workers, &firms.labour, &firms.paid, &firms.vacancies}) (*column)[f] = 0;
  // As dear or cheap among its new competitors as it was among the old ones, and its mark-up such that it can stay so.
  firms.price[f] *= w.cells.price(to, s) / w.cells.price(from, s);
  const auto markup = static_cast<double>(firms.markup[f]);
  firms.markup[f] = static_cast<float>(markup * firms.price[f] / unit_price(w, f, markup));
  ++w.activity.relocations;
  ++w.activity.firm_moves(from, to);
  ++w.activity.relocated[s];
}

double weight_of(const FirmMoves& x, RegionId o, RegionId d, IndustryId s) {
  return o == d ? 0 : x.origin[index(o)] * x.host[index(d)] * x.industry[index(s)];
}

// Factor on the rate at which firms of a cell consider relocating.
double attention(const World& w, RegionId o, IndustryId s) {
  double factor = 1;
  for (const FirmMoves& x : w.levers.firm_moves) factor += x.attention * x.origin[index(o)] * x.industry[index(s)];
  return factor;
}

// The subsidy, as a share of its capital, that would draw a firm as much as the pull of a park does: what the park's land,
// roads and services for it cost.
double worth_of_pull(const World& w, FirmId f, double pull) {
  const auto& p = w.parameters.firms;
  if (!(pull > 0) || !(p.relocation_tax > 0) || !(p.relocation_annuity > 0)) return 0;
  const double earned = std::max(least_profit, static_cast<double>(w.firms.profit_rate[f]));
  return std::min(dearest_park, (portable::exp(pull / p.relocation_tax) - 1) * earned / p.relocation_annuity);
}

// What policies offer a firm for moving to a region.
double offer(const World& w, FirmId f, RegionId o, RegionId d) {
  double util = 0;
  for (const FirmMoves& x : w.levers.firm_moves) {
    const double earned = std::max(least_profit, static_cast<double>(w.firms.profit_rate[f]));
    const double profit = portable::log1p(x.subsidy * w.parameters.firms.relocation_annuity / earned);
    util += weight_of(x, o, d, w.firms.industry[f]) * (x.pull + w.parameters.firms.relocation_tax * profit);
  }
  return util;
}

// Pays what was offered, on the value of capital before the move, and books the move to the policies that send firms
// there.
void pay_subsidies(World& w, FirmId f, RegionId o, RegionId d) {
  for (const FirmMoves& x : w.levers.firm_moves) {
    const double weight = weight_of(x, o, d, w.firms.industry[f]);
    if (!(weight > 0)) continue;
    const auto value = static_cast<double>(w.firms.capital_value[f]);
    const Account firm{Sector::firm, index(f)};
    if (x.subsidy > 0) pay_policy(w, x.policy, {Sector::centre}, firm, to_fen(weight * x.subsidy * value));
    if (const double services = worth_of_pull(w, f, x.pull); services > 0)
      pay_policy(w, x.policy, {Sector::province, index(d)}, firm, to_fen(weight * services * value));
    if (x.policy >= w.activity.policies.size()) continue;
    w.activity.policies[x.policy].firms_moved += 1;
    w.activity.policies[x.policy].staff_moved += x.staff * static_cast<double>(w.firms.workers[f]);
  }
}

// Carries out moves in order; the last firm of a cell stays, and so does one that came with its staff this quarter:
// they are on the way to where it is.
void carry_out(World& w, FirmEvents& events, const std::vector<Move>& moves) {
  if (moves.empty()) return;
  std::unordered_set<std::uint32_t> came;
  for (const StaffMove& x : events.ordered) came.insert(static_cast<std::uint32_t>(x.to));
  std::vector<std::size_t> needed(w.cell_count(), 0), used(w.cell_count(), 0);
  for (const Move& x : moves) ++needed[w.cell(x.to, w.firms.industry[x.firm])];
  const std::vector<std::vector<FirmId>> slots = take_slots(w, events, needed);
  for (const Move& x : moves) {
    const RegionId from = w.firms.region[x.firm];
    const IndustryId s = w.firms.industry[x.firm];
    if (!w.firms.alive[x.firm] || events.alive[w.cell(from, s)] <= 1 ||
        came.contains(static_cast<std::uint32_t>(x.firm)))
      continue;
    const std::size_t cell = w.cell(x.to, s);
    pay_subsidies(w, x.firm, from, x.to);
    move_firm(w, events, x.firm, slots[cell][used[cell]++], x.to, x.staff);
  }
  for (std::size_t cell = 0; cell < slots.size(); ++cell)
    for (std::size_t k = slots[cell].size(); k-- > used[cell];)
      events.free[cell].push_back(static_cast<std::uint32_t>(slots[cell][k]));
  close_budgets(w);
}

// Firms that a policy orders to move; hosts are drawn by population.
void move_by_order(World& w, FirmEvents& events) {
  std::vector<double> weights(w.region_count());
  for (const FirmMoves& x : w.levers.firm_moves) {
    if (!(x.forced > 0)) continue;
    std::vector<Move> moves;
    for (const RegionId o : w.region_ids())
      for (const IndustryId s : w.industry_ids()) {
        const double hazard = x.forced * x.origin[index(o)] * x.industry[index(s)];
        if (!(hazard > 0) || w.pack->industries[index(s)].own_account) continue;
        double total = 0;
        for (const RegionId d : w.region_ids()) {
          const bool open = d != o && w.live(d, s) && w.levers.output_cap(d, s) > 0;
          const auto people = static_cast<double>(w.census.urban[d] + w.census.rural[d]);
          weights[index(d)] = open ? x.host[index(d)] * people : 0;
          total += weights[index(d)];
        }
        if (!(total > 0)) continue;
        for_firms(w, w.cell(o, s), [&](FirmId f) {
          const std::uint64_t serial = w.firms.serial[f];
          if (!w.firms.alive[f] || w.random_key.draw(Stream::relocation_consider, serial).uniform(1) >= hazard) return;
          const RegionId d{static_cast<std::uint32_t>(
              choose(weights, w.random_key, Stream::relocation_choice, serial, round_of_orders))};
          moves.push_back({f, d, x.staff});
        });
      }
    carry_out(w, events, moves);
  }
}

// x with Σ_d k_od x_o x_d = n_o: symmetric balancing, damped so that it cannot oscillate.
std::vector<double> balanced_attraction(const std::vector<double>& kernel, const std::vector<double>& mass) {
  const std::size_t n = mass.size();
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = std::sqrt(mass[i]);
  for (int round = 0; round < 1000; ++round) {
    double worst = 0;
    for (std::size_t o = 0; o < n; ++o) {
      if (!(mass[o] > 0)) continue;
      double sum = 0;
      for (std::size_t d = 0; d < n; ++d) sum += kernel[o * n + d] * x[d];
      const double next = std::sqrt(x[o] * mass[o] / sum);
      worst = std::max(worst, std::abs(next / x[o] - 1));
      x[o] = next;
    }
    if (worst < sums_must_reach) break;
  }
  return x;
}

}  // namespace

void relocate_firms(World& w, FirmEvents& events) {
  const auto& p = w.parameters.firms;
  if (!events.chance) return;
  move_by_order(w, events);
  if (!(p.relocation_rate > 0)) return;
  const bool offered = !w.levers.firm_moves.empty();
  const Attraction places = attraction(w);
  std::vector<std::vector<Move>> chosen(w.cell_count());
  for_cells(w, [&](std::size_t cell, RegionId o, IndustryId s) {
    if (!w.pack->industries[index(s)].relocatable) return;
    const double looks = offered ? attention(w, o, s) : 1;
    std::vector<double> weights(w.region_count());
    const auto choose_place = [&](FirmId f) {
      const auto util = [&](RegionId d) {
        return places.util(d, s) - friction(w, o, d) + (offered ? offer(w, f, o, d) : 0);
      };
      double best = nowhere;
      for (const RegionId d : w.region_ids())
        if (places.open(d, s)) best = std::max(best, util(d));
      if (best == nowhere) return;
      for (const RegionId d : w.region_ids()) weights[index(d)] = places.open(d, s) ? portable::exp(util(d) - best) : 0;
      const RegionId to{
          static_cast<std::uint32_t>(choose(weights, w.random_key, Stream::relocation_choice, w.firms.serial[f]))};
      if (to != o) chosen[cell].push_back({f, to, 0});
    };
    for (const SlotRun run : w.cell_runs(cell))
      for_each_draw(w.random_key, Stream::relocation_consider, w.firms.serial.values().data(), run.begin, run.end,
                    [&](std::size_t i, const Draws& d) {
                      const FirmId f{static_cast<std::uint32_t>(i)};
                      const double u = d.uniform(0);  // no hazard is above half the rate
                      if (!w.firms.alive[f] || u >= p.relocation_rate / 2 * looks) return;
                      if (u < size_hazard(w, f, p.relocation_rate) * looks) choose_place(f);
                    });
  });
  std::vector<Move> moves;
  for (const auto& cell : chosen) moves.insert(moves.end(), cell.begin(), cell.end());
  carry_out(w, events, moves);
}

void calibrate_firms(World& w) {
  const std::size_t n = w.region_count();
  w.calibration.base_market_access = market_access(w);
  w.calibration.base_profit_rate.assign(n, w.industry_count(), 0);
  w.calibration.base_firms.assign(n, w.industry_count(), 0);
  w.calibration.base_attraction.assign(n, w.industry_count(), 0);
  std::vector<double> kernel(n * n), mass(n);
  for (const RegionId o : w.region_ids())
    for (const RegionId d : w.region_ids()) kernel[index(o) * n + index(d)] = portable::exp(-friction(w, o, d));
  for (const IndustryId s : w.industry_ids()) {
    for (const RegionId r : w.region_ids()) {
      mass[index(r)] = w.cells.base_output(r, s);
      w.calibration.base_profit_rate(r, s) = cell_profit_rate(w, w.cell(r, s));
      w.calibration.base_firms(r, s) = static_cast<double>(w.cell_firms(w.cell(r, s)).size());
    }
    const std::vector<double> x = balanced_attraction(kernel, mass);
    for (const RegionId r : w.region_ids())
      if (w.live(r, s)) w.calibration.base_attraction(r, s) = portable::log(x[index(r)]);
  }
}

}  // namespace jiuzhou
