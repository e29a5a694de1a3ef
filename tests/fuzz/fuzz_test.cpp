// Some hundred mutations of good files for every reader, always the same ones; `scripts/fuzz` tries as many as there is
// time for.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>

#include "tests/files.hpp"
#include "tests/fuzz/targets.hpp"

namespace jiuzhou::fuzz {
namespace {

namespace fs = std::filesystem;

// Bits flipped, bytes of other values, numbers at their limits, parts taken out, doubled and moved.
std::string mutated(std::string bytes, std::mt19937_64& random) {
  const std::vector<std::string> words{"-1", "0",    "4294967296", "18446744073709551615", "1e999", "null", "[]",
                                       "{}", "\"\"", "../x",       std::string(1, '\0'),   "\xff"};
  for (std::uint64_t changes = 1 + random() % 3; changes > 0 && !bytes.empty(); --changes) {
    // Half of them near the beginning, where lengths and names are.
    const std::size_t reach = random() % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 4096);
    const std::size_t at = random() % reach, length = std::min<std::size_t>(bytes.size() - at, 1 + random() % 64);
    switch (random() % 6) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
        break;
      case 1:
        bytes[at] = static_cast<char>(random() % 2 == 0 ? 0xff : random());
        break;
      case 2:
        bytes.erase(at, length);
        break;
      case 3:
        bytes.insert(at, bytes.substr(random() % bytes.size(), length));
        break;
      case 4: {  // the number that begins here, or soon
        const std::size_t digit = bytes.find_first_of("0123456789", at);
        if (digit != std::string::npos)
          bytes.replace(digit, bytes.find_first_not_of("0123456789", digit) - digit, words[random() % words.size()]);
        break;
      }
      default:
        bytes.resize(at);
    }
  }
  return bytes;
}

class Fuzz : public testing::TestWithParam<NamedTarget> {};

// Whatever else than an error of input or of a file leaves the target fails the test, or ends it.
TEST_P(Fuzz, AnyBytesAreReadOrRefused) {
  std::mt19937_64 random(1);
  for (const std::string& example : examples(GetParam().name)) {
    EXPECT_NO_THROW(GetParam().run(example));
    for (int i = 0; i < 200; ++i) {
      const std::string bytes = mutated(example, random);
      EXPECT_NO_THROW(GetParam().run(bytes)) << "mutation " << i;
    }
  }
}

// What fuzzing found worth keeping (tests/fuzz/corpus/TARGET), and for text also what is known to be wrong (tests/errors).
TEST_P(Fuzz, KeptFilesAreReadOrRefused) {
  const std::string name(GetParam().name);
  const fs::path tests = fs::path(SOURCE_DIR) / "tests";
  std::size_t tried = 0;
  for (const fs::path& folder : {tests / "fuzz" / "corpus" / name, tests / "errors" / (name + "s")}) {
    if (!fs::is_directory(folder)) continue;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".expected" || entry.path().extension() == ".args") continue;
      EXPECT_NO_THROW(GetParam().run(bytes_of(entry.path()))) << entry.path();
      ++tried;
    }
  }
  EXPECT_GT(tried, 0U);
}

INSTANTIATE_TEST_SUITE_P(EveryReader, Fuzz, testing::ValuesIn(targets()),
                         [](const auto& given) { return std::string(given.param.name); });

}  // namespace
}  // namespace jiuzhou::fuzz
