// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fused add and RMS norm: NaN and infinities, very large and very small numbers, rows on their own,
// grids in pieces, offsets beyond 32 bits.
#include "FusedReference.h"

using namespace e2e;

static FusedCase makeCase(Arena &arena, const std::string &name, int64_t M, int64_t N,
                          int64_t misalign) {
  FusedCase one;
  one.name = name;
  one.M = M;
  one.N = N;
  one.input = arena.place("input_ptr", M, N, N + 1, misalign);
  one.residual = arena.place("residual_ptr", M, N, N + 2, 2 * misalign);
  one.weight = arena.place("weight_ptr", 1, N, N, misalign);
  arena.allocate();
  arena.fillNormal(one.input, 11);
  arena.fillNormal(one.residual, 12);
  arena.fillNormal(one.weight, 13);
  return one;
}

static bool sameRow(const Arena &a, const Matrix &rowOfA, int64_t row, const Arena &b,
                    const Matrix &rowOfB, int64_t otherRow, Report &report,
                    const std::string &rule) {
  for (int64_t column = 0; column < rowOfA.columns; ++column) {
    uint32_t expected = b.bits(rowOfB.at(otherRow, column));
    int64_t position = rowOfA.at(row, column);
    if (a.bits(position) == expected)
      continue;
    report.fail(a, position, expected, rule);
    return false;
  }
  report.pass(rowOfA.columns);
  return true;
}

/// One row of five gets special numbers; the others must be bit for bit as without them.
static void checkHarm(const Program &program, int64_t N, const std::string &name,
                      const std::vector<double> &specials, Report &report) {
  Arena clean(program.type()), special(program.type());
  FusedCase plain = makeCase(clean, "without", 5, N, 0);
  FusedCase harmed = makeCase(special, name, 5, N, 0);
  for (size_t i = 0; i < specials.size(); ++i) {
    int64_t column = (static_cast<int64_t>(i) * 131 + N / 2) % N;
    special.set((i % 2 ? harmed.residual : harmed.input).at(2, column), specials[i]);
  }
  launchFused(program, plain, clean);
  FusedAccuracy accuracy;
  if (!checkFusedCase(program, harmed, special, report, accuracy))
    return;
  for (int64_t row : {0, 1, 3, 4}) {
    const std::string rule = "a row without special numbers is unharmed";
    if (!sameRow(special, harmed.input, row, clean, plain.input, row, report, rule) ||
        !sameRow(special, harmed.residual, row, clean, plain.residual, row, report, rule))
      return;
  }
}

/// Numbers of one size throughout; the roots that follow are not those of ordinary data.
static void checkScale(const Program &program, int64_t N, double scale, float eps, Report &report) {
  Arena arena(program.type());
  char name[40];
  snprintf(name, sizeof(name), "numbers about %g", scale);
  FusedCase one = makeCase(arena, name, 2, N, 1);
  one.eps = eps;
  arena.fillNormal(one.input, 21, scale);
  arena.fillNormal(one.residual, 22, scale);
  FusedAccuracy accuracy;
  checkFusedCase(program, one, arena, report, accuracy);
}

void e2e::checkFusedSpecial(const Program &program, Report &report) {
  report.begin("special numbers");
  const double inf = INFINITY, nan = NAN;
  for (int64_t N : {7, 128, 897}) {
    checkHarm(program, N, "NaN", {nan}, report);
    checkHarm(program, N, "infinity", {inf}, report);
    checkHarm(program, N, "-infinity in residual", {0, -inf}, report);
    checkHarm(program, N, "NaN and infinities", {inf, -inf, nan, inf}, report);
    checkHarm(program, N, "-0", {-0.0, -0.0}, report);
  }
  const gems_type type = program.type();
  for (int64_t N : {128, 1000}) {
    // Sums that overflow the type in memory but not f32, and subnormal ones.
    checkScale(program, N, type == GEMS_F16 ? 9000 : 1e15, 1e-6f, report);
    checkScale(program, N, type == GEMS_F16 ? 1e-7 : 1e-39, 1e-6f, report);
    if (type != GEMS_F16) // squares beyond f32
      checkScale(program, N, 1e30, 1e-6f, report);
    checkScale(program, N, 0, 0.0f, report);
  }
  report.end();
}

static void checkAlone(const Program &program, int64_t N, Report &report) {
  report.beginCase("rows alone, N=" + std::to_string(N));
  Arena many(program.type());
  FusedCase all = makeCase(many, "all", 64, N, 0);
  const Arena before = many;
  launchFused(program, all, many);
  for (int64_t row = 0; row < 64; row += N > 1000 ? 9 : 1) {
    Arena arena(program.type());
    FusedCase alone = makeCase(arena, "alone", 1, N, row % 32);
    for (int64_t column = 0; column < N; ++column) {
      arena.setBits(alone.input.at(0, column), before.bits(all.input.at(row, column)));
      arena.setBits(alone.residual.at(0, column), before.bits(all.residual.at(row, column)));
      arena.setBits(alone.weight.at(0, column), before.bits(all.weight.at(0, column)));
    }
    launchFused(program, alone, arena);
    const std::string rule = "a row alone has the bits of the same row among 64";
    if (!sameRow(arena, alone.input, 0, many, all.input, row, report, rule) ||
        !sameRow(arena, alone.residual, 0, many, all.residual, row, report, rule))
      return;
  }
}

/// The grid in ranges of all sizes, last ones first, has the bits of the whole.
static void checkRanges(const Program &program, int64_t N, Report &report) {
  report.beginCase("ranges, N=" + std::to_string(N));
  Arena whole(program.type());
  FusedCase one = makeCase(whole, "ranges", 64, N, 0);
  Arena pieces = whole;
  launchFused(program, one, whole);
  Launch launch(program);
  launch.array("input_ptr", program.type(), pieces.address(one.input.position))
      .array("residual_ptr", program.type(), pieces.address(one.residual.position))
      .array("weight_ptr", program.type(), pieces.address(one.weight.position))
      .i32("in_stride_r", one.input.stride)
      .i32("r_stride_r", one.residual.stride)
      .i32("N", N)
      .f32("eps", one.eps);
  const int64_t cuts[] = {0, 1, 4, 4, 21, 63, 64};
  for (int i = 5; i >= 0; --i)
    launch.runRange(64, cuts[i], cuts[i + 1]);
  if (report.checkSame(pieces, whole, "a grid in pieces has the bits of the whole grid"))
    report.pass(2 * 64 * N);
}

/// A program whose rows lie further from the arrays' starts than 32 bits can count.
static void checkFarRow(const Program &program, Report &report) {
  const int64_t N = 129, stride = 4097, pid = (int64_t(1) << 20) + 3;
  report.beginCase("row " + std::to_string(pid) + " of stride " + std::to_string(stride));
  Arena arena(program.type());
  FusedCase one = makeCase(arena, "far", 1, N, 0);
  Arena expected = arena;
  launchFused(program, one, expected);
  int64_t bytes = pid * stride * (program.type() == GEMS_F32 ? 4 : 2);
  // Only the far row is real; nothing before it may be touched.
  auto far = [&](const Matrix &matrix) {
    uintptr_t address = reinterpret_cast<uintptr_t>(arena.address(matrix.position));
    return reinterpret_cast<void *>(address - static_cast<uintptr_t>(bytes));
  };
  Launch launch(program);
  launch.array("input_ptr", program.type(), far(one.input))
      .array("residual_ptr", program.type(), far(one.residual))
      .array("weight_ptr", program.type(), arena.address(one.weight.position))
      .i32("in_stride_r", stride)
      .i32("r_stride_r", stride)
      .i32("N", N)
      .f32("eps", one.eps);
  launch.runRange(pid + 1, pid, pid + 1);
  if (report.checkSame(arena, expected, "a far row has the bits of a near one"))
    report.pass(2 * N);
}

void e2e::checkFusedRows(const Program &program, Report &report) {
  report.begin("rows and ranges");
  for (int64_t N : {7, 128, 897, 4096})
    checkAlone(program, N, report);
  for (int64_t N : {1, 127, 1000})
    checkRanges(program, N, report);
  checkFarRow(program, report);
  report.end();
}
