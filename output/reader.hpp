// Reads a result file, of this program or of an older one: what is in it is taken from the file, after it was compared
// with what a result may hold (contents.hpp) and, where it is one of the program's own, with the table of series. Used
// by export, compare and merge.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/contents.hpp"
#include "output/hdf5.hpp"

namespace jiuzhou {

// A variable of the file with its attributes; empty where the file has none.
struct StoredSeries {
  std::string name;
  std::vector<std::string> dims;  // all of them, such as "time", "province"
  std::vector<std::size_t> extent;
  std::string unit, long_name, long_name_zh, cell_methods, coordinates, status;

  [[nodiscard]] std::size_t size() const;
};

// Every function throws IoError if the file cannot be read because it is cut or damaged. A file without its seal is not
// read at all.
class ResultReader {
 public:
  // The first time a file is read, a separate process tries it before, since a crafted file can crash or hang the HDF5
  // library; that is then an IoError like any other.
  enum class Time : std::uint8_t { first, again };
  explicit ResultReader(std::string path, Time time = Time::first);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool has(std::string_view name) const;
  // Of the file, or of something in it; empty if absent.
  [[nodiscard]] std::string attribute(std::string_view name, std::string_view of = {}) const;
  // Numbers over dimensions, in the file's order, without the dimensions themselves and without labels.
  [[nodiscard]] const std::vector<StoredSeries>& series() const { return series_; }
  [[nodiscard]] std::vector<double> numbers(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;  // of a dimension, a label or a text
  // First day of each quarter as "2012-01-01".
  [[nodiscard]] const std::vector<std::string>& dates() const { return dates_; }
  // Labels of a dimension, such as province_name_en.
  struct Labels {
    std::string name, long_name;
    bool are_text;
  };
  [[nodiscard]] std::vector<Labels> labels_of(std::string_view dimension) const;

 private:
  void read_contents();
  void read_everything() const;  // and keeps nothing
  void check_series() const;
  void read_time();
  [[nodiscard]] const StoredDataset& stored(std::string_view name) const;
  // Calls visit(first row, stored bytes) for each block; the bytes are empty for a run that is absent.
  template <class Visit>
  void for_each_block(const StoredDataset& stored, const Visit& visit) const;

  std::string path_;
  std::size_t bytes_ = 0;
  Handle file_;
  std::vector<StoredDataset> contents_;
  std::vector<StoredSeries> series_;
  std::vector<std::string> dates_;
};

// A file that the user names. InputError where there is none, or where it is not a result.
ResultReader open_result(const std::string& path);

}  // namespace jiuzhou
