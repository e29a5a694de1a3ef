#include "sim/text/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace jiuzhou {

namespace {

template <class T>
std::optional<T> parse_all(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  const auto value = parse_all<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_all<std::int64_t>(text);
}

bool looks_octal(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

std::optional<NumberAndUnit> parse_number_and_unit(std::string_view text) {
  const std::string_view whole = trimmed(text);
  const std::size_t end = std::min(whole.find_first_of(" \t%"), whole.size());
  const auto number = parse_number(whole.substr(0, end));
  if (!number) return std::nullopt;
  return NumberAndUnit{*number, std::string(trimmed(whole.substr(end)))};
}

std::string shortest(double x) {
  std::array<char, 64> buffer{};
  const double size = std::abs(x);
  const bool plain = x == 0 || (size >= 1e-4 && size < 1e15);
  const auto result = plain ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::fixed)
                            : std::to_chars(buffer.data(), buffer.data() + buffer.size(), x);
  return {buffer.data(), result.ptr};
}

namespace {

// Bytes of the code point that begins at i; 0 where they are not UTF-8.
std::size_t length_at(std::string_view text, std::size_t i, std::uint32_t& point) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned c = byte(i);
  point = c;
  if (c < 0x80) return 1;
  const std::size_t length = c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
  if (length == 0 || i + length > text.size()) return 0;
  point = c & (0x7fU >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xc0) != 0x80) return 0;
    point = point << 6U | (byte(i + k) & 0x3fU);
  }
  const bool is_overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool is_surrogate = point >= 0xd800 && point < 0xe000;
  return is_overlong || is_surrogate || point > 0x10ffff ? 0 : length;
}

// A character that acts on the text instead of being shown.
bool is_control(std::uint32_t point, bool with_blanks) {
  if (point == '\t' || point == '\n' || point == '\r') return with_blanks;
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x202a && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069) || (with_blanks && (point == 0x2028 || point == 0x2029));
}

std::optional<BadText> first_bad(std::string_view text, bool with_blanks) {
  std::uint32_t point = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = length_at(text, i, point);
    if (length == 0) return BadText{i, "this is not UTF-8 text"};
    if (is_control(point, with_blanks)) {
      std::array<char, 16> code{};
      std::snprintf(code.data(), code.size(), "U+%04X", static_cast<unsigned>(point));
      return BadText{i, fmt::format("the control character {} is not allowed here", code.data())};
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<BadText> bad_text(std::string_view text) {
  return first_bad(text, false);
}
std::optional<BadText> bad_line(std::string_view text) {
  return first_bad(text, true);
}

std::string cleaned(std::string_view text) {
  std::string out;
  std::uint32_t point = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = length_at(text, i, point);
    if (length == 0 || is_control(point, false))
      out += '?';
    else
      out += text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::optional<std::string> misread_as(std::string_view code) {
  const std::string word = lower(code);
  for (const std::string_view missing : {"na", "nan", "null", "none", "nil", "nat"})
    if (word == missing) return "a missing value";
  for (const std::string_view logical : {"true", "false"})
    if (word == logical) return "true or false";
  // 1d5 is a number to R, 0x1F to R and C.
  std::string number = word.starts_with("0x") ? "0x" : word;
  std::ranges::replace(number, 'd', 'e');
  if (number == "0x" || parse_all<double>(number) || parse_all<double>(word)) return "a number";
  return std::nullopt;
}

namespace {

constexpr std::size_t longest_name = 64;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<std::string> bad_name(std::string_view name) {
  const bool is_clean = !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-';
  });
  if (!is_clean) return "must be made of at most 64 letters, digits, _ and -, not " + in_quotes(name);
  if (name.front() == '-')
    return fmt::format("must not begin with -: {} would be an option or a formula", in_quotes(name));
  if (const auto as = misread_as(name))
    return fmt::format("is {}, which other programs read as {}; choose another", in_quotes(name), *as);
  return std::nullopt;
}

std::optional<std::string> bad_code(std::string_view code) {
  const bool is_clean = !code.empty() && code.size() <= longest_name &&
                        std::ranges::all_of(code, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
  if (!is_clean) return "must be made of letters, digits and _";
  if (const auto as = misread_as(code)) return fmt::format("would be {} to other programs; choose another", *as);
  if (is_digit(code.front())) return "must begin with a letter: other programs take a code such as 007 for a number";
  return std::nullopt;
}

std::string in_double_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  return out + "\"";
}

std::string csv_field(std::string_view text) {
  constexpr std::string_view computed = "=+-@\t\r";
  std::string out = !text.empty() && computed.find(text.front()) != std::string_view::npos ? "'" : "";
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return out + std::string(text);
  out.insert(0, "\"");
  for (const char c : text) {
    if (c == '"') out += c;
    out += c;
  }
  return out + "\"";
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string out = "'";
  std::size_t shown = 0;
  for (const char c : cleaned(text.substr(0, 4 * longest + 4))) {
    const bool starts = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (starts && ++shown > longest) {
      out += "...";
      break;
    }
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "'";
}

std::string joined(std::span<const std::string> names, std::size_t limit) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < limit; ++i) out += (i > 0 ? ", " : "") + names[i];
  if (names.size() > limit) out += fmt::format(", ... ({} in all)", names.size());
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t columns = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * columns);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * columns + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  return at(a.size(), b.size());
}

std::optional<std::string> nearest(std::string_view wrong, std::span<const std::string> allowed) {
  constexpr std::size_t longest = 100;  // nobody misspells a longer name by two letters
  if (wrong.empty() || wrong.size() > longest) return std::nullopt;
  const std::string meant = lower(wrong);
  std::optional<std::string> best;
  std::size_t best_distance = 3;
  for (const std::string& name : allowed) {
    if (name.size() > longest) continue;
    const std::string candidate = lower(name);
    const std::size_t distance = edit_distance(meant, candidate);
    const std::size_t length = std::min(meant.size(), candidate.size());
    std::size_t near = length >= 5 ? 2 : 1;
    if (length <= 2) {  // in a code of two letters only a swap is surely a slip
      std::string x = meant, y = candidate;
      std::ranges::sort(x);
      std::ranges::sort(y);
      near = x == y ? 1 : 0;
    }
    if (distance <= near && distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  if (best || meant.size() < 4) return best;
  for (const std::string& name : allowed) {  // the beginning of one name and no other
    if (!lower(name).starts_with(meant)) continue;
    if (best) return std::nullopt;
    best = name;
  }
  return best;
}

std::string suggestion(std::string_view wrong, std::span<const std::string> allowed) {
  if (const auto name = nearest(wrong, allowed)) return fmt::format("; did you mean '{}'?", *name);
  if (allowed.empty()) return "; nothing is allowed here";
  return "; allowed: " + joined(allowed);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

}  // namespace jiuzhou
