// Labour market: separations, search, vacancies, matching, and the counts that follow.
//
//   target_f  = L_f + a (L*_f − L_f)             L posts held when the last market closed, L* labour the plan needs
//   quit      q = 1 − exp(−rate/4)               rate by hukou local or elsewhere; none in own-account work
//   layoff    min(cap, (L'(1−q) − target)+ / L'(1−q))      L' labour still there
//   posts     round_by_chance((target − L'')+ / ℓ_f)       L'' after separations; ℓ_f labour of one agent there
//   seekers   the unemployed and a share of the employed outside own-account work
//   market    region x skill, then the region twice: the unemployed before job-changers; posts in keyed order weighted by
//             (w_f / w_rs)²; i-th with i-th (matching.hpp); own-account posts only for rural persons out of work
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
// One number per employed person decides between quitting, being laid off and looking around.
//
// Reads   activity.labour_need, firms.{alive, region, industry, wage, posts}, persons
// Writes  persons, headcounts, firms.{workers, labour, paid, vacancies, posts}, regions.{unemployment_rate,
//         labour_force, labour_supply, labour_force_growth, job_chance, vacancy_rate}, activity.{seekers, hired, separations,
//         vacancies_posted, employment}
//
// Order: each region's market is cleared by one task; its lists come in the order of cohorts and of firms' numbers.
#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/steps/matching.hpp"
#include "sim/steps/persons.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

constexpr double wage_attraction = 2;  // how much a better wage moves a vacancy up its queue
constexpr int work_from = 15, work_to = 86;  // years of age: nobody works or seeks outside

double quit_probability(double yearly_rate) { return 1 - std::exp(-yearly_rate / 4); }

// Share of the workers left after quits to lay off.
double layoff_probability(double labour, double target, double cap) {
  return labour > 0 ? std::clamp((labour - target) / labour, 0.0, cap) : 0;
}

// A firm's plans and hazards, by its number.
struct Employer {
  float wage = 0;                // yuan per efficiency unit
  std::uint32_t laid_off = 0;    // threshold: of the workers left after quits
  bool quits = false;            // workers may leave
  bool plans = false;            // it is there
};

// The long lists of a market. A thread has one set for all its regions, the most populous first: memory that is new to the
// process costs more than what is done with it.
struct MarketLists {
  std::vector<Employer> employers{};      // by number of the firm
  std::vector<std::uint32_t> leaving{};   // by number and hukou here or elsewhere
  std::vector<double> target{};           // by number, efficiency units
  std::vector<float> units_per_person{};  // by number, of its staff
  std::array<std::vector<Seeker>, skills> unemployed{}, employed{};
  std::vector<Seeker> out_of_work{}, at_work{};  // of all skills
  std::array<Posts, skills> posts{};
  Posts all_posts{};
  std::vector<std::int64_t> open{};       // posts left, by number
  std::vector<Keyed> spare{};             // for sorting
};

// The market of one region.
struct RegionMarket : MarketLists {
  World& world;
  RegionId r;
  RegionBooks& books;
  Headcount& count = world.headcounts[index(r)];
  RegionPersons& persons = world.persons[r];
  const LabourParameters& p = world.parameters.labour;
  const bool chance = world.parameters.initial.chance;

  const std::array<double, 2> quit{quit_probability(p.quit_local), quit_probability(p.quit_migrant)};  // by hukou here, elsewhere
  const std::array<std::uint32_t, 2> quit_below{threshold(quit[0]), threshold(quit[1])};
  const std::uint32_t looks_below = threshold(p.job_search);

  std::vector<std::array<double, skills>> mix{};            // by industry, labour before separations
  std::vector<double> going_wage{};                         // by industry
  double agent_weight = 0;                                   // persons per agent of the labour force
  std::int64_t separated = 0, seekers = 0, hired = 0, from_unemployment = 0, moved = 0, posted = 0;

  // ---- plans ----

  void plan_industries() {
    const std::size_t n = world.industry_count();
    mix.assign(n, {});
    for (std::size_t s = 0; s < n; ++s)
      for (std::size_t k = 0; k < skills; ++k) mix[s][k] = static_cast<double>(count.mix[s * skills + k]);
    const auto force = static_cast<double>(count.count(Status::employed) + count.count(Status::unemployed));
    agent_weight = count.active_agents > 0 ? force / static_cast<double>(count.active_agents) : static_cast<double>(world.weight);
    std::vector<double> paid(n, 0), heads(n, 0), plain(n, 0), alive(n, 0);
    for (std::size_t number = 0; number < count.firm.size(); ++number) {
      const FirmId f = count.firm[number];
      if (!world.firms.alive[f]) continue;
      const double wage = world.firms.wage[f];
      const std::size_t s = count.staff[number].industry;
      const double staff = count.staff[number].persons;
      paid[s] += wage * staff;
      heads[s] += staff;
      plain[s] += wage;
      alive[s] += 1;
    }
    going_wage.assign(n, 0);
    for (std::size_t s = 0; s < n; ++s)
      going_wage[s] = heads[s] > 0 ? paid[s] / heads[s] : alive[s] > 0 ? plain[s] / alive[s] : 0;
  }

  Employer plan(std::size_t number) {
    Employer e;
    const FirmId f = count.firm[number];
    if (!world.firms.alive[f]) return e;
    e.plans = true;
    e.wage = static_cast<float>(world.firms.wage[f]);
    const Staff& staff = count.staff[number];
    const auto labour = static_cast<double>(staff.labour);
    const auto held = static_cast<double>(world.firms.posts[f]);
    // A firm that starts, or starts again elsewhere, hires for its plan at once.
    const double adjustment = held > 0 ? p.adjustment : 1;
    target[number] = std::max(0.0, held + adjustment * (world.activity.labour_need[f] - held));
    units_per_person[number] = staff.persons > 0 ? static_cast<float>(labour / staff.persons) : static_cast<float>(efficiency_unit);
    // A firm of one agent keeps it: at this weight the agent stands for many posts, which are never empty together.
    if (!chance || staff.agents <= 1) return e;
    e.quits = !world.pack->industries[count.staff[number].industry].own_account;
    const auto elsewhere = static_cast<double>(staff.labour_elsewhere);
    const double left = e.quits ? labour - quit[0] * (labour - elsewhere) - quit[1] * elsewhere : labour;
    e.laid_off = threshold(layoff_probability(left, target[number], p.layoff_cap));
    return e;
  }

  // ---- separations and search ----

  void seek(std::size_t slot, Person person, std::uint32_t key) {
    auto& list = person.employed() ? employed[person.skill()] : unemployed[person.skill()];
    list.emplace_back(static_cast<std::uint32_t>(slot), key, person.rural());
    if (!person.employed()) seekers += persons.weight(slot);
  }

  Person separate(std::size_t slot, Person person) {
    Person after = person;
    after.set_status(Status::unemployed, world.elapsed());
    books.change_work(person, after, persons.weight(slot));
    persons.put(slot, after);
    separated += persons.weight(slot);
    return after;
  }

  // A uniform number again, of one known to lie in [from, to).
  static std::uint32_t within(std::uint32_t word, std::uint32_t from, std::uint32_t to) {
    return static_cast<std::uint32_t>((std::uint64_t{word - from} << 32U) / (to - from));
  }

  // Threshold of either of two events, the second one with its chance for those whom the first one leaves.
  static std::uint32_t then(std::uint32_t first, std::uint32_t second) {
    return first + static_cast<std::uint32_t>((std::uint64_t{~first} * second) >> 32U);
  }

  // Quitting, being laid off and looking around exclude each other; their chances lie side by side below 1.
  void look_at(std::size_t slot, std::uint32_t word) {
    const Person person = persons.get(slot);
    if (!person.employed()) return seek(slot, person, word);
    const std::uint32_t gone = leaving[2 * person.firm_number() + (person.hukou() == index(r) ? 0 : 1)];
    if (word < gone) return seek(slot, separate(slot, person), within(word, 0, gone));
    seek(slot, person, within(word, gone, looks_after(gone)));
  }

  template <class Visit>
  void each_cohort(Visit&& visit) {
    for (std::size_t k = 0; k < persons.cohorts(); ++k) {
      const int age = age_of(world, persons.birth(k));
      if (age < work_from || age >= work_to || persons.size(k) == 0) continue;
      visit(k, cohort_key(r, persons.birth(k), RegionPersons::female(k)));
    }
  }

  // Below which word a worker leaves; the last bit says whether others of its firm may look around. One table for the two, as
  // every look at it goes far away.
  void set_leaving() {
    leaving.assign(2 * employers.size() + 2, 0);  // two at least, read for those without work
    for (std::size_t number = 0; number < employers.size(); ++number)
      for (std::size_t elsewhere = 0; elsewhere < 2; ++elsewhere) {
        const Employer& e = employers[number];
        leaving[2 * number + elsewhere] = e.quits ? then(quit_below[elsewhere], e.laid_off) | 1U : e.laid_off & ~1U;
      }
  }
  [[nodiscard]] std::uint32_t looks_after(std::uint32_t gone) const { return then(gone, looks_below & (0U - (gone & 1U))); }

  // Room for the lists of about so many as will be on them, so that they do not grow by copies.
  void expect_seekers() {
    const auto force = static_cast<double>(std::max<std::int64_t>(1, count.skilled[0] + count.skilled[1] + count.skilled[2]));
    const auto share = [&](Status s) { return static_cast<double>(count.count(s)) / force * static_cast<double>(count.active_agents); };
    for (std::size_t k = 0; k < skills; ++k) {
      const double part = 1.1 * static_cast<double>(count.skilled[k]) / force;
      unemployed[k].reserve(static_cast<std::size_t>(part * (share(Status::unemployed) + quit[0] * share(Status::employed))));
      employed[k].reserve(static_cast<std::size_t>(part * p.job_search * share(Status::employed)));
    }
  }

  void search() {
    expect_seekers();
    set_leaving();
    StatusBounds bounds{};
    bounds[code(Status::unemployed)] = whole_cohort;
    for (const std::uint32_t gone : leaving) bounds[code(Status::employed)] = std::max(bounds[code(Status::employed)], looks_after(gone));
    const auto something_happens = [&](std::uint64_t record, std::uint32_t word) {
      const Person person{record};
      const std::size_t works = person.employed() ? ~std::size_t{0} : 0;
      const std::size_t at = (2 * std::size_t{person.firm_number()} + (person.hukou() != index(r) ? 1U : 0U)) & works;
      return (word < looks_after(leaving[at])) | (works == 0);
    };
    each_cohort([&](std::size_t k, std::uint32_t key) {
      const std::size_t begin = persons.begin(k);
      for_each_below({world.luck, Stream::separation, key, persons.raw(begin), persons.size(k)}, bounds, something_happens,
                     [&](std::size_t i) {
                       const Person person = persons.get(begin + i);
                       if (!person.employed()) return;
                       read_ahead(&count.staff[person.firm_number()]);
                     },
                     [&](std::size_t i, std::uint32_t word) { look_at(begin + i, word); });
    });
  }

  // Chance off: firms above target let go as many agents as the gap is worth, in the order of a hash.
  void search_without_chance() {
    std::vector<std::int64_t> let_go(employers.size(), 0);
    for (std::size_t number = 0; number < let_go.size(); ++number) {
      const Staff& staff = count.staff[number];
      const double share = layoff_probability(static_cast<double>(staff.labour), target[number], p.layoff_cap);
      let_go[number] = std::llround(share * staff.agents);
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
        if (person.employed() && let_go[person.firm_number()] > 0) candidates.push_back({person.firm_number(), order, slot});
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
  }

  // ---- posts ----

  // Posts a firm opens, as agents of the region's mean weight.
  [[nodiscard]] std::int64_t posts_of(std::size_t number) const {
    const double gap = target[number] - static_cast<double>(count.staff[number].labour);
    if (!employers[number].plans || !(gap > 0)) return 0;
    const double wanted = gap / (units_per_person[number] * agent_weight);
    if (!chance) return std::llround(wanted);
    return round_by_chance(wanted, world.luck.draw(Stream::vacancy, world.firms.serial[count.firm[number]]).uniform(0));
  }

  void open_posts(std::size_t number) {
    const std::int64_t n = posts_of(number);
    if (n == 0) return;
    const std::size_t s = count.staff[number].industry;
    const double total = mix[s][0] + mix[s][1] + mix[s][2];
    const bool rural_only = world.pack->industries[s].own_account;
    const double relative = going_wage[s] > 0 ? employers[number].wage / going_wage[s] : 1;
    const double pull = std::pow(std::max(relative, 1e-3), wage_attraction);
    const std::uint64_t serial = world.firms.serial[count.firm[number]];
    posted += n;
    for (std::int64_t i = 0; i < n; ++i) {
      const std::uint64_t post = scramble(serial + static_cast<std::uint64_t>(i) * 0x9E3779B97F4A7C15U);
      double place = (static_cast<double>(i) + 0.5) / static_cast<double>(n);
      auto key = static_cast<std::uint32_t>(post >> 32U);
      if (chance) {
        const Draws d = world.luck.draw(Stream::vacancy, post, 1);
        place = d.uniform(0);
        key = key_of(-std::log(d.uniform(1)) / pull);
      }
      const std::size_t skill = total > 0 ? (place * total < mix[s][0] ? 0 : place * total < mix[s][0] + mix[s][1] ? 1 : 2)
                                          : std::min(skills - 1, static_cast<std::size_t>(place * static_cast<double>(skills)));
      (rural_only ? posts[skill].own_account : posts[skill].open).push_back({key, static_cast<std::uint32_t>(number)});
    }
  }

  // ---- matching ----

  // Who takes which offer, and what follows.
  struct Acceptance {
    RegionMarket& market;
    std::vector<double> reservation = std::vector<double>(256);

    explicit Acceptance(RegionMarket& m) : market(m) {
      for (std::size_t t = 0; t < reservation.size(); ++t)
        reservation[t] = m.p.reservation_start * std::pow(1 - m.p.reservation_decay, static_cast<double>(t));
    }
    void ahead(const Seeker& s, std::uint32_t number) const {
      read_ahead(market.persons.raw(s.slot()));
      read_ahead(&market.employers[number]);
      read_ahead(&market.count.staff[number]);
    }
    bool operator()(const Seeker& s, std::uint32_t number) const {
      const Person person = market.persons.get(s.slot());
      const double wage = market.employers[number].wage;
      if (person.employed()) {
        if (!(wage > market.employers[person.firm_number()].wage)) return false;
      } else {
        const auto quarters = static_cast<std::size_t>(std::clamp(market.world.elapsed() - person.since(), 0, 255));
        if (!(wage >= reservation[quarters] * market.going_wage[market.count.staff[number].industry])) return false;
      }
      Person after = person;
      after.employ(number);
      const std::uint32_t weight = market.persons.weight(s.slot());
      market.books.change_work(person, after, weight);
      market.persons.put(s.slot(), after);
      market.hired += weight;
      (person.employed() ? market.moved : market.from_unemployment) += weight;
      return true;
    }
  };

  void clear() {
    for (std::size_t number = 0; number < employers.size(); ++number) open_posts(number);
    open.assign(employers.size(), 0);
    if (posted == 0) return;
    const Acceptance accepts(*this);
    for (std::size_t k = 0; k < skills; ++k) {
      sort_by_key(posts[k].open, spare);
      sort_by_key(posts[k].own_account, spare);
      match(unemployed[k], employed[k], posts[k], accepts);
      const auto join = [](auto& to, auto& from) {
        to.insert(to.end(), from.begin(), from.end());
        from.clear();
      };
      join(all_posts.open, posts[k].open);
      join(all_posts.own_account, posts[k].own_account);
      join(out_of_work, unemployed[k]);
      join(at_work, employed[k]);
    }
    sort_by_key(all_posts.open, spare);
    sort_by_key(all_posts.own_account, spare);
    for (int again = 0; again < 2; ++again) match(out_of_work, at_work, all_posts, accepts);
    for (const auto* list : {&all_posts.open, &all_posts.own_account})
      for (const Keyed post : *list) ++open[post.item];
  }

  void empty_lists() {
    employers.clear();
    for (std::size_t k = 0; k < skills; ++k) {
      for (auto* list : {&unemployed[k], &employed[k]}) list->clear();
      for (auto* list : {&posts[k].open, &posts[k].own_account}) list->clear();
    }
    for (auto* list : {&out_of_work, &at_work}) list->clear();
    for (auto* list : {&all_posts.open, &all_posts.own_account}) list->clear();
  }

  void run() {
    empty_lists();
    plan_industries();
    target.assign(count.firm.size(), 0);
    units_per_person.assign(count.firm.size(), 0);
    employers.reserve(count.firm.size());
    for (std::size_t number = 0; number < count.firm.size(); ++number) employers.push_back(plan(number));
    if (chance) search();
    else search_without_chance();
    clear();
  }
};

// Sizes after the market, and the rates that wages, migration and expectations look at.
void close_region(World& world, const RegionMarket& market) {
  const RegionId r = market.r;
  Firms& firms = world.firms;
  Activity& activity = world.activity;
  const Headcount& count = market.count;
  for (std::size_t number = 0; number < market.employers.size(); ++number) {
    if (!market.employers[number].plans) continue;
    const FirmId f = count.firm[number];
    firms.posts[f] = count.staff[number].labour;
    firms.vacancies[f] = market.open[number] * std::llround(market.agent_weight);
    activity.employment(r, firms.industry[f]) += static_cast<double>(count.staff[number].persons);
  }
  const auto employed = static_cast<double>(count.count(Status::employed));
  const auto out_of_work = static_cast<double>(count.count(Status::unemployed));
  const double labour_force = employed + out_of_work;
  const double posted = std::round(static_cast<double>(market.posted) * market.agent_weight);
  world.regions.labour_force[r] = labour_force;
  world.regions.unemployment_rate[r] = labour_force > 0 ? out_of_work / labour_force : 0;
  world.regions.job_chance[r] =
      market.seekers > 0 ? static_cast<double>(market.from_unemployment) / static_cast<double>(market.seekers) : 1;
  world.regions.vacancy_rate[r] = labour_force > 0 ? posted / labour_force : 0;
  activity.seekers[r] = static_cast<double>(market.seekers);
  activity.hired[r] = static_cast<double>(market.hired);
  activity.separations[r] = static_cast<double>(market.separated + market.moved);
  activity.vacancies_posted[r] = posted;
}

void remember_supply(World& world) {
  const Column<RegionId, double> before = world.regions.labour_supply;
  measure_labour_supply(world);
  for (const RegionId r : world.region_ids()) {
    const double supply = world.regions.labour_supply[r], last = before.size() == world.region_count() ? before[r] : 0;
    if (!(last > 0 && supply > 0)) continue;
    double& growth = world.regions.labour_force_growth[r];
    growth += world.parameters.expectations.labour_force_speed * (supply / last - 1 - growth);
  }
}

}  // namespace

void labour_market(World& world) {
  release_workers(world);
  const EfficiencyTable efficiency(world.parameters);
  const std::size_t regions = world.region_count();
  Activity& activity = world.activity;
  world.firms.posts.resize(world.firms.size());
  world.firms.vacancies.assign(world.firms.size(), 0);
  activity.employment.assign(regions, world.industry_count());
  for (auto* column : {&activity.seekers, &activity.hired, &activity.separations, &activity.vacancies_posted}) column->assign(regions);
  tbb::enumerable_thread_specific<MarketLists> lists;
  for_each_region(world, [&](RegionId r) {
    RegionBooks books(world, r, efficiency);
    MarketLists& mine = lists.local();
    RegionMarket market{std::move(mine), world, r, books};
    market.run();
    close_region(world, market);
    mine = std::move(market);
  });
  recount_firms(world);
  remember_supply(world);
}

}  // namespace jiuzhou
