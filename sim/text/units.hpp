// Units as people write them: "bn yuan/year", "thousand persons per year", "quarters", "km", "亿元/年".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiuzhou {

// Money of a country. Sums are kept in `scale` of its unit, so that those of a small unit fit: declarations say "yuan",
// which means that much.
struct Currency {
  std::string code = "CNY", en = "yuan", zh = "元", symbol = "¥";
  double scale = 1;  // 1, 1000, 1000000
};

// From now on the words of this money may stand in units. Different moneys are not turned into each other.
void know(const Currency& currency);

// "yuan", "thousand rupiah": what stands for the declarations' word.
std::string money_word(const Currency& currency);

// A written number in the declared unit: converted("24", "bn yuan/year", "million yuan/year") is 24000. Nothing where
// the two units measure different things, or where one of them is not a unit of measure ("util", "base = 1"). A rate
// per quarter is not turned into one per year: whether it compounds is the writer's to say.
std::optional<double> converted(double number, std::string_view written, std::string_view declared);

// Whether it is a sum of money, a year, a person or for whatever else.
bool is_money(std::string_view declared);

// 1 for a sum of money, whatever it is for, -1 for something a unit of money ("t/yuan"), else 0.
int money_power(std::string_view declared);

// Money, persons, land, goods: a number of which means nothing without its unit. Shares, rates and indices are not.
bool is_measure(std::string_view declared);

// Another way to write the unit, for a message: "bn yuan/year" for "million yuan/year"; empty where there is none.
std::string easier_unit(std::string_view declared);

// Every word that may stand in a unit, joined by '|', for a pattern.
std::string unit_words_pattern();

}  // namespace jiuzhou
