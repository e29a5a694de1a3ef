// Prices and rents.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"
#include "sim/state/land.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {"price_level",
     {region},
     "base = 1",
     mean,
     "consumer prices, Laspeyres on the base-year basket",
     "居民消费价格指数",
     [](const World& w, Out out) { copy(w.regions.price_level, out); }},
    {"rent",
     {region},
     "base = 1",
     mean,
     "rent index",
     "租金指数",
     [](const World& w, Out out) { copy(w.regions.rent, out); }},
    {"dwelling_price",
     {region},
     "base = 1",
     mean,
     "price of dwellings to consumer prices",
     "住房价格与居民消费价格之比",
     [](const World& w, Out out) { copy(w.regions.dwelling_price, out); }},
    {"land_price",
     {region},
     "base = 1",
     mean,
     "price of land for dwellings to consumer prices",
     "住宅用地价格与居民消费价格之比",
     [](const World& w, Out out) {
       for (const RegionId r : w.region_ids()) out[index(r)] = land_price(w, r);
     }},
};

}  // namespace

std::span<const Series> of_prices() {
  return table;
}

}  // namespace jiuzhou::series
