// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers that are the same on every machine for the same seed.
#ifndef GEMS_FUZZ_RANDOM_H
#define GEMS_FUZZ_RANDOM_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <initializer_list>

namespace gems::fuzz {

/// SplitMix64: small, and good enough to choose with.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}

  uint64_t next() {
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// From 0 to `count`, exclusive.
  uint64_t below(uint64_t count) { return next() % count; }
  /// From `low` to `high`, inclusive.
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low) + 1));
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  /// From 0 to 1, exclusive, of 53 bits.
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  template <typename T> T pick(std::initializer_list<T> choices) {
    return *(choices.begin() + below(choices.size()));
  }
  template <typename Range> auto pickFrom(const Range &range) { return range[below(range.size())]; }

  /// An independent stream.
  Random fork(uint64_t name) { return Random(next() ^ (name * 0xd1342543de82ef95u)); }

private:
  uint64_t state;
};

} // namespace gems::fuzz

#endif // GEMS_FUZZ_RANDOM_H
