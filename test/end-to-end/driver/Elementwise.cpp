// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that work element by element: add (and its translation vector_add), and both forms of
// silu_and_mul.
#include "Kernels.h"

#include <algorithm>

using namespace e2e;

static const std::vector<int64_t> sizes = {0, 1, 7, 127, 128, 1000, 1024, 1025, 4096, 5000};

static const double specials[] = {NAN, INFINITY, -INFINITY, 0.0, -0.0, 1e-45, 3e-39, 65504, -1e-7};

/// Random numbers with special ones here and there.
static void fillMixed(Arena &arena, const Matrix &matrix, uint64_t seed) {
  arena.fillNormal(matrix, seed);
  for (int64_t row = 0; row < matrix.rows; ++row)
    for (int64_t column = static_cast<int64_t>(seed); column < matrix.columns; column += 5 + row)
      arena.set(matrix.at(row, column), specials[(column * 7 + row) % 9]);
}

void e2e::checkAdd(const Program &program, Report &report) {
  report.begin("bit for bit, in place too");
  const int64_t block = program.integerParam("BLOCK");
  for (int64_t n : sizes) {
    for (int place = 0; place < 3; ++place) {
      report.beginCase("n=" + std::to_string(n) +
                       (place == 0   ? ""
                        : place == 1 ? ", out is x"
                                     : ", out is y"));
      Arena arena(program.type());
      Matrix x = arena.place("x_ptr", 1, n, n, 1), y = arena.place("y_ptr", 1, n, n, 2);
      Matrix out = place == 0 ? arena.place("out_ptr", 1, n, n, 3) : place == 1 ? x : y;
      arena.allocate();
      fillMixed(arena, x, 1);
      fillMixed(arena, y, 2);
      Arena expected = arena;
      for (int64_t i = 0; i < n; ++i)
        expected.set(out.at(0, i), arena.get(x.at(0, i)) + arena.get(y.at(0, i)));
      Launch launch(program);
      launch.array("x_ptr", program.type(), arena.address(x.position))
          .array("y_ptr", program.type(), arena.address(y.position))
          .array("out_ptr", program.type(), arena.address(out.position))
          .i32("n", n)
          .run(ceilDiv(n, block));
      if (report.checkSame(arena, expected, "the sum, rounded once"))
        report.pass(n);
    }
  }
  report.end();
}

namespace {

/// The range of right answers for T(gate / (1 + exp(-gate))) * up.
struct SiluRange {
  double low, high;
};

} // namespace

static SiluRange siluRange(gems_type type, double gate, double up) {
  // exp is at most 1 ulp off (2^-23), the sum, the quotient and a product half an ulp each.
  const double slack = 4 * 0x1p-23;
  double exact = gate / (1 + std::exp(-gate));
  // Beyond the range of f32 exp(-gate) is infinity and the quotient a zero.
  double tiny = std::fabs(exact) * slack + (gate < -80 ? std::fabs(exact) + 0x1p-149 : 0);
  if (!std::isfinite(exact))
    tiny = 0;
  double low = roundTo(type, exact - tiny) * up, high = roundTo(type, exact + tiny) * up;
  if (!(low <= high))
    std::swap(low, high);
  return {low, high};
}

/// All of `out`, given where gate and up are. Restores what was there, so that the rest of the
/// arena can be compared byte by byte.
static void checkSiluRows(Arena &arena, const Arena &before, const Matrix &gate, const Matrix &up,
                          const Matrix &out, Report &report) {
  for (int64_t row = 0; row < out.rows; ++row)
    for (int64_t column = 0; column < out.columns; ++column) {
      SiluRange range = siluRange(arena.getType(), before.get(gate.at(row, column)),
                                  before.get(up.at(row, column)));
      int64_t position = out.at(row, column);
      if (!report.checkBetween(arena, position, range.low, range.high))
        return;
      arena.setBits(position, before.bits(position));
    }
  report.checkSame(arena, before, "what no program stores stays as it was");
}

/// The form with one array for gate and up.
static void checkSiluHalves(const Program &program, Report &report) {
  for (int64_t M : {0, 1, 5}) {
    for (int64_t D : sizes) {
      for (bool inPlace : {false, true}) {
        report.beginCase("M=" + std::to_string(M) + ", D=" + std::to_string(D) +
                         (inPlace ? ", in place" : ""));
        Arena arena(program.type());
        const int64_t stride = 2 * D + 3;
        Matrix x = arena.place("x_ptr", M, 2 * D, stride, 1);
        Matrix out = inPlace ? arena.view("out_ptr", x.position, M, D, stride)
                             : arena.place("out_ptr", M, D, D + 1, 2);
        arena.allocate();
        fillMixed(arena, x, 3);
        const Arena before = arena;
        Launch launch(program);
        launch.array("x_ptr", program.type(), arena.address(x.position))
            .array("out_ptr", program.type(), arena.address(out.position))
            .i32("x_stride", stride)
            .i32("out_stride", out.stride)
            .i32("D", D)
            .run(M);
        Matrix up = x;
        up.position += D;
        checkSiluRows(arena, before, x, up, out, report);
      }
    }
  }
}

/// The form with an array for each, as Triton has it.
static void checkSiluFlat(const Program &program, Report &report) {
  const int64_t block = program.integerParam("BLOCK");
  for (int64_t n : sizes) {
    report.beginCase("n=" + std::to_string(n));
    Arena arena(program.type());
    Matrix x = arena.place("x_ptr", 1, n, n, 1), y = arena.place("y_ptr", 1, n, n);
    Matrix out = arena.place("out_ptr", 1, n, n, 3);
    arena.allocate();
    fillMixed(arena, x, 3);
    fillMixed(arena, y, 4);
    const Arena before = arena;
    Launch launch(program);
    launch.array("x_ptr", program.type(), arena.address(x.position))
        .array("y_ptr", program.type(), arena.address(y.position))
        .array("out_ptr", program.type(), arena.address(out.position))
        .i32("n", n)
        .run(ceilDiv(n, block));
    checkSiluRows(arena, before, x, y, out, report);
  }
}

void e2e::checkSiluAndMul(const Program &program, Report &report) {
  report.begin("within 4 * 2^-23 of float64");
  if (program.hasArgument("D"))
    checkSiluHalves(program, report);
  else
    checkSiluFlat(program, report);
  report.end();
}
