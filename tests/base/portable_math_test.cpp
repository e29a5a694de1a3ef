// Functions whose bits decide: the same on every machine, and right.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include "sim/base/random.hpp"
#include "sim/base/vector_math.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
constexpr double unit = std::numeric_limits<double>::epsilon();
constexpr double infinite = std::numeric_limits<double>::infinity();

// body(x, y) for x of 1e-8 to 1e8 and y of -10 to 10.
template <class Body>
void for_arguments(Body&& body) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const Draws d = RandomKey{1, 0}.draw(Stream::perturbation, i);
    body(portable::exp((d.uniform(0) - 0.5) * 37), (d.uniform(1) - 0.5) * 20);
  }
}

TEST(PortableMath, AgreesWithTheLibrary) {
  for_arguments([](double x, double y) {
    const auto wide = static_cast<long double>(x), by = static_cast<long double>(y);
    const auto close = [](double found, long double exact, double units) {
      EXPECT_NEAR(found, static_cast<double>(exact), units * unit * std::abs(static_cast<double>(exact)));
    };
    close(portable::exp(y), std::exp(by), 2);
    close(portable::log(x), std::log(wide), 2);
    close(portable::log1p(x), std::log1p(wide), 3);
    close(portable::log1p(y * 1e-4), std::log1p(by * 1e-4L), 3);
    const double logarithm = std::abs(std::log(x) * y);
    if (logarithm < 700) close(portable::pow(x, y), std::pow(wide, by), 2 + 2 * logarithm);
    close(portable::exp2(y), std::exp2(by), 2 + 2 * std::abs(y));
  });
}

TEST(PortableMath, IsExactWhereTheBaseYearStandsStill) {
  EXPECT_EQ(portable::exp(0), 1);
  EXPECT_EQ(portable::log(1), 0);
  EXPECT_EQ(portable::log1p(0), 0);
  EXPECT_EQ(portable::exp2(0), 1);
  for (const double x : {0.0, 0.3, 1.0, 7.0}) EXPECT_EQ(portable::pow(x, 0), 1);
  for (const double y : {-3.0, 0.25, 1e9}) EXPECT_EQ(portable::pow(1, y), 1);
}

TEST(PortableMath, EndsAsTheLibraryDoes) {
  EXPECT_EQ(portable::exp(-infinite), 0);
  EXPECT_EQ(portable::exp(infinite), infinite);
  EXPECT_EQ(portable::log(0), -infinite);
  EXPECT_EQ(portable::log(infinite), infinite);
  EXPECT_NEAR(portable::log(5e-324), std::log(5e-324), 1e-12);
  EXPECT_EQ(portable::pow(0, 2), 0);
  EXPECT_EQ(portable::pow(0, -2), infinite);
  EXPECT_EQ(portable::pow(infinite, -1), 0);
  for (const double x : {portable::log(-1), portable::exp(std::nan("")), portable::pow(-1, 0.5),
                         portable::pow(std::nan(""), 2), portable::log1p(-2)})
    EXPECT_TRUE(std::isnan(x));
}

// A sum over the bits of what they return, as it is with and without fused multiplication, on any machine.
TEST(PortableMath, GivesTheseBits) {
  std::uint64_t sum = 0;
  const auto add = [&](double x) { sum = (sum ^ std::bit_cast<std::uint64_t>(x)) * 0x9e3779b97f4a7c15U; };
  for_arguments([&](double x, double y) {
    for (const double found :
         {portable::exp(y), portable::log(x), portable::log1p(x), portable::pow(x, y), portable::exp2(y)})
      add(found);
  });
  for (std::uint64_t i = 0; i < 1000; ++i) add(RandomKey{1, 0}.draw(Stream::perturbation, i).normal(0));
  EXPECT_EQ(sum, 4392454941490836747U);
}

// The library's functions differ from machine to machine; where a bit decides, only those above are used.
TEST(PortableMath, IsAllThatTheModelUses) {
  static const std::regex other(
      R"(std::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2|cbrt|hypot|erf|erfc|tgamma|lgamma|fma)[fl]?\b)");
  std::size_t files = 0;
  for (const char* room : {"base", "state", "steps", "instruments", "scenario", "pack", "base_year"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / "sim" / room)) {
      if (!entry.is_regular_file()) continue;
      ++files;
      std::ifstream file(entry.path());
      std::size_t number = 0;
      for (std::string line; std::getline(file, line);) {
        ++number;
        EXPECT_FALSE(std::regex_search(line, other)) << entry.path().string() << ":" << number << ": " << line;
      }
    }
  EXPECT_GT(files, 100U);
}

}  // namespace
}  // namespace jiuzhou
