#include "output/hdf5.hpp"

#include <fmt/core.h>
#include <hdf5_hl.h>

#include <array>
#include <cstdio>
#include <limits>
#include <utility>

#include "output/gate.hpp"
#include "output/raw_file.hpp"
#include "output/seal.hpp"
#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

constexpr unsigned gzip_level = 4;
constexpr hsize_t time_chunk = 512;

// The innermost reason on the library's error stack: the system's words where there are any ("No space left on
// device"), else the library's.
std::string reason() {
  std::string found;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
        auto& text = *static_cast<std::string*>(out);
        const std::string_view described = error->desc == nullptr ? "" : error->desc;
        constexpr std::string_view mark = "error message = '";
        if (const auto at = described.find(mark); at != std::string_view::npos) {
          const auto rest = described.substr(at + mark.size());
          text = rest.substr(0, rest.find('\''));
          return 1;
        }
        if (text.empty()) text = described;
        return 0;
      },
      &found);
  return found.empty() ? "no reason given" : found;
}

[[noreturn]] void fail(const std::string& doing) {
  const std::string why = reason();
  H5Eclear2(H5E_DEFAULT);
  throw IoError(fmt::format("cannot {}: {}", doing, why));
}

void check(herr_t status, const std::string& doing) {
  check_hdf5(status, doing);
}

std::string in_quotes(std::string_view name) {
  std::string out(1, '\'');
  out += name;
  out += '\'';
  return out;
}

Handle properties(hid_t kind) {
  return {H5Pcreate(kind), H5Pclose, "set up HDF5 properties"};
}

Handle scalar_space() {
  return {H5Screate(H5S_SCALAR), H5Sclose, "set up an HDF5 data space"};
}

Handle simple_space(std::span<const hsize_t> extent, const hsize_t* maximum = nullptr) {
  return {H5Screate_simple(static_cast<int>(extent.size()), extent.data(), maximum), H5Sclose,
          "set up an HDF5 data space"};
}

Handle string_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "set up an HDF5 string type");
  check(H5Tset_size(type.id(), size), "set up an HDF5 string type");
  check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "set up an HDF5 string type");
  return type;
}

Handle timeless_dataset_properties() {
  Handle created = properties(H5P_DATASET_CREATE);
  check(H5Pset_obj_track_times(created.id(), false), "set up HDF5 properties");
  return created;
}

Handle create_dataset(hid_t file, std::string_view name, hid_t type, const Handle& space, const Handle& created) {
  return {H5Dcreate2(file, std::string(name).c_str(), type, space.id(), H5P_DEFAULT, created.id(), H5P_DEFAULT),
          H5Dclose, "create " + in_quotes(name)};
}

void attach(hid_t object, std::string_view name, const Handle& type, const Handle& space, const void* value) {
  const std::string doing = "write the attribute " + in_quotes(name);
  const Handle attribute(H5Acreate2(object, std::string(name).c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose, doing);
  check(H5Awrite(attribute.id(), type.id(), value), doing);
}

// Text attributes have a fixed length: what netCDF itself writes.
void attach_text(hid_t object, std::string_view name, std::string_view text) {
  const std::string owned(text);
  attach(object, name, string_type(owned.empty() ? 1 : owned.size()), scalar_space(), owned.c_str());
}

void attach_number(hid_t object, std::string_view name, double number) {
  const hsize_t one = 1;
  const Handle type(H5Tcopy(H5T_IEEE_F64LE), H5Tclose, "set up an HDF5 type");
  attach(object, name, type, simple_space({&one, 1}), &number);
}

void attach_integer(hid_t object, std::string_view name, int number) {
  const Handle type(H5Tcopy(H5T_STD_I32LE), H5Tclose, "set up an HDF5 type");
  attach(object, name, type, scalar_space(), &number);
}

Handle create_strings(hid_t file, std::string_view name, std::span<const std::string> values) {
  const hsize_t size = values.size();
  const Handle type = string_type(H5T_VARIABLE);
  Handle dataset = create_dataset(file, name, type.id(), simple_space({&size, 1}), timeless_dataset_properties());
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "write " + in_quotes(name));
  return dataset;
}

Handle create_numbers(hid_t file, std::string_view name, std::span<const double> values) {
  const hsize_t size = values.size();
  Handle dataset = create_dataset(file, name, H5T_IEEE_F64LE, simple_space({&size, 1}), timeless_dataset_properties());
  check(H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
        "write " + in_quotes(name));
  return dataset;
}

}  // namespace

void check_hdf5(herr_t status, const std::string& doing) {
  if (status < 0) fail(doing);
}

void tame_hdf5() {
  static const bool tidies_up = H5dont_atexit() >= 0;
  // the error stack is the thread's
  thread_local const bool is_quiet = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
  (void)tidies_up, (void)is_quiet;
}

// ---- handles --------------------------------------------------------------------------------------------------------

Handle::Handle(hid_t id, Closer closer, const std::string& doing) : id_(id), closer_(closer) {
  if (id < 0) fail(doing);
}
Handle::Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(closer_, other.closer_);
  return *this;
}
Handle::~Handle() {
  if (id_ >= 0) closer_(id_);
}
void Handle::close(const std::string& doing) {
  if (id_ >= 0) check(closer_(std::exchange(id_, H5I_INVALID_HID)), doing);
}

// ---- file -----------------------------------------------------------------------------------------------------------

ResultFile::ResultFile(const std::string& path) : final_path_(target_of(path)), path_(final_path_ + ".tmp") {
  tame_hdf5();
  make_folder_of(path_);
  const Handle how = properties(H5P_FILE_ACCESS), created = properties(H5P_FILE_CREATE);
  // The format of 1.8, which every reader knows.
  check(H5Pset_libver_bounds(how.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set up HDF5 properties");
  check(H5Pset_link_creation_order(created.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "set up HDF5 properties");
  check(H5Pset_obj_track_times(created.id(), false), "set up HDF5 properties");
  file_ =
      Handle(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, created.id(), how.id()), H5Fclose, "create " + in_quotes(path_));
}

ResultFile::~ResultFile() {
  if (!is_finished_) std::remove(path_.c_str());
}

void ResultFile::attribute(std::string_view name, std::string_view value) {
  attach_text(file_.id(), name, value);
}
void ResultFile::attribute(std::string_view name, int number) {
  attach_integer(file_.id(), name, number);
}

void ResultFile::text(std::string_view name, std::string_view value, std::string_view long_name) {
  const Handle type = string_type(H5T_VARIABLE);
  const Handle dataset = create_dataset(file_.id(), name, type.id(), scalar_space(), timeless_dataset_properties());
  const std::string owned(value);
  const char* pointer = owned.c_str();
  check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &pointer), "write " + in_quotes(name));
  attach_text(dataset.id(), "long_name", long_name);
}

const ResultFile::Dimension& ResultFile::dimension(std::string_view name) const {
  for (const Dimension& d : dimensions_)
    if (d.name == name) return d;
  throw Bug(fmt::format("no dimension {} in {}", in_quotes(name), in_quotes(path_)));
}

void ResultFile::become_dimension(hid_t dataset, std::string_view name) {
  check(H5DSset_scale(dataset, std::string(name).c_str()), fmt::format("make {} a dimension", in_quotes(name)));
  attach_integer(dataset, "_Netcdf4Dimid", static_cast<int>(dimensions_.size()));
}

void ResultFile::time_dimension(std::string_view name, std::span<const Attribute> attributes) {
  require(dimensions_.empty(), "a time that grows is the first dimension of a result file");
  const hsize_t none = 0, unlimited = H5S_UNLIMITED;
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const Handle created = timeless_dataset_properties();
  check(H5Pset_chunk(created.id(), 1, &time_chunk), "set up HDF5 properties");
  check(H5Pset_fill_value(created.id(), H5T_NATIVE_DOUBLE, &missing), "set up HDF5 properties");
  Handle dataset = create_dataset(file_.id(), name, H5T_IEEE_F64LE, simple_space({&none, 1}, &unlimited), created);
  become_dimension(dataset.id(), name);
  for (const Attribute& a : attributes) attach_text(dataset.id(), a.name, a.text);
  dimensions_.push_back({std::string(name), 0, H5S_UNLIMITED, std::move(dataset)});
}

void ResultFile::number_dimension(std::string_view name, std::span<const double> values,
                                  std::span<const Attribute> attributes) {
  Handle dataset = create_numbers(file_.id(), name, values);
  become_dimension(dataset.id(), name);
  for (const Attribute& a : attributes) attach_text(dataset.id(), a.name, a.text);
  dimensions_.push_back({std::string(name), values.size(), values.size(), std::move(dataset)});
}

void ResultFile::string_dimension(std::string_view name, std::span<const std::string> values,
                                  std::string_view long_name) {
  Handle dataset = create_strings(file_.id(), name, values);
  become_dimension(dataset.id(), name);
  attach_text(dataset.id(), "long_name", long_name);
  dimensions_.push_back({std::string(name), values.size(), values.size(), std::move(dataset)});
}

void ResultFile::string_labels(std::string_view name, std::string_view dimension_name,
                               std::span<const std::string> values, std::string_view long_name) {
  const Handle dataset = create_strings(file_.id(), name, values);
  check(H5DSattach_scale(dataset.id(), dimension(dimension_name).dataset.id(), 0), "label " + in_quotes(name));
  attach_text(dataset.id(), "long_name", long_name);
}

void ResultFile::integer_labels(std::string_view name, std::string_view dimension_name, std::span<const int> values,
                                std::string_view long_name) {
  const hsize_t size = values.size();
  const Handle dataset =
      create_dataset(file_.id(), name, H5T_STD_I32LE, simple_space({&size, 1}), timeless_dataset_properties());
  check(H5Dwrite(dataset.id(), H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
        "write " + in_quotes(name));
  check(H5DSattach_scale(dataset.id(), dimension(dimension_name).dataset.id(), 0), "label " + in_quotes(name));
  attach_text(dataset.id(), "long_name", long_name);
}

void ResultFile::number_labels(std::string_view name, std::string_view dimension_name, std::span<const double> values,
                               std::string_view long_name) {
  const Handle dataset = create_numbers(file_.id(), name, values);
  check(H5DSattach_scale(dataset.id(), dimension(dimension_name).dataset.id(), 0), "label " + in_quotes(name));
  attach_text(dataset.id(), "long_name", long_name);
}

std::size_t ResultFile::variable(std::string_view name, std::span<const std::string> dimension_names,
                                 std::size_t chunk_rows, bool compress, std::span<const Attribute> attributes) {
  const Dimension& rows = dimensions_.front();
  std::vector<hsize_t> extent = {rows.size}, maximum = {rows.most}, chunk = {chunk_rows};
  for (const std::string& d : dimension_names) {
    extent.push_back(dimension(d).size);
    maximum.push_back(extent.back());
    chunk.push_back(extent.back());
  }
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const Handle created = timeless_dataset_properties();
  check(H5Pset_chunk(created.id(), static_cast<int>(chunk.size()), chunk.data()), "set up HDF5 properties");
  if (compress) {
    check(H5Pset_shuffle(created.id()), "set up HDF5 properties");
    check(H5Pset_deflate(created.id(), gzip_level), "set up HDF5 properties");
  }
  check(H5Pset_fill_value(created.id(), H5T_NATIVE_DOUBLE, &missing), "set up HDF5 properties");
  Handle dataset = create_dataset(file_.id(), name, H5T_IEEE_F64LE, simple_space(extent, maximum.data()), created);
  check(H5DSattach_scale(dataset.id(), rows.dataset.id(), 0), "label " + in_quotes(name));
  for (std::size_t d = 0; d < dimension_names.size(); ++d)
    check(H5DSattach_scale(dataset.id(), dimension(dimension_names[d]).dataset.id(), static_cast<unsigned>(d + 1)),
          "label " + in_quotes(name));
  attach_number(dataset.id(), "_FillValue", missing);
  for (const Attribute& a : attributes) attach_text(dataset.id(), a.name, a.text);
  variables_.push_back({std::string(name), std::move(dataset), std::move(extent)});
  return variables_.size() - 1;
}

void ResultFile::put(hid_t dataset, std::span<hsize_t> extent, std::size_t first_row, std::size_t rows,
                     std::span<const double> values) {
  const std::string doing = "write " + in_quotes(path_);
  if (first_row + rows > extent[0]) {
    extent[0] = first_row + rows;
    check(H5Dset_extent(dataset, extent.data()), doing);
  }
  std::vector<hsize_t> start(extent.size(), 0), count(extent.begin(), extent.end());
  start[0] = first_row;
  count[0] = rows;
  std::size_t expected = 1;
  for (const hsize_t n : count) expected *= n;
  require(values.size() == expected, "a block of the wrong size for " + in_quotes(path_));
  const Handle in_file(H5Dget_space(dataset), H5Sclose, doing);
  check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), doing);
  const Handle in_memory = simple_space(count);
  check(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, in_memory.id(), in_file.id(), H5P_DEFAULT, values.data()), doing);
}

void ResultFile::write(std::size_t variable, std::size_t first_row, std::size_t rows, std::span<const double> values) {
  Variable& v = variables_.at(variable);
  put(v.dataset.id(), v.extent, first_row, rows, values);
}

void ResultFile::write_block(std::size_t variable, std::size_t first_row, std::size_t rows,
                             std::span<const std::byte> stored) {
  Variable& v = variables_.at(variable);
  const std::string doing = "write " + in_quotes(path_);
  if (first_row + rows > v.extent[0]) {
    v.extent[0] = first_row + rows;
    check(H5Dset_extent(v.dataset.id(), v.extent.data()), doing);
  }
  std::vector<hsize_t> start(v.extent.size(), 0);
  start[0] = first_row;
  check(H5Dwrite_chunk(v.dataset.id(), H5P_DEFAULT, 0, start.data(), stored.size(), stored.data()), doing);
}

void ResultFile::write_time(std::size_t first_row, std::span<const double> values) {
  put(dimensions_.front().dataset.id(), time_extent_, first_row, values.size(), values);
}

void ResultFile::finish() {
  const std::string doing = "write " + in_quotes(path_);
  check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), doing);
  for (Variable& v : variables_) v.dataset.close(doing);
  for (Dimension& d : dimensions_) d.dataset.close(doing);
  file_.close(doing);
  seal(path_);
  keep_permissions(final_path_, path_);
  rename_file(path_, final_path_);
  is_finished_ = true;
}

std::string hdf5_version() {
  tame_hdf5();
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace jiuzhou
