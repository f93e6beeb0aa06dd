// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A builder of elementwise ops.
#include "Lanes.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace gems {

Type Lanes::of(Type element) const {
  if (auto shaped = dyn_cast<ShapedType>(shape))
    return shaped.clone(element);
  return element;
}

/// The attribute in every lane.
static Value repeat(OpBuilder &builder, Location loc, Type type, TypedAttr value) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    value = DenseElementsAttr::get(shaped, ArrayRef<Attribute>(value));
  return arith::ConstantOp::create(builder, loc, value);
}

Value Lanes::number(Type element, double value) {
  return repeat(builder, loc, of(element), builder.getFloatAttr(element, value));
}

Value Lanes::number(Value like, double value) { return number(getElementTypeOrSelf(like), value); }

Value Lanes::bits(Type element, const APInt &value) {
  return repeat(builder, loc, of(element), builder.getIntegerAttr(element, value));
}

Value Lanes::bits(Value like, int64_t value) {
  Type element = getElementTypeOrSelf(like);
  return bits(element,
              APInt(64, value, /*isSigned=*/true).sextOrTrunc(element.getIntOrFloatBitWidth()));
}

// maximumf and minimumf with a constant are a single instruction on AArch64 and on x86 alike.
Value Lanes::atLeast(Value a, double limit) { return make<arith::MaximumFOp>(a, number(a, limit)); }

Value Lanes::atMost(Value a, double limit) { return make<arith::MinimumFOp>(a, number(a, limit)); }

Value Lanes::horner(Value x, ArrayRef<double> coefficients) {
  Value sum = number(x, coefficients.front());
  for (double coefficient : coefficients.drop_front())
    sum = fma(sum, x, number(x, coefficient));
  return sum;
}

Value Lanes::toBits(Value a) {
  return make<arith::BitcastOp>(of(integer(getElementTypeOrSelf(a).getIntOrFloatBitWidth())), a);
}

Value Lanes::fromBits(Value a, Type element) { return make<arith::BitcastOp>(of(element), a); }

Value Lanes::resize(Value a, unsigned width, bool isUnsigned) {
  unsigned from = getElementTypeOrSelf(a).getIntOrFloatBitWidth();
  Type type = of(integer(width));
  if (from == width)
    return a;
  if (from > width)
    return make<arith::TruncIOp>(type, a);
  return isUnsigned ? make<arith::ExtUIOp>(type, a) : make<arith::ExtSIOp>(type, a);
}

bool isNarrowFloat(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isBF16() || element.isF16();
}

} // namespace gems
