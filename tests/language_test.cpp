// The planner's language as a whole: units, schedules, triggers, imposed paths, where every value came from, and ten
// thousand ways to write it wrongly.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "output/series.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/instruments/indicators.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"
#include "sim/text/units.hpp"
#include "tests/folder_test.hpp"
#include "tests/steps/persons_world.hpp"

namespace fs = std::filesystem;

namespace jiuzhou {
namespace {

class Language : public FolderTest {
 protected:
  void SetUp() override { write("base.yaml", toy_scenario("2004Q4", "weight: 50\n")); }
  Inputs read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return inputs_of(write("scenario.yaml", "extends: base.yaml\n" + text), overrides);
  }
  static double value(const Instrument& policy, const std::string& name, Quarter when) {
    const auto now = as_of(policy, when, {});
    const ParameterList list = now->parameters();
    for (const Parameter& p : list.all())
      if (p.path == name) return p.get();
    return std::nan("");
  }
  // The line of the resolved text that starts so, and its origin without the folder.
  std::string line_and_origin(const Scenario& s, const std::string& start) const {
    std::size_t number = 0;
    for (const std::string_view line : split(s.resolved, '\n')) {
      if (trimmed(line).starts_with(start)) {
        std::string origin = s.origins[number];
        const std::string folder = folder_.string() + "/";
        if (origin.starts_with(folder)) origin.erase(0, folder.size());
        return std::string(trimmed(line)) + " # " + origin;
      }
      ++number;
    }
    return "";
  }
};

// ---- units ----------------------------------------------------------------------------------------------------------

TEST(Units, AreConvertedOnce) {
  EXPECT_EQ(converted(24, "bn yuan/year", "million yuan/year"), 24000);
  EXPECT_EQ(converted(24, "billion yuan per year", "million yuan/year"), 24000);
  EXPECT_EQ(converted(240, "亿元/年", "million yuan/year"), 24000);
  EXPECT_EQ(converted(1.5, "万亿元/年", "million yuan/year"), 1500000);
  EXPECT_EQ(converted(5, "bn yuan/quarter", "million yuan/year"), 20000);
  EXPECT_EQ(converted(200, "万人/年", "thousand persons/year"), 2000);
  EXPECT_EQ(converted(5000, "persons/year", "thousand persons/year"), 5);
  EXPECT_EQ(converted(2, "years", "quarters"), 8);
  EXPECT_DOUBLE_EQ(*converted(15, "million mu/year", "thousand ha/year"), 1000);
  EXPECT_EQ(converted(300, "yuan/person/quarter", "yuan/person/year"), 1200);
}

TEST(Units, OfOtherThingsAreRefused) {
  for (const auto& [written, declared] :
       std::vector<std::pair<const char*, const char*>>{{"km", "million yuan/year"},
                                                        {"bn yuan", "million yuan/year"},
                                                        {"persons/year", "million yuan/year"},
                                                        {"bn yuan/yaer", "million yuan/year"},
                                                        {"per quarter", "1/year"},
                                                        {"million", "million yuan/year"},
                                                        {"bnyuan/year", "million yuan/year"},
                                                        {"yuan/person", "yuan/person/year"},
                                                        {"", "km"},
                                                        {"util", "util"}})
    EXPECT_FALSE(converted(1, written, declared).has_value()) << written;
}

TEST(Units, MoneyPersonsAndGoodsNeedOneSharesAndRatesDoNot) {
  for (const char* unit :
       {"million yuan/year", "thousand persons/year", "yuan/tonne", "thousand ha/year", "job/person"})
    EXPECT_TRUE(is_measure(unit)) << unit;
  for (const char* unit :
       {"share", "1/year", "per quarter", "quarters", "year", "util", "elasticity", "base = 1", "level"})
    EXPECT_FALSE(is_measure(unit)) << unit;
}

TEST_F(Language, AmountsMayBeWrittenAsPlannersDo) {
  const Scenario s = read(
                         "policies:\n"
                         "  - {type: fiscal_transfer, budget: 24 bn yuan/year, ramp: 2 years}\n"
                         "  - {type: fiscal_transfer, budget: 240亿元/年}\n"
                         "  - {type: skill_training, persons: 0.2 million persons/year}\n")
                         .scenario;
  EXPECT_EQ(value(*s.policies[0], "budget", s.from), 24000);
  EXPECT_EQ(s.policies[0]->ramp, 8);
  EXPECT_EQ(value(*s.policies[1], "budget", s.from), 24000);
  EXPECT_EQ(value(*s.policies[2], "persons", s.from), 200);
}

TEST_F(Language, WhatAPolicyIsPaidWithIsItsOwnWordOrTheScenarios) {
  const Scenario s = read(
                         "financed_by: {vat: 60 %, special_bonds: 50 %}\npolicies:\n"
                         "  - {type: infrastructure, budget: 1 bn yuan/year, local_share: 40 %}\n"
                         "  - {type: infrastructure, budget: 1 bn yuan/year, financed_by: income_tax}\n"
                         "  - {type: opening, investment: 1 bn yuan/year}\n")
                         .scenario;
  const auto share = [&](std::size_t i, Source k) { return s.policies[i]->financed_by[position(k)]; };
  EXPECT_EQ(share(0, Source::vat), 0.6);
  EXPECT_EQ(share(0, Source::debt), 0.4);
  EXPECT_EQ(share(0, Source::special_bonds), 0.5);
  EXPECT_EQ(share(0, Source::own_budget), 0.5);
  EXPECT_EQ(share(1, Source::income_tax), 1);
  EXPECT_EQ(share(1, Source::special_bonds), 0);
  EXPECT_EQ(share(2, Source::special_bonds), 0);  // regions pay nothing for it
  EXPECT_EQ(line_and_origin(s, "financed_by"),
            "financed_by: {debt: 0.4, vat: 0.6, special_bonds: 0.5} # scenario.yaml:2");
}

// ---- schedules and imposed paths ------------------------------------------------------------------------------------

TEST_F(Language, AScheduleHoldsEachValueUntilTheNextDate) {
  const Scenario s = read(
                         "policies:\n  - type: fiscal_transfer\n    from: 2001Q1\n"
                         "    budget: {2001: 10 bn yuan/year, 2002Q3: 15 bn yuan/year}\n")
                         .scenario;
  const Instrument& policy = *s.policies[0];
  EXPECT_EQ(value(policy, "budget", Quarter::of(2001, 1)), 10000);
  EXPECT_EQ(value(policy, "budget", Quarter::of(2002, 2)), 10000);
  EXPECT_EQ(value(policy, "budget", Quarter::of(2002, 3)), 15000);
  EXPECT_EQ(value(policy, "budget", Quarter::of(2004, 4)), 15000);
}

TEST_F(Language, AScheduleIsPaidAsWritten) {
  Inputs inputs = read(
      "policies:\n  - type: fiscal_transfer\n    from: 2000Q1\n"
      "    budget: {2000: 8 million yuan/year, 2000Q3: 12 million yuan/year}\n");
  World w = initialise(inputs.pack, inputs.scenario);
  for (const double yearly : {8e6, 8e6, 12e6, 12e6}) {
    advance(w, inputs.scenario.policies);
    EXPECT_NEAR(w.activity.policies[0].cost, yearly / 4, 1) << w.now.text();  // rounded to fen by region
    begin_next_quarter(w);
  }
}

TEST_F(Language, AnImposedPathIsAStraightLineBetweenItsDates) {
  Inputs inputs = read(
      "impose:\n  world_demand: {2001: 1.2, 2002: 1.6}\n  coal_price: {2000: 1, 2001: 2}\n"
      "  births: {2000: 0.5}\n  productivity: {2000Q1: 0, 2000Q3: 8 %}\n"
      "parameters: {prices: {inflation_target: 0}}\n");
  World w = initialise(inputs.pack, inputs.scenario);
  World free = initialise(inputs.pack, read("parameters: {prices: {inflation_target: 0}}\n").scenario);
  std::int64_t births = 0, free_births = 0;
  for (int t = 0; t < 10; ++t) {
    const double demand = w.nation.world_demand, free_demand = free.nation.world_demand;
    advance(w, {});
    advance(free, {});
    if (t < 4) {
      EXPECT_EQ(w.nation.world_demand, free.nation.world_demand);  // before the first date: as it would be
    } else if (t <= 8) {
      EXPECT_NEAR(w.nation.world_demand, 1.2 + 0.1 * (t - 4), 1e-12);
    } else {
      // grows on as declared
      EXPECT_NEAR(w.nation.world_demand / demand, free.nation.world_demand / free_demand, 1e-12);
    }
    EXPECT_NEAR(w.nation.coal_price, std::min(2.0, 1 + 0.25 * t), 1e-12);  // stays after the last
    for (const RegionId r : w.region_ids()) {
      births += w.activity.births[r];
      free_births += free.activity.births[r];
    }
    begin_next_quarter(w);
    begin_next_quarter(free);
  }
  EXPECT_EQ(Paths::held(w.paths.productivity, 1, -1), 0.04);
  EXPECT_EQ(Paths::held(w.paths.productivity, 30, -1), 0.08);
  // Half of the births: with n births of 50 persons expected, the ratio is off by less than 4 √(1/n + 2/n) of itself.
  const double n = static_cast<double>(free_births) / 50;
  EXPECT_NEAR(static_cast<double>(births) / static_cast<double>(free_births), 0.5, 0.5 * 4 * std::sqrt(3 / n));
  EXPECT_GT(n, 150);
}

TEST_F(Language, AnImposedProductivityPathMovesTheNation) {
  const auto gdp_after = [&](const std::string& text) {
    Inputs inputs = read(text);
    World w = initialise(inputs.pack, inputs.scenario);
    double gdp = 0;
    for (int t = 0; t < 12; ++t) {
      advance(w, {});
      gdp = 0;
      for (const RegionId r : w.region_ids()) gdp += w.regions.real_gdp[r];
      begin_next_quarter(w);
    }
    return gdp;
  };
  EXPECT_GT(gdp_after("impose: {productivity: {2000: 12 %}}\n"), gdp_after("impose: {productivity: {2000: 0}}\n"));
}

TEST_F(Language, ThePayerIsAWordForTheLocalShare) {
  const Scenario s = read(
                         "policies:\n  - {type: work_relief, payer: province, budget: 1 bn yuan/year}\n  - {type: "
                         "work_relief, payer: centre, budget: 1 bn yuan/year}\n")
                         .scenario;
  EXPECT_EQ(value(*s.policies[0], "local_share", s.from), 1);
  EXPECT_EQ(value(*s.policies[1], "local_share", s.from), 0);
  EXPECT_EQ(line_and_origin(s, "local_share: 1"), "local_share: 1 # scenario.yaml:3");
}

// ---- triggers -------------------------------------------------------------------------------------------------------

// Rents of AA move as the test says; what waits for them goes on and off with memory.
TEST_F(Language, ATriggerSwitchesWithHysteresis) {
  Inputs inputs = read(
      "policies:\n  - type: fiscal_transfer\n    where: {region: [AA, BB]}\n    ramp: 2 quarters\n"
      "    when: {start: rent > 1.5, stop: rent < 1.2}\n    budget: 8 million yuan/year\n");
  const auto& policies = inputs.scenario.policies;
  World w = initialise(inputs.pack, inputs.scenario);
  const RegionId aa{0}, bb{1};
  const auto after = [&](double rent_aa, double rent_bb) {
    w.regions.rent[aa] = rent_aa;
    w.regions.rent[bb] = rent_bb;
    triggers(w, policies);
    begin_next_quarter(w);
    w.levers.reset(w.region_count(), w.industry_count());
    levers(w, policies);
    std::vector<double> paid(3, 0.0);
    for (const PolicyPayment& p : w.levers.payments) paid[index(p.region)] += p.yuan;
    return paid;
  };
  using Paid = std::vector<double>;
  const Paid nothing{0, 0, 0};
  EXPECT_EQ(after(1.4, 1), nothing);            // neither has come
  EXPECT_EQ(after(1.6, 1), (Paid{1e6, 0, 0}));  // on in AA, first of two quarters of the ramp: half of 8/4 million
  EXPECT_EQ(after(1.3, 1), (Paid{2e6, 0, 0}));  // between the thresholds: stays on, at full strength
  const Paid both = after(1.3, 1.6);            // on in BB as well: the budget is divided, the ramp is over
  EXPECT_GT(both[1], 0);
  EXPECT_NEAR(both[0] + both[1], 2e6, 1e-6);
  EXPECT_EQ(after(1.1, 1.1), nothing);          // below the lower one: off
  EXPECT_EQ(after(1.3, 1.3), nothing);          // between: stays off
  EXPECT_EQ(after(1.6, 1), (Paid{1e6, 0, 0}));  // and the ramp starts anew
}

// Half of its ramp, times the weight of the place, times whether it is on there.
TEST_F(Language, StrengthIsTheRampByPlaceWhereThePolicyIsOn) {
  Inputs inputs = read(
      "policies:\n  - type: fiscal_transfer\n    where: {region: {AA: 40 %, BB: 1}}\n    ramp: 2 quarters\n"
      "    when: {start: rent > 1.5, stop: rent < 1.2}\n    budget: 8 million yuan/year\n");
  World w = initialise(inputs.pack, inputs.scenario);
  const auto strength = [&](double rent_aa, double rent_bb) {
    w.regions.rent[RegionId{0}] = rent_aa;
    w.regions.rent[RegionId{1}] = rent_bb;
    triggers(w, inputs.scenario.policies);
    begin_next_quarter(w);
    w.levers.reset(w.region_count(), w.industry_count());
    levers(w, inputs.scenario.policies);
    return w.activity.policies.front().strength;
  };
  using Strength = std::vector<double>;
  EXPECT_EQ(strength(1, 1), (Strength{0, 0, 0}));
  EXPECT_EQ(strength(1.6, 1), (Strength{0.2, 0, 0}));
  EXPECT_EQ(strength(1.6, 1.6), (Strength{0.4, 1, 0}));
  EXPECT_EQ(strength(1, 1.6), (Strength{0, 1, 0}));
}

// The answer by hand: 24 million a year at 3 000 yuan a course are 8 thousand persons; by date, at the cost of that date.
TEST_F(Language, ABudgetBuysWhatTheUnitCostAllows) {
  const Inputs inputs = read(
      "policies:\n"
      "  - {name: a, type: skill_training, budget: 24 million yuan/year, cost: 3000 yuan/person}\n"
      "  - {name: b, type: skill_training, budget: {2000: 24 million yuan/year, 2002: 12 million yuan/year},\n"
      "     cost: {2000: 3000 yuan/person, 2001: 4000 yuan/person}}\n"
      "  - {name: c, type: grain_security, budget: 6 million yuan/year, cost: 30000 yuan/ha}\n");
  const auto& policies = inputs.scenario.policies;
  EXPECT_NEAR(value(*policies[0], "persons", Quarter::of(2003, 1)), 8, 1e-12);
  EXPECT_NEAR(value(*policies[1], "persons", Quarter::of(2000, 4)), 8, 1e-12);
  EXPECT_NEAR(value(*policies[1], "persons", Quarter::of(2001, 4)), 6, 1e-12);
  EXPECT_NEAR(value(*policies[1], "persons", Quarter::of(2002, 1)), 3, 1e-12);
  EXPECT_NEAR(value(*policies[2], "hectares", Quarter::of(2000, 1)), 0.2, 1e-12);
  Diagnostics diagnostics;
  const auto again = load_inputs(write("resolved.yaml", inputs.scenario.resolved), {}, diagnostics);
  ASSERT_TRUE(again.has_value()) << diagnostics.text();
  EXPECT_EQ(again->scenario.resolved, inputs.scenario.resolved);
}

// Rents of AA and BB as given; where the policy is on, by the money of the next quarter.
TEST_F(Language, ConditionsAreJoinedByAndOrNot) {
  struct Row {
    const char* when;
    double rent_aa, rent_bb, price_bb;
    bool aa, bb;
  };
  for (const Row& row : std::vector<Row>{
           {"{and: [rent > 1.5, price_level < 1.2]}", 1.6, 1.6, 1.3, true, false},
           {"{or: [rent > 1.5, price_level > 1.2]}", 1.6, 1.4, 1.3, true, true},
           {"{or: [rent > 1.5, price_level > 1.2]}", 1.6, 1.4, 1.1, true, false},
           {"{not: rent > 1.5}", 1.6, 1.5, 1, false, true},
           {"{not: {or: [rent > 1.5, price_level > 1.2]}}", 1.4, 1.4, 1.3, true, false},
           {"{and: [rent > 1.2], not: price_level > 1.2}", 1.3, 1.3, 1.3, true, false},  // keys of a map: and
           {"{start: {and: [rent > 1.2, {not: rent > 1.5}]}, stop: {or: [rent <= 1.2, rent > 1.8]}}", 1.3, 1.6, 1, true,
            false}}) {
    SCOPED_TRACE(row.when);
    Inputs inputs =
        read(std::string(
                 "policies: [{type: fiscal_transfer, where: {region: [AA, BB]}, budget: 8 million yuan/year, when: ") +
             row.when + "}]\n");
    World w = initialise(inputs.pack, inputs.scenario);
    w.regions.rent[RegionId{0}] = row.rent_aa;
    w.regions.rent[RegionId{1}] = row.rent_bb;
    w.regions.price_level[RegionId{0}] = 1;
    w.regions.price_level[RegionId{1}] = row.price_bb;
    triggers(w, inputs.scenario.policies);
    EXPECT_EQ(w.policies.on(PolicyId{0}, RegionId{0}) != 0, row.aa);
    EXPECT_EQ(w.policies.on(PolicyId{0}, RegionId{1}) != 0, row.bb);
    Diagnostics diagnostics;
    const auto again = load_inputs(write("resolved.yaml", inputs.scenario.resolved), {}, diagnostics);
    ASSERT_TRUE(again.has_value()) << diagnostics.text();
    EXPECT_EQ(again->scenario.resolved, inputs.scenario.resolved);
  }
}

TEST_F(Language, NothingIsOnBeforeAnythingWasMeasured) {
  Inputs inputs = read("policies:\n  - {type: fiscal_transfer, when: rent > 0, budget: 8 million yuan/year}\n");
  World w = initialise(inputs.pack, inputs.scenario);
  advance(w, inputs.scenario.policies);
  EXPECT_EQ(w.activity.policies[0].cost, 0);
  begin_next_quarter(w);
  advance(w, inputs.scenario.policies);
  EXPECT_NEAR(w.activity.policies[0].cost, 2e6, 1);
}

TEST_F(Language, WhatATriggerRemembersIsDeclaredState) {
  const Inputs inputs = read("policies: [{type: fiscal_transfer, gdp_share: 1 %, when: rent > 2}]\n");
  World w = initialise(inputs.pack, inputs.scenario);
  StateColumns columns;
  w.declare(columns);
  const auto size_of = [&](const std::string& path) {
    for (const StateColumn& c : columns.all())
      if (c.path == path) return c.count;
    return std::size_t{99};
  };
  EXPECT_EQ(size_of("policies.on"), 3U);
  EXPECT_EQ(size_of("policies.running"), 1U);
}

TEST_F(Language, IndicatorsWithTheNameOfASeriesAreThatSeries) {
  Inputs inputs = read("");
  World w = initialise(inputs.pack, inputs.scenario);
  advance(w, {});
  int compared = 0;
  for (const Indicator& indicator : indicators())
    for (const Series& series : series_table()) {
      if (series.name != indicator.name) continue;
      std::vector<double> expected(indicator.is_regional ? w.region_count() : 1);
      series.fill(w, expected);
      for (std::size_t r = 0; r < expected.size(); ++r)
        EXPECT_NEAR(indicator.value(w, RegionId{static_cast<std::uint32_t>(r)}), expected[r],
                    1e-12 * std::abs(expected[r]))
            << indicator.name;
      ++compared;
    }
  EXPECT_GE(compared, 8);
}

// ---- where values come from -----------------------------------------------------------------------------------------

TEST_F(Language, EveryLineOfTheResolvedTextSaysWhereItCameFrom) {
  const Scenario s =
      read(
          "parameters:\n  migration:\n    income: 0.3\npolicies:\n  - type: fiscal_transfer\n    name: help\n"
          "    budget: 24 bn yuan/year\n",
          {"policies.help.ramp=1 year", "migration.network=0.9"})
          .scenario;
  EXPECT_EQ(s.origins.size(), static_cast<std::size_t>(std::ranges::count(s.resolved, '\n')));
  EXPECT_EQ(line_and_origin(s, "title:"), "title: {en: \"Toy\", zh: \"玩具\"} # base.yaml:1");
  EXPECT_EQ(line_and_origin(s, "until:"), "until: 2004Q4 # base.yaml:3");
  EXPECT_EQ(line_and_origin(s, "income:"), "income: 0.3 # scenario.yaml:4");
  EXPECT_EQ(line_and_origin(s, "network:"), "network: 0.9 # --set migration.network=0.9");
  EXPECT_EQ(line_and_origin(s, "budget:"), "budget: 24000 million yuan/year # scenario.yaml:8");
  EXPECT_EQ(line_and_origin(s, "ramp:"), "ramp: 4 quarters # --set policies.help.ramp=1 year");
  EXPECT_EQ(line_and_origin(s, "by_gap:"), "by_gap: false # default");
}

TEST_F(Language, SchedulesTriggersAndPathsReadBackAsThemselves) {
  const Scenario s =
      read(
          "impose: {births: {2001: 0.9, 2003Q2: 0.8}}\npolicies:\n  - type: skill_training\n    from: 2001Q1\n"
          "    when: {start: annual_gdp_per_head < 40000 yuan/person/year, stop: unemployment_rate >= 12.5 %}\n"
          "    persons: {2001: 5000 persons/year, 2002: 10000 persons/year}\n")
          .scenario;
  Diagnostics diagnostics;
  const auto again = load_inputs(write("resolved.yaml", s.resolved), {}, diagnostics);
  ASSERT_TRUE(again.has_value()) << diagnostics.text();
  EXPECT_EQ(again->scenario.resolved, s.resolved);
  EXPECT_EQ(again->scenario.policies[0]->when->stop->threshold, 0.125);
  EXPECT_EQ(again->scenario.imposed[0].points[1].second, 0.8);
}

// ---- selectors of persons -------------------------------------------------------------------------------------------

TEST_F(Language, PersonsAreSelectedBySkillResidenceAndHukou) {
  const Scenario s = read(
                         "policies: [{type: skill_training, where: {block: inland, skill: [low, high], residence: "
                         "rural, hukou: elsewhere}, persons: 400 persons/year}]\n")
                         .scenario;
  const PersonFilter who = s.policies[0]->where.who;
  EXPECT_EQ(who.skill, 1 + 4);
  EXPECT_EQ(who.residence, 2);
  EXPECT_EQ(who.hukou, 2);
  EXPECT_NE(s.resolved.find("skill: [low, high], residence: [rural], hukou: [elsewhere]"), std::string::npos)
      << s.resolved;
  Diagnostics diagnostics;
  const auto again = load_inputs(write("resolved.yaml", s.resolved), {}, diagnostics);
  ASSERT_TRUE(again.has_value()) << diagnostics.text();
  EXPECT_EQ(again->scenario.resolved, s.resolved);
}

TEST_F(Language, MoneyForTheCountrysideReachesNoTown) {
  Inputs inputs =
      read("policies: [{type: social_protection, where: {residence: rural}, medical: 100 yuan/person/year}]\n");
  World w = initialise(inputs.pack, inputs.scenario);
  double rural = 0;
  for (const RegionId r : w.region_ids()) rural += static_cast<double>(w.census.rural[r]);
  advance(w, inputs.scenario.policies);
  for (const RegionId r : w.region_ids())
    for (std::size_t k = 0; k < income_classes; ++k) {
      EXPECT_EQ(w.activity.policy_income[w.household(r, false, k)], 0);
      EXPECT_GT(w.activity.policy_income[w.household(r, true, k)], 0);
    }
  EXPECT_NEAR(w.activity.policies[0].cost, 25 * rural, 1);  // a quarter of 100 yuan for each
}

TEST_F(Language, CoursesAreOfferedToThoseWhoAreMeant) {
  Inputs inputs = read(
      "policies: [{type: skill_training, where: {region: AA, skill: low, residence: rural}, persons: 400 persons/year, "
      "gain: 0.5}]\n");
  World w = initialise(inputs.pack, inputs.scenario);
  w.levers.reset(w.region_count(), w.industry_count());
  levers(w, inputs.scenario.policies);
  const RegionId aa{0};
  // 100 a quarter, each half a level, over the rural persons of low skill in the labour force who are young enough for
  // courses.
  double meant = 0;
  for (const jiuzhou::testing::Member& m : jiuzhou::testing::everybody(w))
    if (m.region == aa && m.person.in_labour_force() && m.person.rural() && m.person.skill() == 0 &&
        age_of(w, m.birth) < 55)
      meant += m.weight;
  const double chance = 100 * 0.5 / meant;
  for (std::size_t areas = 0; areas < area_sets; ++areas)
    for (std::size_t k = 0; k < skills; ++k)
      for (const bool is_rural : {false, true})
        for (const bool is_elsewhere : {false, true})
          EXPECT_NEAR(w.levers.training(aa, person_group(areas, k, is_rural, is_elsewhere)),
                      k == 0 && is_rural ? chance : 0, 1e-12);
  EXPECT_EQ(w.levers.training(RegionId{1}, person_group(0, 0, true, false)), 0);
}

// ---- what is written in the documents -------------------------------------------------------------------------------

// The scenario of a planner who knows the README alone.
TEST_F(Language, APlannersFirstScenarioIsCheckedAndRun) {
  fs::copy_file(SOURCE_DIR "/scenarios/baseline.yaml", folder_ / "baseline.yaml");
  fs::create_directory_symlink(SOURCE_DIR "/scenarios/packs", folder_ / "packs");
  const std::string file = write("plan.yaml", R"(extends: baseline.yaml
title: {en: Work relief tripled in the western old revolutionary areas, zh: 西部革命老区以工代赈增至三倍}
horizon: {from: 2022Q1, until: 2035Q4}
policies:
  - type: work_relief
    where: {block: west, special_area: old_revolutionary}
    from: 2026Q1
    ramp: 4 quarters
    budget: 24 bn yuan/year
    payer: centre
    wage_share: 30 %
  - type: hukou_reform
    where: {role: innovation_hub}
    when: unemployment_rate < 5 %
    threshold_cut: 50 %
)");
  const auto succeeds = [&](const std::string& arguments) {
    const std::string out = folder_ / "out";
    const int status = std::system((std::string(PROGRAM) + " " + arguments + " >'" + out + "' 2>&1").c_str());
    std::ifstream in(out);
    EXPECT_EQ(status, 0) << std::string{std::istreambuf_iterator<char>(in), {}};
  };
  succeeds("check '" + file + "'");
  // To the second year of work relief, coarsely.
  succeeds("run '" + file + "' --weight 20000 --until 2027Q1 --progress none -o '" + (folder_ / "plan.h5").string() +
           "'");
  EXPECT_TRUE(fs::exists(folder_ / "plan.h5"));
}

std::vector<std::string> yaml_examples(const std::string& document) {
  std::ifstream in(document);
  std::vector<std::string> examples;
  bool is_inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```yaml")
      examples.emplace_back(), is_inside = true;
    else if (line == "```")
      is_inside = false;
    else if (is_inside)
      examples.back() += line + "\n";
  }
  return examples;
}

TEST_F(Language, EveryExampleOfTheReadmesIsRight) {
  fs::create_directory_symlink(SOURCE_DIR "/scenarios", folder_ / "scenarios");    // as seen from the top
  fs::create_directory_symlink(SOURCE_DIR "/scenarios/packs", folder_ / "packs");  // and from beside the others
  fs::copy_file(SOURCE_DIR "/scenarios/baseline.yaml", folder_ / "baseline.yaml");
  for (const char* document :
       {"/README.md", "/README.zh-CN.md", "/scenarios/README.md", "/scenarios/README.zh-CN.md"}) {
    const std::vector<std::string> examples = yaml_examples(SOURCE_DIR + std::string(document));
    EXPECT_FALSE(examples.empty()) << document;
    for (const std::string& example : examples) {
      Diagnostics diagnostics;
      EXPECT_TRUE(load_inputs(write("example.yaml", example), {}, diagnostics).has_value()) << document << "\n"
                                                                                            << diagnostics.text();
    }
  }
}

// ---- jiuzhou check --------------------------------------------------------------------------------------------------

TEST_F(Language, CheckAddsUpBudgetsByPayerAndFindsCollisions) {
  const std::string file = write(
      "scenario.yaml",
      "extends: base.yaml\npolicies:\n"
      "  - {type: fiscal_transfer, name: a, from: 2001Q1, budget: {2001: 8 bn yuan/year, 2003: 12 bn yuan/year}}\n"
      "  - {type: infrastructure, name: b, from: 2002Q1, until: 2002Q4, budget: 4 bn yuan/year, local_share: 25 %}\n"
      "  - {type: hukou_reform, name: c, where: {region: [AA, BB]}, from: 2001Q1, settlement: 50 %}\n"
      "  - {type: market_integration, name: d, where: {region: [BB, CC]}, from: 2002Q3, labour: 30 %}\n");
  const std::string out = folder_ / "out";
  ASSERT_EQ(
      std::system((std::string(PROGRAM) + " check '" + file + "' --set policies.b.ramp=0 >'" + out + "'").c_str()), 0);
  std::ifstream in(out);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  // a pays 8, then 12; b pays 4 in 2002, a quarter of it by the provinces.
  for (const char* line :
       {"2001                 8.00        0.00        0.00", "2002                11.00        1.00        0.00",
        "2003 to 2004        12.00        0.00        0.00", "hukou_cost: 'c' and 'd' multiply, 2002Q3 to 2004Q4, BB\n",
        "# --set policies.b.ramp=0\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  EXPECT_EQ(text.find("'a' and"), std::string::npos) << "two payments are no collision\n" << text;
}

// A number that was meant as per cent, or a thousand times too much, shows in what it would cost where it acts or who
// pays.
TEST_F(Language, CheckWarnsOfMoneyThatNoEconomyMoves) {
  const auto warnings = [&](const std::string& policy) {
    const std::string file = write("scenario.yaml",
                                   "extends: base.yaml\npolicies: [{" + policy + ", where: {region: AA}}]\n"),
                      out = folder_ / "out";
    EXPECT_EQ(std::system((std::string(PROGRAM) + " check '" + file + "' >'" + out + "'").c_str()), 0);
    std::ifstream in(out);
    std::string found;
    for (std::string line; std::getline(in, line);)
      if (line.find("warning") != std::string::npos) found += line;
    return found;
  };
  EXPECT_NE(
      warnings("type: fiscal_transfer, gdp_share: 1").find("this is 100 % of the yearly GDP of AA, which gets it"),
      std::string::npos);
  EXPECT_NE(warnings("type: fiscal_transfer, gdp_share: 25 %").find("this is 25 %"), std::string::npos);
  EXPECT_EQ(warnings("type: fiscal_transfer, gdp_share: 15 %"), "");
  EXPECT_NE(warnings("type: infrastructure, gdp_share: 40 %, payer: province").find("40 % of the yearly GDP of AA"),
            std::string::npos);
}

}  // namespace
}  // namespace jiuzhou
