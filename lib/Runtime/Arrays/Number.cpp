// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers written as text.
#include "gems/Runtime/Number.h"

#include "Decimal.h"
#include "gems/Runtime/Float.h"
#include "gems/Runtime/Runtime.h"

#include <charconv>
#include <cmath>
#include <cstdio>

using namespace gems;

bool gems::isFloat(gems_type type) { return type >= GEMS_F16 && type <= GEMS_F64; }

static int64_t maxInteger(gems_type type) {
  if (type == GEMS_I1)
    return 1;
  return static_cast<int64_t>((uint64_t(1) << (8 * gems_type_size(type) - 1)) - 1);
}

bool gems::isInRange(gems_type type, int64_t number) {
  if (isFloat(type))
    return true;
  int64_t max = maxInteger(type), min = type == GEMS_I1 ? 0 : -max - 1;
  return number >= min && number <= max;
}

gems_value gems::convertInteger(gems_type type, int64_t number) {
  gems_value value = {};
  if (type == GEMS_F64) {
    value.f64 = static_cast<double>(number);
  } else if (type == GEMS_F32) {
    value.f32 = static_cast<float>(number);
  } else if (isFloat(type)) {
    // Dropped bits leave their trace in the lowest one kept, so that only one rounding happens.
    int64_t kept = (number >> 10) | ((number & 1023) != 0);
    bool isExact = number >= -(int64_t(1) << 53) && number <= int64_t(1) << 53;
    return convertReal(type, isExact ? static_cast<double>(number) : kept * 1024.0);
  } else {
    value.i64 = number;
  }
  return value;
}

gems_value gems::convertReal(gems_type type, double number) {
  gems_value value = {};
  if (type == GEMS_F64)
    value.f64 = number;
  else if (type == GEMS_F32)
    value.f32 = static_cast<float>(number);
  else
    value.u16 = type == GEMS_F16 ? roundToF16(number) : roundToBF16(number);
  return value;
}

bool gems::parseInteger(std::string_view text, int64_t &value) {
  const char *end = text.data() + text.size();
  auto parsed = std::from_chars(text.data(), end, value);
  return !text.empty() && parsed.ec == std::errc() && parsed.ptr == end;
}

static bool parseInt(std::string_view text, gems_type type, gems_value &value, std::string &error) {
  std::string_view body = text;
  if (!body.empty() && body.front() == '+' && body.substr(1, 1) != "-")
    body.remove_prefix(1);
  value = {};
  if (body.substr(0, 2) == "0x") {
    uint64_t bits = 0;
    body.remove_prefix(2);
    const char *end = body.data() + body.size();
    auto parsed = std::from_chars(body.data(), end, bits, 16);
    uint64_t max = type == GEMS_I1 ? 1 : static_cast<uint64_t>(maxInteger(type)) * 2 + 1;
    value.i64 = static_cast<int64_t>(bits);
    if (!body.empty() && parsed.ec == std::errc() && parsed.ptr == end && bits <= max)
      return true;
  } else if (parseInteger(body, value.i64) && isInRange(type, value.i64)) {
    return true;
  }
  int64_t max = maxInteger(type);
  error = "expected an integer of type " + std::string(gems_type_name(type)) + " (" +
          std::to_string(type == GEMS_I1 ? 0 : -max - 1) + ".." + std::to_string(max) + "), got '" +
          std::string(text) + "'";
  return false;
}

/// Reads a valid decimal text as T, a result too small as zero. False for too large.
template <typename T> static bool readFloat(std::string_view text, T &value) {
  auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec == std::errc())
    return true;
  bool isTiny = readDecimal(text).exponent < 0;
  value = text.front() == '-' ? T(-0.0) : T(0.0);
  return isTiny;
}

/// Rounds the exact decimal to a 16-bit type. A double in between would round twice, but only where
/// it is exactly half way; there the text decides.
static bool readHalf(std::string_view text, gems_type type, uint16_t &bits) {
  double wide;
  if (!readFloat(text, wide))
    return false;
  bits = type == GEMS_F16 ? roundToF16(wide) : roundToBF16(wide);
  if (std::isfinite(wide)) {
    Bracket around = type == GEMS_F16 ? bracketF16(wide) : bracketBF16(wide);
    int order = around.toHalf == 0 ? compareMagnitude(text, wide) : 0;
    if (order != 0)
      bits = static_cast<uint16_t>((bits & 0x8000) | (around.below + (order > 0)));
    return (bits & 0x7fff) < (type == GEMS_F16 ? 0x7c00 : 0x7f80);
  }
  return true;
}

/// Whether the text is one number for from_chars, to the last character.
static bool isReal(std::string_view text) {
  double ignored;
  const char *end = text.data() + text.size();
  auto parsed = std::from_chars(text.data(), end, ignored);
  return !text.empty() && parsed.ec != std::errc::invalid_argument && parsed.ptr == end;
}

static bool parseReal(std::string_view text, gems_type type, gems_value &value,
                      std::string &error) {
  std::string_view body = text;
  if (!body.empty() && body.front() == '+' && body.substr(1, 1) != "-")
    body.remove_prefix(1);
  if (!isReal(body)) {
    error = "expected a number of type " + std::string(gems_type_name(type)) + ", got '" +
            std::string(text) + "'";
    return false;
  }
  value = {};
  bool fits;
  if (type == GEMS_F64)
    fits = readFloat(body, value.f64);
  else if (type == GEMS_F32)
    fits = readFloat(body, value.f32);
  else
    fits = readHalf(body, type, value.u16);
  if (!fits)
    error = "expected a number in the range of " + std::string(gems_type_name(type)) + ", got '" +
            std::string(text) + "'";
  return fits;
}

bool gems::parseNumber(std::string_view text, gems_type type, gems_value &value,
                       std::string &error) {
  return isFloat(type) ? parseReal(text, type, value, error) : parseInt(text, type, value, error);
}

std::string gems::formatNumber(gems_type type, gems_value value) {
  char text[40];
  double real = 0;
  int digits = 9;
  switch (type) {
  case GEMS_F16:
    real = widenF16(value.u16), digits = 5;
    break;
  case GEMS_BF16:
    real = widenBF16(value.u16), digits = 4;
    break;
  case GEMS_F32:
    real = value.f32;
    break;
  case GEMS_F64:
    real = value.f64, digits = 17;
    break;
  case GEMS_I8:
  case GEMS_I1:
    return std::to_string(value.i8);
  case GEMS_I16:
    return std::to_string(value.i16);
  case GEMS_I32:
    return std::to_string(value.i32);
  case GEMS_I64:
    return std::to_string(value.i64);
  }
  // The fewest digits that read back as the same number.
  for (int n = 1; n <= digits; ++n) {
    snprintf(text, sizeof(text), "%.*g", n, real);
    gems_value back;
    std::string ignored;
    if (std::isnan(real) ||
        (parseNumber(text, type, back, ignored) && (type == GEMS_F64   ? back.f64 == real
                                                    : type == GEMS_F32 ? back.f32 == value.f32
                                                                       : back.u16 == value.u16)))
      break;
  }
  return text;
}
