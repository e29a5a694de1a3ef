// Instruments, each by existing: nothing at zero strength, nothing before and after, every yuan booked; and what each
// is meant to move first moves the way it should.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <ostream>
#include <set>

#include "output/checkpoint.hpp"
#include "output/reader.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/commands/run.hpp"
#include "sim/instruments/common.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/text/strict_yaml.hpp"
#include "tests/files.hpp"
#include "tests/instruments/policy_world.hpp"

namespace jiuzhou {
namespace {

struct Case {
  std::string type;
  Values strength;
  Codes regions, industries, to;  // of China 2012
  int sign;                       // of the change of `measure`, summed over six quarters
  std::function<double(const World&)> measure;
  bool costs = true;            // money that is booked to it
  std::int64_t weight = 10000;  // fewer where few persons are meant
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.type;
}

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

double employed(const World& w, const std::string& code) {
  return static_cast<double>(w.census.employed[region(w, code)]);
}

double mean_wage(const World& w, const std::string& region_code, const std::string& industry_code) {
  double paid = 0, units = 0;
  for (const std::uint32_t i : w.cell_firms(w.cell(region(w, region_code), industry(w, industry_code)))) {
    paid += w.firms.wage[FirmId{i}] * static_cast<double>(w.firms.paid[FirmId{i}]);
    units += static_cast<double>(w.firms.paid[FirmId{i}]);
  }
  return paid / units;
}

// Yearly millions that are large enough to stand out at one agent for 10 000 persons.
const std::vector<Case>& cases() {
  static const std::vector<Case> table{
      {"fiscal_transfer",
       {{"budget", 50000}},
       {"GS"},
       {},
       {},
       +1,
       [](const World& w) { return w.activity.government_consumption[region(w, "GS")]; }},
      {"paired_assistance",
       {{"revenue_share", 0.1}},
       {"SH"},
       {},
       {"XJ"},
       +1,
       [](const World& w) {
         return w.activity.government_consumption[region(w, "XJ")] - w.activity.government_consumption[region(w, "SH")];
       }},
      {"horizontal_compensation",
       {{"grain", 500}, {"energy", 100}, {"water", 1000}},
       {"ZJ", "GD"},
       {},
       {"HL", "SX"},
       +1,
       [](const World& w) { return w.activity.consumption_budget_public[region(w, "HL")]; }},
      {"tax_sharing",
       {{"production", 0.1}, {"corporate", 0.1}, {"personal", 0.1}},
       {"GX"},
       {},
       {},
       +1,
       [](const World& w) { return w.regions.own_revenue[region(w, "GX")]; }},
      {"encouraged_industries",
       {{"tax_cut",
         0.4}},  // who pays less tax invests and comes; what that makes of the profit rate is another question
       {"SN"},
       {"chemicals", "electronics"},
       {},
       +1,
       [](const World& w) {
         double capital = 0;
         for (const FirmId f : w.firms.ids())
           if (w.firms.alive[f] && w.firms.region[f] == region(w, "SN") &&
               w.firms.industry[f] == industry(w, "chemicals"))
             capital += w.firms.capital_value[f];
         return capital;
       }},
      {"industrial_transfer",
       {{"attention", 10}, {"pull", 4}, {"subsidy", 0.2}, {"tax_share", 0.5}},
       {"GD", "ZJ", "SH"},
       {},
       {"AH"},
       +1,
       [](const World& w) { return static_cast<double>(w.activity.firm_moves(region(w, "GD"), region(w, "AH"))); }},
      {"function_relocation",
       {{"share", 0.3}},
       {"BJ"},
       {"business_services", "health", "education"},
       {"HE"},
       +1,
       [](const World& w) { return employed(w, "HE") - employed(w, "BJ"); }},
      {"infrastructure",
       {{"budget", 50000}, {"local_share", 0.2}},
       {"GZ"},
       {},
       {},
       +1,
       [](const World& w) { return w.regions.public_capital[region(w, "GZ")]; }},
      {"trade_corridor",
       {{"cut", 0.5}, {"world_cut", 0.1}},
       {"GX"},
       {},
       {"GD"},
       +1,
       [](const World& w) { return w.activity.trade_flow(region(w, "GX"), region(w, "GD")); }},
      {"power_transmission",
       {{"share", 0.2}, {"capacity", 0.5}},
       {"NM"},
       {},
       {"BJ"},
       +1,
       [](const World& w) { return w.trade.share(industry(w, "electricity_heat"), region(w, "NM"), region(w, "BJ")); }},
      {"market_integration",
       {{"goods", 0.5}, {"labour", 0.5}, {"entry", 0.2}, {"competition", 0.1}},
       {},
       {},
       {},
       +1,
       trade_between_regions},
      {"hukou_reform",
       {{"settlement", 1},
        {"services", 1},
        {"wage_gap", 1},
        {"threshold_cut", 0.5},
        {"quota", 500},
        {"central_share", 0.5}},
       {"GD"},
       {},
       {},
       +1,
       [](const World& w) { return moves_to(w, "GD"); }},
      {"public_services",
       {{"per_head", 500}, {"floor", 0.9}, {"schooling", 0.2}},
       {"HA"},
       {},
       {},
       +1,
       [](const World& w) { return w.regions.service_stock[region(w, "HA")]; }},
      {"social_protection",
       {{"pension", 2000}, {"medical", 100}, {"minimum_income", 1000}, {"unemployment", 0.5}},
       {"HL"},
       {},
       {},
       +1,
       [](const World& w) {
         return w.activity.disposable_urban[region(w, "HL")] + w.activity.disposable_rural[region(w, "HL")];
       }},
      {"minimum_wage",
       {{"rise", 1}},
       {"GD"},
       {},
       {},
       +1,
       [](const World& w) { return mean_wage(w, "GD", "textiles"); },
       false},
      {"work_relief",
       {{"budget", 20000}, {"wage_share", 0.6}, {"dividend", 0.05}},
       {"GZ"},
       {},
       {},
       +1,
       [](const World& w) { return employed(w, "GZ"); }},
      {"skill_training",
       {{"persons", 3000}, {"gain", 0.3}},
       {"HA"},
       {},
       {},
       +1,
       [](const World& w) {
         return static_cast<double>(w.census.skilled[1][region(w, "HA")] + 2 * w.census.skilled[2][region(w, "HA")]);
       }},
      {"opening",
       {{"demand", 0.5}, {"imports", 0.05}, {"entry", 0.5}, {"investment", 1000}},
       {"HI"},
       {},
       {},
       +1,
       [](const World& w) { return exports(w, "HI"); }},
      {"innovation",
       {{"research", 1}, {"diffusion", 0.01}, {"growth", 0.01}},
       {"GZ"},
       {},
       {},
       +1,
       [](const World& w) { return w.regions.research_stock[region(w, "GZ")]; }},
      {"business_environment",
       {{"entry", 0.5}, {"markup", 0.5}, {"exit", 0.2}, {"attraction", 0.5}},
       {"LN"},
       {},
       {},
       -1,
       [](const World& w) { return w.cells.price(region(w, "LN"), industry(w, "metal_smelting")); },
       false},
      {"ecological_protection",
       {{"cap", 0.5}, {"emissions", 0.2}, {"charge", 0.01}, {"restoration", 1000}, {"compensation", 0.5}},
       {"HB"},
       {"mineral_products"},
       {},
       -1,
       [](const World& w) { return w.activity.output(region(w, "HB"), industry(w, "mineral_products")); }},
      {"grain_security",
       {{"floor", 1}, {"hectares", 1000}, {"subsidy", 500}},
       {"HL"},
       {},
       {},
       +1,
       [](const World& w) { return w.activity.grain[region(w, "HL")]; }},
      {"energy_base",
       {{"budget", 20000}, {"clean", 0.1}, {"saving", 0.1}, {"price_rule", 0.5}},
       {"SX"},
       {},
       {},
       +1,
       [](const World& w) { return w.activity.capacity_cell(region(w, "SX"), industry(w, "coal_mining")); }},
      {"carbon_price",
       {{"price", 200}},
       {"SX"},
       {},
       {},
       -1,
       [](const World& w) { return w.activity.co2_coal[region(w, "SX")]; }},
      {"border_support",
       {{"allowance", 50000}, {"services", 500}, {"parks", 500}},
       {"XJ"},
       {},
       {},
       -1,
       [](const World& w) { return moves_from(w, "XJ"); },
       true,
       1000},
      {"resource_transition",
       {{"persons", 2000}, {"gain", 0.3}, {"investment", 5000}, {"entry", 0.3}},
       {"SX"},
       {"electronics", "special_machinery"},
       {},
       +1,
       [](const World& w) { return static_cast<double>(w.activity.trained[region(w, "SX")]); }},
      {"relocation_assistance",
       {{"persons", 1000}, {"jobs", 0.3}},
       {"GZ"},
       {},
       {},
       +1,
       [](const World& w) { return static_cast<double>(w.activity.urban_moves[region(w, "GZ")]); }},
      {"consumption_assistance",
       {{"rise", 5}, {"others", 0.1}},
       {"XJ"},
       {"agriculture"},
       {},
       +1,
       [](const World& w) { return w.activity.demand(region(w, "XJ"), industry(w, "agriculture")); },
       false},
      {"world_economy",
       {{"demand", -0.3}, {"commodity_price", 0.2}},
       {},
       {},
       {},
       -1,
       [](const World& w) { return exports(w, "GD"); },
       false},
  };
  return table;
}

TEST(Instruments, AreAsManyAsFilesInTheirFolder) {
  std::set<std::string> files, types, tested;
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/sim/instruments"))
    if (entry.path().extension() == ".cpp") files.insert(entry.path().stem().string());
  for (const char* shared : {"catalogue", "common", "indicators", "policies"})
    EXPECT_EQ(files.erase(shared), 1u) << shared;
  for (const auto& [type, make] : instrument_catalogue()) types.insert(type);
  for (const Case& c : cases()) tested.insert(c.type);
  EXPECT_EQ(types, files);
  EXPECT_EQ(tested, types) << "each type needs a row in the table of this test";
}

// "work_relief" -> "WorkRelief"
std::string camel_case(const std::string& type) {
  std::string out;
  for (std::size_t i = 0; i < type.size(); ++i) {
    if (type[i] == '_') continue;
    out +=
        i == 0 || type[i - 1] == '_' ? static_cast<char>(std::toupper(static_cast<unsigned char>(type[i]))) : type[i];
  }
  return out;
}

TEST(Instruments, HaveAnAnswerByHandEach) {
  std::vector<std::string> answers;
  const ::testing::UnitTest& all = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i)
    if (const ::testing::TestSuite& suite = *all.GetTestSuite(i); suite.name() == std::string("ByHand"))
      for (int k = 0; k < suite.total_test_count(); ++k) answers.emplace_back(suite.GetTestInfo(k)->name());
  for (const auto& [type, make] : instrument_catalogue()) {
    const std::string start = camel_case(type);
    EXPECT_TRUE(std::ranges::any_of(answers, [&](const std::string& name) { return name.starts_with(start); }))
        << "a test ByHand." << start << "... must say what " << type << " does in toyland";
  }
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
    const bool nothing_to_act_on = c.type == "carbon_price";  // toyland has no fuel
    EXPECT_EQ(levers.untouched(), nothing_to_act_on) << c.type << " at half strength";
  }
}

// What is called a strength moves levers by itself; every other number that defaults to 0 only says how the strengths
// act.
TEST(Instruments, SayWhichParametersAreStrengths) {
  World world = world_of("china-2012", 10000);
  Levers levers;
  for (const Case& c : cases()) {
    const auto declared = instrument_catalogue().at(c.type)();
    const ParameterList list = declared->parameters();
    std::size_t found = 0;
    for (const Parameter& p : list.all()) {
      if (p.spec.fallback != 0) continue;
      const bool is_strength = std::ranges::find(declared->strengths(), p.path) != declared->strengths().end();
      found += is_strength;
      const auto given = c.strength.find(p.path);
      const auto policy = policy_of(*world.pack, c.type,
                                    {{p.path, given == c.strength.end() ? std::min(1.0, p.spec.max) : given->second}},
                                    c.regions, c.industries, c.to);
      levers.reset(world.region_count(), world.industry_count());
      policy->set(levers, world, 1);
      EXPECT_EQ(!levers.untouched(), is_strength) << c.type << "." << p.path;
    }
    EXPECT_EQ(found, declared->strengths().size())
        << c.type << " names a strength that is no parameter, or does not default to 0";
  }
}

// The result of five quarters of toyland under one policy of strength zero; of none for "".
std::string result_of(const Folder& folder, const std::string& type) {
  std::string policies;
  if (!type.empty()) {
    const auto policy = instrument_catalogue().at(type)();
    const ParameterList list = policy->parameters();
    const Parameter& strength = *std::ranges::find(list.all(), policy->strengths().front(), &Parameter::path);
    policies = "policies: [{type: " + type + ", where: {region: [AA, CC]}, " +
               ((policy->selects() & by_partner) != 0 ? "to: BB, " : "") + strength.path + ": " +
               number_text(0, strength.spec) + "}]\n";
  }
  RunOptions options;
  options.scenario = folder.write("placebo" + type + ".yaml", toy_scenario("2001Q1", "weight: 20\n" + policies));
  options.output = folder.file("placebo" + type + ".h5");
  options.progress = ProgressMode::none;
  EXPECT_EQ(run_inputs(inputs_of(options.scenario), options, [] { return false; }).status, exit_done);
  return options.output;
}

class EveryInstrument : public ::testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<Folder>();
    without_policy = result_of(*folder, "");
  }
  static void TearDownTestSuite() { folder.reset(); }
  static inline std::unique_ptr<Folder> folder;
  static inline std::string without_policy;
};

// Every yuan of the cost has a payer and a payee, and what sectors are booked with is what the ledger moved between
// them.
void expect_paid_is_received(const World& w) {
  const PolicyOutcome& policy = w.activity.policies.front();
  double paid = 0, received = 0;
  for (std::size_t i = 0; i < policy_sectors.size(); ++i) {
    Fen out = 0, in = 0;
    for (const Sector other : policy_sectors) {
      out += w.ledger.flow(Flow::policy, policy_sectors[i], other);
      in += w.ledger.flow(Flow::policy, other, policy_sectors[i]);
    }
    EXPECT_EQ(to_fen(policy.paid[i]), out) << name_of(policy_sectors[i]);
    EXPECT_EQ(to_fen(policy.received[i]), in) << name_of(policy_sectors[i]);
    paid += policy.paid[i];
    received += policy.received[i];
  }
  EXPECT_EQ(to_fen(paid), to_fen(policy.cost));
  EXPECT_EQ(to_fen(received), to_fen(policy.cost));
  double somewhere = 0;
  for (const double x : policy.received_in) somewhere += x;
  const auto centre = std::ranges::find(policy_sectors, Sector::centre) - policy_sectors.begin();
  EXPECT_EQ(to_fen(somewhere + policy.received[static_cast<std::size_t>(centre)]), to_fen(policy.cost));
}

// Strengths default to nothing: the whole state after three quarters is that of no policy, to the last bit.
TEST_P(EveryInstrument, AtZeroStrengthIsTheBaseline) {
  World with = world_of("toyland", 10), without = world_of("toyland", 10);
  std::vector<std::unique_ptr<Instrument>> policies, none;
  policies.push_back(policy_of(*with.pack, GetParam().type, {}, {"AA", "CC"}, {}, {"BB"}));
  for (int t = 0; t < 3; ++t) {
    advance(with, policies);
    advance(without, none);
    EXPECT_EQ(state_hash(with), state_hash(without)) << "quarter " << t;
    EXPECT_EQ(with.activity.policies.front().cost, 0);
    begin_next_quarter(with);
    begin_next_quarter(without);
  }
}

// And the file holds the very numbers of the baseline, in every dataset but the rows of the policy itself.
TEST_P(EveryInstrument, AtZeroStrengthLeavesEveryDatasetAsItWas) {
  const std::string with = result_of(*folder, GetParam().type);
  const ResultReader base(without_policy), placebo(with);
  const auto bits = [](const std::vector<double>& x) {
    return std::string_view(reinterpret_cast<const char*>(x.data()), x.size() * sizeof(double));
  };
  std::size_t compared = 0;
  for (const StoredSeries& series : placebo.series()) {
    const std::vector<double> numbers = placebo.numbers(series.name);
    if (series.name == "policy_strength") continue;  // it is on, and moves nothing
    if (std::ranges::find(series.dims, "policy") != series.dims.end()) {
      for (const double x : numbers) EXPECT_EQ(x, 0) << series.name;
      continue;
    }
    ASSERT_TRUE(base.has(series.name)) << series.name;
    EXPECT_TRUE(bits(numbers) == bits(base.numbers(series.name))) << series.name;
    ++compared;
  }
  EXPECT_EQ(compared, base.series().size());
  EXPECT_GT(compared, 50U);
  EXPECT_EQ(placebo.dates(), base.dates());
  for (const char* dimension : {"province", "industry", "block"})
    EXPECT_EQ(placebo.texts(dimension), base.texts(dimension));
}

// From the third to the fifth quarter; the same random numbers without it.
TEST_P(EveryInstrument, BooksWhatItCostsAndLeavesNoLeverBehind) {
  const Case& c = GetParam();
  const bool burns = std::string_view(c.type) == "carbon_price";  // no fuel is burnt in toyland
  const auto start = [&] { return burns ? world_of("china-2012", 20000) : world_of("toyland", 10); };
  const Codes here = burns ? Codes{"SX", "NM"} : Codes{"AA", "CC"}, there = burns ? Codes{"GD"} : Codes{"BB"};
  World with = start(), without = start();
  std::vector<std::unique_ptr<Instrument>> policies, none;
  policies.push_back(policy_of(*with.pack, c.type, c.strength, here, {}, there));
  policies.front()->from = with.now + 2;
  policies.front()->until = with.now + 4;
  double cost = 0;
  for (int t = 0; t < 7; ++t) {
    advance(with, policies);
    EXPECT_EQ(with.ledger.residual(), 0);
    EXPECT_EQ(to_fen(with.activity.policies.front().cost), with.ledger.flow(Flow::policy)) << "quarter " << t;
    expect_paid_is_received(with);
    if (t < 2) {
      advance(without, none);
      EXPECT_EQ(state_hash(with), state_hash(without)) << "quarter " << t;
      begin_next_quarter(without);
    }
    EXPECT_EQ(with.levers.untouched(), t < 2 || t > 4) << "quarter " << t;
    if (t < 2 || t > 4) {
      EXPECT_EQ(with.ledger.flow(Flow::policy), 0);
    }
    cost += with.activity.policies.front().cost;
    begin_next_quarter(with);
  }
  if (!c.costs) {
    EXPECT_EQ(cost, 0);
  }
}

// Six quarters of China, mostly at one agent for 10 000 persons, same random numbers with and without.
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
        EXPECT_EQ(to_fen(world.activity.policies.front().cost), world.ledger.flow(Flow::policy));
        cost += world.activity.policies.front().cost;
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

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryInstrument, ::testing::ValuesIn(cases()),
                         [](const auto& given) { return given.param.type; });

}  // namespace
}  // namespace jiuzhou
