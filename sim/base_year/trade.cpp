// Trade of the first quarter: shares of suppliers by the accounts, margins of the way, lines with the pack's headroom.
//
//   m0_dg = s_d w_g Σ_o φ_god f_od        transport bought to carry a unit of good g to region d; f the cost of freight
//   h0_dg = s'_d [w_g > 0] Σ_o≠d φ_god θ b        trade services bought where it passes a border
//   s_d   = min(1, most · transport that d buys / Σ_g goods that d buys · m0_dg at s = 1),  s' likewise
//
// The table has these margins in the rows of transport and trade, with whoever pays the carrier. So they are no new
// purchases: what moves away from the base year is added to those rows, or taken from them. s keeps a region from
// saving more transport than it buys.
//
//   foreign assets = net exports / growth, but so that households own at least a tenth of what firms and governments owe
//
// Writes  trade

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/base_year/parts.hpp"
#include "sim/state/freight.hpp"
#include "sim/steps/shared/trade_shares.hpp"

namespace jiuzhou {

namespace {

// Stock that a flow sustains under nominal growth; a still economy is given that of the pack's growth.
double sustained(double flow, double nominal, const PackNational& facts) {
  constexpr double still = 1e-9;  // less is no growth
  return flow / (nominal > still ? nominal : quarterly((1 + facts.real_growth) * (1 + facts.inflation) - 1));
}

constexpr double least_owned = 0.1;  // by households, of what is owed at home

// Below it what households own at home would be less than that: what the economy owes them after what banks, firms and
// the social fund hold.
double least_foreign_assets(const World& w, const Start& start, const FirstFirms& firms) {
  const PackNational& facts = w.pack->national;
  const double owed = firms.debts + (facts.local_debt + facts.central_debt) / (1 + start.nominal);
  const double held = w.parameters.credit.capital_target * firms.debts + firms.cash_held + facts.social_fund;
  return least_owned * owed - (owed - held);
}

// Purchases of a region by good in the base year, yuan a year.
CellTable purchases(const World& w, const BaseYear& accounts) {
  CellTable bought = accounts.imports;
  for (const IndustryId g : w.industry_ids())
    for (const RegionId o : w.region_ids())
      for (const RegionId d : w.region_ids()) bought(d, g) += accounts.trade(g, o, d);
  return bought;
}

// Scales the margins on goods down to what the region buys of the service that provides them. Returns yuan a year that
// are spent on it, and how many regions were scaled.
struct Scaled {
  double spent = 0;
  int regions = 0;
};
Scaled scale_margins(const World& w, std::size_t service, const CellTable& bought, CellTable& margin,
                     Column<RegionId, double>& scale) {
  Scaled out;
  for (const RegionId d : w.region_ids()) {
    double spent = 0;
    for (const IndustryId g : w.industry_ids()) spent += margin(d, g) * bought(d, g);
    const double most = service < w.industry_count() ? w.parameters.trade.margins_most *
                                                           bought(d, IndustryId{static_cast<std::uint32_t>(service)})
                                                     : 0;
    scale[d] = spent > most ? most / spent : 1;
    if (spent > most) ++out.regions;
    out.spent += spent * scale[d];
    for (const IndustryId g : w.industry_ids()) margin(d, g) *= scale[d];
  }
  return out;
}

void set_margins(World& w, const BaseYear& accounts) {
  const TradeParameters& p = w.parameters.trade;
  Trade& t = w.trade;
  const std::size_t regions = w.region_count(), industries = w.industry_count();
  for (CellTable* table : {&t.base_freight, &t.base_handling}) table->assign(regions, industries, 0);
  for (auto* column : {&t.freight_scale, &t.handling_scale}) column->assign(regions, 1);
  const Column<RegionId, RegionId> gateway = gateways(w);
  for (const RegionId d : w.region_ids())
    for (const IndustryId g : w.industry_ids()) {
      const double weight = w.pack->industries[index(g)].freight_weight;
      if (!(weight > 0)) continue;
      double freight = t.base_share(g, RegionId{static_cast<std::uint32_t>(regions)}, d) *
                       freight_cost(w.pack->distance(gateway[d], d), p.freight_share);
      double border = 0;
      for (const RegionId o : w.region_ids()) {
        freight += t.base_share(g, o, d) * freight_cost(w.pack->distance(o, d), p.freight_share);
        if (o != d) border += t.base_share(g, o, d) * p.border_cost;
      }
      t.base_freight(d, g) = weight * freight;
      t.base_handling(d, g) = p.border_resources * border;
    }
  const CellTable bought = purchases(w, accounts);
  const Scaled freight =
      scale_margins(w, w.pack->industry_with_role("transport"), bought, t.base_freight, t.freight_scale);
  const Scaled handling =
      scale_margins(w, w.pack->industry_with_role("trade"), bought, t.base_handling, t.handling_scale);
  double gdp = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      gdp += accounts.labour(r, s) + accounts.production_tax(r, s) + accounts.surplus(r, s);
  w.notes.push_back(
      sentence("Freight on goods takes %.2f %% of GDP out of the purchases of transport; it was cut to "
               "what they can pay in %.0f regions.",
               100 * ratio(freight.spent, gdp), freight.regions));
  w.notes.push_back(
      sentence("Handling at borders takes %.2f %% of GDP out of the purchases of trade services; it was "
               "cut to what they can pay in %.0f regions.",
               100 * ratio(handling.spent, gdp), handling.regions));
}

}  // namespace

FirstTrade first_trade(World& w, const Origin& origin, const FirstFirms& firms) {
  const Start& start = origin.start;
  const BaseYear& accounts = origin.accounts;
  const std::size_t regions = w.region_count(), industries = w.industry_count();
  const RegionId abroad{static_cast<std::uint32_t>(regions)};
  const TradeParameters& p = w.parameters.trade;
  Trade& t = w.trade;
  t.share.assign(industries, regions + 1, regions, 0);
  t.base_exports.assign(regions, industries, 0);
  t.grid_capacity.assign(regions, regions, 0);
  const std::size_t electricity = w.pack->industry_with_role("electricity");
  for (const IndustryId g : w.industry_ids())
    for (const RegionId d : w.region_ids()) {
      double total = accounts.imports(d, g);
      for (const RegionId o : w.region_ids()) total += accounts.trade(g, o, d);
      t.base_exports(d, g) = accounts.exports(d, g) * start.flow;
      if (!(total > 0)) continue;
      for (const RegionId o : w.region_ids()) {
        t.share(g, o, d) = accounts.trade(g, o, d) / total;
        if (index(g) == electricity) t.grid_capacity(o, d) = p.grid_headroom * accounts.trade(g, o, d) * start.flow;
      }
      t.share(g, abroad, d) = accounts.imports(d, g) / total;
    }
  t.base_share = t.share;
  set_margins(w, accounts);
  double net = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId g : w.industry_ids()) net += (accounts.exports(r, g) - accounts.imports(r, g)) * start.flow;
  return {.foreign_assets =
              std::max(sustained(net, start.nominal, w.pack->national), least_foreign_assets(w, start, firms))};
}

}  // namespace jiuzhou
