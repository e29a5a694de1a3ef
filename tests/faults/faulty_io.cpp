// Stands before the C library (LD_PRELOAD) and counts the calls by which a program changes files.
//
//   JIUZHOU_FAULT=kill:N   ends the process at the N-th of them as kill -9 does; a write is done by half before
//   JIUZHOU_FAULT=full:N   from the N-th on there is no space left
//   JIUZHOU_FAULT=broken:N the N-th fails as a broken disk does
//   JIUZHOU_FAULT=trace    nothing happens to them
//   JIUZHOU_FAULT_LOG      a file that gets a line, of its kind and file, for the call that something happens to, or for all
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> calls = 0;

const char* fault() {
  const char* text = std::getenv("JIUZHOU_FAULT");
  return text == nullptr ? "" : text;
}

bool is(const char* kind) {
  return std::strncmp(fault(), kind, std::strlen(kind)) == 0;
}

long place() {
  const char* colon = std::strchr(fault(), ':');
  return colon == nullptr ? 0 : std::atol(colon + 1);
}

// By the kernel itself, so that it is not counted.
void log(const char* what, const char* path) {
  const char* file = std::getenv("JIUZHOU_FAULT_LOG");
  if (file == nullptr) return;
  char text[4400];
  const int length = std::snprintf(text, sizeof text, "%s %s\n", what, path);
  const auto descriptor = static_cast<int>(syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0666));
  syscall(SYS_write, descriptor, text, length);
  syscall(SYS_close, descriptor);
}

struct Named {
  char path[4096] = "";
  explicit Named(int descriptor) {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    if (const ssize_t n = readlink(link, path, sizeof path - 1); n > 0) path[n] = '\0';
  }
};

// Counts a call; true where it must fail, with errno set. `half` does what a killed process does of it.
template <class Half>
bool fails(const char* what, const char* path, bool takes_space, Half half) {
  const long n = ++calls, at = place();
  if (is("trace")) log(what, path);
  if (is("kill") && n == at) {
    log(what, path);
    half();
    syscall(SYS_kill, getpid(), SIGKILL);
  }
  const bool is_full = is("full") && n >= at && takes_space, is_broken = is("broken") && n == at;
  if (!is_full && !is_broken) return false;
  if (n == at || is_full) log(what, path);
  errno = is_full ? ENOSPC : EIO;
  return true;
}

bool fails(const char* what, const char* path, bool takes_space = false) {
  return fails(what, path, takes_space, [] {});
}

template <class F>
F* real(const char* name) {
  return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}

ssize_t write_at(const char* name, int descriptor, const void* bytes, std::size_t size, off_t at) {
  const auto half = [&] { syscall(SYS_pwrite64, descriptor, bytes, size / 2, at); };
  if (fails("write", Named(descriptor).path, true, half)) return -1;
  return real<ssize_t(int, const void*, std::size_t, off_t)>(name)(descriptor, bytes, size, at);
}

bool has_mode(int flags) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

int open_any(const char* name, const char* path, int flags, unsigned mode) {
  if (has_mode(flags) && fails("create", path, true)) return -1;
  return real<int(const char*, int, ...)>(name)(path, flags, mode);
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  const auto half = [&] { syscall(SYS_write, descriptor, bytes, size / 2); };
  if (descriptor > STDERR_FILENO && fails("write", Named(descriptor).path, true, half)) return -1;
  return syscall(SYS_write, descriptor, bytes, size);
}
ssize_t writev(int descriptor, const iovec* parts, int count) {
  if (descriptor > STDERR_FILENO && fails("write", Named(descriptor).path, true)) return -1;
  return syscall(SYS_writev, descriptor, parts, count);
}
ssize_t pwrite(int d, const void* b, std::size_t n, off_t at) {
  return write_at("pwrite", d, b, n, at);
}
ssize_t pwrite64(int d, const void* b, std::size_t n, off_t at) {
  return write_at("pwrite64", d, b, n, at);
}
int ftruncate(int d, off_t size) {
  return fails("cut", Named(d).path) ? -1 : static_cast<int>(syscall(SYS_ftruncate, d, size));
}
int ftruncate64(int d, off_t size) {
  return fails("cut", Named(d).path) ? -1 : static_cast<int>(syscall(SYS_ftruncate, d, size));
}
int fsync(int d) {
  return fails("sync", Named(d).path) ? -1 : static_cast<int>(syscall(SYS_fsync, d));
}
int fdatasync(int d) {
  return fails("sync", Named(d).path) ? -1 : static_cast<int>(syscall(SYS_fdatasync, d));
}
int rename(const char* from, const char* to) noexcept {
  return fails("rename", from) ? -1 : real<int(const char*, const char*)>("rename")(from, to);
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  return fails("link", to, true)
             ? -1
             : real<int(int, const char*, int, const char*, int)>("linkat")(from_folder, from, to_folder, to, flags);
}
int remove(const char* path) noexcept {
  return fails("remove", path) ? -1 : real<int(const char*)>("remove")(path);
}
int mkdir(const char* path, mode_t mode) noexcept {
  return fails("folder", path, true) ? -1 : real<int(const char*, mode_t)>("mkdir")(path, mode);
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const unsigned mode = has_mode(flags) ? va_arg(rest, unsigned) : 0;
  va_end(rest);
  return open_any("open", path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const unsigned mode = has_mode(flags) ? va_arg(rest, unsigned) : 0;
  va_end(rest);
  return open_any("open64", path, flags, mode);
}

}  // extern "C"
