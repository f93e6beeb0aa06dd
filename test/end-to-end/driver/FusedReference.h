// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fused add and RMS norm of one row as its kernel says it, tile by tile and op by op.
#ifndef GEMS_TEST_ENDTOEND_FUSEDREFERENCE_H
#define GEMS_TEST_ENDTOEND_FUSEDREFERENCE_H

#include "Arena.h"
#include "Program.h"
#include "Report.h"

namespace e2e {

/// The arrays of one launch, all in one arena, where they may overlap.
struct FusedCase {
  std::string name;
  int64_t M = 0, N = 0;
  Matrix input, residual, weight;
  float eps = 1e-6f;
  /// Every sum is exact, so that the reciprocal root is known to the last bit.
  bool isExact = false;
  /// Programs that disturb each other: each row is launched alone, in order.
  bool oneByOne = false;
  /// The outputs are compared with float64 too.
  bool isAccurate = false;
};

/// How far results are from float64, over all cases.
struct FusedAccuracy {
  int64_t elements = 0, different = 0;
  int64_t maxUlps = 0, maxRootUlps = 0;
  double maxRelative = 0, maxShare = 0; ///< the share of the bound that was used
};

/// Computes rows on a copy of the arena and compares them with what a launch left.
///
/// The order of a sum is the compiler's choice, so the reciprocal root is known only within a
/// bound. Pass 2 has no such freedom: there must be one f32 number within the bound with which it
/// gives every element of the row bit for bit.
class FusedReference {
public:
  FusedReference(const Program &program, const FusedCase &theCase, const Arena &before);

  /// Computes one row, after all rows before it. False after a mismatch, which is reported.
  bool checkRow(const Arena &got, int64_t row, Report &report, FusedAccuracy &accuracy);
  /// The whole arena as it should be, after the rows.
  const Arena &expected() const { return memory; }

private:
  struct Roots {
    double exact;  ///< from the unrounded sum
    double stored; ///< from the sums as f32 numbers
  };

  Roots runPass1(int64_t row);
  /// Stops at the first element that is not as in `got`, whose position it returns, or -1.
  int64_t runPass2(int64_t row, float root, const Arena &got, uint32_t &expected);
  bool findRoot(const Arena &got, int64_t row, double root, Report &report, float &found);
  bool checkAccuracy(const Arena &got, int64_t row, double root, Report &report,
                     FusedAccuracy &accuracy);
  /// Units in the last place, and 2^-23 relative, that a root may be away.
  int64_t errorBound() const;

  const FusedCase &theCase;
  gems_type type;
  int64_t block, lanes;
  Arena memory;
  std::vector<float> sums;
  std::vector<double> wide;
};

/// Launches, and checks every byte.
bool checkFusedCase(const Program &program, const FusedCase &theCase, Arena &arena, Report &report,
                    FusedAccuracy &accuracy);
/// Launches only.
void launchFused(const Program &program, const FusedCase &theCase, Arena &arena);

// Groups of cases.
void checkFusedShapes(const Program &program, Report &report);
void checkFusedExact(const Program &program, Report &report);
void checkFusedSpecial(const Program &program, Report &report);
void checkFusedOverlap(const Program &program, Report &report);
void checkFusedRows(const Program &program, Report &report);

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_FUSEDREFERENCE_H
