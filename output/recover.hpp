// What an interrupted run left, made into a result file that everybody can read.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

struct Recovered {
  std::string file;
  std::size_t quarters = 0, of = 0;
};

// From X.h5.partial, X.h5.checkpoint, or X.h5, which stands for that of the two with more. The file is not changed.
// InputError where there is nothing to recover or the file is another one, IoError where what is there is damaged or
// nothing can be written. The result is X.h5 where every quarter is there, else X.recovered.h5, beside it or in the
// folder `output`; or it has the name `output`.
Recovered recover(const std::string& path, const std::string& output = "");

}  // namespace jiuzhou
