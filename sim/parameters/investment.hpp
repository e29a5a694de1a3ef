// Firms' investment.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct InvestmentParameters {
  double housing_depreciation{}, public_depreciation{}, build_lag{}, gap_speed{}, growth_cap{}, growth_floor{},
      return_effect{}, momentum_decay{}, household_share{}, public_share{}, surplus_cap{};
  bool use_pack_capital{};

  void declare(auto& field) {
    field("gap_speed", gap_speed,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.005,
           .max = 0.1,
           .doc = "speed to desired capital",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("growth_cap", growth_cap,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.1,
           .doc = "largest expected growth that investment plans for",
           .source = "judged"});
    field("growth_floor", growth_floor,
          {.unit = "per quarter",
           .fallback = -0.02,
           .min = -0.1,
           .max = 0,
           .doc = "smallest expected growth that investment plans for",
           .source = "judged"});
    field("return_effect", return_effect,
          {.unit = "per unit",
           .fallback = 0.08,
           .min = 0,
           .max = 0.2,
           .doc = "fall of quarterly I/K per unit of a yearly loan rate above base, or of a return short of its hurdle",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("momentum_decay", momentum_decay,
          {.unit = "per quarter",
           .fallback = 0.93,
           .min = 0,
           .max = 1,
           .doc = "persistence of base-year investment growth differences",
           .source = "judged"});
    field("use_pack_capital", use_pack_capital,
          {.unit = "flag",
           .fallback = 1,
           .min = 0,
           .max = 1,
           .doc = "capital ratios between regions from the pack; otherwise K = I/(depreciation + growth)",
           .source = "perpetual inventory, pack"});
    field("build_lag", build_lag,
          {.unit = "quarters",
           .fallback = 8,
           .min = 1,
           .max = 24,  // so that the first pipeline exists in an economy that shrinks by a tenth a year
           .doc = "mean time from public spending to infrastructure in use",
           .source = "judged, MODEL: build lag"});
    field("housing_depreciation", housing_depreciation,
          {.unit = "1/year",
           .fallback = 0.03,
           .min = 0,
           .max = 0.2,
           .doc = "depreciation of dwellings",
           .source = "judged"});
    field("public_depreciation", public_depreciation,
          {.unit = "1/year",
           .fallback = 0.045,
           .min = 0,
           .max = 0.2,
           .doc = "wear of public capital: roads, railways, water works, buildings",
           .source = "IMF Investment and Capital Stock Dataset: 2.5 to 4.6 %; roads and railways 4-5 %, recalled"});
    field("household_share", household_share,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0.02,
           .max = 0.6,
           .doc = "dwellings in gross fixed investment",
           .source = "national accounts 2012"});
    field("public_share", public_share,
          {.unit = "share",
           .fallback = 0.13,
           .min = 0.02,
           .max = 0.6,
           .doc = "government in gross fixed investment",
           .source = "national accounts 2012"});
    field("surplus_cap", surplus_cap,
          {.unit = "share",
           .fallback = 0.8,
           .min = 0.3,
           .max = 2,
           .doc = "firms' investment at most, of the region's gross surplus; the rest is public",
           .source = "judged"});
    field.joint({{"household_share", 1}, {"public_share", 1}}, 0.9, "the rest of investment is firms'");
  }
};

}  // namespace jiuzhou
