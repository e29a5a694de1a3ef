// The balanced base year: RAS on matrices solved by hand, identities for every pack, also when it is shaken.
#include "sim/base_year/balance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "sim/base/error.hpp"
#include "sim/base/ras.hpp"
#include "sim/pack/load_pack.hpp"

namespace jiuzhou {
namespace {

std::vector<std::string> pack_folders() {
  std::vector<std::string> folders;
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/scenarios/packs"))
    if (entry.is_directory()) folders.push_back(entry.path().string());
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::shared_ptr<const Pack> pack_of(const std::string& folder) {
  static std::map<std::string, std::shared_ptr<const Pack>> loaded;
  auto& pack = loaded[folder];
  if (!pack) {
    Diagnostics diagnostics;
    pack = load_pack(folder, diagnostics);
    if (!pack) throw Bug("cannot load " + folder);
  }
  return pack;
}

double sum(const CellTable& t) {
  double total = 0;
  for (const double x : t.values()) total += x;
  return total;
}

TEST(Ras, KeepsTheCrossProductRatioOfATwoByTwoAndMeetsItsMargins) {
  // Start [[1, 1], [1, 1]] has cross-product ratio 1, so the answer is rows ⊗ columns / total:
  // rows 3, 1 and columns 2, 2 give [[1.5, 1.5], [0.5, 0.5]].
  Matrix cells = Matrix::Ones(2, 2);
  ras(cells, Margin{{3.0, 1.0}}, Margin{{2.0, 2.0}});
  EXPECT_NEAR(cells(0, 0), 1.5, 1e-12);
  EXPECT_NEAR(cells(1, 1), 0.5, 1e-12);

  // Start [[2, 1], [1, 2]] has ratio 4. With rows and columns (3, 2): a = x00 solves a (2 − (3 − a)) = 4 (3 − a)², so
  // 3a² − 23a + 36 = 0, a = (23 − √97) / 6.
  cells = Matrix{{2.0, 1.0}, {1.0, 2.0}};
  const RasResult result = ras(cells, Margin{{3.0, 2.0}}, Margin{{3.0, 2.0}});
  EXPECT_NEAR(cells(0, 0), (23 - std::sqrt(97.0)) / 6, 1e-12);
  EXPECT_NEAR(cells(0, 0) * cells(1, 1) / (cells(0, 1) * cells(1, 0)), 4, 1e-10);
  EXPECT_LT(result.error, 1e-13);
}

TEST(Ras, LeavesABalancedMatrixAlone) {
  Matrix cells{{1.0, 2.0, 0.0}, {3.0, 4.0, 5.0}};
  const Matrix before = cells;
  const RasResult result = ras(cells, before.rowwise().sum(), before.colwise().sum().transpose());
  EXPECT_EQ(result.iterations, 1);
  EXPECT_EQ((cells - before).abs().maxCoeff(), 0);
}

TEST(Ras, KeepsZerosAndClearsLinesWithoutTarget) {
  Matrix cells{{1.0, 0.0, 1.0}, {1.0, 1.0, 1.0}};
  ras(cells, Margin{{2.0, 3.0}}, Margin{{4.0, 1.0, 0.0}});
  EXPECT_EQ(cells(0, 1), 0);
  EXPECT_EQ(cells.col(2).sum(), 0);
  EXPECT_NEAR(cells(1, 1), 1, 1e-12);  // the only way to serve column 1
}

TEST(Ras, SaysWhenTheMarginsCannotBeMet) {
  Matrix cells{{1.0, 0.0}, {1.0, 1.0}};  // row 0 can only serve column 0, which wants less
  const RasResult result = ras(cells, Margin{{3.0, 1.0}}, Margin{{2.0, 2.0}}, {.iterations = 100});
  EXPECT_GT(result.error, 0.1);
}

TEST(Ras, GivesEmptyLinesWithATargetAStart) {
  Matrix cells{{0.0, 0.0}, {1.0, 0.0}};
  const Margin rows{{1.0, 3.0}}, columns{{2.0, 2.0}};
  EXPECT_EQ(fill_empty_lines(cells, rows, columns), 1);  // filling row 0 also gives column 1 a start
  const RasResult result = ras(cells, rows, columns);
  EXPECT_GT(result.error, 0.1);  // row 1 still cannot serve column 1, and row 0 alone is too small
  cells = Matrix{{0.0, 0.0}, {1.0, 1.0}};
  EXPECT_EQ(fill_empty_lines(cells, rows, columns), 1);
  EXPECT_LT(ras(cells, rows, columns).error, 1e-13);
}

class Balance : public testing::TestWithParam<std::string> {};

// Every identity, written out once more and independently of the code under test.
void expect_identities(const Pack& pack, const BaseYear& base, double tolerance) {
  const Ids<RegionId> regions(pack.region_count());
  const Ids<IndustryId> industries(pack.industry_count());
  double income = 0, spending = 0;
  for (const IndustryId i : industries) {
    double supply = 0, use = 0;
    for (const RegionId r : regions) {
      double inputs = 0, demand = base.consumption_urban(r, i) + base.consumption_rural(r, i) + base.government(r, i) +
                                  base.investment(r, i);
      for (const IndustryId j : industries) {
        inputs += base.intermediate(r, j, i);
        demand += base.intermediate(r, i, j);
        EXPECT_GE(base.intermediate(r, i, j), 0);
      }
      const double earned = base.labour(r, i) + base.production_tax(r, i) + base.surplus(r, i);
      income += earned;
      spending += base.exports(r, i) - base.imports(r, i) + base.stock_building(r, i) + base.consumption_urban(r, i) +
                  base.consumption_rural(r, i) + base.government(r, i) + base.investment(r, i);
      double sent = 0, bought = 0;
      for (const RegionId q : regions) {
        EXPECT_GE(base.trade(i, r, q), 0);
        sent += base.trade(i, r, q);
        bought += base.trade(i, q, r);
      }
      const double size = std::max(base.output(r, i) + demand, 1.0);
      EXPECT_NEAR(inputs + earned, base.output(r, i), tolerance * size);
      EXPECT_NEAR(sent + base.stock_building(r, i) + base.exports(r, i), base.output(r, i), tolerance * size);
      EXPECT_NEAR(bought + base.imports(r, i), demand, tolerance * size);
      supply += base.output(r, i) - base.stock_building(r, i) - base.exports(r, i) + base.imports(r, i);
      use += demand;
      if (!(base.output(r, i) > 0)) continue;
      EXPECT_GE(base.surplus(r, i), 0.1199 * earned - tolerance * size);
      EXPECT_LE(base.surplus(r, i), 0.8001 * earned + tolerance * size);
      EXPECT_GE(base.labour(r, i), 0.0799 * earned - tolerance * size);
      EXPECT_LE(base.exports(r, i), 0.9001 * base.output(r, i));
    }
    EXPECT_NEAR(supply, use, tolerance * (supply + 1));
  }
  EXPECT_NEAR(income, spending, tolerance * income);
  EXPECT_LT(base.largest_residual, 1e-11);
}

TEST_P(Balance, MeetsEveryIdentity) {
  const auto pack = pack_of(GetParam());
  for (const double growth : {0.0, 0.019}) expect_identities(*pack, balance(*pack, {.growth = growth}), 1e-11);
}

TEST_P(Balance, MeetsEveryIdentityForShakenAccounts) {
  const auto pack = pack_of(GetParam());
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    for (const double size : {0.02, 0.1, 0.3})
      expect_identities(*pack, balance(*pack, {.growth = 0.019, .perturbation = size, .seed = seed}), 1e-11);
}

TEST_P(Balance, KeepsOutputAndMovesLittle) {
  // Output is never touched except for dead cells (below 0.1 million yuan each); consumption totals are column targets.
  const auto pack = pack_of(GetParam());
  const BaseYear base = balance(*pack, {.growth = 0.019});
  EXPECT_NEAR(sum(base.output), sum(pack->accounts.gross_output), 1e-6 * sum(base.output));
  EXPECT_NEAR(sum(base.consumption_urban), sum(pack->accounts.consumption_urban), 1e-9 * sum(base.consumption_urban));
  double difference = 0, all = 0;
  for (std::size_t i = 0; i < pack->intermediate.values().size(); ++i) {
    difference += std::abs(base.intermediate.values()[i] - pack->intermediate.values()[i]);
    all += pack->intermediate.values()[i];
  }
  EXPECT_LT(difference, 0.02 * all);
}

TEST_P(Balance, BuildsStocksOfStorableGoodsInProportionToGrowth) {
  // σ = 0.25 quarters, g = 0.02 a quarter: ΔS / X = 0.005 / 1.005.
  const auto pack = pack_of(GetParam());
  const BaseYear base = balance(*pack, {.stock_target = 0.25, .growth = 0.02});
  const BaseYear still = balance(*pack, {.stock_target = 0.25, .growth = 0});
  for (const RegionId r : Ids<RegionId>(pack->region_count()))
    for (const IndustryId s : Ids<IndustryId>(pack->industry_count())) {
      const double share = pack->industries[index(s)].storable ? 0.005 / 1.005 : 0;
      EXPECT_NEAR(base.stock_building(r, s), share * base.output(r, s), 1e-9 * base.output(r, s) + 1e-9);
      EXPECT_EQ(still.stock_building(r, s), 0);
    }
  EXPECT_NEAR(sum(base.investment) + sum(base.stock_building), sum(still.investment), 1e-9 * sum(still.investment));
}

TEST_P(Balance, IsTheSameTwice) {
  const auto pack = pack_of(GetParam());
  const BaseYear once = balance(*pack, {.growth = 0.019, .perturbation = 0.1, .seed = 5}),
                 twice = balance(*pack, {.growth = 0.019, .perturbation = 0.1, .seed = 5});
  EXPECT_EQ(once.trade.values(), twice.trade.values());
  EXPECT_EQ(once.intermediate.values(), twice.intermediate.values());
}

TEST_P(Balance, SurvivesStructuralZeros) {
  Pack pack = *pack_of(GetParam());
  const RegionId first{0}, last{static_cast<std::uint32_t>(pack.region_count() - 1)};
  const IndustryId good{0}, other{1};
  // Nothing leaves the first region; the last one makes almost nothing of a good; one good has no pack trade at all.
  for (const IndustryId s : Ids<IndustryId>(pack.industry_count())) pack.accounts.outflow(first, s) = 0;
  for (const RegionId r : Ids<RegionId>(pack.region_count()))
    pack.accounts.outflow(r, other) = pack.accounts.inflow(r, other) = 0;
  for (auto* item : {&pack.accounts.gross_output, &pack.accounts.labour_compensation, &pack.accounts.net_production_tax,
                     &pack.accounts.depreciation, &pack.accounts.operating_surplus, &pack.accounts.exports})
    (*item)(last, good) *= 1e-9;
  for (const IndustryId i : Ids<IndustryId>(pack.industry_count())) pack.intermediate(last, i, good) *= 1e-9;
  const BaseYear base = balance(pack, {.growth = 0.019});
  EXPECT_EQ(base.output(last, good), 0);
  for (const RegionId d : Ids<RegionId>(pack.region_count())) EXPECT_EQ(base.trade(good, last, d), 0);
  expect_identities(pack, base, 1e-11);
}

INSTANTIATE_TEST_SUITE_P(Packs, Balance, testing::ValuesIn(pack_folders()), [](const auto& each) {
  std::string name = std::filesystem::path(each.param).filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace jiuzhou
