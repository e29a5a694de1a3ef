// New firms: more where profits are better than they were.
//
//   E[entries] = n_rs · min(1, entry_rate / 4 · clip(1 + (π_rs − π0_rs) / π0)^ε · lever)     [firms a quarter]
//   new        = (1 − leverage) κ K̄_rs (1 − usual / E[entries])+,  usual = n_rs entry_rate / 4     capital that one orders
//   κ          = 2^(1/α) (α − 1) / α                         median to mean of firms with a Pareto tail α
//   a_f        = ã_rs + ½σ² + σ z + γ ln lever                                               [log points]
//
// π profit to capital value of the cell, π0 of the base year. A newcomer has the median capital of its cell: first from
// firms that give up, at what their assets fetch, then from the largest, at full value. The investment of the base year
// counts the usual number of entries; more of them bring capital on top: each orders what founders, not lenders, put up
// for a firm of median size. (At coarse weights newcomers are larger, since the smallest firm is an agent.) It starts with its cell's
// technique and mark-up, a productivity of its own, and a price that covers its own unit cost. It borrows as much as is
// usual; founders' equity comes from the region's households by what they own, at most a fifth of their deposits, then
// from owners elsewhere. What founders put up is theirs: their part of all that is owned, and so of dividends, rises by
//
//   Δω_a = Ω equity_a / V,   V capital and deposits of all firms less their debts, Ω all ownership
//
// Who sells to it repays its debt in proportion and pays out the rest.
//
// Reads   firms.*, cells.{price, efficiency, base_wage, tax_rate}, calibration.base_profit_rate, levers.{entry,
//         output_cap}
// Writes  firms.* (new slots too), households.ownership, ledger, activity.entries
// Order   a region is one task, its cells in order; a cell draws with its own number

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "sim/base/apportion.hpp"
#include "sim/base/math.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/shared/owners.hpp"

namespace jiuzhou {

constexpr double fewest = 0.2, most = 5;  // times the entries of the base year

double relative_entry(double profit, double base, double national_base, double elasticity) {
  const double better = national_base > 0 ? 1 + (profit - base) / national_base : 1;
  return std::clamp(portable::pow(std::max(better, 0.0), elasticity), fewest, most);
}

double median_to_mean(double pareto) {
  return portable::pow(2, 1 / pareto) * (pareto - 1) / pareto;
}

namespace {

double national_profit_rate(const World& w) {
  double profit = 0, weight = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) {
      profit += w.calibration.base_profit_rate(r, s) * w.cells.base_output(r, s);
      weight += w.cells.base_output(r, s);
    }
  return weight > 0 ? profit / weight : 0;
}

// The surviving firms of a cell, the largest first as far as they may have to sell, and the means that an entrant copies.
struct Incumbents {
  std::vector<std::uint32_t> by_size;
  double median_capital = 0, mean_capital = 0;
  double capacity_ratio = 0, markup = 0, wage = 0, labour_coefficient = 0, hurdle = 0, utilisation = 0, growth = 0,
         growth_investment = 0, investment_momentum = 0, profit_rate = 0, price = 0, relative_productivity = 0;
};

Incumbents incumbents_of(const World& w, std::size_t cell, std::size_t entries) {
  Incumbents out;
  const Firms& firms = w.firms;
  std::vector<double> capital;
  capital.reserve(w.cell_firms(cell).size());
  double total = 0;
  for_firms(w, cell, [&](FirmId f) {
    if (!firms.alive[f]) return;
    capital.push_back(firms.capital[f]);
    total += firms.capital[f];
  });
  if (!(total > 0)) return out;
  // Side by side, so that no sum waits for another.
  Incumbents sums;
  const auto each_mean = [&](auto&& visit) {
    visit(sums.capacity_ratio, firms.capacity_ratio);
    visit(sums.markup, firms.markup);
    visit(sums.wage, firms.wage);
    visit(sums.labour_coefficient, firms.labour_coefficient);
    visit(sums.hurdle, firms.hurdle);
    visit(sums.utilisation, firms.utilisation);
    visit(sums.growth, firms.growth);
    visit(sums.growth_investment, firms.growth_investment);
    visit(sums.investment_momentum, firms.investment_momentum);
    visit(sums.profit_rate, firms.profit_rate);
    visit(sums.price, firms.price);
    visit(sums.relative_productivity, firms.relative_productivity);
  };
  for_firms(w, cell, [&](FirmId f) {
    const double weight = firms.alive[f] ? firms.capital[f] : 0;
    each_mean([&](double& sum, const auto& column) { sum += weight * static_cast<double>(column[f]); });
  });
  each_mean([&](double& mean, const auto&) { mean /= total; });
  out = sums;

  // The k-th largest for any k, of the first `n` of which it is one; only those at least as large as the last seller
  // are sorted.
  const auto ranked = [&](std::size_t k, std::size_t n) {
    const auto at = [&](std::size_t i) { return capital.begin() + static_cast<std::ptrdiff_t>(i); };
    std::nth_element(at(0), at(k), at(n), std::greater<>());
    return capital[k];
  };
  out.mean_capital = total / static_cast<double>(capital.size());
  const std::size_t half = capital.size() / 2, last = std::min(entries, capital.size()) - 1;
  out.median_capital = ranked(half, capital.size());
  const double smallest = ranked(last, last < half ? half : capital.size());  // the larger half comes first now
  for_firms(w, cell, [&](FirmId f) {
    if (firms.alive[f] && firms.capital[f] >= smallest) out.by_size.push_back(static_cast<std::uint32_t>(f));
  });
  std::stable_sort(out.by_size.begin(), out.by_size.end(), [&](std::uint32_t a, std::uint32_t b) {
    return firms.capital[FirmId{a}] > firms.capital[FirmId{b}];
  });
  return out;
}

// What entries of a cell come to in the quarter.
struct Entries {
  std::size_t firms = 0;
  double beyond = 0;  // share beyond the usual number
};

void found(World& w, FirmId f, RegionId r, IndustryId s, std::uint32_t ordinal, const Incumbents& like) {
  Firms& firms = w.firms;
  const double sd = w.parameters.firms.productivity_sd;
  firms.alive[f] = 1;
  firms.region[f] = firms.origin[f] = r;
  firms.industry[f] = s;
  firms.birth[f] = static_cast<std::int16_t>(w.elapsed());
  firms.serial[f] = child_serial(w.cell(r, s), w.random_key.period, ordinal);
  clear_quantities(firms, f);
  // E[1/A] is that of the cell's firms by capital, so that newcomers need as much labour for their output as those whose
  // place they take: as good on average, some much better and some worse. Easier entry lets better ones in.
  const double let_in = w.levers.entry(r, s);
  const double gain = let_in > 0 && let_in != 1 ? w.parameters.firms.entrant_gain * portable::log(let_in) : 0;
  const double own = like.relative_productivity + 0.5 * sd * sd + gain +
                     sd * w.random_key.draw(Stream::firm_entry, firms.serial[f]).normal(0);
  firms.relative_productivity[f] = own;
  firms.productivity[f] = w.cells.efficiency(r, s) * portable::exp(own);
  firms.capacity_ratio[f] = static_cast<float>(like.capacity_ratio);
  firms.markup[f] = static_cast<float>(like.markup);
  firms.wage[f] = like.wage;
  firms.labour_coefficient[f] = static_cast<float>(like.labour_coefficient);
  firms.hurdle[f] = static_cast<float>(like.hurdle);
  firms.utilisation[f] = static_cast<float>(like.utilisation);
  firms.growth[f] = static_cast<float>(like.growth);
  firms.growth_investment[f] = static_cast<float>(like.growth_investment);
  firms.investment_momentum[f] = static_cast<float>(like.investment_momentum);
  firms.profit_rate[f] = static_cast<float>(like.profit_rate);
  // Its unit cost differs from its cell's by labour only.
  const double labour = like.wage * like.labour_coefficient / w.cells.efficiency(r, s);
  const double dearer = labour * (portable::exp(-own) - portable::exp(-like.relative_productivity));
  const double price = like.price + like.markup * dearer / (1 - w.cells.tax_rate(r, s));
  firms.price[f] = std::clamp(price, 0.5 * like.price, 2 * like.price);
}

// Transfers capital, goods and sales to the entrant and pays each seller at once; returns what the entrant owes, in fen.
// `next` is the first closing firm with capital left.
Fen equip(World& w, Ledger::Batch& batch, std::span<const std::uint32_t> dying, std::size_t& next, FirmId f,
          std::uint32_t ordinal, const Incumbents& like) {
  Fen owed = 0;
  const auto buy = [&](FirmId from, double share, double discount) {
    const Fen price = to_fen(discount * asset_value(w, from, share));
    move_share(w.firms, from, f, share);
    batch.pay(Flow::liquidation, {Sector::firm, index(f)}, {Sector::firm, index(from)}, price);
    owed += price;
    return price;
  };
  double needed = like.median_capital;
  for (; next < dying.size() && needed > 0; ++next) {
    const FirmId from{dying[next]};
    const double there = w.firms.capital[from];
    if (!(there > 0)) continue;
    const double share = std::min(1.0, needed / there);
    needed -= share * there;
    buy(from, share, w.parameters.firms.recovery);
    if (share < 1) break;
  }
  constexpr double rounding = 1e-9;  // of what was needed
  if (needed > rounding * like.median_capital) {
    const FirmId seller{like.by_size[ordinal % like.by_size.size()]};
    const double there = w.firms.capital[seller];
    if (there > 0) {
      const double share = std::min(0.5, needed / there);
      const Account deposit{Sector::firm, index(seller)}, debt{Sector::firm_debt, index(seller)};
      const Fen price = buy(seller, share, 1);
      const Fen repaid = std::clamp(to_fen(share * -w.ledger.yuan(debt)), Fen{0}, price);
      batch.pay(Flow::repayment, deposit, debt, repaid);
      batch.pay(Flow::liquidation, deposit, {Sector::owners}, price - repaid);
    }
  }
  return owed;
}

// The households of a region: what founders own, hold and have paid this quarter; and how much ownership a yuan buys.
struct Founders {
  std::vector<double> ownership;
  std::vector<Fen> deposit;
  double per_yuan = 0;
};

// Ownership for a yuan that is put up.
double ownership_per_yuan(const World& w, const std::vector<double>& ownership) {
  double all = 0, value = 0;
  for (const double x : ownership) all += x;
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f])
      value += w.firms.capital[f] * w.regions.investment_price[w.firms.region[f]] +
               w.ledger.yuan({Sector::firm, index(f)}) + w.ledger.yuan({Sector::firm_debt, index(f)});
  return value > 0 ? all / value : 0;
}

// Founders pay what their deposits allow, the bank the usual share, owners elsewhere the rest.
void finance(World& w, Ledger::Batch& batch, Founders& founders, FirmId f, RegionId r, Fen owed) {
  const Fen cash = to_fen(std::max(0.0, w.parameters.credit.cash * w.firms.output[f] * w.firms.price[f]));
  const std::size_t first = index(r) * 2 * income_classes;
  std::vector<double> weights(founders.deposit.size(), 0);
  Fen deposits = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (founders.deposit[k] <= 0 || !(founders.ownership[k] > 0)) continue;
    weights[k] = founders.ownership[k];
    deposits += founders.deposit[k];
  }
  const double own_share = 1 - std::clamp(w.nation.base_leverage, 0.0, 1.0);
  const Fen paid =
      to_fen(std::min(own_share * to_yuan(owed + cash), w.parameters.firms.founders_equity * to_yuan(deposits)));
  const std::vector<Fen> parts = apportion(paid, weights, w.firms.serial[f]);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    batch.pay(Flow::equity, {Sector::household, first + k}, {Sector::owners}, parts[k]);
    founders.deposit[k] -= parts[k];
    const HouseholdId a{static_cast<std::uint32_t>(first + k)};
    const auto persons = static_cast<double>(w.households.persons[a]);
    if (persons > 0) w.households.ownership[a] += founders.per_yuan * to_yuan(parts[k]) / persons;
  }
  raise_funds(w, batch, f, owed + cash, {Sector::owners});
}

// How many firms start in each cell.
std::vector<Entries> count_entries(const World& w, const FirmEvents& events) {
  const auto& p = w.parameters.firms;
  const double national = national_profit_rate(w);
  std::vector<Entries> entries(w.cell_count());
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const PackIndustry& industry = w.pack->industries[index(s)];
    if (industry.own_account || industry.is_public || events.alive[cell] == 0 || w.levers.output_cap(r, s) <= 0) return;
    const auto existing = static_cast<double>(events.alive[cell]) + static_cast<double>(events.dying[cell].size());
    const double relative =
        relative_entry(cell_profit_rate(w, cell), w.calibration.base_profit_rate(r, s), national, p.entry_profit);
    const double expected = existing * std::min(1.0, p.entry_rate / 4 * relative * w.levers.entry(r, s));
    const std::int64_t drawn = round_by_chance(expected, w.random_key.draw(Stream::firm_entry, cell).uniform(0));
    bool capital = false;  // somebody to copy
    for_firms(w, cell, [&](FirmId f) { capital = capital || (w.firms.alive[f] && w.firms.capital[f] > 0); });
    const double usual = existing * p.entry_rate / 4;
    if (drawn > 0 && capital)
      entries[cell] = {.firms = static_cast<std::size_t>(drawn), .beyond = std::max(0.0, 1 - usual / expected)};
  });
  return entries;
}

}  // namespace

void enter_firms(World& w, FirmEvents& events) {
  if (!events.chance || !(w.parameters.firms.entry_rate > 0)) return;
  const std::vector<Entries> entries = count_entries(w, events);
  std::vector<std::size_t> needed;
  for (const Entries& x : entries) needed.push_back(x.firms);
  const std::vector<std::vector<FirmId>> slots = take_slots(w, events, needed);
  // Of the mean firm's capital, ordered at the rate at which such a rise of investment fades.
  const double new_capital = (1 - std::clamp(w.nation.base_leverage, 0.0, 1.0)) *
                             median_to_mean(w.parameters.firms.pareto) * (1 - w.parameters.investment.momentum_decay);
  const std::vector<double> ownership = owner_weights(w);
  const double per_yuan = ownership_per_yuan(w, ownership);
  // A region's founders pay for its firms in the order of its cells.
  w.ledger.in_parallel(w.region_count(), 1, [&](Ledger::Batch& batch, std::size_t region) {
    const RegionId r{static_cast<std::uint32_t>(region)};
    const std::size_t first = region * 2 * income_classes;
    Founders founders;
    founders.per_yuan = per_yuan;
    for (std::size_t k = first; k < first + 2 * income_classes; ++k) {
      founders.ownership.push_back(ownership[k]);
      founders.deposit.push_back(w.ledger.balance({Sector::household, k}));
    }
    for (const IndustryId s : w.industry_ids()) {
      const std::size_t cell = w.cell(r, s);
      const auto [firms, beyond] = entries[cell];
      if (firms == 0) continue;
      Incumbents like = incumbents_of(w, cell, firms);
      like.investment_momentum += new_capital * beyond * ratio(like.mean_capital, like.median_capital);
      std::size_t next = 0;
      for (std::uint32_t ordinal = 0; ordinal < static_cast<std::uint32_t>(firms); ++ordinal) {
        const FirmId f = slots[cell][ordinal];
        found(w, f, r, s, ordinal, like);
        finance(w, batch, founders, f, r, equip(w, batch, events.dying[cell], next, f, ordinal, like));
      }
    }
  });
  for (const std::size_t n : needed) w.activity.entries += static_cast<std::int64_t>(n);
}

}  // namespace jiuzhou
