#include "output/record.hpp"

#include <fmt/core.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

#include "sim/base/error.hpp"

namespace jiuzhou {

static_assert(std::endian::native == std::endian::little, "records and checkpoints are little-endian");

namespace {

constexpr std::array<char, 8> magic = {'J', 'Z', 'R', 'E', 'C', 'O', 'R', '1'};
constexpr std::size_t largest_layout = std::size_t{1} << 30;

struct Head {
  std::array<char, 8> magic;
  std::uint64_t size, checksum;
};

std::size_t bytes_of_quarter(const ResultLayout& layout) {
  return 8 * (3 + layout.values());
}

// A quarter as it is stored.
std::vector<std::uint64_t> words_of(std::uint64_t seed, std::uint64_t number, const RecordedQuarter& quarter) {
  std::vector<std::uint64_t> words = {number, std::bit_cast<std::uint64_t>(quarter.time)};
  words.resize(2 + quarter.values.size());
  std::memcpy(words.data() + 2, quarter.values.data(), 8 * quarter.values.size());
  words.push_back(checksum(words.data(), 8 * words.size(), seed));
  return words;
}

// Reads the layout at the current position, with its seed.
std::pair<ResultLayout, std::uint64_t> read_layout(RawFile& file) {
  Head head{};
  const std::string what = fmt::format("'{}' is not the record of a run, or its beginning is damaged", file.path());
  if (!file.read(&head, sizeof head) || head.magic != magic || head.size > largest_layout || head.size > file.size())
    throw IoError(what);
  std::string text(head.size, '\0');
  if (!file.read(text.data(), text.size()) || checksum(text.data(), text.size()) != head.checksum) throw IoError(what);
  return {ResultLayout::from_json(text), head.checksum};
}

// Reads the next quarter and its checksum; nothing if the file is cut or wrong.
bool read_quarter(RawFile& file, const ResultLayout& layout, std::uint64_t seed, std::uint64_t number,
                  RecordedQuarter& quarter, std::uint64_t& found) {
  if (8 * (3 + layout.values()) > file.size()) return false;  // before memory is allocated for it
  std::vector<std::uint64_t> words(3 + layout.values());
  if (!file.read(words.data(), 8 * words.size())) return false;
  found = words.back();
  if (words[0] != number || checksum(words.data(), 8 * (words.size() - 1), seed) != found) return false;
  quarter.time = std::bit_cast<double>(words[1]);
  quarter.values.resize(layout.values());
  std::memcpy(quarter.values.data(), words.data() + 2, 8 * quarter.values.size());
  return true;
}

}  // namespace

Block block_of(const Record& record, std::size_t variable, std::size_t begin, std::size_t block) {
  const auto& [name, dimensions, attributes, values, rows] = record.layout.variables[variable];
  std::vector<double> numbers(rows * values, std::numeric_limits<double>::quiet_NaN());
  const std::size_t first = block * rows, end = std::min(first + rows, record.quarters.size());
  for (std::size_t q = first; q < end; ++q)
    std::copy_n(record.quarters[q].values.data() + begin, values, numbers.data() + (q - first) * values);
  return compressed(numbers);
}

std::vector<std::vector<Block>> blocks_of(const Record& record) {
  std::vector<std::vector<Block>> blocks(record.layout.variables.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto& v = record.layout.variables[i];
    for (std::size_t b = 0; b * v.block < record.quarters.size(); ++b)
      blocks[i].push_back(block_of(record, i, begin, b));
    begin += v.values;
  }
  return blocks;
}

std::uint64_t checksum(const void* bytes, std::size_t size, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, size, seed);
}

std::uint64_t write_layout(RawFile& file, const ResultLayout& layout) {
  const std::string text = layout.json();
  const Head head{magic, text.size(), checksum(text.data(), text.size())};
  file.write(&head, sizeof head);
  file.write(text.data(), text.size());
  return head.checksum;
}

void write_quarter(RawFile& file, std::uint64_t seed, std::uint64_t number, const RecordedQuarter& quarter) {
  const std::vector<std::uint64_t> words = words_of(seed, number, quarter);
  file.write(words.data(), 8 * words.size());
}

bool is_record(const std::string& path) {
  RawFile file(path, RawFile::Access::read);
  std::array<char, 8> begin{};
  return file.read(begin.data(), begin.size()) && begin == magic;
}

Record read_record(RawFile& file, std::size_t most) {
  auto [layout, seed] = read_layout(file);
  most = std::min(most, layout.quarters);
  Record record{std::move(layout), {}};
  RecordedQuarter quarter;
  std::uint64_t sum = 0;
  while (record.quarters.size() < most &&
         read_quarter(file, record.layout, seed, record.quarters.size(), quarter, sum)) {
    if (!std::isfinite(quarter.time) || (!record.quarters.empty() && quarter.time <= record.quarters.back().time))
      throw IoError(fmt::format("the quarters in '{}' are out of order", file.path()));
    record.quarters.push_back(quarter);
  }
  return record;
}

RecordFile::RecordFile(std::string path, ResultLayout layout) : path_(std::move(path)), record_{std::move(layout), {}} {
  open();
}

void RecordFile::open() {
  make_folder_of(path_);
  file_ = RawFile(path_, RawFile::Access::write);
  put_folder_on_disk(path_);
  if (!file_.lock()) throw IoError(fmt::format("cannot write '{}': another run is writing it", path_));
  const std::string text = record_.layout.json();
  seed_ = checksum(text.data(), text.size());
  kept_.clear();
  bool is_same = false;
  try {
    const auto [layout, seed] = read_layout(file_);
    is_same = seed == seed_;
  } catch (const IoError&) {  // an empty file, or one of another kind
  }
  if (!is_same) {
    file_.cut(0);
    write_layout(file_, record_.layout);
  }
  begin_ = sizeof(Head) + text.size();
  file_.seek(begin_);
  RecordedQuarter quarter;
  std::uint64_t sum = 0;
  while (is_same && kept_.size() < record_.layout.quarters &&
         read_quarter(file_, record_.layout, seed_, kept_.size(), quarter, sum))
    kept_.push_back(sum);
}

void RecordFile::put(std::size_t number) {
  const std::vector<std::uint64_t> words = words_of(seed_, number, record_.quarters[number]);
  if (number < kept_.size() && kept_[number] == words.back()) return;  // it is there already
  const std::size_t position = begin_ + number * bytes_of_quarter(record_.layout);
  kept_.resize(std::min(kept_.size(), number));
  file_.cut(position);
  try {
    file_.write(words.data(), 8 * words.size());
  } catch (const IoError&) {
    file_.cut(position);
    throw;
  }
  kept_.push_back(words.back());
}

void RecordFile::append(const RecordedQuarter& quarter) {
  require(quarter.values.size() == record_.layout.values(), fmt::format("a quarter of the wrong size for '{}'", path_));
  record_.quarters.push_back(quarter);
  if (!file_.is_at(path_)) {  // the file was removed, so all quarters are written again
    open();
    for (std::size_t q = 0; q + 1 < record_.quarters.size(); ++q) put(q);
  }
  put(record_.quarters.size() - 1);
}

void RecordFile::sync() {
  file_.sync();
}

void RecordFile::remove() {
  std::remove(path_.c_str());
}

}  // namespace jiuzhou
