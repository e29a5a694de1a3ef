#include "sim/text/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

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

std::optional<std::size_t> first_bad_byte(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned c = byte(i);
    if (c < 0x80) {
      if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return i;
      ++i;
      continue;
    }
    const std::size_t length = c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k)
      if ((byte(i + k) & 0xc0) != 0x80) return i;
    const unsigned second = byte(i + 1);
    const bool overlong = (c == 0xe0 && second < 0xa0) || (c == 0xf0 && second < 0x90);
    const bool surrogate = c == 0xed && second > 0x9f;
    const bool beyond = c == 0xf4 && second > 0x8f;
    if (overlong || surrogate || beyond) return i;
    i += length;
  }
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
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
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
  for (const char c : text) {
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
  if (names.size() > limit) out += ", ... (" + std::to_string(names.size()) + " in all)";
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
  if (const auto name = nearest(wrong, allowed)) return "; did you mean '" + *name + "'?";
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
