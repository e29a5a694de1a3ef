// `pack split`: places have together what their region had, every good is balanced, and the region's name stands for them.
#include "sim/pack/split_pack.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "sim/base_year/balance.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/state/world.hpp"
#include "tests/folder_test.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
const fs::path packs = fs::path(SOURCE_DIR) / "scenarios" / "packs";

// Harbour's old town has a quarter of its factories' value added, and as many of its people.
constexpr std::string_view two_towns =
    "region,place,name_en,population,urban,value_added,manufacturing,latitude,longitude,areas,status,source\n"
    "AA,AA_OLD,Old town,0.25,1,,0.4,30.5,120,ports:Ports:港口|coastal_belt,invented,invented\n"
    "AA,AA_REST,\"Harbour, rest\",,,,,,,,invented,invented\n"
    "CC,CC_PEAK,Peak,0.1,0,0.05,,33,115,-,invented,invented\n"
    "CC,CC_REST,\"Highmoor, rest\",,,,,,,,invented,invented\n";

class SplitPackTest : public FolderTest {
 protected:
  // The loaded pack, which the diagnostics keep alive, or null with their text in `said_`.
  std::shared_ptr<const Pack> split(std::string_view places, const std::string& from = "toyland") {
    Diagnostics diagnostics;
    const auto pack = load_pack((packs / from).string(), diagnostics);
    const SourceText& source = diagnostics.keep("places.csv", std::string(places));
    const auto regions = read_places(&source, *pack, diagnostics);
    said_ = diagnostics.text();
    if (!diagnostics.ok()) return nullptr;
    const auto files = split_pack(*pack, regions, "towns", diagnostics);
    said_ = diagnostics.text();
    if (!diagnostics.ok()) return nullptr;
    fs::create_directories(file("towns"));
    for (const auto& [name, text] : files) write("towns/" + name, text);
    const auto made = load_pack(file("towns"), diagnostics);
    said_ = diagnostics.text();
    return made;
  }

  std::string said_;
};

std::shared_ptr<const Pack> shipped(const std::string& name) {
  Diagnostics diagnostics;
  const auto pack = load_pack((packs / name).string(), diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  return pack;
}

RegionId region(const Pack& pack, const std::string& code) {
  for (std::size_t r = 0; r < pack.region_count(); ++r)
    if (pack.regions[r].code == code) return RegionId(r);
  throw std::runtime_error(code);
}

// A value of places, summed by the region they are of, beside the region's own.
template <class Value>
void expect_sums(const Pack& whole, const Pack& parts, double tolerance, const Value& value) {
  std::map<std::string, double> sums;
  for (std::size_t r = 0; r < parts.region_count(); ++r)
    sums[parts.regions[r].code.substr(0, 2)] += value(parts, RegionId(r));
  for (std::size_t r = 0; r < whole.region_count(); ++r) {
    const double before = value(whole, RegionId(r));
    EXPECT_NEAR(sums[whole.regions[r].code], before, tolerance * std::max(1.0, std::abs(before)))
        << whole.regions[r].code;
  }
}

TEST_F(SplitPackTest, PlacesHaveTogetherWhatTheirRegionHad) {
  const auto whole = shipped("toyland"), parts = split(two_towns);
  ASSERT_TRUE(parts) << said_;
  ASSERT_EQ(parts->region_count(), 5U);
  using A = PackAccounts;
  for (const auto table :
       {&A::gross_output, &A::labour_compensation, &A::net_production_tax, &A::depreciation, &A::operating_surplus,
        &A::consumption_urban, &A::consumption_rural, &A::government_consumption, &A::investment, &A::exports,
        &A::imports, &A::employment, &A::capital})
    for (std::uint32_t s = 0; s < 3; ++s)
      expect_sums(*whole, *parts, 1e-9,
                  [&](const Pack& p, RegionId r) { return (p.accounts.*table)(r, IndustryId(s)); });
  for (std::uint32_t i = 0; i < 3; ++i)
    for (std::uint32_t j = 0; j < 3; ++j)
      expect_sums(*whole, *parts, 1e-9,
                  [&](const Pack& p, RegionId r) { return p.intermediate(r, IndustryId(i), IndustryId(j)); });
  using G = PackGovernment;
  for (const auto column : {&G::indirect_tax, &G::corporate_tax, &G::personal_tax, &G::nontax, &G::transfer_rebate,
                            &G::transfer_general, &G::transfer_special, &G::debt})
    expect_sums(*whole, *parts, 1e-9, [&](const Pack& p, RegionId r) { return (p.government.*column)[r]; });
  for (const auto column : {&Pack::urban, &Pack::rural, &Pack::grain_output, &Pack::farmland, &Pack::coal_output,
                            &Pack::rd_spending, &Pack::so2, &Pack::cod})
    expect_sums(*whole, *parts, 1e-9, [&](const Pack& p, RegionId r) { return ((p.*column))[r]; });
  for (std::size_t age = 0; age < age_groups; ++age)
    expect_sums(*whole, *parts, 1e-6, [&](const Pack& p, RegionId r) { return p.age[r][age]; });
}

// Harbour's factories make 20 000 million yuan a year, 5 400 of them for abroad; the old town has 0.4 of that, and of
// Highmoor's value added of 2 168 million the peak has a twentieth, whatever its industries. A quarter of 300 000 people
// live in the old town, all of them urban.
TEST_F(SplitPackTest, AShareThatIsGivenIsMet) {
  const auto parts = split(two_towns);
  ASSERT_TRUE(parts) << said_;
  const RegionId old_town = region(*parts, "AA_OLD"), peak = region(*parts, "CC_PEAK");
  EXPECT_NEAR(parts->accounts.gross_output(old_town, IndustryId(1)), 0.4 * 20000e6, 1);
  EXPECT_NEAR(parts->accounts.exports(old_town, IndustryId(1)), 0.4 * 5400e6, 1);
  EXPECT_EQ(parts->urban[old_town], 75000);
  EXPECT_EQ(parts->rural[old_town], 0);
  double earned = 0;
  for (std::uint32_t s = 0; s < 3; ++s) {
    const PackAccounts& a = parts->accounts;
    const auto i = IndustryId(s);
    earned += a.labour_compensation(peak, i) + a.net_production_tax(peak, i) + a.depreciation(peak, i) +
              a.operating_surplus(peak, i);
  }
  const double highmoor = (612 + 0 + 43 + 65) + (210 + 67 + 55 + 88) + (360 + 108 + 86 + 166);
  EXPECT_NEAR(earned, 0.05 * highmoor * 1e6, 10);
  EXPECT_EQ(parts->regions[0].areas, (std::vector<std::string>{"ports", "coastal_belt", "AA"}));
  EXPECT_EQ(parts->regions[3].areas, (std::vector<std::string>{"CC"}));
}

TEST_F(SplitPackTest, TheBaseYearIsBalancedAndMakesAsMuch) {
  const auto whole = shipped("toyland"), parts = split(two_towns);
  ASSERT_TRUE(parts) << said_;
  const BaseYear before = balance(*whole, {}), after = balance(*parts, {});
  EXPECT_LT(after.largest_residual, 1e-11);
  for (std::uint32_t s = 0; s < 3; ++s) {
    double made = 0, makes = 0, left = 0, leaves = 0;
    for (std::size_t r = 0; r < 3; ++r) {
      made += before.output(RegionId(r), IndustryId(s));
      for (std::size_t q = 0; q < 3; ++q)
        if (q != r) left += before.trade(IndustryId(s), RegionId(r), RegionId(q));
    }
    for (std::size_t r = 0; r < 5; ++r) {
      makes += after.output(RegionId(r), IndustryId(s));
      for (std::size_t q = 0; q < 5; ++q)
        if (parts->regions[q].code.substr(0, 2) != parts->regions[r].code.substr(0, 2))
          leaves += after.trade(IndustryId(s), RegionId(r), RegionId(q));
    }
    EXPECT_NEAR(makes / made, 1, 1e-9);
    // What goes from region to region is asked for by the same margins, but gravity sees other distances.
    EXPECT_NEAR(leaves / left, 1, 0.1);
  }
}

// A fixed point like any pack: without growth and chance nothing moves.
TEST_F(SplitPackTest, TheSplitEconomyStays) {
  ASSERT_TRUE(split(two_towns)) << said_;
  const std::string scenario =
      write("still.yaml", "extends: " + (packs / ".." / "stationary.yaml").string() + "\npack: " + file("towns") +
                              "\nhorizon: {from: 2000Q1, until: 2004Q4}\nweight: 100\n");
  Diagnostics diagnostics;
  const auto still = load_scenario(scenario, {}, diagnostics);
  ASSERT_TRUE(still) << diagnostics.text();
  World w = initialise(load_pack(still->pack_folder, diagnostics), *still);
  Column<RegionId, double> first;
  for (int t = 0; t < 20; ++t) {
    if (t > 0) begin_next_quarter(w);
    advance(w, still->policies);
    if (t == 0) first = w.regions.real_gdp;
    for (const RegionId r : w.region_ids()) ASSERT_NEAR(w.regions.real_gdp[r] / first[r], 1, 1e-4) << index(r);
  }
}

TEST_F(SplitPackTest, TheNameOfARegionStandsForItsPlaces) {
  ASSERT_TRUE(split(two_towns)) << said_;
  const std::string scenario =
      write("named.yaml",
            "title: {en: Named}\npack: " + file("towns") +
                "\nhorizon: {until: 2002Q4}\npolicies:\n"
                "  - {type: innovation, where: {region: {AA: 50 %, BB: 1}}, from: 2001Q1, research: 10 %}\n"
                "  - {type: trade_corridor, where: {region: CC_PEAK}, to: [AA, AA_OLD], from: 2001Q1, cut: 10 %}\n");
  Diagnostics diagnostics;
  const auto named = load_scenario(scenario, {}, diagnostics);
  ASSERT_TRUE(named) << diagnostics.text();
  EXPECT_EQ(named->policies[0]->where.region, (std::vector<double>{0.5, 0.5, 1, 0, 0}));
  EXPECT_EQ(named->policies[1]->partners, (std::vector<std::size_t>{0, 1}));
}

TEST_F(SplitPackTest, EverySlipIsSaidWithItsPlace) {
  const auto says = [&](std::string_view rows) {
    EXPECT_FALSE(
        split("region,place,name_en,population,value_added,land_area,areas,status,source\n" + std::string(rows)));
    return said_;
  };
  const std::string rest = "AA,AA_REST,Rest,,,,,invented,invented\n";
  EXPECT_NE(says("AA,X,X,0.6,,,,i,i\nAA,Y,Y,0.5,,,,i,i\n" + rest).find("places.csv:3:8"), std::string::npos) << said_;
  EXPECT_NE(said_.find("1.1 of 'population'"), std::string::npos) << said_;
  EXPECT_NE(says("AA,X,X,1.6,,,,i,i\n" + rest).find("is not a number in [0, 1]"), std::string::npos) << said_;
  EXPECT_NE(says("AB,X,X,0.5,,,,i,i\n" + rest).find("unknown region 'AB'"), std::string::npos) << said_;
  EXPECT_NE(says("AA,BB,X,0.5,,,,i,i\n" + rest).find("'BB' is a region of the pack"), std::string::npos) << said_;
  EXPECT_NE(says("AA,X,X,0.5,,,,i,i\nAA,Y,Y,0.4,,,,i,i\n").find("exactly one"), std::string::npos) << said_;
  EXPECT_NE(says("AA,X,X,0.5,,,coastal_bell,i,i\n" + rest).find("did you mean 'coastal_belt'"), std::string::npos)
      << said_;
  EXPECT_NE(says("AA,X,X,0.5,,4000,,i,i\n" + rest).find("4000 of 'land_area'"), std::string::npos) << said_;
  EXPECT_FALSE(split("region,place,name_en,popluation,status,source\n"));
  EXPECT_NE(said_.find("did you mean 'population'"), std::string::npos) << said_;
}

// The pack of places that comes with the program is what the verb makes of its table.
TEST_F(SplitPackTest, ShippedPlacesAreThoseOfTheirTable) {
  Diagnostics diagnostics;
  const auto pack = load_pack((packs / "china-2022").string(), diagnostics);
  const auto regions =
      read_places(diagnostics.open((packs / "china-2022-places" / "places.csv").string(), 1 << 20), *pack, diagnostics);
  ASSERT_TRUE(diagnostics.ok()) << diagnostics.text();
  for (const auto& [name, text] : split_pack(*pack, regions, "china-2022-places", diagnostics)) {
    std::ifstream in(packs / "china-2022-places" / name, std::ios::binary);
    EXPECT_TRUE(text == std::string(std::istreambuf_iterator<char>(in), {}))
        << name << ": run jiuzhou pack split china-2022 --by scenarios/packs/china-2022-places/places.csv -o NEW";
  }
}

}  // namespace
}  // namespace jiuzhou
