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

// Finds what no input text may contain: bytes that are not UTF-8, control characters (C0, DEL, C1) other than tab and
// line ends, and marks that change the direction of writing, which can make a text look like another one.
struct BadText {
  std::size_t offset;
  std::string what;  // "this is not UTF-8 text", "the control character U+0000 is not allowed"
};
std::optional<BadText> bad_text(std::string_view text);
// The same for a name, a path or a word, which may have no tabs and line ends either.
std::optional<BadText> bad_line(std::string_view text);
// The text as a terminal may show it, with '?' for everything that bad_text() refuses.
std::string cleaned(std::string_view text);

// Why other programs would not read this code as a text: "a missing value", "a number"; nothing where they would.
// Readers of CSV guess, and take NA for a gap, 007 for 7, 1E5 for 100000.
std::optional<std::string> misread_as(std::string_view code);
// What is wrong with a name that the user gives to something ("must be made of ..."), which becomes a column of tables
// and part of file names; nothing where it is fine.
std::optional<std::string> bad_name(std::string_view name);
// The same for a code in a pack, which must also begin with a letter.
std::optional<std::string> bad_code(std::string_view code);

// 'text', cut to one short line for use in a message.
std::string in_quotes(std::string_view text);
// "text", as YAML reads it back.
std::string in_double_quotes(std::string_view text);
// A field of a CSV table, quoted where it must be (RFC 4180). Text that spreadsheets would compute (it begins with =,
// +, -, @ or a tab) gets an apostrophe in front; numbers are written without this.
std::string csv_field(std::string_view text);
// "a, b, c", cut after `limit` names with the number of all.
std::string joined(std::span<const std::string> names, std::size_t limit = 12);

// How many insertions, deletions, substitutions and swaps of neighbours turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);
// The name that the user probably meant, if one is close enough.
std::optional<std::string> nearest(std::string_view wrong, std::span<const std::string> allowed);
// "; did you mean 'x'?" or "; allowed: a, b, c".
std::string suggestion(std::string_view wrong, std::span<const std::string> allowed);

std::string_view trimmed(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace jiuzhou
