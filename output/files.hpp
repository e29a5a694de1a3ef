// Small files are written whole, under another name first, so that a file with the final name is always complete.
#pragma once

#include <string>
#include <string_view>

#include "output/raw_file.hpp"

namespace jiuzhou {

// A new text file, which appears at `path`, or replaces the file there, at finish(). Without finish() nothing is left
// behind; not even by a killed process, if the file system supports files without a name. "-" is the standard output.
class NewFile {
 public:
  explicit NewFile(const std::string& path);  // with the folders above it; through links (gate.hpp)
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  NewFile& operator<<(std::string_view text);
  void finish();  // and waits until it is on the disk

 private:
  void write_out();

  std::string path_, waiting_;
  std::string temporary_;  // name of the file until then; empty if it has none
  RawFile file_;
};

// SHA-256 of a file, read in blocks; IoError.
std::string sha256_of_file(const std::string& path);

}  // namespace jiuzhou
