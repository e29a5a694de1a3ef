// Places that regions of a pack are split into: rows of a table, each with its share of what the region has.
//
// Of each region one row is the rest: its shares are empty, it gets what the others leave, and it stays where the
// region was. A number that a row does not give has a default; split_pack.cpp says which.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/state/pack.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

struct SplitPlace {
  std::string code;
  std::map<std::string, std::string> words;  // columns of text that are not empty: "name_en"
  std::map<std::string, double> numbers;     // columns of numbers that are not empty: "population"
  std::map<std::string, Place> where;        // in the file, of both
  Place row;

  [[nodiscard]] const double* number(const std::string& column) const {
    const auto found = numbers.find(column);
    return found == numbers.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::string word(const std::string& column, const std::string& otherwise) const {
    const auto found = words.find(column);
    return found == words.end() ? otherwise : found->second;
  }
};

struct SplitRegion {
  std::size_t region = 0;          // its index in the pack
  std::vector<SplitPlace> places;  // the rest is the last
};

// In the order of the pack's regions. Everything wrong is in `diagnostics`.
std::vector<SplitRegion> read_places(const SourceText* source, const Pack& pack, Diagnostics& diagnostics);

}  // namespace jiuzhou
