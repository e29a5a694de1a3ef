#include "sim/base/read_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_at_once = std::size_t{1} << 20;

class Descriptor {
 public:
  explicit Descriptor(int id) : id_(id) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (id_ >= 0) close(id_);
  }
  [[nodiscard]] int id() const { return id_; }

 private:
  int id_;
};

// Of a name, not of a disk.
bool can_be_mended(int error) {
  for (const int known : {ENOENT, ENOTDIR, EACCES, EPERM, ELOOP, ENAMETOOLONG, EINVAL, ENXIO})
    if (error == known) return true;
  return false;
}

std::string failed(const std::string& path, int error) {
  if (!can_be_mended(error)) throw IoError("cannot read '" + path + "': " + std::strerror(error));
  return error == ENOENT || error == ENOTDIR ? "there is no such file" : std::strerror(error);
}

}  // namespace

ReadFile read_file(const std::string& path, std::size_t largest) {
  const Descriptor file(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe without a writer does not hang
  if (file.id() < 0) return {{}, failed(path, errno)};
  struct stat facts {};
  if (fstat(file.id(), &facts) != 0) return {{}, failed(path, errno)};
  if (S_ISDIR(facts.st_mode)) return {{}, "it is a folder"};
  if (!S_ISREG(facts.st_mode)) return {{}, "it is not a regular file"};
  ReadFile out;
  for (;;) {
    const std::size_t before = out.bytes.size();
    out.bytes.resize(before + most_at_once);
    const ssize_t found = read(file.id(), out.bytes.data() + before, most_at_once);
    out.bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(found, 0)));
    if (found < 0 && errno == EINTR) continue;
    if (found < 0) return {{}, failed(path, errno)};
    if (found == 0) return out;
    if (out.bytes.size() > largest) return {{}, "it is larger than " + std::to_string(largest >> 20U) + " MiB"};
  }
}

}  // namespace jiuzhou
