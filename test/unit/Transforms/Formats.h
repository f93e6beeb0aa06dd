// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Number formats by their definition, as a reference that shares nothing with the compiler.
#ifndef GEMS_TEST_UNIT_TRANSFORMS_FORMATS_H
#define GEMS_TEST_UNIT_TRANSFORMS_FORMATS_H

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

namespace gems {

static_assert(LDBL_MANT_DIG >= 64, "the reference holds every i64, u64 and f64");

/// Whether to test everything (hours) rather than samples (seconds).
inline bool isLong() { return std::getenv("GEMS_LONG_TESTS") != nullptr; }

/// A binary floating point format.
struct Format {
  const char *name;
  int digits;      ///< With the leading one.
  int maxExponent; ///< Of the largest finite number.
  int bits;

  int minExponent() const { return 1 - maxExponent; }
};

constexpr Format f16{"f16", 11, 15, 16}, bf16{"bf16", 8, 127, 16}, f32{"f32", 24, 127, 32},
    f64{"f64", 53, 1023, 64};

/// The number with these bits.
inline long double decode(uint64_t bits, const Format &format) {
  int fractionBits = format.digits - 1;
  uint64_t fraction = bits & ((uint64_t(1) << fractionBits) - 1);
  int field = int(bits >> fractionBits) & (2 * format.maxExponent + 1);
  long double value;
  if (field == 2 * format.maxExponent + 1)
    value = fraction ? std::nanl("") : HUGE_VALL;
  else if (field == 0)
    value = std::ldexp(static_cast<long double>(fraction), format.minExponent() - fractionBits);
  else
    value = std::ldexp(static_cast<long double>(fraction | (uint64_t(1) << fractionBits)),
                       field - format.maxExponent - fractionBits);
  return bits >> (format.bits - 1) & 1 ? -value : value;
}

/// The nearest number of the format, even on ties.
inline long double roundTo(long double value, const Format &format) {
  if (value == 0 || std::isnan(value) || std::isinf(value))
    return value;
  int exponent = std::max(std::ilogb(value), format.minExponent()) - (format.digits - 1);
  long double rounded = std::ldexp(std::nearbyint(std::ldexp(value, -exponent)), exponent);
  if (std::fabs(rounded) >= std::ldexp(1.0L, format.maxExponent + 1))
    return std::copysign(HUGE_VALL, value);
  return rounded;
}

/// The bits of a number of the format; NaN has the top bit of its fraction set.
inline uint64_t encode(long double value, const Format &format) {
  int fractionBits = format.digits - 1;
  uint64_t sign = uint64_t(std::signbit(value)) << (format.bits - 1);
  uint64_t infinity = uint64_t(2 * format.maxExponent + 1) << fractionBits;
  if (std::isnan(value))
    return infinity | uint64_t(1) << (fractionBits - 1);
  if (std::isinf(value))
    return sign | infinity;
  if (value == 0)
    return sign;
  int exponent = std::max(std::ilogb(value), format.minExponent());
  uint64_t whole = uint64_t(std::ldexp(std::fabs(value), fractionBits - exponent));
  // The leading one adds itself to the exponent field, which is 0 for subnormal numbers.
  return sign | (whole + (uint64_t(exponent - format.minExponent()) << fractionBits));
}

/// Whether the bits are the value's, any NaN counting as NaN.
inline bool isSame(uint64_t bits, long double value, const Format &format) {
  if (std::isnan(value))
    return std::isnan(decode(bits, format));
  return bits == encode(value, format);
}

/// All words of 16 bits.
inline std::vector<uint16_t> allWords() {
  std::vector<uint16_t> words(65536);
  for (unsigned i = 0; i != words.size(); ++i)
    words[i] = i;
  return words;
}

/// Words that often lie next to what conversions round at: random ones, ones with long runs of
/// equal bits, and each of those plus and minus one.
template <typename Word> std::vector<Word> sampleWords(size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<Word> words;
  constexpr int width = 8 * sizeof(Word);
  while (words.size() < count) {
    uint64_t word = random();
    if (random() & 1) {
      int keep = random() % width + 1;
      uint64_t top = ~uint64_t(0) << (width - keep);
      word = (word & top) | (random() & 1   ? ~top
                             : random() & 1 ? uint64_t(1) << (width - keep) >> 1
                                            : 0);
    }
    word += random() % 3 - 1;
    words.push_back(static_cast<Word>(word));
  }
  words.resize(count / 16 * 16);
  return words;
}

/// Bit patterns of f32 and f64 whose values spread over the integers' range.
template <typename Word> std::vector<Word> sampleNearIntegers(size_t count, unsigned seed) {
  std::vector<Word> words = sampleWords<Word>(count, seed);
  std::mt19937_64 random(seed + 1);
  constexpr int fractionBits = sizeof(Word) == 4 ? 23 : 52;
  constexpr int bias = sizeof(Word) == 4 ? 127 : 1023;
  constexpr Word fraction = (Word(1) << fractionBits) - 1;
  for (Word &word : words) {
    Word sign = Word(random() & 1) << (8 * sizeof(Word) - 1);
    word = (word & fraction) | sign | Word(bias - 3 + random() % 70) << fractionBits;
  }
  return words;
}

} // namespace gems

#endif // GEMS_TEST_UNIT_TRANSFORMS_FORMATS_H
