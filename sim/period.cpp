#include "sim/period.hpp"

#include <algorithm>
#include <chrono>

#include "sim/base/error.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

// A step that does not look at the policies: it reads the levers they set.
template <void (*step)(World&)>
void of(World& world, const Policies&) {
  step(world);
}

}  // namespace

// The order of events. Decisions that are simultaneous in the quarter read last quarter's state.
const std::vector<Part>& quarter() {
  static const std::vector<Part> order{
      {"What is given",
       {
           {"opening", "random keys, flows, results and levers are those of a new quarter", of<opening>},
           {"levers", "policies that are on set their levers", levers},
           {"paths", "world demand, prices of coal and oil, limits to work", of<paths>},
           {"demography", "births, deaths, schooling, entry to and retirement from the labour force", of<demography>},
       }},
      {"What is decided",
       {
           {"expectations", "expected sales, growth and inflation", of<expectations>},
           {"wages", "wage curve by region, posted wages", of<wages>},
           {"prices", "mark-up prices, capacity and market shares", of<prices>},
           {"trade_shares", "supplier shares, purchase prices, consumer prices", of<trade_shares>},
           {"plans", "target output, labour needed, investment", of<plans>},
           {"power", "wind and sun that policies ask for are ordered", of<power>},
           {"credit", "loans under the banks' capital requirement, lending rate", of<credit>},
       }},
      {"Who works where",
       {
           {"public_works", "jobs that governments pay for, filled from those out of work", of<public_works>},
           {"labour_market", "separations, search, matching by region and skill", of<labour_market>},
       }},
      {"What is made, bought and paid",
       {
           {"government", "transfers, budgets, policy payments", of<government>},
           {"households", "consumption, dwellings, baskets", of<households>},
           {"markets", "production, trade, rationing, stocks, payments", of<markets>},
           {"incomes", "wages, taxes, benefits, interest, dividends, borrowing of governments", of<incomes>},
       }},
      {"What is different next quarter",
       {
           {"capital", "capital, infrastructure, housing, R&D, technique", of<capital>},
           {"productivity", "growth of labour productivity", of<productivity>},
           {"firms", "exit, entry, relocation", of<firms>},
           {"migration", "moves between regions and from the countryside, hukou conversion", of<migration>},
           {"environment", "emissions, farmland, grain, energy", of<environment>},
           {"accounting", "balances close, the laws are checked", of<accounting>},
           {"triggers", "policies that wait for an indicator look at it", triggers},
       }},
  };
  return order;
}

const std::vector<Step>& steps() {
  static const std::vector<Step> all = [] {
    std::vector<Step> list;
    for (const Part& part : quarter()) list.insert(list.end(), part.steps.begin(), part.steps.end());
    return list;
  }();
  return all;
}

void advance(World& w, const Policies& policies, const AfterStep& after) {
  for (const Step& step : steps()) {
    try {
      step.run(w, policies);
    } catch (const NumericalError& e) {
      throw NumericalError(std::string(step.name) + " in " + w.now.text() + ": " + e.what());
    }
    if (after) after(step);
  }
}

void advance_to(World& w, const Policies& policies, std::string_view name) {
  const auto stop = std::ranges::find(steps(), name, &Step::name);
  require(stop != steps().end(), "there is no step '" + std::string(name) + "'");
  std::for_each(steps().begin(), stop, [&](const Step& step) { step.run(w, policies); });
}

void begin_next_quarter(World& w) {
  w.now = w.now + 1;
}

StepTimings no_timings() {
  StepTimings table;
  for (const Step& step : steps()) table.push_back({step.name, 0});
  return table;
}

AfterStep timed(StepTimings& timings) {
  using clock = std::chrono::steady_clock;
  return [&timings, start = clock::now()](const Step& step) mutable {
    const auto end = clock::now();
    timings[static_cast<std::size_t>(&step - steps().data())].seconds +=
        std::chrono::duration<double>(end - start).count();
    start = end;
  };
}

}  // namespace jiuzhou
