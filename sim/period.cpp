#include "sim/period.hpp"

#include <chrono>

#include "sim/base/error.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/steps/math.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

// The order of events. Decisions that are simultaneous in the quarter read last quarter's state.
const std::vector<Step>& steps() {
  static const std::vector<Step> order{
      {"demography", "births, deaths, schooling, entry to and retirement from the labour force", demography},
      {"expectations", "expected sales, growth and inflation", expectations},
      {"wages", "wage curve by region, posted wages", wages},
      {"prices", "mark-up prices, capacity and market shares", prices},
      {"trade_shares", "supplier shares, purchase prices, consumer prices", trade_shares},
      {"plans", "target output, labour needed, investment", plans},
      {"credit", "loans under the banks' capital requirement, lending rate", credit},
      {"labour_market", "separations, search, matching by region and skill", labour_market},
      {"government", "transfers, budgets, policy payments", government},
      {"households", "consumption, dwellings, baskets", households},
      {"markets", "production, trade, rationing, stocks, payments", markets},
      {"incomes", "wages, taxes, benefits, interest, dividends, borrowing of governments", incomes},
      {"capital", "capital, infrastructure, housing, R&D, technique", capital},
      {"productivity", "growth of labour productivity", productivity},
      {"firms", "exit, entry, relocation", firms},
      {"migration", "moves between regions and from the countryside, hukou conversion", migration},
      {"environment", "emissions, farmland, grain, energy", environment},
      {"accounting", "balances close, the laws are checked", accounting},
  };
  return order;
}

namespace {

std::vector<StepTiming>& timings() {
  static std::vector<StepTiming> table = [] {
    std::vector<StepTiming> t{{"levers", 0}};
    for (const Step& step : steps()) t.push_back({step.name, 0});
    return t;
  }();
  return table;
}

// World demand and prices of this quarter: the declared paths, or the pack's known ones where the scenario asks.
void set_paths(World& w) {
  const auto& p = w.parameters;
  const int t = w.elapsed();
  if (t > 0) {
    const double years = t / 4.0;
    const double growth = fading(p.trade.world_growth_start, p.trade.world_growth_end, years, p.trade.world_half_life);
    w.nation.world_demand *= 1 + quarterly(growth);
    w.nation.world_price *= 1 + quarterly(p.prices.inflation_target);
  }
  w.nation.coal_price = w.nation.oil_price = w.levers.commodity_price;
  const PackPaths& known = w.pack->paths;
  if (!p.paths.conditional || known.world_demand.empty()) return;
  // Known paths are relative to their first quarter, so that the base year stays a fixed point; after their end the
  // world grows on as declared and commodity prices stay.
  const auto at = [&](const std::vector<double>& path, int i) {
    return path[static_cast<std::size_t>(std::clamp(i, 0, static_cast<int>(path.size()) - 1))];
  };
  const int i = w.now - known.from;
  const int last = static_cast<int>(known.world_demand.size()) - 1;
  if (t > 0 && i <= last) w.nation.world_demand = at(known.world_demand, i) / at(known.world_demand, 0);
  const double gap = i <= last ? at(known.epidemic_gap, i) : 0;
  if (gap > 0) w.levers.work_limit = 1 - gap;
  const double level = w.nation.world_price;
  w.nation.coal_price *= at(known.coal_price, i) / at(known.coal_price, 0) / level;
  w.nation.oil_price *= at(known.oil_price, i) / at(known.oil_price, 0) / level;
}

}  // namespace

const std::vector<StepTiming>& step_timings() { return timings(); }

void advance(World& w, const std::vector<std::unique_ptr<Instrument>>& policies) {
  using clock = std::chrono::steady_clock;
  auto start = clock::now();
  const auto lap = [&](std::size_t i) {
    const auto end = clock::now();
    timings()[i].seconds += std::chrono::duration<double>(end - start).count();
    start = end;
  };
  w.luck.period = static_cast<std::uint32_t>(w.elapsed());
  w.activity.reset(w.region_count(), w.industry_count(), w.household_count(), w.firms.size());
  w.activity.policy_cost.assign(policies.size(), 0);
  for (std::size_t a = 0; a < w.household_count(); ++a)
    w.activity.opening_deposit[HouseholdId{static_cast<std::uint32_t>(a)}] = w.ledger.yuan({Sector::household, a});
  w.ledger.begin_quarter();
  w.levers.reset(w.region_count(), w.industry_count());
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const double phase = policies[i]->phase(w.now);
    if (phase <= 0) continue;
    w.levers.policy = i;
    policies[i]->set(w.levers, w, phase);
  }
  set_paths(w);
  w.index_firms();
  lap(0);
  for (std::size_t i = 0; i < steps().size(); ++i) {
    steps()[i].run(w);
    lap(i + 1);
  }
}

void begin_next_quarter(World& w) { w.now = w.now + 1; }

}  // namespace jiuzhou
