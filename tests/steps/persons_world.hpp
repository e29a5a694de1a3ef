// A world with persons and plain firms only: what the steps on persons need, without the accounts.
#pragma once

#include <memory>
#include <string>

#include "sim/base/apportion.hpp"
#include "sim/base_year/draw_population.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/world.hpp"
#include "sim/steps/steps.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou::testing {

inline std::shared_ptr<const Pack> pack_named(const std::string& name) {
  Diagnostics diagnostics;
  auto pack = load_pack(std::string(SOURCE_DIR) + "/scenarios/packs/" + name, diagnostics);
  if (!pack) throw std::runtime_error(diagnostics.text());
  return pack;
}

// Firms of a cell share its employment as 1 : 1/2 : 1/3 ...; own-account work is one firm.
inline void make_firms(World& world, const CellTable& employment, std::size_t per_cell) {
  Firms& firms = world.firms;
  std::size_t n = 0;
  for (const RegionId r : world.region_ids())
    for (const IndustryId s : world.industry_ids()) {
      if (!(employment(r, s) > 0)) continue;
      const std::size_t here = world.pack->industries[index(s)].own_account ? 1 : per_cell;
      std::vector<double> size(here);
      for (std::size_t k = 0; k < here; ++k) size[k] = 1.0 / static_cast<double>(k + 1);
      const auto workers = apportion(std::llround(employment(r, s)), size);
      const double wage = world.pack->accounts.labour_compensation(r, s) / employment(r, s) / 4 / efficiency_unit;
      for (std::size_t k = 0; k < here; ++k, ++n) {
        firms.alive.push_back(1);
        firms.region.push_back(r);
        firms.industry.push_back(s);
        firms.serial.push_back(scramble(n + (1ULL << 40U)));
        firms.wage.push_back(wage);
        firms.workers.push_back(workers[k]);
      }
    }
}

inline World persons_world(std::shared_ptr<const Pack> pack, std::int64_t weight, std::uint64_t seed = 1,
                           Parameters parameters = with_defaults<Parameters>(), std::size_t firms_per_cell = 4) {
  World world;
  world.pack = std::move(pack);
  world.parameters = parameters;
  world.random_key.seed = seed;
  world.weight = weight;
  world.first = world.now = Quarter::of(world.pack->base_year, 1);
  const std::size_t n = world.region_count();
  world.levers.reset(n, world.industry_count());
  const CellTable& employment = world.pack->accounts.employment;
  make_firms(world, employment, firms_per_cell);
  draw_population(world, employment);
  Regions& regions = world.regions;
  for (auto* column : {&regions.price_level, &regions.rent, &regions.service_stock}) column->assign(n, 1);
  world.calibration.base_unemployment.assign(world.region_count(), 0);
  world.cells.base_labour.assign(n, world.industry_count(), 0);
  for (auto* column :
       {&regions.unemployment_rate, &regions.labour_force, &regions.labour_force_growth, &regions.job_chance,
        &regions.vacancy_rate, &regions.priced_out, &regions.attraction, &regions.quality, &regions.course_levels})
    column->assign(n, 0);
  world.ledger.open(Sector::household, world.household_count());
  world.ledger.open(Sector::bank, 1);
  take_census(world);
  for (const RegionId r : world.region_ids()) {
    const auto employed = static_cast<double>(world.census.employed[r]),
               out = static_cast<double>(world.census.unemployed[r]);
    regions.labour_force[r] = employed + out;
    regions.unemployment_rate[r] = out / (employed + out);
    world.calibration.base_unemployment[r] = regions.unemployment_rate[r];
  }
  for (std::size_t a = 0; a < world.household_count(); ++a)
    world.ledger.pay(Flow::opening, {Sector::bank}, {Sector::household, a},
                     world.households.persons[static_cast<HouseholdId>(a)] * 1'000'000);
  calibrate_country(world);
  calibrate_demography(world);
  calibrate_migration(world);
  return world;
}

inline void next_quarter(World& world) {
  world.now = world.now + 1;
  ++world.random_key.period;
}

// Every firm wants to keep `growth` times the labour it holds.
inline void want_labour(World& world, double growth = 1) {
  world.activity.labour_need.assign(world.firms.size());
  for (const FirmId f : world.firms.ids())
    world.activity.labour_need[f] = growth * static_cast<double>(world.firms.labour_at_close[f]);
}

// Everybody, with what a record does not say itself.
struct Member {
  RegionId region{};
  std::size_t cohort = 0, slot = 0;
  int birth = 0;
  bool female = false;
  Person person;
  std::uint32_t weight = 0;
  FirmId employer = no_firm;
};

inline std::vector<Member> everybody(const World& world) {
  std::vector<Member> all;
  for (const RegionId r : world.region_ids()) {
    const RegionPersons& persons = world.persons[r];
    for (std::size_t k = 0; k < persons.cohorts(); ++k)
      for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot) {
        const Person p = persons.get(slot);
        all.push_back({r, k, slot, persons.birth(k), RegionPersons::female(k), p, persons.weight(slot),
                       p.employed() ? world.headcounts[index(r)].firm[p.firm_number()] : no_firm});
      }
  }
  return all;
}

inline std::int64_t persons_in(const World& world) {
  std::int64_t sum = 0;
  for (const Member& m : everybody(world)) sum += m.weight;
  return sum;
}

inline void quarter(World& world, double need = 1) {
  demography(world);
  want_labour(world, need);
  labour_market(world);
  migration(world);
  take_census(world);
  reassign_income_classes(world);
  next_quarter(world);
}

inline Parameters without_chance() {
  auto p = with_defaults<Parameters>();
  p.initial.chance = false;
  p.demography.enabled = false;
  return p;
}

// Who has come this quarter, of places where nobody has been born into.
inline std::vector<Member> arrivals_of(const World& world) {
  std::vector<Member> all = everybody(world);
  std::erase_if(all, [&](const Member& m) { return m.person.arrival() != world.elapsed(); });
  return all;
}

// Needs of own-account and of other work, of the labour held.
inline void want_apart(World& world, double own_account, double others) {
  want_labour(world);
  for (const FirmId f : world.firms.ids())
    world.activity.labour_need[f] *=
        world.pack->industries[index(world.firms.industry[f])].own_account ? own_account : others;
}

inline bool on_own_account(const World& world, const Member& m) {
  return m.employer != no_firm && world.pack->industries[index(world.firms.industry[m.employer])].own_account;
}

}  // namespace jiuzhou::testing
