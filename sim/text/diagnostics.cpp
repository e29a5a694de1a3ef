#include "sim/text/diagnostics.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <tuple>

#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_printed = 50;
constexpr std::size_t most_kept = 10000;

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

// The part of a long line around its column, and the blanks that bring the caret below it.
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
  if (place.source == nullptr) return add({{}, 0, 0, std::move(message), {}});
  const SourceText& source = *place.source;
  if (place.offset == Place::whole) return add({source.name(), 0, 0, std::move(message), {}});
  const std::size_t line = source.line_at(place.offset);
  const std::size_t begin = source.line_begin(line);
  const std::size_t column = code_points(source.text().substr(begin, place.offset - begin)) + 1;
  add({source.name(), line + 1, column, std::move(message), std::string(source.line(line))});
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (count_++ < most_kept) found_.push_back(std::move(diagnostic));
}

const SourceText& Diagnostics::keep(std::string name, std::string text) {
  sources_.push_back(std::make_unique<SourceText>(std::move(name), std::move(text)));
  return *sources_.back();
}

const SourceText* Diagnostics::open(const std::string& path, std::size_t largest, Place blame) {
  const auto fail = [&](const std::string& why) -> const SourceText* {
    if (blame.source != nullptr)
      error(blame, "cannot read " + in_quotes(path) + ": " + why);
    else
      error(path, "cannot read: " + why);
    return nullptr;
  };
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) return fail("there is no such file");
  if (std::filesystem::is_directory(status)) return fail("it is a folder");
  if (!std::filesystem::is_regular_file(status)) return fail("it is not a regular file");
  const auto size = std::filesystem::file_size(path, code);
  if (!code && size > largest) return fail("it is larger than " + std::to_string(largest >> 20) + " MiB");
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(std::strerror(errno));
  std::string text(static_cast<std::size_t>(code ? 0 : size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return fail(std::strerror(errno));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  const auto bad = first_bad_byte(text);
  if (bad && !text.empty()) {
    // Only what is before the bad byte can be shown.
    const SourceText& before = keep(path, text.substr(0, *bad));
    const bool control = static_cast<unsigned char>(text[*bad]) < 0x80;
    error({&before, *bad}, control ? "a control character is not allowed here" : "this is not UTF-8 text");
    return nullptr;
  }
  return &keep(path, std::move(text));
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
    if (d.line > 0) out += std::to_string(d.line) + ":" + std::to_string(d.column) + ":";
    out += (out.empty() || out.back() == '\n' ? "" : " ") + std::string("error: ") + d.message + "\n";
    if (d.line == 0) continue;
    const std::string number = std::to_string(d.line);
    const Excerpt e = excerpt(d.excerpt, d.column);
    out += "  " + number + " | " + e.shown + "\n";
    out += "  " + std::string(number.size(), ' ') + " | " + e.blanks + "^\n";
  }
  if (count_ > most_printed) out += "... and " + std::to_string(count_ - most_printed) + " more errors\n";
  return out;
}

}  // namespace jiuzhou
