// Fiscal transfer: the centre pays regions, their budgets or their people, beyond what the formula gives.
//
//   by head  money_r = budget · weight_r n_r m_r / Σ,  n persons, m the share of them whom `where` means
//   by gap   money_r = budget · weight_r gap_r m_r / Σ,  gap = (standard expenditure − standard revenue)+
//   by GDP   money_r = gdp_share · GDP_r · weight_r m_r
//
// Sets levers.payments. Payer: the centre. In the budget the money is spent in the same quarter. The gap is that of the
// equalisation formula of 2008 on: standard expenditure less standard revenue.

#include <algorithm>
#include <functional>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct FiscalTransfer {
  static constexpr const char* name = "fiscal_transfer";
  static constexpr const char* text = "the centre pays regional budgets or people beyond the formula";
  static constexpr Strength strengths[] = {{"budget", by_region | by_special_area | by_person},
                                           {"gdp_share", by_region | by_special_area | by_person}};
  double budget{}, gdp_share{}, investment_share{};
  bool by_gap{}, to_households{};

  void declare(auto& field) {
    field("budget", budget,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e8,
           .doc = "total, divided by population",
           .source = "scenario"});
    field("by_gap", by_gap,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "divide the budget by fiscal gap instead",
           .source = "MOF, general transfer formula"});
    field("gdp_share", gdp_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "for each region, of its GDP of last quarter",
           .source = "scenario"});
    field("investment_share", investment_share,
          {.unit = "share",
           .fallback = -1,
           .min = -1,
           .max = 1,
           .doc = "part that is invested; -1: as the region's own budget",
           .source = "scenario"});
    field("to_households", to_households,
          {.unit = "flag",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "pay persons, alike, instead of the budget",
           .source = "scenario"});
  }

  // Standard expenditure less standard revenue, a quarter.
  static std::vector<double> gaps(const World& w, const Selection& where) {
    double revenue = 0, persons = 0;
    for (const RegionId r : w.region_ids()) {
      revenue += w.regions.revenue[r] - w.regions.own_revenue[r] + w.regions.standard_revenue[r];
      persons += people(w, r);
    }
    std::vector<double> gap(w.region_count());
    for (const RegionId r : w.region_ids()) {
      const double need = w.calibration.need_per_head[r] * revenue / persons * people(w, r);
      gap[index(r)] = where.region[index(r)] * std::max(0.0, need - w.regions.standard_revenue[r]);
    }
    return gap;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::uint8_t mask = policy.where.special_area_mask;
    std::vector<double> meant(w.region_count());
    for (const RegionId r : w.region_ids())
      if (policy.where.region[index(r)] > 0) meant[index(r)] = share_of_persons(levers, w, r, policy.where, mask);
    std::vector<double> by = by_gap ? gaps(w, policy.where) : targeted_persons(levers, w, policy.where, mask);
    if (by_gap) std::ranges::transform(by, meant, by.begin(), std::multiplies<>());
    const std::vector<double> part = shares(by);
    for (const RegionId r : w.region_ids()) {
      const double by_formula = budget * million / quarters_a_year * part[index(r)];
      const double by_gdp = gdp_share * w.regions.nominal_gdp[r] * policy.where.region[index(r)] * meant[index(r)];
      levers.pay({.recipient = to_households ? Recipient::households : Recipient::province_budget,
                  .region = r,
                  .special_area_mask = mask,
                  .yuan = (by_formula + by_gdp) * phase,
                  .investment_share = investment_share});
    }
  }
};

const Registered<InstrumentOf<FiscalTransfer>> registered{FiscalTransfer::name};

}  // namespace

}  // namespace jiuzhou
