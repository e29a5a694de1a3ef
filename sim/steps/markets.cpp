// Markets: production and trade together; every purchase is delivered, rationed or imported, and paid.
//
//   Z_gs   = a_gs X*_s + m a X* ge + v (m a X* − M_gs)     orders of inputs; M inputs on hand; a as policies leave it
//   Q_og   = Σ_d φ_god (Z_gd + F_gd) + E_og                 demand on supplier o: additive shares, exports v (p/pw)^−η
//   T_d    = Σ_g (m_gd − m0_gd) (Z_gd + F_gd)               transport beyond the table's, ordered with Z and F of transport
//   X_f    = min(plan, overtime · L A/n, capacity) for storable goods; services produce what is asked within the same limits
//   VA_s   = p X − Σ_g P_g a_gs X (1 + m g)                 inputs as they are used; Σ P Z beyond that is stock building
//   sales  = min(available, demand); then firms of the same cell with spare, then other regions, then (inputs) imports
//
// T, and likewise the trade services that borders take, is billed with the goods it carries. Deflated twice: an input that
// takes less of it saves real inputs, and a final good that does adds as much to the real value added of transport where
// it is bought, for delivering the same goods with less.
// Intermediate use is served before final use. Electricity between regions is limited by line capacity; what does not
// fit is bought at home. Order of rationing and the second pass: ARIO-like (Hallegatte 2008), proportional.
//
// Reads   activity.{plan, market_share, demand_*, investment*, regional_growth}, trade.*, firms.*, cells.input*,
//         activity.{more_freight, more_handling}, levers.{export_demand, grid, line, work_limit,
//         energy_use}, regions.clean_power
// Writes  firms.{stock, demand, previous_demand, output, utilisation}, cells.input_stock, activity results, ledger
// Order   goods own their slab of flows, cells their firms, accounts are posted in order

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "sim/base/apportion.hpp"
#include "sim/base/error.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/technique.hpp"
#include "sim/steps/shared/trade_shares.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

// One good in this quarter: orders by supplier and buyer, and deliveries.
struct GoodMarket {
  Table<RegionId, RegionId, double> intermediate, final;  // (origin incl. abroad, destination), real, as ordered
  Column<RegionId, double> demand_intermediate, demand_final, exports;  // by supplier
  Column<RegionId, double> fill_intermediate, fill_final, spare;        // by supplier
  Column<RegionId, double> price;                                       // of what is sold, by supplier
  Column<RegionId, double> extra;                                       // second pass, by supplier
  // by buyer
  Column<RegionId, double> received_final, value_final, value_intermediate, unmet_final, imports;
  double taken = 0;  // share of unmet final demand served in the second pass
  double import_value = 0, export_value = 0, unserved = 0, asked = 0;
};

struct Market {
  CellTable ordered_inputs, final_demand, investment_real;  // real, by (region, good)
  CellTable margin_inputs, margin_final;  // ordered for the way of goods: services, by (region, service)
  CellTable growth, revenue;              // by cell
  Cube<RegionId, IndustryId, IndustryId, double> orders;  // (region, good, using)
  Column<RegionId, double> offered;                       // varieties of a supplier, see trade_shares
  std::vector<GoodMarket> goods;
};

// Plans and investment of the firms by cell.
void sum_plans(World& w, Market& m) {
  CellTable investment(w.region_count(), w.industry_count());
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    double plan = 0, growth = 0, orders = 0;
    for_firms(w, cell, [&](FirmId f) {
      plan += w.activity.plan[f];
      growth += w.activity.plan[f] * static_cast<double>(w.firms.growth[f]);
      orders += w.activity.investment[f];
    });
    const double weight = w.parameters.expectations.own_weight;
    w.activity.plan_cell(r, s) = plan;
    m.growth(r, s) = plan > 0 ? weight * growth / plan + (1 - weight) * w.activity.regional_growth[r] : 0;
    investment(r, s) = orders;
  });
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) w.activity.investment_real_firms[r] += investment(r, s);
}

void place_orders(const World& w, const Technique& technique, Market& m) {
  const auto& p = w.parameters.production;
  for_each_index(w.region_count(), 1, [&](std::size_t i) {
    const RegionId r{static_cast<std::uint32_t>(i)};
    for (const IndustryId g : w.industry_ids()) {
      const auto factors = technique.factors(r, g);
      double total = 0;
      for (const IndustryId s : w.industry_ids()) {
        const double use = w.cells.input(r, g, s) * factors[index(s)] * w.activity.plan_cell(r, s);
        const double target = p.input_stock * use;
        const double order = use + target * m.growth(r, s) + p.input_speed * (target - w.cells.input_stock(r, g, s));
        m.orders(r, g, s) = std::max(order, 0.0);
        total += m.orders(r, g, s);
      }
      m.ordered_inputs(r, g) = total;
      const double investment = w.activity.investment_real_firms[r] + w.activity.investment_real_public[r] +
                                w.activity.investment_real_dwellings[r];
      m.investment_real(r, g) = investment * w.households.basket_investment(r, g);
      m.final_demand(r, g) = w.activity.demand_consumption_urban(r, g) + w.activity.demand_consumption_rural(r, g) +
                             w.activity.demand_public(r, g) + m.investment_real(r, g);
    }
  });
}

// A service that goods need on their way, and how much of it per unit beyond the table's.
struct MarginService {
  IndustryId service;
  const CellTable& more;
};

std::vector<MarginService> margin_services(const World& w) {
  std::vector<MarginService> out;
  const auto add = [&](const char* role, const CellTable& more) {
    const std::size_t s = w.pack->industry_with_role(role);
    if (s < w.industry_count()) out.push_back({IndustryId{static_cast<std::uint32_t>(s)}, more});
  };
  add("transport", w.activity.more_freight);
  add("trade", w.activity.more_handling);
  return out;
}

constexpr double margin_least = -0.95;  // of what is ordered beside it: nobody orders less than nothing

void order_margins(const World& w, Market& m) {
  for (const MarginService& x : margin_services(w))
    for (const RegionId r : w.region_ids()) {
      double inputs = 0, finals = 0;
      for (const IndustryId g : w.industry_ids()) {
        inputs += x.more(r, g) * m.ordered_inputs(r, g);
        finals += x.more(r, g) * m.final_demand(r, g);
      }
      m.margin_inputs(r, x.service) = std::max(inputs, margin_least * m.ordered_inputs(r, x.service));
      m.margin_final(r, x.service) = std::max(finals, margin_least * m.final_demand(r, x.service));
    }
}

// Puts what a service cost for the way of goods on the bills of these goods.
void bill_margins(const World& w, Market& m) {
  const auto move = [&](const MarginService& x, RegionId r, const CellTable& ordered, double margin,
                        Column<RegionId, double> GoodMarket::*value) {
    double needed = 0;
    for (const IndustryId g : w.industry_ids()) needed += x.more(r, g) * ordered(r, g);
    if (margin == 0 || needed == 0) return;
    double& service = (m.goods[index(x.service)].*value)[r];
    const double paid = service * (margin / (ordered(r, x.service) + margin));
    service -= paid;
    for (const IndustryId g : w.industry_ids())
      (m.goods[index(g)].*value)[r] += paid * (x.more(r, g) * ordered(r, g) / needed);
  };
  for (const MarginService& x : margin_services(w))
    for (const RegionId r : w.region_ids()) {
      const double direct = m.final_demand(r, x.service), margin = m.margin_final(r, x.service);
      move(x, r, m.ordered_inputs, m.margin_inputs(r, x.service), &GoodMarket::value_intermediate);
      move(x, r, m.final_demand, margin, &GoodMarket::value_final);
      if (margin != 0) m.goods[index(x.service)].received_final[r] *= direct / (direct + margin);
    }
}

// Electricity trade is limited by line capacity; excess orders go to suppliers in the buyer's own region.
void keep_to_lines(const World& w, IndustryId g, const Column<RegionId, double>& inputs,
                   const Column<RegionId, double>& finals, GoodMarket& good) {
  for (const RegionId d : w.region_ids()) {
    const double bought = inputs[d] + finals[d];
    if (!(bought > 0)) continue;
    double rerouted = 0;
    for (const RegionId o : w.region_ids()) {
      const double share = w.trade.share(g, o, d);
      if (o == d || !(share > 0)) continue;
      const double most = w.trade.grid_capacity(o, d) * w.levers.grid(o, d) / bought + w.levers.line(o, d);
      if (share <= most) continue;
      rerouted += share - most;
      good.intermediate(o, d) = most * inputs[d];
      good.final(o, d) = most * finals[d];
    }
    if (rerouted > 0) {
      // A region without a supplier of its own takes the excess from abroad.
      const RegionId to = w.live(d, g) ? d : RegionId{static_cast<std::uint32_t>(w.region_count())};
      good.intermediate(to, d) += rerouted * inputs[d];
      good.final(to, d) += rerouted * finals[d];
    }
  }
}

// Orders by supplier and buyer. Loops over both go along the rows, which are the suppliers'.
void route(const World& w, const Market& m, IndustryId g, GoodMarket& good) {
  const std::size_t regions = w.region_count();
  good.intermediate.assign(regions + 1, regions);
  good.final.assign(regions + 1, regions);
  Column<RegionId, double> ordered(regions), wanted(regions);
  for (const RegionId d : w.region_ids()) {
    ordered[d] = m.ordered_inputs(d, g) + m.margin_inputs(d, g);
    wanted[d] = m.final_demand(d, g) + m.margin_final(d, g);
  }
  for (const RegionId o : Ids<RegionId>(regions + 1)) {
    const auto shares = w.trade.share.row(g, o);
    std::transform(shares.begin(), shares.end(), ordered.begin(), good.intermediate.row(o).begin(),
                   std::multiplies<>());
    std::transform(shares.begin(), shares.end(), wanted.begin(), good.final.row(o).begin(), std::multiplies<>());
  }
  if (index(g) == w.pack->industry_with_role("electricity")) keep_to_lines(w, g, ordered, wanted, good);
  const auto& p = w.parameters.trade;
  for (auto* column : {&good.demand_intermediate, &good.demand_final, &good.exports}) column->assign(regions);
  for (const RegionId o : w.region_ids()) {
    double inputs = 0, finals = 0;
    for (const RegionId d : w.region_ids()) {
      inputs += good.intermediate(o, d);
      finals += good.final(o, d);
    }
    good.exports[o] = w.trade.base_exports(o, g) * m.offered[o] * w.nation.world_demand * w.levers.export_demand(o, g) *
                      portable::pow(w.cells.price(o, g) / w.activity.world_price[g], -p.export_elasticity);
    good.demand_intermediate[o] = inputs;
    good.demand_final[o] = finals + good.exports[o];
  }
}

// Values common to all firms of a cell in production.
struct Production {
  bool storable;
  double demand, hours, scale;  // hours: most a worker gives; scale: capacity to capacity ratio times capital
};

// Orders, available goods and deliveries of firms before any spare goods are reallocated.
JIUZHOU_VECTOR_WIDTHS
void produce_block(const Production& rule, Firms& x, Activity& a, const SlotBlock& block) {
  const double all = rule.demand, hours = rule.hours, scale = rule.scale;
  const double stored = rule.storable ? 1 : 0;
  const std::int64_t* labour = x.labour.values().data();
  const double* productivity = x.productivity.values().data();
  const float* coefficient = x.labour_coefficient.values().data();
  const float* capacity_ratio = x.capacity_ratio.values().data();
  const double* capital = x.capital.values().data();
  const double* stock = x.stock.values().data();
  const double* share = a.market_share.values().data();
  const double* plan = a.plan.values().data();
  double* sales = a.sales.values().data();
  double* spare = a.spare.values().data();
  double* output = x.output.values().data();
  double* demand = x.demand.values().data();
  float* previous = x.previous_demand.values().data();
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const double asked = all * share[i];
    const double by_labour = real(labour[i]) * productivity[i] / static_cast<double>(coefficient[i]) * hours;
    const double capacity = static_cast<double>(capacity_ratio[i]) * capital[i] * scale;
    const double most = by_labour < capacity ? by_labour : capacity;
    const double limit = block.alive[i - block.begin] != 0 ? most : 0;
    const double made = plan[i] < limit ? plan[i] : limit;
    output[i] = made;  // of services it will be what they sell
    const double held = stock[i] + made;
    const double available = stored > 0 ? held : limit;
    const double sold = asked < available ? asked : available;
    sales[i] = sold;
    spare[i] = available - sold;
    previous[i] = static_cast<float>(demand[i]);
    demand[i] = asked;
  }
}

// Production and sales of the firms of one cell; fills the supplier columns of its good.
void produce(World& w, GoodMarket& good, RegionId r, IndustryId s) {
  const auto& p = w.parameters.production;
  const std::size_t cell = w.cell(r, s);
  const double demand = good.demand_intermediate[r] + good.demand_final[r];
  const Production rule{.storable = w.pack->industries[index(s)].storable,
                        .demand = demand,
                        .hours = std::min(p.overtime, w.levers.work_limit) * (1 - w.levers.absence[r]),
                        .scale = w.nation.deepening * w.levers.output_cap(r, s)};
  double sold = 0, unmet = 0, spare = 0;
  for_slots(w, cell, [&](const SlotBlock& block) {
    produce_block(rule, w.firms, w.activity, block);
    for (const FirmId f : Ids<FirmId>(block.begin, block.end)) {
      sold += w.activity.sales[f];
      unmet += w.firms.demand[f] - w.activity.sales[f];
      spare += w.activity.spare[f];
    }
  });
  const double moved = std::min(unmet, spare);  // to firms of the same cell
  if (moved > 0)
    for (const SlotRun run : w.cell_runs(cell))
      for (const FirmId f : Ids<FirmId>(run.begin, run.end)) {
        const double more = w.activity.spare[f] * (moved / spare);
        w.activity.sales[f] += more;
        w.activity.spare[f] -= more;
      }
  sold += moved;
  good.spare[r] = spare - moved;
  const double inputs = good.demand_intermediate[r];
  good.fill_intermediate[r] = sold < inputs ? ratio(sold, inputs, 1) : 1;
  const double left = std::max(0.0, sold - inputs * good.fill_intermediate[r]);
  good.fill_final[r] = left < good.demand_final[r] ? ratio(left, good.demand_final[r], 1) : 1;
}

// Unmet final demand is offered to all suppliers with spare goods, in proportion to them.
void second_pass(const World& w, GoodMarket& good) {
  double unmet = 0, spare = 0;
  for (const RegionId o : w.region_ids()) {
    const double missing = 1 - good.fill_final[o];
    for (const RegionId d : w.region_ids()) good.unmet_final[d] += good.final(o, d) * missing;
  }
  for (const RegionId d : w.region_ids()) {
    unmet += good.unmet_final[d];
    spare += good.spare[d];
  }
  good.taken = unmet > 0 ? std::min(1.0, spare / unmet) : 0;
  const double share = spare > 0 ? good.taken * unmet / spare : 0;
  for (const RegionId o : w.region_ids()) good.extra[o] = share * good.spare[o];
  good.unserved = unmet * (1 - good.taken);
}

JIUZHOU_VECTOR_WIDTHS
void settle_run(Firms& x, Activity& a, SlotRun run, double more, double scale, bool storable) {
  const double stored = storable ? 1 : 0;
  const float* capacity_ratio = x.capacity_ratio.values().data();
  const double* capital = x.capital.values().data();
  const double* spare = a.spare.values().data();
  double* sales = a.sales.values().data();
  double* stock = x.stock.values().data();
  double* output = x.output.values().data();
  float* utilisation = x.utilisation.values().data();
#pragma GCC ivdep
  for (std::size_t i = run.begin; i < run.end; ++i) {
    sales[i] += more * spare[i];
    const double left = stock[i] + output[i] - sales[i], kept = left > 0 ? left : 0;
    const double made = stored > 0 ? output[i] : sales[i];
    stock[i] = stored > 0 ? kept : stock[i];
    output[i] = made;
    const double capacity = static_cast<double>(capacity_ratio[i]) * capital[i] * scale, use = made / capacity;
    utilisation[i] = static_cast<float>(capacity > 0 ? use : 0);
  }
}

// Output of services follows sales; stocks take the rest; the mean price of what each cell sold.
void settle_firms(World& w, Market& m, GoodMarket& good, RegionId r, IndustryId s) {
  const bool storable = w.pack->industries[index(s)].storable;
  const double more = good.spare[r] > 0 ? good.extra[r] / good.spare[r] : 0;
  const double scale = w.nation.deepening * w.levers.output_cap(r, s);
  double sold = 0, value = 0, output = 0, made = 0;
  for (const SlotRun run : w.cell_runs(w.cell(r, s))) {
    settle_run(w.firms, w.activity, run, more, scale, storable);
    for (const FirmId f : Ids<FirmId>(run.begin, run.end)) {
      sold += w.activity.sales[f];
      value += w.activity.sales[f] * w.firms.price[f];
      output += w.firms.output[f];
      made += w.firms.output[f] * w.firms.price[f];
    }
  }
  good.price[r] = sold > 0 ? value / sold : w.cells.price(r, s);
  m.revenue(r, s) = value;
  w.activity.sold(r, s) = sold;
  w.activity.output(r, s) = output;
  w.activity.value_added(r, s) = made;  // inputs are taken off when their cost is known
  w.activity.demand(r, s) = good.demand_intermediate[r] + good.demand_final[r];
}

// Adds what a supplier delivers to the buyers, at world prices where inputs are missing.
JIUZHOU_VECTOR_WIDTHS
void deliver_from(GoodMarket& good, RegionId o, double world) {
  const std::span<const double> final = good.final.row(o), intermediate = good.intermediate.row(o);
  const double fill_final = good.fill_final[o], fill_intermediate = good.fill_intermediate[o], price = good.price[o];
  double* received = good.received_final.values().data();
  double* value = good.value_final.values().data();
  double* inputs_value = good.value_intermediate.values().data();
  double* imports = good.imports.values().data();
#pragma GCC ivdep
  for (std::size_t d = 0; d < final.size(); ++d) {
    const double finals = final[d] * fill_final;
    received[d] += finals;
    value[d] += finals * price;
    const double missing = intermediate[d] * (1 - fill_intermediate);
    inputs_value[d] += intermediate[d] * fill_intermediate * price + missing * world;
    imports[d] += missing;  // inputs that nobody at home can deliver come from abroad
  }
}

// Quantity and cost of the good received by each buying region.
void deliver(const World& w, GoodMarket& good, IndustryId g) {
  const RegionId abroad{static_cast<std::uint32_t>(w.region_count())};
  const double world = w.activity.world_price[g];
  double extra = 0, extra_value = 0;
  for (const RegionId o : w.region_ids()) {
    extra += good.extra[o];
    extra_value += good.extra[o] * good.price[o];
  }
  const double extra_price = ratio(extra_value, extra, 0);
  for (const RegionId d : w.region_ids()) {
    good.received_final[d] = good.final(abroad, d);
    good.value_final[d] = good.final(abroad, d) * world;
    good.value_intermediate[d] = good.intermediate(abroad, d) * world;
    good.imports[d] = good.final(abroad, d) + good.intermediate(abroad, d);
  }
  for (const RegionId o : w.region_ids()) deliver_from(good, o, world);
  for (const RegionId d : w.region_ids()) {
    const double second = good.unmet_final[d] * good.taken;
    good.received_final[d] += second;
    good.value_final[d] += second * extra_price;
    good.import_value += good.imports[d] * world;
  }
  for (const RegionId o : w.region_ids()) {
    good.export_value += good.exports[o] * good.fill_final[o] * good.price[o];
    good.asked += good.demand_intermediate[o] + good.demand_final[o];
  }
}

void clear_good(World& w, Market& m, GoodMarket& good, IndustryId g) {
  for (auto* column :
       {&good.fill_intermediate, &good.fill_final, &good.spare, &good.price, &good.extra, &good.received_final,
        &good.value_final, &good.value_intermediate, &good.unmet_final, &good.imports})
    column->assign(w.region_count());
  route(w, m, g, good);
  for (const RegionId r : w.region_ids()) produce(w, good, r, g);
  second_pass(w, good);
  for (const RegionId r : w.region_ids()) settle_firms(w, m, good, r, g);
  deliver(w, good, g);
}

// One input of a region's industries: its cost and the stock that remains.
struct InputUse {
  double ordered, value, real_cost;  // real cost of a unit, with the services that its way takes
};

JIUZHOU_VECTOR_WIDTHS
void use_input(const InputUse& use, std::span<const double> orders, std::span<const double> input,
               std::span<const double> factors, std::span<const double> output, std::span<double> stock,
               std::span<double> cost, std::span<double> real_inputs) {
  const double ordered = use.ordered, value = use.value, real_cost = use.real_cost;
#pragma GCC ivdep
  for (std::size_t s = 0; s < orders.size(); ++s) {
    cost[s] += value * (orders[s] / ordered);
    const double coefficient = input[s] * factors[s];
    stock[s] += orders[s] - coefficient * output[s];
    real_inputs[s] += coefficient * real_cost;
  }
}

// Inputs on hand and the value each cell adds.
void use_inputs(World& w, const Technique& technique, const Market& m) {
  const auto& p = w.parameters.production;
  const double growth_of_stocks = 1 + p.input_stock * w.nation.base_growth;
  for_each_index(w.region_count(), 1, [&](std::size_t i) {
    const RegionId r{static_cast<std::uint32_t>(i)};
    auto cost = w.activity.intermediate_cost.row(r), real_inputs = w.activity.value_added_real.row(r);
    const auto output = std::as_const(w.activity.output).row(r);
    std::fill(cost.begin(), cost.end(), 0);
    std::fill(real_inputs.begin(), real_inputs.end(), 0);
    for (const IndustryId g : w.industry_ids()) {
      const double ordered = m.ordered_inputs(r, g), value = ordered > 0 ? m.goods[index(g)].value_intermediate[r] : 0;
      const double more = w.activity.more_freight(r, g) + w.activity.more_handling(r, g);
      use_input({.ordered = ordered > 0 ? ordered : 1, .value = value, .real_cost = growth_of_stocks * (1 + more)},
                m.orders.row(r, g), w.cells.input.row(r, g), technique.factors(r, g), output,
                w.cells.input_stock.row(r, g), cost, real_inputs);
    }
    for (const IndustryId s : w.industry_ids()) {
      const double made = output[index(s)] * (1 - real_inputs[index(s)]);
      w.activity.value_added_real(r, s) = made - std::min(m.margin_final(r, s), std::max(0.0, made));
    }
  });
}

// Value added is output less the inputs it took, with their usual stocks. What was bought beyond them is stock building
// and no cost of this quarter: where workers leave after the orders, a region does not make less than nothing.
void value_inputs(World& w, const Technique& technique, const Market& m) {
  const double growth_of_stocks = 1 + w.parameters.production.input_stock * w.nation.base_growth;
  for_each_index(w.region_count(), 1, [&](std::size_t i) {
    const RegionId r{static_cast<std::uint32_t>(i)};
    const auto output = std::as_const(w.activity.output).row(r);
    auto value_added = w.activity.value_added.row(r);
    for (const double cost : std::as_const(w.activity.intermediate_cost).row(r)) w.activity.stock_building[r] += cost;
    for (const IndustryId g : w.industry_ids()) {
      const double ordered = m.ordered_inputs(r, g);
      const double price =
          ordered > 0 ? m.goods[index(g)].value_intermediate[r] / ordered : w.cells.purchase_price(r, g);
      const auto input = std::as_const(w.cells.input).row(r, g);
      const auto factors = technique.factors(r, g);
      for (std::size_t s = 0; s < input.size(); ++s) {
        const double used = price * growth_of_stocks * input[s] * factors[s] * output[s];
        value_added[s] -= used;
        w.activity.stock_building[r] -= used;
      }
    }
  });
}

// Value received of a basket of goods, and the share of the order that arrived.
struct Delivery {
  double value = 0, asked = 0, received = 0;
};

Delivery delivery(const Market& m, RegionId r, std::span<const double> basket) {
  Delivery out;
  for (std::size_t g = 0; g < basket.size(); ++g) {
    const double ordered = m.final_demand(r, IndustryId{static_cast<std::uint32_t>(g)});
    if (!(basket[g] > 0) || !(ordered > 0)) continue;
    const double part = basket[g] / ordered;
    out.value += part * m.goods[g].value_final[r];
    out.received += part * m.goods[g].received_final[r];
    out.asked += basket[g];
  }
  return out;
}

// Pays `value` yuan out of household accounts in proportion to what each planned to spend.
void charge_households(World& w, Flow kind, RegionId r, bool rural, const Column<HouseholdId, double>& planned,
                       double factor) {
  for (std::size_t k = 0; k < income_classes; ++k) {
    const HouseholdId a = w.household(r, rural, k);
    w.ledger.pay(kind, {Sector::household, index(a)}, {Sector::market, clearing_goods}, to_fen(planned[a] * factor));
  }
}

void pay_final_buyers(World& w, const Market& m) {
  const Account market{Sector::market, clearing_goods};
  for (const RegionId r : w.region_ids()) {
    auto& a = w.activity;
    const Delivery urban = delivery(m, r, a.demand_consumption_urban.row(r));
    const Delivery rural = delivery(m, r, a.demand_consumption_rural.row(r));
    const Delivery publics = delivery(m, r, a.demand_public.row(r));
    const Delivery investment = delivery(m, r, m.investment_real.row(r));
    charge_households(w, Flow::consumption, r, false, a.consumption, ratio(urban.value, a.consumption_budget_urban[r]));
    charge_households(w, Flow::consumption, r, true, a.consumption, ratio(rural.value, a.consumption_budget_rural[r]));
    a.consumption_urban[r] = urban.value;
    a.consumption_rural[r] = rural.value;
    a.government_consumption[r] = publics.value;
    const double planned = a.consumption_budget_public[r] + a.consumption_budget_central[r];
    const Fen central = to_fen(publics.value * ratio(a.consumption_budget_central[r], planned));
    w.ledger.pay(Flow::government_consumption, {Sector::centre}, market, central);
    w.ledger.pay(Flow::government_consumption, {Sector::province, index(r)}, market, to_fen(publics.value) - central);

    const double real = a.investment_real_firms[r] + a.investment_real_public[r] + a.investment_real_dwellings[r];
    a.investment_fill[r] = ratio(investment.received, investment.asked, 1);
    a.investment_unit_price[r] = ratio(investment.value, real, w.regions.investment_price[r]);
    const double unit = a.investment_unit_price[r];
    a.investment_public[r] = a.investment_real_public[r] * unit;
    a.dwelling_investment[r] = a.investment_real_dwellings[r] * unit;
    a.investment_firms[r] = a.investment_real_firms[r] * unit;
    w.ledger.pay(Flow::public_investment, {Sector::province, index(r)}, market, to_fen(a.investment_public[r]));
    const double factor = ratio(a.dwelling_investment[r], a.dwelling_budget[r]);
    charge_households(w, Flow::household_investment, r, false, a.dwellings, factor);
    charge_households(w, Flow::household_investment, r, true, a.dwellings, factor);
  }
}

struct Purchases {
  Fen inputs = 0, investment = 0;
};

// Firms pay for their inputs and for what they invest.
JIUZHOU_VECTOR_WIDTHS
void buy(const InputBill& rule, double unit, const Activity& a, const SlotBlock& block, Fen* deposits,
         Purchases& bought) {
  const InputBill bill = rule;
  const double* plan = a.plan.values().data();
  const double* investment = a.investment.values().data();
  FenRounding rounded;
  Fen all_inputs = 0, all_investment = 0;
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::int64_t alive = block.alive[i - block.begin];
    const Fen inputs = rounded(only_if(alive, bill(plan[i]))), invested = rounded(only_if(alive, investment[i] * unit));
    deposits[i] -= inputs + invested;
    all_inputs += inputs;
    all_investment += invested;
  }
  rounded.check();
  bought.inputs += all_inputs;
  bought.investment += all_investment;
}

void settle_accounts(World& w, const Market& m) {
  const Account market{Sector::market, clearing_goods};
  double exports = 0, imports = 0;
  for (const IndustryId g : w.industry_ids()) {
    exports += m.goods[index(g)].export_value;
    imports += m.goods[index(g)].import_value;
  }
  w.ledger.pay(Flow::exports, {Sector::world}, market, to_fen(exports));
  w.ledger.pay(Flow::imports, market, {Sector::world}, to_fen(imports));

  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    const double unit = w.activity.investment_unit_price[w.region_of(cell)];
    Purchases bought;
    const InputBill bill(w, cell);
    for_slots(w, cell,
              [&](const SlotBlock& block) { buy(bill, unit, w.activity, block, batch.firms().data(), bought); });
    batch.book(Flow::intermediate, Sector::firm, market, bought.inputs);
    batch.book(Flow::firm_investment, Sector::firm, market, bought.investment);
  });
  // What is left in the clearing account is the suppliers' revenue, to the last fen: by cells, and within a cell by
  // rounding the running sum.
  const std::vector<Fen> due = apportion(w.ledger.balance(market), m.revenue.values(), w.random_key.period);
  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    if (due[cell] == 0) return;
    const double per_yuan = ratio(static_cast<double>(due[cell]), m.revenue.values()[cell]);
    double running = 0;
    Fen paid = 0;
    for_firms(w, cell, [&](FirmId f) {
      running += w.activity.sales[f] * w.firms.price[f];
      const Fen up_to = static_cast<Fen>(running * per_yuan + 0.5);
      batch.firm(f) += up_to - paid;
      paid = up_to;
    });
    batch.firm(FirmId{w.cell_firms(cell).back()}) += due[cell] - paid;
    batch.book(Flow::sales, market, Sector::firm, due[cell]);
  });
}

// Transport bought to carry what each region orders, at what the region pays for transport.
void record_freight(World& w, const Market& m) {
  const std::size_t transport = w.pack->industry_with_role("transport");
  if (transport >= w.industry_count()) return;
  for (const RegionId r : w.region_ids()) {
    double real = 0;
    for (const IndustryId g : w.industry_ids())
      real += (w.trade.base_freight(r, g) + w.activity.more_freight(r, g)) *
              (m.ordered_inputs(r, g) + m.final_demand(r, g));
    w.activity.freight[r] = real * w.cells.purchase_price(r, IndustryId{static_cast<std::uint32_t>(transport)});
  }
}

void record_trade(World& w, const Market& m) {
  double asked = 0, unserved = 0;
  for (const GoodMarket& good : m.goods) {
    asked += good.asked;
    unserved += good.unserved;
  }
  for_each_index(w.region_count(), 4, [&](std::size_t i) {
    const RegionId o{static_cast<std::uint32_t>(i)};
    for (const IndustryId g : w.industry_ids()) {
      const GoodMarket& good = m.goods[index(g)];
      w.activity.exports(o, g) = good.exports[o] * good.fill_final[o] * good.price[o];
      w.activity.imports(o, g) = good.imports[o] * w.activity.world_price[g];
      for (const RegionId d : w.region_ids()) {
        const double real = good.final(o, d) * good.fill_final[o] + good.intermediate(o, d) * good.fill_intermediate[o];
        w.activity.trade_flow(o, d) += real * good.price[o];
        w.activity.freight_flow(o, d) +=
            real * good.price[o] * w.pack->industries[index(g)].freight_weight * w.trade.freight_scale[d];
      }
    }
  });
  w.activity.rationed = ratio(unserved, asked);
}

}  // namespace

void markets(World& w) {
  Market m;
  m.offered = offer(w);
  for (CellTable* table : {&m.ordered_inputs, &m.final_demand, &m.investment_real, &m.margin_inputs, &m.margin_final,
                           &m.growth, &m.revenue})
    table->assign(w.region_count(), w.industry_count());
  m.orders.assign(w.region_count(), w.industry_count(), w.industry_count());
  m.goods.resize(w.industry_count());
  sum_plans(w, m);
  const Technique technique(w);
  place_orders(w, technique, m);
  order_margins(w, m);
  for_each_index(w.industry_count(), 1,
                 [&](std::size_t g) { clear_good(w, m, m.goods[g], IndustryId{static_cast<std::uint32_t>(g)}); });
  bill_margins(w, m);
  use_inputs(w, technique, m);
  value_inputs(w, technique, m);
  pay_final_buyers(w, m);
  settle_accounts(w, m);
  record_freight(w, m);
  record_trade(w, m);
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      w.activity.stock_building[r] += (w.activity.output(r, s) - w.activity.sold(r, s)) * w.cells.price(r, s);
}

}  // namespace jiuzhou
