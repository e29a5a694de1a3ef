#include "sim/base/ledger.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "sim/base/error.hpp"
#include "sim/base/random.hpp"

using namespace jiuzhou;

namespace {

TEST(FenRounding, GivesWhatRoundingOneByOneGives) {
  FenRounding rounded;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const Draws d = RandomKey{1, 0}.draw(Stream::perturbation, i);
    const double yuan = (d.uniform(0) - 0.5) * std::pow(10, 17 * d.uniform(1)), half = std::floor(yuan) / 200;
    EXPECT_EQ(rounded(yuan), round_to_fen(yuan));
    EXPECT_EQ(rounded(half), round_to_fen(half));
  }
  for (const double yuan : {0.0, -0.0, 0.005, -0.005, 8.999999999999e16, -8.999999999999e16})
    EXPECT_EQ(rounded(yuan), round_to_fen(yuan));
  EXPECT_NO_THROW(rounded.check());
}

TEST(FenRounding, RemembersAnAmountThatIsNone) {
  constexpr double infinity = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
  for (const double yuan : {9e16, -9e16, infinity, -infinity, none, -none}) {
    FenRounding rounded;
    EXPECT_EQ(rounded(yuan), 0);
    rounded(1);
    EXPECT_THROW(rounded.check(), NumericalError);
  }
}

}  // namespace
