// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fused add and RMS norm: all shapes, with random numbers and with numbers whose sums are exact.
#include "FusedReference.h"

using namespace e2e;

static constexpr int64_t allM[] = {0, 1, 3, 64};
static constexpr int64_t allN[] = {1, 7, 127, 128, 896, 897, 1000, 4096};

static void checkCounts(const Program &program, const FusedAccuracy &accuracy, Report &report) {
  char text[200];
  if (program.type() == GEMS_F32) {
    snprintf(
        text, sizeof(text),
        "float64: relative error up to %.2f * 2^-23, %.0f%% of the bound; root within %lld ulp",
        accuracy.maxRelative * 0x1p23, 100 * accuracy.maxShare,
        static_cast<long long>(accuracy.maxRootUlps));
  } else {
    snprintf(
        text, sizeof(text), "float64: %lld of %lld differ, by up to %lld ulp; root within %lld ulp",
        static_cast<long long>(accuracy.different), static_cast<long long>(accuracy.elements),
        static_cast<long long>(accuracy.maxUlps), static_cast<long long>(accuracy.maxRootUlps));
    if (accuracy.different * 10000 > accuracy.elements)
      report.fail("expected at most 1 element in 10,000 to differ from float64, got " +
                  std::to_string(accuracy.different) + " of " + std::to_string(accuracy.elements));
  }
  report.remark(text);
}

void e2e::checkFusedShapes(const Program &program, Report &report) {
  report.begin("shapes");
  FusedAccuracy accuracy;
  for (int64_t M : allM) {
    for (int64_t N : allN) {
      for (int variant = 0; variant < 3; ++variant) {
        // Rows without gaps, rows with gaps, rows with gaps off every alignment.
        if (M == 64 && variant != 2)
          continue;
        const int64_t inGap[] = {0, 8, 5}, rGap[] = {0, 64, 17}, shift[] = {0, 0, 3};
        Arena arena(program.type());
        FusedCase one;
        one.name = variant == 0 ? "dense" : variant == 1 ? "gaps" : "gaps, unaligned";
        one.M = M;
        one.N = N;
        one.eps = variant == 1 ? 0.25f : 1e-6f;
        one.isAccurate = true;
        one.input = arena.place("input_ptr", M, N, N + inGap[variant], shift[variant]);
        one.residual = arena.place("residual_ptr", M, N, N + rGap[variant], 2 * shift[variant]);
        one.weight = arena.place("weight_ptr", 1, N, N, shift[variant] / 3);
        arena.allocate();
        uint64_t seed = static_cast<uint64_t>(1000 * M + N);
        arena.fillNormal(one.input, seed);
        arena.fillNormal(one.residual, seed, 2);
        arena.fillNormal(one.weight, seed);
        checkFusedCase(program, one, arena, report, accuracy);
      }
    }
  }
  checkCounts(program, accuracy, report);
  report.end();
}

void e2e::checkFusedExact(const Program &program, Report &report) {
  report.begin("small whole numbers");
  FusedAccuracy accuracy;
  for (int64_t N : {0, 1, 7, 127, 128, 896, 897, 1000, 4096}) {
    Arena arena(program.type());
    FusedCase one;
    one.name = "whole numbers";
    one.M = 3;
    one.N = N;
    one.isExact = true;
    one.input = arena.place("input_ptr", one.M, N, N + 3, 1);
    one.residual = arena.place("residual_ptr", one.M, N, N, 2);
    one.weight = arena.place("weight_ptr", 1, N, N);
    arena.allocate();
    uint64_t seed = static_cast<uint64_t>(N);
    arena.fillIntegers(one.input, seed, -4, 4);
    arena.fillIntegers(one.residual, seed, -4, 4);
    arena.fillIntegers(one.weight, seed, -4, 4);
    checkFusedCase(program, one, arena, report, accuracy);
  }
  report.end();
}
