// Prices: a mark-up on unit cost, moved by slack and by the distance to competitors, with capped moves.
//
//   c_f      = Σ_g a_g P_g,-1 (1+πe) (1+mg) + w_f n_f / A_f                       expected unit cost
//   ln p*_f  = ln[(1 + m (μ_f−1)) c_f / (1−t−z)] + pass-through of world coal and oil prices     m, z levers: 1, 0
//   Δln p_f  = πe + λ (ln p*_f − ln p_f − πe) + ε (util/u* − 1) + ε_s (1 − S/S*) + c (ln p_rs − ln p_f),  |Δ − πe| ≤ cap
//   s_f      ∝ capacity_f (p_f / p_rs)^−η,   p_rs = Σ s_f p_f                      market shares within the cell
//
// Without the reaction to slack unemployment swings for decades (sim/MODEL.md 7.3). Pass-through: panel of regions to
// the last training year.
//
// Reads   firms.{markup, wage, productivity, labour, paid, stock, demand, utilisation, capital}, cells.purchase_price,
//         levers.{markup, charge, pass_through, output_cap, freight_input}
// Writes  firms.price, cells.price, activity.{capacity, capacity_cell, market_share, world_price}
// Order   a firm writes only its own slots; a cell sums its firms in slot order

#include "sim/base/parallel.hpp"
#include "sim/steps/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

// Cost of the inputs of one unit of output at last quarter's purchase prices.
CellTable unit_input_cost(const World& w) {
  CellTable cost(w.region_count(), w.industry_count());
  const std::size_t freight = w.pack->industry_with_role("transport");
  for_each_index(w.region_count(), 1, [&](std::size_t i) {
    const RegionId r{static_cast<std::uint32_t>(i)};
    for (const IndustryId g : w.industry_ids()) {
      const double lever = index(g) == freight ? w.levers.freight_input : 1.0;
      const double price = w.cells.purchase_price(r, g) * lever;
      for (const IndustryId s : w.industry_ids()) cost(r, s) += w.cells.input(r, g, s) * price;
    }
  });
  return cost;
}

// World prices of coal and oil relative to all world prices, raised to the pass-through; 1 for other goods.
double commodity_factor(const World& w, IndustryId s) {
  const std::string& role = w.pack->industries[index(s)].role;
  if (role == "coal") return std::pow(w.nation.coal_price, w.parameters.prices.coal_pass_through * w.levers.pass_through);
  if (role == "oil") return std::pow(w.nation.oil_price, w.parameters.prices.oil_pass_through);
  return 1;
}

// What incumbents take above their cost is cut where entry is easier.
double contested_markup(double markup, double lever) { return lever == 1 || markup <= 1 ? markup : 1 + (markup - 1) * lever; }

void set_firm_prices(World& w) {
  const auto& p = w.parameters.prices;
  const auto& production = w.parameters.production;
  const CellTable inputs = unit_input_cost(w);
  Column<IndustryId, double> commodity(w.industry_count());
  for (const IndustryId s : w.industry_ids()) {
    commodity[s] = commodity_factor(w, s);
    w.activity.world_price[s] = w.nation.world_price * commodity[s];
  }
  const double growth_of_stocks = 1 + production.input_stock * w.nation.base_growth;
  for_each_index(w.firms.size(), 256, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    if (!w.firms.alive[f]) return;
    const RegionId r = w.firms.region[f];
    const IndustryId s = w.firms.industry[f];
    const double inflation = w.activity.expected_inflation[r];
    const double paid_share = w.firms.labour[f] > 0 ? static_cast<double>(w.firms.paid[f]) / static_cast<double>(w.firms.labour[f]) : 1;
    const double labour_cost = w.firms.wage[f] * paid_share * w.firms.labour_coefficient[f] / w.firms.productivity[f];
    const double input_cost = inputs(r, s) * (1 + inflation) * growth_of_stocks;
    const double markup = contested_markup(w.firms.markup[f], w.levers.markup[r]);
    const double taken = w.cells.tax_rate(r, s) + w.levers.charge(r, s);
    const double target = markup * (input_cost + labour_cost) / (1 - taken) * commodity[s];
    const double slack = w.firms.utilisation[f] / production.normal_utilisation - 1;
    double missing = 0;
    if (w.pack->industries[index(s)].storable && production.stock_target > 0 && w.firms.demand[f] > 0) {
      const double wanted = production.stock_target * w.firms.demand[f] * (1 + w.activity.expected_growth[f]);
      missing = 1 - w.firms.stock[f] / wanted;
    }
    const double drift = std::log1p(inflation);
    const double here = std::log(w.firms.price[f]);
    double move = drift + p.cost_speed * (std::log(target) - here - drift);
    move += p.slack_effect * std::clamp(slack, -0.3, 0.3) + p.stock_effect * std::clamp(missing, -0.5, 0.5);
    move += p.competition * (std::log(w.cells.price(r, s)) - here);
    w.firms.price[f] *= std::exp(std::clamp(move, drift - p.cap, drift + p.cap));
  });
}

void set_cell_prices(World& w) {
  const double elasticity = w.parameters.production.firm_price_elasticity;
  for_each_index(w.region_count() * w.industry_count(), 8, [&](std::size_t cell) {
    const RegionId r{static_cast<std::uint32_t>(cell / w.industry_count())};
    const IndustryId s{static_cast<std::uint32_t>(cell % w.industry_count())};
    const auto members = w.cell_firms(cell);
    if (members.empty()) return;
    const double cap = w.levers.output_cap(r, s);
    double capacity = 0, weighted = 0;
    for (const std::uint32_t i : members) {
      const FirmId f{i};
      w.activity.capacity[f] = w.firms.capacity_ratio[f] * w.firms.capital[f] * w.nation.deepening;
      capacity += w.activity.capacity[f];
      weighted += w.activity.capacity[f] * w.firms.price[f];
    }
    const double mean = capacity > 0 ? weighted / capacity : w.cells.price(r, s);
    double total = 0;
    for (const std::uint32_t i : members) {
      const FirmId f{i};
      w.activity.market_share[f] = w.activity.capacity[f] * std::pow(w.firms.price[f] / mean, -elasticity);
      total += w.activity.market_share[f];
    }
    double price = 0;
    for (const std::uint32_t i : members) {
      const FirmId f{i};
      w.activity.market_share[f] = total > 0 ? w.activity.market_share[f] / total : 1.0 / static_cast<double>(members.size());
      price += w.activity.market_share[f] * w.firms.price[f];
      w.activity.capacity[f] *= cap;
    }
    w.cells.price(r, s) = price;
    w.activity.capacity_cell(r, s) = capacity * cap;
  });
}

}  // namespace

void prices(World& w) {
  set_firm_prices(w);
  set_cell_prices(w);
}

}  // namespace jiuzhou
