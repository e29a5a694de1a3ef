// Labour market: separations, search, vacancies, matching, and the counts that follow.
//
//   target_f  = L_f + a (L*_f − L_f)             L posts held when the last market closed, L* labour the plan needs
//   quit      q = 1 − exp(−rate/4)               rate by hukou local or elsewhere; none in own-account work
//   layoff    min(cap, (L'(1−q) − target)+ / L'(1−q))      L' labour still there
//   posts     round_by_chance((target − L'')+ / ℓ_f)       L'' after separations; ℓ_f labour of one agent there
//   seekers   the unemployed and a share of the employed outside own-account work
//   market    region x skill, then the region twice: the unemployed before job-changers, each by keyed order, vacancies by keyed order weighted by
//             (w_f / w_rs)²; i-th with i-th; own-account posts only for rural persons out of work
//   accept    w_f ≥ ρ0 (1−ρ)^t w_rs;  an employed person only w_f > own wage
//
// w_rs is the going wage of the industry in the region, t quarters without work. So a firm that pays less than its trade
// waits until seekers have lowered their sights, while low-wage trades are not starved by high-wage ones. Losses by death,
// retirement and emigration are replaced in full (the posts of last quarter stay), the gap to the plan by a share a.
// Unemployment is what is left: labour force less employed. Search and matching after Dawid et al. (EURACE) and
// Neugart and Richiardi (2018); weighted order after Efraimidis and Spirakis (2006).
//
// With chance off nothing is drawn: no quits, layoffs and posts are rounded, orders are a fixed hash of the serial; a firm
// whose need equals its labour keeps everyone.
//
// Reads   activity.labour_need, firms.{alive, region, industry, wage, posts}, persons.{place, hukou, education, ability, ...}
// Writes  persons.{status, employer, tenure}, firms.{workers, labour, paid, vacancies, posts}, regions.{unemployment_rate,
//         labour_force, labour_supply, labour_force_growth, job_chance, vacancy_rate}, activity.{seekers, hired, separations,
//         vacancies_posted, employment}
//
// Order: persons are visited in fixed blocks and write their own slots; counts are integers; each region's market is
// cleared by one task whose lists are sorted by (priority, serial). So any number of threads agrees.
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/random_block.hpp"
#include "sim/steps/efficiency.hpp"
#include "sim/steps/matching.hpp"
#include "sim/steps/persons.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double wage_attraction = 2;  // how much a better wage moves a vacancy up its queue

double quit_probability(double yearly_rate) { return 1 - std::exp(-yearly_rate / 4); }

// Share of the workers left after quits to lay off.
double layoff_probability(double labour, double target, double cap) {
  return labour > 0 ? std::clamp((labour - target) / labour, 0.0, cap) : 0;
}

// Who is there before separations.
struct Staff {
  std::int64_t agents = 0, persons = 0, labour = 0, labour_elsewhere = 0;  // hukou elsewhere
};

struct Market {
  std::vector<Staff> staff;                       // by firm
  std::vector<std::array<double, skills>> mix;    // by cell, labour
  std::vector<double> agent_weight;               // by region, persons per agent of the labour force
  std::vector<double> going_wage;                 // by cell
  std::vector<double> target;                     // by firm, efficiency units
  std::vector<std::uint32_t> quit_local, quit_elsewhere, layoff, looks;  // by firm, thresholds
  std::vector<std::int64_t> after;                // by firm, efficiency units after separations
};

bool works_somewhere(const Persons& persons, PersonId p) { return persons.status[p] == code(Status::employed); }

// Whether the employer is still there, in the person's region and with posts; if not, the person is out of work.
bool keeps_job(Persons& persons, const Firms& firms, PersonId p) {
  const auto f = static_cast<FirmId>(persons.employer[p]);
  if (persons.employer[p] != no_employer && firms.alive[f] && firms.workers[f] > 0 && index(firms.region[f]) == persons.place[p])
    return true;
  persons.status[p] = code(Status::unemployed);
  persons.employer[p] = no_employer;
  persons.tenure[p] = 0;
  return false;
}

void count_staff(World& world, const EfficiencyTable& efficiency, Market& market) {
  Persons& persons = world.persons;
  const std::size_t firms = world.firms.size(), cells = world.region_count() * world.industry_count();
  const std::size_t by_cell = firms * 4, by_region = by_cell + cells * skills;
  const std::vector<std::int64_t> bins =
      count_bins(persons.size(), by_region + world.region_count() * 2, [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          const std::uint8_t status = persons.status[p];
          if (status != code(Status::employed) && status != code(Status::unemployed)) continue;
          const std::size_t region = by_region + persons.place[p] * std::size_t{2};
          ++mine[region];
          mine[region + 1] += persons.weight[p];
          if (status != code(Status::employed) || !keeps_job(persons, world.firms, p)) continue;
          const auto f = static_cast<FirmId>(persons.employer[p]);
          const std::int64_t labour = std::int64_t{persons.weight[p]} * efficiency(persons.education[p], persons.ability[p]);
          std::int64_t* at = &mine[index(f) * 4];
          ++at[0];
          at[1] += persons.weight[p];
          at[2] += labour;
          if (persons.place[p] != persons.hukou[p]) at[3] += labour;
          mine[by_cell + world.cell(world.firms.region[f], world.firms.industry[f]) * skills + skill_of(persons.education[p])] += labour;
        }
      });
  market.staff.resize(firms);
  for (std::size_t f = 0; f < firms; ++f) market.staff[f] = {bins[f * 4], bins[f * 4 + 1], bins[f * 4 + 2], bins[f * 4 + 3]};
  market.mix.resize(cells);
  for (std::size_t c = 0; c < cells; ++c)
    for (std::size_t k = 0; k < skills; ++k) market.mix[c][k] = static_cast<double>(bins[by_cell + c * skills + k]);
  market.agent_weight.resize(world.region_count());
  for (std::size_t r = 0; r < world.region_count(); ++r) {
    const std::int64_t* at = &bins[by_region + r * 2];
    market.agent_weight[r] = at[0] > 0 ? static_cast<double>(at[1]) / static_cast<double>(at[0]) : static_cast<double>(world.weight);
  }
}

void set_targets(World& world, Market& market) {
  Firms& firms = world.firms;
  const LabourParameters& p = world.parameters.labour;
  const bool chance = world.parameters.initial.chance;
  const std::size_t n = firms.size();
  firms.posts.resize(n);
  market.target.assign(n, 0);
  market.layoff.assign(n, 0);
  market.quit_local.assign(n, 0);
  market.quit_elsewhere.assign(n, 0);
  market.looks.assign(n, 0);
  std::vector<double> paid(market.mix.size(), 0), heads(market.mix.size(), 0), plain(market.mix.size(), 0), alive(market.mix.size(), 0);
  const double local = quit_probability(p.quit_local), elsewhere = quit_probability(p.quit_migrant);
  for (const FirmId f : firms.ids()) {
    if (!firms.alive[f]) continue;
    const std::size_t i = index(f), cell = world.cell(firms.region[f], firms.industry[f]);
    const Staff& staff = market.staff[i];
    paid[cell] += firms.wage[f] * static_cast<double>(staff.persons);
    heads[cell] += static_cast<double>(staff.persons);
    plain[cell] += firms.wage[f];
    alive[cell] += 1;
    const auto held = static_cast<double>(firms.posts[f]);
    // A firm that starts, or starts again elsewhere, hires for its plan at once.
    const double adjustment = held > 0 ? p.adjustment : 1;
    market.target[i] = std::max(0.0, held + adjustment * (world.activity.labour_need[f] - held));
    if (!chance) continue;
    // A firm of one agent keeps it: at this weight the agent stands for many posts, which are never empty together.
    const bool quits = staff.agents > 1 && !world.pack->industries[index(firms.industry[f])].own_account;
    if (quits) {
      market.quit_local[i] = threshold(local);
      market.quit_elsewhere[i] = threshold(elsewhere);
      market.looks[i] = threshold(p.job_search);
    }
    const auto here = static_cast<double>(staff.labour);
    const auto from_elsewhere = static_cast<double>(staff.labour_elsewhere);
    const double left = quits ? here - local * (here - from_elsewhere) - elsewhere * from_elsewhere : here;
    if (staff.agents > 1) market.layoff[i] = threshold(layoff_probability(left, market.target[i], p.layoff_cap));
  }
  market.going_wage.assign(market.mix.size(), 0);
  for (std::size_t c = 0; c < market.mix.size(); ++c)
    market.going_wage[c] = heads[c] > 0 ? paid[c] / heads[c] : alive[c] > 0 ? plain[c] / alive[c] : 0;
}

// Quits and layoffs by draw; everybody's time in status; who seeks. Separated persons seek in the same quarter.
std::vector<Seeker> separate(World& world, const Market& market, std::vector<std::int64_t>& separated) {
  Persons& persons = world.persons;
  const bool chance = world.parameters.initial.chance;
  std::vector<std::vector<std::int64_t>> lost(block_count(persons.size()));
  auto seekers = collect<Seeker>(persons.size(), [&](auto& found, std::size_t begin, std::size_t end) {
    auto& mine = lost[begin / block_size];
    mine.assign(world.region_count(), 0);
    for_each_draw(world.luck, Stream::separation, persons.serial.values().data(), begin, end, [&](std::size_t i, const Draws& d) {
      const auto p = static_cast<PersonId>(i);
      const bool employed = works_somewhere(persons, p);
      if (!employed && persons.status[p] != code(Status::unemployed)) {
        persons.tenure[p] = one_more(persons.tenure[p]);
        return;
      }
      bool seeks = !employed;
      double priority = static_cast<double>(scramble(persons.serial[p]));
      if (chance) {
        priority = d.uniform(2);
        if (employed) {
          const std::size_t f = persons.employer[p];
          const bool elsewhere = persons.place[p] != persons.hukou[p];
          const std::uint32_t quit = (elsewhere ? market.quit_elsewhere : market.quit_local)[f];
          if (d.word[0] < quit || d.word[1] < market.layoff[f]) {
            persons.status[p] = code(Status::unemployed);
            persons.employer[p] = no_employer;
            persons.tenure[p] = 0;
            mine[persons.place[p]] += persons.weight[p];
            seeks = true;
          } else {
            seeks = d.word[3] < market.looks[f];
          }
        }
      }
      if (seeks)
        found.push_back({priority, persons.serial[p], static_cast<std::uint32_t>(p),
                         static_cast<std::uint8_t>(skill_of(persons.education[p])), is_rural(persons.traits[p]),
                         works_somewhere(persons, p)});
      if (!employed || works_somewhere(persons, p)) persons.tenure[p] = one_more(persons.tenure[p]);
    });
  });
  for (const auto& part : lost)
    for (std::size_t r = 0; r < part.size(); ++r) separated[r] += part[r];
  return seekers;
}

// Chance off: firms above target let go as many agents as the gap is worth, in the order of a hash.
void lay_off_apportioned(World& world, const Market& market, std::vector<Seeker>& seekers, std::vector<std::int64_t>& separated) {
  Persons& persons = world.persons;
  std::vector<std::int64_t> leaving(market.staff.size(), 0);
  bool any = false;
  for (std::size_t f = 0; f < leaving.size(); ++f) {
    const Staff& staff = market.staff[f];
    if (staff.agents == 0) continue;
    const auto labour = static_cast<double>(staff.labour);
    const double share = layoff_probability(labour, market.target[f], world.parameters.labour.layoff_cap);
    leaving[f] = std::llround(share * static_cast<double>(staff.agents));
    any = any || leaving[f] > 0;
  }
  if (!any) return;
  struct Candidate {
    std::uint32_t firm;
    std::uint64_t order;
    std::uint32_t person;
  };
  auto candidates = collect<Candidate>(persons.size(), [&](auto& found, std::size_t begin, std::size_t end) {
    for (const PersonId p : Ids<PersonId>(begin, end))
      if (works_somewhere(persons, p) && leaving[persons.employer[p]] > 0)
        found.push_back({persons.employer[p], scramble(persons.serial[p]), static_cast<std::uint32_t>(p)});
  });
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.firm != b.firm) return a.firm < b.firm;
    return a.order != b.order ? a.order < b.order : a.person < b.person;
  });
  for (const Candidate& c : candidates) {
    if (leaving[c.firm] == 0) continue;
    --leaving[c.firm];
    const auto p = static_cast<PersonId>(c.person);
    persons.status[p] = code(Status::unemployed);
    persons.employer[p] = no_employer;
    persons.tenure[p] = 0;
    separated[persons.place[p]] += persons.weight[p];
    seekers.push_back({static_cast<double>(c.order), persons.serial[p], c.person,
                       static_cast<std::uint8_t>(skill_of(persons.education[p])), is_rural(persons.traits[p]), false});
  }
}

// Posts a firm opens, as agents of the region's mean weight.
std::int64_t open_posts(const World& world, const Market& market, FirmId f) {
  const std::size_t i = index(f);
  const double gap = market.target[i] - static_cast<double>(market.after[i]);
  if (!(gap > 0)) return 0;
  const Staff& staff = market.staff[i];
  const double efficiency = staff.persons > 0 ? static_cast<double>(staff.labour) / static_cast<double>(staff.persons) : efficiency_unit;
  const double posts = gap / (efficiency * market.agent_weight[index(world.firms.region[f])]);
  if (!world.parameters.initial.chance) return std::llround(posts);
  return round_by_chance(posts, world.luck.draw(Stream::vacancy, world.firms.serial[f]).uniform(0));
}

void add_vacancies(const World& world, const Market& market, FirmId f, std::int64_t posts, std::vector<Vacancy>& vacancies) {
  const std::size_t cell = world.cell(world.firms.region[f], world.firms.industry[f]);
  const std::array<double, skills>& mix = market.mix[cell];
  const double total = mix[0] + mix[1] + mix[2];
  const bool chance = world.parameters.initial.chance;
  const bool rural_only = world.pack->industries[index(world.firms.industry[f])].own_account;
  const double relative = market.going_wage[cell] > 0 ? world.firms.wage[f] / market.going_wage[cell] : 1;
  const double pull = std::pow(std::max(relative, 1e-3), wage_attraction);
  for (std::int64_t k = 0; k < posts; ++k) {
    const std::uint64_t serial = scramble(world.firms.serial[f] + static_cast<std::uint64_t>(k) * 0x9E3779B97F4A7C15U);
    double place = (static_cast<double>(k) + 0.5) / static_cast<double>(posts);
    double priority = static_cast<double>(serial);
    if (chance) {
      const Draws d = world.luck.draw(Stream::vacancy, serial, 1);
      place = d.uniform(0);
      priority = -std::log(d.uniform(1)) / pull;
    }
    const std::uint8_t skill = total > 0 ? (place * total < mix[0] ? 0 : place * total < mix[0] + mix[1] ? 1 : 2)
                                         : static_cast<std::uint8_t>(place * static_cast<double>(skills));
    vacancies.push_back({priority, serial, static_cast<std::uint32_t>(f), skill, rural_only});
  }
}

// What each market of a region leaves.
struct Cleared {
  std::int64_t seekers = 0, hired = 0, from_unemployment = 0, moved = 0, posted = 0;
  std::vector<std::uint32_t> open;  // firms of the vacancies not filled, one entry each
};

Cleared clear_region(World& world, const Market& market, RegionId r, std::span<const std::uint32_t> firms_here,
                     std::vector<Seeker>& seekers) {
  Persons& persons = world.persons;
  const LabourParameters& p = world.parameters.labour;
  Cleared result;
  std::vector<Vacancy> vacancies;
  for (const std::uint32_t f : firms_here) {
    const auto firm = static_cast<FirmId>(f);
    add_vacancies(world, market, firm, open_posts(world, market, firm), vacancies);
  }
  for (const Seeker& s : seekers)
    if (!s.employed) result.seekers += persons.weight[static_cast<PersonId>(s.person)];
  result.posted = std::llround(static_cast<double>(vacancies.size()) * market.agent_weight[index(r)]);
  if (vacancies.empty()) return result;

  std::array<double, 256> reservation{};
  for (std::size_t t = 0; t < reservation.size(); ++t)
    reservation[t] = p.reservation_start * std::pow(1 - p.reservation_decay, static_cast<double>(t));
  const auto accepts = [&](const Seeker& s, const Vacancy& v) {
    const auto person = static_cast<PersonId>(s.person);
    const auto firm = static_cast<FirmId>(v.firm);
    if (s.employed) return world.firms.wage[firm] > world.firms.wage[static_cast<FirmId>(persons.employer[person])];
    const double going = market.going_wage[world.cell(r, world.firms.industry[firm])];
    return world.firms.wage[firm] >= reservation[persons.tenure[person]] * going;
  };

  std::sort(seekers.begin(), seekers.end());
  std::sort(vacancies.begin(), vacancies.end());
  std::vector<bool> placed(seekers.size(), false), filled(vacancies.size(), false);
  const auto round = [&](auto&& wanted) {  // over the seekers and vacancies not yet placed that are `wanted`
    std::vector<Seeker> people;
    std::vector<Vacancy> posts;
    std::vector<std::size_t> person_at, post_at;
    for (std::size_t i = 0; i < seekers.size(); ++i)
      if (!placed[i] && wanted(seekers[i].skill)) people.push_back(seekers[i]), person_at.push_back(i);
    for (std::size_t i = 0; i < vacancies.size(); ++i)
      if (!filled[i] && wanted(vacancies[i].skill)) posts.push_back(vacancies[i]), post_at.push_back(i);
    for (const Match& m : match(people, posts, accepts)) {
      placed[person_at[m.seeker]] = filled[post_at[m.vacancy]] = true;
      const Seeker& s = people[m.seeker];
      const auto person = static_cast<PersonId>(s.person);
      result.hired += persons.weight[person];
      (s.employed ? result.moved : result.from_unemployment) += persons.weight[person];
      persons.status[person] = code(Status::employed);
      persons.employer[person] = posts[m.vacancy].firm;
      persons.tenure[person] = 0;
    }
  };
  for (std::size_t k = 0; k < skills; ++k) round([k](std::uint8_t skill) { return skill == k; });
  for (int again = 0; again < 2; ++again) round([](std::uint8_t) { return true; });
  for (std::size_t i = 0; i < vacancies.size(); ++i)
    if (!filled[i]) result.open.push_back(vacancies[i].firm);
  return result;
}

// Sizes after the market, and the rates that wages, migration and expectations look at.
void close_market(World& world, const std::vector<Cleared>& cleared, const std::vector<std::int64_t>& separated,
                  const Market& market) {
  recount_firms(world);
  Firms& firms = world.firms;
  Activity& activity = world.activity;
  const std::size_t regions = world.region_count();
  firms.vacancies.assign(firms.size(), 0);
  activity.employment.assign(regions, world.industry_count());
  activity.seekers.assign(regions);
  activity.hired.assign(regions);
  activity.separations.assign(regions);
  activity.vacancies_posted.assign(regions);
  for (const FirmId f : firms.ids()) {
    firms.posts[f] = firms.labour[f];
    if (firms.alive[f]) activity.employment(firms.region[f], firms.industry[f]) += static_cast<double>(firms.workers[f]);
  }
  const Persons& persons = world.persons;
  const std::vector<std::int64_t> unemployed =
      count_bins(persons.size(), regions, [&](auto& bins, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end))
          if (persons.status[p] == code(Status::unemployed)) bins[persons.place[p]] += persons.weight[p];
      });
  const Column<RegionId, double> supply_before = world.regions.labour_supply;
  measure_labour_supply(world);
  for (const RegionId r : world.region_ids()) {
    const Cleared& c = cleared[index(r)];
    double employed = 0;
    for (const IndustryId s : world.industry_ids()) employed += activity.employment(r, s);
    const auto out_of_work = static_cast<double>(unemployed[index(r)]);
    const double labour_force = employed + out_of_work;
    const double supply = world.regions.labour_supply[r], before = supply_before.size() == regions ? supply_before[r] : 0;
    if (before > 0 && supply > 0) {
      double& growth = world.regions.labour_force_growth[r];
      growth += world.parameters.expectations.labour_force_speed * (supply / before - 1 - growth);
    }
    world.regions.labour_force[r] = labour_force;
    world.regions.unemployment_rate[r] = labour_force > 0 ? out_of_work / labour_force : 0;
    world.regions.job_chance[r] = c.seekers > 0 ? static_cast<double>(c.from_unemployment) / static_cast<double>(c.seekers) : 1;
    world.regions.vacancy_rate[r] = labour_force > 0 ? static_cast<double>(c.posted) / labour_force : 0;
    activity.seekers[r] = static_cast<double>(c.seekers);
    activity.hired[r] = static_cast<double>(c.hired);
    activity.separations[r] = static_cast<double>(separated[index(r)] + c.moved);
    activity.vacancies_posted[r] = static_cast<double>(c.posted);
    for (const std::uint32_t f : c.open) firms.vacancies[static_cast<FirmId>(f)] += std::llround(market.agent_weight[index(r)]);
  }
}

}  // namespace

void recount_firms(World& world) {
  const Persons& persons = world.persons;
  Firms& firms = world.firms;
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  const std::vector<std::int64_t> bins =
      count_bins(persons.size(), firms.size() * 3, [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          if (!works_somewhere(persons, p)) continue;
          const std::int64_t weight = persons.weight[p];
          const std::int64_t units = efficiency(persons.education[p], persons.ability[p]);
          std::int64_t* at = &mine[persons.employer[p] * std::size_t{3}];
          at[0] += weight;
          at[1] += weight * units;
          at[2] += weight * pay(units, persons.place[p], persons.hukou[p]);
        }
      });
  firms.workers.resize(firms.size());
  firms.labour.resize(firms.size());
  firms.paid.resize(firms.size());
  for (const FirmId f : firms.ids()) {
    firms.workers[f] = bins[index(f) * 3];
    firms.labour[f] = bins[index(f) * 3 + 1];
    firms.paid[f] = bins[index(f) * 3 + 2];
  }
}

void measure_labour_supply(World& world) {
  const Persons& persons = world.persons;
  const EfficiencyTable efficiency(world.parameters);
  const std::vector<std::int64_t> units =
      count_bins(persons.size(), world.region_count(), [&](auto& bins, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end))
          if (persons.status[p] == code(Status::employed) || persons.status[p] == code(Status::unemployed))
            bins[persons.place[p]] += std::int64_t{persons.weight[p]} * efficiency(persons.education[p], persons.ability[p]);
      });
  world.regions.labour_supply.resize(world.region_count());
  for (const RegionId r : world.region_ids()) world.regions.labour_supply[r] = static_cast<double>(units[index(r)]);
}

void release_workers(World& world) {
  Persons& persons = world.persons;
  for_blocks(persons.size(), [&](std::size_t, std::size_t begin, std::size_t end) {
    for (const PersonId p : Ids<PersonId>(begin, end))
      if (works_somewhere(persons, p)) keeps_job(persons, world.firms, p);
  });
}

void labour_market(World& world) {
  const EfficiencyTable efficiency(world.parameters);
  const std::size_t regions = world.region_count();
  Market market;
  count_staff(world, efficiency, market);
  set_targets(world, market);

  std::vector<std::int64_t> separated(regions, 0);
  std::vector<Seeker> all = separate(world, market, separated);
  if (!world.parameters.initial.chance) lay_off_apportioned(world, market, all, separated);
  const Persons& persons = world.persons;
  market.after =
      count_bins(persons.size(), world.firms.size(), [&](auto& bins, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end))
          if (works_somewhere(persons, p))
            bins[persons.employer[p]] += std::int64_t{persons.weight[p]} * efficiency(persons.education[p], persons.ability[p]);
      });

  std::vector<std::vector<Seeker>> seekers(regions);
  for (const Seeker& s : all) seekers[persons.place[static_cast<PersonId>(s.person)]].push_back(s);
  std::vector<std::vector<std::uint32_t>> firms_of(regions);
  for (const FirmId f : world.firms.ids())
    if (world.firms.alive[f]) firms_of[index(world.firms.region[f])].push_back(static_cast<std::uint32_t>(f));
  std::vector<Cleared> cleared(regions);
  tbb::parallel_for(std::size_t{0}, regions, [&](std::size_t r) {
    cleared[r] = clear_region(world, market, static_cast<RegionId>(r), firms_of[r], seekers[r]);
  });
  close_market(world, cleared, separated, market);
}

}  // namespace jiuzhou
