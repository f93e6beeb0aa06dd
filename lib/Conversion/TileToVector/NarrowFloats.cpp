// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that chooses instructions for bf16 and f16, and f16 arithmetic.
#include "NarrowFloats.h"
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace gems {
#define GEN_PASS_DEF_NARROWFLOATS
#include "gems/Conversion/TileToVector/Passes.h.inc"
} // namespace gems

using namespace mlir;
using namespace gems;

std::optional<Side> gems::getSide(Value value) {
  auto parts = value.getDefiningOp<vector::DeinterleaveOp>();
  if (!parts)
    return std::nullopt;
  return Side{parts.getSource(), cast<OpResult>(value).getResultNumber()};
}

std::optional<Side> gems::getWidenedSide(Value value, Type element) {
  auto extension = value.getDefiningOp<arith::ExtFOp>();
  if (!extension || getElementTypeOrSelf(extension.getIn()) != element ||
      !getElementTypeOrSelf(extension.getType()).isF32())
    return std::nullopt;
  return getSide(extension.getIn());
}

std::optional<std::pair<Value, Value>> gems::getRoundedSides(vector::InterleaveOp op,
                                                             Type element) {
  auto even = op.getLhs().getDefiningOp<arith::TruncFOp>();
  auto odd = op.getRhs().getDefiningOp<arith::TruncFOp>();
  if (!even || !odd || getElementTypeOrSelf(op.getType()) != element ||
      !getElementTypeOrSelf(even.getIn()).isF32() || !getElementTypeOrSelf(odd.getIn()).isF32())
    return std::nullopt;
  return std::make_pair(even.getIn(), odd.getIn());
}

Value gems::callIntrinsic(OpBuilder &builder, Location loc, StringRef name, Type type,
                          ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(builder, loc, type, builder.getStringAttr(name), operands)
      .getResults();
}

Value gems::splatFloat(OpBuilder &builder, Location loc, VectorType type, double value) {
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(type, builder.getFloatAttr(type.getElementType(), value)));
}

//===----------------------------------------------------------------------===//
// f16 arithmetic
//===----------------------------------------------------------------------===//

namespace {

/// Rounding a sum or product of two f16 numbers to f32 and then to f16 is the same as rounding it
/// once: f32 has more than twice the digits of f16, plus two.
struct ComputeInF16 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &rewriter) const override {
    Operation *wide = op.getIn().getDefiningOp();
    if (!getElementTypeOrSelf(op.getType()).isF16() || !wide ||
        !isa<arith::AddFOp, arith::SubFOp, arith::MulFOp>(wide) ||
        !getElementTypeOrSelf(wide->getResult(0)).isF32())
      return rewriter.notifyMatchFailure(op, "rounds no f32 sum or product to f16");
    SmallVector<Value, 2> operands;
    for (Value operand : wide->getOperands()) {
      auto extension = operand.getDefiningOp<arith::ExtFOp>();
      if (!extension || extension.getIn().getType() != op.getType())
        return rewriter.notifyMatchFailure(op, "has an operand that is no f16 number");
      operands.push_back(extension.getIn());
    }
    Operation *narrow =
        rewriter.create(op.getLoc(), wide->getName().getIdentifier(), operands, op.getType());
    rewriter.replaceOp(op, narrow);
    return success();
  }
};

/// The same f16 operation on even and on odd elements is one operation on the run.
struct LiftPair : OpRewritePattern<vector::InterleaveOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::InterleaveOp op, PatternRewriter &rewriter) const override {
    Operation *even = op.getLhs().getDefiningOp(), *odd = op.getRhs().getDefiningOp();
    if (!getElementTypeOrSelf(op.getType()).isF16() || !even || !odd ||
        even->getName() != odd->getName() || even->getNumResults() != 1 ||
        !OpTrait::hasElementwiseMappableTraits(even) ||
        even->getPropertiesAsAttribute() != odd->getPropertiesAsAttribute())
      return rewriter.notifyMatchFailure(op, "joins no two elementwise operations");
    SmallVector<Value, 2> runs;
    for (auto [a, b] : llvm::zip(even->getOperands(), odd->getOperands())) {
      std::optional<Side> left = getSide(a), right = getSide(b);
      if (!left || !right || left->run != right->run || left->parity != 0 || right->parity != 1 ||
          left->run.getType() != op.getType())
        return rewriter.notifyMatchFailure(op, "has operands that are no sides of one run");
      runs.push_back(left->run);
    }
    OperationState state(op.getLoc(), even->getName(), runs, op.getType());
    state.propertiesAttr = even->getPropertiesAsAttribute();
    rewriter.replaceOp(op, rewriter.create(state));
    return success();
  }
};

struct NarrowFloatsPass : gems::impl::NarrowFloatsBase<NarrowFloatsPass> {
  using NarrowFloatsBase::NarrowFloatsBase;

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    bool isSVE = isa == "sve";
    // There is no control flow between blocks here that would be simplified.
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    auto apply = [&](RewritePatternSet &&patterns) {
      return applyPatternsGreedily(getOperation(), std::move(patterns), config);
    };
    // Arithmetic first: the conversions around it disappear.
    if (f16) {
      RewritePatternSet patterns(context);
      populateNativeF16Patterns(patterns);
      if (failed(apply(std::move(patterns))))
        return signalPassFailure();
    }
    RewritePatternSet patterns(context);
    if (bf16)
      populateWideningPatterns(patterns);
    if (bf16 && isSVE)
      populateSVEPatterns(patterns, BFloat16Type::get(context));
    if (!bf16) {
      markShortNaNs(getOperation());
      populateWordPatterns(patterns, isa);
    }
    if (f16Long && isSVE)
      populateSVEPatterns(patterns, Float16Type::get(context));
    if (f16Long && isa == "neon")
      populateNEONPatterns(patterns);
    if (isa == "avx512")
      populateAVX512Patterns(patterns);
    if (failed(apply(std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace

void gems::populateNativeF16Patterns(RewritePatternSet &patterns) {
  patterns.add<ComputeInF16, LiftPair>(patterns.getContext());
}
