// Work, wages and unemployment.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {"labour_force",
     {region},
     "person",
     mean,
     "employed and unemployed residents after the labour market",
     "劳动力",
     [](const World& w, Out out) { copy(w.regions.labour_force, out); }},
    {"employment",
     {region, industry},
     "person",
     mean,
     "persons at work",
     "就业人数",
     [](const World& w, Out out) { copy(w.activity.employment, out); }},
    {"unemployment_rate",
     {region},
     "share",
     mean,
     "unemployed to labour force after the labour market",
     "失业率",
     [](const World& w, Out out) { copy(w.regions.unemployment_rate, out); },
     "",
     up_to_1},
    {"vacancies",
     {region},
     "job",
     point,
     "jobs left vacant",
     "空缺岗位",
     [](const World& w, Out out) {
       firms_by_region(w, out, [&](FirmId f) { return static_cast<double>(w.firms.vacancies[f]); });
     }},
    {"wage",
     {region},
     "yuan/person/quarter",
     mean,
     "wage bill per person at work",
     "平均工资",
     [](const World& w, Out out) {
       over_industries(w.activity.employment, out);
       if (w.activity.wages.size() != out.size()) return leave_out(out);
       for (const RegionId r : w.region_ids())
         out[index(r)] = out[index(r)] > 0 ? w.activity.wages[r] / out[index(r)] : missing;
     },
     "",
     not_negative,
     "where nobody is at work"},
};

}  // namespace

std::span<const Series> of_labour() {
  return table;
}

}  // namespace jiuzhou::series
