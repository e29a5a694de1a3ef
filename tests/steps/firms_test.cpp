// Firms that exit, enter and move lose no capital, goods, posts or money, and do nothing when their rates are zero.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string_view>

#include "sim/base/error.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/base_year/draw_firms.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/steps/firms/events.hpp"
#include "sim/steps/steps.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

double shock_persistence(double shock, double spread);
bool insolvent(double debt, double capital_value, double profit_rate, double limit);
double relative_entry(double profit, double base, double national_base, double elasticity);
double median_to_mean(double pareto);
double relocation_friction(double km, double weight);
double grain_per_hectare(double yield, double output, double output_expected, double response);

namespace {

using Settings = std::map<std::string, double>;

// Toyland, in which manufacturing may move, after its first quarter up to and without the firms step.
World toyland(const Settings& settings, std::int64_t weight = 20) {
  Diagnostics diagnostics;
  auto pack = std::make_shared<Pack>(*load_pack(SOURCE_DIR "/scenarios/packs/toyland", diagnostics));
  pack->industries[1].relocatable = true;
  Scenario scenario;
  scenario.weight = weight;
  scenario.from = Quarter::of(pack->base_year, 1);
  const ParameterList list = parameters_of(scenario.parameters);
  for (const Parameter& p : list.all())
    if (const auto found = settings.find(p.path); found != settings.end()) p.set(found->second);
  World w = initialise(pack, scenario);
  advance_to(w, {}, "firms");
  return w;
}

Settings still() {
  return {{"firms.exit_rate", 0}, {"firms.entry_rate", 0}, {"firms.relocation_rate", 0}, {"firms.shock_sd", 0}};
}

double sum(const World& w, const Column<FirmId, double>& column) {
  double total = 0;
  for (const FirmId f : w.firms.ids()) total += column[f];
  return total;
}

std::int64_t posts(const World& w) {
  std::int64_t total = 0;
  for (const std::int64_t x : w.firms.labour_at_close) total += x;
  return total;
}

std::vector<std::string> changed(const World& before, const World& after) {
  StateColumns a, b;
  const_cast<World&>(before).declare(a);
  const_cast<World&>(after).declare(b);
  std::vector<std::string> names;
  const auto bytes = [](const StateColumn& c) { return std::string_view(static_cast<const char*>(c.data), c.bytes); };
  for (std::size_t i = 0; i < a.all().size(); ++i)
    if (bytes(a.all()[i]) != bytes(b.all()[i])) names.push_back(a.all()[i].path);
  return names;
}

void expect_nothing_lost(const World& before, const World& after) {
  const double kept = sum(after, after.firms.capital) + after.activity.capital_scrapped;
  EXPECT_NEAR(kept, sum(before, before.firms.capital), 1e-12 * kept);
  EXPECT_NEAR(sum(after, after.firms.stock), sum(before, before.firms.stock), 1e-12 * sum(before, before.firms.stock));
  EXPECT_NEAR(sum(after, after.firms.demand), sum(before, before.firms.demand),
              1e-12 * sum(before, before.firms.demand));
  EXPECT_EQ(after.ledger.residual(), 0);
  EXPECT_EQ(after.ledger.balance({Sector::owners}), 0);
  for (const FirmId f : after.firms.ids()) {
    EXPECT_GE(after.firms.capital[f], 0);
    EXPECT_LE(after.ledger.balance({Sector::firm_debt, index(f)}), 0);
    if (after.firms.alive[f]) continue;
    EXPECT_EQ(after.firms.capital[f], 0);
    EXPECT_EQ(after.firms.stock[f], 0);
    EXPECT_EQ(after.ledger.balance({Sector::firm, index(f)}), 0);
    EXPECT_EQ(after.ledger.balance({Sector::firm_debt, index(f)}), 0);
  }
  for (const jiuzhou::testing::Member& m : jiuzhou::testing::everybody(after)) {
    if (m.employer == no_firm) continue;
    // who is with a closed one works out the notice
    EXPECT_TRUE(after.firms.alive[m.employer] || before.firms.alive[m.employer]);
    EXPECT_EQ(index(after.firms.region[m.employer]), index(m.region));
  }
}

TEST(Firms, DoNothingWhenEveryRateIsZero) {
  World w = toyland(still());
  const World before = w;
  firms(w);
  // Productivity follows the cell's; nothing else may change.
  EXPECT_EQ(changed(before, w), std::vector<std::string>{"firms.productivity"});
}

TEST(Firms, DrawNothingWhenChanceIsOff) {
  World w = toyland({{"initial.chance", 0}, {"growth.enabled", 0}});
  const World before = w;
  firms(w);
  EXPECT_EQ(w.activity.exits + w.activity.entries + w.activity.relocations, 0);
  const auto names = changed(before, w);
  EXPECT_TRUE(names.empty() || names == std::vector<std::string>{"firms.productivity"});
}

TEST(Firms, ExitsLoseNothing) {
  Settings settings = still();
  settings["firms.exit_rate"] = 0.5;  // an eighth a quarter
  World w = toyland(settings);
  const World before = w;
  firms(w);
  EXPECT_GT(w.activity.exits, 20);
  EXPECT_EQ(posts(w), posts(before));
  expect_nothing_lost(before, w);
}

TEST(Firms, EntriesLoseNothingAndOpenSlots) {
  Settings settings = still();
  settings["firms.entry_rate"] = 0.5;
  World w = toyland(settings);
  const World before = w;
  firms(w);
  EXPECT_GT(w.activity.entries, 20);
  const auto alive = [](const World& x) {
    return std::accumulate(x.firms.alive.begin(), x.firms.alive.end(), std::int64_t{0});
  };
  EXPECT_EQ(alive(w), alive(before) + w.activity.entries);
  EXPECT_EQ(w.ledger.balances(Sector::firm).size(), w.firms.size());
  EXPECT_EQ(posts(w), posts(before));
  expect_nothing_lost(before, w);
}

TEST(Firms, TheMedianOfAParetoTailIsFarBelowItsMean) {
  EXPECT_NEAR(median_to_mean(2), std::sqrt(2) / 2, 1e-12);  // from 1 on: median 2^(1/2), mean 2
  EXPECT_NEAR(median_to_mean(1.1), 1.878 / 11, 1e-4);
}

// Entries beyond the usual number bring capital that comes on top: with twice as many as usual each orders half of what
// founders put up for a firm of median size, at the rate at which such a rise of investment fades.
TEST(Firms, MoreNewcomersThanUsualBringNewCapital) {
  Settings settings = still();
  settings["firms.entry_rate"] = 0.2;
  const World start = toyland(settings);
  for (const double lever : {1.0, 2.0}) {
    World w = start;
    for (double& x : w.levers.entry.values()) x = lever;
    for (const RegionId r : w.region_ids())  // profits as in the base year
      for (const IndustryId s : w.industry_ids())
        w.calibration.base_profit_rate(r, s) = cell_profit_rate(w, w.cell(r, s));
    firms(w);
    double ordered = 0, expected = 0, newcomers = 0;
    for (std::size_t cell = 0; cell < w.cell_count(); ++cell) {
      double capital = 0, momentum = 0, count = 0;
      for (const std::uint32_t i : start.cell_firms(cell)) {
        capital += start.firms.capital[FirmId{i}];
        momentum += start.firms.capital[FirmId{i}] * static_cast<double>(start.firms.investment_momentum[FirmId{i}]);
        ++count;
      }
      for (const std::uint32_t i : w.cell_firms(cell)) {
        const FirmId f{i};
        if (i < start.firms.size() && start.firms.alive[f]) continue;
        ordered += w.firms.capital[f] * (static_cast<double>(w.firms.investment_momentum[f]) - momentum / capital);
        expected += (1 - 1 / lever) * (1 - w.nation.base_leverage) * median_to_mean(w.parameters.firms.pareto) *
                    capital / count * (1 - w.parameters.investment.momentum_decay);
        ++newcomers;
      }
    }
    ASSERT_GT(newcomers, 20);
    EXPECT_NEAR(ordered, expected, 0.02 * expected + 1e-6 * sum(w, w.firms.capital)) << lever;
  }
}

TEST(Firms, NewcomersReuseTheLowestDeadSlotsOfTheirCell) {
  Settings settings = still();
  settings["firms.exit_rate"] = 0.5;
  World w = toyland(settings);
  firms(w);
  const World before = w;
  w.parameters.firms.exit_rate = 0;
  w.parameters.firms.entry_rate = 0.06;
  ++w.random_key.period;
  firms(w);
  ASSERT_GT(w.activity.entries, 0);
  EXPECT_EQ(w.firms.size(), before.firms.size());
  std::int64_t reused = 0;
  for (std::size_t cell = 0; cell < w.cell_count(); ++cell) {
    bool still_dead = false;  // once one slot stays dead, so do all above it
    for (const SlotRun run : before.cell_runs(cell))
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        if (before.firms.alive[FirmId{i}]) continue;
        EXPECT_FALSE(still_dead && w.firms.alive[FirmId{i}]);
        still_dead = !w.firms.alive[FirmId{i}];
        reused += still_dead ? 0 : 1;
      }
  }
  EXPECT_EQ(reused, w.activity.entries);
}

// Slots keep their cell for ever, whoever comes and goes.
TEST(Firms, SlotsKeepTheirCell) {
  World w = toyland({{"firms.exit_rate", 0.3}, {"firms.entry_rate", 0.5}, {"firms.relocation_rate", 0.5}});
  const std::size_t slots = w.firms.size();
  for (std::uint32_t quarter = 0; quarter < 6; ++quarter) {
    const World before = w;
    w.random_key.period = quarter;
    firms(w);
    for (const FirmId f : before.firms.ids()) {
      ASSERT_EQ(w.firms.region[f], before.firms.region[f]);
      ASSERT_EQ(w.firms.industry[f], before.firms.industry[f]);
    }
  }
  EXPECT_GT(w.firms.size(), slots);
}

TEST(Firms, MovesLoseOnlyWhatIsScrapped) {
  Settings settings = still();
  settings["firms.relocation_rate"] = 0.5;
  World w = toyland(settings);
  const World before = w;
  firms(w);
  ASSERT_GT(w.activity.relocations, 5);
  expect_nothing_lost(before, w);
  double scrapped = 0;
  std::int64_t moved = 0;
  std::map<std::uint64_t, FirmId> old;
  for (const FirmId f : before.firms.ids())
    if (before.firms.alive[f]) old[before.firms.serial[f]] = f;
  for (const FirmId f : w.firms.ids()) {
    if (!w.firms.alive[f]) continue;
    const FirmId then = old.at(w.firms.serial[f]);
    if (w.firms.region[f] == before.firms.region[then]) continue;
    scrapped += 0.2 * before.firms.capital[then];  // relocation_loss
    ++moved;
    EXPECT_FALSE(w.firms.alive[then]);
    EXPECT_EQ(w.firms.origin[f], before.firms.region[then]);
    EXPECT_EQ(w.firms.workers[f], 0);
    EXPECT_EQ(w.ledger.balance({Sector::firm_debt, index(f)}), before.ledger.balance({Sector::firm_debt, index(then)}));
  }
  EXPECT_EQ(moved, w.activity.relocations);
  EXPECT_NEAR(w.activity.capital_scrapped, scrapped, 1e-9 * scrapped);
}

TEST(Firms, NobodyMovesToABannedPlaceAndEverybodyWhoLooksFollowsAStrongPull) {
  Settings settings = still();
  settings["firms.relocation_rate"] = 0.5;
  World w = toyland(settings);
  const RegionId banned{0}, wanted{2};
  const IndustryId footloose{1};
  w.levers.output_cap(banned, footloose) = 0;
  w.levers.relocation_pull(wanted, footloose) = 100;
  const World before = w;
  firms(w);
  ASSERT_GT(w.activity.relocations, 5);
  for (const RegionId from : w.region_ids())
    for (const RegionId to : w.region_ids()) {
      if (to == wanted) continue;
      EXPECT_EQ(w.activity.firm_moves(from, to), 0);
    }
}

TEST(Firms, TheLastOfACellAndOwnAccountUnitsGoOn) {
  Settings settings = still();
  settings["firms.exit_rate"] = 0.5;
  World w = toyland(settings, 2000);  // few agents, few firms
  for (std::uint32_t quarter = 0; quarter < 40; ++quarter) {
    w.random_key.period = quarter;
    firms(w);
  }
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) EXPECT_EQ(w.cell_firms(w.cell(r, s)).size() >= 1, w.live(r, s));
}

TEST(Firms, ShocksLeaveTheMeanOfEveryCellAlone) {
  Settings settings = still();
  settings["firms.shock_sd"] = 0.1;
  World w = toyland(settings);
  const World before = w;
  firms(w);
  for (std::size_t cell = 0; cell < w.region_count() * w.industry_count(); ++cell) {
    double then = 0, now = 0;
    for (const std::uint32_t i : w.cell_firms(cell)) {
      const FirmId f{i};
      then += static_cast<double>(w.firms.labour[f]) * std::exp(before.firms.relative_productivity[f]);
      now += static_cast<double>(w.firms.labour[f]) * std::exp(w.firms.relative_productivity[f]);
    }
    EXPECT_NEAR(now, then, 1e-12 * then);
  }
}

TEST(Firms, BaseYearMovesBalanceBetweenEveryPairOfRegions) {
  // x_o k_od x_d is symmetric by construction; what must hold is that the flows out of o sum to its output.
  const World w = toyland({});
  const IndustryId s{1};
  for (const RegionId o : w.region_ids()) {
    double out = 0;
    for (const RegionId d : w.region_ids()) {
      const double way =
          o == d ? 0 : relocation_friction(w.pack->distance(o, d), w.parameters.firms.relocation_distance);
      out += std::exp(w.calibration.base_attraction(o, s) + w.calibration.base_attraction(d, s) - way);
    }
    EXPECT_NEAR(out, w.cells.base_output(o, s), 1e-10 * out);
  }
}

TEST(DrawFirms, MeetsEmploymentExactlyAndKeepsTheMeanProductivity) {
  World w = toyland({});
  const CellTable& employment = w.pack->accounts.employment;
  World drawn;
  drawn.pack = w.pack;
  drawn.parameters = w.parameters;
  drawn.weight = 20;
  drawn.random_key = {7, 0};
  draw_firms(drawn, employment);
  drawn.index_firms();
  for (const RegionId r : drawn.region_ids())
    for (const IndustryId s : drawn.industry_ids()) {
      const auto members = drawn.cell_firms(drawn.cell(r, s));
      std::int64_t workers = 0, largest = 0;
      double mean = 0;
      for (const std::uint32_t i : members) {
        const FirmId f{i};
        workers += drawn.firms.workers[f];
        largest = std::max(largest, drawn.firms.workers[f]);
        mean += static_cast<double>(drawn.firms.workers[f]) * std::exp(drawn.firms.relative_productivity[f]);
      }
      EXPECT_EQ(workers, std::llround(employment(r, s)));
      EXPECT_NEAR(mean / static_cast<double>(workers), 1, 1e-12);
      if (drawn.pack->industries[index(s)].own_account) {
        EXPECT_EQ(members.size(), 1U);
      } else if (members.size() >= 20) {  // largest = 0.05; one person more by rounding
        EXPECT_LE(largest, 0.05 * static_cast<double>(workers) + 1);
      }
    }
}

TEST(DrawFirms, MakesAsManyAsThePacksFirmSizesImplyWhenEveryPersonIsAnAgent) {
  World w = toyland({});
  World drawn;
  drawn.pack = w.pack;
  drawn.parameters = w.parameters;
  drawn.weight = 1;
  draw_firms(drawn, w.pack->accounts.employment);
  drawn.index_firms();
  for (const RegionId r : drawn.region_ids())
    for (const IndustryId s : drawn.industry_ids()) {
      const PackIndustry& industry = w.pack->industries[index(s)];
      const double persons = w.pack->accounts.employment(r, s);
      // The smallest of a Pareto distribution with tail 1.1 has about an eleventh of the mean: more than one person
      // here.
      const double firms = industry.own_account ? 1 : std::max(1.0, std::round(persons / industry.mean_firm_size));
      EXPECT_EQ(static_cast<double>(drawn.cell_firms(drawn.cell(r, s)).size()), firms);
    }
}

// What a firm may take so that 17 million fit beside the persons.
TEST(Firms, TakeLessThanAQuarterOfAKilobyte) {
  EXPECT_LE(firm_bytes(), 250U);
}

TEST(VectorMath, AgreesWithTheLibraryToTwoUnitsInTheLastPlace) {
  const double unit = std::numeric_limits<double>::epsilon();
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const Draws d = RandomKey{1, 0}.draw(Stream::perturbation, i);
    const double x = (d.uniform(0) - 0.5) * (i % 2 == 0 ? 1 : 100);
    EXPECT_NEAR(fast_exp(x) / std::exp(x), 1, 2 * unit);
    const double y = std::exp(x), log = std::log(y);
    EXPECT_NEAR(fast_log(y), log, 2 * unit * std::abs(log));
    // |z| < 7, an error of the cosine counts 7 times
    const double normal = std::sqrt(-2 * std::log(d.uniform(1))) * std::cos(6.283185307179586 * d.uniform(2));
    EXPECT_NEAR(d.normal(1), normal, 40 * unit);
  }
  EXPECT_EQ(fast_exp(0), 1);
  EXPECT_EQ(fast_log(1), 0);
}

TEST(VectorMath, MakesTheNearestDoubleOfAnyInteger) {
  for (const std::int64_t x : {INT64_MIN, INT64_MIN + 1, INT64_MAX, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}})
    EXPECT_EQ(real_signed(x), static_cast<double>(x));
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const Draws d = RandomKey{1, 0}.draw(Stream::perturbation, i);
    const auto x = static_cast<std::int64_t>(std::uint64_t{d.word[0]} << 32U | d.word[1]) >> d.word[2] % 64;
    EXPECT_EQ(real_signed(x), static_cast<double>(x));
  }
}

TEST(FirmFormulas, AreRightWhereTheAnswerIsKnown) {
  EXPECT_DOUBLE_EQ(shock_persistence(0, 0.25), 1);         // no shocks: nothing fades
  EXPECT_NEAR(shock_persistence(0.15, 0.25), 0.8, 1e-15);  // 0.25² = 0.8² 0.25² + 0.15²
  EXPECT_EQ(shock_persistence(0.3, 0.25), 0);
  EXPECT_TRUE(insolvent(130, 100, -0.01, 1.2));
  EXPECT_FALSE(insolvent(130, 100, 0.01, 1.2));
  EXPECT_FALSE(insolvent(110, 100, -0.01, 1.2));
  EXPECT_DOUBLE_EQ(relative_entry(0.03, 0.03, 0.04, 2), 1);
  EXPECT_DOUBLE_EQ(relative_entry(0.05, 0.03, 0.04, 1), 1.5);
  EXPECT_DOUBLE_EQ(relative_entry(-1, 0.03, 0.04, 1), 0.2);
  EXPECT_DOUBLE_EQ(relocation_friction(0, 0.5), 0);
  EXPECT_DOUBLE_EQ(relocation_friction(900, 0.5), 0.5 * std::log(10.0));
}

// What accounting says of a world at the end of its first quarter in which `spoil` has changed something.
std::string complaint(void (*spoil)(World&)) {
  World w = toyland(still());
  firms(w);
  migration(w);
  environment(w);
  spoil(w);
  try {
    accounting(w);
  } catch (const NumericalError& error) {
    return error.what();
  }
  return "";
}

TEST(Accounting, NamesTheFirstNumberThatIsNone) {
  EXPECT_EQ(complaint([](World&) {}), "");
  const auto in = [](const std::string& text, const char* name) { return text.find(name) != std::string::npos; };
  EXPECT_TRUE(in(complaint([](World& w) {
                   w.firms.hurdle[FirmId{3}] = w.firms.hurdle[FirmId{5}] = std::numeric_limits<float>::quiet_NaN();
                 }),
                 "firms.hurdle[3]"));
  EXPECT_TRUE(
      in(complaint([](World& w) { w.trade.base_exports.values().back() = -std::numeric_limits<double>::infinity(); }),
         "trade.base_exports["));
  EXPECT_TRUE(in(complaint([](World& w) { w.firms.capital[FirmId{3}] = -1; }),
                 "firms.capital[3] (capital stock, K) is -1, outside >= 0 real yuan"));
  EXPECT_TRUE(in(complaint([](World& w) { w.firms.price[FirmId{4}] = -0.1; }), "firms.price[4]"));
  EXPECT_TRUE(in(complaint([](World& w) { w.regions.job_chance[RegionId{1}] = 1.5; }),
                 "regions.job_chance of BB (seekers who found a job last quarter) is 1.5, outside [0, 1] share"));
}

TEST(Environment, ReproducesTheBaseYearAndLosesNoLand) {
  World w = toyland(still());
  firms(w);
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) w.activity.output(r, s) = w.cells.base_output(r, s);
  environment(w);
  for (const RegionId r : w.region_ids()) {
    EXPECT_NEAR(w.activity.so2[r], w.pack->so2[r] / 4, 1e-9 * w.pack->so2[r]);
    EXPECT_NEAR(w.activity.cod[r], w.pack->cod[r] / 4, 1e-9 * w.pack->cod[r]);
    EXPECT_NEAR(w.activity.grain[r], w.pack->grain_output[r] / 4, 1e-9 * w.pack->grain_output[r]);
    EXPECT_NEAR(w.regions.ecology[r], 1, 1e-12);
  }
  w.census.urban[RegionId{0}] += 1000;  // 0.03 ha each
  const double farmland = w.regions.farmland[RegionId{0}];
  environment(w);
  EXPECT_NEAR(w.regions.farmland_lost[RegionId{0}], 30, 1e-9);
  EXPECT_NEAR(w.regions.farmland[RegionId{0}], farmland - 30, 1e-9);
  w.census.urban[RegionId{0}] -= 1000;
  environment(w);
  EXPECT_NEAR(w.regions.farmland[RegionId{0}], farmland - 30, 1e-9);  // built-over land does not come back
}

TEST(Environment, MoreIntensiveFarmingRaisesYieldByItsElasticity) {
  EXPECT_DOUBLE_EQ(grain_per_hectare(6, 1, 1, 0.2), 1.5);
  EXPECT_NEAR(grain_per_hectare(6, 2, 1, 0.5), 1.5 * std::sqrt(2.0), 1e-12);
}

}  // namespace
}  // namespace jiuzhou
