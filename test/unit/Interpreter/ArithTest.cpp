// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer and float ops, casts and math, on results computed by hand.
#include "TestKernel.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace gems::interp;

static const double inf = std::numeric_limits<double>::infinity();
static const double nan_ = std::numeric_limits<double>::quiet_NaN();

/// Same number, same sign of zero, or both NaN.
static void expectSame(llvm::ArrayRef<double> got, llvm::ArrayRef<double> expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(got[i])) << "element " << i << ": " << got[i];
      continue;
    }
    EXPECT_EQ(got[i], expected[i]) << "element " << i;
    EXPECT_EQ(std::signbit(got[i]), std::signbit(expected[i])) << "element " << i;
  }
}

/// Runs `%r = <op>` on tiles %a and %b of `type` (and %c, all of b), giving `resultType`.
static std::vector<double> apply(llvm::StringRef op, llvm::StringRef type,
                                 llvm::StringRef resultType, ElementKind kind,
                                 ElementKind resultKind, llvm::ArrayRef<double> a,
                                 llvm::ArrayRef<double> b) {
  std::string n = std::to_string(a.size());
  std::string body = "  %i = tile.arange : tensor<" + n + "xi32>\n";
  auto load = [&](llvm::StringRef name) {
    body += ("  %" + name + " = tile.load %" + name + "_ptr[%i] : !tile.ptr<" + type +
             ">, tensor<" + n + "xi32>\n")
                .str();
  };
  load("a");
  load("b");
  body += "  %r = " + op.str() + "\n  tile.store %r, %r_ptr[%i] : !tile.ptr<" + resultType.str() +
          ">, tensor<" + n + "xi32>";
  std::string pointer = "!tile.ptr<" + type.str() + ">";
  TestKernel kernel(makeKernel("%a_ptr: " + pointer + ", %b_ptr: " + pointer +
                                   ", %r_ptr: !tile.ptr<" + resultType.str() + ">",
                               body));
  BufferId bufferA = addNumbers(kernel.memory, "a", kind, a);
  BufferId bufferB = addNumbers(kernel.memory, "b", kind, b);
  BufferId bufferR = kernel.memory.addBuffer("r", a.size() * getByteSize(resultKind));
  EXPECT_TRUE(kernel.run(
      {Argument::pointer(bufferA), Argument::pointer(bufferB), Argument::pointer(bufferR)}))
      << testing::PrintToString(kernel.messages);
  return getNumbers(kernel.memory, bufferR, resultKind);
}

static std::vector<double> applyI8(llvm::StringRef op, llvm::ArrayRef<double> a,
                                   llvm::ArrayRef<double> b) {
  std::string n = std::to_string(a.size());
  return apply(op.str() + " %a, %b : tensor<" + n + "xi8>", "i8", "i8", ElementKind::I8,
               ElementKind::I8, a, b);
}

static std::vector<double> applyFloat(llvm::StringRef op, llvm::StringRef type, ElementKind kind,
                                      llvm::ArrayRef<double> a, llvm::ArrayRef<double> b) {
  std::string n = std::to_string(a.size());
  return apply(op.str() + " %a, %b : tensor<" + n + "x" + type.str() + ">", type, type, kind, kind,
               a, b);
}

TEST(Arith, IntegersWrap) {
  expectSame(applyI8("arith.addi", {127, -128, 5}, {1, -1, -6}), {-128, 127, -1});
  expectSame(applyI8("arith.subi", {-128, 0, 5}, {1, -128, 5}), {127, -128, 0});
  expectSame(applyI8("arith.muli", {64, -128, 16}, {2, -1, 16}), {-128, -128, 0});
}

TEST(Arith, DivisionByZeroGivesZeroAndTheSmallestWraps) {
  expectSame(applyI8("arith.divsi", {7, -7, 7, 0, -128, 5}, {2, 2, -2, 0, -1, 0}),
             {3, -3, -3, 0, -128, 0});
  expectSame(applyI8("arith.remsi", {7, -7, 7, 9, -128}, {2, 2, -2, 0, -1}), {1, -1, 1, 9, 0});
  expectSame(applyI8("arith.divui", {-1, 7, 200}, {2, 0, -56}), {127, 0, 1});
  expectSame(applyI8("arith.remui", {-1, -7}, {2, 0}), {1, -7});
  expectSame(applyI8("arith.floordivsi", {7, -7, 7, -7, 5, -128}, {2, 2, -2, -2, 0, -1}),
             {3, -4, -4, 3, 0, -128});
  expectSame(applyI8("arith.ceildivsi", {7, -7, 7, -7, 5, -128}, {2, 2, -2, -2, 0, -1}),
             {4, -3, -3, 4, 0, -128});
  expectSame(applyI8("arith.ceildivui", {7, -1, 5}, {2, 2, 0}), {4, -128, 0});
}

TEST(Arith, WideDivisionOfTheSmallestWraps) {
  double smallest = -0x1p63;
  auto apply64 = [&](llvm::StringRef op) {
    return apply(op.str() + " %a, %b : tensor<1xi64>", "i64", "i64", ElementKind::I64,
                 ElementKind::I64, {smallest}, {-1});
  };
  expectSame(apply64("arith.divsi"), {smallest});
  expectSame(apply64("arith.remsi"), {0});
}

TEST(Arith, ShiftsOfTheWidthOrMoreShiftEverythingOut) {
  expectSame(applyI8("arith.shli", {1, 1, 1, 3}, {7, 8, -1, 1}), {-128, 0, 0, 6});
  expectSame(applyI8("arith.shrui", {-128, -128, -1}, {7, 8, -1}), {1, 0, 0});
  expectSame(applyI8("arith.shrsi", {-128, -128, 64, 64}, {7, 8, 8, 6}), {-1, -1, 0, 1});
}

TEST(Arith, SignedAndUnsignedOrder) {
  expectSame(applyI8("arith.maxsi", {-1, 3}, {1, 4}), {1, 4});
  expectSame(applyI8("arith.maxui", {-1, 3}, {1, 4}), {-1, 4});
  expectSame(applyI8("arith.minsi", {-1, 3}, {1, 4}), {-1, 3});
  expectSame(applyI8("arith.minui", {-1, 3}, {1, 4}), {1, 3});
}

TEST(Arith, FloatsRoundOnceInTheirType) {
  // 1 + 2^-8 is half a bf16 step above 1, 1 + 3 * 2^-8 half a step above 1 + 2^-7: ties to even.
  expectSame(applyFloat("arith.addf", "bf16", ElementKind::BF16, {1, 1.0078125, 1},
                        {0x1p-8, 0x1p-8, 0x1p-9}),
             {1, 1.015625, 1});
  expectSame(applyFloat("arith.mulf", "f16", ElementKind::F16, {256, 0x1p-14, 0x1p-24},
                        {256, 0x1p-10, 0.5}),
             {inf, 0x1p-24, 0});
  expectSame(applyFloat("arith.divf", "f32", ElementKind::F32, {1, 0, 1, -1}, {3, 0, 0, 0}),
             {1.0f / 3.0f, nan_, inf, -inf});
  expectSame(
      applyFloat("arith.subf", "f32", ElementKind::F32, {0x1p-149, 1, inf}, {0x1p-148, 1, inf}),
      {-0x1p-149, 0, nan_});
  expectSame(applyFloat("arith.remf", "f32", ElementKind::F32, {5.5, -5.5, 1, inf}, {2, 2, 0, 1}),
             {1.5, -1.5, nan_, nan_});
}

TEST(Arith, MaximumPassesNaNOnAndOrdersZeros) {
  expectSame(applyFloat("arith.maximumf", "f32", ElementKind::F32, {nan_, 1, -0.0, 0.0, 2},
                        {1, nan_, 0.0, -0.0, 3}),
             {nan_, nan_, 0.0, 0.0, 3});
  expectSame(applyFloat("arith.minimumf", "f32", ElementKind::F32, {nan_, 1, -0.0, 0.0, 2},
                        {1, nan_, 0.0, -0.0, 3}),
             {nan_, nan_, -0.0, -0.0, 2});
  expectSame(applyFloat("arith.maxnumf", "f32", ElementKind::F32, {nan_, 1, nan_}, {1, nan_, nan_}),
             {1, 1, nan_});
  expectSame(applyFloat("arith.minnumf", "f32", ElementKind::F32, {nan_, 1, 2}, {1, nan_, 3}),
             {1, 1, 2});
}

TEST(Arith, SignsAndMagnitudes) {
  expectSame(applyFloat("math.copysign", "f16", ElementKind::F16, {1, -2, nan_}, {-0.0, 3, 1}),
             {-1, 2, nan_});
  expectSame(apply("arith.negf %a : tensor<3xbf16>", "bf16", "bf16", ElementKind::BF16,
                   ElementKind::BF16, {0.0, -1, inf}, {0, 0, 0}),
             {-0.0, 1, -inf});
  expectSame(apply("math.absf %a : tensor<2xbf16>", "bf16", "bf16", ElementKind::BF16,
                   ElementKind::BF16, {-0.0, -1}, {0, 0}),
             {0.0, 1});
}

TEST(Arith, FusedMultiplyAddRoundsOnce) {
  auto fma = [](llvm::StringRef type, ElementKind kind, double a, double b) {
    return apply("math.fma %a, %a, %b : tensor<1x" + type.str() + ">", type, type, kind, kind, {a},
                 {b})[0];
  };
  // (1 + 2^-7)^2 = 1 + 2^-6 + 2^-14; adding a tiny number decides which way a tie goes.
  EXPECT_EQ(fma("bf16", ElementKind::BF16, 1.0078125, 0x1p-120), 1.015625);
  // (1 + 2^-4)^2 = 1 + 2^-3 + 2^-8 is a tie in bf16; the smallest number breaks it.
  EXPECT_EQ(fma("bf16", ElementKind::BF16, 1.0625, 0), 1.125);
  EXPECT_EQ(fma("bf16", ElementKind::BF16, 1.0625, 0x1p-120), 1.1328125);
  EXPECT_EQ(fma("bf16", ElementKind::BF16, 1.0625, -0x1p-120), 1.125);
  std::mt19937_64 random(4);
  for (int i = 0; i < 20; ++i) {
    float a = std::ldexp(static_cast<float>(random() >> 40), -24);
    float b = std::ldexp(static_cast<float>(random() >> 40), -24 - int(random() % 40));
    EXPECT_EQ(fma("f32", ElementKind::F32, a, b), std::fma(a, a, b)) << a << " " << b;
  }
}

TEST(Arith, MathIsRoundedFromDouble) {
  auto unary = [](llvm::StringRef op, llvm::StringRef type, ElementKind kind, double a) {
    return apply(op.str() + " %a : tensor<1x" + type.str() + ">", type, type, kind, kind, {a},
                 {0})[0];
  };
  EXPECT_EQ(unary("math.exp", "f32", ElementKind::F32, 1), static_cast<float>(std::exp(1.0)));
  EXPECT_EQ(unary("math.exp", "f32", ElementKind::F32, -inf), 0);
  EXPECT_EQ(unary("math.exp", "f16", ElementKind::F16, 12), inf);
  EXPECT_EQ(unary("math.sqrt", "f32", ElementKind::F32, 2), std::sqrt(2.0f));
  EXPECT_TRUE(std::isnan(unary("math.sqrt", "bf16", ElementKind::BF16, -1)));
  EXPECT_EQ(unary("math.rsqrt", "f32", ElementKind::F32, 4), 0.5);
  EXPECT_EQ(unary("math.round", "f32", ElementKind::F32, 2.5), 3);
  EXPECT_EQ(unary("math.roundeven", "f32", ElementKind::F32, 2.5), 2);
  EXPECT_EQ(unary("math.trunc", "f32", ElementKind::F32, -2.5), -2);
  EXPECT_EQ(unary("math.floor", "f32", ElementKind::F32, -2.5), -3);
  EXPECT_EQ(unary("math.ceil", "f32", ElementKind::F32, -2.5), -2);
}

TEST(Arith, IntegerMath) {
  auto unary = [](llvm::StringRef op, llvm::ArrayRef<double> a) {
    return apply(op.str() + " %a : tensor<4xi8>", "i8", "i8", ElementKind::I8, ElementKind::I8, a,
                 {0, 0, 0, 0});
  };
  expectSame(unary("math.absi", {-128, -1, 0, 5}), {-128, 1, 0, 5});
  expectSame(unary("math.ctlz", {0, 1, -1, 16}), {8, 7, 0, 3});
  expectSame(unary("math.cttz", {0, 1, -128, 16}), {8, 0, 7, 4});
  expectSame(unary("math.ctpop", {0, 1, -1, 5}), {0, 1, 8, 2});
  expectSame(applyI8("math.ipowi", {3, -1, 2, 0}, {4, -3, -1, 0}), {81, -1, 0, 1});
}

TEST(Cast, FloatToIntegerSaturates) {
  std::vector<double> source = {1.9, -1.9, 300, -300, nan_, inf, -inf, 127.5};
  std::vector<double> zeros(source.size());
  expectSame(apply("tile.cast %a : tensor<8xf32> to tensor<8xi8>", "f32", "i8", ElementKind::F32,
                   ElementKind::I8, source, zeros),
             {1, -1, 127, -128, 0, 127, -128, 127});
  // Read back as signed: 255 is -1.
  expectSame(apply("tile.cast %a unsigned : tensor<8xf32> to tensor<8xi8>", "f32", "i8",
                   ElementKind::F32, ElementKind::I8, source, zeros),
             {1, 0, -1, 0, 0, -1, 0, 127});
  expectSame(apply("arith.fptosi %a : tensor<8xf32> to tensor<8xi8>", "f32", "i8", ElementKind::F32,
                   ElementKind::I8, source, zeros),
             {1, -1, 127, -128, 0, 127, -128, 127});
}

TEST(Cast, IntegersToFloat) {
  expectSame(apply("tile.cast %a : tensor<2xi8> to tensor<2xbf16>", "i8", "bf16", ElementKind::I8,
                   ElementKind::BF16, {-1, 127}, {0, 0}),
             {-1, 127});
  expectSame(apply("tile.cast %a unsigned : tensor<2xi8> to tensor<2xbf16>", "i8", "bf16",
                   ElementKind::I8, ElementKind::BF16, {-1, 127}, {0, 0}),
             {255, 127});
  // 2^24 + 2^16 + 1 is just above half a bf16 step; through f32 it would be the half itself.
  expectSame(apply("tile.cast %a : tensor<1xi32> to tensor<1xbf16>", "i32", "bf16",
                   ElementKind::I32, ElementKind::BF16, {16777216.0 + 65536 + 1}, {0}),
             {16777216.0 + 131072});
  expectSame(apply("arith.sitofp %a : tensor<1xi32> to tensor<1xf16>", "i32", "f16",
                   ElementKind::I32, ElementKind::F16, {65520}, {0}),
             {inf});
}

TEST(Cast, IntegersWrapOrExtend) {
  expectSame(apply("tile.cast %a : tensor<2xi32> to tensor<2xi8>", "i32", "i8", ElementKind::I32,
                   ElementKind::I8, {300, -129}, {0, 0}),
             {44, 127});
  expectSame(apply("tile.cast %a : tensor<2xi8> to tensor<2xi32>", "i8", "i32", ElementKind::I8,
                   ElementKind::I32, {-1, 5}, {0, 0}),
             {-1, 5});
  expectSame(apply("tile.cast %a unsigned : tensor<2xi8> to tensor<2xi32>", "i8", "i32",
                   ElementKind::I8, ElementKind::I32, {-1, 5}, {0, 0}),
             {255, 5});
  expectSame(apply("arith.extui %a : tensor<2xi8> to tensor<2xi32>", "i8", "i32", ElementKind::I8,
                   ElementKind::I32, {-1, 5}, {0, 0}),
             {255, 5});
}

TEST(Cast, FloatToFloat) {
  expectSame(apply("tile.cast %a : tensor<5xf32> to tensor<5xbf16>", "f32", "bf16",
                   ElementKind::F32, ElementKind::BF16,
                   {0x1p-133, 0x1p-134, 3.4e38, nan_, 1.00390625}, {0, 0, 0, 0, 0}),
             {0x1p-133, 0, inf, nan_, 1});
  expectSame(apply("tile.cast %a : tensor<2xf64> to tensor<2xf16>", "f64", "f16", ElementKind::F64,
                   ElementKind::F16, {1 + 0x1p-11 + 0x1p-50, 0x1p-25}, {0, 0}),
             {1 + 0x1p-10, 0});
  expectSame(apply("tile.cast %a : tensor<1xbf16> to tensor<1xf16>", "bf16", "f16",
                   ElementKind::BF16, ElementKind::F16, {65536}, {0}),
             {inf});
}

TEST(Cast, TrueIsOne) {
  TestKernel kernel(makeKernel("%p: !tile.ptr<f32>", R"(
    %true = arith.constant true
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %a = tile.cast %true : i1 to f32
    %b = tile.cast %true unsigned : i1 to f32
    tile.store %a, %p[%c0] : !tile.ptr<f32>, i32
    tile.store %b, %p[%c1] : !tile.ptr<f32>, i32
    // In arith a sign is a sign.
    %wide = arith.extsi %true : i1 to i32
    %c = arith.sitofp %wide : i32 to f32
    %c2 = arith.constant 2 : i32
    tile.store %c, %p[%c2] : !tile.ptr<f32>, i32)"));
  BufferId buffer = kernel.memory.addBuffer("p", 12);
  ASSERT_TRUE(kernel.run({Argument::pointer(buffer)})) << testing::PrintToString(kernel.messages);
  expectSame(getNumbers(kernel.memory, buffer, ElementKind::F32), {1, 1, -1});
}

TEST(Cast, BitcastKeepsBits) {
  expectSame(apply("arith.bitcast %a : tensor<3xf32> to tensor<3xi32>", "f32", "i32",
                   ElementKind::F32, ElementKind::I32, {1, -0.0, inf}, {0, 0, 0}),
             {0x3F800000, -0x1p31, 0x7F800000});
}
