// Power transmission: lines that carry electricity from the regions selected (`where`) to others (`to`; all where
// none).
//
//   capacity_od of existing lines ← × (1 + capacity·phase·weight_o)
//   new lines   share_od = share·phase · weight_o X_o / Σ    of what d buys,  X electricity generated in o
//   money_r = cost · what the lines from r built this quarter can carry a year, invested in r
//
// What is built follows the ramp, and a line is paid for as it is built. Electricity of the base year, in GWh and in
// yuan, says what a share carries. Sets levers.{grid, line, payments}. Payer: the centre. A line of ±800 kV carries
// some 40 TWh a year for about 25 billion yuan, recalled; that is some 0.8 % of what the nation used in 2012.

#include <algorithm>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct PowerTransmission {
  static constexpr const char* name = "power_transmission";
  static constexpr const char* text = "builds lines that carry electricity between regions";
  static constexpr Strength strengths[] = {{"capacity", by_region | by_partner}, {"share", by_region | by_partner}};
  double capacity{}, share{}, cost{};

  void declare(auto& field) {
    field("capacity", capacity,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 10,
           .doc = "rise of what existing lines can carry",
           .source = "scenario"});
    field("share", share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 0.8,
           .doc = "of the buyers' electricity, over new lines",
           .source = "scenario"});
    field("cost", cost,
          {.unit = "yuan per kWh/year",
           .fallback = 0.6,
           .min = 0,
           .max = 100,
           .doc = "cost of building lines that carry a kWh a year",
           .source = "25 billion yuan for 40 TWh a year, recalled"});
  }

  // kWh a year that a real yuan a quarter of electricity stands for in the base year.
  static double kwh_per_yuan(const World& w, IndustryId power) {
    double gwh = 0, yuan = 0;
    for (const RegionId r : w.region_ids()) {
      const Pack& pack = *w.pack;
      gwh += pack.electricity_thermal[r] + pack.electricity_hydro[r] + pack.electricity_nuclear[r] +
             pack.electricity_wind[r] + pack.electricity_solar[r];
      yuan += w.cells.base_output(r, power);
    }
    return yuan > 0 ? 1e6 * gwh / yuan : 0;
  }

  // Electricity that the industries of a region buy, real yuan a quarter, base year.
  static double bought(const World& w, RegionId d, IndustryId power) {
    double sum = 0;
    for (const IndustryId s : w.industry_ids()) sum += w.cells.input(d, power, s) * w.cells.base_output(d, s);
    return sum;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::size_t s = w.pack->industry_with_role("electricity");
    const auto size = sizes(w);
    std::vector<double> power(w.region_count());
    for (const RegionId r : w.region_ids())
      power[index(r)] =
          policy.where.region[index(r)] *
          (s < w.industry_count() ? size(r, IndustryId{static_cast<std::uint32_t>(s)}).output : people(w, r));
    const std::vector<double> part = shares(power), buyer = partner_weights(w, policy, 1);
    const double built = std::max(0.0, phase - policy.phase(w.now + -1));
    const bool known = s < w.industry_count();
    const IndustryId id{static_cast<std::uint32_t>(known ? s : 0)};
    const double unit = known ? cost * kwh_per_yuan(w, id) : 0;
    for (const RegionId o : w.region_ids()) {
      double carried = 0;  // real yuan a quarter
      for (const RegionId d : w.region_ids()) {
        if (o == d) continue;
        carried += capacity * policy.where.region[index(o)] * buyer[index(d)] * w.trade.grid_capacity(o, d);
        if (known) carried += share * part[index(o)] * buyer[index(d)] * bought(w, d, id);
        levers.grid(o, d) *= 1 + capacity * phase * policy.where.region[index(o)] * buyer[index(d)];
        levers.line(o, d) += share * phase * part[index(o)] * buyer[index(d)];
      }
      levers.pay({.region = o, .yuan = unit * carried * built, .investment_share = 1});
    }
  }
};

const Registered<InstrumentOf<PowerTransmission>> registered{PowerTransmission::name};

}  // namespace

}  // namespace jiuzhou
