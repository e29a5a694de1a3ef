// Levers on the physical side: power, energy, yields, waste water, carbon.

#include <gtest/gtest.h>

#include <cmath>

#include "sim/state/technique.hpp"
#include "tests/policy_pairs.hpp"

namespace jiuzhou {

namespace {

using namespace pairs;

IndustryId industry(const World& w, const char* role) {
  return IndustryId{static_cast<std::uint32_t>(w.pack->industry_with_role(role))};
}

double output(const World& w, const char* role) {
  double total = 0;
  for (const RegionId r : w.region_ids()) total += w.activity.output(r, industry(w, role));
  return total;
}

double capital(const World& w, const char* role) {
  double total = 0;
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] && w.firms.industry[f] == industry(w, role)) total += w.firms.capital[f];
  return total;
}

double carbon(const World& w) {
  return sum(w.activity.co2_coal) + sum(w.activity.co2_oil_gas);
}

constexpr int two_years = 8;

const World& plain() {
  static const World world = after(two_years);
  return world;
}

}  // namespace

// In 2012 China burnt some 7 Gt of carbon dioxide as coal and 1.4 as oil and gas.
TEST(Carbon, IsThatOfTheFuelsBurnt) {
  World w = quiet_world();
  advance(w, {});
  EXPECT_NEAR(4 * sum(w.activity.co2_coal), 7.0e9, 1.0e9);
  EXPECT_NEAR(4 * sum(w.activity.co2_oil_gas), 1.4e9, 0.3e9);
  double power = 0;
  for (const auto* source : {&w.activity.power_thermal, &w.activity.power_hydro, &w.activity.power_nuclear,
                             &w.activity.power_wind, &w.activity.power_solar})
    power += sum(*source);
  EXPECT_NEAR(power, sum(w.activity.electricity), 1e-9 * power);
}

// A fifth of thermal power gives way. Power takes 41 % of coal, so that 8 % of coal is not burnt once it is built; building
// it employs, so that the first years use more of everything.
TEST(Power, WindAndSunDisplaceCoalAndTakeCapital) {
  constexpr int four_years = 16;
  const World clean = after(four_years, "energy_base", {{"clean", 0.2}}), without = after(four_years);
  const RegionId sx = region(clean, "SX");
  // By an eighth of what is missing a quarter.
  EXPECT_NEAR(clean.regions.clean_power[sx], 0.2 * (1 - std::pow(0.875, four_years)), 0.02);
  EXPECT_LT(change(output(clean, "coal"), output(without, "coal")), -0.03);
  EXPECT_GT(change(output(clean, "coal"), output(without, "coal")), -0.13);
  EXPECT_GT(change(capital(clean, "electricity"), capital(without, "electricity")), 0.1);
  EXPECT_LT(change(clean.activity.power_thermal[sx], without.activity.power_thermal[sx]), -0.1);
  EXPECT_GT(clean.activity.power_solar[sx], 10 * without.activity.power_solar[sx]);
  EXPECT_LT(change(sum(clean.activity.co2_coal), sum(without.activity.co2_coal)), -0.03);
  EXPECT_GT(clean.activity.policies[0].cost, 0);
}

TEST(Power, StaysWhenThePolicyEndsAndWearsOut) {
  World w = quiet_world();
  Policies policies;
  policies.push_back(policy_of(*w.pack, "energy_base", {{"clean", 0.5}}));
  policies.back()->until = policies.back()->from + 3;
  const RegionId sx = region(w, "SX");
  double most = 0;
  for (int t = 0; t < two_years; ++t) {
    if (t > 0) begin_next_quarter(w);
    advance(w, policies);
    if (t == 3) most = w.regions.clean_power[sx];
  }
  EXPECT_GT(most, 0.1);
  EXPECT_NEAR(w.regions.clean_power[sx], most * std::pow(1 - w.parameters.production.depreciation, 1), 1e-9);
}

// Who burns coal for power saves a tenth, and so do those who use the power: 10 to 19 % of coal.
TEST(Energy, SavingLowersCoalAndPower) {
  const World saved = after(two_years, "energy_base", {{"saving", 0.1}});
  for (const char* role : {"coal", "electricity", "oil"}) {
    EXPECT_LT(change(output(saved, role), output(plain(), role)), -0.02) << role;
    EXPECT_GT(change(output(saved, role), output(plain(), role)), -0.2) << role;
  }
  EXPECT_LT(change(carbon(saved), carbon(plain())), -0.08);
  EXPECT_GT(change(carbon(saved), carbon(plain())), -0.19);
  EXPECT_GT(sum(saved.regions.real_gdp), sum(plain().regions.real_gdp));  // a tenth costs less than it saves
}

TEST(Farming, YieldsRaiseWhatItAdds) {
  // 2 million ha a year of 15.9 are 12.6 % of the land, on which yields rise by 15 %.
  const World better = after(two_years, "grain_security", {{"hectares", 2000}, {"cost", 0}}, {"HL"});
  const RegionId hl = region(better, "HL");
  const IndustryId farming = industry(better, "agriculture");
  EXPECT_GT(change(better.activity.value_added_real(hl, farming), plain().activity.value_added_real(hl, farming)),
            0.005);
  EXPECT_GT(change(better.activity.output(hl, farming), plain().activity.output(hl, farming)), 0);
  EXPECT_GT(change(better.activity.grain[hl], plain().activity.grain[hl]), 0.02);
}

// Paid 500 million yuan a year, Anhui treats some 16 % of what it discharges: ½ · 40 000 yuan · x² · 0.92 million tonnes.
TEST(Water, AContractLowersWhatIsDischargedUpstream) {
  const World clean = after(two_years, "horizontal_compensation", {{"water", 500}}, {"ZJ"}, {"AH"});
  const RegionId ah = region(clean, "AH"), zj = region(clean, "ZJ");
  const double fall = change(clean.activity.cod[ah], plain().activity.cod[ah]);
  EXPECT_NEAR(fall, -std::sqrt(2 * 500e6 / (40000 * clean.pack->cod[ah])), 0.03);
  EXPECT_NEAR(change(clean.activity.cod[zj], plain().activity.cod[zj]), 0, 0.01);
  EXPECT_GT(clean.regions.ecology[ah], plain().regions.ecology[ah]);
}

TEST(Charges, AreAnsweredByAbatement) {
  const World charged = after(1, "ecological_protection", {{"charge", 0.01}}), free = after(1);
  EXPECT_NEAR(change(sum(charged.activity.so2), sum(free.activity.so2)), -0.2, 0.02);  // 1 % of 5 %
}

TEST(Carbon, APriceLowersItAndIsPaidToBudgets) {
  const World priced = after(two_years, "carbon_price", {{"price", 100}});
  EXPECT_LT(change(carbon(priced), carbon(plain())), -0.02);
  EXPECT_LT(change(output(priced, "coal"), output(plain(), "coal")), -0.02);
  EXPECT_EQ(priced.ledger.flow(Flow::policy, Sector::firm, Sector::province), priced.ledger.flow(Flow::policy));
  EXPECT_GT(sum(priced.activity.policy_revenue), 0.5 * 100 * carbon(priced));
  const World dear = after(two_years, "carbon_price", {{"price", 300}});
  EXPECT_LT(carbon(dear), carbon(priced));
}

TEST(Carbon, ACapIsKeptWhereThePriceCanKeepIt) {
  const World capped = after(two_years, "carbon_price", {{"cut", 0.02}});
  World base = quiet_world();
  advance(base, {});
  // The cap is set by last quarter's output, which grew by a quarter's growth since.
  EXPECT_LT(carbon(capped), 1.03 * 0.98 * carbon(base));
  EXPECT_GT(carbon(plain()), 1.05 * carbon(base));
}

}  // namespace jiuzhou
