// Households: what each class of each place wants to spend, and on which goods.
//
//   C_a  = κ_a Y_a (1+g) N_a + w D_a                      consumption out of smoothed income and deposits
//   H_a  = η_a Y_a (1+g) N_a (1+l) / (1+l z_r)             dwellings, and what policies gave for them; l z is spent on
//          land beside each yuan, z price of land: dear land leaves less for building
//   C and H with its land are at most deposits and the lesser of smoothed income and last quarter's: those who have just
//          arrived have no wage yet; a tenth of it is kept against a worse quarter; who is overdrawn pays back, out of
//          half of the income at most
//   q_g  = v_g C / P_g,  v_g ∝ b_g (c/c0)^((e_g−1) engel) (P_g/CPI)^(1−ε)       basket with income elasticities
//
// Budgets are deflated with this quarter's purchase prices: prices and trade shares are set before them. Proportional
// consumption per household type: elasticity 1.05 (0.08) across provinces.
//
// Reads   households.*, ledger, cells.purchase_price, regions.price_level
// Writes  activity.{consumption, dwellings, consumption_budget_*, dwelling_budget, demand_consumption_*, demand_public,
//         investment_real_public, investment_real_dwellings}
// Order   accounts and regions in order

#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

constexpr double kept_back = 0.1;                   // of income, by those who have nothing else
constexpr double least_rise = 0.1, most_rise = 30;  // of real consumption to base, as far as Engel curves are believed

namespace {

struct Tastes {
  std::vector<double> income_elasticity;  // by good
  double engel, price_elasticity;
};

// Real demand by good for a budget; `base` are base-year value shares, `rise` real consumption per head to base.
void split_budget(double budget, std::span<const double> base, double rise, std::span<const double> price,
                  double price_level, const Tastes& tastes, std::span<double> out) {
  double total = 0;
  for (std::size_t g = 0; g < base.size(); ++g) {
    out[g] = base[g] > 0 ? base[g] * portable::pow(rise, (tastes.income_elasticity[g] - 1) * tastes.engel) *
                               portable::pow(price[g] / price_level, 1 - tastes.price_elasticity)
                         : 0;
    total += out[g];
  }
  for (std::size_t g = 0; g < base.size(); ++g) out[g] = total > 0 ? out[g] / total * budget / price[g] : 0;
}

}  // namespace

void households(World& w) {
  const auto& p = w.parameters.households;
  const double growth = 1 + w.nation.consumption_growth;
  for (const RegionId r : w.region_ids()) {
    const double built = (1 + w.nation.land_rate) / (1 + w.nation.land_rate * land_price(w, r));
    for (const bool rural : {false, true})
      for (std::size_t k = 0; k < income_classes; ++k) {
        const HouseholdId a = w.household(r, rural, k);
        const double income = w.households.smoothed_income[a] * growth * static_cast<double>(w.households.persons[a]);
        const double held = w.ledger.yuan({Sector::household, index(a)}), wealth = std::max(0.0, held);
        w.activity.consumption[a] = std::max(0.0, w.households.propensity[a] * income + p.wealth_effect * wealth);
        w.activity.dwellings[a] = std::max(0.0, w.households.dwelling_propensity[a] * income * built);
        const double spent =
            w.activity.consumption[a] + (1 + w.nation.land_rate * land_price(w, r)) * w.activity.dwellings[a];
        const double earned = std::max(0.0, std::min(income, w.households.income[a] * growth));
        const double sure = (1 - kept_back) * earned;
        const double most = held < 0 ? std::max(earned / 2, sure + held) : sure + held;
        if (spent > most) {
          w.activity.consumption[a] *= most / spent;
          w.activity.dwellings[a] *= most / spent;
        }
        if (w.activity.policy_dwellings[a] > 0) w.activity.dwellings[a] += w.activity.policy_dwellings[a];
        (rural ? w.activity.consumption_budget_rural : w.activity.consumption_budget_urban)[r] +=
            w.activity.consumption[a];
        w.activity.dwelling_budget[r] += w.activity.dwellings[a];
      }
  }

  Tastes tastes{{}, p.engel, p.price_elasticity};
  for (const PackIndustry& industry : w.pack->industries)
    tastes.income_elasticity.push_back(industry.income_elasticity);
  for_each_index(w.region_count(), 1, [&](std::size_t i) {
    const RegionId r{static_cast<std::uint32_t>(i)};
    const auto price = w.cells.purchase_price.row(r);
    const double level = w.regions.price_level[r];
    const auto rise = [&](double budget, std::int64_t persons, double base) {
      if (persons <= 0 || !(base > 0)) return 1.0;
      return std::clamp(budget / level / static_cast<double>(persons) / base, least_rise, most_rise);
    };
    const double urban = w.activity.consumption_budget_urban[r];
    const double rural = w.activity.consumption_budget_rural[r];
    split_budget(urban, w.households.basket_urban.row(r),
                 rise(urban, w.census.urban[r], w.households.base_consumption_urban[r]), price, level, tastes,
                 w.activity.demand_consumption_urban.row(r));
    split_budget(rural, w.households.basket_rural.row(r),
                 rise(rural, w.census.rural[r], w.households.base_consumption_rural[r]), price, level, tastes,
                 w.activity.demand_consumption_rural.row(r));
    const double publics = w.activity.consumption_budget_public[r] + w.activity.consumption_budget_central[r];
    for (const IndustryId g : w.industry_ids())
      w.activity.demand_public(r, g) =
          std::max(0.0, publics) / w.regions.public_price[r] * w.households.basket_public(r, g);
    const double unit = w.regions.investment_price[r];
    w.activity.investment_real_public[r] = std::max(0.0, w.activity.investment_budget_public[r]) / unit;
    w.activity.investment_real_dwellings[r] = w.activity.dwelling_budget[r] / unit;
  });
}

}  // namespace jiuzhou
