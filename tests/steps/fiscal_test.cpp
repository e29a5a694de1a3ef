// Who pays for policies and what governments do with money: the formula of transfers, sources of money, special bonds,
// public capital, pensions, minimum wages, posts of work relief. Expected numbers are derived beside each test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "sim/base_year/initialise.hpp"
#include "sim/instruments/common.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/scenario/selection.hpp"
#include "sim/state/headcount.hpp"
#include "sim/steps/shared/minimum_wage.hpp"
#include "sim/steps/steps.hpp"
#include "tests/instruments/policy_world.hpp"

namespace jiuzhou {

double formula_share(double base_share, double gap, double base_gap, double equalisation);

namespace {

Policies only(std::unique_ptr<Instrument> policy) {
  Policies list;
  list.push_back(std::move(policy));
  return list;
}

BySource paid_with(Source source, double share = 1) {
  BySource sources{};
  sources[position(Source::debt)] = 1 - share;
  sources[position(source)] += share;
  sources[position(Source::own_budget)] = 1;
  return sources;
}

double central_debt(const World& w) {
  return -w.ledger.yuan({Sector::centre_debt});
}

// Quarters of a policy; visit(world) after each.
template <class Visit>
void run(World& w, const Policies& policies, int quarters, Visit&& visit) {
  for (int t = 0; t < quarters; ++t) {
    advance(w, policies);
    visit(w);
    begin_next_quarter(w);
  }
}

TEST(Equalisation, MakesUpForAPartOfWhatTheGapHasGrown) {
  // 5 % of the pool before; the gap has grown by 10 points of the pool, of which 65 % are made up for.
  EXPECT_NEAR(formula_share(0.05, 0.2, 0.1, 0.65), 0.115, 1e-12);
  EXPECT_EQ(formula_share(0.05, 0.1, 0.1, 0.65), 0.05);
  EXPECT_EQ(formula_share(0.05, 0, 0.4, 0.65), 0);  // nobody pays into it
}

TEST(Equalisation, LeavesWhatAPolicyHandsARegion) {
  const std::vector<std::string> west{"NM", "GX", "CQ", "SC", "GZ", "YN", "XZ", "SN", "GS", "QH", "NX", "XJ"};
  double gained = 0, received = 0, lost = 0;
  for (const bool active : {true, false}) {
    World w = world_of("china-2012", 10000);
    Policies policies;
    if (active) policies.push_back(policy_of(*w.pack, "tax_sharing", {{"production", 0.1}}, west));
    run(w, policies, 20, [&](const World& now) {
      for (const std::string& code : west) {
        const RegionId r = region(now, code);
        gained += (active ? 1 : -1) * (now.regions.own_revenue[r] + now.activity.transfers[r]);
        lost += (active ? 1 : -1) * now.activity.transfers[r];
        received += now.activity.policy_revenue[r];
      }
    });
  }
  EXPECT_GT(received, 0);
  EXPECT_GT(gained, 0.6 * received);
  EXPECT_GT(lost, -0.4 * received);
}

TEST(Financing, TaxesLeaveTheCentresDebtWhereItWasWithoutThePolicy) {
  // In the first quarter taxes come after markets, so nothing but who pays differs between the runs: what the policy
  // costs is missing in one and not in the other, to the fen.
  std::map<Source, double> debt;
  double cost = 0;
  for (const Source source : {Source::debt, Source::vat, Source::income_tax}) {
    World w = world_of("toyland", 10);
    auto policy = policy_of(*w.pack, "fiscal_transfer", {{"budget", 40}}, {"BB"});
    policy->financed_by = paid_with(source);
    advance(w, only(std::move(policy)));
    debt[source] = central_debt(w);
    const PolicyOutcome& outcome = w.activity.policies.front();
    cost = outcome.cost;
    EXPECT_NEAR(outcome.financed[position(source)], cost, 0.01);
    EXPECT_NEAR(w.activity.central_policy_revenue, source == Source::debt ? 0 : cost, 0.01);
    EXPECT_EQ(w.nation.vat_rise > 0, source == Source::vat);
  }
  EXPECT_NEAR(cost, 10e6, 1);
  EXPECT_NEAR(debt[Source::debt] - debt[Source::vat], cost, 0.02);
  EXPECT_NEAR(debt[Source::debt] - debt[Source::income_tax], cost, 0.02);
}

TEST(Financing, IsSharedAsThePolicySays) {
  World w = world_of("toyland", 10);
  auto policy = policy_of(*w.pack, "fiscal_transfer", {{"budget", 40}}, {"BB"});
  policy->financed_by = paid_with(Source::vat, 0.25);
  advance(w, only(std::move(policy)));
  EXPECT_NEAR(w.activity.policies.front().financed[position(Source::vat)], 2.5e6, 1);
  EXPECT_NEAR(w.activity.policies.front().financed[position(Source::debt)], 7.5e6, 1);
}

TEST(Financing, OfOtherSpendingCutsTheCentresBudget) {
  World with = world_of("toyland", 10), without = world_of("toyland", 10);
  auto policy = policy_of(*with.pack, "fiscal_transfer", {{"budget", 4}}, {"BB"});
  policy->financed_by = paid_with(Source::other_spending);
  advance_to(with, only(std::move(policy)), "households");
  advance_to(without, {}, "households");
  EXPECT_NEAR(total(without.activity.consumption_budget_central.values()) -
                  total(with.activity.consumption_budget_central.values()),
              1e6, 1);
}

double own_budget(const World& w, RegionId r) {
  return w.activity.consumption_budget_public[r] + w.activity.investment_budget_public[r];
}

TEST(Bonds, BuildNow) {
  World with = world_of("toyland", 10), without = world_of("toyland", 10);
  const RegionId b = region(with, "BB");
  auto policy = policy_of(*with.pack, "infrastructure", {{"budget", 40}, {"local_share", 1}}, {"BB"});
  policy->financed_by = paid_with(Source::debt);
  policy->financed_by[position(Source::special_bonds)] = 1;
  const Policies policies = only(std::move(policy));
  advance_to(with, policies, "households");
  advance_to(without, {}, "households");
  EXPECT_NEAR(own_budget(with, b) - own_budget(without, b), 10e6, 1);  // nothing of its own is cut
  EXPECT_NEAR(with.regions.special_bonds[b], 10e6, 1e-3);
}

TEST(Bonds, AreServedOutOfTheBudget) {
  World with = world_of("toyland", 10), without = world_of("toyland", 10);
  const RegionId b = region(with, "BB");
  with.parameters.government.bond_maturity = 15;
  with.parameters.government.bond_refinanced = 0.8;
  with.parameters.credit.public_rate = without.parameters.credit.public_rate = 0.04;
  with.regions.special_bonds[b] = 60e6;
  with.ledger.pay(Flow::loan, {Sector::province_debt, index(b)}, {Sector::province, index(b)}, to_fen(60e6));
  advance_to(with, {}, "households");
  advance_to(without, {}, "households");
  // 60 million / 60 quarters fall due, a fifth of it is paid back, and 1 % interest a quarter is paid
  EXPECT_NEAR(own_budget(without, b) - own_budget(with, b), 0.2e6 + 0.6e6, 1);
  EXPECT_NEAR(with.regions.special_bonds[b], 59.8e6, 1e-3);
}

TEST(Bonds, CrowdOutLoansOfTheRegionsFirms) {
  World with = world_of("toyland", 10), without = world_of("toyland", 10);
  const RegionId b = region(with, "BB");
  advance_to(with, {}, "credit");
  advance_to(without, {}, "credit");
  with.regions.bonds_issued[b] = 10e6;
  const auto lent = [](World& w) {
    credit(w);
    return to_yuan(w.ledger.flow(Flow::loan));
  };
  EXPECT_NEAR(lent(without) - lent(with), with.parameters.credit.crowding_out * 10e6, 1e4);
}

TEST(Bonds, EndAtTheirCeiling) {
  World w = world_of("toyland", 10);
  w.parameters.government.bond_ceiling = 0;
  auto policy = policy_of(*w.pack, "infrastructure", {{"budget", 40}, {"local_share", 1}}, {"BB"});
  policy->financed_by[position(Source::special_bonds)] = 1;
  advance(w, only(std::move(policy)));
  EXPECT_EQ(w.regions.special_bonds[region(w, "BB")], 0);
  EXPECT_NEAR(w.activity.policies.front().financed[position(Source::own_budget)], 10e6, 1);
}

TEST(PublicCapital, RaisesOutputByItsElasticityOverLaboursShare) {
  World plain = world_of("toyland", 10);
  advance_to(plain, {}, "productivity");
  World more = world_of("toyland", 10);
  advance_to(more, {}, "productivity");
  const RegionId b = region(plain, "BB");
  more.regions.public_capital_growth[b] += 0.01;
  const CellTable before = plain.cells.efficiency;
  productivity(plain);
  productivity(more);
  for (const IndustryId s : plain.industry_ids()) {
    if (!plain.live(b, s)) continue;
    double value_added = 1;
    for (const IndustryId g : plain.industry_ids()) value_added -= plain.cells.input(b, g, s);
    const double labour = std::clamp(plain.cells.base_unit_labour(b, s) / value_added, 0.2, 1.0);
    const double gained = (more.cells.efficiency(b, s) - plain.cells.efficiency(b, s)) / before(b, s);
    EXPECT_NEAR(gained, 0.01 * plain.parameters.growth.infrastructure_elasticity / labour, 1e-12);
  }
}

TEST(PublicCapital, ReturnsOneToThreeYuanInFifteenYears) {
  // Real GDP of the West gained per yuan that the centre spends there on networks, 3 % of its GDP for three years; mean of
  // two seeds. (At 1:10 000 one seed tells nothing: 1.0 to 4.2.)
  const std::vector<std::string> west{"NM", "GX", "CQ", "SC", "GZ", "YN", "XZ", "SN", "GS", "QH", "NX", "XJ"};
  double gained = 0, spent = 0;
  for (const std::uint64_t seed : {1, 2})
    for (const bool active : {true, false}) {
      const auto pack = pack_named("china-2012");
      Scenario scenario;
      scenario.pack_folder = pack->folder;
      scenario.from = Quarter::of(pack->base_year, 1);
      scenario.until = scenario.from + 60;
      scenario.weight = 2000;
      scenario.seed = seed;
      World w = initialise(pack, scenario);
      Policies policies;
      if (active) policies.push_back(policy_of(*w.pack, "infrastructure", {{"gdp_share", 0.03}}, west));
      for (int t = 0; t < 60; ++t) {
        if (t == 12) policies.clear();
        advance(w, policies);
        for (const std::string& code : west) gained += (active ? 1 : -1) * w.regions.real_gdp[region(w, code)];
        if (!policies.empty())
          for (const std::string& code : west) {
            const RegionId r = region(w, code);
            spent += w.activity.policies.front().received_in[index(r)] / w.regions.price_level[r];
          }
        begin_next_quarter(w);
      }
    }
  EXPECT_GT(gained / spent, 1);
  EXPECT_LT(gained / spent, 3);
}

TEST(Pensions, OfTheCountryAreAPartOfThoseInTown) {
  // What a retired person gets, in town and in the country, as the accounts of the first quarter post it.
  World w = world_of("china-2012", 10000);
  advance(w, {});
  const Column<HouseholdId, std::int64_t> retired = retired_by_household(w), insured = insured_by_household(w);
  double sum = 0;
  for (const HouseholdId a : retired.ids()) {
    const std::size_t half = index(a) / income_classes;
    const RegionId r{static_cast<std::uint32_t>(half / 2)};
    const double mean_wage = w.calibration.base_mean_wage[r] * w.regions.wage_index[r];
    sum += (half % 2 == 0 ? 1 : 0.05) * static_cast<double>(retired[a]) * mean_wage * w.nation.benefit_per_retired +
           0.1 * 0.18 * static_cast<double>(insured[a]) * mean_wage;
  }
  double contributions = 0;
  for (const double x : w.activity.contributions) contributions += x;
  EXPECT_NEAR(sum + w.nation.other_benefits * contributions, total(w.activity.benefits.values()), 0.01 * sum);
}

TEST(UnemploymentBenefit, IsPartOfTheBenefitsOfTheAccounts) {
  // Pensions are what is left of them: with more of the one there is less of the other, and the sum is the pack's.
  std::map<double, double> pensions;
  for (const double coverage : {0.0, 0.1}) {
    Scenario scenario;
    const auto pack = pack_named("china-2022");
    scenario.pack_folder = pack->folder;
    scenario.from = Quarter::of(pack->base_year, 1);
    scenario.until = scenario.from + 4;
    scenario.weight = 10000;
    scenario.parameters.government.unemployment_coverage = coverage;
    const World w = initialise(pack, scenario);
    const Column<HouseholdId, std::int64_t> retired = retired_by_household(w), insured = insured_by_household(w);
    double pension = 0, benefit = 0;
    for (const HouseholdId a : retired.ids()) {
      const std::size_t half = index(a) / income_classes;
      const double mean_wage = w.calibration.base_mean_wage[RegionId{static_cast<std::uint32_t>(half / 2)}];
      pension +=
          (half % 2 == 0 ? 1 : 0.05) * static_cast<double>(retired[a]) * mean_wage * w.nation.benefit_per_retired;
      benefit += coverage * 0.18 * static_cast<double>(insured[a]) * mean_wage;
    }
    pensions[coverage] = pension + benefit;
    // 2022: insurance paid out 89 bn yuan of benefit of this kind (MOHRSS, recalled), within a factor of two.
    if (coverage > 0) {
      EXPECT_GT(4 * benefit, 40e9);
      EXPECT_LT(4 * benefit, 180e9);
    }
  }
  EXPECT_NEAR(pensions[0.1], pensions[0], 1e-9 * pensions[0]);
}

TEST(UnemploymentBenefit, RisesOutOfTheSocialFund) {
  World w = world_of("toyland", 10);
  advance(w, only(policy_of(*w.pack, "social_protection", {{"unemployment", 1}}, {"BB"})));
  const PolicyOutcome& outcome = w.activity.policies.front();
  EXPECT_GT(outcome.cost, 0);
  EXPECT_EQ(w.ledger.flow(Flow::policy, Sector::social_fund, Sector::household), to_fen(outcome.cost));
  EXPECT_EQ(outcome.financed, BySource{});  // no government pays
}

TEST(WorkRelief, ReachesAsManyPersonsAsItDid) {
  // 8 bn yuan of 2023 at 30 %: 280 000 persons with about 10 000 yuan each (NDRC); in provinces of the West and Centre.
  const World w = world_of("china-2022", 10000);
  Levers levers;
  levers.reset(w.region_count(), w.industry_count());
  const auto policy = policy_of(*w.pack, "work_relief", {{"budget", 8000}},
                                {"GX", "GZ", "YN", "SC", "SN", "GS", "HA", "HN", "JX", "AH"});
  policy->set(levers, w, 1);
  double reached = 0;
  for (const PublicWorks& x : levers.public_works) reached += 4 * x.jobs * x.holders;
  EXPECT_GT(reached, 280000 / 1.5);
  EXPECT_LT(reached, 280000 * 1.5);
  EXPECT_GT(2.4e9 / reached, 10000 / 1.5);
  EXPECT_LT(2.4e9 / reached, 10000 * 1.5);
}

TEST(WorkRelief, BuildsWithItsLabour) {
  World w = world_of("toyland", 10);
  advance(w, only(policy_of(*w.pack, "work_relief", {{"budget", 40}, {"wage_share", 0.5}, {"training", 0}}, {"BB"})));
  const double paid = to_yuan(w.ledger.flow(Flow::policy, Sector::centre, Sector::firm) +
                              w.ledger.flow(Flow::policy, Sector::centre, Sector::household));
  EXPECT_GT(paid, 4e6);
  EXPECT_NEAR(w.activity.works_built[region(w, "BB")], paid, 1);
}

TEST(WorkRelief, RaisesJobsAndOutputWhileItLasts) {
  double jobs = 0, gdp = 0;
  for (const bool active : {true, false}) {
    World w = world_of("china-2012", 10000);
    Policies policies;
    if (active)
      policies.push_back(policy_of(*w.pack, "work_relief", {{"budget", 20000}, {"wage_share", 0.5}}, {"GZ", "GS"}));
    run(w, policies, 12, [&](const World& now) {
      for (const std::string code : {"GZ", "GS"}) {
        jobs += (active ? 1 : -1) * static_cast<double>(now.census.employed[region(now, code)]);
        gdp += (active ? 1 : -1) * now.regions.real_gdp[region(now, code)];
      }
    });
  }
  EXPECT_GT(jobs, 0);
  EXPECT_GT(gdp, 0);
}

TEST(MinimumWage, MakesThoseItBindsLessLikelyToBeHired) {
  // Worth 1 500 a month, paid 2 000 instead: a third dearer, so with an elasticity of 4 the chance is 0.75^4.
  EXPECT_NEAR(hiring_chance(1500, 1000, 2000, 4), std::pow(0.75, 4), 1e-9);
  EXPECT_EQ(hiring_chance(2500, 1000, 2000, 4), 1);                        // earns more anyway
  EXPECT_NEAR(hiring_chance(500, 1000, 2000, 4), std::pow(0.5, 4), 1e-9);  // the old minimum bound already
  EXPECT_EQ(hiring_chance(500, 2000, 1000, 4), 1);                         // nobody is turned down for a lower one
}

// Low-skilled employees and their pay, policy less base, over three years; own-account work is left out.
std::pair<double, double> low_skilled(double rise) {
  double jobs = 0, pay = 0;
  for (const bool active : {true, false}) {
    World w = world_of("china-2012", 10000);
    Policies policies;
    if (active) policies.push_back(policy_of(*w.pack, "minimum_wage", {{"rise", rise}}));
    run(w, policies, 12, [&](const World& now) {
      double persons = 0, wages = 0;
      for (const RegionId r : now.region_ids())
        for (const IndustryId s : now.industry_ids()) {
          if (now.pack->industries[index(s)].own_account) continue;
          const auto here = static_cast<double>(now.headcounts[index(r)].workers[index(s) * skills]);
          double wage = 0, labour = 0;
          for (const std::uint32_t i : now.cell_firms(now.cell(r, s))) {
            const auto own = static_cast<double>(now.firms.labour[FirmId{i}]);
            wage += now.firms.wage[FirmId{i}] * own;
            labour += own;
          }
          persons += here;
          wages += labour > 0 ? here * wage / labour : 0;
        }
      jobs += (active ? 1 : -1) * persons;
      pay += (active ? 1 : -1) * wages / persons;
    });
  }
  return {jobs, pay};
}

TEST(MinimumWage, RaisesLowPayAndNotItsJobs) {
  for (const double rise : {0.1, 0.3}) {
    const auto [jobs, pay] = low_skilled(rise);
    EXPECT_LT(jobs, 0) << rise;
    EXPECT_GT(pay, 0) << rise;
  }
}

// Over a year: later the chance that parts two runs of one province moves its pay by more than this.
TEST(MinimumWage, LiftsThePayOfTheLowSkilled) {
  double wages = 0;
  for (const bool active : {true, false}) {
    World w = world_of("china-2012", 10000);
    const RegionId r = region(w, "GD");
    Policies policies;
    if (active) policies.push_back(policy_of(*w.pack, "minimum_wage", {{"rise", 0.3}}, {"GD"}));
    run(w, policies, 4, [&](const World& now) {
      double paid = 0, labour = 0;
      for (const FirmId f : now.firms.ids()) {
        if (!now.firms.alive[f] || now.firms.region[f] != r) continue;
        if (now.pack->industries[index(now.firms.industry[f])].code != "textiles") continue;
        paid += now.firms.wage[f] * static_cast<double>(now.firms.labour[f]);
        labour += static_cast<double>(now.firms.labour[f]);
      }
      wages += (active ? 1 : -1) * paid / labour;  // of each quarter: later ones pay more
    });
  }
  EXPECT_GT(wages, 0);
}

}  // namespace
}  // namespace jiuzhou
