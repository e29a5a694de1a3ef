// Cells, persons and firms of the first quarter.
//
//   K_f   = I_f / (δ + g + k) with the pack's ratios between regions, so that nationally I/K = δ + g + k
//   A_rs  = X_rs / Σ_f L_f A_f,   w0_rs = pay_rs / Σ_f paid_f       efficiency and wage of a cell
//   D_f   = leverage K_f, cash_f = cash X_f, markup_f = (1 − tax) / (inputs + wages / X_f)
//   dividend = sales − costs − interest − investment + new loans − growth of cash     before corporate tax
//
// Writes  cells, firms, persons, census, households.basket_investment, nation.capital_rescale
// Order   a firm writes its own slot; sums by cell, added in their order

#include <algorithm>
#include <cmath>
#include <span>

#include "sim/base/error.hpp"
#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base_year/draw_firms.hpp"
#include "sim/base_year/draw_population.hpp"
#include "sim/base_year/parts.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

// Technology and prices of the cells; prices are those of the quarter before.
void set_cells(World& w, const Origin& origin) {
  const Start& start = origin.start;
  const BaseYear& accounts = origin.accounts;
  const double m = w.parameters.production.input_stock;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) {
      const double output = accounts.output(r, s) * start.flow;
      w.cells.base_output(r, s) = output;
      w.cells.price(r, s) = w.cells.purchase_price(r, s) = 1 / (1 + start.inflation);
      w.cells.productivity_growth(r, s) = start.labour_productivity;
      if (!(output > 0)) continue;
      w.cells.tax_rate(r, s) = accounts.production_tax(r, s) / accounts.output(r, s);
      w.cells.base_capacity(r, s) = output / w.parameters.production.normal_utilisation;
      for (const IndustryId g : w.industry_ids()) {
        w.cells.input(r, g, s) = accounts.intermediate(r, g, s) / (accounts.output(r, s) * (1 + m * start.growth));
        w.cells.input_stock(r, g, s) = m * w.cells.input(r, g, s) * output;
      }
    }
}

void draw(World& w) {
  CellTable employment(w.region_count(), w.industry_count(), 0);
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      if (w.live(r, s)) employment(r, s) = w.pack->accounts.employment(r, s);
  draw_firms(w, employment);
  draw_population(w, employment);
  // A firm that no agent could be given to does not exist at this weight.
  for_each_index(w.firms.size(), block_size, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (w.firms.labour[f] <= 0) w.firms.alive[f] = 0;
  });
  w.index_firms();
  take_census(w);
}

// Firms invest at most a share of the region's gross surplus; what exceeds it is public. Returns the firms' part by
// cell.
CellTable share_investment(World& w, const Origin& origin, FirstFirms& out) {
  const Start& start = origin.start;
  const BaseYear& accounts = origin.accounts;
  const auto& p = w.parameters.investment;
  CellTable investment(w.region_count(), w.industry_count(), 0);
  for (const RegionId r : w.region_ids()) {
    double total = 0, surplus = 0;
    for (const IndustryId s : w.industry_ids()) {
      total += accounts.investment(r, s) * start.flow;
      if (w.live(r, s)) surplus += accounts.surplus(r, s) * start.flow;
    }
    out.dwellings[r] = p.household_share * total;
    out.public_investment[r] = p.public_share * total;
    double firms = total - out.dwellings[r] - out.public_investment[r];
    const double excess = std::max(0.0, firms - p.surplus_cap * surplus);
    firms -= excess;
    out.public_investment[r] += excess;
    for (const IndustryId s : w.industry_ids()) {
      if (w.live(r, s)) investment(r, s) = firms * accounts.surplus(r, s) * start.flow / surplus;
      w.households.basket_investment(r, s) = ratio(accounts.investment(r, s) * start.flow, total);
    }
  }
  return investment;
}

// Capital: the pack gives ratios between regions; the national level is such that I/K = δ + g + k.
class CapitalRule {
 public:
  CapitalRule(World& w, const Origin& origin, const CellTable& investment)
      : needed(origin.start.depreciation + origin.start.capital),
        investment_(investment),
        firms_investment_(w.region_count()),
        firm_capital_(w.region_count()) {
    double pack_total = 0, model_total = 0;
    for (const RegionId r : w.region_ids()) {
      double all = 0, pack_capital = 0;
      for (const IndustryId s : w.industry_ids()) {
        firms_investment_[r] += investment(r, s);
        all += origin.accounts.investment(r, s) * origin.start.flow;
        pack_capital += w.pack->accounts.capital(r, s);
      }
      firm_capital_[r] = pack_capital * ratio(firms_investment_[r], all);
      pack_total += firm_capital_[r];
      model_total += firms_investment_[r] / needed;
    }
    rescale_ = w.nation.capital_rescale = ratio(model_total, pack_total, 1);
    own_ = w.parameters.investment.use_pack_capital && pack_total > 0;
  }
  [[nodiscard]] double operator()(RegionId r, IndustryId s) const {
    return own_ ? firm_capital_[r] * rescale_ * ratio(investment_(r, s), firms_investment_[r])
                : investment_(r, s) / needed;
  }

  const double needed;  // investment to capital

 private:
  const CellTable& investment_;
  Column<RegionId, double> firms_investment_, firm_capital_;
  double rescale_ = 1;
  bool own_ = false;
};

struct CellSums {
  double wages = 0, profits = 0, debt = 0, cash = 0, loans_after = 0;
};

// Cell totals that firms share in proportion to output.
struct CellAccounts {
  RegionId region;
  IndustryId industry;
  double inputs;  // per unit of output
  double capital, investment, stock_building;
};

void set_firm(World& w, const Start& start, const CellAccounts& cell, double needed, FirmId f, FirstFirms& out,
              CellSums& sums) {
  Firms& x = w.firms;
  const Parameters& p = w.parameters;
  const RegionId r = cell.region;
  const IndustryId s = cell.industry;
  x.productivity[f] *= w.cells.efficiency(r, s);
  x.labour_coefficient[f] = 1;
  x.wage[f] = w.cells.base_wage(r, s);
  const double output = static_cast<double>(x.labour[f]) * x.productivity[f];
  const double share = output / w.cells.base_output(r, s);
  const double wage_bill = x.wage[f] * static_cast<double>(x.paid[f]);
  const double tax_rate = w.cells.tax_rate(r, s);
  const double investment = cell.investment * share;
  const double stock_building = cell.stock_building * share;
  const double sales = output - stock_building;
  const double capital = cell.capital * share;
  const double capital_growth = (1 + start.capital) * (1 + start.inflation) - 1;

  const auto brief = [](double value) { return static_cast<float>(value); };
  x.output[f] = output / (1 + start.growth);
  x.price[f] = 1 / (1 + start.inflation);
  x.markup[f] = brief((1 - tax_rate) / (cell.inputs + wage_bill / output));
  x.capital[f] = capital;
  x.capacity_ratio[f] = brief(output / (capital * p.production.normal_utilisation));
  x.utilisation[f] = brief(p.production.normal_utilisation);
  x.demand[f] = sales / (1 + start.growth);
  x.previous_demand[f] = brief(x.demand[f] / (1 + start.growth));
  x.growth[f] = x.growth_investment[f] = brief(start.growth);
  x.stock[f] = w.pack->industries[index(s)].storable ? p.production.stock_target * sales : 0;
  x.investment_momentum[f] = brief(ratio(investment, capital) - needed);
  x.capital_value[f] = brief(capital / (1 + capital_growth));
  out.debt[f] = p.credit.leverage * capital / (1 + capital_growth);
  out.cash[f] = p.credit.cash * output / (1 + start.nominal);

  // on the debt after this quarter's loan
  const double interest = p.credit.loan_rate / 4 * p.credit.leverage * capital;
  const double profit = output * (1 - tax_rate - cell.inputs) - wage_bill - start.depreciation * capital;
  const double profit_rate = ratio(profit, capital);
  x.profit_rate[f] = brief(profit_rate);
  x.hurdle[f] = brief(std::min(p.credit.loan_rate / 4, profit_rate));
  out.taxable[f] = std::max(0.0, profit - interest);
  // Dividend without corporate tax, which is known once all profits are.
  out.dividend[f] = sales - output * (tax_rate + cell.inputs) - wage_bill - interest - investment +
                    out.debt[f] * capital_growth - out.cash[f] * start.nominal;
  sums.wages += wage_bill;
  sums.profits += out.taxable[f];
  sums.debt += out.debt[f];
  sums.cash += out.cash[f];
  sums.loans_after += p.credit.leverage * capital;
}

// Efficiency and wage of a live cell from what its firms have.
void set_cell_labour(World& w, const Origin& origin, RegionId r, IndustryId s, std::span<const std::uint32_t> members) {
  require(!members.empty(),
          "a live cell has no firm: " + w.pack->regions[index(r)].code + " " + w.pack->industries[index(s)].code);
  Firms& x = w.firms;
  double labour = 0, paid = 0;
  for (const std::uint32_t i : members) {
    x.productivity[FirmId{i}] = portable::exp(x.relative_productivity[FirmId{i}]);
    labour += static_cast<double>(x.labour[FirmId{i}]) * x.productivity[FirmId{i}];
    paid += static_cast<double>(x.paid[FirmId{i}]);
    if (w.pack->industries[index(s)].own_account) w.cells.base_labour(r, s) += static_cast<double>(x.labour[FirmId{i}]);
  }
  w.cells.efficiency(r, s) = w.cells.base_output(r, s) / labour;
  w.cells.base_wage(r, s) = origin.accounts.labour(r, s) * origin.start.flow / paid;
  w.cells.base_unit_labour(r, s) = w.cells.base_wage(r, s) / w.cells.efficiency(r, s);
}

void set_firms(World& w, const Origin& origin, const CellTable& investment, FirstFirms& out) {
  const Start& start = origin.start;
  const BaseYear& accounts = origin.accounts;
  for (auto* column : {&out.debt, &out.cash, &out.dividend, &out.taxable}) column->assign(w.firms.size(), 0);
  const CapitalRule capital(w, origin, investment);
  std::vector<CellSums> sums(w.cell_count());
  for_each_index(w.cell_count(), 1, [&](std::size_t cell) {
    const RegionId r = w.region_of(cell);
    const IndustryId s = w.industry_of(cell);
    if (!w.live(r, s)) return;
    const auto members = w.cell_firms(cell);
    set_cell_labour(w, origin, r, s, members);
    double inputs = 0;
    for (const IndustryId g : w.industry_ids()) inputs += accounts.intermediate(r, g, s) / accounts.output(r, s);
    const CellAccounts here{.region = r,
                            .industry = s,
                            .inputs = inputs,
                            .capital = capital(r, s),
                            .investment = investment(r, s),
                            .stock_building = accounts.stock_building(r, s) * start.flow};
    for (const std::uint32_t i : members) set_firm(w, start, here, capital.needed, FirmId{i}, out, sums[cell]);
  });
  for (std::size_t cell = 0; cell < sums.size(); ++cell) {
    out.wages[w.region_of(cell)] += sums[cell].wages;
    out.profits += sums[cell].profits;
    out.debts += sums[cell].debt;
    out.cash_held += sums[cell].cash;
    out.loans_after += sums[cell].loans_after;
  }
}

}  // namespace

FirstFirms first_firms(World& w, const Origin& origin) {
  FirstFirms out;
  for (auto* column : {&out.public_investment, &out.dwellings, &out.wages}) column->assign(w.region_count(), 0);
  set_cells(w, origin);
  draw(w);
  set_firms(w, origin, share_investment(w, origin, out), out);
  return out;
}

}  // namespace jiuzhou
