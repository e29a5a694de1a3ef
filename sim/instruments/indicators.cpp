#include "sim/instruments/indicators.hpp"

namespace jiuzhou {

namespace {

double people(const World& w, RegionId r) {
  return static_cast<double>(w.census.urban[r] + w.census.rural[r]);
}

template <class Value>
double over_regions(const World& w, Value&& value) {
  double sum = 0;
  for (const RegionId r : w.region_ids()) sum += value(r);
  return sum;
}

double all_people(const World& w) {
  return over_regions(w, [&](RegionId r) { return people(w, r); });
}

double yearly_gdp(const World& w) {
  return 4 * over_regions(w, [&](RegionId r) { return w.regions.nominal_gdp[r]; });
}

double gdp_per_head(const World& w, RegionId r) {
  return 4 * w.regions.nominal_gdp[r] / people(w, r);
}

// Persons who arrived less those who left, of those who live there.
double net_migration(const World& w, RegionId r) {
  double net = 0;
  for (const RegionId other : w.region_ids())
    if (other != r) net += static_cast<double>(w.activity.moves(other, r) - w.activity.moves(r, other));
  return 4 * net / people(w, r);
}

double wage(const World& w, RegionId r) {
  return 4 * w.activity.wages[r] / static_cast<double>(w.census.employed[r]);
}

}  // namespace

const std::vector<Indicator>& indicators() {
  static const std::vector<Indicator> table{
      {"unemployment_rate", "share", true, "unemployed to labour force",
       [](const World& w, RegionId r) { return w.regions.unemployment_rate[r]; }, 0, 1},
      {"vacancy_rate", "share", true, "vacancies to jobs, filled or vacant",
       [](const World& w, RegionId r) { return w.regions.vacancy_rate[r]; }, 0, 1},
      {"population", "person", true, "residents", people},
      {"urban_share", "share", true, "urban residents to all",
       [](const World& w, RegionId r) { return static_cast<double>(w.census.urban[r]) / people(w, r); }, 0, 1},
      {"aged_share", "share", true, "residents of 65 and more to all",
       [](const World& w, RegionId r) { return static_cast<double>(w.census.aged[r]) / people(w, r); }, 0, 1},
      {"nonlocal_share", "share", true, "residents registered elsewhere to all",
       [](const World& w, RegionId r) { return static_cast<double>(w.census.nonlocal[r]) / people(w, r); }, 0, 1},
      {"net_migration", "1/year", true, "arrivals less departures to residents", net_migration, -1, 1},
      {"annual_gdp_per_head", "yuan/person/year", true, "GDP per head at current prices, quarter times four",
       gdp_per_head},
      {"relative_gdp_per_head", "ratio", true, "GDP per head to the nation's",
       [](const World& w, RegionId r) { return gdp_per_head(w, r) * all_people(w) / yearly_gdp(w); }},
      {"annual_wage", "yuan/person/year", true, "wage bill per person at work, quarter times four", wage},
      {"price_level", "base = 1", true, "consumer prices",
       [](const World& w, RegionId r) { return w.regions.price_level[r]; }},
      {"rent", "base = 1", true, "rent index", [](const World& w, RegionId r) { return w.regions.rent[r]; }},
      {"debt_ratio", "share", true, "debt of the region's government to its yearly GDP",
       [](const World& w, RegionId r) {
         return -w.ledger.yuan({Sector::province_debt, index(r)}) / (4 * w.regions.nominal_gdp[r]);
       },
       -10, 10},
      {"ecology", "base = 1", true, "ecological index",
       [](const World& w, RegionId r) { return w.regions.ecology[r]; }},
      {"farmland", "ha", true, "cultivated land", [](const World& w, RegionId r) { return w.regions.farmland[r]; }},
      {"national_unemployment_rate", "share", false, "unemployed to labour force, nation",
       [](const World& w, RegionId) {
         return over_regions(w,
                             [&](RegionId r) { return w.regions.unemployment_rate[r] * w.regions.labour_force[r]; }) /
                over_regions(w, [&](RegionId r) { return w.regions.labour_force[r]; });
       },
       0, 1},
      {"urbanisation_rate", "share", false, "urban residents to all, nation",
       [](const World& w, RegionId) {
         return over_regions(w, [&](RegionId r) { return static_cast<double>(w.census.urban[r]); }) / all_people(w);
       },
       0, 1},
      {"national_population", "person", false, "residents, nation",
       [](const World& w, RegionId) { return all_people(w); }},
      {"central_debt_ratio", "share", false, "the centre's debt to yearly GDP",
       [](const World& w, RegionId) { return -w.ledger.yuan({Sector::centre_debt}) / yearly_gdp(w); }, -10, 10},
      {"loan_rate", "1/year", false, "lending rate", [](const World& w, RegionId) { return w.nation.loan_rate; }, -1,
       1},
      {"world_demand", "base = 1", false, "foreign demand",
       [](const World& w, RegionId) { return w.nation.world_demand; }},
      {"coal_price", "base = 1", false, "world coal price in yuan",
       [](const World& w, RegionId) { return w.nation.coal_price; }},
      {"oil_price", "base = 1", false, "world oil price in yuan",
       [](const World& w, RegionId) { return w.nation.oil_price; }},
  };
  return table;
}

}  // namespace jiuzhou
