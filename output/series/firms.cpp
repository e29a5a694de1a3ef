// Firms: how many, and their debt.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {"firms",
     {region, industry},
     "firm",
     point,
     "number of firm agents",
     "企业主体数",
     [](const World& w, Out out) { firms_by_cell(w, out, [](FirmId) { return 1.0; }); }},
    {"firm_entries",
     {},
     "firm/quarter",
     sum,
     "firm agents that entered",
     "新进入企业数",
     [](const World& w, Out out) { out[0] = static_cast<double>(w.activity.entries); }},
    {"firm_exits",
     {},
     "firm/quarter",
     sum,
     "firm agents that left",
     "退出企业数",
     [](const World& w, Out out) { out[0] = static_cast<double>(w.activity.exits); }},
    {"firm_relocations",
     {},
     "firm/quarter",
     sum,
     "firm agents that moved to another region",
     "跨区迁移企业数",
     [](const World& w, Out out) { out[0] = static_cast<double>(w.activity.relocations); }},
    {"firm_debt",
     {region},
     "yuan",
     point,
     "debt of firms",
     "企业债务",
     [](const World& w, Out out) {
       std::ranges::fill(out, 0.0);
       const std::span<const Fen> balances = w.ledger.balances(Sector::firm_debt);
       for (std::size_t f = 0; f < std::min(balances.size(), w.firms.size()); ++f)
         out[index(w.firms.region[static_cast<FirmId>(f)])] -= to_yuan(balances[f]);
     }},
};

}  // namespace

std::span<const Series> of_firms() {
  return table;
}

}  // namespace jiuzhou::series
