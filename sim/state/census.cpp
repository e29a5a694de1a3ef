// Census: head counts by region, hukou and household account, and the yearly revision of income classes.
//
//   per head deposit d_a = D_a / N_a;  n persons who change from account a to b take n d_a with them
//   wages of account a = Σ_s w_rs u_rsa,  w mean wage of the cell's firms, u efficiency units paid for
//
// Reads   persons, headcounts, firms.{wage, paid}, ledger (households)
// Writes  census, households.persons; reassign_income_classes: persons.income_class, ledger (household moves)
//
// Order: counts are integers; firms are summed in their order; transfers are posted in the order of accounts.
#include <algorithm>
#include <numeric>

#include "sim/state/firm_loops.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/income_classes.hpp"
#include "sim/state/land.hpp"

namespace jiuzhou {

void take_census(World& world) {
  const std::size_t n = world.region_count();
  Census& census = world.census;
  for (auto* column : {&census.urban, &census.rural, &census.working_age, &census.aged, &census.children,
                       &census.employed, &census.unemployed, &census.retired, &census.nonlocal})
    column->assign(n);
  for (auto& column : census.skilled) column.assign(n);
  census.stock.assign(n, n);
  census.persons = 0;
  world.households.persons.assign(world.household_count());
  for_each_index(n, 1, [&](std::size_t region) {
    const RegionId r{static_cast<std::uint32_t>(region)};
    const Headcount& count = world.headcounts[region];
    for (std::size_t a = 0; a < Headcount::accounts; ++a) {
      std::int64_t here = 0;
      for (std::size_t s = 0; s < statuses; ++s) here += count.count(a, static_cast<Status>(s));
      (a < income_classes ? census.urban : census.rural)[r] += here;
      world.households.persons[HouseholdId{static_cast<std::uint32_t>(index(r) * Headcount::accounts + a)}] = here;
    }
    census.employed[r] = count.count(Status::employed);
    census.unemployed[r] = count.count(Status::unemployed);
    census.retired[r] = count.count(Status::retired);
    for (std::size_t k = 0; k < skills; ++k) census.skilled[k][r] = count.skilled[k];
    for (const RegionId h : world.region_ids()) {
      census.stock(h, r) = count.stock[index(h)];
      if (h != r) census.nonlocal[r] += count.stock[index(h)];
    }
    const RegionPersons& persons = world.persons[r];
    for (std::size_t k = 0; k < persons.cohorts(); ++k) {
      const auto* group = &count.composition[k * education_levels * 2];
      const int age = age_of(world, persons.birth(k));
      (age < 15   ? census.children
       : age < 65 ? census.working_age
                  : census.aged)[r] += std::accumulate(group, group + education_levels * 2, std::int64_t{0});
    }
  });
  for (const RegionId r : world.region_ids()) census.persons += census.urban[r] + census.rural[r];
}

WageWeights household_wage_weights(const World& world) {
  WageWeights wages{Column<HouseholdId, double>(world.household_count()),
                    Column<HouseholdId, double>(world.household_count())};
  const std::size_t cells = world.region_count() * world.industry_count();
  std::vector<double> bill(cells, 0), paid(cells, 0);
  for_cells(world, [&](std::size_t cell, RegionId, IndustryId) {
    for_firms(world, cell, [&](FirmId f) {
      const auto units = static_cast<double>(world.firms.paid[f]);
      bill[cell] += world.firms.wage[f] * work_share(world, f) * units;
      paid[cell] += units;
    });
  });
  const PayTable pay(world);
  for (const RegionId r : world.region_ids())
    for (const IndustryId s : world.industry_ids()) {
      const std::size_t cell = world.cell(r, s);
      if (!(paid[cell] > 0)) continue;
      const std::int64_t* local = &world.headcounts[index(r)].pay_units[index(s) * 2 * Headcount::accounts];
      const std::int64_t* elsewhere = local + Headcount::accounts;
      for (std::size_t a = 0; a < Headcount::accounts; ++a) {
        const HouseholdId account{static_cast<std::uint32_t>(index(r) * Headcount::accounts + a)};
        const double wage = bill[cell] / paid[cell];
        wages.all[account] += wage * static_cast<double>(pay(r, local[a] + elsewhere[a], elsewhere[a]));
        wages.migrants[account] += wage * static_cast<double>(pay(r, elsewhere[a], elsewhere[a]));
      }
    }
  return wages;
}

SentHome sent_home(const World& world, const WageWeights& wages, double scale) {
  const double share = world.parameters.households.sent_home;
  const std::size_t n = world.region_count();
  SentHome home{Column<HouseholdId, double>(world.household_count()),
                Column<HouseholdId, double>(world.household_count())};
  std::vector<double> due(n * 2, 0);  // (region, rural)
  for (const RegionId place : world.region_ids()) {
    const Headcount& count = world.headcounts[index(place)];
    double migrants = 0, sent = 0;
    for (const RegionId h : world.region_ids())
      if (h != place) migrants += static_cast<double>(count.stock[index(h)]);
    if (!(migrants > 0)) continue;
    for (std::size_t a = 0; a < Headcount::accounts; ++a) {
      const HouseholdId account{static_cast<std::uint32_t>(index(place) * Headcount::accounts + a)};
      home.sent[account] = share * scale * wages.migrants[account];
      sent += home.sent[account];
    }
    for (const RegionId h : world.region_ids()) {
      if (h == place) continue;
      const auto country = static_cast<double>(count.country_stock[index(h)]);
      due[index(h) * 2] += sent * (static_cast<double>(count.stock[index(h)]) - country) / migrants;
      due[index(h) * 2 + 1] += sent * country / migrants;
    }
  }
  for (std::size_t half = 0; half < due.size(); ++half) {
    const auto heads_of = [&](std::size_t which) {
      double heads = 0;
      for (std::size_t k = 0; k < income_classes; ++k)
        heads += static_cast<double>(
            world.households.persons[HouseholdId{static_cast<std::uint32_t>(which * income_classes + k)}]);
      return heads;
    };
    const std::size_t to = heads_of(half) > 0 ? half : half ^ 1U;  // where nobody is left, to the other half
    const double heads = heads_of(to);
    for (std::size_t k = 0; k < income_classes; ++k) {
      const HouseholdId account{static_cast<std::uint32_t>(to * income_classes + k)};
      home.received[account] += due[half] * ratio(static_cast<double>(world.households.persons[account]), heads);
    }
  }
  return home;
}

Column<HouseholdId, std::int64_t> retired_by_household(const World& world) {
  return count_persons(world, Status::retired, 0);
}

Column<HouseholdId, std::int64_t> insured_by_household(const World& world) {
  Column<HouseholdId, std::int64_t> insured = count_persons(world, Status::unemployed, 0);
  for (const HouseholdId a : insured.ids())
    if (index(a) % (2 * income_classes) >= income_classes) insured[a] = 0;  // the country
  return insured;
}

double unemployment_benefit(const GovernmentParameters& parameters, double mean_wage) {
  return parameters.unemployment_coverage * parameters.unemployment_replacement * mean_wage;
}

std::vector<std::int64_t> members_by_account(const World& world) {
  return count_persons(world, std::nullopt, 0).values();
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
  const std::vector<std::int64_t> members = members_by_account(world);
  std::vector<HouseholdMove> moves;
  const std::vector<std::vector<std::int64_t>> changed = rank_into_classes(world);
  for (const RegionId r : world.region_ids())
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t from = 0; from < income_classes; ++from)
        for (std::size_t to = 0; to < income_classes; ++to) {
          const std::int64_t persons = changed[index(r)][(half * income_classes + from) * income_classes + to];
          if (from != to && persons > 0)
            moves.push_back({static_cast<std::uint32_t>(world.household(r, half == 1, from)),
                             static_cast<std::uint32_t>(world.household(r, half == 1, to)), persons});
        }
  const std::vector<std::int64_t> now = members_by_account(world);
  world.households.persons.values() = now;
  move_household_money(world, members, std::move(moves));
}

}  // namespace jiuzhou
