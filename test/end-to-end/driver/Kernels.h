// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function for each kernel that the driver knows.
#ifndef GEMS_TEST_ENDTOEND_KERNELS_H
#define GEMS_TEST_ENDTOEND_KERNELS_H

#include "Program.h"
#include "Report.h"

namespace e2e {

void checkFusedAddRmsNorm(const Program &program, Report &report);
void checkAdd(const Program &program, Report &report);
void checkSiluAndMul(const Program &program, Report &report);
void checkRmsNorm(const Program &program, Report &report);
void checkSoftmax(const Program &program, Report &report);
void checkLayerNorm(const Program &program, Report &report);
void checkRowSum(const Program &program, Report &report);
void checkColSum(const Program &program, Report &report);
void checkTranspose(const Program &program, Report &report);
void checkExpSum(const Program &program, Report &report);

inline int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// Relative error of a sum of `size` terms in several chains of one lane each, then a tree.
inline double sumError(const Program &program, int64_t size) {
  int64_t lanes = program.lanes(), log2 = 0;
  while ((int64_t(1) << log2) < lanes)
    ++log2;
  return static_cast<double>(1 + ceilDiv(size, lanes) + log2) * 0x1p-24;
}

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_KERNELS_H
