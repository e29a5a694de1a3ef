#include "output/files.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <random>
#include <vector>

#include "output/gate.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"
#include "sim/base/stop.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t block = std::size_t{1} << 18;
const std::string standard_output = "-";

// Unique even among machines that share a folder, where process numbers may coincide.
std::string name_of_its_own(const std::string& path) {
  std::random_device random;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), ".%08x%08x.tmp", random(), random());
  return path + text.data();
}

}  // namespace

NewFile::NewFile(const std::string& path) : path_(path == standard_output ? path : target_of(path)) {
  if (path_ == standard_output) return;
  make_folder_of(path_);
  file_ = RawFile::without_name(path_);
  if (file_.is_open()) return;
  temporary_ = name_of_its_own(path_);
  file_ = RawFile(temporary_, RawFile::Access::write);
}

NewFile::~NewFile() {
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

NewFile& NewFile::operator<<(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= block) write_out();
  return *this;
}

void NewFile::write_out() {
  leave_if_stopped();
  if (path_ == standard_output) {
    std::cout << waiting_;
    if (!std::cout) throw IoError("cannot write to the standard output");
    waiting_.clear();
    return;
  }
  file_.write(waiting_.data(), waiting_.size());
  waiting_.clear();
}

void NewFile::finish() {
  write_out();
  if (path_ == standard_output) return;
  file_.sync();
  if (temporary_.empty()) {
    const std::string name = name_of_its_own(path_);
    file_.take_name(name);
    temporary_ = name;
  }
  keep_permissions(path_, temporary_);
  rename_file(temporary_, path_);
  temporary_.clear();
}

std::string sha256_of_file(const std::string& path) {
  RawFile file(path, RawFile::Access::read);
  Sha256 hash;
  std::vector<char> buffer(block);
  for (std::size_t left = file.size(); left > 0;) {
    const std::size_t here = std::min(left, buffer.size());
    if (!file.read(buffer.data(), here)) break;  // truncated since it was opened, so that the sum will match nothing
    hash.add({buffer.data(), here});
    left -= here;
  }
  return hash.hex();
}

}  // namespace jiuzhou
