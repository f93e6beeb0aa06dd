// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that touch memory or make addresses: rules, folds and canonical forms.
#include "gems/IR/Tile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace gems::tile {

// Rules.

LogicalResult LoadOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                       Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto pointer = dyn_cast<PointerType>(adaptor.getBase().getType());
  if (!pointer)
    return failure(); // the operand's constraint reports it
  types.push_back(withElement(adaptor.getOffsets().getType(), pointer.getPointee()));
  return success();
}

static LogicalResult verifyMask(Operation *op, Value mask, Value offsets) {
  if (!mask)
    return success();
  Type expected = withElement(offsets.getType(), IntegerType::get(op->getContext(), 1));
  if (mask.getType() == expected)
    return success();
  return op->emitOpError("expected a mask of the offsets' shape, ")
         << expected << ", got " << mask.getType();
}

LogicalResult LoadOp::verify() {
  if (failed(verifyMask(*this, getMask(), getOffsets())))
    return failure();
  if (!getOther())
    return success();
  if (!getMask())
    return emitOpError("expected a mask beside 'other', got none");
  if (getOther().getType() != getResult().getType())
    return emitOpError("expected 'other' of the result's type ")
           << getResult().getType() << ", got " << getOther().getType();
  return success();
}

LogicalResult StoreOp::verify() {
  if (failed(verifyMask(*this, getMask(), getOffsets())))
    return failure();
  Type expected = withElement(getOffsets().getType(), getBase().getType().getPointee());
  if (getValue().getType() == expected)
    return success();
  return emitOpError("expected a value of the offsets' shape and the pointee's type, ")
         << expected << ", got " << getValue().getType();
}

// Folds and canonical forms.

OpFoldResult AddPtrOp::fold(FoldAdaptor) {
  return matchPattern(getOffset(), m_Zero()) ? OpFoldResult(getBase()) : OpFoldResult();
}

namespace {
/// Offsets are 64-bit sums, whatever the type they are written in.
Value extendOffset(OpBuilder &builder, Location loc, Value offset) {
  Type i64 = builder.getI64Type();
  return offset.getType() == i64 ? offset : arith::ExtSIOp::create(builder, loc, i64, offset);
}

/// addptr(addptr(p, a), b) -> addptr(p, a + b)
struct AddPtrOfAddPtr : OpRewritePattern<AddPtrOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddPtrOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getBase().getDefiningOp<AddPtrOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(op, "the base is not the result of tile.addptr");
    Location loc = rewriter.getFusedLoc({inner.getLoc(), op.getLoc()});
    Value first = extendOffset(rewriter, loc, inner.getOffset());
    Value second = extendOffset(rewriter, loc, op.getOffset());
    Value sum = arith::AddIOp::create(rewriter, loc, first, second);
    rewriter.replaceOpWithNewOp<AddPtrOp>(op, inner.getBase(), sum);
    return success();
  }
};

/// The value of a mask that is the same constant in all lanes.
std::optional<bool> getConstantMask(Value mask) {
  APInt value;
  if (mask && matchPattern(mask, m_ConstantInt(&value)))
    return value.isOne();
  return std::nullopt;
}

/// A constant mask of a load: without one where all lanes are read, `other` where none is.
struct LoadWithConstantMask : OpRewritePattern<LoadOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(LoadOp op, PatternRewriter &rewriter) const override {
    std::optional<bool> mask = getConstantMask(op.getMask());
    if (!mask)
      return rewriter.notifyMatchFailure(op, "the mask is not a constant");
    if (*mask)
      rewriter.replaceOpWithNewOp<LoadOp>(op, op.getResult().getType(), op.getBase(),
                                          op.getOffsets(), /*mask=*/Value(), /*other=*/Value());
    else if (op.getOther())
      rewriter.replaceOp(op, op.getOther());
    else
      rewriter.replaceOpWithNewOp<arith::ConstantOp>(
          op, cast<TypedAttr>(rewriter.getZeroAttr(op.getResult().getType())));
    return success();
  }
};

/// A constant mask of a store: without one where all lanes are written, nothing where none is.
struct StoreWithConstantMask : OpRewritePattern<StoreOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(StoreOp op, PatternRewriter &rewriter) const override {
    std::optional<bool> mask = getConstantMask(op.getMask());
    if (!mask)
      return rewriter.notifyMatchFailure(op, "the mask is not a constant");
    if (*mask)
      rewriter.modifyOpInPlace(op, [&] { op.getMaskMutable().clear(); });
    else
      rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void AddPtrOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<AddPtrOfAddPtr>(context);
}

void LoadOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<LoadWithConstantMask>(context);
}

void StoreOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<StoreWithConstantMask>(context);
}

} // namespace gems::tile
