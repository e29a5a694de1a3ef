// Banks and firms' finance.
#pragma once

#include "sim/base/declare.hpp"

namespace jiuzhou {

struct CreditParameters {
  double loan_rate{}, deposit_rate{}, public_rate{}, leverage{}, leverage_speed{}, leverage_cap{}, cash{},
      capital_requirement{}, capital_target{}, dividend_smoothing{}, rate_rule{}, rate_inflation{}, rate_speed{},
      rate_cap{}, growth_floor{}, growth_cap{}, crowding_out{};

  void declare(auto& field) {
    field("crowding_out", crowding_out,
          {.unit = "share",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "of the special bonds that a region issues, that its banks lend less to firms of the region",
           .source =
               "Huang, Pagano and Panizza 2020: local public debt crowds out investment of private firms, not of the "
               "state's; size judged"});
    field("loan_rate", loan_rate,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = 0,
           .max = 0.3,
           .doc = "lending rate",
           .source = "PBC benchmark 2012"});
    field("deposit_rate", deposit_rate,
          {.unit = "1/year",
           .fallback = 0.03,
           .min = 0,
           .max = 0.3,
           .doc = "deposit rate",
           .source = "PBC benchmark 2012"});
    field("public_rate", public_rate,
          {.unit = "1/year",
           .fallback = 0.035,
           .min = 0,
           .max = 0.3,
           .doc = "rate on public debt",
           .source = "treasury yields 2012"});
    field("leverage", leverage,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0.01,
           .max = 0.9,
           .doc = "firms' net debt to capital value, target",
           .source = "judged"});
    field("leverage_speed", leverage_speed,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0,
           .max = 0.5,
           .doc = "speed of debt to target",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("leverage_cap", leverage_cap,
          {.unit = "share",
           .fallback = 0.8,
           .min = 0.3,
           .max = 2,
           .doc = "debt to capital value above which nothing is lent",
           .source = "judged"});
    field("cash", cash,
          {.unit = "quarters of sales",
           .fallback = 0.05,
           .min = 0,
           .max = 0.5,
           .doc = "deposits firms keep",
           .source = "judged"});
    field("capital_requirement", capital_requirement,
          {.unit = "share",
           .fallback = 0.08,
           .min = 0,
           .max = 0.3,
           .doc = "bank equity to loans at least",
           .source = "Basel III"});
    field("capital_target", capital_target,
          {.unit = "share",
           .fallback = 0.1,
           .min = 0,
           .max = 0.4,
           .doc = "bank equity to loans that dividends aim at",
           .source = "CBRC 2012 average"});
    field("dividend_smoothing", dividend_smoothing,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.02,
           .max = 1,
           .doc = "speed of dividends to what can be paid, Lintner",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("rate_rule", rate_rule,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 2,
           .doc = "response of the loan rate to inflation above target, weighted, less unemployment above base",
           .source = "Taylor 1993"});
    field("rate_inflation", rate_inflation,
          {.unit = "ratio",
           .fallback = 1.5,
           .min = 0,
           .max = 5,
           .doc = "weight of inflation in that response, of unemployment 1",
           .source = "judged: prices before jobs"});
    field("rate_speed", rate_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.01,
           .max = 1,
           .doc = "speed of the loan rate to what the rule asks for",
           .source = "judged: rates move in small steps"});
    field(
        "rate_cap", rate_cap,
        {.unit = "1/year", .fallback = 0.3, .min = 0.01, .max = 1, .doc = "lending rate at most", .source = "judged"});
    field("growth_floor", growth_floor,
          {.unit = "per quarter",
           .fallback = -0.05,
           .min = -1,
           .max = 0,
           .doc = "growth of a firm's capital at least, as far as its debt follows",
           .source = "judged"});
    field("growth_cap", growth_cap,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "growth of a firm's capital at most, as far as its debt follows",
           .source = "judged: a firm taken over or begun small is no case for so large a loan"});
    field.joint({{"leverage", 1}, {"leverage_cap", -1}}, 0, "nothing is lent above the cap");
    field.joint({{"capital_requirement", 1}, {"capital_target", -1}}, 0, "dividends leave what is required");
  }
};

}  // namespace jiuzhou
