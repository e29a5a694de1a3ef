// Small files written whole: under another name first, so that what has the name is complete.
#pragma once

#include <string>
#include <string_view>

#include "output/raw_file.hpp"

namespace jiuzhou {

// Text for `path`; it appears, or replaces an older one, at finish(). Without that nothing is left, also by a process
// that is killed where the file system can keep a file without a name. "-" is the standard output.
class NewFile {
 public:
  explicit NewFile(const std::string& path);  // with the folders above it; through links (gate.hpp)
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  NewFile& operator<<(std::string_view text);
  void finish();  // and wait until it is on the disk

 private:
  void write_out();

  std::string path_, waiting_;
  std::string temporary_;  // name of the file until then; empty where it has none
  RawFile file_;
};

// SHA-256 of a file, read in blocks; IoError.
std::string sha256_of_file(const std::string& path);

}  // namespace jiuzhou
