// New firms: more where profits are better than they were.
//
//   E[entries] = entry_rate / 4 · n_rs · clip(1 + (π_rs − π0_rs) / π0)^ε · lever            [firms a quarter]
//
// π profit to capital value of the cell, π0 of the base year. A newcomer has the median capital of its cell: first from
// firms that give up, at what their assets fetch, then from the largest, at full value. It starts with its cell's
// technique and mark-up, a productivity of its own, and a price that covers its own unit cost. It borrows as much as is
// usual; founders' equity comes from the region's households by what they own, at most a fifth of their deposits, then
// from owners elsewhere. Who sells to it repays its debt in proportion and pays out the rest.
//
// Reads   firms.*, cells.{price, efficiency, base_wage, tax_rate}, calibration.base_profit_rate, levers.{entry, output_cap}
// Writes  firms.* (new slots too), ledger, activity.entries
// Order   cells in order; a cell draws with its own number

#include <algorithm>
#include <cmath>

#include "sim/base/apportion.hpp"
#include "sim/steps/firm_events.hpp"

namespace jiuzhou {

double relative_entry(double profit, double base, double national_base, double elasticity) {
  const double better = national_base > 0 ? 1 + (profit - base) / national_base : 1;
  return std::clamp(std::pow(std::max(better, 0.0), elasticity), 0.2, 5.0);
}

namespace {

constexpr double equity_most = 0.2;  // of the deposits of the region's households

double national_profit_rate(const World& w) {
  double profit = 0, weight = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) {
      profit += w.calibration.base_profit_rate(r, s) * w.cells.base_output(r, s);
      weight += w.cells.base_output(r, s);
    }
  return weight > 0 ? profit / weight : 0;
}

// Those of a cell that go on, largest first, and their means, which a newcomer copies.
struct Incumbents {
  std::vector<std::uint32_t> by_size;
  double median_capital = 0;
  double capacity_ratio = 0, markup = 0, wage = 0, labour_coefficient = 0, hurdle = 0, utilisation = 0, growth = 0,
         growth_investment = 0, investment_momentum = 0, profit_rate = 0, price = 0, relative_productivity = 0;
};

Incumbents incumbents_of(const World& w, std::size_t cell) {
  Incumbents out;
  const Firms& firms = w.firms;
  double total = 0;
  for (const std::uint32_t i : w.cell_firms(cell)) {
    const FirmId f{i};
    if (!firms.alive[f]) continue;
    const double k = firms.capital[f];
    out.by_size.push_back(i);
    total += k;
    out.capacity_ratio += k * firms.capacity_ratio[f];
    out.markup += k * firms.markup[f];
    out.wage += k * firms.wage[f];
    out.labour_coefficient += k * firms.labour_coefficient[f];
    out.hurdle += k * firms.hurdle[f];
    out.utilisation += k * firms.utilisation[f];
    out.growth += k * firms.growth[f];
    out.growth_investment += k * firms.growth_investment[f];
    out.investment_momentum += k * firms.investment_momentum[f];
    out.profit_rate += k * firms.profit_rate[f];
    out.price += k * firms.price[f];
    out.relative_productivity += k * firms.relative_productivity[f];
  }
  if (!(total > 0)) {
    out.by_size.clear();
    return out;
  }
  for (double* mean : {&out.capacity_ratio, &out.markup, &out.wage, &out.labour_coefficient, &out.hurdle,
                       &out.utilisation, &out.growth, &out.growth_investment, &out.investment_momentum,
                       &out.profit_rate, &out.price, &out.relative_productivity})
    *mean /= total;
  std::stable_sort(out.by_size.begin(), out.by_size.end(), [&](std::uint32_t a, std::uint32_t b) {
    return firms.capital[FirmId{a}] > firms.capital[FirmId{b}];
  });
  out.median_capital = firms.capital[FirmId{out.by_size[out.by_size.size() / 2]}];
  return out;
}

struct Resize {
  std::size_t size;
  void operator()(std::string_view, auto& column, const Spec&) const { column.resize(size); }
};

void resize_activity(Activity& activity, std::size_t n) {
  for (auto* column :
       {&activity.expected_sales, &activity.expected_growth, &activity.expected_growth_investment, &activity.capacity,
        &activity.market_share, &activity.plan, &activity.labour_need, &activity.investment, &activity.sales,
        &activity.spare, &activity.pay_rate, &activity.input_cost, &activity.works})
    column->resize(n);
}

FirmId new_slot(World& w, FirmEvents& events) {
  if (!events.free_slots.empty()) {
    const FirmId f{events.free_slots.back()};
    events.free_slots.pop_back();
    return f;
  }
  const FirmId f{static_cast<std::uint32_t>(w.firms.size())};
  const std::size_t size = w.firms.size() + 1;
  Resize resize{size};
  w.firms.declare(resize);
  w.ledger.grow(Sector::firm, size);
  w.ledger.grow(Sector::firm_debt, size);
  resize_activity(w.activity, size);
  events.released.resize(size, 0);
  return f;
}

void found(World& w, FirmId f, RegionId r, IndustryId s, std::uint32_t ordinal, const Incumbents& like) {
  Firms& firms = w.firms;
  const double sd = w.parameters.firms.productivity_sd;
  firms.alive[f] = 1;
  firms.region[f] = firms.origin[f] = r;
  firms.industry[f] = s;
  firms.birth[f] = w.elapsed();
  firms.number[f] = Person::no_firm_number;
  firms.serial[f] = child_serial(w.cell(r, s), w.luck.period, ordinal);
  for (auto* column : {&firms.capital, &firms.stock, &firms.demand, &firms.previous_demand, &firms.output,
                       &firms.dividend, &firms.capital_value})
    (*column)[f] = 0;
  for (auto* column : {&firms.workers, &firms.labour, &firms.paid, &firms.vacancies, &firms.posts}) (*column)[f] = 0;
  // E[1/A] is the cell's, so that newcomers need as much labour for their output as the firms they replace.
  const double own = sd * w.luck.draw(Stream::firm_entry, firms.serial[f]).normal(0) + 0.5 * sd * sd;
  firms.relative_productivity[f] = own;
  firms.productivity[f] = w.cells.efficiency(r, s) * std::exp(own);
  firms.capacity_ratio[f] = like.capacity_ratio;
  firms.markup[f] = like.markup;
  firms.wage[f] = like.wage;
  firms.labour_coefficient[f] = like.labour_coefficient;
  firms.hurdle[f] = like.hurdle;
  firms.utilisation[f] = like.utilisation;
  firms.growth[f] = like.growth;
  firms.growth_investment[f] = like.growth_investment;
  firms.investment_momentum[f] = like.investment_momentum;
  firms.profit_rate[f] = like.profit_rate;
  // Its unit cost differs from its cell's by labour only.
  const double labour = like.wage * like.labour_coefficient / w.cells.efficiency(r, s);
  const double dearer = labour * (std::exp(-own) - std::exp(-like.relative_productivity));
  const double price = like.price + like.markup * dearer / (1 - w.cells.tax_rate(r, s));
  firms.price[f] = std::clamp(price, 0.5 * like.price, 2 * like.price);
}

// Capital, goods and sales for the newcomer, each seller paid at once; returns what it owes, in fen.
Fen equip(World& w, FirmEvents& events, FirmId f, std::size_t cell, std::uint32_t ordinal, const Incumbents& like) {
  Fen owed = 0;
  const auto buy = [&](FirmId from, double share, double discount) {
    const Fen price = to_fen(discount * asset_value(w, from, share));
    move_share(w.firms, from, f, share);
    w.ledger.pay(Flow::liquidation, {Sector::firm, index(f)}, {Sector::firm, index(from)}, price);
    owed += price;
    return price;
  };
  double needed = like.median_capital;
  for (const std::uint32_t i : events.dying[cell]) {
    const double there = w.firms.capital[FirmId{i}];
    if (!(there > 0) || !(needed > 0)) continue;
    const double share = std::min(1.0, needed / there);
    needed -= share * there;
    buy(FirmId{i}, share, w.parameters.firms.recovery);
  }
  if (needed > 1e-9 * like.median_capital) {
    const FirmId seller{like.by_size[ordinal % like.by_size.size()]};
    const double there = w.firms.capital[seller];
    if (there > 0) {
      const double share = std::min(0.5, needed / there);
      const Account deposit{Sector::firm, index(seller)}, debt{Sector::firm_debt, index(seller)};
      const Fen price = buy(seller, share, 1);
      const Fen repaid = std::clamp(to_fen(share * -w.ledger.yuan(debt)), Fen{0}, price);
      w.ledger.pay(Flow::repayment, deposit, debt, repaid);
      w.ledger.pay(Flow::liquidation, deposit, {Sector::owners}, price - repaid);
    }
  }
  return owed;
}

// Founders pay what their deposits allow, the bank the usual share, owners elsewhere the rest.
void finance(World& w, FirmId f, RegionId r, Fen owed) {
  const Fen cash = to_fen(std::max(0.0, w.parameters.credit.cash * w.firms.output[f] * w.firms.price[f]));
  const std::vector<double> ownership = owner_weights(w);
  const std::size_t first = index(r) * 2 * income_classes;
  std::vector<double> weights(2 * income_classes, 0);
  Fen deposits = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const Fen deposit = w.ledger.balance({Sector::household, first + k});
    if (deposit <= 0 || !(ownership[first + k] > 0)) continue;
    weights[k] = ownership[first + k];
    deposits += deposit;
  }
  const double own_share = 1 - std::clamp(w.nation.base_leverage, 0.0, 1.0);
  const Fen founders = to_fen(std::min(own_share * to_yuan(owed + cash), equity_most * to_yuan(deposits)));
  const std::vector<Fen> parts = apportion(founders, weights, w.firms.serial[f]);
  for (std::size_t k = 0; k < parts.size(); ++k)
    w.ledger.pay(Flow::equity, {Sector::household, first + k}, {Sector::owners}, parts[k]);
  raise_funds(w, f, owed + cash, {Sector::owners});
}

}  // namespace

void enter_firms(World& w, FirmEvents& events) {
  const auto& p = w.parameters.firms;
  if (!events.chance || !(p.entry_rate > 0)) return;
  const double national = national_profit_rate(w);
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) {
      const PackIndustry& industry = w.pack->industries[index(s)];
      const std::size_t cell = w.cell(r, s);
      if (industry.own_account || industry.is_public || events.alive[cell] == 0) continue;
      const auto existing = static_cast<double>(events.alive[cell]) + static_cast<double>(events.dying[cell].size());
      const double relative =
          relative_entry(cell_profit_rate(w, cell), w.calibration.base_profit_rate(r, s), national, p.entry_profit);
      const double expected = p.entry_rate / 4 * existing * relative * w.levers.entry(r, s);
      const std::int64_t entries = round_by_chance(expected, w.luck.draw(Stream::firm_entry, cell).uniform(0));
      if (entries <= 0 || w.levers.output_cap(r, s) <= 0) continue;
      const Incumbents like = incumbents_of(w, cell);
      if (like.by_size.empty()) continue;
      for (std::uint32_t ordinal = 0; ordinal < static_cast<std::uint32_t>(entries); ++ordinal) {
        const FirmId f = new_slot(w, events);
        found(w, f, r, s, ordinal, like);
        finance(w, f, r, equip(w, events, f, cell, ordinal, like));
        ++w.activity.entries;
      }
    }
}

}  // namespace jiuzhou
