// Budgets, public capital and services.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

// What a sector received less what it paid, by kind of payment.
void account_of(const World& w, Sector sector, Out out) {
  for (std::size_t k = 0; k < out.size(); ++k) {
    Fen net = 0;
    for (std::size_t other = 0; other < static_cast<std::size_t>(Sector::count); ++other)
      net += w.ledger.flow(static_cast<Flow>(k), static_cast<Sector>(other), sector) -
             w.ledger.flow(static_cast<Flow>(k), sector, static_cast<Sector>(other));
    out[k] = to_yuan(net);
  }
}

constexpr Series table[] = {
    {"government_revenue",
     {region},
     "yuan/quarter",
     sum,
     "regional revenue without transfers, less subsidies of production",
     "地方自有收入（已扣生产补贴）",
     [](const World& w, Out out) { copy(w.regions.own_revenue, out); },
     "",
     any},
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
    {"special_bonds",
     {region},
     "yuan",
     point,
     "part of regional government debt: special bonds not yet redeemed",
     "地方政府专项债余额",
     [](const World& w, Out out) { copy(w.regions.special_bonds, out); }},
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
    {"research_intensity",
     {region},
     "share",
     mean,
     "spending on research and development to real GDP",
     "研发经费投入强度",
     [](const World& w, Out out) {
       if (w.regions.real_gdp.size() != out.size() || w.regions.research_flow.size() != out.size())
         return leave_out(out);
       for (const RegionId r : w.region_ids())
         out[index(r)] = w.regions.real_gdp[r] > 0 ? w.regions.research_flow[r] / w.regions.real_gdp[r] : 0;
     }},
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
    {"central_account",
     {flow},
     "yuan/quarter",
     sum,
     "receipts of the centre less its payments, by kind, borrowing included: they sum to 0",
     "中央财政收支明细（含举债，合计为零）",
     [](const World& w, Out out) { account_of(w, Sector::centre, out); },
     "",
     any},
    {"provinces_account",
     {flow},
     "yuan/quarter",
     sum,
     "the same of all regional governments",
     "地方财政收支明细（含举债，合计为零）",
     [](const World& w, Out out) { account_of(w, Sector::province, out); },
     "",
     any},
};

}  // namespace

std::span<const Series> of_government() {
  return table;
}

}  // namespace jiuzhou::series
