#include "output/series.hpp"

#include "output/series/tables.hpp"

namespace jiuzhou {

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
    case Dim::financing:
      return "financing";
    case Dim::flow:
      return "flow";
    case Dim::policy:
      return "policy";
    case Dim::sector:
      return "sector";
    case Dim::household:
      return "household";
    case Dim::group:
      return "group";
    case Dim::status:
      return "status";
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

const std::vector<Series>& series_table() {
  static const std::vector<Series> table = [] {
    std::vector<Series> all;
    for (const auto of_subject :
         {series::of_production, series::of_prices, series::of_population, series::of_labour, series::of_households,
          series::of_demand, series::of_firms, series::of_government, series::of_policies, series::of_finance,
          series::of_environment, series::of_blocks, series::of_inequality, series::of_groups, series::of_nation})
      for (const Series& one : of_subject()) all.push_back(one);
    return all;
  }();
  return table;
}

}  // namespace jiuzhou
