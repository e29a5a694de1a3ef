// A pack: the facts of a base year, all that a country needs. Read from a folder of CSV tables (load_pack), checked
// cell by cell; money in yuan a year, persons, km. The engine has no country in it: it knows only this list.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/column.hpp"
#include "sim/base/label.hpp"
#include "sim/text/units.hpp"

namespace jiuzhou {

// Where a number comes from: one row of the pack's columns.csv.
struct ColumnFact {
  std::string table, column, unit, status, source, doc;
};

// A parameter of the engine that the country sets, in parameters.yaml: it stands between the default and the scenario.
struct PackParameter {
  std::string path;  // "migration.return_rate"
  double value = 0;
  std::string origin;  // "packs/china-2022/parameters.yaml:7"
};

inline constexpr std::size_t age_groups = 18;  // 0-4, 5-9, ..., 80-84, 85+
inline constexpr std::size_t years_of_life = age_groups * 5;
inline constexpr std::size_t first_active_age = 15;  // of participation, as censuses count it
inline constexpr std::size_t education_levels = 4;
inline constexpr std::array<std::string_view, education_levels> education_names{"primary", "junior", "senior",
                                                                                "tertiary"};
inline constexpr std::array<int, 10> mover_ages{0, 15, 20, 25, 30, 35, 40, 45, 55, 65};  // first years of movers' bands
inline constexpr std::size_t age_bands = mover_ages.size();
inline constexpr std::size_t special_areas = 4;  // old revolutionary, border county, resource-based, formerly poor

// What persons are registered by: nothing that counts, where they were born, or a register that gives rights.
enum class Registration : std::uint8_t { none, birthplace, hukou };
inline std::string registration_word(Registration r) {
  return r == Registration::hukou ? "hukou" : r == Registration::birthplace ? "birthplace" : "origin";
}

struct PackRegion {
  std::string code, block;
  Label name;
  std::string name_full_zh;
  int adcode = 0;
  std::vector<std::string> areas, roles;
  double latitude = 0, longitude = 0, land_area = 0;
  int tile_row = 0, tile_col = 0;
};

enum class Tradability : std::uint8_t { goods, tradable_service, local_service };

struct PackIndustry {
  std::string code;
  Label name;
  std::string class9, sector3, role;
  Tradability tradability = Tradability::goods;
  bool storable = false, own_account = false, is_public = false, relocatable = false;
  double gravity_elasticity = 1, income_elasticity = 1;
  double so2_weight = 0, cod_weight = 0, energy_intensity = 0;
  double mean_firm_size = 1;  // persons
  double freight_weight = 0;  // freight per value, a mean good is 1
};

struct PackAccounts {  // million yuan in the file, yuan a year here
  CellTable gross_output, labour_compensation, net_production_tax, depreciation, operating_surplus;
  CellTable consumption_urban, consumption_rural, government_consumption, investment;
  CellTable exports, imports, outflow, inflow;  // columns `export`, `import` in the file
  CellTable employment;                         // persons
  CellTable capital;                            // yuan
};

struct PackGovernment {  // one value per region, yuan a year; debt in yuan
  Column<RegionId, double> indirect_tax, corporate_tax, personal_tax, nontax;
  Column<RegionId, double> expenditure_education, expenditure_health, expenditure_social, expenditure_science,
      expenditure_transport, expenditure_environment, expenditure_agriculture, expenditure_other;
  Column<RegionId, double> transfer_rebate, transfer_general, transfer_special, remitted, debt;
};

struct PackNational {
  double real_growth = 0, inflation = 0, unemployment_rate = 0;  // 1/year, 1/year, share
  double central_revenue = 0, central_indirect_tax = 0, central_corporate_tax = 0, central_personal_tax = 0,
         central_nontax = 0, central_own_expenditure = 0, central_debt = 0, local_debt = 0, social_contributions = 0,
         social_benefits = 0, social_fund = 0,
         land_revenue = 0;  // yuan a year, stocks in yuan
};

struct PackPaths {  // quarterly exogenous paths, base-year mean = 1; epidemic_gap = share of output lost
  Quarter from;
  std::vector<double> world_demand, coal_price, oil_price, birth_factor, epidemic_gap;
};

struct Pack {
  std::string name, folder;
  std::string sha256;  // over every file of the folder, in name order
  Label title, country, region_label;
  Currency currency;
  Registration registration = Registration::hukou;
  int base_year = 0;
  std::vector<std::pair<std::string, Label>> blocks, areas, roles;  // in the manifest's order
  std::vector<ColumnFact> columns;
  std::vector<PackParameter> parameters;

  std::vector<PackRegion> regions;
  std::vector<PackIndustry> industries;
  PackNational national;
  PackAccounts accounts;
  Cube<RegionId, IndustryId, IndustryId, double> intermediate;  // (region, input, using), yuan a year

  Column<RegionId, double> urban, rural;  // persons
  Column<RegionId, double> sex_ratio, crude_birth_rate, crude_death_rate;
  Column<RegionId, std::array<double, age_groups>> age;              // persons
  Column<RegionId, std::array<double, education_levels>> education;  // shares of persons 15+
  Table<RegionId, RegionId, double> migrants;                        // (hukou, residence), persons
  Table<RegionId, RegionId, double> migration_flows;                 // (origin, destination), persons in five years
  std::array<double, age_groups> fertility{}, mortality_male{}, mortality_female{},
      migrant_share{};  // per person and year; share of all migrants
  // Age profiles: men per person less the region's mean; odds of own-account work and of unemployment.
  std::array<double, age_groups> men_tilt{}, own_account_odds{}, unemployment_odds{};
  std::array<double, years_of_life> active_men{}, active_women{}, re_entry_odds{};  // shares; odds
  std::array<double, age_bands> mover_odds{}, return_age{};
  std::array<double, education_levels> mover_odds_schooling{}, leaves_school_at{};  // odds, years
  PackGovernment government;
  Column<RegionId, double> income_urban, income_rural, survey_consumption_urban,
      survey_consumption_rural;                                                   // yuan/person/year
  Table<RegionId, RegionId, double> distance, road_time, rail_time, travel_cost;  // km, hours, hours, index
  Column<RegionId, double> expressway, railway, highway, port_throughput;         // km, km, km, t/year
  Column<RegionId, double> seaport;                                               // 0 or 1
  Column<RegionId, double> grain_output, sown_area, farmland, coal_output, electricity_thermal, electricity_hydro,
      electricity_nuclear, electricity_wind, electricity_solar, rd_spending, so2,
      cod;                                                      // t, ha, ha, t, GWh x5, yuan, t, t
  Column<RegionId, std::array<double, special_areas>> special;  // shares of the population
  Column<RegionId, double> share_growth, shock_sd;              // 1/year
  Table<RegionId, RegionId, double> adjacent;                   // 0 or 1
  PackPaths paths;

  [[nodiscard]] std::size_t region_count() const { return regions.size(); }
  [[nodiscard]] std::size_t industry_count() const { return industries.size(); }
  // Index of the first industry with this role, or industry_count() when the pack has none.
  [[nodiscard]] std::size_t industry_with_role(const std::string& role) const {
    for (std::size_t i = 0; i < industries.size(); ++i)
      if (industries[i].role == role) return i;
    return industries.size();
  }
};

}  // namespace jiuzhou
