// Land: what leavers cost own-account work, how its work is shared, and the price of building land.
#include "sim/state/land.hpp"

#include <gtest/gtest.h>

#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

// By hand: 30 % fewer hands at a land share of 0.44 make (0.7)^-0.44 times as much each, 0.7^0.56 times as much
// together.
TEST(Land, LeaversLowerOutputByLessThanTheirShare) {
  auto p = with_defaults<Parameters>();
  p.production.land_share = 0.44;
  World world = persons_world(pack_named("toyland"), 100, 1, p);
  const RegionId r{0};
  IndustryId farm{};
  for (const IndustryId s : world.industry_ids())
    if (world.pack->industries[index(s)].own_account) farm = s;
  world.regions.farmland = world.pack->farmland;
  world.cells.base_labour(r, farm) = 1000;
  EXPECT_EQ(crowding(world, r, farm, 1000), 1);
  EXPECT_NEAR(crowding(world, r, farm, 700), 1.169922, 1e-6);
  EXPECT_NEAR(700 * crowding(world, r, farm, 700), 818.9453, 1e-3);
  // Half the land: as if twice as many worked it.
  world.regions.farmland[r] /= 2;
  EXPECT_NEAR(crowding(world, r, farm, 500), 1, 1e-15);
  EXPECT_NEAR(labour_on_land(818.9453, 1000, 0.44), 700, 1e-3);
  world.parameters.production.land_share = 0;
  EXPECT_EQ(crowding(world, r, farm, 700), 1);
}

// By hand: work for 700 of 1000 hands is 0.7^0.56 = 0.818945 of a quarter's work of each, and their pay with it.
TEST(Land, WorkIsSharedByTheHands) {
  World world = persons_world(pack_named("toyland"), 100);
  want_apart(world, 0.7, 0.7);
  for (const FirmId f : world.firms.ids())
    EXPECT_NEAR(work_share(world, f), world.pack->industries[index(world.firms.industry[f])].own_account ? 0.818945 : 1,
                1e-6);
}

// By hand: 400 persons per square kilometre offer 2 · 4^−0.6 = 0.870551 more for each per cent of price, so a load that
// is 1 % larger costs 1 / (0.6 + 0.870551) = 0.680018 % more; under a floor that leaves no farmland 1 / 0.6.
TEST(Land, PricesGiveWayWhereLandIsScarce) {
  Pack pack = *pack_named("toyland");
  const RegionId r{0};
  pack.regions[0].land_area = (pack.urban[r] + pack.rural[r]) / 400;
  auto p = without_chance();  // so that the persons are the pack's
  p.households.housing_demand = 0.6;
  p.households.land_supply = 2;
  p.households.land_density = 0.6;
  World world = persons_world(std::make_shared<const Pack>(pack), 100, 1, p);
  world.regions.farmland = world.pack->farmland;
  world.regions.urban_peak.assign(world.region_count());
  for (const RegionId o : world.region_ids()) world.regions.urban_peak[o] = static_cast<double>(world.census.urban[o]);
  EXPECT_NEAR(price_response(world, r), 0.680018, 1e-5);
  world.levers.farmland_floor[r] = 1;
  EXPECT_NEAR(price_response(world, r), 0.680018, 1e-5);  // nobody asks for land
  world.regions.urban_peak[r] /= 2;
  EXPECT_NEAR(price_response(world, r), 1 / 0.6, 1e-12);
  // Land is a fifth of what dwellings cost: a tenth more on them is half as much again on land.
  world.nation.land_rate = 0.25;
  world.regions.dwelling_price.assign(world.region_count(), 1.1);
  EXPECT_NEAR(land_price(world, r), 1.5, 1e-12);
}

}  // namespace
}  // namespace jiuzhou
