// Numbers and names as text, the same in every locale.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jiuzhou {

// The whole text as a finite decimal number; nothing for anything else ("1,5", "0x10", "nan", "1e999", "").
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
// "010", "-007": digits after a leading zero, which some readers take as octal.
bool looks_octal(std::string_view text);

// "3.5 bn yuan", "40 %": a number and what follows it, trimmed; nothing when the text does not begin with a number.
struct NumberAndUnit {
  double number;
  std::string unit;
};
std::optional<NumberAndUnit> parse_number_and_unit(std::string_view text);

// The shortest text that reads back as the same number.
std::string shortest(double x);

// Offset of the first byte that is not UTF-8, or is a control character other than tab and line ends.
std::optional<std::size_t> first_bad_byte(std::string_view text);

// 'text', cut to one short line for use in a message.
std::string in_quotes(std::string_view text);
// "text", as YAML reads it back.
std::string in_double_quotes(std::string_view text);
// A field of a CSV table, quoted where it must be (RFC 4180).
std::string csv_field(std::string_view text);
// "a, b, c", cut after `limit` names with the number of all.
std::string joined(std::span<const std::string> names, std::size_t limit = 12);

// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);
// The name that was probably meant, if one is near enough.
std::optional<std::string> nearest(std::string_view wrong, std::span<const std::string> allowed);
// "; did you mean 'x'?" or "; allowed: a, b, c".
std::string suggestion(std::string_view wrong, std::span<const std::string> allowed);

std::string_view trimmed(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace jiuzhou
