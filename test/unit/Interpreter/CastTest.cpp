// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions, on results computed by hand.
#include "TestKernel.h"
#include <gtest/gtest.h>
#include <limits>

using namespace gems::interp;

static const double inf = std::numeric_limits<double>::infinity();
static const double nan_ = std::numeric_limits<double>::quiet_NaN();

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
