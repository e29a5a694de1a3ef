// A file as bytes, for formats of our own. Every failure is an IoError in plain words.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

class RawFile {
 public:
  enum class Access { read, write };  // write: made where there is none; not cut

  RawFile() = default;
  RawFile(std::string path, Access access);
  // For writing, in the folder of `path` and without a name yet: gone with its process. Not open where the file system
  // has no such thing.
  static RawFile without_name(const std::string& path);
  void take_name(const std::string& path);  // a new one
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  RawFile(RawFile&& other) noexcept;
  RawFile& operator=(RawFile&& other) noexcept;
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;
  ~RawFile();

  void write(const void* bytes, std::size_t size);
  [[nodiscard]] bool read(void* bytes, std::size_t size);  // false where the file ends before
  void seek(std::size_t position);
  void cut(std::size_t size);  // and go on from there
  void sync();                 // wait until what was written is on the disk
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool lock();  // false where another process holds it; for as long as the file is open
  [[nodiscard]] bool is_at(const std::string& path) const;  // that name still means this file
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[noreturn]] void fail(const std::string& doing) const;

  std::string path_;
  int descriptor_ = -1;
};

// With the folders above it.
void make_folder(const std::string& path);
void make_folder_of(const std::string& path);
// A new name is on the disk when its folder is.
void put_folder_on_disk(const std::string& path);
// Replaces a file of that name, and waits until that is on the disk.
void rename_file(const std::string& from, const std::string& to);

}  // namespace jiuzhou
