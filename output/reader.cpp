#include "output/reader.hpp"

#include <hdf5_hl.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "output/raw_file.hpp"
#include "output/seal.hpp"
#include "sim/base/error.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

std::string name_of_scale(hid_t dataset) {
  std::array<char, 256> name{};
  return H5DSget_scale_name(dataset, name.data(), name.size()) > 0 ? std::string(name.data()) : std::string();
}

// The dimensions of a dataset by the names of their scales; an axis without a scale has an empty name.
std::vector<std::string> dimensions_of(hid_t dataset, std::size_t rank) {
  std::vector<std::string> names(rank);
  for (std::size_t axis = 0; axis < rank; ++axis)
    H5DSiterate_scales(
        dataset, static_cast<unsigned>(axis), nullptr,
        [](hid_t, unsigned, hid_t scale, void* out) -> herr_t {
          *static_cast<std::string*>(out) = name_of_scale(scale);
          return 1;
        },
        &names[axis]);
  return names;
}

bool is_text(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  return H5Tget_class(type.id()) == H5T_STRING;
}

// Text of fixed or of variable length, or a whole number as text; empty when there is none.
std::string text_attribute(hid_t object, std::string_view name) {
  const std::string owned(name), doing = "read the attribute '" + owned + "'";
  if (H5Aexists(object, owned.c_str()) <= 0) return {};
  const Handle attribute(H5Aopen(object, owned.c_str(), H5P_DEFAULT), H5Aclose, doing);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, doing);
  if (H5Tget_class(type.id()) == H5T_INTEGER) {
    std::int64_t number = 0;
    check_hdf5(H5Aread(attribute.id(), H5T_NATIVE_INT64, &number), doing);
    return std::to_string(number);
  }
  if (H5Tget_class(type.id()) != H5T_STRING) return {};
  const std::size_t size = H5Tget_size(type.id());
  if (H5Tis_variable_str(type.id()) > 0) {
    char* value = nullptr;
    check_hdf5(H5Aread(attribute.id(), type.id(), &value), doing);
    const std::unique_ptr<char, herr_t (*)(void*)> owner(value, H5free_memory);
    return value == nullptr ? std::string() : std::string(value);
  }
  std::string value(size, '\0');
  check_hdf5(H5Aread(attribute.id(), type.id(), value.data()), doing);
  return value.substr(0, value.find('\0'));
}

Handle open_dataset(hid_t file, std::string_view name) {
  return {H5Dopen2(file, std::string(name).c_str(), H5P_DEFAULT), H5Dclose, "read '" + std::string(name) + "'"};
}

std::vector<std::size_t> extent_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "read an extent");
  std::vector<hsize_t> extent(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
  if (!extent.empty()) H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr);
  return {extent.begin(), extent.end()};
}

std::size_t product(const std::vector<std::size_t>& extent) {
  std::size_t n = 1;
  for (const std::size_t e : extent) n *= e;
  return n;
}

std::vector<std::string> link_names(hid_t file) {
  std::vector<std::string> names;
  check_hdf5(H5Literate(
                 file, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr,
                 [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
                   static_cast<std::vector<std::string>*>(out)->emplace_back(name);
                   return 0;
                 },
                 &names),
             "list what is in it");
  return names;
}

// What the HDF5 library says of a broken file is for nobody: first comes what it means.
template <class Read>
auto sound(const std::string& path, const Read& read) {
  try {
    return read();
  } catch (const IoError& e) {
    throw IoError("'" + path + "' is cut or damaged (" + e.what() + ")");
  }
}

}  // namespace

std::size_t StoredSeries::size() const {
  return product(extent);
}

ResultReader::ResultReader(std::string path) : path_(std::move(path)) {
  tame_hdf5();
  refuse_if_damaged(path_);
  sound(path_, [&] { read_contents(); });
}

void ResultReader::read_contents() {
  file_ = Handle(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it");
  for (const std::string& name : link_names(file_.id())) {
    const Handle dataset = open_dataset(file_.id(), name);
    if (H5DSis_scale(dataset.id()) > 0) continue;
    const std::vector<std::size_t> extent = extent_of(dataset.id());
    const std::vector<std::string> dims = dimensions_of(dataset.id(), extent.size());
    if (dims.empty() || dims.front().empty()) continue;
    const std::string unit = text_attribute(dataset.id(), "units"),
                      long_name = text_attribute(dataset.id(), "long_name");
    if (unit.empty())
      labels_.push_back({dims.front(), {name, long_name, is_text(dataset.id())}});
    else
      series_.push_back({name, dims, extent, unit, long_name, text_attribute(dataset.id(), "long_name_zh"),
                         text_attribute(dataset.id(), "cell_methods"), text_attribute(dataset.id(), "coordinates"),
                         text_attribute(dataset.id(), "status")});
  }
}

bool ResultReader::has(std::string_view name) const {
  return H5Lexists(file_.id(), std::string(name).c_str(), H5P_DEFAULT) > 0;
}

std::string ResultReader::attribute(std::string_view name, std::string_view of) const {
  return sound(path_, [&] {
    return of.empty() ? text_attribute(file_.id(), name) : text_attribute(open_dataset(file_.id(), of).id(), name);
  });
}

std::vector<double> ResultReader::numbers(std::string_view name) const {
  return sound(path_, [&] {
    const Handle dataset = open_dataset(file_.id(), name);
    std::vector<double> values(product(extent_of(dataset.id())));
    if (!values.empty())
      check_hdf5(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                 "read '" + std::string(name) + "'");
    return values;
  });
}

std::vector<std::string> ResultReader::texts(std::string_view name) const {
  return sound(path_, [&] {
    const std::string doing = "read '" + std::string(name) + "'";
    const Handle dataset = open_dataset(file_.id(), name);
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, doing);
    if (H5Tis_variable_str(type.id()) <= 0) throw IoError("cannot " + doing + ": it is not text");
    const std::size_t size = product(extent_of(dataset.id()));
    std::vector<std::string> values;
    if (size == 0) return values;
    std::vector<char*> pointers(size, nullptr);
    check_hdf5(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), doing);
    for (const char* pointer : pointers) values.emplace_back(pointer == nullptr ? "" : pointer);
    const Handle space(H5Dget_space(dataset.id()), H5Sclose, doing);
    H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
    return values;
  });
}

std::vector<std::string> ResultReader::dates() const {
  using namespace std::chrono;
  const Handle dataset = open_dataset(file_.id(), "time");
  const std::string since = text_attribute(dataset.id(), "units");
  int y = 0;
  unsigned m = 0, d = 0;
  if (std::sscanf(since.c_str(), "days since %d-%u-%u", &y, &m, &d) != 3)
    throw IoError("cannot read the time of '" + path_ + "': its unit is " + in_quotes(since));
  const sys_days base = year(y) / month(m) / day(d);
  std::vector<std::string> out;
  for (const double value : numbers("time")) {
    const year_month_day date(base + days(std::lround(value)));
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    out.emplace_back(text.data());
  }
  return out;
}

std::vector<ResultReader::Labels> ResultReader::labels_of(std::string_view dimension) const {
  std::vector<Labels> out;
  for (const Label& label : labels_)
    if (label.dimension == dimension) out.push_back(label.labels);
  return out;
}

ResultReader open_result(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) throw InputError("there is no file " + in_quotes(path));
  if (std::filesystem::is_directory(path, code))
    throw InputError(in_quotes(path) + " is a folder, not a result of jiuzhou");
  const RawFile readable(path, RawFile::Access::read);  // what may not be read is told from what is no result
  tame_hdf5();
  if (H5Fis_hdf5(path.c_str()) <= 0)
    throw InputError(in_quotes(path) + " is not a result of jiuzhou (not an HDF5 file)");
  ResultReader reader(path);
  if (reader.attribute("status").empty() || !reader.has("time"))
    throw InputError(in_quotes(path) + " is not a result of jiuzhou");
  return reader;
}

}  // namespace jiuzhou
