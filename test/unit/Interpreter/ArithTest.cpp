// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer and float ops and math, on results computed by hand.
#include "TestKernel.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace gems::interp;

static const double inf = std::numeric_limits<double>::infinity();
static const double nan_ = std::numeric_limits<double>::quiet_NaN();

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

TEST(Arith, EveryFunctionIsThatOfItsName) {
  const std::pair<const char *, double (*)(double)> functions[] = {
      {"acos", std::acos},   {"asin", std::asin},   {"asinh", std::asinh}, {"atan", std::atan},
      {"atanh", std::atanh}, {"cbrt", std::cbrt},   {"cos", std::cos},     {"cosh", std::cosh},
      {"erf", std::erf},     {"erfc", std::erfc},   {"exp", std::exp},     {"exp2", std::exp2},
      {"expm1", std::expm1}, {"log", std::log},     {"log10", std::log10}, {"log1p", std::log1p},
      {"log2", std::log2},   {"sin", std::sin},     {"sinh", std::sinh},   {"tan", std::tan},
      {"tanh", std::tanh},   {"acosh", std::acosh}, {"sqrt", std::sqrt}};
  for (auto [name, function] : functions) {
    std::vector<double> got =
        apply("math." + std::string(name) + " %a : tensor<2xf64>", "f64", "f64", ElementKind::F64,
              ElementKind::F64, {0.375, 1.5}, {0, 0});
    SCOPED_TRACE(name);
    expectSame(got, {function(0.375), function(1.5)});
  }
  expectSame(applyFloat("math.atan2", "f64", ElementKind::F64, {1, -0.0}, {-2, -1}),
             {std::atan2(1.0, -2.0), std::atan2(-0.0, -1.0)});
  expectSame(applyFloat("math.powf", "f64", ElementKind::F64, {2, -8}, {0.5, 1}),
             {std::sqrt(2.0), -8});
}

TEST(Arith, FunctionsOfSeveralOperandsOrResults) {
  auto applyF32 = [](llvm::StringRef op, llvm::ArrayRef<double> a, llvm::ArrayRef<double> b,
                     llvm::StringRef before = "") {
    return apply(op, "f32", "f32", ElementKind::F32, ElementKind::F32, a, b, before);
  };
  expectSame(applyF32("math.fpowi %a, %n : tensor<3xf32>, tensor<3xi8>", {2, -2, 0.5}, {3, 3, -1},
                      "%n = arith.fptosi %b : tensor<3xf32> to tensor<3xi8>"),
             {8, -8, 2});
  expectSame(applyF32("math.clampf %a to [%low, %b] : tensor<4xf32>", {-3, 0, 3, nan_},
                      {1, 1, 1, 1}, "%low = arith.negf %b : tensor<4xf32>"),
             {-1, 0, 1, nan_});
  float sine = static_cast<float>(std::sin(0.5)), cosine = static_cast<float>(std::cos(0.5));
  expectSame(applyF32("arith.addf %sin, %b : tensor<1xf32>", {0.5}, {0},
                      "%sin, %cos = math.sincos %a : tensor<1xf32>"),
             {sine});
  expectSame(applyF32("arith.addf %cos, %b : tensor<1xf32>", {0.5}, {0},
                      "%sin, %cos = math.sincos %a : tensor<1xf32>"),
             {cosine});
}

/// Which elements satisfy a test that gives %m.
static std::vector<double> applyTest(llvm::StringRef test, llvm::StringRef type, ElementKind kind,
                                     llvm::ArrayRef<double> a, llvm::ArrayRef<double> b) {
  std::string n = std::to_string(a.size());
  return apply("arith.extui %m : tensor<" + n + "xi1> to tensor<" + n + "xi8>", type, "i8", kind,
               ElementKind::I8, a, b,
               "%m = " + test.str() + " : tensor<" + n + "x" + type.str() + ">");
}

TEST(Arith, ClassesOfNumbers) {
  std::vector<double> numbers = {nan_, -inf, 0, 0x1p-15, 0x1p-14, 65504};
  auto classify = [&](llvm::StringRef op) {
    return applyTest(op.str() + " %a", "f16", ElementKind::F16, numbers, numbers);
  };
  expectSame(classify("math.isnan"), {1, 0, 0, 0, 0, 0});
  expectSame(classify("math.isinf"), {0, 1, 0, 0, 0, 0});
  expectSame(classify("math.isfinite"), {0, 0, 1, 1, 1, 1});
  expectSame(classify("math.isnormal"), {0, 0, 0, 0, 1, 1});
}

TEST(Arith, ComparisonsOfIntegers) {
  auto compare = [](llvm::StringRef predicate) {
    return applyTest("arith.cmpi " + predicate.str() + ", %a, %b", "i8", ElementKind::I8,
                     {-1, 1, 5}, {1, -1, 5});
  };
  expectSame(compare("eq"), {0, 0, 1});
  expectSame(compare("ne"), {1, 1, 0});
  expectSame(compare("slt"), {1, 0, 0});
  expectSame(compare("sle"), {1, 0, 1});
  expectSame(compare("sgt"), {0, 1, 0});
  expectSame(compare("sge"), {0, 1, 1});
  expectSame(compare("ult"), {0, 1, 0});
  expectSame(compare("ule"), {0, 1, 1});
  expectSame(compare("ugt"), {1, 0, 0});
  expectSame(compare("uge"), {1, 0, 1});
}

TEST(Arith, ComparisonsOfFloats) {
  auto compare = [](llvm::StringRef predicate) {
    return applyTest("arith.cmpf " + predicate.str() + ", %a, %b", "f32", ElementKind::F32,
                     {1, 2, 2, nan_}, {2, 1, 2, 1});
  };
  expectSame(compare("false"), {0, 0, 0, 0});
  expectSame(compare("oeq"), {0, 0, 1, 0});
  expectSame(compare("ogt"), {0, 1, 0, 0});
  expectSame(compare("oge"), {0, 1, 1, 0});
  expectSame(compare("olt"), {1, 0, 0, 0});
  expectSame(compare("ole"), {1, 0, 1, 0});
  expectSame(compare("one"), {1, 1, 0, 0});
  expectSame(compare("ord"), {1, 1, 1, 0});
  expectSame(compare("ueq"), {0, 0, 1, 1});
  expectSame(compare("ugt"), {0, 1, 0, 1});
  expectSame(compare("uge"), {0, 1, 1, 1});
  expectSame(compare("ult"), {1, 0, 0, 1});
  expectSame(compare("ule"), {1, 0, 1, 1});
  expectSame(compare("une"), {1, 1, 0, 1});
  expectSame(compare("uno"), {0, 0, 0, 1});
  expectSame(compare("true"), {1, 1, 1, 1});
}

TEST(Arith, ExtendedSumsAndProducts) {
  auto applyHalf = [](llvm::StringRef op, bool isHigh, llvm::ArrayRef<double> a,
                      llvm::ArrayRef<double> b) {
    std::string n = std::to_string(a.size());
    return apply(std::string("arith.addi ") + (isHigh ? "%high" : "%low") + ", %zero : tensor<" +
                     n + "xi8>",
                 "i8", "i8", ElementKind::I8, ElementKind::I8, a, b,
                 "%zero = arith.constant dense<0> : tensor<" + n +
                     "xi8>\n  %low, %high = " + op.str() + " %a, %b : tensor<" + n + "xi8>");
  };
  // 100 * 100 = 39 * 256 + 16; -1 * 2 = -1 * 256 + 254, or 255 * 2 = 1 * 256 + 254.
  expectSame(applyHalf("arith.mulsi_extended", false, {100, -1}, {100, 2}), {16, -2});
  expectSame(applyHalf("arith.mulsi_extended", true, {100, -1}, {100, 2}), {39, -1});
  expectSame(applyHalf("arith.mului_extended", false, {100, -1}, {100, 2}), {16, -2});
  expectSame(applyHalf("arith.mului_extended", true, {100, -1}, {100, 2}), {39, 1});
  std::string sum = "%sum, %m = arith.addui_extended %a, %b : tensor<2xi8>, tensor<2xi1>";
  expectSame(apply("arith.extui %m : tensor<2xi1> to tensor<2xi8>", "i8", "i8", ElementKind::I8,
                   ElementKind::I8, {-1, 100}, {1, 100}, sum),
             {1, 0});
  expectSame(apply("arith.ori %sum, %a : tensor<2xi8>", "i8", "i8", ElementKind::I8,
                   ElementKind::I8, {-2, 0}, {1, 100}, sum),
             {-1, 100});
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
