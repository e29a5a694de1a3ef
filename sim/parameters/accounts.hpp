// Bounds within which the pack's accounts are brought before they are balanced.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct AccountsParameters {
  double dead_below{}, tax_most{}, surplus_least{}, surplus_most{}, labour_least{}, value_added_least{}, exports_most{},
      imports_most{}, trade_least{};

  bool operator==(const AccountsParameters&) const = default;

  void declare(auto& field) {
    field("dead_below", dead_below,
          {.unit = "yuan/year",
           .fallback = 100000.0,
           .min = 0,
           .max = 1e15,
           .doc = "output below which a cell is left out",
           .source = "judged"});
    field("tax_most", tax_most,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0.05,
           .max = 0.9,
           .doc = "production tax or subsidy at most, of value added",
           .source = "judged"});
    field("surplus_least", surplus_least,
          {.unit = "share",
           .fallback = 0.12,
           .min = 0.01,
           .max = 0.5,
           .doc = "gross operating surplus at least, of value added",
           .source = "judged"});
    field("surplus_most", surplus_most,
          {.unit = "share",
           .fallback = 0.8,
           .min = 0.5,
           .max = 0.95,
           .doc = "gross operating surplus at most, of value added",
           .source = "judged"});
    field("labour_least", labour_least,
          {.unit = "share",
           .fallback = 0.08,
           .min = 0.01,
           .max = 0.5,
           .doc = "pay of labour at least, of value added",
           .source = "judged"});
    field("value_added_least", value_added_least,
          {.unit = "share",
           .fallback = 0.005,
           .min = 0.0001,
           .max = 0.1,
           .doc = "value added at least, of output",
           .source = "judged"});
    field("exports_most", exports_most,
          {.unit = "share",
           .fallback = 0.9,
           .min = 0.1,
           .max = 0.99,
           .doc = "exports at most, of output less stock building",
           .source = "judged"});
    field("imports_most", imports_most,
          {.unit = "share",
           .fallback = 0.9,
           .min = 0,
           .max = 0.99,
           .doc = "imports at most, of a region's demand, unless the good needs more",
           .source = "judged"});
    field("trade_least", trade_least,
          {.unit = "share",
           .fallback = 0.002,
           .min = 0,
           .max = 0.1,
           .doc = "trade with other regions at least, of supply and of demand, in the start values of the flows",
           .source = "judged"});
  }
};

}  // namespace jiuzhou
