// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cast: its rule, and its folds, which round as the documentation says.
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/APSInt.h"

using namespace mlir;

namespace gems::tile {

LogicalResult verifyCastShapes(Operation *op) {
  Type source = op->getOperand(0).getType(), result = op->getResult(0).getType();
  Type expected = withElement(source, getElementTypeOrSelf(result));
  if (result == expected)
    return success();
  return op->emitOpError("expected a result of the source's shape, ")
         << expected << ", got " << result;
}

/// One element cast exactly: from its value, rounded or saturated once.
static Attribute castElement(Attribute source, Type to, bool isUnsigned) {
  APSInt integer;
  // An i1 is 0 or 1, never -1.
  isUnsigned |= to.isInteger(1) || cast<TypedAttr>(source).getType().isInteger(1);
  if (auto attribute = dyn_cast<IntegerAttr>(source)) {
    integer = APSInt(attribute.getValue(), isUnsigned);
    if (auto toInteger = dyn_cast<IntegerType>(to))
      return IntegerAttr::get(to, integer.extOrTrunc(toInteger.getWidth()));
    APFloat number(cast<FloatType>(to).getFloatSemantics());
    number.convertFromAPInt(integer, /*IsSigned=*/!isUnsigned, APFloat::rmNearestTiesToEven);
    return FloatAttr::get(to, number);
  }
  APFloat number = cast<FloatAttr>(source).getValue();
  bool ignored;
  if (auto toFloat = dyn_cast<FloatType>(to)) {
    number.convert(toFloat.getFloatSemantics(), APFloat::rmNearestTiesToEven, &ignored);
    return FloatAttr::get(to, number);
  }
  // convertToInteger saturates and gives 0 for NaN.
  APSInt result(cast<IntegerType>(to).getWidth(), isUnsigned);
  number.convertToInteger(result, APFloat::rmTowardZero, &ignored);
  return IntegerAttr::get(to, result);
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  Type type = getResult().getType();
  if (getSource().getType() == type)
    return getSource();
  Attribute source = adaptor.getSource();
  if (isa_and_nonnull<IntegerAttr, FloatAttr>(source))
    return castElement(source, type, getIsUnsigned());
  if (auto constant = dyn_cast_or_null<SplatElementsAttr>(source))
    return SplatElementsAttr::get(cast<RankedTensorType>(type),
                                  castElement(constant.getSplatValue<Attribute>(),
                                              getElementTypeOrSelf(type), getIsUnsigned()));
  return {};
}

} // namespace gems::tile
