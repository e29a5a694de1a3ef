// Effects from small made files, with answers worked out by hand.
#include "output/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iterator>

#include "output/block.hpp"
#include "output/hdf5.hpp"
#include "sim/base/error.hpp"
#include "tests/folder_test.hpp"

namespace fs = std::filesystem;

namespace jiuzhou {
namespace {

// Two years, two provinces: AA in the east, BB in the west. What is not said is the same in all quarters.
struct Made {
  std::string seed = "0x1", weight = "100", pack = "aaaa", scenario = "a: 1\n", status = "complete";
  double gdp_aa = 100, workers_aa = 10, cost = 0, price = 1, theil = 0.10;  // of the second year
  bool has_policy = false;
  int quarters = 8;
  double country_bb = 0;  // income of the country of BB in the second year; 0: no household accounts are there
};

class Compare : public FolderTest {
 protected:
  std::string make(const Made& made) {
    const std::string path = (folder_ / (std::to_string(++files_) + ".h5")).string();
    ResultFile file(path);
    for (const auto& [name, value] :
         std::vector<std::pair<const char*, std::string>>{{"title", made.has_policy ? "With" : "Without"},
                                                          {"status", made.status},
                                                          {"first_quarter", "2000Q1"},
                                                          {"seed", made.seed},
                                                          {"pack", "made"},
                                                          {"pack_sha256", made.pack},
                                                          {"source", "jiuzhou"},
                                                          {"paths", "none"}})
      file.attribute(name, value);
    file.attribute("weight", std::stoi(made.weight));
    file.text("scenario_yaml", "title: any\nseed: " + made.seed + "\n" + made.scenario, "scenario");
    const ResultFile::Attribute since[] = {{"units", "days since 2000-01-01"}};
    file.time_dimension("time", since);
    const std::vector<std::string> provinces{"AA", "BB"}, blocks{"east", "west"}, industries{"all"}, policies{"help"};
    file.string_dimension("province", provinces, "province");
    file.string_dimension("industry", industries, "industry");
    file.string_dimension("block", blocks, "block");
    const std::vector<std::string> sectors{"household", "centre"}, sources{"debt", "vat"}, sector_of_all{"tertiary"};
    file.string_labels("industry_sector", "industry", sector_of_all, "sector");
    if (made.has_policy) {
      file.string_dimension("policy", policies, "policy");
      file.string_dimension("sector", sectors, "sector");
      file.string_dimension("financing", sources, "financing");
    }
    file.string_labels("province_block", "province", blocks, "block");
    const auto quarters = static_cast<std::size_t>(made.quarters);
    const auto add = [&](const std::string& name, const std::vector<std::string>& dims, const std::string& method,
                         const std::function<std::vector<double>(bool)>& values) {  // of the first or the second year
      const std::string words = "time: " + method;
      const ResultFile::Attribute attributes[] = {{"units", "1"}, {"cell_methods", words}};
      const std::size_t at = file.variable(name, dims, quarters, true, attributes);
      std::vector<double> numbers;
      for (std::size_t q = 0; q < quarters; ++q) std::ranges::copy(values(q >= 4), std::back_inserter(numbers));
      file.write_block(at, 0, quarters, compressed(numbers));
    };
    const std::vector<std::string> by_province{"province"}, nation;
    add("gdp_real", by_province, "sum", [&](bool second) {
      return std::vector<double>{second ? made.gdp_aa : 100.0, 50};
    });
    add("population", by_province, "point", [](bool) { return std::vector<double>{20, 80}; });
    add("employment", {"province", "industry"}, "mean", [&](bool second) {
      return std::vector<double>{second ? made.workers_aa : 10.0, 20};
    });
    add("labour_force", by_province, "mean", [](bool) { return std::vector<double>{100, 300}; });
    add("unemployment_rate", by_province, "mean", [](bool) { return std::vector<double>{0.05, 0.10}; });
    add("theil_total", nation, "mean", [&](bool second) { return std::vector<double>{second ? made.theil : 0.10}; });
    add("national_price_level", nation, "mean",
        [&](bool second) { return std::vector<double>{second ? made.price : 1.0}; });
    if (made.country_bb > 0) {
      const std::vector<std::string> accounts{"town_1", "country_1"}, english{"town", "country"},
          chinese{"城镇", "农村"};
      file.string_dimension("household", accounts, "account");
      file.string_labels("household_name_en", "household", english, "in English");
      file.string_labels("household_name_zh", "household", chinese, "in Chinese");
      const std::vector<std::string> by_account{"province", "household"};
      add("price_level", by_province, "mean", [](bool) { return std::vector<double>{2, 1}; });
      add("household_members", by_account, "point", [](bool) { return std::vector<double>{10, 10, 10, 20}; });
      add("household_income", by_account, "sum", [&](bool second) {
        return std::vector<double>{400, 100, 300, second ? made.country_bb : 20.0};
      });
    }
    if (made.has_policy) {
      add("policy_cost", {"policy"}, "sum", [&](bool second) { return std::vector<double>{second ? made.cost : 0.0}; });
      add("policy_payers", {"policy", "sector"}, "sum", [&](bool second) {
        return std::vector<double>{0.0, second ? made.cost : 0.0};
      });
      add("policy_financing", {"policy", "financing"}, "sum", [&](bool second) {
        return second ? std::vector<double>{0.75 * made.cost, 0.25 * made.cost} : std::vector<double>{0.0, 0.0};
      });
      add("policy_received", {"policy", "province"}, "sum", [&](bool second) {
        return std::vector<double>{second ? made.cost : 0.0, 0.0};
      });
    }
    std::vector<double> times(quarters);
    // First days of the quarters of 2000, a leap year, and 2001.
    const std::array<double, 8> first_days{0, 91, 182, 274, 366, 456, 547, 639};
    for (std::size_t q = 0; q < quarters; ++q) times[q] = first_days[q];
    file.write_time(0, times);
    file.finish();
    return path;
  }
  std::pair<std::string, std::string> pair(const std::string& seed, double gdp) {
    return {make({.seed = seed}), make({.seed = seed, .scenario = "a: 2\n", .gdp_aa = gdp, .has_policy = true})};
  }
  static std::string refusal(const std::vector<std::pair<std::string, std::string>>& pairs,
                             const std::vector<int>& years = {}) {
    try {
      compare_results(pairs, years, 0.95);
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  }
  static const Effect& effect(const Comparison& c, const std::string& place, const std::string& measure) {
    for (const Effect& e : c.effects)
      if (e.place == place && e.measure == measure) return e;
    throw std::runtime_error("no effect on " + measure + " in " + place);
  }

  int files_ = 0;
};

TEST_F(Compare, OnePairGivesTheEffectAndSaysThatNoiseIsUnknown) {
  const Comparison c = compare_results({pair("0x1", 102)}, {2001}, 0.95);
  const Effect& aa = effect(c, "AA", "real_gdp");
  EXPECT_EQ(aa.base, 400);  // four quarters of 100
  EXPECT_EQ(aa.policy, 408);
  EXPECT_EQ(aa.change.mean, 8);
  EXPECT_EQ(aa.percent.mean, 2);
  EXPECT_FALSE(aa.percent.has_interval());
  EXPECT_EQ(effect(c, "BB", "real_gdp").change.mean, 0);
  EXPECT_NEAR(effect(c, "nation", "real_gdp").percent.mean, 100 * 8.0 / 600, 1e-12);
  EXPECT_EQ(effect(c, "east", "real_gdp").percent.mean, 2);
  EXPECT_EQ(effect(c, "west", "real_gdp").percent.mean, 0);
  EXPECT_EQ(effect(c, "AA", "real_gdp_per_head").base, 20);     // 400 / 20
  EXPECT_EQ(effect(c, "nation", "real_gdp_per_head").base, 6);  // 600 / 100
  EXPECT_NE(comparison_text(c).find("how much of an effect is chance cannot be said"), std::string::npos);
}

TEST_F(Compare, EveryYearAndEveryIndustryWithWhoPays) {
  const auto run = [&](const std::string& seed, double workers) {
    return std::pair{make({.seed = seed}),
                     make({.seed = seed, .scenario = "a: 2\n", .workers_aa = workers, .cost = 8, .has_policy = true})};
  };
  const Comparison c = compare_results({run("0x1", 14), run("0x2", 14.2)}, {every_year}, 0.95);
  EXPECT_EQ(c.years, (std::vector{2000, 2001}));
  for (const char* place : {"all", "tertiary"}) {
    const auto at = std::ranges::find_if(
        c.effects, [&](const Effect& e) { return e.place == place && e.measure == "employment" && e.year == 2001; });
    ASSERT_NE(at, c.effects.end()) << place;
    EXPECT_EQ(at->base, 30);                   // 10 in AA and 20 in BB
    EXPECT_NEAR(at->change.mean, 4.1, 1e-12);  // 4.0 and 4.2 more
    EXPECT_EQ(at->heading_zh, "就业人数");
  }
  const YearOfCosts& first = c.costs.front();
  const YearOfCosts& last = c.costs.back();
  ASSERT_EQ(last.payers.size(), 2U);
  EXPECT_EQ(first.payers[1].so_far, 0);
  EXPECT_EQ(last.payers[0].so_far, 0);
  EXPECT_EQ(last.payers[1].of, "centre");
  EXPECT_EQ(last.payers[1].in_year, 32);   // four quarters of 8, in both pairs
  EXPECT_EQ(last.financing[1].so_far, 8);  // a quarter of it by VAT
  const std::string text = comparison_text(c);
  EXPECT_NE(text.find("paid so far by nobody: rules only\n"), std::string::npos) << text;  // in the first year
  EXPECT_NE(text.find("paid so far by the centre 32.00 (debt 75 %, VAT 25 %)\n"), std::string::npos) << text;
  ASSERT_EQ(last.receiving_provinces.size(), 2U);
  EXPECT_EQ(last.receiving_provinces[0].so_far, 32);
  EXPECT_EQ(last.receiving_provinces[1].so_far, 0);
  EXPECT_TRUE(last.recipients.empty() || last.recipients[0].so_far == 0) << "the files do not say who receives";
  EXPECT_EQ(c.files.size(), 2U);
  EXPECT_NE(c.policy_yaml.find("a: 2"), std::string::npos);
}

// A yuan per job is a ratio of two effects; one pair says neither how sure it is nor, so, what it is.
TEST_F(Compare, WhatOneOfItCostsIsToldFromTwoPairsOn) {
  const auto costly = [&](const std::string& seed, double workers) {
    return std::pair{make({.seed = seed}),
                     make({.seed = seed, .scenario = "a: 2\n", .workers_aa = workers, .cost = 8, .has_policy = true})};
  };
  const Comparison one = compare_results({costly("0x1", 14)}, {2001}, 0.95);
  EXPECT_EQ(comparison_text(one).find("yuan per"), std::string::npos) << comparison_text(one);
  EXPECT_EQ(comparison_text(one).find("What the nation got"), std::string::npos);
  EXPECT_NE(comparison_text(one).find("jiuzhou effect POLICY.yaml"), std::string::npos) << "how to get more pairs";
  EXPECT_EQ(comparison_csv(one).find(",price,"), std::string::npos);
  EXPECT_EQ(comparison_json(one).find("\"price\": 8"), std::string::npos);
  // 4.0 and 4.2 job-years for 32 yuan: the mean is 4.1 ± 12.706 · 0.1, a job-year costs 32 / 4.1 = 7.80, from 5.96 to
  // 11.31.
  const Comparison two = compare_results({costly("0x1", 14), costly("0x2", 14.2)}, {2001}, 0.95);
  EXPECT_NE(comparison_text(two).find("7.80 yuan per job-year (5.96 to 11.31)"), std::string::npos)
      << comparison_text(two);
  EXPECT_NE(comparison_csv(two).find(",price,"), std::string::npos);
}

TEST_F(Compare, IndicesArePlainNumbers) {
  const std::string policy = make({.scenario = "a: 2\n", .theil = 0.09975, .has_policy = true});
  const std::string text = comparison_text(compare_results({{make({}), policy}}, {2001}, 0.95));
  EXPECT_NE(text.find("~ -0.000250\n"), std::string::npos) << text;
}

TEST_F(Compare, TheWrongOrderOfAPairIsPointedOut) {
  const auto [base, policy] = pair("0x1", 102);
  EXPECT_EQ(comparison_text(compare_results({{base, policy}}, {2001}, 0.95)).find("wrong order"), std::string::npos);
  EXPECT_NE(comparison_text(compare_results({{policy, base}}, {2001}, 0.95)).find("wrong order"), std::string::npos);
}

TEST_F(Compare, RatesOfManyProvincesAreWeighted) {
  const Comparison c = compare_results({pair("0x1", 102)}, {2001}, 0.95);
  EXPECT_NEAR(effect(c, "nation", "unemployment_rate").base, (5.0 + 30.0) / 400, 1e-15);
  EXPECT_NEAR(effect(c, "west", "unemployment_rate").base, 0.10, 1e-15);
}

TEST_F(Compare, PairsWithDifferentSeedsGiveAnInterval) {
  // +2 % and +4 %: mean 3, s = √2, half width 12.706 · √2 / √2. Far within noise.
  const Comparison two = compare_results({pair("0x1", 102), pair("0x2", 104)}, {2001}, 0.95);
  EXPECT_NEAR(effect(two, "AA", "real_gdp").percent.mean, 3, 1e-12);
  EXPECT_NEAR(effect(two, "AA", "real_gdp").percent.half_width, 12.7062, 5e-5);
  EXPECT_TRUE(effect(two, "AA", "real_gdp").percent.is_within_noise());
  // +2, +3 and +4 %: s = 1, half width 4.30265 / √3 = 2.48414. Beyond noise.
  const Comparison three = compare_results({pair("0x1", 102), pair("0x2", 103), pair("0x3", 104)}, {2001}, 0.95);
  EXPECT_NEAR(effect(three, "AA", "real_gdp").percent.half_width, 2.48414, 5e-5);
  EXPECT_FALSE(effect(three, "AA", "real_gdp").percent.is_within_noise());
  // No effect at all is within noise, not beyond it.
  EXPECT_TRUE(effect(three, "BB", "real_gdp").percent.is_within_noise());
  const std::string text = comparison_text(three);
  EXPECT_NE(text.find("+3.00 ±2.48"), std::string::npos) << text;
  EXPECT_NE(text.find("~ +0.00 ±0.00"), std::string::npos) << text;
}

TEST_F(Compare, CostsAreSetAgainstWhatTheyBought) {
  const std::string base = make({.price = 2});
  const std::string policy = make({.scenario = "a: 2\n",
                                   .gdp_aa = 102,
                                   .workers_aa = 14,
                                   .cost = 8,
                                   .price = 2,
                                   .theil = 0.08,
                                   .has_policy = true});
  const Comparison c = compare_results({{base, policy}}, {2001}, 0.95);
  const YearOfCosts& costs = c.costs.front();
  ASSERT_EQ(costs.policies.size(), 1U);
  EXPECT_EQ(costs.policies[0].name, "help");
  EXPECT_EQ(costs.policies[0].in_year, 32);  // four quarters of 8
  EXPECT_EQ(costs.so_far, 32);
  ASSERT_EQ(costs.gains.size(), 4U);
  // At base-year prices 32 / 2 = 16 yuan; 4 more workers for a year; 4 · 2 more GDP; Theil 0.10 − 0.08.
  EXPECT_EQ(costs.gains[0].gained.mean, 4);
  EXPECT_EQ(costs.gains[0].price(), 4);
  EXPECT_EQ(costs.gains[1].gained.mean, 8);
  EXPECT_EQ(costs.gains[1].price(), 2);
  EXPECT_NEAR(costs.gains[3].gained.mean, 0.02, 1e-15);
  EXPECT_NEAR(costs.gains[3].price(), 800, 1e-9);
}

TEST_F(Compare, CostsOfTheBaseAreTakenOff) {
  const Made with_policy{.cost = 5, .has_policy = true};
  Made more = with_policy;
  more.cost = 8;
  more.scenario = "a: 2\n";
  const Comparison c = compare_results({{make(with_policy), make(more)}}, {2001}, 0.95);
  EXPECT_EQ(c.costs.front().in_year, 12);  // 4 · (8 − 5)
  EXPECT_EQ(c.costs.front().policies[0].in_year, 32);
}

TEST_F(Compare, NothingGainedHasNoPrice) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [seed, workers] : {std::pair{"0x1", 9.0}, std::pair{"0x2", 9.1}})
    pairs.emplace_back(
        make({.seed = seed}),
        make({.seed = seed, .scenario = "a: 2\n", .workers_aa = workers, .cost = 8, .has_policy = true}));
  const Comparison c = compare_results(pairs, {2001}, 0.95);
  // −1 and −0.9: −0.95 ± 12.706 · 0.05, all of it a loss.
  EXPECT_NEAR(c.costs.front().gains[0].gained.mean, -0.95, 1e-12);
  EXPECT_NE(comparison_text(c).find("none: a loss"), std::string::npos);
  EXPECT_EQ(comparison_csv(c).find("job_year,job-years gained so far,,price"), std::string::npos);
}

TEST_F(Compare, RunsThatDoNotBelongTogetherAreRefusedWithAllReasons) {
  const std::string text =
      refusal({{make({}), make({.seed = "0x2", .weight = "50", .pack = "bbbb", .status = "running", .quarters = 6})}});
  for (const char* part :
       {"pack (sha256): aaaa and bbbb", "seed: 0x1 and 0x2", "weight (persons per agent): 100 and 50",
        "number of quarters: 8 and 6", "not complete (status 'running')"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST_F(Compare, PairsMustAskTheSameQuestionEachWithItsOwnLuck) {
  EXPECT_NE(refusal({pair("0x1", 102), pair("0x1", 102)}).find("the same random numbers counted twice"),
            std::string::npos);
  const std::string base = make({.seed = "0x2"}),
                    other = make({.seed = "0x2", .scenario = "a: 3\n", .has_policy = true});
  EXPECT_NE(refusal({pair("0x1", 102), {base, other}}).find("different scenarios: 'a: 2' and 'a: 3'"),
            std::string::npos);
  EXPECT_NE(refusal({pair("0x1", 102)}, {2007}).find("no whole year 2007 in the runs; they have 2000 to 2001"),
            std::string::npos);
}

TEST_F(Compare, WhatIsNoResultIsRefused) {
  EXPECT_NE(refusal({{"nowhere.h5", "nowhere.h5"}}).find("there is no file 'nowhere.h5'"), std::string::npos);
  EXPECT_NE(refusal({{SOURCE_DIR "/README.md", SOURCE_DIR "/README.md"}}).find("not an HDF5 file"), std::string::npos);
}

TEST_F(Compare, AMergedFileIsSentToItsFolder) {
  const std::string merged = (folder_ / "merged.h5").string();
  ResultFile file(merged);
  file.attribute("status", "complete");
  const std::vector<std::string> runs{"a", "b"};
  file.string_dimension("run", runs, "run");
  const std::vector<double> times{0, 91};
  const ResultFile::Attribute since[] = {{"units", "days since 2000-01-01"}};
  file.number_dimension("time", times, since);
  file.finish();
  EXPECT_NE(refusal({{merged, merged}}).find("merged file of a sweep"), std::string::npos)
      << refusal({{merged, merged}});
}

// Two provinces, m = 2, three pairs. AA: +2, +3, +4 %: t = 3 / (1/√3) = 5.196, p = 0.0351 of Student's t with 2 degrees of
// freedom. BB has no effect, p = 1. Alone 0.0351 < 0.05; the smaller of two must be below 0.025.
TEST_F(Compare, AListOfWinnersIsOne) {
  const Comparison c = compare_results({pair("0x1", 102), pair("0x2", 103), pair("0x3", 104)}, {2001}, 0.95);
  EXPECT_FALSE(effect(c, "AA", "real_gdp").shown().is_within_noise());
  EXPECT_FALSE(effect(c, "AA", "real_gdp").is_told);
  const Comparison looser = compare_results({pair("0x1", 102), pair("0x2", 103), pair("0x3", 104)}, {2001}, 0.92);
  EXPECT_TRUE(effect(looser, "AA", "real_gdp").is_told);  // 0.0351 < 0.08 / 2
  EXPECT_FALSE(effect(looser, "BB", "real_gdp").is_told);
}

// 8 yuan in each quarter of the second year, half a year and more after the first difference in its first quarter, buy 2 yuan
// of GDP each: 8 / 2 = 4 at any rate of discount, and less of both at a higher one.
TEST_F(Compare, WhatIsGainedAndPaidIsDiscounted) {
  const auto costly = [&](const std::string& seed, double gdp) {
    return std::pair{make({.seed = seed}),
                     make({.seed = seed, .scenario = "a: 2\n", .gdp_aa = gdp, .cost = 8, .has_policy = true})};
  };
  for (const double discount : {0.0, 0.21}) {
    const Comparison c = compare_results({costly("0x1", 102), costly("0x2", 102)}, {2001}, 0.95, discount);
    const Gain& gain = c.costs.front().gains.at(2);
    EXPECT_EQ(gain.name, "discounted_gdp");
    // 1 + 1.21^(-1/4) + 1.21^(-1/2) + 1.21^(-3/4) = 3.72934
    const double quarters = discount == 0 ? 4 : 3.72934;
    EXPECT_NEAR(gain.cost, 8 * quarters, 1e-3);
    EXPECT_NEAR(gain.gained.mean, 2 * quarters, 1e-3);
    EXPECT_NEAR(gain.price(), 4, 1e-12);
  }
}

TEST_F(Compare, SeveralPoliciesAreRankedByTheirPrice) {
  const auto policy = [&](const std::string& scenario, double gdp) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [seed, more] : {std::pair{"0x1", -0.001}, std::pair{"0x2", 0.0}, std::pair{"0x3", 0.001}})
      pairs.emplace_back(
          make({.seed = seed}),
          make({.seed = seed, .scenario = scenario, .gdp_aa = gdp + more, .cost = 8, .has_policy = true}));
    return compare_results(pairs, {2001}, 0.95);
  };
  const std::vector<NamedComparison> found{
      {"dear", policy("a: 2\n", 101)}, {"cheap", policy("a: 3\n", 104)}, {"harm", policy("a: 4\n", 99)}};
  const std::string text = comparisons_text(found, "real_gdp");
  const std::size_t cheap = text.find("cheap"), dear = text.find("dear"), harm = text.find("harm");
  EXPECT_LT(cheap, dear) << text;
  EXPECT_LT(dear, harm) << text;
  // 32 yuan for 4 · 4 and 4 · 1 yuan of GDP.
  EXPECT_NE(text.find("2.00"), std::string::npos) << text;
  EXPECT_NE(text.find("8.00"), std::string::npos) << text;
  EXPECT_NE(text.find("falls, at 8.00"), std::string::npos) << text;
  EXPECT_THROW(comparisons_text(found, "real_gpd"), InputError);
}

TEST_F(Compare, TheSameScenarioTwiceIsPointedOut) {
  const Comparison c = compare_results({{make({}), make({})}}, {}, 0.95);
  EXPECT_NE(comparison_text(c).find("base and policy are the same scenario"), std::string::npos);
  for (const Effect& e : c.effects) EXPECT_EQ(e.change.mean, 0) << e.measure;
}

// By hand: real incomes a head are 20 and 5 in AA (prices there are 2), 30 and 1 in BB, of 10, 10, 10 and 20 persons. The
// median person of 50 has 5, half of it is 2.5, so the 20 in the country of BB are poor; with 3 a head they are not.
TEST_F(Compare, IncomeAndPovertyOfHouseholdAccounts) {
  const std::string base = make({.country_bb = 20}),
                    policy = make({.scenario = "a: 2\n", .has_policy = true, .country_bb = 60});
  const Comparison c = compare_results({{base, policy}}, {2001}, 0.95);
  const auto of = [&](const std::string& measure, const std::string& place) {
    const auto found = std::ranges::find_if(
        c.effects, [&](const Effect& e) { return e.kind == "household" && e.measure == measure && e.place == place; });
    EXPECT_NE(found, c.effects.end()) << measure << " " << place;
    return *found;
  };
  EXPECT_NEAR(of("real_income_per_head", "all").base, 4 * (200 + 50 + 300 + 20) / 50.0, 1e-9);
  EXPECT_NEAR(of("real_income_per_head", "country").policy, 4 * (50 + 60) / 30.0, 1e-9);
  EXPECT_NEAR(of("real_income_per_head", "town_1").change.mean, 0, 1e-9);
  EXPECT_NEAR(of("relative_poverty", "all").base, 20 / 50.0, 1e-9);
  EXPECT_NEAR(of("relative_poverty", "country_1").base, 20 / 30.0, 1e-9);
  EXPECT_NEAR(of("relative_poverty", "town").base, 0, 1e-9);
  EXPECT_NEAR(of("relative_poverty", "all").policy, 0, 1e-9);
  EXPECT_NE(comparison_text(c).find("below half of the median income"), std::string::npos);
}

}  // namespace
}  // namespace jiuzhou
