#include "sim/base_year/population_plan.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/apportion.hpp"
#include "sim/base/error.hpp"
#include "sim/base/math.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/participation.hpp"

namespace jiuzhou::population {

namespace {

constexpr std::int64_t small_cell = 4;    // a cell of fewer agents than this is not split into urban and rural
constexpr double mean_last_age = 16;      // quarters that a person of the open last age group has been in it
constexpr double ras_must_reach = 1e-10;  // relative
constexpr double most_migrants = 0.9;     // of a nation's urban residents

// How the persons of a row of a column are spread over its quarters of age: their share up to the end of each.
std::vector<double> spread(const Participation& active_share, std::size_t column, std::size_t row) {
  if (row / 2 + 1 == age_groups) {  // the open last group dies out
    std::vector<double> upto(64, 1);
    for (std::size_t q = 0; q + 1 < upto.size(); ++q)
      upto[q] = 1 - portable::exp(-static_cast<double>(q + 1) / mean_last_age);
    return upto;
  }
  std::vector<double> upto(20);
  const double* active = &active_share[(column >= activities ? 2 : 0) + row % 2][row / 2 * 5];
  double total = 0;
  for (std::size_t q = 0; q < upto.size(); ++q)
    upto[q] = total += column % activities == no_activity ? 1 - active[q / 4] : active[q / 4];
  for (std::size_t q = 0; q < upto.size(); ++q) upto[q] = total > 0 ? upto[q] / total : static_cast<double>(q + 1) / 20;
  return upto;
}

}  // namespace

// ---- groups ---------------------------------------------------------------------------------------------------------

namespace {

// Persons of a region at work, by industry, and those of them who live in the countryside.
struct Employed {
  std::vector<std::int64_t> all, rural;
  std::vector<double> farm, paid, large;  // own-account work; the rest; its cells that are large enough to be split
  std::int64_t total = 0, farmers = 0, rural_total = 0, rural_farmers = 0;
};

Employed employed_in(const World& world, const CellTable& employment, RegionId r) {
  const std::size_t industries = world.industry_count();
  Employed x{.all = std::vector<std::int64_t>(industries),
             .rural = std::vector<std::int64_t>(industries, 0),
             .farm = std::vector<double>(industries),
             .paid = std::vector<double>(industries),
             .large = std::vector<double>(industries)};
  for (const IndustryId s : world.industry_ids()) {
    const double persons = employment(r, s);
    const std::int64_t whole = persons > 0 ? std::max<std::int64_t>(1, std::llround(persons)) : 0;
    x.all[index(s)] = whole;
    x.total += whole;
    if (world.pack->industries[index(s)].own_account) {
      x.farm[index(s)] = static_cast<double>(whole);
      x.farmers += whole;
    } else {
      x.paid[index(s)] = static_cast<double>(whole);
      if (whole >= small_cell * world.weight) x.large[index(s)] = static_cast<double>(whole);
    }
  }
  return x;
}

// Own-account workers are rural, as far as there are rural persons; the rest lives where persons live. `most`: persons
// of the countryside who can be at work.
void settle_workers(Employed& x, const std::array<std::int64_t, halves>& residents, std::int64_t most, RegionId r) {
  const std::int64_t population = residents[0] + residents[1];
  const double rural_share =
      static_cast<double>(residents[1]) / static_cast<double>(std::max<std::int64_t>(1, population));
  std::int64_t rural = std::max<std::int64_t>(x.farmers, std::llround(static_cast<double>(x.total) * rural_share));
  rural = std::min(rural, most);
  rural = std::clamp(rural, std::max<std::int64_t>(0, x.total - residents[0]), std::min(x.total, residents[1]));
  x.rural_farmers = std::min(x.farmers, rural);
  const std::int64_t rural_paid = rural - x.rural_farmers;

  const auto split = [&](std::int64_t total, const std::vector<double>& weights) {
    if (total <= 0) return;
    const std::vector<std::int64_t> part = apportion(total, weights, index(r));
    for (std::size_t s = 0; s < part.size(); ++s) x.rural[s] += std::min(part[s], x.all[s]);
  };
  split(x.rural_farmers, x.farm);
  const double in_large = std::accumulate(x.large.begin(), x.large.end(), 0.0);
  split(rural_paid, in_large >= static_cast<double>(rural_paid) ? x.large : x.paid);
  x.rural_total = std::accumulate(x.rural.begin(), x.rural.end(), std::int64_t{0});
}

// The unemployed live where wage work is, and a few where farms are. Returns the rural ones.
std::int64_t settle_unemployed(const Employed& x, std::int64_t unemployed,
                               const std::array<std::int64_t, halves>& residents, double of_farmers) {
  const auto weight_of = [&](std::int64_t workers, std::int64_t own) {
    return static_cast<double>(workers - own) + of_farmers * static_cast<double>(own);
  };
  const double rural_weight = weight_of(x.rural_total, x.rural_farmers);
  const double urban_weight = weight_of(x.total - x.rural_total, x.farmers - x.rural_farmers);
  const std::int64_t rural =
      std::llround(static_cast<double>(unemployed) * rural_weight / std::max(1.0, rural_weight + urban_weight));
  return std::clamp(rural, std::max<std::int64_t>(0, unemployed - (residents[0] - (x.total - x.rural_total))),
                    std::min(unemployed, residents[1] - x.rural_total));
}

}  // namespace

std::array<double, halves> residents_at_start(const World& world, RegionId r) {
  const Pack& pack = *world.pack;
  const MigrationParameters& p = world.parameters.migration;
  std::array<double, halves> count{pack.urban[r], pack.rural[r]};
  if (!world.parameters.initial.chance) return count;
  if (p.rate_scale > 0) {
    double arrived = 0, left = 0;
    for (const RegionId other : world.region_ids()) {
      if (other == r) continue;
      arrived += p.rate_scale * pack.migration_flows(other, r) / 5;
      left += p.rate_scale * pack.migration_flows(r, other) / 5;
    }
    const double town = p.urbanisation * count[1], rural_share = ratio(count[1], count[0] + count[1]);
    count[0] += left * (1 - rural_share) - arrived - town;
    count[1] += left * rural_share + town;
  }
  if (world.parameters.demography.enabled)
    for (double& x : count) x /= 1 + pack.crude_birth_rate[r] - pack.crude_death_rate[r];
  return count;
}

RegionPlan plan_region(const World& world, const CellTable& employment, RegionId r) {
  const Pack& pack = *world.pack;
  const InitialParameters& initial = world.parameters.initial;
  const std::array<double, halves> start = residents_at_start(world, r);
  const std::array<std::int64_t, halves> residents{std::llround(start[0]), std::llround(start[1])};
  const double adult = sum(pack.age[r], 3) / std::max(1.0, sum(pack.age[r]));
  Employed x = employed_in(world, employment, r);
  const double u0 = pack.national.unemployment_rate;
  const std::int64_t unemployed = std::llround(static_cast<double>(x.total) * u0 / (1 - u0));
  if (static_cast<double>(x.total + unemployed) > adult * static_cast<double>(residents[0] + residents[1]))
    throw InputError("pack '" + pack.name + "', region " + pack.regions[index(r)].code +
                     ": employment exceeds the persons aged 15 and over");
  const std::int64_t rural_most = std::min<std::int64_t>(
      residents[1], std::llround(initial.employable * adult * static_cast<double>(residents[1])));
  settle_workers(x, residents, rural_most, r);
  const std::int64_t rural_unemployed = settle_unemployed(x, unemployed, residents, initial.unemployed_farm);

  RegionPlan plan;
  const auto add = [&](std::size_t industry, bool is_rural_half, Activity activity, std::int64_t persons) {
    if (persons <= 0) return;
    const std::int64_t agents = std::max<std::int64_t>(1, (persons + world.weight / 2) / world.weight);
    plan.groups.push_back(
        {static_cast<std::uint16_t>(industry), is_rural_half, activity, persons, 0, static_cast<std::size_t>(agents)});
  };
  for (std::size_t s = 0; s < pack.industry_count(); ++s) {
    const Activity activity = pack.industries[s].own_account ? own_account : wage_work;
    add(s, false, activity, x.all[s] - x.rural[s]);
    add(s, true, activity, x.rural[s]);
  }
  add(no_industry, false, out_of_work, unemployed - rural_unemployed);
  add(no_industry, true, out_of_work, rural_unemployed);
  add(no_industry, false, no_activity, residents[0] - (x.total - x.rural_total) - (unemployed - rural_unemployed));
  add(no_industry, true, no_activity, residents[1] - x.rural_total - rural_unemployed);
  const auto turn = [](const Group& g) { return std::find(dealing_order.begin(), dealing_order.end(), column_of(g)); };
  std::stable_sort(plan.groups.begin(), plan.groups.end(),
                   [&](const Group& a, const Group& b) { return turn(a) < turn(b); });
  for (Group& g : plan.groups) {
    g.begin = plan.agents;
    plan.agents += g.agents;
  }
  return plan;
}

// ---- age and sex ----------------------------------------------------------------------------------------------------

Ages::Ages(const Pack& pack, const DemographyParameters& parameters) : active(participation(pack, parameters)) {
  for (std::size_t k = 0; k < columns; ++k)
    for (std::size_t row = 0; row < rows; ++row) upto[k][row] = spread(active, k, row);
}

namespace {

// A region's persons by (age, sex) in one settlement.
std::array<double, rows> persons_of_rows(const Pack& pack, RegionId r, double persons) {
  const double pack_persons = sum(pack.age[r]);
  const double men = pack.sex_ratio[r] / (100 + pack.sex_ratio[r]);
  double tilt = 0;
  for (std::size_t a = 0; a < age_groups; ++a) tilt += pack.men_tilt[a] * pack.age[r][a] / pack_persons;
  std::array<double, rows> out{};
  for (std::size_t a = 0; a < age_groups; ++a) {
    const double here = pack.age[r][a] * persons / pack_persons;
    const double male = std::clamp(men + pack.men_tilt[a] - tilt, 0.0, 1.0);
    out[2 * a] = here * male;
    out[2 * a + 1] = here * (1 - male);
  }
  return out;
}

// Of the persons of each row, those in the labour force: at the pack's odds by year of age times the ratio that gives
// `active` of them, as demography keeps to afterwards.
std::array<double, rows> active_of_rows(const std::array<double, rows>& persons, const Participation& share, bool rural,
                                        double active) {
  AgeCount count(2 * years_of_life, 0);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t k = 0; k < 5; ++k) count[row % 2 * years_of_life + row / 2 * 5 + k] += persons[row] / 5;
  const double ratio = participation_ratio(share, count, rural, active);
  std::array<double, rows> out{};
  double all = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto* years = &share[(rural ? 2U : 0U) + row % 2][row / 2 * 5];
    for (std::size_t k = 0; k < 5; ++k) out[row] += persons[row] / 5 * shifted(years[k], ratio);
    all += out[row];
  }
  for (std::size_t row = 0; row < rows && all > 0; ++row) out[row] = std::min(persons[row], out[row] * active / all);
  return out;
}

// RAS of the first three columns of a settlement to the rows' active persons and the columns' totals.
void fit(AgeTable& t, std::size_t first, const std::array<double, rows>& row_total,
         const std::array<double, columns>& column_total) {
  for (int round = 0; round < 500; ++round) {
    double error = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      double now = 0;
      for (std::size_t k = first; k < first + no_activity; ++k) now += t[row][k];
      const double factor = now > 0 ? row_total[row] / now : 0;
      for (std::size_t k = first; k < first + no_activity; ++k) t[row][k] *= factor;
    }
    for (std::size_t k = first; k < first + no_activity; ++k) {
      double now = 0;
      for (std::size_t row = 0; row < rows; ++row) now += t[row][k];
      const double factor = now > 0 ? column_total[k] / now : 0;
      if (now > 0) error = std::max(error, std::abs(factor - 1));
      for (std::size_t row = 0; row < rows; ++row) t[row][k] *= factor;
    }
    if (error < ras_must_reach) break;
  }
}

}  // namespace

AgeTable age_table(const Pack& pack, RegionId r, const std::vector<Group>& groups, const Participation& active_share) {
  std::array<double, columns> group_total{};
  for (const Group& g : groups) group_total[column_of(g)] += static_cast<double>(g.persons);
  AgeTable t{};
  for (std::size_t half = 0; half < halves; ++half) {
    const std::size_t first = half * activities;
    const double own_all = group_total[first + own_account], wage_all = group_total[first + wage_work];
    const double all_active = own_all + wage_all + group_total[first + out_of_work];
    const auto persons = persons_of_rows(pack, r, all_active + group_total[first + no_activity]);
    const auto active = active_of_rows(persons, active_share, half == 1, all_active);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t a = row / 2;
      auto* cell = &t[row][first];
      const double own = own_all * pack.own_account_odds[a];
      if (own > 0) cell[own_account] = active[row] * own / (own + wage_all);
      if (wage_all > 0) cell[wage_work] = active[row] * wage_all / (own + wage_all);
      cell[out_of_work] = active[row] * pack.unemployment_odds[a];
      cell[no_activity] = persons[row] - active[row];
    }
    fit(t, first, active, group_total);
  }
  return t;
}

// ---- wages and hukou ------------------------------------------------------------------------------------------------

std::vector<double> wage_ranks(const Pack& pack, const CellTable& employment, RegionId r) {
  std::vector<std::size_t> order(pack.industry_count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto wage = [&](std::size_t s) {
    const auto id = static_cast<IndustryId>(s);
    return pack.accounts.labour_compensation(r, id) / std::max(1.0, employment(r, id));
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return wage(a) != wage(b) ? wage(a) < wage(b) : a < b; });
  double total = 0, passed = 0;
  for (const std::size_t s : order) total += employment(r, static_cast<IndustryId>(s));
  std::vector<double> rank(order.size(), 0.5);
  for (const std::size_t s : order) {
    const double here = employment(r, static_cast<IndustryId>(s));
    rank[s] = (passed + 0.5 * here) / std::max(1.0, total);
    passed += here;
  }
  return rank;
}

double urban_hukou_of_locals(const Pack& pack, const InitialParameters& parameters) {
  double persons = 0, urban = 0, migrants = 0;
  for (std::size_t i = 0; i < pack.region_count(); ++i) {
    const auto r = static_cast<RegionId>(i);
    persons += pack.urban[r] + pack.rural[r];
    urban += pack.urban[r];
    for (std::size_t h = 0; h < pack.region_count(); ++h)
      if (h != i) migrants += pack.migrants(static_cast<RegionId>(h), r);
  }
  migrants = std::min(migrants, most_migrants * urban);
  return std::clamp(
      (parameters.urban_hukou * persons - parameters.urban_hukou_migrants * migrants) / std::max(1.0, urban - migrants),
      0.0, 1.0);
}

}  // namespace jiuzhou::population
