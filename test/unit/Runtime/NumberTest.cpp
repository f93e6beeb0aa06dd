// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exact rounding and exact reading of numbers.
#include "gems/Runtime/Number.h"
#include "gems/Runtime/Float.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

using namespace gems;

namespace {

/// Around each pair of neighbours: the values, the middle and its neighbours among doubles.
void checkAllRoundings(uint16_t (*round)(double), float (*widen)(uint16_t), uint16_t infinity) {
  for (uint16_t bits = 0; bits < infinity; ++bits) {
    double below = widen(bits);
    // Past the largest finite value the next one would be where the format goes on.
    double above = bits + 1 == infinity ? below + (below - widen(bits - 1)) : widen(bits + 1);
    double middle = (below + above) / 2;
    uint16_t even = bits & 1 ? bits + 1 : bits;
    ASSERT_EQ(round(below), bits);
    ASSERT_EQ(round(-below), bits | 0x8000);
    ASSERT_EQ(round(middle), even) << bits;
    ASSERT_EQ(round(-middle), even | 0x8000) << bits;
    ASSERT_EQ(round(std::nextafter(middle, 0.0)), bits);
    ASSERT_EQ(round(std::nextafter(middle, INFINITY)), bits + 1);
    ASSERT_EQ(round(std::nextafter(above, 0.0)), bits + 1);
  }
  EXPECT_EQ(round(INFINITY), infinity);
  EXPECT_EQ(round(-INFINITY), infinity | 0x8000);
  EXPECT_EQ(round(1e300), infinity);
  EXPECT_EQ(round(5e-324), 0);
  EXPECT_EQ(round(-0.0), 0x8000);
  uint16_t nan = round(NAN);
  EXPECT_TRUE(std::isnan(widen(nan)));
  EXPECT_TRUE(std::isnan(widen(round(-NAN))));
}

TEST(Float, RoundsToF16) { checkAllRoundings(roundToF16, widenF16, 0x7c00); }
TEST(Float, RoundsToBF16) { checkAllRoundings(roundToBF16, widenBF16, 0x7f80); }

TEST(Float, AgreesWithTheIntegerFormOfBF16) {
  for (uint64_t i = 0; i < (uint64_t(1) << 32); i += 6007) {
    uint32_t bits = static_cast<uint32_t>(i);
    float value;
    memcpy(&value, &bits, sizeof(value));
    if (!std::isnan(value)) {
      ASSERT_EQ(roundToBF16(value), (bits + 0x7fff + ((bits >> 16) & 1)) >> 16) << bits;
    }
  }
}

gems_value parsed(const char *text, gems_type type) {
  gems_value value = {};
  std::string error;
  EXPECT_TRUE(parseNumber(text, type, value, error)) << error;
  return value;
}

std::string refusal(const char *text, gems_type type) {
  gems_value value;
  std::string error;
  EXPECT_FALSE(parseNumber(text, type, value, error)) << text;
  return error;
}

TEST(Number, ReadsIntegers) {
  EXPECT_EQ(parsed("-128", GEMS_I8).i8, -128);
  EXPECT_EQ(parsed("+127", GEMS_I8).i8, 127);
  EXPECT_EQ(parsed("0xff", GEMS_I8).i8, -1);
  EXPECT_EQ(parsed("-2147483648", GEMS_I32).i32, INT32_MIN);
  EXPECT_EQ(parsed("9223372036854775807", GEMS_I64).i64, INT64_MAX);
  EXPECT_EQ(parsed("-9223372036854775808", GEMS_I64).i64, INT64_MIN);
  EXPECT_EQ(parsed("0xffffffffffffffff", GEMS_I64).i64, -1);
  EXPECT_EQ(parsed("1", GEMS_I1).i8, 1);
  EXPECT_EQ(refusal("128", GEMS_I8), "expected an integer of type i8 (-128..127), got '128'");
  EXPECT_EQ(refusal("2147483648", GEMS_I32),
            "expected an integer of type i32 (-2147483648..2147483647), got '2147483648'");
  EXPECT_EQ(refusal("2", GEMS_I1), "expected an integer of type i1 (0..1), got '2'");
  for (const char *text :
       {"", "1.0", "1e3", "x", " 1", "1 ", "+-1", "--1", "0x", "0x100", "+", "-"})
    refusal(text, GEMS_I8);
  refusal("9223372036854775808", GEMS_I64);
  refusal("-9223372036854775809", GEMS_I64);
}

TEST(Number, ReadsRealNumbers) {
  EXPECT_EQ(parsed("1e-6", GEMS_F32).f32, 1e-6f);
  EXPECT_EQ(parsed("896", GEMS_F64).f64, 896.0);
  EXPECT_EQ(parsed("-inf", GEMS_F32).f32, -INFINITY);
  EXPECT_TRUE(std::isnan(parsed("nan", GEMS_F64).f64));
  EXPECT_TRUE(std::isnan(widenBF16(parsed("nan", GEMS_BF16).u16)));
  EXPECT_EQ(parsed("inf", GEMS_F16).u16, 0x7c00);
  EXPECT_EQ(parsed("1e-45", GEMS_F32).f32, 0x1p-149f);
  EXPECT_EQ(parsed("1e-400", GEMS_F32).f32, 0.0f);
  EXPECT_TRUE(std::signbit(parsed("-1e-400", GEMS_F64).f64));
  EXPECT_EQ(parsed("-1e-400", GEMS_F16).u16, 0x8000);
  EXPECT_EQ(refusal("1e39", GEMS_F32), "expected a number in the range of f32, got '1e39'");
  EXPECT_EQ(refusal("1.5x", GEMS_F32), "expected a number of type f32, got '1.5x'");
  for (const char *text : {"", "+", "+-1", "e5", "0x10", " 1", "1,5", "in", "1e400"})
    refusal(text, GEMS_F64);
  refusal("1e400", GEMS_BF16);
}

/// A double in between would round the first of each group the wrong way.
TEST(Number, RoundsDecimalsOnce) {
  EXPECT_EQ(parsed("1.00390625", GEMS_BF16).u16, 0x3f80);
  EXPECT_EQ(parsed("1.00390625000000000000000000000000000001", GEMS_BF16).u16, 0x3f81);
  EXPECT_EQ(parsed("-1.00390625000000000000000000000000000001", GEMS_BF16).u16, 0xbf81);
  EXPECT_EQ(parsed("0.00100390625000000000000000000000000000001e3", GEMS_BF16).u16, 0x3f81);
  EXPECT_EQ(parsed("1.01171875", GEMS_BF16).u16, 0x3f82);
  EXPECT_EQ(parsed("1.0117187499999999999999999999999", GEMS_BF16).u16, 0x3f81);
  EXPECT_EQ(parsed("65519.99999999999999999999999", GEMS_F16).u16, 0x7bff);
  refusal("65520", GEMS_F16);
  EXPECT_EQ(parsed("2.98023223876953125e-8", GEMS_F16).u16, 0);
  EXPECT_EQ(parsed("2.980232238769531250000000000000000001e-8", GEMS_F16).u16, 1);
}

TEST(Number, ReadsBackWhatItWrites) {
  for (unsigned bits = 0; bits < 0x7c00; bits += 7) {
    gems_value value = {};
    value.u16 = static_cast<uint16_t>(bits);
    EXPECT_EQ(parsed(formatNumber(GEMS_F16, value).c_str(), GEMS_F16).u16, bits);
    EXPECT_EQ(parsed(formatNumber(GEMS_BF16, value).c_str(), GEMS_BF16).u16, bits);
  }
  gems_value value = {};
  value.f32 = 1e-6f;
  EXPECT_EQ(formatNumber(GEMS_F32, value), "1e-06");
  value.f64 = 0.1;
  EXPECT_EQ(formatNumber(GEMS_F64, value), "0.1");
  value.i64 = -1;
  EXPECT_EQ(formatNumber(GEMS_I8, value), "-1");
}

TEST(Number, ConvertsIntegers) {
  EXPECT_EQ(convertInteger(GEMS_BF16, -3).u16, roundToBF16(-3));
  EXPECT_EQ(convertInteger(GEMS_F32, 16777217).f32, 16777216.0f);
  // 2^62 + 2^54 + 1 is just above a middle of bf16 that a double would fall back on.
  int64_t aboveMiddle = (int64_t(1) << 62) + (int64_t(1) << 54) + 1;
  EXPECT_EQ(convertInteger(GEMS_BF16, aboveMiddle).u16, 0x5e81);
  EXPECT_EQ(convertInteger(GEMS_BF16, aboveMiddle - 1).u16, 0x5e80);
  EXPECT_EQ(convertInteger(GEMS_BF16, -aboveMiddle).u16, 0xde81);
  EXPECT_TRUE(isInRange(GEMS_I64, INT64_MIN));
  EXPECT_FALSE(isInRange(GEMS_I16, 32768));
}

} // namespace
