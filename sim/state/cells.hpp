// Cells, an industry in a region, and the trade between regions.
#pragma once

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

struct Cells {
  CellTable price;
  CellTable base_wage;
  CellTable tax_rate;
  CellTable efficiency;
  CellTable productivity_growth;
  CellTable base_output;
  CellTable purchase_price;
  CellTable base_unit_labour;
  CellTable base_capacity;
  CellTable public_labour;
  CellTable base_labour;
  Cube<RegionId, IndustryId, IndustryId, double> input;
  Cube<RegionId, IndustryId, IndustryId, double> input_stock;

  void declare(auto& column) {
    column("price", price, {.unit = "base = 1", .min = 0, .doc = "price, firms weighted by market share"});
    column("base_wage", base_wage, {.unit = "yuan/efficiency unit/quarter", .min = 0, .doc = "wage of the base year"});
    column("tax_rate", tax_rate, {.unit = "share", .doc = "net production tax to output"});
    column("efficiency", efficiency,
           {.unit = "real yuan/efficiency unit/quarter", .min = 0, .doc = "labour productivity of the cell"});
    column("productivity_growth", productivity_growth, {.unit = "1/quarter", .doc = "its growth last quarter"});
    column("base_output", base_output,
           {.unit = "real yuan/quarter", .min = 0, .doc = "output of the base year, 0 for a dead cell"});
    column("purchase_price", purchase_price, {.unit = "base = 1", .min = 0, .doc = "price a region pays for a good"});
    column("base_unit_labour", base_unit_labour,
           {.unit = "yuan/real yuan", .min = 0, .doc = "wage cost per output, base year"});
    column("base_capacity", base_capacity,
           {.unit = "real yuan/quarter", .min = 0, .doc = "capacity in the first quarter"});
    column("public_labour", public_labour,
           {.unit = "efficiency unit", .min = 0, .doc = "labour in jobs that governments pay for"});
    column("base_labour", base_labour,
           {.unit = "efficiency unit", .min = 0, .doc = "labour in own-account work of the base year; 0 elsewhere"});
    column("input", input, {.unit = "share", .min = 0, .doc = "inputs per unit of output"});
    column("input_stock", input_stock,
           {.unit = "real yuan", .doc = "inputs on hand; below 0 where more was used than had been ordered"});
  }
};

// Origin index n_regions is the rest of the world.
struct Trade {
  Cube<IndustryId, RegionId, RegionId, double> share;  // (good, origin, destination), sums to 1 over origins
  Cube<IndustryId, RegionId, RegionId, double> base_share;
  CellTable base_exports;
  CellTable base_freight, base_handling;
  Column<RegionId, double> freight_scale, handling_scale;
  Table<RegionId, RegionId, double> grid_capacity;

  void declare(auto& column) {
    column("share", share, {.unit = "share", .min = 0, .doc = "supplier shares, additive"});
    column("base_share", base_share, {.unit = "share", .min = 0, .doc = "supplier shares of the base year"});
    column("base_exports", base_exports, {.unit = "real yuan/quarter", .min = 0, .doc = "exports of the base year"});
    column("base_freight", base_freight,
           {.unit = "share", .min = 0, .doc = "transport bought per unit of a good, base year, m0"});
    column("base_handling", base_handling,
           {.unit = "share", .min = 0, .doc = "trade services bought at borders per unit of a good, base year"});
    column(
        "freight_scale", freight_scale,
        {.unit = "share", .min = 0, .max = 1, .doc = "of freight, that the region's purchases of transport can pay"});
    column("handling_scale", handling_scale,
           {.unit = "share", .min = 0, .max = 1, .doc = "of handling, that its purchases of trade services can pay"});
    column("grid_capacity", grid_capacity,
           {.unit = "real yuan/quarter", .min = 0, .doc = "line capacity between regions"});
  }
};

}  // namespace jiuzhou
