// Draws persons from a pack's margins.
//
// Each region is cut into groups of persons with one activity and one settlement: (industry, urban or rural),
// unemployed, and the rest. A group of N persons gets n = max(1, round(N / W)) agents of weight N/n, equal up to one, so
// that employment by (region, industry), unemployment U = E u0 / (1 - u0), and urban and rural totals are met exactly.
//
//   rural employed = max(own-account workers, E · rural / population), within 92 % of the persons of working age
//   own-account workers are rural, as far as there are rural persons of working age
//
//   T(a, g; s, k) = x(a, g) y(s, k) P(a, g; s, k)     persons of age a and sex g in settlement s with activity k
//
// P is a prior of participation by age, sex and settlement (census 2010, recalled); RAS (Bacharach 1970) makes T meet the
// pack's age groups, its sex ratio and the groups above. The agents of an activity are cut into ages at T's cumulated
// persons, the error carried on to the next activity, so that a region's margins are met to about one agent. Education is
// sorted: persons of 15 and over are ranked by wage of their industry, settlement, age and noise, and cut at the pack's
// shares.
// Migrants are a weighted sample without replacement (Efraimidis and Spirakis 2006) with the pack's age profile, mostly
// urban. Rural residents have rural hukou; of the urban ones, 15 % of the migrants and as many of the others as make the
// nation 35 % urban by hukou (census 2010: 29 %, police register 2012: 35 %, recalled).
//
// The employed of a cell are dealt to its firms so that head counts come as near to firms.workers as agents allow.
//
// Reads   pack, parameters.{demography, labour, initial}, luck, weight, firms.{alive, region, industry, workers}
// Writes  persons, headcounts, firms.{workers, labour, paid, posts}
//
// Order: every draw is keyed by a hash of a running index over regions and groups; a region is drawn by one task; equal keys
// keep the order of that index. One region's agents are held unpacked at a time, per thread.
#include "sim/scenario/draw_population.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "sim/base/apportion.hpp"
#include "sim/base/error.hpp"
#include "sim/base/keyed_order.hpp"
#include "sim/base/random_block.hpp"
#include "sim/steps/income_classes.hpp"
#include "sim/steps/persons.hpp"

namespace jiuzhou {

namespace {

using ByAge = std::array<double, age_groups>;
enum Activity : std::size_t { own_account, wage_work, out_of_work, no_activity, activities };
constexpr std::size_t halves = 2;              // urban, rural
constexpr std::size_t rows = age_groups * 2;   // age group * 2 + female
constexpr std::size_t columns = halves * activities;

// Share of the persons of an age at work or looking for it (census 2010, recalled): at 15-24 by age, later one number for
// men and one for women, until retirement. Past 45 it falls by the retirement hazards of the demography, so that the
// first quarters are no wave of retirements.
constexpr std::array<double, 10> active_young{.05, .23, .26, .29, .55, .58, .60, .84, .88, .90};
constexpr double active_men = 0.97, active_women = 0.89;
// How much likelier an age is among the own-account workers of the labour force, and among the unemployed.
constexpr ByAge own_account_tilt{1, 1, 1, .6, .5, .5, .6, .8, 1, 1.2, 1.6, 2.2, 3, 4, 5, 5, 5, 5};
constexpr ByAge unemployed_tilt{1, 1, 1, 2.2, 2, 1.2, 1, 1, 1, 1, .8, .5, .2, .1, .05, .05, .05, .05};
// Men per person less the region's mean, as women live longer.
constexpr ByAge men_tilt{.02, .02, .02, .01, 0, 0, 0, 0, 0, 0, 0, 0, 0, -.01, -.02, -.04, -.08, -.14};

constexpr double employable = 0.92;            // of the persons aged 15 and over in a settlement
constexpr double urban_hukou_nation = 0.35, urban_hukou_migrants = 0.15;
constexpr double rural_migrant = 0.08, own_account_migrant = 0.2;  // odds of being a migrant, against an urban worker
constexpr std::int64_t small_cell = 4;         // a cell of fewer agents than this is not split into urban and rural

constexpr std::uint16_t no_industry = 0xffff;
constexpr int oldest_birth = -(static_cast<int>(age_groups) * 20 + 64);  // quarters

struct Group {
  std::uint16_t industry;
  bool rural;
  Activity activity;
  std::int64_t persons;
  std::size_t begin, agents;
};

struct RegionPlan {
  std::vector<Group> groups;
  std::size_t begin = 0, agents = 0;
};

double sum(const ByAge& a, std::size_t from = 0) { return std::accumulate(a.begin() + from, a.end(), 0.0); }

// ---- groups -----------------------------------------------------------------------------------------------------------

RegionPlan plan_region(const World& world, const CellTable& employment, RegionId r) {
  const Pack& pack = *world.pack;
  const std::size_t industries = pack.industry_count();
  const std::string where = "pack '" + pack.name + "', region " + pack.regions[index(r)].code + ": ";
  const std::array<std::int64_t, halves> residents{std::llround(pack.urban[r]), std::llround(pack.rural[r])};
  const std::int64_t population = residents[0] + residents[1];
  const double adult = sum(pack.age[r], 3) / std::max(1.0, sum(pack.age[r]));

  std::vector<double> farm(industries), paid(industries), large(industries);
  std::vector<std::int64_t> all(industries);
  std::int64_t employed = 0, farmers = 0;
  for (const IndustryId s : world.industry_ids()) {
    const double persons = employment(r, s);
    const std::int64_t whole = persons > 0 ? std::max<std::int64_t>(1, std::llround(persons)) : 0;
    all[index(s)] = whole;
    employed += whole;
    if (pack.industries[index(s)].own_account) {
      farm[index(s)] = static_cast<double>(whole);
      farmers += whole;
    } else {
      paid[index(s)] = static_cast<double>(whole);
      if (whole >= small_cell * world.weight) large[index(s)] = static_cast<double>(whole);
    }
  }
  const double u0 = pack.national.unemployment_rate;
  const std::int64_t unemployed = std::llround(static_cast<double>(employed) * u0 / (1 - u0));
  if (static_cast<double>(employed + unemployed) > adult * static_cast<double>(population))
    throw InputError(where + "employment exceeds the persons aged 15 and over");

  const auto capacity = [&](std::size_t half) {
    return std::min<std::int64_t>(residents[half], std::llround(employable * adult * static_cast<double>(residents[half])));
  };
  const double rural_share = static_cast<double>(residents[1]) / static_cast<double>(std::max<std::int64_t>(1, population));
  std::int64_t rural_employed = std::max<std::int64_t>(farmers, std::llround(static_cast<double>(employed) * rural_share));
  rural_employed = std::min(rural_employed, capacity(1));
  rural_employed = std::clamp(rural_employed, std::max<std::int64_t>(0, employed - residents[0]), std::min(employed, residents[1]));
  const std::int64_t rural_farmers = std::min(farmers, rural_employed);
  const std::int64_t rural_paid = rural_employed - rural_farmers;

  std::vector<std::int64_t> rural(industries, 0);
  const auto split = [&](std::int64_t total, const std::vector<double>& weights) {
    if (total <= 0) return;
    const std::vector<std::int64_t> part = apportion(total, weights, index(r));
    for (std::size_t s = 0; s < industries; ++s) rural[s] += std::min(part[s], all[s]);
  };
  split(rural_farmers, farm);
  const double in_large = std::accumulate(large.begin(), large.end(), 0.0);
  split(rural_paid, in_large >= static_cast<double>(rural_paid) ? large : paid);
  const std::int64_t rural_total = std::accumulate(rural.begin(), rural.end(), std::int64_t{0});

  // The unemployed live where wage work is, and a few where farms are.
  const auto weight_of = [&](std::int64_t workers, std::int64_t own) {
    return static_cast<double>(workers - own) + 0.3 * static_cast<double>(own);
  };
  const double rural_weight = weight_of(rural_total, rural_farmers);
  const double urban_weight = weight_of(employed - rural_total, farmers - rural_farmers);
  std::int64_t rural_unemployed = std::llround(static_cast<double>(unemployed) * rural_weight / std::max(1.0, rural_weight + urban_weight));
  rural_unemployed = std::clamp(rural_unemployed, std::max<std::int64_t>(0, unemployed - (residents[0] - (employed - rural_total))),
                                std::min(unemployed, residents[1] - rural_total));

  RegionPlan plan;
  const auto add = [&](std::size_t industry, bool is_rural_half, Activity activity, std::int64_t persons) {
    if (persons <= 0) return;
    const std::int64_t agents = std::max<std::int64_t>(1, (persons + world.weight / 2) / world.weight);
    plan.groups.push_back({static_cast<std::uint16_t>(industry), is_rural_half, activity, persons, plan.agents,
                           static_cast<std::size_t>(agents)});
    plan.agents += static_cast<std::size_t>(agents);
  };
  for (std::size_t s = 0; s < industries; ++s) {
    const Activity activity = pack.industries[s].own_account ? own_account : wage_work;
    add(s, false, activity, all[s] - rural[s]);
    add(s, true, activity, rural[s]);
  }
  add(no_industry, false, out_of_work, unemployed - rural_unemployed);
  add(no_industry, true, out_of_work, rural_unemployed);
  add(no_industry, false, no_activity, residents[0] - (employed - rural_total) - (unemployed - rural_unemployed));
  add(no_industry, true, no_activity, residents[1] - rural_total - rural_unemployed);
  return plan;
}

// ---- age and sex ------------------------------------------------------------------------------------------------------

using AgeTable = std::array<std::array<double, columns>, rows>;

std::size_t column_of(const Group& g) { return (g.rural ? std::size_t{activities} : std::size_t{0}) + g.activity; }

// Share of the persons of an age in the labour force, (rural, female; age).
constexpr std::size_t ages = age_groups * 5;
using Participation = std::array<std::array<double, ages>, 4>;

Participation participation(const DemographyParameters& parameters) {
  Participation share{};
  for (std::size_t k = 0; k < share.size(); ++k) {
    double stay = 1;
    const double prime = k % 2 == 0 ? active_men : active_women;
    for (std::size_t age = 15; age < ages; ++age) {
      share[k][age] = (age < 25 ? std::min(prime, active_young[age - 15]) : prime) * stay;
      stay *= std::pow(1 - retirement_hazard(parameters, k >= 2, k % 2 == 1, static_cast<int>(age)), 4);
    }
  }
  return share;
}

// Years past the start of the group, below 5, at quantile u of a five-year group whose persons are spread as `weight` of the years says.
double year_at(const std::array<double, 5>& weight, double u) {
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  if (!(total > 0)) return 5 * u;
  double left = u * total;
  for (std::size_t y = 0; y < 5; ++y) {
    if (left < weight[y]) return static_cast<double>(y) + left / weight[y];
    left -= weight[y];
  }
  return 5 - 1e-9;
}

// Persons by (age, sex) and (settlement, activity): RAS of the prior to the pack's ages and the groups' persons.
AgeTable age_table(const Pack& pack, RegionId r, const std::vector<Group>& groups, const Participation& active_share) {
  std::array<double, columns> group_total{};
  for (const Group& g : groups) group_total[column_of(g)] += static_cast<double>(g.persons);
  const double persons = std::accumulate(group_total.begin(), group_total.end(), 0.0);
  const double pack_persons = sum(pack.age[r]);
  const double men = pack.sex_ratio[r] / (100 + pack.sex_ratio[r]);
  double tilt = 0;
  for (std::size_t a = 0; a < age_groups; ++a) tilt += men_tilt[a] * pack.age[r][a] / pack_persons;

  std::array<double, rows> row_total{};
  AgeTable t{};
  const double rural_share = pack.rural[r] / (pack.urban[r] + pack.rural[r]);
  for (std::size_t a = 0; a < age_groups; ++a) {
    const double here = pack.age[r][a] * persons / pack_persons;
    const double male = std::clamp(men + men_tilt[a] - tilt, 0.0, 1.0);
    for (std::size_t female = 0; female < 2; ++female) {
      const std::size_t row = a * 2 + female;
      row_total[row] = here * (female == 0 ? male : 1 - male);
      for (std::size_t half = 0; half < halves; ++half) {
        const double base = row_total[row] * (half == 1 ? rural_share : 1 - rural_share);
        const auto* years = &active_share[half * 2 + female][a * 5];
        const double active = std::accumulate(years, years + 5, 0.0) / 5;
        const double own = group_total[half * activities + own_account] * own_account_tilt[a];
        const double wage = group_total[half * activities + wage_work];
        auto* cell = &t[row][half * activities];
        if (own > 0) cell[own_account] = base * active * own / (own + wage);
        if (wage > 0) cell[wage_work] = base * active * wage / (own + wage);
        cell[out_of_work] = base * active * unemployed_tilt[a];
        cell[no_activity] = base * (1 - active);
      }
    }
  }
  for (int round = 0; round < 500; ++round) {
    double error = 0;
    for (std::size_t k = 0; k < columns; ++k) {
      double now = 0;
      for (std::size_t row = 0; row < rows; ++row) now += t[row][k];
      const double factor = now > 0 ? group_total[k] / now : 0;
      for (std::size_t row = 0; row < rows; ++row) t[row][k] *= factor;
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const double now = std::accumulate(t[row].begin(), t[row].end(), 0.0);
      const double factor = now > 0 ? row_total[row] / now : 0;
      error = std::max(error, std::abs(factor - 1));
      for (double& x : t[row]) x *= factor;
    }
    if (error < 1e-10) break;
  }
  return t;
}

// ---- one region -------------------------------------------------------------------------------------------------------

struct RegionDraw {
  World& world;
  RegionId r;
  const RegionPlan& plan;
  double urban_hukou_locals;
  const Participation& active_share;

  const Pack& pack = *world.pack;
  // By agent, in the order of groups.
  std::vector<Person> person = std::vector<Person>(plan.agents);
  std::vector<std::int16_t> birth = std::vector<std::int16_t>(plan.agents);
  std::vector<std::uint8_t> female = std::vector<std::uint8_t>(plan.agents);
  std::vector<std::uint32_t> weights{};  // none where each is 1

  // body(slot, draws) for the agents of a group.
  template <class Body>
  void each_draw(const Group& g, std::uint32_t round, Body&& body) const {
    std::array<std::uint64_t, DrawBlock::size> serials{};
    DrawBlock block;
    for (std::size_t from = g.begin, end = g.begin + g.agents; from < end; from += serials.size()) {
      const std::size_t n = std::min(serials.size(), end - from);
      for (std::size_t i = 0; i < n; ++i) serials[i] = scramble(plan.begin + from + i);
      draw_block(world.luck, Stream::initial_person, {serials.data(), n}, block, round);
      for (std::size_t i = 0; i < n; ++i) body(from + i, block[i]);
    }
  }
  [[nodiscard]] Draws draws(std::size_t slot, std::uint32_t round) const {
    return world.luck.draw(Stream::initial_person, scramble(plan.begin + slot), round);
  }
  [[nodiscard]] double years(std::size_t slot) const { return -0.25 * birth[slot]; }
  [[nodiscard]] std::uint32_t weight(std::size_t slot) const { return weights.empty() ? 1 : weights[slot]; }

  void statuses();
  void ages();
  void education(const std::vector<double>& wage_rank);
  void hukou();
  void leave_school();
  void classes(const CellTable& employment);
  void employers(const std::vector<std::vector<FirmId>>& firms_of);
  void pack_up();
};

// Mean 0, s.d. 1, nearly normal: the sum of four uniform numbers.
double noise(const Draws& d) {
  const std::uint64_t sum = std::uint64_t{d.word[0] >> 16U} + (d.word[0] & 0xffffU) + (d.word[1] >> 16U) + (d.word[1] & 0xffffU);
  return (static_cast<double>(sum) * 0x1p-16 - 2) * 1.7320508075688772;
}

void RegionDraw::statuses() {
  if (world.weight != 1)
    for (const Group& g : plan.groups) {
      const auto agents = static_cast<std::int64_t>(g.agents);
      for (std::int64_t i = 0; i < agents; ++i)
        weights.push_back(static_cast<std::uint32_t>(g.persons / agents + (i < g.persons % agents ? 1 : 0)));
    }
  const auto quarters = [](double mean, double u) { return static_cast<int>(std::min(255.0, -mean * std::log(u))); };
  for (const Group& g : plan.groups)
    each_draw(g, 0, [&](std::size_t slot, const Draws& d) {
      Person& p = person[slot];
      p.set_rural(g.rural);
      p.set_rural_hukou(g.rural);
      p.set_hukou(index(r));
      p.set_ability(d.word[2] >> 24U);
      p.set_class((d.word[2] & 0xffffU) * income_classes >> 16U);
      p.set_arrival(-255);
      if (g.activity == own_account || g.activity == wage_work) p.employ(Person::no_firm_number);
      else if (g.activity == out_of_work) p.set_status(Status::unemployed, -quarters(2.5, draws(slot, 1).uniform(2)));
      else p.set_status(Status::inactive, -20);
    });
}

void RegionDraw::ages() {
  const AgeTable table = age_table(pack, r, plan.groups, active_share);
  std::array<std::vector<const Group*>, columns> groups_of;
  for (const Group& g : plan.groups) groups_of[column_of(g)].push_back(&g);
  std::array<double, rows> carried{};
  // Wage workers last: they have room for what is carried on at any age but the youngest and the oldest.
  constexpr std::array<std::size_t, columns> order{out_of_work, activities + out_of_work, own_account, activities + own_account,
                                                   no_activity, activities + no_activity, wage_work, activities + wage_work};
  std::vector<Keyed> agents;
  for (const std::size_t k : order) {
    if (groups_of[k].empty()) continue;
    agents.clear();
    double weight_of_all = 0;
    for (const Group* g : groups_of[k]) {
      weight_of_all += static_cast<double>(g->persons);
      each_draw(*g, 0, [&](std::size_t i, const Draws& d) { agents.push_back({d.word[0], static_cast<std::uint32_t>(i)}); });
    }
    sort_by_key(agents);
    std::array<double, rows> wanted{};
    for (std::size_t row = 0; row < rows; ++row) wanted[row] = table[row][k] > 0 ? std::max(0.0, table[row][k] + carried[row]) : 0.0;
    const double scale = weight_of_all / std::accumulate(wanted.begin(), wanted.end(), 0.0);
    std::size_t next = 0, last = rows - 1;
    while (last > 0 && !(wanted[last] > 0)) --last;
    double passed = 0, limit = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      limit += wanted[row] * scale;
      const std::size_t first = next;
      double given = 0;
      for (; next < agents.size(); ++next) {
        const double here = weight(agents[next].item);
        if (passed + 0.5 * here > limit && row != last) break;
        passed += here;
        given += here;
      }
      carried[row] += table[row][k] - given;
      const auto* active = &active_share[(k >= activities ? 2 : 0) + row % 2][row / 2 * 5];
      std::array<double, 5> by_year{};
      for (std::size_t y = 0; y < 5; ++y) by_year[y] = k % activities == no_activity ? 1 - active[y] : active[y];
      for (std::size_t j = first; j < next; ++j) {
        const std::size_t slot = agents[j].item;
        const double within = (static_cast<double>(j - first) + 0.5) / static_cast<double>(next - first);
        // The open last group dies out with a mean of four years.
        const int quarters = row / 2 + 1 == age_groups ? std::min(63, static_cast<int>(-16 * std::log(within)))
                                                       : std::min(19, static_cast<int>(4 * year_at(by_year, within)));
        birth[slot] = static_cast<std::int16_t>(-(static_cast<int>(row / 2) * 20 + quarters));
        female[slot] = row % 2 == 1 ? 1 : 0;
      }
    }
  }
}

void RegionDraw::education(const std::vector<double>& wage_rank) {
  constexpr unsigned shift = 14;
  std::vector<std::uint32_t> keys(plan.agents, 0);             // of adults
  std::vector<double> persons_by_key(std::size_t{1} << (32 - shift), 0);
  double adult_persons = 0;
  for (const Group& g : plan.groups)
    each_draw(g, 1, [&](std::size_t slot, const Draws& d) {
      const double age = years(slot);
      if (age < 15) return;
      const bool active = g.activity == own_account || g.activity == wage_work;
      double score = 0.6 * noise(d) - 0.025 * (age - 40) + (g.rural ? -0.35 : 0.35);
      if (active) score += 1.2 * (wage_rank[g.industry] - 0.5) - (age < 19 ? 2 : age < 22 ? 1 : 0);
      if (g.activity == own_account) score -= 0.8;
      if (g.activity == no_activity && age < 22) score += 0.8;  // at school
      keys[slot] = key_of(16 + score);
      persons_by_key[keys[slot] >> shift] += weight(slot);
      adult_persons += weight(slot);
    });
  // Levels by rank; the agents at a cut are taken in their order.
  const auto& share = pack.education[r];
  const double total = std::accumulate(share.begin(), share.end(), 0.0);
  std::vector<double> passed(persons_by_key.size(), 0);
  std::exclusive_scan(persons_by_key.begin(), persons_by_key.end(), passed.begin(), 0.0);
  std::array<double, education_levels> limit{};
  double sum = 0;
  for (std::size_t k = 0; k < education_levels; ++k) limit[k] = sum += adult_persons * share[k] / total;
  for (std::size_t slot = 0; slot < plan.agents; ++slot) {
    if (keys[slot] == 0) continue;
    double& before = passed[keys[slot] >> shift];
    const double middle = before + 0.5 * weight(slot);
    std::size_t level = 0;
    while (level + 1 < education_levels && middle > limit[level]) ++level;
    person[slot].set_education(level);
    before += weight(slot);
  }
}

void RegionDraw::leave_school() {
  const DemographyParameters& d = world.parameters.demography;
  for (const Group& g : plan.groups) {
    if (g.activity != no_activity) continue;
    for (std::size_t slot = g.begin; slot < g.begin + g.agents; ++slot) {
      Person& p = person[slot];
      const double age = years(slot);
      const double leaves_school = p.education() <= 1 ? 16 : p.education() == 2 ? 19 : 22;
      const double retires = g.rural ? 60 : female[slot] != 0 ? d.retirement_female : d.retirement_male;
      p.set_status(age < 6               ? Status::child
                   : age < leaves_school ? Status::student
                   : age >= retires      ? Status::retired
                                         : Status::inactive,
                   -20);
    }
  }
}

void RegionDraw::hukou() {
  // Who is a migrant: a weighted sample without replacement, smallest -ln(u)/odds first.
  std::vector<double> origin(pack.region_count());
  double migrants = 0;
  for (const RegionId h : world.region_ids())
    if (h != r) migrants += origin[index(h)] = pack.migrants(h, r);
  const double pack_persons = sum(pack.age[r]);
  const auto odds = [&](const Group& g, std::size_t a) {
    return pack.migrant_share[a] / std::max(1e-6, pack.age[r][a] / pack_persons) * (g.rural ? rural_migrant : 1.0) *
           (g.activity == own_account ? own_account_migrant : 1.0);
  };
  const auto group_of = [&](std::size_t slot) { return std::min<std::size_t>(age_groups - 1, static_cast<std::size_t>(-birth[slot] / 20)); };
  // Only keys that may be among the chosen are made: below a bound under which a tenth more are expected.
  std::vector<ByAge> members(plan.groups.size(), ByAge{});
  for (std::size_t j = 0; j < plan.groups.size(); ++j) {
    const Group& g = plan.groups[j];
    const double each = static_cast<double>(g.persons) / static_cast<double>(g.agents);
    for (std::size_t slot = g.begin; slot < g.begin + g.agents; ++slot) members[j][group_of(slot)] += each;
  }
  const auto expected = [&](double bound) {
    double found = 0;
    for (std::size_t j = 0; j < members.size(); ++j)
      for (std::size_t a = 0; a < age_groups; ++a) found += members[j][a] * (1 - std::exp(-bound * odds(plan.groups[j], a)));
    return found;
  };
  double bound = 1e-3;
  while (bound < 1e3 && expected(bound) < 1.1 * migrants + 100.0 * static_cast<double>(world.weight)) bound *= 1.3;
  std::vector<Keyed> candidates;
  for (const Group& g : plan.groups) {
    std::array<std::uint32_t, age_groups> may{};
    for (std::size_t a = 0; a < age_groups; ++a) may[a] = threshold(1 - std::exp(-bound * odds(g, a)));
    each_draw(g, 0, [&](std::size_t slot, const Draws& d) {
      const std::size_t a = group_of(slot);
      if (d.word[3] >= may[a]) return;  // the key is above the bound
      const double key = -std::log(1 - d.uniform(3)) / odds(g, a);
      candidates.push_back({key_of(31 * key / bound), static_cast<std::uint32_t>(slot)});
    });
  }
  sort_by_key(candidates);
  std::vector<Keyed> chosen;
  double passed = 0;
  for (const Keyed c : candidates) {
    const double here = weight(c.item);
    if (passed + 0.5 * here > migrants) break;
    passed += here;
    chosen.push_back({draws(c.item, 1).word[3], c.item});
  }
  candidates = {};
  sort_by_key(chosen);
  std::vector<bool> migrant(plan.agents, false);
  if (!chosen.empty()) {
    const std::vector<std::int64_t> agents = apportion(static_cast<std::int64_t>(chosen.size()), origin, index(r));
    std::size_t next = 0;
    for (std::size_t h = 0; h < agents.size(); ++h)
      for (std::int64_t j = 0; j < agents[h]; ++j, ++next) {
        const std::size_t slot = chosen[next].item;
        person[slot].set_hukou(h);
        person[slot].set_arrival(-static_cast<int>(std::min(255.0, -16 * std::log(draws(slot, 2).uniform(3)))));
        migrant[slot] = true;
      }
  }
  for (const Group& g : plan.groups)
    each_draw(g, 3, [&](std::size_t slot, const Draws& d) {
      Person& p = person[slot];
      if (!p.rural() && !(d.uniform(0) < (migrant[slot] ? urban_hukou_migrants : urban_hukou_locals))) p.set_rural_hukou(true);
      const auto& share = pack.special[static_cast<RegionId>(p.hukou())];
      const std::array<std::uint32_t, special_areas> sixteen{d.word[1] & 0xffffU, d.word[1] >> 16U, d.word[2] & 0xffffU, d.word[2] >> 16U};
      std::size_t areas = 0;
      for (std::size_t k = 0; k < special_areas; ++k)
        if (sixteen[k] + 0.5 < share[k] * 0x1p16) areas |= std::size_t{1} << k;
      p.set_special(areas);
    });
}

// Classes by pay at the mean wage of the industry.
void RegionDraw::classes(const CellTable& employment) {
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  std::array<std::vector<std::int64_t>, halves> count{std::vector<std::int64_t>(earning_bins, 0), std::vector<std::int64_t>(earning_bins, 0)};
  const auto each = [&](auto&& visit) {
    for (const Group& g : plan.groups) {
      if (g.industry == no_industry) continue;
      const auto s = static_cast<IndustryId>(g.industry);
      const double wage = pack.accounts.labour_compensation(r, s) / std::max(1.0, employment(r, s));
      for (std::size_t slot = g.begin; slot < g.begin + g.agents; ++slot) {
        const Person& p = person[slot];
        const std::int64_t units = efficiency(p.education(), p.ability());
        visit(g, slot, earning_bin(wage * static_cast<double>(pay(r, units, p.hukou() == index(r) ? 0 : units))));
      }
    }
  };
  each([&](const Group& g, std::size_t slot, std::size_t bin) { count[g.rural ? 1 : 0][bin] += weight(slot); });
  const std::array class_of{classes_of(count[0]), classes_of(count[1])};
  each([&](const Group& g, std::size_t slot, std::size_t bin) { person[slot].set_class(class_of[g.rural ? 1 : 0][bin]); });
}

// The agents of each cell to its firms, at least one each where there are enough: firm by firm, from the town and the
// country in proportion. A group lies in no order of age, schooling or origin, so this is a lottery; and a firm's workers lie
// near each other in their cohorts, which later quarters are grateful for.
void RegionDraw::employers(const std::vector<std::vector<FirmId>>& firms_of) {
  const Firms& firms = world.firms;
  for (const IndustryId s : world.industry_ids()) {
    std::array<std::size_t, halves> next{}, left{};
    std::int64_t heads = 0;
    for (const Group& g : plan.groups)
      if (g.industry == index(s)) {
        next[g.rural ? 1 : 0] = g.begin;
        left[g.rural ? 1 : 0] = g.agents;
        heads += g.persons;
      }
    const std::size_t people = left[0] + left[1];
    if (people == 0) continue;
    const auto& places = firms_of[index(s)];
    require(!places.empty(), "employed persons in a cell without firms");
    const double each = static_cast<double>(heads) / static_cast<double>(people);
    const bool one_each = people >= places.size();
    std::vector<double> wanted(places.size());
    for (std::size_t j = 0; j < places.size(); ++j) {
      const double agents = static_cast<double>(firms.workers[places[j]]) / each;
      wanted[j] = one_each ? std::max(0.0, agents - 1) : agents;
    }
    const std::vector<std::int64_t> given =
        apportion(static_cast<std::int64_t>(people - (one_each ? places.size() : 0)), wanted, world.cell(r, s));
    const std::size_t rural = left[1];
    std::size_t turn = scramble(world.luck.seed ^ world.cell(r, s)) % people;  // whose turn it is first
    for (std::size_t j = 0; j < places.size(); ++j)
      for (std::int64_t k = given[j] + (one_each ? 1 : 0); k > 0; --k) {
        turn += rural;
        std::size_t half = turn >= people ? 1 : 0;
        turn -= half * people;
        if (left[half] == 0) half = 1 - half;
        --left[half];
        person[next[half]++].employ(world.firm_number[index(places[j])]);
      }
  }
}

// Into cohorts.
void RegionDraw::pack_up() {
  RegionPersons& persons = world.persons[r];
  persons = RegionPersons(oldest_birth);
  std::vector<std::uint32_t> sizes(persons.cohort_of(0, true) + 1, 0);
  for (std::size_t slot = 0; slot < plan.agents; ++slot) ++sizes[persons.cohort_of(birth[slot], female[slot] != 0)];
  persons.reserve(sizes, world.weight != 1);
  for (const Group& g : plan.groups)
    for (std::size_t slot = g.begin; slot < g.begin + g.agents; ++slot)
      persons.push(persons.cohort_of(birth[slot], female[slot] != 0), person[slot], weight(slot));
}

// Place of each industry in the region's wages, weighted by employment: 0 the lowest, 1 the highest.
std::vector<double> wage_ranks(const Pack& pack, const CellTable& employment, RegionId r) {
  std::vector<std::size_t> order(pack.industry_count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto wage = [&](std::size_t s) {
    const auto id = static_cast<IndustryId>(s);
    return pack.accounts.labour_compensation(r, id) / std::max(1.0, employment(r, id));
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return wage(a) != wage(b) ? wage(a) < wage(b) : a < b;
  });
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

// Share of the urban non-migrants with urban hukou.
double urban_hukou_of_locals(const Pack& pack) {
  double persons = 0, urban = 0, migrants = 0;
  for (std::size_t i = 0; i < pack.region_count(); ++i) {
    const auto r = static_cast<RegionId>(i);
    persons += pack.urban[r] + pack.rural[r];
    urban += pack.urban[r];
    for (std::size_t h = 0; h < pack.region_count(); ++h)
      if (h != i) migrants += pack.migrants(static_cast<RegionId>(h), r);
  }
  migrants = std::min(migrants, 0.9 * urban);
  return std::clamp((urban_hukou_nation * persons - urban_hukou_migrants * migrants) / std::max(1.0, urban - migrants), 0.0, 1.0);
}

// Gives each of the listed agents what another of them had, in the order of a hash.
struct Seat {
  RegionId region;
  std::size_t slot;
};

template <class Wanted, class Take>
void shuffle(World& world, std::uint32_t round, Wanted&& wanted, Take&& take) {
  std::vector<Seat> seats;
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  std::vector<Person> before;
  for (const RegionId r : world.region_ids()) {
    const RegionPersons& persons = world.persons[r];
    for (std::size_t k = 0; k < persons.cohorts(); ++k)
      for (std::size_t i = 0; i < persons.size(k); ++i) {
        const Person p = persons.get(persons.begin(k) + i);
        if (!wanted(p)) continue;
        const std::uint64_t serial = member_serial(cohort_key(r, persons.birth(k), RegionPersons::female(k)), i);
        const Draws d = world.luck.draw(Stream::perturbation, serial, round);
        order.emplace_back((static_cast<std::uint64_t>(d.word[0]) << 32U) | d.word[1], seats.size());
        seats.push_back({r, persons.begin(k) + i});
        before.push_back(p);
      }
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    Person p = before[i];
    take(p, before[order[i].second]);
    world.persons[seats[i].region].put(seats[i].slot, p);
  }
}

}  // namespace

void draw_population(World& world, const CellTable& employment) {
  const std::size_t regions = world.region_count();
  require(world.industry_count() < no_industry, "industries have 16 bits");
  if (regions > Person::most_regions) throw InputError("a pack may have at most " + std::to_string(Person::most_regions) + " regions");
  std::vector<RegionPlan> plans;
  std::size_t agents = 0;
  for (const RegionId r : world.region_ids()) {
    plans.push_back(plan_region(world, employment, r));
    plans.back().begin = agents;
    agents += plans.back().agents;
  }
  world.persons.regions.assign(regions, RegionPersons(oldest_birth));
  world.headcounts.clear();
  world.firm_number.clear();
  number_firms(world);
  std::vector<std::vector<std::vector<FirmId>>> firms_of(regions, std::vector<std::vector<FirmId>>(world.industry_count()));
  for (const FirmId f : world.firms.ids())
    if (world.firms.alive[f]) firms_of[index(world.firms.region[f])][index(world.firms.industry[f])].push_back(f);

  const double urban_hukou_locals = urban_hukou_of_locals(*world.pack);
  const Participation active_share = participation(world.parameters.demography);
  std::vector<std::size_t> order(regions);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return plans[a].agents > plans[b].agents; });
  tbb::parallel_for(std::size_t{0}, regions, [&](std::size_t i) {
    const auto r = static_cast<RegionId>(order[i]);
    RegionDraw draw{world, r, plans[order[i]], urban_hukou_locals, active_share};
    draw.statuses();
    draw.ages();
    draw.education(wage_ranks(*world.pack, employment, r));
    draw.leave_school();
    draw.hukou();
    draw.classes(employment);
    draw.employers(firms_of[order[i]]);
    draw.pack_up();
  }, tbb::simple_partitioner());

  if (world.parameters.initial.shuffle_skills)
    shuffle(world, 0, [](Person p) { return p.employed(); }, [](Person& to, Person from) {
      to.set_education(from.education());
      to.set_ability(from.ability());
    });
  if (world.parameters.initial.shuffle_hukou)  // with the special areas; rural or urban kind stays with the person
    shuffle(world, 1, [](Person) { return true; }, [](Person& to, Person from) {
      to.set_hukou(from.hukou());
      to.set_special(from.special());
    });
  recount(world);
  recount_firms(world);
  world.firms.posts = world.firms.labour;
}

}  // namespace jiuzhou
