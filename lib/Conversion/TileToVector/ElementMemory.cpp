// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits tile elements at one point: loads, stores and scratch memory.
#include "ElementEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace gems;

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

ElementEmitter::Address ElementEmitter::getAddress(const Access &access, const DimMap &dims) {
  Address address;
  Location loc = access.op->getLoc();
  address.memref = kernel.getScalar(access.base);
  if (!access.form) {
    address.base = kernel.constant(loc, 0);
    Value offsets = emit(access.offsets, dims);
    bool isWide = getElementTypeOrSelf(offsets.getType()).isInteger(64);
    Type wide = builder.getI64Type();
    if (!isWide)
      offsets = builder.createOrFold<arith::ExtSIOp>(
          loc, isSpread(offsets) ? point.lanes.getType(wide) : wide, offsets);
    if (isSpread(offsets))
      address.laneOffsets = offsets;
    else
      address.base = offsets;
    return address;
  }
  address.base = kernel.emitPoly(loc, access.form->base);
  for (auto [dim, coefficient] : llvm::enumerate(access.form->coefficients)) {
    if (coefficient.isZero())
      continue;
    const Coordinate &coordinate = coordinateOf(dims[dim]);
    Value scaled = builder.createOrFold<arith::MulIOp>(loc, coordinate.base,
                                                       kernel.emitPoly(loc, coefficient));
    address.base = builder.createOrFold<arith::AddIOp>(loc, address.base, scaled);
    if (coordinate.isLane)
      address.stride = address.stride + coefficient;
  }
  return address;
}

ElementEmitter::Address ElementEmitter::getSlotAddress(Location loc, Value slot,
                                                       RankedTensorType type, const DimMap &dims) {
  Address address;
  address.memref = slot;
  address.base = kernel.constant(loc, 0);
  int64_t stride = 1;
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    if (type.getDimSize(dim) != 1 && dims[dim] >= 0) {
      const Coordinate &coordinate = coordinateOf(dims[dim]);
      Value scaled =
          builder.createOrFold<arith::MulIOp>(loc, coordinate.base, kernel.constant(loc, stride));
      address.base = builder.createOrFold<arith::AddIOp>(loc, address.base, scaled);
      if (coordinate.isLane)
        address.stride = address.stride + Poly::constant(stride);
    }
    stride *= type.getDimSize(dim);
  }
  return address;
}

/// Offsets of the lanes from the address's base, in elements.
Value ElementEmitter::getLaneOffsets(Location loc, const Address &address) {
  if (address.laneOffsets)
    return address.laneOffsets;
  Value steps = iota(loc, builder.getI64Type());
  return arith::MulIOp::create(builder, loc, steps,
                               spread(loc, kernel.emitPoly(loc, address.stride)));
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// What `load` reads if the mask, the same for all lanes, is true; else `other`, without touching
/// memory.
Value ElementEmitter::readIf(Location loc, Value mask, Value other, function_ref<Value()> load) {
  auto guarded =
      scf::IfOp::create(builder, loc, TypeRange{other.getType()}, mask, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(guarded.thenBlock());
  Value loaded = load();
  scf::YieldOp::create(builder, loc, isSpread(other) ? spread(loc, loaded) : loaded);
  builder.setInsertionPointToStart(guarded.elseBlock());
  scf::YieldOp::create(builder, loc, other);
  return guarded.getResult(0);
}

Value ElementEmitter::readScalar(Location loc, Value memref, Value index, Type element, Value mask,
                                 Value other) {
  auto load = [&]() -> Value {
    return memref::LoadOp::create(builder, loc, memref, kernel.toIndex(loc, index));
  };
  return mask ? readIf(loc, mask, other ? other : zero(loc, element), load) : load();
}

Value ElementEmitter::read(Location loc, const Address &address, Type element, Value mask,
                           Value other) {
  bool isUniform = point.lanes.isScalar() || (!address.laneOffsets && address.stride.isZero());
  if (!isUniform && mask && !isSpread(mask))
    return readIf(loc, mask, spread(loc, other ? other : zero(loc, element)),
                  [&] { return readLanes(loc, address, element, {}, {}); });
  if (!isUniform)
    return readLanes(loc, address, element, mask, other);
  // One element serves all lanes. With a mask per lane, it exists only if a lane asks for it.
  if (!mask || mask == point.live)
    return readScalar(loc, address.memref, address.base, element, {}, {});
  if (!isSpread(mask))
    return readScalar(loc, address.memref, address.base, element, mask, other);
  Value any = vector::ReductionOp::create(builder, loc, vector::CombiningKind::OR, mask);
  Value loaded = readScalar(loc, address.memref, address.base, element, any, {});
  Value fallback = spread(loc, other ? other : zero(loc, element));
  return arith::SelectOp::create(builder, loc, mask, spread(loc, loaded), fallback);
}

Value ElementEmitter::readLanes(Location loc, const Address &address, Type element, Value mask,
                                Value other) {
  if (isPaired())
    return readPair(loc, address, element);
  auto type = cast<VectorType>(point.lanes.getType(element));
  Value base = kernel.toIndex(loc, address.base);
  Value fallback = mask ? spread(loc, other ? other : zero(loc, element)) : Value();
  if (mask)
    mask = spread(loc, mask);
  if (!address.laneOffsets && address.stride.getConstant() == 1) {
    if (!mask)
      return vector::LoadOp::create(builder, loc, type, address.memref, base);
    return vector::MaskedLoadOp::create(builder, loc, type, address.memref, base, mask, fallback);
  }
  const VectorTarget &target = kernel.getTarget();
  unsigned bits = element.getIntOrFloatBitWidth();
  if (target.gatherBits && bits >= target.gatherBits) {
    Value offsets = getLaneOffsets(loc, address);
    if (!mask) {
      mask = spread(loc, arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true)));
      fallback = spread(loc, zero(loc, element));
    }
    return vector::GatherOp::create(builder, loc, type, address.memref, ValueRange{base}, offsets,
                                    mask, fallback);
  }
  // Element by element; such loops are never predicated.
  Value offsets = address.laneOffsets;
  Value stride = offsets ? Value() : kernel.emitPoly(loc, address.stride);
  Value result = spread(loc, zero(loc, element));
  for (int64_t lane = 0; lane < point.lanes.count; ++lane) {
    Value offset =
        offsets ? vector::ExtractOp::create(builder, loc, offsets, lane).getResult()
                : builder.createOrFold<arith::MulIOp>(loc, stride, kernel.constant(loc, lane));
    Value index = arith::AddIOp::create(builder, loc, address.base, offset);
    Value loaded = readScalar(loc, address.memref, index, element, {}, {});
    result = vector::InsertOp::create(builder, loc, loaded, result, lane);
  }
  return result;
}

/// Reads a run of elements once and parts it into even and odd ones.
Value ElementEmitter::readPair(Location loc, const Address &address, Type element) {
  Lanes all{point.lanes.count * 2, point.lanes.isScalable};
  auto type = cast<VectorType>(all.getType(element));
  Value base = kernel.toIndex(loc, address.base);
  Value run;
  if (point.pairLive) {
    Value none = builder.createOrFold<vector::BroadcastOp>(loc, type, zero(loc, element));
    run = vector::MaskedLoadOp::create(builder, loc, type, address.memref, base, point.pairLive,
                                       none);
  } else {
    run = vector::LoadOp::create(builder, loc, type, address.memref, base);
  }
  auto parts = vector::DeinterleaveOp::create(builder, loc, run);
  forSibling = parts.getResult(1 - point.parity);
  return parts.getResult(point.parity);
}

/// Rounds both parities and puts them side by side, where stores and products want them.
Value ElementEmitter::packPair(Operation *op, const DimMap &dims) {
  auto truncate = [&](ElementEmitter &side) -> Value {
    Value source = side.emitSpread(op->getOperand(0), dims);
    Type element = getElementTypeOrSelf(op->getResult(0).getType());
    return arith::TruncFOp::create(builder, op->getLoc(), point.lanes.getType(element), source);
  };
  Value mine = truncate(*this), other = truncate(*sibling);
  Value even = point.parity == 0 ? mine : other, odd = point.parity == 0 ? other : mine;
  Value run = vector::InterleaveOp::create(builder, op->getLoc(), even, odd);
  auto parts = vector::DeinterleaveOp::create(builder, op->getLoc(), run);
  forSibling = parts.getResult(1 - point.parity);
  return parts.getResult(point.parity);
}

Value ElementEmitter::emitLoad(Operation *op, const DimMap &dims) {
  auto load = cast<tile::LoadOp>(op);
  const Access &access = kernel.getSchedule().getAccess(op);
  Location loc = op->getLoc();
  Value mask = load.getMask() ? emit(load.getMask(), dims) : Value();
  Value other = load.getOther() ? emit(load.getOther(), dims) : Value();
  if (mask && isConstantBool(mask, false))
    return other ? other : zero(loc, access.elementType);
  if (const InterleavedPair *pair = findInterleaved(op, dims))
    return readInterleaved(*pair, op, dims, mask);
  Address address = getAddress(access, dims);
  emitPrefetch(access, address);
  return read(loc, address, access.elementType, withLive(loc, mask), other);
}

void ElementEmitter::preload(const LoadUse &use) {
  if (!kernel.getSchedule().isMaterialized(use.load->getResult(0)))
    emit(use.load->getResult(0), use.dims);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

void ElementEmitter::writeScalar(Location loc, Value memref, Value index, Value element,
                                 Value mask) {
  OpBuilder::InsertionGuard guard(builder);
  if (mask) {
    auto guarded = scf::IfOp::create(builder, loc, mask, /*withElseRegion=*/false);
    builder.setInsertionPointToStart(guarded.thenBlock());
  }
  memref::StoreOp::create(builder, loc, element, memref, kernel.toIndex(loc, index));
}

void ElementEmitter::write(Location loc, const Address &address, Value elements, Value mask) {
  if (point.lanes.isScalar())
    return writeScalar(loc, address.memref, address.base, elements, mask);
  elements = spread(loc, elements);
  if (mask)
    mask = spread(loc, mask);
  auto type = cast<VectorType>(elements.getType());
  Value base = kernel.toIndex(loc, address.base);
  if (!address.laneOffsets && address.stride.getConstant() == 1) {
    if (mask)
      vector::MaskedStoreOp::create(builder, loc, address.memref, base, mask, elements);
    else
      vector::StoreOp::create(builder, loc, elements, address.memref, base);
    return;
  }
  const VectorTarget &target = kernel.getTarget();
  if (target.gatherBits && type.getElementTypeBitWidth() >= target.gatherBits) {
    // A scatter writes its lanes in ascending order, so the last of equal addresses stays.
    if (!mask)
      mask = spread(loc, arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true)));
    vector::ScatterOp::create(builder, loc, /*resultType=*/Type(), address.memref, ValueRange{base},
                              getLaneOffsets(loc, address), mask, elements);
    return;
  }
  Value offsets = address.laneOffsets;
  Value stride = offsets ? Value() : kernel.emitPoly(loc, address.stride);
  for (int64_t lane = 0; lane < point.lanes.count; ++lane) {
    Value offset =
        offsets ? vector::ExtractOp::create(builder, loc, offsets, lane).getResult()
                : builder.createOrFold<arith::MulIOp>(loc, stride, kernel.constant(loc, lane));
    Value index = arith::AddIOp::create(builder, loc, address.base, offset);
    Value element = vector::ExtractOp::create(builder, loc, elements, lane);
    writeScalar(loc, address.memref, index, element, {});
  }
}

void ElementEmitter::emitStore(Operation *op) {
  auto store = cast<tile::StoreOp>(op);
  const Access &access = kernel.getSchedule().getAccess(op);
  DimMap dims = identityDims(cast<RankedTensorType>(store.getValue().getType()).getRank());
  Value mask = store.getMask() ? emit(store.getMask(), dims) : Value();
  if (mask && isConstantBool(mask, false))
    return;
  if (const InterleavedPair *pair = findInterleaved(op, dims)) {
    // The later of the two stores both.
    Schedule &schedule = kernel.getSchedule();
    if (schedule.getPosition(op) > schedule.getPosition(pair->getOther(op)))
      writeInterleaved(*pair, dims, mask);
    return;
  }
  Value elements = emit(store.getValue(), dims);
  Address address = getAddress(access, dims);
  if (isPaired()) {
    Value run = vector::InterleaveOp::create(builder, op->getLoc(), spread(op->getLoc(), elements),
                                             sibling->emitSpread(store.getValue(), dims));
    Value base = kernel.toIndex(op->getLoc(), address.base);
    if (point.pairLive)
      vector::MaskedStoreOp::create(builder, op->getLoc(), address.memref, base, point.pairLive,
                                    run);
    else
      vector::StoreOp::create(builder, op->getLoc(), run, address.memref, base);
    return;
  }
  write(op->getLoc(), address, elements, withLive(op->getLoc(), mask));
}

Value ElementEmitter::readSlot(Location loc, Value slot, RankedTensorType type,
                               const DimMap &dims) {
  Type element = type.getElementType();
  Type memory = KernelEmitter::getMemoryType(element);
  Value live = withLive(loc, {});
  Value result = read(loc, getSlotAddress(loc, slot, type, dims), memory, live, {});
  if (memory == element)
    return result;
  Value none = zero(loc, memory);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, result,
                               isSpread(result) ? spread(loc, none) : none);
}

void ElementEmitter::writeSlot(Location loc, Value slot, RankedTensorType type, Value elements,
                               const DimMap &dims) {
  Type element = type.getElementType();
  Type memory = KernelEmitter::getMemoryType(element);
  if (memory != element) {
    Type target = isSpread(elements) ? point.lanes.getType(memory) : memory;
    elements = builder.createOrFold<arith::ExtUIOp>(loc, target, elements);
  }
  Value live = withLive(loc, {});
  write(loc, getSlotAddress(loc, slot, type, dims), elements, live);
}
