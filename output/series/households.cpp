// What households earn, spend and hold.
#include "output/indices.hpp"
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

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

void households_by_region(const World& w, Out out) {
  std::ranges::fill(out, 0.0);
  const std::span<const Fen> balances = w.ledger.balances(Sector::household);
  for (std::size_t h = 0; h < balances.size(); ++h) out[h / (2 * income_classes)] += to_yuan(balances[h]);
}

constexpr double log_of_two = 0.69314718055994530942;

// Incomes a head of each half of each region, town and country, with half of the nation's median for a line.
void low_incomes(const World& w, Out out) {
  if (w.households.persons.size() != w.household_count() || w.households.income.size() != w.household_count())
    return leave_out(out);
  std::vector<IncomeSpread> halves;
  for (const RegionId r : w.region_ids())
    for (const bool rural : {false, true}) {
      std::vector<double> people(income_classes), income(income_classes);
      for (std::size_t k = 0; k < income_classes; ++k) {
        const HouseholdId h = w.household(r, rural, k);
        people[k] = static_cast<double>(w.households.persons[h]);
        income[k] = w.households.income[h];
      }
      halves.push_back(income_spread(people, income));
    }
  const double line = log_median(halves) - log_of_two;
  for (std::size_t r = 0; r < out.size(); ++r)
    out[r] = persons_below(halves[2 * r], line) + persons_below(halves[2 * r + 1], line);
}

// Goods, not services, that households buy.
void goods_bought(const World& w, Out out) {
  if (w.activity.demand_consumption_urban.rows() != out.size()) return leave_out(out);
  for (const RegionId r : w.region_ids()) {
    out[index(r)] = 0;
    for (const IndustryId g : w.industry_ids())
      if (w.pack->industries[index(g)].tradability == Tradability::goods)
        out[index(r)] += w.activity.demand_consumption_urban(r, g) + w.activity.demand_consumption_rural(r, g);
  }
}

constexpr Series table[] = {
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
    {"household_goods",
     {region},
     "base-year yuan/quarter",
     sum,
     "goods that households buy, without services, at producer prices: retail sales less the margins of trade",
     "居民购买商品（基期生产者价，不含商业加价）",
     goods_bought},
    {"population_low_income",
     {region},
     "person",
     mean,
     "residents below half of the nation's median disposable income per head; incomes of the urban and the rural half "
     "are log-logistic with the mean and the spread of their fifths",
     "低收入人口（人均可支配收入低于全国中位数一半）",
     low_incomes},
    {"household_deposits", {region}, "yuan", point, "deposits of households", "居民存款", households_by_region},
};

}  // namespace

std::span<const Series> of_households() {
  return table;
}

}  // namespace jiuzhou::series
