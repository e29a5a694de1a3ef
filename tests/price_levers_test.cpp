// Levers that reach prices: distance and borders.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/policy_pairs.hpp"

namespace jiuzhou {

namespace {

using namespace pairs;

constexpr int two_years = 8;

const World& plain() {
  static const World world = after(two_years);
  return world;
}

}  // namespace

// In the base year nothing is bought beside the table: margins are part of what it has as transport and trade, and no
// region spends more on them than it may.
TEST(Margins, AreNoNewPurchasesInTheBaseYear) {
  World w = quiet_world();
  advance(w, {});
  const auto industry = [&](const char* role) {
    return IndustryId{static_cast<std::uint32_t>(w.pack->industry_with_role(role))};
  };
  const auto bought = [&](RegionId r, IndustryId g) {
    double real = w.activity.demand_consumption_urban(r, g) + w.activity.demand_consumption_rural(r, g) +
                  w.activity.demand_public(r, g);
    const double invested = w.activity.investment_real_firms[r] + w.activity.investment_real_public[r] +
                            w.activity.investment_real_dwellings[r];
    real += invested * w.households.basket_investment(r, g);
    for (const IndustryId s : w.industry_ids()) real += w.cells.input(r, g, s) * w.activity.output(r, s);
    return real;
  };
  for (const RegionId r : w.region_ids()) {
    double freight = 0, handling = 0;
    for (const IndustryId g : w.industry_ids()) {
      // people age in the first quarter, and varieties follow hands: some parts in a million
      EXPECT_NEAR(w.activity.more_freight(r, g), 0, 1e-5);
      EXPECT_NEAR(w.activity.more_handling(r, g), 0, 1e-5);
      freight += w.trade.base_freight(r, g) * bought(r, g);
      handling += w.trade.base_handling(r, g) * bought(r, g);
    }
    const double most = w.parameters.trade.margins_most;
    EXPECT_GT(freight, 0);
    EXPECT_LE(freight, 1.02 * most * bought(r, industry("transport"))) << index(r);
    EXPECT_LE(handling, 1.02 * most * bought(r, industry("trade"))) << index(r);
  }
  EXPECT_NEAR(sum(w.activity.freight) / sum(w.regions.nominal_gdp), 0.05, 0.025);  // freight is 6-8 % of GDP in China
}

// Whoever carries the same goods with a fifth less sets free a fifth of what carrying takes: real GDP gains that share
// (Hulten 1978), buyers pay less.
TEST(Margins, AFreeCutOfFreightLowersPricesAndSavesResources) {
  const World cheap = after(two_years, "trade_corridor", {{"cut", 0.2}, {"paid", 0}});
  const double share = sum(plain().activity.freight) / sum(plain().regions.nominal_gdp);
  const double gain = change(sum(cheap.regions.real_gdp), sum(plain().regions.real_gdp));
  EXPECT_LT(change(consumer_prices(cheap), consumer_prices(plain())), -0.2 * share / 2);
  EXPECT_GT(gain, 0.2 * share / 2);
  EXPECT_LT(gain, 0.2 * share * 2);
  EXPECT_LT(sum(cheap.activity.freight), 0.9 * sum(plain().activity.freight));
}

TEST(Margins, ACorridorRaisesTradeOnItsWayAndLowersDeliveredPricesThere) {
  constexpr int a_year = 4;  // later what the corridor earns raises prices, too
  const World w = after(a_year, "trade_corridor", {{"cut", 0.5}, {"paid", 0}}, {"GX"}, {"GD"}), without = after(a_year);
  const RegionId gx = region(w, "GX"), gd = region(w, "GD"), hl = region(w, "HL");
  EXPECT_GT(change(w.activity.trade_flow(gx, gd), without.activity.trade_flow(gx, gd)), 0.02);
  EXPECT_GT(change(w.activity.trade_flow(gd, gx), without.activity.trade_flow(gd, gx)), 0.02);
  const auto prices = [](const World& world, RegionId r) {  // of goods, as the region's industries buy them
    double paid = 0, real = 0;
    for (const IndustryId g : world.industry_ids()) {
      if (!(world.pack->industries[index(g)].freight_weight > 0)) continue;
      for (const IndustryId s : world.industry_ids()) {
        const double use = world.cells.input(r, g, s) * world.cells.base_output(r, s);
        real += use;
        paid += use * world.cells.purchase_price(r, g);
      }
    }
    return paid / real;
  };
  const double there = change(prices(w, gx), prices(without, gx)), far = change(prices(w, hl), prices(without, hl));
  EXPECT_LT(there, 0);
  EXPECT_LT(there, far);
}

// Of a border wedge the part that is handling is saved, and the rest only turns buyers to other regions.
TEST(Margins, OnlyTheHandlingOfABorderCostsResources) {
  const World open = after(two_years, "market_integration", {{"goods", 1}, {"fees", 0}});
  double handling = 0;
  for (const RegionId r : plain().region_ids())
    for (const IndustryId g : plain().industry_ids()) {
      handling += plain().trade.base_handling(r, g);
      EXPECT_NEAR(open.activity.more_handling(r, g), -plain().trade.base_handling(r, g), 1e-12);
    }
  EXPECT_GT(handling, 0);
  EXPECT_GT(sum(open.regions.real_gdp), sum(plain().regions.real_gdp));
  EXPECT_LT(consumer_prices(open), consumer_prices(plain()));
}

// Preference and rules between regions keep out no imports: where they fall, home goods are no cheaper beside foreign
// ones, nobody at home earns what they did not, and prices stay below what they were.
TEST(Margins, ABorderThatFallsDoesNotRaisePricesLater) {
  constexpr int eight_years = 32;
  const World open = after(eight_years, "market_integration", {{"goods", 1}, {"fees", 0}}), shut = after(eight_years);
  EXPECT_LT(consumer_prices(open), consumer_prices(shut));
  EXPECT_GT(sum(open.regions.real_gdp), sum(shut.regions.real_gdp));
}

}  // namespace jiuzhou
