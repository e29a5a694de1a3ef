// Inequality between regions and between households.
#include "output/indices.hpp"
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

double theil_between_blocks(const World& w) {
  return theil(by_block(w, population_by_region(w)), by_block(w, gdp_by_region(w)));
}

constexpr Series table[] = {
    {"theil_total",
     {},
     "1",
     mean,
     "Theil index of GDP per head between regions, weighted by population",
     "人均生产总值泰尔指数",
     [](const World& w, Out out) { out[0] = theil(population_by_region(w), gdp_by_region(w)); }},
    {"theil_between_blocks",
     {},
     "1",
     mean,
     "its part between blocks",
     "泰尔指数（板块之间）",
     [](const World& w, Out out) { out[0] = theil_between_blocks(w); }},
    {"theil_within_blocks",
     {},
     "1",
     mean,
     "its part within blocks",
     "泰尔指数（板块内部）",
     [](const World& w, Out out) {
       out[0] = std::max(0.0, theil(population_by_region(w), gdp_by_region(w)) - theil_between_blocks(w));
     }},
    {"gini_regions",
     {},
     "1",
     mean,
     "Gini coefficient of GDP per head between regions, weighted by population",
     "人均生产总值基尼系数（地区间）",
     [](const World& w, Out out) { out[0] = gini(population_by_region(w), gdp_by_region(w)); }},
    {"gini_income",
     {},
     "1",
     mean,
     "Gini coefficient of disposable income per head over persons grouped by household account (region, urban or "
     "rural, income fifth): differences within an account are not counted",
     "居民人均可支配收入基尼系数（按地区、城乡、收入五等份分组）",
     [](const World& w, Out out) {
       std::vector<double> people(w.household_count()), income(w.household_count());
       copy(w.households.persons, people);
       copy(w.households.income, income);
       out[0] = gini(people, income);
     }},
    {"variation_coefficient",
     {},
     "1",
     mean,
     "coefficient of variation of GDP per head between regions, weighted by population",
     "人均生产总值变异系数",
     [](const World& w, Out out) { out[0] = variation_coefficient(population_by_region(w), gdp_by_region(w)); }},
};

}  // namespace

std::span<const Series> of_inequality() {
  return table;
}

}  // namespace jiuzhou::series
