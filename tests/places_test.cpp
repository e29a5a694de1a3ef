// People and places as a whole: signs of what a more productive province and open cities do, run against run with the
// same random numbers.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/base_year/initialise.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/state/land.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

namespace {

constexpr int years = 9;  // who moves is first out of work, and sends less than it earns later

// The baseline with these policies after so many years, without regional shocks.
World after(const std::string& name, const std::string& policies) {
  const auto folder = std::filesystem::temp_directory_path() / ("jiuzhou_places_" + name);
  std::filesystem::create_directories(folder);
  const auto file = folder / "scenario.yaml";
  std::ofstream(file) << "extends: " << (std::filesystem::path(SOURCE_DIR) / "scenarios" / "baseline.yaml").string()
                      << "\n"
                      << policies;
  Diagnostics diagnostics;
  std::optional<Scenario> scenario = load_scenario(
      file.string(), {"weight=4000", "growth.shock_scale=0", "migration.attraction_shock=0"}, diagnostics);
  std::filesystem::remove_all(folder);
  if (!scenario) throw std::runtime_error(diagnostics.text());
  const auto pack = load_pack(scenario->pack_folder, diagnostics);
  if (!pack) throw std::runtime_error(diagnostics.text());
  World w = initialise(pack, *scenario);
  for (int t = 0; t < 4 * years; ++t) {
    if (t > 0) begin_next_quarter(w);
    advance(w, scenario->policies);
  }
  return w;
}

RegionId guangdong(const World& w) {
  for (const RegionId r : w.region_ids())
    if (w.pack->regions[index(r)].code == "GD") return r;
  throw std::runtime_error("no Guangdong");
}

double migrants_in(const World& w, RegionId place) {
  double sum = 0;
  for (const RegionId h : w.region_ids())
    if (h != place) sum += static_cast<double>(w.headcounts[index(place)].stock[index(h)]);
  return sum;
}

double farmers(const World& w) {
  double sum = 0;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      if (w.pack->industries[index(s)].own_account) sum += w.activity.employment(r, s);
  return sum;
}

double real_gdp(const World& w) {
  double sum = 0;
  for (const double y : w.regions.real_gdp) sum += y;
  return sum;
}

double real_wage(const World& w, RegionId r) {
  return w.activity.wages[r] / static_cast<double>(w.census.employed[r]) / w.regions.price_level[r];
}

const World& baseline() {
  static const World w = after("baseline", "");
  return w;
}

}  // namespace

TEST(Places, AProductiveProvinceDrawsPeopleRaisesRentsAndPaysOthers) {
  const World& plain = baseline();
  const World w = after("productive",
                        "policies:\n  - {type: innovation, name: up, from: 2022Q2, until: 2023Q1, where: {region: GD}, "
                        "growth: 10 %}\n");
  const RegionId gd = guangdong(w);
  EXPECT_GT(migrants_in(w, gd), migrants_in(plain, gd));
  EXPECT_GT(w.regions.dwelling_price[gd], 1.02 * plain.regions.dwelling_price[gd]);
  EXPECT_GT(land_price(w, gd), 1.05 * land_price(plain, gd));
  EXPECT_GT(w.activity.land_revenue[gd], plain.activity.land_revenue[gd]);
  double others = 0, before = 0;
  for (const RegionId r : w.region_ids())
    if (r != gd) others += real_wage(w, r), before += real_wage(plain, r);
  EXPECT_GT(others, before);
}

TEST(Places, OpenCitiesRaiseTheNationsOutputAndEmptyFarms) {
  const World& plain = baseline();
  const World w = after("open",
                        "policies:\n  - {type: hukou_reform, name: open, from: 2022Q2, settlement: 100 %, services: "
                        "100 %, wage_gap: 100 %}\n");
  EXPECT_GT(real_gdp(w), 1.002 * real_gdp(plain));
  EXPECT_LT(farmers(w), farmers(plain) - 1e6);
}

}  // namespace jiuzhou
