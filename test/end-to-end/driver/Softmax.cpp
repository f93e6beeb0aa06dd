// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Softmax of rows of any length, its translation for rows of one tile, and a sum of exponentials
// over masked-off lanes, whose result depends on BLOCK.
#include "Kernels.h"

#include <algorithm>

using namespace e2e;

namespace {

/// How the kernel at hand names its arguments.
struct SoftmaxCase {
  int64_t M, N;
  Matrix x, out;
};

} // namespace

static void launchSoftmax(const Program &program, const SoftmaxCase &one, Arena &arena) {
  Launch launch(program);
  void *x = arena.address(one.x.position), *out = arena.address(one.out.position);
  launch.array("out_ptr", program.type(), out);
  if (program.hasArgument("n_cols"))
    launch.array("in_ptr", program.type(), x).i32("stride", one.x.stride).i32("n_cols", one.N);
  else
    launch.array("x_ptr", program.type(), x)
        .i32("x_stride", one.x.stride)
        .i32("out_stride", one.out.stride)
        .i32("N", one.N);
  launch.run(one.M);
}

static bool checkSoftmaxRow(const Program &program, const SoftmaxCase &one, const Arena &before,
                            Arena &got, int64_t row, Report &report) {
  double max = -INFINITY, sum = 0;
  for (int64_t column = 0; column < one.N; ++column) {
    double x = before.get(one.x.at(row, column));
    max = std::isnan(x) || std::isnan(max) ? NAN : std::max(max, x);
  }
  std::vector<double> terms;
  for (int64_t column = 0; column < one.N; ++column) {
    float x = static_cast<float>(before.get(one.x.at(row, column)));
    // The difference is rounded in f32 like the kernel's; from here on float64.
    terms.push_back(std::exp(static_cast<double>(x - static_cast<float>(max))));
    sum += terms.back();
  }
  // Two exponentials of at most 1 ulp each, the sum, the quotient.
  const double slack = 5 * 0x1p-24 + sumError(program, one.N);
  for (int64_t column = 0; column < one.N; ++column) {
    double exact = terms[static_cast<size_t>(column)] / sum;
    double error = std::fabs(exact) * slack + 0x1p-148;
    int64_t position = one.out.at(row, column);
    if (!report.checkBetween(got, position, exact - error, exact + error))
      return false;
    got.setBits(position, before.bits(position));
  }
  return true;
}

static void checkSoftmaxCase(const Program &program, int64_t M, int64_t N, bool inPlace,
                             bool isSpecial, Report &report) {
  report.beginCase("M=" + std::to_string(M) + ", N=" + std::to_string(N) +
                   (inPlace ? ", in place" : "") + (isSpecial ? ", special numbers" : ""));
  Arena arena(program.type());
  SoftmaxCase one;
  one.M = M;
  one.N = N;
  one.x = arena.place("x", M, N, N + 3, 1);
  // The translation has one stride for both arrays.
  const int64_t outStride = program.hasArgument("n_cols") ? N + 3 : N + 1;
  one.out = inPlace ? one.x : arena.place("out", M, N, outStride, 2);
  arena.allocate();
  arena.fillNormal(one.x, static_cast<uint64_t>(N), 8);
  if (isSpecial) {
    arena.set(one.x.at(0, N / 2), NAN);
    arena.set(one.x.at(1, 0), INFINITY);
    arena.set(one.x.at(2, N - 1), -INFINITY);
    for (int64_t column = 0; column < N; ++column)
      arena.set(one.x.at(3, column), -INFINITY);
    arena.set(one.x.at(4, N / 2), 60000); // every other exponential is zero
  }
  const Arena before = arena;
  launchSoftmax(program, one, arena);
  for (int64_t row = 0; row < M; ++row)
    if (!checkSoftmaxRow(program, one, before, arena, row, report))
      return;
  report.checkSame(arena, before, "what no program stores stays as it was");
}

void e2e::checkSoftmax(const Program &program, Report &report) {
  report.begin("within a bound of float64");
  const bool isOneTile = program.hasArgument("n_cols");
  const int64_t block = program.integerParam("BLOCK");
  for (int64_t M : {0, 1, 6})
    for (int64_t N : {0, 1, 7, 16, 127, 128, 129, 1000, 1024, 4099}) {
      if (isOneTile && N > block)
        continue;
      checkSoftmaxCase(program, M, N, false, false, report);
      checkSoftmaxCase(program, M, N, true, M == 6 && N > 0, report);
    }
  report.end();
}

/// Masked-off lanes read `other`, and each counts exp(other); none is left out, none is invented.
static void checkExpSumCase(const Program &program, int64_t N, float other, Report &report) {
  const int64_t M = 3, block = program.integerParam("BLOCK");
  report.beginCase("N=" + std::to_string(N) + ", other=" + std::to_string(other));
  Arena arena(program.type()), results(GEMS_F32);
  Matrix x = arena.place("x_ptr", M, N, N + 5, 1), out = results.place("out_ptr", 1, M, M, 1);
  arena.allocate();
  results.allocate();
  arena.fillNormal(x, static_cast<uint64_t>(N));
  const Arena before = arena, resultsBefore = results;
  Launch launch(program);
  launch.array("x_ptr", program.type(), arena.address(x.position))
      .array("out_ptr", GEMS_F32, results.address(out.position))
      .i32("stride", x.stride)
      .i32("N", N)
      .f32("other", other)
      .run(M);
  const int64_t off = ceilDiv(N, block) * block - N;
  const double each = std::exp(roundTo(program.type(), static_cast<double>(other)));
  for (int64_t row = 0; row < M; ++row) {
    double exact = off ? static_cast<double>(off) * each : 0;
    for (int64_t column = 0; column < N; ++column)
      exact += std::exp(before.get(x.at(row, column)));
    double error = exact * (sumError(program, N + off) + 3 * 0x1p-23);
    if (!std::isfinite(exact))
      error = 0;
    int64_t position = out.at(0, row);
    if (!report.checkBetween(results, position, exact - error, exact + error))
      return;
    results.setBits(position, resultsBefore.bits(position));
  }
  report.checkSame(arena, before, "nothing is stored here");
  report.checkSame(results, resultsBefore, "nothing is stored here");
}

void e2e::checkExpSum(const Program &program, Report &report) {
  report.begin("other counts in every lane");
  for (int64_t N : {0, 1, 7, 16, 100, 127, 128, 129, 896, 1000, 1024, 4096})
    for (float other : {0.0f, 1.5f, -2.0f, INFINITY, -INFINITY})
      checkExpSumCase(program, N, other, report);
  report.end();
}
