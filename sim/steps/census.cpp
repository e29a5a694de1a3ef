// Census: head counts by region, hukou and household account, and the yearly revision of income classes.
//
//   per head deposit d_a = D_a / N_a;  n persons who change from account a to b take n d_a with them
//
// Reads   persons, firms.wage, ledger (households)
// Writes  census, households.persons; reassign_income_classes: persons.income_class, ledger (household moves)
//
// Order: integer counts in bins; wages are summed as whole fen; transfers are posted in the order of accounts.
#include <algorithm>
#include <cmath>

#include "sim/steps/efficiency.hpp"
#include "sim/steps/income_classes.hpp"
#include "sim/steps/persons.hpp"

namespace jiuzhou {

void take_census(World& world) {
  const Persons& persons = world.persons;
  const std::size_t n = world.region_count(), accounts = world.household_count();
  enum Count : std::size_t { urban, rural, working_age, aged, children, employed, unemployed, retired, nonlocal, skilled };
  constexpr std::size_t counts = skilled + skills;
  const std::size_t by_stock = n * counts, by_account = by_stock + n * n;
  const int elapsed = world.elapsed();
  const std::vector<std::int64_t> bins =
      count_bins(persons.size(), by_account + accounts, [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          const std::int64_t weight = persons.weight[p];
          const std::size_t place = persons.place[p];
          const bool in_country = is_rural(persons.traits[p]);
          std::int64_t* here = &mine[place * counts];
          here[in_country ? rural : urban] += weight;
          const int age = (elapsed - persons.birth[p]) / 4;
          here[age < 15 ? children : age < 65 ? working_age : aged] += weight;
          const auto status = static_cast<Status>(persons.status[p]);
          if (status == Status::retired) here[retired] += weight;
          if (status == Status::employed || status == Status::unemployed) {
            here[status == Status::employed ? employed : unemployed] += weight;
            here[skilled + skill_of(persons.education[p])] += weight;
          }
          if (persons.hukou[p] != place) here[nonlocal] += weight;
          mine[by_stock + persons.hukou[p] * n + place] += weight;
          mine[by_account + index(world.household(static_cast<RegionId>(place), in_country, persons.income_class[p]))] += weight;
        }
      });
  Census& census = world.census;
  const auto take = [&](Column<RegionId, std::int64_t>& column, std::size_t which) {
    column.assign(n);
    for (const RegionId r : world.region_ids()) column[r] = bins[index(r) * counts + which];
  };
  take(census.urban, urban);
  take(census.rural, rural);
  take(census.working_age, working_age);
  take(census.aged, aged);
  take(census.children, children);
  take(census.employed, employed);
  take(census.unemployed, unemployed);
  take(census.retired, retired);
  take(census.nonlocal, nonlocal);
  for (std::size_t k = 0; k < skills; ++k) take(census.skilled[k], skilled + k);
  census.stock.assign(n, n);
  std::copy_n(bins.begin() + static_cast<std::ptrdiff_t>(by_stock), n * n, census.stock.values().begin());
  census.persons = 0;
  for (const RegionId r : world.region_ids()) census.persons += census.urban[r] + census.rural[r];
  world.households.persons.assign(accounts);
  std::copy_n(bins.begin() + static_cast<std::ptrdiff_t>(by_account), accounts, world.households.persons.values().begin());
}

Column<HouseholdId, double> household_wage_weights(const World& world) {
  const Persons& persons = world.persons;
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  const std::vector<std::int64_t> fen =
      count_bins(persons.size(), world.household_count(), [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          if (persons.status[p] != code(Status::employed)) continue;
          const std::int64_t units = pay(efficiency(persons.education[p], persons.ability[p]), persons.place[p], persons.hukou[p]);
          const double yuan = static_cast<double>(persons.weight[p] * units) * world.firms.wage[static_cast<FirmId>(persons.employer[p])];
          mine[index(world.household(static_cast<RegionId>(persons.place[p]), is_rural(persons.traits[p]), persons.income_class[p]))] +=
              static_cast<std::int64_t>(yuan * fen_per_yuan + 0.5);
        }
      });
  Column<HouseholdId, double> wages(world.household_count());
  for (std::size_t a = 0; a < fen.size(); ++a) wages[static_cast<HouseholdId>(a)] = to_yuan(fen[a]);
  return wages;
}

Column<HouseholdId, std::int64_t> retired_by_household(const World& world) {
  const Persons& persons = world.persons;
  Column<HouseholdId, std::int64_t> retired(world.household_count());
  retired.values() = count_bins(persons.size(), world.household_count(), [&](auto& mine, std::size_t begin, std::size_t end) {
    for (const PersonId p : Ids<PersonId>(begin, end))
      if (persons.status[p] == code(Status::retired))
        mine[index(world.household(static_cast<RegionId>(persons.place[p]), is_rural(persons.traits[p]), persons.income_class[p]))] +=
            persons.weight[p];
  });
  return retired;
}

void move_household_money(World& world, const std::vector<std::int64_t>& members, std::vector<HouseholdMove> moves) {
  std::sort(moves.begin(), moves.end(), [](const HouseholdMove& a, const HouseholdMove& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  const auto balances = world.ledger.balances(Sector::household);
  const std::vector<Fen> before(balances.begin(), balances.end());
  for (std::size_t i = 0; i < moves.size();) {
    const HouseholdMove& move = moves[i];
    std::int64_t persons = 0;
    for (; i < moves.size() && moves[i].from == move.from && moves[i].to == move.to; ++i) persons += moves[i].persons;
    if (move.from == move.to || members[move.from] <= 0 || before[move.from] <= 0) continue;
    const double share = static_cast<double>(persons) / static_cast<double>(members[move.from]);
    const auto amount = static_cast<Fen>(static_cast<double>(before[move.from]) * share);
    world.ledger.pay(Flow::household_moves, {Sector::household, move.from}, {Sector::household, move.to}, amount);
  }
}

void reassign_income_classes(World& world) {
  if (!world.parameters.initial.chance || world.now.quarter() != 4) return;
  Persons& persons = world.persons;
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  const Column<PersonId, std::uint8_t> before = persons.income_class;
  rank_into_classes(world, [&](PersonId p) {
    const auto units = pay(efficiency(persons.education[p], persons.ability[p]), persons.place[p], persons.hukou[p]);
    return static_cast<double>(units) * world.firms.wage[static_cast<FirmId>(persons.employer[p])];
  });
  // (half, old class, new class), persons
  constexpr std::size_t pairs = income_classes * income_classes;
  const std::size_t halves = world.region_count() * 2;
  const std::vector<std::int64_t> changed =
      count_bins(persons.size(), halves * pairs, [&](auto& mine, std::size_t begin, std::size_t end) {
        for (const PersonId p : Ids<PersonId>(begin, end)) {
          const std::size_t half = persons.place[p] * std::size_t{2} + (is_rural(persons.traits[p]) ? 1 : 0);
          mine[half * pairs + before[p] * income_classes + persons.income_class[p]] += persons.weight[p];
        }
      });
  std::vector<std::int64_t> members(world.household_count(), 0);
  world.households.persons.assign(world.household_count());
  std::vector<HouseholdMove> moves;
  for (std::size_t half = 0; half < halves; ++half)
    for (std::size_t from = 0; from < income_classes; ++from)
      for (std::size_t to = 0; to < income_classes; ++to) {
        const std::int64_t here = changed[half * pairs + from * income_classes + to];
        const std::size_t a = half * income_classes + from, b = half * income_classes + to;
        members[a] += here;
        world.households.persons[static_cast<HouseholdId>(b)] += here;
        if (from != to && here > 0) moves.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), here});
      }
  move_household_money(world, members, std::move(moves));
}

}  // namespace jiuzhou
