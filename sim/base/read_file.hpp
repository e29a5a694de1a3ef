// Reads the whole of a file that the user names. What the user can correct (no such file, a folder, too large) is
// returned as a reason; what the system could not do (a failing disk) is an IoError.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

struct ReadFile {
  std::string bytes;
  std::string why;  // why it could not be read; empty if it could
};

ReadFile read_file(const std::string& path, std::size_t largest);

}  // namespace jiuzhou
