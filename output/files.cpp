#include "output/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t block = std::size_t{1} << 18;

[[noreturn]] void fail(const std::string& doing) { throw IoError("cannot " + doing + ": " + std::strerror(errno)); }

}  // namespace

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw IoError("cannot make the folder '" + path + "': " + error.message());
}

NewFile::NewFile(std::string path) : path_(std::move(path)), temporary_(path_ + "." + std::to_string(getpid()) + ".tmp") {
  if (const std::string folder = std::filesystem::path(path_).parent_path().string(); !folder.empty()) make_folder(folder);
  descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("create '" + temporary_ + "'");
}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  std::remove(temporary_.c_str());
}

NewFile& NewFile::operator<<(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= block) write_out();
  return *this;
}

void NewFile::write_out() {
  std::string_view rest = waiting_;
  while (!rest.empty()) {
    const ssize_t written = write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write '" + path_ + "'");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  waiting_.clear();
}

void NewFile::finish() {
  write_out();
  if (fsync(descriptor_) != 0) fail("write '" + path_ + "'");
  if (close(std::exchange(descriptor_, -1)) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    const int error = errno;
    std::remove(temporary_.c_str());
    errno = error;
    fail("write '" + path_ + "'");
  }
}

std::string sha256_of_file(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("open '" + path + "'");
  Sha256 hash;
  std::vector<char> buffer(block);
  ssize_t n = 0;
  while ((n = read(descriptor, buffer.data(), buffer.size())) > 0 || (n < 0 && errno == EINTR))
    if (n > 0) hash.add({buffer.data(), static_cast<std::size_t>(n)});
  const int error = errno;
  close(descriptor);
  errno = error;
  if (n < 0) fail("read '" + path + "'");
  return hash.hex();
}

}  // namespace jiuzhou
