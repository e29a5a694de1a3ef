// Who buys what is produced, and trade.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

// Of what a region buys, what comes from it.
void own_share(const World& w, Out out) {
  const auto& flow = w.activity.trade_flow;
  if (flow.rows() < w.region_count() || flow.cols() < w.region_count()) return leave_out(out);
  for (const RegionId to : w.region_ids()) {
    double bought = 0;
    for (std::size_t from = 0; from < flow.rows(); ++from) bought += flow(static_cast<RegionId>(from), to);
    out[index(to)] = bought > 0 ? std::min(1.0, flow(to, to) / bought) : 0;
  }
}

constexpr Series table[] = {
    {"government_consumption",
     {region},
     "yuan/quarter",
     sum,
     "government consumption",
     "政府消费",
     [](const World& w, Out out) { copy(w.activity.government_consumption, out); }},
    {"investment",
     {region},
     "yuan/quarter",
     sum,
     "fixed investment: firms, public and dwellings",
     "固定资本形成总额",
     [](const World& w, Out out) {
       add_up(out, w.activity.investment_firms, w.activity.investment_public, w.activity.dwelling_investment);
     }},
    {"investment_firms",
     {region},
     "yuan/quarter",
     sum,
     "fixed investment of firms",
     "企业投资",
     [](const World& w, Out out) { copy(w.activity.investment_firms, out); }},
    {"investment_public",
     {region},
     "yuan/quarter",
     sum,
     "fixed investment of governments",
     "政府投资",
     [](const World& w, Out out) { copy(w.activity.investment_public, out); }},
    {"investment_dwellings",
     {region},
     "yuan/quarter",
     sum,
     "dwellings built for households",
     "住宅投资",
     [](const World& w, Out out) { copy(w.activity.dwelling_investment, out); }},
    {"stock_building",
     {region},
     "yuan/quarter",
     sum,
     "change in stocks of goods and of inputs",
     "存货变动",
     [](const World& w, Out out) { copy(w.activity.stock_building, out); },
     "",
     any},
    {"exports",
     {region},
     "yuan/quarter",
     sum,
     "exports abroad",
     "出口",
     [](const World& w, Out out) { over_industries(w.activity.exports, out); }},
    {"imports",
     {region},
     "yuan/quarter",
     sum,
     "imports from abroad",
     "进口",
     [](const World& w, Out out) { over_industries(w.activity.imports, out); }},
    {"trade_flow",
     {from, to},
     "yuan/quarter",
     sum,
     "goods and services delivered between regions, the diagonal within one",
     "省际贸易流量",
     [](const World& w, Out out) { between_regions(w, w.activity.trade_flow, out); }},
    {"own_share",
     {region},
     "share",
     mean,
     "share of what is delivered to a region that comes from it: the home bias",
     "本地采购占比",
     own_share,
     "",
     up_to_1},
    {"purchase_price",
     {region, industry},
     "base = 1",
     mean,
     "what a region pays for a good when it has arrived, freight and handling beyond the base year's included",
     "购买价格（含运费变化）",
     [](const World& w, Out out) { copy(w.cells.purchase_price, out); }},
    {"freight",
     {region},
     "yuan/quarter",
     sum,
     "transport bought to carry the goods that the region buys",
     "货物运输支出",
     [](const World& w, Out out) { copy(w.activity.freight, out); }},
    {"rationed",
     {},
     "share",
     mean,
     "demand that found no supply",
     "未满足需求占比",
     [](const World& w, Out out) { out[0] = w.activity.rationed; },
     "",
     up_to_1},
};

}  // namespace

std::span<const Series> of_demand() {
  return table;
}

}  // namespace jiuzhou::series
