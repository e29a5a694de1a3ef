// Instruments, each by existing: nothing at zero strength, nothing before and after, every yuan booked; and what each is
// meant to move first moves the way it should.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <ostream>
#include <set>

#include "tests/steps/persons_world.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/period.hpp"
#include "sim/scenario/initialise.hpp"
#include "sim/scenario/load_pack.hpp"
#include "sim/scenario/selection.hpp"

namespace jiuzhou {
namespace {

std::shared_ptr<const Pack> pack_named(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const Pack>> loaded;
  auto& pack = loaded[name];
  if (!pack) {
    Diagnostics diagnostics;
    pack = load_pack(std::string(SOURCE_DIR) + "/scenarios/packs/" + name, diagnostics);
    if (!pack) throw std::runtime_error(diagnostics.text());
  }
  return pack;
}

World world_of(const std::string& name, std::int64_t weight) {
  const auto pack = pack_named(name);
  Scenario scenario;
  scenario.pack_folder = pack->folder;
  scenario.from = Quarter::of(pack->base_year, 1);
  scenario.until = scenario.from + 40;
  scenario.weight = weight;
  return initialise(pack, scenario);
}

using Values = std::map<std::string, double>;
using Codes = std::vector<std::string>;

std::size_t region_named(const Pack& pack, const std::string& code) {
  for (std::size_t r = 0; r < pack.region_count(); ++r)
    if (pack.regions[r].code == code) return r;
  throw std::runtime_error("no region " + code);
}

std::size_t industry_named(const Pack& pack, const std::string& code) {
  for (std::size_t s = 0; s < pack.industry_count(); ++s)
    if (pack.industries[s].code == code) return s;
  throw std::runtime_error("no industry " + code);
}

std::unique_ptr<Instrument> policy_of(const Pack& pack, const std::string& type, const Values& values, const Codes& regions = {},
                                      const Codes& industries = {}, const Codes& to = {}) {
  auto policy = instrument_catalogue().at(type)();
  const ParameterList list = policy->parameters();
  for (const auto& [name, value] : values) {
    const auto found = std::ranges::find(list.all(), name, &Parameter::path);
    if (found == list.all().end()) throw std::runtime_error(type + " has no " + name);
    found->set(value);
  }
  policy->where = select_all(pack);
  if (!regions.empty()) std::ranges::fill(policy->where.region, 0.0);
  for (const std::string& code : regions) policy->where.region[region_named(pack, code)] = 1;
  if (!industries.empty()) std::ranges::fill(policy->where.industry, 0.0);
  for (const std::string& code : industries) policy->where.industry[industry_named(pack, code)] = 1;
  for (const std::string& code : to) policy->partners.push_back(region_named(pack, code));
  policy->from = Quarter::of(pack.base_year, 1);
  policy->until = policy->from + 1000;
  return policy;
}

std::uint64_t hash_of(World& world) {
  StateColumns columns;
  world.declare(columns);
  std::uint64_t h = 1469598103934665603U;  // FNV-1a
  for (const StateColumn& column : columns.all())
    for (std::size_t i = 0; i < column.bytes; ++i) h = (h ^ static_cast<const unsigned char*>(column.data)[i]) * 1099511628211U;
  return h;
}

RegionId region(const World& w, const std::string& code) { return RegionId{static_cast<std::uint32_t>(region_named(*w.pack, code))}; }
IndustryId industry(const World& w, const std::string& code) {
  return IndustryId{static_cast<std::uint32_t>(industry_named(*w.pack, code))};
}

// ---- what each instrument is asked to do, and what must move first ---------------------------------------------------

struct Case {
  std::string type;
  Values strength;
  Codes regions, industries, to;                  // of China 2012
  int sign;                                       // of the change of `measure`, summed over six quarters
  std::function<double(const World&)> measure;
  bool costs = true;                              // public money
  std::int64_t weight = 10000;                    // fewer where few persons are meant
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.type; }

double moves_from(const World& w, const std::string& code) {
  double sum = 0;
  for (const RegionId d : w.region_ids()) sum += static_cast<double>(w.activity.moves(region(w, code), d));
  return sum;
}

double moves_to(const World& w, const std::string& code) {
  double sum = 0;
  for (const RegionId o : w.region_ids()) sum += static_cast<double>(w.activity.moves(o, region(w, code)));
  return sum;
}

double trade_between_regions(const World& w) {
  double sum = 0;
  for (const RegionId o : w.region_ids())
    for (const RegionId d : w.region_ids())
      if (o != d) sum += w.activity.trade_flow(o, d);
  return sum;
}

double exports(const World& w, const std::string& code) {
  double sum = 0;
  for (const IndustryId s : w.industry_ids()) sum += w.activity.exports(region(w, code), s);
  return sum;
}

double employed(const World& w, const std::string& code) { return static_cast<double>(w.census.employed[region(w, code)]); }

// Yearly millions that are large enough to stand out at one agent for 10 000 persons.
const std::vector<Case>& cases() {
  static const std::vector<Case> table{
      {"fiscal_transfer", {{"budget", 50000}}, {"GS"}, {}, {}, +1,
       [](const World& w) { return w.activity.government_consumption[region(w, "GS")]; }},
      {"paired_assistance", {{"revenue_share", 0.1}}, {"SH"}, {}, {"XJ"}, +1,
       [](const World& w) { return w.activity.government_consumption[region(w, "XJ")] - w.activity.government_consumption[region(w, "SH")]; }},
      {"horizontal_compensation", {{"grain", 500}, {"energy", 100}, {"water", 1000}}, {"ZJ", "GD"}, {}, {"HL", "SX"}, +1,
       [](const World& w) { return w.activity.consumption_budget_public[region(w, "HL")]; }},
      {"tax_sharing", {{"production", 0.1}, {"corporate", 0.1}, {"personal", 0.1}}, {"GX"}, {}, {}, +1,
       [](const World& w) { return w.regions.own_revenue[region(w, "GX")]; }},
      {"encouraged_industries", {{"tax_cut", 0.4}, {"entry", 0.5}}, {"SN"}, {"chemicals", "electronics"}, {}, +1,
       [](const World& w) {
         double sum = 0;
         for (const FirmId f : w.firms.ids())
           if (w.firms.alive[f] && w.firms.region[f] == region(w, "SN") && w.firms.industry[f] == industry(w, "chemicals"))
             sum += w.firms.profit_rate[f] * w.firms.capital_value[f];
         return sum;
       }},
      {"industrial_transfer", {{"attention", 10}, {"pull", 4}, {"subsidy", 0.2}, {"tax_share", 0.5}}, {"GD", "ZJ", "SH"}, {}, {"AH"}, +1,
       [](const World& w) { return static_cast<double>(w.activity.firm_moves(region(w, "GD"), region(w, "AH"))); }},
      {"function_relocation", {{"share", 0.3}}, {"BJ"}, {"business_services", "health", "education"}, {"HE"}, +1,
       [](const World& w) { return employed(w, "HE") - employed(w, "BJ"); }},
      {"infrastructure", {{"budget", 50000}, {"local_share", 0.2}}, {"GZ"}, {}, {}, +1,
       [](const World& w) { return w.regions.public_capital[region(w, "GZ")]; }},
      {"trade_corridor", {{"cut", 0.5}, {"world_cut", 0.1}}, {"GX"}, {}, {"GD"}, +1,
       [](const World& w) { return w.activity.trade_flow(region(w, "GX"), region(w, "GD")); }, false},
      {"power_transmission", {{"share", 0.2}, {"capacity", 0.5}, {"budget", 5000}}, {"NM"}, {}, {"BJ"}, +1,
       [](const World& w) { return w.trade.share(industry(w, "electricity_heat"), region(w, "NM"), region(w, "BJ")); }},
      {"market_integration", {{"goods", 0.5}, {"labour", 0.5}, {"entry", 0.2}, {"competition", 0.1}}, {}, {}, {}, +1, trade_between_regions, false},
      {"hukou_reform", {{"settlement", 1}, {"services", 1}, {"wage_gap", 1}, {"threshold", 0.5}, {"quota", 500}, {"central_share", 0.5}}, {"GD"}, {}, {}, +1,
       [](const World& w) { return moves_to(w, "GD"); }},
      {"public_services", {{"per_head", 500}, {"floor", 0.9}, {"schooling", 0.2}}, {"HA"}, {}, {}, +1,
       [](const World& w) { return w.regions.service_stock[region(w, "HA")]; }},
      {"social_protection", {{"pension", 2000}, {"medical", 100}, {"minimum_income", 1000}}, {"HL"}, {}, {}, +1,
       [](const World& w) { return w.activity.disposable_urban[region(w, "HL")] + w.activity.disposable_rural[region(w, "HL")]; }},
      {"work_relief", {{"budget", 20000}, {"wage_share", 0.6}, {"dividend", 0.05}}, {"GZ"}, {}, {}, +1, [](const World& w) { return employed(w, "GZ"); }},
      {"skill_training", {{"persons", 3000}, {"gain", 0.3}}, {"HA"}, {}, {}, +1,
       [](const World& w) { return static_cast<double>(w.census.skilled[1][region(w, "HA")] + 2 * w.census.skilled[2][region(w, "HA")]); }},
      {"opening", {{"demand", 0.5}, {"imports", 0.05}, {"entry", 0.5}, {"investment", 1000}}, {"HI"}, {}, {}, +1,
       [](const World& w) { return exports(w, "HI"); }, false},
      {"innovation", {{"research", 1}, {"diffusion", 0.01}, {"growth", 0.01}}, {"GZ"}, {}, {}, +1,
       [](const World& w) { return w.regions.research_stock[region(w, "GZ")]; }},
      {"business_environment", {{"entry", 0.5}, {"markup", 0.5}, {"exit", 0.2}, {"attraction", 0.5}}, {"LN"}, {}, {}, -1,
       [](const World& w) { return w.cells.price(region(w, "LN"), industry(w, "metal_smelting")); }, false},
      {"ecological_protection",
       {{"cap", 0.5}, {"emissions", 0.2}, {"charge", 0.01}, {"restoration", 1000}, {"compensation", 0.5}}, {"HB"}, {"mineral_products"}, {}, -1,
       [](const World& w) { return w.activity.output(region(w, "HB"), industry(w, "mineral_products")); }},
      {"grain_security", {{"floor", 1}, {"hectares", 1000}, {"subsidy", 500}}, {"HL"}, {}, {}, +1,
       [](const World& w) { return w.activity.grain[region(w, "HL")]; }},
      {"energy_base", {{"budget", 20000}, {"clean", 0.1}, {"saving", 0.1}, {"price_rule", 0.5}}, {"SX"}, {}, {}, +1,
       [](const World& w) { return w.activity.capacity_cell(region(w, "SX"), industry(w, "coal_mining")); }},
      {"border_support", {{"allowance", 50000}, {"services", 500}, {"parks", 500}}, {"XJ"}, {}, {}, -1, [](const World& w) { return moves_from(w, "XJ"); }, true, 1000},
      {"resource_transition", {{"persons", 2000}, {"gain", 0.3}, {"investment", 5000}, {"entry", 0.3}}, {"SX"}, {"electronics", "special_machinery"}, {}, +1,
       [](const World& w) { return static_cast<double>(w.activity.trained[region(w, "SX")]); }},
      {"relocation_assistance", {{"persons", 1000}, {"jobs", 0.3}}, {"GZ"}, {}, {}, +1,
       [](const World& w) { return static_cast<double>(w.activity.urban_moves[region(w, "GZ")]); }},
      {"consumption_assistance", {{"rise", 1}}, {"XJ"}, {"agriculture"}, {}, +1,
       [](const World& w) { return w.activity.demand(region(w, "XJ"), industry(w, "agriculture")); }, false},
      {"world_economy", {{"demand", -0.3}, {"commodity_price", 0.2}}, {}, {}, {}, -1, [](const World& w) { return exports(w, "GD"); }, false},
  };
  return table;
}

// ---- by existing ------------------------------------------------------------------------------------------------------

TEST(Instruments, AreAsManyAsFilesInTheirFolder) {
  std::set<std::string> files, types, tested;
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/sim/instruments"))
    if (entry.path().extension() == ".cpp" && entry.path().stem() != "catalogue") files.insert(entry.path().stem().string());
  for (const auto& [type, make] : instrument_catalogue()) types.insert(type);
  for (const Case& c : cases()) tested.insert(c.type);
  EXPECT_EQ(types, files);
  EXPECT_EQ(tested, types) << "each type needs a row in the table of this test";
}

TEST(Instruments, SayWhatEveryParameterIs) {
  for (const auto& [type, make] : instrument_catalogue()) {
    const auto policy = make();
    EXPECT_EQ(policy->type(), type);
    EXPECT_FALSE(policy->doc().empty());
    const ParameterList list = policy->parameters();
    EXPECT_FALSE(list.all().empty()) << type;
    for (const Parameter& p : list.all()) {
      EXPECT_FALSE(p.spec.unit.empty() || p.spec.doc.empty() || p.spec.source.empty()) << type << "." << p.path;
      EXPECT_TRUE(p.spec.fallback >= p.spec.min && p.spec.fallback <= p.spec.max) << type << "." << p.path;
    }
  }
}

// Strengths default to nothing, so a policy of which only the type is given has strength zero.
TEST(Instruments, LeaveEveryLeverAloneAtZeroStrength) {
  World world = world_of("toyland", 10);
  Levers levers;
  for (const auto& [type, make] : instrument_catalogue()) {
    const auto policy = policy_of(*world.pack, type, {}, {"AA"}, {}, {"CC"});
    levers.reset(world.region_count(), world.industry_count());
    policy->set(levers, world, 1);
    EXPECT_TRUE(levers.untouched()) << type << " by default";
  }
  for (const Case& c : cases()) {
    const auto policy = policy_of(*world.pack, c.type, c.strength, {"AA", "CC"}, {}, {"BB"});
    levers.reset(world.region_count(), world.industry_count());
    policy->set(levers, world, 0);
    EXPECT_TRUE(levers.untouched()) << c.type << " at phase 0";
    policy->set(levers, world, 0.5);
    EXPECT_FALSE(levers.untouched()) << c.type << " at half strength";
  }
}

class EveryInstrument : public ::testing::TestWithParam<Case> {};

// From the third to the fifth quarter; the same luck without it.
TEST_P(EveryInstrument, BooksWhatItCostsAndLeavesNoLeverBehind) {
  const Case& c = GetParam();
  World with = world_of("toyland", 10), without = world_of("toyland", 10);
  std::vector<std::unique_ptr<Instrument>> policies, none;
  policies.push_back(policy_of(*with.pack, c.type, c.strength, {"AA", "CC"}, {}, {"BB"}));
  policies.front()->from = with.now + 2;
  policies.front()->until = with.now + 4;
  double cost = 0;
  for (int t = 0; t < 7; ++t) {
    advance(with, policies);
    EXPECT_EQ(with.ledger.residual(), 0);
    EXPECT_EQ(to_fen(with.activity.policy_cost.front()), with.ledger.flow(Flow::policy)) << "quarter " << t;
    if (t < 2) {
      advance(without, none);
      EXPECT_EQ(hash_of(with), hash_of(without)) << "quarter " << t;
      begin_next_quarter(without);
    }
    EXPECT_EQ(with.levers.untouched(), t < 2 || t > 4) << "quarter " << t;
    if (t < 2 || t > 4) {
      EXPECT_EQ(with.ledger.flow(Flow::policy), 0);
    }
    cost += with.activity.policy_cost.front();
    begin_next_quarter(with);
  }
  if (!c.costs) {
    EXPECT_EQ(cost, 0);
  }
}

// Six quarters of China, mostly at one agent for 10 000 persons, same luck with and without.
TEST_P(EveryInstrument, MovesFirstWhatItIsMeantToMove) {
  const Case& c = GetParam();
  double difference = 0, cost = 0;
  for (const bool active : {true, false}) {
    World world = world_of("china-2012", c.weight);
    std::vector<std::unique_ptr<Instrument>> policies;
    if (active) policies.push_back(policy_of(*world.pack, c.type, c.strength, c.regions, c.industries, c.to));
    for (int t = 0; t < 6; ++t) {
      advance(world, policies);
      difference += (active ? 1 : -1) * c.measure(world);
      if (active) {
        EXPECT_EQ(to_fen(world.activity.policy_cost.front()), world.ledger.flow(Flow::policy));
        cost += world.activity.policy_cost.front();
      }
      begin_next_quarter(world);
    }
  }
  EXPECT_GT(difference * c.sign, 0);
  if (c.costs) {
    EXPECT_GT(cost, 0);
  } else {
    EXPECT_EQ(cost, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryInstrument, ::testing::ValuesIn(cases()), [](const auto& given) { return given.param.type; });

// ---- by hand ----------------------------------------------------------------------------------------------------------

// The first quarter of toyland under one policy.
World quarter_under(std::unique_ptr<Instrument> policy) {
  World world = world_of("toyland", 10);
  std::vector<std::unique_ptr<Instrument>> policies;
  policies.push_back(std::move(policy));
  advance(world, policies);
  return world;
}

Levers levers_of(const World& world, const Instrument& policy, double phase = 1) {
  Levers levers;
  levers.reset(world.region_count(), world.industry_count());
  policy.set(levers, world, phase);
  return levers;
}

double paid(const Levers& levers) {
  double sum = 0;
  for (const PolicyPayment& x : levers.payments) sum += x.yuan;
  return sum;
}

double heads(const World& w, const std::string& code) {
  return static_cast<double>(w.census.urban[region(w, code)] + w.census.rural[region(w, code)]);
}

TEST(ByHand, TransferIsDividedByPopulation) {
  const World w = world_of("toyland", 10);
  // 400 million a year, half of the ramp: 400 / 4 · 0.5 = 50 million a quarter over BB and CC.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "fiscal_transfer", {{"budget", 400}}, {"BB", "CC"}), 0.5);
  ASSERT_EQ(levers.payments.size(), 2U);
  EXPECT_NEAR(paid(levers), 50e6, 1e-3);
  EXPECT_NEAR(levers.payments[0].yuan / levers.payments[1].yuan, heads(w, "BB") / heads(w, "CC"), 1e-12);
}

TEST(ByHand, LocalShareIsPaidByTheRegionItself) {
  const World w = world_of("toyland", 10);
  const Levers levers = levers_of(w, *policy_of(*w.pack, "infrastructure", {{"budget", 100}, {"local_share", 0.2}}, {"CC"}));
  ASSERT_EQ(levers.payments.size(), 2U);  // 25 million: 20 from the centre, 5 from CC
  EXPECT_NEAR(levers.payments[0].yuan, 20e6, 1e-3);
  EXPECT_EQ(levers.payments[1].payer, Payer::province);
  EXPECT_NEAR(levers.payments[1].yuan, 5e6, 1e-3);
}

TEST(ByHand, FloorLiftsServicesToAShareOfTheMean) {
  const World w = world_of("toyland", 10);
  const auto services = [&](const char* code) {
    const RegionId r = region(w, code);
    return ((1 - w.calibration.budget_investment_share[r]) * w.regions.budget[r] + w.regions.central_budget[r]) / w.regions.public_price[r];
  };
  const double mean = (services("AA") + services("BB") + services("CC")) / (heads(w, "AA") + heads(w, "BB") + heads(w, "CC"));
  const Levers levers = levers_of(w, *policy_of(*w.pack, "public_services", {{"floor", 1}}));
  ASSERT_FALSE(levers.payments.empty());
  for (const PolicyPayment& x : levers.payments) {
    const std::string code = w.pack->regions[index(x.region)].code;
    EXPECT_NEAR((services(code.c_str()) + x.yuan / w.regions.public_price[x.region]) / heads(w, code), mean, 1e-9 * mean) << code;
  }
}

TEST(ByHand, WaterContractTurnsRoundWhenTheRiverIsDirty) {
  World w = world_of("toyland", 10);
  const auto policy = policy_of(*w.pack, "horizontal_compensation", {{"water", 8}, {"target", 0.9}}, {"AA"}, {}, {"CC"});
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

TEST(ByHand, GrainIsPaidByTheTonneThatIsLacking) {
  const World w = world_of("toyland", 10);
  // 60, 180, 90 thousand tonnes a year are 330 in all; a region uses its share of the population.
  const double people = heads(w, "AA") + heads(w, "BB") + heads(w, "CC");
  const double lacking = std::max(0.0, 330e3 * heads(w, "AA") / people - 60e3) / 4;
  ASSERT_GT(lacking, 0);
  const Levers levers = levers_of(w, *policy_of(*w.pack, "horizontal_compensation", {{"grain", 100}}, {"AA"}));
  EXPECT_NEAR(paid(levers), 100 * lacking, 1e-3 * lacking);
}

TEST(ByHand, PairedAssistanceIsAShareOfOwnRevenue) {
  const World w = world_of("toyland", 10);
  const Levers levers = levers_of(w, *policy_of(*w.pack, "paired_assistance", {{"revenue_share", 0.01}}, {"AA"}, {}, {"CC"}));
  EXPECT_NEAR(paid(levers), 0.01 * w.regions.own_revenue[region(w, "AA")], 1e-6);
}

TEST(ByHand, TaxSharingMovesPointsOfTheTaxCollected) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "tax_sharing", {{"production", 0.1}}));
  // All regions: a tenth of all production tax; firms' taxes are rounded to fen one by one.
  EXPECT_NEAR(w.activity.policy_cost[0], 0.1 * to_yuan(w.ledger.flow(Flow::production_tax)), 10);
  EXPECT_EQ(w.ledger.flow(Flow::policy, Sector::centre, Sector::province), w.ledger.flow(Flow::policy));
}

TEST(ByHand, TaxReliefGivesBackAShareOfCorporateTax) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "encouraged_industries", {{"tax_cut", 0.4}}));
  EXPECT_NEAR(w.activity.policy_cost[0], 0.4 * to_yuan(w.ledger.flow(Flow::corporate_tax)), 10);
  EXPECT_GT(w.activity.policy_cost[0], 0);
}

TEST(ByHand, TwoReliefsApplyToWhatIsLeft) {
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

TEST(ByHand, ChargeIsAShareOfSales) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "ecological_protection", {{"charge", 0.02}}, {"BB"}, {"manufacturing"}));
  double sales = 0;
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] && w.firms.origin[f] == region(w, "BB") && w.firms.industry[f] == industry(w, "manufacturing"))
      sales += w.firms.output[f] * w.firms.price[f];
  // A firm that moves after the charge takes its price level with it, so only a rough comparison of the total.
  EXPECT_NEAR(w.activity.policy_cost[0] / (0.02 * sales), 1, 0.05);
}

TEST(ByHand, TrainingCostsByTheHeadAndRaisesByTheGain) {
  const World w = world_of("toyland", 10);
  // 2 thousand a year in one region at 3 000 yuan: 500 a quarter, 1.5 million yuan; each rises 0.1 of a level.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "skill_training", {{"persons", 2}, {"gain", 0.1}, {"cost", 3000}}, {"BB"}));
  EXPECT_NEAR(paid(levers), 1.5e6, 1e-6);
  const RegionId b = region(w, "BB");
  const double eligible = static_cast<double>(w.census.skilled[0][b] + w.census.skilled[1][b]);
  EXPECT_NEAR(levers.training(b, PersonGroup{0}) * eligible, 50, 1e-9);
  EXPECT_NEAR(levers.training(b, PersonGroup{5}) * eligible, 50, 1e-9);
  EXPECT_EQ(levers.training(region(w, "AA"), PersonGroup{0}), 0);
}

TEST(ByHand, BorderAllowanceReachesBorderPeopleOnly) {
  const auto pack = pack_named("toyland");
  // Only CC has border counties, a fifth of its people: 1 000 yuan a year each.
  const World w = quarter_under(policy_of(*pack, "border_support", {{"allowance", 1000}}));
  const World before = world_of("toyland", 10);
  EXPECT_NEAR(w.activity.policy_cost[0], 1000.0 / 4 * 0.2 * heads(before, "CC"), 1);
  double elsewhere = 0;
  for (const RegionId r : w.region_ids())
    for (const bool rural : {false, true})
      for (std::size_t k = 0; k < income_classes; ++k)
        if (r != region(w, "CC")) elsewhere += w.activity.policy_income[w.household(r, rural, k)];
  EXPECT_EQ(elsewhere, 0);
}

TEST(ByHand, BetterLandRaisesYield) {
  const World w = world_of("toyland", 10);
  // BB has 30 thousand ha: 4 thousand a year are 1 thousand a quarter; 15 % more on a thirtieth is 0.5 %.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "grain_security", {{"hectares", 4}, {"gain", 0.15}, {"cost", 20000}}, {"BB"}));
  EXPECT_NEAR(levers.yield_growth[region(w, "BB")], 0.005, 1e-12);
  EXPECT_NEAR(paid(levers), 20e6, 1e-3);
}

TEST(ByHand, WorkReliefWagesFollowThePostsFilled) {
  const auto pack = pack_named("toyland");
  // Of 10 million a quarter at most 60 % are wages and the rest is invested; not more than the posts that are filled.
  const World w = quarter_under(policy_of(*pack, "work_relief", {{"budget", 40}, {"wage_share", 0.6}, {"training", 0}}, {"BB"}));
  const double wages = to_yuan(w.ledger.flow(Flow::policy, Sector::centre, Sector::firm));
  EXPECT_GT(wages, 0);
  EXPECT_LE(wages, 6.3e6);  // wages of the quarter are a little above last quarter's
  EXPECT_NEAR(w.activity.policy_cost[0] - wages, 4e6, 1);
}

TEST(ByHand, BanStopsTheIndustry) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "ecological_protection", {{"cap", 1}}, {"CC"}, {"manufacturing"}));
  EXPECT_EQ(w.activity.output(region(w, "CC"), industry(w, "manufacturing")), 0);
  EXPECT_GT(w.activity.output(region(w, "BB"), industry(w, "manufacturing")), 0);
}

TEST(ByHand, CorridorAndMarketMultiply) {
  const World w = world_of("toyland", 10);
  Levers levers = levers_of(w, *policy_of(*w.pack, "trade_corridor", {{"cut", 0.2}}, {"AA"}, {}, {"BB"}), 0.5);
  EXPECT_NEAR(levers.freight(region(w, "AA"), region(w, "BB")), 0.9, 1e-15);
  EXPECT_NEAR(levers.freight(region(w, "BB"), region(w, "AA")), 0.9, 1e-15);
  EXPECT_EQ(levers.freight(region(w, "AA"), region(w, "CC")), 1);
  levers = levers_of(w, *policy_of(*w.pack, "market_integration", {{"goods", 0.5}}, {"AA", "BB"}));
  EXPECT_NEAR(levers.border(region(w, "AA"), region(w, "BB")), 0.5, 1e-15);
  EXPECT_EQ(levers.border(region(w, "AA"), region(w, "CC")), 1);
}

TEST(ByHand, FunctionsMoveWithTheirStaff) {
  const auto pack = pack_named("toyland");
  // All of Harbour's service firms but one are told to go with all their workers: the movers arrive employed.
  const World w = quarter_under(policy_of(*pack, "function_relocation", {{"share", 0.9}, {"staff", 1}}, {"AA"}, {"services"}, {"BB"}));
  EXPECT_GT(w.activity.firm_moves(region(w, "AA"), region(w, "BB")), 0);
  EXPECT_GT(w.activity.followers.size(), 0U);
  std::size_t followed = 0;
  for (const jiuzhou::testing::Member& m : jiuzhou::testing::everybody(w))
    if (m.region == region(w, "BB") && m.person.arrival() == w.elapsed() && m.employer != no_firm && w.firms.origin[m.employer] == region(w, "AA"))
      ++followed;
  EXPECT_GT(static_cast<double>(followed), 0.95 * static_cast<double>(w.activity.followers.size()));
}

}  // namespace
}  // namespace jiuzhou
