// Horizontal compensation: who benefits (`where`) pays who protects or produces (`to`).
//
//   water   W · revenue_o / Σ · n_d / Σ      from o to d while the ecological index of d is at its target; back otherwise
//           d treats x_d of its waste water, ½ k x² COD_d = what it is paid or would lose;  COD_d ← × (1 − x_d)
//   grain   p · min(Σ lacking, Σ surplus) · lacking_o / Σ · surplus_d / Σ      surplus = F y − use per head · persons
//   energy  p · min(Σ lacking, Σ surplus) · lacking_o / Σ · surplus_d / Σ      surplus = 0.7143 coal + 310 clean power − use
//
// F farmland, y yield, n persons, own revenue of last quarter. Use per head of grain is what the nation grows a head:
// no stocks, no imports. Coal and power follow output since the base year. Without `to` everybody with a surplus
// receives, and there is no water contract.
// k environment.treatment_slope, COD_d that of the base year with the trend of abatement: a contract is worth treating for
// as long as it pays, and what is paid runs the works. Sets levers.{payments, discharge}. Payer: budgets of the regions
// selected. Contracts cut what is discharged upstream by about a fifth (Yu et al. 2024). The water contract is the one of the Xin'an river,
// 2012:
// Zhejiang pays Anhui 100 million yuan a year if the water is clean enough, Anhui pays Zhejiang if it is not.

#include <algorithm>
#include <cmath>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

constexpr double tce_per_tonne_coal = 0.7143, tce_per_gwh = 310;

double relative_output(const World& w, const Table<RegionId, IndustryId, CellSize>& size, RegionId r,
                       const char* role) {
  const std::size_t s = w.pack->industry_with_role(role);
  if (s >= w.industry_count()) return 0;
  const IndustryId id{static_cast<std::uint32_t>(s)};
  return w.cells.base_output(r, id) > 0 ? size(r, id).output / w.cells.base_output(r, id) : 0;
}

// Tonnes of grain and of coal equivalent a quarter beyond the region's own use; negative where it lacks.
std::vector<double> grain_surplus(const World& w) {
  std::vector<double> surplus(w.region_count());
  double grown = 0, persons = 0;
  for (const RegionId r : w.region_ids()) {
    surplus[index(r)] = w.regions.farmland[r] * w.regions.yield[r] / quarters_a_year;
    grown += surplus[index(r)];
    persons += people(w, r);
  }
  for (const RegionId r : w.region_ids()) surplus[index(r)] -= grown / persons * people(w, r);
  return surplus;
}

std::vector<double> energy_surplus(const World& w) {
  const Pack& pack = *w.pack;
  const auto size = sizes(w);
  const double saving = portable::pow(1 - w.parameters.environment.efficiency_trend, w.elapsed() / quarters_a_year);
  std::vector<double> surplus(w.region_count());
  for (const RegionId r : w.region_ids()) {
    const double clean =
        pack.electricity_hydro[r] + pack.electricity_nuclear[r] + pack.electricity_wind[r] + pack.electricity_solar[r];
    double use = 0;
    for (const IndustryId s : w.industry_ids())
      use += pack.industries[index(s)].energy_intensity * size(r, s).output / million;
    surplus[index(r)] =
        tce_per_tonne_coal * pack.coal_output[r] / quarters_a_year * relative_output(w, size, r, "coal") +
        tce_per_gwh * clean / quarters_a_year * relative_output(w, size, r, "electricity") - use * saving;
  }
  return surplus;
}

struct HorizontalCompensation {
  static constexpr const char* name = "horizontal_compensation";
  static constexpr const char* text = "beneficiaries pay protectors of rivers and producers of grain and energy";
  static constexpr Strength strengths[] = {
      {"water", by_region | by_partner}, {"grain", by_region | by_partner}, {"energy", by_region | by_partner}};
  double water{}, target{}, grain{}, energy{};

  void declare(auto& field) {
    field("water", water,
          {.unit = "million yuan/year",
           .fallback = 0,
           .min = 0,
           .max = 1e7,
           .doc = "basin contract, all beneficiaries together",
           .source = "Xin'an river 2012: 500 million yuan a year, recalled"});
    field("target", target,
          {.unit = "base = 1",
           .fallback = 1,
           .min = 0,
           .max = 10,
           .doc = "ecological index of the protector at which it is paid; below it pays back",
           .source = "contract form of the Xin'an river"});
    field("grain", grain,
          {.unit = "yuan/tonne",
           .fallback = 0,
           .min = 0,
           .max = 10000,
           .doc = "for grain lacking, to regions with a surplus",
           .source = "scenario"});
    field("energy", energy,
          {.unit = "yuan/tce",
           .fallback = 0,
           .min = 0,
           .max = 10000,
           .doc = "for coal and clean power lacking, to regions with a surplus",
           .source = "scenario"});
  }

  // `total` yuan from payers to receivers by their weights; nobody pays itself.
  static void settle(Levers& levers, const World& w, double total_yuan, const std::vector<double>& payers,
                     const std::vector<double>& receivers) {
    const std::vector<double> from = shares(payers), to = shares(receivers);
    for (const RegionId o : w.region_ids())
      for (const RegionId d : w.region_ids())
        if (o != d)
          levers.pay({.payer = Payer::province,
                      .paying_region = o,
                      .region = d,
                      .yuan = total_yuan * from[index(o)] * to[index(d)]});
  }

  static void settle_surplus(Levers& levers, const World& w, const Instrument& policy, double price,
                             const std::vector<double>& surplus) {
    std::vector<double> lacking(w.region_count()), offered = partner_weights(w, policy, 1);
    for (std::size_t r = 0; r < surplus.size(); ++r) {
      lacking[r] = policy.where.region[r] * std::max(0.0, -surplus[r]);
      offered[r] *= std::max(0.0, surplus[r]);
    }
    settle(levers, w, price * std::min(total(lacking), total(offered)), lacking, offered);
  }

  // Waste water that is treated for so much money this quarter.
  static void treat(Levers& levers, const World& w, RegionId r, double yuan) {
    const auto& p = w.parameters.environment;
    const double left = portable::pow(1 - p.abatement_trend, w.elapsed() / quarters_a_year);
    const double discharged = w.pack->cod[r] / quarters_a_year * left * levers.discharge[r];
    const double slope = p.treatment_slope * w.regions.price_level[r] * discharged;
    if (yuan > 0 && slope > 0) levers.discharge[r] *= 1 - std::min(p.treatment_most, std::sqrt(2 * yuan / slope));
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (water > 0) {
      std::vector<double> revenue(w.region_count()), clean = partner_weights(w, policy, 0), dirty(w.region_count());
      for (const RegionId r : w.region_ids()) {
        revenue[index(r)] = policy.where.region[index(r)] * std::max(0.0, w.regions.own_revenue[r]);
        clean[index(r)] *= people(w, r);
        if (w.regions.ecology[r] < target) std::swap(clean[index(r)], dirty[index(r)]);
      }
      const double all = total(clean) + total(dirty);
      const double yuan = all > 0 ? water * million / quarters_a_year * phase / all : 0;
      for (const RegionId r : w.region_ids()) treat(levers, w, r, yuan * (clean[index(r)] + dirty[index(r)]));
      settle(levers, w, yuan * total(clean), revenue, clean);
      settle(levers, w, yuan * total(dirty), dirty, revenue);
    }
    if (grain > 0) settle_surplus(levers, w, policy, grain * phase, grain_surplus(w));
    if (energy > 0) settle_surplus(levers, w, policy, energy * phase, energy_surplus(w));
  }
};

const Registered<InstrumentOf<HorizontalCompensation>> registered{HorizontalCompensation::name};

}  // namespace

}  // namespace jiuzhou
