// What an interrupted run left, made into a result file that everybody can read.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

struct Recovered {
  std::string file;
  std::size_t quarters = 0, of = 0;
};

// From X.h5.partial, X.h5.checkpoint, or X.h5, which stands for its partial file. The file is not changed. InputError
// where there is nothing to recover, IoError where what is there is damaged from its beginning or nothing can be written.
// Without `output` the result is X.h5 where every quarter is there, else X.recovered.h5.
Recovered recover(const std::string& path, const std::string& output = "");

}  // namespace jiuzhou
