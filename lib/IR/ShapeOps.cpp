// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that make tiles and change their shapes: rules, folds and canonical forms.
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace gems::tile {

// Rules.

LogicalResult ArangeOp::verify() {
  auto type = getResult().getType();
  if (type.getRank() != 1)
    return emitOpError("expected a result of rank 1, got ") << type;
  unsigned width = type.getElementTypeBitWidth();
  APInt last = APInt(128, getStart(), /*isSigned=*/true) + APInt(128, type.getNumElements() - 1);
  for (const APInt &value : {APInt(128, getStart(), /*isSigned=*/true), last})
    if (!value.isSignedIntN(width))
      return emitOpError("expected values in the range of ")
             << type.getElementType() << ", got " << llvm::toString(value, 10, /*Signed=*/true);
  return success();
}

LogicalResult SplatOp::verify() {
  Type element = getResult().getType().getElementType();
  if (getSource().getType() == element)
    return success();
  return emitOpError("expected a source of the result's element type ")
         << element << ", got " << getSource().getType();
}

static LogicalResult verifySameElement(Operation *op, RankedTensorType source,
                                       RankedTensorType result) {
  if (source.getElementType() == result.getElementType())
    return success();
  return op->emitOpError("expected a result of the source's element type ")
         << source.getElementType() << ", got " << result.getElementType();
}

LogicalResult BroadcastOp::verify() {
  RankedTensorType source = getSource().getType(), result = getResult().getType();
  if (failed(verifySameElement(*this, source, result)))
    return failure();
  if (source.getRank() != result.getRank())
    return emitOpError("expected a result of the source's rank ")
           << source.getRank() << ", got " << result.getRank();
  for (auto [index, from, to] : llvm::enumerate(source.getShape(), result.getShape()))
    if (from != to && from != 1)
      return emitOpError("expected dimension ")
             << index << " to keep its size " << from << ", since only size 1 grows, got " << to;
  return success();
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType source = getSource().getType(), result = getResult().getType();
  if (failed(verifySameElement(*this, source, result)))
    return failure();
  if (source.getNumElements() == result.getNumElements())
    return success();
  return emitOpError("expected a result of ")
         << source.getNumElements() << " elements as the source " << source << " has, got "
         << result.getNumElements() << " in " << result;
}

LogicalResult ExpandDimsOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto source = dyn_cast<RankedTensorType>(adaptor.getSource().getType());
  if (!source || source.getRank() != 1)
    return failure(); // the operand's constraint reports it
  int32_t axis = adaptor.getAxis();
  if (axis != 0 && axis != 1)
    return emitOptionalError(location, "expected axis 0 or 1, got ", axis);
  int64_t size = source.getDimSize(0);
  types.push_back(axis == 0 ? source.clone({1, size}) : source.clone({size, 1}));
  return success();
}

LogicalResult TransOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                        Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto source = dyn_cast<RankedTensorType>(adaptor.getSource().getType());
  if (!source || source.getRank() != 2)
    return failure(); // the operand's constraint reports it
  types.push_back(source.clone({source.getDimSize(1), source.getDimSize(0)}));
  return success();
}

// Folds. Each keeps the elements as they are, so index values keep all their bits.

/// The constant of the new type when all elements of the old one are the same.
static OpFoldResult foldSplatConstant(Attribute source, RankedTensorType type) {
  auto constant = dyn_cast_or_null<SplatElementsAttr>(source);
  return constant ? constant.resizeSplat(type) : OpFoldResult();
}

/// The constant of the new type with the elements in the same row-major order.
static OpFoldResult foldReshapedConstant(Attribute source, RankedTensorType type) {
  auto constant = dyn_cast_or_null<DenseElementsAttr>(source);
  return constant ? OpFoldResult(constant.reshape(type)) : OpFoldResult();
}

OpFoldResult SplatOp::fold(FoldAdaptor adaptor) {
  if (!isa_and_nonnull<IntegerAttr, FloatAttr>(adaptor.getSource()))
    return {};
  return SplatElementsAttr::get(getResult().getType(), adaptor.getSource());
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getSource().getType() == getResult().getType())
    return getSource();
  return foldSplatConstant(adaptor.getSource(), getResult().getType());
}

OpFoldResult ExpandDimsOp::fold(FoldAdaptor adaptor) {
  return foldReshapedConstant(adaptor.getSource(), getResult().getType());
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getSource().getType() == getResult().getType())
    return getSource();
  return foldReshapedConstant(adaptor.getSource(), getResult().getType());
}

OpFoldResult TransOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getSource().getDefiningOp<TransOp>())
    return inner.getSource();
  return foldSplatConstant(adaptor.getSource(), getResult().getType());
}

// Canonical forms.

namespace {
/// shape-op(splat(x)) -> splat(x)
template <typename ShapeOp> struct ShapeOfSplat : OpRewritePattern<ShapeOp> {
  using OpRewritePattern<ShapeOp>::OpRewritePattern;
  LogicalResult matchAndRewrite(ShapeOp op, PatternRewriter &rewriter) const override {
    auto splat = op.getSource().template getDefiningOp<SplatOp>();
    if (!splat)
      return rewriter.notifyMatchFailure(op, "the source is not a splat");
    rewriter.replaceOpWithNewOp<SplatOp>(op, op.getResult().getType(), splat.getSource());
    return success();
  }
};

/// broadcast(broadcast(x)) -> broadcast(x)
struct BroadcastOfBroadcast : OpRewritePattern<BroadcastOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BroadcastOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getSource().getDefiningOp<BroadcastOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(op, "the source is not a broadcast");
    rewriter.modifyOpInPlace(op, [&] { op.getSourceMutable().assign(inner.getSource()); });
    return success();
  }
};

/// reshape(reshape(x)), reshape(expand_dims(x)) -> reshape(x)
struct ReshapeOfReshape : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    Operation *inner = op.getSource().getDefiningOp();
    if (!isa_and_nonnull<ReshapeOp, ExpandDimsOp>(inner))
      return rewriter.notifyMatchFailure(op, "the source is not reshaped");
    rewriter.modifyOpInPlace(op, [&] { op.getSourceMutable().assign(inner->getOperand(0)); });
    return success();
  }
};
} // namespace

void BroadcastOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<BroadcastOfBroadcast, ShapeOfSplat<BroadcastOp>>(context);
}

void ExpandDimsOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ShapeOfSplat<ExpandDimsOp>>(context);
}

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ReshapeOfReshape, ShapeOfSplat<ReshapeOp>>(context);
}

void TransOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ShapeOfSplat<TransOp>>(context);
}

} // namespace gems::tile
