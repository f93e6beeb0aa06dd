// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels over matrices: sums of rows and of columns, and the transpose.
#include "Kernels.h"

using namespace e2e;

static const std::vector<int64_t> dims = {1, 3, 8, 31, 33, 127, 128, 300};

static void checkSums(const Program &program, int64_t M, int64_t N, bool isByRow, bool isExact,
                      Report &report) {
  report.beginCase("M=" + std::to_string(M) + ", N=" + std::to_string(N) +
                   (isExact ? ", whole numbers" : ""));
  Arena arena(program.type());
  const int64_t size = isByRow ? M : N, depth = isByRow ? N : M;
  Matrix x = arena.place("x_ptr", M, N, N + 2, 1), out = arena.place("out_ptr", 1, size, size, 3);
  arena.allocate();
  if (isExact)
    arena.fillIntegers(x, static_cast<uint64_t>(M), -8, 8);
  else
    arena.fillNormal(x, static_cast<uint64_t>(M));
  if (isExact && M > 2 && N > 2) {
    arena.set(x.at(2, 1), NAN);
    arena.set(x.at(0, 2), INFINITY);
  }
  const Arena before = arena;
  const int64_t block = program.integerParam(isByRow ? "BLOCK_M" : "BLOCK_N");
  Launch launch(program);
  launch.array("x_ptr", program.type(), arena.address(x.position))
      .array("out_ptr", program.type(), arena.address(out.position))
      .i32("M", M)
      .i32("N", N)
      .i32("stride", x.stride)
      .run(ceilDiv(size, block));
  for (int64_t i = 0; i < size; ++i) {
    double sum = 0, sumAbs = 0;
    for (int64_t k = 0; k < depth; ++k) {
      double value = before.get(isByRow ? x.at(i, k) : x.at(k, i));
      sum += value;
      sumAbs += std::fabs(value);
    }
    // A column is one chain of additions.
    double bound = isByRow ? sumError(program, depth) : static_cast<double>(depth) * 0x1p-24;
    double error = isExact ? 0 : sumAbs * bound;
    if (!report.checkBetween(arena, out.at(0, i), sum - error, sum + error))
      return;
    arena.setBits(out.at(0, i), before.bits(out.at(0, i)));
  }
  report.checkSame(arena, before, "what no program stores stays as it was");
}

static void checkSumsOf(const Program &program, bool isByRow, Report &report) {
  for (bool isExact : {false, true}) {
    report.begin(isExact ? "exact sums, bit for bit" : "within a bound of float64");
    for (size_t i = 0; i < dims.size(); ++i)
      for (size_t j = 0; j < dims.size(); ++j)
        checkSums(program, dims[i], dims[j], isByRow, isExact, report);
    // Nothing to add, and nothing to do.
    checkSums(program, isByRow ? 3 : 0, isByRow ? 0 : 3, isByRow, isExact, report);
    checkSums(program, isByRow ? 0 : 3, isByRow ? 3 : 0, isByRow, isExact, report);
    checkSums(program, 2, 5000, isByRow, isExact, report);
    checkSums(program, 5000, 2, isByRow, isExact, report);
    report.end();
  }
}

void e2e::checkRowSum(const Program &program, Report &report) {
  checkSumsOf(program, true, report);
}

void e2e::checkColSum(const Program &program, Report &report) {
  checkSumsOf(program, false, report);
}

void e2e::checkTranspose(const Program &program, Report &report) {
  report.begin("bit for bit");
  const gems_type type = program.type();
  const int64_t blockM = program.integerParam("BLOCK_M"), blockN = program.integerParam("BLOCK_N");
  std::vector<int64_t> sizes = dims;
  sizes.push_back(0);
  for (int64_t M : sizes) {
    for (int64_t N : sizes) {
      report.beginCase("M=" + std::to_string(M) + ", N=" + std::to_string(N));
      Arena arena(type);
      Matrix x = arena.place("x_ptr", M, N, N + 3, 1);
      Matrix out = arena.place("out_ptr", N, M, M + 2, 5);
      arena.allocate();
      // Any bits at all: a copy keeps even the payload of a NaN.
      gems::Generator generator(static_cast<uint64_t>(M), "bits");
      for (int64_t row = 0; row < M; ++row)
        for (int64_t column = 0; column < N; ++column)
          arena.setBits(x.at(row, column), static_cast<uint32_t>(generator.next()));
      Arena expected = arena;
      for (int64_t row = 0; row < M; ++row)
        for (int64_t column = 0; column < N; ++column)
          expected.setBits(out.at(column, row), arena.bits(x.at(row, column)));
      Launch launch(program);
      launch.array("x_ptr", type, arena.address(x.position))
          .array("out_ptr", type, arena.address(out.position))
          .i32("M", M)
          .i32("N", N)
          .i32("x_stride", x.stride)
          .i32("out_stride", out.stride)
          .run(ceilDiv(N, blockN), ceilDiv(M, blockM));
      if (report.checkSame(arena, expected, "the same bits in their new place"))
        report.pass(M * N);
    }
  }
  report.end();
}
