#include "sim/base_year/initialise.hpp"

#include <algorithm>
#include <cstdio>

#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base_year/parts.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/shared/environment.hpp"

namespace jiuzhou {

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

std::string sentence(const char* format, double a, double b, double c) {
  char text[256];
  std::snprintf(text, sizeof text, format, a, b, c);
  return text;
}

namespace {

void open_ledger(World& w, const FirstFirms& firms, const FirstTrade& trade, const FirstGovernment& government,
                 const FirstHouseholds& households) {
  Ledger& l = w.ledger;
  l.open(Sector::household, w.household_count());
  l.open(Sector::province, w.region_count());
  l.open(Sector::province_debt, w.region_count());
  for (const Sector single :
       {Sector::centre, Sector::centre_debt, Sector::social_fund, Sector::bank, Sector::world, Sector::owners})
    l.open(single, 1);
  l.open(Sector::market, clearing_count);
  const Account bank{Sector::bank};
  l.in_parallel(block_count(w.firms.size()), 1, [&](Ledger::Batch& batch, std::size_t block) {
    Fen owed = 0, held = 0;
    for (std::size_t i = block * block_size; i < std::min(w.firms.size(), (block + 1) * block_size); ++i) {
      const FirmId f{static_cast<std::uint32_t>(i)};
      const Fen loan = round_to_fen(firms.debt[f]), deposits = round_to_fen(firms.cash[f]);
      batch.debt(f) -= loan;
      batch.firm(f) += deposits;
      owed += loan;
      held += deposits;
    }
    batch.book(Flow::opening, Sector::firm_debt, bank, owed);
    batch.book(Flow::opening, bank, Sector::firm, held);
  });
  for (const RegionId r : w.region_ids())
    l.pay(Flow::opening, {Sector::province_debt, index(r)}, bank, to_fen(government.province_debt[r]));
  l.pay(Flow::opening, {Sector::centre_debt}, bank, to_fen(government.central_debt));
  l.pay(Flow::opening, {Sector::world}, bank, to_fen(trade.foreign_assets));
  l.pay(Flow::opening, bank, {Sector::social_fund}, to_fen(w.pack->national.social_fund));
  for (const HouseholdId a : households.deposit.ids())
    l.pay(Flow::opening, bank, {Sector::household, index(a)}, to_fen(households.deposit[a]));
}

void set_first_quarter(World& w, const BaseYear& accounts) {
  const Origin origin{start_of(w.parameters), accounts};
  w.size_columns();
  const FirstFirms firms = first_firms(w, origin);
  const FirstTrade trade = first_trade(w, origin, firms);
  calibrate_country(w);
  const FirstRegions regions = first_regions(w, origin, firms);
  const FirstGovernment government = first_government(w, origin, firms, regions);
  const FirstHouseholds households = first_households(w, origin, firms, trade, regions, government);
  open_ledger(w, firms, trade, government, households);
  calibrate_demography(w);
  calibrate_migration(w);
  calibrate_environment(w);
  calibrate_firms(w);
  // Firms enter the first quarter with last quarter's wage.
  for_each_index(w.firms.size(), block_size, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    w.firms.wage[f] *= w.regions.wage_index[w.firms.region[f]];
  });
  w.notes.insert(w.notes.begin(), accounts.notes.begin(), accounts.notes.end());
}

// The last quarter that a path by region names for any region.
Quarter last_of(const Scenario& scenario, Table<RunQuarter, RegionId, double> Paths::*kind) {
  Quarter last = scenario.from;
  for (const ImposedPath& imposed : scenario.imposed)
    if (imposed.regional == kind) last = std::max(last, imposed.points.back().first);
  return last;
}

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
    const auto& points = imposed.points;
    if (imposed.path != nullptr)
      (paths.*imposed.path).resize(static_cast<std::size_t>(points.back().first - w.first) + 1, Paths::none);
    else if ((paths.*imposed.regional).rows() == 0)
      (paths.*imposed.regional).assign(last_of(scenario, imposed.regional) - w.first + 1, w.region_count());
    const auto at = [&](RunQuarter q) -> double& {
      return imposed.path != nullptr ? (paths.*imposed.path)[q]
                                     : (paths.*imposed.regional)(q, RegionId{imposed.region});
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto [from, value] = points[i];
      const auto [to, then] = points[std::min(i + 1, points.size() - 1)];
      for (Quarter q = from; q <= to; q = q + 1) {
        const double part = to == from ? 0 : static_cast<double>(q - from) / (to - from);
        at(static_cast<RunQuarter>(q - w.first)) = value + part * (then - value);
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
  w.random_key = {scenario.seed, 0};
  w.first = w.now = scenario.from;
  w.weight = scenario.weight;
  lay_paths(w, scenario);
  open_memory(w, scenario.policies);
  if (base == nullptr) base = std::make_shared<const BaseYear>(balance(*w.pack, balance_options(scenario)));
  set_first_quarter(w, *base);
  return w;
}

}  // namespace jiuzhou
