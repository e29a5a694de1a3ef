// Capital: what was delivered is added, what is worn out is taken away.
//
//   K_f ← (1−δ) K_f + I_f · delivered;   H_r ← (1−δ_h) H_r + dwellings
//   clean_r ← clean_r + Δ_r · delivered;  κ_f ← κ_f (K_f − J_f) / K_f        wind and sun J carry no more power (power.cpp)
//   P_r ← P_r + I_r − done,  done = P_r / lag;   G_r ← (1−δ_G) G_r + done       infrastructure with its build lag
//   R_r ← (1−δ_R) R_r + rd intensity · (GDP)+                                    R&D stock
//   n_f ← n_f + v ((ω/ω0)^−σ − n_f),  ω = wage / (investment price · A)         technique follows factor prices slowly
//   p_r  ← p_r (x_r / x_r,-1)^(1 / (η + σ_r a_r))       price of dwellings to the price level;  rent = CPI p
//   x    = urban income / (CPI housing)   load;  σ_r = σ (100 per km² / density_r)^k   land supply;  a_r part of the
//          farmland wanted for building that its floor lets go
//
// What demand adds to the load raises the price until less is wanted (η) and more is offered (σ): where land is scarce,
// by density or by the floor under farmland, it is the price that gives way (Saiz 2010). What is built slowly lowers the
// load again; land is what dwellings cost beyond their building, so its price rises faster (state/land.hpp), and dear land
// leaves less money for building.
//
// Desired coefficients move slowly (putty-clay) and CES is never inverted for this quarter's hiring: it doubles the
// swings of employment.
//
// Reads   activity.{investment, investment_fill, clean_*, ...}, regions.*, firms.wage, census, levers.{clean_power,
//         farmland_floor}
// Writes  firms.{capital, capacity_ratio, labour_coefficient, investment_momentum}, regions.{clean_power,
//         public_capital, public_capital_pipeline,
//         public_capital_growth, housing, research_stock, research_flow, research_growth, service_stock, rent,
//         dwelling_price, housing_load, real_income}, nation.{deepening, trend}, trade.grid_capacity
// Order   a firm and a region write only their own slots

#include <algorithm>

#include "sim/state/firm_loops.hpp"
#include "sim/state/land.hpp"
#include "sim/state/technique.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

// Bounds on relative wages that new capital responds to; beyond them the response would only amplify noise.
constexpr double least_relative = 0.1, most_relative = 10;

// What is the same for all firms.
struct Rates {
  double left, momentum_decay, clay, substitution;
};

JIUZHOU_VECTOR_WIDTHS
void add_capital(Firms& x, SlotRun run, const double* investment, double fill, double unit, Rates rates) {
  const double* wage = x.wage.values().data();
  double* capital = x.capital.values().data();
  float* momentum = x.investment_momentum.values().data();
  float* coefficient = x.labour_coefficient.values().data();
#pragma GCC ivdep
  for (std::size_t i = run.begin; i < run.end; ++i) {
    capital[i] = rates.left * capital[i] + investment[i] * fill;
    momentum[i] = static_cast<float>(static_cast<double>(momentum[i]) * rates.momentum_decay);
    const double relative = wage[i] / unit;
    const double within = relative < least_relative  ? least_relative
                          : relative > most_relative ? most_relative
                                                     : relative;
    const double now = static_cast<double>(coefficient[i]);
    coefficient[i] = static_cast<float>(now + rates.clay * (fast_exp(-rates.substitution * fast_log(within)) - now));
  }
}

// Before capital is added: what of it is wind and sun.
void install_clean_power(World& w, double depreciation) {
  const EnergyIndustries energy(*w.pack);
  if (energy.power >= w.industry_count()) return;
  const IndustryId s{static_cast<std::uint32_t>(energy.power)};
  for (const RegionId r : w.region_ids()) {
    double& clean = w.regions.clean_power[r];
    const double wanted = w.levers.clean_power[r], fill = w.activity.investment_fill[r];
    if (clean > wanted) clean = std::max(wanted, clean * (1 - depreciation));
    const double ordered = w.activity.clean_order[r];
    if (!(ordered > 0)) continue;
    double capital = 0, delivered = 0;
    for_firms(w, w.cell(r, s), [&](FirmId f) { capital += w.firms.capital[f]; });
    for_firms(w, w.cell(r, s), [&](FirmId f) {
      const double bought = w.activity.investment[f] * fill, after = (1 - depreciation) * w.firms.capital[f] + bought;
      const double added = std::min(bought, ordered * fill * ratio(w.firms.capital[f], capital));
      const auto own = static_cast<double>(w.firms.capacity_ratio[f]);
      if (after > 0) w.firms.capacity_ratio[f] = static_cast<float>(own * (after - added) / after);
      delivered += added;
    });
    clean = std::min(1.0, clean + w.activity.clean_built[r] * delivered / ordered);
  }
}

}  // namespace

void capital(World& w) {
  const auto& production = w.parameters.production;
  const double depreciation = quarterly_decay(production.depreciation);
  install_clean_power(w, depreciation);
  const Rates rates{.left = 1 - depreciation,
                    .momentum_decay = w.parameters.investment.momentum_decay,
                    .clay = w.parameters.labour.putty_clay,
                    .substitution = w.parameters.labour.substitution};
  for_cells(w, [&](std::size_t cell, RegionId r, IndustryId s) {
    const double unit = w.regions.investment_price[r] * w.cells.efficiency(r, s) * crowding_of_cell(w, cell) *
                        w.cells.base_unit_labour(r, s);
    for (const SlotRun run : w.cell_runs(cell))
      add_capital(w.firms, run, w.activity.investment.values().data(), w.activity.investment_fill[r], unit, rates);
  });

  const auto& investment = w.parameters.investment;
  const double worn_housing = quarterly_decay(investment.housing_depreciation);
  const double worn_public = quarterly_decay(investment.public_depreciation);
  const double worn_research = quarterly_decay(w.parameters.growth.research_depreciation);
  for (const RegionId r : w.region_ids()) {
    const double fill = w.activity.investment_fill[r];
    double& pipeline = w.regions.public_capital_pipeline[r];
    pipeline += w.activity.investment_real_public[r] * fill + w.activity.works_built[r] / w.regions.investment_price[r];
    const double done = pipeline / investment.build_lag;
    pipeline -= done;
    const double infrastructure = (1 - worn_public) * w.regions.public_capital[r] + done;
    w.regions.public_capital_growth[r] = infrastructure / w.regions.public_capital[r] - 1;
    w.regions.public_capital[r] = infrastructure;
    w.regions.housing[r] = (1 - worn_housing) * w.regions.housing[r] + w.activity.investment_real_dwellings[r] * fill;

    double output = 0;
    for (const IndustryId s : w.industry_ids()) output += w.activity.value_added_real(r, s);
    w.regions.research_flow[r] = w.calibration.research_intensity[r] * std::max(0.0, output) * w.levers.research[r];
    const double research = (1 - worn_research) * w.regions.research_stock[r] + w.regions.research_flow[r];
    w.regions.research_growth[r] = ratio(research, w.regions.research_stock[r], 1) - 1;
    w.regions.research_stock[r] = research;

    const auto people = static_cast<double>(w.census.urban[r] + w.census.rural[r]);
    const double services = w.activity.government_consumption[r] / w.regions.public_price[r] / std::max(people, 1.0);
    w.regions.service_stock[r] += w.parameters.government.service_speed * (services - w.regions.service_stock[r]);

    const auto urban = static_cast<double>(w.census.urban[r]);
    const double real_income =
        ratio(w.activity.disposable_urban[r] / w.regions.price_level[r], urban, w.regions.real_income[r]);
    w.regions.real_income[r] = real_income;
    const double load = ratio(real_income * urban / w.regions.housing[r], w.calibration.base_rent_load[r], 1);
    const double change = ratio(load, w.regions.housing_load[r], 1);
    if (change > 0) {
      w.regions.dwelling_price[r] *= portable::pow(change, price_response(w, r));
      w.regions.housing_load[r] = load;
    }
    w.regions.rent[r] = w.regions.price_level[r] * w.regions.dwelling_price[r];
  }
  const double years = w.elapsed() / 4.0;
  const auto& growth = w.parameters.growth;
  w.nation.deepening /= 1 + quarterly(half_life_path(growth.deepening_start, 0, years, growth.deepening_half_life));
  w.nation.trend *= 1 + w.nation.potential;
  for (double& line : w.trade.grid_capacity.values()) line *= 1 + w.nation.potential;  // lines keep pace
}

}  // namespace jiuzhou
