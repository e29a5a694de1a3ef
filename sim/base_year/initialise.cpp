#include "sim/base_year/initialise.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "sim/base/apportion.hpp"
#include "sim/base/error.hpp"
#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base_year/balance.hpp"
#include "sim/base_year/draw_firms.hpp"
#include "sim/base_year/draw_population.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/shared/environment.hpp"
#include "sim/steps/shared/trade_shares.hpp"

// The recipe by which the first quarter reproduces the accounts: everything lagged is the base-year value divided by
// one
// quarter's growth; every stock is flow / growth. It is written out, with what each mistake costs, in sim/MODEL.md 6.

namespace jiuzhou {

namespace {

// Growth rates per quarter at the start, and the share of the year's flows that falls on its first quarter.
struct Start {
  double labour_productivity = 0;
  double labour_force = 0;
  double growth = 0;     // g, real
  double inflation = 0;  // π
  double nominal = 0;    // G = (1+g)(1+π) − 1
  double deepening = 0;  // k
  double capital = 0;    // growth of capital, g + k
  double depreciation = 0;
  double flow = 0.25;  // quarters of the year grow at G and sum to its accounts
};

Start start_of(const Parameters& p) {
  Start s;
  s.labour_productivity = quarterly(p.growth.labour_start);
  s.labour_force = quarterly(p.growth.labour_force_start);
  s.growth = (1 + s.labour_productivity) * (1 + s.labour_force) - 1;
  s.inflation = quarterly(p.prices.inflation_target);
  s.nominal = (1 + s.growth) * (1 + s.inflation) - 1;
  s.deepening = quarterly(p.growth.deepening_start);
  s.capital = s.growth + s.deepening;
  s.depreciation = quarterly_decay(p.production.depreciation);
  const double step = 1 + s.nominal;
  s.flow = 1 / (1 + step + step * step + step * step * step);
  return s;
}

// Beyond these the pack's budgets and accounts do not fit together: effective tax on profits, the regions' part of
// production tax, the centre's part of government consumption.
constexpr double most_profit_tax = 0.6, most_local_tax = 0.95, most_central = 0.5;

// Stock that a flow sustains under nominal growth; a still economy is given that of the pack's growth.
double sustained(double flow, double nominal, const PackNational& facts) {
  constexpr double still = 1e-9;  // less is no growth
  return flow / (nominal > still ? nominal : quarterly((1 + facts.real_growth) * (1 + facts.inflation) - 1));
}

std::string sentence(const char* format, double a, double b = 0, double c = 0) {
  char text[256];
  std::snprintf(text, sizeof text, format, a, b, c);
  return text;
}

class Initialiser {
 public:
  Initialiser(World& world, std::shared_ptr<const BaseYear> base)
      : w(world),
        pack(*world.pack),
        p(world.parameters),
        s0(start_of(p)),
        base_year(std::move(base)),
        b(*base_year),
        R(pack.region_count()),
        S(pack.industry_count()) {}

  void run() {
    size_columns();
    set_cells();
    draw();
    set_investment();
    set_firms();
    set_trade();
    set_regions();
    set_government();
    set_households();
    open_ledger();
    finish();
  }

 private:
  World& w;
  const Pack& pack;
  const Parameters& p;
  const Start s0;
  const std::shared_ptr<const BaseYear> base_year;
  const BaseYear& b;
  const std::size_t R, S;

  CellTable investment_cell;  // firms' investment of the first quarter, real
  Column<RegionId, double> public_investment, dwellings, wages, consumption_urban, consumption_rural, government;
  Column<RegionId, double> own_revenue, transfers, province_debt;  // debt: before the first quarter
  Column<FirmId, double> debt, cash;                               // before the first quarter, yuan
  Column<FirmId, double> dividend, taxable;  // of the first quarter, before corporate tax; profit that it is on
  Column<HouseholdId, double> deposit;       // the same
  double central_revenue = 0, central_debt = 0, foreign_assets = 0, bank_equity = 0, loans_after = 0, dividends = 0;
  double firm_debts = 0, firm_cash = 0, profits = 0;
  double national_gdp = 0;  // of the first quarter

  template <class Body>
  void each_firm(Body&& body) {
    for_each_index(w.firms.size(), block_size, [&](std::size_t i) { body(FirmId{static_cast<std::uint32_t>(i)}); });
  }

  void size_columns() {
    Regions& x = w.regions;
    for (auto* column : {&x.price_level,
                         &x.investment_price,
                         &x.public_price,
                         &x.inflation,
                         &x.smoothed_inflation,
                         &x.wage_index,
                         &x.minimum_wage,
                         &x.unemployment_rate,
                         &x.natural_unemployment,
                         &x.labour_force,
                         &x.labour_force_growth,
                         &x.momentum,
                         &x.productivity_growth,
                         &x.public_capital,
                         &x.public_capital_pipeline,
                         &x.public_capital_growth,
                         &x.research_growth,
                         &x.housing,
                         &x.service_stock,
                         &x.research_stock,
                         &x.research_flow,
                         &x.rent,
                         &x.farmland,
                         &x.yield,
                         &x.ecology,
                         &x.nominal_gdp,
                         &x.real_gdp,
                         &x.nominal_growth,
                         &x.budget,
                         &x.own_revenue,
                         &x.revenue,
                         &x.central_budget,
                         &x.real_income,
                         &x.transfer_share,
                         &x.job_chance,
                         &x.vacancy_rate})
      column->assign(R, 0);
    Calibration& c = w.calibration;
    for (auto* column :
         {&c.production_tax_local, &c.fee_rate, &c.budget_investment_share, &c.spending_ratio, &c.base_debt_ratio,
          &c.need_per_head, &c.closing_transfer, &c.central_budget_share, &c.base_gap, &c.base_transfer_share,
          &c.base_rent_load, &c.research_intensity, &c.urban_consumption_share, &c.base_mean_wage, &c.base_unemployment,
          &c.base_public_capital, &c.fertility_level, &c.mortality_level})
      column->assign(R, 0);
    Cells& k = w.cells;
    for (auto* table : {&k.price, &k.base_wage, &k.tax_rate, &k.efficiency, &k.productivity_growth, &k.base_output,
                        &k.purchase_price, &k.base_unit_labour, &k.base_capacity, &k.public_labour, &k.base_labour})
      table->assign(R, S, 0);
    k.input.assign(R, S, S, 0);
    k.input_stock.assign(R, S, S, 0);
    for (auto* column : {&public_investment, &dwellings, &wages, &consumption_urban, &consumption_rural, &government,
                         &own_revenue, &transfers, &province_debt})
      column->assign(R, 0);
    investment_cell.assign(R, S, 0);
    Households& h = w.households;
    const std::size_t accounts = w.household_count();
    for (auto* column :
         {&h.smoothed_income, &h.propensity, &h.dwelling_propensity, &h.remittance_rate, &h.ownership, &h.income})
      column->assign(accounts, 0);
    h.persons.assign(accounts, 0);
    for (auto* table : {&h.basket_urban, &h.basket_rural, &h.basket_public, &h.basket_investment})
      table->assign(R, S, 0);
    h.base_consumption_urban.assign(R, 0);
    h.base_consumption_rural.assign(R, 0);
    w.levers.reset(R, S);
    w.activity.reset(R, S, accounts, 0);
  }

  // Technology and prices of the cells; prices are those of the quarter before.
  void set_cells() {
    const double m = p.production.input_stock;
    for (const RegionId r : w.region_ids())
      for (const IndustryId s : w.industry_ids()) {
        const double output = b.output(r, s) * s0.flow;
        w.cells.base_output(r, s) = output;
        w.cells.price(r, s) = w.cells.purchase_price(r, s) = 1 / (1 + s0.inflation);
        w.cells.productivity_growth(r, s) = s0.labour_productivity;
        if (!(output > 0)) continue;
        w.cells.tax_rate(r, s) = b.production_tax(r, s) / b.output(r, s);
        w.cells.base_capacity(r, s) = output / p.production.normal_utilisation;
        for (const IndustryId g : w.industry_ids()) {
          w.cells.input(r, g, s) = b.intermediate(r, g, s) / (b.output(r, s) * (1 + m * s0.growth));
          w.cells.input_stock(r, g, s) = m * w.cells.input(r, g, s) * output;
        }
      }
  }

  void draw() {
    CellTable employment(R, S, 0);
    for (const RegionId r : w.region_ids())
      for (const IndustryId s : w.industry_ids())
        if (w.live(r, s)) employment(r, s) = pack.accounts.employment(r, s);
    draw_firms(w, employment);
    draw_population(w, employment);
    // A firm that no agent could be given to does not exist at this weight.
    each_firm([&](FirmId f) {
      if (w.firms.labour[f] <= 0) w.firms.alive[f] = 0;
    });
    w.index_firms();
    take_census(w);
  }

  // Firms invest at most a share of the region's gross surplus; what exceeds it is public.
  void set_investment() {
    for (const RegionId r : w.region_ids()) {
      double total = 0, surplus = 0;
      for (const IndustryId s : w.industry_ids()) {
        total += b.investment(r, s) * s0.flow;
        if (w.live(r, s)) surplus += b.surplus(r, s) * s0.flow;
      }
      dwellings[r] = p.investment.household_share * total;
      public_investment[r] = p.investment.public_share * total;
      double firms = total - dwellings[r] - public_investment[r];
      const double excess = std::max(0.0, firms - p.investment.surplus_cap * surplus);
      firms -= excess;
      public_investment[r] += excess;
      for (const IndustryId s : w.industry_ids()) {
        if (w.live(r, s)) investment_cell(r, s) = firms * b.surplus(r, s) * s0.flow / surplus;
        w.households.basket_investment(r, s) = ratio(b.investment(r, s) * s0.flow, total);
      }
    }
  }

  void set_firms() {
    Firms& x = w.firms;
    const std::size_t n = x.size();
    for (auto* column : {&debt, &cash, &dividend, &taxable}) column->assign(n, 0);

    // Capital: the pack gives ratios between regions; the national level is such that I/K = δ + g + k.
    const double needed = s0.depreciation + s0.capital;
    double pack_total = 0, model_total = 0;
    Column<RegionId, double> firms_investment(R), firm_capital(R);
    for (const RegionId r : w.region_ids()) {
      double all = 0, pack_capital = 0;
      for (const IndustryId s : w.industry_ids()) {
        firms_investment[r] += investment_cell(r, s);
        all += b.investment(r, s) * s0.flow;
        pack_capital += pack.accounts.capital(r, s);
      }
      firm_capital[r] = pack_capital * ratio(firms_investment[r], all);
      pack_total += firm_capital[r];
      model_total += firms_investment[r] / needed;
    }
    w.nation.capital_rescale = ratio(model_total, pack_total, 1);
    const bool own = p.investment.use_pack_capital && pack_total > 0;

    std::vector<CellSums> sums(w.cell_count());
    for_each_index(w.cell_count(), 1, [&](std::size_t cell) {
      const RegionId r = w.region_of(cell);
      const IndustryId s = w.industry_of(cell);
      if (!w.live(r, s)) return;
      const auto members = w.cell_firms(cell);
      require(!members.empty(),
              "a live cell has no firm: " + pack.regions[index(r)].code + " " + pack.industries[index(s)].code);
      double labour = 0, paid = 0;
      for (const std::uint32_t i : members) {
        x.productivity[FirmId{i}] = std::exp(x.relative_productivity[FirmId{i}]);
        labour += static_cast<double>(x.labour[FirmId{i}]) * x.productivity[FirmId{i}];
        paid += static_cast<double>(x.paid[FirmId{i}]);
        if (pack.industries[index(s)].own_account)
          w.cells.base_labour(r, s) += static_cast<double>(x.labour[FirmId{i}]);
      }
      w.cells.efficiency(r, s) = w.cells.base_output(r, s) / labour;
      w.cells.base_wage(r, s) = b.labour(r, s) * s0.flow / paid;
      w.cells.base_unit_labour(r, s) = w.cells.base_wage(r, s) / w.cells.efficiency(r, s);
      double inputs = 0;
      for (const IndustryId g : w.industry_ids()) inputs += b.intermediate(r, g, s) / b.output(r, s);
      const double capital =
          own ? firm_capital[r] * w.nation.capital_rescale * ratio(investment_cell(r, s), firms_investment[r])
              : investment_cell(r, s) / needed;
      const double stock_building = b.stock_building(r, s) * s0.flow;
      for (const std::uint32_t i : members)
        set_firm(FirmId{i}, r, s, inputs, capital, stock_building, needed, sums[cell]);
    });
    for (std::size_t cell = 0; cell < sums.size(); ++cell) {
      wages[w.region_of(cell)] += sums[cell].wages;
      profits += sums[cell].profits;
      firm_debts += sums[cell].debt;
      firm_cash += sums[cell].cash;
      loans_after += sums[cell].loans_after;
    }
  }

  struct CellSums {
    double wages = 0, profits = 0, debt = 0, cash = 0, loans_after = 0;
  };

  void set_firm(FirmId f, RegionId r, IndustryId s, double inputs, double cell_capital, double cell_stock_building,
                double needed, CellSums& sums) {
    Firms& x = w.firms;
    const double cell_output = w.cells.base_output(r, s);
    x.productivity[f] *= w.cells.efficiency(r, s);
    x.labour_coefficient[f] = 1;
    x.wage[f] = w.cells.base_wage(r, s);
    const double output = static_cast<double>(x.labour[f]) * x.productivity[f];
    const double share = output / cell_output;
    const double wage_bill = x.wage[f] * static_cast<double>(x.paid[f]);
    const double tax_rate = w.cells.tax_rate(r, s);
    const double investment = investment_cell(r, s) * share;
    const double stock_building = cell_stock_building * share;
    const double sales = output - stock_building;
    const double capital = cell_capital * share;
    const double capital_growth = (1 + s0.capital) * (1 + s0.inflation) - 1;

    const auto brief = [](double value) { return static_cast<float>(value); };
    x.output[f] = output / (1 + s0.growth);
    x.price[f] = 1 / (1 + s0.inflation);
    x.markup[f] = brief((1 - tax_rate) / (inputs + wage_bill / output));
    x.capital[f] = capital;
    x.capacity_ratio[f] = brief(output / (capital * p.production.normal_utilisation));
    x.utilisation[f] = brief(p.production.normal_utilisation);
    x.demand[f] = sales / (1 + s0.growth);
    x.previous_demand[f] = brief(x.demand[f] / (1 + s0.growth));
    x.growth[f] = x.growth_investment[f] = brief(s0.growth);
    x.stock[f] = pack.industries[index(s)].storable ? p.production.stock_target * sales : 0;
    x.investment_momentum[f] = brief(ratio(investment, capital) - needed);
    x.capital_value[f] = brief(capital / (1 + capital_growth));
    debt[f] = p.credit.leverage * capital / (1 + capital_growth);
    cash[f] = p.credit.cash * output / (1 + s0.nominal);

    // on the debt after this quarter's loan
    const double interest = p.credit.loan_rate / 4 * p.credit.leverage * capital;
    const double profit = output * (1 - tax_rate - inputs) - wage_bill - s0.depreciation * capital;
    const double profit_rate = ratio(profit, capital);
    x.profit_rate[f] = brief(profit_rate);
    x.hurdle[f] = brief(std::min(p.credit.loan_rate / 4, profit_rate));
    taxable[f] = std::max(0.0, profit - interest);
    // Dividend without corporate tax, which is known once all profits are.
    dividend[f] = sales - output * (tax_rate + inputs) - wage_bill - interest - investment + debt[f] * capital_growth -
                  cash[f] * s0.nominal;
    sums.wages += wage_bill;
    sums.profits += taxable[f];
    sums.debt += debt[f];
    sums.cash += cash[f];
    sums.loans_after += p.credit.leverage * capital;
  }

  void set_trade() {
    const RegionId abroad{static_cast<std::uint32_t>(R)};
    Trade& t = w.trade;
    t.share.assign(S, R + 1, R, 0);
    t.base_exports.assign(R, S, 0);
    t.base_cost.assign(R, R, 1);
    t.grid_capacity.assign(R, R, 0);
    const std::size_t electricity = pack.industry_with_role("electricity");
    for (const IndustryId g : w.industry_ids())
      for (const RegionId d : w.region_ids()) {
        double total = b.imports(d, g);
        for (const RegionId o : w.region_ids()) total += b.trade(g, o, d);
        t.base_exports(d, g) = b.exports(d, g) * s0.flow;
        if (!(total > 0)) continue;
        for (const RegionId o : w.region_ids()) {
          t.share(g, o, d) = b.trade(g, o, d) / total;
          if (index(g) == electricity) t.grid_capacity(o, d) = p.trade.grid_headroom * b.trade(g, o, d) * s0.flow;
        }
        t.share(g, abroad, d) = b.imports(d, g) / total;
      }
    t.base_share = t.share;
    for (const RegionId o : w.region_ids())
      for (const RegionId d : w.region_ids())
        t.base_cost(o, d) =
            1 + freight_cost(pack.distance(o, d), p.trade.freight_share) + (o == d ? 0 : p.trade.border_cost);
    double net = 0;
    for (const RegionId r : w.region_ids())
      for (const IndustryId g : w.industry_ids()) net += (b.exports(r, g) - b.imports(r, g)) * s0.flow;
    foreign_assets = sustained(net, s0.nominal, w.pack->national);
  }

  void set_regions() {
    double weighted = 0;
    const double before = 1 / (1 + s0.inflation);
    for (const RegionId r : w.region_ids()) {
      Regions& x = w.regions;
      double gdp = 0, people = static_cast<double>(w.census.urban[r] + w.census.rural[r]);
      for (const IndustryId s : w.industry_ids()) {
        double inputs = 0;
        if (w.live(r, s))
          for (const IndustryId g : w.industry_ids()) inputs += b.intermediate(r, g, s) * s0.flow;
        gdp += w.cells.base_output(r, s) - inputs;
        consumption_urban[r] += b.consumption_urban(r, s) * s0.flow;
        consumption_rural[r] += b.consumption_rural(r, s) * s0.flow;
        government[r] += b.government(r, s) * s0.flow;
      }
      for (const IndustryId s : w.industry_ids()) {
        w.households.basket_urban(r, s) = ratio(b.consumption_urban(r, s) * s0.flow, consumption_urban[r]);
        w.households.basket_rural(r, s) = ratio(b.consumption_rural(r, s) * s0.flow, consumption_rural[r]);
        w.households.basket_public(r, s) = ratio(b.government(r, s) * s0.flow, government[r]);
      }
      w.households.base_consumption_urban[r] = ratio(consumption_urban[r], static_cast<double>(w.census.urban[r]));
      w.households.base_consumption_rural[r] = ratio(consumption_rural[r], static_cast<double>(w.census.rural[r]));
      w.calibration.urban_consumption_share[r] =
          ratio(consumption_urban[r], consumption_urban[r] + consumption_rural[r]);
      x.price_level[r] = x.investment_price[r] = x.public_price[r] = x.rent[r] = before;
      x.inflation[r] = x.smoothed_inflation[r] = s0.inflation;
      x.real_gdp[r] = gdp / (1 + s0.growth);
      x.nominal_gdp[r] = gdp / (1 + s0.nominal);
      x.nominal_growth[r] = s0.nominal;
      x.productivity_growth[r] = s0.labour_productivity;
      x.labour_force[r] = static_cast<double>(w.census.employed[r] + w.census.unemployed[r]);
      x.labour_force_growth[r] = s0.labour_force;
      x.unemployment_rate[r] = static_cast<double>(w.census.unemployed[r]) / x.labour_force[r];
      x.natural_unemployment[r] = w.calibration.base_unemployment[r] = x.unemployment_rate[r];
      x.job_chance[r] = 1 - x.unemployment_rate[r];

      // Wages: one quarter's growth below those of the base year.
      const double wage_growth = (1 + s0.inflation) * (1 + s0.labour_productivity) - 1;
      x.wage_index[r] = 1 / (1 + wage_growth);
      double lowest = std::numeric_limits<double>::infinity();
      for (const IndustryId s : w.industry_ids())
        if (w.live(r, s)) lowest = std::min(lowest, w.cells.base_wage(r, s) * efficiency_unit);
      x.minimum_wage[r] = p.labour.minimum_wage * lowest / (1 + wage_growth);
      w.calibration.base_mean_wage[r] = ratio(wages[r], static_cast<double>(w.census.employed[r]));

      // Stocks that today's spending sustains.
      const double lag = p.investment.build_lag;
      x.public_capital_pipeline[r] = public_investment[r] * (1 - 1 / lag) / (s0.growth + 1 / lag);
      const double done = (x.public_capital_pipeline[r] + public_investment[r]) / lag;
      x.public_capital[r] = w.calibration.base_public_capital[r] = done / (s0.depreciation + s0.growth);
      x.public_capital_growth[r] = x.research_growth[r] = s0.growth;
      x.housing[r] = dwellings[r] / (quarterly_decay(p.investment.housing_depreciation) + s0.growth);
      x.research_flow[r] = pack.rd_spending[r] * s0.flow;
      x.research_stock[r] = x.research_flow[r] / (quarterly_decay(p.growth.research_depreciation) + s0.growth);
      w.calibration.research_intensity[r] = ratio(x.research_flow[r], gdp);
      x.service_stock[r] = government[r] / people;
      national_gdp += gdp;
      weighted += gdp * pack.share_growth[r];
    }
    for (const RegionId r : w.region_ids())
      w.regions.momentum[r] = p.growth.momentum_start * (pack.share_growth[r] - weighted / national_gdp) / 4;
    Nation& n = w.nation;
    n.growth = n.potential = n.base_growth = s0.growth;
    n.consumption_growth = s0.nominal;
    n.loan_rate = p.credit.loan_rate;
    n.base_leverage = p.credit.leverage;
  }

  void set_government() {
    const PackNational& facts = pack.national;
    const PackGovernment& g = pack.government;
    Nation& n = w.nation;
    double wage_total = 0, corporate_local = 0, personal_local = 0, government_total = 0, dwellings_total = 0,
           benefits = 0;
    for (const RegionId r : w.region_ids()) {
      wage_total += wages[r];
      corporate_local += g.corporate_tax[r];
      personal_local += g.personal_tax[r];
      government_total += government[r];
      dwellings_total += dwellings[r];
      benefits += static_cast<double>(w.census.retired[r]) * w.calibration.base_mean_wage[r];
    }
    const double corporate = corporate_local + facts.central_corporate_tax;
    const double personal = personal_local + facts.central_personal_tax;
    n.corporate_tax_rate = std::clamp(ratio(corporate * s0.flow, profits), 0.0, most_profit_tax);
    n.corporate_tax_local = ratio(corporate_local, corporate);
    n.personal_tax_rate = ratio(personal * s0.flow, wage_total);
    n.personal_tax_local = ratio(personal_local, personal);
    n.contribution_rate = ratio(facts.social_contributions * s0.flow, wage_total);
    n.benefit_per_retired = ratio(facts.social_benefits * s0.flow, benefits);
    // What contributions leave after pensions and the growth of the fund reaches all persons.
    n.other_benefits =
        1 - ratio(facts.social_benefits * s0.flow + s0.nominal * facts.social_fund, n.contribution_rate * wage_total);
    n.land_rate = ratio(facts.land_revenue * p.government.land_share * s0.flow, dwellings_total);
    const double central_share =
        std::min(most_central, ratio(facts.central_own_expenditure * s0.flow, government_total));

    struct Paid {
      double tax = 0, dividends = 0;
    };
    std::vector<Paid> paid(w.cell_count());
    for_each_index(w.cell_count(), 1, [&](std::size_t cell) {
      for (const std::uint32_t i : w.cell_firms(cell)) {
        const FirmId f{i};
        const double tax = n.corporate_tax_rate * taxable[f];
        paid[cell].tax += tax;
        paid[cell].dividends += dividend[f] - tax;
        w.firms.dividend[f] = static_cast<float>((dividend[f] - tax) / (1 + s0.nominal));
      }
    });
    for (std::size_t cell = 0; cell < paid.size(); ++cell) {
      own_revenue[w.region_of(cell)] += paid[cell].tax * n.corporate_tax_local;
      central_revenue += paid[cell].tax * (1 - n.corporate_tax_local);
      dividends += paid[cell].dividends;
    }
    for (const RegionId r : w.region_ids()) {
      double tax = 0;
      for (const IndustryId s : w.industry_ids()) tax += b.production_tax(r, s) * s0.flow;
      w.calibration.production_tax_local[r] = std::clamp(ratio(g.indirect_tax[r] * s0.flow, tax), 0.0, most_local_tax);
      w.calibration.fee_rate[r] = ratio(g.nontax[r] * s0.flow, wages[r]);
      own_revenue[r] += tax * w.calibration.production_tax_local[r] + g.nontax[r] * s0.flow +
                        n.personal_tax_rate * n.personal_tax_local * wages[r] + n.land_rate * dwellings[r];
      central_revenue += tax * (1 - w.calibration.production_tax_local[r]) +
                         n.personal_tax_rate * (1 - n.personal_tax_local) * wages[r];
      transfers[r] = (g.transfer_rebate[r] + g.transfer_general[r] + g.transfer_special[r]) * s0.flow;
    }

    double transfer_total = 0, closing_total = 0, central_own = 0, debt_weight = 0;
    for (const RegionId r : w.region_ids()) {
      transfer_total += transfers[r];
      debt_weight += g.debt[r];
    }
    for (const RegionId r : w.region_ids()) {
      const double central = central_share * government[r];
      const double budget = government[r] - central + public_investment[r];
      province_debt[r] = ratio(g.debt[r], debt_weight) * facts.local_debt / (1 + s0.nominal);
      const double interest = p.credit.public_rate / 4 * province_debt[r];
      const double deficit = s0.nominal * province_debt[r];
      const double closing = budget + interest - own_revenue[r] - transfers[r] - deficit;
      const double revenue = own_revenue[r] + transfers[r] + closing;
      w.regions.budget[r] = budget / (1 + s0.nominal);
      w.regions.central_budget[r] = central / (1 + s0.nominal);
      w.regions.own_revenue[r] = own_revenue[r] / (1 + s0.nominal);
      w.regions.revenue[r] = revenue / (1 + s0.nominal);
      w.calibration.spending_ratio[r] = ratio(budget, revenue, 1);
      w.calibration.budget_investment_share[r] = ratio(public_investment[r], budget);
      w.calibration.base_debt_ratio[r] = province_debt[r] / (4 * w.regions.nominal_gdp[r]);
      w.calibration.closing_transfer[r] = closing / central_revenue;
      w.calibration.central_budget_share[r] = ratio(government[r], government_total);
      w.regions.transfer_share[r] = w.calibration.base_transfer_share[r] = ratio(transfers[r], transfer_total);
      closing_total += closing;
      central_own += central;
    }
    double revenue_total = 0, people = 0;
    for (const RegionId r : w.region_ids()) {
      revenue_total += w.regions.revenue[r];
      people += static_cast<double>(w.census.urban[r] + w.census.rural[r]);
    }
    for (const RegionId r : w.region_ids()) {
      const double heads = static_cast<double>(w.census.urban[r] + w.census.rural[r]);
      w.calibration.need_per_head[r] = w.regions.revenue[r] / heads / (revenue_total / people);
      const double need = w.regions.revenue[r] * (1 + s0.nominal);
      w.calibration.base_gap[r] = std::max(need - own_revenue[r], p.government.gap_floor * need);
    }
    central_debt = facts.central_debt / (1 + s0.nominal);
    n.central_revenue = central_revenue / (1 + s0.nominal);
    n.transfer_ratio = ratio(transfer_total, central_revenue);
    n.central_ratio = ratio(central_own, central_revenue);
    n.base_central_debt = central_debt * (1 + s0.nominal) / (4 * national_gdp);
    const double interest = p.credit.public_rate / 4 * central_debt;
    const double closing =
        central_revenue + s0.nominal * central_debt - transfer_total - closing_total - central_own - interest;
    n.closing_ratio = closing / central_revenue;
    w.notes.push_back(sentence("closing items: centre to regions %.2f %% of GDP, centre to households %.2f %% of GDP",
                               100 * closing_total / national_gdp, 100 * closing / national_gdp));
    w.notes.push_back(
        sentence("the pack's capital was rescaled by %.3f so that investment equals depreciation plus growth",
                 w.nation.capital_rescale));
  }

  void set_households() {
    const std::size_t accounts = w.household_count();
    Nation& n = w.nation;
    // Deposits close the balance sheet: what firms, governments and the world owe, less what others hold.
    double province_debts = 0;
    for (const double x : province_debt) province_debts += x;
    bank_equity = p.credit.capital_target * firm_debts;
    const double total_deposits = firm_debts + province_debts + central_debt + foreign_assets - bank_equity -
                                  firm_cash - pack.national.social_fund;
    const auto region_of = [](std::size_t a) { return RegionId{static_cast<std::uint32_t>(a / (2 * income_classes))}; };
    const auto is_rural = [](std::size_t a) { return a / income_classes % 2 == 1; };
    const auto consumption_of = [&](std::size_t a) {
      return (is_rural(a) ? consumption_rural : consumption_urban)[region_of(a)];
    };
    const auto homes_of = [&](std::size_t a) {
      const RegionId r = region_of(a);
      return dwellings[r] * ratio(consumption_of(a), consumption_urban[r] + consumption_rural[r]);
    };
    const auto spending = [&](std::size_t a) { return consumption_of(a) + homes_of(a) * (1 + n.land_rate); };
    const double slope = p.households.ownership_slope;
    std::vector<double> class_weight(accounts);  // persons, richer classes count more; sums to 1 in each half
    for (std::size_t half = 0; half < 2 * R; ++half) {
      double sum = 0;
      for (std::size_t k = 0; k < income_classes; ++k) {
        const std::size_t a = half * income_classes + k;
        class_weight[a] = static_cast<double>(w.households.persons[HouseholdId{static_cast<std::uint32_t>(a)}]) *
                          std::exp(slope * (static_cast<double>(k) - 2));
        sum += class_weight[a];
      }
      for (std::size_t k = 0; k < income_classes; ++k)
        class_weight[half * income_classes + k] = ratio(class_weight[half * income_classes + k], sum);
    }
    double spending_total = 0, held_total = 0;
    for (std::size_t half = 0; half < 2 * R; ++half) spending_total += spending(half * income_classes);
    deposit.assign(accounts, 0);
    for (std::size_t a = 0; a < accounts; ++a)
      deposit[HouseholdId{static_cast<std::uint32_t>(a)}] =
          total_deposits * spending(a) / spending_total * class_weight[a];
    for (const double x : deposit) held_total += x;

    // Income before remittances.
    const WageWeights weights = household_wage_weights(w);
    const Column<HouseholdId, double>& own = weights.all;
    const Column<HouseholdId, std::int64_t> retired = retired_by_household(w);
    double own_total = 0, wage_total = 0, people = 0;
    for (const double x : own) own_total += x;
    for (const double x : wages) wage_total += x;
    for (const std::int64_t x : w.households.persons) people += static_cast<double>(x);
    const SentHome home = sent_home(w, weights, ratio(wage_total, own_total));
    std::vector<double> wage(accounts, 0), income(accounts, 0);
    std::vector<double> ownership(accounts, 0);
    for (std::size_t half = 0; half < 2 * R; ++half) {
      double sum = 0, heads = 0;
      for (std::size_t k = 0; k < income_classes; ++k) {
        const HouseholdId a{static_cast<std::uint32_t>(half * income_classes + k)};
        sum += own[a];
        heads += static_cast<double>(w.households.persons[a]);
      }
      for (std::size_t k = 0; k < income_classes; ++k) {
        const HouseholdId a{static_cast<std::uint32_t>(half * income_classes + k)};
        const double share = ratio(static_cast<double>(w.households.persons[a]), heads);
        wage[index(a)] =
            ((1 - p.households.pooling) * own[a] + p.households.pooling * sum * share) * wage_total / own_total;
        ownership[index(a)] = sum / own_total * class_weight[index(a)];
      }
    }
    const double closing = n.closing_ratio * central_revenue;
    // Banks pass on at most what they earn.
    const double earned =
        p.credit.loan_rate / 4 * loans_after + p.credit.public_rate / 4 * (province_debts + central_debt);
    double positive = 0;
    for (const double x : deposit) positive += std::max(0.0, x);
    const double deposit_rate = std::min(p.credit.deposit_rate / 4, ratio(earned, positive));
    const double deposit_interest = deposit_rate * positive;
    const double bank_profit = earned - deposit_interest;
    const double bank_dividends = bank_profit - p.credit.capital_target * (loans_after - firm_debts);
    const double capital_income = dividends + std::max(0.0, bank_dividends);
    double income_total = 0;
    for (std::size_t i = 0; i < accounts; ++i) {
      const HouseholdId a{static_cast<std::uint32_t>(i)};
      const RegionId r = region_of(i);
      const auto heads = static_cast<double>(w.households.persons[a]);
      w.households.ownership[a] = ratio(ownership[i], heads);
      income[i] = wage[i] * (1 - n.contribution_rate - n.personal_tax_rate - w.calibration.fee_rate[r]) +
                  n.benefit_per_retired * w.calibration.base_mean_wage[r] * static_cast<double>(retired[a]) +
                  deposit_rate * std::max(0.0, deposit[a]) +
                  (closing + n.other_benefits * n.contribution_rate * wage_total) * heads / people +
                  capital_income * ownership[i] + home.received[a] - home.sent[a];
      income_total += income[i];
    }

    // Zero in balanced growth; in a still economy the trade balance is saved without end.
    const double unexplained = income_total - spending_total - s0.nominal * held_total;
    // Further remittances carry income to where the accounts say it is spent or saved. Every account saves what lets its
    // deposits
    // grow with the economy, so that shares stay in balanced growth; richer classes hold more and therefore save more.
    double remitted = 0, sent = 0;
    for (const double x : home.sent) sent += x;
    for (std::size_t half = 0; half < 2 * R; ++half) {
      const std::size_t first = half * income_classes;
      const RegionId r = region_of(first);
      double before = 0, wage_half = 0, held = 0;
      for (std::size_t k = 0; k < income_classes; ++k) {
        before += income[first + k];
        wage_half += wage[first + k];
        held += deposit[HouseholdId{static_cast<std::uint32_t>(first + k)}];
      }
      const double needed = spending(first) + s0.nominal * held + unexplained * ratio(spending(first), spending_total);
      const double rate = ratio(needed - before, wage_half);
      remitted += std::abs(rate * wage_half) / 2;
      const double homes = homes_of(first);
      double total = 0;
      for (std::size_t k = 0; k < income_classes; ++k) {
        const HouseholdId a{static_cast<std::uint32_t>(first + k)};
        w.households.remittance_rate[a] = rate;
        w.households.income[a] = income[first + k] + rate * wage[first + k];
        total += w.households.income[a];
      }
      for (std::size_t k = 0; k < income_classes; ++k) {
        const HouseholdId a{static_cast<std::uint32_t>(first + k)};
        const double own_income = w.households.income[a];
        w.households.dwelling_propensity[a] = ratio(homes, total);
        const double saved =
            s0.nominal * deposit[a] + unexplained * ratio(spending(first), spending_total) * ratio(own_income, total);
        const double consumed = own_income * (1 - (1 + n.land_rate) * ratio(homes, total)) - saved;
        w.households.propensity[a] =
            ratio(consumed - p.households.wealth_effect * std::max(0.0, deposit[a]), own_income);
        w.households.smoothed_income[a] =
            ratio(own_income, static_cast<double>(w.households.persons[a])) / (1 + s0.nominal);
        w.households.income[a] /= 1 + s0.nominal;
      }
      const bool rural = is_rural(first);
      if (!rural) {
        const double urban = static_cast<double>(w.census.urban[r]);
        w.regions.real_income[r] = ratio(total, urban);
        w.calibration.base_rent_load[r] = total / (w.regions.housing[r] * (1 + s0.growth));
      }
    }
    w.notes.push_back(
        sentence("migrants send home %.1f %% of wages, further remittances that equalise saving rates are %.1f %%; "
                 "household saving %.1f %% of income",
                 100 * sent / wage_total, 100 * remitted / wage_total, 100 * (1 - spending_total / income_total)));
  }

  void open_ledger() {
    Ledger& l = w.ledger;
    l.open(Sector::household, w.household_count());
    l.open(Sector::province, R);
    l.open(Sector::province_debt, R);
    for (const Sector single :
         {Sector::centre, Sector::centre_debt, Sector::social_fund, Sector::bank, Sector::world, Sector::owners})
      l.open(single, 1);
    l.open(Sector::market, clearing_count);
    const Account bank{Sector::bank};
    l.in_parallel(block_count(w.firms.size()), 1, [&](Ledger::Batch& batch, std::size_t block) {
      Fen owed = 0, held = 0;
      for (std::size_t i = block * block_size; i < std::min(w.firms.size(), (block + 1) * block_size); ++i) {
        const FirmId f{static_cast<std::uint32_t>(i)};
        const Fen loan = round_to_fen(debt[f]), deposits = round_to_fen(cash[f]);
        batch.debt(f) -= loan;
        batch.firm(f) += deposits;
        owed += loan;
        held += deposits;
      }
      batch.book(Flow::opening, Sector::firm_debt, bank, owed);
      batch.book(Flow::opening, bank, Sector::firm, held);
    });
    for (const RegionId r : w.region_ids())
      l.pay(Flow::opening, {Sector::province_debt, index(r)}, bank, to_fen(province_debt[r]));
    l.pay(Flow::opening, {Sector::centre_debt}, bank, to_fen(central_debt));
    l.pay(Flow::opening, {Sector::world}, bank, to_fen(foreign_assets));
    l.pay(Flow::opening, bank, {Sector::social_fund}, to_fen(pack.national.social_fund));
    for (const HouseholdId a : deposit.ids())
      l.pay(Flow::opening, bank, {Sector::household, index(a)}, to_fen(deposit[a]));
  }

  void finish() {
    calibrate_demography(w);
    calibrate_migration(w);
    calibrate_environment(w);
    calibrate_firms(w);
    // Firms enter the first quarter with last quarter's wage.
    each_firm([&](FirmId f) { w.firms.wage[f] *= w.regions.wage_index[w.firms.region[f]]; });
    w.notes.insert(w.notes.begin(), b.notes.begin(), b.notes.end());
  }
};

}  // namespace

namespace {

// Known paths are relative to their first quarter, so that the base year stays a fixed point. An imposed path is a
// straight line between the quarters it names.
void lay_paths(World& w, const Scenario& scenario) {
  const PackPaths& known = w.pack->paths;
  Paths& paths = w.paths;
  if (w.parameters.paths.conditional) {
    const auto relative = [](const std::vector<double>& values, Column<RunQuarter, double>& path) {
      for (const double x : values) path.push_back(x / values.front());
    };
    relative(known.world_demand, paths.world_demand);
    relative(known.coal_price, paths.coal_price);
    relative(known.oil_price, paths.oil_price);
    paths.birth_factor.values() = known.birth_factor;
    paths.epidemic_gap.values() = known.epidemic_gap;
  }
  for (const ImposedPath& imposed : scenario.imposed) {
    Column<RunQuarter, double>& path = paths.*imposed.path;
    const auto& points = imposed.points;
    path.resize(static_cast<std::size_t>(points.back().first - w.first) + 1, Paths::none);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto [from, value] = points[i];
      const auto [to, then] = points[std::min(i + 1, points.size() - 1)];
      for (Quarter q = from; q <= to; q = q + 1) {
        const double part = to == from ? 0 : static_cast<double>(q - from) / (to - from);
        path[static_cast<RunQuarter>(q - w.first)] = value + part * (then - value);
      }
    }
  }
}

}  // namespace

BalanceOptions balance_options(const Scenario& scenario) {
  const Parameters& p = scenario.parameters;
  BalanceOptions options{.stock_target = p.production.stock_target,
                         .growth = start_of(p).growth,
                         .perturbation = p.initial.perturbation,
                         .bounds = p.accounts};
  if (options.perturbation > 0) options.seed = scenario.seed;
  return options;
}

World initialise(std::shared_ptr<const Pack> pack, const Scenario& scenario, std::shared_ptr<const BaseYear> base) {
  World w;
  w.pack = std::move(pack);
  w.parameters = scenario.parameters;
  w.luck = {scenario.seed, 0};
  w.first = w.now = scenario.from;
  w.weight = scenario.weight;
  lay_paths(w, scenario);
  open_memory(w, scenario.policies);
  if (base == nullptr) base = std::make_shared<const BaseYear>(balance(*w.pack, balance_options(scenario)));
  Initialiser(w, std::move(base)).run();
  return w;
}

}  // namespace jiuzhou
