// Banks, the rest of the world, and the ledger.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {"bank_equity",
     {},
     "yuan",
     point,
     "equity of the banks",
     "银行自有资本",
     [](const World& w, Out out) { out[0] = to_yuan(w.ledger.total(Sector::bank)); },
     "",
     any},
    {"net_foreign_assets",
     {},
     "yuan",
     point,
     "net foreign assets",
     "对外净资产",
     [](const World& w, Out out) { out[0] = -to_yuan(w.ledger.total(Sector::world)); },
     "",
     any},
    {"loan_rate",
     {},
     "1/year",
     mean,
     "lending rate",
     "贷款利率",
     [](const World& w, Out out) { out[0] = w.nation.loan_rate; }},
    {"ledger_residual",
     {},
     "fen",
     point,
     "sum over every account of the ledger: 0 or a law is broken",
     "账户总余额（应为0）",
     [](const World& w, Out out) { out[0] = static_cast<double>(w.ledger.residual()); },
     "",
     {0, 0}},
};

}  // namespace

std::span<const Series> of_finance() {
  return table;
}

}  // namespace jiuzhou::series
