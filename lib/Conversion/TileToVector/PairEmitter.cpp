// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One chunk of a loop over bf16 runs, even and odd elements apart.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace gems;

static Value extractHalf(OpBuilder &builder, Location loc, Value vector, unsigned half) {
  auto type = cast<VectorType>(vector.getType());
  int64_t count = type.getDimSize(0) / 2;
  if (type.isScalable())
    return vector::ScalableExtractOp::create(
        builder, loc, VectorType::get({count}, type.getElementType(), {true}), vector,
        half * count);
  return vector::ExtractStridedSliceOp::create(builder, loc, vector,
                                               ArrayRef<int64_t>{half * count},
                                               ArrayRef<int64_t>{count}, ArrayRef<int64_t>{1});
}

static Value insertHalf(OpBuilder &builder, Location loc, Value part, Value vector, unsigned half) {
  auto type = cast<VectorType>(vector.getType());
  int64_t count = type.getDimSize(0) / 2;
  if (type.isScalable())
    return vector::ScalableInsertOp::create(builder, loc, part, vector, half * count);
  return vector::InsertStridedSliceOp::create(
      builder, loc, part, vector, ArrayRef<int64_t>{half * count}, ArrayRef<int64_t>{1});
}

/// The partial results of a paired loop, lane by lane as the elements lie in memory.
Value GroupEmitter::toNaturalOrder(Value partial) {
  Value odd = extractHalf(builder, loc, partial, 1), even = extractHalf(builder, loc, partial, 0);
  return vector::InterleaveOp::create(builder, loc, even, odd);
}

Value GroupEmitter::toPairedOrder(Value partial) {
  auto parts = vector::DeinterleaveOp::create(builder, loc, partial);
  Value joined = insertHalf(builder, loc, parts.getRes1(), partial, 0);
  return insertHalf(builder, loc, parts.getRes2(), joined, 1);
}

/// `rest` is how many elements there are when not all lanes exist.
GroupEmitter::Values GroupEmitter::emitPairedChunk(Value position, Value rest, Values partials) {
  Lanes half{lanes.count / 2, lanes.isScalable};
  auto createMask = [&](Lanes on, Value count) -> Value {
    return vector::CreateMaskOp::create(builder, loc,
                                        cast<VectorType>(on.getType(builder.getI1Type())),
                                        kernel.toIndex(loc, count));
  };
  Value pairLive = rest ? createMask(lanes, rest) : Value();
  auto getSide = [&](int parity) {
    Value live;
    if (rest) {
      Value count =
          builder.createOrFold<arith::AddIOp>(loc, rest, kernel.constant(loc, 1 - parity));
      live = createMask(half, arith::ShRUIOp::create(builder, loc, count, kernel.constant(loc, 1)));
    }
    Point point = getPoint(position, half, live, group.domain);
    point.parity = parity;
    point.pairLive = pairLive;
    return ElementEmitter(kernel, point);
  };
  ElementEmitter even = getSide(0), odd = getSide(1);
  even.setSibling(&odd);
  odd.setSibling(&even);
  Schedule &schedule = kernel.getSchedule();
  const LoadUse *load = group.loads.begin();
  size_t next = 0;
  for (const Root &root : group.roots) {
    for (; load != group.loads.end() &&
           schedule.getPosition(load->load) < schedule.getPosition(root.op);
         ++load)
      even.preload(*load);
    if (root.kind == Root::Kind::Store) {
      even.emitStore(root.op);
      continue;
    }
    const Reducer &reducer = reducers[next];
    Value &partial = partials[next++];
    Value low = extractHalf(builder, loc, partial, 0), high = extractHalf(builder, loc, partial, 1);
    low = reducer.accumulate(even, rootDims(root), low);
    high = reducer.accumulate(odd, rootDims(root), high);
    partial = insertHalf(builder, loc, low, partial, 0);
    partial = insertHalf(builder, loc, high, partial, 1);
  }
  return partials;
}
