#include "sim/text/diagnostics.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "sim/base/read_file.hpp"
#include "sim/text/chinese_errors.hpp"
#include "sim/text/language.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_printed = 50;

bool starts_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_code_point));
}

// Ideographs, kana, hangul and full-width forms take two columns of a terminal.
bool is_wide(std::string_view code_point) {
  if (code_point.size() < 3) return false;
  if (code_point.size() > 3) return true;
  const auto bits = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(code_point[i])); };
  const unsigned value = (bits(0) & 0x0f) << 12 | (bits(1) & 0x3f) << 6 | (bits(2) & 0x3f);
  return (value >= 0x2e80 && value <= 0xa4cf) || (value >= 0xac00 && value <= 0xd7a3) ||
         (value >= 0xf900 && value <= 0xfaff) || (value >= 0xff00 && value <= 0xff60);
}

// The part of a long line around its column.
std::string_view around(std::string_view line, std::size_t offset) {
  constexpr std::size_t most = 2000;  // bytes
  const auto at_start = [&](std::size_t i) {
    while (i < line.size() && !starts_code_point(line[i])) ++i;
    return i;
  };
  const std::size_t begin = offset > most ? at_start(offset - most) : 0;
  return line.substr(begin, at_start(std::min(line.size(), offset + most)) - begin);
}

// What of it is shown, and the blanks that bring the caret below the column.
struct Excerpt {
  std::string shown, blanks;
};

Excerpt excerpt(std::string_view line, std::size_t column) {
  constexpr std::size_t widest = 110, before = 60;
  const std::size_t first = column > before + 30 ? column - before : 1;  // first code point shown
  Excerpt out;
  if (first > 1) {
    out.shown = "... ";
    out.blanks = "    ";
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && !starts_code_point(line[end])) ++end;
    const std::string_view point = line.substr(i, end - i);
    i = end;
    ++at;
    if (at < first) continue;
    if (at >= first + widest) {
      out.shown += " ...";
      break;
    }
    out.shown += point;
    if (at < column) out.blanks += point == "\t" ? "\t" : is_wide(point) ? "  " : " ";
  }
  return out;
}

// What text that is not UTF-8 probably is, and what to do; empty for UTF-8.
std::string other_encoding(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return "; it is UTF-16: save the file as UTF-8 (in Excel: CSV UTF-8)";
  // GB18030: a lead byte and one from 40 on, or two pairs of a lead byte and a digit.
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto leads = [&](std::size_t i) { return byte(i) >= 0x81 && byte(i) <= 0xfe; };
  const auto is_digit = [&](std::size_t i) { return byte(i) >= '0' && byte(i) <= '9'; };
  std::size_t signs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (byte(i) < 0x80) continue;
    if (!leads(i)) return "; save the file as UTF-8";
    if (is_digit(i + 1) && leads(i + 2) && is_digit(i + 3))
      i += 3;
    else if (byte(i + 1) >= 0x40 && byte(i + 1) != 0x7f && byte(i + 1) != 0xff)
      ++i;
    else
      return "; save the file as UTF-8";
    ++signs;
  }
  return signs == 0 ? ""
                    : "; it looks like GB18030 (GBK), in which Chinese Excel saves CSV: save the file as UTF-8 (in "
                      "Excel: CSV UTF-8)";
}

}  // namespace

SourceText::SourceText(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_begin_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') line_begin_.push_back(i + 1);
}

std::string_view SourceText::line(std::size_t number) const {
  const std::size_t begin = line_begin_[number];
  std::size_t end = number + 1 < line_begin_.size() ? line_begin_[number + 1] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

std::size_t SourceText::line_at(std::size_t offset) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(line_begin_, offset) - line_begin_.begin()) - 1;
}

std::size_t SourceText::offset(int line, int column) const {
  if (line < 0) return 0;
  const std::size_t number = std::min(static_cast<std::size_t>(line), line_begin_.size() - 1);
  return std::min(line_begin_[number] + static_cast<std::size_t>(std::max(column, 0)), text_.size());
}

void Diagnostics::error(Place place, std::string message) {
  if (is_full()) {
    ++count_;
    return;
  }
  if (place.source == nullptr) return add({{}, 0, 0, std::move(message), {}});
  const SourceText& source = *place.source;
  if (place.offset == Place::whole) return add({source.name(), 0, 0, std::move(message), {}});
  const std::size_t line = source.line_at(place.offset);
  const std::size_t begin = source.line_begin(line);
  const std::size_t column = code_points(source.text().substr(begin, place.offset - begin)) + 1;
  const std::string_view part = around(source.line(line), place.offset - begin);
  const auto skipped = static_cast<std::size_t>(part.data() - source.text().data()) - begin;
  add({source.name(), line + 1, column, std::move(message), std::string(part),
       column - code_points(source.text().substr(begin, skipped))});
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (!is_full()) found_.push_back(std::move(diagnostic));
  ++count_;
}

const SourceText& Diagnostics::keep(std::string name, std::string text) {
  sources_.push_back(std::make_unique<SourceText>(std::move(name), std::move(text)));
  return *sources_.back();
}

const SourceText* Diagnostics::open(const std::string& path, std::size_t largest, Place blame) {
  const auto fail = [&](const std::string& why) -> const SourceText* {
    if (blame.source != nullptr)
      error(blame, fmt::format("cannot read {}: {}", in_quotes(path), why));
    else
      error(path, "cannot read: " + why);
    return nullptr;
  };
  ReadFile file = read_file(path, largest);
  return file.why.empty() ? take(path, std::move(file.bytes)) : fail(file.why);
}

const SourceText* Diagnostics::take(const std::string& path, std::string text) {
  const std::string hint = other_encoding(text);
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const auto bad = bad_text(text)) {
    // Only what is before the bad byte can be shown.
    const SourceText& before = keep(path, text.substr(0, bad->offset));
    error({&before, bad->offset}, bad->what + hint);
    return nullptr;
  }
  const SourceText& source = keep(path, std::move(text));
  for (std::size_t at = source.text().find('\r'); at < source.text().size(); at = source.text().find('\r', at + 1))
    if (at + 1 < source.text().size() && source.text()[at + 1] != '\n') {
      error({&source, at}, "a line ends with CR alone, as on old Macs; save the file with line ends LF or CRLF");
      return nullptr;
    }
  return &source;
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> list = found_;
  std::ranges::stable_sort(list, [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  return list;
}

std::string Diagnostics::text() const {
  std::string out;
  std::size_t printed = 0;
  for (const Diagnostic& d : sorted()) {
    if (printed++ == most_printed) break;
    if (!d.file.empty()) out += d.file + ":";
    if (d.line > 0) out += fmt::format("{}:{}:", d.line, d.column);
    out += fmt::format("{}{}\n", out.empty() || out.back() == '\n' ? "" : " ", error_text(d.message));
    if (d.line == 0) continue;
    const std::string number = std::to_string(d.line);
    const Excerpt e = excerpt(d.excerpt, d.excerpt_column);
    out += fmt::format("  {} | {}\n", number, e.shown);
    out += fmt::format("  {} | {}^\n", std::string(number.size(), ' '), e.blanks);
  }
  if (count_ > most_printed)
    out += said(fmt::format("... and {}{} more errors\n", is_full() ? "at least " : "", count_ - most_printed),
                fmt::format("……另有{}{}处错误\n", is_full() ? "至少" : "", count_ - most_printed));
  return out;
}

}  // namespace jiuzhou
