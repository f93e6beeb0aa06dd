// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What conversions and functions of one operand give, by their definition.
#include "Reference.h"

#include "Formats.h"
#include "gems/Runtime/Float.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace numbers;

static const gems::Format &formatOf(gems_type type) {
  return type == GEMS_F16    ? gems::f16
         : type == GEMS_BF16 ? gems::bf16
         : type == GEMS_F32  ? gems::f32
                             : gems::f64;
}

unsigned numbers::widthOf(gems_type type) {
  switch (type) {
  case GEMS_I1:
    return 1;
  case GEMS_I8:
    return 8;
  case GEMS_I16:
  case GEMS_F16:
  case GEMS_BF16:
    return 16;
  case GEMS_I32:
  case GEMS_F32:
    return 32;
  default:
    return 64;
  }
}

bool numbers::isFloat(gems_type type) {
  return type == GEMS_F16 || type == GEMS_BF16 || type == GEMS_F32 || type == GEMS_F64;
}

static uint64_t lowBits(uint64_t word, unsigned width) {
  return width == 64 ? word : word & ((uint64_t(1) << width) - 1);
}

/// The integer in 64 bits; an i1 is 0 or 1.
static uint64_t extend(uint64_t word, unsigned width, bool isUnsigned) {
  word = lowBits(word, width);
  bool isNegative = !isUnsigned && width > 1 && (word >> (width - 1) & 1);
  return isNegative && width < 64 ? word | ~uint64_t(0) << width : word;
}

template <typename Float, typename Word> static Float fromWord(uint64_t word) {
  Word narrow = static_cast<Word>(word);
  Float value;
  memcpy(&value, &narrow, sizeof(value));
  return value;
}
template <typename Word, typename Float> static Word toWord(Float value) {
  Word word;
  memcpy(&word, &value, sizeof(word));
  return word;
}

long double numbers::valueOf(uint64_t word, gems_type type, bool isUnsigned) {
  switch (type) {
  case GEMS_F16:
    return gems::widenF16(static_cast<uint16_t>(word));
  case GEMS_BF16:
    return gems::widenBF16(static_cast<uint16_t>(word));
  case GEMS_F32:
    return fromWord<float, uint32_t>(word);
  case GEMS_F64:
    return fromWord<double, uint64_t>(word);
  default: {
    uint64_t wide = extend(word, widthOf(type), isUnsigned);
    return isUnsigned ? static_cast<long double>(wide)
                      : static_cast<long double>(static_cast<int64_t>(wide));
  }
  }
}

bool numbers::isSame(uint64_t a, uint64_t b, gems_type type) {
  if (a == b || !isFloat(type))
    return a == b;
  const gems::Format &format = formatOf(type);
  uint64_t magnitude = (uint64_t(1) << (format.bits - 1)) - 1;
  uint64_t infinity = uint64_t(2 * format.maxExponent + 1) << (format.digits - 1);
  return (a & magnitude) > infinity && (b & magnitude) > infinity;
}

static uint64_t roundTo(long double value, gems_type to) {
  if (to == GEMS_F32)
    return toWord<uint32_t>(static_cast<float>(value));
  if (to == GEMS_F64)
    return toWord<uint64_t>(static_cast<double>(value));
  if (double narrow = static_cast<double>(value); narrow == value || std::isnan(value))
    return to == GEMS_F16 ? gems::roundToF16(narrow) : gems::roundToBF16(narrow);
  return gems::encode(gems::roundTo(value, formatOf(to)), formatOf(to));
}

static uint64_t saturate(long double value, unsigned width, bool isUnsigned) {
  isUnsigned |= width == 1;
  long double most = std::ldexp(1.0L, static_cast<int>(width) - !isUnsigned) - 1;
  long double least = isUnsigned ? 0 : -most - 1;
  if (std::isnan(value))
    return 0;
  value = std::trunc(value);
  value = value < least ? least : value > most ? most : value;
  uint64_t word =
      value < 0 ? static_cast<uint64_t>(static_cast<int64_t>(value)) : static_cast<uint64_t>(value);
  return lowBits(word, width);
}

uint64_t numbers::convert(uint64_t word, gems_type from, gems_type to, bool isUnsigned) {
  if (from == to)
    return word;
  if (!isFloat(from) && !isFloat(to))
    return lowBits(extend(word, widthOf(from), isUnsigned), widthOf(to));
  long double value = valueOf(word, from, isUnsigned);
  return isFloat(to) ? roundTo(value, to) : saturate(value, widthOf(to), isUnsigned);
}

/// What the last place of the nearest number is worth. By its bits: ilogb and ldexp would take most
/// of the time of a long run.
static double lastPlace(double exact, const gems::Format &format) {
  int exponent = static_cast<int>(toWord<uint64_t>(exact) >> 52 & 0x7ff) - 1023;
  exponent = std::max(exponent, format.minExponent()) - (format.digits - 1);
  if (exponent < -1022)
    return std::ldexp(1.0, exponent);
  return fromWord<double, uint64_t>(static_cast<uint64_t>(exponent + 1023) << 52);
}

/// Whether the exact result rounds to an infinity.
static bool overflows(double exact, const gems::Format &format) {
  return std::isinf(exact) || std::isinf(gems::roundTo(exact, format));
}

double numbers::measure(uint64_t word, double exact, gems_type type) {
  double result = static_cast<double>(valueOf(word, type, false));
  if (exact != exact || result != result)
    return exact != exact && result != result ? 0 : HUGE_VAL;
  if (std::signbit(exact) != std::signbit(result) || (exact == 0 && result != 0))
    return HUGE_VAL;
  const gems::Format &format = formatOf(type);
  if (std::isinf(result))
    return overflows(exact, format) ? 0 : HUGE_VAL;
  return std::isinf(exact) ? HUGE_VAL : std::fabs(result - exact) / lastPlace(exact, format);
}

static double rsqrt(double x) { return 1 / std::sqrt(x); }
static double negate(double x) { return -x; }

static const Function functions[] = {
    {"exp", std::exp, 1},     {"exp2", std::exp2, 1},   {"log", std::log, 1},
    {"log2", std::log2, 1},   {"sin", std::sin, 1},     {"cos", std::cos, 1},
    {"tanh", std::tanh, 2},   {"erf", std::erf, 2},     {"rsqrt", rsqrt, 1},
    {"sqrt", std::sqrt, .5},  {"floor", std::floor, 0}, {"ceil", std::ceil, 0},
    {"trunc", std::trunc, 0}, {"round", std::round, 0}, {"roundeven", std::nearbyint, 0},
    {"absf", std::fabs, 0},   {"negf", negate, 0}};

const Function *numbers::findFunction(const std::string &name) {
  for (const Function &function : functions)
    if (name == function.name)
      return &function;
  return nullptr;
}
