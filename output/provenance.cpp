#include "output/provenance.hpp"

#include <oneapi/tbb/version.h>

#include "revision.hpp"  // written by the build

namespace jiuzhou {

std::string version() {
  return JIUZHOU_VERSION;
}

std::string revision() {
  return JIUZHOU_REVISION;
}

std::string compiler() {
#ifdef __clang__
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string tbb_version() {
  return TBB_runtime_version();
}

std::string random_generator() {
  return "Philox4x32-10 keyed by (seed, quarter, stream, serial)";
}

}  // namespace jiuzhou
