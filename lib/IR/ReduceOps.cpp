// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reductions: result types and folds.
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace gems::tile {

static LogicalResult inferReduced(std::optional<Location> location, Type type, int32_t axis,
                                  SmallVectorImpl<Type> &types) {
  auto source = dyn_cast<RankedTensorType>(type);
  if (!source || source.getRank() < 1 || source.getRank() > 2)
    return failure(); // the operand's constraint reports it
  if (axis < 0 || axis >= source.getRank())
    return emitOptionalError(location, "expected an axis from 0 to ", source.getRank() - 1,
                             " for source ", source, ", got ", axis);
  if (source.getRank() == 1)
    types.push_back(source.getElementType());
  else
    types.push_back(source.clone({source.getDimSize(1 - axis)}));
  return success();
}

LogicalResult SumOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                      Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferReduced(location, adaptor.getSource().getType(), adaptor.getAxis(), types);
}

LogicalResult MaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                      Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferReduced(location, adaptor.getSource().getType(), adaptor.getAxis(), types);
}

LogicalResult MinOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                      Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferReduced(location, adaptor.getSource().getType(), adaptor.getAxis(), types);
}

/// A constant of `type`, a scalar or a tile, with `element` everywhere.
static OpFoldResult makeConstant(Type type, Attribute element) {
  if (auto tile = dyn_cast<RankedTensorType>(type))
    return SplatElementsAttr::get(tile, element);
  return element;
}

/// Only integers: the order of a floating point sum, and so its bits, is the compiler's later.
OpFoldResult SumOp::fold(FoldAdaptor adaptor) {
  auto constant = dyn_cast_or_null<SplatElementsAttr>(adaptor.getSource());
  auto element = dyn_cast<IntegerType>(getSource().getType().getElementType());
  if (!constant || !element)
    return {};
  APInt count(64, getSource().getType().getDimSize(getAxis()));
  APInt sum = constant.getSplatValue<APInt>() * count.zextOrTrunc(element.getWidth());
  return makeConstant(getResult().getType(), IntegerAttr::get(element, sum));
}

/// The largest, or the smallest, of equal elements is that element. A splat of integers may hold an
/// index value, which a reduction would wrap, so only floating point splats fold.
template <typename ReduceOp> static OpFoldResult foldEqualElements(ReduceOp op, Attribute source) {
  if (auto constant = dyn_cast_or_null<SplatElementsAttr>(source))
    return makeConstant(op.getResult().getType(), constant.template getSplatValue<Attribute>());
  auto splat = op.getSource().template getDefiningOp<SplatOp>();
  if (splat && isa<FloatType>(op.getResult().getType()))
    return splat.getSource();
  return {};
}

OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  return foldEqualElements(*this, adaptor.getSource());
}

OpFoldResult MinOp::fold(FoldAdaptor adaptor) {
  return foldEqualElements(*this, adaptor.getSource());
}

} // namespace gems::tile
