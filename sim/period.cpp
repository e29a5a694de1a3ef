#include "sim/period.hpp"

#include <chrono>

#include "sim/base/error.hpp"
#include "sim/base/math.hpp"
#include "sim/instruments/policies.hpp"
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
      {"public_works", "posts that governments pay for, filled from those out of work", public_works},
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

// World demand and prices of this quarter: the paths where they have a value, else the declared trends.
void set_paths(World& w) {
  const auto& p = w.parameters;
  const int t = w.elapsed();
  if (t > 0) {
    const double growth =
        fading(p.trade.world_growth_start, p.trade.world_growth_end, t / 4.0, p.trade.world_half_life);
    w.nation.world_demand = Paths::at(w.paths.world_demand, t, w.nation.world_demand * (1 + quarterly(growth)));
    w.nation.world_price *= 1 + quarterly(p.prices.inflation_target);
  }
  // Paths of commodity prices are in yuan, what the model moves is relative to world prices.
  const auto relative = [&](const auto& path) {
    const double price = Paths::held(path, t, 0);
    return price > 0 ? price / w.nation.world_price : 1;
  };
  w.nation.coal_price = w.levers.commodity_price * relative(w.paths.coal_price);
  w.nation.oil_price = w.levers.commodity_price * relative(w.paths.oil_price);
  if (const double gap = Paths::at(w.paths.epidemic_gap, t, 0); gap > 0) w.levers.work_limit = 1 - gap;
}

}  // namespace

StepTimings no_timings() {
  StepTimings table{{"levers", 0}};
  for (const Step& step : steps()) table.push_back({step.name, 0});
  return table;
}

void open_quarter(World& w, const std::vector<std::unique_ptr<Instrument>>& policies) {
  w.luck.period = static_cast<std::uint32_t>(w.elapsed());
  w.activity.reset(w.region_count(), w.industry_count(), w.household_count(), w.firms.size());
  w.activity.policies.resize(policies.size());
  for (PolicyOutcome& x : w.activity.policies) x.received_in.assign(w.region_count(), 0);
  for (std::size_t a = 0; a < w.household_count(); ++a)
    w.activity.opening_deposit[HouseholdId{static_cast<std::uint32_t>(a)}] = w.ledger.yuan({Sector::household, a});
  w.ledger.begin_quarter();
  w.levers.reset(w.region_count(), w.industry_count());
  set_policies(w, policies);
  for (const Course& x : w.levers.courses) w.activity.policies[x.policy].trained += x.persons;
  set_paths(w);
}

void advance(World& w, const std::vector<std::unique_ptr<Instrument>>& policies, StepTimings* timings) {
  using clock = std::chrono::steady_clock;
  auto start = clock::now();
  const auto lap = [&](std::size_t i) {
    const auto end = clock::now();
    if (timings != nullptr) (*timings)[i].seconds += std::chrono::duration<double>(end - start).count();
    start = end;
  };
  open_quarter(w, policies);
  lap(0);
  for (std::size_t i = 0; i < steps().size(); ++i) {
    try {
      steps()[i].run(w);
    } catch (const NumericalError& e) {
      throw NumericalError(std::string(steps()[i].name) + " in " + w.now.text() + ": " + e.what());
    }
    lap(i + 1);
  }
  watch_triggers(w, policies);
}

void begin_next_quarter(World& w) {
  w.now = w.now + 1;
}

}  // namespace jiuzhou
