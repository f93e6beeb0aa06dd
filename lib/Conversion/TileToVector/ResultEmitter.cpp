// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What becomes of the partial results of a group: one number each, what lies outside of the domain,
// and where they are stored.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace gems;

Value GroupEmitter::finish(const Reducer &reducer, Value partial) {
  Value total = reducer.reduceLanes(loc, partial);
  return addOutside(reducer, total);
}

/// The value of all elements outside of the domain.
Value GroupEmitter::emitOutside(const Reducer &reducer) {
  startRow();
  Point point = getPoint(kernel.constant(loc, 0), Lanes{}, {}, {});
  point.isOutside = true;
  return ElementEmitter(kernel, point).emit(reducer.getSource(), identityDims(group.shape.size()));
}

/// Adds what lies outside of the domain along the lanes: the same value, as often as it occurs.
Value GroupEmitter::addOutside(const Reducer &reducer, Value total) {
  if (group.outside != Outside::Uniform || !group.hasBoundOn(group.laneDim))
    return total;
  Value value = emitOutside(reducer);
  if (reducer.isIdentity(value))
    return total;
  startRow();
  Value extent = getExtent(group.laneDim);
  Bounds bounds = getBounds(group.laneDim, extent);
  Value inside = builder.createOrFold<arith::SubIOp>(loc, bounds.high, bounds.low);
  Value count = builder.createOrFold<arith::SubIOp>(loc, extent, inside);
  return reducer.addRepeated(loc, total, value, count);
}

/// What reducing `count` elements outside of the domain gives.
Value GroupEmitter::repeatOutside(const Reducer &reducer, Value count) {
  Value value = emitOutside(reducer);
  Value total = reducer.identity(loc, Lanes{});
  return reducer.isIdentity(value) ? total : reducer.addRepeated(loc, total, value, count);
}

/// Stores totals of a reduction at a point of its result. A collapsed loop adds them to what the
/// tile that it carries starts with.
void GroupEmitter::storeTotals(const Reducer &reducer, ElementEmitter &elements, Value totals,
                               const DimMap &dims) {
  Value result = reducer.getOp()->getResult(0);
  auto type = cast<RankedTensorType>(result.getType());
  if (row) {
    auto isIts = [&](const SunkReduction &sunk) { return sunk.reduce == reducer.getOp(); };
    unsigned index = llvm::find_if(row->plan.sunk, isIts)->iterArg;
    Value init = row->loop.getInitArgs()[index];
    result = row->loop.getRegionIterArg(index);
    init = elements.emit(isSplat(init) ? init : result, dims);
    if (!reducer.isIdentity(init))
      init = elements.spread(loc, init);
    totals = reducer.addTotal(loc, init, elements.spread(loc, totals));
  }
  elements.writeSlot(loc, kernel.getSlot(result), type, totals, dims);
}

/// Stores the results of one row's reductions, or adds them to the tile that the loop carries.
void GroupEmitter::finishRow(const Values &partials, bool isInside) {
  for (auto [reducer, partial] : llvm::zip(reducers, partials)) {
    startRow();
    Value total;
    if (isInside)
      total = finish(reducer, partial);
    else if (group.outside == Outside::Uniform)
      total = repeatOutside(reducer, getExtent(group.laneDim));
    else
      total = reducer.reduceLanes(loc, partial);
    Point point = getPoint(kernel.constant(loc, 0), Lanes{}, {}, {});
    ElementEmitter elements(kernel, point);
    storeTotals(reducer, elements, total, {int(outerDim())});
  }
}
