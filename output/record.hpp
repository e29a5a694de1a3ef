// The record of a run: what its result says, quarter by quarter, in a file that only grows.
//
//   magic, length of the layout, checksum of it, layout as JSON
//   for each quarter: its number from 0, its time, the values of all variables one after the other, checksum of these
//
// Checksums are XXH3 of 64 bits; a quarter's is seeded with the layout's, so that quarters of different runs do not
// mix.
// Integers and numbers are little-endian. A file that was cut anywhere, or whose last bytes are wrong, still yields all
// quarters before that point, and never claims more than it has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "output/layout.hpp"
#include "output/raw_file.hpp"

namespace jiuzhou {

struct RecordedQuarter {
  double time = 0;             // days since the base date
  std::vector<double> values;  // of all variables, one after the other
};

struct Record {
  ResultLayout layout;
  std::vector<RecordedQuarter> quarters;
};

// Block number `block` of a variable whose numbers begin at `begin` in every quarter; absent quarters are filled with
// missing values.
Block block_of(const Record& record, std::size_t variable, std::size_t begin, std::size_t block);
std::vector<std::vector<Block>> blocks_of(const Record& record);  // all, by variable

std::uint64_t checksum(const void* bytes, std::size_t size, std::uint64_t seed = 0);

// Writes the head of a record; returns its seed.
std::uint64_t write_layout(RawFile& file, const ResultLayout& layout);
void write_quarter(RawFile& file, std::uint64_t seed, std::uint64_t number, const RecordedQuarter& quarter);

bool is_record(const std::string& path);

// Reads on from the current position as far as the file is sound, at most `most` quarters. IoError if not even the
// layout is sound.
Record read_record(RawFile& file, std::size_t most = std::numeric_limits<std::size_t>::max());

// The growing file of a run that goes on.
class RecordFile {
 public:
  // A file of that name with the same layout is kept: its quarters are what this run will come to again. Any other is
  // overwritten. IoError where another run is writing it.
  RecordFile(std::string path, ResultLayout layout);

  void append(const RecordedQuarter& quarter);
  void sync();
  void remove();  // the file; the record in memory stays
  [[nodiscard]] const Record& record() const { return record_; }
  [[nodiscard]] std::size_t quarters_in_file() const { return kept_.size(); }

 private:
  void open();
  void put(std::size_t number);

  std::string path_;
  RawFile file_;
  Record record_;
  std::uint64_t seed_ = 0;
  std::size_t begin_ = 0;            // of the quarters in the file
  std::vector<std::uint64_t> kept_;  // checksums of the quarters in the file, those of an interrupted run included
};

}  // namespace jiuzhou
