// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes over tile-level IR.
#ifndef GEMS_TRANSFORMS_PASSES_H
#define GEMS_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir::arith {
class ArithDialect;
} // namespace mlir::arith
namespace mlir::math {
class MathDialect;
} // namespace mlir::math

namespace gems {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "gems/Transforms/Passes.h.inc"

} // namespace gems

#endif // GEMS_TRANSFORMS_PASSES_H
