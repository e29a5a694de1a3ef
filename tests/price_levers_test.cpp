// Levers that reach prices: distance, borders; runs in pairs without chance, with and without one policy.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "sim/base_year/initialise.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

namespace {

using Values = std::map<std::string, double>;
using Codes = std::vector<std::string>;

// China in 2012, one agent for 10 000 persons, nothing by chance.
World quiet_world() {
  const auto file = std::filesystem::path(SOURCE_DIR) / "scenarios" / "baseline.yaml";
  const std::vector<std::string> overrides{"weight=10000", "initial.chance=false"};
  Diagnostics diagnostics;
  std::optional<Scenario> scenario = load_scenario(file.string(), overrides, diagnostics);
  if (!scenario) throw std::runtime_error(diagnostics.text());
  static std::shared_ptr<const Pack> pack = load_pack(scenario->pack_folder, diagnostics);
  if (!pack) throw std::runtime_error(diagnostics.text());
  return initialise(pack, *scenario);
}

RegionId region(const Pack& pack, const std::string& code) {
  for (std::size_t r = 0; r < pack.region_count(); ++r)
    if (pack.regions[r].code == code) return RegionId{static_cast<std::uint32_t>(r)};
  throw std::runtime_error("no region " + code);
}

std::unique_ptr<Instrument> policy_of(const Pack& pack, const std::string& type, const Values& values,
                                      const Codes& regions = {}, const Codes& to = {}) {
  auto policy = instrument_catalogue().at(type)();
  const ParameterList list = policy->parameters();
  for (const auto& [name, value] : values) {
    const auto found = std::ranges::find(list.all(), name, &Parameter::path);
    if (found == list.all().end()) throw std::runtime_error(type + " has no " + name);
    found->set(value);
  }
  policy->where = select_all(pack);
  if (!regions.empty()) std::ranges::fill(policy->where.region, 0.0);
  for (const std::string& code : regions) policy->where.region[index(region(pack, code))] = 1;
  for (const std::string& code : to) policy->partners.push_back(index(region(pack, code)));
  policy->from = Quarter::of(pack.base_year, 1);
  policy->until = policy->from + 1000;
  return policy;
}

// The world after `quarters` quarters under a policy, or under none.
World after(int quarters, const std::string& type = "", const Values& values = {}, const Codes& regions = {},
            const Codes& to = {}) {
  World w = quiet_world();
  Policies policies;
  if (!type.empty()) policies.push_back(policy_of(*w.pack, type, values, regions, to));
  for (int t = 0; t < quarters; ++t) {
    if (t > 0) begin_next_quarter(w);
    advance(w, policies);
  }
  return w;
}

double sum(const Column<RegionId, double>& x) {
  double total = 0;
  for (const double value : x.values()) total += value;
  return total;
}

// Consumer prices, weighted with consumption.
double consumer_prices(const World& w) {
  double spent = 0, real = 0;
  for (const RegionId r : w.region_ids()) {
    const double yuan = w.activity.consumption_urban[r] + w.activity.consumption_rural[r];
    spent += yuan;
    real += yuan / w.regions.price_level[r];
  }
  return spent / real;
}

double change(double with, double without) {
  return with / without - 1;
}

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
      EXPECT_NEAR(w.activity.more_freight(r, g), 0, 1e-6);
      EXPECT_NEAR(w.activity.more_handling(r, g), 0, 1e-6);
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
  const World w = after(two_years, "trade_corridor", {{"cut", 0.5}, {"paid", 0}}, {"GX"}, {"GD"});
  const RegionId gx = region(*w.pack, "GX"), gd = region(*w.pack, "GD"), hl = region(*w.pack, "HL");
  EXPECT_GT(change(w.activity.trade_flow(gx, gd), plain().activity.trade_flow(gx, gd)), 0.02);
  EXPECT_GT(change(w.activity.trade_flow(gd, gx), plain().activity.trade_flow(gd, gx)), 0.02);
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
  const double there = change(prices(w, gx), prices(plain(), gx)), far = change(prices(w, hl), prices(plain(), hl));
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

}  // namespace jiuzhou
