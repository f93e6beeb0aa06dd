// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rounding and bits of elements, against LLVM's soft floats.
#include "gems/Interpreter/Element.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/bit.h"
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace gems::interp;
using llvm::APFloat;

static const llvm::fltSemantics &semanticsOf(ElementKind kind) {
  switch (kind) {
  case ElementKind::F16:
    return APFloat::IEEEhalf();
  case ElementKind::BF16:
    return APFloat::BFloat();
  case ElementKind::F32:
    return APFloat::IEEEsingle();
  default:
    return APFloat::IEEEdouble();
  }
}

static const ElementKind narrowKinds[] = {ElementKind::F16, ElementKind::BF16, ElementKind::F32};

static uint64_t expectedBits(ElementKind kind, double value) {
  APFloat number(value);
  bool losesInfo;
  number.convert(semanticsOf(kind), APFloat::rmNearestTiesToEven, &losesInfo);
  return number.bitcastToAPInt().getZExtValue();
}

static void expectRounds(ElementKind kind, double value) {
  uint64_t expected = expectedBits(kind, value);
  EXPECT_EQ(encodeFloat(kind, value), expected) << value;
  EXPECT_EQ(encodeFloat(kind, roundTo(kind, value)), expected) << value;
}

TEST(Element, DecodesEveryNarrowFloat) {
  for (ElementKind kind : {ElementKind::F16, ElementKind::BF16})
    for (unsigned bits = 0; bits < 65536; ++bits) {
      APFloat number(semanticsOf(kind), llvm::APInt(16, bits));
      double value = decodeFloat(kind, bits);
      if (number.isNaN())
        EXPECT_TRUE(std::isnan(value)) << bits;
      else
        EXPECT_EQ(value, number.convertToDouble()) << bits;
      EXPECT_EQ(encodeFloat(kind, value), bits);
    }
}

TEST(Element, RoundsAtEveryBoundaryOfNarrowFloats) {
  for (ElementKind kind : {ElementKind::F16, ElementKind::BF16}) {
    double infinity = std::numeric_limits<double>::infinity();
    for (unsigned bits = 0; bits < 0x7F80; ++bits) {
      double low = decodeFloat(kind, bits), high = decodeFloat(kind, bits + 1);
      if (!std::isfinite(low) || !std::isfinite(high))
        continue;
      double middle = (low + high) / 2;
      for (double value : {middle, std::nextafter(middle, infinity), std::nextafter(middle, 0.0)}) {
        expectRounds(kind, value);
        expectRounds(kind, -value);
      }
    }
  }
}

TEST(Element, RoundsRandomDoubles) {
  std::mt19937_64 random(1);
  for (ElementKind kind : narrowKinds)
    for (int i = 0; i < 200000; ++i) {
      // All doubles at first, then those near the type's range.
      uint64_t bits = random();
      if (i & 1)
        bits = (bits & ~(uint64_t(0x7FF) << 52)) | (uint64_t(1023 - 150 + random() % 300) << 52);
      double value = llvm::bit_cast<double>(bits);
      if (!std::isnan(value))
        expectRounds(kind, value);
    }
}

TEST(Element, RoundsToInfinityFromHalfAStepBeyondTheLargest) {
  EXPECT_EQ(roundTo(ElementKind::F16, 65519.99), 65504.0);
  EXPECT_TRUE(std::isinf(roundTo(ElementKind::F16, 65520.0)));
  EXPECT_TRUE(std::isinf(roundTo(ElementKind::BF16, 3.4e38)));
  EXPECT_EQ(roundTo(ElementKind::F16, 0x1p-25), 0.0);
  EXPECT_EQ(roundTo(ElementKind::F16, 0x1.8p-25), 0x1p-24);
  EXPECT_TRUE(std::signbit(roundTo(ElementKind::F16, -1e-300)));
}

TEST(Element, KeepsNaNPayloads) {
  EXPECT_EQ(encodeFloat(ElementKind::F32, decodeFloat(ElementKind::F32, 0xFFA00001)), 0xFFA00001u);
  EXPECT_EQ(encodeFloat(ElementKind::BF16, std::nan("")), 0x7FC0u);
}

TEST(Element, RoundsIntegersOnce) {
  std::mt19937_64 random(2);
  for (ElementKind kind : {ElementKind::F16, ElementKind::BF16, ElementKind::F32, ElementKind::F64})
    for (int i = 0; i < 50000; ++i) {
      uint64_t magnitude = random() >> (random() % 64);
      if (i % 3 == 0) // Long runs of zeros or ones are what rounds wrongly twice.
        magnitude = (uint64_t(1) << (random() % 64)) + (uint64_t(1) << (random() % 64)) +
                    (random() % 3) - 1;
      bool negative = random() & 1;
      APFloat number(semanticsOf(kind));
      number.convertFromAPInt(llvm::APInt(64, magnitude), false, APFloat::rmNearestTiesToEven);
      if (negative)
        number.changeSign();
      EXPECT_EQ(encodeFloat(kind, roundInteger(kind, negative, magnitude)),
                number.bitcastToAPInt().getZExtValue())
          << magnitude;
    }
}

/// The arithmetic that the interpreter does in double, against soft floats of the type itself.
TEST(Element, DoubleArithmeticRoundsOnceInNarrowTypes) {
  std::mt19937_64 random(3);
  for (ElementKind kind : narrowKinds) {
    uint64_t mask = kind == ElementKind::F32 ? 0xFFFFFFFF : 0xFFFF;
    unsigned width = getBitWidth(kind);
    for (int i = 0; i < 100000; ++i) {
      uint64_t lhsBits = random() & mask, rhsBits = random() & mask;
      double lhs = decodeFloat(kind, lhsBits), rhs = decodeFloat(kind, rhsBits);
      APFloat softLhs(semanticsOf(kind), llvm::APInt(width, lhsBits));
      APFloat softRhs(semanticsOf(kind), llvm::APInt(width, rhsBits));
      auto check = [&](double value, APFloat soft) {
        if (soft.isNaN())
          EXPECT_TRUE(std::isnan(value)) << lhs << " " << rhs;
        else
          EXPECT_EQ(encodeFloat(kind, value), soft.bitcastToAPInt().getZExtValue())
              << lhs << " " << rhs;
      };
      check(lhs + rhs, softLhs + softRhs);
      check(lhs - rhs, softLhs - softRhs);
      check(lhs * rhs, softLhs * softRhs);
      check(lhs / rhs, softLhs / softRhs);
    }
  }
}
