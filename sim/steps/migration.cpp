// Migration: who leaves for another region, who returns to the region of hukou, who moves from the country to town.
//
//   P(o→d)   = M_od μ s A_a S_k / n_o · exp(κ [E_d − E_o]) · N_od · (v_d/v)^ν · exp(σ [Q_d − Q_o]) · exp(−H_d)
//            · exp(β_d − β_o), β luck of the pull: odds at which moves of the census give people the growth attraction_r
//   E_r      = ln(w_r (1−u_r)^η / (p_r^(1−α) rent_r^α)) less its base-year value               [log points]
//   N_od     = ((1−λ) + λ ((K_od + k) / (K0_od + k))^θ) / N̄  K persons with hukou in o who live in d, k network_prior
//   H_d      = c (settlement − 1) + σ (service − 1) + κ ln((1 − g0) / (1 − g0 gap))      levers of d, 0 without a policy
//   at home  P ← P exp(−κ a_o) with the allowance a_o of the person's special areas, a lever
//   return   = (ρ + ρ' (a − 30)/10)+ / 4                    to the hukou region, town or country by hukou kind
//   to town  = b B_a / b̄_o ((1−t_o) / (1−t0_o))^z / 4       t urban share of the region, rural persons only
//            + the resettlement lever of the person's special areas, at home
//   hukou    = (c_q (2 − settlement lever)+ + quota) / 4    in town, after the required quarters in the place times a lever
//   follow   workers whose firm was moved by order go along if they have not left for elsewhere
//
// M_od are the census's movers of five years, per resident and quarter; A, S selectivity by age and education, n_o
// their mean over the base year's residents of o, so that ageing lowers the flow; N̄ is the mean of N over the
// base-year moves, so that networks turn the flow without raising its total (totals must be calibrated, the level
// drifts); μ makes base-year moves, returns included, the census total times the scale s. Incomes relative to the
// nation drop out of the difference. A multinomial choice with staying as the reference, small probabilities: P is the
// odds of each place against staying, as in McFadden (1978); small yearly income effect and persistent networks as
// estimated by PPML on the flows of 2000, 2005 and 2010. Movers arrive in town without work; those who only change from
// country to town keep their work unless they farm.
//
// Reads   persons.*, firms.{wage, paid, labour}, regions.{price_level, rent, unemployment_rate, vacancy_rate,
//         service_stock, attraction}, census,
//         calibration.{base_moves, base_stock, base_expected_income, base_services, base_selectivity}, levers
// Writes  persons, headcounts, ledger (household moves), activity.{moves, urban_moves, conversions, followers}
//
// One number per person decides between leaving, returning, moving to town and conversion; who has one above every
// chance of the cohort is not looked at (base/sparse_events.hpp).
//
// Order: tables are made once; who leaves a region is taken out by its task, who arrives is put in by the task of the
// destination, by origin and cohort; money is posted in the order of accounts.
#include "sim/steps/shared/migration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/sparse_events.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double vacancy_floor = 0.01;     // share of the labour force added to vacancies before they are compared
constexpr double service_floor = 1;        // real yuan a head
constexpr double employment_floor = 0.01;  // share of the labour force with work, so that its logarithm stays finite
constexpr double wage_floor = 1e-3;        // of the local wage, likewise
constexpr double factor_floor = 0.25;      // of the census's moves that are no returns
constexpr double full_residence = 255;     // quarters: who is longer in a place is settled

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
  std::vector<std::int64_t> members;                             // by household account
  Table<RegionId, RegionId, std::int64_t> stock;                 // (hukou, place)
  Column<RegionId, double> urban_share, selectivity, town_odds;  // of residents; of rural residents
};

ResidentCounts count_residents(const World& world) {
  const Pack& pack = *world.pack;
  const std::size_t n = world.region_count();
  ResidentCounts counts;
  counts.members = members_by_account(world);
  counts.stock.assign(n, n);
  counts.urban_share.assign(n);
  counts.selectivity.assign(n, 1);
  counts.town_odds.assign(n, 1);
  for_each_index(n, 1, [&](std::size_t region) {
    const RegionId r{static_cast<std::uint32_t>(region)};
    const Headcount& count = world.headcounts[region];
    for (const RegionId h : world.region_ids()) counts.stock(h, r) = count.stock[index(h)];
    std::array<std::array<std::int64_t, education_levels * 2>, age_bands> persons{};  // by band; education, rural
    for (std::size_t k = 0; k < world.persons[r].cohorts(); ++k) {
      auto& here = persons[band_of(age_of(world, world.persons[r].birth(k)))];
      for (std::size_t i = 0; i < here.size(); ++i) here[i] += count.composition[k * education_levels * 2 + i];
    }
    double all = 0, urban = 0, odds = 0, town = 0;
    for (std::size_t band = 0; band < age_bands; ++band)
      for (std::size_t i = 0; i < education_levels * 2; ++i) {
        const auto here = static_cast<double>(persons[band][i]);
        all += here;
        odds += here * pack.mover_odds[band] * pack.mover_odds_schooling[i / 2];
        if (i % 2 == 0)
          urban += here;
        else
          town += here * pack.mover_odds[band];
      }
    if (!(all > 0)) return;
    counts.urban_share[r] = urban / all;
    counts.selectivity[r] = odds / all;
    if (all > urban) counts.town_odds[r] = town / (all - urban);
  });
  return counts;
}

// Log of expected real income outside own-account work: wage of an efficiency unit, chance of a job, prices and rent.
Column<RegionId, double> expected_income(const World& world) {
  const MigrationParameters& p = world.parameters.migration;
  const double housing = world.parameters.households.housing_share;
  const std::size_t n = world.region_count();
  Column<RegionId, double> bill(n), units(n), income(n);
  std::vector<double> parts(block_count(world.firms.size()) * n * 2, 0);  // (block, region): wages, units
  for_blocks(world.firms.size(), [&](std::size_t block, std::size_t begin, std::size_t end) {
    double* part = parts.data() + block * n * 2;
    for (std::size_t i = begin; i < end; ++i) {
      const FirmId f{static_cast<std::uint32_t>(i)};
      if (!world.firms.alive[f] || world.pack->industries[index(world.firms.industry[f])].own_account) continue;
      const auto labour = static_cast<double>(world.firms.labour[f]);
      double* here = part + index(world.firms.region[f]) * 2;
      here[0] += world.firms.wage[f] * labour;
      here[1] += labour;
    }
  });
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    bill[RegionId{static_cast<std::uint32_t>(i / 2 % n)}] += parts[i];
    units[RegionId{static_cast<std::uint32_t>(i / 2 % n)}] += parts[i + 1];
  }
  for (const RegionId r : world.region_ids()) {
    const double wage = units[r] > 0 && bill[r] > 0 ? bill[r] / units[r] : 1;
    const double rent = world.regions.rent[r] > 0 ? world.regions.rent[r] : 1;
    const double price = world.regions.price_level[r] > 0 ? world.regions.price_level[r] : 1;
    income[r] = portable::log(wage) +
                p.job_chance * portable::log(std::max(employment_floor, 1 - world.regions.unemployment_rate[r])) -
                (1 - housing) * portable::log(price) - housing * portable::log(rent);
  }
  return income;
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

// Log of the odds, of a place to come to and against leaving it, at which moves of the census give its people the growth
// that luck has for them: the positive root x of in x − out / x = in − out + growth.
Column<RegionId, double> luck_of_pull(const World& world) {
  const std::size_t n = world.region_count();
  Column<RegionId, double> in(n), out(n), log_odds(n);
  for (const RegionId o : world.region_ids())
    for (const RegionId d : world.region_ids()) {
      const double moves = 4 * world.parameters.migration.rate_scale * world.calibration.base_moves(o, d);
      out[o] += moves;
      in[d] += moves * people(world, o) / std::max(people(world, d), 1.0);
    }
  for (const RegionId r : world.region_ids()) {
    const double net = in[r] - out[r] + world.regions.attraction[r];
    if (world.regions.attraction[r] == 0 || !(in[r] > 0) || !(out[r] > 0)) continue;
    log_odds[r] = portable::log((net + std::sqrt(net * net + 4 * in[r] * out[r])) / (2 * in[r]));
  }
  return log_odds;
}

// Thresholds of the quarter, looked up per person.
struct MoveTables {
  std::vector<double> leave;                 // (origin, band, education)
  std::vector<double> cumulative;            // (origin, destination), shares of `leave`, last is 1
  std::vector<double> town;                  // (origin, rural, band), 0 for urban persons
  std::array<double, 2 * age_bands> back{};  // (nonlocal, band), 0 for locals
  std::vector<double> converts;              // by place
  std::vector<int> settled;                  // by place, quarters
  std::vector<double> stays, resettles;      // (place, special areas) of persons at home; empty without a policy
};

MoveTables make_tables(const World& world, const ResidentCounts& counts) {
  const MigrationParameters& p = world.parameters.migration;
  const Calibration& base = world.calibration;
  const Pack& pack = *world.pack;
  const std::size_t n = world.region_count();
  const Column<RegionId, double> income = expected_income(world);
  const double gap = world.parameters.labour.hukou_wage_gap;
  double vacancies = 0, labour = 0;
  for (const RegionId r : world.region_ids()) {
    vacancies += world.regions.vacancy_rate[r] * world.regions.labour_force[r];
    labour += world.regions.labour_force[r];
  }
  const double nation = labour > 0 ? vacancies / labour : 0;

  MoveTables t;
  t.cumulative.assign(n * n, 1);
  t.leave.assign(n * age_bands * education_levels, 0);
  t.town.assign(n * 2 * age_bands, 0);
  t.converts.assign(n, 0);
  t.settled.assign(n, 0);
  const Column<RegionId, double> luck = luck_of_pull(world);
  Column<RegionId, double> pull(n);  // of a place as origin and destination; as destination only
  Column<RegionId, double> arrival(n);
  for (const RegionId r : world.region_ids()) {
    const double services =
        portable::log((std::max(0.0, world.regions.service_stock[r]) + service_floor) / base.base_services[r]);
    pull[r] = p.income * (income[r] - base.base_expected_income[r]) + p.services * services + luck[r];
    arrival[r] =
        p.vacancies * portable::log((world.regions.vacancy_rate[r] + vacancy_floor) / (nation + vacancy_floor)) -
        p.settlement * (lever(world.levers.hukou_cost, r) - 1) -
        p.services * (lever(world.levers.service_cost, r) - 1) +
        p.income * portable::log(std::max(wage_floor, 1 - gap * lever(world.levers.hukou_wage_gap, r)) /
                                 std::max(wage_floor, 1 - gap));
    const double quota = world.levers.conversion_rate.size() == n ? world.levers.conversion_rate[r] / 4 : 0;
    t.converts[index(r)] = p.conversion_rate / 4 * std::max(0.0, 2 - lever(world.levers.hukou_cost, r)) + quota;
    t.settled[index(r)] =
        static_cast<int>(std::min<double>(full_residence, p.conversion_tenure * lever(world.levers.hukou_tenure, r)));
  }
  const auto any = [](const auto& table) {
    return std::ranges::any_of(table.values(), [](double x) { return x > 0; });
  };
  if (any(world.levers.allowance) || any(world.levers.resettlement)) {
    for (const double x : world.levers.allowance.values()) t.stays.push_back(1 - portable::exp(-p.income * x));
    t.resettles = world.levers.resettlement.values();
  }
  const auto network = [&](RegionId o, RegionId d) {
    const double now = static_cast<double>(counts.stock(o, d)) + p.network_prior,
                 then = base.base_stock(o, d) + p.network_prior;
    return network_factor(now / then, p.network, p.network_share);
  };
  double moves = 0, moves_by_network = 0;
  for (const RegionId o : world.region_ids()) {
    double residents = 0;
    for (const RegionId h : world.region_ids()) residents += static_cast<double>(counts.stock(h, o));
    for (const RegionId d : world.region_ids()) {
      moves += residents * base.base_moves(o, d);
      moves_by_network += residents * base.base_moves(o, d) * network(o, d);
    }
  }
  const double scale =
      p.rate_scale * world.nation.migration_factor * (moves_by_network > 0 ? moves / moves_by_network : 1);
  for (const RegionId o : world.region_ids()) {
    double total = 0;
    for (const RegionId d : world.region_ids()) {
      if (d != o && base.base_moves(o, d) > 0)
        total += move_probability(base.base_moves(o, d) * scale, pull[d] - pull[o] + arrival[d], network(o, d));
      t.cumulative[index(o) * n + index(d)] = total;
    }
    for (const RegionId d : world.region_ids())
      if (total > 0) t.cumulative[index(o) * n + index(d)] /= total;
    const double rural = 1 - counts.urban_share[o];
    const double rural_then = 1 - base.base_urban_share[o];
    const double slowdown =
        rural_then > 0 ? portable::pow(std::max(0.0, rural) / rural_then, p.urbanisation_slowdown) : 0;
    for (std::size_t a = 0; a < age_bands; ++a) {
      t.town[(index(o) * 2 + 1) * age_bands + a] =
          p.urbanisation / 4 * pack.mover_odds[a] / base.base_town_odds[o] * slowdown;
      for (std::size_t k = 0; k < education_levels; ++k)
        t.leave[(index(o) * age_bands + a) * education_levels + k] =
            total * pack.mover_odds[a] * pack.mover_odds_schooling[k] / base.base_selectivity[o];
    }
  }
  for (std::size_t a = 0; a < age_bands; ++a) t.back[age_bands + a] = return_probability(world, a);
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

  // Chances in the order in which they are told apart; each includes those before it.
  struct Chances {
    double leave, back, town, convert;
  };
  [[nodiscard]] Chances chances(Person p, std::size_t band) const {
    const bool nonlocal = p.hukou() != index(r);
    Chances c{};
    c.leave = tables.leave[(index(r) * age_bands + band) * education_levels + p.education()];
    c.back = c.leave + tables.back[(nonlocal ? age_bands : 0) + band];
    c.town = c.back + tables.town[(index(r) * 2 + (p.rural() ? 1 : 0)) * age_bands + band];
    if (!tables.stays.empty() && !nonlocal) {
      const std::size_t areas = index(r) * area_sets + p.special();
      const double fewer = c.leave * tables.stays[areas];
      c.leave -= fewer;
      c.back -= fewer;
      c.town += (p.rural() ? tables.resettles[areas] : 0) - fewer;
    }
    const bool converts = nonlocal && !p.rural() && world.elapsed() - p.arrival() >= tables.settled[index(r)];
    c.convert = c.town + (converts ? tables.converts[index(r)] : 0);
    return c;
  }
  // At most what a member of an age band may meet, by education, rural or not, hukou elsewhere or here; and the most of
  // all.
  static std::size_t kind(Person p, bool nonlocal) {
    return (p.education() * 2 + (p.rural() ? 1 : 0)) * 2 + (nonlocal ? 1 : 0);
  }
  struct Bounds {
    std::array<std::uint32_t, education_levels * 4> by_kind{};
    std::uint32_t all = 0;
  };
  std::array<Bounds, age_bands> bounds{};
  [[nodiscard]] Bounds bounds_of(std::size_t band) const {
    double resettles = 0;
    if (!tables.resettles.empty())
      for (std::size_t a = 0; a < area_sets; ++a)
        resettles = std::max(resettles, tables.resettles[index(r) * area_sets + a]);
    Bounds bound;
    for (std::size_t k = 0; k < education_levels; ++k)
      for (const std::size_t rural : {0U, 1U})
        for (const std::size_t nonlocal : {0U, 1U})
          bound.by_kind[(k * 2 + rural) * 2 + nonlocal] = threshold(
              tables.leave[(index(r) * age_bands + band) * education_levels + k] +
              tables.back[nonlocal * age_bands + band] + tables.town[(index(r) * 2 + rural) * age_bands + band] +
              (nonlocal == 0 && rural == 1 ? resettles : 0) +
              (nonlocal == 1 && rural == 0 ? tables.converts[index(r)] : 0));
    bound.all = *std::max_element(bound.by_kind.begin(), bound.by_kind.end());
    return bound;
  }

  struct Cohort {
    std::size_t k, begin, band;
    std::uint32_t key;
  };

  // Who has a number below the bound of its kind stays, leaves, returns, moves to town or is converted.
  void decide(const Cohort& c, std::size_t i, std::uint32_t word) {
    const std::size_t n = world.region_count(), slot = c.begin + i;
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
    if (u < chance.leave) {
      const double* row = &tables.cumulative[index(r) * n];
      const double v =
          world.random_key.draw(Stream::migration_choice, member_serial(c.key, i), member_round).uniform(1);
      to = static_cast<std::size_t>(
          std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(n) - 1, std::upper_bound(row, row + n, v) - row));
    } else if (u >= chance.back) {
      to = index(r);
    }
    const bool moves = to != index(r);
    if (!moves && !p.rural()) return;  // only by rounding of the last share
    after.set_rural(moves && to == p.hukou() && p.rural_hukou());
    if (moves && world.pack->registration == Registration::none) after.set_hukou(to);  // nobody is from elsewhere
    if (p.employed() && (moves || world.pack->industries[count.staff[p.firm_number()].industry].own_account))
      after.set_status(Status::unemployed, world.elapsed());
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
      return word <= bounds[batch[j].band].by_kind[kind(p, p.hukou() != index(r))];
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

void calibrate_migration(World& world) {
  const std::size_t n = world.region_count();
  const MigrationParameters& p = world.parameters.migration;
  const ResidentCounts counts = count_residents(world);
  Calibration& base = world.calibration;
  base.base_moves.assign(n, n, 0);
  base.base_stock.assign(n, n, 0);
  base.base_selectivity = counts.selectivity;
  base.base_town_odds = counts.town_odds;
  base.base_urban_share = counts.urban_share;
  base.base_expected_income = expected_income(world);
  base.base_services.assign(n);
  double census = 0, returns = 0;
  for (const RegionId o : world.region_ids()) {
    base.base_services[o] =
        std::max(0.0, world.regions.service_stock.size() == n ? world.regions.service_stock[o] : 0.0) + service_floor;
    double residents = 0;
    for (const RegionId h : world.region_ids()) residents += static_cast<double>(counts.stock(h, o));
    for (const RegionId d : world.region_ids()) {
      base.base_stock(o, d) = static_cast<double>(counts.stock(o, d));
      if (o == d || !(residents > 0)) continue;
      base.base_moves(o, d) = world.pack->migration_flows(o, d) / 5 / 4 / residents;
      census += world.pack->migration_flows(o, d) / 5 / 4;
    }
  }
  // The census's moves contain the returns, which have a rate of their own.
  std::vector<std::int64_t> migrants(age_bands, 0);
  for (const RegionId r : world.region_ids()) {
    const RegionPersons& persons = world.persons[r];
    for (std::size_t k = 0; k < persons.cohorts(); ++k)
      for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot)
        if (persons.get(slot).hukou() != index(r))
          migrants[band_of(age_of(world, persons.birth(k)))] += persons.weight(slot);
  }
  for (std::size_t a = 0; a < age_bands; ++a)
    returns += static_cast<double>(migrants[a]) * return_probability(world, a);
  const double wanted = census * p.rate_scale;
  world.nation.migration_factor = wanted > 0 ? std::max(factor_floor, 1 - returns / wanted) : 1;
}

}  // namespace jiuzhou
