// Comma-separated tables with a header, every field with its place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

inline constexpr std::size_t largest_csv = std::size_t{64} << 20;  // bytes

struct CsvField {
  std::string text;
  Place place;
};

struct CsvTable {
  const SourceText* source = nullptr;
  std::vector<CsvField> header;
  std::vector<std::vector<CsvField>> rows;  // each as long as the header
  std::size_t rejected = 0;                 // rows left out

  [[nodiscard]] std::optional<std::size_t> column(const std::string& name) const;
};

// Line ends may be LF or CRLF, fields may be in double quotes. Rows of the wrong length are reported and left out;
// nothing is returned when there is no source or it has no header.
std::optional<CsvTable> read_csv(const SourceText* source, Diagnostics& diagnostics);

}  // namespace jiuzhou
