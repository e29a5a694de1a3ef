// Groups of persons that results tell apart: household accounts, and groups by origin, age and special area, which
// overlap as the same person is in several.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "sim/state/world.hpp"

namespace jiuzhou {

struct GroupLabel {
  std::string_view code, en, zh;
};

// The accounts of a region in the order of World::household: fifths of town and country by earnings.
inline constexpr std::array<GroupLabel, 2 * income_classes> household_labels{{
    {"town_1", "town, lowest fifth", "城镇低收入组"},
    {"town_2", "town, second fifth", "城镇中间偏下收入组"},
    {"town_3", "town, middle fifth", "城镇中间收入组"},
    {"town_4", "town, fourth fifth", "城镇中间偏上收入组"},
    {"town_5", "town, highest fifth", "城镇高收入组"},
    {"country_1", "country, lowest fifth", "农村低收入组"},
    {"country_2", "country, second fifth", "农村中间偏下收入组"},
    {"country_3", "country, middle fifth", "农村中间收入组"},
    {"country_4", "country, fourth fifth", "农村中间偏上收入组"},
    {"country_5", "country, highest fifth", "农村高收入组"},
}};

inline constexpr std::array<GroupLabel, 16> group_labels{{
    {"all", "everybody", "全部人口"},
    {"town", "town", "城镇"},
    {"country", "country", "农村"},
    {"local", "registered where they live", "本地人口"},
    {"from_elsewhere", "registered elsewhere", "外来人口"},
    {"age_0_14", "aged 0 to 14", "0-14岁"},
    {"age_15_24", "aged 15 to 24", "15-24岁"},
    {"age_25_34", "aged 25 to 34", "25-34岁"},
    {"age_35_44", "aged 35 to 44", "35-44岁"},
    {"age_45_54", "aged 45 to 54", "45-54岁"},
    {"age_55_64", "aged 55 to 64", "55-64岁"},
    {"age_65_up", "aged 65 and over", "65岁及以上"},
    {"old_revolutionary", "of old revolutionary areas", "革命老区"},
    {"border_county", "of border counties", "边境地区"},
    {"resource_based", "of resource-based places", "资源型地区"},
    {"formerly_poor", "of formerly poor areas", "脱贫地区"},
}};

inline constexpr std::array<GroupLabel, statuses> status_labels{{
    {"child", "child", "儿童"},
    {"student", "student", "在校学生"},
    {"employed", "employed", "就业"},
    {"unemployed", "unemployed", "失业"},
    {"inactive", "not in the labour force", "非劳动力"},
    {"retired", "retired", "退休"},
}};

// Persons by group and status, row-major, at the end of the quarter; one pass over the persons.
void count_groups(const World& world, std::span<double> out);

}  // namespace jiuzhou
