// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits what whole vectors leave of a row, and elements whose masks may hold or not.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace gems;

GroupEmitter::Values GroupEmitter::emitPredicatedTail(Value from, Value high, Values partials) {
  Value rest = builder.createOrFold<arith::SubIOp>(loc, high, from);
  Value any =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, rest, kernel.constant(loc, 0));
  return emitIf(any, partials, [&](Values carried) {
    if (isPaired)
      return emitPairedChunk(from, rest, carried);
    Value live = vector::CreateMaskOp::create(builder, loc,
                                              cast<VectorType>(lanes.getType(builder.getI1Type())),
                                              kernel.toIndex(loc, rest));
    return emitChunk(from, lanes, live, group.domain, carried);
  });
}

/// One register at a time, then one element at a time. Partial results wait in memory, so that
/// every element joins the lane that it would have in a whole vector.
GroupEmitter::Values GroupEmitter::emitNarrowTail(Value from, Value high, Values partials) {
  Value rest = builder.createOrFold<arith::SubIOp>(loc, high, from);
  Value any =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, rest, kernel.constant(loc, 0));
  Value zero = kernel.constant(loc, 0), one = kernel.constant(loc, 1);
  return emitIf(any, partials, [&](Values carried) {
    Values slots;
    for (auto [reducer, partial] : llvm::zip(reducers, carried)) {
      slots.push_back(kernel.createPartialSlot(reducer.getElementType(), lanes));
      vector::StoreOp::create(builder, loc, isPaired ? toNaturalOrder(partial) : partial,
                              slots.back(), kernel.toIndex(loc, zero));
    }
    auto narrow = [&](Value begin, Value end, Lanes on) {
      Value step = on.isScalar() ? one : kernel.emitLaneCount(loc, on);
      emitLoop(begin, end, step, {}, [&](Value position, Values) {
        Value index = kernel.toIndex(loc, builder.createOrFold<arith::SubIOp>(loc, position, from));
        Values parts;
        for (auto [reducer, slot] : llvm::zip(reducers, slots)) {
          if (on.isScalar())
            parts.push_back(memref::LoadOp::create(builder, loc, slot, index));
          else
            parts.push_back(vector::LoadOp::create(
                builder, loc, cast<VectorType>(on.getType(reducer.getElementType())), slot, index));
        }
        parts = emitChunk(position, on, {}, group.domain, parts);
        for (auto [slot, part] : llvm::zip(slots, parts)) {
          if (on.isScalar())
            memref::StoreOp::create(builder, loc, part, slot, index);
          else
            vector::StoreOp::create(builder, loc, part, slot, index);
        }
        return Values();
      });
    };
    Value middle = from;
    int64_t native = kernel.getTarget().nativeBits / group.widestBits;
    if (native < lanes.count) {
      Value whole = builder.createOrFold<arith::AndIOp>(loc, rest, kernel.constant(loc, -native));
      middle = builder.createOrFold<arith::AddIOp>(loc, from, whole);
      narrow(from, middle, Lanes{native, false});
    }
    narrow(middle, high, Lanes{});
    Values results;
    for (auto [slot, partial] : llvm::zip(slots, carried)) {
      Value result = vector::LoadOp::create(builder, loc, cast<VectorType>(partial.getType()), slot,
                                            kernel.toIndex(loc, zero));
      results.push_back(isPaired ? toPairedOrder(result) : result);
    }
    return results;
  });
}

/// Elements of which it is not known whether their masks hold.
GroupEmitter::Values GroupEmitter::emitGeneral(Value from, Value to, Values partials,
                                               bool isInside) {
  SmallVector<DimBound, 2> known;
  if (isInside)
    known = outerKnown();
  if (isPredicated) {
    Value step = kernel.emitLaneCount(loc, lanes);
    return emitLoop(from, to, step, partials, [&](Value position, Values carried) {
      Value rest = arith::SubIOp::create(builder, loc, to, position);
      rest = arith::MinSIOp::create(builder, loc, rest, step);
      Value live = vector::CreateMaskOp::create(
          builder, loc, cast<VectorType>(lanes.getType(builder.getI1Type())),
          kernel.toIndex(loc, rest));
      return emitChunk(position, lanes, live, known, carried);
    });
  }
  // Element by element, into the first lane.
  Values scalars = partials;
  if (!lanes.isScalar())
    for (Value &scalar : scalars)
      scalar = vector::ExtractOp::create(builder, loc, scalar, 0);
  scalars =
      emitLoop(from, to, kernel.constant(loc, 1), scalars, [&](Value position, Values carried) {
        return emitChunk(position, Lanes{}, {}, known, carried);
      });
  if (lanes.isScalar())
    return scalars;
  for (auto [partial, scalar] : llvm::zip(partials, scalars))
    partial = vector::InsertOp::create(builder, loc, scalar, partial, 0);
  return partials;
}
