// The entry of libFuzzer. Without a corpus: `fuzz_TARGET --examples FOLDER` writes one.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/fuzz/targets.hpp"

namespace {

jiuzhou::fuzz::Target target() {
  for (const auto& [name, run] : jiuzhou::fuzz::targets())
    if (name == JIUZHOU_FUZZ_TARGET) return run;
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  if (*argc != 3 || std::string((*argv)[1]) != "--examples") return 0;
  int number = 0;
  for (const std::string& example : jiuzhou::fuzz::examples(JIUZHOU_FUZZ_TARGET))
    std::ofstream(std::string((*argv)[2]) + "/example" + std::to_string(number++), std::ios::binary) << example;
  std::exit(0);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const jiuzhou::fuzz::Target run = target();
  run({reinterpret_cast<const char*>(data), size});
  return 0;
}
