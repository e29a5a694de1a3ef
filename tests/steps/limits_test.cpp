// What a model must not believe or pay, however far parameters and states are from those of a country: less than nothing
// is neither sold, spent nor built, nobody pays in more than there is, and a country does not move in a quarter.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "sim/steps/steps.hpp"
#include "tests/files.hpp"

namespace jiuzhou {
namespace {

class Limits : public testing::Test {
 protected:
  [[nodiscard]] Trial toy(const std::vector<std::string>& changes = {}) const {
    const Folder folder;
    return begin(folder.write("toy.yaml", toy_scenario("2009Q4", "weight: 100\n")), changes);
  }
};

TEST_F(Limits, NobodyExpectsToSellLessThanNothing) {
  World w = toy().world;
  w.regions.labour_force_growth[RegionId{0}] = -5;
  advance_to(w, {}, "labour_market");
  double least = 0, most = 0;
  for (const FirmId f : w.firms.price.ids()) {
    least = std::min({least, w.activity.expected_sales[f], w.activity.plan[f]});
    most = std::max(most, w.activity.expected_sales[f]);
  }
  EXPECT_EQ(least, 0);
  EXPECT_GT(most, 0);
}

TEST_F(Limits, NothingIsSpentOnResearchOutOfNothing) {
  World w = toy().world;
  advance_to(w, {}, "capital");
  for (const IndustryId s : w.industry_ids()) w.activity.value_added_real(RegionId{0}, s) = -1e9;
  capital(w);
  EXPECT_EQ(w.regions.research_flow[RegionId{0}], 0);
  EXPECT_GT(w.regions.research_stock[RegionId{0}], 0);
  EXPECT_GT(w.regions.research_flow[RegionId{1}], 0);
}

TEST_F(Limits, ABudgetIsNotLessThanNothing) {
  World w = toy({"government.revenue_speed=1"}).world;
  advance_to(w, {}, "government");
  w.regions.revenue[RegionId{0}] = -1e15;
  w.nation.central_standard = -1e15;
  government(w);
  for (const RegionId r : w.region_ids()) {
    EXPECT_GE(w.activity.consumption_budget_public[r], 0);
    EXPECT_GE(w.activity.investment_budget_public[r], 0);
    EXPECT_EQ(w.activity.consumption_budget_central[r], 0);
  }
}

TEST_F(Limits, OwnersPayInNoMoreThanThereIs) {
  World w = toy({"credit.dividend_smoothing=1"}).world;
  advance_to(w, {}, "incomes");
  // Firms owe a large part of what households have, and the first account has nothing.
  const Account first{Sector::household, 0}, last{Sector::household, w.household_count() - 1};
  w.ledger.pay(Flow::household_moves, first, last, w.ledger.balance(first));
  Fen all = 0;
  for (std::size_t a = 0; a < w.household_count(); ++a) all += w.ledger.balance({Sector::household, a});
  const Account firm{Sector::firm, 0};
  w.ledger.pay(Flow::equity, firm, last, w.ledger.balance(firm) + all / 2);
  incomes(w);
  EXPECT_LT(w.activity.dividends[w.firms.region[FirmId{0}]], 0);
  for (std::size_t a = 0; a < w.household_count(); ++a) EXPECT_GE(w.ledger.balance({Sector::household, a}), 0) << a;
  EXPECT_EQ(w.ledger.residual(), 0);
}

// The chance of a job counts twenty times, so that with the least unemployment everybody would leave at once.
TEST_F(Limits, ACountryDoesNotMoveToOnePlaceInAQuarter) {
  Trial trial = toy({"migration.income=5", "migration.job_chance=20", "migration.vacancies=2"});
  World& w = trial.world;
  for (int q = 0; q < 12; ++q) {
    std::vector<double> before;
    for (const RegionId r : w.region_ids())
      before.push_back(static_cast<double>(w.census.urban[r] + w.census.rural[r]));
    trial.step();
    for (const RegionId r : w.region_ids()) {
      const auto now = static_cast<double>(w.census.urban[r] + w.census.rural[r]);
      EXPECT_GT(now, 0.6 * before[index(r)]) << q;
      EXPECT_LT(now, 1.6 * before[index(r)]) << q;
    }
    begin_next_quarter(w);
  }
}

}  // namespace
}  // namespace jiuzhou
