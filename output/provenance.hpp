// Who made a result: everything that the bytes of a run depend on beside its inputs.
#pragma once

#include <string>

namespace jiuzhou {

std::string version();   // "0.1.0"
std::string revision();  // of the source, "unknown" outside a repository
std::string compiler();  // "g++ 12.2.0"
std::string tbb_version();
std::string random_generator();  // the name and the version of the meaning of a seed

}  // namespace jiuzhou
