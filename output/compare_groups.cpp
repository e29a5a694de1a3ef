// Whom a policy reaches: effects on household accounts and on groups of persons.
//
//   income  Σ over provinces of disposable income / price level of the province, to members
//   poor    members of accounts (province, town or country, fifth) whose real income per head is below half of the
//           median person's of the nation in the quarter, to members: relative poverty, as far as accounts tell it

#include <numeric>

#include "output/compare_run.hpp"

namespace jiuzhou::compared {

namespace {

// Real disposable income by (province, account).
Values real_incomes(Run& run, std::size_t q) {
  const Rows& income = run.series("household_income");
  const Values price = run.at("price_level", q);
  const std::size_t accounts = income.width / price.size();
  Values out(income.width);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = income.values[q * income.width + i] / price[i / accounts];
  return out;
}

Values members(Run& run, std::size_t q) {
  const Rows& rows = run.series("household_members");
  const auto begin = rows.values.begin() + static_cast<std::ptrdiff_t>(q * rows.width);
  return {begin, begin + static_cast<std::ptrdiff_t>(rows.width)};
}

// Sums by account, provinces added up.
Values by_account(const Values& values, std::size_t provinces) {
  const std::size_t accounts = values.size() / provinces;
  Values out(accounts, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) out[i % accounts] += values[i];
  return out;
}

// Income per head of the account in which the median person is.
double median_income(const Values& income, const Values& persons) {
  std::vector<std::size_t> order(income.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return !(persons[i] > 0); });
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return income[i] / persons[i]; });
  const double half = std::accumulate(persons.begin(), persons.end(), 0.0) / 2;
  double passed = 0;
  for (const std::size_t i : order)
    if ((passed += persons[i]) >= half) return income[i] / persons[i];
  return 0;
}

Values poor(Run& run, std::size_t q) {
  const Values income = real_incomes(run, q);
  Values persons = members(run, q);
  const double line = median_income(income, persons) / 2;
  for (std::size_t i = 0; i < persons.size(); ++i)
    if (!(income[i] < line * persons[i])) persons[i] = 0;
  return by_account(persons, run.provinces.size());
}

// Persons of a group in one of these statuses.
auto in_status(std::initializer_list<const char*> wanted) {
  return [wanted = std::vector<std::string>(wanted.begin(), wanted.end())](Run& run, std::size_t q) {
    const std::vector<std::string> statuses = run.labels("status");
    const Rows& rows = run.series("group_persons");
    Values out(rows.width / statuses.size(), 0.0);
    for (std::size_t i = 0; i < rows.width; ++i)
      if (wanted.empty() || std::ranges::find(wanted, statuses[i % statuses.size()]) != wanted.end())
        out[i / statuses.size()] += rows.values[q * rows.width + i];
    return out;
  };
}

Place place_of(const Run& run, const std::string& kind, std::size_t i) {
  const std::string code = run.labels(kind)[i];
  return {{kind, code, run.labels(kind + "_name_en")[i], run.labels(kind + "_name_zh")[i], {}, -1, -1, -1, {}}, {i}};
}

}  // namespace

const std::vector<Measure>& household_measures() {
  const auto sum_of = [](const char* name) {
    return [name](Run& run, std::size_t q) { return run.over_provinces(name, q); };
  };
  const auto income = [](Run& run, std::size_t q) { return by_account(real_incomes(run, q), run.provinces.size()); };
  const std::vector<std::string> incomes{"household_income", "household_members", "price_level"};
  static const std::vector<Measure> table{
      {"real_income_per_head", "income per head", "居民人均可支配收入", "base-year yuan/person/year", true, Over::sum,
       incomes, income, sum_of("household_members")},
      {"population",
       "persons",
       "人口",
       "person",
       true,
       Over::last,
       {"household_members"},
       sum_of("household_members"),
       nullptr},
      {"employment",
       "employment",
       "就业人数",
       "person",
       true,
       Over::mean,
       {"household_employment"},
       sum_of("household_employment"),
       nullptr},
      {"relative_poverty", "below half of the median income", "收入低于中位数一半的人口比重", "share", false,
       Over::mean, incomes, poor, sum_of("household_members")},
  };
  return table;
}

const std::vector<Measure>& group_measures() {
  static const std::vector<Measure> table{
      {"population", "persons", "人口", "person", true, Over::last, {"group_persons"}, in_status({}), nullptr},
      {"employment",
       "employment",
       "就业人数",
       "person",
       true,
       Over::mean,
       {"group_persons"},
       in_status({"employed"}),
       nullptr},
      {"unemployment_rate",
       "unemployment",
       "失业率",
       "share",
       false,
       Over::mean,
       {"group_persons"},
       in_status({"unemployed"}),
       in_status({"employed", "unemployed"})},
  };
  return table;
}

std::vector<Place> households_of(const Run& run) {
  const std::vector<std::string> accounts = run.labels("household");
  if (accounts.empty()) return {};
  std::vector<Place> out;
  const auto all_of = [&](const std::string& code, const char* en, const char* zh, const std::string& start) {
    Place& place = out.emplace_back(Place{{"household", code, en, zh, {}, -1, -1, -1, {}}, {}});
    for (std::size_t i = 0; i < accounts.size(); ++i)
      if (accounts[i].starts_with(start)) place.members.push_back(i);
  };
  all_of("all", "everybody", "全部人口", "");
  all_of("town", "town", "城镇", "town_");
  all_of("country", "country", "农村", "country_");
  for (std::size_t i = 0; i < accounts.size(); ++i) out.push_back(place_of(run, "household", i));
  return out;
}

std::vector<Place> groups_of(const Run& run) {
  std::vector<Place> out;
  const std::vector<std::string> codes = run.labels("group");
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (codes[i] != "all" && codes[i] != "age_0_14") out.push_back(place_of(run, "group", i));
  return out;
}

}  // namespace jiuzhou::compared
