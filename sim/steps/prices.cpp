// Prices: a mark-up on unit cost, moved by slack and by the distance to competitors, with capped moves.
//
//   c_f      = Σ_g a_g P_g,-1 (1+πe) (1+mg) + w_f n_f / A_f                       expected unit cost
//   ln p*_f  = ln[(1 + m (μ_f−1)) c_f / (1−t−z)] + J_t               m: lever · (n/n0)^−κ; z lever: 0;  a as policies leave it
//   power: c_f + c0 h clean (ρ k P_I − premium)+           yearly cost of wind and sun per output; h kWh, c0 cost over price
//   J_t      = η_s v_rs ln p^world_s                         coal and oil: v value added per output, so that η is of that
//   Δln p_f  = J_t − J_t−1 + πe + λ (ln p*_f − ln p_f − πe) + ε (util/u* − 1) + ε_s (1 − S/S*) + c (ln p_rs − ln p_f),  |Δ − ΔJ − πe| ≤
//   cap
//   s_f      ∝ capacity_f (p_f / p_rs)^−η,   p_rs = Σ s_f p_f                      market shares within the cell
//
// Without the reaction to slack unemployment swings for decades (sim/MODEL.md 7.3). What the world pays for coal and oil
// is known at once and bound by no cap. Pass-through: panel of regions to the last training year, of value added.
//
// Reads   firms.{markup, wage, productivity, labour, paid, stock, demand, utilisation, capital}, cells.purchase_price,
//         levers.{markup, charge, pass_through, output_cap, energy_use, clean_premium}, regions.clean_power
// Writes  nation.{coal_passed, oil_passed}, firms.price, cells.price, activity.{capacity_cell, market_share, world_price}
// Order   a firm writes only its own slots; a cell sums its firms in slot order

#include <utility>

#include "sim/base/math.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/technique.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double least_value_added = 0.05;  // of output, where world prices are passed on

// Cost of the inputs of one unit of output at last quarter's purchase prices.
CellTable unit_input_cost(const World& w) {
  CellTable cost(w.region_count(), w.industry_count());
  const Technique technique(w);
  for_each_index(w.region_count(), 1, [&](std::size_t i) {
    const RegionId r{static_cast<std::uint32_t>(i)};
    for (const IndustryId g : w.industry_ids()) {
      const double price = w.cells.purchase_price(r, g);
      const auto factors = technique.factors(r, g);
      for (const IndustryId s : w.industry_ids()) cost(r, s) += w.cells.input(r, g, s) * factors[index(s)] * price;
    }
  });
  return cost;
}

// What wind and sun built since the start cost a year beyond what governments pay, per unit of power, as cost below the
// mark-up.
double clean_cost(const World& w, RegionId r, IndustryId power) {
  const double built = w.regions.clean_power[r];
  if (!(built > 0) || !w.live(r, power)) return 0;
  const auto& p = w.parameters.environment;
  constexpr double kwh_per_gwh = 1e6;  // conversion of units
  const double kwh = kwh_per_gwh * w.pack->electricity_thermal[r] / 4 / w.cells.base_output(r, power);
  double cost_share = w.cells.base_unit_labour(r, power);
  for (const IndustryId g : w.industry_ids()) cost_share += w.cells.input(r, g, power);
  const double yearly = built * p.clean_annuity * p.clean_cost * w.regions.investment_price[r];
  return cost_share * kwh * std::max(0.0, yearly - w.levers.clean_premium[r]);
}

// Log of the world price of coal or oil, relative to all world prices, as far as sellers of the industry pass it on to
// their value added; last quarter's, and this quarter's, which it remembers. 0 for other goods.
struct Passed {
  double before = 0, now = 0;
};
Passed pass_on(World& w, IndustryId s) {
  const auto& p = w.parameters.prices;
  const std::string& role = w.pack->industries[index(s)].role;
  if (role == "coal") {
    const double now = p.coal_pass_through * w.levers.pass_through * portable::log(w.nation.coal_price);
    return {std::exchange(w.nation.coal_passed, now), now};
  }
  if (role == "oil") {
    const double now = p.oil_pass_through * portable::log(w.nation.oil_price);
    return {std::exchange(w.nation.oil_passed, now), now};
  }
  return {};
}

// Value added per unit of output at base prices.
double value_added_share(const World& w, RegionId r, IndustryId s) {
  double inputs = 0;
  for (const IndustryId g : w.industry_ids()) inputs += w.cells.input(r, g, s);
  return std::max(1 - inputs, least_value_added);
}

// Values common to all firms of a cell.
struct PriceRule {
  double drift, inputs, taken, commodity, jump, markup, normal_use, stock_target, own_weight, outside, cell_price;
  const PricesParameters* p;
};

// Largest idle capacity and stock shortfall that a price responds to; a new firm has no reliable measure of either.
constexpr double most_slack = 0.3, most_missing = 0.5;

JIUZHOU_VECTOR_WIDTHS
void move_prices(const PriceRule& rule, Firms& x, const SlotBlock& block) {
  const double drift = rule.drift, inputs = rule.inputs, normal_use = rule.normal_use, target_stock = rule.stock_target;
  const double own_weight = rule.own_weight, outside = rule.outside, lever = rule.markup;
  const double scale = rule.commodity / (1 - rule.taken), jump = rule.jump,
               cell_price = fast_log(rule.cell_price * jump);
  const double cost_speed = rule.p->cost_speed, slack_effect = rule.p->slack_effect,
               stock_effect = rule.p->stock_effect;
  const double competition = rule.p->competition, lowest = drift - rule.p->cap, highest = drift + rule.p->cap;
  const std::int64_t* labour = x.labour.values().data();
  const std::int64_t* paid = x.paid.values().data();
  const double* wage = x.wage.values().data();
  const double* productivity = x.productivity.values().data();
  const double* stock = x.stock.values().data();
  const double* demand = x.demand.values().data();
  const float* coefficient = x.labour_coefficient.values().data();
  const float* markup = x.markup.values().data();
  const float* utilisation = x.utilisation.values().data();
  const float* growth = x.growth.values().data();
  double* price = x.price.values().data();
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const double paid_share = labour[i] > 0 ? real(paid[i]) / real(labour[i]) : 1;
    const double labour_cost = wage[i] * paid_share * static_cast<double>(coefficient[i]) / productivity[i];
    // Easier entry lowers incumbents' mark-ups.
    const double own_markup = static_cast<double>(markup[i]), contested = 1 + (own_markup - 1) * lever;
    const double target = (own_markup > 1 ? contested : own_markup) * (inputs + labour_cost) * scale;
    double slack = static_cast<double>(utilisation[i]) / normal_use - 1;
    slack = slack < -most_slack ? -most_slack : slack > most_slack ? most_slack : slack;
    const double expected = own_weight * static_cast<double>(growth[i]) + (1 - own_weight) * outside;
    const double wanted = target_stock * demand[i] * (1 + expected);
    double missing = 1 - stock[i] / wanted;
    missing = missing < -most_missing ? -most_missing : missing > most_missing ? most_missing : missing;
    missing = wanted > 0 ? missing : 0;
    const double here = fast_log(price[i] * jump);
    double move = drift + cost_speed * (fast_log(target) - here - drift);
    move += slack_effect * slack + stock_effect * missing + competition * (cell_price - here);
    move = move < lowest ? lowest : move > highest ? highest : move;
    const double next = price[i] * jump * fast_exp(move);
    price[i] = block.alive[i - block.begin] != 0 ? next : price[i];
  }
}

// More firms in the cell than in the base year leave each a smaller mark-up.
double contested(const World& w, std::size_t cell, RegionId r, IndustryId s) {
  const auto firms = static_cast<double>(w.cell_firms(cell).size());
  const double base = w.calibration.base_firms(r, s);
  if (!(firms > 0) || !(base > 0) || firms == base) return 1;
  return portable::pow(firms / base, -w.parameters.firms.competition);
}

void set_firm_prices(World& w) {
  const auto& p = w.parameters.prices;
  const auto& production = w.parameters.production;
  const CellTable inputs = unit_input_cost(w);
  Column<IndustryId, Passed> passed(w.industry_count());
  for (const IndustryId s : w.industry_ids()) {
    passed[s] = pass_on(w, s);
    w.activity.world_price[s] = w.nation.world_price;
    if (passed[s].now == 0) continue;
    double share = 0, output = 0;
    for (const RegionId r : w.region_ids()) {
      share += w.cells.base_output(r, s) * value_added_share(w, r, s);
      output += w.cells.base_output(r, s);
    }
    w.activity.world_price[s] *= portable::exp(passed[s].now * ratio(share, output));
  }
  const double growth_of_stocks = 1 + production.input_stock * w.nation.base_growth;
  const EnergyIndustries energy(*w.pack);
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const double inflation = w.activity.expected_inflation[r];
    const bool moved = passed[s].now != 0 || passed[s].before != 0;
    const double share = moved ? value_added_share(w, r, s) : 0;
    const double tax = w.cells.tax_rate(r, s);
    const PriceRule rule{.drift = portable::log1p(inflation),
                         .inputs = inputs(r, s) * (1 + inflation) * growth_of_stocks +
                                   (index(s) == energy.power ? clean_cost(w, r, s) : 0),
                         .taken = tax * (1 + (tax > 0 ? w.nation.vat_rise : 0)) + w.levers.charge(r, s),
                         .commodity = portable::exp(passed[s].now * share),
                         .jump = portable::exp((passed[s].now - passed[s].before) * share),
                         .markup = w.levers.markup(r, s) * contested(w, cell, r, s),
                         .normal_use = production.normal_utilisation,
                         .stock_target = w.pack->industries[index(s)].storable ? production.stock_target : 0,
                         .own_weight = w.parameters.expectations.own_weight,
                         .outside = w.activity.regional_growth[r],
                         .cell_price = w.cells.price(r, s),
                         .p = &p};
    for_slots(w, cell, [&](const SlotBlock& block) { move_prices(rule, w.firms, block); });
  });
}

// Weights of the firms in the market of their cell, before they are made to sum to 1.
JIUZHOU_VECTOR_WIDTHS
void weigh(const Firms& x, const SlotBlock& block, double scale, double mean, double elasticity, double* share) {
  const float* ratio = x.capacity_ratio.values().data();
  const double* capital = x.capital.values().data();
  const double* price = x.price.values().data();
  const double reference = fast_log(mean);
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const double weight =
        static_cast<double>(ratio[i]) * capital[i] * scale * fast_exp(-elasticity * (fast_log(price[i]) - reference));
    share[i] = block.alive[i - block.begin] != 0 ? weight : 0;
  }
}

void set_cell_prices(World& w) {
  const double elasticity = w.parameters.production.firm_price_elasticity;
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const auto members = w.cell_firms(cell);
    if (members.empty()) return;
    const Firms& x = w.firms;
    auto& share = w.activity.market_share;
    double capacity = 0, weighted = 0, total = 0, price = 0;
    for_firms(w, cell, [&](FirmId f) {
      const double own = static_cast<double>(x.capacity_ratio[f]) * x.capital[f];
      capacity += own;
      weighted += own * x.price[f];
    });
    capacity *= w.nation.deepening;
    const double mean = capacity > 0 ? weighted * w.nation.deepening / capacity : w.cells.price(r, s);
    for_slots(w, cell, [&](const SlotBlock& block) {
      weigh(x, block, w.nation.deepening, mean, elasticity, share.values().data());
    });
    for_firms(w, cell, [&](FirmId f) { total += share[f]; });
    for_firms(w, cell, [&](FirmId f) {
      share[f] = total > 0 ? share[f] / total : 1.0 / static_cast<double>(members.size());
      price += share[f] * x.price[f];
    });
    w.cells.price(r, s) = price;
    w.activity.capacity_cell(r, s) = capacity * w.levers.output_cap(r, s);
  });
}

}  // namespace

void prices(World& w) {
  set_firm_prices(w);
  set_cell_prices(w);
}

}  // namespace jiuzhou
