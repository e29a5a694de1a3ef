#include "output/series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace jiuzhou {

namespace {

using Out = std::span<double>;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t not_found = std::numeric_limits<std::size_t>::max();

// ---- helpers --------------------------------------------------------------------------------------------------------

void leave_out(Out out) {
  std::ranges::fill(out, missing);
}

// A column, table or cube as it is; NaN where the model has not filled it.
template <class C>
void copy(const C& column, Out out) {
  const auto& values = column.values();
  if (values.size() != out.size()) return leave_out(out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[i]);
}

// The sum of columns of one length.
template <class... C>
void add_up(Out out, const C&... columns) {
  std::ranges::fill(out, 0.0);
  const auto add = [out](const auto& column) {
    const auto& values = column.values();
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += values.size() == out.size() ? static_cast<double>(values[i]) : missing;
  };
  (add(columns), ...);
}

// The sum of a (region, industry) table over industries.
void over_industries(const CellTable& table, Out out) {
  if (table.rows() != out.size()) return leave_out(out);
  for (std::size_t r = 0; r < out.size(); ++r) {
    const auto row = table.row(static_cast<RegionId>(r));
    out[r] = std::accumulate(row.begin(), row.end(), 0.0);
  }
}

template <class C>
double total(const C& column) {
  const auto& values = column.values();
  if (values.empty()) return missing;
  double sum = 0;
  for (const auto x : values) sum += static_cast<double>(x);
  return sum;
}

// A (region, region) table that may have one row or column more, for the rest of the world.
template <class T>
void between_regions(const World& w, const Table<RegionId, RegionId, T>& table, Out out) {
  const std::size_t n = w.region_count();
  if (table.rows() < n || table.cols() < n) return leave_out(out);
  for (const RegionId from : w.region_ids())
    for (const RegionId to : w.region_ids()) out[index(from) * n + index(to)] = static_cast<double>(table(from, to));
}

// out[r] = money[r] / persons[r].
template <class Money, class People>
void per_head(const Money& money, const People& people, Out out) {
  const auto& yuan = money.values();
  const auto& persons = people.values();
  for (std::size_t r = 0; r < out.size(); ++r)
    out[r] = r < yuan.size() && r < persons.size() && persons[r] > 0
                 ? static_cast<double>(yuan[r]) / static_cast<double>(persons[r])
                 : missing;
}

// Values of each policy, one row after the other.
template <class Values>
void by_policy(const World& w, Out out, Values&& values) {
  leave_out(out);
  auto at = out.begin();
  for (const PolicyOutcome& policy : w.activity.policies) {
    const auto& row = values(policy);
    if (out.end() - at < std::ssize(row)) return leave_out(out);
    at = std::ranges::copy(row, at).out;
  }
}

std::vector<double> gdp_by_region(const World& w) {
  std::vector<double> out(w.region_count());
  over_industries(w.activity.value_added, out);
  return out;
}

std::vector<double> population_by_region(const World& w) {
  std::vector<double> out(w.region_count());
  add_up(out, w.census.urban, w.census.rural);
  return out;
}

double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double consumption_total(const World& w) {
  return total(w.activity.consumption_urban) + total(w.activity.consumption_rural);
}

double investment_total(const World& w) {
  return total(w.activity.investment_firms) + total(w.activity.investment_public) +
         total(w.activity.dwelling_investment);
}

// The block of every region, as a position in the pack's list.
std::vector<std::size_t> block_of_region(const Pack& pack) {
  std::vector<std::size_t> out(pack.region_count(), not_found);
  for (std::size_t r = 0; r < out.size(); ++r)
    for (std::size_t b = 0; b < pack.blocks.size(); ++b)
      if (pack.blocks[b].first == pack.regions[r].block) out[r] = b;
  return out;
}

std::vector<double> by_block(const World& w, std::span<const double> by_region) {
  const std::vector<std::size_t> block = block_of_region(*w.pack);
  std::vector<double> out(w.pack->blocks.size(), 0.0);
  for (std::size_t r = 0; r < block.size(); ++r)
    if (block[r] != not_found) out[block[r]] += by_region[r];
  return out;
}

void by_area(const World& w, std::span<const double> by_region, Out out) {
  for (std::size_t a = 0; a < out.size(); ++a) {
    out[a] = 0;
    for (std::size_t r = 0; r < by_region.size(); ++r)
      if (std::ranges::count(w.pack->regions[r].areas, w.pack->areas[a].first) > 0) out[a] += by_region[r];
  }
}

// Adds value(f) of every live firm to its cell.
template <class Value>
void firms_by_cell(const World& w, Out out, Value&& value) {
  std::ranges::fill(out, 0.0);
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] != 0) out[w.cell(w.firms.region[f], w.firms.industry[f])] += value(f);
}

template <class Value>
void firms_by_region(const World& w, Out out, Value&& value) {
  std::ranges::fill(out, 0.0);
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] != 0) out[index(w.firms.region[f])] += value(f);
}

void households_by_region(const World& w, Out out) {
  std::ranges::fill(out, 0.0);
  const std::span<const Fen> balances = w.ledger.balances(Sector::household);
  for (std::size_t h = 0; h < balances.size(); ++h) out[h / (2 * income_classes)] += to_yuan(balances[h]);
}

double theil_between_blocks(const World& w) {
  return theil(by_block(w, population_by_region(w)), by_block(w, gdp_by_region(w)));
}

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

double national_price_level(const World& w) {
  double spent = 0, weighted = 0;
  for (const RegionId r : w.region_ids()) {
    if (w.activity.consumption_urban.size() == 0 || w.regions.price_level.size() == 0) return missing;
    const double yuan = w.activity.consumption_urban[r] + w.activity.consumption_rural[r];
    spent += yuan;
    weighted += yuan / w.regions.price_level[r];
  }
  return spent / weighted;
}

double national_unemployment_rate(const World& w) {
  double unemployed = 0;
  for (const RegionId r : w.region_ids()) {
    if (w.regions.labour_force.size() == 0 || w.regions.unemployment_rate.size() == 0) return missing;
    unemployed += w.regions.unemployment_rate[r] * w.regions.labour_force[r];
  }
  return unemployed / total(w.regions.labour_force);
}

}  // namespace

// ---- indices --------------------------------------------------------------------------------------------------------

// Theil (1967) T over groups: Σ y_i ln(y_i / n_i), with y_i and n_i the shares of the total and of the people.
double theil(std::span<const double> people, std::span<const double> amount) {
  const double all_people = sum_of(people), all = sum_of(amount);
  double inequality = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const double n = people[i] / all_people, y = amount[i] / all;
    if (n > 0 && y > 0)
      inequality += y * portable::log(y / n);
    else if (std::isnan(n) || std::isnan(y))
      return missing;
  }
  return std::max(inequality, 0.0);  // where all are alike, rounding may take it below
}

// Gini coefficient over groups, everyone in a group counted with its mean: 1 − Σ n_i (Y_i + Y_{i−1}), groups sorted by
// mean, Y cumulated shares.
double gini(std::span<const double> people, std::span<const double> amount) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (std::isnan(people[i]) || std::isnan(amount[i])) return missing;
    if (people[i] > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return amount[a] / people[a] < amount[b] / people[b]; });
  double all_people = 0, all = 0;
  for (const std::size_t i : order) {
    all_people += people[i];
    all += amount[i];
  }
  double area = 0, below = 0;
  for (const std::size_t i : order) {
    const double up_to = below + amount[i] / all;
    area += people[i] / all_people * (up_to + below);
    below = up_to;
  }
  return order.empty() ? missing : 1 - area;
}

// Williamson (1965): √Σ n_i (y_i / y − 1)², with n_i the shares of the people and y_i the means.
double variation_coefficient(std::span<const double> people, std::span<const double> amount) {
  const double all_people = sum_of(people), mean = sum_of(amount) / all_people;
  double variance = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (people[i] <= 0) continue;
    const double gap = amount[i] / people[i] / mean - 1;
    variance += people[i] / all_people * gap * gap;
  }
  return std::sqrt(variance);
}

// ---- dimensions -----------------------------------------------------------------------------------------------------

std::string_view name_of(Dim dim) {
  switch (dim) {
    case Dim::region:
      return "province";
    case Dim::from:
      return "from";
    case Dim::to:
      return "to";
    case Dim::hukou:
      return "hukou";
    case Dim::place:
      return "place";
    case Dim::industry:
      return "industry";
    case Dim::block:
      return "block";
    case Dim::area:
      return "area";
    case Dim::policy:
      return "policy";
    case Dim::sector:
      return "sector";
    case Dim::count:
      break;
  }
  return "";
}

std::string_view name_of(Method method) {
  return method == Method::sum ? "sum" : method == Method::point ? "point" : "mean";
}

Spec range_of(const Series& series) {
  return {.unit = series.unit, .min = series.range.min, .max = series.range.max};
}

// ---- the table ------------------------------------------------------------------------------------------------------

const std::vector<Series>& series_table() {
  using enum Dim;
  using enum Method;
  constexpr double most = std::numeric_limits<double>::infinity(), lowest = -most;
  constexpr Range any{lowest, most}, not_negative{0, most}, up_to_1{0, 1};
  static const std::vector<Series> table = {
      // production
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

      // prices
      {"price_level",
       {region},
       "base = 1",
       mean,
       "consumer prices, Laspeyres on the base-year basket",
       "居民消费价格指数",
       [](const World& w, Out out) { copy(w.regions.price_level, out); }},
      {"rent",
       {region},
       "base = 1",
       mean,
       "rent index",
       "租金指数",
       [](const World& w, Out out) { copy(w.regions.rent, out); }},

      // population
      {"population",
       {region},
       "person",
       point,
       "residents",
       "常住人口",
       [](const World& w, Out out) { add_up(out, w.census.urban, w.census.rural); }},
      {"population_urban",
       {region},
       "person",
       point,
       "residents of the urban half",
       "城镇常住人口",
       [](const World& w, Out out) { copy(w.census.urban, out); }},
      {"population_rural",
       {region},
       "person",
       point,
       "residents of the rural half",
       "乡村常住人口",
       [](const World& w, Out out) { copy(w.census.rural, out); }},
      {"population_working_age",
       {region},
       "person",
       point,
       "residents of working age, 15 to 64",
       "劳动年龄人口（15-64岁）",
       [](const World& w, Out out) { copy(w.census.working_age, out); }},
      {"population_65_plus",
       {region},
       "person",
       point,
       "residents aged 65 and over",
       "65岁及以上人口",
       [](const World& w, Out out) { copy(w.census.aged, out); }},
      {"population_nonlocal",
       {region},
       "person",
       point,
       "residents registered in another region",
       "外来人口（户籍在外地区）",
       [](const World& w, Out out) { copy(w.census.nonlocal, out); }},
      {"population_tertiary",
       {region},
       "person",
       point,
       "residents with tertiary education, of working age",
       "大专及以上学历人口",
       [](const World& w, Out out) { copy(w.census.skilled[skills - 1], out); }},
      {"births",
       {region},
       "person/quarter",
       sum,
       "births",
       "出生人数",
       [](const World& w, Out out) { copy(w.activity.births, out); }},
      {"deaths",
       {region},
       "person/quarter",
       sum,
       "deaths",
       "死亡人数",
       [](const World& w, Out out) { copy(w.activity.deaths, out); }},
      {"migration_flow",
       {from, to},
       "person/quarter",
       sum,
       "persons who moved between regions",
       "省际迁移流量",
       [](const World& w, Out out) { between_regions(w, w.activity.moves, out); }},
      {"migrant_stock",
       {hukou, place},
       "person",
       point,
       "residents by region of registration and of residence",
       "按户籍地和居住地的人口",
       [](const World& w, Out out) { between_regions(w, w.census.stock, out); }},
      {"rural_urban_moves",
       {region},
       "person/quarter",
       sum,
       "moves from the rural to the urban half of the region",
       "省内乡城迁移人数",
       [](const World& w, Out out) { copy(w.activity.urban_moves, out); }},
      {"hukou_conversions",
       {region},
       "person/quarter",
       sum,
       "settled migrants who obtained local hukou",
       "落户人数",
       [](const World& w, Out out) { copy(w.activity.conversions, out); }},

      // labour
      {"labour_force",
       {region},
       "person",
       mean,
       "employed and unemployed residents after the labour market",
       "劳动力",
       [](const World& w, Out out) { copy(w.regions.labour_force, out); }},
      {"employment",
       {region, industry},
       "person",
       mean,
       "persons at work",
       "就业人数",
       [](const World& w, Out out) { copy(w.activity.employment, out); }},
      {"unemployment_rate",
       {region},
       "share",
       mean,
       "unemployed to labour force after the labour market",
       "失业率",
       [](const World& w, Out out) { copy(w.regions.unemployment_rate, out); },
       "",
       up_to_1},
      {"vacancies",
       {region},
       "job",
       point,
       "jobs left vacant",
       "空缺岗位",
       [](const World& w, Out out) {
         firms_by_region(w, out, [&](FirmId f) { return static_cast<double>(w.firms.vacancies[f]); });
       }},
      {"wage",
       {region},
       "yuan/person/quarter",
       mean,
       "wage bill per person at work",
       "平均工资",
       [](const World& w, Out out) {
         over_industries(w.activity.employment, out);
         if (w.activity.wages.size() != out.size()) return leave_out(out);
         for (const RegionId r : w.region_ids())
           out[index(r)] = out[index(r)] > 0 ? w.activity.wages[r] / out[index(r)] : missing;
       },
       "",
       not_negative,
       "where nobody is at work"},

      // households
      {"disposable_income_urban",
       {region},
       "yuan/quarter",
       sum,
       "disposable income of urban households, as in the flow of funds",
       "城镇居民可支配收入总额",
       [](const World& w, Out out) { copy(w.activity.disposable_urban, out); }},
      {"disposable_income_rural",
       {region},
       "yuan/quarter",
       sum,
       "disposable income of rural households, as in the flow of funds",
       "农村居民可支配收入总额",
       [](const World& w, Out out) { copy(w.activity.disposable_rural, out); }},
      {"disposable_income_urban_per_head",
       {region},
       "yuan/person/quarter",
       sum,
       "disposable income per urban resident at the end of the quarter, as in the flow of funds: a third above that of "
       "surveys",
       "城镇居民人均可支配收入",
       [](const World& w, Out out) { per_head(w.activity.disposable_urban, w.census.urban, out); },
       "",
       not_negative,
       "where nobody lives"},
      {"disposable_income_rural_per_head",
       {region},
       "yuan/person/quarter",
       sum,
       "disposable income per rural resident at the end of the quarter, as in the flow of funds: a third above that of "
       "surveys",
       "农村居民人均可支配收入",
       [](const World& w, Out out) { per_head(w.activity.disposable_rural, w.census.rural, out); },
       "",
       not_negative,
       "where nobody lives"},
      {"consumption",
       {region},
       "yuan/quarter",
       sum,
       "household consumption",
       "居民消费",
       [](const World& w, Out out) { add_up(out, w.activity.consumption_urban, w.activity.consumption_rural); }},
      {"consumption_urban",
       {region},
       "yuan/quarter",
       sum,
       "consumption of urban households",
       "城镇居民消费",
       [](const World& w, Out out) { copy(w.activity.consumption_urban, out); }},
      {"consumption_rural",
       {region},
       "yuan/quarter",
       sum,
       "consumption of rural households",
       "农村居民消费",
       [](const World& w, Out out) { copy(w.activity.consumption_rural, out); }},
      {"household_deposits", {region}, "yuan", point, "deposits of households", "居民存款", households_by_region},

      // demand
      {"government_consumption",
       {region},
       "yuan/quarter",
       sum,
       "government consumption",
       "政府消费",
       [](const World& w, Out out) { copy(w.activity.government_consumption, out); }},
      {"investment",
       {region},
       "yuan/quarter",
       sum,
       "fixed investment: firms, public and dwellings",
       "固定资本形成总额",
       [](const World& w, Out out) {
         add_up(out, w.activity.investment_firms, w.activity.investment_public, w.activity.dwelling_investment);
       }},
      {"investment_firms",
       {region},
       "yuan/quarter",
       sum,
       "fixed investment of firms",
       "企业投资",
       [](const World& w, Out out) { copy(w.activity.investment_firms, out); }},
      {"investment_public",
       {region},
       "yuan/quarter",
       sum,
       "fixed investment of governments",
       "政府投资",
       [](const World& w, Out out) { copy(w.activity.investment_public, out); }},
      {"investment_dwellings",
       {region},
       "yuan/quarter",
       sum,
       "dwellings built for households",
       "住宅投资",
       [](const World& w, Out out) { copy(w.activity.dwelling_investment, out); }},
      {"stock_building",
       {region},
       "yuan/quarter",
       sum,
       "change in stocks of goods and of inputs",
       "存货变动",
       [](const World& w, Out out) { copy(w.activity.stock_building, out); },
       "",
       any},
      {"exports",
       {region},
       "yuan/quarter",
       sum,
       "exports abroad",
       "出口",
       [](const World& w, Out out) { over_industries(w.activity.exports, out); }},
      {"imports",
       {region},
       "yuan/quarter",
       sum,
       "imports from abroad",
       "进口",
       [](const World& w, Out out) { over_industries(w.activity.imports, out); }},
      {"trade_flow",
       {from, to},
       "yuan/quarter",
       sum,
       "goods and services delivered between regions, the diagonal within one",
       "省际贸易流量",
       [](const World& w, Out out) { between_regions(w, w.activity.trade_flow, out); }},
      {"rationed",
       {},
       "share",
       mean,
       "demand that found no supply",
       "未满足需求占比",
       [](const World& w, Out out) { out[0] = w.activity.rationed; },
       "",
       up_to_1},

      // firms
      {"firms",
       {region, industry},
       "firm",
       point,
       "number of firm agents",
       "企业主体数",
       [](const World& w, Out out) { firms_by_cell(w, out, [](FirmId) { return 1.0; }); }},
      {"firm_entries",
       {},
       "firm/quarter",
       sum,
       "firm agents that entered",
       "新进入企业数",
       [](const World& w, Out out) { out[0] = static_cast<double>(w.activity.entries); }},
      {"firm_exits",
       {},
       "firm/quarter",
       sum,
       "firm agents that left",
       "退出企业数",
       [](const World& w, Out out) { out[0] = static_cast<double>(w.activity.exits); }},
      {"firm_relocations",
       {},
       "firm/quarter",
       sum,
       "firm agents that moved to another region",
       "跨区迁移企业数",
       [](const World& w, Out out) { out[0] = static_cast<double>(w.activity.relocations); }},
      {"firm_debt",
       {region},
       "yuan",
       point,
       "debt of firms",
       "企业债务",
       [](const World& w, Out out) {
         std::ranges::fill(out, 0.0);
         const std::span<const Fen> balances = w.ledger.balances(Sector::firm_debt);
         for (std::size_t f = 0; f < std::min(balances.size(), w.firms.size()); ++f)
           out[index(w.firms.region[static_cast<FirmId>(f)])] -= to_yuan(balances[f]);
       }},

      // governments
      {"government_revenue",
       {region},
       "yuan/quarter",
       sum,
       "regional revenue without transfers",
       "地方自有收入",
       [](const World& w, Out out) { copy(w.regions.own_revenue, out); }},
      {"government_expenditure",
       {region},
       "yuan/quarter",
       sum,
       "regional public spending",
       "地方财政支出",
       [](const World& w, Out out) { copy(w.regions.budget, out); }},
      {"transfer",
       {region},
       "yuan/quarter",
       sum,
       "transfers from the centre",
       "中央转移支付",
       [](const World& w, Out out) { copy(w.activity.transfers, out); },
       "",
       any},
      {"land_revenue",
       {region},
       "yuan/quarter",
       sum,
       "net land revenue",
       "土地出让净收入",
       [](const World& w, Out out) { copy(w.activity.land_revenue, out); }},
      {"government_debt",
       {region},
       "yuan",
       point,
       "regional government debt",
       "地方政府债务",
       [](const World& w, Out out) {
         const std::span<const Fen> balances = w.ledger.balances(Sector::province_debt);
         for (std::size_t r = 0; r < out.size(); ++r) out[r] = r < balances.size() ? -to_yuan(balances[r]) : missing;
       },
       "",
       any},
      {"public_capital",
       {region},
       "base-year yuan",
       point,
       "infrastructure in use",
       "公共资本存量",
       [](const World& w, Out out) { copy(w.regions.public_capital, out); }},
      {"public_services_per_head",
       {region},
       "base-year yuan/person/quarter",
       mean,
       "public services per head, smoothed",
       "人均公共服务",
       [](const World& w, Out out) { copy(w.regions.service_stock, out); }},
      {"research_stock",
       {region},
       "base-year yuan",
       point,
       "stock of research and development",
       "研发资本存量",
       [](const World& w, Out out) { copy(w.regions.research_stock, out); }},
      {"central_revenue",
       {},
       "yuan/quarter",
       sum,
       "the centre's revenue",
       "中央财政收入",
       [](const World& w, Out out) { out[0] = w.activity.central_revenue; }},
      {"central_debt",
       {},
       "yuan",
       point,
       "the centre's debt",
       "中央政府债务",
       [](const World& w, Out out) { out[0] = -to_yuan(w.ledger.total(Sector::centre_debt)); },
       "",
       any},
      {"policy_cost",
       {policy},
       "yuan/quarter",
       sum,
       "money moved by the policy",
       "政策资金",
       [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.cost}; }); }},
      {"policy_payers",
       {policy, sector},
       "yuan/quarter",
       sum,
       "who paid it",
       "政策资金出资方",
       [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.paid; }); }},
      {"policy_recipients",
       {policy, sector},
       "yuan/quarter",
       sum,
       "who received it",
       "政策资金受益方",
       [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.received; }); }},
      {"policy_received",
       {policy, region},
       "yuan/quarter",
       sum,
       "where it was received, by budgets, persons and firms of the region",
       "政策资金受益地区",
       [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.received_in; }); }},
      {"policy_jobs",
       {policy},
       "person",
       mean,
       "persons in jobs that the policy pays for",
       "政策提供岗位",
       [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.jobs}; }); }},
      {"policy_trained",
       {policy},
       "person/quarter",
       sum,
       "persons on courses of the policy",
       "政策培训人数",
       [](const World& w, Out out) {
         by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.trained}; });
       }},
      {"policy_firms_moved",
       {policy},
       "firm/quarter",
       sum,
       "firm agents that moved where the policy sends or draws them, for whatever reason",
       "按政策方向迁移企业数",
       [](const World& w, Out out) {
         by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.firms_moved}; });
       }},
      {"policy_staff_moved",
       {policy},
       "person/quarter",
       sum,
       "workers of those firms who are taken along",
       "随迁职工人数",
       [](const World& w, Out out) {
         by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.staff_moved}; });
       }},

      // banks and abroad
      {"bank_equity",
       {},
       "yuan",
       point,
       "equity of the banks",
       "银行自有资本",
       [](const World& w, Out out) { out[0] = to_yuan(w.ledger.total(Sector::bank)); },
       "",
       any},
      {"net_foreign_assets",
       {},
       "yuan",
       point,
       "net foreign assets",
       "对外净资产",
       [](const World& w, Out out) { out[0] = -to_yuan(w.ledger.total(Sector::world)); },
       "",
       any},
      {"loan_rate",
       {},
       "1/year",
       mean,
       "lending rate",
       "贷款利率",
       [](const World& w, Out out) { out[0] = w.nation.loan_rate; }},
      {"ledger_residual",
       {},
       "fen",
       point,
       "sum over every account of the ledger: 0 or a law is broken",
       "账户总余额（应为0）",
       [](const World& w, Out out) { out[0] = static_cast<double>(w.ledger.residual()); },
       "",
       {0, 0}},

      // food, energy, environment
      {"grain_output",
       {region},
       "t/quarter",
       sum,
       "grain harvested",
       "粮食产量",
       [](const World& w, Out out) { copy(w.activity.grain, out); }},
      {"farmland",
       {region},
       "ha",
       point,
       "cultivated land",
       "耕地面积",
       [](const World& w, Out out) { copy(w.regions.farmland, out); }},
      {"coal_output",
       {region},
       "t/quarter",
       sum,
       "coal mined",
       "原煤产量",
       [](const World& w, Out out) { copy(w.activity.coal, out); }},
      {"electricity_output",
       {region},
       "GWh/quarter",
       sum,
       "electricity generated",
       "发电量",
       [](const World& w, Out out) { copy(w.activity.electricity, out); }},
      {"energy_use",
       {region},
       "tce/quarter",
       sum,
       "energy used, tonnes of coal equivalent",
       "能源消费量（标准煤）",
       [](const World& w, Out out) { copy(w.activity.energy_use, out); }},
      {"so2",
       {region},
       "t/quarter",
       sum,
       "emissions of sulphur dioxide",
       "二氧化硫排放量",
       [](const World& w, Out out) { copy(w.activity.so2, out); }},
      {"cod",
       {region},
       "t/quarter",
       sum,
       "chemical oxygen demand of waste water",
       "化学需氧量排放量",
       [](const World& w, Out out) { copy(w.activity.cod, out); }},
      {"ecology",
       {region},
       "base = 1",
       point,
       "ecological index",
       "生态指数",
       [](const World& w, Out out) { copy(w.regions.ecology, out); }},

      // blocks and areas
      {"block_gdp",
       {block},
       "yuan/quarter",
       sum,
       "gross domestic product of the block",
       "板块生产总值",
       [](const World& w, Out out) { std::ranges::copy(by_block(w, gdp_by_region(w)), out.begin()); }},
      {"block_population",
       {block},
       "person",
       point,
       "residents of the block",
       "板块常住人口",
       [](const World& w, Out out) { std::ranges::copy(by_block(w, population_by_region(w)), out.begin()); }},
      {"block_gdp_share",
       {block},
       "share",
       mean,
       "share of the block in national GDP",
       "板块生产总值占比",
       [](const World& w, Out out) {
         const std::vector<double> gdp = gdp_by_region(w), block_gdp = by_block(w, gdp);
         for (std::size_t b = 0; b < out.size(); ++b) out[b] = block_gdp[b] / sum_of(gdp);
       },
       "",
       up_to_1},
      {"gdp_per_head_ratio",
       {block},
       "ratio",
       mean,
       "GDP per head of the pack's first block over this block's",
       "首个板块与本板块人均生产总值之比",
       [](const World& w, Out out) {
         const std::vector<double> gdp = by_block(w, gdp_by_region(w)), people = by_block(w, population_by_region(w));
         for (std::size_t b = 0; b < out.size(); ++b) out[b] = (gdp[0] / people[0]) / (gdp[b] / people[b]);
       }},
      {"area_gdp",
       {area},
       "yuan/quarter",
       sum,
       "gross domestic product of the area; areas overlap",
       "区域生产总值",
       [](const World& w, Out out) { by_area(w, gdp_by_region(w), out); }},
      {"area_population",
       {area},
       "person",
       point,
       "residents of the area; areas overlap",
       "区域常住人口",
       [](const World& w, Out out) { by_area(w, population_by_region(w), out); }},

      // inequality
      {"theil_total",
       {},
       "1",
       mean,
       "Theil index of GDP per head between regions, weighted by population",
       "人均生产总值泰尔指数",
       [](const World& w, Out out) { out[0] = theil(population_by_region(w), gdp_by_region(w)); }},
      {"theil_between_blocks",
       {},
       "1",
       mean,
       "its part between blocks",
       "泰尔指数（板块之间）",
       [](const World& w, Out out) { out[0] = theil_between_blocks(w); }},
      {"theil_within_blocks",
       {},
       "1",
       mean,
       "its part within blocks",
       "泰尔指数（板块内部）",
       [](const World& w, Out out) {
         out[0] = std::max(0.0, theil(population_by_region(w), gdp_by_region(w)) - theil_between_blocks(w));
       }},
      {"gini_regions",
       {},
       "1",
       mean,
       "Gini coefficient of GDP per head between regions, weighted by population",
       "人均生产总值基尼系数（地区间）",
       [](const World& w, Out out) { out[0] = gini(population_by_region(w), gdp_by_region(w)); }},
      {"gini_income",
       {},
       "1",
       mean,
       "Gini coefficient of disposable income per head over persons grouped by household account (region, urban or "
       "rural, income fifth): differences within an account are not counted",
       "居民人均可支配收入基尼系数（按地区、城乡、收入五等份分组）",
       [](const World& w, Out out) {
         std::vector<double> people(w.household_count()), income(w.household_count());
         copy(w.households.persons, people);
         copy(w.households.income, income);
         out[0] = gini(people, income);
       }},
      {"variation_coefficient",
       {},
       "1",
       mean,
       "coefficient of variation of GDP per head between regions, weighted by population",
       "人均生产总值变异系数",
       [](const World& w, Out out) { out[0] = variation_coefficient(population_by_region(w), gdp_by_region(w)); }},

      // the nation
      {"national_gdp",
       {},
       "yuan/quarter",
       sum,
       "gross domestic product at current prices, nation",
       "国内生产总值（现价）",
       [](const World& w, Out out) { out[0] = total(w.activity.value_added); }},
      {"national_gdp_real",
       {},
       "base-year yuan/quarter",
       sum,
       "gross domestic product at base-year prices, nation",
       "国内生产总值（基期价）",
       [](const World& w, Out out) { out[0] = total(w.activity.value_added_real); }},
      {"national_growth",
       {},
       "1/year",
       mean,
       "growth of real GDP over four quarters",
       "国内生产总值实际增速（同比）",
       nullptr,
       "national_gdp_real",
       any,
       "in the first four quarters"},
      {"national_population",
       {},
       "person",
       point,
       "residents, nation",
       "全国人口",
       [](const World& w, Out out) { out[0] = total(w.census.urban) + total(w.census.rural); }},
      {"national_price_level",
       {},
       "base = 1",
       mean,
       "consumer prices, nation, weighted by consumption",
       "全国居民消费价格指数",
       [](const World& w, Out out) { out[0] = national_price_level(w); }},
      {"inflation",
       {},
       "1/year",
       mean,
       "growth of consumer prices over four quarters",
       "居民消费价格涨幅（同比）",
       nullptr,
       "national_price_level",
       any,
       "in the first four quarters"},
      {"national_unemployment_rate",
       {},
       "share",
       mean,
       "unemployed to labour force after the labour market, nation",
       "全国失业率",
       [](const World& w, Out out) { out[0] = national_unemployment_rate(w); },
       "",
       up_to_1},
      {"urbanisation_rate",
       {},
       "share",
       point,
       "urban share of the residents",
       "城镇化率",
       [](const World& w, Out out) {
         out[0] = total(w.census.urban) / (total(w.census.urban) + total(w.census.rural));
       },
       "",
       up_to_1},
      {"labour_share",
       {},
       "share",
       mean,
       "wage bill to GDP",
       "劳动报酬占比",
       [](const World& w, Out out) { out[0] = total(w.activity.wages) / total(w.activity.value_added); }},
      {"consumption_share",
       {},
       "share",
       mean,
       "household consumption to GDP",
       "居民消费占比",
       [](const World& w, Out out) { out[0] = consumption_total(w) / total(w.activity.value_added); }},
      {"government_share",
       {},
       "share",
       mean,
       "government consumption to GDP",
       "政府消费占比",
       [](const World& w, Out out) {
         out[0] = total(w.activity.government_consumption) / total(w.activity.value_added);
       }},
      {"investment_share",
       {},
       "share",
       mean,
       "fixed investment to GDP",
       "固定投资占比",
       [](const World& w, Out out) { out[0] = investment_total(w) / total(w.activity.value_added); }},
      {"saving_rate",
       {},
       "share",
       mean,
       "households' saving to their disposable income",
       "居民储蓄率",
       [](const World& w, Out out) {
         out[0] = 1 - consumption_total(w) / (total(w.activity.disposable_urban) + total(w.activity.disposable_rural));
       },
       "",
       {lowest, 1}},
  };
  return table;
}

}  // namespace jiuzhou
