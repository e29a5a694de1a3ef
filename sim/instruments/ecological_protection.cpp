// Ecological protection: caps or bans on industries, limits and charges on emissions, restoration, and pay for those
// who lose their living.
//
//   capacity that may be used_rs ← × (1 − cap·phase·weight);  emissions per output_rs ← × (1 − emissions·phase·weight)
//   charge_rs     t, a share of sales at the emissions of before: firms cut x = t / κ of them, at most all, and pay
//                 t (1 − x) + ½ κ x² to their region, which runs the works; they add it to their prices
//   abatement_rs  abatement · emissions·phase·weight, likewise: the region runs the treatment works that firms must use
//   restoration   money_r = budget · weight_r area_r / Σ, invested; ecological index_r ← + effect · 100 money_r / GDP_r
//   compensation  compensation · cap · wages of the base year's output at today's wages, to rural persons for
//   own-account
//                 work, to the unemployed otherwise
//
// κ environment.charge_slope. Sets levers.{output_cap, emission, charge, charges, restoration, payments}. Payers: firms (charges), the centre. A
// ban is cap 1: nobody enters or moves there while it lasts. The ten-year fishing ban of the Yangtze began in 2021.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct EcologicalProtection {
  static constexpr const char* name = "ecological_protection";
  static constexpr const char* text = "caps, bans, emission limits and charges, restoration, compensation";
  static constexpr Strength strengths[] = {{"cap", by_region | by_industry},
                                           {"emissions", by_region | by_industry},
                                           {"charge", by_region | by_industry},
                                           {"restoration", by_region}};
  double cap{}, emissions{}, abatement{}, charge{}, restoration{}, effect{}, compensation{};

  void declare(auto& field) {
    field("cap", cap,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of capacity that may not be used; 1 is a ban",
           .source = "scenario"});
    field("emissions", emissions,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "fall of emissions per unit of output",
           .source = "scenario"});
    field("abatement", abatement,
          {.unit = "share of sales",
           .fallback = 0.01,
           .min = 0,
           .max = 0.3,
           .doc = "that a fall of emissions to nothing costs firms, in proportion",
           .source = "judged: desulphurisation costs some 0.015 yuan/kWh, 3 % of power sales"});
    field("charge", charge,
          {.unit = "share of sales",
           .fallback = 0,
           .min = 0,
           .max = 0.3,
           .doc = "paid by the firms to their region on the emissions they do not cut",
           .source = "scenario"});
    field("restoration", restoration,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "total, divided by land area",
           .source = "scenario"});
    field("effect", effect,
          {.unit = "index points",
           .fallback = 0.05,
           .min = 0,
           .max = 1,
           .doc = "of the ecological index per 1 % of GDP spent on restoration",
           .source = "assumption"});
    field("compensation", compensation,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of the wages lost by a cap",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    std::vector<double> area(w.region_count());
    for (const RegionId r : w.region_ids())
      area[index(r)] = policy.where.region[index(r)] * w.pack->regions[index(r)].land_area;
    const std::vector<double> part = shares(area);
    for (const RegionId r : w.region_ids()) {
      const double money = restoration * million / quarters_a_year * phase * part[index(r)];
      levers.pay({.region = r, .yuan = money, .investment_share = 1});
      levers.restoration[r] += effect * 100 * money / std::max(1.0, w.regions.nominal_gdp[r]);
      for (const IndustryId s : w.industry_ids()) {
        const double weight = policy.where.region[index(r)] * policy.where.industry[index(s)] * phase;
        levers.output_cap(r, s) *= 1 - cap * weight;
        const double slope = w.parameters.environment.charge_slope, due = charge * weight;
        const double cut = std::min(1.0, due / slope);
        levers.emission(r, s) *= (1 - emissions * weight) * (1 - cut);
        levers.charge_firms(r, s, due * (1 - cut) + slope * cut * cut / 2 + abatement * emissions * weight);
        const double wages = w.cells.base_output(r, s) * w.cells.base_unit_labour(r, s) * w.regions.wage_index[r];
        levers.pay({.recipient = w.pack->industries[index(s)].own_account ? Recipient::rural : Recipient::unemployed,
                    .region = r,
                    .yuan = compensation * cap * weight * wages});
      }
    }
  }
};

const Registered<InstrumentOf<EcologicalProtection>> registered{EcologicalProtection::name};

}  // namespace

}  // namespace jiuzhou
