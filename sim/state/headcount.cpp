// Headcount: what the records of a region add up to, and which firm a worker's number means.
//
// The counts follow every change of a record (HeadcountUpdater); `recount` makes them anew from the records.
//
// Reads   persons, firms.{alive, region, industry}
// Writes  headcounts, firm_number, firms.{workers, labour, paid}, regions.labour_supply; take_staff_along: persons,
//         activity.followers
//
// Order: a region's records and counts are its task's own.
#include "sim/state/headcount.hpp"

#include <algorithm>
#include <array>

#include "sim/base/error.hpp"
#include "sim/base/math.hpp"

namespace jiuzhou {

void number_firms(World& world) {
  world.headcounts.resize(world.region_count());
  for (std::size_t i = world.firm_number.size(); i < world.firms.size(); ++i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    Headcount& count = world.headcounts[index(world.firms.region[f])];
    if (count.firm.size() > Person::Field(Person::link_field).most())
      throw NumericalError("more firms in " + world.pack->regions[index(world.firms.region[f])].code +
                           " than a person's record can tell apart, " + std::to_string(count.firm.size()) +
                           "; firms.mean_size makes them larger");
    world.firm_number.push_back(static_cast<std::uint32_t>(count.firm.size()));
    count.firm.push_back(f);
    count.staff.push_back({.industry = static_cast<std::uint16_t>(world.firms.industry[f])});
  }
}

void recount(World& world) {
  world.headcounts.clear();
  world.firm_number.clear();
  number_firms(world);
  const EfficiencyTable efficiency(world.parameters);
  for_each_region(world, [&](RegionId r) {
    const RegionPersons& persons = world.persons[r];
    Headcount& count = world.headcounts[index(r)];
    count.persons = {};
    count.skilled = {};
    count.supply = count.active_agents = 0;
    count.stock.assign(world.region_count(), 0);
    count.country_stock.assign(world.region_count(), 0);
    count.composition.assign(persons.cohorts() * education_levels * 2, 0);
    count.pay_units.assign(world.industry_count() * 2 * Headcount::accounts, 0);
    count.mix.assign(world.industry_count() * skills, 0);
    count.workers.assign(world.industry_count() * skills, 0);
    for (Staff& staff : count.staff) staff = {.industry = staff.industry};
    HeadcountUpdater updater(world, r, efficiency);
    for (std::size_t k = 0; k < persons.cohorts(); ++k)
      for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot)
        updater.enter(persons.get(slot), k, persons.weight(slot));
  });
}

void recount_firms(World& world) {
  Firms& firms = world.firms;
  const PayTable pay(world);
  firms.workers.resize(firms.size());
  firms.labour.resize(firms.size());
  firms.paid.resize(firms.size());
  for_each_index(firms.size(), block_size, [&](std::size_t i) {
    const FirmId f{static_cast<std::uint32_t>(i)};
    const RegionId r = firms.region[f];
    const Staff& staff = world.headcounts[index(r)].staff[world.firm_number[i]];
    firms.workers[f] = staff.persons;
    firms.labour[f] = staff.labour;
    firms.paid[f] = pay(r, staff.labour, staff.labour_elsewhere);
  });
}

namespace {

// Labour force and those of it without work.
struct Force {
  double all = 0, out_of_work = 0;
};

Force force_of(const Headcount& count, bool country) {
  Force force;
  for (std::size_t a = country ? income_classes : 0, end = a + income_classes; a < end; ++a) {
    const auto out = static_cast<double>(count.count(a, Status::unemployed));
    force.all += static_cast<double>(count.count(a, Status::employed)) + out;
    force.out_of_work += out;
  }
  return force;
}

}  // namespace

// A person in own-account work adds (1−θ) of the average product there.
void calibrate_country(World& world) {
  Calibration& base = world.calibration;
  base.country_weight.assign(world.region_count(), 1);
  base.country_unemployment.assign(world.region_count(), 0);
  for (const RegionId r : world.region_ids()) {
    const Headcount& count = world.headcounts[index(r)];
    double hands = 0;
    std::array<double, 2> bill{}, units{};  // wage work, own account
    for (std::size_t number = 0; number < count.firm.size(); ++number) {
      const Staff& staff = count.staff[number];
      const bool own_account = world.pack->industries[staff.industry].own_account;
      bill[own_account ? 1 : 0] += world.firms.wage[count.firm[number]] * static_cast<double>(staff.labour);
      units[own_account ? 1 : 0] += static_cast<double>(staff.labour);
      if (own_account) hands += static_cast<double>(staff.persons);
    }
    const Force country = force_of(count, true);
    const double product = (1 - world.parameters.production.land_share) *
                           std::min(1.0, ratio(ratio(bill[1], units[1]), ratio(bill[0], units[0]), 1));
    base.country_weight[r] = 1 - std::min(1.0, ratio(hands, country.all)) * (1 - product);
    base.country_unemployment[r] = ratio(country.out_of_work, country.all);
  }
}

void measure_labour_supply(World& world) {
  world.regions.labour_supply.resize(world.region_count());
  for (const RegionId r : world.region_ids()) {
    const Headcount& count = world.headcounts[index(r)];
    const double town = force_of(count, false).all, country = force_of(count, true).all;
    const double weight = ratio(town + world.calibration.country_weight[r] * country, town + country, 1);
    world.regions.labour_supply[r] = weight * static_cast<double>(count.supply);
  }
}

double surplus_in_country(const World& world, RegionId r) {
  const Force country = force_of(world.headcounts[index(r)], true);
  if (!(country.out_of_work > 0)) return 0;
  return std::max(0.0, 1 - world.calibration.country_unemployment[r] * country.all / country.out_of_work);
}

void take_staff_along(World& world, std::span<const StaffMove> moved) {
  const EfficiencyTable efficiency(world.parameters);
  // by number of the firm; none where nobody was moved
  std::vector<std::vector<const StaffMove*>> moves(world.region_count());
  for (const StaffMove& x : moved) {
    auto& of_region = moves[index(world.firms.region[x.from])];
    of_region.resize(world.headcounts[index(world.firms.region[x.from])].firm.size());
    of_region[world.firm_number[index(x.from)]] = &x;
  }
  std::vector<std::vector<Follower>> following(world.region_count());
  for_each_region(world, [&](RegionId r) {
    if (moves[index(r)].empty()) return;
    RegionPersons& persons = world.persons[r];
    HeadcountUpdater updater(world, r, efficiency);
    std::vector<std::size_t> left;
    for (std::size_t k = 0; k < persons.cohorts(); ++k) {
      const std::uint32_t key = cohort_key(r, persons.birth(k), RegionPersons::female(k));
      const std::size_t begin = persons.begin(k);
      left.clear();
      for (std::size_t i = 0; i < persons.size(k); ++i) {
        const Person p = persons.get(begin + i);
        const StaffMove* move = p.employed() ? moves[index(r)][p.firm_number()] : nullptr;
        if (move == nullptr ||
            world.random_key.draw(Stream::relocation_choice, member_serial(key, i), member_round).uniform(1) >=
                move->share)
          continue;
        const std::uint32_t weight = persons.weight(begin + i);
        updater.leave(p, k, weight);
        following[index(r)].push_back({p, weight, persons.birth(k), RegionPersons::female(k), r, move->to});
        left.push_back(i);
      }
      for (std::size_t j = left.size(); j-- > 0;) persons.remove(k, left[j]);
    }
  });
  for (const auto& part : following)
    world.activity.followers.insert(world.activity.followers.end(), part.begin(), part.end());
}

Column<HouseholdId, std::int64_t> count_persons(const World& world, std::optional<Status> status, std::uint8_t areas,
                                                PersonFilter who) {
  Column<HouseholdId, std::int64_t> found(world.household_count());
  for_each_region(world, [&](RegionId r) {
    const std::size_t first = index(world.household(r, false, 0));
    const auto at = [&](std::size_t account) -> std::int64_t& {
      return found[HouseholdId{static_cast<std::uint32_t>(first + account)}];
    };
    if (areas == 0 && who.is_all()) {
      const Headcount& count = world.headcounts[index(r)];
      for (std::size_t a = 0; a < Headcount::accounts; ++a)
        for (std::size_t s = 0; s < statuses; ++s)
          if (!status || *status == static_cast<Status>(s)) at(a) += count.count(a, static_cast<Status>(s));
      return;
    }
    const RegionPersons& persons = world.persons[r];
    for (std::size_t k = 0; k < persons.cohorts(); ++k)
      for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot) {
        const Person p = persons.get(slot);
        const bool elsewhere = p.hukou() != index(r);
        if (status && p.status() != *status) continue;
        if (areas != 0 && ((p.special() & areas) == 0 || elsewhere)) continue;
        if (!who.takes(p.skill(), p.rural(), elsewhere)) continue;
        at((p.rural() ? income_classes : 0) + p.income_class()) += persons.weight(slot);
      }
  });
  return found;
}

}  // namespace jiuzhou
