// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks as bounds on tile coordinates: `off + arange < N` holds for a prefix of the lanes.
#ifndef GEMS_ANALYSIS_MASKFORM_H
#define GEMS_ANALYSIS_MASKFORM_H

#include "gems/Analysis/AffineForm.h"

namespace gems {

/// One half-space `coordinate < value()` (upper) or `coordinate >= value()` (lower) of a dimension.
/// The value is `exact + sign * clamp(clamped)`, where clamping to +-2^62 keeps what cannot be
/// bounded at compile time from wrapping and changes no comparison with a coordinate.
struct DimBound {
  unsigned dim;
  bool isUpper;
  Poly exact;
  Poly clamped;
  int sign = 0;

  bool operator==(const DimBound &other) const {
    return dim == other.dim && isUpper == other.isUpper && sign == other.sign &&
           exact == other.exact && clamped == other.clamped;
  }
  /// The same half-space for another dimension number.
  DimBound onDim(unsigned newDim) const {
    DimBound copy = *this;
    copy.dim = newDim;
    return copy;
  }
};

/// A mask as the conjunction of half-spaces and of what is left: boolean values that have to be
/// evaluated lane by lane.
struct MaskForm {
  llvm::SmallVector<DimBound, 2> bounds;
  llvm::SmallVector<mlir::Value, 1> residuals;

  bool isPureDomain() const { return residuals.empty(); }
};

/// Takes the boolean tile `mask` apart. Never fails: what is not understood is a residual.
MaskForm analyzeMask(mlir::Value mask, AffineAnalysis &affine);

} // namespace gems

#endif // GEMS_ANALYSIS_MASKFORM_H
