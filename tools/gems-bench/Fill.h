// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The data that every version of a kernel works on, here and under the emulator: normal numbers of
// either sign, of magnitude 1/4 to 2, so that neither sums nor repeated runs leave the range.
#ifndef GEMS_BENCH_FILL_H
#define GEMS_BENCH_FILL_H

#include "gems/Runtime/Abi.h"

#include <cstring>

namespace gems::bench {

inline size_t sizeOf(gems_type type) { return type == GEMS_F32 ? 4 : 2; }

/// One element: all three types have the same fields, of other widths.
inline uint32_t fillElement(gems_type type, uint64_t random) {
  uint32_t sign = random >> 63, exponent = uint32_t(random >> 61 & 3) % 3;
  uint32_t mantissa = uint32_t(random >> 32) & 0x7fffff;
  if (type == GEMS_F16)
    return sign << 15 | (13 + exponent) << 10 | mantissa >> 13;
  uint32_t bits = sign << 31 | (125 + exponent) << 23 | mantissa;
  return type == GEMS_BF16 ? bits >> 16 : bits;
}

inline void fill(void *data, gems_type type, size_t count, uint64_t seed) {
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (size_t i = 0; i < count; ++i) {
    // A linear congruential generator of 64 bits, of which the upper ones are used.
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint32_t bits = fillElement(type, state);
    std::memcpy(static_cast<char *>(data) + i * sizeOf(type), &bits, sizeOf(type));
  }
}

} // namespace gems::bench

#endif // GEMS_BENCH_FILL_H
