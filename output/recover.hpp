// Turns what an interrupted run left into a result file that can be read.
#pragma once

#include <cstddef>
#include <string>

namespace jiuzhou {

struct Recovered {
  std::string file;
  std::size_t quarters = 0, of = 0;
};

// Reads X.h5.partial or X.h5.checkpoint; X.h5 stands for whichever of the two has more quarters. The file is not
// changed. InputError where there is nothing to recover or the file is another one, IoError where what is there is
// damaged or nothing can be written. The result is X.h5 where every quarter is there, else X.recovered.h5, beside it or
// in the folder `output`; or it has the name `output`.
Recovered recover(const std::string& path, const std::string& output = "");

}  // namespace jiuzhou
