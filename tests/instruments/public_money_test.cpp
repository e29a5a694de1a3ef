// Answers by hand: instruments that give or take public money, by region or by industry.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/instruments/common.hpp"
#include "tests/instruments/policy_world.hpp"

namespace jiuzhou {
namespace {

TEST(ByHand, FiscalTransferIsDividedByPopulation) {
  const World w = world_of("toyland", 10);
  // 400 million a year, half of the ramp: 400 / 4 · 0.5 = 50 million a quarter over BB and CC.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "fiscal_transfer", {{"budget", 400}}, {"BB", "CC"}), 0.5);
  ASSERT_EQ(levers.payments.size(), 2U);
  EXPECT_NEAR(paid(levers), 50e6, 1e-3);
  EXPECT_NEAR(levers.payments[0].yuan / levers.payments[1].yuan, persons_in(w, "BB") / persons_in(w, "CC"), 1e-12);
}

TEST(ByHand, InfrastructureForALocalShareIsPaidByTheRegionItself) {
  const World w = world_of("toyland", 10);
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "infrastructure", {{"budget", 100}, {"local_share", 0.2}}, {"CC"}));
  ASSERT_EQ(levers.payments.size(), 2U);  // 25 million: 20 from the centre, 5 from CC
  EXPECT_NEAR(levers.payments[0].yuan, 20e6, 1e-3);
  EXPECT_EQ(levers.payments[1].payer, Payer::province);
  EXPECT_NEAR(levers.payments[1].yuan, 5e6, 1e-3);
}

TEST(ByHand, PublicServicesAreLiftedToAShareOfTheMean) {
  const World w = world_of("toyland", 10);
  const auto services = [&](const char* code) {
    const RegionId r = region(w, code);
    return ((1 - w.calibration.budget_investment_share[r]) * w.regions.budget[r] + w.regions.central_budget[r]) /
           w.regions.public_price[r];
  };
  const double mean = (services("AA") + services("BB") + services("CC")) /
                      (persons_in(w, "AA") + persons_in(w, "BB") + persons_in(w, "CC"));
  const Levers levers = levers_of(w, *policy_of(*w.pack, "public_services", {{"floor", 1}}));
  ASSERT_FALSE(levers.payments.empty());
  for (const PolicyPayment& x : levers.payments) {
    const std::string code = w.pack->regions[index(x.region)].code;
    EXPECT_NEAR((services(code.c_str()) + x.yuan / w.regions.public_price[x.region]) / persons_in(w, code), mean,
                1e-9 * mean)
        << code;
  }
}

TEST(ByHand, HorizontalCompensationTurnsRoundWhenTheRiverIsDirty) {
  World w = world_of("toyland", 10);
  const auto policy =
      policy_of(*w.pack, "horizontal_compensation", {{"water", 8}, {"target", 0.9}}, {"AA"}, {}, {"CC"});
  Levers levers = levers_of(w, *policy);  // the index is 1 in the base
  ASSERT_EQ(levers.payments.size(), 1U);
  EXPECT_NEAR(levers.payments[0].yuan, 2e6, 1e-6);
  EXPECT_EQ(levers.payments[0].paying_region, region(w, "AA"));
  w.regions.ecology[region(w, "CC")] = 0.8;
  levers = levers_of(w, *policy);
  ASSERT_EQ(levers.payments.size(), 1U);
  EXPECT_EQ(levers.payments[0].paying_region, region(w, "CC"));
  EXPECT_NEAR(levers.payments[0].yuan, 2e6, 1e-6);
}

TEST(ByHand, HorizontalCompensationIsPaidByTheTonneOfGrainThatIsLacking) {
  const World w = world_of("toyland", 10);
  // 60, 180, 90 thousand tonnes a year are 330 in all; a region uses its share of the population.
  const double people = persons_in(w, "AA") + persons_in(w, "BB") + persons_in(w, "CC");
  const double lacking = std::max(0.0, 330e3 * persons_in(w, "AA") / people - 60e3) / 4;
  ASSERT_GT(lacking, 0);
  const Levers levers = levers_of(w, *policy_of(*w.pack, "horizontal_compensation", {{"grain", 100}}, {"AA"}));
  EXPECT_NEAR(paid(levers), 100 * lacking, 1e-3 * lacking);
}

TEST(ByHand, PairedAssistanceIsAShareOfOwnRevenue) {
  const World w = world_of("toyland", 10);
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "paired_assistance", {{"revenue_share", 0.01}}, {"AA"}, {}, {"CC"}));
  EXPECT_NEAR(paid(levers), 0.01 * w.regions.own_revenue[region(w, "AA")], 1e-6);
}

TEST(ByHand, TaxSharingMovesPointsOfTheTaxCollected) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "tax_sharing", {{"production", 0.1}}));
  // All regions: a tenth of all production tax; firms' taxes are rounded to fen one by one.
  EXPECT_NEAR(w.activity.policies[0].cost, 0.1 * to_yuan(w.ledger.flow(Flow::production_tax)), 10);
  EXPECT_EQ(w.ledger.flow(Flow::policy, Sector::centre, Sector::province), w.ledger.flow(Flow::policy));
}

TEST(ByHand, EncouragedIndustriesGetBackAShareOfCorporateTax) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "encouraged_industries", {{"tax_cut", 0.4}}));
  EXPECT_NEAR(w.activity.policies[0].cost, 0.4 * to_yuan(w.ledger.flow(Flow::corporate_tax)), 10);
  EXPECT_GT(w.activity.policies[0].cost, 0);
}

TEST(ByHand, EncouragedIndustriesTwiceGetTheSecondReliefOnWhatIsLeft) {
  const World w = world_of("toyland", 10);
  const auto policy = policy_of(*w.pack, "encouraged_industries", {{"tax_cut", 0.4}});
  Levers levers = levers_of(w, *policy);
  policy->set(levers, w, 1);
  EXPECT_NEAR(levers.corporate_tax(region(w, "AA"), industry(w, "manufacturing")), 0.36, 1e-15);  // 0.6 · 0.6
  double given = 0;  // 0.4 + 0.6 · 0.4 = 0.64
  for (const TaxRelief& x : levers.tax_reliefs)
    if (x.region == region(w, "AA") && x.industry == industry(w, "manufacturing")) given += x.share;
  EXPECT_NEAR(given, 0.64, 1e-15);
}

TEST(ByHand, EcologicalProtectionChargesAShareOfSales) {
  const auto pack = pack_named("toyland");
  const World w =
      quarter_under(policy_of(*pack, "ecological_protection", {{"charge", 0.02}}, {"BB"}, {"manufacturing"}));
  double sales = 0;
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] && w.firms.origin[f] == region(w, "BB") && w.firms.industry[f] == industry(w, "manufacturing"))
      sales += w.firms.output[f] * w.firms.price[f];
  // Two of the five per cent at which all would be cut: 0.4 of emissions are, 0.6 are paid for, and cutting costs
  // half of 5 % of 0.4 squared: 0.012 + 0.004 of sales.
  EXPECT_NEAR(w.levers.emission(region(w, "BB"), industry(w, "manufacturing")), 0.6, 1e-12);
  EXPECT_NEAR(w.levers.charge(region(w, "BB"), industry(w, "manufacturing")), 0.016, 1e-12);
  // A firm that moves after the charge takes its price level with it, so only a rough comparison of the total.
  EXPECT_NEAR(w.activity.policies[0].cost / (0.016 * sales), 1, 0.05);
}

TEST(ByHand, EcologicalProtectionStopsABannedIndustry) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "ecological_protection", {{"cap", 1}}, {"CC"}, {"manufacturing"}));
  EXPECT_EQ(w.activity.output(region(w, "CC"), industry(w, "manufacturing")), 0);
  EXPECT_GT(w.activity.output(region(w, "BB"), industry(w, "manufacturing")), 0);
}

}  // namespace
}  // namespace jiuzhou
