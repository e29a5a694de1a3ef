// Keyed randomness: a draw is a function of (seed, period, stream, serial) and of nothing else, so that two scenarios
// with one seed give every person and firm the same random numbers. Philox4x32-10, Salmon et al. (2011), Random123.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "sim/base/vector_math.hpp"

namespace jiuzhou {

// One stream per decision. Its number is part of what a seed means, so the numbers of removed decisions are not used
// again.
enum class Stream : std::uint32_t {
  initial_person = 1,
  initial_firm = 2,
  birth = 3,
  death = 4,
  schooling = 5,
  separation = 7,
  vacancy = 9,
  hiring = 10,
  migration_choice = 12,
  productivity_shock = 14,
  firm_shock = 15,
  firm_exit = 16,
  firm_entry = 17,
  relocation_consider = 18,
  relocation_choice = 19,
  credit_order = 20,
  perturbation = 23,
  training = 25,
  expectation = 26,
  latin_hypercube = 27,
};

struct Draws {
  std::array<std::uint32_t, 4> word;
  // Uniform on (0, 1): the midpoint of one of 2^32 equal intervals, so that neither end is ever hit.
  [[nodiscard]] double uniform(int i) const {
    return (static_cast<double>(word[static_cast<std::size_t>(i)]) + 0.5) * 0x1p-32;
  }
  // Standard normal from words i and i+1, Box and Muller (1958).
  [[nodiscard]] double normal(int i) const {
    return fast_normal(word[static_cast<std::size_t>(i)], word[static_cast<std::size_t>(i) + 1]);
  }
};

struct RandomKey {
  std::uint64_t seed = 0;
  std::uint32_t period = 0;

  [[nodiscard]] Draws draw(Stream stream, std::uint64_t serial, std::uint32_t round = 0) const {
    using Philox = r123::Philox4x32;
    const Philox::ctr_type counter{{static_cast<std::uint32_t>(serial), static_cast<std::uint32_t>(serial >> 32U),
                                    period, static_cast<std::uint32_t>(stream) | (round << 16U)}};
    const Philox::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}};
    const auto out = Philox{}(counter, key);
    return {{out[0], out[1], out[2], out[3]}};
  }
};

// A serial for something born of `parent` in `period`: a hash, so that siblings and generations never meet.
inline std::uint64_t child_serial(std::uint64_t parent, std::uint32_t period, std::uint32_t ordinal = 0) {
  const Draws d = RandomKey{parent, period}.draw(Stream::birth, parent, ordinal);
  return (static_cast<std::uint64_t>(d.word[0]) << 32U) | d.word[1];
}

// Integer with mean x: floor(x), plus one with the fractional part as probability.
inline std::int64_t round_by_chance(double x, double uniform) {
  const double whole = std::floor(x);
  return static_cast<std::int64_t>(whole) + (uniform < x - whole ? 1 : 0);
}

}  // namespace jiuzhou
