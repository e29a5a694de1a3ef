// Firms: what each of them has, makes, asks and remembers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

// A slot belongs to one cell for ever; the slots of a cell lie in few runs. Quantities, prices and what they are made
// of are double; smoothed rates, ratios and memories of last quarter are float, which halves what a quarter reads.
struct Firms {
  Column<FirmId, std::uint8_t> alive;
  Column<FirmId, Narrow<RegionId>> region;
  Column<FirmId, Narrow<IndustryId>> industry;
  Column<FirmId, Narrow<RegionId>> origin;
  Column<FirmId, std::int16_t> birth;
  Column<FirmId, std::uint64_t> serial;
  Column<FirmId, double> capital;
  Column<FirmId, double> productivity;
  Column<FirmId, double> relative_productivity;
  Column<FirmId, float> capacity_ratio;
  Column<FirmId, float> markup;
  Column<FirmId, double> price;
  Column<FirmId, double> wage;
  Column<FirmId, double> stock;
  Column<FirmId, double> demand;
  Column<FirmId, float> previous_demand;
  Column<FirmId, float> utilisation;
  Column<FirmId, float> hurdle;
  Column<FirmId, double> output;
  Column<FirmId, float> growth;
  Column<FirmId, float> growth_investment;
  Column<FirmId, float> investment_momentum;
  Column<FirmId, float> dividend;
  Column<FirmId, float> capital_value;
  Column<FirmId, float> profit_rate;
  Column<FirmId, std::int64_t> workers;
  Column<FirmId, std::int64_t> labour;
  Column<FirmId, std::int64_t> paid;
  Column<FirmId, std::int64_t> vacancies;
  Column<FirmId, std::int64_t> labour_at_close;
  Column<FirmId, float> labour_coefficient;

  [[nodiscard]] std::size_t size() const { return alive.size(); }
  [[nodiscard]] Ids<FirmId> ids() const { return Ids<FirmId>(size()); }

  void declare(auto& column) {
    column("alive", alive, {.unit = "flag", .doc = "1 while the firm exists; dead slots are reused"});
    column("region", region, {.unit = "region", .doc = "where it produces"});
    column("industry", industry, {.unit = "industry", .doc = "what it produces"});
    column("origin", origin, {.unit = "region", .doc = "where it came from, for tax sharing"});
    column("birth", birth, {.unit = "quarter", .doc = "quarter of entry, counted from the first"});
    column("serial", serial, {.unit = "key", .doc = "permanent key of its random numbers"});
    column("capital", capital, {.unit = "real yuan", .min = 0, .doc = "capital stock, K"});
    column("productivity", productivity,
           {.unit = "real yuan/efficiency unit/quarter", .min = 0, .doc = "labour productivity, A"});
    column("relative_productivity", relative_productivity,
           {.unit = "log points", .doc = "its own part of productivity"});
    column("capacity_ratio", capacity_ratio,
           {.unit = "1/quarter", .min = 0, .doc = "output per capital at full use, κ"});
    column("markup", markup, {.unit = "ratio", .min = 0, .doc = "price over unit cost, μ"});
    column("price", price, {.unit = "base price = 1", .min = 0, .doc = "posted price, p"});
    column("wage", wage, {.unit = "yuan/efficiency unit/quarter", .min = 0, .doc = "posted wage, w"});
    column("stock", stock, {.unit = "real yuan", .min = 0, .doc = "finished goods in stock, S"});
    column("demand", demand, {.unit = "real yuan/quarter", .min = 0, .doc = "demand last quarter, unmet included, Q"});
    column("previous_demand", previous_demand,
           {.unit = "real yuan/quarter", .min = 0, .doc = "demand the quarter before"});
    column("utilisation", utilisation, {.unit = "share", .min = 0, .doc = "output to capacity last quarter"});
    column("hurdle", hurdle, {.unit = "1/quarter", .doc = "profit rate below which investment is cut"});
    column("output", output, {.unit = "real yuan/quarter", .min = 0, .doc = "output last quarter, X"});
    column("growth", growth, {.unit = "1/quarter", .doc = "smoothed own growth for sales plans"});
    column("growth_investment", growth_investment,
           {.unit = "1/quarter", .doc = "smoothed own growth for investment plans"});
    column("investment_momentum", investment_momentum,
           {.unit = "1/quarter", .doc = "base-year I/K beyond depreciation and growth, fading"});
    column("dividend", dividend, {.unit = "yuan/quarter", .doc = "dividend last quarter"});
    column("capital_value", capital_value, {.unit = "yuan", .min = 0, .doc = "value of capital last quarter"});
    column("profit_rate", profit_rate, {.unit = "1/quarter", .doc = "profit after depreciation to capital value"});
    column("workers", workers, {.unit = "person", .min = 0, .doc = "persons employed, N"});
    column("labour", labour, {.unit = "efficiency unit", .min = 0, .doc = "efficiency units of labour, L"});
    column("paid", paid,
           {.unit = "efficiency unit", .min = 0, .doc = "efficiency units paid for, hukou gap taken off"});
    column("vacancies", vacancies, {.unit = "person", .min = 0, .doc = "vacancies left open"});
    column("labour_at_close", labour_at_close,
           {.unit = "efficiency unit", .doc = "labour when the last labour market closed"});
    column("labour_coefficient", labour_coefficient,
           {.unit = "ratio", .min = 0, .doc = "labour per output relative to base technique"});
  }
};

// Consecutive slots of firms of one cell: [begin, end).
struct SlotRun {
  std::uint32_t begin = 0, end = 0;
};

}  // namespace jiuzhou
