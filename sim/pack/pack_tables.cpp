// The declaration of every table of a pack.
#include <limits>
#include <type_traits>

#include "sim/pack/load_pack.hpp"

namespace jiuzhou {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A unit in the file with its bounds and its factor to the Pack's unit.
struct Measure {
  std::string_view unit;
  double min = 0, max = infinity;
  double scale = 1;
  bool above_min = false, is_whole = false;
};

constexpr Measure money_a_year{"million yuan/year", 0, infinity, 1e6};
constexpr Measure signed_money_a_year{"million yuan/year", -infinity, infinity, 1e6};
constexpr Measure money{"million yuan", 0, infinity, 1e6};
constexpr Measure persons{"persons"};
constexpr Measure share{"share", 0, 1};
constexpr Measure share_of_population{"share of population", 0, 1};
constexpr Measure flag{"flag", 0, 1, 1, false, true};
constexpr Measure per_thousand{"per 1000 per year", 0, 200, 1e-3};
constexpr Measure deaths_per_thousand{"deaths per 1000 per year", 0, 1000, 1e-3};
constexpr Measure income{"yuan/person/year", 0, infinity, 1, true};
constexpr Measure hours{"hour", 0, infinity, 1, true};
constexpr Measure kilometres{"km"};
constexpr Measure tonnes_a_year{"t/year"};
constexpr Measure hectares{"ha"};
constexpr Measure electricity{"GWh/year"};
constexpr Measure odds{"odds ratio"};

template <class T>
void allocate(Column<RegionId, T>& column, std::size_t rows, std::size_t) {
  if (column.size() != rows) column.assign(rows);
}
template <class Row, class Col>
void allocate(Table<Row, Col, double>& table, std::size_t rows, std::size_t columns) {
  table.assign(rows, columns);
}

PackColumn column(std::string name, const Measure& measure, std::string_view doc) {
  PackColumn c;
  c.name = std::move(name);
  c.spec = {.unit = measure.unit, .min = measure.min, .max = measure.max, .doc = doc};
  c.scale = measure.scale;
  c.above_min = measure.above_min;
  c.is_whole = measure.is_whole;
  return c;
}

// A number whose place in the Pack is a Column or a Table: `get(pack)` is that container.
template <class Get>
PackColumn number(std::string name, const Measure& measure, Get get, std::string_view doc = "") {
  PackColumn c = column(std::move(name), measure, doc);
  c.allocate = [get](Pack& pack, std::size_t rows, std::size_t columns) { allocate(get(pack), rows, columns); };
  c.store = [get](Pack& pack, std::size_t row, std::size_t at, double value) {
    auto& values = get(pack).values();
    if constexpr (std::is_same_v<std::decay_t<decltype(get(pack))>, Column<RegionId, double>>)
      values[row] = value;
    else
      values[row * get(pack).cols() + at] = value;
  };
  return c;
}

// A number at slot `k` of an array held per region.
template <std::size_t N>
PackColumn slot(std::string name, const Measure& measure, Column<RegionId, std::array<double, N>> Pack::*member,
                std::size_t k, std::string_view doc = "") {
  PackColumn c = column(std::move(name), measure, doc);
  c.allocate = [member](Pack& pack, std::size_t rows, std::size_t columns) { allocate(pack.*member, rows, columns); };
  c.store = [member, k](Pack& pack, std::size_t row, std::size_t, double value) {
    (pack.*member).values()[row][k] = value;
  };
  return c;
}

// A member of a region or an industry.
template <class List, class T, class Row>
PackColumn member(std::string name, const Measure& measure, List Pack::*list, T Row::*field,
                  std::string_view doc = "") {
  PackColumn c = column(std::move(name), measure, doc);
  c.store = [list, field](Pack& pack, std::size_t row, std::size_t, double value) {
    (pack.*list)[row].*field = static_cast<T>(value);
  };
  return c;
}

PackColumn text(std::string name, std::string_view doc, std::function<void(Pack&, std::size_t, std::string)> store,
                std::function<std::vector<std::string>(const Pack&)> vocabulary = nullptr, bool may_be_empty = false) {
  PackColumn c;
  c.name = std::move(name);
  c.spec = {.unit = "text", .doc = doc};
  c.store_text = [store = std::move(store)](Pack& pack, std::size_t row, std::vector<std::string> words) {
    store(pack, row, words.empty() ? std::string() : std::move(words.front()));
  };
  c.vocabulary = std::move(vocabulary);
  c.may_be_empty = may_be_empty;
  return c;
}

PackColumn words(std::string name, std::string_view doc, std::vector<std::string> PackRegion::*field,
                 std::vector<std::pair<std::string, Label>> Pack::*allowed) {
  PackColumn c;
  c.name = std::move(name);
  c.spec = {.unit = "text", .doc = doc};
  c.store_text = [field](Pack& pack, std::size_t row, std::vector<std::string> found) {
    pack.regions[row].*field = std::move(found);
  };
  c.vocabulary = [allowed](const Pack& pack) {
    std::vector<std::string> names;
    for (const auto& [code, label] : pack.*allowed) names.push_back(code);
    return names;
  };
  c.is_list = true;
  c.may_be_empty = true;
  return c;
}

std::function<std::vector<std::string>(const Pack&)> one_of(std::vector<std::string> names) {
  return [names = std::move(names)](const Pack&) { return names; };
}

// The file may lack it.
PackColumn optional(PackColumn column) {
  column.is_optional = true;
  return column;
}

PackTable regions() {
  using R = PackRegion;
  const auto list = &Pack::regions;
  const auto blocks = [](const Pack& pack) {
    std::vector<std::string> names;
    for (const auto& [code, label] : pack.blocks) names.push_back(code);
    return names;
  };
  return {.name = "regions",
          .doc = "the regions, in the order used everywhere",
          .rows = PackRows::defines,
          .keys = {{"region", PackKey::region}},
          .columns = {
              text("name_en", "English name",
                   [](Pack& p, std::size_t r, std::string s) { p.regions[r].name.en = std::move(s); }),
              optional(text("name_zh", "Chinese name",
                            [](Pack& p, std::size_t r, std::string s) { p.regions[r].name.zh = std::move(s); })),
              optional(text("name_full_zh", "full Chinese name",
                            [](Pack& p, std::size_t r, std::string s) { p.regions[r].name_full_zh = std::move(s); })),
              member("adcode", {"text", 0, 1e9, 1, false, true}, list, &R::adcode, "administrative code"),
              text(
                  "block", "a key of `blocks`",
                  [](Pack& p, std::size_t r, std::string s) { p.regions[r].block = std::move(s); }, blocks),
              words("areas", "keys of `areas`, joined by |", &R::areas, &Pack::areas),
              words("roles", "keys of `roles`, joined by |", &R::roles, &Pack::roles),
              optional(member("latitude", {"degree", -90, 90}, list, &R::latitude, "of the capital")),
              optional(member("longitude", {"degree", -180, 180}, list, &R::longitude, "of the capital")),
              member("land_area", {"km2", 0, infinity, 1, true}, list, &R::land_area),
              member("tile_row", {"index", 0, 1000, 1, false, true}, list, &R::tile_row,
                     "row in the tile map, from north to south"),
              member("tile_col", {"index", 0, 1000, 1, false, true}, list, &R::tile_col,
                     "column in the tile map, from west to east"),
          }};
}

PackTable industries() {
  using I = PackIndustry;
  const auto list = &Pack::industries;
  const auto tradability = [](Pack& p, std::size_t i, const std::string& s) {
    p.industries[i].tradability = s == "goods"              ? Tradability::goods
                                  : s == "tradable_service" ? Tradability::tradable_service
                                                            : Tradability::local_service;
  };
  return {
      .name = "industries",
      .doc = "the industries, in the order used everywhere",
      .rows = PackRows::defines,
      .keys = {{"industry", PackKey::industry}},
      .columns = {
          text("name_en", "English name",
               [](Pack& p, std::size_t i, std::string s) { p.industries[i].name.en = std::move(s); }),
          optional(text("name_zh", "Chinese name",
                        [](Pack& p, std::size_t i, std::string s) { p.industries[i].name.zh = std::move(s); })),
          text(
              "class9", "class in the nine-industry grouping",
              [](Pack& p, std::size_t i, std::string s) { p.industries[i].class9 = std::move(s); },
              one_of({"agriculture", "industry", "construction", "wholesale_retail", "transport_post",
                      "accommodation_catering", "finance", "real_estate", "other_services"})),
          text(
              "sector3", "one of the three sectors",
              [](Pack& p, std::size_t i, std::string s) { p.industries[i].sector3 = std::move(s); },
              one_of({"primary", "secondary", "tertiary"})),
          text("tradability", "how far its output travels", tradability,
               one_of({"goods", "tradable_service", "local_service"})),
          text(
              "role", "the part it plays in the model, or empty",
              [](Pack& p, std::size_t i, std::string s) { p.industries[i].role = std::move(s); },
              one_of({"agriculture", "coal", "oil", "food", "electricity", "construction", "trade", "transport",
                      "real_estate", "research", "education", "health", "administration"}),
              true),
          member("storable", flag, list, &I::storable, "unsold output can be kept as stock"),
          member("own_account", flag, list, &I::own_account, "most labour income is mixed income"),
          member("public", flag, list, &I::is_public, "output is mainly paid for by government"),
          member("relocatable", flag, list, &I::relocatable, "firms may move between regions"),
          member("gravity_elasticity", {"elasticity", 0, 10}, list, &I::gravity_elasticity,
                 "fall of trade with distance"),
          member("income_elasticity", {"elasticity", 0, 5}, list, &I::income_elasticity, "of household demand"),
          member("so2_intensity_weight", {"weight"}, list, &I::so2_weight, "SO2 per unit of output, relative"),
          member("cod_intensity_weight", {"weight"}, list, &I::cod_weight, "COD per unit of output, relative"),
          member("energy_intensity", {"tce per million yuan"}, list, &I::energy_intensity, "energy per unit of output"),
          member("mean_firm_size", {"persons", 1, 1e6}, list, &I::mean_firm_size, "persons employed per firm"),
          member("freight_weight", {"weight", 0, 100}, list, &I::freight_weight,
                 "freight per value, relative to a mean good; 0 for what is not carried"),
      }};
}

PackTable accounts() {
  const auto cell = [](std::string name, const Measure& measure, CellTable PackAccounts::*table,
                       std::string_view doc = "") {
    return number(
        std::move(name), measure, [table](Pack& p) -> CellTable& { return p.accounts.*table; }, doc);
  };
  using A = PackAccounts;
  return {
      .name = "accounts",
      .doc = "production and use of each product in each region",
      .rows = PackRows::every,
      .keys = {{"region", PackKey::region}, {"industry", PackKey::industry}},
      .columns = {
          cell("gross_output", money_a_year, &A::gross_output, "at producer prices"),
          cell("labour_compensation", money_a_year, &A::labour_compensation,
               "with mixed income of own-account workers"),
          cell("net_production_tax", signed_money_a_year, &A::net_production_tax, "taxes less subsidies on production"),
          cell("depreciation", money_a_year, &A::depreciation),
          cell("operating_surplus", signed_money_a_year, &A::operating_surplus, "net of depreciation"),
          cell("consumption_urban", money_a_year, &A::consumption_urban),
          cell("consumption_rural", money_a_year, &A::consumption_rural),
          cell("government_consumption", money_a_year, &A::government_consumption),
          cell("investment", money_a_year, &A::investment),
          cell("export", money_a_year, &A::exports, "to other countries"),
          cell("import", money_a_year, &A::imports, "from other countries"),
          cell("outflow", money_a_year, &A::outflow, "to other regions"),
          cell("inflow", money_a_year, &A::inflow, "from other regions"),
          cell("employment", persons, &A::employment),
          cell("capital", money, &A::capital, "at replacement cost"),
      }};
}

PackTable intermediate() {
  PackTable table{.name = "intermediate",
                  .doc = "inputs of each using industry, one column per industry",
                  .rows = PackRows::every,
                  .keys = {{"region", PackKey::region}, {"input", PackKey::industry}},
                  .columns = {}};
  table.per_industry = [](const std::string& industry, std::size_t user) {
    PackColumn c = column(industry, money_a_year, "input used by this industry");
    c.allocate = [](Pack& pack, std::size_t rows, std::size_t columns) {
      if (pack.intermediate.size_a() != rows) pack.intermediate.assign(rows, columns, columns);
    };
    c.store = [user](Pack& pack, std::size_t row, std::size_t input, double value) {
      pack.intermediate(RegionId(row), IndustryId(input), IndustryId(user)) = value;
    };
    return c;
  };
  return table;
}

PackColumn regional(std::string name, const Measure& measure, Column<RegionId, double> Pack::*values,
                    std::string_view doc = "") {
  return number(
      std::move(name), measure, [values](Pack & p) -> auto& { return p.*values; }, doc);
}

PackColumn between(std::string name, const Measure& measure, Table<RegionId, RegionId, double> Pack::*values,
                   std::string_view doc = "") {
  return number(
      std::move(name), measure, [values](Pack & p) -> auto& { return p.*values; }, doc);
}

PackTable of_regions(std::string name, std::string_view doc, std::vector<PackColumn> columns) {
  return {.name = std::move(name),
          .doc = doc,
          .rows = PackRows::every,
          .keys = {{"region", PackKey::region}},
          .columns = std::move(columns)};
}

PackTable age() {
  std::vector<PackColumn> columns;
  for (std::size_t k = 0; k < age_groups; ++k)
    columns.push_back(slot("age_" + std::to_string(5 * k), persons, &Pack::age, k, "residents of this age group"));
  return of_regions("age", "residents by five-year age group, the last one open", std::move(columns));
}

// A number at its row of an array of the nation; the first row is slot `from`.
template <std::size_t N>
PackColumn national(std::string name, const Measure& measure, std::array<double, N> Pack::*values, std::string_view doc,
                    std::size_t from = 0) {
  PackColumn c = column(std::move(name), measure, doc);
  c.store = [values, from](Pack& pack, std::size_t row, std::size_t, double value) {
    (pack.*values)[from + row] = value;
  };
  return c;
}

std::vector<PackTable> of_ages() {
  return {
      {.name = "vital_rates",
       .doc = "births, deaths and migrants by age",
       .rows = PackRows::every,
       .keys = {{"age", PackKey::age}},
       .columns = {national("fertility", {"births per 1000 women per year", 0, 1000, 1e-3}, &Pack::fertility,
                            "births per woman"),
                   national("mortality_male", deaths_per_thousand, &Pack::mortality_male, "deaths per man"),
                   national("mortality_female", deaths_per_thousand, &Pack::mortality_female, "deaths per woman"),
                   national("migrant_share", share, &Pack::migrant_share, "of all migrants; the column sums to 1")}},
      {.name = "age_profiles",
       .doc = "how men, own-account work and unemployment are spread over ages",
       .rows = PackRows::every,
       .keys = {{"age", PackKey::age}},
       .columns = {national("men", {"share", -0.5, 0.5}, &Pack::men_tilt, "men per person less the region's share"),
                   national("own_account", odds, &Pack::own_account_odds, "own-account work to wage work"),
                   national("unemployed", odds, &Pack::unemployment_odds, "unemployment, of the labour force")}},
      {.name = "participation",
       .doc = "the labour force by year of age",
       .rows = PackRows::every,
       .keys = {{"age", PackKey::year_of_age}},
       .columns = {national("men", share, &Pack::active_men, "at work or looking for it, before retirement",
                            first_active_age),
                   national("women", share, &Pack::active_women, "at work or looking for it, before retirement",
                            first_active_age),
                   national("re_entry", odds, &Pack::re_entry_odds, "return of the inactive to the labour force",
                            first_active_age)}},
      {.name = "mover_ages",
       .doc = "who moves between regions, by age; a row holds to the next",
       .rows = PackRows::every,
       .keys = {{"age", PackKey::mover_age}},
       .columns = {national("odds", odds, &Pack::mover_odds, "of moving, to other regions and to town"),
                   national("return_age", {"years", 0, 120}, &Pack::return_age,
                            "at which the band decides to return; children with their parents")}},
      {.name = "schooling",
       .doc = "what goes with a level of education",
       .rows = PackRows::every,
       .keys = {{"level", PackKey::education}},
       .columns = {national("mover_odds", odds, &Pack::mover_odds_schooling, "of moving to other regions"),
                   national("leaves_school", {"years", 6, 35, 1, false, true}, &Pack::leaves_school_at,
                            "age at which school ends")}},
  };
}

PackTable government() {
  const auto budget = [](std::string name, Column<RegionId, double> PackGovernment::*values, std::string_view doc,
                         const Measure& measure = money_a_year) {
    return number(
        std::move(name), measure, [values](Pack & p) -> auto& { return p.government.*values; }, doc);
  };
  using G = PackGovernment;
  return of_regions("government", "regional budgets",
                    {
                        budget("indirect_tax", &G::indirect_tax, "regional part of all taxes but the two on income"),
                        budget("corporate_tax", &G::corporate_tax, "regional part"),
                        budget("personal_tax", &G::personal_tax, "regional part"),
                        budget("nontax", &G::nontax, "fees and other revenue"),
                        optional(budget("expenditure_education", &G::expenditure_education, "")),
                        optional(budget("expenditure_health", &G::expenditure_health, "")),
                        optional(budget("expenditure_social", &G::expenditure_social, "")),
                        optional(budget("expenditure_science", &G::expenditure_science, "")),
                        optional(budget("expenditure_transport", &G::expenditure_transport, "")),
                        optional(budget("expenditure_environment", &G::expenditure_environment, "")),
                        optional(budget("expenditure_agriculture", &G::expenditure_agriculture, "")),
                        optional(budget("expenditure_other", &G::expenditure_other, "")),
                        budget("transfer_rebate", &G::transfer_rebate, "from the centre"),
                        budget("transfer_general", &G::transfer_general, "from the centre"),
                        budget("transfer_special", &G::transfer_special, "from the centre"),
                        optional(budget("remitted", &G::remitted, "to the centre")),
                        budget("debt", &G::debt, "direct debt", money),
                    });
}

PackTable functions() {
  std::vector<PackColumn> columns = {
      regional("grain_output", tonnes_a_year, &Pack::grain_output),
      regional("sown_area", hectares, &Pack::sown_area),
      regional("farmland", hectares, &Pack::farmland),
      regional("coal_output", tonnes_a_year, &Pack::coal_output),
      regional("electricity_thermal", electricity, &Pack::electricity_thermal),
      regional("electricity_hydro", electricity, &Pack::electricity_hydro),
      regional("electricity_nuclear", electricity, &Pack::electricity_nuclear),
      regional("electricity_wind", electricity, &Pack::electricity_wind),
      regional("electricity_solar", electricity, &Pack::electricity_solar),
      regional("rd_spending", money_a_year, &Pack::rd_spending, "research and development"),
      regional("so2", tonnes_a_year, &Pack::so2),
      regional("cod", tonnes_a_year, &Pack::cod),
  };
  for (std::size_t k = 0; k < special_areas; ++k)
    columns.push_back(
        optional(slot(special_area_names()[k], share_of_population, &Pack::special, k, "residents in such areas")));
  return of_regions("functions", "grain, energy, research, emissions, special areas", std::move(columns));
}

PackTable adjacency() {
  return {.name = "adjacency",
          .doc = "pairs of regions with a common border or ferry, both ways",
          .rows = PackRows::some,
          .keys = {{"region", PackKey::region}, {"neighbour", PackKey::region}},
          .columns = {},
          .marks = &Pack::adjacent};
}

PackTable paths() {
  const auto path = [](std::string name, const Measure& measure, std::vector<double> PackPaths::*values,
                       std::string_view doc) {
    PackColumn c = column(std::move(name), measure, doc);
    c.allocate = [values](Pack& pack, std::size_t rows, std::size_t) { (pack.paths.*values).assign(rows, 0.0); };
    c.store = [values](Pack& pack, std::size_t row, std::size_t, double value) { (pack.paths.*values)[row] = value; };
    return c;
  };
  using P = PackPaths;
  return {
      .name = "paths",
      .doc = "known quarterly paths from the base year on",
      .rows = PackRows::consecutive,
      .keys = {{"quarter", PackKey::quarter}},
      .columns = {
          path("world_demand", {"index {year}=1", 0, 100, 1, true}, &P::world_demand, "world trade volume"),
          path("coal_price", {"index {year}=1", 0, 100, 1, true}, &P::coal_price, "nominal"),
          path("oil_price", {"index {year}=1", 0, 100, 1, true}, &P::oil_price, "nominal"),
          path("birth_factor", {"ratio to {year} births", 0, 10}, &P::birth_factor, "births relative to the base year"),
          path("epidemic_gap", {"share of output lost", -1, 1}, &P::epidemic_gap,
               "negative in a quarter of catching up"),
      }};
}

}  // namespace

const std::vector<std::string>& special_area_names() {
  static const std::vector<std::string> names{"old_revolutionary", "border_county", "resource_based", "formerly_poor"};
  return names;
}

const std::vector<PackTable>& pack_tables() {
  using PairTable = std::vector<std::pair<std::string, PackKey>>;
  static const std::vector<PackTable> tables = [] {
    std::vector<PackTable> all{
        regions(),
        industries(),
        accounts(),
        intermediate(),
        of_regions("population", "residents",
                   {
                       regional("urban", persons, &Pack::urban, "residents of towns"),
                       regional("rural", persons, &Pack::rural, "residents of the countryside"),
                       regional("sex_ratio", {"males per 100 females", 50, 200}, &Pack::sex_ratio),
                       regional("crude_birth_rate", per_thousand, &Pack::crude_birth_rate),
                       regional("crude_death_rate", per_thousand, &Pack::crude_death_rate),
                   }),
        age(),
        of_regions("education", "highest level of residents aged 15 and over; the four columns sum to 1",
                   {
                       slot("primary", share, &Pack::education, 0, "primary school or less"),
                       slot("junior", share, &Pack::education, 1, "junior secondary"),
                       slot("senior", share, &Pack::education, 2, "senior secondary"),
                       slot("tertiary", share, &Pack::education, 3, "tertiary"),
                   }),
        {.name = "migrants",
         .doc = "residents registered in another region",
         .rows = PackRows::pairs,
         .keys = PairTable{{"hukou", PackKey::region}, {"residence", PackKey::region}},
         .columns = {between("persons", persons, &Pack::migrants)}},
        {.name = "migration_flows",
         .doc = "movers between regions in five years",
         .rows = PackRows::pairs,
         .keys = PairTable{{"origin", PackKey::region}, {"destination", PackKey::region}},
         .columns = {between("persons", persons, &Pack::migration_flows)}},
        government(),
        of_regions("households", "income and consumption per head",
                   {
                       regional("income_urban", income, &Pack::income_urban, "disposable income"),
                       regional("income_rural", income, &Pack::income_rural, "disposable income"),
                       regional("consumption_urban", income, &Pack::survey_consumption_urban, "household survey"),
                       regional("consumption_rural", income, &Pack::survey_consumption_rural, "household survey"),
                   }),
        {.name = "distance",
         .doc = "between regions, and within each",
         .rows = PackRows::every,
         .keys = PairTable{{"from", PackKey::region}, {"to", PackKey::region}},
         .columns =
             {
                 between("distance", {"km", 0, infinity, 1, true}, &Pack::distance, "of the capitals"),
                 optional(between("road_time", hours, &Pack::road_time)),
                 optional(between("rail_time", hours, &Pack::rail_time)),
                 between("travel_cost", {"index", 0, infinity, 1, true}, &Pack::travel_cost,
                         "median between regions 1"),
             }},
        of_regions(
            "space", "transport networks",
            {
                optional(regional("expressway", kilometres, &Pack::expressway)),
                optional(regional("railway", kilometres, &Pack::railway)),
                optional(regional("highway", kilometres, &Pack::highway)),
                regional("seaport", flag, &Pack::seaport, "1: the region has one"),
                optional(regional("port_throughput", {"million t/year", 0, infinity, 1e6}, &Pack::port_throughput)),
            }),
        functions(),
        of_regions(
            "growth", "growth of each region relative to the nation before the base year",
            {
                regional("share_growth", {"1/year", -0.5, 0.5}, &Pack::share_growth,
                         "log change of the share in national GDP"),
                regional("shock_sd", {"1/year", 0, 0.5}, &Pack::shock_sd, "s.d. of yearly shocks to the log share"),
            }),
        paths(),
        adjacency(),
    };
    for (PackTable& table : of_ages()) all.push_back(std::move(table));
    return all;
  }();
  return tables;
}

const std::vector<NationalFact>& national_facts() {
  using N = PackNational;
  const auto fact = [](std::string name, const Measure& measure, double N::*member, std::string_view doc) {
    return NationalFact{std::move(name),
                        {.unit = measure.unit, .min = measure.min, .max = measure.max, .doc = doc},
                        measure.scale,
                        member};
  };
  static const std::vector<NationalFact> facts{
      fact("real_growth", {"1/year", -0.5, 0.5}, &N::real_growth, "growth of real GDP"),
      fact("inflation", {"1/year", -0.5, 1}, &N::inflation, "of consumer prices"),
      fact("unemployment_rate", share, &N::unemployment_rate, "unemployed to labour force"),
      fact("household_income_share", share, nullptr, "household disposable income to GDP"),
      fact("central_revenue", money_a_year, &N::central_revenue, "the centre's general budget"),
      fact("central_indirect_tax", money_a_year, &N::central_indirect_tax, "the centre's part"),
      fact("central_corporate_tax", money_a_year, &N::central_corporate_tax, "the centre's part"),
      fact("central_personal_tax", money_a_year, &N::central_personal_tax, "the centre's part"),
      fact("central_nontax", money_a_year, &N::central_nontax, "fees and other revenue"),
      fact("central_own_expenditure", money_a_year, &N::central_own_expenditure, "without transfers"),
      fact("central_debt", money, &N::central_debt, "end of year"),
      fact("local_debt", money, &N::local_debt, "direct, end of year"),
      fact("social_contributions", money_a_year, &N::social_contributions, "to social insurance"),
      fact("social_benefits", money_a_year, &N::social_benefits, "of social insurance"),
      fact("social_fund", money, &N::social_fund, "balance, end of year"),
      fact("land_revenue", money_a_year, &N::land_revenue, "land sales of local governments"),
  };
  return facts;
}

}  // namespace jiuzhou
