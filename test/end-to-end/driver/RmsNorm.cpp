// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RMS norm of rows. As for the fused kernel, one f32 reciprocal root within a bound has to give
// every element of a row bit for bit.
#include "Kernels.h"

using namespace e2e;

namespace {

struct RmsCase {
  Matrix x, weight, out;
  int64_t N;
  float eps;
  bool isExact;
};

} // namespace

/// The first element that differs, or -1.
static int64_t findWrong(const RmsCase &one, const Arena &before, const Arena &got, int64_t row,
                         float root, uint32_t &expected) {
  gems_type type = got.getType();
  for (int64_t column = 0; column < one.N; ++column) {
    float x = static_cast<float>(before.get(one.x.at(row, column)));
    double w = before.get(one.weight.at(0, column));
    expected = toBits(type, roundTo(type, static_cast<double>(x * root)) * w);
    if (!isSame(type, expected, got.bits(one.out.at(row, column))))
      return one.out.at(row, column);
  }
  return -1;
}

static bool checkRow(const Program &program, const RmsCase &one, const Arena &before,
                     const Arena &got, int64_t row, Report &report) {
  double sum = 0, n = static_cast<double>(one.N);
  for (int64_t column = 0; column < one.N; ++column) {
    double x = before.get(one.x.at(row, column));
    sum += x * x;
  }
  float first = static_cast<float>(1 / std::sqrt(sum / n + static_cast<double>(one.eps)));
  if (one.isExact)
    first = 1.0f / std::sqrt(static_cast<float>(sum) / static_cast<float>(one.N) + one.eps);
  int64_t bound = static_cast<int64_t>(sumError(program, one.N) * 0x1p24) + 1;
  if (one.isExact || !std::isfinite(first))
    bound = 0;
  int64_t wrong = -1;
  uint32_t wrongExpected = 0;
  for (int64_t step = 0; step <= 2 * bound; ++step) {
    int64_t distance = step % 2 ? (step + 1) / 2 : -step / 2;
    float root = floatFromBits(static_cast<uint32_t>(floatBits(first) + distance));
    uint32_t expected = 0;
    int64_t position = findWrong(one, before, got, row, root, expected);
    if (position < 0) {
      report.pass(one.N);
      return true;
    }
    if (step == 0) {
      wrong = position;
      wrongExpected = expected;
    }
  }
  report.fail(got, wrong, wrongExpected, "one reciprocal root gives the whole row");
  return false;
}

static void checkCase(const Program &program, int64_t M, int64_t N, bool inPlace, bool isExact,
                      bool isSpecial, Report &report) {
  report.beginCase("M=" + std::to_string(M) + ", N=" + std::to_string(N) +
                   (inPlace ? ", in place" : "") + (isExact ? ", whole numbers" : ""));
  Arena arena(program.type());
  RmsCase one;
  one.N = N;
  one.eps = 1e-5f;
  one.isExact = isExact;
  one.x = arena.place("x_ptr", M, N, N + 3, 1);
  one.weight = arena.place("weight_ptr", 1, N, N, 2);
  one.out = inPlace ? one.x : arena.place("out_ptr", M, N, N + 1, 5);
  arena.allocate();
  uint64_t seed = static_cast<uint64_t>(N);
  if (isExact)
    arena.fillIntegers(one.x, seed, -8, 8);
  else
    arena.fillNormal(one.x, seed);
  arena.fillNormal(one.weight, seed);
  if (isSpecial) {
    arena.set(one.x.at(0, N / 2), NAN);
    arena.set(one.x.at(1, N - 1), -INFINITY);
  }
  const Arena before = arena;
  Launch launch(program);
  launch.array("x_ptr", program.type(), arena.address(one.x.position))
      .array("weight_ptr", program.type(), arena.address(one.weight.position))
      .array("out_ptr", program.type(), arena.address(one.out.position))
      .i32("x_stride", one.x.stride)
      .i32("out_stride", one.out.stride)
      .i32("N", N)
      .f32("eps", one.eps)
      .run(M);
  for (int64_t row = 0; row < M; ++row) {
    if (!checkRow(program, one, before, arena, row, report))
      return;
    for (int64_t column = 0; column < N; ++column)
      arena.setBits(one.out.at(row, column), before.bits(one.out.at(row, column)));
  }
  report.checkSame(arena, before, "what no program stores stays as it was");
}

void e2e::checkRmsNorm(const Program &program, Report &report) {
  report.begin("bit for bit given its root");
  for (int64_t M : {0, 1, 5})
    for (int64_t N : {0, 1, 7, 127, 128, 129, 1000, 4099})
      for (bool inPlace : {false, true}) {
        checkCase(program, M, N, inPlace, false, M == 5 && N > 0 && inPlace, report);
        if (M == 5)
          checkCase(program, M, N, inPlace, true, false, report);
      }
  report.end();
}
