// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops, branches, index values, shapes and reductions.
#include "TestKernel.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace gems::interp;

/// Runs a kernel of one argument, the pointer %out, on `size` zeros.
template <typename T>
static std::vector<T> runOn(size_t size, llvm::StringRef type, llvm::StringRef body,
                            GridPoint grid = {1, 1, 1}) {
  TestKernel kernel(makeKernel(("%out: !tile.ptr<" + type + ">").str(), body));
  BufferId out = addBits<T>(kernel.memory, "out", std::vector<T>(size));
  EXPECT_TRUE(kernel.run({Argument::pointer(out)}, grid))
      << testing::PrintToString(kernel.messages);
  return getBits<T>(kernel.memory, out);
}

TEST(Control, LoopsCarryTiles) {
  // Two tiles that change places each time.
  EXPECT_EQ(runOn<int32_t>(4, "i32", R"(
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %c3 = arith.constant 3 : i32
    %a = arith.constant dense<[1, 2]> : tensor<2xi32>
    %b = arith.constant dense<[10, 20]> : tensor<2xi32>
    %r:2 = scf.for %k = %c0 to %c3 step %c1 iter_args(%x = %a, %y = %b)
        -> (tensor<2xi32>, tensor<2xi32>) : i32 {
      %s = arith.addi %x, %y : tensor<2xi32>
      scf.yield %y, %s : tensor<2xi32>, tensor<2xi32>
    }
    %i = tile.arange : tensor<2xi32>
    %j = tile.arange 2 : tensor<2xi32>
    tile.store %r#0, %out[%i] : !tile.ptr<i32>, tensor<2xi32>
    tile.store %r#1, %out[%j] : !tile.ptr<i32>, tensor<2xi32>)"),
            ElementsAre(21, 42, 32, 64));
}

TEST(Control, LoopsOfNoTripGiveTheirInitialValue) {
  EXPECT_EQ(runOn<int32_t>(1, "i32", R"(
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %c7 = arith.constant 7 : i32
    %r = scf.for %k = %c1 to %c0 step %c1 iter_args(%x = %c7) -> (i32) : i32 {
      scf.yield %k : i32
    }
    tile.store %r, %out[%c0] : !tile.ptr<i32>, i32)"),
            ElementsAre(7));
}

TEST(Control, LoopsCountIn64Bits) {
  // In 32 bits the counter would wrap and the loop never end.
  EXPECT_EQ(runOn<int64_t>(1, "i64", R"(
    %first = arith.constant 2147483000 : i32
    %last = arith.constant 2147483647 : i32
    %step = arith.constant 500 : i32
    %c0 = arith.constant 0 : i64
    %r = scf.for %k = %first to %last step %step iter_args(%x = %c0) -> (i64) : i32 {
      %wide = arith.extsi %k : i32 to i64
      %s = arith.addi %x, %wide : i64
      scf.yield %s : i64
    }
    tile.store %r, %out[%c0] : !tile.ptr<i64>, i64)"),
            ElementsAre(int64_t(2147483000) + 2147483500));
}

TEST(Control, LoopsRunZeroTimesUnlessTheStepIsPositive) {
  for (int64_t step : {0, -1, 1}) {
    TestKernel kernel(makeKernel("%out: !tile.ptr<i32>, %s: i32", R"(
      %c0 = arith.constant 0 : i32
      %c1 = arith.constant 1 : i32
      scf.for %k = %c0 to %c1 step %s : i32 {
        tile.store %c1, %out[%c0] : !tile.ptr<i32>, i32
      })"));
    BufferId out = addBits<int32_t>(kernel.memory, "out", {0});
    EXPECT_TRUE(kernel.run({Argument::pointer(out), Argument::integerValue(step)}));
    EXPECT_EQ(getBits<int32_t>(kernel.memory, out), ElementsAre(step > 0));
  }
}

TEST(Control, LaunchesThatTakeTooLongEnd) {
  TestKernel kernel(makeKernel("", R"(
    %true = arith.constant true
    scf.while : () -> () {
      scf.condition(%true)
    } do {
      scf.yield
    })"));
  InterpreterOptions options;
  options.maxOps = 1000;
  ASSERT_FALSE(kernel.run({}, {1, 1, 1}, options));
  EXPECT_EQ(kernel.messages[0], Containing("expected a launch of at most 1000 ops, got more"));
}

TEST(Control, BranchesAndWhile) {
  // Collatz from 6: eight steps.
  EXPECT_EQ(runOn<int32_t>(1, "i32", R"(
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %c2 = arith.constant 2 : i32
    %c3 = arith.constant 3 : i32
    %c6 = arith.constant 6 : i32
    %r:2 = scf.while (%n = %c6, %steps = %c0) : (i32, i32) -> (i32, i32) {
      %more = arith.cmpi ne, %n, %c1 : i32
      scf.condition(%more) %n, %steps : i32, i32
    } do {
    ^bb0(%n: i32, %steps: i32):
      %bit = arith.andi %n, %c1 : i32
      %odd = arith.cmpi eq, %bit, %c1 : i32
      %m = scf.if %odd -> (i32) {
        %t = arith.muli %n, %c3 : i32
        %u = arith.addi %t, %c1 : i32
        scf.yield %u : i32
      } else {
        %h = arith.divui %n, %c2 : i32
        scf.yield %h : i32
      }
      %next = arith.addi %steps, %c1 : i32
      scf.yield %m, %next : i32, i32
    }
    tile.store %r#1, %out[%c0] : !tile.ptr<i32>, i32)"),
            ElementsAre(8));
}

TEST(Control, GridsRunEveryProgram) {
  EXPECT_EQ(runOn<int32_t>(8, "i32", R"(
    %x = tile.program_id x
    %y = tile.program_id y
    %z = tile.program_id z
    %nx = tile.num_programs x
    %ny = tile.num_programs y
    %zy = arith.muli %z, %ny : i32
    %row = arith.addi %zy, %y : i32
    %rx = arith.muli %row, %nx : i32
    %at = arith.addi %rx, %x : i32
    %c10 = arith.constant 10 : i32
    %c100 = arith.constant 100 : i32
    %zh = arith.muli %z, %c100 : i32
    %yt = arith.muli %y, %c10 : i32
    %v0 = arith.addi %zh, %yt : i32
    %v = arith.addi %v0, %x : i32
    tile.store %v, %out[%at] : !tile.ptr<i32>, i32)",
                           {2, 2, 2}),
            ElementsAre(0, 1, 10, 11, 100, 101, 110, 111));
}

TEST(Control, EmptyGridsRunNothing) {
  EXPECT_EQ(runOn<int32_t>(1, "i32", R"(
    %c1 = arith.constant 1 : i32
    tile.store %c1, %out[%c1] : !tile.ptr<i32>, i32)",
                           {4, 0, 4}),
            ElementsAre(0));
}

// Index values.

TEST(Index, OffsetsAndComparisonsUseAll64Bits) {
  // pid * 2^31 + 2^32 - 2^31 in i32 is 2^32 - 2^31 for program 0, and one more is out of i32 too.
  EXPECT_EQ(runOn<int32_t>(3, "i32", R"(
    %pid = tile.program_id x
    %big = arith.constant 2147483647 : i32
    %c2 = arith.constant 2 : i32
    %c1 = arith.constant 1 : i32
    %next = arith.addi %pid, %big : i32
    %far = arith.muli %next, %c2 : i32
    %near = arith.subi %far, %big : i32
    %at = arith.subi %near, %big : i32
    // At 64 bits 4294967294 is larger than 1; at 32 bits it is -2.
    %more = arith.cmpi sgt, %far, %c1 : i32
    %v = arith.extui %more : i1 to i32
    tile.store %v, %out[%at] : !tile.ptr<i32>, i32
    // As a number it is wrapped: -2.
    tile.store %far, %out[%c1] : !tile.ptr<i32>, i32
    %half = arith.divsi %far, %c2 : i32
    tile.store %half, %out[%c2] : !tile.ptr<i32>, i32)"),
            ElementsAre(1, -2, -1));
}

TEST(Index, WhatIsNoIndexValueWraps) {
  EXPECT_EQ(runOn<int32_t>(1, "i32", R"(
    %c0 = arith.constant 0 : i32
    %big = arith.constant 2147483647 : i32
    %far = arith.addi %big, %big : i32
    %less = arith.cmpi slt, %far, %c0 : i32
    %v = arith.extui %less : i1 to i32
    tile.store %v, %out[%c0] : !tile.ptr<i32>, i32)"),
            ElementsAre(1));
}

TEST(Index, FlowThroughShapesSelectsLoopsAndExtensions) {
  EXPECT_EQ(runOn<int64_t>(4, "i64", R"(
    %big = arith.constant 2147483647 : i32
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %c2 = arith.constant 2 : i32
    %true = arith.constant true
    %pid = tile.program_id x
    %far = arith.addi %pid, %big : i32
    // Carried: starts as a plain number, becomes an index value.
    %r = scf.for %k = %c0 to %c2 step %c1 iter_args(%x = %big) -> (i32) : i32 {
      %s = arith.addi %x, %far : i32
      scf.yield %s : i32
    }
    %e = arith.extsi %r : i32 to i64
    %o0 = arith.constant 0 : i64
    tile.store %e, %out[%o0] : !tile.ptr<i64>, i64
    %t = tile.splat %r : i32 -> tensor<2xi32>
    %t2 = tile.expand_dims %t axis 0 : tensor<2xi32> -> tensor<1x2xi32>
    %t3 = tile.broadcast %t2 : tensor<1x2xi32> -> tensor<2x2xi32>
    %t4 = tile.trans %t3 : tensor<2x2xi32> -> tensor<2x2xi32>
    %t5 = tile.reshape %t4 : tensor<2x2xi32> -> tensor<4xi32>
    %plain = arith.constant dense<5> : tensor<4xi32>
    %t6 = arith.select %true, %t5, %plain : tensor<4xi32>
    %w = arith.extsi %t6 : tensor<4xi32> to tensor<4xi64>
    // Sums are no index arithmetic: their operands are whole here, i64.
    %sum = tile.sum %w axis 0 : tensor<4xi64>
    %o1 = arith.constant 1 : i64
    tile.store %sum, %out[%o1] : !tile.ptr<i64>, i64
    // A truncation takes the value as written.
    %cut = arith.trunci %e : i64 to i32
    %back = arith.extsi %cut : i32 to i64
    %o2 = arith.constant 2 : i64
    tile.store %back, %out[%o2] : !tile.ptr<i64>, i64
    // A cast to a wider type is an extension.
    %cast = tile.cast %r : i32 to i64
    %o3 = arith.constant 3 : i64
    tile.store %cast, %out[%o3] : !tile.ptr<i64>, i64)"),
            ElementsAre(6442450941, 4 * 6442450941, 2147483645, 6442450941));
}

TEST(Index, NarrowOverflowIsWarnedOfOncePerOp) {
  TestKernel kernel(makeKernel("%s: i32", R"(
    %pid = tile.program_id x
    %row = arith.muli %pid, %s : i32)"));
  InterpreterOptions options;
  options.warnNarrowOverflow = true;
  EXPECT_TRUE(kernel.run({Argument::integerValue(100)}, {4, 1, 1}, options));
  EXPECT_EQ(kernel.messages, ElementsAre());
  EXPECT_TRUE(kernel.run({Argument::integerValue(1 << 30)}, {4, 1, 1}, options));
  EXPECT_EQ(kernel.messages,
            ElementsAre("4: warning: index value 2147483648 does not fit 32 bits in program (2, 0, "
                        "0)"));
}

// Shapes and reductions.

TEST(Shape, ElementsMove) {
  EXPECT_EQ(runOn<int32_t>(12, "i32", R"(
    %a = arith.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
    %t = tile.trans %a : tensor<2x3xi32> -> tensor<3x2xi32>
    %f = tile.reshape %t : tensor<3x2xi32> -> tensor<6xi32>
    %i = tile.arange : tensor<6xi32>
    tile.store %f, %out[%i] : !tile.ptr<i32>, tensor<6xi32>
    %c = arith.constant dense<[7, 8]> : tensor<2xi32>
    %column = tile.expand_dims %c axis 1 : tensor<2xi32> -> tensor<2x1xi32>
    %b = tile.broadcast %column : tensor<2x1xi32> -> tensor<2x3xi32>
    %g = tile.reshape %b : tensor<2x3xi32> -> tensor<6xi32>
    %j = tile.arange 6 : tensor<6xi32>
    tile.store %g, %out[%j] : !tile.ptr<i32>, tensor<6xi32>)"),
            ElementsAre(1, 4, 2, 5, 3, 6, 7, 7, 7, 8, 8, 8));
}

TEST(Reduce, AlongEachAxis) {
  EXPECT_EQ(runOn<int32_t>(7, "i32", R"(
    %a = arith.constant dense<[[1, 9, 3], [4, -5, 6]]> : tensor<2x3xi32>
    %rows = tile.sum %a axis 1 : tensor<2x3xi32>
    %i = tile.arange : tensor<2xi32>
    tile.store %rows, %out[%i] : !tile.ptr<i32>, tensor<2xi32>
    %cols = tile.max %a axis 0 : tensor<2x3xi32>
    %j = tile.arange 2 : tensor<3xi32>
    tile.store %cols, %out[%j] : !tile.ptr<i32>, tensor<3xi32>
    %min = tile.min %a axis 1 : tensor<2x3xi32>
    %k = tile.arange 5 : tensor<2xi32>
    tile.store %min, %out[%k] : !tile.ptr<i32>, tensor<2xi32>)"),
            ElementsAre(13, 5, 4, 9, 6, 1, -5));
}

TEST(Reduce, IntegerSumsWrapAndOrderIsSigned) {
  EXPECT_EQ(runOn<int8_t>(3, "i8", R"(
    %a = arith.constant dense<[100, 100, -1]> : tensor<3xi8>
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %c2 = arith.constant 2 : i32
    %s = tile.sum %a axis 0 : tensor<3xi8>
    tile.store %s, %out[%c0] : !tile.ptr<i8>, i32
    %m = tile.max %a axis 0 : tensor<3xi8>
    tile.store %m, %out[%c1] : !tile.ptr<i8>, i32
    %n = tile.min %a axis 0 : tensor<3xi8>
    tile.store %n, %out[%c2] : !tile.ptr<i8>, i32)"),
            ElementsAre(-57, 100, -1));
}

TEST(Reduce, NarrowFloatSumsAccumulateInF32) {
  // In bf16 256 + 1 stays 256; in f32 the four ones count.
  EXPECT_EQ(runOn<uint16_t>(1, "bf16", R"(
    %a = arith.constant dense<[256.0, 1.0, 1.0, 1.0, 1.0]> : tensor<5xbf16>
    %c0 = arith.constant 0 : i32
    %s = tile.sum %a axis 0 : tensor<5xbf16>
    tile.store %s, %out[%c0] : !tile.ptr<bf16>, i32)"),
            ElementsAre(0x4382)); // 260
}

TEST(Reduce, SumsStartAtPositiveZeroAndExtremesOrderZeros) {
  EXPECT_EQ(runOn<uint32_t>(5, "f32", R"(
    %a = arith.constant dense<[-0.0, -0.0]> : tensor<2xf32>
    %b = arith.constant dense<[0.0, -0.0]> : tensor<2xf32>
    %n = arith.constant dense<[1.0, 0x7FC00000]> : tensor<2xf32>
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    %c2 = arith.constant 2 : i32
    %c3 = arith.constant 3 : i32
    %c4 = arith.constant 4 : i32
    %s = tile.sum %a axis 0 : tensor<2xf32>
    tile.store %s, %out[%c0] : !tile.ptr<f32>, i32
    %max = tile.max %b axis 0 : tensor<2xf32>
    tile.store %max, %out[%c1] : !tile.ptr<f32>, i32
    %min = tile.min %b axis 0 : tensor<2xf32>
    tile.store %min, %out[%c2] : !tile.ptr<f32>, i32
    %only = tile.max %a axis 0 : tensor<2xf32>
    tile.store %only, %out[%c3] : !tile.ptr<f32>, i32
    %nan = tile.min %n axis 0 : tensor<2xf32>
    tile.store %nan, %out[%c4] : !tile.ptr<f32>, i32)"),
            ElementsAre(0, 0, 0x80000000, 0x80000000, 0x7FC00000));
}

TEST(Reduce, MaskedOffLanesCountWhatOtherBecomes) {
  // exp(0) for each of the two lanes beyond n.
  TestKernel kernel(makeKernel("%a: !tile.ptr<f32>, %out: !tile.ptr<f32>, %n: i32", R"(
    %i = tile.arange : tensor<4xi32>
    %end = tile.splat %n : i32 -> tensor<4xi32>
    %m = arith.cmpi slt, %i, %end : tensor<4xi32>
    %v = tile.load %a[%i] mask %m : !tile.ptr<f32>, tensor<4xi32>
    %e = math.exp %v : tensor<4xf32>
    %s = tile.sum %e axis 0 : tensor<4xf32>
    %c0 = arith.constant 0 : i32
    tile.store %s, %out[%c0] : !tile.ptr<f32>, i32)"));
  BufferId a = addNumbers(kernel.memory, "a", ElementKind::F32, {-INFINITY, -INFINITY});
  BufferId out = kernel.memory.addBuffer("out", 4);
  ASSERT_TRUE(
      kernel.run({Argument::pointer(a), Argument::pointer(out), Argument::integerValue(2)}));
  EXPECT_EQ(getNumbers(kernel.memory, out, ElementKind::F32), ElementsAre(2));
}
