// The nation as a whole.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

double consumption_total(const World& w) {
  return total(w.activity.consumption_urban) + total(w.activity.consumption_rural);
}

double investment_total(const World& w) {
  return total(w.activity.investment_firms) + total(w.activity.investment_public) +
         total(w.activity.dwelling_investment);
}

double national_price_level(const World& w) {
  double spent = 0, weighted = 0;
  for (const RegionId r : w.region_ids()) {
    if (w.activity.consumption_urban.size() == 0 || w.regions.price_level.size() == 0) return missing;
    const double yuan = w.activity.consumption_urban[r] + w.activity.consumption_rural[r];
    spent += yuan;
    weighted += yuan / w.regions.price_level[r];
  }
  return spent / weighted;
}

double national_unemployment_rate(const World& w) {
  double unemployed = 0;
  for (const RegionId r : w.region_ids()) {
    if (w.regions.labour_force.size() == 0 || w.regions.unemployment_rate.size() == 0) return missing;
    unemployed += w.regions.unemployment_rate[r] * w.regions.labour_force[r];
  }
  return unemployed / total(w.regions.labour_force);
}

constexpr Series table[] = {
    {"national_gdp",
     {},
     "yuan/quarter",
     sum,
     "gross domestic product at current prices, nation",
     "国内生产总值（现价）",
     [](const World& w, Out out) { out[0] = total(w.activity.value_added); }},
    {"national_gdp_real",
     {},
     "base-year yuan/quarter",
     sum,
     "gross domestic product at base-year prices, nation",
     "国内生产总值（基期价）",
     [](const World& w, Out out) { out[0] = total(w.activity.value_added_real); }},
    {"national_growth",
     {},
     "1/year",
     mean,
     "growth of real GDP over four quarters",
     "国内生产总值实际增速（同比）",
     nullptr,
     "national_gdp_real",
     any,
     "in the first four quarters"},
    {"national_population",
     {},
     "person",
     point,
     "residents, nation",
     "全国人口",
     [](const World& w, Out out) { out[0] = total(w.census.urban) + total(w.census.rural); }},
    {"national_price_level",
     {},
     "base = 1",
     mean,
     "consumer prices, nation, weighted by consumption",
     "全国居民消费价格指数",
     [](const World& w, Out out) { out[0] = national_price_level(w); }},
    {"inflation",
     {},
     "1/year",
     mean,
     "growth of consumer prices over four quarters",
     "居民消费价格涨幅（同比）",
     nullptr,
     "national_price_level",
     any,
     "in the first four quarters"},
    {"national_unemployment_rate",
     {},
     "share",
     mean,
     "unemployed to labour force after the labour market, nation",
     "全国失业率",
     [](const World& w, Out out) { out[0] = national_unemployment_rate(w); },
     "",
     up_to_1},
    {"urbanisation_rate",
     {},
     "share",
     point,
     "urban share of the residents",
     "城镇化率",
     [](const World& w, Out out) { out[0] = total(w.census.urban) / (total(w.census.urban) + total(w.census.rural)); },
     "",
     up_to_1},
    {"labour_share",
     {},
     "share",
     mean,
     "wage bill to GDP",
     "劳动报酬占比",
     [](const World& w, Out out) { out[0] = total(w.activity.wages) / total(w.activity.value_added); }},
    {"consumption_share",
     {},
     "share",
     mean,
     "household consumption to GDP",
     "居民消费占比",
     [](const World& w, Out out) { out[0] = consumption_total(w) / total(w.activity.value_added); }},
    {"government_share",
     {},
     "share",
     mean,
     "government consumption to GDP",
     "政府消费占比",
     [](const World& w, Out out) {
       out[0] = total(w.activity.government_consumption) / total(w.activity.value_added);
     }},
    {"investment_share",
     {},
     "share",
     mean,
     "fixed investment to GDP",
     "固定投资占比",
     [](const World& w, Out out) { out[0] = investment_total(w) / total(w.activity.value_added); }},
    {"saving_rate",
     {},
     "share",
     mean,
     "households' saving to their disposable income",
     "居民储蓄率",
     [](const World& w, Out out) {
       out[0] = 1 - consumption_total(w) / (total(w.activity.disposable_urban) + total(w.activity.disposable_rural));
     },
     "",
     {lowest, 1}},
};

}  // namespace

std::span<const Series> of_nation() {
  return table;
}

}  // namespace jiuzhou::series
