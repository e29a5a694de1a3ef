// Demography: births, deaths, schooling, entry to and exit from the labour force. Ageing needs no touch: age is the
// quarters since birth.
//
//   deaths   q = 1 − (1 − min(m_ga M_r M s_t, 0.95))^(1/4)                          [1/quarter]
//   births   b = f_a F_r F φ_t / 4 per woman                                        [1/quarter]
//   s_t, φ_t = (1 + trend)^years, φ_t also the pack's path of births in a conditional run
//   school   at 15: P(tertiary) = σ(σ⁻¹(e_t) + 1.0 (ē_r − ē) ± 0.3), P(senior) likewise; urban +, rural −
//            a lever adds to both odds; left at 16 (primary, junior), 19 (senior) or 22 (tertiary)
//   train    a person under 55 in the labour force rises one education level with the chance that policies pay for
//   retire   h_a = rate / (1 + exp(−(a − A) / w)), w 0.75 year urban, 2.5 rural; at 85 everybody
//   leave    unemployed for over a year -> inactive; inactive -> unemployed, 10 times as often before 25, 5 before 30,
//            a third as often past 45, women 0.4 times as often as men; times (u_r/u0_r)^k
//            for leaving and (u0_r/u_r)^k for coming back: participation moves with the cycle
//
// m, f age-specific rates of the pack by five-year group, g sex; M, F national corrections and M_r, F_r regional
// levels, so that births and deaths expected at the start are the pack's crude rates; ē_r mean education level of the
// region's adults in the base year. Cohort-component method, Leslie (1945), one person at a time.
//
// A newborn is a new agent with its mother's weight, place, hukou, special areas and income class. Population of a
// region by weight: N(t) = N(t−1) + births − deaths.
//
// Reads   regions.unemployment_rate, persons, nation.{fertility_factor, mortality_factor}, calibration.{fertility_level, mortality_level}, pack,
//         levers.{schooling, training}
// Writes  persons (all columns), nation.births_ever, activity.{births, deaths, trained}
//
// Order: one draw per person (stream death: death, birth, schooling or retirement, participation), keyed by its serial;
// the dead are taken out keeping the order, newborns follow in their mothers' order. So any number of threads agrees.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>

#include "sim/base/random_block.hpp"
#include "sim/steps/persons.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr int oldest = 110;          // years; older persons share its rates
constexpr int all_retired_at = 85;   // years
constexpr int school_at = 6, choice_at = 15, work_at = 16;
constexpr int too_old_for_courses = 55;  // years
constexpr int first_fertile = 15, last_fertile = 49;
constexpr double region_tilt = 1.0, settlement_tilt = 0.3;  // logit, per education level and for urban or rural
constexpr double born_male = 0.53;                          // sex ratio at birth 113, census 2010 and after

double logistic(double x) { return 1 / (1 + std::exp(-x)); }
double tilted(double share, double shift) {
  if (share <= 0 || share >= 1) return std::clamp(share, 0.0, 1.0);
  return logistic(std::log(share / (1 - share)) + shift);
}

double quarterly_death(double yearly) { return 1 - std::pow(1 - std::clamp(yearly, 0.0, 0.95), 0.25); }

std::size_t group_of(int age) { return static_cast<std::size_t>(std::min(age / 5, static_cast<int>(age_groups) - 1)); }

// Thresholds of a 32-bit draw, made once a quarter. `event` says below which of the third and fourth word anything may
// happen in school or work, so that most persons are passed over with one comparison each and no branch on their status.
struct Rates {
  std::vector<std::uint32_t> death;   // (region, female, age)
  std::vector<std::uint32_t> birth;   // (region, female, age)
  std::array<std::array<std::uint32_t, 2>, statuses * 4 * (oldest + 1)> event{};  // (status, rural, female, age)
  std::vector<std::uint32_t> tertiary, senior;           // (region, rural); senior includes tertiary
  std::array<std::uint32_t, 4 * (oldest + 1)> retire{};  // (rural, female, age)
  std::vector<std::uint32_t> re_enter;     // (region, female, age)
  std::vector<std::uint32_t> discouraged;  // by region
  std::uint32_t primary = 0, participates = 0;

  [[nodiscard]] std::uint32_t dies(std::size_t place, bool female, int age) const {
    return death[(place * 2 + (female ? 1 : 0)) * (oldest + 1) + static_cast<std::size_t>(age)];
  }
  [[nodiscard]] std::uint32_t bears(std::size_t place, bool female, int age) const {
    return birth[(place * 2 + (female ? 1 : 0)) * (oldest + 1) + static_cast<std::size_t>(age)];
  }
  [[nodiscard]] const std::array<std::uint32_t, 2>& may_change(std::uint8_t status, std::uint8_t traits, int age) const {
    static_assert(trait_female == 1 && trait_rural == 2);
    return event[(status * std::size_t{4} + (traits & 3U)) * (oldest + 1) + static_cast<std::size_t>(age)];
  }
  [[nodiscard]] std::uint32_t re_enters(std::size_t place, bool female, int age) const {
    return re_enter[(place * 2 + (female ? 1 : 0)) * (oldest + 1) + static_cast<std::size_t>(age)];
  }
  [[nodiscard]] std::uint32_t retires(bool rural, bool female, int age) const {
    return retire[static_cast<std::size_t>(((rural ? 2 : 0) + (female ? 1 : 0)) * (oldest + 1) + age)];
  }
};

double mean_level(const std::array<double, education_levels>& share) {
  double total = 0, level = 0;
  for (std::size_t k = 0; k < education_levels; ++k) {
    total += share[k];
    level += static_cast<double>(k) * share[k];
  }
  return total > 0 ? level / total : 0;
}

double birth_path(const World& world) {
  return Paths::held(world.paths.birth_factor, world.elapsed(), 1);
}

Rates rates_of(const World& world) {
  const DemographyParameters& d = world.parameters.demography;
  const Pack& pack = *world.pack;
  const std::size_t regions = world.region_count();
  const double years = world.elapsed() / 4.0;
  const double mortality = d.mortality_scale * std::pow(1 + d.mortality_trend, years) * world.nation.mortality_factor;
  const double fertility =
      d.fertility_scale * std::pow(1 + d.fertility_trend, years) * birth_path(world) * world.nation.fertility_factor;

  double persons = 0, level = 0;
  for (const RegionId r : world.region_ids()) {
    persons += pack.urban[r] + pack.rural[r];
    level += (pack.urban[r] + pack.rural[r]) * mean_level(pack.education[r]);
  }
  level /= std::max(1.0, persons);

  Rates rates;
  rates.death.resize(regions * 2 * (oldest + 1));
  rates.birth.resize(regions * 2 * (oldest + 1));
  rates.tertiary.resize(regions * 2);
  rates.senior.resize(regions * 2);
  const double tertiary = std::clamp(d.tertiary_entry + d.tertiary_trend * years, 0.0, 0.9);
  const double senior = std::clamp(tertiary + d.senior_entry, 0.0, 0.98);
  for (const RegionId r : world.region_ids()) {
    for (std::size_t g = 0; g < 2; ++g)
      for (int age = 0; age <= oldest; ++age) {
        const auto& table = g == 1 ? pack.mortality_female : pack.mortality_male;
        const double yearly = table[group_of(age)] * mortality * world.calibration.mortality_level[r];
        rates.death[(index(r) * 2 + g) * (oldest + 1) + static_cast<std::size_t>(age)] = threshold(quarterly_death(yearly));
      }
    for (int age = first_fertile; age <= last_fertile; ++age)
      rates.birth[(index(r) * 2 + 1) * (oldest + 1) + static_cast<std::size_t>(age)] =
          threshold(pack.fertility[group_of(age)] * fertility * world.calibration.fertility_level[r] / 4);
    for (std::size_t rural = 0; rural < 2; ++rural) {
      const double shift = region_tilt * (mean_level(pack.education[r]) - level) + (rural == 1 ? -1 : 1) * settlement_tilt +
                           world.levers.schooling[r];
      rates.tertiary[index(r) * 2 + rural] = threshold(tilted(tertiary, shift));
      rates.senior[index(r) * 2 + rural] = threshold(tilted(senior, shift));
    }
  }
  for (int age = 0; age <= oldest; ++age)
    for (int k = 0; k < 4; ++k)
      rates.retire[static_cast<std::size_t>(k * (oldest + 1) + age)] = threshold(retirement_hazard(d, k >= 2, k % 2 == 1, age));
  rates.primary = threshold(0.98);  // compulsory schooling reaches all but a few
  rates.participates = threshold(d.participation_young);
  // Where work is scarce more give up and fewer come back, relative to the base year.
  rates.discouraged.resize(regions);
  rates.re_enter.assign(regions * 2 * (oldest + 1), 0);
  std::array<std::uint32_t, 2 * (oldest + 1)> most_re_enter{};
  std::uint32_t most_discouraged = 0;
  for (const RegionId r : world.region_ids()) {
    const double scarcity = std::clamp(std::max(world.regions.unemployment_rate[r], 0.002) / world.calibration.base_unemployment[r], 0.1, 4.0);
    const double response = std::pow(scarcity, world.parameters.labour.participation_response);
    rates.discouraged[index(r)] = threshold(world.parameters.labour.discouragement * response);
    most_discouraged = std::max(most_discouraged, rates.discouraged[index(r)]);
    for (int age = work_at; age <= oldest; ++age)
      for (std::size_t female = 0; female < 2; ++female) {
        const double odds = (age < 25 ? 10 : age < 30 ? 5 : age < 45 ? 1 : 0.33) * (female == 1 ? 0.4 : 1);
        const std::size_t at = female * (oldest + 1) + static_cast<std::size_t>(age);
        std::uint32_t& here = rates.re_enter[index(r) * 2 * (oldest + 1) + at];
        here = threshold(world.parameters.labour.re_entry * odds / response);
        most_re_enter[at] = std::max(most_re_enter[at], here);
      }
  }
  constexpr std::uint32_t always = 0xffffffffU;
  for (std::size_t k = 0; k < 4; ++k)
    for (int age = 0; age <= oldest; ++age) {
      const bool female = k % 2 == 1;
      const std::uint32_t retires = age >= all_retired_at ? always : rates.retires(k >= 2, female, age);
      const auto set = [&](Status status, std::uint32_t third, std::uint32_t fourth) {
        rates.event[(code(status) * std::size_t{4} + k) * (oldest + 1) + static_cast<std::size_t>(age)] = {third, fourth};
      };
      set(Status::child, age >= school_at ? always : 0, 0);
      set(Status::student, age >= choice_at ? always : 0, 0);
      set(Status::employed, retires, 0);
      set(Status::unemployed, retires, most_discouraged);
      set(Status::inactive, retires, most_re_enter[(female ? oldest + 1 : 0) + static_cast<std::size_t>(age)]);
    }
  return rates;
}

int leaves_school_at(std::uint8_t education) { return education <= 1 ? 16 : education == 2 ? 19 : 22; }

void change_status(Persons& persons, PersonId p, Status status) {
  persons.status[p] = code(status);
  persons.tenure[p] = 0;
  persons.employer[p] = no_employer;
}

// One person's quarter after birth and death: school, work, retirement.
void live(Persons& persons, PersonId p, const Rates& rates, const Draws& d, int quarters, int age) {
  const std::uint8_t traits = persons.traits[p];
  switch (static_cast<Status>(persons.status[p])) {
    case Status::child:
      if (age >= school_at) change_status(persons, p, Status::student);
      break;
    case Status::student: {
      if (quarters == choice_at * 4) {
        const std::size_t at = persons.place[p] * std::size_t{2} + (is_rural(traits) ? 1 : 0);
        const std::uint32_t u = d.word[2];
        persons.education[p] = u < rates.tertiary[at] ? 3 : u < rates.senior[at] ? 2 : u < rates.primary ? 1 : 0;
      } else if (age >= leaves_school_at(persons.education[p])) {
        change_status(persons, p, d.word[2] < rates.participates ? Status::unemployed : Status::inactive);
      }
      break;
    }
    case Status::employed:
    case Status::unemployed:
    case Status::inactive:
      if (age >= all_retired_at || d.word[2] < rates.retires(is_rural(traits), is_female(traits), age)) {
        change_status(persons, p, Status::retired);
      } else if (persons.status[p] == code(Status::unemployed)) {
        if (persons.tenure[p] > 4 && d.word[3] < rates.discouraged[persons.place[p]]) change_status(persons, p, Status::inactive);
      } else if (persons.status[p] == code(Status::inactive) && d.word[3] < rates.re_enters(persons.place[p], is_female(traits), age)) {
        change_status(persons, p, Status::unemployed);
      }
      break;
    case Status::retired: break;
  }
}

// Takes the listed slots out of every column, keeping the order of the rest: whole runs between them are moved.
void remove_persons(Persons& persons, const std::vector<std::uint32_t>& dead) {
  if (dead.empty()) return;
  const std::size_t n = persons.size();
  std::vector<std::function<void()>> columns;
  each_person_column(persons, [&](auto& column) {
    columns.emplace_back([&column, &dead, n] {
      auto& values = column.values();
      std::size_t to = dead.front();
      for (std::size_t k = 0; k < dead.size(); ++k) {
        const std::size_t from = dead[k] + std::size_t{1}, end = k + 1 < dead.size() ? dead[k + 1] : n;
        std::memmove(values.data() + to, values.data() + from, (end - from) * sizeof(values[0]));
        to += end - from;
      }
      values.resize(to);
    });
  });
  tbb::parallel_for(std::size_t{0}, columns.size(), [&](std::size_t i) { columns[i](); });
}

struct Newborn {
  std::uint64_t serial;
  std::uint32_t weight;
  std::uint16_t place, hukou;
  std::uint8_t traits, income_class;
};

void append_persons(Persons& persons, const std::vector<Newborn>& newborns, const Luck& luck, int elapsed) {
  const std::size_t before = persons.size();
  each_person_column(persons, [&](auto& column) { column.resize(before + newborns.size()); });
  for_each_index(newborns.size(), 1024, [&](std::size_t i) {
    const Newborn& baby = newborns[i];
    const auto p = static_cast<PersonId>(before + i);
    const Draws d = luck.draw(Stream::birth, baby.serial, 1);
    persons.place[p] = baby.place;
    persons.hukou[p] = baby.hukou;
    persons.birth[p] = static_cast<std::int16_t>(elapsed);
    persons.traits[p] = static_cast<std::uint8_t>((baby.traits & ~trait_female) | (d.uniform(0) < born_male ? 0 : trait_female));
    persons.education[p] = 0;
    persons.status[p] = code(Status::child);
    persons.ability[p] = static_cast<std::uint8_t>(d.word[1] >> 24U);
    persons.income_class[p] = baby.income_class;
    persons.tenure[p] = 0;
    persons.residence[p] = 0;
    persons.employer[p] = no_employer;
    persons.weight[p] = baby.weight;
    persons.serial[p] = baby.serial;
  });
}

// Courses for those who work or look for work: some of them rise a level.
void train(World& world) {
  std::vector<std::uint32_t> chance;  // (region, group of persons)
  for (const double x : world.levers.training.values()) chance.push_back(threshold(x));
  if (std::ranges::none_of(chance, [](std::uint32_t x) { return x > 0; })) return;
  Persons& persons = world.persons;
  const int elapsed = world.elapsed();
  const std::vector<std::int64_t> trained =
      count_bins(persons.size(), world.region_count(), [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          const std::uint8_t status = persons.status[p];
          const PersonGroup group = person_group(persons.traits[p] >> trait_special_shift, skill_of(persons.education[p]),
                                                 is_rural(persons.traits[p]), persons.place[p] != persons.hukou[p]);
          const std::uint32_t here = chance[persons.place[p] * person_groups + index(group)];
          if (here == 0 || (status != code(Status::employed) && status != code(Status::unemployed))) continue;
          if (persons.education[p] + std::size_t{1} >= education_levels || (elapsed - persons.birth[p]) / 4 >= too_old_for_courses) continue;
          if (world.luck.draw(Stream::training, persons.serial[p]).word[0] >= here) continue;
          ++persons.education[p];
          mine[persons.place[p]] += persons.weight[p];
        }
      });
  for (const RegionId r : world.region_ids()) world.activity.trained[r] = trained[index(r)];
}

}  // namespace

double retirement_hazard(const DemographyParameters& d, bool rural, bool female, int age) {
  if (age >= all_retired_at) return 1;
  const double at = rural ? d.retirement_rural : female ? d.retirement_female : d.retirement_male;
  const double width = rural ? 2.5 : 0.75;
  return age < at - 15 ? 0 : d.retirement_rate * logistic((age + 0.5 - at) / width);
}

void demography(World& world) {
  Activity& activity = world.activity;
  activity.births.assign(world.region_count());
  activity.deaths.assign(world.region_count());
  activity.trained.assign(world.region_count());
  if (!world.parameters.demography.enabled) return;

  Persons& persons = world.persons;
  const Rates rates = rates_of(world);
  const int elapsed = world.elapsed();
  std::vector<std::vector<std::uint32_t>> dead_in(block_count(persons.size()));
  const std::vector<Newborn> newborns =
      collect<Newborn>(persons.size(), [&](auto& born, std::size_t begin, std::size_t end) {
        auto& dead = dead_in[begin / block_size];
        for_each_draw(world.luck, Stream::death, persons.serial.values().data(), begin, end, [&](std::size_t i, const Draws& d) {
          const auto p = static_cast<PersonId>(i);
          const int quarters = elapsed - persons.birth[p];
          const int age = std::clamp(quarters / 4, 0, oldest);
          const bool female = is_female(persons.traits[p]);
          const std::size_t place = persons.place[p];
          const auto& change = rates.may_change(persons.status[p], persons.traits[p], age);
          const bool dies = d.word[0] < rates.dies(place, female, age);
          const bool bears = d.word[1] < rates.bears(place, female, age);
          const bool changes = static_cast<int>(d.word[2] < change[0]) | static_cast<int>(d.word[3] < change[1]);
          if (!(static_cast<int>(dies) | static_cast<int>(bears) | static_cast<int>(changes))) return;
          if (dies) {
            dead.push_back(static_cast<std::uint32_t>(p));
            return;
          }
          if (bears)
            born.push_back({child_serial(persons.serial[p], world.luck.period), persons.weight[p], persons.place[p],
                            persons.hukou[p], persons.traits[p], persons.income_class[p]});
          if (changes) live(persons, p, rates, d, quarters, age);
        });
      });
  std::vector<std::uint32_t> dead;
  for (const auto& part : dead_in) dead.insert(dead.end(), part.begin(), part.end());
  for (const std::uint32_t i : dead) {
    const auto p = static_cast<PersonId>(i);
    activity.deaths[static_cast<RegionId>(persons.place[p])] += persons.weight[p];
  }
  for (const Newborn& baby : newborns) activity.births[static_cast<RegionId>(baby.place)] += baby.weight;
  remove_persons(persons, dead);
  append_persons(persons, newborns, world.luck, elapsed);
  world.nation.births_ever += newborns.size();
  train(world);
}

void calibrate_demography(World& world) {
  const Persons& persons = world.persons;
  measure_labour_supply(world);
  const Pack& pack = *world.pack;
  const std::size_t regions = world.region_count();
  const int elapsed = world.elapsed();
  const std::vector<std::int64_t> count =
      count_bins(persons.size(), regions * 2 * age_groups, [&](auto& bins, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          const std::size_t g = is_female(persons.traits[p]) ? 1 : 0;
          bins[(persons.place[p] * std::size_t{2} + g) * age_groups + group_of((elapsed - persons.birth[p]) / 4)] +=
              persons.weight[p];
        }
      });
  const auto at = [&](RegionId r, std::size_t g, std::size_t a) {
    return static_cast<double>(count[(index(r) * 2 + g) * age_groups + a]);
  };

  world.calibration.fertility_level.assign(regions, 1);
  world.calibration.mortality_level.assign(regions, 1);
  Column<RegionId, double> births(regions), deaths(regions), population(regions);
  double all_births = 0, all_deaths = 0, wanted_births = 0, wanted_deaths = 0;
  for (const RegionId r : world.region_ids()) {
    for (std::size_t a = 0; a < age_groups; ++a) {
      population[r] += at(r, 0, a) + at(r, 1, a);
      births[r] += at(r, 1, a) * pack.fertility[a] / 4;
      deaths[r] += at(r, 0, a) * quarterly_death(pack.mortality_male[a]) + at(r, 1, a) * quarterly_death(pack.mortality_female[a]);
    }
    all_births += births[r];
    all_deaths += deaths[r];
    wanted_births += population[r] * pack.crude_birth_rate[r] / 4;
    wanted_deaths += population[r] * pack.crude_death_rate[r] / 4;
  }
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
