// THE declaration of every core parameter: name, unit, default, bounds, meaning, source. The reader, the checks, the
// schema, the reference in scenarios/README.md and the attributes of result files are made from these lists.
//
// Sources: "judged" is a value nobody measured, chosen within the range where the model is stable.
#pragma once

#include <cstdint>

#include "sim/base/declare.hpp"

namespace jiuzhou {

// National growth trend and the shocks around it.
struct GrowthParameters {
  double research_depreciation{}, labour_force_start{}, labour_start{}, labour_end{}, half_life{}, deepening_start{},
      deepening_half_life{}, services_gap{}, momentum_start{}, momentum_persistence{}, quality_share{}, shock_scale{},
      catch_up{}, infrastructure_elasticity{}, research_elasticity{}, agglomeration{}, agglomeration_distance{};

  void declare(auto& field) {
    field("agglomeration", agglomeration,
          {.unit = "elasticity",
           .fallback = 0.04,
           .min = 0,
           .max = 0.3,
           .doc = "productivity to workers outside own-account work within reach; 0 switches it off",
           .source = "Combes and Gobillon (2015): 0.02-0.1; China 0.03-0.1 (Combes, Demurger and Li 2015), recalled"});
    field("agglomeration_distance", agglomeration_distance,
          {.unit = "km",
           .fallback = 100,
           .min = 1,
           .max = 2000,
           .doc = "distance at which a worker elsewhere counts exp(-1)",
           .source = "judged: spillovers fade within 100-200 km (Rosenthal and Strange 2004)"});
    field("labour_start", labour_start,
          {.unit = "1/year",
           .fallback = 0.074,
           .min = -0.05,
           .max = 0.15,
           .doc = "national labour-productivity growth at the start; unless a pack or scenario sets it, the pack's "
                  "national.real_growth less labour_force_start",
           .source = "fit to national growth 2012-2017: with half_life it gives 7.6 % in 2013 and 6.7 % in 2017"});
    field(
        "labour_force_start", labour_force_start,
        {.unit = "1/year",
         .fallback = 0,
         .min = -0.05,
         .max = 0.05,
         .doc = "labour-force growth expected at the start; unless a pack or scenario sets it, what ageing, school and "
                "retirement make of the base year's labour force",
         .source = "ages and participation of the pack"});
    field("labour_end", labour_end,
          {.unit = "1/year",
           .fallback = 0.02,
           .min = -0.05,
           .max = 0.1,
           .doc = "labour-productivity growth it tends to",
           .source = "range of long-run projections for China, judged"});
    field("half_life", half_life,
          {.unit = "year",
           .fallback = 20,
           .min = 1,
           .max = 1000,
           .doc = "years in which half of the way from start to end is gone",
           .source = "fit to national growth 2012-2017, see labour_start"});
    field("deepening_start", deepening_start,
          {.unit = "1/year",
           .fallback = 0.004,
           .min = 0,
           .max = 0.03,
           .doc = "yearly fall of output per unit of capital at the start",
           .source = "capital-output ratio 2007-2012"});
    field("deepening_half_life", deepening_half_life,
          {.unit = "year",
           .fallback = 14,
           .min = 1,
           .max = 1000,
           .doc = "years in which half of that fall is gone",
           .source = "judged"});
    field("services_gap", services_gap,
          {.unit = "1/year",
           .fallback = 0.01,
           .min = -0.05,
           .max = 0.05,
           .doc = "how much slower productivity grows in services than on average",
           .source = "national accounts by sector, recalled"});
    field("momentum_start", momentum_start,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 2,
           .doc = "growth differences of the base year that go on, to what momentum_persistence says is left of them",
           .source = "1: base-year growth fades like any other"});
    field("momentum_persistence", momentum_persistence,
          {.unit = "share",
           .fallback = 0.48,
           .min = 0,
           .max = 0.9,
           .doc = "autocorrelation of regional growth differences from year to year",
           .source = "panel of regions to 2017: 0.43 (0.05) beside blocks, 0.52 (0.06) without"});
    field(
        "quality_share", quality_share,
        {.unit = "share",
         .fallback = 1,
         .min = 0,
         .max = 3,
         .doc = "part of a region's lasting gain of productivity over the nation that buyers follow as new and better "
                "goods",
         .source =
             "Hummels and Klenow 2005: larger and richer exporters sell more varieties and quality, not cheaper goods; "
             "1 gives shares the AR(1) law of the panel to 2017"});
    field("shock_scale", shock_scale,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "regional growth shocks as a multiple of the pack's standard deviation",
           .source = "residual s.d. 2.2 % a year to 2017"});
    field("catch_up", catch_up,
          {.unit = "1/year per log point",
           .fallback = 0.004,
           .min = 0,
           .max = 0.05,
           .doc = "productivity growth per log gap to the three best regions, national mean unchanged",
           .source = "growth regressions to 2017: 0.0036 (0.0043)"});
    field("infrastructure_elasticity", infrastructure_elasticity,
          {.unit = "elasticity",
           .fallback = 0.08,
           .min = 0,
           .max = 0.5,
           .doc = "productivity to public capital beyond potential growth",
           .source = "literature range 0.05-0.10"});
    field("research_depreciation", research_depreciation,
          {.unit = "1/year",
           .fallback = 0.15,
           .min = 0.01,
           .max = 0.5,
           .doc = "depreciation of the R&D stock",
           .source = "literature, Griliches"});
    field("research_elasticity", research_elasticity,
          {.unit = "elasticity",
           .fallback = 0.03,
           .min = 0,
           .max = 0.3,
           .doc = "productivity to the R&D stock beyond potential growth",
           .source = "growth regressions to 2017: 0.006-0.008 per year on intensity"});
  }
};

// Prices, mark-ups and inflation.
struct PricesParameters {
  double inflation_target{}, anchor_weight{}, inflation_smoothing{}, cost_speed{}, slack_effect{}, stock_effect{},
      competition{}, cap{}, coal_pass_through{}, oil_pass_through{};

  void declare(auto& field) {
    field("inflation_target", inflation_target,
          {.unit = "1/year",
           .fallback = 0.02,
           .min = -0.05,
           .max = 0.2,
           .doc = "inflation that expectations are anchored on; unless a pack or scenario sets it, the pack's "
                  "national.inflation",
           .source = "central bank practice 2012-2017"});
    field("anchor_weight", anchor_weight,
          {.unit = "share",
           .fallback = 0.7,
           .min = 0,
           .max = 1,
           .doc = "weight of the target in expected inflation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("inflation_smoothing", inflation_smoothing,
          {.unit = "per quarter",
           .fallback = 0.15,
           .min = 0.01,
           .max = 0.3,
           .doc = "speed of smoothed past inflation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("cost_speed", cost_speed,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.1,
           .max = 1,
           .doc = "speed of prices to mark-up over unit cost",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("slack_effect", slack_effect,
          {.unit = "per unit gap",
           .fallback = 0.1,
           .min = 0,
           .max = 0.3,
           .doc = "price rise per unit of utilisation gap",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("stock_effect", stock_effect,
          {.unit = "per unit gap",
           .fallback = 0.025,
           .min = 0,
           .max = 0.2,
           .doc = "price rise per unit of missing stocks",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("competition", competition,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "pull of a firm's price to its cell's mean",
           .source = "price change frequency 0.25 a month, recalled"});
    field("cap", cap,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.5,
           .doc = "largest move of a price away from expected inflation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("coal_pass_through", coal_pass_through,
          {.unit = "elasticity",
           .fallback = 0.86,
           .min = 0,
           .max = 1.5,
           .doc = "value added of coal mining to world coal, output and other prices given",
           .source = "panel of provinces to 2017: 0.86 (0.19)"});
    field("oil_pass_through", oil_pass_through,
          {.unit = "elasticity",
           .fallback = 1.2,
           .min = 0,
           .max = 1.5,
           .doc = "value added of oil and gas extraction to world oil, output and other prices given",
           .source =
               "panel of provinces to 2017: shares respond by 0.65 (0.10) of their part of oil, as they do at 1.2"});
  }
};

// Expected sales and growth.
struct ExpectationsParameters {
  double anchor{}, own_weight{}, own_weight_investment{}, own_speed{}, own_speed_investment{}, national_speed{},
      labour_force_speed{}, noise{}, growth_bound{};

  void declare(auto& field) {
    field("anchor", anchor,
          {.unit = "share",
           .fallback = 0.85,
           .min = 0,
           .max = 1,
           .doc = "weight of potential growth in national expectations",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_weight", own_weight,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "weight of a firm's own smoothed growth in sales plans",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_weight_investment", own_weight_investment,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 0.6,
           .doc = "weight of own smoothed growth in investment plans",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_speed", own_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.01,
           .max = 1,
           .doc = "smoothing of own growth for sales",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("own_speed_investment", own_speed_investment,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.4,
           .doc = "smoothing of own growth for investment",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("national_speed", national_speed,
          {.unit = "per quarter",
           .fallback = 0.06,
           .min = 0.01,
           .max = 0.5,
           .doc = "smoothing of national growth",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("labour_force_speed", labour_force_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.01,
           .max = 1,
           .doc = "smoothing of regional labour-force growth",
           .source = "judged"});
    field("noise", noise,
          {.unit = "share",
           .fallback = 0.02,
           .min = 0,
           .max = 0.3,
           .doc = "s.d. of a firm's quarterly error about its sales",
           .source = "firm-level noise of 1-5 % keeps region noise below 0.2 %"});
    field("growth_bound", growth_bound,
          {.unit = "per quarter",
           .fallback = 0.2,
           .min = 0.01,
           .max = 1,
           .doc = "growth of a firm's demand or a region's labour force that is believed at most, either way",
           .source = "judged"});
  }
};

// Plans, stocks, capacity.
struct ProductionParameters {
  double depreciation{}, normal_utilisation{}, overtime{}, stock_target{}, stock_speed{}, input_stock{}, input_speed{},
      firm_price_elasticity{}, least_output{}, land_share{};

  void declare(auto& field) {
    field("depreciation", depreciation,
          {.unit = "1/year",
           .fallback = 0.096,
           .min = 0,
           .max = 0.3,
           .doc = "economic depreciation of capital",
           .source = "Zhang 2008"});
    field("land_share", land_share,
          {.unit = "share",
           .fallback = 0.44,
           .min = 0,
           .max = 0.9,
           .doc = "land in what land and labour make of own-account work; 0 leaves output per worker as it is",
           .source = "shares of land 0.36, labour 0.46 in Adamopoulos, Brandt, Leight and Restuccia (2022), recalled"});
    field("normal_utilisation", normal_utilisation,
          {.unit = "share",
           .fallback = 0.85,
           .min = 0.5,
           .max = 1,
           .doc = "utilisation firms aim at",
           .source = "judged"});
    field("overtime", overtime,
          {.unit = "ratio",
           .fallback = 1.15,
           .min = 1,
           .max = 1.5,
           .doc = "output from given labour at most, over normal",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("stock_target", stock_target,
          {.unit = "quarters of sales",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "finished stocks of storable goods",
           .source = "industry stocks about 0.1 of yearly sales, recalled"});
    field("stock_speed", stock_speed,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0.02,
           .max = 1.5,
           .doc = "speed of finished stocks to target",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("input_stock", input_stock,
          {.unit = "quarters of use",
           .fallback = 0.05,
           .min = 0,
           .max = 0.7,
           .doc = "inputs on hand",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("input_speed", input_speed,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.1,
           .max = 0.5,
           .doc = "speed of inputs on hand to target",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("firm_price_elasticity", firm_price_elasticity,
          {.unit = "elasticity",
           .fallback = 3.0,
           .min = 0,
           .max = 10,
           .doc = "a firm's market share in its cell to its relative price",
           .source = "judged, below mark-up-implied 6"});
    field("least_output", least_output,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "planned output at least, of expected sales",
           .source = "judged: nobody closes the works to sell from stock"});
  }
};

// Firms' investment.
struct InvestmentParameters {
  double housing_depreciation{}, build_lag{}, gap_speed{}, growth_cap{}, growth_floor{}, return_effect{},
      momentum_decay{}, household_share{}, public_share{}, surplus_cap{};
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

// Banks and firms' finance.
struct CreditParameters {
  double loan_rate{}, deposit_rate{}, public_rate{}, leverage{}, leverage_speed{}, leverage_cap{}, cash{},
      capital_requirement{}, capital_target{}, dividend_smoothing{}, rate_rule{}, rate_inflation{}, rate_speed{},
      rate_cap{}, growth_floor{}, growth_cap{};

  void declare(auto& field) {
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

// Wages and the labour market.
struct LabourParameters {
  double participation_response{}, back_to_land{}, short_time{}, vacancy_premium{}, wage_curve{},
      national_productivity{}, natural_speed{}, natural_pull{}, wage_cap{}, adjustment{}, layoff_cap{}, quit_local{},
      quit_migrant{}, job_search{}, reservation_start{}, reservation_decay{}, hukou_wage_gap{}, minimum_wage{},
      return_schooling{}, ability_sd{}, discouragement{}, re_entry{}, putty_clay{}, substitution{}, re_entry_women{},
      schooling_reference{}, wage_cap_upwards{};

  void declare(auto& field) {
    field("wage_curve", wage_curve,
          {.unit = "per quarter",
           .fallback = 0.2,
           .min = 0.03,
           .max = 0.3,
           .doc = "fall of wage growth per log point of unemployment above its slow average, times the base-year rate",
           .source = "form: Blanchflower and Oswald 1994; size judged: keeps unemployment in a believable band, "
                     "sim/MODEL.md 7.1"});
    field("national_productivity", national_productivity,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "weight of national in the productivity that wages follow",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("natural_speed", natural_speed,
          {.unit = "per quarter",
           .fallback = 0.01,
           .min = 0,
           .max = 0.12,
           .doc = "speed of the slow unemployment average",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("natural_pull", natural_pull,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.12,
           .doc = "pull of that average to the base-year rate",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("vacancy_premium", vacancy_premium,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "rise of a firm wage relative to its cell per share of jobs left vacant",
           .source = "judged"});
    field("wage_cap", wage_cap,
          {.unit = "per quarter",
           .fallback = 0.04,
           .min = 0.01,
           .max = 0.2,
           .doc = "largest fall of wages below expected inflation; they rise above it by 0.02 more, for growth of "
                  "productivity",
           .source = "judged"});
    field("adjustment", adjustment,
          {.unit = "per quarter",
           .fallback = 0.3,
           .min = 0.1,
           .max = 1,
           .doc = "speed of employment to need, Okun about -0.2 to -0.4",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("short_time", short_time,
          {.unit = "ratio",
           .fallback = 0.9,
           .min = 0.3,
           .max = 1,
           .doc = "hours paid at least, of normal, when there is less to do than workers could",
           .source = "judged: hours and piece rates carry small swings both ways"});
    field("back_to_land", back_to_land,
          {.unit = "share per quarter",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of persons of the countryside out of work beyond the base year's share, who go back to own-account "
                  "work if they are registered there",
           .source = "judged; Harris and Todaro (1970): nobody waits for a job at a worse chance than before"});
    field("layoff_cap", layoff_cap,
          {.unit = "per quarter",
           .fallback = 0.08,
           .min = 0.01,
           .max = 0.5,
           .doc = "largest share of a firm's workers laid off",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("quit_local", quit_local,
          {.unit = "1/year",
           .fallback = 0.18,
           .min = 0,
           .max = 2,
           .doc = "separations of workers with local hukou",
           .source = "1-2 % a month, recalled"});
    field("quit_migrant", quit_migrant,
          {.unit = "1/year",
           .fallback = 0.4,
           .min = 0,
           .max = 2,
           .doc = "separations of workers with hukou elsewhere",
           .source = "2-5 % a month, Knight and Yueh 2004"});
    field("job_search", job_search,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.2,
           .doc = "employed persons who look for a better job",
           .source = "judged"});
    field("reservation_start", reservation_start,
          {.unit = "share",
           .fallback = 0.95,
           .min = 0.3,
           .max = 1.2,
           .doc = "wage asked at first, of the last market wage",
           .source = "EURACE"});
    field("reservation_decay", reservation_decay,
          {.unit = "per quarter",
           .fallback = 0.1,
           .min = 0,
           .max = 0.5,
           .doc = "fall of the wage asked per quarter without work",
           .source = "EURACE"});
    field("hukou_wage_gap", hukou_wage_gap,
          {.unit = "share",
           .fallback = 0.1,
           .min = 0,
           .max = 0.5,
           .doc = "pay of non-local persons below local ones of equal skill",
           .source = "literature 5-20 %"});
    field("minimum_wage", minimum_wage,
          {.unit = "share",
           .fallback = 0.9,
           .min = 0,
           .max = 1,
           .doc = "wage floor, of the lowest cell wage of the base year; moves with the regional wage",
           .source = "level judged, law: reviewed every two years"});
    field("return_schooling", return_schooling,
          {.unit = "log points per level",
           .fallback = 0.28,
           .min = 0,
           .max = 1,
           .doc = "efficiency per education level, Mincer",
           .source = "literature 8-10 % a year"});
    field("ability_sd", ability_sd,
          {.unit = "log points",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "s.d. of log efficiency within an education level",
           .source = "household surveys, recalled"});
    field("discouragement", discouragement,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "unemployed for over a year who leave the labour force",
           .source = "judged"});
    field("participation_response", participation_response,
          {.unit = "elasticity",
           .fallback = 2,
           .min = 0,
           .max = 3,
           .doc = "discouragement to unemployment relative to base, and re-entry against it",
           .source = "judged: participation moves with the cycle"});
    field("re_entry", re_entry,
          {.unit = "per quarter",
           .fallback = 0.004,
           .min = 0,
           .max = 0.5,
           .doc = "inactive persons of working age who start to search",
           .source = "balances discouragement in 2012"});
    field("putty_clay", putty_clay,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.3,
           .doc = "speed of labour per unit of output to what relative wages ask for",
           .source = "judged"});
    field("substitution", substitution,
          {.unit = "elasticity",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "fall of desired labour per unit of output with the wage relative to capital",
           .source = "judged; 0.4-0.6 in the survey of Chirinko 2008, recalled"});
    field("re_entry_women", re_entry_women,
          {.unit = "ratio",
           .fallback = 0.4,
           .min = 0,
           .max = 2,
           .doc = "return of inactive women to the labour force relative to men of their age",
           .source = "judged"});
    field("schooling_reference", schooling_reference,
          {.unit = "level",
           .fallback = 1.2,
           .min = 0,
           .max = 3,
           .doc = "education level at which efficiency is 1 at mean ability; 0 primary or less, 3 tertiary",
           .source = "mean level of the employed, census 2010, recalled"});
    field("wage_cap_upwards", wage_cap_upwards,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.2,
           .doc = "further growth that the upper bound of wages allows",
           .source = "judged: wages rise faster than they fall"});
  }
};

// Births, deaths, schooling, retirement.
struct DemographyParameters {
  double fertility_scale{}, fertility_trend{}, mortality_scale{}, mortality_trend{}, tertiary_entry{}, tertiary_trend{},
      senior_entry{}, retirement_male{}, retirement_female{}, retirement_rural{}, retirement_rate{},
      participation_young{}, retirement_spread{}, retirement_spread_rural{}, basic_schooling{}, schooling_region{},
      schooling_settlement{}, male_births{};
  std::int64_t retirement_end{}, school_age{}, working_age{}, course_age{};
  bool enabled{};

  void declare(auto& field) {
    field("enabled", enabled,
          {.unit = "flag",
           .fallback = 1,
           .min = 0,
           .max = 1,
           .doc = "people are born, age and die; off in the fixed-point scenarios",
           .source = "model design"});
    field("fertility_scale", fertility_scale,
          {.unit = "ratio",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "fertility rates as a multiple of those that give the base year's births",
           .source = "pack"});
    field("fertility_trend", fertility_trend,
          {.unit = "1/year",
           .fallback = -0.01,
           .min = -0.1,
           .max = 0.1,
           .doc = "yearly change of fertility",
           .source = "births 2012-2017, recalled"});
    field("mortality_scale", mortality_scale,
          {.unit = "ratio",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "death rates as a multiple of those that give the base year's deaths",
           .source = "pack"});
    field("mortality_trend", mortality_trend,
          {.unit = "1/year",
           .fallback = -0.015,
           .min = -0.1,
           .max = 0.1,
           .doc = "yearly change of death rates by age",
           .source = "life tables 2000-2010, recalled"});
    field("tertiary_entry", tertiary_entry,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "a cohort's share with tertiary education at the start",
           .source = "gross enrolment 2012: 30 %"});
    field("tertiary_trend", tertiary_trend,
          {.unit = "share/year",
           .fallback = 0.012,
           .min = -0.05,
           .max = 0.05,
           .doc = "its yearly rise",
           .source = "enrolment 2005-2017"});
    field("senior_entry", senior_entry,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "a cohort's share that ends with senior secondary",
           .source = "recalled"});
    field("retirement_male", retirement_male,
          {.unit = "year", .fallback = 60, .min = 45, .max = 80, .doc = "retirement age of men", .source = "law"});
    field("retirement_female", retirement_female,
          {.unit = "year",
           .fallback = 53,
           .min = 45,
           .max = 80,
           .doc = "retirement age of women, mean of 50 and 55",
           .source = "law"});
    field("retirement_rural", retirement_rural,
          {.unit = "year",
           .fallback = 68,
           .min = 45,
           .max = 90,
           .doc = "age at which half of farmers have stopped",
           .source = "census 2010, recalled"});
    field("retirement_rate", retirement_rate,
          {.unit = "per quarter",
           .fallback = 0.12,
           .min = 0,
           .max = 1,
           .doc = "hazard of retiring past the age",
           .source = "judged"});
    field("participation_young", participation_young,
          {.unit = "share",
           .fallback = 0.85,
           .min = 0,
           .max = 1,
           .doc = "school leavers who start to search",
           .source = "census 2010, recalled"});
    field("retirement_spread", retirement_spread,
          {.unit = "year",
           .fallback = 0.75,
           .min = 0.1,
           .max = 10,
           .doc = "spread of retirement around the age, urban; logistic",
           .source = "judged"});
    field("retirement_spread_rural", retirement_spread_rural,
          {.unit = "year",
           .fallback = 2.5,
           .min = 0.1,
           .max = 10,
           .doc = "spread of retirement around the age, rural; logistic",
           .source = "judged"});
    field("retirement_end", retirement_end,
          {.unit = "year",
           .fallback = 85,
           .min = 60,
           .max = 85,
           .doc = "age from which everybody is retired",
           .source = "judged: the open age group of the census"});
    field("school_age", school_age,
          {.unit = "year",
           .fallback = 6,
           .min = 4,
           .max = 10,
           .doc = "age at which children enter school",
           .source = "Compulsory Education Law 1986"});
    field("working_age", working_age,
          {.unit = "year",
           .fallback = 16,
           .min = 15,
           .max = 25,
           .doc = "age from which a person may work",
           .source = "Labour Law 1994"});
    field("course_age", course_age,
          {.unit = "year",
           .fallback = 55,
           .min = 20,
           .max = 85,
           .doc = "age from which workers are offered no course",
           .source = "judged"});
    field("basic_schooling", basic_schooling,
          {.unit = "share",
           .fallback = 0.98,
           .min = 0,
           .max = 1,
           .doc = "a cohort's share that ends with junior secondary or more",
           .source = "compulsory schooling reaches all but a few; judged"});
    field("schooling_region", schooling_region,
          {.unit = "logit",
           .fallback = 1.0,
           .min = 0,
           .max = 5,
           .doc = "chance of senior secondary and tertiary to the region's mean education level less the nation's",
           .source = "judged"});
    field("schooling_settlement", schooling_settlement,
          {.unit = "logit",
           .fallback = 0.3,
           .min = 0,
           .max = 3,
           .doc = "the same chances, urban above and rural below the region",
           .source = "judged"});
    field("male_births", male_births,
          {.unit = "share",
           .fallback = 0.53,
           .min = 0.4,
           .max = 0.6,
           .doc = "boys among the newborn",
           .source = "sex ratio at birth 113, census 2010 and after"});
    field.joint({{"tertiary_entry", 1}, {"senior_entry", 1}}, 1, "shares of one cohort");
  }
};

// Income, saving, housing.
struct HouseholdsParameters {
  double pooling{}, income_speed{}, wealth_effect{}, engel{}, price_elasticity{}, ownership_slope{}, housing_demand{},
      land_supply{}, land_density{}, housing_share{}, sent_home{};

  void declare(auto& field) {
    field("income_speed", income_speed,
          {.unit = "per quarter",
           .fallback = 0.2,
           .min = 0.05,
           .max = 1,
           .doc = "smoothing of income",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("wealth_effect", wealth_effect,
          {.unit = "per quarter",
           .fallback = 0.015,
           .min = 0,
           .max = 0.1,
           .doc = "consumption out of deposits",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("pooling", pooling,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "part of wages shared with all members of the household sector",
           .source = "judged: children and the old live from others wages"});
    field("engel", engel,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 1,
           .doc = "strength of the income elasticities of demand",
           .source = "industries.csv"});
    field("price_elasticity", price_elasticity,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 3,
           .doc = "substitution between goods in the basket",
           .source = "judged"});
    field("ownership_slope", ownership_slope,
          {.unit = "log points",
           .fallback = 0.8,
           .min = 0,
           .max = 2,
           .doc = "how much more deposits and capital income per head each class has than the one below",
           .source = "judged"});
    field("housing_demand", housing_demand,
          {.unit = "elasticity",
           .fallback = 0.6,
           .min = 0.1,
           .max = 3,
           .doc = "dwellings wanted to their price, taken positive",
           .source = "literature 0.3-1, recalled"});
    field("land_supply", land_supply,
          {.unit = "elasticity",
           .fallback = 2,
           .min = 0,
           .max = 10,
           .doc = "dwellings offered at once to their price, where 100 persons live on a square kilometre",
           .source = "Saiz (2010): 1.75 on average, 0.6 to 5 between cities, recalled"});
    field("land_density", land_density,
          {.unit = "elasticity",
           .fallback = 0.6,
           .min = 0,
           .max = 2,
           .doc = "fall of that elasticity with density",
           .source = "judged: 0.2-0.5 in Shanghai and Beijing"});
    field("sent_home", sent_home,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 0.8,
           .doc = "part of their pay that persons registered elsewhere send home",
           .source = "rural migrants 2005: 30 billion US dollars (IOM Migration Research Series 24), a fifth of pay of "
                     "126 million at 870 yuan a month, recalled"});
    field("housing_share", housing_share,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 0.6,
           .doc = "share of income spent on housing in migration decisions",
           .source = "household survey 2012, recalled"});
  }
};

// Trade between regions and abroad.
struct TradeParameters {
  double elasticity{}, import_elasticity{}, export_elasticity{}, speed{}, capacity_effect{}, market_size{},
      freight_share{}, margins_most{}, border_cost{}, border_resources{}, congestion{}, grid_headroom{},
      world_growth_start{}, world_growth_end{}, world_half_life{}, lines_most{};

  void declare(auto& field) {
    field("elasticity", elasticity,
          {.unit = "elasticity",
           .fallback = 3.0,
           .min = 1,
           .max = 6,
           .doc = "substitution between supplying regions, Armington",
           .source = "3-6, Tombe and Zhu 2019"});
    field("import_elasticity", import_elasticity,
          {.unit = "elasticity",
           .fallback = 2.0,
           .min = 1,
           .max = 4,
           .doc = "substitution between home and foreign goods",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("export_elasticity", export_elasticity,
          {.unit = "elasticity",
           .fallback = 2.0,
           .min = 1,
           .max = 8,
           .doc = "foreign demand to relative price",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("speed", speed,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.05,
           .max = 1,
           .doc = "speed of trade shares",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("capacity_effect", capacity_effect,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 1.2,
           .doc = "trade shares to supplier capacity relative to the nation",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("market_size", market_size,
          {.unit = "elasticity",
           .fallback = 1,
           .min = 0,
           .max = 3,
           .doc = "varieties a region offers to its residents of working age, relative to the nation",
           .source = "Krugman 1980: as many varieties as labour can make, 1"});
    field("freight_share", freight_share,
          {.unit = "share at 1000 km",
           .fallback = 0.06,
           .min = 0,
           .max = 0.5,
           .doc = "cost of freight in the delivered price of a mean good at 1000 km, with the root of distance",
           .source = "freight 0.03-0.25 of delivered price, recalled"});
    field(
        "margins_most", margins_most,
        {.unit = "share",
         .fallback = 0.8,
         .min = 0,
         .max = 0.95,
         .doc = "of the transport and of the trade services that a region buys in the base year, that may be spent on "
                "the way of the goods it buys",
         .source = "passengers and post are a fifth of transport's revenue, recalled"});
    field("border_cost", border_cost,
          {.unit = "share",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "tariff equivalent of regional protection",
           .source = "internal borders cut trade by 36-52 %"});
    field("border_resources", border_resources,
          {.unit = "share",
           .fallback = 0.3,
           .min = 0,
           .max = 1,
           .doc = "of that wedge on goods, that is handling: trade services bought; the rest is preference and rules",
           .source = "judged: measures between countries are cost by 60 % (Berden et al. 2009, recalled), and half of "
                     "the bias inside a country is networks and taste (Wrona 2018, recalled)"});
    field("congestion", congestion,
          {.unit = "elasticity",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "fall of freight cost with the infrastructure stock beyond potential",
           .source = "judged"});
    field("grid_headroom", grid_headroom,
          {.unit = "ratio",
           .fallback = 1.3,
           .min = 1,
           .max = 10,
           .doc = "line capacity over base-year electricity flow",
           .source = "judged"});
    field("world_growth_start", world_growth_start,
          {.unit = "1/year",
           .fallback = 0.07,
           .min = -0.1,
           .max = 0.2,
           .doc = "growth of world demand at the start",
           .source =
               "judged: foreign demand keeps pace with potential less 0.8 points, so that openness does not drift"});
    field("world_growth_end", world_growth_end,
          {.unit = "1/year",
           .fallback = 0.02,
           .min = -0.1,
           .max = 0.2,
           .doc = "growth of world demand it tends to",
           .source = "judged"});
    field("world_half_life", world_half_life,
          {.unit = "year",
           .fallback = 20,
           .min = 1,
           .max = 1000,
           .doc = "years in which half of the way is gone",
           .source = "as growth.half_life"});
    field("lines_most", lines_most,
          {.unit = "share",
           .fallback = 0.9,
           .min = 0,
           .max = 1,
           .doc = "electricity that a region takes over new lines at most",
           .source = "judged"});
  }
};

// Budgets.
struct GovernmentParameters {
  double revenue_speed{}, debt_rule{}, cycle_rule{}, equalisation_speed{}, central_rule{}, land_share{},
      service_speed{}, growth_speed{}, growth_speed_nation{}, growth_bound{}, gap_floor{}, brake_floor{};

  void declare(auto& field) {
    field("revenue_speed", revenue_speed,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0.02,
           .max = 1,
           .doc = "speed of spending to revenue",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("debt_rule", debt_rule,
          {.unit = "per quarter",
           .fallback = 0.01,
           .min = 0,
           .max = 0.1,
           .doc = "cut of spending per unit of debt above the base-year ratio",
           .source = "judged, within the stable range of sim/MODEL.md 7.3"});
    field("cycle_rule", cycle_rule,
          {.unit = "share",
           .fallback = 2.0,
           .min = 0,
           .max = 10,
           .doc = "rise of spending per unit of unemployment above base",
           .source = "judged: keeps unemployment in a believable band, sim/MODEL.md 7.1"});
    field("equalisation_speed", equalisation_speed,
          {.unit = "per year",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "speed of transfers to the formula",
           .source = "budget panels: 10-20 % of the gap a year"});
    field("central_rule", central_rule,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0,
           .max = 0.2,
           .doc = "cut of the centre's closing transfer per unit of debt above base",
           .source = "judged"});
    field("land_share", land_share,
          {.unit = "share",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "net part of land revenue left after compensation",
           .source = "MOF 2012, judged"});
    field("service_speed", service_speed,
          {.unit = "per quarter",
           .fallback = 0.05,
           .min = 0.01,
           .max = 1,
           .doc = "speed of public-service stocks per head to spending per head",
           .source = "judged"});
    field("growth_speed", growth_speed,
          {.unit = "per quarter",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "smoothing of a region's nominal growth that budgets follow",
           .source = "judged"});
    field(
        "growth_speed_nation", growth_speed_nation,
        {.unit = "per quarter",
         .fallback = 0.1,
         .min = 0,
         .max = 1,
         .doc = "smoothing of the nation's nominal growth per head that benefits, dividends and central budgets follow",
         .source = "judged"});
    field("growth_bound", growth_bound,
          {.unit = "per quarter",
           .fallback = 0.25,
           .min = 0.01,
           .max = 2,
           .doc = "change of a region's nominal GDP that is taken for growth at most, either way",
           .source = "judged: never met by the baseline at 1:1000 from 2012 to 2022"});
    field("gap_floor", gap_floor,
          {.unit = "share",
           .fallback = 0.05,
           .min = 0,
           .max = 1,
           .doc = "fiscal gap at least, of standard expenditure",
           .source = "judged"});
    field("brake_floor", brake_floor,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "wanted budget at least, of that without debt above base",
           .source = "judged"});
  }
};

// Exit, entry, relocation.
struct FirmsParameters {
  double size_hazard{}, mean_size{}, pareto{}, largest{}, productivity_sd{}, shock_sd{}, exit_rate{}, entry_rate{},
      entry_profit{}, insolvency{}, recovery{}, relocation_rate{}, relocation_wage{}, relocation_land{},
      relocation_market{}, relocation_tax{}, relocation_agglomeration{}, relocation_distance{}, relocation_loss{},
      relocation_annuity{}, founders_equity{};

  void declare(auto& field) {
    field("mean_size", mean_size,
          {.unit = "agents",
           .fallback = 12,
           .min = 1,
           .max = 1000,
           .doc = "worker agents that a mean firm has at least; the pack says more where its firms are larger",
           .source = "as many firms as the sampling weight can carry"});
    field("pareto", pareto,
          {.unit = "exponent",
           .fallback = 1.1,
           .min = 1.01,
           .max = 3,
           .doc = "tail of firm sizes",
           .source = "Heinrich and Dai 2016; Axtell 2001"});
    field("largest", largest,
          {.unit = "share",
           .fallback = 0.05,
           .min = 0.001,
           .max = 1,
           .doc = "largest firm of a cell at most",
           .source = "judged"});
    field("productivity_sd", productivity_sd,
          {.unit = "log points",
           .fallback = 0.25,
           .min = 0,
           .max = 1,
           .doc = "s.d. of log productivity between firms of a cell",
           .source = "Hsieh and Klenow 2009, half"});
    field("shock_sd", shock_sd,
          {.unit = "log points",
           .fallback = 0.01,
           .min = 0,
           .max = 0.2,
           .doc = "quarterly s.d. of firm productivity shocks, mean reverting",
           .source = "judged"});
    field("exit_rate", exit_rate,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = 0,
           .max = 0.5,
           .doc = "exits for reasons of their own",
           .source = "0.06-0.10 a year"});
    field("size_hazard", size_hazard,
          {.unit = "elasticity",
           .fallback = 0.5,
           .min = 0,
           .max = 2,
           .doc = "fall of exit and relocation hazards with size relative to the mean firm",
           .source = "exit falls with size: Dunne, Roberts and Samuelson 1988; value judged"});
    field("entry_rate", entry_rate,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = 0,
           .max = 0.5,
           .doc = "entries at normal profit",
           .source = "balances exits in 2012"});
    field("entry_profit", entry_profit,
          {.unit = "elasticity",
           .fallback = 1.0,
           .min = 0,
           .max = 5,
           .doc = "entry to expected profit relative to base",
           .source = "judged"});
    field("insolvency", insolvency,
          {.unit = "ratio",
           .fallback = 1.2,
           .min = 0.5,
           .max = 5,
           .doc = "debt to capital value at which a firm is wound up",
           .source = "judged"});
    field("recovery", recovery,
          {.unit = "share",
           .fallback = 0.7,
           .min = 0,
           .max = 1,
           .doc = "price of a dead firm's capital, of its value",
           .source = "judged"});
    field("relocation_rate", relocation_rate,
          {.unit = "1/year",
           .fallback = 0.032,
           .min = 0,
           .max = 0.5,
           .doc = "relocatable firms that consider a move",
           .source = "Tang et al. 2020"});
    field("relocation_wage", relocation_wage,
          {.unit = "util",
           .fallback = 1.5,
           .min = 0,
           .max = 10,
           .doc = "weight of log wages per unit of output",
           .source = "judged"});
    field("relocation_land", relocation_land,
          {.unit = "util", .fallback = 0.3, .min = 0, .max = 10, .doc = "weight of log rent", .source = "judged"});
    field("relocation_market", relocation_market,
          {.unit = "util",
           .fallback = 0.5,
           .min = 0,
           .max = 10,
           .doc = "weight of log market access",
           .source = "judged"});
    field("relocation_tax", relocation_tax,
          {.unit = "util",
           .fallback = 3.0,
           .min = 0,
           .max = 20,
           .doc = "weight of tax and subsidy, share of revenue",
           .source = "judged"});
    field("relocation_agglomeration", relocation_agglomeration,
          {.unit = "util",
           .fallback = 0.3,
           .min = 0,
           .max = 5,
           .doc = "weight of log own-industry output",
           .source = "judged"});
    field("relocation_distance", relocation_distance,
          {.unit = "util", .fallback = 0.5, .min = 0, .max = 10, .doc = "weight of log distance", .source = "judged"});
    field("relocation_loss", relocation_loss,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "capital left behind and scrapped in a move",
           .source = "judged"});
    field("relocation_annuity", relocation_annuity,
          {.unit = "per quarter",
           .fallback = 0.025,
           .min = 0,
           .max = 0.2,
           .doc = "worth of a sum paid once",
           .source = "judged: 10 % a year"});
    field("founders_equity", founders_equity,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "deposits of a region's households that founders put up in a quarter at most",
           .source = "judged"});
  }
};

// Moves between places.
struct MigrationParameters {
  double rate_scale{}, income{}, town_income{}, job_chance{}, network{}, network_share{}, vacancies{}, services{},
      settlement{}, settlement_town{}, return_rate{}, return_age{}, urbanisation{}, urbanisation_slowdown{},
      conversion_rate{}, conversion_tenure{}, attraction_shock{}, attraction_persistence{}, network_prior{};

  void declare(auto& field) {
    field(
        "rate_scale", rate_scale,
        {.unit = "ratio",
         .fallback = 0.7,
         .min = 0,
         .max = 3,
         .doc = "yearly moves over the census's five-year movers / 5",
         .source = "fitted to population shares 2012-2017 (0.7 to 1.1: error 2.9 to 3.4 %); the census's five years to "
                   "2010 were those of the largest net moves"});
    field("income", income,
          {.unit = "elasticity",
           .fallback = 0.37,
           .min = 0,
           .max = 5,
           .doc = "moves between regions to expected real pay there and here",
           .source = "PPML with network to 2010: 0.37 (0.04)"});
    field("town_income", town_income,
          {.unit = "elasticity",
           .fallback = 1.5,
           .min = 0,
           .max = 5,
           .doc = "moves to town to expected real pay there and in own-account work",
           .source = "conditional logit without network to 2010: 1.48 (0.21); Tombe and Zhu (2019): 1.5"});
    field("job_chance", job_chance,
          {.unit = "exponent",
           .fallback = 1,
           .min = 0,
           .max = 20,
           .doc = "weight of the chance of a job in expected pay",
           .source = "Harris and Todaro (1970): expected pay is the chance times the wage"});
    field("network", network,
          {.unit = "elasticity",
           .fallback = 0.84,
           .min = 0,
           .max = 1,
           .doc = "moves to the stock from the same hukou region already there",
           .source = "PPML to 2010: 0.84 (0.014)"});
    field("network_share", network_share,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "part of the flow that follows the present stock; the rest follows the base-year flows",
           .source = "judged"});
    field("vacancies", vacancies,
          {.unit = "elasticity",
           .fallback = 0.2,
           .min = 0,
           .max = 2,
           .doc = "moves to vacancies per person out of work, there and here, relative to the nation",
           .source = "populations 2012-2017 prefer it to 0.4: part of the moves that are for work, 0.75 (census 2010, "
                     "recalled), times the elasticity of matches, 0.5 (Petrongolo and Pissarides 2001)"});
    field("services", services,
          {.unit = "elasticity",
           .fallback = 0.1,
           .min = 0,
           .max = 2,
           .doc = "moves to public services open to the person",
           .source = "judged"});
    field("settlement", settlement,
          {.unit = "log points",
           .fallback = 0.5,
           .min = 0,
           .max = 5,
           .doc = "cost of settling in the odds of a place, mean over arrivals; by place in proportion to the share of "
                  "residents who are registered elsewhere",
           .source = "judged"});
    field("settlement_town", settlement_town,
          {.unit = "log points",
           .fallback = 0.2,
           .min = 0,
           .max = 5,
           .doc = "the same of moving to town within the region",
           .source = "judged: the reform of 2014 added a tenth to a fifth (An and Yan 2024)"});
    field(
        "return_rate", return_rate,
        {.unit = "1/year",
         .fallback = 0.037,
         .min = 0,
         .max = 0.5,
         .doc = "return of migrants to the hukou region at age 30",
         .source = "most that stocks of 2000 and 2010 and flows between allow; populations 2012-2017 prefer it to less "
                   "(0.009: recorded reverse flows of large pairs 2005-10)"});
    field("return_age", return_age,
          {.unit = "1/year per decade",
           .fallback = 0.01,
           .min = 0,
           .max = 0.2,
           .doc = "rise of the return rate per decade of age",
           .source = "judged"});
    field("urbanisation", urbanisation,
          {.unit = "1/year",
           .fallback = 0.04,
           .min = 0,
           .max = 0.2,
           .doc = "rural persons who move to the urban half of their region, mean at age 20-29 weights",
           .source = "fitted to the nation's urban share 2012-2017, 53.0 to 60.2 %"});
    field("urbanisation_slowdown", urbanisation_slowdown,
          {.unit = "share",
           .fallback = 1.0,
           .min = 0,
           .max = 3,
           .doc = "fall of that rate with the urban share, elasticity",
           .source = "logit slope falls with level, -0.029"});
    field("conversion_rate", conversion_rate,
          {.unit = "1/year",
           .fallback = 0.01,
           .min = 0,
           .max = 0.5,
           .doc = "settled migrants who obtain local hukou",
           .source = "recalled"});
    field("conversion_tenure", conversion_tenure,
          {.unit = "quarters",
           .fallback = 20,
           .min = 0,
           .max = 200,
           .doc = "quarters in a place before conversion",
           .source = "five years, common rule"});
    field("attraction_shock", attraction_shock,
          {.unit = "1/year",
           .fallback = 0.005,
           .min = 0,
           .max = 0.05,
           .doc = "s.d. of yearly shocks to the growth that a region's pull gives its population",
           .source = "panel of regions to 2017: residuals of the AR(1) of population shares"});
    field("attraction_persistence", attraction_persistence,
          {.unit = "share",
           .fallback = 0.76,
           .min = 0,
           .max = 0.95,
           .doc = "autocorrelation of that pull from year to year",
           .source = "panel of regions to 2017: AR(1) of population shares"});
    field(
        "network_prior", network_prior,
        {.unit = "persons",
         .fallback = 2000,
         .min = 1,
         .max = 1000000,
         .doc =
             "added to every stock of migrants before stocks are compared, so that small ones do not double by chance",
         .source = "judged"});
  }
};

// Emissions, farmland, energy.
struct EnvironmentParameters {
  double abatement_trend{}, ecology_speed{}, farmland_loss{}, yield_growth{}, grain_response{}, efficiency_trend{},
      clean_cost{}, clean_annuity{}, clean_speed{}, clean_solar{}, saving_slope{}, saving_most{}, treatment_slope{},
      treatment_most{}, charge_slope{}, crop_share{}, coal_carbon{}, oil_carbon{};

  void declare(auto& field) {
    field("abatement_trend", abatement_trend,
          {.unit = "1/year",
           .fallback = 0.06,
           .min = -0.1,
           .max = 0.3,
           .doc = "yearly fall of emissions per unit of output",
           .source = "SO2 2006-2012"});
    field("ecology_speed", ecology_speed,
          {.unit = "per quarter",
           .fallback = 0.02,
           .min = 0,
           .max = 0.5,
           .doc = "speed of the ecological index to its load",
           .source = "judged"});
    field("farmland_loss", farmland_loss,
          {.unit = "ha per person",
           .fallback = 0.03,
           .min = 0,
           .max = 0.5,
           .doc = "farmland built over per new urban person",
           .source = "land surveys, judged"});
    field("yield_growth", yield_growth,
          {.unit = "1/year",
           .fallback = 0.012,
           .min = -0.05,
           .max = 0.1,
           .doc = "growth of grain yield",
           .source = "NBS 2003-2012"});
    field("grain_response", grain_response,
          {.unit = "elasticity",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "grain per hectare to real output of agriculture beyond the yield trend",
           .source = "judged"});
    field("efficiency_trend", efficiency_trend,
          {.unit = "1/year",
           .fallback = 0.03,
           .min = -0.05,
           .max = 0.2,
           .doc = "yearly fall of energy per unit of output",
           .source = "NBS 2005-2012"});
    field("clean_cost", clean_cost,
          {.unit = "yuan per kWh/year",
           .fallback = 5,
           .min = 0,
           .max = 100,
           .doc = "capital of wind and sun that replaces a kWh of thermal power a year",
           .source = "2012: wind 8 000 yuan/kW at 1 900 hours, sun 10 000 at 1 200, recalled"});
    field("clean_annuity", clean_annuity,
          {.unit = "1/year",
           .fallback = 0.1,
           .min = 0,
           .max = 0.5,
           .doc = "of that capital, that its power must earn a year",
           .source = "5 % interest and twenty years of life"});
    field("clean_speed", clean_speed,
          {.unit = "per quarter",
           .fallback = 0.125,
           .min = 0.01,
           .max = 1,
           .doc = "speed at which wind and sun asked for are built",
           .source = "two years from permit to grid, judged"});
    field("clean_solar", clean_solar,
          {.unit = "share",
           .fallback = 0.4,
           .min = 0,
           .max = 1,
           .doc = "of wind and sun that policies add, that is sun",
           .source = "China 2022: 427 of 1 190 TWh, recalled"});
    field("saving_slope", saving_slope,
          {.unit = "ratio",
           .fallback = 5,
           .min = 0.1,
           .max = 100,
           .doc = "marginal cost of saving, as a share of the energy saved, by the share that is saved already",
           .source = "judged: the first fifth pays for itself (cost curves of McKinsey 2009), price elasticity of "
                     "energy of -0.2"});
    field("saving_most", saving_most,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 0.9,
           .doc = "of energy per output that is saved at most in answer to its price",
           .source = "judged"});
    field("treatment_slope", treatment_slope,
          {.unit = "yuan/t",
           .fallback = 40000,
           .min = 1,
           .max = 10000000.0,
           .doc = "marginal cost of treating waste water, per tonne of COD, by the share that is treated",
           .source = "judged: works of 2012 remove a tonne for 4 000-8 000 yuan at a fifth, recalled"});
    field("treatment_most", treatment_most,
          {.unit = "share",
           .fallback = 0.6,
           .min = 0,
           .max = 1,
           .doc = "of waste water that is treated beyond the base year at most",
           .source = "judged"});
    field("charge_slope", charge_slope,
          {.unit = "share of sales",
           .fallback = 0.05,
           .min = 0.001,
           .max = 1,
           .doc = "marginal cost of abatement by the share of emissions cut, relative to sales",
           .source = "judged: a charge of 1 % of sales cuts a fifth"});
    field("crop_share", crop_share,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of farming's output that comes from farmland, whose yields policies raise",
           .source = "NBS 2012: crops are 52 % of farming's output, recalled"});
    field("coal_carbon", coal_carbon,
          {.unit = "t/t",
           .fallback = 1.98,
           .min = 0,
           .max = 4,
           .doc = "carbon dioxide of coal",
           .source = "IPCC 2006: 94.6 kg/GJ at 20.9 GJ/t"});
    field("oil_carbon", oil_carbon,
          {.unit = "t/yuan",
           .fallback = 0.0006,
           .min = 0,
           .max = 1,
           .doc = "carbon dioxide of oil and gas by value in the base year",
           .source = "1.45 Gt of 2.4 trillion yuan in 2012, recalled"});
  }
};

// Bounds within which the pack's accounts are brought before they are balanced.
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

// How the first micro-states are drawn.
struct InitialParameters {
  double perturbation{}, employable{}, unemployed_farm{}, unemployed_for{}, retired_rural{}, urban_hukou{},
      urban_hukou_migrants{}, migrant_rural{}, migrant_own_account{}, arrived_for{}, schooling_age{},
      schooling_settlement{}, schooling_wage{}, schooling_own_account{}, schooling_chance{};
  bool chance{}, shuffle_skills{}, shuffle_hukou{};

  void declare(auto& field) {
    field("chance", chance,
          {.unit = "flag",
           .fallback = 1,
           .min = 0,
           .max = 1,
           .doc = "chance events are drawn; off: counts are apportioned and noise is off",
           .source = "fixed-point scenarios"});
    field("shuffle_skills", shuffle_skills,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "experiment: shuffles education and ability across the employed at the start",
           .source = "test of what persons matter"});
    field("shuffle_hukou", shuffle_hukou,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "experiment: shuffles hukou origin across persons at the start",
           .source = "test of what persons matter"});
    field("perturbation", perturbation,
          {.unit = "log points",
           .fallback = 0,
           .min = 0,
           .max = 0.3,
           .doc = "s.d. of a random change of the pack's accounts before they are balanced",
           .source = "test of the fixed point"});
    field("employable", employable,
          {.unit = "share",
           .fallback = 0.92,
           .min = 0.5,
           .max = 1,
           .doc = "the employed and unemployed at most, of the persons aged 15 and over in a settlement",
           .source = "judged"});
    field("unemployed_farm", unemployed_farm,
          {.unit = "ratio",
           .fallback = 0.3,
           .min = 0,
           .max = 2,
           .doc = "unemployed per own-account worker, relative to one per wage worker",
           .source = "judged"});
    field("unemployed_for", unemployed_for,
          {.unit = "quarters",
           .fallback = 2.5,
           .min = 0.1,
           .max = 40,
           .doc = "mean time the first unemployed are out of work",
           .source = "judged"});
    field("retired_rural", retired_rural,
          {.unit = "year",
           .fallback = 60,
           .min = 45,
           .max = 90,
           .doc = "age from which rural persons out of the labour force are retired, not inactive",
           .source = "pension age of residents, State Council 2009"});
    field("urban_hukou", urban_hukou,
          {.unit = "share",
           .fallback = 0.35,
           .min = 0,
           .max = 1,
           .doc = "the nation's residents with urban hukou",
           .source = "police register 2012: 35 %; census 2010: 29 %, recalled"});
    field("urban_hukou_migrants", urban_hukou_migrants,
          {.unit = "share",
           .fallback = 0.15,
           .min = 0,
           .max = 1,
           .doc = "migrants in towns with urban hukou",
           .source = "census 2010, recalled"});
    field("migrant_rural", migrant_rural,
          {.unit = "odds ratio",
           .fallback = 0.08,
           .min = 0,
           .max = 2,
           .doc = "a rural person to be a migrant, against an urban one",
           .source = "judged: migrants live in towns"});
    field("migrant_own_account", migrant_own_account,
          {.unit = "odds ratio",
           .fallback = 0.2,
           .min = 0,
           .max = 2,
           .doc = "an own-account worker to be a migrant, against a wage worker",
           .source = "judged: migrants work for wages"});
    field("arrived_for", arrived_for,
          {.unit = "quarters",
           .fallback = 16,
           .min = 1,
           .max = 100,
           .doc = "mean time the first migrants are in the place",
           .source = "judged"});
    field("schooling_age", schooling_age,
          {.unit = "score per year",
           .fallback = 0.025,
           .min = 0,
           .max = 0.2,
           .doc = "fall of the score by which schooling is dealt with age",
           .source = "census 2010: later cohorts are longer at school; judged"});
    field("schooling_settlement", schooling_settlement,
          {.unit = "score",
           .fallback = 0.35,
           .min = 0,
           .max = 5,
           .doc = "urban persons above and rural ones below",
           .source = "judged"});
    field("schooling_wage", schooling_wage,
          {.unit = "score",
           .fallback = 1.2,
           .min = 0,
           .max = 5,
           .doc = "the industry with the highest wage above that with the lowest",
           .source = "judged"});
    field("schooling_own_account", schooling_own_account,
          {.unit = "score",
           .fallback = 0.8,
           .min = 0,
           .max = 5,
           .doc = "own-account workers below wage workers",
           .source = "judged"});
    field("schooling_chance", schooling_chance,
          {.unit = "score",
           .fallback = 0.6,
           .min = 0,
           .max = 5,
           .doc = "s.d. of the part of the score that is chance",
           .source = "judged"});
  }
};

// Exogenous paths.
struct PathsParameters {
  bool conditional{};

  void declare(auto& field) {
    field("conditional", conditional,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "feed the pack's known paths (world demand, coal, oil, births, epidemic) after the base year",
           .source = "pack paths.csv"});
  }
};

struct Parameters {
  GrowthParameters growth;
  PricesParameters prices;
  ExpectationsParameters expectations;
  ProductionParameters production;
  InvestmentParameters investment;
  CreditParameters credit;
  LabourParameters labour;
  DemographyParameters demography;
  HouseholdsParameters households;
  TradeParameters trade;
  GovernmentParameters government;
  FirmsParameters firms;
  MigrationParameters migration;
  EnvironmentParameters environment;
  AccountsParameters accounts;
  InitialParameters initial;
  PathsParameters paths;

  void declare(auto& field) {
    field.group("growth", growth, "national growth trend and the shocks around it");
    field.group("prices", prices, "prices, mark-ups and inflation");
    field.group("expectations", expectations, "expected sales and growth");
    field.group("production", production, "plans, stocks, capacity");
    field.group("investment", investment, "firms' investment");
    field.group("credit", credit, "banks and firms' finance");
    field.group("labour", labour, "wages and the labour market");
    field.group("demography", demography, "births, deaths, schooling, retirement");
    field.group("households", households, "income, saving, housing");
    field.group("trade", trade, "trade between regions and abroad");
    field.group("government", government, "budgets");
    field.group("firms", firms, "exit, entry, relocation");
    field.group("migration", migration, "moves between places");
    field.group("environment", environment, "emissions, farmland, energy");
    field.group("accounts", accounts, "bounds of the pack's accounts before they are balanced");
    field.group("initial", initial, "how the first micro-states are drawn");
    field.group("paths", paths, "exogenous paths");
    field.joint({{"credit.leverage", 1}, {"firms.insolvency", -1}}, 0, "a firm at its target is solvent");
    field.joint({{"accounts.tax_most", 1}, {"accounts.labour_least", 1}, {"accounts.surplus_least", 1}}, 1,
                "tax, labour and capital share value added");
    // The first stocks are investment over depreciation and growth.
    for (const std::string_view worn :
         {"production.depreciation", "investment.housing_depreciation", "growth.research_depreciation"})
      field.joint({{"growth.labour_start", -1}, {"growth.labour_force_start", -1}, {worn, -1}}, -0.02,
                  "stocks hold at most what fifty years have built");
  }
};

}  // namespace jiuzhou
