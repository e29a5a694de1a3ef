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
// pack's age groups, its sex ratio and the groups above. The agents of an activity are shuffled and cut into ages at T's
// cumulated persons a block at a time, the error carried on to the next block and activity, so that a region's margins are met
// to about one agent. Education is sorted: persons of 15 and over are ranked by wage of their industry, settlement, age and
// noise, and cut at the pack's shares.
// Migrants are a weighted sample without replacement (Efraimidis and Spirakis 2006) with the pack's age profile, mostly
// urban. Rural residents have rural hukou; of the urban ones, 15 % of the migrants and as many of the others as make the
// nation 35 % urban by hukou (census 2010: 29 %, police register 2012: 35 %, recalled).
//
// The employed of a cell are dealt to its firms so that head counts come as near to firms.workers as agents allow.
//
// Reads   pack, parameters.{demography, labour, initial}, luck, weight, firms.{alive, region, industry, workers}
// Writes  persons, headcounts, firms.{workers, labour, paid, posts}
//
// Order: every draw is keyed by a running index over regions and groups; a region is drawn by one task; equal keys keep the
// order of that index. An agent is looked at three times, in that order, so that memory is read and written in streams: with
// its group and age; when ranks have been cut; and with its class and firm, into its cohort. One region's agents are held
// unpacked at a time, per thread, in 12 bytes each.
#include "sim/scenario/draw_population.hpp"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include "sim/base/apportion.hpp"
#include "sim/base/error.hpp"
#include "sim/base/keyed_order.hpp"
#include "sim/base/random_block.hpp"
#include "sim/base/vector_math.hpp"
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
// Ages are dealt to wage workers last: they have room for what is carried on at any age but the youngest and the oldest.
constexpr std::array<std::size_t, columns> dealing_order{out_of_work, activities + out_of_work, own_account, activities + own_account,
                                                         no_activity, activities + no_activity, wage_work, activities + wage_work};
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

std::size_t column_of(const Group& g) { return (g.rural ? std::size_t{activities} : std::size_t{0}) + g.activity; }

struct RegionPlan {
  std::vector<Group> groups;  // those of a column side by side
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
    plan.groups.push_back({static_cast<std::uint16_t>(industry), is_rural_half, activity, persons, 0, static_cast<std::size_t>(agents)});
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
  const auto turn = [](const Group& g) { return std::find(dealing_order.begin(), dealing_order.end(), column_of(g)); };
  std::stable_sort(plan.groups.begin(), plan.groups.end(), [&](const Group& a, const Group& b) { return turn(a) < turn(b); });
  for (Group& g : plan.groups) {
    g.begin = plan.agents;
    plan.agents += g.agents;
  }
  return plan;
}

// ---- age and sex ------------------------------------------------------------------------------------------------------

using AgeTable = std::array<std::array<double, columns>, rows>;

// Share of the persons of an age in the labour force, (rural, female; age).
constexpr std::size_t years_of_life = age_groups * 5;
using Participation = std::array<std::array<double, years_of_life>, 4>;

Participation participation(const DemographyParameters& parameters) {
  Participation share{};
  for (std::size_t k = 0; k < share.size(); ++k) {
    double stay = 1;
    const double prime = k % 2 == 0 ? active_men : active_women;
    for (std::size_t age = 15; age < years_of_life; ++age) {
      share[k][age] = (age < 25 ? std::min(prime, active_young[age - 15]) : prime) * stay;
      stay *= std::pow(1 - retirement_hazard(parameters, k >= 2, k % 2 == 1, static_cast<int>(age)), 4);
    }
  }
  return share;
}

// How the persons of a row of a column are spread over its quarters of age: their share up to the end of each.
std::vector<double> spread(const Participation& active_share, std::size_t column, std::size_t row) {
  if (row / 2 + 1 == age_groups) {  // the open last group dies out with a mean of four years
    std::vector<double> upto(64, 1);
    for (std::size_t q = 0; q + 1 < upto.size(); ++q) upto[q] = 1 - std::exp(-static_cast<double>(q + 1) / 16);
    return upto;
  }
  std::vector<double> upto(20);
  const double* active = &active_share[(column >= activities ? 2 : 0) + row % 2][row / 2 * 5];
  double total = 0;
  for (std::size_t q = 0; q < upto.size(); ++q) upto[q] = total += column % activities == no_activity ? 1 - active[q / 4] : active[q / 4];
  for (std::size_t q = 0; q < upto.size(); ++q) upto[q] = total > 0 ? upto[q] / total : static_cast<double>(q + 1) / 20;
  return upto;
}

// What is the same in all regions.
struct Ages {
  explicit Ages(const DemographyParameters& parameters) : active(participation(parameters)) {
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t row = 0; row < rows; ++row) upto[k][row] = spread(active, k, row);
  }
  Participation active;
  std::array<std::array<std::vector<double>, rows>, columns> upto;
};

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

constexpr std::size_t block_agents = 4096;  // ages are dealt to so many at once: what is dealt stays near the processor
constexpr std::size_t quarters_of_life = static_cast<std::size_t>(-oldest_birth) + 1;
constexpr std::size_t cohorts = 2 * quarters_of_life;
constexpr std::size_t ranks = std::size_t{1} << 16U;
enum Round : std::uint32_t { first_round, second_round, round_of_origins, round_of_migrants, round_of_unemployed, round_of_rows };

constexpr std::size_t age_quarters(std::size_t cohort) { return quarters_of_life - 1 - cohort / 2; }
constexpr std::size_t age_group(std::size_t cohort) { return std::min(age_groups - 1, age_quarters(cohort) / 20); }

// A number below n, from a word or two.
std::uint32_t below(std::uint32_t n, std::uint32_t word) { return static_cast<std::uint32_t>(std::uint64_t{word} * n >> 32U); }
std::uint32_t below(std::uint32_t n, std::uint32_t word, std::uint32_t less) {
  return static_cast<std::uint32_t>((std::uint64_t{word} * n + (std::uint64_t{less} * n >> 32U)) >> 32U);
}

// 16-bit numbers below it have the probability of an area.
using Areas = std::array<std::uint32_t, special_areas>;
Areas areas_of(const std::array<double, special_areas>& share) {
  Areas below{};
  for (std::size_t k = 0; k < special_areas; ++k) below[k] = static_cast<std::uint32_t>(std::ceil(std::clamp(share[k], 0.0, 1.0) * 0x1p16 - 0.5));
  return below;
}
JIUZHOU_INLINE std::uint32_t draw_areas(const Areas& below, std::uint32_t first, std::uint32_t second) {
  return ((first & 0xffffU) < below[0] ? 1U : 0U) | ((first >> 16U) < below[1] ? 2U : 0U) | ((second & 0xffffU) < below[2] ? 4U : 0U) |
         ((second >> 16U) < below[3] ? 8U : 0U);
}
static_assert(special_areas == 4);

// What is alike in a group's agents who were born where they live, and where they come in schooling, in ranks.
struct Alike {
  std::uint64_t bits = 0;
  float score = 0;                      // besides that of the cohort
  std::uint32_t urban_hukou = 0;        // words below it
  Areas areas{};
};
constexpr float ranks_of_score = 0x1p11F;     // scores lie within (-16, 16): each has a rank, and none is 0
constexpr float spread_of_score = 0.6F;
constexpr float no_schooling = -0x1p20F;      // a child's

// Records and ranks of n agents. The noise of scores is nearly normal: the sum of the four bytes of a word, less its mean; a
// fifth tells equal sums apart.
JIUZHOU_VECTOR_WIDTHS
void draw_agents(const DrawBlock& first, const DrawBlock& second, std::size_t at, const Alike& alike, const float* score_of_cohort,
                 const std::uint16_t* cohort, std::uint64_t* record, std::uint16_t* rank, std::size_t n) {
  constexpr float noise = spread_of_score * ranks_of_score * 1.7320508F * 0x1p-16F;
  const float start = ranks_of_score * (16 + alike.score) - noise * 510.5F * 256;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t various = first.word[1][at + i], word = first.word[2][at + i];
    const std::uint32_t income_class = (various & 0xffffU) * static_cast<std::uint32_t>(income_classes) >> 16U;
    const std::uint32_t rural_hukou = second.word[0][at + i] < alike.urban_hukou ? 0 : 1;
    const std::uint32_t areas = draw_areas(alike.areas, second.word[1][at + i], second.word[2][at + i]);
    record[i] = alike.bits | income_class << Person::class_field.shift | rural_hukou << Person::rural_hukou_field.shift |
                areas << Person::special_field.shift | (various >> 24U) << Person::ability_field.shift;
    const std::uint32_t sum = (word & 0xffU) + (word >> 8U & 0xffU) + (word >> 16U & 0xffU) + (word >> 24U);
    const auto drawn = static_cast<float>(static_cast<std::int32_t>(sum << 8U | (various >> 16U & 0xffU)));
    const auto score = static_cast<std::int32_t>(start + score_of_cohort[cohort[i]] + noise * drawn);
    rank[i] = static_cast<std::uint16_t>(score > 0 ? score : 0);
  }
}

// Persons of the agents of a group.
class Weights {
 public:
  explicit Weights(const Group& g)
      : each_(static_cast<std::uint32_t>(g.persons / static_cast<std::int64_t>(g.agents))),
        more_(g.begin + static_cast<std::size_t>(g.persons % static_cast<std::int64_t>(g.agents))) {}
  std::uint32_t operator()(std::size_t slot) const { return each_ + (slot < more_ ? 1 : 0); }
  // Of the agents from `begin` to `end`, into `out`.
  void list(std::size_t begin, std::size_t end, std::uint32_t* out) const {
    const std::size_t more = std::clamp(more_, begin, end) - begin;
    std::fill_n(out, more, each_ + 1);
    std::fill_n(out + more, end - begin - more, each_);
  }

 private:
  std::uint32_t each_;
  std::size_t more_;
};

// Parts of agents by rank: those up to the first limit, those between it and the second, and so on. Agents whose key a limit
// falls on are parted in the order in which they come.
class Parts {
 public:
  Parts(std::span<const std::uint32_t> persons_by_rank, std::vector<double> limits)
      : limits_(std::move(limits)), part_(persons_by_rank.size()), passed_(persons_by_rank.size()) {
    double passed = 0;
    for (std::size_t rank = 0; rank < persons_by_rank.size(); ++rank) {
      passed_[rank] = passed;
      const std::size_t first = at(passed);
      passed += persons_by_rank[rank];
      part_[rank] = first == at(passed) ? static_cast<std::uint8_t>(first) : divided;
    }
  }
  std::size_t operator()(std::size_t rank, double weight) {
    if (part_[rank] != divided) return part_[rank];
    const std::size_t part = at(passed_[rank] + 0.5 * weight);
    passed_[rank] += weight;
    return part;
  }

 private:
  static constexpr std::uint8_t divided = 255;
  [[nodiscard]] std::size_t at(double persons) const {
    std::size_t part = 0;
    while (part < limits_.size() && persons > limits_[part]) ++part;
    return part;
  }
  std::vector<double> limits_;
  std::vector<std::uint8_t> part_;
  std::vector<double> passed_;
};

// A region's agents in the order of groups, before they lie in cohorts. A thread keeps the room for its next region.
struct Room {
  std::vector<std::uint64_t> record;
  std::vector<std::uint16_t> cohort, rank;  // rank in schooling; then the bin of earnings
  std::vector<Keyed> candidates;            // who may be a migrant; then who is
  std::vector<std::uint16_t> origins;
  std::vector<DrawBlock> draws = std::vector<DrawBlock>(block_agents / DrawBlock::size);

  void fit(std::size_t agents) {
    if (record.capacity() > 2 * agents) *this = {};  // regions come by size: the small ones need the memory for all that is drawn
    record.resize(agents);
    cohort.resize(agents);
    rank.resize(agents);
    candidates.clear();
  }
};

struct RegionDraw {
  World& world;
  RegionId r;
  const RegionPlan& plan;
  double urban_hukou_locals;
  const Ages& ages;
  Room& room;

  const Pack& pack = *world.pack;
  std::vector<std::uint32_t> size_of_cohort = std::vector<std::uint32_t>(cohorts, 0);
  std::vector<std::uint32_t> adults_by_rank = std::vector<std::uint32_t>(ranks, 0);
  std::vector<std::uint32_t> candidates_by_rank = std::vector<std::uint32_t>(ranks, 0);
  std::array<std::vector<std::int64_t>, halves> earners = {std::vector<std::int64_t>(earning_bins, 0),
                                                           std::vector<std::int64_t>(earning_bins, 0)};

  // body(i, draws) for agents of these numbers, n of them.
  template <class Slot, class Body>
  void each_draw(std::size_t n, Round round, Slot&& slot, Body&& body) const {
    std::array<std::uint64_t, DrawBlock::size> serials{};
    DrawBlock block;
    for (std::size_t from = 0; from < n; from += DrawBlock::size) {
      const std::size_t here = std::min(DrawBlock::size, n - from);
      for (std::size_t i = 0; i < here; ++i) serials[i] = plan.begin + slot(from + i);
      draw_block(world.luck, Stream::initial_person, {serials.data(), here}, block, round);
      for (std::size_t i = 0; i < here; ++i) body(from + i, block[i]);
    }
  }

  void look_first(const std::vector<double>& wage_rank);
  void deal_ages(const AgeTable& table, std::size_t column, double all, std::size_t from, std::span<const std::uint16_t> turn,
                 std::span<const std::uint32_t> weight, std::array<double, rows>& carried);
  void migrate();
  void look_again(const CellTable& employment);
  void settle();
};

// Deals ages and sexes to a block of the agents of a column of `all` persons, in the order of `turn`: to each row what the table
// has for this part of the column and what it is short of so far; within a row evenly over the quarters.
void RegionDraw::deal_ages(const AgeTable& table, std::size_t column, double all, std::size_t from, std::span<const std::uint16_t> turn,
                           std::span<const std::uint32_t> weight, std::array<double, rows>& carried) {
  const auto [least, most] = std::minmax_element(weight.begin(), weight.end());
  const bool alike = *least == *most;
  const auto each = static_cast<double>(*most);
  const auto here = static_cast<double>(std::accumulate(weight.begin(), weight.end(), std::uint64_t{0}));
  std::array<double, rows> wanted{};
  double sum_wanted = 0;
  std::size_t last = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    carried[row] += table[row][column] * here / all;
    if (!(table[row][column] > 0)) continue;
    sum_wanted += wanted[row] = std::max(0.0, carried[row]);
    if (wanted[row] > 0) last = row;
  }
  const double scale = here / sum_wanted;
  std::size_t next = 0;
  double passed = 0, limit = 0;
  for (std::size_t row = 0; row <= last; ++row) {
    limit += wanted[row] * scale;
    const std::size_t first = next;
    const double before = passed;
    if (row == last) {
      next = turn.size();
      passed = here;
    } else if (alike) {
      next = std::clamp(static_cast<std::size_t>(limit / each + 0.5), first, turn.size());
      passed = static_cast<double>(next) * each;
    } else {
      for (; next < turn.size() && passed + 0.5 * weight[turn[next]] <= limit; ++next) passed += weight[turn[next]];
    }
    carried[row] -= passed - before;
    if (next == first) continue;
    // Agent j of the row stands at (j + start) / count of its persons.
    const auto count = static_cast<double>(next - first);
    const double start = world.luck.draw(Stream::initial_person, plan.begin + from, static_cast<std::uint32_t>(round_of_rows + row)).uniform(0);
    const std::vector<double>& upto = ages.upto[column][row];
    std::size_t cohort = (quarters_of_life - 1 - row / 2 * 20) * 2 + row % 2;
    for (std::size_t q = 0, j = first; j < next; ++q, cohort -= 2) {
      const std::size_t end = q + 1 < upto.size() ? first + static_cast<std::size_t>(count * upto[q] - start + 1) : next;
      size_of_cohort[cohort] += static_cast<std::uint32_t>(std::max(j, end) - j);
      for (; j < end; ++j) room.cohort[from + turn[j]] = static_cast<std::uint16_t>(cohort);
    }
  }
}

// Everything that asks for no more than an agent's group and age.
void RegionDraw::look_first(const std::vector<double>& wage_rank) {
  const AgeTable table = age_table(pack, r, plan.groups, ages.active);

  // Migrants are a weighted sample without replacement, smallest -ln(u)/odds first. Only keys that may be among the chosen are
  // made: below a bound under which a tenth more are expected.
  double migrants = 0;
  for (const RegionId h : world.region_ids())
    if (h != r) migrants += pack.migrants(h, r);
  std::array<ByAge, columns> odds{};
  const double pack_persons = sum(pack.age[r]);
  for (std::size_t k = 0; k < columns; ++k)
    for (std::size_t a = 0; a < age_groups; ++a)
      odds[k][a] = pack.migrant_share[a] / std::max(1e-6, pack.age[r][a] / pack_persons) * (k >= activities ? rural_migrant : 1.0) *
                   (k % activities == own_account ? own_account_migrant : 1.0);
  const auto expected = [&](double bound) {
    double found = 0;
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t a = 0; a < age_groups; ++a) found += (table[2 * a][k] + table[2 * a + 1][k]) * (1 - std::exp(-bound * odds[k][a]));
    return found;
  };
  double bound = 1e-3;
  while (bound < 1e3 && expected(bound) < 1.1 * migrants + 100.0 * static_cast<double>(world.weight)) bound *= 1.3;

  std::array<double, rows> carried{};
  std::array<std::uint16_t, block_agents> turn{};
  std::array<std::uint32_t, block_agents> weight{};
  std::array<std::uint32_t, cohorts> may_migrate{};
  std::array<Keyed, block_agents> found{};
  // Scores in schooling by what an agent does: it grows with the years of birth, and who works early is not at school.
  std::array<std::array<float, cohorts>, activities> score_of_cohort{};
  for (std::size_t k = 0; k < activities; ++k)
    for (std::size_t c = 0; c < cohorts; ++c) {
      const double age = static_cast<double>(age_quarters(c)) / 4;
      double score = -0.025 * (age - 40);
      if (k == own_account || k == wage_work) score -= age < 19 ? 2 : age < 22 ? 1 : 0;
      if (k == no_activity && age < 22) score += 0.8;
      score_of_cohort[k][c] = age < 15 ? no_schooling : ranks_of_score * static_cast<float>(score);
    }
  const std::uint32_t urban_hukou = threshold(urban_hukou_locals);
  const Areas areas = areas_of(pack.special[r]);
  for (auto first = plan.groups.begin(); first != plan.groups.end();) {
    const std::size_t column = column_of(*first);
    const auto end = std::find_if(first, plan.groups.end(), [&](const Group& g) { return column_of(g) != column; });
    const std::span<const Group> groups(first, end);
    first = end;
    double all = 0;
    for (const Group& g : groups) all += static_cast<double>(g.persons);
    for (std::size_t k = 0; k < cohorts; ++k) may_migrate[k] = threshold(1 - std::exp(-bound * odds[column][age_group(k)]));

    for (std::size_t from = groups.front().begin, stop = groups.back().begin + groups.back().agents; from < stop; from += block_agents) {
      const std::size_t n = std::min(block_agents, stop - from);
      const auto each_piece = [&](auto&& body) {
        for (const Group& g : groups) {
          const std::size_t begin = std::max(from, g.begin), to = std::min(from + n, g.begin + g.agents);
          if (begin < to) body(g, begin, to);
        }
      };
      each_piece([&](const Group& g, std::size_t begin, std::size_t to) { Weights(g).list(begin, to, weight.data() + (begin - from)); });
      for (std::size_t i = 0; i < n; ++i) {
        DrawBlock& draws = room.draws[i / DrawBlock::size];
        if (i % DrawBlock::size == 0)
          draw_block(world.luck, Stream::initial_person, plan.begin + from + i, std::min(DrawBlock::size, n - i), draws, first_round);
        const std::uint32_t j = below(static_cast<std::uint32_t>(i + 1), draws.word[0][i % DrawBlock::size]);
        turn[i] = turn[j];
        turn[j] = static_cast<std::uint16_t>(i);
      }
      deal_ages(table, column, all, from, {turn.data(), n}, {weight.data(), n}, carried);

      std::size_t candidates = 0;
      each_piece([&](const Group& g, std::size_t begin, std::size_t to) {
        const bool active = g.industry != no_industry;
        Person p;
        p.set_rural(g.rural);
        p.set_hukou(index(r));
        p.set_arrival(-255);
        if (active) p.employ(Person::no_firm_number);
        else p.set_status(Status::inactive, -20);
        double score = g.rural ? -0.35 : 0.35;
        if (active) score += 1.2 * (wage_rank[g.industry] - 0.5);
        if (g.activity == own_account) score -= 0.8;
        const Alike alike{.bits = p.bits, .score = static_cast<float>(score), .urban_hukou = g.rural ? 0 : urban_hukou, .areas = areas};
        DrawBlock second;
        for (std::size_t slot = begin, next = 0; slot < to; slot = next) {
          const std::size_t at = (slot - from) % DrawBlock::size;
          next = std::min(to, slot + DrawBlock::size - at);
          const DrawBlock& draws = room.draws[(slot - from) / DrawBlock::size];
          draw_block(world.luck, Stream::initial_person, plan.begin + slot - at, at + next - slot, second, second_round);
          draw_agents(draws, second, at, alike, score_of_cohort[g.activity].data(), &room.cohort[slot], &room.record[slot], &room.rank[slot],
                      next - slot);
          for (std::size_t i = slot; i < next; ++i) {
            adults_by_rank[room.rank[i]] += weight[i - from];
            const std::uint32_t word = draws.word[3][(i - from) % DrawBlock::size];
            found[candidates] = {word, static_cast<std::uint32_t>(i)};
            candidates += word < may_migrate[room.cohort[i]] ? 1 : 0;
          }
        }
      });
      for (std::size_t c = 0; c < candidates; ++c) {
        const double u = (static_cast<double>(found[c].key) + 0.5) * 0x1p-32;
        const double key = -fast_log(1 - u) / odds[column][age_group(room.cohort[found[c].item])];
        found[c].key = static_cast<std::uint32_t>(std::min(0x1p16 - 1, key / bound * 0x1p16));
        candidates_by_rank[found[c].key] += weight[found[c].item - from];
      }
      room.candidates.insert(room.candidates.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(candidates));
    }
  }
  for (const Group& g : plan.groups)
    if (g.activity == out_of_work)
      each_draw(g.agents, round_of_unemployed, [&](std::size_t i) { return g.begin + i; }, [&](std::size_t i, const Draws& d) {
        Person p{room.record[g.begin + i]};
        p.set_status(Status::unemployed, -static_cast<int>(std::min(255.0, -2.5 * fast_log(d.uniform(0)))));
        room.record[g.begin + i] = p.bits;
      });
}

// Who is a migrant and where from.
void RegionDraw::migrate() {
  std::vector<double> origin(pack.region_count());
  double migrants = 0;
  for (const RegionId h : world.region_ids())
    if (h != r) migrants += origin[index(h)] = pack.migrants(h, r);
  Parts parts(candidates_by_rank, {migrants});
  std::size_t chosen = 0;
  auto group = plan.groups.begin();
  for (const Keyed c : room.candidates) {  // in the order of groups
    while (c.item >= group->begin + group->agents) ++group;
    if (parts(c.key, Weights(*group)(c.item)) == 0) room.candidates[chosen++] = c;
  }
  room.candidates.resize(chosen);
  if (chosen == 0) return;
  const auto slot_of = [&](std::size_t i) { return room.candidates[i].item; };
  const std::vector<std::int64_t> agents = apportion(static_cast<std::int64_t>(chosen), origin, index(r));
  room.origins.resize(chosen);
  std::size_t h = 0;
  std::int64_t left = agents[0];
  each_draw(chosen, round_of_origins, slot_of, [&](std::size_t i, const Draws& d) {
    while (left == 0) left = agents[++h];
    --left;
    const std::uint32_t j = below(static_cast<std::uint32_t>(i + 1), d.word[0], d.word[1]);
    room.origins[i] = room.origins[j];
    room.origins[j] = static_cast<std::uint16_t>(h);
  });
  const std::uint32_t urban_hukou = threshold(urban_hukou_migrants);
  std::vector<Areas> areas;
  for (const RegionId from : world.region_ids()) areas.push_back(areas_of(pack.special[from]));
  each_draw(chosen, round_of_migrants, slot_of, [&](std::size_t i, const Draws& d) {
    Person p{room.record[slot_of(i)]};
    p.set_hukou(room.origins[i]);
    p.set_arrival(-static_cast<int>(std::min(255.0, -16 * fast_log(d.uniform(3)))));
    if (!p.rural()) p.set_rural_hukou(d.word[0] >= urban_hukou);
    p.set_special(draw_areas(areas[p.hukou()], d.word[1], d.word[2]));
    room.record[slot_of(i)] = p.bits;
  });
}

// What follows from rank and origin: schooling, who is at school or retired; and the bin of pay at the mean wage of the industry.
void RegionDraw::look_again(const CellTable& employment) {
  adults_by_rank[0] = 0;  // children
  const double adults = std::accumulate(adults_by_rank.begin(), adults_by_rank.end(), 0.0);
  const auto& share = pack.education[r];
  const double total = std::accumulate(share.begin(), share.end(), 0.0);
  std::vector<double> limits;
  for (std::size_t k = 0; k + 1 < education_levels; ++k) limits.push_back((k > 0 ? limits.back() : 0) + adults * share[k] / total);
  Parts parts(adults_by_rank, std::move(limits));

  const DemographyParameters& d = world.parameters.demography;
  const EarningLogs logs(EfficiencyTable(world.parameters), PayTable(world), r);
  for (const Group& g : plan.groups) {
    const Weights weight_of(g);
    const std::size_t end = g.begin + g.agents;
    if (g.industry == no_industry) {
      std::array<std::array<Status, education_levels>, cohorts> status{};
      for (std::size_t k = 0; k < cohorts; ++k)
        for (std::size_t level = 0; level < education_levels; ++level) {
          const double age = static_cast<double>(age_quarters(k)) / 4;
          const double leaves_school = level <= 1 ? 16 : level == 2 ? 19 : 22;
          const double retires = g.rural ? 60 : RegionPersons::female(k) ? d.retirement_female : d.retirement_male;
          status[k][level] = g.activity == out_of_work ? Status::unemployed
                             : age < 6                 ? Status::child
                             : age < leaves_school     ? Status::student
                             : age >= retires          ? Status::retired
                                                       : Status::inactive;
        }
      for (std::size_t slot = g.begin; slot < end; ++slot) {
        Person p{room.record[slot]};
        const std::size_t level = parts(room.rank[slot], weight_of(slot));
        p.set_education(level);
        p.set_status(status[room.cohort[slot]][level], p.since());
        room.record[slot] = p.bits;
      }
      continue;
    }
    const auto s = static_cast<IndustryId>(g.industry);
    const std::uint16_t wage = EarningLogs::of_wage(pack.accounts.labour_compensation(r, s) / std::max(1.0, employment(r, s)) / efficiency_unit);
    std::vector<std::int64_t>& earning = earners[g.rural ? 1 : 0];
    for (std::size_t slot = g.begin; slot < end; ++slot) {
      Person p{room.record[slot]};
      const std::uint32_t weight = weight_of(slot);
      p.set_education(parts(room.rank[slot], weight));
      room.record[slot] = p.bits;
      const std::size_t bin = logs.bin(wage, p);
      room.rank[slot] = static_cast<std::uint16_t>(bin);
      earning[bin] += weight;
    }
  }
}

// Into cohorts, the employed with their class and their firm. The agents of a cell go to its firms, at least one each where
// there are enough: firm by firm, from the town and the country in proportion. A group lies in no order of age, schooling or
// origin, so this is a lottery; and a firm's workers lie near each other in their cohorts, which later quarters are grateful for.
void RegionDraw::settle() {
  RegionPersons& persons = world.persons[r];
  persons = RegionPersons(oldest_birth);
  persons.fill(size_of_cohort, world.weight != 1);
  std::vector<std::size_t> next(cohorts);
  for (std::size_t k = 0; k < cohorts; ++k) next[k] = persons.begin(k);

  std::vector<std::array<std::size_t, halves>> people(world.industry_count());
  std::vector<std::int64_t> heads(world.industry_count(), 0);
  for (const Group& g : plan.groups)
    if (g.industry != no_industry) {
      people[g.industry][g.rural ? 1 : 0] = g.agents;
      heads[g.industry] += g.persons;
    }
  std::vector<std::vector<std::int64_t>> hired(world.industry_count());  // agents of each firm
  for (const IndustryId s : world.industry_ids()) {
    const std::size_t agents = people[index(s)][0] + people[index(s)][1];
    if (agents == 0) continue;
    const std::span<const std::uint32_t> firms = world.cell_firms(world.cell(r, s));
    require(!firms.empty(), "employed persons in a cell without firms");
    const double each = static_cast<double>(heads[index(s)]) / static_cast<double>(agents);
    const std::int64_t least = agents >= firms.size() ? 1 : 0;
    std::vector<double> wanted(firms.size());
    for (std::size_t j = 0; j < firms.size(); ++j)
      wanted[j] = std::max(0.0, static_cast<double>(world.firms.workers[FirmId{firms[j]}]) / each - static_cast<double>(least));
    hired[index(s)] = apportion(static_cast<std::int64_t>(agents) - least * static_cast<std::int64_t>(firms.size()), wanted, world.cell(r, s));
    for (std::int64_t& n : hired[index(s)]) n += least;
  }

  const std::array class_of{classes_of(earners[0]), classes_of(earners[1])};
  for (const Group& g : plan.groups) {
    const Weights weight_of(g);
    std::size_t slot = g.begin;
    const auto put = [&](Person p) {
      persons.put(next[room.cohort[slot]]++, p, weight_of(slot));
      ++slot;
    };
    if (g.industry == no_industry) {
      while (slot < g.begin + g.agents) put({room.record[slot]});
      continue;
    }
    const std::size_t cell = world.cell(r, static_cast<IndustryId>(g.industry));
    const std::size_t rural = people[g.industry][1], all = people[g.industry][0] + rural;
    const std::vector<std::uint8_t>& classes = class_of[g.rural ? 1 : 0];
    std::size_t turn = scramble(world.luck.seed ^ cell) % all;  // of the country comes when it passes `all`
    const std::span<const std::uint32_t> firms = world.cell_firms(cell);
    for (std::size_t j = 0; j < firms.size(); ++j) {
      const auto n = static_cast<std::size_t>(hired[g.industry][j]);
      turn += n * rural;
      const std::size_t from_country = turn / all;
      turn %= all;
      for (std::size_t left = g.rural ? from_country : n - from_country; left > 0; --left) {
        Person p{room.record[slot]};
        p.employ(world.firm_number[firms[j]]);
        p.set_class(classes[room.rank[slot]]);
        put(p);
      }
    }
    require(slot == g.begin + g.agents, "every employed agent has one firm");
  }
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
  world.index_firms();

  const double urban_hukou_locals = urban_hukou_of_locals(*world.pack);
  const Ages ages(world.parameters.demography);
  std::vector<std::size_t> order(regions);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return plans[a].agents > plans[b].agents; });
  tbb::enumerable_thread_specific<Room> rooms;
  tbb::parallel_for(std::size_t{0}, regions, [&](std::size_t i) {
    const auto r = static_cast<RegionId>(order[i]);
    Room& room = rooms.local();
    room.fit(plans[order[i]].agents);
    RegionDraw draw{world, r, plans[order[i]], urban_hukou_locals, ages, room};
    draw.look_first(wage_ranks(*world.pack, employment, r));
    draw.migrate();
    draw.look_again(employment);
    draw.settle();
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
