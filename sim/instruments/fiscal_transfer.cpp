// Fiscal transfer: the centre pays regions, their budgets or their people, beyond what the formula gives.
//
//   money_r = (budget · weight_r·population_r / Σ + gdp_share · GDP_r · weight_r) · phase
//
// Sets levers.payments. Payer: the centre. In the budget the money is spent in the same quarter.

#include "sim/instruments/instrument.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

namespace {

struct FiscalTransfer {
  static constexpr const char* name = "fiscal_transfer";
  static constexpr const char* text = "the centre pays regional budgets or people beyond the formula";
  double budget{}, gdp_share{}, investment_share{};
  bool to_households{};

  void declare(auto& field) {
    field("budget", budget,
          {.unit = "million yuan/year", .fallback = 0, .min = 0, .max = 1e8,
           .doc = "total, divided by population", .source = "scenario"});
    field("gdp_share", gdp_share,
          {.unit = "share", .fallback = 0, .min = 0, .max = 1,
           .doc = "for each region, of its GDP of last quarter", .source = "scenario"});
    field("investment_share", investment_share,
          {.unit = "share", .fallback = -1, .min = -1, .max = 1,
           .doc = "part that is invested; -1: as the region's own budget", .source = "scenario"});
    field("to_households", to_households,
          {.unit = "flag", .fallback = 0, .min = 0, .max = 1,
           .doc = "pay persons, alike, instead of the budget", .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    double people = 0;
    const auto heads = [&](RegionId r) {
      return policy.where.region[index(r)] * static_cast<double>(w.census.urban[r] + w.census.rural[r]);
    };
    for (const RegionId r : w.region_ids()) people += heads(r);
    for (const RegionId r : w.region_ids()) {
      const double by_head = people > 0 ? budget * 1e6 / 4 * heads(r) / people : 0;
      const double by_gdp = gdp_share * w.regions.nominal_gdp[r] * policy.where.region[index(r)];
      const double yuan = (by_head + by_gdp) * phase;
      levers.pay({.recipient = to_households ? Recipient::households : Recipient::province_budget,
                  .region = r,
                  .yuan = yuan,
                  .investment_share = investment_share});
    }
  }
};

const Registered<InstrumentOf<FiscalTransfer>> registered{FiscalTransfer::name};

}  // namespace

}  // namespace jiuzhou
