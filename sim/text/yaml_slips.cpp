#include "sim/text/yaml_slips.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace jiuzhou {

namespace {

// A sign of Chinese typing where an ASCII one is needed: the full-width forms, the ideographic comma and blank.
struct FullWidth {
  std::size_t offset;
  char meant;
};

std::optional<FullWidth> find_full_width(std::string_view text) {
  for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
    const std::string_view sign = text.substr(i, 3);
    if (sign == "\u3000") return FullWidth{i, ' '};
    if (sign == "\u3001") return FullWidth{i, ','};
    // U+FF01 to U+FF5E, in the order of ASCII.
    const int last = static_cast<unsigned char>(sign[2]) - 0x80;
    if (sign.starts_with("\xef\xbc") && last > 0) return FullWidth{i, static_cast<char>(0x20 + last)};
    if (sign.starts_with("\xef\xbd") && last <= 0x1e) return FullWidth{i, static_cast<char>(0x60 + last)};
  }
  return std::nullopt;
}

std::string words_of(std::string_view text, const FullWidth& sign) {
  return fmt::format("'{}' is a full-width sign; write {}", text.substr(sign.offset, 3),
                     sign.meant == ' '   ? "a plain blank"
                     : sign.meant == ':' ? "':' and a blank"
                                         : fmt::format("'{}'", std::string(1, sign.meant)));
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}
bool is_empty(std::string_view line) {
  return indent_of(line) == line.size() || line[indent_of(line)] == '#';
}

// The part that is neither a comment nor Chinese words.
std::string_view syntax_of(std::string_view line) {
  line = line.substr(0, line.find(" #"));
  line = line.substr(0, line.find("zh:"));
  return line.substr(0, line.find('"'));
}

// Columns, from 0, in which the maps and lists that are open before a line begin.
std::vector<std::size_t> open_columns(const SourceText& source, std::size_t number) {
  std::vector<std::size_t> columns;
  while (number-- > 0) {
    const std::string_view line = source.line(number);
    if (is_empty(line)) continue;
    const std::size_t indent = indent_of(line);
    if (!columns.empty() && indent >= columns.front()) continue;
    std::size_t key = indent;
    while (key < line.size() && line.substr(key).starts_with("- ")) key = line.find_first_not_of(' ', key + 1);
    if (columns.empty() && key != indent && key < line.size()) columns.insert(columns.begin(), key);
    columns.insert(columns.begin(), indent);
    if (indent == 0) break;
  }
  return columns;
}

struct Slip {
  std::size_t offset;  // in the line
  std::string words;
};

// What is wrong with one line by itself.
std::optional<Slip> slip_in(std::string_view line) {
  const std::size_t indent = indent_of(line);
  if (const std::size_t tab = line.substr(0, indent).find('\t'); tab != std::string_view::npos)
    return Slip{tab, "the line is indented with a tab; write blanks, two for each level"};
  const std::string_view syntax = syntax_of(line);
  if (const auto sign = find_full_width(syntax)) return Slip{sign->offset, words_of(syntax, *sign)};
  if (const std::size_t colon = syntax.find(':'); colon != std::string_view::npos && colon + 1 < syntax.size() &&
                                                  syntax.find(": ") == std::string_view::npos &&
                                                  syntax[colon + 1] != '/')
    return Slip{colon + 1, "a blank is missing after ':'"};
  return std::nullopt;
}

}  // namespace

std::string full_width_hint(std::string_view text) {
  const auto sign = find_full_width(text);
  return sign ? "; " + words_of(text, *sign) : "";
}

void report_broken_yaml(Place place, const std::string& message, Diagnostics& diagnostics) {
  const SourceText& source = *place.source;
  const std::size_t number = source.line_at(place.offset);
  std::size_t above = number;
  while (above > 0 && is_empty(source.line(above - 1))) --above;
  for (const std::size_t candidate : {number, above > 0 ? above - 1 : number})
    if (const auto slip = slip_in(source.line(candidate)))
      return diagnostics.error({&source, source.line_begin(candidate) + slip->offset}, slip->words);

  if (message.find("flow not found") != std::string::npos)
    return diagnostics.error(place, message.find("map") != std::string::npos
                                        ? "a '{' is not closed by '}', or a ',' is missing"
                                        : "a '[' is not closed by ']', or a ',' is missing");
  const std::size_t indent = indent_of(source.line(number));
  const std::vector<std::size_t> columns = open_columns(source, number);
  if (!is_empty(source.line(number)) && !columns.empty() && std::ranges::find(columns, indent) == columns.end()) {
    std::string names;
    for (std::size_t i = 0; i < columns.size(); ++i)
      names += (i == 0 ? "" : i + 1 < columns.size() ? ", " : " or ") + std::to_string(columns[i] + 1);
    return diagnostics.error(
        {&source, source.line_begin(number) + indent},
        fmt::format(
            "the indentation is wrong: the line begins in column {}, but what it could belong to begins in column {}",
            indent + 1, names));
  }
  diagnostics.error(place, "not valid YAML: " + message);
}

}  // namespace jiuzhou
