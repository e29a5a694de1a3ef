// Regions of the first quarter: baskets, prices, wages, the labour force, and stocks that today's spending sustains.
//
//   infrastructure K = done / (δ + g), done with the lag of building;  housing and research likewise, each with its own
//   decay; services per head are spending per head
//
// Writes  regions, households.{basket_*, base_consumption_*}, calibration, nation

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/base_year/parts.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/shared/momentum.hpp"

namespace jiuzhou {

namespace {

constexpr double least_turnover = 0.005;  // of public capital, a quarter

void set_baskets(World& w, const Origin& origin, RegionId r, FirstRegions& out) {
  const Start& start = origin.start;
  const BaseYear& accounts = origin.accounts;
  Households& h = w.households;
  for (const IndustryId s : w.industry_ids()) {
    out.consumption_urban[r] += accounts.consumption_urban(r, s) * start.flow;
    out.consumption_rural[r] += accounts.consumption_rural(r, s) * start.flow;
    out.government[r] += accounts.government(r, s) * start.flow;
  }
  for (const IndustryId s : w.industry_ids()) {
    h.basket_urban(r, s) = ratio(accounts.consumption_urban(r, s) * start.flow, out.consumption_urban[r]);
    h.basket_rural(r, s) = ratio(accounts.consumption_rural(r, s) * start.flow, out.consumption_rural[r]);
    h.basket_public(r, s) = ratio(accounts.government(r, s) * start.flow, out.government[r]);
  }
  h.base_consumption_urban[r] = ratio(out.consumption_urban[r], static_cast<double>(w.census.urban[r]));
  h.base_consumption_rural[r] = ratio(out.consumption_rural[r], static_cast<double>(w.census.rural[r]));
  w.calibration.urban_consumption_share[r] =
      ratio(out.consumption_urban[r], out.consumption_urban[r] + out.consumption_rural[r]);
}

double gdp_of(const World& w, const Origin& origin, RegionId r) {
  double gdp = 0;
  for (const IndustryId s : w.industry_ids()) {
    double inputs = 0;
    if (w.live(r, s))
      for (const IndustryId g : w.industry_ids()) inputs += origin.accounts.intermediate(r, g, s) * origin.start.flow;
    gdp += w.cells.base_output(r, s) - inputs;
  }
  return gdp;
}

void set_prices_and_labour(World& w, const Start& start, RegionId r, double gdp, double wages) {
  Regions& x = w.regions;
  x.price_level[r] = x.investment_price[r] = x.public_price[r] = x.rent[r] = 1 / (1 + start.inflation);
  x.dwelling_price[r] = x.housing_load[r] = 1;
  x.inflation[r] = x.smoothed_inflation[r] = start.inflation;
  x.real_gdp[r] = gdp / (1 + start.growth);
  x.nominal_gdp[r] = gdp / (1 + start.nominal);
  x.nominal_growth[r] = start.nominal;
  x.productivity_growth[r] = start.labour_productivity;
  x.labour_force[r] = static_cast<double>(w.census.employed[r] + w.census.unemployed[r]);
  x.labour_force_growth[r] = start.labour_force;
  x.unemployment_rate[r] = static_cast<double>(w.census.unemployed[r]) / x.labour_force[r];
  x.natural_unemployment[r] = w.calibration.base_unemployment[r] = x.unemployment_rate[r];
  x.job_chance[r] = 1 - x.unemployment_rate[r];

  // Wages: one quarter's growth below those of the base year.
  const double wage_growth = (1 + start.inflation) * (1 + start.labour_productivity) - 1;
  x.wage_index[r] = 1 / (1 + wage_growth);
  double bill = 0, units = 0;
  for (const IndustryId s : w.industry_ids()) {
    if (!w.live(r, s) || w.pack->industries[index(s)].own_account) continue;
    const double paid = w.cells.base_output(r, s) * w.cells.base_unit_labour(r, s);
    bill += paid;
    units += ratio(paid, w.cells.base_wage(r, s));
  }
  x.minimum_wage[r] = w.parameters.labour.minimum_wage * efficiency_unit * ratio(bill, units) / (1 + wage_growth);
  w.calibration.base_mean_wage[r] = ratio(wages, static_cast<double>(w.census.employed[r]));
}

// Stocks that today's spending sustains.
void set_stocks(World& w, const Start& start, RegionId r, const FirstFirms& firms, double gdp, double government) {
  Regions& x = w.regions;
  const InvestmentParameters& p = w.parameters.investment;
  const double lag = p.build_lag, built = firms.public_investment[r];
  x.public_capital_pipeline[r] = built * (1 - 1 / lag) / (start.growth + 1 / lag);
  const double done = (x.public_capital_pipeline[r] + built) / lag;
  w.calibration.base_working_age[r] = static_cast<double>(w.census.working_age[r]);
  // Works wear so slowly that they could outlast a shrinking economy; their stock is at most what fifty years have built.
  x.public_capital[r] = w.calibration.base_public_capital[r] =
      done / std::max(least_turnover, quarterly_decay(p.public_depreciation) + start.growth);
  x.public_capital_growth[r] = x.research_growth[r] = start.growth;
  x.housing[r] = firms.dwellings[r] / (quarterly_decay(p.housing_depreciation) + start.growth);
  x.research_flow[r] = w.pack->rd_spending[r] * start.flow;
  x.research_stock[r] =
      x.research_flow[r] / (quarterly_decay(w.parameters.growth.research_depreciation) + start.growth);
  w.calibration.research_intensity[r] = ratio(x.research_flow[r], gdp);
  x.service_stock[r] = government / static_cast<double>(w.census.urban[r] + w.census.rural[r]);
}

}  // namespace

FirstRegions first_regions(World& w, const Origin& origin, const FirstFirms& firms) {
  const Start& start = origin.start;
  FirstRegions out;
  for (auto* column : {&out.consumption_urban, &out.consumption_rural, &out.government})
    column->assign(w.region_count(), 0);
  double weighted = 0;
  for (const RegionId r : w.region_ids()) {
    const double gdp = gdp_of(w, origin, r);
    set_baskets(w, origin, r, out);
    set_prices_and_labour(w, start, r, gdp, firms.wages[r]);
    set_stocks(w, start, r, firms, gdp, out.government[r]);
    out.gdp += gdp;
    weighted += gdp * w.pack->share_growth[r];
  }
  for (const RegionId r : w.region_ids())
    w.regions.momentum[r] = first_momentum(w.parameters.growth, w.pack->share_growth[r] - weighted / out.gdp);
  Nation& n = w.nation;
  n.growth = n.potential = n.base_growth = start.growth;
  n.consumption_growth = start.nominal;
  n.loan_rate = w.parameters.credit.loan_rate;
  n.base_leverage = w.parameters.credit.leverage;
  return out;
}

}  // namespace jiuzhou
