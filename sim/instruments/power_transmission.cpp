// Power transmission: lines that carry electricity from the regions selected (`where`) to others (`to`; all where none).
//
//   capacity_od of existing lines ← × (1 + capacity·phase·weight_o)
//   new lines   share_od = share·phase · weight_o X_o / Σ    of what d buys,  X electricity generated in o
//   money_r = budget · weight_r X_r / Σ, invested in the regions selected
//
// Sets levers.{grid, line, payments}. Payer: the centre. A line of ±800 kV carries some 40 TWh a year for about 25 billion
// yuan, recalled; that is some 0.8 % of what the nation used in 2012.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct PowerTransmission {
  static constexpr const char* name = "power_transmission";
  static constexpr const char* text = "builds lines that carry electricity between regions";
  double capacity{}, share{}, budget{};

  void declare(auto& field) {
    field("capacity", capacity,
          {.unit = "share", .fallback = 0, .min = 0, .max = 10, .doc = "rise of what existing lines can carry",
           .source = "scenario"});
    field("share", share,
          {.unit = "share", .fallback = 0, .min = 0, .max = 0.8, .doc = "of the buyers' electricity, over new lines",
           .source = "scenario"});
    field("budget", budget,
          {.unit = "million yuan/year", .fallback = 0, .min = 0, .max = 1e7, .doc = "cost of building",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::size_t s = w.pack->industry_with_role("electricity");
    const auto size = sizes(w);
    std::vector<double> power(w.region_count());
    for (const RegionId r : w.region_ids())
      power[index(r)] = policy.where.region[index(r)] *
                        (s < w.industry_count() ? size(r, IndustryId{static_cast<std::uint32_t>(s)}).output : people(w, r));
    const std::vector<double> part = shares(power), buyer = partner_weights(w, policy, 1);
    for (const RegionId o : w.region_ids()) {
      for (const RegionId d : w.region_ids()) {
        if (o == d) continue;
        levers.grid(o, d) *= 1 + capacity * phase * policy.where.region[index(o)] * buyer[index(d)];
        levers.line(o, d) += share * phase * part[index(o)] * buyer[index(d)];
      }
      levers.pay({.region = o, .yuan = budget * million / quarters_a_year * phase * part[index(o)], .investment_share = 1});
    }
  }
};

const Registered<InstrumentOf<PowerTransmission>> registered{PowerTransmission::name};

}  // namespace

}  // namespace jiuzhou
