// A file as bytes, for formats of our own. Every failure is an IoError in plain words.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

class RawFile {
 public:
  enum class Access { read, write };  // write: creates the file if there is none; does not truncate it

  RawFile() = default;
  RawFile(std::string path, Access access);
  // A file for writing in the folder of `path` that has no name yet, so that it vanishes with the process. It is not
  // open where the file system does not support this.
  static RawFile without_name(const std::string& path);
  void take_name(const std::string& path);  // one that no file has
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  RawFile(RawFile&& other) noexcept;
  RawFile& operator=(RawFile&& other) noexcept;
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;
  ~RawFile();

  void write(const void* bytes, std::size_t size);
  [[nodiscard]] bool read(void* bytes, std::size_t size);  // false if the file ends before
  void seek(std::size_t position);
  void cut(std::size_t size);  // truncates, and goes on writing from there
  void sync();                 // waits until everything written is on the disk
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool lock();  // until the file is closed; false if another process holds it
  [[nodiscard]] bool is_at(const std::string& path) const;  // whether the name still means this file
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[noreturn]] void fail(const std::string& doing) const;

  std::string path_;
  int descriptor_ = -1;
};

// Makes the folder and those above it.
void make_folder(const std::string& path);
void make_folder_of(const std::string& path);
// Waits until the folder, and so every new name in it, is on the disk.
void put_folder_on_disk(const std::string& path);
// Replaces any file of that name, and waits until this is on the disk.
void rename_file(const std::string& from, const std::string& to);

}  // namespace jiuzhou
