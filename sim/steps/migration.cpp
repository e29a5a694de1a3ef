// Migration: who leaves for another region, who returns to the region of hukou, who moves from the country to town.
//
//   P(o→d)   = M_od μ s A_a S_k / n_o · exp(κ [E_d − E_o]) · N_od · (v_d/v)^ν · exp(σ [Q_d − Q_o]) · exp(−H_d)
//   E_r      = ln(w_r (1−u_r)^η / (p_r^(1−α) rent_r^α)) less its base-year value               [log points]
//   N_od     = ((1−λ) + λ ((K_od + k) / (K0_od + k))^θ) / N̄  K persons with hukou in o who live in d, k = 2000 persons
//   H_d      = c (settlement − 1) + σ (service − 1) + κ ln((1 − g0) / (1 − g0 gap))      levers of d, 0 without a policy
//   at home  P ← P exp(−κ a_o) with the allowance a_o of the person's special areas, a lever
//   return   = (ρ + ρ' (a − 30)/10)+ / 4                    to the hukou region, town or country by hukou kind
//   to town  = b B_a / b̄_o ((1−t_o) / (1−t0_o))^z / 4       t urban share of the region, rural persons only
//            + the resettlement lever of the person's special areas, at home
//   hukou    = (c_q (2 − settlement lever)+ + quota) / 4    in town, after the required quarters in the place times a lever
//   follow   workers whose firm was moved by order go along if they have not left for elsewhere
//
// M_od are the census's movers of five years, per resident and quarter; A, S selectivity by age and education, n_o their
// mean over the base year's residents of o, so that ageing lowers the flow; N̄ is the mean of N over the base-year moves, so
// that networks turn the flow without raising its total (totals must be calibrated, the level drifts); μ makes base-year moves, returns included, the
// census total times the scale s. Incomes relative to the nation drop out of the difference. A multinomial choice with
// staying as the reference, small probabilities: P is the odds of each place against staying, as in McFadden (1978); small
// yearly income effect and persistent networks as estimated by PPML on the flows of 2000, 2005 and 2010. Movers arrive in
// town without work; those who only change from country to town keep their work unless they farm.
//
// Reads   persons.*, firms.{wage, paid, labour}, regions.{price_level, rent, unemployment_rate, vacancy_rate, service_stock},
//         calibration.{base_moves, base_stock, base_expected_income, base_services, base_selectivity}, levers
// Writes  persons.{place, hukou, traits, status, employer, tenure, residence}, ledger (household moves), activity.{moves,
//         urban_moves, conversions}
//
// Order: tables are made once; one draw per person, keyed by its serial; a person writes only its own slots; movers are
// listed in block order and money is posted in the order of accounts. So any number of threads agrees.
#include "sim/steps/migration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/random_block.hpp"
#include "sim/steps/persons.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double stock_prior = 2000;      // persons: keeps small stocks from doubling by chance
constexpr double settlement_cost = 0.5;   // log points a settlement lever of 0 adds to the odds of a place, judged
constexpr double vacancy_floor = 0.01;    // share of the labour force added to vacancies before they are compared
constexpr double service_floor = 1;       // real yuan a head
constexpr std::uint8_t full_residence = 255;

// Census 2010 shapes, recalled. Bands: 0-14, 15-19, 20-24, 25-29, 30-34, 35-39, 40-44, 45-54, 55-64, 65+.
constexpr std::array<double, age_bands> age_odds{.5, 1.6, 3.0, 2.4, 1.8, 1.4, 1.1, .7, .3, .2};
constexpr std::array<double, age_bands> age_middle{30, 17.5, 22.5, 27.5, 32.5, 37.5, 42.5, 50, 60, 72};  // children follow parents
constexpr std::array<double, education_levels> education_odds{.6, 1.2, 1.2, 1.4};

constexpr int oldest = 127;  // years; older persons are in its band

constexpr std::array<std::uint8_t, oldest + 1> bands() {
  std::array<std::uint8_t, oldest + 1> band{};
  for (int age = 0; age <= oldest; ++age)
    band[static_cast<std::size_t>(age)] =
        static_cast<std::uint8_t>(age < 15 ? 0 : age < 45 ? age / 5 - 2 : age < 55 ? 7 : age < 65 ? 8 : 9);
  return band;
}
constexpr std::array<std::uint8_t, oldest + 1> band_by_age = bands();

std::size_t band_of(int age) { return band_by_age[static_cast<std::size_t>(std::clamp(age, 0, oldest))]; }

// ---- what the tables are made of --------------------------------------------------------------------------------------

struct HeadCount {
  std::vector<std::int64_t> members;                            // by household account
  Table<RegionId, RegionId, std::int64_t> stock;                // (hukou, place)
  Column<RegionId, double> urban_share, selectivity, town_odds; // of residents; of rural residents
};

HeadCount count_heads(const World& world) {
  const Persons& persons = world.persons;
  const std::size_t n = world.region_count(), accounts = world.household_count();
  const std::size_t by_stock = accounts, by_group = by_stock + n * n, groups = age_bands * education_levels * 2;
  const int elapsed = world.elapsed();
  const std::vector<std::int64_t> bins =
      count_bins(persons.size(), by_group + n * groups, [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          const std::int64_t weight = persons.weight[p];
          const std::size_t place = persons.place[p];
          const bool rural = is_rural(persons.traits[p]);
          const std::size_t band = band_of((elapsed - persons.birth[p]) / 4);
          mine[index(world.household(static_cast<RegionId>(place), rural, persons.income_class[p]))] += weight;
          mine[by_stock + persons.hukou[p] * n + place] += weight;
          mine[by_group + place * groups + (band * education_levels + persons.education[p]) * 2 + (rural ? 1 : 0)] += weight;
        }
      });
  HeadCount heads;
  heads.members.assign(bins.begin(), bins.begin() + static_cast<std::ptrdiff_t>(accounts));
  heads.stock.assign(n, n);
  std::copy_n(bins.begin() + static_cast<std::ptrdiff_t>(by_stock), n * n, heads.stock.values().begin());
  heads.urban_share.assign(n);
  heads.selectivity.assign(n, 1);
  heads.town_odds.assign(n, 1);
  for (const RegionId r : world.region_ids()) {
    double all = 0, urban = 0, odds = 0, town = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      const auto here = static_cast<double>(bins[by_group + index(r) * groups + g]);
      const std::size_t band = g / 2 / education_levels, education = g / 2 % education_levels;
      all += here;
      odds += here * age_odds[band] * education_odds[education];
      if (g % 2 == 0) urban += here;
      else town += here * age_odds[band];
    }
    if (!(all > 0)) continue;
    heads.urban_share[r] = urban / all;
    heads.selectivity[r] = odds / all;
    if (all > urban) heads.town_odds[r] = town / (all - urban);
  }
  return heads;
}

// Log of expected real income outside own-account work: wage of an efficiency unit, chance of a job, prices and rent.
Column<RegionId, double> expected_income(const World& world) {
  const MigrationParameters& p = world.parameters.migration;
  const double housing = world.parameters.households.housing_share;
  Column<RegionId, double> bill(world.region_count()), units(world.region_count()), income(world.region_count());
  for (const FirmId f : world.firms.ids()) {
    if (!world.firms.alive[f] || world.pack->industries[index(world.firms.industry[f])].own_account) continue;
    bill[world.firms.region[f]] += world.firms.wage[f] * static_cast<double>(world.firms.labour[f]);
    units[world.firms.region[f]] += static_cast<double>(world.firms.labour[f]);
  }
  for (const RegionId r : world.region_ids()) {
    const double wage = units[r] > 0 && bill[r] > 0 ? bill[r] / units[r] : 1;
    const double rent = world.regions.rent[r] > 0 ? world.regions.rent[r] : 1;
    const double price = world.regions.price_level[r] > 0 ? world.regions.price_level[r] : 1;
    income[r] = std::log(wage) + p.job_chance * std::log(std::max(0.01, 1 - world.regions.unemployment_rate[r])) -
                (1 - housing) * std::log(price) - housing * std::log(rent);
  }
  return income;
}

double lever(const Column<RegionId, double>& column, RegionId r) { return column.size() > index(r) ? column[r] : 1; }

double return_probability(const MigrationParameters& p, std::size_t band) {
  return std::max(0.0, p.return_rate + p.return_age * (age_middle[band] - 30) / 10) / 4;
}

// Thresholds of the quarter, looked up per person.
struct MoveTables {
  std::vector<double> leave;                     // (origin, band, education)
  std::vector<double> cumulative;                // (origin, destination), shares of `leave`, last is 1
  std::vector<double> town;                      // (origin, rural, band), 0 for urban persons
  std::array<double, 2 * age_bands> back{};      // (nonlocal, band), 0 for locals
  std::vector<std::uint32_t> converts;           // by place
  std::vector<std::uint8_t> settled;             // by place, quarters
  std::vector<double> stays, resettles;          // (place, special areas) of persons at home; empty without a policy
};

MoveTables make_tables(const World& world, const HeadCount& heads) {
  const MigrationParameters& p = world.parameters.migration;
  const Calibration& base = world.calibration;
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
  Column<RegionId, double> pull(n);  // of a place as origin and destination; as destination only
  Column<RegionId, double> arrival(n);
  for (const RegionId r : world.region_ids()) {
    const double services = std::log((std::max(0.0, world.regions.service_stock[r]) + service_floor) / base.base_services[r]);
    pull[r] = p.income * (income[r] - base.base_expected_income[r]) + p.services * services;
    arrival[r] = p.vacancies * std::log((world.regions.vacancy_rate[r] + vacancy_floor) / (nation + vacancy_floor)) -
                 settlement_cost * (lever(world.levers.hukou_cost, r) - 1) - p.services * (lever(world.levers.service_cost, r) - 1) +
                 p.income * std::log(std::max(1e-3, 1 - gap * lever(world.levers.hukou_wage_gap, r)) / std::max(1e-3, 1 - gap));
    const double quota = world.levers.conversion_rate.size() == n ? world.levers.conversion_rate[r] / 4 : 0;
    t.converts[index(r)] = threshold(p.conversion_rate / 4 * std::max(0.0, 2 - lever(world.levers.hukou_cost, r)) + quota);
    t.settled[index(r)] = static_cast<std::uint8_t>(std::min<double>(full_residence, p.conversion_tenure * lever(world.levers.hukou_tenure, r)));
  }
  const auto any = [](const auto& table) { return std::ranges::any_of(table.values(), [](double x) { return x > 0; }); };
  if (any(world.levers.allowance) || any(world.levers.resettlement)) {
    for (const double x : world.levers.allowance.values()) t.stays.push_back(1 - std::exp(-p.income * x));
    t.resettles = world.levers.resettlement.values();
  }
  const auto network = [&](RegionId o, RegionId d) {
    const double now = static_cast<double>(heads.stock(o, d)) + stock_prior, then = base.base_stock(o, d) + stock_prior;
    return network_factor(now / then, p.network, p.network_share);
  };
  double moves = 0, moves_by_network = 0;
  for (const RegionId o : world.region_ids()) {
    double residents = 0;
    for (const RegionId h : world.region_ids()) residents += static_cast<double>(heads.stock(h, o));
    for (const RegionId d : world.region_ids()) {
      moves += residents * base.base_moves(o, d);
      moves_by_network += residents * base.base_moves(o, d) * network(o, d);
    }
  }
  const double scale = p.rate_scale * world.nation.migration_factor * (moves_by_network > 0 ? moves / moves_by_network : 1);
  for (const RegionId o : world.region_ids()) {
    double total = 0;
    for (const RegionId d : world.region_ids()) {
      if (d != o && base.base_moves(o, d) > 0)
        total += move_probability(base.base_moves(o, d) * scale, pull[d] - pull[o] + arrival[d], network(o, d));
      t.cumulative[index(o) * n + index(d)] = total;
    }
    for (const RegionId d : world.region_ids())
      if (total > 0) t.cumulative[index(o) * n + index(d)] /= total;
    const double rural = 1 - heads.urban_share[o];
    const double rural_then = 1 - base.base_urban_share[o];
    const double slowdown = rural_then > 0 ? std::pow(std::max(0.0, rural) / rural_then, p.urbanisation_slowdown) : 0;
    for (std::size_t a = 0; a < age_bands; ++a) {
      t.town[(index(o) * 2 + 1) * age_bands + a] = p.urbanisation / 4 * age_odds[a] / base.base_town_odds[o] * slowdown;
      for (std::size_t k = 0; k < education_levels; ++k)
        t.leave[(index(o) * age_bands + a) * education_levels + k] = total * age_odds[a] * education_odds[k] / base.base_selectivity[o];
    }
  }
  for (std::size_t a = 0; a < age_bands; ++a) t.back[age_bands + a] = return_probability(p, a);
  return t;
}

// ---- the moves --------------------------------------------------------------------------------------------------------

void lose_work(Persons& persons, PersonId p) {
  if (persons.status[p] != code(Status::employed)) return;
  persons.status[p] = code(Status::unemployed);
  persons.employer[p] = no_employer;
  persons.tenure[p] = 0;
}

struct Move {
  std::uint32_t from_account, to_account, weight;
  std::uint16_t from, to;
};

// Workers who go along with a firm that was moved keep their work; who left for elsewhere meanwhile does not.
void follow_firms(World& world, std::vector<Move>& moves) {
  Persons& persons = world.persons;
  for (const Follower& x : world.activity.followers) {
    const PersonId p = x.person;
    const auto to = static_cast<std::uint16_t>(world.firms.region[x.firm]);
    const std::uint16_t from = persons.place[p];
    if (from != static_cast<std::uint16_t>(world.firms.origin[x.firm]) || from == to || persons.status[p] != code(Status::unemployed)) continue;
    const auto account = [&](std::uint16_t place) {
      return static_cast<std::uint32_t>(world.household(static_cast<RegionId>(place), is_rural(persons.traits[p]), persons.income_class[p]));
    };
    moves.push_back({account(from), account(to), persons.weight[p], from, to});
    persons.place[p] = to;
    persons.residence[p] = 0;
    persons.status[p] = code(Status::employed);
    persons.employer[p] = static_cast<std::uint32_t>(x.firm);
    persons.tenure[p] = 0;
  }
}

}  // namespace

double network_factor(double stock_ratio, double elasticity, double share) {
  return 1 - share + share * std::pow(stock_ratio, elasticity);
}

double move_probability(double base, double utility, double network) { return base * std::exp(utility) * network; }

void migration(World& world) {
  Persons& persons = world.persons;
  Activity& activity = world.activity;
  const std::size_t n = world.region_count();
  activity.moves.assign(n, n);
  activity.urban_moves.assign(n);
  activity.conversions.assign(n);
  release_workers(world);
  const MigrationParameters& parameters = world.parameters.migration;
  const bool stay = !world.parameters.initial.chance || parameters.rate_scale == 0;
  if (stay) {
    for_each_index(persons.size(), block_size, [&](std::size_t i) {
      auto& quarters = persons.residence[static_cast<PersonId>(i)];
      quarters = one_more(quarters);
    });
    return;
  }
  const HeadCount heads = count_heads(world);
  const MoveTables tables = make_tables(world, heads);
  const int elapsed = world.elapsed();
  const bool targeted = !tables.stays.empty();
  std::vector<std::vector<std::int64_t>> converted(block_count(persons.size()));
  std::vector<Move> moves = collect<Move>(persons.size(), [&](auto& found, std::size_t begin, std::size_t end) {
    auto& conversions = converted[begin / block_size];
    conversions.assign(n, 0);
    for_each_draw(world.luck, Stream::migration_choice, persons.serial.values().data(), begin, end, [&](std::size_t i, const Draws& d) {
      const auto p = static_cast<PersonId>(i);
      const std::uint16_t from = persons.place[p], home = persons.hukou[p];
      const std::size_t band = band_of((elapsed - persons.birth[p]) / 4);
      const std::uint8_t traits = persons.traits[p];
      const bool nonlocal = home != from, rural = is_rural(traits);
      double leave = tables.leave[(from * age_bands + band) * education_levels + persons.education[p]];
      double back = leave + tables.back[(nonlocal ? age_bands : 0) + band];
      double town = back + tables.town[(from * std::size_t{2} + (rural ? 1 : 0)) * age_bands + band];
      if (targeted && !nonlocal) {
        const std::size_t areas = from * area_sets + (traits >> trait_special_shift);
        const double fewer = leave * tables.stays[areas];
        leave -= fewer;
        back -= fewer;
        town += (rural ? tables.resettles[areas] : 0) - fewer;
      }
      const double u = d.uniform(0);
      if (u >= town) {
        persons.residence[p] = one_more(persons.residence[p]);
        const bool converts = static_cast<int>(d.word[2] < tables.converts[from]) & static_cast<int>(nonlocal) &
                              static_cast<int>(!rural) & static_cast<int>(persons.residence[p] >= tables.settled[from]);
        if (converts) {
          persons.hukou[p] = from;
          persons.traits[p] = static_cast<std::uint8_t>(traits & ~trait_rural_hukou);
          conversions[from] += persons.weight[p];
        }
        return;
      }
      std::uint16_t to = home;
      if (u < leave) {
        const double* row = &tables.cumulative[from * n];
        to = static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(n) - 1, std::upper_bound(row, row + n, d.uniform(1)) - row));
      } else if (u >= back) {
        to = from;
      }
      const bool returns = nonlocal && to == home;
      const bool to_country = returns && has_rural_hukou(traits);
      if (to == from && !rural) return;  // only by rounding of the last share
      const HouseholdId old_account = world.household(static_cast<RegionId>(from), rural, persons.income_class[p]);
      const HouseholdId new_account = world.household(static_cast<RegionId>(to), to_country, persons.income_class[p]);
      const bool farms = persons.status[p] == code(Status::employed) &&
                         world.pack->industries[index(world.firms.industry[static_cast<FirmId>(persons.employer[p])])].own_account;
      if (to != from || farms) lose_work(persons, p);
      persons.place[p] = to;
      persons.traits[p] = static_cast<std::uint8_t>(to_country ? traits | trait_rural : traits & ~trait_rural);
      persons.residence[p] = to != from ? std::uint8_t{0} : one_more(persons.residence[p]);
      found.push_back({static_cast<std::uint32_t>(old_account), static_cast<std::uint32_t>(new_account), persons.weight[p], from, to});
    });
  });
  follow_firms(world, moves);
  std::vector<HouseholdMove> money;
  money.reserve(moves.size());
  for (const Move& m : moves) {
    const auto from = static_cast<RegionId>(m.from), to = static_cast<RegionId>(m.to);
    if (from == to) activity.urban_moves[from] += m.weight;
    else activity.moves(from, to) += m.weight;
    money.push_back({m.from_account, m.to_account, m.weight});
  }
  for (const auto& part : converted)
    for (std::size_t r = 0; r < n; ++r) activity.conversions[static_cast<RegionId>(r)] += part[r];
  move_household_money(world, heads.members, std::move(money));
}

void calibrate_migration(World& world) {
  const std::size_t n = world.region_count();
  const Persons& persons = world.persons;
  const MigrationParameters& p = world.parameters.migration;
  const HeadCount heads = count_heads(world);
  Calibration& base = world.calibration;
  base.base_moves.assign(n, n, 0);
  base.base_stock.assign(n, n, 0);
  base.base_selectivity = heads.selectivity;
  base.base_town_odds = heads.town_odds;
  base.base_urban_share = heads.urban_share;
  base.base_expected_income = expected_income(world);
  base.base_services.assign(n);
  double census = 0, returns = 0;
  for (const RegionId o : world.region_ids()) {
    base.base_services[o] = std::max(0.0, world.regions.service_stock.size() == n ? world.regions.service_stock[o] : 0.0) + service_floor;
    double residents = 0;
    for (const RegionId h : world.region_ids()) residents += static_cast<double>(heads.stock(h, o));
    for (const RegionId d : world.region_ids()) {
      base.base_stock(o, d) = static_cast<double>(heads.stock(o, d));
      if (o == d || !(residents > 0)) continue;
      base.base_moves(o, d) = world.pack->migration_flows(o, d) / 5 / 4 / residents;
      census += world.pack->migration_flows(o, d) / 5 / 4;
    }
  }
  // The census's moves contain the returns, which have a rate of their own.
  const int elapsed = world.elapsed();
  const std::vector<std::int64_t> migrants =
      count_bins(persons.size(), age_bands, [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId person : Ids<PersonId>(begin, end))
          if (persons.hukou[person] != persons.place[person])
            mine[band_of((elapsed - persons.birth[person]) / 4)] += persons.weight[person];
      });
  for (std::size_t a = 0; a < age_bands; ++a) returns += static_cast<double>(migrants[a]) * return_probability(p, a);
  const double wanted = census * p.rate_scale;
  world.nation.migration_factor = wanted > 0 ? std::max(0.25, 1 - returns / wanted) : 1;
}

}  // namespace jiuzhou
