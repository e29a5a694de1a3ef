#include "output/raw_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_at_once = std::size_t{1} << 30;  // bytes per system call

}  // namespace

void RawFile::fail(const std::string& doing) const {
  throw IoError(fmt::format("cannot {} '{}': {}", doing, path_, std::strerror(errno)));
}

RawFile::RawFile(std::string path, Access access) : path_(std::move(path)) {
  // A pipe or the like must not keep its reader waiting.
  descriptor_ = open(path_.c_str(),
                     access == Access::read ? O_RDONLY | O_NONBLOCK | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(access == Access::read ? "open" : "write");
  struct stat facts {};
  if (access == Access::read && fstat(descriptor_, &facts) == 0 && !S_ISREG(facts.st_mode)) {
    close(std::exchange(descriptor_, -1));
    throw IoError(fmt::format("cannot open '{}': it is not a regular file", path_));
  }
}

RawFile RawFile::without_name(const std::string& path) {
  RawFile file;
  file.path_ = path;
#ifdef O_TMPFILE
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const bool has_names = access("/proc/self/fd", X_OK) == 0;  // take_name() needs them
  if (has_names) file.descriptor_ = open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
#endif
  return file;
}

void RawFile::take_name(const std::string& path) {
  const std::string here = "/proc/self/fd/" + std::to_string(descriptor_);
  if (linkat(AT_FDCWD, here.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0) fail("name");
}

RawFile::RawFile(RawFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

RawFile& RawFile::operator=(RawFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

RawFile::~RawFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void RawFile::write(const void* bytes, std::size_t size) {
  const auto* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = ::write(descriptor_, next, std::min(size, most_at_once));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

bool RawFile::read(void* bytes, std::size_t size) {
  auto* next = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t found = ::read(descriptor_, next, std::min(size, most_at_once));
    if (found < 0 && errno == EINTR) continue;
    if (found < 0) fail("read");
    if (found == 0) return false;
    next += found;
    size -= static_cast<std::size_t>(found);
  }
  return true;
}

void RawFile::seek(std::size_t position) {
  if (lseek(descriptor_, static_cast<off_t>(position), SEEK_SET) < 0) fail("read");
}

void RawFile::cut(std::size_t size) {
  if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("write");
  seek(size);
}

void RawFile::sync() {
  if (fdatasync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) fail("bring to the disk");
}

std::size_t RawFile::size() const {
  struct stat facts {};
  if (fstat(descriptor_, &facts) != 0) fail("read");
  return static_cast<std::size_t>(facts.st_size);
}

// If the file system has no locks, another process cannot be detected.
bool RawFile::lock() {
  return flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

bool RawFile::is_at(const std::string& path) const {
  struct stat here {
  }, there{};
  return fstat(descriptor_, &here) == 0 && stat(path.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
         here.st_ino == there.st_ino;
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw IoError(fmt::format("cannot make the folder '{}': {}", path, error.message()));
}

void make_folder_of(const std::string& path) {
  if (const std::string folder = std::filesystem::path(path).parent_path().string(); !folder.empty())
    make_folder(folder);
}

// If the folder cannot be opened for this (it may not be read), or does not support it, nothing can be done.
void put_folder_on_disk(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool has_failed = fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP;
  const int error = errno;
  close(descriptor);
  if (has_failed)
    throw IoError(fmt::format("cannot bring the folder of '{}' to the disk: {}", path, std::strerror(error)));
}

void rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0)
    throw IoError(fmt::format("cannot rename '{}' to '{}': {}", from, to, std::strerror(errno)));
  put_folder_on_disk(to);
}

}  // namespace jiuzhou
