// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Partial results of reductions.
#include "Reduction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace gems;

Reducer::Reducer(KernelEmitter &kernel, const Root &root, Lanes lanes)
    : kernel(kernel), builder(kernel.getBuilder()), op(root.op), source(root.value),
      element(cast<RankedTensorType>(root.value.getType()).getElementType()), lanes(lanes) {}

bool Reducer::isSum() const { return isa<tile::SumOp>(op); }
bool Reducer::isMax() const { return isa<tile::MaxOp>(op); }

Value Reducer::identity(Location loc, Lanes on) const {
  TypedAttr attr;
  if (isSum()) {
    attr = builder.getZeroAttr(element);
  } else if (auto floatType = dyn_cast<FloatType>(element)) {
    attr = builder.getFloatAttr(
        floatType, APFloat::getInf(floatType.getFloatSemantics(), /*Negative=*/isMax()));
  } else {
    unsigned bits = element.getIntOrFloatBitWidth();
    attr = builder.getIntegerAttr(element, isMax() ? APInt::getSignedMinValue(bits)
                                                   : APInt::getSignedMaxValue(bits));
  }
  Value scalar = arith::ConstantOp::create(builder, loc, attr);
  if (on.isScalar())
    return scalar;
  return builder.createOrFold<vector::BroadcastOp>(loc, on.getType(element), scalar);
}

Value Reducer::combine(Location loc, Value a, Value b) const {
  if (isSum())
    return isFloat() ? arith::AddFOp::create(builder, loc, a, b).getResult()
                     : arith::AddIOp::create(builder, loc, a, b).getResult();
  if (isFloat())
    return isMax() ? arith::MaximumFOp::create(builder, loc, a, b).getResult()
                   : arith::MinimumFOp::create(builder, loc, a, b).getResult();
  return isMax() ? arith::MaxSIOp::create(builder, loc, a, b).getResult()
                 : arith::MinSIOp::create(builder, loc, a, b).getResult();
}

Value Reducer::addTotal(Location loc, Value init, Value total) const {
  return isIdentity(init) ? total : combine(loc, init, total);
}

Value Reducer::accumulate(ElementEmitter &elements, const DimMap &dims, Value partial) const {
  Location loc = op->getLoc();
  Value next;
  // A product that is summed is contracted: the same rule in every version of the loop.
  auto product = source.getDefiningOp<arith::MulFOp>();
  bool contracts = isSum() && product && !kernel.getSchedule().isMaterialized(source) &&
                   (element.isF32() || element.isF64());
  if (contracts) {
    Value a = elements.emitSpread(product.getLhs(), dims);
    Value b = elements.emitSpread(product.getRhs(), dims);
    next = math::FmaOp::create(builder, loc, a, b, partial);
  } else {
    next = combine(loc, partial, elements.emitSpread(source, dims));
  }
  if (Value live = elements.getPoint().live)
    next = arith::SelectOp::create(builder, loc, live, next, partial);
  return next;
}

static vector::CombiningKind kindOf(Operation *op, bool isFloat) {
  if (isa<tile::SumOp>(op))
    return vector::CombiningKind::ADD;
  if (isa<tile::MaxOp>(op))
    return isFloat ? vector::CombiningKind::MAXIMUMF : vector::CombiningKind::MAXSI;
  return isFloat ? vector::CombiningKind::MINIMUMF : vector::CombiningKind::MINSI;
}

Value Reducer::reduceLanes(Location loc, Value partial) const {
  auto type = dyn_cast<VectorType>(partial.getType());
  if (!type)
    return partial;
  const VectorTarget &target = kernel.getTarget();
  int64_t native = std::max<int64_t>(1, target.nativeBits / element.getIntOrFloatBitWidth());
  // Halve down to one register, then let the target add across it.
  int64_t count = type.getDimSize(0);
  while (count > native) {
    count /= 2;
    auto half = VectorType::get({count}, element, {lanes.isScalable});
    Value low, high;
    if (lanes.isScalable) {
      low = vector::ScalableExtractOp::create(builder, loc, half, partial, 0);
      high = vector::ScalableExtractOp::create(builder, loc, half, partial, count);
    } else {
      low = vector::ExtractStridedSliceOp::create(builder, loc, partial, ArrayRef<int64_t>{0},
                                                  ArrayRef<int64_t>{count}, ArrayRef<int64_t>{1});
      high = vector::ExtractStridedSliceOp::create(builder, loc, partial,
                                                   ArrayRef<int64_t>{count},
                                                   ArrayRef<int64_t>{count}, ArrayRef<int64_t>{1});
    }
    partial = combine(loc, low, high);
  }
  if (!isSum() || !isFloat())
    return vector::ReductionOp::create(builder, loc, kindOf(op, isFloat()), partial);
  // Adding -0.0 changes nothing, so no instruction does it.
  Value start = arith::ConstantOp::create(
      builder, loc,
      builder.getFloatAttr(element, APFloat::getZero(cast<FloatType>(element).getFloatSemantics(),
                                                     /*Negative=*/true)));
  return vector::ReductionOp::create(builder, loc, vector::CombiningKind::ADD, partial, start,
                                     arith::FastMathFlags::reassoc);
}

bool Reducer::isIdentity(Value value) const {
  if (auto constant = value.getDefiningOp<arith::ConstantOp>()) {
    if (auto number = dyn_cast<FloatAttr>(constant.getValue()))
      return isSum() ? number.getValue().isZero()
                     : number.getValue().isInfinity() && number.getValue().isNegative() == isMax();
    if (auto number = dyn_cast<IntegerAttr>(constant.getValue()))
      return isSum()   ? number.getValue().isZero()
             : isMax() ? number.getValue().isMinSignedValue()
                       : number.getValue().isMaxSignedValue();
  }
  return false;
}

Value Reducer::addRepeated(Location loc, Value total, Value value, Value count) const {
  Value repeated = value;
  if (isSum()) {
    if (isFloat()) {
      Value factor = arith::SIToFPOp::create(builder, loc, element, count);
      repeated = arith::MulFOp::create(builder, loc, value, factor);
    } else {
      Value factor = element.isInteger(64)
                         ? count
                         : arith::TruncIOp::create(builder, loc, element, count).getResult();
      repeated = arith::MulIOp::create(builder, loc, value, factor);
    }
  }
  Value joined = combine(loc, total, repeated);
  Value any = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, count,
                                    kernel.constant(loc, 0));
  return arith::SelectOp::create(builder, loc, any, joined, total);
}
