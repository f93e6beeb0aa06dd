// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that spells out arithmetic until all targets give the same bits.
#include "gems/Transforms/ExpandNumerics.h"
#include "Lanes.h"
#include "gems/IR/Tile.h"
#include "gems/Transforms/Passes.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace gems {

#define GEN_PASS_DEF_TILEEXPANDBF16
#define GEN_PASS_DEF_TILEEXPANDNUMERICS
#include "gems/Transforms/Passes.h.inc"

void populateExpandNumericsPatterns(RewritePatternSet &patterns, const NumericsOptions &options) {
  populateExpandCastPatterns(patterns, options);
  populateExpandFloatPatterns(patterns, options);
  populateExpandIntegerPatterns(patterns, options);
}

/// Whether an op of arith or math is one that every target has. Only these survive the patterns.
static bool isFinal(Operation *op) {
  if (isa<math::MathDialect>(op->getDialect()))
    return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp, math::FloorOp,
               math::FmaOp, math::RoundEvenOp, math::SqrtOp, math::TruncOp>(op);
  return !isa<tile::CastOp, arith::RemFOp, arith::MaxNumFOp, arith::MinNumFOp, arith::CeilDivSIOp,
              arith::CeilDivUIOp, arith::FloorDivSIOp>(op);
}

LogicalResult expandNumerics(Operation *op, const NumericsOptions &options) {
  RewritePatternSet patterns(op->getContext());
  populateExpandNumericsPatterns(patterns, options);
  walkAndApplyPatterns(op, std::move(patterns));
  WalkResult result = op->walk([](Operation *nested) {
    if (isFinal(nested))
      return WalkResult::advance();
    InFlightDiagnostic diag = nested->emitError("expected an op with an expansion into exact "
                                                "arithmetic, got '")
                              << nested->getName() << "'";
    if (nested->getNumOperands())
      diag << " on " << nested->getOperand(0).getType();
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct ExpandBF16 : impl::TileExpandBF16Base<ExpandBF16> {
  using TileExpandBF16Base::TileExpandBF16Base;

  void runOnOperation() override {
    NumericsOptions options;
    options.nativeBF16 = nativeBF16;
    RewritePatternSet patterns(&getContext());
    populateExpandFloatCastPatterns(patterns, options);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

struct ExpandNumerics : impl::TileExpandNumericsBase<ExpandNumerics> {
  using TileExpandNumericsBase::TileExpandNumericsBase;

  void runOnOperation() override {
    if (failed(expandNumerics(getOperation(), {nativeBF16, nativeF16, keepBF16})))
      signalPassFailure();
  }
};
} // namespace

} // namespace gems
