// Food, energy and the environment.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {"grain_output",
     {region},
     "t/quarter",
     sum,
     "grain harvested",
     "粮食产量",
     [](const World& w, Out out) { copy(w.activity.grain, out); }},
    {"farmland",
     {region},
     "ha",
     point,
     "cultivated land",
     "耕地面积",
     [](const World& w, Out out) { copy(w.regions.farmland, out); }},
    {"coal_output",
     {region},
     "t/quarter",
     sum,
     "coal mined",
     "原煤产量",
     [](const World& w, Out out) { copy(w.activity.coal, out); }},
    {"electricity_output",
     {region},
     "GWh/quarter",
     sum,
     "electricity generated",
     "发电量",
     [](const World& w, Out out) { copy(w.activity.electricity, out); }},
    {"energy_use",
     {region},
     "tce/quarter",
     sum,
     "energy used, tonnes of coal equivalent",
     "能源消费量（标准煤）",
     [](const World& w, Out out) { copy(w.activity.energy_use, out); }},
    {"so2",
     {region},
     "t/quarter",
     sum,
     "emissions of sulphur dioxide",
     "二氧化硫排放量",
     [](const World& w, Out out) { copy(w.activity.so2, out); }},
    {"cod",
     {region},
     "t/quarter",
     sum,
     "chemical oxygen demand of waste water",
     "化学需氧量排放量",
     [](const World& w, Out out) { copy(w.activity.cod, out); }},
    {"ecology",
     {region},
     "base = 1",
     point,
     "ecological index",
     "生态指数",
     [](const World& w, Out out) { copy(w.regions.ecology, out); }},
};

}  // namespace

std::span<const Series> of_environment() {
  return table;
}

}  // namespace jiuzhou::series
