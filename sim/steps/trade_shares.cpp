// Trade shares: from which region, or from abroad, each region buys each good, and what it pays when it has arrived.
//
//   f_od   = freight(km)·lever/(infrastructure),  b_od = border wedge·lever              cost of the way of a mean good
//   τ_od   = 1 + w_g f_od + b_od                                       w_g freight per value of the good, 0 for services
//   x_o    = φ0_o v_o (p_o τ_od/τ0_od / p̄_d)^−σ (capacity_o relative to base and nation)^ψ   suppliers at home
//   x_w    = φ0_w (p_w m_d / c̄_d)^−σm                abroad, m_d a lever, c̄_d mean price and cost of the way that is paid
//   x_o    ← x_o Π (1 + preference);  electricity: x ← (1 − Σ line) x + line Σ x            levers, none without a policy
//   v_o    = e^q_o (N_o/N0_o : N/N0)^χ              varieties as hands N, quality q: buyers follow
//   φ_od   ← φ_od + s (x/Σx − φ_od)                                                      shares are additive: tonnes stay tonnes
//   m_d    = s_d w_g Σ_o φ_od f_od                                                        transport bought per unit of the good
//   h_d    = s'_d [w_g > 0] Σ_o≠d φ_od θ b_od                                             trade services bought at borders
//   P_gd   = Σ φ_od p_o + (m_d − m0_d) P_transport,d + (h_d − h0_d) P_trade,d             delivered price
//
// Margins of the base year, m0 and h0, are part of what the table has as purchases of transport and trade; only what
// moves away from them is bought beside the table (markets.cpp). So cheaper ways save resources, longer ones take more,
// and in the base year the delivered price is the factory price. Carriers are those the buyer's region buys transport
// from. Imports come by way of the nearest seaport. θ is the part of the border wedge that is handling; the rest is
// preference and rules, which move φ between regions and cost nothing (base_year/trade.cpp has s and the table's side).
// Nor do they keep out imports: where they fall home goods are no cheaper beside foreign ones than what they save.
//
// Base values reproduce the base-year flows. ψ lets a region sell more when it can produce more; above 1.2 cells
// wither. v is what a price index does not see: more hands make more varieties, not only more of the same (Krugman
// 1980), hands being who is of working age and not in own-account farming, and what grows by better goods does not sell
// by being cheaper (Hummels and Klenow 2005). Exports follow v as well.
//
// Reads   cells.price, activity.{capacity_cell, world_price}, trade.{base_*, *_scale},
//         regions.{public_capital, quality}, census.working_age, headcounts, calibration.base_hands,
//         levers.{freight, border, import_cost, line, preferences}
// Writes  trade.share, activity.{more_freight, more_handling}, cells.purchase_price, regions.{investment_price,
//         public_price, price_level, inflation}
// Order   a good writes only its own slab

#include "sim/steps/shared/trade_shares.hpp"

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/state/freight.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

Column<RegionId, RegionId> gateways(const World& w) {
  Column<RegionId, RegionId> out(w.region_count());
  for (const RegionId d : w.region_ids()) {
    out[d] = d;
    bool found = false;
    for (const RegionId o : w.region_ids()) {
      if (!(w.pack->seaport[o] > 0)) continue;
      if (!found || w.pack->distance(o, d) < w.pack->distance(out[d], d)) out[d] = o;
      found = true;
    }
  }
  return out;
}

double hands_for_varieties(const World& w, RegionId r) {
  const Headcount& count = w.headcounts[index(r)];
  std::int64_t people = w.census.working_age[r];
  for (const IndustryId s : w.industry_ids())
    if (w.pack->industries[index(s)].own_account)
      for (std::size_t k = 0; k < skills; ++k) people -= count.workers[index(s) * skills + k];
  return static_cast<double>(std::max<std::int64_t>(people, 1));
}

Column<RegionId, double> offer(const World& w) {
  Column<RegionId, double> out(w.region_count(), 1), hands(w.region_count());
  const auto& base = w.calibration.base_hands;
  double now = 0, before = 0;
  for (const RegionId r : w.region_ids()) {
    now += hands[r] = hands_for_varieties(w, r);
    before += base[r];
  }
  for (const RegionId r : w.region_ids()) {
    const double more = ratio(hands[r], base[r], 1) / ratio(now, before, 1);
    out[r] = portable::exp(w.regions.quality[r]) * portable::pow(more, w.parameters.trade.market_size);
  }
  return out;
}

namespace {

constexpr double least_infrastructure = 0.1;  // of the base year's, so that its negative power stays finite

// Cost of the way of a mean good as a share of its price, one row per origin; and by which region imports come.
struct Ways {
  Table<RegionId, RegionId, double> freight, border;
  Column<RegionId, RegionId> gateway;
};

Ways ways(const World& w) {
  const auto& p = w.parameters.trade;
  Ways out{{w.region_count(), w.region_count()}, {w.region_count(), w.region_count()}, gateways(w)};
  for_each_index(w.region_count(), 4, [&](std::size_t i) {
    const RegionId o{static_cast<std::uint32_t>(i)};
    for (const RegionId d : w.region_ids()) {
      const double infrastructure = std::sqrt(w.regions.public_capital[o] / w.calibration.base_public_capital[o] *
                                              (w.regions.public_capital[d] / w.calibration.base_public_capital[d])) /
                                    w.nation.trend;
      const double ease = portable::pow(std::max(infrastructure, least_infrastructure), -p.congestion);
      out.freight(o, d) = freight_cost(w.pack->distance(o, d), p.freight_share) * w.levers.freight(o, d) * ease;
      out.border(o, d) = o == d ? 0 : p.border_cost * w.levers.border(o, d);
    }
  });
  return out;
}

// (τ_od/τ0_od)^−σ and what is under the power, for goods of one freight per value. The powers of price, way and mean are
// taken apart: a power for every good, origin and destination would cost more than the rest of the step.
struct Appeal {
  double weight = 0;
  Table<RegionId, RegionId, double> cost, paid, appeal;  // paid: without preference and rules
};

std::vector<Appeal> appeals(const World& w, const Ways& way) {
  const auto& p = w.parameters.trade;
  std::vector<double> weights;
  for (const PackIndustry& good : w.pack->industries) weights.push_back(good.freight_weight);
  std::ranges::sort(weights);
  weights.erase(std::ranges::unique(weights).begin(), weights.end());
  std::vector<Appeal> out(weights.size());
  for_each_index(out.size(), 1, [&](std::size_t k) {
    const std::size_t n = w.region_count();
    out[k] = {weights[k], {n, n}, {n, n}, {n, n}};
    const double resources = weights[k] > 0 ? p.border_resources : 0;
    for (const RegionId o : w.region_ids())
      for (const RegionId d : w.region_ids()) {
        const double freight = freight_cost(w.pack->distance(o, d), p.freight_share);
        const double border = o == d ? 0 : p.border_cost;
        const double carried = 1 + weights[k] * way.freight(o, d), before = 1 + weights[k] * freight;
        out[k].cost(o, d) = (carried + way.border(o, d)) / (before + border);
        out[k].paid(o, d) = (carried + resources * way.border(o, d)) / (before + resources * border);
        out[k].appeal(o, d) = portable::pow(out[k].cost(o, d), -p.elasticity);
      }
  });
  return out;
}

// What draws buyers to a supplier wherever they are: p_o^−σ, its varieties and their quality, and its capacity relative
// to the base year and to the nation, raised to ψ.
Column<RegionId, double> supplier_appeal(const World& w, IndustryId g, const Column<RegionId, double>& offered) {
  const auto& p = w.parameters.trade;
  double now = 0, base = 0;
  Column<RegionId, double> out(w.region_count(), 1);
  for (const RegionId o : w.region_ids()) {
    if (!w.live(o, g)) continue;
    out[o] = w.activity.capacity_cell(o, g) / w.cells.base_capacity(o, g);
    now += out[o] * w.cells.base_output(o, g);
    base += w.cells.base_output(o, g);
  }
  const double mean = base > 0 && now > 0 ? now / base : 1;
  for (const RegionId o : w.region_ids())
    out[o] = offered[o] * portable::pow(w.cells.price(o, g), -p.elasticity) *
             portable::pow(out[o] / mean, p.capacity_effect);
  return out;
}

// Factor on a supplier's share that results from policies which ask buyers to prefer it.
double preference(const World& w, IndustryId g, RegionId o, RegionId d) {
  double factor = 1;
  for (const Preference& x : w.levers.preferences) factor *= 1 + x.rise * x.supplier[index(o)] * x.buyer(d, g);
  return factor;
}

// Electricity over new lines takes its share of what the region buys; `total` stays.
void add_lines(const World& w, IndustryId g, RegionId d, double total, std::vector<double>& wanted) {
  double extra = 0;
  for (const RegionId o : w.region_ids())
    if (o != d && w.live(o, g)) extra += w.levers.line(o, d);
  if (!(extra > 0)) return;
  const double fit = std::min(1.0, w.parameters.trade.lines_most / extra);
  for (double& x : wanted) x *= 1 - extra * fit;
  for (const RegionId o : w.region_ids())
    if (o != d && w.live(o, g)) wanted[index(o)] += w.levers.line(o, d) * fit * total;
}

// The margins of what region d buys of a good beyond those of the base year.
void set_margins(World& w, IndustryId g, RegionId d, const Ways& way) {
  const double weight = w.pack->industries[index(g)].freight_weight;
  w.activity.more_freight(d, g) = w.activity.more_handling(d, g) = 0;
  if (!(weight > 0)) return;
  const RegionId abroad{static_cast<std::uint32_t>(w.region_count())};
  double freight = w.trade.share(g, abroad, d) * way.freight(way.gateway[d], d), border = 0;
  for (const RegionId o : w.region_ids()) {
    freight += w.trade.share(g, o, d) * way.freight(o, d);
    border += w.trade.share(g, o, d) * way.border(o, d);
  }
  w.activity.more_freight(d, g) = w.trade.freight_scale[d] * weight * freight - w.trade.base_freight(d, g);
  w.activity.more_handling(d, g) =
      w.trade.handling_scale[d] * w.parameters.trade.border_resources * border - w.trade.base_handling(d, g);
}

void move_shares(World& w, IndustryId g, const Ways& ways, const Appeal& way, const Column<RegionId, double>& offered) {
  const auto& p = w.parameters.trade;
  const std::size_t regions = w.region_count();
  const RegionId abroad{static_cast<std::uint32_t>(regions)};
  const std::size_t electricity = w.pack->industry_with_role("electricity");
  const Column<RegionId, double> supplier = supplier_appeal(w, g, offered);
  std::vector<double> wanted(regions + 1);
  for (const RegionId d : w.region_ids()) {
    double home = 0, home_price = 0, home_paid = 0;
    for (const RegionId o : w.region_ids()) {
      const double base = w.trade.base_share(g, o, d);
      home += base;
      home_price += base * w.cells.price(o, g) * way.cost(o, d);
      home_paid += base * w.cells.price(o, g) * way.paid(o, d);
    }
    const double world_price = w.activity.world_price[g];
    const double mean = home > 0 ? home_price / home : world_price, paid = home > 0 ? home_paid / home : world_price;
    const double beside = portable::pow(mean, p.elasticity);  // the others
    double total = 0;
    for (const RegionId o : w.region_ids()) {
      const double base = w.trade.base_share(g, o, d);
      wanted[index(o)] = base > 0 ? base * supplier[o] * way.appeal(o, d) * beside : 0;
      if (!w.levers.preferences.empty()) wanted[index(o)] *= preference(w, g, o, d);
      total += wanted[index(o)];
    }
    const double base = w.trade.base_share(g, abroad, d);
    wanted[regions] =
        base > 0 ? base * portable::pow(world_price * w.levers.import_cost(d, g) / paid, -p.import_elasticity) : 0;
    total += wanted[regions];
    if (index(g) == electricity) add_lines(w, g, d, total, wanted);
    double price = 0;
    for (std::size_t i = 0; i <= regions; ++i) {
      const RegionId o{static_cast<std::uint32_t>(i)};
      double& share = w.trade.share(g, o, d);
      if (total > 0) share += p.speed * (wanted[i] / total - share);
      price += share * (i < regions ? w.cells.price(o, g) : world_price);
    }
    w.cells.purchase_price(d, g) = price > 0 ? price : 1;
    set_margins(w, g, d, ways);
  }
}

// Adds the margins to the prices of what is bought. The services that provide them bear none.
void deliver_prices(World& w) {
  const std::size_t transport = w.pack->industry_with_role("transport"), trade = w.pack->industry_with_role("trade");
  for (const RegionId r : w.region_ids()) {
    const auto price_of = [&](std::size_t s) {
      return s < w.industry_count() ? w.cells.purchase_price(r, IndustryId{static_cast<std::uint32_t>(s)}) : 0.0;
    };
    const double carried = price_of(transport), handled = price_of(trade);
    for (const IndustryId g : w.industry_ids())
      w.cells.purchase_price(r, g) +=
          w.activity.more_freight(r, g) * carried + w.activity.more_handling(r, g) * handled;
  }
}

}  // namespace

void trade_shares(World& w) {
  const Ways way = ways(w);
  const std::vector<Appeal> by_weight = appeals(w, way);
  const Column<RegionId, double> offered = offer(w);
  for_each_index(w.industry_count(), 1, [&](std::size_t g) {
    const double weight = w.pack->industries[g].freight_weight;
    const auto appeal = std::ranges::find(by_weight, weight, &Appeal::weight);
    move_shares(w, IndustryId{static_cast<std::uint32_t>(g)}, way, *appeal, offered);
  });
  deliver_prices(w);
  for (const RegionId r : w.region_ids()) {
    double investment = 0, publics = 0, urban = 0, rural = 0;
    for (const IndustryId g : w.industry_ids()) {
      const double price = w.cells.purchase_price(r, g);
      investment += w.households.basket_investment(r, g) * price;
      publics += w.households.basket_public(r, g) * price;
      urban += w.households.basket_urban(r, g) * price;
      rural += w.households.basket_rural(r, g) * price;
    }
    w.regions.investment_price[r] = investment;
    w.regions.public_price[r] = publics;
    // Laspeyres: base-year spending of the two halves as fixed weights.
    const double weight = w.calibration.urban_consumption_share[r];
    const double level = weight * urban + (1 - weight) * rural;
    w.regions.inflation[r] = level / w.regions.price_level[r] - 1;
    w.regions.price_level[r] = level;
  }
}

}  // namespace jiuzhou
