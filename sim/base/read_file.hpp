// A file that the user names, read whole. What the user can mend (no such file, a folder, too large) is a reason; what
// the system could not do (a disk that fails) is an IoError.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

struct ReadFile {
  std::string bytes;
  std::string why;  // it was not read; empty where it was
};

ReadFile read_file(const std::string& path, std::size_t largest);

}  // namespace jiuzhou
