#include "output/result_reader.hpp"

#include <hdf5_hl.h>

#include <filesystem>

#include "sim/base/error.hpp"
#include "sim/base/text.hpp"

namespace jiuzhou {

namespace {

[[noreturn]] void cannot(const std::string& doing) { throw IoError("cannot " + doing); }

void check(herr_t status, const std::string& doing) {
  if (status < 0) cannot(doing);
}

// Strings of an attribute or data set, of variable or fixed length.
template <class Read>
std::vector<std::string> read_strings(hid_t file_type, std::size_t count, const std::string& doing, Read&& read) {
  std::vector<std::string> out;
  if (H5Tis_variable_str(file_type) > 0) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, doing);
    check(H5Tset_size(type.id(), H5T_VARIABLE), doing);
    check(H5Tset_cset(type.id(), H5Tget_cset(file_type)), doing);
    std::vector<char*> pointers(count, nullptr);
    check(read(type.id(), pointers.data()), doing);
    for (char* p : pointers) {
      out.emplace_back(p == nullptr ? "" : p);
      H5free_memory(p);
    }
    return out;
  }
  const std::size_t size = H5Tget_size(file_type);
  std::string bytes(size * count, '\0');
  check(read(file_type, bytes.data()), doing);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string one = bytes.substr(i * size, size);
    out.push_back(one.substr(0, one.find('\0')));
  }
  return out;
}

std::string attribute_text(hid_t object, std::string_view name, const std::string& doing) {
  const std::string owned(name);
  if (H5Aexists(object, owned.c_str()) <= 0) return {};
  const Handle attribute(H5Aopen(object, owned.c_str(), H5P_DEFAULT), H5Aclose, doing);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, doing);
  if (H5Tget_class(type.id()) == H5T_STRING)
    return read_strings(type.id(), 1, doing, [&](hid_t as, void* to) { return H5Aread(attribute.id(), as, to); }).front();
  if (H5Tget_class(type.id()) != H5T_INTEGER) return {};
  long long number = 0;
  check(H5Aread(attribute.id(), H5T_NATIVE_LLONG, &number), doing);
  return std::to_string(number);
}

}  // namespace

ResultReader::ResultReader(std::string path) : path_(std::move(path)) {
  tame_library();
  if (!std::filesystem::exists(path_)) throw InputError("there is no file " + in_quotes(path_));
  if (H5Fis_hdf5(path_.c_str()) <= 0) throw InputError(in_quotes(path_) + " is not a result of jiuzhou (not an HDF5 file)");
  file_ = Handle(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open " + in_quotes(path_));
  if (attribute("status").empty() || !has("time")) throw InputError(in_quotes(path_) + " is not a result of jiuzhou");
}

std::string ResultReader::attribute(std::string_view name) const {
  return attribute_text(file_.id(), name, "read " + in_quotes(name) + " of " + in_quotes(path_));
}

bool ResultReader::has(std::string_view name) const { return H5Lexists(file_.id(), std::string(name).c_str(), H5P_DEFAULT) > 0; }

Handle ResultReader::dataset(std::string_view name) const {
  if (!has(name)) throw InputError(in_quotes(path_) + " has no " + in_quotes(name));
  return {H5Dopen2(file_.id(), std::string(name).c_str(), H5P_DEFAULT), H5Dclose, "read " + in_quotes(name) + " of " + in_quotes(path_)};
}

std::string ResultReader::text(std::string_view name) const {
  const std::vector<std::string> all = strings(name);
  return all.empty() ? "" : all.front();
}

std::vector<std::string> ResultReader::strings(std::string_view name) const {
  if (!has(name)) return {};
  const std::string doing = "read " + in_quotes(name) + " of " + in_quotes(path_);
  const Handle data = dataset(name);
  const Handle type(H5Dget_type(data.id()), H5Tclose, doing), space(H5Dget_space(data.id()), H5Sclose, doing);
  const hssize_t count = H5Sget_simple_extent_npoints(space.id());
  if (count < 0 || H5Tget_class(type.id()) != H5T_STRING) cannot(doing);
  return read_strings(type.id(), static_cast<std::size_t>(count), doing,
                      [&](hid_t as, void* to) { return H5Dread(data.id(), as, H5S_ALL, H5S_ALL, H5P_DEFAULT, to); });
}

ResultSeries ResultReader::series(std::string_view name) const {
  const std::string doing = "read " + in_quotes(name) + " of " + in_quotes(path_);
  const Handle data = dataset(name);
  const Handle space(H5Dget_space(data.id()), H5Sclose, doing);
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 1) cannot(doing);
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr), doing);
  ResultSeries out;
  std::size_t count = extent.front();
  for (int i = 1; i < rank; ++i) {
    out.width *= extent[static_cast<std::size_t>(i)];
    count *= extent[static_cast<std::size_t>(i)];
    // The name of the dimension is that of the scale attached to it.
    std::string dim;
    H5DSiterate_scales(
        data.id(), static_cast<unsigned>(i), nullptr,
        [](hid_t, unsigned, hid_t scale, void* found) -> herr_t {
          char text[256] = {};
          if (H5DSget_scale_name(scale, text, sizeof text) > 0) *static_cast<std::string*>(found) = text;
          return 1;
        },
        &dim);
    out.dims.push_back(dim);
  }
  out.values.resize(count);
  if (count > 0) check(H5Dread(data.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.values.data()), doing);
  out.unit = attribute_text(data.id(), "units", doing);
  out.doc = attribute_text(data.id(), "long_name", doing);
  out.doc_zh = attribute_text(data.id(), "long_name_zh", doing);
  const std::string method = attribute_text(data.id(), "cell_methods", doing);
  out.method = method.starts_with("time: ") ? method.substr(6) : method;
  return out;
}

std::vector<std::string> ResultReader::series_names() const {
  struct Found {
    const ResultReader* reader;
    std::vector<std::string> names;
  } found{this, {}};
  check(H5Literate(
            file_.id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr,
            [](hid_t group, const char* name, const H5L_info_t*, void* to) -> herr_t {
              auto& all = *static_cast<Found*>(to);
              const hid_t data = H5Dopen2(group, name, H5P_DEFAULT);
              if (data < 0) return 0;
              if (H5Aexists(data, "cell_methods") > 0) all.names.emplace_back(name);
              H5Dclose(data);
              return 0;
            },
            &found),
        "list the series of " + in_quotes(path_));
  return found.names;
}

}  // namespace jiuzhou
