// Prices and rents.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

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
};

}  // namespace

std::span<const Series> of_prices() {
  return table;
}

}  // namespace jiuzhou::series
