// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The patterns behind tile-expand-numerics, for passes and tests that need them on their own.
#ifndef GEMS_TRANSFORMS_EXPANDNUMERICS_H
#define GEMS_TRANSFORMS_EXPANDNUMERICS_H

#include "mlir/Support/LLVM.h"

namespace mlir {
class Operation;
class RewritePatternSet;
} // namespace mlir

namespace gems {

/// What the target does exactly by itself.
struct NumericsOptions {
  /// Rounds f32 to bf16, subnormals included.
  bool nativeBF16 = false;
  /// Has f16 arithmetic.
  bool nativeF16 = false;
  /// Leaves conversions between bf16 and f32 for a later run on vectors.
  bool keepBF16 = false;
};

/// Each pattern leaves only final ops behind and matches some of them again, so all are applied
/// once, in a walk, and never to a fixpoint.
void populateExpandNumericsPatterns(mlir::RewritePatternSet &patterns,
                                    const NumericsOptions &options);

/// Applies the patterns to everything inside `op`; an error at each op that has no expansion.
mlir::LogicalResult expandNumerics(mlir::Operation *op, const NumericsOptions &options);

} // namespace gems

#endif // GEMS_TRANSFORMS_EXPANDNUMERICS_H
