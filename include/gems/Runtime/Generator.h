// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random data with the same bits on every machine.
//
// A stream is splitmix64 (Steele, Lea and Flood, 2014) whose state starts at
//   mix(seed) xor FNV-1a-64(name)
// where mix is splitmix64's output function, so that every argument has a stream of its own,
// whatever the order of arguments. Only integers are added; each real number is one exact
// scaling of an integer, so that no rounding differs between machines.
#ifndef GEMS_RUNTIME_GENERATOR_H
#define GEMS_RUNTIME_GENERATOR_H

#include <cstdint>
#include <string_view>

namespace gems {

class Generator {
public:
  Generator(uint64_t seed, std::string_view name);

  /// The next 64 bits of the stream.
  uint64_t next();
  /// Uniform in [0, 1): the upper 24 bits of one draw, times 2^-24.
  float uniform();
  /// About normal, mean 0, variance 1, between -6 and 6. The sum of twelve 24-bit integers, the
  /// upper and the lower 24 bits of six draws; minus its mean, 12 * (2^24 - 1) / 2; rounded to f32;
  /// times 2^-24.
  float normal();
  /// Uniform in [low, high]: low plus one draw modulo the number of values.
  int64_t integer(int64_t low, int64_t high);

private:
  uint64_t state;
};

} // namespace gems

#endif // GEMS_RUNTIME_GENERATOR_H
