// Trade of the first quarter: shares of suppliers by the accounts, costs of the way, lines with the pack's headroom.
//
//   foreign assets = net exports / growth, but so that households own at least a tenth of what firms and governments owe
//
// Writes  trade

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/base_year/parts.hpp"
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
  t.base_cost.assign(regions, regions, 1);
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
  for (const RegionId o : w.region_ids())
    for (const RegionId d : w.region_ids())
      t.base_cost(o, d) = 1 + freight_cost(w.pack->distance(o, d), p.freight_share) + (o == d ? 0 : p.border_cost);
  double net = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId g : w.industry_ids()) net += (accounts.exports(r, g) - accounts.imports(r, g)) * start.flow;
  return {.foreign_assets =
              std::max(sustained(net, start.nominal, w.pack->national), least_foreign_assets(w, start, firms))};
}

}  // namespace jiuzhou
