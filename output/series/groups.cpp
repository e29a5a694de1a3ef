// Whom things happen to: household accounts by region, and groups of persons.
#include "output/groups.hpp"

#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr Series table[] = {
    {.name = "household_income",
     .dims = {region, household},
     .unit = "yuan/quarter",
     .method = sum,
     .doc = "disposable income of fifths of town and country, by earnings within the region's town or country",
     .zh = "按城乡和收入五等份分组的可支配收入",
     .fill = [](const World& w, Out out) { copy(w.households.income, out); },
     .range = any},
    {.name = "household_members",
     .dims = {region, household},
     .unit = "person",
     .method = point,
     .doc = "persons of these fifths, who keep theirs to the next fourth quarter",
     .zh = "按城乡和收入五等份分组的人口",
     .fill = [](const World& w, Out out) { copy(w.households.persons, out); }},
    {.name = "household_employment",
     .dims = {region, household},
     .unit = "person",
     .method = point,
     .doc = "persons of these fifths at work",
     .zh = "按城乡和收入五等份分组的就业人数",
     .fill =
         [](const World& w, Out out) {
           if (w.headcounts.size() * Headcount::accounts != out.size()) return leave_out(out);
           for (std::size_t h = 0; h < out.size(); ++h)
             out[h] = static_cast<double>(
                 w.headcounts[h / Headcount::accounts].count(h % Headcount::accounts, Status::employed));
         }},
    {.name = "group_persons",
     .dims = {group, status},
     .unit = "person",
     .method = point,
     .doc = "persons by what they do, in groups by place, origin, age and special area; groups overlap",
     .zh = "按城乡、户籍、年龄和特殊类型地区分组的人口及其就业状态",
     .fill = [](const World& w, Out out) { count_groups(w, out); }},
};

}  // namespace

std::span<const Series> of_groups() {
  return table;
}

}  // namespace jiuzhou::series
