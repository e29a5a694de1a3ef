#include "sim/text/csv.hpp"

#include <fmt/core.h>

#include <utility>

#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

std::vector<CsvField> read_row(const SourceText& source, std::size_t number, Diagnostics& diagnostics) {
  const std::string_view line = source.line(number);
  const std::size_t begin = source.line_begin(number);
  std::vector<CsvField> fields;
  for (std::size_t i = 0;;) {
    CsvField field{{}, {&source, begin + i}};
    if (i < line.size() && line[i] == '"') {
      for (++i;; ++i) {
        if (i >= line.size()) {
          diagnostics.error(field.place, "this quote is not closed on its line");
          break;
        }
        if (line[i] != '"') {
          field.text += line[i];
        } else if (i + 1 < line.size() && line[i + 1] == '"') {
          field.text += '"';
          ++i;
        } else {
          ++i;
          break;
        }
      }
      if (i < line.size() && line[i] != ',')
        diagnostics.error({&source, begin + i}, "after a closing quote only a comma may follow");
    }
    const std::size_t end = std::min(line.find(',', i), line.size());
    field.text += line.substr(i, end - i);
    fields.push_back(std::move(field));
    if (end >= line.size()) return fields;
    i = end + 1;
  }
}

// Of a header without a comma: what stands where commas should.
std::optional<std::string> other_separator(std::string_view header) {
  if (header.find(',') != std::string_view::npos) return std::nullopt;
  for (const auto& [sign, words] : {std::pair{";", "semicolons"}, std::pair{"\t", "tabs"}, std::pair{"|", "'|'"},
                                    std::pair{"\uff0c", "full-width commas"}})
    if (header.find(sign) != std::string_view::npos) return words;
  return std::nullopt;
}

// What probably made a row too short or too long.
std::string hint(const std::vector<CsvField>& row, std::size_t expected) {
  if (row.size() < expected) {
    for (const CsvField& field : row)
      for (const auto& [sign, words] :
           {std::pair{";", "';'"}, std::pair{"\t", "a tab"}, std::pair{"\uff0c", "'\uff0c'"}})
        if (field.text.find(sign) != std::string::npos) return fmt::format("; {} where a comma should be", words);
    return "";
  }
  const auto are_digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    std::string_view whole = row[i].text;
    if (whole.starts_with('-')) whole.remove_prefix(1);
    const std::string_view after = row[i + 1].text;
    if (are_digits(whole) && are_digits(after) && (whole == "0" || (after.size() > 1 && after.front() == '0')))
      return fmt::format("; decimals need a point, as in {}.{}", row[i].text, row[i + 1].text);
  }
  return "";
}

}  // namespace

std::optional<std::size_t> CsvTable::column(const std::string& name) const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i].text == name) return i;
  return std::nullopt;
}

std::optional<CsvTable> read_csv(const SourceText* source, Diagnostics& diagnostics) {
  if (source == nullptr) return std::nullopt;
  std::size_t lines = source->line_count();
  while (lines > 0 && source->line(lines - 1).empty()) --lines;
  if (lines == 0) {
    diagnostics.error({source, 0}, "the file is empty; the first line must name the columns");
    return std::nullopt;
  }
  if (const auto separator = other_separator(source->line(0))) {
    diagnostics.error(
        {source, 0},
        fmt::format("the columns are separated by {}; save the table with commas between them, and points in decimals",
                    *separator));
    return std::nullopt;
  }
  CsvTable table{source, read_row(*source, 0, diagnostics), {}, 0};
  for (std::size_t i = 1; i < lines && !diagnostics.is_full(); ++i) {
    if (source->line(i).empty()) {
      diagnostics.error({source, source->line_begin(i)}, "an empty line inside the table");
      ++table.rejected;
      continue;
    }
    std::vector<CsvField> row = read_row(*source, i, diagnostics);
    if (row.size() != table.header.size()) {
      diagnostics.error({source, source->line_begin(i)},
                        fmt::format("{} fields where the header has {}{}", row.size(), table.header.size(),
                                    hint(row, table.header.size())));
      ++table.rejected;
      continue;
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace jiuzhou
