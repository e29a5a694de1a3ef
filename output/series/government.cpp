// Budgets, public capital and services.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {"government_revenue",
     {region},
     "yuan/quarter",
     sum,
     "regional revenue without transfers",
     "地方自有收入",
     [](const World& w, Out out) { copy(w.regions.own_revenue, out); }},
    {"government_expenditure",
     {region},
     "yuan/quarter",
     sum,
     "regional public spending",
     "地方财政支出",
     [](const World& w, Out out) { copy(w.regions.budget, out); }},
    {"transfer",
     {region},
     "yuan/quarter",
     sum,
     "transfers from the centre",
     "中央转移支付",
     [](const World& w, Out out) { copy(w.activity.transfers, out); },
     "",
     any},
    {"land_revenue",
     {region},
     "yuan/quarter",
     sum,
     "net land revenue",
     "土地出让净收入",
     [](const World& w, Out out) { copy(w.activity.land_revenue, out); }},
    {"government_debt",
     {region},
     "yuan",
     point,
     "regional government debt",
     "地方政府债务",
     [](const World& w, Out out) {
       const std::span<const Fen> balances = w.ledger.balances(Sector::province_debt);
       for (std::size_t r = 0; r < out.size(); ++r) out[r] = r < balances.size() ? -to_yuan(balances[r]) : missing;
     },
     "",
     any},
    {"public_capital",
     {region},
     "base-year yuan",
     point,
     "infrastructure in use",
     "公共资本存量",
     [](const World& w, Out out) { copy(w.regions.public_capital, out); }},
    {"public_services_per_head",
     {region},
     "base-year yuan/person/quarter",
     mean,
     "public services per head, smoothed",
     "人均公共服务",
     [](const World& w, Out out) { copy(w.regions.service_stock, out); }},
    {"research_stock",
     {region},
     "base-year yuan",
     point,
     "stock of research and development",
     "研发资本存量",
     [](const World& w, Out out) { copy(w.regions.research_stock, out); }},
    {"central_revenue",
     {},
     "yuan/quarter",
     sum,
     "the centre's revenue",
     "中央财政收入",
     [](const World& w, Out out) { out[0] = w.activity.central_revenue; }},
    {"central_debt",
     {},
     "yuan",
     point,
     "the centre's debt",
     "中央政府债务",
     [](const World& w, Out out) { out[0] = -to_yuan(w.ledger.total(Sector::centre_debt)); },
     "",
     any},
};

}  // namespace

std::span<const Series> of_government() {
  return table;
}

}  // namespace jiuzhou::series
