// Instruments, each by existing: nothing at zero strength, nothing before and after, every yuan booked; and what each
// is meant to move first moves the way it should.
#include <gtest/gtest.h>
#include <unistd.h>

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
#include "tests/steps/persons_world.hpp"

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

std::unique_ptr<Instrument> policy_of(const Pack& pack, const std::string& type, const Values& values,
                                      const Codes& regions = {}, const Codes& industries = {}, const Codes& to = {}) {
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

RegionId region(const World& w, const std::string& code) {
  return RegionId{static_cast<std::uint32_t>(region_named(*w.pack, code))};
}
IndustryId industry(const World& w, const std::string& code) {
  return IndustryId{static_cast<std::uint32_t>(industry_named(*w.pack, code))};
}

// ---- what each instrument is asked to do, and what must move first --------------------------------------------------

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
       {{"tax_cut", 0.4}, {"entry", 0.5}},
       {"SN"},
       {"chemicals", "electronics"},
       {},
       +1,
       [](const World& w) {
         double sum = 0;
         for (const FirmId f : w.firms.ids())
           if (w.firms.alive[f] && w.firms.region[f] == region(w, "SN") &&
               w.firms.industry[f] == industry(w, "chemicals"))
             sum += w.firms.profit_rate[f] * w.firms.capital_value[f];
         return sum;
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
       {{"pension", 2000}, {"medical", 100}, {"minimum_income", 1000}},
       {"HL"},
       {},
       {},
       +1,
       [](const World& w) {
         return w.activity.disposable_urban[region(w, "HL")] + w.activity.disposable_rural[region(w, "HL")];
       }},
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

// ---- by existing ----------------------------------------------------------------------------------------------------

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
  for (const auto& [type, make] : instrument_catalogue())
    EXPECT_TRUE(
        std::ranges::any_of(answers, [&](const std::string& name) { return name.starts_with(camel_case(type)); }))
        << "a test ByHand." << camel_case(type) << "... must say what " << type << " does in toyland";
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
std::string result_of(const std::string& type) {
  std::string policies;
  if (!type.empty()) {
    const auto policy = instrument_catalogue().at(type)();
    const ParameterList list = policy->parameters();
    const Parameter& strength = *std::ranges::find(list.all(), policy->strengths().front(), &Parameter::path);
    policies = "policies: [{type: " + type + ", where: {region: [AA, CC]}, " +
               ((policy->selects() & by_partner) != 0 ? "to: BB, " : "") + strength.path + ": " +
               number_text(0, strength.spec) + "}]\n";
  }
  const std::string path =
      (std::filesystem::temp_directory_path() / ("jiuzhou_placebo_" + std::to_string(getpid()) + type)).string();
  std::ofstream(path + ".yaml") << "title: {en: Placebo, zh: 安慰剂}\npack: " SOURCE_DIR
                                   "/scenarios/packs/toyland\nhorizon: {until: 2001Q1}\nweight: 20\n"
                                << policies;
  Diagnostics diagnostics;
  const auto inputs = load_inputs(path + ".yaml", {}, diagnostics);
  std::filesystem::remove(path + ".yaml");
  if (!inputs) throw std::runtime_error(diagnostics.text());
  RunOptions options;
  options.scenario = path + ".yaml";
  options.output = path + ".h5";
  options.progress = ProgressMode::none;
  EXPECT_EQ(run_inputs(*inputs, options, [] { return false; }).status, exit_done);
  return options.output;
}

class EveryInstrument : public ::testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() { without_policy() = result_of(""); }
  static void TearDownTestSuite() { std::filesystem::remove(without_policy()); }
  static std::string& without_policy() {
    static std::string file;
    return file;
  }
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
  const std::string with = result_of(GetParam().type);
  const ResultReader base(without_policy()), placebo(with);
  const auto bits = [](const std::vector<double>& x) {
    return std::string_view(reinterpret_cast<const char*>(x.data()), x.size() * sizeof(double));
  };
  std::size_t compared = 0;
  for (const StoredSeries& series : placebo.series()) {
    const std::vector<double> numbers = placebo.numbers(series.name);
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
  std::filesystem::remove(with);
}

// From the third to the fifth quarter; the same random numbers without it.
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

// ---- by hand --------------------------------------------------------------------------------------------------------

// The first quarter of toyland under one policy.
World quarter_under(std::unique_ptr<Instrument> policy, World world = world_of("toyland", 10)) {
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

TEST(ByHand, FiscalTransferIsDividedByPopulation) {
  const World w = world_of("toyland", 10);
  // 400 million a year, half of the ramp: 400 / 4 · 0.5 = 50 million a quarter over BB and CC.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "fiscal_transfer", {{"budget", 400}}, {"BB", "CC"}), 0.5);
  ASSERT_EQ(levers.payments.size(), 2U);
  EXPECT_NEAR(paid(levers), 50e6, 1e-3);
  EXPECT_NEAR(levers.payments[0].yuan / levers.payments[1].yuan, heads(w, "BB") / heads(w, "CC"), 1e-12);
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
  const double mean =
      (services("AA") + services("BB") + services("CC")) / (heads(w, "AA") + heads(w, "BB") + heads(w, "CC"));
  const Levers levers = levers_of(w, *policy_of(*w.pack, "public_services", {{"floor", 1}}));
  ASSERT_FALSE(levers.payments.empty());
  for (const PolicyPayment& x : levers.payments) {
    const std::string code = w.pack->regions[index(x.region)].code;
    EXPECT_NEAR((services(code.c_str()) + x.yuan / w.regions.public_price[x.region]) / heads(w, code), mean,
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
  const double people = heads(w, "AA") + heads(w, "BB") + heads(w, "CC");
  const double lacking = std::max(0.0, 330e3 * heads(w, "AA") / people - 60e3) / 4;
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

TEST(ByHand, SkillTrainingCostsByTheHeadAndRaisesByTheGain) {
  const World w = world_of("toyland", 10);
  // 2 thousand a year in one region at 3 000 yuan: 500 a quarter, 1.5 million yuan; each rises 0.1 of a level.
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "skill_training", {{"persons", 2}, {"gain", 0.1}, {"cost", 3000}}, {"BB"}));
  EXPECT_NEAR(paid(levers), 1.5e6, 1e-6);
  const RegionId b = region(w, "BB");
  const double eligible = PersonCounts().of(w, b, {.trainable = true});
  EXPECT_NEAR(levers.training(b, PersonGroup{0}) * eligible, 50, 1e-9);
  EXPECT_NEAR(levers.training(b, PersonGroup{5}) * eligible, 50, 1e-9);
  EXPECT_EQ(levers.training(region(w, "AA"), PersonGroup{0}), 0);
  ASSERT_EQ(levers.courses.size(), 1U);
  EXPECT_NEAR(levers.courses.front().persons, 500, 1e-9);
}

TEST(ByHand, BorderSupportReachesBorderPeopleOnly) {
  const auto pack = pack_named("toyland");
  // Only CC has border counties, a fifth of its people: 1 000 yuan a year each.
  const World w = quarter_under(policy_of(*pack, "border_support", {{"allowance", 1000}}));
  const World before = world_of("toyland", 10);
  const double meant = PersonCounts().of(before, region(before, "CC"), {.special_area_mask = 2, .at_home = true});
  EXPECT_NEAR(meant / heads(before, "CC"), 0.2, 0.01);  // 10 000 agents are drawn with a chance of a fifth: s.d. 0.004
  EXPECT_NEAR(w.activity.policies[0].cost, 1000.0 / 4 * meant, 1);
  double elsewhere = 0;
  for (const RegionId r : w.region_ids())
    for (const bool rural : {false, true})
      for (std::size_t k = 0; k < income_classes; ++k)
        if (r != region(w, "CC")) elsewhere += w.activity.policy_income[w.household(r, rural, k)];
  EXPECT_EQ(elsewhere, 0);
}

TEST(ByHand, GrainSecurityRaisesTheYieldOfBetterLand) {
  const World w = world_of("toyland", 10);
  // BB has 30 thousand ha: 4 thousand a year are 1 thousand a quarter; 15 % more on a thirtieth is 0.5 %.
  const Levers levers =
      levers_of(w, *policy_of(*w.pack, "grain_security", {{"hectares", 4}, {"gain", 0.15}, {"cost", 20000}}, {"BB"}));
  EXPECT_NEAR(levers.yield_growth[region(w, "BB")], 0.005, 1e-12);
  EXPECT_NEAR(paid(levers), 20e6, 1e-3);
}

TEST(ByHand, WorkReliefWagesFollowThePostsFilled) {
  const auto pack = pack_named("toyland");
  // Of 10 million a quarter at most 60 % are wages and the rest is invested; not more than the posts that are filled.
  const World w =
      quarter_under(policy_of(*pack, "work_relief", {{"budget", 40}, {"wage_share", 0.6}, {"training", 0}}, {"BB"}));
  const double wages = to_yuan(w.ledger.flow(Flow::policy, Sector::centre, Sector::firm));
  EXPECT_GT(wages, 0);
  EXPECT_GT(w.activity.policies[0].jobs, 0);
  EXPECT_LE(wages, 6.3e6);  // wages of the quarter are a little above last quarter's
  EXPECT_NEAR(w.activity.policies[0].cost - wages, 4e6, 1);
}

// A quarter that has come to the step that fills public posts, and what that step does.
struct Relief {
  World world;
  std::vector<jiuzhou::testing::Member> before, after;
  Column<FirmId, double> works, own_need;  // before it
  double open = 0;                         // labour; nobody is in such posts yet

  explicit Relief(const std::vector<std::unique_ptr<Instrument>>& policies) : world(world_of("toyland", 10)) {
    World& w = world;
    advance_to(w, policies, "public_works");
    before = jiuzhou::testing::everybody(w);
    works = w.activity.works;
    own_need.assign(w.firms.size());
    for (const FirmId f : w.firms.ids()) {
      own_need[f] = w.activity.labour_need[f] - works[f];
      open += works[f];
    }
    public_works(w);
    after = jiuzhou::testing::everybody(w);
  }
  // Labour of those hired whom `meant` takes; everybody else must be as before.
  template <class Takes>
  double hired(Takes&& meant) const {
    const EfficiencyTable efficiency(world.parameters);
    double labour = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const Person was = before[i].person, is = after[i].person;
      if (was == is) continue;
      EXPECT_TRUE(was.status() == Status::unemployed && is.employed());
      EXPECT_EQ(after[i].region, region(world, "BB"));
      if (meant(was)) labour += static_cast<double>(before[i].weight * efficiency(was.education(), was.ability()));
    }
    return labour;
  }
  // Of posts that were there and found nobody nothing is left; what firms need for themselves is untouched.
  void expect_only_filled_posts_remain(double labour) const {
    double sum = 0;
    for (const FirmId f : world.firms.ids()) {
      sum += world.activity.works[f] - works[f];
      EXPECT_NEAR(world.activity.labour_need[f] - world.activity.works[f], own_need[f], 1e-6);
    }
    EXPECT_NEAR(sum, labour - open, 1e-3);
    EXPECT_NEAR(total(world.cells.public_labour.values()), labour, 1e-3);
  }
};

constexpr double one_agent = 10 * 5 * efficiency_unit;  // labour of ten very able persons

std::vector<std::unique_ptr<Instrument>> relief_for(PersonFilter who, double budget, double reserved) {
  std::vector<std::unique_ptr<Instrument>> policies;
  policies.push_back(policy_of(*pack_named("toyland"), "work_relief",
                               {{"budget", budget}, {"wage_share", 1}, {"reserved", reserved}, {"training", 0}},
                               {"BB"}));
  policies.back()->where.who = who;
  return policies;
}

TEST(ByHand, WorkReliefFillsItsPostsFromThePoorWhoAreOutOfWork) {
  const Relief relief(relief_for({}, 4, 1));
  const double labour = relief.hired([](Person p) {
    EXPECT_LT(p.income_class(), 2U);
    return true;
  });
  ASSERT_GT(relief.open, 2 * one_agent);
  EXPECT_NEAR(labour, relief.open, one_agent);
  relief.expect_only_filled_posts_remain(labour);
}

TEST(ByHand, WorkReliefHiresAnybodyForThePostsItDoesNotKeep) {
  const Relief relief(relief_for({}, 8, 0.5));
  ASSERT_GT(relief.open, 4 * one_agent);
  EXPECT_NEAR(relief.hired([](Person) { return true; }), relief.open, 2 * one_agent);
  EXPECT_GT(relief.hired([](Person p) { return p.income_class() < 2; }), relief.open / 2 - one_agent);
  EXPECT_GT(relief.hired([](Person p) { return p.income_class() >= 2; }), 0);
}

TEST(ByHand, WorkReliefHiresWhomWhereMeans) {
  const Relief relief(relief_for({.skill = 1, .residence = 2}, 4, 1));  // the countryside, without schooling
  ASSERT_GT(relief.open, 2 * one_agent);
  EXPECT_NEAR(relief.hired([](Person p) {
    EXPECT_TRUE(p.rural() && p.skill() == 0);
    return true;
  }),
              relief.open, one_agent);
}

TEST(ByHand, WorkReliefLeavesPostsEmptyForWhichThereIsNobody) {
  const Relief relief(relief_for({}, 40000, 1));
  double pool = 0;
  const EfficiencyTable efficiency(relief.world.parameters);
  for (const auto& m : relief.before)
    if (m.region == region(relief.world, "BB") && m.person.status() == Status::unemployed &&
        m.person.income_class() < 2)
      pool += static_cast<double>(m.weight * efficiency(m.person.education(), m.person.ability()));
  const double labour = relief.hired([](Person) { return true; });
  EXPECT_EQ(labour, pool);
  EXPECT_LT(pool, relief.open / 2);
  relief.expect_only_filled_posts_remain(labour);
}

// In the quarters that follow only who has left is replaced, and the firms' own hiring goes on beside it.
TEST(ByHand, WorkReliefDoesNotFillThePostsOfOthers) {
  World w = world_of("toyland", 10);
  const auto policies = relief_for({}, 12, 1);
  const RegionId b = region(w, "BB");
  for (int t = 0; t < 12; ++t) {
    advance(w, policies);
    double posts = 0, units = 0, heads_there = 0;
    for (const FirmId f : w.firms.ids())
      if (w.firms.alive[f] && w.firms.region[f] == b && w.levers.works(b, w.firms.industry[f]) > 0) {
        units += static_cast<double>(w.firms.labour[f]);
        heads_there += static_cast<double>(w.firms.workers[f]);
      }
    for (const double x : w.levers.works.values()) posts += x;
    // Posts in persons, labour in units; pay and staff of the cell are those of last quarter.
    EXPECT_NEAR(total(w.cells.public_labour.values()) / (posts * units / heads_there), 1, 0.1) << t;
    begin_next_quarter(w);
  }
  advance(w, {});
  EXPECT_EQ(total(w.cells.public_labour.values()), 0);
}

TEST(ByHand, WorkReliefOfTwoPoliciesFillsThePostsOfBoth) {
  auto policies = relief_for({.residence = 1}, 4, 1);
  policies.push_back(std::move(relief_for({.residence = 2}, 4, 1).front()));
  double share[2] = {};
  {
    Levers levers;
    const World w = world_of("toyland", 10);
    levers.reset(w.region_count(), w.industry_count());
    for (std::size_t i = 0; i < 2; ++i) {
      levers.policy = i;
      policies[i]->set(levers, w, 1);
    }
    for (const PublicWorks& x : levers.public_works) share[x.policy] += x.jobs;
  }
  const Relief relief(policies);
  ASSERT_GT(relief.open, 4 * one_agent);
  EXPECT_NEAR(relief.hired([](Person p) { return !p.rural(); }), relief.open * share[0] / (share[0] + share[1]),
              one_agent);
  EXPECT_NEAR(relief.hired([](Person p) { return p.rural(); }), relief.open * share[1] / (share[0] + share[1]),
              one_agent);
}

TEST(ByHand, EcologicalProtectionStopsABannedIndustry) {
  const auto pack = pack_named("toyland");
  const World w = quarter_under(policy_of(*pack, "ecological_protection", {{"cap", 1}}, {"CC"}, {"manufacturing"}));
  EXPECT_EQ(w.activity.output(region(w, "CC"), industry(w, "manufacturing")), 0);
  EXPECT_GT(w.activity.output(region(w, "BB"), industry(w, "manufacturing")), 0);
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
  EXPECT_NEAR(levers.line(a, b), 0.1 * 0.25 * heads(w, "AA") / (heads(w, "AA") + heads(w, "CC")), 1e-15);
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

TEST(ByHand, HukouReformLowersThresholdsAndPaysForServices) {
  const World w = world_of("toyland", 10);
  const RegionId a = region(w, "AA");
  const auto policy = policy_of(*w.pack, "hukou_reform",
                                {{"settlement", 0.5},
                                 {"services", 0.4},
                                 {"wage_gap", 0.3},
                                 {"threshold_cut", 1},
                                 {"quota", 1},
                                 {"central_share", 0.5}},
                                {"AA"});
  const Levers levers = levers_of(w, *policy);
  EXPECT_NEAR(levers.hukou_cost[a], 0.5, 1e-15);
  EXPECT_NEAR(levers.service_cost[a], 0.6, 1e-15);
  EXPECT_NEAR(levers.hukou_wage_gap[a], 0.7, 1e-15);
  EXPECT_EQ(levers.hukou_tenure[a], 0);
  EXPECT_EQ(levers.hukou_cost[region(w, "BB")], 1);
  // Nobody has to wait, so all urban residents from elsewhere qualify; 1 thousand of them a year.
  const std::vector<double> settled = count_settled(w, std::vector<double>(w.region_count(), 0));
  ASSERT_GT(settled[index(a)], 250);
  EXPECT_LE(settled[index(a)], static_cast<double>(w.census.nonlocal[a]));
  EXPECT_NEAR(levers.conversion_rate[a] * settled[index(a)], 1000, 1e-9);
  const double spent = w.regions.budget[a] * (1 - w.calibration.budget_investment_share[a]);
  EXPECT_NEAR(paid(levers), 0.5 * 0.4 * spent * static_cast<double>(w.census.nonlocal[a]) / heads(w, "AA"), 1e-3);
}

TEST(ByHand, SocialProtectionIsPaidByTheHead) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const auto of = [&](const Values& values) {
    return paid(levers_of(w, *policy_of(*w.pack, "social_protection", values, {"BB"})));
  };
  EXPECT_NEAR(of({{"pension", 2000}}), 500 * static_cast<double>(w.census.retired[b]), 1e-3);
  EXPECT_NEAR(of({{"medical", 100}}), 25 * heads(w, "BB"), 1e-3);
  const double poorest = static_cast<double>(w.households.persons[w.household(b, false, 0)] +
                                             w.households.persons[w.household(b, true, 0)]);
  EXPECT_NEAR(of({{"minimum_income", 1000}}), 250 * poorest, 1e-3);
  EXPECT_NEAR(poorest / heads(w, "BB"), 0.2, 0.01);
}

TEST(ByHand, InnovationDoublesResearchForWhatItCosts) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const Levers levers = levers_of(
      w, *policy_of(*w.pack, "innovation", {{"research", 1}, {"diffusion", 0.01}, {"growth", 0.04060401}}, {"BB"}));
  EXPECT_NEAR(levers.research[b], 2, 1e-15);
  EXPECT_NEAR(levers.productivity_growth[b], 0.01, 1e-12);  // 1.01⁴ = 1.04060401
  EXPECT_NEAR(levers.catch_up[b], 0.01, 1e-15);
  EXPECT_NEAR(paid(levers), w.calibration.research_intensity[b] * w.regions.real_gdp[b] * w.regions.price_level[b],
              1e-3);
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
  // the carbon in it, and a fifth of that is saved.
  const double carbon = 1.98 * 3e6 / 4 / output, price = 0.05 / carbon, saved = 0.05 / 5;
  const Levers levers = levers_of(w, *policy_of(*w.pack, "carbon_price", {{"price", price}}, {"BB"}));
  EXPECT_NEAR(levers.energy_use(b, s), 1 - saved, 1e-12);
  EXPECT_NEAR(levers.charge(b, s) * w.cells.price(b, s) / w.cells.input(b, coal, s),
              0.05 * (1 - saved) + 5 * saved * saved / 2, 1e-12);
  EXPECT_EQ(levers.charge(region(w, "AA"), s), 0);
  // A mine that buys coal does not burn it.
  EXPECT_EQ(levers.charge(b, coal), 0);
}

TEST(ByHand, ResourceTransitionTrainsInvestsAndEasesEntry) {
  const World w = world_of("toyland", 10);
  const RegionId b = region(w, "BB");
  const IndustryId s = industry(w, "manufacturing");
  // 2 thousand a year are 500 a quarter at 5 000 yuan, 2.5 million; 40 million a year of capital, 10 million.
  const Levers levers = levers_of(
      w, *policy_of(*w.pack, "resource_transition",
                    {{"persons", 2}, {"cost", 5000}, {"investment", 40}, {"entry", 0.5}}, {"BB"}, {"manufacturing"}));
  EXPECT_NEAR(paid(levers), 12.5e6, 1e-3);
  const double share = PersonCounts().of(w, b, {.special_area_mask = 4, .at_home = true}) / heads(w, "BB");
  EXPECT_NEAR(share, w.pack->special[b][2], 0.02);
  EXPECT_NEAR(levers.entry(b, s), 1 + 0.5 * share, 1e-12);
}

TEST(ByHand, RelocationAssistanceHousesWhomItMoves) {
  const World w = world_of("toyland", 10);
  const RegionId c = region(w, "CC");
  // 400 persons a year are 100 a quarter at 60 000 yuan: 3.6 million for dwellings, 2.4 million invested.
  const Levers levers = levers_of(w, *policy_of(*w.pack, "relocation_assistance", {{"persons", 0.4}}, {"CC"}));
  ASSERT_EQ(levers.payments.size(), 2U);
  EXPECT_NEAR(levers.payments[0].yuan, 3.6e6, 1e-3);
  EXPECT_EQ(levers.payments[0].recipient, Recipient::dwellings);
  EXPECT_NEAR(levers.payments[1].yuan, 2.4e6, 1e-3);
  const double poor = PersonCounts().rural(w, c, {.special_area_mask = 8, .at_home = true});
  EXPECT_NEAR(levers.resettlement(c, AreaSet{8}) * poor, 100, 1e-9);
  EXPECT_EQ(levers.resettlement(c, AreaSet{7}), 0);
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

TEST(PersonCounts, AgreeWithTheCensus) {
  const World w = world_of("toyland", 10);
  PersonCounts counts;
  for (const RegionId r : w.region_ids()) {
    EXPECT_EQ(counts.of(w, r, {}), static_cast<double>(w.census.urban[r] + w.census.rural[r]));
    EXPECT_EQ(counts.rural(w, r, {}), static_cast<double>(w.census.rural[r]));
    EXPECT_EQ(counts.of(w, r, {.at_home = true}),
              static_cast<double>(w.census.urban[r] + w.census.rural[r] - w.census.nonlocal[r]));
    EXPECT_EQ(counts.of(w, r, {.status = Status::retired}), static_cast<double>(w.census.retired[r]));
    EXPECT_EQ(counts.of(w, r, {.status = Status::unemployed}), static_cast<double>(w.census.unemployed[r]));
    EXPECT_GT(counts.of(w, r, {.trainable = true}), 0);
    EXPECT_LT(counts.of(w, r, {.trainable = true}), static_cast<double>(w.census.employed[r] + w.census.unemployed[r]));
  }
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
