// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f16 and bf16 on the host: exact rounding from wider types, and back.
#ifndef GEMS_RUNTIME_FLOAT_H
#define GEMS_RUNTIME_FLOAT_H

#include "gems/Runtime/Abi.h"

namespace gems {

/// Rounds once, to nearest even, subnormals included; too large becomes infinity, a NaN the
/// positive quiet NaN. An f32 is passed as the double that equals it.
uint16_t roundToF16(double value);
uint16_t roundToBF16(double value);

float widenF16(uint16_t bits);
float widenBF16(uint16_t bits);

/// The two values of a 16-bit type around |value|, for callers that round by a rule of their own.
struct Bracket {
  uint16_t below; ///< the bits of |value| rounded towards zero; below + 1 is the next one
  int toHalf;     ///< |value| compared to the middle of both: -1, 0 or 1
  bool isExact;   ///< |value| is below
};
/// `value` is finite. In a result too large for the type, `below` is at least infinity.
Bracket bracketF16(double value);
Bracket bracketBF16(double value);

} // namespace gems

#endif // GEMS_RUNTIME_FLOAT_H
