// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads, stores, their checks, and where arguments overlap.
#include "TestKernel.h"
#include <gtest/gtest.h>

using namespace gems::interp;

static const char copyMasked[] = R"(
  %i = tile.arange : tensor<4xi32>
  %end = tile.splat %n : i32 -> tensor<4xi32>
  %m = arith.cmpi slt, %i, %end : tensor<4xi32>
  %o = arith.constant dense<[9, 8, 7, 6]> : tensor<4xi32>
  %v = tile.load %a[%i] mask %m other %o : !tile.ptr<i32>, tensor<4xi32>
  tile.store %v, %b[%i] : !tile.ptr<i32>, tensor<4xi32>)";
static const char twoPointers[] = "%a: !tile.ptr<i32>, %b: !tile.ptr<i32>, %n: i32";

TEST(Memory, MaskedOffLanesReadOtherAndTouchNothing) {
  TestKernel kernel(makeKernel(twoPointers, copyMasked));
  BufferId a = addBits<int32_t>(kernel.memory, "a", {1, 2}); // lanes 2 and 3 would be outside
  BufferId b = addBits<int32_t>(kernel.memory, "b", {0, 0, 0, 0});
  ASSERT_TRUE(kernel.run({Argument::pointer(a), Argument::pointer(b), Argument::integerValue(2)}));
  EXPECT_EQ(getBits<int32_t>(kernel.memory, b), ElementsAre(1, 2, 7, 6));
}

TEST(Memory, OtherIsZeroWhenAbsentAndMaskedStoresLeaveBytes) {
  TestKernel kernel(makeKernel(twoPointers, R"(
    %i = tile.arange : tensor<4xi32>
    %end = tile.splat %n : i32 -> tensor<4xi32>
    %m = arith.cmpi slt, %i, %end : tensor<4xi32>
    %v = tile.load %a[%i] mask %m : !tile.ptr<i32>, tensor<4xi32>
    %m2 = arith.cmpi sge, %i, %end : tensor<4xi32>
    tile.store %v, %b[%i] mask %m2 : !tile.ptr<i32>, tensor<4xi32>)"));
  BufferId a = addBits<int32_t>(kernel.memory, "a", {1, 2, 3, 4});
  BufferId b = addBits<int32_t>(kernel.memory, "b", {5, 5, 5, 5});
  ASSERT_TRUE(kernel.run({Argument::pointer(a), Argument::pointer(b), Argument::integerValue(1)}));
  EXPECT_EQ(getBits<int32_t>(kernel.memory, b), ElementsAre(5, 0, 0, 0));
}

TEST(Memory, OutOfBoundsNamesLineProgramLaneAndAddress) {
  TestKernel kernel(makeKernel(twoPointers, copyMasked));
  BufferId a = addBits<int32_t>(kernel.memory, "a", {1, 2});
  BufferId b = addBits<int32_t>(kernel.memory, "b", {0, 0, 0, 0});
  EXPECT_FALSE(kernel.run({Argument::pointer(a), Argument::pointer(b), Argument::integerValue(3)},
                          {2, 1, 1}));
  EXPECT_EQ(
      kernel.messages,
      ElementsAre("7: error: load out of bounds in program (0, 0, 0), lane [2]: expected 4 "
                  "bytes within [0x100000, 0x100008) of 'a', got address 0x100008 (element 2)"));
}

TEST(Memory, NegativeAndHugeOffsetsAreOutOfBounds) {
  for (int64_t offset : {int64_t(-1), int64_t(1) << 62, INT64_MIN, INT64_MAX, int64_t(2)}) {
    TestKernel kernel(makeKernel("%a: !tile.ptr<i32>, %o: i64", R"(
      %v = tile.load %a[%o] : !tile.ptr<i32>, i64)"));
    BufferId a = addBits<int32_t>(kernel.memory, "a", {1, 2});
    EXPECT_FALSE(kernel.run({Argument::pointer(a), Argument::integerValue(offset)})) << offset;
    ASSERT_EQ(kernel.messages.size(), 1u);
    EXPECT_EQ(kernel.messages[0], Containing("load out of bounds in program (0, 0, 0): "));
  }
}

TEST(Memory, APartOfAnElementIsOutOfBounds) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i32>, %o: i64", R"(
    %v = arith.constant 1 : i32
    tile.store %v, %a[%o] : !tile.ptr<i32>, i64)"));
  BufferId a = kernel.memory.addBuffer("a", 7);
  EXPECT_FALSE(kernel.run({Argument::pointer(a), Argument::integerValue(1)}));
  EXPECT_FALSE(kernel.run({Argument::pointer(a, 4), Argument::integerValue(0)}));
  EXPECT_TRUE(kernel.run({Argument::pointer(a, 3), Argument::integerValue(0)}));
}

TEST(Memory, PointersMayLeaveTheBufferAndComeBack) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i32>", R"(
    %far = arith.constant -100 : i32
    %p = tile.addptr %a, %far : !tile.ptr<i32>, i32
    %i = arith.constant 101 : i32
    %v = tile.load %p[%i] : !tile.ptr<i32>, i32
    %c0 = arith.constant 0 : i64
    tile.store %v, %a[%c0] : !tile.ptr<i32>, i64)"));
  BufferId a = addBits<int32_t>(kernel.memory, "a", {1, 2});
  ASSERT_TRUE(kernel.run({Argument::pointer(a)}));
  EXPECT_EQ(getBits<int32_t>(kernel.memory, a), ElementsAre(2, 2));
}

TEST(Memory, EachOpHappensCompletelyBeforeTheNext) {
  // b is a shifted by one: a copy lane by lane would smear a[0] over all.
  TestKernel kernel(makeKernel("%a: !tile.ptr<i16>, %b: !tile.ptr<i16>", R"(
    %i = tile.arange : tensor<4xi32>
    %v = tile.load %a[%i] : !tile.ptr<i16>, tensor<4xi32>
    tile.store %v, %b[%i] : !tile.ptr<i16>, tensor<4xi32>)"));
  BufferId buffer = addBits<int16_t>(kernel.memory, "a", {1, 2, 3, 4, 5});
  ASSERT_TRUE(kernel.run({Argument::pointer(buffer), Argument::pointer(buffer, 2)}));
  EXPECT_EQ(getBits<int16_t>(kernel.memory, buffer), ElementsAre(1, 1, 2, 3, 4));
}

TEST(Memory, TheLastLaneOfAnElementWins) {
  TestKernel store(makeKernel("%a: !tile.ptr<i32>", R"(
    %o = arith.constant dense<[[0, 1], [1, 0]]> : tensor<2x2xi32>
    %v = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
    tile.store %v, %a[%o] : !tile.ptr<i32>, tensor<2x2xi32>)"));
  BufferId a = addBits<int32_t>(store.memory, "a", {0, 0});
  ASSERT_TRUE(store.run({Argument::pointer(a)}));
  EXPECT_EQ(getBits<int32_t>(store.memory, a), ElementsAre(4, 3));
}

TEST(Memory, ReadsOfMemoryNeverWritten) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i32>", R"(
    %c0 = arith.constant 0 : i32
    %c1 = arith.constant 1 : i32
    tile.store %c1, %a[%c0] : !tile.ptr<i32>, i32
    %x = tile.load %a[%c0] : !tile.ptr<i32>, i32
    %y = tile.load %a[%c1] : !tile.ptr<i32>, i32)"));
  InterpreterOptions options;
  options.checkWritten = true;
  BufferId a = kernel.memory.addBuffer("a", 8);
  EXPECT_FALSE(kernel.run({Argument::pointer(a)}, {1, 1, 1}, options));
  EXPECT_EQ(kernel.messages, ElementsAre("7: error: load of memory never written in program (0, "
                                         "0, 0): address 0x100004 of 'a'"));
  EXPECT_TRUE(kernel.run({Argument::pointer(a)}));
}

TEST(Memory, TwoProgramsThatWriteTheSameElement) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i32>", R"(
    %c2 = arith.constant 2 : i32
    %pid = tile.program_id x
    %half = arith.divsi %pid, %c2 : i32
    tile.store %pid, %a[%half] : !tile.ptr<i32>, i32)"));
  InterpreterOptions options;
  options.checkRaces = true;
  BufferId a = kernel.memory.addBuffer("a", 8);
  EXPECT_TRUE(kernel.run({Argument::pointer(a)}, {1, 1, 1}, options));
  EXPECT_TRUE(kernel.run({Argument::pointer(a)}, {4, 1, 1}));
  EXPECT_FALSE(kernel.run({Argument::pointer(a)}, {4, 1, 1}, options));
  EXPECT_EQ(kernel.messages,
            ElementsAre("6: error: store races in program (1, 0, 0): address 0x100000 of 'a' was "
                        "written by program (0, 0, 0)",
                        "6: note: by this op"));
}

TEST(Memory, AProgramThatReadsWhatAnotherWrites) {
  for (int32_t direction : {-1, 1}) {
    TestKernel kernel(makeKernel("%a: !tile.ptr<i32>, %d: i32", R"(
      %pid = tile.program_id y
      %c1 = arith.constant 1 : i32
      %at = arith.addi %pid, %c1 : i32
      %next = arith.addi %at, %d : i32
      %v = tile.load %a[%next] : !tile.ptr<i32>, i32
      tile.store %v, %a[%at] : !tile.ptr<i32>, i32)"));
    InterpreterOptions options;
    options.checkRaces = true;
    BufferId a = addBits<int32_t>(kernel.memory, "a", {0, 1, 2, 3});
    llvm::SmallVector<Argument> arguments = {Argument::pointer(a),
                                             Argument::integerValue(direction)};
    EXPECT_TRUE(kernel.run(arguments, {1, 1, 1}, options));
    EXPECT_FALSE(kernel.run(arguments, {1, 2, 1}, options));
    ASSERT_FALSE(kernel.messages.empty());
    EXPECT_EQ(kernel.messages[0], Containing(direction < 0 ? "load races in program (0, 1, 0)"
                                                           : "store races in program (0, 1, 0)"));
  }
}

TEST(Memory, HostPointersThatOverlapShareABuffer) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i16>, %b: !tile.ptr<i16>, %s: f32", R"(
    %i = tile.arange : tensor<4xi32>
    %v = tile.load %a[%i] : !tile.ptr<i16>, tensor<4xi32>
    tile.store %v, %b[%i] : !tile.ptr<i16>, tensor<4xi32>)"));
  int16_t data[5] = {1, 2, 3, 4, 5};
  ASSERT_TRUE(
      succeeded(runInterpreted(kernel.getModule(), "k", {1, 1, 1},
                               {HostArgument::pointer(data, 8), HostArgument::pointer(data + 1, 8),
                                HostArgument::floatValue(1)})));
  EXPECT_EQ(std::vector<int16_t>(data, data + 5), ElementsAre(1, 1, 2, 3, 4));
  EXPECT_FALSE(
      succeeded(runInterpreted(kernel.getModule(), "k", {1, 1, 1},
                               {HostArgument::pointer(data, 8), HostArgument::pointer(data + 1, 6),
                                HostArgument::floatValue(1)})));
  EXPECT_EQ(kernel.messages.back(), Containing("of 'b', got address"));
}

TEST(Memory, AnArrayEndsWhereItsOwnRangeEnds) {
  // Both arrays are in one buffer; an access to the other one's part is out of bounds all the same.
  TestKernel kernel(makeKernel("%a: !tile.ptr<i16>, %b: !tile.ptr<i16>, %o: i32", R"(
    %v = tile.load %b[%o] : !tile.ptr<i16>, i32)"));
  int16_t data[5] = {1, 2, 3, 4, 5};
  auto run = [&](int64_t offset) {
    return succeeded(
        runInterpreted(kernel.getModule(), "k", {1, 1, 1},
                       {HostArgument::pointer(data, 10), HostArgument::pointer(data + 2, 4),
                        HostArgument::integerValue(offset)}));
  };
  EXPECT_TRUE(run(0));
  EXPECT_TRUE(run(1));
  EXPECT_TRUE(kernel.messages.empty());
  EXPECT_FALSE(run(2));
  EXPECT_EQ(kernel.messages.back(), Containing("(element 2)"));
  EXPECT_FALSE(run(-1));
  EXPECT_EQ(kernel.messages.back(), Containing("(element -1)"));
}

TEST(Memory, HostArraysThatHoldNothing) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i16>, %b: !tile.ptr<i16>, %o: i32", R"(
    %v = tile.load %a[%o] : !tile.ptr<i16>, i32
    tile.store %v, %b[%o] : !tile.ptr<i16>, i32
    %w = tile.load %b[%o] : !tile.ptr<i16>, i32)"));
  InterpreterOptions options;
  options.checkWritten = true;
  int16_t data[5] = {1, 2, 3, 4, 5};
  auto run = [&](int64_t offset) {
    // The second array is full and shares the last two elements with the first, which is not.
    return succeeded(
        runInterpreted(kernel.getModule(), "k", {1, 1, 1},
                       {HostArgument::pointer(data, 8, /*isWritten=*/false),
                        HostArgument::pointer(data + 2, 6), HostArgument::integerValue(offset)},
                       options));
  };
  EXPECT_TRUE(run(2));
  EXPECT_TRUE(kernel.messages.empty());
  EXPECT_FALSE(run(1));
  EXPECT_EQ(kernel.messages.back(),
            Containing("load of memory never written in program (0, 0, 0)"));
  EXPECT_EQ(kernel.messages.back(), Containing("of 'a'"));
}

TEST(Memory, ArgumentsAreChecked) {
  TestKernel kernel(makeKernel("%a: !tile.ptr<i8>, %n: i8, %x: f32", ""));
  BufferId a = kernel.memory.addBuffer("a", 1);
  Argument pointer = Argument::pointer(a), five = Argument::integerValue(5),
           half = Argument::floatValue(.5);
  EXPECT_TRUE(kernel.run({pointer, five, half}));
  EXPECT_TRUE(kernel.run({pointer, Argument::integerValue(255), half}));
  EXPECT_FALSE(kernel.run({pointer, five}));
  EXPECT_FALSE(kernel.run({five, five, half}));
  EXPECT_FALSE(kernel.run({pointer, half, half}));
  EXPECT_FALSE(kernel.run({pointer, five, pointer}));
  EXPECT_FALSE(kernel.run({pointer, Argument::integerValue(256), half}));
  EXPECT_EQ(kernel.messages,
            ElementsAre("1: error: expected 3 arguments, got 2",
                        "1: error: argument 'a': expected a pointer, got an integer",
                        "1: error: argument 'n': expected an integer, got a float",
                        "1: error: argument 'x': expected a float, got a pointer",
                        "1: error: argument 'n': expected an integer of 8 bits, got 256"));
}

TEST(Memory, KernelsAreFoundByName) {
  TestKernel kernel("tile.kernel @a() { tile.return }\ntile.kernel @b() { tile.return }");
  EXPECT_TRUE(succeeded(runInterpreted(kernel.getModule(), "b", {1, 1, 1}, {})));
  EXPECT_FALSE(succeeded(runInterpreted(kernel.getModule(), "c", {1, 1, 1}, {})));
  EXPECT_FALSE(succeeded(runInterpreted(kernel.getModule(), "", {1, 1, 1}, {})));
  ASSERT_EQ(kernel.messages.size(), 2u);
  EXPECT_EQ(kernel.messages[0], Containing("expected one of the kernels a, b, got 'c'"));
  EXPECT_EQ(kernel.messages[1], Containing("expected one kernel, got 2: a, b"));
}
