// Scenarios and packs as they are read: layers, units, selectors, the resolved text, the fingerprint.
#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <locale>

#include "sim/base/sha256.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"
#include "tests/folder_test.hpp"

namespace fs = std::filesystem;

namespace jiuzhou {
namespace {

class ScenarioFiles : public FolderTest {
 protected:
  void SetUp() override {
    write("base.yaml", toy_scenario("2001Q4",
                                    "seed: 5\nweight: 100\n"
                                    "parameters: {migration: {income: 0.5, network: 0.6}}\n"));
  }

  // Reads a text that extends base.yaml.
  Inputs read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return inputs_of(write("scenario.yaml", "extends: base.yaml\n" + text), overrides);
  }
  Selection where(const std::string& selectors) {
    const Inputs inputs = read("policies: [{type: resource_transition, entry: 1 %, where: " + selectors + "}]\n");
    return inputs.scenario.policies.empty() ? Selection{} : inputs.scenario.policies.front()->where;
  }
};

using Weights = std::vector<double>;

// ---- layers ---------------------------------------------------------------------------------------------------------

TEST_F(ScenarioFiles, WhatIsNotSaidComesFromTheExtendedFile) {
  const Scenario s = read("parameters: {migration: {income: 0.7}}\n").scenario;
  EXPECT_EQ(s.parameters.migration.income, 0.7);
  EXPECT_EQ(s.parameters.migration.network, 0.6);
  EXPECT_EQ(s.parameters.migration.vacancies, with_defaults<Parameters>().migration.vacancies);
  EXPECT_EQ(s.seed, 5U);
  EXPECT_EQ(s.weight, 100);
  EXPECT_EQ(s.title.zh, "玩具");
}

TEST_F(ScenarioFiles, ARunStartsInThePacksFirstQuarter) {
  const Scenario s = read("").scenario;
  EXPECT_EQ(s.from, Quarter::of(2000, 1));
  EXPECT_EQ(s.until, Quarter::of(2001, 4));
}

TEST_F(ScenarioFiles, PathsAreRelativeToTheFileThatNamesThem) {
  fs::create_directory_symlink(toyland_folder, folder_ / "toys");
  write("deep/middle.yaml", "pack: ../toys\nhorizon: {until: 2000Q2}\n");
  const Inputs inputs = inputs_of(write("top.yaml", "extends: deep/middle.yaml\n"));
  EXPECT_EQ(inputs.scenario.pack_folder, (folder_ / "toys").string());
  EXPECT_EQ(inputs.pack->name, "toyland");
}

TEST_F(ScenarioFiles, AChainOfThreeFilesIsReadFromItsRoot) {
  write("middle.yaml", "extends: base.yaml\nseed: 6\nweight: 200\n");
  const Scenario s = inputs_of(write("top.yaml", "extends: middle.yaml\nweight: 300\n")).scenario;
  EXPECT_EQ(s.seed, 6U);
  EXPECT_EQ(s.weight, 300);
}

TEST_F(ScenarioFiles, ADescriptionDoesNotOutliveItsTitle) {
  write("told.yaml", "extends: base.yaml\ntitle: {en: Told, zh: 有}\ndescription: {en: Of this file., zh: 本文件}\n");
  EXPECT_EQ(inputs_of(write("same.yaml", "extends: told.yaml\nseed: 3\n")).scenario.description.en, "Of this file.");
  EXPECT_EQ(inputs_of(write("new.yaml", "extends: told.yaml\ntitle: {en: New, zh: 新}\n")).scenario.description.en, "");
}

TEST_F(ScenarioFiles, PoliciesAddUpAndANameReplaces) {
  write("middle.yaml",
        "extends: base.yaml\npolicies:\n  - {type: fiscal_transfer, name: a, budget: 1 million yuan/year}\n"
        "  - {type: fiscal_transfer, name: b, budget: 2 million yuan/year}\n");
  const Scenario s =
      inputs_of(write("top.yaml",
                      "extends: middle.yaml\npolicies:\n  - {type: fiscal_transfer, budget: 3 million yuan/year}\n"
                      "  - {type: fiscal_transfer, name: a, budget: 4 million yuan/year}\n"))
          .scenario;
  ASSERT_EQ(s.policies.size(), 3U);
  EXPECT_EQ(s.policies[0]->id, "a");
  EXPECT_EQ(s.policies[0]->parameters().all()[0].get(), 4);
  EXPECT_EQ(s.policies[1]->id, "b");
  EXPECT_EQ(s.policies[2]->id, "policies[2]");
}

TEST_F(ScenarioFiles, AByteOrderMarkAndWindowsLineEndsAreRead) {
  const Scenario s = inputs_of(write("w.yaml",
                                     "\xef\xbb\xbf"
                                     "extends: base.yaml\r\nparameters:\r\n  migration:\r\n    income: 0.9\r\n"))
                         .scenario;
  EXPECT_EQ(s.parameters.migration.income, 0.9);
}

// ---- --set ----------------------------------------------------------------------------------------------------------

TEST_F(ScenarioFiles, SetChangesWhatTheFilesSay) {
  const Scenario s = read("policies: [{type: fiscal_transfer, name: help, budget: 1 million yuan/year}]\n",
                          {"parameters.migration.income=0.1", "migration.network=0.2", "weight=1000",
                           "horizon.until=2002Q4", "firms.exit_rate=7 %", "policies.help.budget=9 million yuan/year",
                           "policies.help.ramp=4 quarters", "title.en=New"})
                         .scenario;
  EXPECT_EQ(s.parameters.migration.income, 0.1);
  EXPECT_EQ(s.parameters.migration.network, 0.2);
  EXPECT_EQ(s.parameters.firms.exit_rate, 0.07);
  EXPECT_EQ(s.weight, 1000);
  EXPECT_EQ(s.until, Quarter::of(2002, 4));
  EXPECT_EQ(s.policies[0]->parameters().all()[0].get(), 9);
  EXPECT_EQ(s.policies[0]->ramp, 4);
  EXPECT_EQ(s.title.en, "New");
}

TEST_F(ScenarioFiles, TheLastSetWins) {
  EXPECT_EQ(read("", {"seed=8", "seed=9"}).scenario.seed, 9U);
  EXPECT_EQ(read("", {"seed=8", "--seed=10"}).scenario.seed, 10U);
  EXPECT_EQ(read("", {"parameters.migration.income=0.4", "migration.income=0.3"}).scenario.parameters.migration.income,
            0.3);
}

// ---- units ----------------------------------------------------------------------------------------------------------

TEST_F(ScenarioFiles, ANumberMayCarryItsUnit) {
  const Scenario s = read(
                         "parameters:\n"
                         "  migration: {income: 0.4 elasticity, return_rate: 3 %}\n"
                         "  growth: {labour_start: 0.07 1/year, labour_end: 2 % per year}\n"
                         "  expectations: {own_speed: 0.2 per quarter}\n"
                         "policies: [{type: fiscal_transfer, budget: 50 million yuan/year, ramp: 1 quarter}]\n")
                         .scenario;
  EXPECT_EQ(s.parameters.migration.income, 0.4);
  EXPECT_EQ(s.parameters.migration.return_rate, 0.03);
  EXPECT_EQ(s.parameters.growth.labour_start, 0.07);
  EXPECT_EQ(s.parameters.growth.labour_end, 0.02);
  EXPECT_EQ(s.parameters.expectations.own_speed, 0.2);
  EXPECT_EQ(s.policies[0]->parameters().all()[0].get(), 50);
  EXPECT_EQ(s.policies[0]->ramp, 1);
}

TEST_F(ScenarioFiles, NumbersDoNotDependOnTheLocale) {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    std::string do_grouping() const override { return "\3"; }
    char do_thousands_sep() const override { return '.'; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  const Inputs inputs = read("weight: 12345\nparameters: {migration: {income: 0.25}}\n");
  std::locale::global(before);
  EXPECT_EQ(inputs.scenario.parameters.migration.income, 0.25);
  EXPECT_NE(inputs.scenario.resolved.find("weight: 12345\n"), std::string::npos);
  EXPECT_NE(inputs.scenario.resolved.find("    income: 0.25\n"), std::string::npos);
}

// ---- selectors: toyland has AA on the coast, BB and CC inland; CC is in the upland programme ------------------------

TEST_F(ScenarioFiles, NothingSaidSelectsEverything) {
  const Inputs inputs = read("policies: [{type: fiscal_transfer, gdp_share: 1 %}]\n");
  EXPECT_EQ(inputs.scenario.policies[0]->where.region, Weights({1, 1, 1}));
  EXPECT_EQ(inputs.scenario.policies[0]->where.industry, Weights({1, 1, 1}));
  EXPECT_EQ(inputs.scenario.policies[0]->from, inputs.scenario.from);
  EXPECT_EQ(inputs.scenario.policies[0]->until, inputs.scenario.until);
}

TEST_F(ScenarioFiles, SelectorsPickRegions) {
  EXPECT_EQ(where("{region: BB}").region, Weights({0, 1, 0}));
  EXPECT_EQ(where("{region: [AA, CC]}").region, Weights({1, 0, 1}));
  EXPECT_EQ(where("{region: {AA: 0.25, CC: 50 %}}").region, Weights({0.25, 0, 0.5}));
  EXPECT_EQ(where("{block: inland}").region, Weights({0, 1, 1}));
  EXPECT_EQ(where("{area: [coastal_belt, upland_programme]}").region, Weights({1, 0, 1}));
  EXPECT_EQ(where("{role: grain_core}").region, Weights({0, 1, 0}));
}

TEST_F(ScenarioFiles, SelectorsPickIndustries) {
  EXPECT_EQ(where("{industry: [farming, services]}").industry, Weights({1, 0, 1}));
  EXPECT_EQ(where("{sector3: secondary}").industry, Weights({0, 1, 0}));
  EXPECT_EQ(where("{class9: [agriculture, industry]}").industry, Weights({1, 1, 0}));
}

TEST_F(ScenarioFiles, SelectorsCombineLikeSets) {
  EXPECT_EQ(where("{block: inland, not: {region: BB}}").region, Weights({0, 0, 1}));
  EXPECT_EQ(where("{or: [{block: coast}, {role: grain_core}]}").region, Weights({1, 1, 0}));
  EXPECT_EQ(where("{and: [{block: inland}, {area: upland_programme}]}").region, Weights({0, 0, 1}));
  EXPECT_EQ(where("{not: {region: {AA: 0.25}}}").region, Weights({0.75, 1, 1}));
  EXPECT_EQ(where("{not: {or: [{region: AA}, {not: {block: inland}}]}}").region, Weights({0, 1, 1}));
  const Selection both = where("{block: inland, sector3: primary}");
  EXPECT_EQ(both.region, Weights({0, 1, 1}));
  EXPECT_EQ(both.industry, Weights({1, 0, 0}));
}

TEST_F(ScenarioFiles, SpecialAreasAreBitsOfPersons) {
  EXPECT_EQ(where("{special_area: old_revolutionary}").special_area_mask, 1);
  EXPECT_EQ(where("{special_area: [border_county, formerly_poor]}").special_area_mask, 2 + 8);
  EXPECT_EQ(where("{block: coast}").special_area_mask, 0);
}

TEST_F(ScenarioFiles, PartnersKeepTheirOrder) {
  const Scenario s =
      read(
          "policies:\n  - {type: trade_corridor, where: {region: AA}, to: [CC, BB], cut: 5 %}\n"
          "  - {type: trade_corridor, to: {block: inland}, cut: 5 %}\n  - {type: trade_corridor, to: BB, cut: 5 %}\n")
          .scenario;
  EXPECT_EQ(s.policies[0]->partners, (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(s.policies[1]->partners, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(s.policies[2]->partners, (std::vector<std::size_t>{1}));
}

// ---- the resolved text ----------------------------------------------------------------------------------------------

TEST_F(ScenarioFiles, TheResolvedTextReadsBackAsItself) {
  const Inputs first = read(
      "description: {en: \"Says \\\"hi\\\"\\nand: # goes\", zh: 说明}\n"
      "parameters: {migration: {income: 0.1, return_rate: 1e-7}, initial: {chance: false}}\n"
      "policies:\n"
      "  - {type: consumption_assistance, name: way, where: {region: {AA: 0.3}, sector3: primary}, "
      "to: [CC, BB], from: 2000Q3, ramp: 2, rise: 12.5 %}\n"
      "  - {type: fiscal_transfer, where: {special_area: border_county}, budget: 1 trn yuan/year, to_households: "
      "true}\n");
  const Inputs second = inputs_of(write("resolved.yaml", first.scenario.resolved));
  EXPECT_EQ(second.scenario.resolved, first.scenario.resolved);
  EXPECT_EQ(second.scenario.parameters.migration.return_rate, 1e-7);
  EXPECT_EQ(second.scenario.description.en, "Says \"hi\"\nand: # goes");
  EXPECT_EQ(second.scenario.policies[0]->id, "way");
  EXPECT_EQ(second.scenario.policies[0]->where.region, Weights({0.3, 0, 0}));
  EXPECT_EQ(second.scenario.policies[0]->partners, first.scenario.policies[0]->partners);
}

TEST_F(ScenarioFiles, TheResolvedTextNamesEveryParameter) {
  const Scenario s = read("").scenario;
  Parameters parameters = with_defaults<Parameters>();
  const ParameterList list = parameters_of(parameters);
  for (const Parameter& p : list.all()) {
    const std::string name = "    " + p.path.substr(p.path.find('.') + 1) + ": ";
    EXPECT_NE(s.resolved.find(name), std::string::npos) << p.path;
  }
}

// ---- packs ----------------------------------------------------------------------------------------------------------

TEST_F(ScenarioFiles, ThePacksParametersStandBetweenTheDefaultsAndTheScenario) {
  const fs::path pack = folder_ / "pack";
  fs::copy(toyland_folder, pack, fs::copy_options::recursive);
  std::ofstream(pack / "parameters.yaml") << "migration:\n  income: 0.7\n  network: 0.3\n";
  write("land.yaml", "pack: pack\nhorizon: {until: 2001Q4}\nparameters: {migration: {network: 0.2}}\n");
  const Inputs inputs = inputs_of(write("top.yaml", "extends: land.yaml\n"));
  const Parameters& p = inputs.scenario.parameters;
  EXPECT_EQ(p.migration.income, 0.7);   // of the pack
  EXPECT_EQ(p.migration.network, 0.2);  // of the scenario
  EXPECT_EQ(p.migration.vacancies, with_defaults<Parameters>().migration.vacancies);
  // pack.yaml says 3 % real growth and 2 % inflation; expectations start from them.
  EXPECT_DOUBLE_EQ(p.growth.labour_start, 0.03 - p.growth.labour_force_start);
  EXPECT_EQ(p.prices.inflation_target, 0.02);
  const auto& origins = inputs.scenario.origins;
  const auto named = [&](const std::string& end) {
    return std::ranges::count_if(origins, [&](const std::string& origin) { return origin.ends_with(end); });
  };
  EXPECT_EQ(named("parameters.yaml:2"), 1);
  EXPECT_EQ(named("national.real_growth"), 1);
  EXPECT_EQ(
      inputs_of((folder_ / "top.yaml").string(), {"growth.labour_start=0.05"}).scenario.parameters.growth.labour_start,
      0.05);
}

TEST(Pack, ArrivesInYuanAndPersons) {
  Diagnostics diagnostics;
  const auto pack = load_pack(toyland_folder, diagnostics);
  ASSERT_NE(pack, nullptr) << diagnostics.text();
  const auto aa = RegionId(0), bb = RegionId(1);
  const auto farming = IndustryId(0), services = IndustryId(2);
  // accounts.csv: AA,farming has gross output 1000 million yuan and 12000 employed.
  EXPECT_EQ(pack->accounts.gross_output(aa, farming), 1000e6);
  EXPECT_EQ(pack->accounts.employment(aa, farming), 12000);
  // intermediate.csv: in AA services use 220 million yuan of farming's product.
  EXPECT_EQ(pack->intermediate(aa, farming, services), 220e6);
  // population.csv: 10 births per 1000 in AA; space.csv: 20 million t through its port.
  EXPECT_DOUBLE_EQ(pack->crude_birth_rate[aa], 0.010);
  EXPECT_EQ(pack->port_throughput[aa], 20e6);
  // migrants.csv: registered in AA, living in BB: 1000.
  EXPECT_EQ(pack->migrants(aa, bb), 1000);
  EXPECT_EQ(pack->migrants(aa, aa), 0);
  EXPECT_EQ(pack->adjacent(aa, bb), 1);
  EXPECT_EQ(pack->adjacent(aa, RegionId(2)), 0);
  EXPECT_EQ(pack->national.central_debt, 6000e6);
  EXPECT_EQ(pack->paths.from, Quarter::of(2000, 1));
  EXPECT_EQ(pack->regions[0].roles, (std::vector<std::string>{"grain_consumer", "innovation_hub", "seaboard"}));
}

TEST(Pack, MayHaveWindowsLineEndsAndByteOrderMarks) {
  const Folder own;
  const fs::path folder = own / "toyland";
  fs::copy(toyland_folder, folder, fs::copy_options::recursive);
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text = "\xef\xbb\xbf";
    for (std::string line; std::getline(in, line);) text += line + "\r\n";
    in.close();
    std::ofstream(entry.path(), std::ios::binary) << text;
  }
  Diagnostics diagnostics;
  const auto pack = load_pack(folder.string(), diagnostics);
  ASSERT_NE(pack, nullptr) << diagnostics.text();
  EXPECT_EQ(pack->regions[2].code, "CC");
  EXPECT_EQ(pack->regions[2].tile_col, 0);
}

TEST(Pack, EveryPackOfTheHouseIsSound) {
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/scenarios/packs")) {
    if (!entry.is_directory()) continue;
    Diagnostics diagnostics;
    EXPECT_NE(load_pack(entry.path().string(), diagnostics), nullptr) << diagnostics.text();
  }
}

TEST(Scenarios, EveryScenarioOfTheHouseIsSound) {
  for (const auto& entry : fs::recursive_directory_iterator(SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml" || fs::exists(entry.path().parent_path() / "pack.yaml")) continue;
    Diagnostics diagnostics;
    EXPECT_TRUE(load_scenario(entry.path().string(), {}, diagnostics).has_value()) << diagnostics.text();
  }
}

// ---- declarations ---------------------------------------------------------------------------------------------------

void expect_sound(const std::string& owner, const ParameterList& list) {
  for (const Parameter& p : list.all()) {
    const std::string name = owner + p.path;
    EXPECT_FALSE(p.spec.unit.empty()) << name;
    EXPECT_FALSE(p.spec.doc.empty()) << name;
    EXPECT_FALSE(p.spec.source.empty()) << name;
    if (std::isnan(p.spec.fallback)) continue;  // must be given
    EXPECT_GE(p.spec.fallback, p.spec.min) << name;
    EXPECT_LE(p.spec.fallback, p.spec.max) << name;
  }
}

TEST(Declarations, EveryParameterHasUnitMeaningSourceAndADefaultInsideItsBounds) {
  Parameters parameters = with_defaults<Parameters>();
  expect_sound("", parameters_of(parameters));
  for (const auto& [type, make] : instrument_catalogue()) expect_sound(type + ".", make()->parameters());
}

TEST(Declarations, TheCatalogueHasAnEntryForEveryFile) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/sim/instruments"))
    if (const auto stem = entry.path().stem(); entry.path().extension() == ".cpp" && stem != "catalogue" &&
                                               stem != "common" && stem != "policies" && stem != "indicators") {
      ++files;
      EXPECT_TRUE(instrument_catalogue().contains(entry.path().stem().string())) << entry.path();
    }
  EXPECT_EQ(instrument_catalogue().size(), files);
}

// ---- small tools ----------------------------------------------------------------------------------------------------

TEST(Text, ShortestNumbersReadBack) {
  for (const double x : {0.1, 1.0 / 3, 1e-7, 123456789.0, 1e22, -2.5, 0.0}) EXPECT_EQ(parse_number(shortest(x)), x);
  EXPECT_EQ(shortest(1e6), "1000000");
  EXPECT_EQ(shortest(0.3), "0.3");
}

TEST(Text, OnlyWholeFiniteDecimalsAreNumbers) {
  for (const char* text : {"", " 1", "1 ", "1,5", "0x10", "nan", "inf", "1e999", "+-1", "1_000", "--1", "1e"})
    EXPECT_FALSE(parse_number(text).has_value()) << text;
  EXPECT_EQ(parse_number("+1.5e2"), 150);
}

TEST(Text, ASwapCountsAsOneEdit) {
  EXPECT_EQ(edit_distance("wieght", "weight"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(Text, ShortCodesAreGuessedOnlyFromASwap) {
  const std::vector<std::string> codes{"BJ", "TJ", "GD"};
  EXPECT_EQ(nearest("JB", codes), "BJ");
  EXPECT_EQ(nearest("gd", codes), "GD");
  EXPECT_FALSE(nearest("BD", codes).has_value());
  const std::vector<std::string> keys{"threshold_cut", "threshold_rise", "freight_cut"};
  EXPECT_EQ(nearest("freight", keys), "freight_cut");
  EXPECT_FALSE(nearest("threshold", keys).has_value());
}

TEST(Sha256, GivesTheDigestsOfTheStandard) {
  // FIPS 180-4 examples.
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Yaml, NoTextMakesTheReaderHangOrCrash) {
  // Mutations of a small scenario; what counts is that each ends, and says why when it is refused.
  const std::string whole =
      "extends: a.yaml\nparameters: {migration: {income: 0.4}}\npolicies:\n  - {type: x, where: [a, b]}\n";
  const std::string letters = ",:-?[]{}#&*!|>'\"%@` \n\tx0<~";
  std::uint64_t state = 1;
  const auto draw = [&state](std::size_t n) {  // a linear congruence is enough to pick places
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state >> 33) % n;
  };
  for (int i = 0; i < 3000; ++i) {
    std::string text = whole;
    for (std::size_t k = 0, edits = 1 + draw(6); k < edits; ++k) {
      const std::size_t at = draw(text.size() + 1);
      if (draw(3) == 0 && at < text.size())
        text.erase(at, 1 + draw(8));
      else
        text.insert(at, 1, letters[draw(letters.size())]);
    }
    Diagnostics diagnostics;
    const SourceText& source = diagnostics.keep("mutated.yaml", text);
    const auto root = parse_yaml(source, diagnostics);
    EXPECT_TRUE(root.has_value() || !diagnostics.ok()) << text;
    (void)diagnostics.text();
  }
}

}  // namespace
}  // namespace jiuzhou
