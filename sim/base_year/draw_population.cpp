// Draws persons from a pack's margins (population_plan.hpp).
//
// The agents of an activity are shuffled and cut into ages at the plan's cumulated persons a block at a time, the error
// carried on to the next block and activity, so that a region's margins are met to about one agent. Education is
// sorted: persons of 15 and over are ranked by wage of their industry, settlement, age and noise, and cut at the pack's
// shares. Migrants are a weighted sample without replacement (Efraimidis and Spirakis 2006) with the pack's age
// profile, mostly urban. The young who do not work have the schooling that new cohorts go for. Rural residents have rural hukou; of the urban ones, a share of the migrants and as many of
// the others as give the nation its urban share by hukou (parameters.initial).
//
// The employed of a cell are dealt to its firms so that head counts come as near to firms.workers as agents allow.
//
// Reads   pack, parameters.{demography, labour, initial}, random_key, weight, firms.{alive, region, industry, workers}
// Writes  persons, headcounts, firms.{workers, labour, paid, labour_at_close}
//
// Order: every draw is keyed by a running index over regions and groups; a region is drawn by one task; equal keys keep
// the order of that index. An agent is looked at three times, in that order, so that memory is read and written in
// streams: with its group and age; when ranks have been cut; and with its class and firm, into its cohort. One region's
// agents are held unpacked at a time, per thread, in 12 bytes each.
#include "sim/base_year/draw_population.hpp"

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
#include "sim/base/stop.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/base_year/population_plan.hpp"
#include "sim/state/check_world.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/income_classes.hpp"
#include "sim/state/participation.hpp"

namespace jiuzhou {

namespace {

using namespace population;

constexpr double longest = 255;  // quarters, as far as a record counts

// ---- one region -----------------------------------------------------------------------------------------------------

constexpr std::size_t block_agents = 4096;  // ages are dealt to so many at once: what is dealt stays near the processor
constexpr std::size_t quarters_of_life = static_cast<std::size_t>(-oldest_birth) + 1;
constexpr std::size_t cohorts = 2 * quarters_of_life;
constexpr std::size_t ranks = std::size_t{1} << 16U;
enum Round : std::uint32_t {
  first_round,
  second_round,
  round_of_origins,
  round_of_migrants,
  round_of_unemployed,
  round_of_rows
};

constexpr std::size_t age_quarters(std::size_t cohort) {
  return quarters_of_life - 1 - cohort / 2;
}
constexpr std::size_t age_group(std::size_t cohort) {
  return std::min(age_groups - 1, age_quarters(cohort) / 20);
}

// A number below n, from a word or two.
std::uint32_t below(std::uint32_t n, std::uint32_t word) {
  return static_cast<std::uint32_t>(std::uint64_t{word} * n >> 32U);
}
std::uint32_t below(std::uint32_t n, std::uint32_t word, std::uint32_t less) {
  return static_cast<std::uint32_t>((std::uint64_t{word} * n + (std::uint64_t{less} * n >> 32U)) >> 32U);
}

// 16-bit numbers below it have the probability of an area.
using Areas = std::array<std::uint32_t, special_areas>;
Areas areas_of(const std::array<double, special_areas>& share) {
  Areas below{};
  for (std::size_t k = 0; k < special_areas; ++k)
    below[k] = static_cast<std::uint32_t>(std::ceil(std::clamp(share[k], 0.0, 1.0) * 0x1p16 - 0.5));
  return below;
}
JIUZHOU_INLINE std::uint32_t draw_areas(const Areas& below, std::uint32_t first, std::uint32_t second) {
  return ((first & 0xffffU) < below[0] ? 1U : 0U) | ((first >> 16U) < below[1] ? 2U : 0U) |
         ((second & 0xffffU) < below[2] ? 4U : 0U) | ((second >> 16U) < below[3] ? 8U : 0U);
}
static_assert(special_areas == 4);

// What is alike in a group's agents who were born where they live, and where they come in schooling, in ranks.
struct Alike {
  std::uint64_t bits = 0;
  float score = 0;                // besides that of the cohort
  float chance = 0;               // s.d. of the score's noise
  std::uint32_t urban_hukou = 0;  // words below it
  Areas areas{};
};
constexpr float ranks_of_score = 0x1p11F;    // scores lie within (-16, 16): each has a rank, and none is 0
constexpr float no_schooling = -0x1p20F;     // a child's
constexpr float root_of_three = 1.7320508F;  // the s.d. of the sum of four uniform numbers is 1/√3
constexpr float mean_of_bytes = 510.5F;      // of the sum of four bytes and the fifth behind them

// Records and ranks of n agents. The noise of scores is nearly normal: the sum of the four bytes of a word, less its
// mean; a fifth tells equal sums apart.
JIUZHOU_VECTOR_WIDTHS
void draw_agents(const DrawBlock& first, const DrawBlock& second, std::size_t at, const Alike& alike,
                 const float* score_of_cohort, const std::uint16_t* cohort, std::uint64_t* record, std::uint16_t* rank,
                 std::size_t n) {
  const float noise = alike.chance * ranks_of_score * root_of_three * 0x1p-16F;
  const float start = ranks_of_score * (16 + alike.score) - noise * mean_of_bytes * 256;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t various = first.word[1][at + i], word = first.word[2][at + i];
    const std::uint32_t income_class = (various & 0xffffU) * static_cast<std::uint32_t>(income_classes) >> 16U;
    const std::uint32_t rural_hukou = second.word[0][at + i] < alike.urban_hukou ? 0 : 1;
    const std::uint32_t areas = draw_areas(alike.areas, second.word[1][at + i], second.word[2][at + i]);
    record[i] = alike.bits | income_class << Person::class_field.shift |
                rural_hukou << Person::rural_hukou_field.shift | areas << Person::special_field.shift |
                (various >> 24U) << Person::ability_field.shift;
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

// Parts of agents by rank: those up to the first limit, those between it and the second, and so on. Agents whose key a
// limit falls on are parted in the order in which they come.
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

// Of an age at which some are at school: whoever does not work has the level that new cohorts go for, so that as many
// leave school in the first years as later.
constexpr bool is_young(std::size_t activity, double age, double last_leaves) {
  return activity == no_activity && age >= first_active_age && age < last_leaves;
}

// Score in schooling by what an agent does and its cohort: it grows with the years of birth, and who works early is not
// at school.
using ScoreTable = std::array<std::array<float, cohorts>, activities>;
ScoreTable scores_in_schooling(const World& world) {
  const InitialParameters& p = world.parameters.initial;
  const auto& leaves = world.pack->leaves_school_at;
  ScoreTable score_of_cohort{};
  for (std::size_t k = 0; k < activities; ++k)
    for (std::size_t c = 0; c < cohorts; ++c) {
      const double age = static_cast<double>(age_quarters(c)) / 4;
      double score = -p.schooling_age * (age - 40);
      // A person at work cannot have completed the levels that take longer.
      if (k == own_account || k == wage_work) score -= age < leaves[2] ? 2 : age < leaves[3] ? 1 : 0;
      score_of_cohort[k][c] = age < first_active_age || is_young(k, age, leaves[3])
                                  ? no_schooling
                                  : ranks_of_score * static_cast<float>(score);
    }
  return score_of_cohort;
}

// Persons who came from each region.
std::vector<double> origins_of(const Pack& pack, RegionId r) {
  std::vector<double> origin(pack.region_count());
  for (const RegionId h : Ids<RegionId>(pack.region_count()))
    if (h != r) origin[index(h)] = pack.migrants(h, r);
  return origin;
}

// Migrants are a weighted sample without replacement, smallest -ln(u)/odds first. Only keys that may be among the
// chosen are made: those below a bound under which a tenth more are expected.
struct MigrantOdds {
  std::array<ByAge, columns> odds{};
  static constexpr double least_share = 1e-6, least_bound = 1e-3, most_bound = 1e3, bound_step = 1.3,
                          a_tenth_more = 1.1;  // numerical
  double bound = least_bound;

  MigrantOdds(const World& world, RegionId r, const AgeTable& table) {
    const Pack& pack = *world.pack;
    const double pack_persons = sum(pack.age[r]);
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t a = 0; a < age_groups; ++a)
        odds[k][a] = pack.migrant_share[a] / std::max(least_share, pack.age[r][a] / pack_persons) *
                     (k >= activities ? world.parameters.initial.migrant_rural : 1.0) *
                     (k % activities == own_account ? world.parameters.initial.migrant_own_account : 1.0);
    const std::vector<double> origin = origins_of(pack, r);
    const double wanted =
        a_tenth_more * std::accumulate(origin.begin(), origin.end(), 0.0) + 100.0 * static_cast<double>(world.weight);
    while (bound < most_bound && expected(table) < wanted) bound *= bound_step;
  }
  [[nodiscard]] double expected(const AgeTable& table) const {
    double found = 0;
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t a = 0; a < age_groups; ++a)
        found += (table[2 * a][k] + table[2 * a + 1][k]) * (1 - portable::exp(-bound * odds[k][a]));
    return found;
  }
};

// A region's agents in the order of groups, before they lie in cohorts. A thread keeps the room for its next region.
struct Room {
  std::vector<std::uint64_t> record;
  std::vector<std::uint16_t> cohort, rank;  // rank in schooling; then the bin of earnings
  std::vector<Keyed> candidates;            // who may be a migrant; then who is
  std::vector<std::uint16_t> origins;
  std::vector<DrawBlock> draws = std::vector<DrawBlock>(block_agents / DrawBlock::size);

  void fit(std::size_t agents) {
    // regions come by size: the small ones need the memory for all that is drawn
    if (record.capacity() > 2 * agents) *this = {};
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
  const ScoreTable& score_of_cohort;
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
      draw_block(world.random_key, Stream::initial_person, {serials.data(), here}, block, round);
      for (std::size_t i = 0; i < here; ++i) body(from + i, block[i]);
    }
  }

  void look_first(const std::vector<double>& wage_rank);
  void shuffle_block(std::size_t from, std::span<std::uint16_t> turn);
  [[nodiscard]] Alike alike_in(const Group& g, const std::vector<double>& wage_rank) const;
  void list_candidates(std::span<Keyed> found, std::size_t column, const MigrantOdds& migrants, std::size_t from,
                       std::span<const std::uint32_t> weight);
  void set_time_out_of_work();
  void deal_ages(const AgeTable& table, std::size_t column, double all, std::size_t from,
                 std::span<const std::uint16_t> turn, std::span<const std::uint32_t> weight,
                 std::array<double, rows>& carried);
  void migrate();
  [[nodiscard]] std::array<double, education_levels> deal_young();
  void look_again(const CellTable& employment);
  void settle();
};

// Deals ages and sexes to a block of the agents of a column of `all` persons, in the order of `turn`: to each row what
// the table has for this part of the column and what it is short of so far; within a row evenly over the quarters.
void RegionDraw::deal_ages(const AgeTable& table, std::size_t column, double all, std::size_t from,
                           std::span<const std::uint16_t> turn, std::span<const std::uint32_t> weight,
                           std::array<double, rows>& carried) {
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
    const double start =
        world.random_key
            .draw(Stream::initial_person, plan.begin + from, static_cast<std::uint32_t>(round_of_rows + row))
            .uniform(0);
    const std::vector<double>& upto = ages.upto[column][row];
    std::size_t cohort = (quarters_of_life - 1 - row / 2 * 20) * 2 + row % 2;
    for (std::size_t q = 0, j = first; j < next; ++q, cohort -= 2) {
      const std::size_t end =
          q + 1 < upto.size() ? first + static_cast<std::size_t>(count * upto[q] - start + 1) : next;
      size_of_cohort[cohort] += static_cast<std::uint32_t>(std::max(j, end) - j);
      for (; j < end; ++j) room.cohort[from + turn[j]] = static_cast<std::uint16_t>(cohort);
    }
  }
}

// A block's agents in a random order; its draws stay for what comes next.
void RegionDraw::shuffle_block(std::size_t from, std::span<std::uint16_t> turn) {
  for (std::size_t i = 0; i < turn.size(); ++i) {
    DrawBlock& draws = room.draws[i / DrawBlock::size];
    if (i % DrawBlock::size == 0)
      draw_block(world.random_key, Stream::initial_person, plan.begin + from + i,
                 std::min(DrawBlock::size, turn.size() - i), draws, first_round);
    const std::uint32_t j = below(static_cast<std::uint32_t>(i + 1), draws.word[0][i % DrawBlock::size]);
    turn[i] = turn[j];
    turn[j] = static_cast<std::uint16_t>(i);
  }
}

Alike RegionDraw::alike_in(const Group& g, const std::vector<double>& wage_rank) const {
  const InitialParameters& initial = world.parameters.initial;
  const bool active = g.industry != no_industry;
  Person p;
  p.set_rural(g.rural);
  p.set_hukou(index(r));
  p.set_arrival(-255);
  if (active)
    p.employ(Person::no_firm_number);
  else
    p.set_status(Status::inactive, -20);
  double score = g.rural ? -initial.schooling_settlement : initial.schooling_settlement;
  if (active) score += initial.schooling_wage * (wage_rank[g.industry] - 0.5);
  if (g.activity == own_account) score -= initial.schooling_own_account;
  return {.bits = p.bits,
          .score = static_cast<float>(score),
          .chance = static_cast<float>(initial.schooling_chance),
          .urban_hukou = g.rural ? 0 : threshold(urban_hukou_locals),
          .areas = areas_of(pack.special[r])};
}

// Exact keys of those of a block who may be migrants.
void RegionDraw::list_candidates(std::span<Keyed> found, std::size_t column, const MigrantOdds& migrants,
                                 std::size_t from, std::span<const std::uint32_t> weight) {
  for (Keyed& c : found) {
    const double u = (static_cast<double>(c.key) + 0.5) * 0x1p-32;
    const double key = -fast_log(1 - u) / migrants.odds[column][age_group(room.cohort[c.item])];
    c.key = static_cast<std::uint32_t>(std::min(0x1p16 - 1, key / migrants.bound * 0x1p16));
    candidates_by_rank[c.key] += weight[c.item - from];
  }
  room.candidates.insert(room.candidates.end(), found.begin(), found.end());
}

void RegionDraw::set_time_out_of_work() {
  for (const Group& g : plan.groups)
    if (g.activity == out_of_work)
      each_draw(
          g.agents, round_of_unemployed, [&](std::size_t i) { return g.begin + i; },
          [&](std::size_t i, const Draws& d) {
            Person p{room.record[g.begin + i]};
            p.set_status(Status::unemployed,
                         -static_cast<int>(
                             std::min(longest, -world.parameters.initial.unemployed_for * fast_log(d.uniform(0)))));
            room.record[g.begin + i] = p.bits;
          });
}

// Everything that asks for no more than an agent's group and age.
void RegionDraw::look_first(const std::vector<double>& wage_rank) {
  const AgeTable table = age_table(pack, r, plan.groups, ages.active);
  const MigrantOdds migrants(world, r, table);

  std::array<double, rows> carried{};
  std::array<std::uint16_t, block_agents> turn{};
  std::array<std::uint32_t, block_agents> weight{};
  std::array<std::uint32_t, cohorts> may_migrate{};
  std::array<Keyed, block_agents> found{};
  for (auto first = plan.groups.begin(); first != plan.groups.end();) {
    const std::size_t column = column_of(*first);
    const auto end = std::find_if(first, plan.groups.end(), [&](const Group& g) { return column_of(g) != column; });
    const std::span<const Group> groups(first, end);
    first = end;
    double all = 0;
    for (const Group& g : groups) all += static_cast<double>(g.persons);
    for (std::size_t k = 0; k < cohorts; ++k)
      may_migrate[k] = threshold(1 - portable::exp(-migrants.bound * migrants.odds[column][age_group(k)]));

    for (std::size_t from = groups.front().begin, stop = groups.back().begin + groups.back().agents; from < stop;
         from += block_agents) {
      const std::size_t n = std::min(block_agents, stop - from);
      const auto each_piece = [&](auto&& body) {
        for (const Group& g : groups) {
          const std::size_t begin = std::max(from, g.begin), to = std::min(from + n, g.begin + g.agents);
          if (begin < to) body(g, begin, to);
        }
      };
      each_piece([&](const Group& g, std::size_t begin, std::size_t to) {
        Weights(g).list(begin, to, weight.data() + (begin - from));
      });
      shuffle_block(from, {turn.data(), n});
      deal_ages(table, column, all, from, {turn.data(), n}, {weight.data(), n}, carried);

      std::size_t candidates = 0;
      each_piece([&](const Group& g, std::size_t begin, std::size_t to) {
        const Alike alike = alike_in(g, wage_rank);
        DrawBlock second;
        for (std::size_t slot = begin, next = 0; slot < to; slot = next) {
          const std::size_t at = (slot - from) % DrawBlock::size;
          next = std::min(to, slot + DrawBlock::size - at);
          const DrawBlock& draws = room.draws[(slot - from) / DrawBlock::size];
          draw_block(world.random_key, Stream::initial_person, plan.begin + slot - at, at + next - slot, second,
                     second_round);
          draw_agents(draws, second, at, alike, score_of_cohort[g.activity].data(), &room.cohort[slot],
                      &room.record[slot], &room.rank[slot], next - slot);
          for (std::size_t i = slot; i < next; ++i) {
            adults_by_rank[room.rank[i]] += weight[i - from];
            const std::uint32_t word = draws.word[3][(i - from) % DrawBlock::size];
            found[candidates] = {word, static_cast<std::uint32_t>(i)};
            candidates += word < may_migrate[room.cohort[i]] ? 1 : 0;
          }
        }
      });
      list_candidates({found.data(), candidates}, column, migrants, from, weight);
    }
  }
  set_time_out_of_work();
}

// Chooses the migrants and their regions of origin.
void RegionDraw::migrate() {
  const std::vector<double> origin = origins_of(pack, r);
  Parts parts(candidates_by_rank, {std::accumulate(origin.begin(), origin.end(), 0.0)});
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
  const std::uint32_t urban_hukou = threshold(world.parameters.initial.urban_hukou_migrants);
  std::vector<Areas> areas;
  for (const RegionId from : world.region_ids()) areas.push_back(areas_of(pack.special[from]));
  each_draw(chosen, round_of_migrants, slot_of, [&](std::size_t i, const Draws& d) {
    Person p{room.record[slot_of(i)]};
    p.set_hukou(room.origins[i]);
    p.set_arrival(-static_cast<int>(std::min(longest, -world.parameters.initial.arrived_for * fast_log(d.uniform(3)))));
    if (!p.rural()) p.set_rural_hukou(d.word[0] >= urban_hukou);
    p.set_special(draw_areas(areas[p.hukou()], d.word[1], d.word[2]));
    room.record[slot_of(i)] = p.bits;
  });
}

// Schooling of the young who do not work; returns their persons by level. The agents of an age follow the shares in turn.
std::array<double, education_levels> RegionDraw::deal_young() {
  const DemographyParameters& d = world.parameters.demography;
  const double mean = mean_schooling(pack), last_leaves = pack.leaves_school_at[education_levels - 1];
  std::array<double, education_levels> dealt{};
  for (const Group& g : plan.groups) {
    if (g.activity != no_activity) continue;
    const Schooling goes = schooling(pack, d, r, g.rural, mean, 0, 0);
    const Weights weight_of(g);
    std::array<std::uint32_t, cohorts> turn{};
    for (std::size_t slot = g.begin; slot < g.begin + g.agents; ++slot) {
      const std::size_t cohort = room.cohort[slot];
      const double age = static_cast<double>(age_quarters(cohort)) / 4;
      if (!is_young(g.activity, age, last_leaves)) continue;
      const auto share = levels_out_of_work(pack, d, goes, age);
      // The golden ratio's multiples fill an interval evenly, however many there are.
      const std::uint32_t word =
          static_cast<std::uint32_t>(scramble(index(r) * cohorts + cohort)) + turn[cohort]++ * 0x9E3779B9U;
      double u = (static_cast<double>(word) + 0.5) * 0x1p-32;
      std::size_t level = 0;
      while (level + 1 < education_levels && u >= share[level]) u -= share[level++];
      Person p{room.record[slot]};
      p.set_education(level);
      room.record[slot] = p.bits;
      dealt[level] += weight_of(slot);
    }
  }
  return dealt;
}

// What follows from rank and origin: schooling, who is at school or retired; and the bin of pay at the mean wage of the
// industry.
void RegionDraw::look_again(const CellTable& employment) {
  adults_by_rank[0] = 0;  // children
  const double adults = std::accumulate(adults_by_rank.begin(), adults_by_rank.end(), 0.0);
  const auto& share = pack.education[r];
  const double total = std::accumulate(share.begin(), share.end(), 0.0);
  const std::array<double, education_levels> young = deal_young();
  const double all = adults + std::accumulate(young.begin(), young.end(), 0.0);
  std::array<double, education_levels> others{};
  for (std::size_t k = 0; k < education_levels; ++k) others[k] = std::max(0.0, all * share[k] / total - young[k]);
  const double scale = adults / std::max(1.0, std::accumulate(others.begin(), others.end(), 0.0));
  std::vector<double> limits;
  for (std::size_t k = 0; k + 1 < education_levels; ++k)
    limits.push_back((k > 0 ? limits.back() : 0) + scale * others[k]);
  Parts parts(adults_by_rank, std::move(limits));

  const DemographyParameters& d = world.parameters.demography;
  const double last_leaves = pack.leaves_school_at[education_levels - 1];
  const EarningLogs logs(EfficiencyTable(world.parameters), PayTable(world), r);
  for (const Group& g : plan.groups) {
    const Weights weight_of(g);
    const std::size_t end = g.begin + g.agents;
    if (g.industry == no_industry) {
      std::array<std::array<Status, education_levels>, cohorts> status{};
      for (std::size_t k = 0; k < cohorts; ++k)
        for (std::size_t level = 0; level < education_levels; ++level) {
          const double age = static_cast<double>(age_quarters(k)) / 4;
          const double leaves_school = pack.leaves_school_at[level];
          const double retires = g.rural                    ? world.parameters.initial.retired_rural
                                 : RegionPersons::female(k) ? d.retirement_female
                                                            : d.retirement_male;
          status[k][level] = g.activity == out_of_work                 ? Status::unemployed
                             : age < static_cast<double>(d.school_age) ? Status::child
                             : age < leaves_school                     ? Status::student
                             : age >= retires                          ? Status::retired
                                                                       : Status::inactive;
        }
      for (std::size_t slot = g.begin; slot < end; ++slot) {
        Person p{room.record[slot]};
        const std::size_t cohort = room.cohort[slot];
        const bool is_at_start = is_young(g.activity, static_cast<double>(age_quarters(cohort)) / 4, last_leaves);
        const std::size_t level = is_at_start ? p.education() : parts(room.rank[slot], weight_of(slot));
        p.set_education(level);
        p.set_status(status[room.cohort[slot]][level], p.since());
        room.record[slot] = p.bits;
      }
      continue;
    }
    const auto s = static_cast<IndustryId>(g.industry);
    const std::uint16_t wage = EarningLogs::of_wage(pack.accounts.labour_compensation(r, s) /
                                                    std::max(1.0, employment(r, s)) / efficiency_unit);
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

// Into cohorts, the employed with their class and their firm. The agents of a cell go to its firms, at least one each
// where there are enough: firm by firm, from the town and the country in proportion. A group lies in no order of age,
// schooling or origin, so this is a lottery; and a firm's workers lie near each other in their cohorts, which later
// quarters are grateful for.
void RegionDraw::settle() {
  RegionPersons& persons = world.persons[r];
  persons = RegionPersons(oldest_birth);
  persons.fill(size_of_cohort, world.weight != 1);
  std::vector<std::size_t> next(cohorts);
  for (std::size_t k = 0; k < cohorts; ++k) next[k] = persons.begin(k);

  std::vector<std::array<std::size_t, halves>> people(world.industry_count());
  std::vector<std::int64_t> headcount(world.industry_count(), 0);
  for (const Group& g : plan.groups)
    if (g.industry != no_industry) {
      people[g.industry][g.rural ? 1 : 0] = g.agents;
      headcount[g.industry] += g.persons;
    }
  std::vector<std::vector<std::int64_t>> hired(world.industry_count());  // agents of each firm
  for (const IndustryId s : world.industry_ids()) {
    const std::size_t agents = people[index(s)][0] + people[index(s)][1];
    if (agents == 0) continue;
    const std::span<const std::uint32_t> firms = world.cell_firms(world.cell(r, s));
    require(!firms.empty(), "employed persons in a cell without firms");
    const double each = static_cast<double>(headcount[index(s)]) / static_cast<double>(agents);
    const std::int64_t least = agents >= firms.size() ? 1 : 0;
    std::vector<double> wanted(firms.size());
    for (std::size_t j = 0; j < firms.size(); ++j)
      wanted[j] =
          std::max(0.0, static_cast<double>(world.firms.workers[FirmId{firms[j]}]) / each - static_cast<double>(least));
    hired[index(s)] = apportion(static_cast<std::int64_t>(agents) - least * static_cast<std::int64_t>(firms.size()),
                                wanted, world.cell(r, s));
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
    std::size_t turn = scramble(world.random_key.seed ^ cell) % all;  // of the country comes when it passes `all`
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
        const Draws d = world.random_key.draw(Stream::perturbation, serial, round);
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
  if (regions > Person::most_regions)
    throw InputError("a pack may have at most " + std::to_string(Person::most_regions) + " regions");
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

  const double urban_hukou_locals = urban_hukou_of_locals(*world.pack, world.parameters.initial);
  const Ages ages(*world.pack, world.parameters.demography);
  const ScoreTable score_of_cohort = scores_in_schooling(world);
  std::vector<std::size_t> order(regions);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return plans[a].agents > plans[b].agents; });
  tbb::enumerable_thread_specific<Room> rooms;
  tbb::parallel_for(
      std::size_t{0}, regions,
      [&](std::size_t i) {
        leave_if_stopped();
        const auto r = static_cast<RegionId>(order[i]);
        Room& room = rooms.local();
        room.fit(plans[order[i]].agents);
        RegionDraw draw{world, r, plans[order[i]], urban_hukou_locals, ages, score_of_cohort, room};
        draw.look_first(wage_ranks(*world.pack, employment, r));
        draw.migrate();
        draw.look_again(employment);
        draw.settle();
      },
      tbb::simple_partitioner());

  if (world.parameters.initial.shuffle_skills)
    shuffle(
        world, 0, [](Person p) { return p.employed(); },
        [](Person& to, Person from) {
          to.set_education(from.education());
          to.set_ability(from.ability());
        });
  if (world.parameters.initial.shuffle_hukou)  // with the special areas; rural or urban kind stays with the person
    shuffle(
        world, 1, [](Person) { return true; },
        [](Person& to, Person from) {
          to.set_hukou(from.hukou());
          to.set_special(from.special());
        });
  recount(world);
  recount_firms(world);
  world.firms.labour_at_close = world.firms.labour;
}

}  // namespace jiuzhou
