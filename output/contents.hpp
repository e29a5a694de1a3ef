// Checks that a file contains what a result may contain. A file can come from a stranger, and HDF5 allows much that no
// result uses; so all of it is checked once, when the file is opened, before a number is read.
//
//   links       hard ones, from the root to datasets, under names of letters, digits and _
//   storage     in the file itself, exactly as much as there is to store; compressed as block.hpp does it
//   types       texts, 64-bit numbers, 32-bit integers; one element per attribute
//   dimensions  every axis has one, as long as its entries; labels lie along the one they are named after
//
// Anything else is an IoError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "output/hdf5.hpp"

namespace jiuzhou {

bool is_result_name(std::string_view name);  // letters, digits and _

enum class StoredType : std::uint8_t { text, integer, number };

struct StoredDataset {
  std::string name;
  StoredType type = StoredType::text;
  std::vector<std::size_t> extent;  // none of a single text
  std::vector<std::string> dims;    // the dimension of every axis
  bool is_dimension = false;
  std::size_t chunk_rows = 0;  // rows that are compressed together; 0: stored as they are

  [[nodiscard]] std::size_t size() const;
};

// In the order of the file; `bytes` is the size of the file.
std::vector<StoredDataset> contents_of(hid_t file, std::size_t bytes);

Handle open_dataset(hid_t file, std::string_view name);
// Text, or a whole number as text; empty when there is none.
std::string text_attribute(hid_t object, std::string_view name);

}  // namespace jiuzhou
