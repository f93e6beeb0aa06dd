// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers of each element type as doubles, rounded by rules written here, not by the runtime's.
#ifndef GEMS_TEST_ENDTOEND_NUMBERS_H
#define GEMS_TEST_ENDTOEND_NUMBERS_H

#include "gems/Runtime/Abi.h"

#include <cmath>
#include <cstring>

namespace e2e {

inline uint32_t floatBits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

inline float floatFromBits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/// The f32 that keeps enough of `value` for one more rounding to a 16-bit type: what is inexact is
/// rounded to odd, so that no second rounding can see a tie that was none.
inline float roundToOdd(double value) {
  float nearest = static_cast<float>(value);
  if (std::isnan(value) || static_cast<double>(nearest) == value)
    return nearest;
  uint32_t bits = floatBits(nearest);
  if (std::fabs(static_cast<double>(nearest)) > std::fabs(value))
    --bits; // towards zero; from infinity to the greatest number
  return floatFromBits(bits | 1);
}

inline uint16_t toBF16(double value) {
  if (std::isnan(value))
    return 0x7fc0;
  uint32_t bits = floatBits(roundToOdd(value));
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

inline uint16_t toF16(double value) {
  if (std::isnan(value))
    return 0x7e00;
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  double magnitude = std::fabs(value);
  if (magnitude < 0x1p-14) // a whole number of 2^-24
    return sign | static_cast<uint16_t>(std::nearbyint(magnitude * 0x1p24));
  if (magnitude >= 65520) // half way from the greatest number to the next
    return sign | 0x7c00;
  uint32_t bits = floatBits(roundToOdd(magnitude)) - (112u << 23);
  return sign | static_cast<uint16_t>((bits + 0xfff + (bits >> 13 & 1)) >> 13);
}

inline double fromF16(uint16_t bits) {
  int exponent = bits >> 10 & 0x1f, mantissa = bits & 0x3ff;
  double magnitude;
  if (exponent == 0x1f)
    magnitude = mantissa ? NAN : INFINITY;
  else if (exponent == 0)
    magnitude = mantissa * 0x1p-24;
  else
    magnitude = floatFromBits(static_cast<uint32_t>(exponent + 112) << 23 |
                              static_cast<uint32_t>(mantissa) << 13);
  return bits & 0x8000 ? -magnitude : magnitude;
}

/// Floating types only.
inline double fromBits(gems_type type, uint32_t bits) {
  if (type == GEMS_F32)
    return floatFromBits(bits);
  return type == GEMS_F16 ? fromF16(static_cast<uint16_t>(bits)) : floatFromBits(bits << 16);
}

/// Rounded once to nearest even.
inline uint32_t toBits(gems_type type, double value) {
  if (type == GEMS_F32)
    return floatBits(static_cast<float>(value));
  return type == GEMS_F16 ? toF16(value) : toBF16(value);
}

inline double roundTo(gems_type type, double value) { return fromBits(type, toBits(type, value)); }

inline bool isNaN(gems_type type, uint32_t bits) {
  if (type == GEMS_F32)
    return (bits & 0x7fffffff) > 0x7f800000;
  return (bits & 0x7fff) > (type == GEMS_F16 ? 0x7c00u : 0x7f80u);
}

/// Bits that a kernel may produce where `expected` is: the payload and sign of a NaN are free.
inline bool isSame(gems_type type, uint32_t expected, uint32_t got) {
  return expected == got || (isNaN(type, expected) && isNaN(type, got));
}

/// How many numbers of the type lie from one to the other. Neither is a NaN.
inline int64_t ulpDistance(gems_type type, uint32_t a, uint32_t b) {
  uint32_t sign = type == GEMS_F32 ? 0x80000000u : 0x8000u;
  auto order = [sign](uint32_t bits) {
    int64_t magnitude = bits & (sign - 1);
    return bits & sign ? -magnitude : magnitude;
  };
  int64_t distance = order(a) - order(b);
  return distance < 0 ? -distance : distance;
}

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_NUMBERS_H
