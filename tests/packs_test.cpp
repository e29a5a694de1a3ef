// A pack is another country by data alone: its money, its regions' name, its register of persons; one begun by `pack new`.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "output/layout.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/state/participation.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/units.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
const fs::path scenarios = fs::path(SOURCE_DIR) / "scenarios";

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Packs : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("jiuzhou_packs_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // A copy of toyland with regular expressions replaced in a file.
  fs::path toyland_with(const std::map<std::string, std::vector<std::pair<std::string, std::string>>>& changes) const {
    const fs::path to = folder_ / "toyland";
    fs::remove_all(to);
    fs::copy(scenarios / "packs" / "toyland", to);
    for (const auto& [name, pairs] : changes) {
      std::string text = text_of(to / name);
      for (const auto& [what, by] : pairs) text = std::regex_replace(text, std::regex(what), by);
      std::ofstream(to / name, std::ios::binary) << text;
    }
    return to;
  }
  [[nodiscard]] fs::path scenario_of(const fs::path& pack, const std::string& more = "") const {
    const fs::path file = folder_ / "scenario.yaml";
    std::ofstream(file) << "title: {en: Plain}\npack: " << fs::absolute(pack).string()
                        << "\nhorizon: {until: 2002Q4}\nweight: 10\n"
                        << more;
    return file;
  }
  static std::string errors_of(const fs::path& file) {
    Diagnostics diagnostics;
    (void)load_scenario(file.string(), {}, diagnostics);
    return diagnostics.text();
  }
  static World world_of(const fs::path& file, const std::vector<std::string>& changes = {}) {
    Diagnostics diagnostics;
    const auto scenario = load_scenario(file.string(), changes, diagnostics);
    if (!scenario) throw std::runtime_error(diagnostics.text());
    return initialise(load_pack(scenario->pack_folder, diagnostics), *scenario);
  }
  // What the program prints, and its status.
  [[nodiscard]] std::pair<std::string, int> output_of(const std::string& arguments) const {
    const fs::path file = folder_ / "printed";
    const int status = std::system(
        ("cd '" + folder_.string() + "' && '" PROGRAM "' " + arguments + " >'" + file.string() + "' 2>&1").c_str());
    return {text_of(file), WEXITSTATUS(status)};
  }
  fs::path folder_;
};

// Whole words, names with a '_' not being words of their own.
std::string foreign_words(const std::string& text) {
  static const std::regex words(R"(\b(provinces?|Provinces?|yuan|hukou|Hukou|2012|China)\b|省|万元|亿元|户籍|户口)");
  std::string found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), words); at != std::sregex_iterator(); ++at)
    found += "..." + text.substr(std::max<std::ptrdiff_t>(0, at->position() - 60), 120) + "...\n";
  return found;
}

// ---- words ----------------------------------------------------------------------------------------------------------

// All of a result but what the scenario and the pack themselves say.
std::string said_by_the_engine(const fs::path& file) {
  Diagnostics diagnostics;
  const auto scenario = load_scenario(file.string(), {"weight=100000"}, diagnostics);
  if (!scenario) throw std::runtime_error(diagnostics.text());
  const auto pack = load_pack(scenario->pack_folder, diagnostics);
  ResultLayout layout = layout_of(*pack, *scenario, initialise(pack, *scenario).notes);
  std::erase_if(layout.texts, [](const auto& t) { return t.name == "scenario_yaml" || t.name == "pack_columns"; });
  return layout.json();
}

TEST_F(Packs, AResultOfAnotherCountrySaysNoWordOfChina) {
  EXPECT_NE(foreign_words(said_by_the_engine(scenarios / "baseline.yaml")), "") << "the test cannot fail";
  for (const char* name : {"baseline", "federal_grants", "southern_infrastructure"}) {
    const std::string said = said_by_the_engine(scenarios / "usa" / (std::string(name) + ".yaml"));
    EXPECT_EQ(foreign_words(said), "");
    for (const char* word : {"province", "hukou"}) EXPECT_EQ(said.find(word), std::string::npos) << word;
    EXPECT_NE(said.find("dollar"), std::string::npos);
    EXPECT_NE(said.find("\"state\""), std::string::npos);
  }
}

TEST_F(Packs, WhatIsPrintedOfAnotherCountrySaysNoWordOfChina) {
  const std::string us = (scenarios / "usa").string(), few = " --weight 200000 --until 2018Q4";
  for (const char* what : {"baseline", "federal_grants"}) {
    const auto [text, status] = output_of("run '" + us + "/" + what + ".yaml'" + few + " -o " + what + ".h5");
    EXPECT_EQ(status, 0) << text;
    EXPECT_EQ(foreign_words(text), "");
  }
  for (const std::string& command : {"check '" + us + "/federal_grants.yaml'", "check '" + us + "/../packs/usa-2017'",
                                     std::string("compare baseline.h5 federal_grants.h5"),
                                     std::string("compare baseline.h5 federal_grants.h5 --csv"),
                                     std::string("compare baseline.h5 federal_grants.h5 --json")}) {
    const auto [text, status] = output_of(command);
    EXPECT_EQ(status, 0) << command << "\n" << text;
    EXPECT_EQ(foreign_words(text), "") << command;
  }
}

TEST(Words, StandInPlaceOfTheDeclaredOnes) {
  Pack pack;
  pack.region_label = {"federal state", "州"};
  pack.currency = {"IDR", "rupiah", "盾", "Rp", 1000};
  pack.registration = Registration::birthplace;
  const Wording words(pack);
  EXPECT_EQ(words("million yuan/year"), "billion rupiah/year");
  EXPECT_EQ(words("yuan/person"), "thousand rupiah/person");
  EXPECT_EQ(words("Provinces with local hukou; province_name"),
            "Federal_states with local birthplace; federal_state_name");
  EXPECT_EQ(words("provincial"), "provincial");
  know(pack.currency);
  EXPECT_DOUBLE_EQ(converted(3, "bn rupiah/year", "billion rupiah/year").value_or(0), 3);
  EXPECT_DOUBLE_EQ(converted(5e6, "rupiah/person", "thousand rupiah/person").value_or(0), 5000);
  EXPECT_FALSE(converted(3, "bn yuan/year", "billion rupiah/year")) << "moneys are not turned into each other";
}

// ---- money ----------------------------------------------------------------------------------------------------------

// Sums counted in thousands of a small unit: the same country to the last bit.
TEST_F(Packs, ACurrencyWithAScaleIsTheSameCountry) {
  const fs::path other = toyland_with(
      {{"columns.csv",
        {{"per million yuan", "per billion shell"}, {"million yuan", "billion shell"}, {"yuan", "thousand shell"}}},
       {"pack.yaml",
        {{"million yuan", "billion shell"},
         {"base_year: 2000", "base_year: 2000\ncurrency: {code: TOY, en: shell, symbol: s, scale: 1000}"}}}});
  World one = world_of(scenario_of(scenarios / "packs" / "toyland")), two = world_of(scenario_of(other));
  for (int t = 0; t < 3; ++t) {
    advance(one, {});
    advance(two, {});
    for (const RegionId r : one.region_ids()) EXPECT_EQ(one.regions.nominal_gdp[r], two.regions.nominal_gdp[r]);
    begin_next_quarter(one);
    begin_next_quarter(two);
  }
}

TEST_F(Packs, MoneyThatTheLedgerCannotHoldIsAnErrorOfThePack) {
  const auto with_millions_of = [&](const std::string& zeros) {
    return toyland_with({{"accounts.csv", {{R"((\d+)(?=,))", "$&" + zeros}}}});
  };
  EXPECT_NE(errors_of(scenario_of(with_millions_of("000000"))).find("count larger: 'currency: {..., scale: 1000}'"),
            std::string::npos);
}

// Default costs and bounds in money are so many wages where the money is another one.
TEST_F(Packs, CostsOfInstrumentsFollowTheWage) {
  Diagnostics diagnostics;
  const auto scenario = load_scenario((scenarios / "usa" / "baseline.yaml").string(), {}, diagnostics);
  ASSERT_TRUE(scenario) << diagnostics.text();
  const fs::path file = folder_ / "training.yaml";
  std::ofstream(file) << "extends: " << (scenarios / "usa" / "baseline.yaml").string()
                      << "\npolicies:\n  - {type: skill_training, name: courses, where: {region: [MS]}, from: 2018Q1, "
                         "persons: 10000 persons/year}\n";
  const auto with = load_scenario(file.string(), {}, diagnostics);
  ASSERT_TRUE(with) << diagnostics.text();
  const ParameterList list = with->policies.front()->parameters();
  const auto cost = std::ranges::find(list.all(), "cost", &Parameter::path);
  ASSERT_NE(cost, list.all().end());
  // 3000 yuan are 8.9 % of a wage of 33 634; the pack's workers earn about 67 000 dollars.
  EXPECT_NEAR(cost->get(), 0.0892 * 67000, 1000);
}

// ---- who is from where ----------------------------------------------------------------------------------------------

std::int64_t from_elsewhere(const World& w, int youngest) {
  std::int64_t persons = 0;
  for (const RegionId r : w.region_ids()) {
    const RegionPersons& here = w.persons[r];
    for (std::size_t k = 0; k < here.cohorts(); ++k)
      for (std::size_t i = 0; i < here.size(k); ++i)
        if (here.birth(k) >= youngest && here.get(here.begin(k) + i).hukou() != index(r))
          persons += here.weight(here.begin(k) + i);
  }
  return persons;
}

TEST_F(Packs, RegistrationSaysWhoIsFromElsewhere) {
  const std::map<std::string, std::vector<std::pair<std::string, std::string>>> none{
      {"pack.yaml", {{"base_year", "registration: none\nbase_year"}}}, {"columns.csv", {{"migrants,[^\n]*\n", ""}}}};
  const auto grown = [&](const fs::path& pack) {
    World w = world_of(scenario_of(pack));
    for (int t = 0; t < 8; ++t) {
      advance(w, {});
      begin_next_quarter(w);
    }
    return w;
  };
  EXPECT_NE(errors_of(scenario_of(toyland_with(none))).find("leave this file out"), std::string::npos);
  const fs::path pack = toyland_with(none);
  fs::remove(pack / "migrants.csv");
  EXPECT_EQ(from_elsewhere(grown(pack), -10000), 0);
  EXPECT_EQ(
      from_elsewhere(grown(toyland_with({{"pack.yaml", {{"base_year", "registration: birthplace\nbase_year"}}}})), 7),
      0)
      << "of those born in the last quarter";
  const World china = grown(scenarios / "packs" / "toyland");
  EXPECT_GT(from_elsewhere(china, 0), 0) << "newborns have their mother's hukou";
}

TEST_F(Packs, AReformOfARegisterThatIsNotThereIsAnError) {
  const fs::path pack = toyland_with({{"pack.yaml", {{"base_year", "registration: birthplace\nbase_year"}}}});
  const std::string policy = "policies: [{type: hukou_reform, settlement: 50 %}]\n";
  EXPECT_NE(errors_of(scenario_of(pack, policy)).find("has none ('registration' in its pack.yaml)"), std::string::npos);
  EXPECT_EQ(errors_of(scenario_of(scenarios / "packs" / "toyland", policy)), "");
}

// ---- the first year -------------------------------------------------------------------------------------------------

// The labour force of the first year goes where its ages say, which is what the first plans expect.
TEST_F(Packs, TheLabourForceGoesWhereItsAgesSay) {
  // In small cells of few agents head counts are rounded up, so the country with more of them has smaller ones.
  for (const auto& [file, weight] :
       {std::pair{"baseline.yaml", "weight=20000"}, {"usa/baseline.yaml", "weight=4000"}}) {
    World w = world_of(scenarios / file, {weight});
    const double expected = labour_force_growth(*w.pack, w.parameters.demography);
    EXPECT_DOUBLE_EQ(w.parameters.growth.labour_force_start, expected);
    const auto force = [&] {
      double all = 0;
      for (const RegionId r : w.region_ids()) all += w.regions.labour_force[r];
      return all;
    };
    double first = 0;
    for (int t = 0; t < 5; ++t) {
      advance(w, {});
      if (t == 0) first = force();
      if (t < 4) begin_next_quarter(w);
    }
    EXPECT_NEAR(force() / first - 1, expected, 0.004) << file;
  }
}

// ---- pack new -------------------------------------------------------------------------------------------------------

TEST_F(Packs, ANewPackHasEveryTableAndLacksOnlyFigures) {
  const std::string options =
      " --base-year 2020 --regions NO,SO --industries farms,goods --currency ATL:shell --region-label isle";
  ASSERT_EQ(output_of("pack new atlantis" + options).second, 0);
  for (const PackTable& table : pack_tables())
    EXPECT_EQ(fs::exists(folder_ / "atlantis" / (table.name + ".csv")), table.name != "migrants") << table.name;
  const auto [text, status] = output_of("check atlantis");
  EXPECT_EQ(status, 2);
  EXPECT_EQ(text.find("unknown"), std::string::npos) << text;
  EXPECT_EQ(text.find("must be"), std::string::npos) << text;
  EXPECT_NE(text_of(folder_ / "atlantis" / "columns.csv").find("million shell/year"), std::string::npos);
  EXPECT_EQ(output_of("pack new atlantis" + options).second, 2) << "what is there is not written over";
  EXPECT_EQ(output_of("pack new other --base-year 2020 --regions N-O --industries a").second, 2);
}

TEST_F(Packs, ANewPackIsNotBegunWithWhatAPackCannotBe) {
  const std::string plain = " --base-year 2020 --regions NO,SO --industries farms,goods";
  for (const std::string wrong :
       {" --base-year 2020 --regions NO,NO --industries a,b", " --base-year 2020 --regions NO,SO --industries a,a"})
    EXPECT_EQ(output_of("pack new other" + wrong).second, 2) << wrong;
  for (const std::string label : {"is\"land", "{x", "industry", "time", "gdp", "value", "9x", "省", "from"})
    EXPECT_EQ(output_of("pack new other" + plain + " --region-label '" + label + "'").second, 2) << label;
  for (const std::string money : {"ATL", "ATL:", ":shell", "A L:shell", "ATL:she ll", "ATL:shell:10", "ATL:sh{ell"})
    EXPECT_EQ(output_of("pack new other" + plain + " --currency '" + money + "'").second, 2) << money;
  std::string many;
  for (int i = 0; i <= 1000; ++i) many += (i > 0 ? ",R" : "R") + std::to_string(i);
  EXPECT_EQ(output_of("pack new other --base-year 2020 --industries a --regions " + many).second, 2);
  EXPECT_FALSE(fs::exists(folder_ / "other"));
  // The folder's name is the pack's, whatever is in it.
  ASSERT_EQ(output_of("pack new 'a: \"b\" {' " + plain).second, 0);
  EXPECT_EQ(output_of("check 'a: \"b\" {'").first.find("pack.yaml:1:"), std::string::npos);
}

// ---- words of a pack that a result cannot have ----------------------------------------------------------------------

TEST_F(Packs, WhatRegionsAreCalledNamesNothingElseOfAResult) {
  for (const std::string label : {"industry", "time", "hukou", "from", "value", "gdp", "employment"}) {
    const fs::path pack = toyland_with({{"pack.yaml", {{"en: \"province\"", "en: \"" + label + "\""}}}});
    const std::string file = scenario_of(pack).string();
    for (const std::string& command : {"check " + pack.string(), "check " + file, "run " + file + " -o x.h5"}) {
      const auto [text, status] = output_of(command);
      EXPECT_EQ(status, 2) << label << ": " << command << "\n" << text;
      EXPECT_NE(text.find("region_label"), std::string::npos) << text;
    }
    EXPECT_FALSE(fs::exists(folder_ / "x.h5.partial"));
  }
  const fs::path pack = toyland_with({{"pack.yaml", {{"en: \"province\"", "en: \"federal land\""}}}});
  EXPECT_EQ(output_of("check " + pack.string()).second, 0);
}

TEST_F(Packs, ParametersAreDescribedInTheMoneyOfAPack) {
  const std::string folder = (scenarios / "packs" / "usa-2017").string();
  const auto [text, status] = output_of("describe parameters " + folder + " --json");
  ASSERT_EQ(status, 0);
  EXPECT_NE(text.find("dollar"), std::string::npos);
  EXPECT_EQ(text.find("\"unit\": \"yuan"), std::string::npos);
  EXPECT_NE(output_of("describe instruments " + folder).first.find("dollar"), std::string::npos);
  EXPECT_EQ(output_of("describe series " + folder).second, 2) << "what would not be read is refused";
}

}  // namespace
}  // namespace jiuzhou
