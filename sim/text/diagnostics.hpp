// Input errors: each has a file, a line and a column; all of them are collected and printed at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jiuzhou {

// A file as it was read, kept as long as errors in it may be printed.
class SourceText {
 public:
  SourceText(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::size_t line_count() const { return line_begin_.size(); }
  [[nodiscard]] std::string_view line(std::size_t number) const;  // from 0, without its line end
  [[nodiscard]] std::size_t line_at(std::size_t offset) const;    // from 0
  [[nodiscard]] std::size_t line_begin(std::size_t number) const { return line_begin_[number]; }
  [[nodiscard]] std::size_t offset(int line, int column) const;  // both from 0, bytes; kept inside the text

 private:
  std::string name_, text_;
  std::vector<std::size_t> line_begin_;
};

// A point in a source, or the source as a whole.
struct Place {
  static constexpr std::size_t whole = static_cast<std::size_t>(-1);
  const SourceText* source = nullptr;
  std::size_t offset = whole;
};

struct Diagnostic {
  std::string file;
  std::size_t line = 0, column = 0;  // both from 1, columns in code points; 0: the file as a whole
  std::string message;
  std::string excerpt;             // the source line, or the part of a long one around the column
  std::size_t excerpt_column = 0;  // in it
};

class Diagnostics {
 public:
  void error(Place place, std::string message);
  void error(const std::string& file, std::string message) { add({file, 0, 0, std::move(message), {}}); }

  // Keeps a text for later messages.
  const SourceText& keep(std::string name, std::string text);
  // Reads a UTF-8 file and drops its byte order mark; null, with an error at `blame` or at the file, if it cannot be
  // read.
  const SourceText* open(const std::string& path, std::size_t largest, Place blame = {});
  // The same for bytes that were read before.
  const SourceText* take(const std::string& path, std::string bytes);

  void add(Diagnostic diagnostic);  // found elsewhere

  [[nodiscard]] bool ok() const { return count_ == 0; }
  // So many errors that nobody will read on; loops over the contents of a file may stop.
  [[nodiscard]] bool is_full() const { return count_ >= most_kept; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::vector<Diagnostic> sorted() const;  // by file and position
  // Message, source line and caret for each, at most 50.
  [[nodiscard]] std::string text() const;

 private:
  static constexpr std::size_t most_kept = 1000;

  std::vector<Diagnostic> found_;
  std::size_t count_ = 0;
  std::vector<std::unique_ptr<SourceText>> sources_;
};

}  // namespace jiuzhou
