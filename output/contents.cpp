#include "output/contents.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "sim/base/error.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_datasets = 4096, most_attributes = 256, longest_name = 128, most_axes = 6;
constexpr std::size_t largest_attribute = std::size_t{1} << 20;
constexpr std::size_t most_values = std::size_t{1} << 40;     // of a dataset; checked before memory is allocated
constexpr std::size_t most_in_chunk = std::size_t{1} << 20;   // unless it is a single row
constexpr std::size_t always_allowed = std::size_t{1} << 24;  // values, however few bytes they come from
constexpr std::size_t most_bytes_from_a_byte = 200;           // beyond that

void check(bool is_so, const std::string& otherwise) {
  if (!is_so) throw IoError(otherwise);
}

struct Link {
  std::string name;
  bool is_hard;
};

std::vector<Link> links_of(hid_t file) {
  const std::string doing = "list what is in it";
  H5G_info_t facts{};
  check_hdf5(H5Gget_info(file, &facts), doing);
  check(facts.nlinks <= most_datasets, fmt::format("more than {} things in it", most_datasets));
  std::vector<Link> links;
  check_hdf5(H5Literate(
                 file, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr,
                 [](hid_t, const char* name, const H5L_info_t* link, void* out) -> herr_t {
                   auto& found = *static_cast<std::vector<Link>*>(out);
                   found.push_back({name, link->type == H5L_TYPE_HARD});
                   return found.size() > most_datasets ? 1 : 0;
                 },
                 &links),
             doing);
  return links;
}

bool is_type(const Handle& type, hid_t expected) {
  return H5Tequal(type.id(), expected) > 0;
}

hssize_t points_of(hid_t attribute) {
  const Handle space(H5Aget_space(attribute), H5Sclose, "read an attribute");
  return H5Sget_simple_extent_npoints(space.id());
}

// Lists of references between dimensions and what lies along them are HDF5's own; only DIMENSION_LIST is ever read.
void check_attribute(hid_t object, const std::string& name, const std::string& of) {
  if (name == "DIMENSION_LIST" || name == "REFERENCE_LIST") return;
  const std::string doing = fmt::format("read the attribute '{}'", name);
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, doing);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, doing);
  check(points_of(attribute.id()) == 1, fmt::format("the attribute '{}' of {} is not a single value", name, of));
  const std::size_t size = H5Tget_size(type.id());
  const bool is_text = H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) == 0;
  check((is_text && size > 0 && size <= largest_attribute) || is_type(type, H5T_STD_I32LE) ||
            is_type(type, H5T_IEEE_F64LE),
        fmt::format("the attribute '{}' of {} is of a type that no result has", name, of));
}

void check_attributes(hid_t object, const std::string& of) {
  const std::string doing = "list the attributes of " + of;
  std::vector<std::string> names;
  check_hdf5(H5Aiterate2(
                 object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr,
                 [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
                   auto& found = *static_cast<std::vector<std::string>*>(out);
                   found.emplace_back(name);
                   return found.size() > most_attributes ? 1 : 0;
                 },
                 &names),
             doing);
  check(names.size() <= most_attributes, fmt::format("more than {} attributes of {}", most_attributes, of));
  for (const std::string& name : names) check_attribute(object, name, of);
}

haddr_t address_of(hid_t object, const std::string& doing) {
  H5O_info_t facts{};
  check_hdf5(H5Oget_info2(object, &facts, H5O_INFO_BASIC), doing);
  return facts.addr;
}

std::vector<std::size_t> extent_of(hid_t dataset, const std::string& what) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "read an extent");
  const H5S_class_t kind = H5Sget_simple_extent_type(space.id());
  check(kind == H5S_SCALAR || kind == H5S_SIMPLE, what + " is empty");
  const int rank = H5Sget_simple_extent_ndims(space.id());
  check(rank >= 0 && rank <= static_cast<int>(most_axes), what + " has too many axes");
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  if (rank > 0)
    check_hdf5(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr) < 0 ? -1 : 0, "read an extent");
  std::size_t product = 1;
  for (const hsize_t n : extent) {
    check(n > 0, what + " has an axis without entries");
    check(n <= most_values / product, what + " is larger than any result");
    product *= n;
  }
  return {extent.begin(), extent.end()};
}

StoredType type_of(hid_t dataset, const std::string& what) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  if (H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) > 0) return StoredType::text;
  if (is_type(type, H5T_STD_I32LE)) return StoredType::integer;
  check(is_type(type, H5T_IEEE_F64LE), what + " is of a type that no result has");
  return StoredType::number;
}

// Rows of a chunk that our filters made; 0 where the values are stored as they are.
std::size_t compressed_rows(const Handle& created, const StoredDataset& stored, const std::string& what) {
  std::vector<hsize_t> chunk(stored.extent.size());
  check(H5Pget_chunk(created.id(), static_cast<int>(chunk.size()), chunk.data()) == static_cast<int>(chunk.size()),
        what + " has chunks of another shape");
  const int filters = H5Pget_nfilters(created.id());
  check(filters == 0 || filters == 2, what + " has a filter that no result has");
  const std::size_t width = stored.size() / stored.extent[0];
  check(std::equal(chunk.begin() + 1, chunk.end(), stored.extent.begin() + 1) &&
            (chunk[0] == 1 || chunk[0] <= most_in_chunk / width),
        what + " has chunks that no result has");
  if (filters == 0) return 0;
  for (unsigned i = 0; i < 2; ++i) {
    unsigned flags = 0, settings = 0;
    std::size_t count = 0;
    const H5Z_filter_t filter = H5Pget_filter2(created.id(), i, &flags, &count, nullptr, 0, nullptr, &settings);
    check(filter == (i == 0 ? H5Z_FILTER_SHUFFLE : H5Z_FILTER_DEFLATE), what + " has a filter that no result has");
  }
  check(stored.type == StoredType::number, what + " is compressed");
  return chunk[0];
}

// Checks how the values are stored and returns the bytes they take in the file.
std::size_t check_storage(hid_t dataset, StoredDataset& stored, const std::string& what) {
  const Handle created(H5Dget_create_plist(dataset), H5Pclose, fmt::format("read how {} is stored", what));
  const H5D_layout_t layout = H5Pget_layout(created.id());
  check(layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED, what + " is not stored as in a result");
  check(H5Pget_external_count(created.id()) == 0, what + " lies in another file");
  const std::size_t bytes = H5Dget_storage_size(dataset);
  if (layout == H5D_CONTIGUOUS) {
    constexpr std::array<std::size_t, 3> width{16, 4, 8};  // a text is a reference to where it lies
    check(H5Pget_nfilters(created.id()) == 0 && bytes / width[static_cast<std::size_t>(stored.type)] == stored.size(),
          what + " is not whole");
    return bytes;
  }
  check(!stored.extent.empty() && stored.type != StoredType::text, what + " is not stored as in a result");
  stored.chunk_rows = compressed_rows(created, stored, what);
  check(stored.size() <= always_allowed || stored.size() / most_bytes_from_a_byte <= bytes / sizeof(double),
        what + " is out of all proportion to the bytes it is made of");
  return bytes;
}

std::vector<std::string> dimensions_of(hid_t dataset, std::size_t rank, const std::map<haddr_t, std::string>& scales,
                                       const std::string& what) {
  const std::string doing = "read the dimensions of " + what;
  const Handle attribute(H5Aopen(dataset, "DIMENSION_LIST", H5P_DEFAULT), H5Aclose, doing);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, doing);
  const Handle list(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, doing);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, doing);
  check(is_type(type, list.id()) && H5Sget_simple_extent_ndims(space.id()) == 1 &&
            H5Sget_simple_extent_npoints(space.id()) == static_cast<hssize_t>(rank),
        what + " does not have one dimension per axis");
  std::vector<hvl_t> axes(rank, hvl_t{0, nullptr});
  check_hdf5(H5Aread(attribute.id(), list.id(), axes.data()), doing);
  std::vector<std::string> names;
  for (const hvl_t& axis : axes) {
    const auto scale =
        axis.len == 1 && axis.p != nullptr ? scales.find(*static_cast<const hobj_ref_t*>(axis.p)) : scales.end();
    if (scale != scales.end()) names.push_back(scale->second);
  }
  H5Dvlen_reclaim(list.id(), space.id(), H5P_DEFAULT, axes.data());
  check(names.size() == rank, what + " does not have one dimension per axis");
  return names;
}

// A label is named after its dimension; the parameters of a design lie along the runs.
void check_place(const StoredDataset& stored, bool has_unit, const std::string& what) {
  const std::string& first = stored.dims.front();
  if (has_unit) {
    check(stored.type == StoredType::number && stored.chunk_rows > 0, what + " is not stored as a series");
    check(first == "time" || (first == "run" && stored.dims.size() > 1 && stored.dims[1] == "time"),
          what + " does not run over time");
    for (std::size_t i = 0; i < stored.dims.size(); ++i)
      check(std::count(stored.dims.begin(), stored.dims.end(), stored.dims[i]) == 1, what + " has a dimension twice");
    return;
  }
  check(stored.dims.size() == 1 && stored.chunk_rows == 0, what + " is neither a series nor labels");
  check(stored.name.starts_with(first + "_") || (first == "run" && stored.name.starts_with("parameter_")),
        fmt::format("{} is not named after its dimension, '{}'", what, first));
  check(stored.type != StoredType::number || first == "run", what + " is of a type that no label has");
}

}  // namespace

bool is_result_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::size_t StoredDataset::size() const {
  std::size_t n = 1;
  for (const std::size_t e : extent) n *= e;
  return n;
}

Handle open_dataset(hid_t file, std::string_view name) {
  return {H5Dopen2(file, std::string(name).c_str(), H5P_DEFAULT), H5Dclose, fmt::format("read '{}'", name)};
}

std::string text_attribute(hid_t object, std::string_view name) {
  const std::string owned(name), doing = fmt::format("read the attribute '{}'", owned);
  if (H5Aexists(object, owned.c_str()) <= 0) return {};
  const Handle attribute(H5Aopen(object, owned.c_str(), H5P_DEFAULT), H5Aclose, doing);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, doing);
  check(points_of(attribute.id()) == 1, fmt::format("the attribute '{}' is not a single value", owned));
  if (H5Tget_class(type.id()) == H5T_INTEGER) {
    std::int64_t number = 0;
    check_hdf5(H5Aread(attribute.id(), H5T_NATIVE_INT64, &number), doing);
    return std::to_string(number);
  }
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0) return {};
  std::string value(H5Tget_size(type.id()), '\0');
  check_hdf5(H5Aread(attribute.id(), type.id(), value.data()), doing);
  value.resize(std::min(value.size(), value.find('\0')));
  check(!bad_text(value), fmt::format("the attribute '{}' is not text", owned));
  return value;
}

std::vector<StoredDataset> contents_of(hid_t file, std::size_t bytes) {
  check_attributes(file, "the file");
  std::vector<StoredDataset> found;
  std::map<haddr_t, std::string> scales;
  std::map<std::string, std::size_t> length;
  std::size_t stored_bytes = 0;
  for (const Link& link : links_of(file)) {
    check(is_result_name(link.name), "a name in it is not of letters, digits and _");
    const std::string what = fmt::format("'{}'", link.name);
    check(link.is_hard, what + " is a link to something else");
    H5O_info_t facts{};
    check_hdf5(H5Oget_info_by_name2(file, link.name.c_str(), &facts, H5O_INFO_BASIC, H5P_DEFAULT), "read " + what);
    check(facts.type == H5O_TYPE_DATASET, what + " is no dataset");
    const Handle dataset = open_dataset(file, link.name);
    check_attributes(dataset.id(), what);
    StoredDataset stored{link.name, type_of(dataset.id(), what), extent_of(dataset.id(), what), {}, false, 0};
    stored_bytes += check_storage(dataset.id(), stored, what);
    check(stored_bytes <= bytes, what + " takes more bytes than the file has");
    if (text_attribute(dataset.id(), "CLASS") == "DIMENSION_SCALE") {
      check(stored.extent.size() == 1 && text_attribute(dataset.id(), "NAME") == link.name &&
                (link.name == "time" ? stored.type == StoredType::number : stored.type == StoredType::text),
            what + " is no dimension");
      check(scales.emplace(address_of(dataset.id(), "read " + what), link.name).second, what + " is there twice");
      length[link.name] = stored.extent.front();
      stored.is_dimension = true;
      stored.dims = {link.name};
    }
    found.push_back(std::move(stored));
  }
  for (StoredDataset& stored : found) {
    const std::string what = fmt::format("'{}'", stored.name);
    if (stored.is_dimension) continue;
    if (stored.extent.empty()) {
      check(stored.type == StoredType::text, what + " is a single number");
      continue;
    }
    const Handle dataset = open_dataset(file, stored.name);
    stored.dims = dimensions_of(dataset.id(), stored.extent.size(), scales, what);
    for (std::size_t axis = 0; axis < stored.dims.size(); ++axis)
      check(length.at(stored.dims[axis]) == stored.extent[axis],
            fmt::format("{} has {} entries where '{}' has {}", what, stored.extent[axis], stored.dims[axis],
                        length.at(stored.dims[axis])));
    check_place(stored, !text_attribute(dataset.id(), "units").empty(), what);
  }
  return found;
}

}  // namespace jiuzhou
