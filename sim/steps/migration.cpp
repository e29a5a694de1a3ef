// Migration: stay, move to town here, move to another region, or come home.
//
//   P(o→d)   = m_od A_a S_e / n_o · exp(κ [e_kd − V_io + e0_ko] + T_d − T_o) · N_od · exp(H_d) · (exp(−G_o) if hukou ≠ o)
//   P(home)  = (ρ + ρ' (a − 30)/10)+ / 4 · min(4, exp(κ [v_ih − e_ko] + T_h − T_o − G_o))   to the hukou region h, its
//              town or country by hukou kind; whoever is registered in d comes to d only this way
//   P(town)  = b B_a / b̄_r ((1−t_r) / (1−t0_r))^z / 4 · exp(κt [E_kr − V_ir] + C_r + c' (1 − settlement))
//              t urban share, rural persons only; + the resettlement lever of the person's special areas, at home
//   E_kr     = ln(w_kr (1−u_kr)^η / (p_r^(1−α) rent_r^α))       pay of skill k outside own-account work, k's chance of it
//   V_ir     = ln(y_r / p_r) in own-account work, else E_kr     y pay there; small letters: less base-year values
//   T_r      = σ ln(S_r / S0_r) + C_r + β_r                     S public services a head
//   β_r      shock to the pull: odds at which the moves called for give people the growth attraction_r
//   C_r      = ν ln(v_r / u_r), less the nation's and what u0 gives    v vacancies, u unemployment: chance of a contact
//   N_od     = ((1−λ) + λ ((K_od + k) / (K0_od + k))^θ) / N̄     K persons with hukou in o who live in d, k network_prior
//   G_r      = σ (1 − service) + κ ln((1 − g0 gap) / (1 − g0))         levers for those who are registered elsewhere
//   H_d      = c_d (1 − settlement) + G_d                              the same for those who come; 0 without a policy
//   c_d      = c x_d / x̂                       x share of residents registered elsewhere, x̂ its mean over arrivals
//   each exponent leaves what it is in the base year, with β and H, by two at most: nobody has seen flows answer more
//              than sevenfold, and places that fill and empty in turn every quarter would be none
//   at home  P ← P exp(−κ a_o) with the allowance a_o of the person's special areas, a lever
//   hukou    = (c_q exp(c − c_d settlement) + quota) / 4   in town, after the required quarters in the place times a lever
//   follow   workers whose firm was moved by order go along if they have not left for elsewhere
//
// One choice with staying as the reference: P are the odds of each alternative against it, as in McFadden (1978), small
// ones. m_od makes base-year moves the census's: movers of five years times the scale s, less those who come home, per
// resident not registered in d. A, S selectivity by age and education; n_o, b̄_r base-year means of all that differs
// between persons, so that ageing lowers the flow and who earns least leaves first: exp(−κ V) is larger on a farm than
// beside it. N̄ is the mean of N over base-year moves, so that networks turn the flow without raising its total. A small
// yearly income effect and persistent networks as estimated by PPML on the flows of 2000, 2005 and 2010; κt is the
// elasticity without network, as in Tombe and Zhu (2019). Places ration hukou in proportion to those who wait for it;
// who comes home meets no barrier. Movers arrive in town without work; those who only change from country to town keep
// their work unless they farm.
//
// Reads   persons.*, headcounts, firms.wage, regions.{price_level, rent, unemployment_rate, vacancy_rate,
//         service_stock, attraction}, census,
//         calibration.{base_moves, base_stock, base_town_pay, base_farm_pay, base_barrier, base_services,
//         base_selectivity, base_town_odds, base_urban_share, base_unemployment}, levers
// Writes  persons, headcounts, ledger (household moves), activity.{moves, urban_moves, conversions, followers}
//
// One number per person decides between leaving, returning, moving to town and conversion; who has one above every
// chance of the
// cohort is not looked at (base/sparse_events.hpp).
//
// Order: tables are made once; who leaves a region is taken out by its task, who arrives is put in by the task of the
// destination, by origin and cohort; money is posted in the order of accounts.
#include "sim/steps/shared/migration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/math.hpp"
#include "sim/base/sparse_events.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/shared/choice.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double contact_floor = 0.01;  // share of the labour force added to vacancies and unemployed alike
constexpr double chance_floor = 0.01;   // least chance of a job, so that its logarithm is finite
constexpr double least_pay = 1e-3;      // of full pay, with the gap of those registered elsewhere
// On the base year's chance of coming home: above what luck of pull asks for, e. Whoever may come home is looked at.
constexpr double most_homesick = 4;
constexpr double most_response = 2;     // log points, of odds against those of the base year
constexpr double service_floor = 1;     // real yuan a head
constexpr double full_residence = 255;  // quarters: who is longer in a place is settled

constexpr std::uint32_t first_try = 16;  // round of the draws of a destination, after those of base/sparse_events.hpp

constexpr int oldest = 127;  // years; older persons are in its band

constexpr std::array<std::uint8_t, oldest + 1> bands() {
  std::array<std::uint8_t, oldest + 1> band{};
  for (int age = 0; age <= oldest; ++age)
    for (std::uint8_t k = 0; k < age_bands; ++k)
      if (age >= mover_ages[k]) band[static_cast<std::size_t>(age)] = k;
  return band;
}
constexpr std::array<std::uint8_t, oldest + 1> band_by_age = bands();

std::size_t band_of(int age) {
  return band_by_age[static_cast<std::size_t>(std::clamp(age, 0, oldest))];
}

// ---- what the tables are made of ------------------------------------------------------------------------------------

struct ResidentCounts {
  std::vector<std::int64_t> members;              // by household account
  Table<RegionId, RegionId, std::int64_t> stock;  // (hukou, place)
  Column<RegionId, double> urban_share;
};

ResidentCounts count_residents(const World& world) {
  const std::size_t n = world.region_count();
  ResidentCounts counts;
  counts.members = members_by_account(world);
  counts.stock.assign(n, n);
  counts.urban_share.assign(n);
  for (const RegionId r : world.region_ids()) {
    const Headcount& count = world.headcounts[index(r)];
    for (const RegionId h : world.region_ids()) counts.stock(h, r) = count.stock[index(h)];
    std::int64_t urban = 0, all = 0;
    for (std::size_t a = 0; a < Headcount::accounts; ++a) {
      const std::int64_t here = counts.members[index(r) * Headcount::accounts + a];
      all += here;
      if (a < income_classes) urban += here;
    }
    counts.urban_share[r] = ratio(static_cast<double>(urban), static_cast<double>(all));
  }
  return counts;
}

// Logs of what work is worth: expected real pay of an efficiency unit outside own-account work by skill, its real pay
// in own-account work.
struct Worth {
  Table<RegionId, SkillId, double> town;
  Column<RegionId, double> farm;

  [[nodiscard]] double operator()(RegionId r, std::size_t skill, bool own_account) const {
    return own_account ? farm[r] : town(r, static_cast<SkillId>(skill));
  }
};

// An exponent of odds that is `then` without what changed since the base year.
double within_reach(double exponent, double then) {
  return std::clamp(exponent, then - most_response, then + most_response);
}

double log_of(double x) {
  return x > 0 ? portable::log(x) : 0;
}

Worth worth_of_work(const World& world) {
  const MigrationParameters& p = world.parameters.migration;
  const double housing = world.parameters.households.housing_share;
  const std::size_t industries = world.industry_count();
  Worth worth;
  worth.town.assign(world.region_count(), skills);
  worth.farm.assign(world.region_count());
  for_each_region(world, [&](RegionId r) {
    const Headcount& count = world.headcounts[index(r)];
    std::vector<double> bill(industries, 0), labour(industries, 0);
    for (std::size_t number = 0; number < count.firm.size(); ++number) {
      const FirmId f = count.firm[number];
      if (!world.firms.alive[f]) continue;
      const Staff& staff = count.staff[number];
      bill[staff.industry] += world.firms.wage[f] * work_share(world, f) * static_cast<double>(staff.labour);
      labour[staff.industry] += static_cast<double>(staff.labour);
    }
    // last: all skills together
    std::array<double, skills + 1> pay{}, units{}, at_work{}, seek{};
    double farm_pay = 0, farm_units = 0;
    for (std::size_t k = 0; k < skills; ++k) {
      seek[k] = static_cast<double>(count.skilled[k]);
      seek[skills] += seek[k];
    }
    for (std::size_t s = 0; s < industries; ++s) {
      const bool own_account = world.pack->industries[s].own_account;
      const double wage = ratio(bill[s], labour[s]);
      for (std::size_t k = 0; k < skills; ++k) {
        const auto mix = static_cast<double>(count.mix[s * skills + k]);
        const auto workers = static_cast<double>(count.workers[s * skills + k]);
        if (own_account) {
          farm_pay += wage * mix;
          farm_units += mix;
        }
        for (const std::size_t i : {k, skills})
          if (own_account) {
            seek[i] -= workers;
          } else {
            pay[i] += wage * mix;
            units[i] += mix;
            at_work[i] += workers;
          }
      }
    }
    const double price = log_of(world.regions.price_level[r]);
    const double living = (1 - housing) * price + housing * log_of(world.regions.rent[r]);
    for (std::size_t k = 0; k < skills; ++k) {
      const std::size_t i = units[k] > 0 ? k : skills;
      const double chance = seek[i] > 0 ? std::clamp(at_work[i] / seek[i], chance_floor, 1.0) : 1;
      worth.town(r, static_cast<SkillId>(k)) =
          log_of(ratio(pay[i], units[i])) + p.job_chance * portable::log(chance) - living;
    }
    worth.farm[r] = farm_units > 0 ? log_of(farm_pay / farm_units) - price : worth.town(r, SkillId{0});
  });
  return worth;
}

double lever(const Column<RegionId, double>& column, RegionId r) {
  return column.size() > index(r) ? column[r] : 1;
}

double return_probability(const World& world, std::size_t band) {
  const MigrationParameters& p = world.parameters.migration;
  return std::max(0.0, p.return_rate + p.return_age * (world.pack->return_age[band] - 30) / 10) / 4;
}

double people(const World& world, RegionId r) {
  return static_cast<double>(world.census.urban[r] + world.census.rural[r]);
}

// Log of how much sooner than elsewhere in the nation one meets a vacancy, beside what base-year unemployment gives.
Column<RegionId, double> contacts(const World& world) {
  const Column<RegionId, double>& force = world.regions.labour_force;
  const Column<RegionId, double>& then = world.calibration.base_unemployment;
  double labour = 0, vacancies = 0, unemployed = 0, unemployed_then = 0;
  for (const RegionId r : world.region_ids()) {
    labour += force[r];
    vacancies += world.regions.vacancy_rate[r] * force[r];
    unemployed += world.regions.unemployment_rate[r] * force[r];
    unemployed_then += then[r] * force[r];
  }
  const auto against = [&](double here, double all) {
    return portable::log((here + contact_floor) / (ratio(all, labour) + contact_floor));
  };
  Column<RegionId, double> out(world.region_count());
  for (const RegionId r : world.region_ids())
    out[r] = world.parameters.migration.vacancies *
             (against(world.regions.vacancy_rate[r], vacancies) -
              against(world.regions.unemployment_rate[r], unemployed) + against(then[r], unemployed_then));
  return out;
}

// Thresholds of the quarter, looked up per person.
struct MoveTables {
  std::size_t regions = 0;
  std::vector<double> leave;             // (origin, own account, band, education)
  std::vector<double> candidates;        // (origin, destination), shares of base-year moves, summed up
  std::vector<double> accepts;           // (origin, skill, destination): chance that a candidate is the destination
  std::vector<double> town;              // (origin, own account, skill, band), of rural persons
  std::vector<double> home;              // (origin, hukou region, skill, rural hukou): on the chance of returning
  std::array<double, age_bands> back{};  // chance of returning by band
  std::vector<double> stays_on;          // by origin: on the chances of those who are registered elsewhere
  std::vector<double> converts;          // by place
  std::vector<int> settled;              // by place, quarters
  std::vector<double> stays, resettles;  // (place, special areas) of persons at home; empty without a policy

  [[nodiscard]] std::size_t leave_at(std::size_t o, bool own_account, std::size_t band, std::size_t education) const {
    return ((o * 2 + (own_account ? 1 : 0)) * age_bands + band) * education_levels + education;
  }
  [[nodiscard]] std::size_t town_at(std::size_t o, bool own_account, std::size_t skill, std::size_t band) const {
    return ((o * 2 + (own_account ? 1 : 0)) * skills + skill) * age_bands + band;
  }
  [[nodiscard]] std::size_t home_at(std::size_t o, std::size_t hukou, std::size_t skill, bool rural_hukou) const {
    return ((o * regions + hukou) * skills + skill) * 2 + (rural_hukou ? 1 : 0);
  }
  // Where one of this origin and skill goes: candidates are the base year's, which never change.
  [[nodiscard]] std::size_t destination(const RandomKey& random_key, std::uint64_t serial, std::size_t o,
                                        std::size_t skill) const {
    return choose_by_trying({&candidates[o * regions], regions}, {&accepts[(o * skills + skill) * regions], regions},
                            random_key, Stream::migration_choice, serial, first_try);
  }
};

// What levers add to the odds of a place: for those who live there registered elsewhere, and for those who come.
struct Opening {
  Column<RegionId, double> stayers, arrivals;
};

Opening opening_of(const World& world) {
  const MigrationParameters& p = world.parameters.migration;
  const double gap = world.parameters.labour.hukou_wage_gap;
  const auto pay = [&](double lever) { return std::max(least_pay, 1 - gap * lever); };
  Opening open{Column<RegionId, double>(world.region_count()), Column<RegionId, double>(world.region_count())};
  for (const RegionId r : world.region_ids()) {
    open.stayers[r] = p.services * (1 - lever(world.levers.service_cost, r)) +
                      p.income * portable::log(pay(lever(world.levers.hukou_wage_gap, r)) / pay(1));
    open.arrivals[r] = open.stayers[r] + world.calibration.base_barrier[r] * (1 - lever(world.levers.hukou_cost, r));
  }
  return open;
}

// Networks of the pairs, over their mean of base-year moves.
Table<RegionId, RegionId, double> networks(const World& world, const ResidentCounts& counts) {
  const MigrationParameters& p = world.parameters.migration;
  const Calibration& base = world.calibration;
  Table<RegionId, RegionId, double> factor(world.region_count(), world.region_count());
  double moves = 0, turned = 0;
  for (const RegionId o : world.region_ids()) {
    double residents = 0;
    for (const RegionId h : world.region_ids()) residents += static_cast<double>(counts.stock(h, o));
    for (const RegionId d : world.region_ids()) {
      const double now = static_cast<double>(counts.stock(o, d)) + p.network_prior;
      factor(o, d) = network_factor(now / (base.base_stock(o, d) + p.network_prior), p.network, p.network_share);
      moves += residents * base.base_moves(o, d);
      turned += residents * base.base_moves(o, d) * factor(o, d);
    }
  }
  if (turned > 0)
    for (double& x : factor.values()) x *= moves / turned;
  return factor;
}

void set_hukou_rules(const World& world, MoveTables& t) {
  const MigrationParameters& p = world.parameters.migration;
  for (const RegionId r : world.region_ids()) {
    const bool set = world.levers.conversion_rate.size() == world.region_count();
    const double quota = set ? world.levers.conversion_rate[r] / 4 : 0;
    const double ease = p.settlement - world.calibration.base_barrier[r] * lever(world.levers.hukou_cost, r);
    t.converts.push_back(p.conversion_rate / 4 * portable::exp(ease) + quota);
    t.settled.push_back(
        static_cast<int>(std::min<double>(full_residence, p.conversion_tenure * lever(world.levers.hukou_tenure, r))));
  }
  const auto any = [](const auto& table) {
    return std::ranges::any_of(table.values(), [](double x) { return x > 0; });
  };
  if (any(world.levers.allowance) || any(world.levers.resettlement)) {
    for (const double x : world.levers.allowance.values()) t.stays.push_back(1 - portable::exp(-p.income * x));
    t.resettles = world.levers.resettlement.values();
  }
}

// Moves a year that the low-skilled pay of the day, contacts, services and networks call for, those who come home among
// them: what a shock to the pull of a place acts on.
Table<RegionId, RegionId, double> moves_called_for(const World& world, const ResidentCounts& counts, const Worth& worth,
                                                   const Column<RegionId, double>& pull,
                                                   const Table<RegionId, RegionId, double>& network) {
  const MigrationParameters& p = world.parameters.migration;
  const Calibration& base = world.calibration;
  Column<RegionId, double> draw(world.region_count());
  for (const RegionId r : world.region_ids())
    draw[r] = p.income * (worth.town(r, SkillId{0}) - base.base_town_pay(r, SkillId{0})) + pull[r];
  Table<RegionId, RegionId, double> flow(world.region_count(), world.region_count());
  for (const RegionId o : world.region_ids())
    for (const RegionId d : world.region_ids()) {
      if (o == d) continue;
      const auto from_there = static_cast<double>(counts.stock(d, o));
      flow(o, d) =
          (4 * base.base_moves(o, d) * (people(world, o) - from_there) * network(o, d) + p.return_rate * from_there) *
          portable::exp(within_reach(draw[d] - draw[o], 0));
    }
  return flow;
}

// Log of the odds x, of a place to come to and against leaving it, at which the moves of `flow`, persons a year from origin
// to destination, give the people of every place the growth of its shock, all places at once:
//   x_r Σ_o flow_or / x_o − Σ_d flow_rd x_d / x_r = Σ_o flow_or − Σ_d flow_rd + attraction_r people_r, the latter less its national mean
Column<RegionId, double> attraction_odds(const World& world, const Table<RegionId, RegionId, double>& flow) {
  constexpr int sweeps = 20;  // each a positive root per place, the others as they are; the last moves odds by 0.5 %
  // A place that few move from or to would be emptied by its shock alone.
  const double most = portable::exp(1.0);
  const std::size_t n = world.region_count();
  Column<RegionId, double> odds(n, 1), net(n), called_for(n), log_odds(n);
  bool is_on = false, is_imposed = false;
  double all_called_for = 0, everybody = 0;
  for (const RegionId r : world.region_ids()) {
    double in = 0, out = 0;
    for (const RegionId o : world.region_ids()) {
      in += flow(o, r);
      out += flow(r, o);
    }
    // What odds can add and take alike: a place that many leave could lose more than it can gain, and a bound on the
    // odds alone would make luck draw people from such places to those that many come to.
    const double either_way = (most - 1) * std::min(in, out) + (1 - 1 / most) * std::max(in, out);
    const double imposed = Paths::in_region(world.paths.regional_pull, world.elapsed(), r);
    called_for[r] = std::clamp(world.regions.attraction[r] * people(world, r), -either_way, either_way) +
                    imposed * people(world, r);
    is_on = is_on || called_for[r] != 0;
    is_imposed = is_imposed || imposed != 0;
    net[r] = in - out;
    all_called_for += called_for[r];
    everybody += people(world, r);
  }
  // Who comes to one place leaves another: what is called for beyond that is no move.
  for (const RegionId r : world.region_ids()) net[r] += called_for[r] - all_called_for * people(world, r) / everybody;
  // What happened may have emptied a place faster than luck may.
  const double farthest = is_imposed ? most * most : most;
  for (int sweep = 0; is_on && sweep < sweeps; ++sweep)
    for (const RegionId r : world.region_ids()) {
      double in = 0, out = 0;
      for (const RegionId o : world.region_ids()) {
        in += flow(o, r) / odds[o];
        out += flow(r, o) * odds[o];
      }
      if (in > 0 && out > 0)
        odds[r] = std::clamp((net[r] + std::sqrt(net[r] * net[r] + 4 * in * out)) / (2 * in), 1 / farthest, farthest);
    }
  for (const RegionId r : world.region_ids()) log_odds[r] = portable::log(odds[r]);
  return log_odds;
}

MoveTables make_tables(const World& world, const ResidentCounts& counts) {
  const MigrationParameters& p = world.parameters.migration;
  const Pack& pack = *world.pack;
  const Calibration& base = world.calibration;
  const std::size_t n = world.region_count();
  const Worth worth = worth_of_work(world);
  const Worth then{base.base_town_pay, base.base_farm_pay};
  const Column<RegionId, double> contact = contacts(world);
  const Opening open = opening_of(world);
  const Table<RegionId, RegionId, double> network = networks(world, counts);

  MoveTables t;
  t.regions = n;
  t.candidates.assign(n * n, 0);
  t.accepts.assign(n * skills * n, 0);
  t.leave.assign(n * 2 * age_bands * education_levels, 0);
  t.town.assign(n * 2 * skills * age_bands, 0);
  t.home.assign(n * n * skills * 2, 0);
  for (std::size_t a = 0; a < age_bands; ++a) t.back[a] = return_probability(world, a);
  set_hukou_rules(world, t);
  Column<RegionId, double> pull(n);
  for (const RegionId r : world.region_ids())
    pull[r] = contact[r] + p.services * portable::log((std::max(0.0, world.regions.service_stock[r]) + service_floor) /
                                                      base.base_services[r]);
  const Column<RegionId, double> attraction =
      attraction_odds(world, moves_called_for(world, counts, worth, pull, network));
  for (const RegionId r : world.region_ids()) pull[r] += attraction[r];

  for (const RegionId o : world.region_ids()) {
    t.stays_on.push_back(portable::exp(-open.stayers[o]));
    const double rural = 1 - counts.urban_share[o], rural_then = 1 - base.base_urban_share[o];
    const double slowdown =
        rural_then > 0 ? portable::pow(std::max(0.0, rural) / rural_then, p.urbanisation_slowdown) : 0;
    const double town =
        p.urbanisation / 4 / base.base_town_odds[o] * slowdown *
        portable::exp(within_reach(contact[o], 0) + p.settlement_town * (1 - lever(world.levers.hukou_cost, o)));
    double* const upto = &t.candidates[index(o) * n];
    double moves = 0;
    for (const RegionId d : world.region_ids()) upto[index(d)] = moves += d != o ? base.base_moves(o, d) : 0;
    for (std::size_t d = 0; moves > 0 && d < n; ++d) upto[d] /= moves;
    for (std::size_t k = 0; k < skills; ++k) {
      const double here_then = then(o, k, false);
      double* const accepts = &t.accepts[(index(o) * skills + k) * n];
      double total = 0, most = 0;
      for (const RegionId d : world.region_ids()) {
        if (d == o || !(base.base_moves(o, d) > 0)) continue;
        const double factor = move_probability(
            1,
            within_reach(p.income * (worth(d, k, false) - then(d, k, false)) + pull[d] - pull[o] + open.arrivals[d],
                         open.arrivals[d] + attraction[d] - attraction[o]),
            network(o, d));
        total += base.base_moves(o, d) * factor;
        most = std::max(most, factor);
        accepts[index(d)] = factor;
      }
      for (std::size_t d = 0; most > 0 && d < n; ++d) accepts[d] /= most;
      for (const bool own_account : {false, true}) {
        const double leaves = total * portable::exp(within_reach(-p.income * (worth(o, k, own_account) - here_then),
                                                                 -p.income * (then(o, k, own_account) - here_then)));
        const double to_town =
            town * portable::exp(within_reach(p.town_income * (worth(o, k, false) - worth(o, k, own_account)),
                                              p.town_income * (here_then - then(o, k, own_account))));
        for (std::size_t a = 0; a < age_bands; ++a) {
          t.town[t.town_at(index(o), own_account, k, a)] = to_town * pack.mover_odds[a];
          for (std::size_t e = 0; e < education_levels; ++e)
            if (skill_of(e) == k)
              t.leave[t.leave_at(index(o), own_account, a, e)] =
                  leaves * pack.mover_odds[a] * pack.mover_odds_schooling[e] / base.base_selectivity[o];
        }
      }
      for (const RegionId h : world.region_ids())
        for (const bool country : {false, true})
          t.home[t.home_at(index(o), index(h), k, country)] = std::min(
              most_homesick,
              portable::exp(p.income * (worth(h, k, country) - then(h, k, country) - worth(o, k, false) + here_then) +
                            pull[h] - pull[o] - open.stayers[o]));
    }
  }
  return t;
}

// ---- the moves ------------------------------------------------------------------------------------------------------

struct Mover {
  Person person;
  std::uint32_t weight;
  std::int16_t birth;
  bool female;
};

std::uint32_t account_of(const World& world, RegionId place, Person p) {
  return static_cast<std::uint32_t>(world.household(place, p.rural(), p.income_class()));
}

// One region's quarter.
struct RegionMoves {
  World& world;
  RegionId r;
  const MoveTables& tables;
  HeadcountUpdater& updater;
  RegionPersons& persons = world.persons[r];
  const Headcount& count = world.headcounts[index(r)];
  SparseEvents events{world.random_key, Stream::migration_choice};
  std::vector<std::vector<Mover>> leaving = std::vector<std::vector<Mover>>(world.region_count());  // by destination
  // Persons by (account here, account there), all regions' accounts.
  std::vector<std::int64_t> changed = std::vector<std::int64_t>(Headcount::accounts * world.household_count(), 0);
  struct Left {
    std::uint32_t cohort, position;
  };
  std::vector<Left> left{};
  std::int64_t to_town = 0, conversions = 0;

  [[nodiscard]] bool works_on_own_account(Person p) const {
    return p.employed() && world.pack->industries[count.staff[p.firm_number()].industry].own_account;
  }
  // Chances in the order in which they are told apart; each includes those before it.
  struct Chances {
    double back, leave, town, convert;
  };
  [[nodiscard]] Chances chances(Person p, std::size_t band) const {
    const bool nonlocal = p.hukou() != index(r), own_account = works_on_own_account(p);
    Chances c{};
    c.leave = tables.leave[tables.leave_at(index(r), own_account, band, p.education())];
    c.back = 0;
    if (nonlocal) {
      c.leave *= tables.stays_on[index(r)];
      c.back = tables.back[band] * tables.home[tables.home_at(index(r), p.hukou(), p.skill(), p.rural_hukou())];
    }
    c.town = p.rural() ? tables.town[tables.town_at(index(r), own_account, p.skill(), band)] : 0;
    if (!tables.stays.empty() && !nonlocal) {
      const std::size_t areas = index(r) * area_sets + p.special();
      c.leave *= 1 - tables.stays[areas];
      c.town += p.rural() ? tables.resettles[areas] : 0;
    }
    const bool converts = nonlocal && !p.rural() && world.elapsed() - p.arrival() >= tables.settled[index(r)];
    c.leave += c.back;
    c.town += c.leave;
    c.convert = c.town + (converts ? tables.converts[index(r)] : 0);
    return c;
  }
  // At most what a member of an age band may meet, by education, rural or not, hukou elsewhere or here; and the most of
  // all.
  static std::size_t kind(Person p, bool nonlocal) {
    return (p.education() * 2 + (p.rural() ? 1 : 0)) * 2 + (nonlocal ? 1 : 0);
  }
  struct Bounds {
    std::array<std::uint32_t, education_levels * 4> by_kind{};  // without coming home
    std::vector<std::uint32_t> home{};                          // (hukou region, skill, rural hukou)
    std::uint32_t all = 0;

    [[nodiscard]] std::uint64_t operator()(Person p, bool nonlocal) const {
      const std::uint64_t most = by_kind[kind(p, nonlocal)] + std::uint64_t{1};  // both are rounded down
      return nonlocal ? most + home[(p.hukou() * skills + p.skill()) * 2 + (p.rural_hukou() ? 1 : 0)] : most;
    }
  };
  std::array<Bounds, age_bands> bounds{};
  [[nodiscard]] Bounds bounds_of(std::size_t band) const {
    double resettles = 0;
    if (!tables.resettles.empty())
      for (std::size_t a = 0; a < area_sets; ++a)
        resettles = std::max(resettles, tables.resettles[index(r) * area_sets + a]);
    Bounds bound;
    for (std::size_t e = 0; e < education_levels; ++e) {
      const std::size_t k = skill_of(e);
      double leave = 0, town = 0;
      for (const bool own_account : {false, true}) {
        leave = std::max(leave, tables.leave[tables.leave_at(index(r), own_account, band, e)]);
        town = std::max(town, tables.town[tables.town_at(index(r), own_account, k, band)]);
      }
      for (const std::size_t rural : {0U, 1U}) {
        const double moves = rural == 1 ? town : 0;
        bound.by_kind[(e * 2 + rural) * 2] = threshold(leave + moves + (rural == 1 ? resettles : 0));
        bound.by_kind[(e * 2 + rural) * 2 + 1] =
            threshold(leave * tables.stays_on[index(r)] + moves + (rural == 0 ? tables.converts[index(r)] : 0));
      }
    }
    const std::size_t row = tables.home_at(index(r), 0, 0, false), end = tables.home_at(index(r) + 1, 0, 0, false);
    for (std::size_t i = row; i < end; ++i) bound.home.push_back(threshold(tables.back[band] * tables.home[i]));
    const std::uint64_t most =
        std::uint64_t{1} + *std::ranges::max_element(bound.by_kind) + *std::ranges::max_element(bound.home);
    bound.all = static_cast<std::uint32_t>(std::min<std::uint64_t>(most, ~std::uint32_t{0}));
    return bound;
  }

  struct Cohort {
    std::size_t k, begin, band;
    std::uint32_t key;
  };

  // Who has a number below the bound of its kind stays, leaves, returns, moves to town or is converted.
  void decide(const Cohort& c, std::size_t i, std::uint32_t word) {
    const std::size_t slot = c.begin + i;
    const Person p = persons.get(slot);
    const std::uint32_t weight = persons.weight(slot);
    const Chances chance = chances(p, c.band);
    const double u = (static_cast<double>(word) + 0.5) * 0x1p-32;
    if (u >= chance.convert) return;
    Person after = p;
    if (u >= chance.town) {
      after.set_hukou(index(r));
      after.set_rural_hukou(false);
      conversions += weight;
      updater.change(p, after, c.k, weight);
      persons.put(slot, after);
      return;
    }
    std::size_t to = p.hukou();
    if (u >= chance.leave) {
      to = index(r);
    } else if (u >= chance.back) {
      to = tables.destination(world.random_key, member_serial(c.key, i), index(r), p.skill());
      if (to == p.hukou()) return;  // whoever is registered there comes home or stays
    }
    const bool moves = to != index(r);
    if (!moves && !p.rural()) return;  // only by rounding of the last share
    after.set_rural(moves && to == p.hukou() && p.rural_hukou());
    if (moves && world.pack->registration == Registration::none) after.set_hukou(to);  // nobody is from elsewhere
    if (p.employed() && (moves || works_on_own_account(p))) after.set_status(Status::unemployed, world.elapsed());
    const RegionId destination{static_cast<std::uint32_t>(to)};
    const std::size_t account = account_of(world, r, p) % Headcount::accounts;
    changed[account * world.household_count() + account_of(world, destination, after)] += weight;
    if (!moves) {
      to_town += weight;
      updater.change(p, after, c.k, weight);
      persons.put(slot, after);
      return;
    }
    after.set_arrival(world.elapsed());
    updater.leave(p, c.k, weight);
    left.push_back({static_cast<std::uint32_t>(c.k), static_cast<std::uint32_t>(i)});
    leaving[to].push_back({after, weight, static_cast<std::int16_t>(persons.birth(c.k)), RegionPersons::female(c.k)});
  }

  void run() {
    for (std::size_t band = 0; band < age_bands; ++band) bounds[band] = bounds_of(band);
    std::array<Cohort, SparseEvents::batch> batch;
    const auto screened = [&](std::size_t j, std::size_t k) -> SparseEvents::Cohort {
      const Cohort& c = batch[j] = {k, persons.begin(k), band_of(age_of(world, persons.birth(k))),
                                    cohort_key(r, persons.birth(k), RegionPersons::female(k))};
      return {c.key, persons.raw(c.begin), persons.size(k), bounds[c.band].all};
    };
    const auto may = [&](std::size_t j, std::uint64_t record, std::uint32_t word) {
      const Person p{record};
      return word <= bounds[batch[j].band](p, p.hukou() != index(r));
    };
    const auto read_ahead_of_decision = [&](std::size_t j, std::size_t i) {
      const Cohort& c = batch[j];
      read_ahead(&count.composition[c.k * education_levels * 2]);
      persons.fetch(c.begin + i);
      if (const Person p = persons.get(c.begin + i); p.employed()) read_ahead(&count.staff[p.firm_number()]);
    };
    events.for_each_event(
        persons.cohorts(), screened, may, read_ahead_of_decision,
        [&](std::size_t j, std::size_t i, std::uint32_t word) { decide(batch[j], i, word); },
        [&](std::size_t) {
          for (; !left.empty(); left.pop_back()) persons.remove(left.back().cohort, left.back().position);
        });
  }
};

void settle(World& world, RegionId r, HeadcountUpdater& updater, Person p, int birth, bool female,
            std::uint32_t weight) {
  RegionPersons& persons = world.persons[r];
  const std::size_t k = persons.cohort_of(birth, female);
  persons.push(k, p, weight);
  updater.enter(p, k, weight);
}

// Workers who go along with a firm that was moved keep their work.
std::vector<HouseholdMove> follow_firms(World& world, const EfficiencyTable& efficiency) {
  std::vector<HouseholdMove> money;
  for (const Follower& x : world.activity.followers) {
    const RegionId to = world.firms.region[x.firm];
    Person p = x.person;
    p.employ(world.firm_number[index(x.firm)]);
    p.set_arrival(world.elapsed());
    HeadcountUpdater updater(world, to, efficiency);
    settle(world, to, updater, p, x.birth, x.female, x.weight);
    money.push_back({account_of(world, x.from, x.person), account_of(world, to, p), x.weight});
    world.activity.moves(x.from, to) += x.weight;
  }
  return money;
}

}  // namespace

double network_factor(double stock_ratio, double elasticity, double share) {
  return 1 - share + share * portable::pow(stock_ratio, elasticity);
}

double move_probability(double base, double utility, double network) {
  return base * portable::exp(utility) * network;
}

void migration(World& world) {
  Activity& activity = world.activity;
  const std::size_t n = world.region_count();
  activity.moves.assign(n, n);
  activity.urban_moves.assign(n);
  activity.conversions.assign(n);
  ResidentCounts counts = count_residents(world);
  // Who is under way with a firm is in no count, but its deposit is still where it was.
  for (const Follower& x : activity.followers) counts.members[account_of(world, x.from, x.person)] += x.weight;
  const EfficiencyTable efficiency(world.parameters);
  std::vector<HouseholdMove> money = follow_firms(world, efficiency);
  if (world.parameters.initial.chance && world.parameters.migration.rate_scale > 0) {
    const MoveTables tables = make_tables(world, counts);
    std::vector<std::vector<std::vector<Mover>>> leaving(n);  // [origin][destination]
    std::vector<std::vector<std::int64_t>> changed(n);
    for_each_region(world, [&](RegionId r) {
      HeadcountUpdater updater(world, r, efficiency);
      RegionMoves moves{world, r, tables, updater};
      moves.run();
      activity.urban_moves[r] = moves.to_town;
      activity.conversions[r] = moves.conversions;
      leaving[index(r)] = std::move(moves.leaving);
      changed[index(r)] = std::move(moves.changed);
    });
    for_each_region(world, [&](RegionId r) {
      HeadcountUpdater updater(world, r, efficiency);
      RegionPersons& persons = world.persons[r];
      std::vector<std::size_t> arrivals(persons.cohorts(), 0);
      for (const RegionId o : world.region_ids())
        for (const Mover& m : leaving[index(o)][index(r)]) ++arrivals[persons.cohort_of(m.birth, m.female)];
      for (std::size_t k = 0; k < arrivals.size(); ++k) persons.make_room(k, arrivals[k]);
      for (const RegionId o : world.region_ids())
        for (const Mover& m : leaving[index(o)][index(r)]) {
          settle(world, r, updater, m.person, m.birth, m.female, m.weight);
          activity.moves(o, r) += m.weight;
        }
    });
    for (const RegionId r : world.region_ids())
      for (std::size_t i = 0; i < changed[index(r)].size(); ++i)
        if (changed[index(r)][i] > 0)
          money.push_back({static_cast<std::uint32_t>(index(r) * Headcount::accounts + i / world.household_count()),
                           static_cast<std::uint32_t>(i % world.household_count()), changed[index(r)][i]});
  }
  move_household_money(world, counts.members, std::move(money));
}

// Base-year means of what differs between persons, and returns by (hukou, place) a quarter.
struct BaseMeans {
  Column<RegionId, double> selectivity, town_odds;
  Table<RegionId, RegionId, double> returns;
};

BaseMeans base_means(const World& world, const Worth& worth) {
  const MigrationParameters& p = world.parameters.migration;
  const Pack& pack = *world.pack;
  const std::size_t n = world.region_count();
  BaseMeans means{Column<RegionId, double>(n, 1), Column<RegionId, double>(n, 1), {}};
  means.returns.assign(n, n);
  for_each_region(world, [&](RegionId r) {
    const RegionPersons& persons = world.persons[r];
    const Headcount& count = world.headcounts[index(r)];
    std::vector<std::int64_t> heads(age_bands * education_levels * 4, 0);  // (band, education, rural, own account)
    std::vector<std::int64_t> migrants(n * age_bands, 0);                  // (hukou region, band)
    for (std::size_t c = 0; c < persons.cohorts(); ++c) {
      const std::size_t band = band_of(age_of(world, persons.birth(c)));
      for (std::size_t slot = persons.begin(c), end = slot + persons.size(c); slot < end; ++slot) {
        const Person x = persons.get(slot);
        const bool own_account =
            x.employed() && world.pack->industries[count.staff[x.firm_number()].industry].own_account;
        heads[((band * education_levels + x.education()) * 2 + (x.rural() ? 1 : 0)) * 2 + (own_account ? 1 : 0)] +=
            persons.weight(slot);
        if (x.hukou() != index(r)) migrants[x.hukou() * age_bands + band] += persons.weight(slot);
      }
    }
    double all = 0, odds = 0, rural = 0, town = 0;
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const bool own_account = i % 2 == 1;
      const std::size_t e = i / 4 % education_levels, band = i / 4 / education_levels;
      const auto here = static_cast<double>(heads[i]);
      const double lower = worth(r, skill_of(e), false) - worth(r, skill_of(e), own_account);
      all += here;
      odds += here * pack.mover_odds[band] * pack.mover_odds_schooling[e] * portable::exp(p.income * lower);
      if (i / 2 % 2 == 0) continue;
      rural += here;
      town += here * pack.mover_odds[band] * portable::exp(p.town_income * lower);
    }
    means.selectivity[r] = ratio(odds, all, 1);
    means.town_odds[r] = ratio(town, rural, 1);
    for (const RegionId h : world.region_ids())
      for (std::size_t a = 0; a < age_bands; ++a)
        means.returns(h, r) += static_cast<double>(migrants[index(h) * age_bands + a]) * return_probability(world, a);
  });
  return means;
}

// The cost of settling: its mean over those who arrive is the parameter, places differ by the share that waits.
Column<RegionId, double> barriers(const World& world, const ResidentCounts& counts) {
  Column<RegionId, double> share(world.region_count());
  double arrivals = 0, waiting = 0;
  for (const RegionId d : world.region_ids()) {
    double residents = 0, inflow = 0;
    for (const RegionId o : world.region_ids()) {
      residents += static_cast<double>(counts.stock(o, d));
      if (o != d) inflow += world.pack->migration_flows(o, d);
    }
    share[d] = 1 - ratio(static_cast<double>(counts.stock(d, d)), residents, 1);
    arrivals += inflow;
    waiting += inflow * share[d];
  }
  for (double& x : share) x *= ratio(world.parameters.migration.settlement * arrivals, waiting);
  return share;
}

void calibrate_migration(World& world) {
  const std::size_t n = world.region_count();
  const ResidentCounts counts = count_residents(world);
  const Worth worth = worth_of_work(world);
  BaseMeans means = base_means(world, worth);
  Calibration& base = world.calibration;
  base.base_moves.assign(n, n, 0);
  base.base_stock.assign(n, n, 0);
  base.base_urban_share = counts.urban_share;
  base.base_town_pay = worth.town;
  base.base_farm_pay = worth.farm;
  base.base_selectivity = std::move(means.selectivity);
  base.base_town_odds = std::move(means.town_odds);
  base.base_barrier = barriers(world, counts);
  base.base_services.assign(n);
  for (const RegionId o : world.region_ids()) {
    base.base_services[o] =
        std::max(0.0, world.regions.service_stock.size() == n ? world.regions.service_stock[o] : 0.0) + service_floor;
    double residents = 0;
    for (const RegionId h : world.region_ids()) residents += static_cast<double>(counts.stock(h, o));
    for (const RegionId d : world.region_ids()) {
      base.base_stock(o, d) = static_cast<double>(counts.stock(o, d));
      if (o == d) continue;
      // The census's movers contain those who came home.
      const double moves = world.parameters.migration.rate_scale * world.pack->migration_flows(o, d) / 5 / 4;
      const double others = residents - static_cast<double>(counts.stock(d, o));
      base.base_moves(o, d) = ratio(std::max(0.0, moves - means.returns(d, o)), others);
    }
  }
}

}  // namespace jiuzhou
