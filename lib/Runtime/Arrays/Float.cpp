// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f16 and bf16 on the host.
#include "gems/Runtime/Float.h"

#include <cmath>
#include <cstring>

using namespace gems;

namespace {

/// A 16-bit binary format: bits stored of the significand, and the smallest normal exponent.
struct Format {
  int mantissaBits;
  int minExponent;
  uint16_t infinity;
  uint16_t nan;
};

constexpr Format f16 = {10, -14, 0x7c00, 0x7e00};
constexpr Format bf16 = {7, -126, 0x7f80, 0x7fc0};

} // namespace

static Bracket bracket(double value, const Format &format) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  int biased = static_cast<int>(bits >> 52 & 0x7ff);
  uint64_t significand = bits & ((uint64_t(1) << 52) - 1);
  if (biased != 0)
    significand |= uint64_t(1) << 52;
  else
    biased = 1;
  int exponent = biased - 1023;
  // |value| = significand * 2^(exponent - 52); the result counts units of 2^(scale - mantissaBits).
  int scale = exponent < format.minExponent ? format.minExponent : exponent;
  int shift = (scale - format.mantissaBits) - (exponent - 52);
  if (shift >= 64)
    return {0, -1, significand == 0};
  uint64_t units = significand >> shift;
  uint64_t rest = significand & ((uint64_t(1) << shift) - 1);
  uint64_t half = uint64_t(1) << (shift - 1);
  uint64_t below = (uint64_t(scale - format.minExponent) << format.mantissaBits) + units;
  if (below >= format.infinity)
    return {format.infinity, 1, false};
  return {static_cast<uint16_t>(below), rest < half ? -1 : rest > half, rest == 0};
}

static uint16_t round(double value, const Format &format) {
  if (std::isnan(value))
    return format.nan;
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (std::isinf(value))
    return sign | format.infinity;
  Bracket around = bracket(value, format);
  bool up = around.toHalf > 0 || (around.toHalf == 0 && (around.below & 1));
  uint32_t bits = uint32_t(around.below) + up;
  return sign | static_cast<uint16_t>(bits > format.infinity ? format.infinity : bits);
}

Bracket gems::bracketF16(double value) { return bracket(value, f16); }
Bracket gems::bracketBF16(double value) { return bracket(value, bf16); }
uint16_t gems::roundToF16(double value) { return round(value, f16); }
uint16_t gems::roundToBF16(double value) { return round(value, bf16); }

float gems::widenBF16(uint16_t bits) {
  uint32_t wide = uint32_t(bits) << 16;
  float value;
  memcpy(&value, &wide, sizeof(value));
  return value;
}

float gems::widenF16(uint16_t bits) {
  uint32_t exponent = bits >> 10 & 0x1f, mantissa = bits & 0x3ff;
  float magnitude;
  if (exponent == 0x1f) {
    uint32_t wide = 0x7f800000u | mantissa << 13;
    memcpy(&magnitude, &wide, sizeof(magnitude));
  } else if (exponent == 0) {
    magnitude = static_cast<float>(mantissa) * 0x1p-24f;
  } else {
    uint32_t wide = (exponent + 112) << 23 | mantissa << 13;
    memcpy(&magnitude, &wide, sizeof(magnitude));
  }
  return bits & 0x8000 ? -magnitude : magnitude;
}
