// What is produced, where, and how alike regions are in it.
#include <cmath>

#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

// Shares of each region's value added by industry.
std::vector<double> structure(const World& w) {
  std::vector<double> share = w.activity.value_added.values();
  const std::size_t industries = w.industry_count();
  share.resize(w.region_count() * industries, missing);
  for (std::size_t r = 0; r < w.region_count(); ++r) {
    const std::span<double> row(share.data() + r * industries, industries);
    const double whole = sum_of(row);
    for (double& x : row) x /= whole;
  }
  return share;
}

// Krugman's index: half the sum of absolute differences between two structures, 0 equal, 1 nothing in common.
double krugman(std::span<const double> a, std::span<const double> b) {
  double distance = 0;
  for (std::size_t s = 0; s < a.size(); ++s) distance += std::fabs(a[s] - b[s]);
  return distance / 2;
}

void specialisation(const World& w, Out out) {
  const std::vector<double> share = structure(w);
  const std::size_t industries = w.industry_count();
  std::vector<double> nation(industries, 0.0);
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      nation[index(s)] += w.activity.value_added.rows() > 0 ? w.activity.value_added(r, s) : missing;
  const double whole = sum_of(nation);
  for (double& x : nation) x /= whole;
  for (std::size_t r = 0; r < out.size(); ++r) out[r] = krugman({share.data() + r * industries, industries}, nation);
}

double structure_similarity(const World& w) {
  const std::vector<double> share = structure(w);
  const std::size_t n = w.region_count(), industries = w.industry_count();
  double distance = 0;
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b)
      distance += krugman({share.data() + a * industries, industries}, {share.data() + b * industries, industries});
  return n < 2 ? 1.0 : 1.0 - distance / (static_cast<double>(n) * static_cast<double>(n - 1) / 2);
}

constexpr Series table[] = {
    {"gdp",
     {region},
     "yuan/quarter",
     sum,
     "gross domestic product at current prices",
     "地区生产总值（现价）",
     [](const World& w, Out out) { over_industries(w.activity.value_added, out); }},
    {"gdp_real",
     {region},
     "base-year yuan/quarter",
     sum,
     "gross domestic product at base-year prices, double deflation",
     "地区生产总值（基期价）",
     [](const World& w, Out out) { over_industries(w.activity.value_added_real, out); }},
    {"value_added",
     {region, industry},
     "yuan/quarter",
     sum,
     "value added at current prices",
     "增加值（现价）",
     [](const World& w, Out out) { copy(w.activity.value_added, out); },
     "",
     any},
    {"value_added_real",
     {region, industry},
     "base-year yuan/quarter",
     sum,
     "value added at base-year prices, double deflation",
     "增加值（基期价）",
     [](const World& w, Out out) { copy(w.activity.value_added_real, out); },
     "",
     any},
    {"output",
     {region, industry},
     "base-year yuan/quarter",
     sum,
     "gross output at base-year prices",
     "总产出（基期价）",
     [](const World& w, Out out) { copy(w.activity.output, out); }},
    {"price",
     {region, industry},
     "base = 1",
     mean,
     "producer price, firms weighted by market share",
     "生产者价格指数",
     [](const World& w, Out out) { copy(w.cells.price, out); }},
    {"capital",
     {region, industry},
     "base-year yuan",
     point,
     "firms' capital stock",
     "企业资本存量",
     [](const World& w, Out out) { firms_by_cell(w, out, [&](FirmId f) { return w.firms.capital[f]; }); }},
    {"specialisation",
     {region},
     "1",
     mean,
     "Krugman index against the national structure of value added (0 equal, 1 nothing in common)",
     "产业专业化指数（克鲁格曼）",
     specialisation,
     "",
     {},
     "where nothing is produced"},
    {"structure_similarity",
     {},
     "1",
     mean,
     "mean over pairs of regions of one minus the Krugman index of their structures",
     "产业结构相似度",
     [](const World& w, Out out) { out[0] = structure_similarity(w); },
     "",
     {lowest, 1},
     "where a region produces nothing"},
};

}  // namespace

std::span<const Series> of_production() {
  return table;
}

}  // namespace jiuzhou::series
