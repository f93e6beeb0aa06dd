// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layer norm of rows, and its translation, which sums tiles before it reduces them.
#include "Kernels.h"

using namespace e2e;

namespace {

struct LayerCase {
  int64_t M, N;
  float eps = 1e-5f;
  Matrix x, y, w, b;
  /// Means and sums are exact: one result for every element, to the last bit.
  bool isExact = false;
};

} // namespace

static void launchLayer(const Program &program, const LayerCase &one, Arena &arena) {
  Launch launch(program);
  launch.array("x_ptr", program.type(), arena.address(one.x.position))
      .array("y_ptr", program.type(), arena.address(one.y.position))
      .array("w_ptr", program.type(), arena.address(one.w.position))
      .array("b_ptr", program.type(), arena.address(one.b.position))
      .i32("stride", one.x.stride)
      .i32("N", one.N)
      .f32("eps", one.eps)
      .run(one.M);
}

static bool checkExactRow(const LayerCase &one, const Arena &before, const Arena &got, int64_t row,
                          Report &report) {
  float n = static_cast<float>(one.N), sum = 0, squares = 0;
  for (int64_t column = 0; column < one.N; ++column)
    sum += static_cast<float>(before.get(one.x.at(row, column)));
  float mean = sum / n;
  for (int64_t column = 0; column < one.N; ++column) {
    float d = static_cast<float>(before.get(one.x.at(row, column))) - mean;
    squares += d * d;
  }
  float rstd = 1.0f / std::sqrt(squares / n + one.eps);
  for (int64_t column = 0; column < one.N; ++column) {
    float x = static_cast<float>(before.get(one.x.at(row, column)));
    float normal = (x - mean) * rstd;
    float scaled = normal * static_cast<float>(before.get(one.w.at(0, column)));
    float y = scaled + static_cast<float>(before.get(one.b.at(0, column)));
    uint32_t expected = toBits(got.getType(), static_cast<double>(y));
    int64_t position = one.y.at(row, column);
    if (isSame(got.getType(), expected, got.bits(position)))
      continue;
    report.fail(got, position, expected, "exact sums leave one right answer");
    return false;
  }
  report.pass(one.N);
  return true;
}

static bool checkRow(const Program &program, const LayerCase &one, const Arena &before,
                     const Arena &got, int64_t row, Report &report) {
  if (one.isExact)
    return checkExactRow(one, before, got, row, report);
  double n = static_cast<double>(one.N), sum = 0, sumAbs = 0, squares = 0;
  for (int64_t column = 0; column < one.N; ++column) {
    double x = before.get(one.x.at(row, column));
    sum += x;
    sumAbs += std::fabs(x);
  }
  double mean = sum / n;
  for (int64_t column = 0; column < one.N; ++column) {
    double d = before.get(one.x.at(row, column)) - mean;
    squares += d * d;
  }
  double variance = squares / n, rstd = 1 / std::sqrt(variance + static_cast<double>(one.eps));
  // The error of the mean in units of x; then that of rstd, relative.
  const double unit = 0x1p-24, sums = sumError(program, one.N);
  double meanError = (sums + unit) * sumAbs / n;
  double rstdError = sums + 6 * unit + 2 * (meanError + unit * std::fabs(mean)) * rstd;
  for (int64_t column = 0; column < one.N; ++column) {
    double x = before.get(one.x.at(row, column)), w = before.get(one.w.at(0, column));
    double b = before.get(one.b.at(0, column));
    double scaled = (x - mean) * rstd * w, exact = scaled + b;
    double error = std::fabs(scaled) * (rstdError + 4 * unit) +
                   (meanError + unit * std::fabs(x - mean)) * rstd * std::fabs(w) +
                   std::fabs(exact) * unit;
    if (!report.checkBetween(got, one.y.at(row, column), exact - error, exact + error))
      return false;
  }
  return true;
}

static void checkCase(const Program &program, int64_t M, int64_t N, bool inPlace, bool isExact,
                      bool isSpecial, Report &report) {
  report.beginCase("M=" + std::to_string(M) + ", N=" + std::to_string(N) +
                   (inPlace ? ", in place" : "") + (isExact ? ", whole numbers" : "") +
                   (isSpecial ? ", special numbers" : ""));
  Arena arena(program.type());
  LayerCase one;
  one.M = M;
  one.N = N;
  one.isExact = isExact;
  one.x = arena.place("x_ptr", M, N, N + 3, 1);
  one.y = inPlace ? one.x : arena.place("y_ptr", M, N, N + 3, 2);
  one.w = arena.place("w_ptr", 1, N, N, 1);
  one.b = arena.place("b_ptr", 1, N, N, 3);
  arena.allocate();
  arena.fillNormal(one.w, 1);
  arena.fillNormal(one.b, 2);
  if (isExact) {
    // N is even: one number for half of the row and one for the other.
    for (int64_t row = 0; row < M; ++row)
      for (int64_t column = 0; column < N; ++column)
        arena.set(one.x.at(row, column), row + 1 + (column % 2 ? 3 : -3));
  } else {
    arena.fillNormal(one.x, static_cast<uint64_t>(N));
  }
  if (isSpecial) {
    arena.set(one.x.at(0, N / 2), NAN);
    arena.set(one.x.at(1, N - 1), INFINITY);
  }
  const Arena before = arena;
  launchLayer(program, one, arena);
  for (int64_t row = 0; row < M; ++row) {
    if (!checkRow(program, one, before, arena, row, report))
      return;
    for (int64_t column = 0; column < N; ++column)
      arena.setBits(one.y.at(row, column), before.bits(one.y.at(row, column)));
  }
  report.checkSame(arena, before, "what no program stores stays as it was");
}

void e2e::checkLayerNorm(const Program &program, Report &report) {
  report.begin("within a bound of float64");
  for (int64_t M : {0, 1, 5})
    for (int64_t N : {0, 1, 7, 127, 128, 129, 1000, 4099})
      for (bool inPlace : {false, true})
        checkCase(program, M, N, inPlace, false, M == 5 && N > 0 && inPlace, report);
  report.end();
  report.begin("exact sums, bit for bit");
  for (int64_t N : {2, 16, 100, 128, 130, 1000, 4096})
    checkCase(program, 3, N, N % 3 == 0, true, false, report);
  report.end();
}
