// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions along the outer dimension: one vector of columns at a time, all its rows in registers.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace gems;

void GroupEmitter::emitColumns() {
  Value extent = getExtent(group.laneDim);
  Value zero = kernel.constant(loc, 0), one = kernel.constant(loc, 1);
  Value step = kernel.emitLaneCount(loc, lanes);
  Bounds bounds = getBounds(group.laneDim, extent);
  outerPosition = zero;
  auto masked = [&](Value from, Value to, bool isInside) {
    if (!isPredicated) {
      emitLoop(from, to, one, {}, [&](Value position, Values) {
        emitColumnChunk(position, Lanes{}, {}, isInside);
        return Values();
      });
      return;
    }
    emitLoop(from, to, step, {}, [&](Value position, Values) {
      Value rest = arith::SubIOp::create(builder, loc, to, position);
      rest = arith::MinSIOp::create(builder, loc, rest, step);
      Value live = vector::CreateMaskOp::create(
          builder, loc, cast<VectorType>(lanes.getType(builder.getI1Type())),
          kernel.toIndex(loc, rest));
      emitColumnChunk(position, lanes, live, isInside);
      return Values();
    });
  };
  masked(zero, bounds.low, false);
  Value length = builder.createOrFold<arith::SubIOp>(loc, bounds.high, bounds.low);
  Value whole = kernel.emitWhole(loc, length, lanes);
  Value end = builder.createOrFold<arith::AddIOp>(loc, bounds.low, whole);
  emitLoop(bounds.low, end, step, {}, [&](Value position, Values) {
    emitColumnChunk(position, lanes, {}, true);
    return Values();
  });
  int64_t native = kernel.getTarget().nativeBits / group.widestBits;
  if (!isPredicated && native < lanes.count) {
    Value rest = builder.createOrFold<arith::SubIOp>(loc, bounds.high, end);
    Value some = builder.createOrFold<arith::AndIOp>(loc, rest, kernel.constant(loc, -native));
    Value middle = builder.createOrFold<arith::AddIOp>(loc, end, some);
    emitLoop(end, middle, kernel.constant(loc, native), {}, [&](Value position, Values) {
      emitColumnChunk(position, Lanes{native, false}, {}, true);
      return Values();
    });
    end = middle;
  }
  masked(end, bounds.high, true);
  masked(bounds.high, extent, false);
}

void GroupEmitter::emitColumnChunk(Value position, Lanes on, Value live, bool isInside) {
  Value extent = getExtent(outerDim());
  Value zero = kernel.constant(loc, 0), one = kernel.constant(loc, 1);
  startRow();
  if (!isInside && group.outside == Outside::Uniform) {
    Values totals;
    for (const Reducer &reducer : reducers)
      totals.push_back(repeatOutside(reducer, extent));
    return finishColumns(position, on, live, totals);
  }
  SmallVector<DimBound, 2> laneKnown;
  if (isInside)
    for (const DimBound &bound : group.domain)
      if (bound.dim == group.laneDim)
        laneKnown.push_back(bound);
  Values partials;
  for (const Reducer &reducer : reducers)
    partials.push_back(reducer.identity(loc, on));
  auto rows = [&](Value from, Value to, ArrayRef<DimBound> known) {
    partials = emitLoop(from, to, one, partials, [&](Value outer, Values carried) {
      outerPosition = outer;
      return emitChunk(position, on, live, known, carried);
    });
  };
  Bounds bounds = getBounds(outerDim(), extent);
  bool isOutsideIdentity =
      group.outside == Outside::Uniform && llvm::all_of(reducers, [&](const Reducer &reducer) {
        return reducer.isIdentity(emitOutside(reducer));
      });
  if (!isOutsideIdentity && group.outside != Outside::Dead)
    rows(zero, bounds.low, laneKnown);
  if (isInside)
    rows(bounds.low, bounds.high, group.domain);
  else if (!isOutsideIdentity)
    rows(bounds.low, bounds.high, outerKnown());
  if (!isOutsideIdentity && group.outside != Outside::Dead)
    rows(bounds.high, extent, laneKnown);
  finishColumns(position, on, live, partials);
}

/// Stores the results of some columns, or adds them to the tile that the loop carries.
void GroupEmitter::finishColumns(Value position, Lanes on, Value live, const Values &totals) {
  outerPosition = kernel.constant(loc, 0);
  ElementEmitter elements(kernel, getPoint(position, on, live, {}));
  for (auto [reducer, total] : llvm::zip(reducers, totals))
    storeTotals(reducer, elements, total, {int(group.laneDim)});
}
