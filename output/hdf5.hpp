// HDF5 in the shape that netCDF-4 readers expect: every dimension is a dimension scale, strings are of variable length
// and UTF-8, names keep the order of their creation, and no object carries a time stamp, so that equal runs give equal
// bytes. Handles close themselves; every failure is an IoError in plain words.
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jiuzhou {

class Handle {
 public:
  using Closer = herr_t (*)(hid_t);
  Handle() = default;
  // Throws IoError("cannot " + doing + ...) when the library returned no id.
  Handle(hid_t id, Closer closer, const std::string& doing);
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();

  void close(const std::string& doing);  // throws where the destructor would be silent
  [[nodiscard]] hid_t id() const { return id_; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Closer closer_ = nullptr;
};

// Throws IoError("cannot " + doing + ": " + the library's reason) when the status says so.
void check_hdf5(herr_t status, const std::string& doing);

// Must come before the library's first call in each thread. Otherwise its clean-up at exit crashes on a file that a
// full disk kept it from closing, and it prints its error stack on standard error.
void tame_hdf5();

// A file of series. Dimensions first, then labels and variables. The rows of every variable run over the first
// dimension: a time that grows, where rows are appended to each variable and the time goes last, so that a reader who
// sees n times can read n rows of everything; or a dimension of known size.
class ResultFile {
 public:
  // Writes PATH.tmp, whose folder is made if there is none; PATH appears, or is replaced, at finish(). Without finish()
  // nothing is left.
  explicit ResultFile(const std::string& path);
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;
  ~ResultFile();

  void attribute(std::string_view name, std::string_view text);  // of the file
  void attribute(std::string_view name, int number);
  void text(std::string_view name, std::string_view value, std::string_view long_name);

  struct Attribute {
    std::string_view name;
    std::string_view text;
  };
  void time_dimension(std::string_view name, std::span<const Attribute> attributes);
  void number_dimension(std::string_view name, std::span<const double> values, std::span<const Attribute> attributes);
  void string_dimension(std::string_view name, std::span<const std::string> values, std::string_view long_name);
  void string_labels(std::string_view name, std::string_view dimension, std::span<const std::string> values,
                     std::string_view long_name);
  void integer_labels(std::string_view name, std::string_view dimension, std::span<const int> values,
                      std::string_view long_name);

  void number_labels(std::string_view name, std::string_view dimension, std::span<const double> values,
                     std::string_view long_name);

  // Adds a variable (first dimension, dimensions...) and returns its position. `chunk_rows` rows are stored, and with
  // `compress` also compressed, together. A compressed chunk must be written whole before each flush, or the file grows
  // by the parts.
  std::size_t variable(std::string_view name, std::span<const std::string> dimensions, std::size_t chunk_rows,
                       bool compress, std::span<const Attribute> attributes);

  void write(std::size_t variable, std::size_t first_row, std::size_t rows, std::span<const double> values);
  // Writes a chunk that is compressed already; the variable has chunks of at least `rows`.
  void write_block(std::size_t variable, std::size_t first_row, std::size_t rows, std::span<const std::byte> stored);
  void write_time(std::size_t first_row, std::span<const double> values);

  void finish();  // seals the file (seal.hpp), and waits until it and its name are on the disk

 private:
  struct Dimension {
    std::string name;
    hsize_t size, most;
    Handle dataset;
  };
  struct Variable {
    std::string name;
    Handle dataset;
    std::vector<hsize_t> extent;
  };
  [[nodiscard]] const Dimension& dimension(std::string_view name) const;
  void become_dimension(hid_t dataset, std::string_view name);
  void put(hid_t dataset, std::span<hsize_t> extent, std::size_t first_row, std::size_t rows,
           std::span<const double> values);

  std::string final_path_, path_;
  bool is_finished_ = false;
  Handle file_;
  std::vector<Dimension> dimensions_;
  std::vector<Variable> variables_;
  std::vector<hsize_t> time_extent_ = {0};
};

// "1.10.8"
std::string hdf5_version();

}  // namespace jiuzhou
