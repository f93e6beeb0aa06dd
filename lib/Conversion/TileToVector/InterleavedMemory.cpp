// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Even and odd elements that a kernel accesses apart: one access to the whole run. Targets part and
// join it by their own means (LD2 and ST2, permutations, or shifts within words).
#include "ElementEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace gems;

const InterleavedPair *ElementEmitter::findInterleaved(Operation *op, const DimMap &dims) const {
  return point.lanes.isScalar() ? nullptr : point.group->findInterleaved(op, dims);
}

/// The mask of a run from that of its even elements, which is that of its odd ones, too.
Value ElementEmitter::doubleMask(Location loc, Value mask) {
  Lanes all{point.lanes.count * 2, point.lanes.isScalable};
  auto type = cast<VectorType>(all.getType(builder.getI1Type()));
  if (!isSpread(mask))
    return builder.createOrFold<vector::BroadcastOp>(loc, type, mask);
  if (auto prefix = mask.getDefiningOp<vector::CreateMaskOp>()) {
    Value count = prefix.getOperand(0);
    return vector::CreateMaskOp::create(builder, loc, type,
                                        builder.createOrFold<arith::AddIOp>(loc, count, count));
  }
  return vector::InterleaveOp::create(builder, loc, mask, mask);
}

/// Reads both loads of a pair, and keeps the other's elements for its turn.
Value ElementEmitter::readInterleaved(const InterleavedPair &pair, Operation *op,
                                      const DimMap &dims, Value mask) {
  Location loc = op->getLoc();
  const Access &access = kernel.getSchedule().getAccess(pair.even);
  Lanes all{point.lanes.count * 2, point.lanes.isScalable};
  auto type = cast<VectorType>(all.getType(access.elementType));
  Address address = getAddress(access, dims);
  Value base = kernel.toIndex(loc, address.base);
  Value run;
  if (Value live = withLive(loc, mask)) {
    Value none = zero(loc, access.elementType);
    none = builder.createOrFold<vector::BroadcastOp>(loc, type, none);
    run = vector::MaskedLoadOp::create(builder, loc, type, address.memref, base,
                                       doubleMask(loc, live), none);
  } else {
    run = vector::LoadOp::create(builder, loc, type, address.memref, base);
  }
  auto parts = vector::DeinterleaveOp::create(builder, loc, run);
  auto getElements = [&](Operation *load) -> Value {
    Value elements = parts.getResult(load == pair.odd);
    Value other = cast<tile::LoadOp>(load).getOther();
    if (!mask || !other || isConstantBool(mask, true))
      return elements;
    Value otherwise = emitSpread(other, dims);
    return arith::SelectOp::create(builder, loc, spread(loc, mask), elements, otherwise);
  };
  Operation *partner = pair.getOther(op);
  cache[{partner->getResult(0).getAsOpaquePointer(), keyOf(dims)}] = getElements(partner);
  return getElements(op);
}

void ElementEmitter::writeInterleaved(const InterleavedPair &pair, const DimMap &dims, Value mask) {
  Location loc = pair.even->getLoc();
  Value odd = emitSpread(cast<tile::StoreOp>(pair.odd).getValue(), dims);
  Value even = emitSpread(cast<tile::StoreOp>(pair.even).getValue(), dims);
  Value run = vector::InterleaveOp::create(builder, loc, even, odd);
  Address address = getAddress(kernel.getSchedule().getAccess(pair.even), dims);
  Value base = kernel.toIndex(loc, address.base);
  if (Value live = withLive(loc, mask))
    vector::MaskedStoreOp::create(builder, loc, address.memref, base, doubleMask(loc, live), run);
  else
    vector::StoreOp::create(builder, loc, run, address.memref, base);
}
