// Carbon price: firms pay for the CO2 of the fuels they burn, at a price, or at the price that keeps a cap.
//
//   c_rs  = Σ_g c_g a_gs,  e_rs = Σ_g a_gs        CO2 and energy in a unit of output, g coal, oil and gas, power in e
//   x_rs  = min(ε p c_rs / e_rs, most)            energy saved, as the carbon in it makes it dearer
//   charge_rs ← + p c_rs (1 − x) / p_rs                          share of sales;  energy per output_rs ← × (1 − x)
//   other inputs per output_rs ← × (1 + x (1 + x / 2ε) e_rs / o_rs)            o inputs other than energy
//   p     = price·phase, or, higher, that at which Σ c_rs (1 − x) X_rs is (1 − cut)·phase of the base year's
//
// What takes the place of a yuan of energy costs a yuan at first, as firms have chosen both, and more the more they save
// (x²/2ε is the area under their demand for energy). ε environment.price_response, X last quarter's output. Sets levers.{charge, charges, energy_use, other_inputs}. Payers: the firms, to
// the budget of their region, which books it as revenue that a policy brings; they add it to their prices, so that buyers
// turn to what burns less. With a cap the price is what permits would cost; it is at most `highest`, beyond which the
// cap gives way. Carbon is priced where fuel is bought from mines and wells, as the series of CO2 count it.

#include <algorithm>

#include "sim/instruments/common.hpp"
#include "sim/state/technique.hpp"

namespace jiuzhou {

namespace {

// A cell that pays: its weight in the policy, output and the carbon and energy in a unit of it.
struct Burner {
  RegionId region;
  IndustryId industry;
  double weight, output;
  EnergyPerOutput per;
};

struct CarbonPrice {
  static constexpr const char* name = "carbon_price";
  static constexpr const char* text = "price of carbon dioxide or a cap on it, paid by those who burn fuels";
  static constexpr Strength strengths[] = {{"price", by_region | by_industry}, {"cut", by_region | by_industry}};
  double price{}, cut{}, highest{};

  void declare(auto& field) {
    field("price", price,
          {.unit = "yuan/t", .fallback = 0, .min = 0, .max = 1e5, .doc = "of carbon dioxide", .source = "scenario"});
    field("cut", cut,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "below the base year's emissions, the cap on those of the regions and industries selected",
           .source = "scenario"});
    field("highest", highest,
          {.unit = "yuan/t",
           .fallback = 2000,
           .min = 0,
           .max = 1e6,
           .doc = "price at which the cap gives way",
           .source = "judged: above the social cost of carbon, 190 dollars (EPA 2023)"});
  }

  static double saved(const World& w, const EnergyPerOutput& per, double yuan) {
    const auto& p = w.parameters.environment;
    return per.energy > 0 ? std::min(p.saving_most, p.price_response * yuan * per.carbon / per.energy) : 0;
  }

  static double emitted(const World& w, const std::vector<Burner>& burners, double yuan) {
    double sum = 0;
    for (const Burner& x : burners) sum += x.weight * x.per.carbon * x.output * (1 - saved(w, x.per, x.weight * yuan));
    return sum;
  }

  // The price that keeps the cap, by halving.
  double price_of_cap(const World& w, const std::vector<Burner>& burners, double most) const {
    if (!(emitted(w, burners, 0) > most)) return 0;
    double low = 0, high = highest;
    for (int halving = 0; halving < 40; ++halving) {
      const double middle = (low + high) / 2;
      (emitted(w, burners, middle) > most ? low : high) = middle;
    }
    return high;
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (!(price > 0 || cut > 0)) return;
    const Column<IndustryId, double> carbon = carbon_of_goods(w);
    const auto size = sizes(w);
    std::vector<Burner> burners;
    double base = 0;
    for (const RegionId r : w.region_ids())
      for (const IndustryId s : w.industry_ids()) {
        const double weight = policy.where.region[index(r)] * policy.where.industry[index(s)];
        const EnergyPerOutput per = energy_per_output(w, carbon, r, s);
        if (!(weight > 0 && per.carbon > 0)) continue;
        burners.push_back({r, s, weight, size(r, s).output, per});
        base += weight * per.carbon * w.cells.base_output(r, s);
      }
    const double capped = cut > 0 ? price_of_cap(w, burners, (1 - cut * phase) * base) : 0;
    const double yuan = std::max(price * phase, capped);
    for (const Burner& x : burners) {
      const double due = x.weight * yuan, share = saved(w, x.per, due);
      levers.charge_firms(x.region, x.industry, due * x.per.carbon * (1 - share) / w.cells.price(x.region, x.industry));
      levers.energy_use(x.region, x.industry) *= 1 - share;
      if (!(share > 0) || !(x.per.others > 0)) continue;
      const double dearer = share / (2 * w.parameters.environment.price_response);
      levers.other_inputs(x.region, x.industry) *= 1 + share * (1 + dearer) * x.per.energy / x.per.others;
    }
  }
};

const Registered<InstrumentOf<CarbonPrice>> registered{CarbonPrice::name};

}  // namespace

}  // namespace jiuzhou
