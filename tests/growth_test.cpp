// Why regions grow apart: base-year growth that goes on, goods that buyers follow, people, prices of coal and oil.

#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/math.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/steps/shared/momentum.hpp"
#include "sim/steps/shared/trade_shares.hpp"
#include "sim/steps/steps.hpp"
#include "sim/text/diagnostics.hpp"
#include "tests/files.hpp"

namespace jiuzhou {

namespace {

World world_of(const std::vector<std::string>& overrides) {
  std::vector<std::string> all{"weight=10000"};
  all.insert(all.end(), overrides.begin(), overrides.end());
  return begin(scenario_folder / "baseline.yaml", all).world;
}

void quarters(World& w, int n) {
  for (int t = 0; t < n; ++t) {
    advance(w, {});
    if (t + 1 < n) begin_next_quarter(w);
  }
}

double gdp_share(const World& w, RegionId r) {
  double all = 0;
  for (const RegionId o : w.region_ids()) all += w.regions.nominal_gdp[o];
  return w.regions.nominal_gdp[r] / all;
}

}  // namespace

// Quarterly growth with the persistence found has the autocorrelation of four-quarter growth that was asked for, and
// what the growth of a base year leaves is that of an AR(1) of yearly growth.
TEST(Momentum, PersistenceIsThatOfYears) {
  const double rho = quarterly_persistence(0.48);
  double same = 0, next = 0;
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) {
      same += std::pow(rho, std::abs(i - j));
      next += std::pow(rho, std::abs(i - j - 4));
    }
  EXPECT_NEAR(next / same, 0.48, 1e-9);

  GrowthParameters p;
  p.momentum_start = 1;
  p.momentum_persistence = 0.48;
  double growth = first_momentum(p, 0.05), level = 0, year = 0;
  for (int t = 0; t < 400; ++t) {
    if (t >= 4) growth *= rho;
    level += growth;
    if (t < 4) year += level / 4;
  }
  EXPECT_NEAR(level - year, 0.05 * 0.48 / (1 - 0.48), 1e-9);
}

// Better goods of a region sell at the prices of before: its share in nominal GDP rises, which cheaper work alone
// hardly moves.
TEST(Growth, BuyersFollowBetterGoods) {
  const RegionId r{18};
  World plain = world_of({}), better = world_of({}), cheaper = world_of({});
  better.regions.quality[r] += 0.1;
  for (const IndustryId s : cheaper.industry_ids()) cheaper.cells.efficiency(r, s) *= 1.1;
  for (World* w : {&plain, &better, &cheaper}) quarters(*w, 12);
  const double gain = std::log(gdp_share(better, r) / gdp_share(plain, r));
  EXPECT_GT(gain, 0.03);
  EXPECT_LT(std::log(gdp_share(cheaper, r) / gdp_share(plain, r)), gain / 2);
}

TEST(Growth, NothingIsOfferedBeyondTheBaseYearAtTheStart) {
  const World w = world_of({});
  for (const double x : offer(w)) EXPECT_DOUBLE_EQ(x, 1);
}

TEST(Growth, BuyersFollowPeople) {
  const RegionId r{18};
  World plain = world_of({}), larger = world_of({});
  larger.calibration.base_working_age[r] /= 1.1;  // as if a tenth had come since
  for (World* w : {&plain, &larger}) quarters(*w, 8);
  EXPECT_GT(std::log(gdp_share(larger, r) / gdp_share(plain, r)), 0.02);
}

// Paths by region steer: what is imposed for goods or people comes there and not elsewhere, and stops after its last date.
TEST(Growth, ImposedPathsByRegionSteerThatRegion) {
  const auto laid = [](Table<RunQuarter, RegionId, double> Paths::*path, RegionId r, double value) {
    World w = world_of({"growth.shock_scale=0", "migration.attraction_shock=0"});
    (w.paths.*path).assign(8, w.region_count());
    for (std::uint32_t q = 0; q < 8; ++q) (w.paths.*path)(static_cast<RunQuarter>(q), r) = value;
    quarters(w, 9);
    return w;
  };
  const RegionId r{18}, other{9};
  const World plain = laid(&Paths::regional_demand, r, 0);
  const World wanted = laid(&Paths::regional_demand, r, 0.05), liked = laid(&Paths::regional_pull, r, 0.02);
  EXPECT_NEAR(wanted.regions.quality[r] - wanted.regions.quality[other] - plain.regions.quality[r] +
                  plain.regions.quality[other],
              8 * quarterly(0.05), 1e-9);
  EXPECT_GT(std::log(gdp_share(wanted, r) / gdp_share(plain, r)), 0.03);
  const auto people = [](const World& w, RegionId at) {
    return static_cast<double>(w.census.urban[at] + w.census.rural[at]);
  };
  EXPECT_NEAR(std::log(people(liked, r) / people(plain, r)), 0.04 * (1 - 0.09), 0.015);  // less the nation's mean
  EXPECT_EQ(Paths::in_region(plain.paths.regional_demand, 8, r), 0);
}

// By hand: at an elasticity of 0.1 a reach of e times last quarter's raises work by a tenth more than an unchanged one.
TEST(Growth, WorkersWithinReachMakeEachOtherMoreProductive) {
  const auto grown = [](const char* elasticity, double before) {
    World w = world_of({std::string("growth.agglomeration=") + elasticity});
    quarters(w, 2);
    const RegionId r{18};
    w.regions.reach[r] *= before;
    productivity(w);
    return w.cells.productivity_growth(r, IndustryId{5});
  };
  EXPECT_NEAR(grown("0.1", std::exp(-1.0)) - grown("0.1", 1), 0.1, 1e-9);
  EXPECT_EQ(grown("0", std::exp(-1.0)), grown("0", 1));
}

// A world price is passed on in the quarter it comes, by value added, whatever the cap of price changes.
TEST(Prices, CoalIsPassedOnAtOnce) {
  World plain = world_of({}), dear = world_of({});
  dear.paths.coal_price.values().assign(4, 2.0);
  for (World* w : {&plain, &dear}) quarters(*w, 1);
  const IndustryId coal{static_cast<std::uint32_t>(plain.pack->industry_with_role("coal"))};
  for (const RegionId r : plain.region_ids()) {
    if (!plain.live(r, coal)) continue;
    double value_added = 1;
    for (const IndustryId g : plain.industry_ids()) value_added -= plain.cells.input(r, g, coal);
    const double expected = plain.parameters.prices.coal_pass_through * std::max(value_added, 0.05) * std::log(2.0);
    EXPECT_NEAR(std::log(dear.cells.price(r, coal) / plain.cells.price(r, coal)), expected, 0.01) << index(r);
  }
}

// Where people take part in the labour force more or less than elsewhere of their age, they go on to do so.
TEST(Participation, StaysWithItsRegion) {
  World w = world_of({"growth.shock_scale=0"});
  const auto odds = [&](RegionId r) {
    const double active = w.regions.labour_force[r] / static_cast<double>(w.census.working_age[r]);
    return active;
  };
  std::vector<double> before, change;
  advance(w, {});
  for (const RegionId r : w.region_ids()) before.push_back(odds(r));
  begin_next_quarter(w);
  quarters(w, 40);
  double mean_before = 0, mean_change = 0;
  for (const RegionId r : w.region_ids()) change.push_back(odds(r) - before[index(r)]);
  const auto n = static_cast<double>(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    mean_before += before[i] / n;
    mean_change += change[i] / n;
  }
  double both = 0, square = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    both += (before[i] - mean_before) * (change[i] - mean_change);
    square += (before[i] - mean_before) * (before[i] - mean_before);
  }
  EXPECT_GT(both / square, -0.5);  // one national rate of entry and of retirement gave -0.65 in ten years
}

}  // namespace jiuzhou
