// Demography: births, deaths, schooling, entry to and exit from the labour force. Ageing needs no touch: age is the
// quarters since birth.
//
//   deaths   q = 1 − (1 − min(m_ga M_r M s_t, 0.95))^(1/4)                          [1/quarter]
//   births   b = f_a F_r F φ_t / 4 per woman                                        [1/quarter]
//   s_t, φ_t = (1 + trend)^years; a path of births sets totals instead: φ_t = B_t / births expected at φ = 1
//   school   at 15: P(tertiary) = σ(σ⁻¹(e_t) + a (ē_r − ē) ± b), P(senior) likewise; urban +, rural −
//            a lever adds to both odds; left at the pack's age for the level
//   train    a person below the age of courses in the labour force rises one education level with the chance that policies pay for
//   odds of being in the labour force = λ x those of the pack at that age and sex, by region and half in the base year:
//            who leaves school, retires or comes back does so as keeps to λ: enter λ e / (1 − e + λ e), come back λ x,
//            retire h / (1 − p + λ p), p the pack's share in the labour force at that age
//   retire   h_a = rate / (1 + exp(−(a − A) / w)), w by settlement, times a lever: 1; from the last age on everybody
//   leave    unemployed for over a year -> inactive; inactive -> unemployed with the pack's odds by age, those of women
//            times a ratio; times (u_r/u0_r)^k for leaving and (u0_r/u_r)^k for coming back: participation moves with
//            the cycle
//   courses:  chance of a policy to rise a level; wear · G_r / labour force to lose one, G_r levels that courses gave
//
// m, f age-specific rates of the pack by five-year group, g sex; M, F national corrections and M_r, F_r regional
// levels, so that births and deaths expected at the start are the pack's crude rates; ē_r mean education level of the
// region's adults in the base year. Cohort-component method, Leslie (1945), one person at a time.
//
// A newborn is a new agent with its mother's weight, place, special areas and income class, and her hukou where there is
// such a register; elsewhere it is of the place where it was born. Population of a region by weight: N(t) = N(t−1) + births − deaths.
//
// Reads   regions.{unemployment_rate, labour_force}, persons, paths, nation.{base_births, fertility_factor, mortality_factor},
//         calibration.{fertility_level, mortality_level, participation_urban, participation_rural}, pack,
//         levers.{schooling, training, retiring_town, retiring_country}
// Writes  persons, headcounts, regions.course_levels, nation.{births_ever, fertility}, activity.{births, deaths, trained}
//
// One number per person decides between death, birth and a change of status, which exclude each other within a quarter;
// who has one above every chance of the cohort is not looked at (base/sparse_events.hpp; base/events.hpp at ages at
// which many retire).
// School begins and ends, and the last retire, by age: then the whole cohort is passed over, each member with another
// number.
//
// Order: a region's persons are its task's own; the last member takes the place of a dead one, then comes what is due
// by age;
// newborns follow in their mothers' order.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "sim/base/math.hpp"
#include "sim/base/random_block.hpp"
#include "sim/base/sparse_events.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/participation.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr int oldest = 110;              // years; older persons share its rates
constexpr int choice_at = 15;            // years: from there on a census asks for the highest level of schooling
constexpr int many_retire_from = 2;      // years before the age of retirement: so many may that everybody has a number
constexpr int earliest_retirement = 15;  // years before that age
constexpr int no_longer_new = 4;         // quarters without work, after which some give up
// Numerical bounds of what is drawn from: of yearly death rates, of unemployment over its base.
constexpr double most_deaths = 0.95;
constexpr double least_unemployment = 0.002, least_scarcity = 0.1, most_scarcity = 4;

double logistic(double x) {
  return 1 / (1 + portable::exp(-x));
}
double quarterly_death(double yearly) {
  return 1 - portable::pow(1 - std::clamp(yearly, 0.0, most_deaths), 0.25);
}

std::size_t group_of(int age) {
  return static_cast<std::size_t>(std::min(age / 5, static_cast<int>(age_groups) - 1));
}

// At which something is due, in years.
struct Ages {
  int school = 0, working = 0, retirement_end = 0;
  std::array<int, education_levels> leaves_school{};
  std::array<int, 2> many_retire{};  // men, women
};

Ages ages_of(const World& world) {
  const DemographyParameters& d = world.parameters.demography;
  Ages ages{.school = static_cast<int>(d.school_age),
            .working = static_cast<int>(d.working_age),
            .retirement_end = static_cast<int>(d.retirement_end)};
  for (std::size_t k = 0; k < education_levels; ++k)
    ages.leaves_school[k] = std::max(ages.working, static_cast<int>(world.pack->leaves_school_at[k]));
  ages.many_retire = {static_cast<int>(d.retirement_male) - many_retire_from,
                      static_cast<int>(d.retirement_female) - many_retire_from};
  return ages;
}

// Thresholds of a 32-bit number, made once a quarter. Those of a change of status come after death and birth.
struct Rates {
  std::vector<std::uint32_t> death;             // (region, female, age)
  std::vector<std::uint32_t> birth;             // (region, female, age)
  std::vector<std::uint32_t> tertiary, senior;  // (region, rural); senior includes tertiary
  std::vector<std::uint32_t> retire, re_enter;  // (region, rural, female, age)
  std::vector<std::uint32_t> discouraged;       // by region
  std::vector<std::uint32_t> participates;      // (region, rural), of those who leave school
  std::uint32_t basic = 0;
  Ages ages;

  static std::size_t at(std::size_t place, bool female, int age) {
    return (place * 2 + (female ? 1 : 0)) * (oldest + 1) + static_cast<std::size_t>(age);
  }
  static std::size_t half(std::size_t place, bool rural) { return place * 2 + (rural ? 1 : 0); }
  // At most what a member of a cohort may meet in a quarter, by status. Past the age at which everybody is retired
  // nothing else is left.
  [[nodiscard]] StatusBounds bounds(std::size_t place, bool female, int age) const {
    StatusBounds bound;
    bound.fill(either(death[at(place, female, age)], birth[at(place, female, age)]));
    if (age < ages.working || age >= ages.retirement_end) return bound;
    const std::size_t town = at(half(place, false), female, age), country = at(half(place, true), female, age);
    const std::uint32_t retired = std::max(retire[town], retire[country]);
    const auto add = [&](Status s, std::uint32_t more) { bound[code(s)] = either(bound[code(s)], more); };
    add(Status::employed, retired);
    add(Status::unemployed, either(retired, discouraged[place]));
    add(Status::inactive, either(retired, std::max(re_enter[town], re_enter[country])));
    return bound;
  }
};

// Births a quarter that today's women would have at the base year's fertility by age.
double expected_births(const World& world) {
  double births = 0;
  for (const RegionId r : world.region_ids()) {
    double here = 0;
    const auto& composition = world.headcounts[index(r)].composition;
    for (std::size_t k = 0; k < world.persons[r].cohorts(); ++k) {
      if (!RegionPersons::female(k)) continue;
      const double fertility = world.pack->fertility[group_of(age_of(world, world.persons[r].birth(k)))];
      if (!(fertility > 0)) continue;
      const auto* group = &composition[k * education_levels * 2];
      here += fertility * static_cast<double>(std::accumulate(group, group + education_levels * 2, std::int64_t{0}));
    }
    births += here * world.calibration.fertility_level[r];
  }
  return births * world.nation.fertility_factor / 4;
}

// A path of births is one of totals: it says what fertility by age must be. Elsewhere that goes on with its trend.
void set_fertility(World& world) {
  const double path = Paths::at(world.paths.birth_factor, world.elapsed(), Paths::none);
  double& fertility = world.nation.fertility;
  if (path == Paths::none) {
    if (world.elapsed() > 0) fertility *= portable::pow(1 + world.parameters.demography.fertility_trend, 0.25);
  } else if (const double expected = expected_births(world); expected > 0) {
    fertility = path * world.nation.base_births / expected;
  }
}

void calibrate_participation(World& world) {
  const Participation share = participation(*world.pack, world.parameters.demography);
  for (auto* column : {&world.calibration.participation_urban, &world.calibration.participation_rural})
    column->assign(world.region_count(), 1);
  for (const RegionId r : world.region_ids()) {
    const Headcount& heads = world.headcounts[index(r)];
    for (const bool rural : {false, true}) {
      std::vector<double> count(2 * years_of_life, 0);
      for (std::size_t k = 0; k < world.persons[r].cohorts(); ++k) {
        const auto age = static_cast<std::size_t>(std::max(age_of(world, world.persons[r].birth(k)), 0));
        double& here =
            count[(RegionPersons::female(k) ? years_of_life : 0) + std::min<std::size_t>(age, years_of_life - 1)];
        for (std::size_t e = 0; e < education_levels; ++e)
          here += static_cast<double>(heads.composition[(k * education_levels + e) * 2 + (rural ? 1 : 0)]);
      }
      std::int64_t active = 0;
      for (std::size_t c = 0; c < income_classes; ++c)
        for (const Status s : {Status::employed, Status::unemployed})
          active += heads.count((rural ? income_classes : 0) + c, s);
      (rural ? world.calibration.participation_rural : world.calibration.participation_urban)[r] =
          participation_ratio(share, count, rural, static_cast<double>(active));
    }
  }
}

Rates rates_of(const World& world) {
  const DemographyParameters& d = world.parameters.demography;
  const Pack& pack = *world.pack;
  const std::size_t regions = world.region_count();
  const double years = world.elapsed() / 4.0;
  const double mortality =
      d.mortality_scale * portable::pow(1 + d.mortality_trend, years) * world.nation.mortality_factor;
  const double fertility = d.fertility_scale * world.nation.fertility * world.nation.fertility_factor;

  Rates rates;
  rates.ages = ages_of(world);
  rates.death.resize(regions * 2 * (oldest + 1));
  rates.birth.resize(regions * 2 * (oldest + 1));
  rates.tertiary.resize(regions * 2);
  rates.senior.resize(regions * 2);
  const double level = mean_schooling(pack);
  for (const RegionId r : world.region_ids()) {
    for (const bool female : {false, true}) {
      const auto& table = female ? pack.mortality_female : pack.mortality_male;
      std::array<std::uint32_t, age_groups> death;
      for (std::size_t a = 0; a < age_groups; ++a)
        death[a] = threshold(quarterly_death(table[a] * mortality * world.calibration.mortality_level[r]));
      for (int age = 0; age <= oldest; ++age) rates.death[Rates::at(index(r), female, age)] = death[group_of(age)];
    }
    for (int age = 0; age <= oldest; ++age)
      rates.birth[Rates::at(index(r), true, age)] =
          threshold(pack.fertility[group_of(age)] * fertility * world.calibration.fertility_level[r] / 4);
    for (std::size_t rural = 0; rural < 2; ++rural) {
      const Schooling goes = schooling(pack, d, r, rural == 1, level, years, world.levers.schooling[r]);
      rates.tertiary[index(r) * 2 + rural] = threshold(goes.tertiary);
      rates.senior[index(r) * 2 + rural] = threshold(goes.senior);
    }
  }
  rates.basic = threshold(d.basic_schooling);
  // Where work is scarce more give up and fewer come back, relative to the base year.
  rates.discouraged.resize(regions);
  rates.participates.resize(regions * 2);
  rates.retire.assign(regions * 4 * (oldest + 1), 0);
  rates.re_enter.assign(regions * 4 * (oldest + 1), 0);
  const Participation share = participation(pack, d);
  std::vector<double> hazard;  // (rural, female, age), as the rates of a region
  for (const bool rural : {false, true})
    for (const bool female : {false, true})
      for (int age = 0; age <= oldest; ++age) hazard.push_back(retirement_hazard(d, rural, female, age));
  for (const RegionId r : world.region_ids()) {
    const double scarcity = std::clamp(
        std::max(world.regions.unemployment_rate[r], least_unemployment) / world.calibration.base_unemployment[r],
        least_scarcity, most_scarcity);
    const double response = portable::pow(scarcity, world.parameters.labour.participation_response);
    rates.discouraged[index(r)] = threshold(world.parameters.labour.discouragement * response);
    for (const bool rural : {false, true}) {
      const double ratio = (rural ? world.calibration.participation_rural : world.calibration.participation_urban)[r];
      const double sooner = (rural ? world.levers.retiring_country : world.levers.retiring_town)[r];
      const std::size_t half = Rates::half(index(r), rural);
      rates.participates[half] = threshold(shifted(d.participation_young, ratio));
      for (int age = 0; age <= oldest; ++age)
        for (const bool female : {false, true}) {
          const std::size_t at = Rates::at(half, female, age), a = std::min<std::size_t>(age, years_of_life - 1);
          const double active = share[(rural ? 2U : 0U) + (female ? 1U : 0U)][a];
          const double due = hazard[Rates::at(Rates::half(0, rural), female, age)];
          rates.retire[at] = threshold(due < 1 ? std::min(due * sooner / (1 - active + ratio * active), 1.0) : 1);
          if (age < rates.ages.working) continue;
          const double odds = pack.re_entry_odds[a] * (female ? world.parameters.labour.re_entry_women : 1) * ratio;
          rates.re_enter[at] = threshold(std::min(world.parameters.labour.re_entry * odds / response, 1.0));
        }
    }
  }
  return rates;
}

// Whether some member of a cohort may change status because of its age alone.
bool turning_point(const Ages& ages, int quarters, int elapsed) {
  const auto turns = [&](int age) { return quarters == age * 4; };
  if (turns(ages.school) || turns(choice_at)) return true;
  if (std::ranges::any_of(ages.leaves_school, turns)) return true;
  if (quarters >= ages.retirement_end * 4) return turns(ages.retirement_end) || elapsed == 0;
  const int last = *std::ranges::max_element(ages.leaves_school);
  return elapsed == 0 && quarters / 4 >= ages.school && quarters / 4 <= last;  // whoever was drawn past its turn
}

// One region's quarter.
struct RegionLife {
  World& world;
  RegionId r;
  const Rates& rates;
  HeadcountUpdater& updater;
  RegionPersons& persons = world.persons[r];
  const Headcount& count = world.headcounts[index(r)];
  struct Newborn {
    Person person;
    std::uint64_t mother;  // serial
    std::uint32_t weight;
  };
  SparseEvents events{world.random_key, Stream::death};
  std::vector<Newborn> newborns{};
  struct Dead {
    std::uint32_t cohort, position;
  };
  std::vector<Dead> dead{};
  std::int64_t births = 0, deaths = 0;

  // Work and retirement: `u` is what death and birth left of the person's number, below the threshold of an event where
  // one is due.
  [[nodiscard]] Person worked(Person p, std::uint32_t u, int age, bool female) const {
    if (!p.in_labour_force() && p.status() != Status::inactive) return p;
    const int elapsed = world.elapsed();
    const std::size_t at = Rates::at(Rates::half(index(r), p.rural()), female, age);
    const std::uint32_t retires = rates.retire[at];
    if (u < retires) {
      p.set_status(Status::retired, elapsed);
    } else if (p.status() == Status::unemployed) {
      if (elapsed - p.since() > no_longer_new && u < either(retires, rates.discouraged[index(r)]))
        p.set_status(Status::inactive, elapsed);
    } else if (p.status() == Status::inactive && u < either(retires, rates.re_enter[at])) {
      p.set_status(Status::unemployed, elapsed);
    }
    return p;
  }

  // What is due by age alone; `word` decides what is left to chance.
  [[nodiscard]] Person turned(Person p, std::uint32_t word, int quarters) const {
    const int age = quarters / 4, elapsed = world.elapsed();
    if (p.status() == Status::child) {
      if (age >= rates.ages.school) p.set_status(Status::student, elapsed);
    } else if (p.status() == Status::student) {
      if (quarters == choice_at * 4) {
        const std::size_t at = index(r) * 2 + (p.rural() ? 1 : 0);
        const std::uint32_t senior = rates.senior[at];
        p.set_education((word < rates.tertiary[at] ? 1U : 0U) + (word < senior ? 1U : 0U) +
                        (word < std::max(senior, rates.basic) ? 1U : 0U));
      } else if (age >= rates.ages.leaves_school[p.education()]) {
        p.set_status(
            word < rates.participates[Rates::half(index(r), p.rural())] ? Status::unemployed : Status::inactive,
            elapsed);
      }
    } else if (age >= rates.ages.retirement_end && p.status() != Status::retired) {
      p.set_status(Status::retired, elapsed);
    }
    return p;
  }

  void turn(std::size_t k, std::uint32_t key, int quarters) {
    alignas(64) std::array<std::uint32_t, event_batch> words;
    const std::size_t begin = persons.begin(k), size = persons.size(k);
    for (std::size_t from = 0; from < size; from += event_batch) {
      const std::size_t n = std::min(event_batch, size - from);
      event_kernel().words(world.random_key, Stream::schooling, key, static_cast<std::uint32_t>(from / event_block),
                           (n + event_block - 1) / event_block, words.data());
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t slot = begin + from + i;
        const Person p = persons.get(slot), after = turned(p, words[i], quarters);
        if (after == p) continue;
        if (p.in_labour_force() || after.in_labour_force())
          updater.change(p, after, k, persons.weight(slot));
        else
          updater.change_out_of_work(p, after, k, persons.weight(slot));
        persons.put(slot, after);
      }
    }
  }

  void bear(Person mother, std::uint32_t weight, std::uint64_t serial) {
    Person baby;
    baby.set_status(Status::child, world.elapsed());
    baby.set_class(mother.income_class());
    baby.set_rural(mother.rural());
    baby.set_rural_hukou(mother.rural_hukou());
    baby.set_special(mother.special());
    baby.set_hukou(world.pack->registration == Registration::hukou ? mother.hukou() : index(r));
    baby.set_arrival(world.elapsed());
    newborns.push_back({baby, serial, weight});
    births += weight;
  }

  // What members of a sex and age may meet: thresholds.
  struct Chances {
    std::uint32_t death, birth, most;
    bool many;
    StatusBounds bounds;
  };
  std::vector<Chances> chances{};  // (female, age)
  void set_chances() {
    for (const bool female : {false, true})
      for (int age = 0; age <= oldest; ++age) {
        const std::size_t at = Rates::at(index(r), female, age);
        const StatusBounds bounds = rates.bounds(index(r), female, age);
        chances.push_back({rates.death[at], either(rates.death[at], rates.birth[at]),
                           *std::max_element(bounds.begin(), bounds.end()),
                           age >= rates.ages.many_retire[female ? 1 : 0] && age < rates.ages.retirement_end, bounds});
      }
  }

  struct Cohort {
    std::size_t k, begin;
    const Chances* may;
    std::uint32_t key;
    int quarters, age;
    bool female;
  };
  [[nodiscard]] Cohort cohort(std::size_t k) const {
    const int quarters = world.elapsed() - persons.birth(k), age = std::clamp(quarters / 4, 0, oldest);
    const bool female = RegionPersons::female(k);
    return {k,
            persons.begin(k),
            &chances[Rates::at(0, female, age)],
            cohort_key(r, persons.birth(k), female),
            quarters,
            age,
            female};
  }

  void apply_event(const Cohort& c, std::size_t i, std::uint32_t u) {
    const std::size_t slot = c.begin + i;
    const Person p = persons.get(slot);
    const std::uint32_t weight = persons.weight(slot);
    if (u < c.may->death) {
      dead.push_back({static_cast<std::uint32_t>(c.k), static_cast<std::uint32_t>(i)});
      deaths += weight;
      updater.leave(p, c.k, weight);
    } else if (u < c.may->birth) {
      bear(p, weight, member_serial(c.key, i));  // leaves nothing of the number for a hazard
    } else if (const Person after = worked(p, u - c.may->birth, c.age, c.female); after != p) {
      updater.change(p, after, c.k, weight);
      persons.put(slot, after);
    }
  }
  void read_ahead_of_event(const Cohort& c, std::size_t i) const {
    read_ahead(&count.composition[c.k * education_levels * 2]);
    persons.fetch(c.begin + i);
    if (const Person p = persons.get(c.begin + i); p.employed()) read_ahead(&count.staff[p.firm_number()]);
  }

  // Who died is replaced, the last first; then comes what is due by age.
  void close(const Cohort& c) {
    for (; !dead.empty() && dead.back().cohort == c.k; dead.pop_back()) persons.remove(c.k, dead.back().position);
    if (turning_point(rates.ages, c.quarters, world.elapsed())) turn(c.k, c.key, c.quarters);
  }

  void live() {
    std::array<Cohort, SparseEvents::batch> batch;
    const auto next_cohort = [&](std::size_t j, std::size_t k) -> SparseEvents::Cohort {
      const Cohort& c = batch[j] = cohort(k);
      const std::uint64_t* records = persons.raw(c.begin);
      if (!c.may->many) return {c.key, records, persons.size(k), c.may->most};
      for_each_below(
          {world.random_key, Stream::death, c.key, records, persons.size(k)}, c.may->bounds,
          [&](std::size_t i) { read_ahead_of_event(c, i); },
          [&](std::size_t i, std::uint32_t word) { apply_event(c, i, word); });
      close(c);
      return {c.key, records, persons.size(k), 0};
    };
    const auto may = [&](std::size_t j, std::uint64_t record, std::uint32_t word) {
      const std::uint32_t bound = batch[j].may->bounds[record & 7U];
      return word < bound || bound == whole_cohort;
    };
    events.for_each_event(
        persons.cohorts(), next_cohort, may, [&](std::size_t j, std::size_t i) { read_ahead_of_event(batch[j], i); },
        [&](std::size_t j, std::size_t i, std::uint32_t word) { apply_event(batch[j], i, word); },
        [&](std::size_t n) {
          for (std::size_t j = n; j-- > 0;)
            if (!batch[j].may->many) close(batch[j]);
        });
  }

  // Sex and ability of the newborn, who then join their cohorts.
  void name() {
    std::array<std::uint64_t, DrawBlock::size> mothers;
    DrawBlock block;
    std::array<std::vector<Newborn>, 2> by_sex;
    for (auto& list : by_sex) list.reserve(newborns.size() * 9 / 16 + 16);
    for (std::size_t from = 0; from < newborns.size(); from += DrawBlock::size) {
      const std::size_t n = std::min(DrawBlock::size, newborns.size() - from);
      for (std::size_t i = 0; i < n; ++i) mothers[i] = newborns[from + i].mother;
      draw_block(world.random_key, Stream::birth, {mothers.data(), n}, block, member_round);
      for (std::size_t i = 0; i < n; ++i) {
        newborns[from + i].person.set_ability(block[i].word[1] >> 24U);
        by_sex[block[i].uniform(0) < world.parameters.demography.male_births ? 0 : 1].push_back(newborns[from + i]);
      }
    }
    for (const bool girls : {false, true}) {
      const std::size_t k = persons.cohort_of(world.elapsed(), girls);
      persons.make_room(k, by_sex[girls ? 1 : 0].size());
      for (const Newborn& baby : by_sex[girls ? 1 : 0]) {
        persons.push(k, baby.person, baby.weight);
        updater.enter(baby.person, k, baby.weight);
      }
    }
  }

  void run() {
    set_chances();
    live();
    persons.open_cohorts_of(world.elapsed());
    world.headcounts[index(r)].composition.resize(persons.cohorts() * education_levels * 2, 0);
    name();
  }
};

// Courses for those who work or look for work: some of them rise a level; and some lose one, as many as courses gave and
// as are out of date.
void train(World& world, const EfficiencyTable& efficiency) {
  std::vector<std::uint32_t> chance;  // (region, group of persons)
  for (const double x : world.levers.training.values()) chance.push_back(threshold(x));
  const double wear = quarterly_decay(world.parameters.demography.course_wear);
  for_each_region(world, [&](RegionId r) {
    const std::uint32_t* here = chance.data() + index(r) * person_groups;
    const std::uint32_t most = *std::max_element(here, here + person_groups);
    double& levels = world.regions.course_levels[r];
    const std::uint32_t forgotten = threshold(std::min(1.0, ratio(wear * levels, world.regions.labour_force[r])));
    const std::uint32_t bound = either(most, forgotten);
    if (bound == 0) return;
    RegionPersons& persons = world.persons[r];
    HeadcountUpdater updater(world, r, efficiency);
    SparseEvents events(world.random_key, Stream::training);
    std::array<std::size_t, SparseEvents::batch> cohort;
    events.for_each_event(
        persons.cohorts(),
        [&](std::size_t j, std::size_t k) -> SparseEvents::Cohort {
          const int age = age_of(world, persons.birth(cohort[j] = k));
          return {cohort_key(r, persons.birth(k), RegionPersons::female(k)), persons.raw(persons.begin(k)),
                  persons.size(k),
                  age >= world.parameters.demography.working_age && age < world.parameters.demography.course_age ? bound
                                                                                                                 : 0};
        },
        [&](std::size_t, std::uint64_t record, std::uint32_t word) {
          const Person p{record};
          if (!p.in_labour_force()) return false;
          if (word >= most) return p.education() > 0;  // below the bound: among the forgetful
          return p.education() + 1 < education_levels &&
                 word < here[index(person_group(p.special(), p.skill(), p.rural(), p.hukou() != index(r)))];
        },
        [](std::size_t, std::size_t) {},
        [&](std::size_t j, std::size_t i, std::uint32_t word) {
          const std::size_t slot = persons.begin(cohort[j]) + i;
          const Person p = persons.get(slot);
          const bool rises = word < most;
          Person after = p;
          after.set_education(rises ? p.education() + 1 : p.education() - 1);
          updater.change(p, after, cohort[j], persons.weight(slot));
          persons.put(slot, after);
          levels += (rises ? 1.0 : -1.0) * persons.weight(slot);
          if (rises) world.activity.trained[r] += persons.weight(slot);
        },
        [](std::size_t) {});
    levels = std::max(0.0, levels);
  });
}

}  // namespace

double retirement_hazard(const DemographyParameters& d, bool rural, bool female, int age) {
  if (age >= d.retirement_end) return 1;
  const double at = rural ? d.retirement_rural : female ? d.retirement_female : d.retirement_male;
  const double width = rural ? d.retirement_spread_rural : d.retirement_spread;
  return age < at - earliest_retirement ? 0 : d.retirement_rate * logistic((age + 0.5 - at) / width);
}

Participation participation(const Pack& pack, const DemographyParameters& parameters) {
  Participation share{};
  for (std::size_t k = 0; k < share.size(); ++k) {
    double stay = 1;
    const auto& active = k % 2 == 0 ? pack.active_men : pack.active_women;
    for (std::size_t age = first_active_age; age < years_of_life; ++age) {
      share[k][age] = active[age] * stay;
      stay *= portable::pow(1 - retirement_hazard(parameters, k >= 2, k % 2 == 1, static_cast<int>(age)), 4);
    }
  }
  return share;
}

void demography(World& world) {
  Activity& activity = world.activity;
  activity.births.assign(world.region_count());
  activity.deaths.assign(world.region_count());
  activity.trained.assign(world.region_count());
  if (!world.parameters.demography.enabled) return;

  set_fertility(world);
  const Rates rates = rates_of(world);
  const EfficiencyTable efficiency(world.parameters);
  std::vector<std::uint64_t> born(world.region_count(), 0);
  for_each_region(world, [&](RegionId r) {
    HeadcountUpdater updater(world, r, efficiency);
    RegionLife life{world, r, rates, updater};
    life.run();
    activity.births[r] = life.births;
    activity.deaths[r] = life.deaths;
    born[index(r)] = life.newborns.size();
  });
  world.nation.births_ever += std::accumulate(born.begin(), born.end(), std::uint64_t{0});
  train(world, efficiency);
}

void calibrate_demography(World& world) {
  measure_labour_supply(world);
  calibrate_participation(world);
  const Pack& pack = *world.pack;
  const std::size_t regions = world.region_count();
  std::vector<double> count(regions * 2 * age_groups, 0);
  for (const RegionId r : world.region_ids()) {
    const RegionPersons& persons = world.persons[r];
    const auto& composition = world.headcounts[index(r)].composition;
    for (std::size_t k = 0; k < persons.cohorts(); ++k) {
      const std::size_t g = RegionPersons::female(k) ? 1 : 0;
      double& here = count[(index(r) * 2 + g) * age_groups + group_of(age_of(world, persons.birth(k)))];
      for (std::size_t i = 0; i < education_levels * 2; ++i)
        here += static_cast<double>(composition[k * education_levels * 2 + i]);
    }
  }
  const auto at = [&](RegionId r, std::size_t g, std::size_t a) { return count[(index(r) * 2 + g) * age_groups + a]; };

  world.calibration.fertility_level.assign(regions, 1);
  world.calibration.mortality_level.assign(regions, 1);
  Column<RegionId, double> births(regions), deaths(regions), population(regions);
  double all_births = 0, all_deaths = 0, wanted_births = 0, wanted_deaths = 0;
  for (const RegionId r : world.region_ids()) {
    for (std::size_t a = 0; a < age_groups; ++a) {
      population[r] += at(r, 0, a) + at(r, 1, a);
      births[r] += at(r, 1, a) * pack.fertility[a] / 4;
      deaths[r] += at(r, 0, a) * quarterly_death(pack.mortality_male[a]) +
                   at(r, 1, a) * quarterly_death(pack.mortality_female[a]);
    }
    all_births += births[r];
    all_deaths += deaths[r];
    wanted_births += population[r] * pack.crude_birth_rate[r] / 4;
    wanted_deaths += population[r] * pack.crude_death_rate[r] / 4;
  }
  world.nation.base_births = wanted_births;
  world.nation.fertility_factor = all_births > 0 ? wanted_births / all_births : 0;
  world.nation.mortality_factor = all_deaths > 0 ? wanted_deaths / all_deaths : 0;
  for (const RegionId r : world.region_ids()) {
    const double expected_births = births[r] * world.nation.fertility_factor;
    if (expected_births > 0)
      world.calibration.fertility_level[r] = population[r] * pack.crude_birth_rate[r] / 4 / expected_births;
    // Quarterly hazards are not quite proportional to yearly ones: three corrections reach 1e-6.
    double& level = world.calibration.mortality_level[r];
    for (int round = 0; round < 4; ++round) {
      double expected = 0;
      for (std::size_t a = 0; a < age_groups; ++a)
        expected += at(r, 0, a) * quarterly_death(pack.mortality_male[a] * level * world.nation.mortality_factor) +
                    at(r, 1, a) * quarterly_death(pack.mortality_female[a] * level * world.nation.mortality_factor);
      if (expected > 0) level *= population[r] * pack.crude_death_rate[r] / 4 / expected;
    }
  }
}

}  // namespace jiuzhou
