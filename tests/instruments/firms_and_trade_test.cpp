// Answers by hand: instruments that act on firms, goods and trade.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/instruments/common.hpp"
#include "tests/instruments/policy_world.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {
namespace {

TEST(ByHand, GrainSecurityRaisesTheYieldOfBetterLand) {
  const World w = world_of("toyland", 10);
  // BB has 30 thousand ha: 4 thousand a year are 1 thousand a quarter; 15 % more on a thirtieth is 0.5 %.
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "grain_security", {{"hectares", 4}, {"gain", 0.15}, {"cost", 20000}}, {"BB"}));
  EXPECT_NEAR(levers.yield_growth[region(w, "BB")], 0.005, 1e-12);
  EXPECT_NEAR(paid(levers), 20e6, 1e-3);
}

TEST(ByHand, TradeCorridorIsPaidByTheYuanOfFreightThatFalls) {
  const auto pack = pack_named("toyland");
  World w = world_of("toyland", 10);
  const auto policy = policy_of(*pack, "trade_corridor", {{"cut", 0.2}, {"paid", 0.5}}, {"AA"}, {}, {"BB"});
  const Levers levers = levers_of(w, *policy, 0.5);
  const RegionId a = region(w, "AA"), b = region(w, "BB");
  EXPECT_NEAR(levers.freight(a, b), 0.9, 1e-15);
  EXPECT_NEAR(levers.freight(b, a), 0.9, 1e-15);
  EXPECT_EQ(levers.freight(a, region(w, "CC")), 1);
  // At full strength freight falls by a fifth of its share, half of that is paid, on the goods that pass either way by
  // what carrying a yuan of them takes; services are not carried.
  w = quarter_under(policy_of(*pack, "trade_corridor", {{"cut", 0.2}, {"paid", 0.5}}, {"AA"}, {}, {"BB"}));
  const double freight = w.parameters.trade.freight_share * std::sqrt(pack->distance(a, b) / 1000);
  const double passed = w.activity.freight_flow(a, b) + w.activity.freight_flow(b, a);
  EXPECT_LT(passed, 1.5 * (w.activity.trade_flow(a, b) + w.activity.trade_flow(b, a)));  // farming's, the heaviest
  EXPECT_GT(w.activity.policies[0].cost, 0);
  EXPECT_NEAR(w.activity.policies[0].cost, 0.5 * 0.2 * freight * passed, 1);
  EXPECT_EQ(w.ledger.flow(Flow::policy, Sector::centre, Sector::firm), w.ledger.flow(Flow::policy));
}

TEST(ByHand, MarketIntegrationCostsTheRegionOfArrivalItsFees) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "market_integration", {{"goods", 0.5}, {"fees", 0.1}}, {"AA", "BB"}));
  const RegionId a = region(w, "AA"), b = region(w, "BB");
  EXPECT_NEAR(w.levers.border(a, b), 0.5, 1e-15);
  EXPECT_EQ(w.levers.border(a, region(w, "CC")), 1);
  EXPECT_EQ(w.levers.border(a, a), 0.5);  // nothing passes a border at home: neither wedge nor fee
  const double fee = 0.1 * 0.5 * w.parameters.trade.border_cost;
  EXPECT_NEAR(w.activity.policies[0].cost, fee * (w.activity.trade_flow(a, b) + w.activity.trade_flow(b, a)), 1);
  EXPECT_NEAR(w.activity.policy_revenue[b], -fee * w.activity.trade_flow(a, b), 1);
  EXPECT_EQ(w.ledger.flow(Flow::policy, Sector::province, Sector::firm), w.ledger.flow(Flow::policy));
}

TEST(ByHand, OpeningCostsTheCentreItsTariffs) {
  const auto pack = pack_named("toyland");
  // Foreign goods are 4 % cheaper, half of it tariff: 2 % of what AA imports.
  const World w =
      quarter_under(policy_of(*pack, "opening", {{"demand", 0.5}, {"imports", 0.04}, {"tariffs", 0.5}}, {"AA"}));
  double imports = 0;
  for (const IndustryId s : w.industry_ids()) imports += w.activity.imports(region(w, "AA"), s);
  EXPECT_NEAR(w.activity.policies[0].cost, 0.02 * imports, 1);
  EXPECT_EQ(w.ledger.flow(Flow::policy, Sector::centre, Sector::firm), w.ledger.flow(Flow::policy));
  EXPECT_NEAR(w.levers.export_demand(region(w, "AA"), industry(w, "farming")), 1.5, 1e-15);
  EXPECT_EQ(w.levers.export_demand(region(w, "BB"), industry(w, "farming")), 1);
}

TEST(BusinessEnvironment, EasierEntryLowersMarkUpsAndCostsNoOutput) {
  // Twice the entries everywhere, in the fifth year: more firms, lower prices, and GDP that is not lower.
  double firms = 0, prices = 0, gdp = 0;
  for (const bool active : {true, false}) {
    World w = world_of("china-2012", 10000);
    std::vector<std::unique_ptr<Instrument>> policies;
    if (active) policies.push_back(policy_of(*w.pack, "business_environment", {{"entry", 1}}));
    for (int t = 0; t < 20; ++t) {
      advance(w, policies);
      for (const RegionId r : w.region_ids()) {
        if (t < 16) continue;
        gdp += (active ? 1 : -1) * w.regions.real_gdp[r];
        prices += (active ? 1 : -1) * w.regions.price_level[r];
      }
      begin_next_quarter(w);
    }
    for (const std::uint8_t alive : w.firms.alive) firms += (active ? 1 : -1) * alive;
  }
  EXPECT_GT(firms, 0);
  EXPECT_LT(prices, 0);
  EXPECT_GT(gdp, 0);
}

TEST(IndustrialTransfer, ItsSubsidyMovesFirms) {
  // Firms that come to the Centre from the East in two years, of as many that look around.
  const Codes from{"BJ", "TJ", "HE", "SH", "JS", "ZJ", "FJ", "SD", "GD", "HI"}, to{"SX", "AH", "JX", "HA", "HB", "HN"};
  std::map<double, std::int64_t> came;
  for (const double subsidy : {0.0, 0.3}) {
    World w = world_of("china-2012", 4000);
    std::vector<std::unique_ptr<Instrument>> policies;
    policies.push_back(
        policy_of(*w.pack, "industrial_transfer", {{"attention", 2}, {"subsidy", subsidy}}, from, {}, to));
    for (int t = 0; t < 8; ++t) {
      advance(w, policies);
      for (const std::string& o : from)
        for (const std::string& d : to) came[subsidy] += w.activity.firm_moves(region(w, o), region(w, d));
      begin_next_quarter(w);
    }
  }
  // A subsidy of 30 % of capital is worth 0.75 % of it a quarter; at a profit rate of 2 to 4 % that draws e^(3.5 ln 1.25)
  // to about twice as many.
  EXPECT_GT(10 * came[0.3], 13 * came[0]);
}

TEST(ByHand, IndustrialTransferSharesTheTaxesOfJointParks) {
  const auto pack = pack_named("toyland");
  World w = world_of("toyland", 10);
  w.parameters.initial.chance = false;  // nobody moves, enters or leaves
  w.nation.corporate_tax_rate = 0;      // so that taxes are those on production
  const RegionId a = region(w, "AA"), b = region(w, "BB");
  const auto comes_from_a = [&](FirmId f) {
    return w.firms.alive[f] && w.firms.region[f] == b && w.firms.industry[f] == industry(w, "manufacturing");
  };
  for (const FirmId f : w.firms.ids())
    if (comes_from_a(f)) w.firms.origin[f] = a;
  std::vector<std::unique_ptr<Instrument>> policies;
  policies.push_back(policy_of(*pack, "industrial_transfer", {{"tax_share", 0.5}}, {"AA"}, {"manufacturing"}, {"BB"}));
  advance(w, policies);
  double taxes = 0;
  for (const FirmId f : w.firms.ids())
    if (comes_from_a(f)) taxes += w.cells.tax_rate(b, w.firms.industry[f]) * w.firms.output[f] * w.firms.price[f];
  ASSERT_GT(taxes, 0);
  EXPECT_NEAR(w.activity.policies[0].cost, 0.5 * w.calibration.production_tax_local[b] * taxes, 10);
  EXPECT_EQ(w.activity.policies[0].received_in[index(a)], w.activity.policies[0].cost);
}

TEST(ByHand, PowerTransmissionIsPaidAsItIsBuilt) {
  World w = world_of("toyland", 10);
  const RegionId a = region(w, "AA"), b = region(w, "BB"), c = region(w, "CC");
  const auto policy = policy_of(*w.pack, "power_transmission", {{"share", 0.1}, {"capacity", 0.5}, {"cost", 0.6}},
                                {"AA", "CC"}, {}, {"BB"});
  policy->ramp = 4;
  // Without electricity lines divide by population and cost nothing that is known.
  Levers levers = levers_of(w, *policy, 0.25);
  EXPECT_NEAR(levers.grid(a, b), 1 + 0.5 * 0.25, 1e-15);
  EXPECT_EQ(levers.grid(a, c), 1);
  EXPECT_NEAR(levers.line(a, b), 0.1 * 0.25 * persons_in(w, "AA") / (persons_in(w, "AA") + persons_in(w, "CC")), 1e-15);
  EXPECT_TRUE(levers.payments.empty());
  // Manufactures are electricity: a quarter of the lines is built, for a tenth of what the industries of BB buy.
  auto pack = std::make_shared<Pack>(*w.pack);
  pack->industries[index(industry(w, "manufacturing"))].role = "electricity";
  for (const RegionId r : w.region_ids())
    pack->electricity_thermal[r] = pack->electricity_hydro[r] = pack->electricity_nuclear[r] =
        pack->electricity_wind[r] = pack->electricity_solar[r] = 100;
  w.pack = pack;
  levers = levers_of(w, *policy, 0.25);
  double made = 0, bought = 0;  // million yuan a year of the accounts
  for (const RegionId r : w.region_ids()) made += pack->accounts.gross_output(r, industry(w, "manufacturing"));
  for (const IndustryId s : w.industry_ids()) bought += pack->intermediate(b, industry(w, "manufacturing"), s);
  // 1 500 GWh of all electricity; inputs bought exceed those used by the growth of stocks, 0.1 %.
  EXPECT_NEAR(paid(levers) / (0.6 * 0.25 * 0.1 * 1500e6 * bought / made), 1, 0.005);
}

TEST(ByHand, InnovationDoublesResearchForWhatItCosts) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const Levers levers = levers_of(
      w, *policy_of(*w.pack, "innovation", {{"research", 1}, {"diffusion", 0.01}, {"growth", 0.04060401}}, {"BB"}));
  EXPECT_NEAR(levers.research[b], 2, 1e-15);
  EXPECT_NEAR(levers.productivity_growth(b, IndustryId{0}), 0.01, 1e-12);  // 1.01⁴ = 1.04060401
  EXPECT_NEAR(levers.catch_up[b], 0.01, 1e-15);
  EXPECT_NEAR(paid(levers), w.calibration.research_intensity[b] * w.regions.real_gdp[b] * w.regions.price_level[b],
              1e-3);
}

TEST(ByHand, InnovationRaisesTheIndustriesItMeans) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "innovation", {{"growth", 0.04060401}}, {"BB"}, {"manufacturing"}));
  EXPECT_NEAR(levers.productivity_growth(b, industry(w, "manufacturing")), 0.01, 1e-12);
  EXPECT_EQ(levers.productivity_growth(b, industry(w, "services")), 0);
}

TEST(ByHand, BusinessEnvironmentMultipliesRules) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const IndustryId s = industry(w, "manufacturing");
  const auto policy =
      policy_of(*w.pack, "business_environment", {{"entry", 0.5}, {"markup", 0.4}, {"exit", 0.2}, {"attraction", 0.3}},
                {"BB"}, {"manufacturing"});
  Levers levers = levers_of(w, *policy);
  policy->set(levers, w, 0.5);  // a second one, at half strength
  EXPECT_NEAR(levers.entry(b, s), 1.5 * 1.25, 1e-15);
  EXPECT_EQ(levers.entry(b, industry(w, "farming")), 1);
  EXPECT_NEAR(levers.markup(b, s), 0.6 * 0.8, 1e-15);
  EXPECT_NEAR(levers.insolvency(b, s), 0.8 * 0.9, 1e-15);
  EXPECT_NEAR(levers.relocation_pull(b, s), 0.45, 1e-15);
}

TEST(ByHand, EnergyBaseBuysCapitalAndPaysForEnergySaved) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  Levers levers = levers_of(w, *policy_of(*w.pack, "energy_base", {{"budget", 40}}, {"BB"}, {"manufacturing"}));
  ASSERT_EQ(levers.payments.size(), 1U);  // 40 million a year, one cell
  EXPECT_TRUE(levers.payments[0].is_invested);
  EXPECT_NEAR(levers.payments[0].yuan, 10e6, 1e-3);
  levers = levers_of(w, *policy_of(*w.pack, "energy_base", {{"saving", 0.1}, {"reward", 30}}, {"BB"}));
  EXPECT_NEAR(levers.energy_use(b, industry(w, "manufacturing")), 0.9, 1e-15);
  EXPECT_EQ(levers.energy_use(region(w, "AA"), industry(w, "manufacturing")), 1);
  // 8, 40 and 10 tce a million yuan of 500, 2 250 and 1 500 million a quarter are 109 000 tce; a tenth at 30 yuan.
  // Output is that of the quarter before the first, two and a half quarters before the middle of the year of the
  // accounts, less half a per cent of stock building.
  EXPECT_NEAR(paid(levers) / (0.1 * 30 * 109000), std::pow(1 + w.nation.base_growth, -2.5), 0.01);
}

TEST(ByHand, CarbonPriceIsPaidByWhatFuelIsBurnt) {
  auto pack = std::make_shared<Pack>(*pack_named("toyland"));
  pack->industries[industry_named(*pack, "farming")].role = "coal";
  pack->coal_output.assign(pack->region_count(), 1e6);
  Scenario scenario;
  scenario.pack_folder = pack->folder;
  scenario.from = Quarter::of(pack->base_year, 1);
  scenario.until = scenario.from + 4;
  scenario.weight = 10;
  const World w = initialise(pack, scenario);
  const RegionId b = region(w, "BB");
  const IndustryId coal = industry(w, "farming"), s = industry(w, "manufacturing");
  double output = 0;
  for (const RegionId r : w.region_ids()) output += w.cells.base_output(r, coal);
  // 3 million tonnes a year; fuel is all the energy there is here, so a yuan a tonne of CO2 is, by the yuan of fuel,
  // the carbon in it, and half of that is saved.
  const double carbon = 1.98 * 3e6 / 4 / output, price = 0.05 / carbon, saved = 0.05 * 0.5;
  const Levers levers = levers_of(w, *policy_of(*w.pack, "carbon_price", {{"price", price}}, {"BB"}));
  EXPECT_NEAR(levers.energy_use(b, s), 1 - saved, 1e-12);
  EXPECT_NEAR(levers.charge(b, s) * w.cells.price(b, s) / w.cells.input(b, coal, s), 0.05 * (1 - saved), 1e-12);
  // What takes its place costs as much as what is saved, and a fortieth more: the mean of nothing and of the rise of price.
  double others = 0;
  for (const IndustryId g : w.industry_ids())
    if (g != coal) others += w.cells.input(b, g, s);
  EXPECT_NEAR((levers.other_inputs(b, s) - 1) * others / w.cells.input(b, coal, s), saved * 1.025, 1e-12);
  EXPECT_EQ(levers.charge(region(w, "AA"), s), 0);
  // A mine that buys coal does not burn it.
  EXPECT_EQ(levers.charge(b, coal), 0);
}

TEST(ByHand, ConsumptionAssistanceBindsPublicBuyers) {
  const World w = world_of("toyland", 10);
  const RegionId a = region(w, "AA"), c = region(w, "CC");
  const IndustryId s = industry(w, "services");
  const Levers levers = levers_of(
      w, *policy_of(*w.pack, "consumption_assistance", {{"rise", 0.5}, {"others", 0.1}}, {"CC"}, {"services"}, {"AA"}));
  ASSERT_EQ(levers.preferences.size(), 1U);
  // Toyland has no public industry, so public buyers are government consumption of all that AA buys of services.
  const PackAccounts& accounts = w.pack->accounts;
  double all = accounts.consumption_urban(a, s) + accounts.consumption_rural(a, s) +
               accounts.government_consumption(a, s) + accounts.investment(a, s);
  for (const IndustryId user : w.industry_ids()) all += w.pack->intermediate(a, s, user);
  const double share = accounts.government_consumption(a, s) / all;
  EXPECT_NEAR(levers.preferences[0].buyer(a, s), 0.1 + 0.9 * share, 1e-3);
  EXPECT_EQ(levers.preferences[0].buyer(c, s), 0);
  EXPECT_EQ(levers.preferences[0].buyer(a, industry(w, "farming")), 0);
  EXPECT_EQ(levers.preferences[0].supplier[index(c)], 1);
}

TEST(ByHand, WorldEconomyScalesExports) {
  const auto pack = pack_named("toyland");
  // Prices of the first quarter are 1 at home and abroad: exports fall by what foreign demand falls.
  const World with = quarter_under(policy_of(*pack, "world_economy", {{"demand", -0.3}}));
  const World without = quarter_under(policy_of(*pack, "world_economy", {}));
  for (const RegionId r : with.region_ids())
    for (const IndustryId s : with.industry_ids())
      EXPECT_NEAR(with.activity.exports(r, s), 0.7 * without.activity.exports(r, s),
                  1e-9 * without.activity.exports(r, s));
}

TEST(ByHand, FunctionRelocationTellsAShareAYear) {
  const World w = world_of("toyland", 10);
  // 0.8⁴ = 0.4096: a fifth a quarter, half of it at half of the ramp.
  const Levers levers = levers_of(
      w, *policy_of(*w.pack, "function_relocation", {{"share", 0.5904}, {"compensation", 0.1}}, {"AA"}, {}, {"BB"}),
      0.5);
  ASSERT_EQ(levers.firm_moves.size(), 1U);
  EXPECT_NEAR(levers.firm_moves[0].forced, 0.1, 1e-12);
  EXPECT_EQ(levers.firm_moves[0].subsidy, 0.1);
}

// Staff are on the way for a quarter, so the firm must wait for them: orders that follow one another, and firms that
// move by themselves as often as they can. The accounts of jobs are checked in every quarter.
TEST(FunctionRelocation, DoesNotMoveOnBeforeItsStaffHaveCome) {
  World w = world_of("toyland", 10);
  for (Parameter& p : std::vector<Parameter>(parameters_of(w.parameters).all()))
    if (p.path == "firms.relocation_rate") p.set(p.spec.max);
  std::vector<std::unique_ptr<Instrument>> policies;
  policies.push_back(policy_of(*w.pack, "function_relocation", {{"share", 0.9}, {"staff", 1}}, {"AA"}, {}, {"BB"}));
  policies.push_back(policy_of(*w.pack, "function_relocation", {{"share", 0.9}, {"staff", 1}}, {"BB"}, {}, {"CC"}));
  double staff = 0;
  for (int t = 0; t < 8; ++t) {
    ASSERT_NO_THROW(advance(w, policies)) << "quarter " << t;
    staff += w.activity.policies[0].staff_moved + w.activity.policies[1].staff_moved;
    begin_next_quarter(w);
  }
  EXPECT_GT(staff, 0);
}

TEST(ByHand, FunctionRelocationMovesFirmsWithTheirStaff) {
  const auto pack = pack_named("toyland");
  // All of Harbour's service firms but one are told to go with all their workers: the movers arrive employed.
  World before = world_of("toyland", 10);
  before.parameters.firms.relocation_rate = 0;  // nobody moves of its own accord
  const World w = quarter_under(
      policy_of(*pack, "function_relocation", {{"share", 0.9}, {"staff", 1}}, {"AA"}, {"services"}, {"BB"}),
      std::move(before));
  EXPECT_GT(w.activity.firm_moves(region(w, "AA"), region(w, "BB")), 0);
  EXPECT_GT(w.activity.followers.size(), 0U);
  std::size_t followed = 0;
  for (const jiuzhou::testing::Member& m : jiuzhou::testing::everybody(w))
    if (m.region == region(w, "BB") && m.person.arrival() == w.elapsed() && m.employer != no_firm &&
        w.firms.origin[m.employer] == region(w, "AA"))
      ++followed;
  EXPECT_EQ(w.activity.policies[0].firms_moved,
            static_cast<double>(w.activity.firm_moves(region(w, "AA"), region(w, "BB"))));
  EXPECT_GT(w.activity.policies[0].staff_moved, 0);
  EXPECT_GT(static_cast<double>(followed), 0.95 * static_cast<double>(w.activity.followers.size()));
}

}  // namespace
}  // namespace jiuzhou
