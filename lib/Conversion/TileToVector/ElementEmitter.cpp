// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits tile elements at one point: arithmetic, indices and masks.
#include "ElementEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace gems;

bool gems::isConstantBool(Value value, bool expected) {
  APInt constant;
  return value && value.getType().isInteger(1) && matchPattern(value, m_ConstantInt(&constant)) &&
         constant.getBoolValue() == expected;
}

uint64_t ElementEmitter::keyOf(const DimMap &dims) {
  uint64_t key = 1;
  for (int dim : dims)
    key = key * 4 + uint64_t(dim + 2);
  return key;
}

const Coordinate &ElementEmitter::coordinateOf(int loopDim) {
  if (loopDim >= 0)
    return point.coordinates[loopDim];
  if (!zeroCoordinate.base)
    zeroCoordinate.base = kernel.constant(kernel.getSchedule().getKernel().getLoc(), 0);
  return zeroCoordinate;
}

Value ElementEmitter::emit(Value value, const DimMap &dims) {
  if (!isTile(value))
    return kernel.getScalar(value);
  auto key = std::make_pair(value.getAsOpaquePointer(), keyOf(dims));
  auto it = cache.find(key);
  if (it != cache.end())
    return it->second;
  Value result;
  Schedule &schedule = kernel.getSchedule();
  bool readsSlot =
      schedule.isMaterialized(value) && !(point.isOutside && schedule.isDomainOnly(value));
  if (readsSlot) {
    result = readSlot(value.getLoc(), kernel.getSlot(value),
                      cast<RankedTensorType>(value.getType()), dims);
  } else {
    result = compute(value, dims);
  }
  return remember(value, dims, result);
}

/// Keeps a result, and what came with it for the other parity.
Value ElementEmitter::remember(Value value, const DimMap &dims, Value result) {
  auto key = std::make_pair(value.getAsOpaquePointer(), keyOf(dims));
  cache[key] = result;
  if (forSibling)
    sibling->cache[key] = forSibling;
  forSibling = {};
  return result;
}

Value ElementEmitter::emitSource(Value value, const DimMap &dims) {
  auto key = std::make_pair(value.getAsOpaquePointer(), keyOf(dims));
  auto it = cache.find(key);
  if (it != cache.end())
    return it->second;
  bool isLazy = value.getDefiningOp() && !isReduction(value.getDefiningOp()) &&
                value.getDefiningOp()->getNumRegions() == 0;
  Value result = isLazy ? compute(value, dims) : emit(value, dims);
  cache[key] = result;
  return result;
}

Value ElementEmitter::spread(Location loc, Value value) {
  if (point.lanes.isScalar() || isSpread(value))
    return value;
  return builder.createOrFold<vector::BroadcastOp>(loc, point.lanes.getType(value.getType()),
                                                   value);
}

Value ElementEmitter::emitSpread(Value value, const DimMap &dims) {
  return spread(value.getLoc(), emit(value, dims));
}

Value ElementEmitter::zero(Location loc, Type element) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
}

Value ElementEmitter::compute(Value value, const DimMap &dims) {
  Operation *op = value.getDefiningOp();
  auto type = cast<RankedTensorType>(value.getType());
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    auto splat = cast<SplatElementsAttr>(constant.getValue());
    return arith::ConstantOp::create(builder, op->getLoc(),
                                     cast<TypedAttr>(splat.getSplatValue<Attribute>()));
  }
  if (isa<tile::LoadOp>(op))
    return emitLoad(op, dims);
  if (type.getElementType().isInteger(1) && !isa<tile::SplatOp>(op))
    return emitMask(value, dims);
  if (auto integer = dyn_cast<IntegerType>(type.getElementType())) {
    // An index narrowed for use as data is computed in its narrow type: the low bits are the same.
    Value source = isa<arith::TruncIOp>(op) ? op->getOperand(0) : value;
    std::optional<AffineForm> form = kernel.getSchedule().getAffine().get(source);
    if (form && !form->isUniform())
      return emitForm(op->getLoc(), *form, integer, dims);
  }
  if (isa<tile::SplatOp>(op))
    return kernel.getScalar(op->getOperand(0));
  if (isa<tile::BroadcastOp, tile::ExpandDimsOp, tile::TransOp>(op))
    return emit(op->getOperand(0), mapThroughShapeOp(op, dims));
  if (isa<tile::ReshapeOp>(op))
    return emitReshape(op, dims);
  return emitElementwise(op, dims);
}

/// Scratch memory is row-major, so a reshape only reads it under another shape.
Value ElementEmitter::emitReshape(Operation *op, const DimMap &dims) {
  Value source = op->getOperand(0);
  if (!isTile(source) || !kernel.getSchedule().isMaterialized(source))
    return emit(source, isTile(source) ? mapThroughShapeOp(op, dims) : DimMap());
  return readSlot(op->getLoc(), kernel.getSlot(source),
                  cast<RankedTensorType>(op->getResult(0).getType()), dims);
}

/// Dead lanes may hold anything, zeros too, but division by zero is undefined on every lane.
Value ElementEmitter::guardDivisor(Location loc, Value divisor) {
  if (!point.live || matchPattern(divisor, m_Constant()))
    return divisor;
  Type element = getElementTypeOrSelf(divisor.getType());
  Value one = arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(element, 1));
  return arith::SelectOp::create(builder, loc, point.live, divisor, spread(loc, one));
}

/// Clones an elementwise operation onto the lanes; onto a scalar when no operand needs lanes.
Value ElementEmitter::emitElementwise(Operation *op, const DimMap &dims) {
  SmallVector<Value, 3> operands;
  bool anySpread = false;
  for (Value operand : op->getOperands()) {
    operands.push_back(emit(operand, dims));
    anySpread |= isSpread(operands.back());
  }
  Type element = cast<RankedTensorType>(op->getResult(0).getType()).getElementType();
  if (isPaired() && anySpread && isa<arith::TruncFOp>(op) && element.getIntOrFloatBitWidth() == 16)
    return packPair(op, dims);
  if (anySpread)
    for (Value &operand : operands)
      operand = spread(op->getLoc(), operand);
  if (anySpread && isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(op))
    operands[1] = guardDivisor(op->getLoc(), operands[1]);
  OperationState state(op->getLoc(), op->getName());
  state.addOperands(operands);
  state.addTypes(anySpread ? point.lanes.getType(element) : element);
  state.addAttributes(op->getDiscardableAttrDictionary().getValue());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  Operation *clone = builder.create(state);
  SmallVector<Value, 1> folded;
  if (succeeded(builder.tryFold(clone, folded)) && !folded.empty()) {
    clone->erase();
    return folded.front();
  }
  return clone->getResult(0);
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

/// 0, 1, 2, ... along the lanes.
Value ElementEmitter::iota(Location loc, Type element) {
  auto type = cast<VectorType>(point.lanes.getType(element));
  if (!point.lanes.isScalable) {
    SmallVector<Attribute> numbers;
    for (int64_t lane = 0; lane < point.lanes.count; ++lane)
      numbers.push_back(builder.getIntegerAttr(element, lane));
    return arith::ConstantOp::create(builder, loc, DenseElementsAttr::get(type, numbers));
  }
  return LLVM::StepVectorOp::create(builder, loc, type);
}

Value ElementEmitter::emitForm(Location loc, const AffineForm &form, Type type,
                               const DimMap &dims) {
  Poly stride;
  Value base = kernel.emitPoly(loc, form.base);
  Poly parity = Poly::constant(isPaired() ? point.parity : 0);
  for (auto [dim, coefficient] : llvm::enumerate(form.coefficients)) {
    if (coefficient.isZero())
      continue;
    const Coordinate &coordinate = coordinateOf(dims[dim]);
    Value scaled = builder.createOrFold<arith::MulIOp>(loc, coordinate.base,
                                                       kernel.emitPoly(loc, coefficient));
    base = builder.createOrFold<arith::AddIOp>(loc, base, scaled);
    if (coordinate.isLane)
      stride = stride + coefficient;
  }
  // Lane k of a parity is element 2 k, or 2 k + 1.
  if (isPaired() && !stride.isZero()) {
    base = builder.createOrFold<arith::AddIOp>(loc, base, kernel.emitPoly(loc, stride * parity));
    stride = stride * Poly::constant(2);
  }
  auto narrow = [&](Value value) -> Value {
    if (type.isInteger(64))
      return value;
    return builder.createOrFold<arith::TruncIOp>(loc, type, value);
  };
  base = narrow(base);
  if (point.lanes.isScalar() || stride.isZero())
    return base;
  Value steps = iota(loc, type);
  if (stride.getConstant() != 1)
    steps = arith::MulIOp::create(builder, loc, steps,
                                  spread(loc, narrow(kernel.emitPoly(loc, stride))));
  return arith::AddIOp::create(builder, loc, spread(loc, base), steps);
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// The mask of one half-space: one comparison for all lanes, or a prefix of them.
Value ElementEmitter::emitBoundMask(Location loc, const DimBound &bound, const DimMap &dims) {
  const Coordinate &coordinate = coordinateOf(dims[bound.dim]);
  Value limit = kernel.emitBound(loc, bound);
  if (point.lanes.isScalar() || !coordinate.isLane) {
    auto predicate = bound.isUpper ? arith::CmpIPredicate::slt : arith::CmpIPredicate::sge;
    return builder.createOrFold<arith::CmpIOp>(loc, predicate, coordinate.base, limit);
  }
  Value count = arith::SubIOp::create(builder, loc, limit, coordinate.base);
  count = arith::MaxSIOp::create(builder, loc, count, kernel.constant(loc, 0));
  Lanes all{point.lanes.count * (isPaired() ? 2 : 1), point.lanes.isScalable};
  count = arith::MinSIOp::create(builder, loc, count, kernel.emitLaneCount(loc, all));
  if (isPaired())
    count = arith::ShRUIOp::create(
        builder, loc,
        builder.createOrFold<arith::AddIOp>(loc, count, kernel.constant(loc, 1 - point.parity)),
        kernel.constant(loc, 1));
  auto type = cast<VectorType>(point.lanes.getType(builder.getI1Type()));
  Value mask = vector::CreateMaskOp::create(builder, loc, type, kernel.toIndex(loc, count));
  if (bound.isUpper)
    return mask;
  Value ones = spread(loc, arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true)));
  return arith::XOrIOp::create(builder, loc, mask, ones);
}

Value ElementEmitter::emitMask(Value value, const DimMap &dims) {
  const MaskForm &mask = kernel.getSchedule().getMask(value);
  Location loc = value.getLoc();
  Operation *op = value.getDefiningOp();
  SmallVector<DimBound, 2> mapped;
  for (const DimBound &bound : mask.bounds)
    if (dims[bound.dim] >= 0)
      mapped.push_back(bound.onDim(unsigned(dims[bound.dim])));
  bool isFalse = point.isOutside && llvm::all_of(point.domain, [&](const DimBound &bound) {
                   return llvm::is_contained(mapped, bound);
                 });
  if (isFalse)
    return arith::ConstantOp::create(builder, loc, builder.getBoolAttr(false));
  Value result;
  auto conjoin = [&](Value part) {
    if (isConstantBool(part, true))
      return;
    if (result && isSpread(result) != isSpread(part)) {
      result = spread(loc, result);
      part = spread(loc, part);
    }
    result = result ? builder.createOrFold<arith::AndIOp>(loc, result, part) : part;
  };
  for (const DimBound &bound : mask.bounds) {
    int loopDim = dims[bound.dim];
    if (loopDim < 0 || !llvm::is_contained(point.known, bound.onDim(unsigned(loopDim))))
      conjoin(emitBoundMask(loc, bound, dims));
  }
  for (Value residual : mask.residuals) {
    if (residual != value) {
      conjoin(emit(residual, dims));
      continue;
    }
    if (isa<tile::SplatOp>(op))
      conjoin(kernel.getScalar(op->getOperand(0)));
    else if (isa<tile::ReshapeOp>(op))
      conjoin(emitReshape(op, dims));
    else if (isa<tile::BroadcastOp, tile::ExpandDimsOp, tile::TransOp>(op))
      conjoin(emit(op->getOperand(0), isTile(op->getOperand(0)) ? mapThroughShapeOp(op, dims)
                                                                : DimMap()));
    else
      conjoin(emitElementwise(op, dims));
  }
  if (!result)
    result = arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  return result;
}

/// Lanes that exist and pass the mask; null when that is all of them.
Value ElementEmitter::withLive(Location loc, Value mask) {
  if (!mask || isConstantBool(mask, true))
    return point.live;
  if (!point.live)
    return mask;
  return arith::AndIOp::create(builder, loc, point.live, spread(loc, mask));
}
