// What policies can be told apart by, generated from what the instruments declare: every selector that a strength reads
// changes results, every other one is refused; and no strength is for show.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "output/groups.hpp"
#include "output/series.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/scenario/selection.hpp"

namespace jiuzhou {
namespace {

struct Strong {
  std::string type, parameter;
  double value;
  std::map<std::string, double> beside = {};  // what it needs to act
};

// Every strength of every type, strong enough to be seen in a small economy.
const std::vector<Strong>& table_of_strengths() {
  static const std::vector<Strong> table{
      {"border_support", "allowance", 50000},
      {"border_support", "services", 5000},
      {"border_support", "parks", 500},
      {"business_environment", "entry", 5},
      {"business_environment", "markup", 0.5},
      {"business_environment", "exit", 0.9},
      {"business_environment", "attraction", 5},
      {"carbon_price", "price", 200},
      {"carbon_price", "cut", 0.2},
      {"consumption_assistance", "rise", 2, {{"others", 0.5}}},
      {"ecological_protection", "cap", 0.5},
      {"ecological_protection", "emissions", 0.5},
      {"ecological_protection", "charge", 0.05},
      {"ecological_protection", "restoration", 500},
      {"encouraged_industries", "tax_cut", 0.8},
      {"encouraged_industries", "entry", 5},
      {"energy_base", "budget", 500},
      {"energy_base", "clean", 0.5},
      {"energy_base", "saving", 0.5},
      {"energy_base", "price_rule", 1},
      {"fiscal_transfer", "budget", 1000},
      {"fiscal_transfer", "gdp_share", 0.1},
      {"function_relocation", "share", 0.9},
      {"grain_security", "floor", 1},
      {"grain_security", "hectares", 10000},
      {"grain_security", "subsidy", 5000},
      {"horizontal_compensation", "water", 500},
      {"horizontal_compensation", "grain", 1000},
      {"horizontal_compensation", "energy", 500},
      {"hukou_reform", "settlement", 1},
      {"hukou_reform", "services", 1},
      {"hukou_reform", "wage_gap", 1},
      {"hukou_reform", "threshold_cut", 1},
      {"hukou_reform", "quota", 1000},
      {"industrial_transfer", "attention", 20},
      {"industrial_transfer", "pull", 5},
      {"industrial_transfer", "subsidy", 0.5, {{"attention", 20}}},
      {"industrial_transfer", "tax_share", 0.5},
      {"infrastructure", "budget", 1000},
      {"infrastructure", "gdp_share", 0.1},
      {"innovation", "research", 5},
      {"innovation", "diffusion", 0.05},
      {"innovation", "growth", 0.05},
      {"market_integration", "goods", 0.5},
      {"market_integration", "labour", 1},
      {"market_integration", "entry", 5},
      {"market_integration", "competition", 0.5},
      {"minimum_wage", "rise", 2},
      {"opening", "demand", 1},
      {"opening", "imports", 0.2},
      {"opening", "entry", 5},
      {"opening", "investment", 500},
      {"paired_assistance", "revenue_share", 0.1},
      {"power_transmission", "capacity", 5},
      {"power_transmission", "share", 0.3},
      {"public_services", "per_head", 5000},
      {"public_services", "floor", 1.5},
      {"public_services", "schooling", 2},
      {"relocation_assistance", "persons", 50, {{"jobs", 1}}},
      {"resource_transition", "persons", 100, {{"gain", 1}}},
      {"resource_transition", "investment", 500},
      {"resource_transition", "entry", 10},
      {"skill_training", "persons", 100, {{"gain", 1}}},
      {"social_protection", "pension", 5000},
      {"social_protection", "medical", 1000},
      {"social_protection", "minimum_income", 5000},
      {"social_protection", "unemployment", 20},
      {"tax_sharing", "production", 0.3},
      {"tax_sharing", "corporate", 0.3},
      {"tax_sharing", "personal", 0.3},
      {"trade_corridor", "cut", 0.5},
      {"trade_corridor", "world_cut", 0.2},
      {"work_relief", "budget", 1000, {{"wage_share", 0.6}}},
      {"world_economy", "demand", -0.5},
      {"world_economy", "commodity_price", 0.5},
  };
  return table;
}

// Those of the types that there are.
const std::vector<Strong>& strengths() {
  static const std::vector<Strong> there = [] {
    std::vector<Strong> out;
    for (const Strong& x : table_of_strengths())
      if (instrument_catalogue().contains(x.type)) out.push_back(x);
    return out;
  }();
  return there;
}

std::ostream& operator<<(std::ostream& out, const Strong& x) {
  return out << x.type << "." << x.parameter;
}

// Mines, power and lines exist in China only.
bool needs_energy(const std::string& type) {
  return type == "energy_base" || type == "carbon_price" || type == "power_transmission" || type == "world_economy";
}

// Where a policy acts if nothing else is said: in `first` by half, in `second` in full.
struct Country {
  std::string first, second, partner, other_partner, industry;
  World world;
};

const Country& country_of(const std::string& type) {
  const auto make = [](const std::string& name, std::int64_t weight, Country rest) {
    Diagnostics diagnostics;
    const auto pack = load_pack(std::string(SOURCE_DIR) + "/scenarios/packs/" + name, diagnostics);
    if (!pack) throw std::runtime_error(diagnostics.text());
    Scenario scenario;
    scenario.pack_folder = pack->folder;
    scenario.from = Quarter::of(pack->base_year, 1);
    scenario.until = scenario.from + 40;
    scenario.weight = weight;
    rest.world = initialise(pack, scenario);
    return rest;
  };
  static const Country toyland = make("toyland", 10, {"CC", "BB", "BB", "AA", "services", {}}),
                       china = make("china-2012", 20000, {"NM", "SX", "SN", "SX", "coal_mining", {}}),
                       buyers =
                           make("china-2012", 20000, {"GD", "ZJ", "NM", "SX", "coal_mining", {}});  // NM has grain, too
  if (type == "horizontal_compensation") return buyers;
  return needs_energy(type) ? china : toyland;
}

std::size_t region_named(const Pack& pack, const std::string& code) {
  for (std::size_t r = 0; r < pack.region_count(); ++r)
    if (pack.regions[r].code == code) return r;
  throw std::runtime_error("no region " + code);
}

std::unique_ptr<Instrument> policy_of(const World& world, const std::string& type,
                                      const std::map<std::string, double>& values) {
  auto policy = instrument_catalogue().at(type)();
  const ParameterList list = policy->parameters();
  for (const auto& [name, value] : values) std::ranges::find(list.all(), name, &Parameter::path)->set(value);
  policy->where = select_all(*world.pack);
  policy->from = world.now;
  policy->until = policy->from + 1000;
  return policy;
}

void select(Instrument& policy, const Pack& pack, const std::map<std::string, double>& regions) {
  for (std::size_t r = 0; r < pack.region_count(); ++r) {
    const auto weight = regions.find(pack.regions[r].code);
    policy.where.region[r] = weight == regions.end() ? 0 : weight->second;
  }
}

std::size_t size_of(const World& w, const Series& series, std::size_t policies) {
  std::size_t size = 1;
  for (const Dim dim : series.dims)
    size *= dim == Dim::industry    ? w.industry_count()
            : dim == Dim::block     ? w.pack->blocks.size()
            : dim == Dim::area      ? w.pack->areas.size()
            : dim == Dim::policy    ? policies
            : dim == Dim::sector    ? policy_sectors.size()
            : dim == Dim::household ? household_labels.size()
            : dim == Dim::group     ? group_labels.size()
            : dim == Dim::status    ? status_labels.size()
                                    : w.region_count();
  return size;
}

bool is_of_policies(const Series& series) {
  return std::ranges::find(series.dims, Dim::policy) != series.dims.end();
}

// Every series but those of policies themselves, quarter after quarter; and how many persons live in each set of areas.
using Results = std::map<std::string, std::vector<double>>;
Results results_of(const Country& country, std::unique_ptr<Instrument> policy, int quarters = 4) {
  World world = country.world;
  Policies policies;
  if (policy) policies.push_back(std::move(policy));
  if (country.world.industry_count() > 3) {
    // A world price for a rule to act on, and buyers for whom the lines from NM and SX are too narrow.
    policies.push_back(policy_of(world, "world_economy", {{"commodity_price", 0.3}}));
    policies.push_back(policy_of(world, "consumption_assistance", {{"rise", 5}, {"others", 1}}));
    select(*policies.back(), *world.pack, {{country.first, 1}, {country.second, 1}});
  }
  Results out;
  for (int t = 0; t < quarters; ++t) {
    advance(world, policies);
    for (const Series& series : series_table()) {
      if (series.fill == nullptr || is_of_policies(series)) continue;
      std::vector<double> values(size_of(world, series, policies.size()));
      series.fill(world, values);
      auto& all = out[std::string(series.name)];
      all.insert(all.end(), values.begin(), values.end());
    }
    begin_next_quarter(world);
  }
  return out;
}

// What differs by more than the rounding of sums.
std::set<std::string> moved(const Results& a, const Results& b) {
  std::set<std::string> names;
  for (const auto& [name, values] : a) {
    const auto& others = b.at(name);
    double scale = 0;
    for (const double x : values)
      if (std::isfinite(x)) scale = std::max(scale, std::abs(x));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::abs(values[i] - others[i]) > 1e-9 * scale) {
        names.insert(name);
        break;
      }
  }
  return names;
}

class EveryStrength : public ::testing::TestWithParam<Strong> {
 protected:
  std::unique_ptr<Instrument> policy() const {
    const Strong& x = GetParam();
    std::map<std::string, double> values = x.beside;
    values[x.parameter] = x.value;
    auto made = policy_of(country().world, x.type, values);
    const Pack& pack = *country().world.pack;
    select(*made, pack, {{country().first, 0.5}, {country().second, 1}});
    if ((made->selects() & by_partner) != 0) made->partners = {region_named(pack, country().partner)};
    return made;
  }
  const Country& country() const { return country_of(GetParam().type); }
};

// Each selector that is declared, alone.
TEST_P(EveryStrength, ReadsEachSelectorThatItDeclares) {
  const Country& here = country();
  const Pack& pack = *here.world.pack;
  const unsigned reads = policy()->reads(GetParam().parameter) | (GetParam().beside.contains("jobs") ? by_industry : 0);
  const auto differs = [&](const char* what, const Results& all, auto&& narrow) {
    auto narrowed = policy();
    narrow(*narrowed);
    EXPECT_FALSE(moved(results_of(here, std::move(narrowed)), all).empty()) << GetParam() << " ignores " << what;
  };
  const Results all = results_of(here, policy());
  if ((reads & by_region) != 0)
    differs("region", all, [&](Instrument& p) { select(p, pack, {{here.other_partner, 1}}); });
  if ((reads & by_industry) != 0)
    differs("industry", all, [&](Instrument& p) {
      std::ranges::fill(p.where.industry, 0.0);
      for (std::size_t s = 0; s < pack.industry_count(); ++s)
        if (pack.industries[s].code == here.industry) p.where.industry[s] = 1;
    });
  if ((reads & by_partner) != 0)
    differs("to", all, [&](Instrument& p) { p.partners = {region_named(pack, here.other_partner)}; });
  if ((reads & by_special_area) != 0)
    differs("special_area", all, [](Instrument& p) { p.where.special_area_mask = 1; });
  if ((reads & by_person) != 0) {
    differs("skill", all, [](Instrument& p) { p.where.who.skill = 1; });
    differs("residence", all, [](Instrument& p) { p.where.who.residence = 1; });
    differs("hukou", all, [](Instrument& p) { p.where.who.hukou = 2; });
  }
}

// Physical series that a lever may move directly; one that moves nothing else is for show.
const std::set<std::string> physical{
    "grain_output", "farmland",      "coal_output", "oil_gas_output", "electricity_output", "power_thermal",
    "power_hydro",  "power_nuclear", "power_wind",  "power_solar",    "energy_use",         "so2",
    "cod",          "co2_coal",      "co2_oil_gas", "ecology"};

TEST_P(EveryStrength, MovesMoneyGoodsOrPeople) {
  static std::map<const Country*, Results> none;
  if (!none.contains(&country())) none[&country()] = results_of(country(), nullptr);
  auto alone = policy();
  // Money that is paid for an effect is no effect.
  for (const char* price : {"premium", "reward", "cost"}) {
    const ParameterList list = alone->parameters();
    const auto found = std::ranges::find(list.all(), price, &Parameter::path);
    if (found != list.all().end()) found->set(0);
  }
  std::set<std::string> names = moved(results_of(country(), std::move(alone)), none.at(&country()));
  for (const std::string& own : physical) names.erase(own);
  EXPECT_FALSE(names.empty()) << GetParam() << " moves nothing but physical series";
}

INSTANTIATE_TEST_SUITE_P(Selectors, EveryStrength, ::testing::ValuesIn(strengths()),
                         [](const auto& given) { return given.param.type + "_" + given.param.parameter; });

TEST(Selectors, EveryStrengthOfEveryTypeIsTried) {
  std::set<std::string> declared, tried;
  for (const auto& [type, make] : instrument_catalogue())
    for (const std::string_view name : make()->strengths()) declared.insert(type + "." + std::string(name));
  for (const Strong& x : strengths()) tried.insert(x.type + "." + x.parameter);
  EXPECT_EQ(tried, declared) << "each strength needs a row in the table of this test";
}

// ---- what is refused ------------------------------------------------------------------------------------------------

// What the reader says of a policy of toyland.
std::string words_on(const std::string& policy) {
  const std::string path = testing::TempDir() + "jiuzhou_selectors_" + std::to_string(getpid()) + ".yaml";
  std::ofstream(path) << "title: {en: Selectors, zh: 选择}\npack: " SOURCE_DIR
                         "/scenarios/packs/toyland\nhorizon: {until: 2001Q4}\npolicies:\n  - "
                      << policy << "\n";
  Diagnostics diagnostics;
  load_inputs(path, {}, diagnostics);
  std::filesystem::remove(path);
  return diagnostics.text();
}

const std::vector<std::tuple<unsigned, std::string, std::string>>& written() {  // bit, in `where`, beside it
  static const std::vector<std::tuple<unsigned, std::string, std::string>> table{
      {by_region, "region: CC", ""},
      {by_industry, "industry: manufacturing", ""},
      {by_partner, "", ", to: BB"},
      {by_special_area, "special_area: old_revolutionary", ""},
      {by_person, "skill: low", ""}};
  return table;
}

// A selector that a strength does not read is an error, whether the type reads it elsewhere or not.
TEST(Selectors, WhatAStrengthDoesNotReadIsRefused) {
  for (const Strong& x : strengths()) {
    const auto instrument = instrument_catalogue().at(x.type)();
    const ParameterList list = instrument->parameters();
    const Spec& spec = std::ranges::find(list.all(), x.parameter, &Parameter::path)->spec;
    for (const auto& [bit, where, beside] : written()) {
      const bool needs_to = instrument->needs_partners() && bit != by_partner;
      const std::string words =
          words_on("{type: " + x.type + (where.empty() ? "" : ", where: {" + where + "}") + beside +
                   (needs_to ? ", to: BB" : "") + ", " + x.parameter + ": " + number_text(x.value, spec) + "}");
      const bool is_read =
          (instrument->reads(x.parameter) & bit) != 0 || (bit == by_partner && instrument->needs_partners());
      EXPECT_EQ(words.find("error") == std::string::npos, is_read)
          << x.type << "." << x.parameter << " with " << where << beside << "\n"
          << words;
    }
  }
}

}  // namespace
}  // namespace jiuzhou
