// The balanced base year, in six moves, each of which says how much it moved:
//
//   clear dead cells    X < 0.1 million yuan a year: no output, no inputs, no exports
//   clean value added   V = X − Σ_i Z_i;  tax T in ±0.35 V;  surplus = V − W − T in [0.12, 0.80] V;  W ≥ 0.08 V
//   build stocks        ΔS = X σg / (1 + σg) for storable goods, taken out of investment
//   balance uses        Σ_r (X − ΔS − E + M) = Σ_r use for every good; RAS, columns of uses keep their totals
//   cap foreign trade   E ≤ 0.9 (X − ΔS), M ≤ 0.9 D by region and good, D the region's demand
//   link regions        T_od by gravity and RAS: Σ_d T_od = X − ΔS − E at o, Σ_o T_od = D − M at d
//
// X output, Z inputs, W labour, E exports, M imports, σ stock target in quarters, g growth per quarter.
// Gravity with RAS after Zheng et al. (2021, Scientific Data 8: 189); stock building as in a balanced growth path.
#include "sim/base_year/balance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "sim/base/error.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/random.hpp"
#include "sim/base/ras.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {
namespace {

constexpr double shortest_km = 100;    // nearer regions trade as if they were so far apart
constexpr double building_most = 0.9;  // of investment may be stock building: more is an error of the accounts
// Numerical tolerance, relative.
constexpr double ras_must_reach = 1e-12;
constexpr double identity_tolerance = 1e-11;
constexpr double sums_agree = 1e-9, nothing_left = 1e-15;
constexpr double seen = 1e-6;    // changes that notes count
constexpr double trace = 1e-12;  // below it a flow is none, and where RAS needs one it begins with it
constexpr double million = 1e6;

template <class... Values>
std::string sentence(const char* format, Values... values) {
  std::array<char, 320> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

double total(const CellTable& t) {
  double sum = 0;
  for (const double x : t.values()) sum += x;
  return sum;
}

double moved(const std::vector<double>& before, const std::vector<double>& after) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    difference += std::abs(after[i] - before[i]);
    size += std::abs(before[i]);
  }
  return size > 0 ? difference / size : 0;
}

// The accounts on their way from the pack to the base year.
struct Draft {
  const Pack& pack;
  const BalanceOptions& options;
  PackAccounts accounts;
  BaseYear base;

  [[nodiscard]] std::size_t region_count() const { return pack.region_count(); }
  [[nodiscard]] std::size_t industry_count() const { return pack.industry_count(); }
  [[nodiscard]] Ids<RegionId> regions() const { return Ids<RegionId>(region_count()); }
  [[nodiscard]] Ids<IndustryId> industries() const { return Ids<IndustryId>(industry_count()); }

  [[nodiscard]] double inputs(RegionId r, IndustryId j) const {
    double sum = 0;
    for (const IndustryId i : industries()) sum += base.intermediate(r, i, j);
    return sum;
  }
  // Demand of region r for good i.
  [[nodiscard]] double demand(RegionId r, IndustryId i) const {
    double sum =
        base.consumption_urban(r, i) + base.consumption_rural(r, i) + base.government(r, i) + base.investment(r, i);
    for (const IndustryId j : industries()) sum += base.intermediate(r, i, j);
    return sum;
  }
  [[nodiscard]] double supply(RegionId r, IndustryId i) const {  // to the country
    return base.output(r, i) - base.stock_building(r, i) - base.exports(r, i);
  }
};

Draft draft_of(const Pack& pack, const BalanceOptions& options) {
  Draft draft{pack, options, pack.accounts, {}};
  const PackAccounts& from = pack.accounts;
  BaseYear& to = draft.base;
  to.output = from.gross_output;
  to.labour = from.labour_compensation;
  to.production_tax = from.net_production_tax;
  to.consumption_urban = from.consumption_urban;
  to.consumption_rural = from.consumption_rural;
  to.government = from.government_consumption;
  to.investment = from.investment;
  to.exports = from.exports;
  to.imports = from.imports;
  to.intermediate = pack.intermediate;
  to.surplus.assign(draft.region_count(), draft.industry_count());
  to.stock_building.assign(draft.region_count(), draft.industry_count());
  to.trade.assign(draft.industry_count(), draft.region_count(), draft.region_count());
  return draft;
}

// Every account times exp(s n), n standard normal; then output is again the sum of its costs and final demand in total
// again what income and foreign trade leave.
void perturb(Draft& draft) {
  if (!(draft.options.perturbation > 0)) return;
  const RandomKey random_key{draft.options.seed, 0};
  std::uint64_t slot = 0;
  const auto shake = [&](std::vector<double>& values) {
    for (double& x : values)
      x *= portable::exp(draft.options.perturbation * random_key.draw(Stream::perturbation, slot++).normal(0));
  };
  BaseYear& base = draft.base;
  PackAccounts& accounts = draft.accounts;
  for (CellTable* t : {&base.labour, &base.production_tax, &accounts.depreciation, &accounts.operating_surplus,
                       &base.consumption_urban, &base.consumption_rural, &base.government, &base.investment,
                       &base.exports, &base.imports, &accounts.outflow, &accounts.inflow})
    shake(t->values());
  shake(base.intermediate.values());

  double value_added = 0;
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries()) {
      const double inputs = draft.inputs(r, j);
      const double earned = std::max(base.labour(r, j) + base.production_tax(r, j) + accounts.depreciation(r, j) +
                                         accounts.operating_surplus(r, j),
                                     draft.options.bounds.value_added_least * inputs);
      base.output(r, j) = inputs + earned;
      value_added += earned;
    }
  const double final_before =
      total(base.consumption_urban) + total(base.consumption_rural) + total(base.government) + total(base.investment);
  const double scale = (value_added - total(base.exports) + total(base.imports)) / final_before;
  for (CellTable* t : {&base.consumption_urban, &base.consumption_rural, &base.government, &base.investment})
    for (double& x : t->values()) x *= scale;
  base.notes.push_back(sentence("Accounts were perturbed by %.3g log points; final demand was scaled by %.4f.",
                                draft.options.perturbation, scale));
}

void clear_dead_cells(Draft& draft) {
  BaseYear& base = draft.base;
  int dead = 0;
  double lost = 0;
  Column<IndustryId, double> left_out(draft.industry_count());
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries()) {
      if (base.output(r, j) >= draft.options.bounds.dead_below) continue;
      ++dead;
      lost += base.output(r, j);
      left_out[j] += base.output(r, j);
      base.output(r, j) = base.labour(r, j) = base.production_tax(r, j) = base.exports(r, j) = 0;
      draft.accounts.depreciation(r, j) = draft.accounts.operating_surplus(r, j) = draft.accounts.outflow(r, j) = 0;
      for (const IndustryId i : draft.industries()) base.intermediate(r, i, j) = 0;
    }
  for (const IndustryId j : draft.industries()) {
    double made = 0;
    for (const RegionId r : draft.regions()) made += base.output(r, j);
    if (made == 0 && left_out[j] > 0)
      throw InputError("'accounts.dead_below' is " + shortest(draft.options.bounds.dead_below) +
                       " yuan a year: no region makes so much of '" + draft.pack.industries[index(j)].code +
                       "', and nothing of it would be left");
  }
  base.notes.push_back(
      sentence("%d cells of %zu make less than %.3g million yuan a year and are left out; together they lost %.3g yuan "
               "of output.",
               dead, draft.region_count() * draft.industry_count(), draft.options.bounds.dead_below / million, lost));
}

void clean_value_added(Draft& draft) {
  BaseYear& base = draft.base;
  double value_added_total = 0, tax_moved = 0, surplus_moved = 0, labour_moved = 0;
  int touched = 0;
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries()) {
      const double output = base.output(r, j);
      if (output <= 0) continue;
      const double value_added = std::max(output - draft.inputs(r, j), draft.options.bounds.value_added_least * output);
      const double labour_before = base.labour(r, j), tax_before = base.production_tax(r, j);
      const double tax = std::clamp(tax_before, -draft.options.bounds.tax_most * value_added,
                                    draft.options.bounds.tax_most * value_added);
      const double surplus_wanted =
          std::clamp(value_added - labour_before - tax, draft.options.bounds.surplus_least * value_added,
                     draft.options.bounds.surplus_most * value_added);
      const double labour =
          std::max(value_added - tax - surplus_wanted, draft.options.bounds.labour_least * value_added);
      const double surplus = value_added - tax - labour;
      base.labour(r, j) = labour;
      base.production_tax(r, j) = tax;
      base.surplus(r, j) = surplus;
      const double before = draft.accounts.depreciation(r, j) + draft.accounts.operating_surplus(r, j);
      value_added_total += value_added;
      tax_moved += std::abs(tax - tax_before);
      labour_moved += std::abs(labour - labour_before);
      surplus_moved += std::abs(surplus - before);
      if (std::abs(surplus - before) > seen * value_added) ++touched;
    }
  base.notes.push_back(
      sentence("Cleaning value added touched %d cells and moved labour by %.2f %%, production tax by %.2f %% and "
               "surplus by %.2f %% of GDP.",
               touched, 100 * labour_moved / value_added_total, 100 * tax_moved / value_added_total,
               100 * surplus_moved / value_added_total));
}

void build_stocks(Draft& draft) {
  BaseYear& base = draft.base;
  const double ratio = draft.options.stock_target * draft.options.growth;
  double built = 0;
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries())
      if (draft.pack.industries[index(j)].storable) {
        base.stock_building(r, j) = base.output(r, j) * ratio / (1 + ratio);
        built += base.stock_building(r, j);
      }
  const double invested = total(base.investment);
  if (built == 0) return;
  if (!(built < building_most * invested)) throw NumericalError("balance: stock building is larger than investment");
  for (double& x : base.investment.values()) x *= 1 - built / invested;
  base.notes.push_back(sentence("Stock building of %.4g yuan a year was taken out of investment, %.2f %% of it.", built,
                                100 * built / invested));
}

void cap_exports(Draft& draft) {
  BaseYear& base = draft.base;
  const double before = total(base.exports);
  double cut = 0;
  int cells = 0;
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries()) {
      const double most = draft.options.bounds.exports_most * (base.output(r, j) - base.stock_building(r, j));
      if (base.exports(r, j) <= most) continue;
      cut += base.exports(r, j) - most;
      base.exports(r, j) = most;
      ++cells;
    }
  if (cells > 0)
    base.notes.push_back(sentence("Exports of %d cells were cut to %.3g %% of their output, %.2f %% of all exports.",
                                  cells, 100 * draft.options.bounds.exports_most, 100 * cut / before));
}

// Imports in total are what uses need beyond domestic supply; the pack's goods structure is kept.
void fit_total_imports(Draft& draft) {
  BaseYear& base = draft.base;
  double needed = total(base.consumption_urban) + total(base.consumption_rural) + total(base.government) +
                  total(base.investment) - total(base.output) + total(base.stock_building) + total(base.exports);
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries())
      needed += base.output(r, j) - base.labour(r, j) - base.production_tax(r, j) - base.surplus(r, j);
  const double had = total(base.imports);
  if (had == 0 && std::abs(needed) < sums_agree * total(base.output)) return;
  if (!(needed > 0 && had > 0)) throw NumericalError("balance: uses need no imports, or the pack has none");
  for (double& x : base.imports.values()) x *= needed / had;
  if (std::abs(needed / had - 1) > sums_agree)
    base.notes.push_back(sentence("Imports were scaled by %.6f to make supply and uses equal in total.", needed / had));
}

// The national use table: one row per good; columns are every cell's inputs, then four kinds of final use by region.
struct UseTable {
  Matrix cells;
  Margin goods, columns;
};

std::array<CellTable*, 4> final_uses(BaseYear& base) {
  return {&base.consumption_urban, &base.consumption_rural, &base.government, &base.investment};
}

Eigen::Index slot(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

UseTable use_table(Draft& draft) {
  BaseYear& base = draft.base;
  const std::size_t cells = draft.region_count() * draft.industry_count();
  UseTable use{Matrix(slot(draft.industry_count()), slot(cells + 4 * draft.region_count())),
               Margin::Zero(slot(draft.industry_count())), Margin::Zero(slot(cells + 4 * draft.region_count()))};
  for (const RegionId r : draft.regions()) {
    for (const IndustryId i : draft.industries()) {
      use.goods[slot(index(i))] += draft.supply(r, i) + base.imports(r, i);
      for (const IndustryId j : draft.industries())
        use.cells(slot(index(i)), slot(index(r) * draft.industry_count() + index(j))) = base.intermediate(r, i, j);
    }
    for (const IndustryId j : draft.industries())
      use.columns[slot(index(r) * draft.industry_count() + index(j))] =
          base.output(r, j) - base.labour(r, j) - base.production_tax(r, j) - base.surplus(r, j);
    for (std::size_t kind = 0; kind < 4; ++kind) {
      const Eigen::Index column = slot(cells + kind * draft.region_count() + index(r));
      for (const IndustryId i : draft.industries()) {
        const double x = std::max((*final_uses(base)[kind])(r, i), 0.0);
        use.cells(slot(index(i)), column) = x;
        use.columns[column] += x;
      }
    }
  }
  use.goods *= use.columns.sum() / use.goods.sum();  // rounding only: totals were made equal
  return use;
}

void store(Draft& draft, const UseTable& use) {
  BaseYear& base = draft.base;
  const std::size_t cells = draft.region_count() * draft.industry_count();
  for (const RegionId r : draft.regions())
    for (const IndustryId i : draft.industries()) {
      for (const IndustryId j : draft.industries())
        base.intermediate(r, i, j) = use.cells(slot(index(i)), slot(index(r) * draft.industry_count() + index(j)));
      for (std::size_t kind = 0; kind < 4; ++kind)
        (*final_uses(base)[kind])(r, i) =
            use.cells(slot(index(i)), slot(cells + kind * draft.region_count() + index(r)));
    }
}

std::string moved_sentence(const char* what, const Eigen::Ref<const Matrix>& before,
                           const Eigen::Ref<const Matrix>& after) {
  const double all = before.sum();
  const auto large = before > seen * all;  // single cells worth a look
  const double most = large.select((after / large.select(before, 1.0) - 1.0).abs(), 0.0).maxCoeff();
  return sentence("RAS moved %s by %.3f %% in total, a large flow by at most %.2f %%.", what,
                  all > 0 ? 100 * (after - before).abs().sum() / all : 0.0, 100 * most);
}

void balance_uses(Draft& draft) {
  UseTable use = use_table(draft);
  const Eigen::Index cells = slot(draft.region_count() * draft.industry_count());
  const int filled = fill_empty_lines(use.cells, use.goods, use.columns);
  const Matrix before = use.cells;
  const RasResult result = ras(use.cells, use.goods, use.columns);
  if (!(result.error < ras_must_reach))
    throw NumericalError(sentence("balance: uses of goods do not meet supply, error %.3g after %d rounds", result.error,
                                  result.iterations));
  store(draft, use);
  auto& notes = draft.base.notes;
  notes.push_back(moved_sentence("intermediate flows", before.leftCols(cells), use.cells.leftCols(cells)));
  notes.push_back(moved_sentence("final uses", before.rightCols(before.cols() - cells),
                                 use.cells.rightCols(before.cols() - cells)));
  if (filled > 0) notes.push_back(sentence("%d empty lines of the use table were given a small start value.", filled));
}

// The surplus takes what rounding left, so that costs and output agree in every cell.
void close_columns(Draft& draft) {
  BaseYear& base = draft.base;
  for (const RegionId r : draft.regions())
    for (const IndustryId j : draft.industries())
      if (base.output(r, j) > 0)
        base.surplus(r, j) = base.output(r, j) - draft.inputs(r, j) - base.labour(r, j) - base.production_tax(r, j);
}

// Values up to `most`, in proportion to `start` below it, with the given total: those at the bound stay there.
void fill_to_total(Margin& values, const Margin& most, double wanted) {
  for (int round = 0; round < 1000; ++round) {
    values = values.min(most);
    const double gap = wanted - values.sum();
    if (std::abs(gap) <= nothing_left * wanted) return;
    if (gap < 0) {
      values *= wanted / values.sum();
      return;
    }
    const auto open = values < most;
    const double held = open.select(values, 0.0).sum();
    if (held > 0)
      values = open.select(values * (1 + gap / held), values);
    else  // nothing left to scale: share the gap by the room there is
      values += gap * (most - values) / (most - values).sum();
  }
}

void cap_imports(Draft& draft) {
  BaseYear& base = draft.base;
  const CellTable before = base.imports;
  int capped = 0;
  for (const IndustryId i : draft.industries()) {
    Margin demand(slot(draft.region_count())), imports(slot(draft.region_count()));
    double wanted = 0;
    for (const RegionId r : draft.regions()) {
      demand[slot(index(r))] = draft.demand(r, i);
      imports[slot(index(r))] = base.imports(r, i);
      wanted += draft.demand(r, i) - draft.supply(r, i);
    }
    if (!(wanted > trace * demand.sum())) wanted = 0;
    // A good that hardly anyone makes at home must be allowed a larger import share.
    const double share = std::max(draft.options.bounds.imports_most,
                                  wanted > 0 ? std::min(1.0, 0.5 + 0.5 * wanted / demand.sum()) : 0.0);
    const Margin most = share * demand;
    capped += static_cast<int>((imports > most).count());
    if (wanted == 0)
      imports.setZero();
    else
      fill_to_total(imports, most, wanted);
    for (const RegionId r : draft.regions()) base.imports(r, i) = imports[slot(index(r))];
  }
  base.notes.push_back(
      sentence("Imports of %d cells were cut to a share of demand; imports moved between regions by %.2f %%.", capped,
               100 * moved(before.values(), base.imports.values())));
}

// Flows between different regions that a gravity law and the pack's outflows and inflows suggest, own supply beside.
Matrix trade_prior(const Draft& draft, IndustryId good) {
  const Eigen::Index n = slot(draft.region_count());
  const double elasticity = draft.pack.industries[index(good)].gravity_elasticity;
  Matrix prior(n, n);
  Margin outflow(n), inflow(n), own(n);
  for (const RegionId o : draft.regions()) {
    const double supply = std::max(draft.supply(o, good), 0.0);
    outflow[slot(index(o))] =
        std::clamp(draft.accounts.outflow(o, good), draft.options.bounds.trade_least * supply, supply);
    inflow[slot(index(o))] =
        std::max(draft.accounts.inflow(o, good), draft.options.bounds.trade_least * draft.demand(o, good));
    own[slot(index(o))] = supply - outflow[slot(index(o))];
    for (const RegionId d : draft.regions())
      prior(slot(index(o)), slot(index(d))) =
          o == d ? 0.0 : portable::pow(std::max(draft.pack.distance(o, d), shortest_km), -elasticity);
  }
  if (outflow.sum() > 0 && inflow.sum() > 0 && n > 1) {
    inflow *= outflow.sum() / inflow.sum();
    ras(prior, outflow, inflow, {.tolerance = sums_agree, .iterations = 200});  // a suggestion need not be feasible
  } else {
    prior.setZero();
  }
  prior.matrix().diagonal() = own.matrix();
  return prior;
}

void link_regions(Draft& draft) {
  BaseYear& base = draft.base;
  const Eigen::Index n = slot(draft.region_count());
  // Goods are balanced apart from each other, then booked in order.
  struct Linked {
    Matrix before, flows;
    RasResult result;
    int filled = 0;
  };
  std::vector<Linked> linked(draft.industry_count());
  for_each_index(linked.size(), 1, [&](std::size_t good) {
    const IndustryId i{static_cast<std::uint32_t>(good)};
    Margin supply(n), purchases(n);
    for (const RegionId r : draft.regions()) {
      supply[slot(index(r))] = std::max(draft.supply(r, i), 0.0);
      purchases[slot(index(r))] = std::max(draft.demand(r, i) - base.imports(r, i), 0.0);
    }
    Matrix flows = trade_prior(draft, i);
    const int filled = fill_empty_lines(flows, supply, purchases);
    // A very small flow everywhere keeps the margins within reach whatever zeros the pack has.
    if (supply.sum() > 0) flows += trace * ((supply / supply.sum()).matrix() * purchases.matrix().transpose()).array();
    const Matrix before = flows;
    const RasResult result = ras(flows, supply, purchases, {.iterations = 100000});
    linked[good] = {before, flows, result, filled};
  });
  double moved_sum = 0, traded = 0, outflow_before = 0, outflow_after = 0;
  int filled = 0;
  for (const IndustryId i : draft.industries()) {
    const auto& [before, flows, result, filled_here] = linked[index(i)];
    filled += filled_here;
    if (!(result.error < ras_must_reach))
      throw NumericalError(sentence("balance: trade in '%s' does not meet its margins, error %.3g after %d rounds",
                                    draft.pack.industries[index(i)].code.c_str(), result.error, result.iterations));
    for (const RegionId o : draft.regions())
      for (const RegionId d : draft.regions()) base.trade(i, o, d) = flows(slot(index(o)), slot(index(d)));
    moved_sum += (flows - before).abs().sum();
    traded += before.sum();
    outflow_before += before.sum() - before.matrix().trace();
    outflow_after += flows.sum() - flows.matrix().trace();
  }
  base.notes.push_back(
      sentence("RAS moved flows between and within regions by %.2f %%; trade between regions went from %.4g to %.4g "
               "yuan a year.",
               100 * moved_sum / traded, outflow_before, outflow_after));
  if (filled > 0) base.notes.push_back(sentence("%d empty lines of trade were given a small start value.", filled));
}

// Largest failure of an identity, relative to the good's national supply.
double largest_residual(const Draft& draft) {
  const BaseYear& base = draft.base;
  double worst = 0;
  for (const IndustryId i : draft.industries()) {
    double national = 0, gap = 0;
    for (const RegionId r : draft.regions()) {
      national += base.output(r, i) + base.imports(r, i);
      gap += draft.supply(r, i) + base.imports(r, i) - draft.demand(r, i);
    }
    if (national <= 0) continue;
    worst = std::max(worst, std::abs(gap) / national);
    for (const RegionId r : draft.regions()) {
      double sent = 0, bought = 0;
      for (const RegionId q : draft.regions()) {
        sent += base.trade(i, r, q);
        bought += base.trade(i, q, r);
      }
      const double costs = draft.inputs(r, i) + base.labour(r, i) + base.production_tax(r, i) + base.surplus(r, i);
      for (const double residual :
           {costs - base.output(r, i), sent - draft.supply(r, i), bought + base.imports(r, i) - draft.demand(r, i)})
        worst = std::max(worst, std::isfinite(residual) ? std::abs(residual) / national : 1.0);
    }
  }
  return worst;
}

}  // namespace

BaseYear balance(const Pack& pack, const BalanceOptions& options) {
  Draft draft = draft_of(pack, options);
  perturb(draft);
  clear_dead_cells(draft);
  clean_value_added(draft);
  build_stocks(draft);
  cap_exports(draft);
  fit_total_imports(draft);
  balance_uses(draft);
  close_columns(draft);
  cap_imports(draft);
  link_regions(draft);
  draft.base.largest_residual = largest_residual(draft);
  if (!(draft.base.largest_residual < identity_tolerance))
    throw NumericalError(sentence("balance: an identity of the base year is off by %.3g of national supply",
                                  draft.base.largest_residual));
  return std::move(draft.base);
}

}  // namespace jiuzhou
