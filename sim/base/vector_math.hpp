// exp, log and a normal draw without branches or calls, so that the compiler computes several at once in loops. Plain
// IEEE arithmetic without contraction: every vector width gives the same bits. Errors stay below 2 units in the last
// place (tests/steps/firms_test.cpp). Coefficients: fdlibm (Sun Microsystems 1993), Taylor for the sine.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

// Compiles a function once per vector width; the version is chosen when the program starts, which sanitizers do not
// support.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define JIUZHOU_VECTOR_WIDTHS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), noinline))
#else
#define JIUZHOU_VECTOR_WIDTHS
#endif
#if defined(__GNUC__)
#define JIUZHOU_INLINE inline __attribute__((always_inline))
#else
#define JIUZHOU_INLINE inline
#endif

namespace jiuzhou {

// A count of at most 2^52 as a double.
JIUZHOU_INLINE double real(std::int64_t count) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(count) | 0x4330000000000000U) - 0x1p52;
}

// Any integer as the nearest double: its halves are put into the low bits of 2^84 + 2^63 and of 2^52.
JIUZHOU_INLINE double real_signed(std::int64_t integer) {
  const auto bits = static_cast<std::uint64_t>(integer);
  const double high = std::bit_cast<double>((bits >> 32U) ^ 0x4530000080000000U);
  const double low = std::bit_cast<double>((bits & 0xffffffffU) | 0x4330000000000000U);
  return (high - (0x1p84 + 0x1p63 + 0x1p52)) + low;
}

// e^x for |x| <= 700; beyond that the value at the end of the range.
JIUZHOU_INLINE double fast_exp(double x) {
  constexpr double shift = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
  x = x > 700 ? 700 : x;
  x = x < -700 ? -700 : x;
  const double shifted = x * 0x1.71547652b82fep0 + shift;
  const double k = shifted - shift;
  const double high = x - k * 6.93147180369123816490e-01, low = k * 1.90821492927058770002e-10;
  const double r = high - low, t = r * r;
  const double c =
      r -
      t * (1.66666666666666019037e-01 +
           t * (-2.77777777770155933842e-03 +
                t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  const double y = 1 - ((low - (r * c) / (2 - c)) - high);
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(y) + (std::bit_cast<std::uint64_t>(shifted) << 52U));
}

// ln x for normal positive x.
JIUZHOU_INLINE double fast_log(double x) {
  // bits of sqrt(1/2): the mantissa lies in [sqrt(1/2), sqrt(2))
  constexpr std::uint64_t half_root = 0x3fe6a09e667f3bcdU;
  const std::uint64_t moved = std::bit_cast<std::uint64_t>(x) + (0x3ff0000000000000U - half_root);
  const double k = std::bit_cast<double>((moved >> 52U) | 0x4330000000000000U) - (0x1p52 + 1023);
  const double f = std::bit_cast<double>((moved & 0x000fffffffffffffU) + half_root) - 1;
  const double s = f / (2 + f), z = s * s, w = z * z;
  const double t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double t2 =
      z * (6.666666666666735130e-01 +
           w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double half = 0.5 * f * f;
  return k * 6.93147180369123816490e-01 - ((half - (s * (half + (t1 + t2)) + k * 1.90821492927058770002e-10)) - f);
}

// ln x for normal positive x in single precision, error below 1.5e-7 of 1 + |ln x|. Coefficients: Cephes (Moshier
// 1989).
JIUZHOU_INLINE float fast_log_float(float x) {
  constexpr std::uint32_t half_root = 0x3f3504f3U;  // bits of sqrt(1/2)
  const std::uint32_t moved = std::bit_cast<std::uint32_t>(x) + (0x3f800000U - half_root);
  const float k = static_cast<float>(static_cast<std::int32_t>(moved >> 23U) - 127);
  const float f = std::bit_cast<float>((moved & 0x007fffffU) + half_root) - 1.0f, z = f * f;
  float y = 7.0376836292e-2f * f - 1.1514610310e-1f;
  y = y * f + 1.1676998740e-1f;
  y = y * f - 1.2420140846e-1f;
  y = y * f + 1.4249322787e-1f;
  y = y * f - 1.6668057665e-1f;
  y = y * f + 2.0000714765e-1f;
  y = y * f - 2.4999993993e-1f;
  y = (y * f + 3.3333331174e-1f) * f * z;
  return f + (y - k * 2.12194440e-4f - 0.5f * z) + k * 0.693359375f;
}

// cos(2 pi u) for u in [0, 1].
JIUZHOU_INLINE double fast_cos_turn(double u) {
  const double y = 6.283185307179586 * (0.25 - std::abs(u - 0.5)), t = y * y;  // cos(2 pi u) = -sin(y), |y| <= pi/2
  double p = 1.0 / 51090942171709440000.0;
  p = -1.0 / 121645100408832000.0 + t * p;
  p = 1.0 / 355687428096000.0 + t * p;
  p = -1.0 / 1307674368000.0 + t * p;
  p = 1.0 / 6227020800.0 + t * p;
  p = -1.0 / 39916800.0 + t * p;
  p = 1.0 / 362880.0 + t * p;
  p = -1.0 / 5040.0 + t * p;
  p = 1.0 / 120.0 + t * p;
  p = -1.0 / 6.0 + t * p;
  return -(y + y * (t * p));
}

// What the model uses of the mathematical library, one value at a time. The library's own functions differ from machine
// to machine (with and without fused multiplication), and so would every later decision; these are the plain arithmetic
// above, with the values at the ends that the library gives. Errors in units in the last place: exp and log 2, log1p 3,
// pow and exp2 2 + 2 |ln of the result| (tests/base/portable_math_test.cpp). The square root needs no own one: IEEE 754
// says its every bit.
namespace portable {

inline double exp(double x) {
  if (x > 709) return std::numeric_limits<double>::infinity();
  if (x < -708) return 0;
  return x == x ? fast_exp(x) : x;
}

inline double log(double x) {
  constexpr double least = std::numeric_limits<double>::min(), most = std::numeric_limits<double>::max();
  if (x >= least && x <= most) return fast_log(x);
  if (x > most) return x;
  if (x > 0) return fast_log(x * 0x1p54) - 54 * 6.93147180559945309417e-01;
  return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
}

inline double log1p(double x) {
  const double whole = 1 + x, rounded = whole - 1;
  return rounded == 0 ? x : portable::log(whole) * (x / rounded);
}

// x^y for x not below 0.
inline double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  return portable::exp(y * portable::log(x));
}

inline double exp2(double x) {
  return portable::exp(x * 6.93147180559945309417e-01);
}

}  // namespace portable

// Draws::normal from its two words.
JIUZHOU_INLINE double fast_normal(std::uint32_t first, std::uint32_t second) {
  const double u = (static_cast<double>(first) + 0.5) * 0x1p-32, v = (static_cast<double>(second) + 0.5) * 0x1p-32;
  return std::sqrt(-2.0 * fast_log(u)) * fast_cos_turn(v);
}

}  // namespace jiuzhou
