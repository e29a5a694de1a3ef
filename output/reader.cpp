#include "output/reader.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>

#include "output/block.hpp"
#include "output/provenance.hpp"
#include "output/raw_file.hpp"
#include "output/seal.hpp"
#include "output/series.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/error.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_quarters = 1000;
constexpr double latest = 366.0 * 400;  // days from the first of the base year

// The HDF5 library's own words about a broken file help nobody, so their meaning comes first.
template <class Read>
auto sound(const std::string& path, const Read& read) {
  try {
    return read();
  } catch (const IoError& e) {
    if (std::string_view(e.what()).starts_with(fmt::format("'{}'", path))) throw;  // it has been said
    throw IoError(fmt::format("'{}' is cut or damaged ({})", path, e.what()));
  }
}

// Whether a child process that reads so many bytes ends by itself and in time, with an error or without.
template <class Read>
bool survives(std::size_t bytes, const Read& read) {
  constexpr rlim_t seconds = 20, bytes_a_second = rlim_t{1} << 23;
  const pid_t child = fork();
  if (child == 0) {
    const rlimit time{seconds + bytes / bytes_a_second, seconds + bytes / bytes_a_second}, none{0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &none);
    for (const int fault : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE}) signal(fault, SIG_DFL);
    if (const int nowhere = open("/dev/null", O_WRONLY); nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    try {
      read();
    } catch (const std::exception&) {  // the parent will find it again
    }
    _exit(0);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return true;
  return child < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

// A limit for all texts together, since many can refer to the same place of the file.
struct Room {
  std::size_t left;
};
void* take_room(std::size_t bytes, void* of) {
  Room& room = *static_cast<Room*>(of);
  if (bytes > room.left) return nullptr;
  room.left -= bytes;
  return std::malloc(bytes);
}
void give_back(void* text, void*) {
  std::free(text);
}

}  // namespace

std::size_t StoredSeries::size() const {
  std::size_t n = 1;
  for (const std::size_t e : extent) n *= e;
  return n;
}

ResultReader::ResultReader(std::string path, Time time) : path_(std::move(path)) {
  tame_hdf5();
  check_seal(path_);
  bytes_ = RawFile(path_, RawFile::Access::read).size();
  if (time == Time::first && !survives(bytes_, [&] { read_contents(), read_everything(); }))
    throw IoError(
        fmt::format("'{}' is damaged, or was made to do harm: the HDF5 library does not survive reading it", path_));
  sound(path_, [&] { read_contents(); });
}

void ResultReader::read_everything() const {
  for (const StoredDataset& d : contents_) {
    if (d.type == StoredType::text) static_cast<void>(texts(d.name));
    if (d.chunk_rows > 0) for_each_block(d, [](std::size_t, std::span<const std::byte>) {});
  }
}

void ResultReader::read_contents() {
  file_ = Handle(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it");
  contents_ = contents_of(file_.id(), bytes_);
  for (const StoredDataset& d : contents_) {
    if (d.is_dimension || d.chunk_rows == 0) continue;
    const Handle dataset = open_dataset(file_.id(), d.name);
    const auto attribute = [&](std::string_view name) { return text_attribute(dataset.id(), name); };
    series_.push_back({d.name, d.dims, d.extent, attribute("units"), attribute("long_name"), attribute("long_name_zh"),
                       attribute("cell_methods"), attribute("coordinates"), attribute("status")});
  }
  read_time();
  check_series();
}

// Quarters must be in order, and those of a single run without a gap.
void ResultReader::read_time() {
  if (!has("time")) return;
  using namespace std::chrono;
  const std::string since = attribute("units", "time");
  int y = 0;
  unsigned m = 0, d = 0;
  if (std::sscanf(since.c_str(), "days since %4d-%2u-%2u", &y, &m, &d) != 3 || !(year(y) / month(m) / day(d)).ok() ||
      y < 0)
    throw IoError("the unit of its time is " + in_quotes(since));
  const sys_days base = year(y) / month(m) / day(d);
  if (stored("time").size() > most_quarters) throw IoError("it has more quarters than a run can have");
  std::optional<Quarter> expected = parse_quarter(attribute("first_quarter"));
  double before = -latest - 1;
  for (const double value : numbers("time")) {
    if (!(value > before && value <= latest) || value != std::floor(value)) throw IoError("its time is not in order");
    before = value;
    const year_month_day date(base + days(std::lround(value)));
    const unsigned month = static_cast<unsigned>(date.month());
    const Quarter quarter = Quarter::of(static_cast<int>(date.year()), static_cast<int>(month + 2) / 3);
    if (date.day() != day(1) || month % 3 != 1 || (expected && *expected != quarter))
      throw IoError("its time does not run from quarter to quarter");
    if (expected) expected = *expected + 1;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-01", static_cast<int>(date.year()), month);
    dates_.emplace_back(text.data());
  }
}

namespace {

// As the pack of a result calls things.
Wording words_of(const ResultReader& result) {
  Pack pack;
  if (result.attribute("region_dimension").empty()) return Wording(pack);
  pack.region_label = {result.attribute("region_label"), result.attribute("region_label_zh")};
  const std::string money = result.attribute("money");
  pack.currency.code = result.attribute("currency");
  pack.currency.zh = result.attribute("money_zh");
  pack.currency.scale = money.starts_with("thousand ") ? 1000 : money.starts_with("million ") ? 1'000'000 : 1;
  pack.currency.en = pack.currency.scale > 1 ? money.substr(money.find(' ') + 1) : money;
  for (const Registration r : {Registration::none, Registration::birthplace, Registration::hukou})
    if (registration_word(r) == result.attribute("registration")) pack.registration = r;
  return Wording(pack);
}

}  // namespace

// What the table of series knows has the dimensions it gives it. What this very program wrote has its units, too, and
// no series more or less.
void ResultReader::check_series() const {
  const bool is_merged = has("run"),
             is_own = attribute("source").starts_with(fmt::format("jiuzhou {} ({})", version(), revision()));
  const Wording own = words_of(*this);
  std::size_t known = 0;
  for (const StoredSeries& s : series_) {
    const auto declared =
        std::ranges::find_if(series_table(), [&](const Series& one) { return own(one.name) == s.name; });
    if (declared == series_table().end()) {
      if (is_own) throw IoError(fmt::format("it has a series '{}' that this program does not write", s.name));
      continue;
    }
    ++known;
    std::vector<std::string> dims;
    if (is_merged) dims.emplace_back("run");
    dims.emplace_back("time");
    for (const Dim dim : declared->dims) dims.push_back(own(name_of(dim)));
    if (s.dims != dims)
      throw IoError(fmt::format("the series '{}' has other dimensions than it is declared with", s.name));
    if (const std::string unit = own(declared->unit); is_own && s.unit != unit)
      throw IoError(fmt::format("the series '{}' is in {} and declared in '{}'", s.name, in_quotes(s.unit), unit));
  }
  if (is_merged || !is_own) return;
  const auto expected = std::ranges::count_if(series_table(), [&](const Series& s) {
    return std::ranges::all_of(s.dims, [&](Dim dim) { return has(own(name_of(dim))); });
  });
  if (static_cast<std::size_t>(expected) != known)
    throw IoError(fmt::format("it lacks {} series", static_cast<std::size_t>(expected) - known));
}

const StoredDataset& ResultReader::stored(std::string_view name) const {
  const auto found = std::ranges::find(contents_, name, &StoredDataset::name);
  if (found == contents_.end()) throw IoError(fmt::format("there is no '{}' in it", name));
  return *found;
}

bool ResultReader::has(std::string_view name) const {
  return std::ranges::find(contents_, name, &StoredDataset::name) != contents_.end();
}

std::string ResultReader::attribute(std::string_view name, std::string_view of) const {
  return sound(path_, [&] {
    return of.empty() ? text_attribute(file_.id(), name) : text_attribute(open_dataset(file_.id(), of).id(), name);
  });
}

// The library itself sets no limit to what a block expands to.
template <class Visit>
void ResultReader::for_each_block(const StoredDataset& from, const Visit& visit) const {
  const std::string doing = fmt::format("read '{}'", from.name);
  const Handle dataset = open_dataset(file_.id(), from.name);
  const std::size_t most = largest_block(from.chunk_rows * (from.size() / from.extent[0]));
  std::vector<std::byte> bytes;
  std::vector<hsize_t> start(from.extent.size(), 0);
  for (std::size_t row = 0; row < from.extent[0]; row += from.chunk_rows) {
    start[0] = row;
    hsize_t size = 0;
    haddr_t address = 0;
    std::uint32_t left_out = 0;
    check_hdf5(H5Dget_chunk_info_by_coord(dataset.id(), start.data(), nullptr, &address, &size), doing);
    if (size > most || (size == 0 && from.dims[0] != "run"))
      throw IoError(fmt::format("cannot {}: a block has another size", doing));
    bytes.resize(size);
    if (size > 0) check_hdf5(H5Dread_chunk(dataset.id(), H5P_DEFAULT, start.data(), &left_out, bytes.data()), doing);
    if (left_out != 0) throw IoError(fmt::format("cannot {}: a block is not compressed", doing));
    visit(row, std::span<const std::byte>(bytes));
  }
}

std::vector<double> ResultReader::numbers(std::string_view name) const {
  return sound(path_, [&] {
    const StoredDataset& from = stored(name);
    const std::string doing = fmt::format("read '{}'", from.name);
    if (from.type == StoredType::text) throw IoError(fmt::format("cannot {}: it is text", doing));
    std::vector<double> values(from.size());
    if (from.chunk_rows == 0) {
      check_hdf5(
          H5Dread(open_dataset(file_.id(), name).id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
          doing);
      return values;
    }
    const std::size_t width = from.size() / from.extent[0];
    std::vector<double> block(from.chunk_rows * width);
    for_each_block(from, [&](std::size_t row, std::span<const std::byte> bytes) {
      if (bytes.empty())
        std::ranges::fill(block, std::numeric_limits<double>::quiet_NaN());
      else if (!decompress(bytes, block))
        throw IoError(fmt::format("cannot {}: a block is damaged", doing));
      const std::size_t here = std::min(from.chunk_rows, from.extent[0] - row) * width;
      std::copy_n(block.begin(), here, values.begin() + static_cast<std::ptrdiff_t>(row * width));
    });
    return values;
  });
}

std::vector<std::string> ResultReader::texts(std::string_view name) const {
  return sound(path_, [&] {
    const StoredDataset& from = stored(name);
    const std::string doing = fmt::format("read '{}'", from.name);
    if (from.type != StoredType::text) throw IoError(fmt::format("cannot {}: it is not text", doing));
    const Handle dataset = open_dataset(file_.id(), name);
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, doing);
    const Handle within(H5Pcreate(H5P_DATASET_XFER), H5Pclose, doing);
    Room room{bytes_ + from.size()};
    check_hdf5(H5Pset_vlen_mem_manager(within.id(), take_room, &room, give_back, nullptr), doing);
    std::vector<char*> pointers(from.size(), nullptr);
    const herr_t status = H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, within.id(), pointers.data());
    std::vector<std::string> values;
    for (const char* pointer : pointers) values.emplace_back(status < 0 || pointer == nullptr ? "" : pointer);
    for (char* pointer : pointers) give_back(pointer, nullptr);
    check_hdf5(status, doing);
    for (const std::string& value : values)
      if (bad_text(value)) throw IoError(fmt::format("cannot {}: it is not UTF-8 text", doing));
    return values;
  });
}

std::vector<ResultReader::Labels> ResultReader::labels_of(std::string_view dimension) const {
  std::vector<Labels> out;
  for (const StoredDataset& d : contents_)
    if (!d.is_dimension && d.chunk_rows == 0 && !d.dims.empty() && d.dims.front() == dimension)
      out.push_back({d.name, attribute("long_name", d.name), d.type == StoredType::text});
  return out;
}

ResultReader open_result(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) throw InputError("there is no file " + in_quotes(path));
  if (std::filesystem::is_directory(path, code))
    throw InputError(in_quotes(path) + " is a folder, not a result of jiuzhou");
  if (!std::filesystem::is_regular_file(path, code)) throw InputError(in_quotes(path) + " is not a regular file");
  constexpr std::array<char, 8> signature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> begin{};
  if (RawFile file(path, RawFile::Access::read); !file.read(begin.data(), begin.size()) || begin != signature)
    throw InputError(in_quotes(path) + " is not a result of jiuzhou (not an HDF5 file)");
  ResultReader reader(path);
  if (reader.attribute("status").empty() || !reader.has("time"))
    throw InputError(in_quotes(path) + " is not a result of jiuzhou");
  return reader;
}

}  // namespace jiuzhou
