// What the steps on persons share: the counts that follow every change of a record, and who may be looked at.
#pragma once

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/events.hpp"
#include "sim/base/parallel.hpp"
#include "sim/state/efficiency.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// ---- what the steps on persons give to others -----------------------------------------------------------------------

void calibrate_demography(World& world);  // once, persons drawn; sets regions.labour_supply, too
void calibrate_migration(World& world);   // once, persons drawn and firms at their base-year wages

void recount(World& world);                  // headcounts, from the records and firms; after loading or drawing
void take_census(World& world);              // census, households.persons, from headcounts
void reassign_income_classes(World& world);  // in the fourth quarter; nothing in any other
void recount_firms(World& world);            // firms.{workers, labour, paid} from headcounts
// Once, persons and cells known: what a person of the countryside adds to labour supply, and base-year unemployment there.
void calibrate_country(World& world);
void measure_labour_supply(World& world);  // regions.labour_supply
// Part of those out of work in the countryside who are more than the base year's share of its labour force.
double surplus_in_country(const World& world, RegionId r);
void number_firms(World& world);  // firm_number, headcounts.{firm, industry} of slots that are new
// Takes workers of firms that were moved along, as many as their share says: they are in activity.followers. Those who
// are left keep the number of the old firm, as do all workers of a firm that has closed, until the next market.
void take_staff_along(World& world, std::span<const StaffMove> moved);

// Share of the persons in the labour force who retire in a quarter at an age in years.
double retirement_hazard(const DemographyParameters& parameters, bool rural, bool female, int age);
// Share of the persons of an age in the labour force, (rural, female; age): the pack's, less those whom the hazards have
// retired by that age, so that the first quarters are no wave of retirements.
using Participation = std::array<std::array<double, years_of_life>, 4>;
Participation participation(const Pack& pack, const DemographyParameters& parameters);

// Wages by household account, yuan a quarter: efficiency units paid for x mean wage of the cell; and the part of those
// who are registered elsewhere.
struct WageWeights {
  Column<HouseholdId, double> all, migrants;
};
WageWeights household_wage_weights(const World& world);
// What migrants send home, yuan a quarter by household account: a share of their pay at `scale` yuan per weight. It
// reaches the regions where those who live in the place are registered, town or country by their hukou, all persons
// there alike.
struct SentHome {
  Column<HouseholdId, double> sent, received;
};
SentHome sent_home(const World& world, const WageWeights& wages, double scale);
Column<HouseholdId, std::int64_t> retired_by_household(const World& world);
// Persons out of work whom unemployment insurance may pay: those in town.
Column<HouseholdId, std::int64_t> insured_by_household(const World& world);
// What it pays in a quarter for each of them, those without a right included, where the mean wage is this.
double unemployment_benefit(const GovernmentParameters& parameters, double mean_wage);
// Persons by household account: with this status, or any; with one of these special-area bits who live where their
// hukou is, or all for 0; whom `who` takes.
Column<HouseholdId, std::int64_t> count_persons(const World& world, std::optional<Status> status, std::uint8_t areas,
                                                PersonFilter who = {});

// Persons who change their household account take the deposit per head with them. `members` by account before anybody
// moved; posted in the order of accounts.
struct HouseholdMove {
  std::uint32_t from, to;
  std::int64_t persons;
};
void move_household_money(World& world, const std::vector<std::int64_t>& members, std::vector<HouseholdMove> moves);
std::vector<std::int64_t> members_by_account(const World& world);

// ---- small things ---------------------------------------------------------------------------------------------------

inline constexpr std::uint8_t code(Status status) {
  return static_cast<std::uint8_t>(status);
}
inline constexpr std::uint32_t set_of(Status status) {
  return 1U << code(status);
}

// `word < threshold(p)` has probability p.
inline std::uint32_t threshold(double probability) {
  if (!(probability > 0)) return 0;
  return probability >= 1 ? 0xffffffffU : static_cast<std::uint32_t>(probability * 0x1p32);
}

// Sum of thresholds of events that exclude each other.
inline std::uint32_t either(std::uint32_t a, std::uint32_t b) {
  return a > 0xffffffffU - b ? 0xffffffffU : a + b;
}

// A fixed hash of a serial, for orders that must not depend on the period (splitmix64, Steele et al. 2014).
inline constexpr std::uint64_t scramble(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

// body(r) for every region, the most populous first: a region's records and counts are written by its own task only, so
// that any number of threads gives the same bits.
template <class Body>
void for_each_region(const World& world, Body&& body) {
  std::vector<std::uint32_t> order(world.region_count());
  std::iota(order.begin(), order.end(), 0U);
  if (world.persons.regions.size() == order.size()) {
    const auto slots = [&](std::uint32_t r) { return world.persons.regions[r].slots(); };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return slots(a) > slots(b); });
  }
  tbb::parallel_for(
      std::size_t{0}, order.size(), [&](std::size_t i) { body(RegionId{order[i]}); }, tbb::simple_partitioner());
}

constexpr int works_from = 15, works_to = 86;  // years of age: nobody works or seeks outside
inline int age_of(const World& world, int birth) {
  return (world.elapsed() - birth) / 4;
}

// Key of a cohort's random numbers (base/events.hpp), and serial for further draws of one of its members.
inline std::uint32_t cohort_key(RegionId region, int birth, bool female) {
  return (static_cast<std::uint32_t>(region) * 4096U + static_cast<std::uint32_t>(birth + 2048)) * 2U +
         (female ? 1U : 0U);
}
inline std::uint64_t member_serial(std::uint32_t key, std::size_t position) {
  return (std::uint64_t{key} << 32U) | position;
}
inline constexpr std::uint32_t member_round = 1;  // of draws by member_serial: round 0 belongs to the events

// ---- the counts -----------------------------------------------------------------------------------------------------

// Keeps a region's headcount in step with its records. Every change of a record is told here. Jobs wait for `settle`: a
// firm's counts lie anywhere in memory, and a loop that does nothing else can read far ahead. Who reads the staff of
// firms settles first.
class HeadcountUpdater {
 public:
  HeadcountUpdater(World& world, RegionId r, const EfficiencyTable& efficiency)
      : count_(world.headcounts[index(r)]), efficiency_(efficiency), here_(index(r)) {
    unsettled_.reserve(most_unsettled);
  }
  HeadcountUpdater(const HeadcountUpdater&) = delete;
  HeadcountUpdater& operator=(const HeadcountUpdater&) = delete;
  ~HeadcountUpdater() { settle(); }

  void enter(Person p, std::size_t cohort, std::int64_t weight) { count(p, cohort, weight, 1); }
  void leave(Person p, std::size_t cohort, std::int64_t weight) { count(p, cohort, -weight, -1); }
  void change(Person before, Person after, std::size_t cohort, std::int64_t weight) {
    leave(before, cohort, weight);
    enter(after, cohort, weight);
  }
  // Of work only: employed or unemployed before and after, all else alike.
  void change_work(Person before, Person after, std::int64_t weight) {
    count_status(before, -weight);
    count_status(after, weight);
    if (before.employed()) job(before, -weight);
    if (after.employed()) job(after, weight);
  }
  void settle() {
    constexpr std::size_t distance = 24;
    for (std::size_t i = 0; i < unsettled_.size(); ++i) {
      if (i + distance < unsettled_.size()) read_ahead(&count_.staff[unsettled_[i + distance].person.firm_number()]);
      count_job(unsettled_[i].person, unsettled_[i].weight, unsettled_[i].weight < 0 ? -1 : 1);
    }
    unsettled_.clear();
  }
  // Of status and education only, of somebody who is in the labour force neither before nor after.
  void change_out_of_work(Person before, Person after, std::size_t cohort, std::int64_t weight) {
    if (before.status() != after.status()) {
      count_status(before, -weight);
      count_status(after, weight);
    }
    if (before.education() != after.education()) {
      composition(before, cohort) -= weight;
      composition(after, cohort) += weight;
    }
  }
  [[nodiscard]] std::int64_t units(Person p) const { return efficiency_(p.education(), p.ability()); }

 private:
  void count_status(Person p, std::int64_t weight) {
    count_.persons[((p.rural() ? income_classes : 0) + p.income_class()) * statuses + code(p.status())] += weight;
  }
  std::int64_t& composition(Person p, std::size_t cohort) {
    return count_.composition[(cohort * education_levels + p.education()) * 2 + (p.rural() ? 1 : 0)];
  }
  void count_pay(Person p, std::size_t industry, std::int64_t labour) {
    const std::size_t elsewhere = p.hukou() != here_ ? 1 : 0;
    count_.pay_units[(industry * 2 + elsewhere) * Headcount::accounts + (p.rural() ? income_classes : 0) +
                     p.income_class()] += labour;
  }
  void count_job(Person p, std::int64_t weight, std::int32_t agents) {
    const std::uint32_t number = p.firm_number();
    const std::int64_t labour = weight * units(p);
    const bool elsewhere = p.hukou() != here_;
    Staff& staff = count_.staff[number];
    staff.labour += labour;
    if (elsewhere) staff.labour_elsewhere += labour;
    staff.persons = static_cast<std::uint32_t>(staff.persons + static_cast<std::uint64_t>(weight));
    staff.agents = static_cast<std::uint32_t>(static_cast<std::int64_t>(staff.agents) + agents);
    count_pay(p, staff.industry, labour);
    count_.mix[staff.industry * skills + p.skill()] += labour;
    count_.workers[staff.industry * skills + p.skill()] += weight;
  }
  void count(Person p, std::size_t cohort, std::int64_t weight, std::int32_t agents) {
    count_status(p, weight);
    count_.stock[p.hukou()] += weight;
    if (p.rural_hukou()) count_.country_stock[p.hukou()] += weight;
    composition(p, cohort) += weight;
    if (!p.in_labour_force()) return;
    count_.skilled[p.skill()] += weight;
    count_.supply += weight * units(p);
    count_.active_agents += agents;
    if (p.employed()) job(p, weight);
  }

  struct Job {
    Person person;
    std::int64_t weight;  // negative for one that ended
  };
  static constexpr std::size_t most_unsettled = 2048;
  void job(Person p, std::int64_t weight) {
    if (unsettled_.size() == most_unsettled) settle();
    unsettled_.push_back({p, weight});
  }

  Headcount& count_;
  const EfficiencyTable& efficiency_;
  std::size_t here_;
  std::vector<Job> unsettled_{};
};

}  // namespace jiuzhou
