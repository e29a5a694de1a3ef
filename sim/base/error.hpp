// Two kinds of failure. A Bug says that the program is wrong and no input may trigger it; a NumericalError says which
// number left the reals, where and when; input errors are collected in scenario/diagnostics.hpp.
#pragma once

#include <stdexcept>
#include <string>

namespace jiuzhou {

struct Bug : std::logic_error {
  using std::logic_error::logic_error;
};

struct NumericalError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct IoError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct InputError : std::runtime_error {  // already printed or printable, exit status 2
  using std::runtime_error::runtime_error;
};

inline void require(bool condition, const std::string& what) {
  if (!condition) throw Bug(what);
}

}  // namespace jiuzhou
