#include "output/files.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include "sim/base/sha256.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t block = std::size_t{1} << 18;

// Not even two machines with one folder, where process numbers are alike, choose the same.
std::string name_of_its_own(const std::string& path) {
  std::random_device random;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), ".%08x%08x.tmp", random(), random());
  return path + text.data();
}

}  // namespace

NewFile::NewFile(std::string path) : path_(std::move(path)) {
  make_folder_of(path_);
  file_ = RawFile(name_of_its_own(path_), RawFile::Access::write);
}

NewFile::~NewFile() {
  if (!is_finished_) std::remove(file_.path().c_str());
}

NewFile& NewFile::operator<<(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= block) write_out();
  return *this;
}

void NewFile::write_out() {
  file_.write(waiting_.data(), waiting_.size());
  waiting_.clear();
}

void NewFile::finish() {
  write_out();
  file_.sync();
  rename_file(file_.path(), path_);
  is_finished_ = true;
}

std::string sha256_of_file(const std::string& path) {
  RawFile file(path, RawFile::Access::read);
  Sha256 hash;
  std::vector<char> buffer(block);
  for (std::size_t left = file.size(); left > 0;) {
    const std::size_t here = std::min(left, buffer.size());
    if (!file.read(buffer.data(), here)) break;  // cut since it was opened: the sum of what there was fits nothing
    hash.add({buffer.data(), here});
    left -= here;
  }
  return hash.hex();
}

}  // namespace jiuzhou
