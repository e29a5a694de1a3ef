// Labour market: separations, search, vacancies, matching, and the counts that follow.
//
//   target_f  = L_f + a (L*_f − L_f)             L labour held when the last market closed, L* labour the plan needs
//   quit      q = 1 − exp(−rate/4)               rate by hukou local or elsewhere; none in own-account work
//   idle      i = (1 − L*/L)+ of those in own-account work and a share of the others look around; nobody is laid off there
//   layoff    min(max(cap, sold, a/n), (L'(1−q) − target)+ / L'(1−q))   L' labour still there, of n agents; sold: the share
//             of its labour that went to another firm with a slice of the capital, whose buyer hires at once; a part of
//             an agent too many is as likely to go as one too few is to come, or small firms would have too many
//   vacancies round_by_chance((target − L'')+ / ℓ_rs)      L'' after separations; ℓ_rs labour of one agent of the trade
//   closed    all whose firm has closed since the last market
//   seekers   the unemployed, those who left or were left, a share of the employed, the idle in own-account work
//   market    region x skill, then the region twice: the unemployed before job-changers; vacancies in keyed order weighted by
//             (w_f / w_rs)²; pairs by identity (matching.hpp); own-account vacancies only for rural persons out of work
//   accept    w_f ≥ ρ0 (1−ρ)^t w_rs;  an employed person only w_f > own wage
//   hired     with the chance (max(M0, e w) / max(M, e w))^σ where a policy raises the minimum wage from M0 to M: a person
//             of e efficiency units, at the trade's usual wage w, is then dearer than their work; own-account work has
//             no minimum
//
//   back      of those still out of work in the country with land, back_to_land x the part beyond the base year's share
//             of its labour force go back to own-account work
//
// w_rs is the going wage of the industry in the region, t quarters without work. So a firm that pays less than its
// trade waits until seekers have lowered their sights, while low-wage trades are not starved by high-wage ones. Losses
// by death, retirement and emigration are replaced in full (the jobs of last quarter stay), the gap to the plan by a
// share a. Unemployment is what is left: labour force less employed. Search and matching after Dawid et al. (EURACE)
// and Neugart and Richiardi (2018); weighted order after Efraimidis and Spirakis (2006).
//
// With chance off nothing is drawn: no quits, layoffs and vacancies are rounded, orders are a fixed hash of the serial; a
// firm whose need equals its labour keeps everyone.
//
// One number per employed person decides between quitting, being laid off and looking around.
//
// Reads   activity.labour_need, firms.{alive, region, industry, wage, labour_at_close}, persons, levers.minimum_wage,
//         regions.{minimum_wage, wage_index}, cells.base_wage
// Writes  persons, headcounts, firms.{workers, labour, paid, vacancies, labour_at_close}, of own-account work
//         firms.{productivity, wage} (state/land.hpp), regions.{unemployment_rate,
//         priced_out, labour_force, labour_supply, labour_force_growth, job_chance, vacancy_rate}, activity.{seekers, hired,
//         separations, vacancies_posted, employment}
//
// Order: each region's market is cleared by one task; its lists come in the order of cohorts and of firms' numbers.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <span>
#include <utility>

#include "sim/base/math.hpp"
#include "sim/base/random_block.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/shared/matching.hpp"
#include "sim/steps/shared/minimum_wage.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

double quit_probability(double yearly_rate) {
  return 1 - portable::exp(-yearly_rate / 4);
}

// Share of the workers left after quits to lay off.
double layoff_probability(double labour, double target, double cap) {
  return labour > 0 ? std::clamp((labour - target) / labour, 0.0, cap) : 0;
}

// What may happen to the workers of a firm, a set of: nothing in firms of one agent.
using Hazards = std::uint8_t;
inline constexpr Hazards quits = 1, lays_off = 2;  // who may quit may look around, too
inline constexpr Hazards closed = 4;               // all alone in its set: nobody stays
inline constexpr Hazards idle = 6;   // alone, too: in own-account work, looks around, all the more if idle
inline constexpr Hazards parts = 7;  // of firms that may lay off more than the cap
inline constexpr std::size_t hazard_sets = 8;

// What seekers look at, by number of the firm.
struct Pay {
  float wage = 0;      // yuan per efficiency unit
  float relative = 0;  // to the going wage of the industry in the region
};

// The long lists of a market. A thread keeps one set for all its regions, the most populous first, and quarters: memory
// that is new to the process costs more than what is done with it.
struct MarketLists {
  std::vector<Pay> pay{};                          // by number of the firm
  std::vector<Hazards> hazards{};                  // by number; one byte, so that the table of a region stays near
  std::vector<std::uint32_t> laid_off{};           // by number: threshold, of the workers left after quits
  std::uint32_t most_laid_off = 0, most_idle = 0;  // of all numbers
  std::vector<double> target{};                    // by number, efficiency units; none where the firm is not there
  std::array<std::vector<Seeker>, 2 * skills> seekers{};  // out of work by skill, then at work by skill
  std::vector<Seeker> out_of_work{}, at_work{};           // of all skills
  std::array<Vacancies, skills> vacancies{};
  Vacancies all_vacancies{};
  std::vector<std::uint32_t> open{};  // vacancies left, by number
  MatchRoom room{};
};

constexpr double no_plan = -1;           // as a target
constexpr double most_key = 31.99;       // what fits into a key
constexpr double least_relative = 1e-3;  // pay, so that its square divides
constexpr double room_for_chance = 1.1;  // of the expected length of a list

// Keys of vacancies from their words, in order of -ln(u) / (w_f / w_rs)^2.
JIUZHOU_VECTOR_WIDTHS
void post_keys(const std::uint32_t* words, const double* pull, std::size_t n, std::uint32_t* keys) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) {
    const double u = (static_cast<double>(words[i]) + 0.5) * 0x1p-32;
    double x = -fast_log(u) / pull[i];
    x = x < most_key ? x : most_key;
    keys[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(x * 0x1p17)) << (32 - key_bits);
  }
}

// The relative wage that is asked for after so many quarters without work; later ones are as the last.
std::vector<double> reservation_wages(const LabourParameters& p) {
  std::vector<double> wage(256);
  for (std::size_t t = 0; t < wage.size(); ++t)
    wage[t] = p.reservation_start * portable::pow(1 - p.reservation_decay, static_cast<double>(t));
  return wage;
}

// The market of one region.
struct RegionMarket : MarketLists {
  World& world;
  RegionId r;
  HeadcountUpdater& updater;
  const EfficiencyTable& efficiency;
  std::span<const double> reservation;  // relative wage asked for, by quarters without work
  Headcount& count = world.headcounts[index(r)];
  RegionPersons& persons = world.persons[r];
  const LabourParameters& p = world.parameters.labour;
  const bool chance = world.parameters.initial.chance;

  // by hukou here, elsewhere
  const std::array<double, 2> quit{quit_probability(p.quit_local), quit_probability(p.quit_migrant)};
  const std::array<std::uint32_t, 2> quit_below{threshold(quit[0]), threshold(quit[1])};
  const std::uint32_t looks_below = threshold(p.job_search);

  // by industry: where its vacancies are cut into skills, as its labour was before separations
  std::vector<std::array<double, skills - 1>> cuts{};
  std::vector<double> going_wage{};        // by industry
  std::vector<double> units_per_person{};  // by industry: what a hire brings, whoever the firm has
  double agent_weight = 0;                 // persons per agent of the labour force
  std::size_t of_closed = 0;               // agents in firms that have closed
  std::vector<std::uint32_t> refused{};    // slots of those out of work whom the minimum wage kept from a job
  std::int64_t separated = 0, unemployed = 0, hired = 0, from_unemployment = 0, moved = 0, posted = 0;

  // ---- plans --------------------------------------------------------------------------------------------------------

  void plan_industries() {
    const std::size_t n = world.industry_count();
    cuts.assign(n, {1.0 / skills, 2.0 / skills});
    for (std::size_t s = 0; s < n; ++s) {
      const std::int64_t* mix = &count.mix[s * skills];
      const auto all = static_cast<double>(mix[0] + mix[1] + mix[2]);
      if (all > 0) cuts[s] = {static_cast<double>(mix[0]) / all, static_cast<double>(mix[0] + mix[1]) / all};
    }
    const auto force = static_cast<double>(count.count(Status::employed) + count.count(Status::unemployed));
    agent_weight =
        count.active_agents > 0 ? force / static_cast<double>(count.active_agents) : static_cast<double>(world.weight);
    std::vector<double> paid(n, 0), workers(n, 0), labour(n, 0), plain(n, 0), alive(n, 0);
    for (std::size_t number = 0; number < count.firm.size(); ++number) {
      const FirmId f = count.firm[number];
      if (!world.firms.alive[f]) continue;
      const double wage = world.firms.wage[f];
      const std::size_t s = count.staff[number].industry;
      const double staff = count.staff[number].persons;
      paid[s] += wage * staff;
      labour[s] += static_cast<double>(count.staff[number].labour);
      workers[s] += staff;
      plain[s] += wage;
      alive[s] += 1;
    }
    going_wage.assign(n, 0);
    units_per_person.assign(n, efficiency_unit);
    for (std::size_t s = 0; s < n; ++s) {
      going_wage[s] = workers[s] > 0 ? paid[s] / workers[s] : alive[s] > 0 ? plain[s] / alive[s] : 0;
      if (labour[s] > 0 && workers[s] > 0) units_per_person[s] = labour[s] / workers[s];
    }
  }

  void plan(std::size_t number) {
    const FirmId f = count.firm[number];
    const Staff& staff = count.staff[number];
    target[number] = no_plan;
    hazards[number] = 0;
    if (!world.firms.alive[f]) {
      if (staff.agents > 0) hazards[number] = closed;
      of_closed += staff.agents;
      return;
    }
    const auto labour = static_cast<double>(staff.labour);
    const auto held = static_cast<double>(world.firms.labour_at_close[f]);
    const double wage = world.firms.wage[f] * work_share(world, f), going = going_wage[staff.industry];
    pay[number] = {static_cast<float>(wage), static_cast<float>(going > 0 ? wage / going : 1)};
    // A firm that starts, or starts again elsewhere, hires for its plan at once.
    const double adjustment = held > 0 ? p.adjustment : 1;
    target[number] = std::max(0.0, held + adjustment * (world.activity.labour_need[f] - held));
    // A firm of one agent keeps it: at this weight the agent stands for many vacancies, which are never empty together.
    if (!chance || staff.agents <= 1) return;
    if (world.pack->industries[staff.industry].own_account) {  // nobody is laid off
      const double unused = held > 0 ? std::clamp(1 - world.activity.labour_need[f] / held, 0.0, 1.0) : 0;
      laid_off[number] = threshold(unused + (1 - unused) * p.job_search);
      most_idle = std::max(most_idle, laid_off[number]);
      if (laid_off[number] > 0) hazards[number] = idle;
      return;
    }
    const auto elsewhere = static_cast<double>(staff.labour_elsewhere);
    const double left = labour - quit[0] * (labour - elsewhere) - quit[1] * elsewhere;
    const double sold = labour > 0 ? 1 - held / labour : 0;  // its workers go with what was sold
    // Of a part of an agent that it does not need it hires the agent by that chance, so it has to let go by it, too.
    const double lump = p.adjustment / static_cast<double>(staff.agents), most = std::max({p.layoff_cap, sold, lump});
    laid_off[number] = threshold(layoff_probability(left, target[number], most));
    most_laid_off = std::max(most_laid_off, laid_off[number]);
    hazards[number] = laid_off[number] > threshold(p.layoff_cap)
                          ? parts
                          : static_cast<Hazards>(quits | (laid_off[number] > 0 ? lays_off : 0));
  }
  void plan_firms() {
    const std::size_t firms = count.firm.size();
    pay.assign(firms, {});
    hazards.resize(firms + 4);  // the kernel reads four at once
    laid_off.resize(firms);
    target.resize(firms);
    most_laid_off = most_idle = 0;
    for (std::size_t number = 0; number < firms; ++number) plan(number);
  }

  // ---- separations and search ---------------------------------------------------------------------------------------

  // The key is a hash of the person's number, uniform whatever decided that this one seeks, and the same wherever the
  // bounds of that decision lie.
  void seek(std::size_t slot, Person person, std::uint32_t word) {
    const auto key = static_cast<std::uint32_t>(scramble(word) >> 32U);
    seekers[(person.employed() ? skills : 0) + person.skill()].emplace_back(static_cast<std::uint32_t>(slot), key,
                                                                            person.rural());
    if (!person.employed()) unemployed += persons.weight(slot);
  }

  Person separate(std::size_t slot, Person person) {
    Person after = person;
    after.set_status(Status::unemployed, world.elapsed());
    const std::uint32_t weight = persons.weight(slot);
    updater.change_work(person, after, weight);
    persons.put(slot, after);
    separated += weight;
    return after;
  }

  // Threshold of either of two events, the second one with its chance for those whom the first one leaves.
  static std::uint32_t then(std::uint32_t first, std::uint32_t second) {
    return first + static_cast<std::uint32_t>((std::uint64_t{~first} * second) >> 32U);
  }

  // Below which word a worker leaves, and below which one leaves or looks around.
  struct Bounds {
    std::uint32_t leaves, acts;
  };
  [[nodiscard]] Bounds bounds(Hazards set, bool elsewhere, std::uint32_t lay_off) const {
    if (set == closed) return {whole_cohort, whole_cohort};
    if (set == idle) return {0, lay_off};
    const std::uint32_t quit_word = (set & quits) != 0 ? quit_below[elsewhere ? 1 : 0] : 0;
    const std::uint32_t leaves = (set & lays_off) != 0 ? then(quit_word, lay_off) : quit_word;
    return {leaves, (set & quits) != 0 ? then(leaves, looks_below) : leaves};
  }
  [[nodiscard]] Bounds bounds_of(Person person) const {
    const std::uint32_t number = person.firm_number();
    const Hazards set = hazards[number];
    return bounds(set, person.hukou() != index(r), (set & lays_off) != 0 ? laid_off[number] : 0);
  }

  // Members with an event. Those with and those without work wait apart, since the processor cannot predict who is next.
  struct Found {
    struct Member {
      std::uint32_t slot, word;
    };
    std::array<Member, 256> member;
    std::size_t n = 0;
    [[nodiscard]] std::span<const Member> take() { return {member.data(), std::exchange(n, 0)}; }
  };
  std::array<Found, 2> found{};  // out of work, at work

  void find(std::size_t slot, std::uint32_t word) {
    Found& its = found[persons.get(slot).employed() ? 1 : 0];
    its.member[its.n++] = {static_cast<std::uint32_t>(slot), word};
    if (its.n == its.member.size()) look_at_found();
  }
  // Quitting, being laid off and looking around exclude each other; their chances lie side by side below 1.
  void look_at_found() {
    for (const auto& x : found[0].take()) seek(x.slot, persons.get(x.slot), x.word);
    for (const auto& x : found[1].take()) {
      const Person person = persons.get(x.slot);
      const Bounds its = bounds_of(person);
      if (x.word < its.leaves || its.leaves == whole_cohort)
        seek(x.slot, separate(x.slot, person), x.word);
      else if (x.word < its.acts)
        seek(x.slot, person, x.word);
    }
  }

  template <class Visit>
  void each_cohort(Visit&& visit) {
    for (std::size_t k = 0; k < persons.cohorts(); ++k) {
      const int age = age_of(world, persons.birth(k));
      if (age < works_from || age >= works_to || persons.size(k) == 0) continue;
      visit(k, cohort_key(r, persons.birth(k), RegionPersons::female(k)));
    }
  }

  // Room for the lists of about so many as will be on them, so that they do not grow by copies.
  void expect_seekers() {
    const auto force =
        static_cast<double>(std::max<std::int64_t>(1, count.skilled[0] + count.skilled[1] + count.skilled[2]));
    const auto share = [&](Status s) {
      return static_cast<double>(count.count(s)) / force * static_cast<double>(count.active_agents);
    };
    for (std::size_t k = 0; k < skills; ++k) {
      const double part = room_for_chance * static_cast<double>(count.skilled[k]) / force;
      const double left = quit[0] * share(Status::employed) + static_cast<double>(of_closed);
      seekers[k].reserve(static_cast<std::size_t>(part * (share(Status::unemployed) + left)));
      seekers[skills + k].reserve(static_cast<std::size_t>(part * p.job_search * share(Status::employed)));
    }
  }

  void search() {
    expect_seekers();
    // At most what a worker may meet, by hazards of the firm and hukou here or elsewhere: so most are passed over in
    // the kernel.
    LinkBounds most{.linked = code(Status::employed),
                    .code = hazards.data(),
                    .link_shift = Person::link_field.shift,
                    .home_shift = Person::hukou_field.shift,
                    .home_most = static_cast<std::uint32_t>(Person::hukou_field.most()),
                    .home = static_cast<std::uint32_t>(index(r))};
    most.by_status[code(Status::unemployed)] = whole_cohort;
    for (std::size_t set = 0; set < hazard_sets; ++set)
      for (std::size_t elsewhere = 0; elsewhere < 2; ++elsewhere)
        most.by_code[2 * set + elsewhere] = bounds(static_cast<Hazards>(set), elsewhere == 1,
                                                   set == idle    ? most_idle
                                                   : set == parts ? most_laid_off
                                                                  : threshold(p.layoff_cap))
                                                .acts;
    each_cohort([&](std::size_t k, std::uint32_t key) {
      const std::size_t begin = persons.begin(k);
      for_each_below({world.random_key, Stream::separation, key, persons.raw(begin), persons.size(k)}, most,
                     [&](std::size_t i, std::uint32_t word) { find(begin + i, word); });
    });
    look_at_found();
    updater.settle();
  }

  // Chance off: firms above target let go as many agents as the gap is worth, in the order of a hash.
  void search_without_chance() {
    std::vector<std::int64_t> let_go(target.size(), 0);
    for (std::size_t number = 0; number < let_go.size(); ++number) {
      const Staff& staff = count.staff[number];
      const double share =
          world.pack->industries[staff.industry].own_account
              ? 0
              : layoff_probability(static_cast<double>(staff.labour), std::max(0.0, target[number]), p.layoff_cap);
      let_go[number] = hazards[number] == closed ? staff.agents : std::llround(share * staff.agents);
    }
    struct Candidate {
      std::uint32_t number;
      std::uint64_t order;
      std::size_t slot;
    };
    std::vector<Candidate> candidates;
    each_cohort([&](std::size_t k, std::uint32_t key) {
      for (std::size_t i = 0; i < persons.size(k); ++i) {
        const std::size_t slot = persons.begin(k) + i;
        const Person person = persons.get(slot);
        const std::uint64_t order = scramble(member_serial(key, i));
        if (person.status() == Status::unemployed) seek(slot, person, static_cast<std::uint32_t>(order >> 32U));
        if (person.employed() && let_go[person.firm_number()] > 0)
          candidates.push_back({person.firm_number(), order, slot});
      }
    });
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      if (a.number != b.number) return a.number < b.number;
      return a.order != b.order ? a.order < b.order : a.slot < b.slot;
    });
    for (const Candidate& c : candidates) {
      if (let_go[c.number] == 0) continue;
      --let_go[c.number];
      seek(c.slot, separate(c.slot, persons.get(c.slot)), static_cast<std::uint32_t>(c.order >> 32U));
    }
    updater.settle();
  }

  // ---- vacancies ----------------------------------------------------------------------------------------------------

  // Firms that want more labour, and vacancies, drawn in blocks.
  struct Wanting {
    std::array<std::uint64_t, DrawBlock::size> serial;
    std::array<std::uint32_t, DrawBlock::size> number;
    std::array<double, DrawBlock::size> vacancies;  // as agents of the region's mean weight
    std::size_t n = 0;
  };
  struct Opening {
    std::array<std::uint64_t, DrawBlock::size> serial;
    std::array<std::uint32_t, DrawBlock::size> number, key, identity;
    std::array<double, DrawBlock::size> pull, place;  // place of the post among those of the firm, 0 to 1
    std::size_t n = 0;
  };

  void open_vacancies() {
    Wanting wanting;
    Opening opening;
    for (std::size_t number = 0; number < target.size(); ++number) {
      const double gap = target[number] - static_cast<double>(count.staff[number].labour);
      if (!(gap > 0)) continue;
      wanting.serial[wanting.n] = world.firms.serial[count.firm[number]];
      wanting.number[wanting.n] = static_cast<std::uint32_t>(number);
      wanting.vacancies[wanting.n] = gap / (units_per_person[count.staff[number].industry] * agent_weight);
      if (++wanting.n == DrawBlock::size) count_vacancies(wanting, opening);
    }
    count_vacancies(wanting, opening);
    put_up(opening);
  }

  void count_vacancies(Wanting& wanting, Opening& opening) {
    DrawBlock draws;
    if (chance) draw_block(world.random_key, Stream::vacancy, {wanting.serial.data(), wanting.n}, draws);
    for (std::size_t j = 0; j < wanting.n; ++j) {
      const std::int64_t n =
          chance ? round_by_chance(wanting.vacancies[j], draws[j].uniform(0)) : std::llround(wanting.vacancies[j]);
      const std::uint32_t number = wanting.number[j];
      const double relative = std::max<double>(pay[number].relative, least_relative);
      posted += n;
      for (std::int64_t i = 0; i < n; ++i) {
        opening.serial[opening.n] = scramble(wanting.serial[j] + static_cast<std::uint64_t>(i) * 0x9E3779B97F4A7C15U);
        opening.number[opening.n] = number;
        opening.pull[opening.n] = relative * relative;
        opening.place[opening.n] = (static_cast<double>(i) + 0.5) / static_cast<double>(n);
        if (++opening.n == DrawBlock::size) put_up(opening);
      }
    }
    wanting.n = 0;
  }

  void put_up(Opening& opening) {
    if (chance) {
      DrawBlock draws;
      draw_block(world.random_key, Stream::vacancy, {opening.serial.data(), opening.n}, draws, 1);
      for (std::size_t i = 0; i < opening.n; ++i) opening.place[i] = draws[i].uniform(0);
      post_keys(draws.word[1].data(), opening.pull.data(), opening.n, opening.key.data());
      std::copy_n(draws.word[2].begin(), opening.n, opening.identity.begin());
    } else {
      for (std::size_t i = 0; i < opening.n; ++i) {
        opening.key[i] = static_cast<std::uint32_t>(opening.serial[i] >> 32U);
        opening.identity[i] = static_cast<std::uint32_t>(opening.serial[i]);
      }
    }
    for (std::size_t i = 0; i < opening.n; ++i) {
      const std::size_t s = count.staff[opening.number[i]].industry;
      Vacancies& its =
          vacancies[(opening.place[i] >= cuts[s][0] ? 1U : 0U) + (opening.place[i] >= cuts[s][1] ? 1U : 0U)];
      (world.pack->industries[s].own_account ? its.own_account : its.open)
          .push_back({opening.key[i], opening.number[i], opening.identity[i]});
    }
    opening.n = 0;
  }

  // ---- matching -----------------------------------------------------------------------------------------------------

  // Whether a firm turns down a person whom a policy has made too dear. One number a quarter for all firms.
  [[nodiscard]] bool is_turned_down(const Seeker& s, Person person, std::uint32_t number) const {
    const double lever = world.levers.minimum_wage[r];
    if (!(lever > 1)) return false;
    const IndustryId industry{count.staff[number].industry};
    if (world.pack->industries[index(industry)].own_account) return false;
    const double minimum = world.regions.minimum_wage[r];
    const double worth = static_cast<double>(efficiency(person.education(), person.ability())) *
                         world.cells.base_wage(r, industry) * world.regions.wage_index[r];
    const double chance_to_be_hired = hiring_chance(worth, minimum, lever * minimum, p.hiring_substitution);
    if (chance_to_be_hired >= 1) return false;
    constexpr std::uint64_t apart = 0x5DEECE66DU;  // from other uses of the key
    return static_cast<double>(scramble(s.key() ^ apart) >> 32U) * 0x1p-32 >= chance_to_be_hired;
  }

  // Who takes which offer, and what follows.
  struct Acceptance {
    RegionMarket& market;

    void ahead(const Seeker& s, std::uint32_t number) const {
      market.persons.fetch(s.slot());
      read_ahead(&market.pay[number]);
    }
    bool operator()(const Seeker& s, std::uint32_t number) const {
      const Person person = market.persons.get(s.slot());
      if (person.employed()) {
        if (!(market.pay[number].wage > market.pay[person.firm_number()].wage)) return false;
      } else {
        const int longest = static_cast<int>(market.reservation.size()) - 1;
        const auto quarters = static_cast<std::size_t>(std::clamp(market.world.elapsed() - person.since(), 0, longest));
        if (!(market.pay[number].relative >= market.reservation[quarters])) return false;
      }
      if (market.is_turned_down(s, person, number)) {
        if (!person.employed()) market.refused.push_back(s.slot());
        return false;
      }
      Person after = person;
      after.employ(number);
      const std::uint32_t weight = market.persons.weight(s.slot());
      market.updater.change_work(person, after, weight);
      market.persons.put(s.slot(), after);
      market.hired += weight;
      (person.employed() ? market.moved : market.from_unemployment) += weight;
      return true;
    }
  };

  void clear() {
    open_vacancies();
    open.assign(target.size(), 0);
    if (posted == 0) return;
    const Acceptance accepts{*this};
    for (std::size_t k = 0; k < skills; ++k)
      match(seekers[k], seekers[skills + k], vacancies[k], Round::loose, room, accepts);
    const auto join = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    for (std::size_t k = 0; k < skills; ++k) {
      join(all_vacancies.open, vacancies[k].open);
      join(all_vacancies.own_account, vacancies[k].own_account);
    }
    if (const std::size_t left = all_vacancies.open.size() + all_vacancies.own_account.size(); left > 0) {
      shortlist(std::span(seekers).first(skills), all_vacancies, out_of_work);
      if (out_of_work.size() < left)  // who has work is offered what is left over
        for (std::size_t k = 0; k < skills; ++k) join(at_work, seekers[skills + k]);
      for (int again = 0; again < 2; ++again) match(out_of_work, at_work, all_vacancies, Round::strict, room, accepts);
      for (const auto* list : {&all_vacancies.open, &all_vacancies.own_account})
        for (const Post post : *list) ++open[post.item];
    }
    updater.settle();
  }

  // Own-account work takes back who finds no other work and has land, by the labour of its firms.
  void take_back() {
    const std::uint32_t goes = threshold(p.back_to_land * surplus_in_country(world, r));
    if (goes == 0) return;
    std::vector<std::uint32_t> farms;
    std::vector<double> upto;
    double labour = 0;
    for (std::size_t number = 0; number < target.size(); ++number) {
      if (target[number] == no_plan || !world.pack->industries[count.staff[number].industry].own_account) continue;
      farms.push_back(static_cast<std::uint32_t>(number));
      upto.push_back(labour += static_cast<double>(count.staff[number].labour));
    }
    if (!(labour > 0)) return;
    for (std::size_t k = 0; k < skills; ++k)
      for (const Seeker& s : seekers[k]) {
        const std::uint64_t word = scramble(s.key());
        if (!s.rural() || static_cast<std::uint32_t>(word >> 32U) >= goes) continue;
        const Person person = persons.get(s.slot());
        if (person.employed() || !person.rural_hukou() || person.hukou() != index(r)) continue;
        const double place = static_cast<double>(static_cast<std::uint32_t>(word)) * 0x1p-32 * labour;
        const auto farm = static_cast<std::size_t>(std::ranges::upper_bound(upto, place) - upto.begin());
        Person after = person;
        after.employ(farms[std::min(farm, farms.size() - 1)]);
        const std::uint32_t weight = persons.weight(s.slot());
        updater.change_work(person, after, weight);
        persons.put(s.slot(), after);
        hired += weight;
      }
    updater.settle();
  }

  // Persons who were turned down and found nothing else.
  [[nodiscard]] std::int64_t priced_out() {
    std::ranges::sort(refused);
    refused.erase(std::unique(refused.begin(), refused.end()), refused.end());
    std::int64_t sum = 0;
    for (const std::uint32_t slot : refused)
      if (persons.get(slot).status() == Status::unemployed) sum += persons.weight(slot);
    return sum;
  }

  void empty_lists() {
    for (auto& list : seekers) list.clear();
    for (std::size_t k = 0; k < skills; ++k)
      for (auto* list : {&vacancies[k].open, &vacancies[k].own_account}) list->clear();
    for (auto* list : {&out_of_work, &at_work}) list->clear();
    for (auto* list : {&all_vacancies.open, &all_vacancies.own_account}) list->clear();
  }

  // About as many bins as pairs of a skill are usual in a quarter, however many there are in this one.
  [[nodiscard]] unsigned pairing_bits() const {
    constexpr double persons_per_bin = 128;
    const double agents = (world.pack->urban[r] + world.pack->rural[r]) / static_cast<double>(world.weight);
    return static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(agents / persons_per_bin)));
  }

  void run() {
    empty_lists();
    room.bits = pairing_bits();
    plan_industries();
    plan_firms();
    if (chance)
      search();
    else
      search_without_chance();
    clear();
    take_back();
  }
};

// More or fewer hands on the same land, than when the last market closed: output and pay of each move alike.
void share_the_land(World& world, FirmId f, RegionId r, std::int64_t labour) {
  Firms& firms = world.firms;
  const double before = crowding(world, r, firms.industry[f], static_cast<double>(firms.labour_at_close[f]));
  const double now = crowding(world, r, firms.industry[f], static_cast<double>(labour));
  if (before == now) return;
  firms.productivity[f] *= now / before;
  firms.wage[f] *= now / before;
}

// Sizes after the market, and the rates that wages, migration and expectations look at.
void close_region(World& world, RegionMarket& market, const PayTable& pay) {
  const RegionId r = market.r;
  Firms& firms = world.firms;
  Activity& activity = world.activity;
  const Headcount& count = market.count;
  for (std::size_t number = 0; number < count.firm.size(); ++number) {
    const FirmId f = count.firm[number];
    const Staff& staff = count.staff[number];
    if (world.pack->industries[staff.industry].own_account) share_the_land(world, f, r, staff.labour);
    firms.workers[f] = staff.persons;
    firms.labour[f] = staff.labour;
    firms.paid[f] = pay(r, staff.labour, staff.labour_elsewhere);
    if (market.target[number] == no_plan) continue;
    firms.labour_at_close[f] = staff.labour;
    firms.vacancies[f] = market.open[number] * std::llround(market.agent_weight);
    activity.employment(r, firms.industry[f]) += static_cast<double>(staff.persons);
  }
  const auto employed = static_cast<double>(count.count(Status::employed));
  const auto out_of_work = static_cast<double>(count.count(Status::unemployed));
  const double labour_force = employed + out_of_work;
  const double posted = std::round(static_cast<double>(market.posted) * market.agent_weight);
  world.regions.labour_force[r] = labour_force;
  world.regions.unemployment_rate[r] = labour_force > 0 ? out_of_work / labour_force : 0;
  world.regions.job_chance[r] =
      market.unemployed > 0 ? static_cast<double>(market.from_unemployment) / static_cast<double>(market.unemployed)
                            : 1;
  world.regions.priced_out[r] = ratio(static_cast<double>(market.priced_out()), labour_force);
  world.regions.vacancy_rate[r] = labour_force > 0 ? posted / labour_force : 0;
  activity.seekers[r] = static_cast<double>(market.unemployed);
  activity.hired[r] = static_cast<double>(market.hired);
  activity.separations[r] = static_cast<double>(market.separated + market.moved);
  activity.vacancies_posted[r] = posted;
}

void remember_supply(World& world) {
  const Column<RegionId, double> before = world.regions.labour_supply;
  measure_labour_supply(world);
  const ExpectationsParameters& p = world.parameters.expectations;
  for (const RegionId r : world.region_ids()) {
    const double supply = world.regions.labour_supply[r], last = before.size() == world.region_count() ? before[r] : 0;
    if (!(last > 0 && supply > 0)) continue;
    double& growth = world.regions.labour_force_growth[r];
    growth += p.labour_force_speed * (std::clamp(supply / last - 1, -p.growth_bound, p.growth_bound) - growth);
  }
}

}  // namespace

void labour_market(World& world) {
  const EfficiencyTable efficiency(world.parameters);
  const std::size_t regions = world.region_count();
  Activity& activity = world.activity;
  const PayTable pay(world);
  const std::vector<double> reservation = reservation_wages(world.parameters.labour);
  Firms& firms = world.firms;
  for (auto* column : {&firms.labour_at_close, &firms.labour, &firms.paid}) column->resize(firms.size());
  firms.workers.resize(firms.size());
  firms.vacancies.assign(firms.size(), 0);
  activity.employment.assign(regions, world.industry_count());
  for (auto* column : {&activity.seekers, &activity.hired, &activity.separations, &activity.vacancies_posted})
    column->assign(regions);
  for_each_region(world, [&](RegionId r) {
    HeadcountUpdater updater(world, r, efficiency);
    thread_local MarketLists lists;
    RegionMarket market{std::move(lists), world, r, updater, efficiency, reservation};
    market.run();
    close_region(world, market, pay);
    lists = std::move(market);
  });
  remember_supply(world);
}

}  // namespace jiuzhou
