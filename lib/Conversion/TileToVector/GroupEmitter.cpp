// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits the loops of one group.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace gems;

Lanes GroupEmitter::chooseLanes(const Group &group, const VectorTarget &target, bool isRow) {
  if (group.hasArbitraryMask && !target.isPredicated)
    return Lanes{};
  int64_t native = std::max<int64_t>(1, target.nativeBits / group.widestBits);
  bool canGather = target.gatherBits && group.narrowestIrregular >= target.gatherBits;
  if (group.hasIrregularAccess) {
    // Scalable vectors cannot be taken apart lane by lane, nor can masked ones.
    if (!canGather && (target.isScalable || group.hasArbitraryMask))
      return Lanes{};
    return Lanes{native, target.isScalable};
  }
  // Several registers hide the latency of arithmetic; long bodies need them for themselves.
  unsigned registers = target.registers >= 32 && !target.isPredicated ? 8 : 4;
  if (group.cost > 10 || target.registers < 32)
    registers = std::min(registers, 4u);
  if (group.cost > (target.registers < 32 ? 10 : 40))
    registers = 2;
  // Packed pairs need half the registers until they are widened.
  if (target.canPair(group.pairElement) && group.cost <= 20)
    registers = target.registers < 32 ? 4 : 8;
  int64_t count = native * registers;
  // A mask of more lanes would compare 32-bit numbers in more than eight registers.
  if (target.isPredicated)
    count = std::min<int64_t>(count, 8 * target.nativeBits / 32);
  if (!isRow) {
    // Both parities of a pair have at least one register.
    int64_t least = target.canPair(group.pairElement) ? 2 * native : native;
    int64_t extent = group.shape[group.laneDim];
    while (count > least && count / 2 >= extent)
      count /= 2;
  }
  return Lanes{count, target.isScalable};
}

GroupEmitter::GroupEmitter(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row,
                           std::optional<Lanes> fixedLanes)
    : kernel(kernel), builder(kernel.getBuilder()), group(group), row(row),
      loc(group.roots.back().op->getLoc()),
      lanes(fixedLanes ? *fixedLanes
                       : chooseLanes(group, kernel.getTarget(), row.has_value())) {
  const VectorTarget &target = kernel.getTarget();
  bool takesApart = group.hasIrregularAccess &&
                    !(target.gatherBits && group.narrowestIrregular >= target.gatherBits);
  isPredicated = target.isPredicated && !lanes.isScalar() && !takesApart;
  isPaired = target.canPair(group.pairElement) && !lanes.isScalar() && !takesApart;
  for (const Root &root : group.roots)
    if (root.kind == Root::Kind::Reduce)
      reducers.emplace_back(kernel, root, lanes);
}

void GroupEmitter::emit() {
  for (const LoadUse &use : group.loads)
    kernel.remarkIrregular(kernel.getSchedule().getAccess(use.load), group.laneDim, use.dims);
  for (const Root &root : group.roots)
    if (root.kind == Root::Kind::Store)
      kernel.remarkIrregular(kernel.getSchedule().getAccess(root.op), group.laneDim,
                             rootDims(root));
  Values partials;
  if (group.aliasPairs.empty()) {
    partials = emitVersion(/*isFused=*/true);
  } else {
    Value safe = emitAliasCheck(kernel, group, row);
    SmallVector<Type, 2> types;
    for (const Reducer &reducer : reducers)
      if (!isTile(reducer.getOp()->getResult(0)))
        types.push_back(lanes.getType(reducer.getElementType()));
    auto versions = scf::IfOp::create(builder, loc, types, safe, /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    for (bool isFused : {true, false}) {
      Block *block = isFused ? versions.thenBlock() : versions.elseBlock();
      if (!block->empty())
        block->back().erase();
      builder.setInsertionPointToEnd(block);
      scf::YieldOp::create(builder, loc, emitVersion(isFused));
    }
    partials.assign(versions.getResults().begin(), versions.getResults().end());
  }
  if (row)
    kernel.setScalar(row->loop.getInductionVar(), row->lower);
  size_t next = 0;
  for (const Reducer &reducer : reducers) {
    Operation *op = reducer.getOp();
    if (isTile(op->getResult(0)))
      continue;
    Value partial = partials[next++];
    if (kernel.isCarried(op))
      kernel.setCarried(op, partial);
    else
      kernel.setScalar(op->getResult(0), finish(reducer, partial));
  }
}

GroupEmitter::Values GroupEmitter::emitVersion(bool isFused) {
  if (row)
    kernel.setScalar(row->loop.getInductionVar(), row->lower);
  if (!isFused)
    return row ? emitOrderedRow() : emitOrdered();
  if (group.isColumnwise) {
    emitColumns();
    return {};
  }
  return emitRows(initialPartials());
}

GroupEmitter::Values GroupEmitter::initialPartials() {
  Values partials;
  for (const Reducer &reducer : reducers) {
    bool isCarried = !row && kernel.isCarried(reducer.getOp());
    partials.push_back(isCarried ? kernel.getCarried(reducer.getOp())
                                 : reducer.identity(loc, lanes));
  }
  return partials;
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

Value GroupEmitter::getExtent(unsigned dim) {
  if (row)
    return row->extent;
  return kernel.constant(loc, group.shape[dim]);
}

/// The part of a dimension inside the domain, within [0, extent].
GroupEmitter::Bounds GroupEmitter::getBounds(unsigned dim, Value extent) {
  Value zero = kernel.constant(loc, 0), low = zero, high = extent;
  for (const DimBound &bound : group.domain) {
    if (bound.dim != dim)
      continue;
    Value limit = kernel.emitBound(loc, bound);
    if (bound.isUpper)
      high = builder.createOrFold<arith::MinSIOp>(loc, high, limit);
    else
      low = builder.createOrFold<arith::MaxSIOp>(loc, low, limit);
  }
  if (low != zero)
    low = builder.createOrFold<arith::MinSIOp>(loc, low, extent);
  high = builder.createOrFold<arith::MaxSIOp>(loc, high, low);
  return {low, high};
}

/// Bounds of the outer dimension, which hold while its loop is inside the domain.
SmallVector<DimBound, 2> GroupEmitter::outerKnown() const {
  SmallVector<DimBound, 2> known;
  for (const DimBound &bound : group.domain)
    if (bound.dim != group.laneDim)
      known.push_back(bound);
  return known;
}

static bool hasBoundOn(const Group &group, unsigned dim) {
  return llvm::any_of(group.domain, [&](const DimBound &bound) { return bound.dim == dim; });
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

GroupEmitter::Values GroupEmitter::emitLoop(Value from, Value to, Value step, Values inits,
                                            function_ref<Values(Value, Values)> body) {
  auto loop = scf::ForOp::create(builder, loc, from, to, step, inits);
  OpBuilder::InsertionGuard guard(builder);
  if (!loop.getBody()->empty())
    loop.getBody()->back().erase();
  builder.setInsertionPointToEnd(loop.getBody());
  Values carried(loop.getRegionIterArgs().begin(), loop.getRegionIterArgs().end());
  Values results = body(loop.getInductionVar(), carried);
  scf::YieldOp::create(builder, loc, results);
  return Values(loop.getResults().begin(), loop.getResults().end());
}

GroupEmitter::Values GroupEmitter::emitIf(Value condition, Values inits,
                                          function_ref<Values(Values)> body) {
  SmallVector<Type, 2> types;
  for (Value init : inits)
    types.push_back(init.getType());
  auto branch = scf::IfOp::create(builder, loc, types, condition, /*withElse=*/!inits.empty());
  OpBuilder::InsertionGuard guard(builder);
  if (!branch.thenBlock()->empty())
    branch.thenBlock()->back().erase();
  builder.setInsertionPointToEnd(branch.thenBlock());
  Values results = body(inits);
  scf::YieldOp::create(builder, loc, results);
  if (!inits.empty()) {
    builder.setInsertionPointToEnd(branch.elseBlock());
    scf::YieldOp::create(builder, loc, inits);
  }
  return Values(branch.getResults().begin(), branch.getResults().end());
}

Point GroupEmitter::getPoint(Value position, Lanes on, Value live, ArrayRef<DimBound> known) {
  Point point;
  point.lanes = on;
  point.live = live;
  point.known = known;
  point.domain = group.domain;
  point.coordinates.resize(group.shape.size());
  if (hasOuterLoop())
    point.coordinates[outerDim()] = {outerPosition, false};
  Value base = position;
  if (row) {
    // The tile loop's variable takes the position; the lane counts from it.
    base = kernel.constant(loc, 0);
    kernel.setScalar(row->loop.getInductionVar(),
                     builder.createOrFold<arith::AddIOp>(loc, row->lower, position));
  }
  point.coordinates[group.laneDim] = {base, !on.isScalar()};
  return point;
}

/// Loads and roots in program order, so that no store overtakes a load of the same point.
GroupEmitter::Values GroupEmitter::emitChunk(Value position, Lanes on, Value live,
                                             ArrayRef<DimBound> known, Values partials) {
  ElementEmitter elements(kernel, getPoint(position, on, live, known));
  Schedule &schedule = kernel.getSchedule();
  const LoadUse *load = group.loads.begin();
  size_t reducer = 0;
  for (const Root &root : group.roots) {
    for (; load != group.loads.end() &&
           schedule.getPosition(load->load) < schedule.getPosition(root.op);
         ++load)
      elements.preload(*load);
    DimMap dims = rootDims(root);
    switch (root.kind) {
    case Root::Kind::Store:
      elements.emitStore(root.op);
      break;
    case Root::Kind::Reduce:
      partials[reducer] = reducers[reducer].accumulate(elements, dims, partials[reducer]);
      ++reducer;
      break;
    case Root::Kind::Materialize: {
      Value value = root.value == root.target ? elements.emitSource(root.value, dims)
                                              : elements.emit(root.value, dims);
      Value slot = kernel.usesShadow(root.target) ? kernel.getShadowSlot(root.target)
                                                  : kernel.getSlot(root.target);
      elements.writeSlot(root.op->getLoc(), slot, cast<RankedTensorType>(root.value.getType()),
                         value, dims);
      break;
    }
    }
  }
  return partials;
}

GroupEmitter::Values GroupEmitter::emitRows(Values partials) {
  if (!hasOuterLoop() || group.shape[outerDim()] == 1) {
    outerPosition = kernel.constant(loc, 0);
    return emitRow(partials, /*isInside=*/true);
  }
  Value extent = kernel.constant(loc, group.shape[outerDim()]);
  Value zero = kernel.constant(loc, 0), one = kernel.constant(loc, 1);
  Bounds bounds = getBounds(outerDim(), extent);
  auto emitRange = [&](Value from, Value to, bool isInside) {
    emitLoop(from, to, one, {}, [&](Value position, Values) {
      outerPosition = position;
      Values fresh;
      for (const Reducer &reducer : reducers)
        fresh.push_back(reducer.identity(loc, lanes));
      finishRow(emitRow(fresh, isInside), isInside);
      return Values();
    });
  };
  bool hasOutside = group.outside != Outside::Dead && hasBoundOn(group, outerDim());
  if (hasOutside)
    emitRange(zero, bounds.low, false);
  emitRange(bounds.low, bounds.high, true);
  if (hasOutside)
    emitRange(bounds.high, extent, false);
  return {};
}

GroupEmitter::Values GroupEmitter::emitRow(Values partials, bool isInside) {
  Value extent = getExtent(group.laneDim);
  Value zero = kernel.constant(loc, 0);
  if (!isInside)
    return emitGeneral(zero, extent, partials, /*isInside=*/false);
  Bounds bounds = getBounds(group.laneDim, extent);
  bool hasGeneral = group.outside == Outside::General && hasBoundOn(group, group.laneDim);
  if (hasGeneral)
    partials = emitGeneral(zero, bounds.low, partials, true);
  partials = emitMain(bounds, partials);
  if (hasGeneral)
    partials = emitGeneral(bounds.high, extent, partials, true);
  return partials;
}

/// Whole vectors without any mask, then what is left.
GroupEmitter::Values GroupEmitter::emitMain(Bounds bounds, Values partials) {
  Value step = kernel.emitLaneCount(loc, lanes);
  auto chunk = [&](Value position, Values carried) {
    if (isPaired)
      return emitPairedChunk(position, /*rest=*/{}, carried);
    return emitChunk(position, lanes, {}, group.domain, carried);
  };
  if (lanes.isScalar())
    return emitLoop(bounds.low, bounds.high, step, partials, chunk);
  Value length = builder.createOrFold<arith::SubIOp>(loc, bounds.high, bounds.low);
  Value whole = kernel.emitWhole(loc, length, lanes);
  Value end = builder.createOrFold<arith::AddIOp>(loc, bounds.low, whole);
  partials = emitLoop(bounds.low, end, step, partials, chunk);
  APInt a, b;
  bool isWhole = matchPattern(length, m_ConstantInt(&a)) && matchPattern(whole, m_ConstantInt(&b)) &&
                 a == b;
  if (isWhole)
    return partials;
  return isPredicated ? emitPredicatedTail(end, bounds.high, partials)
                      : emitNarrowTail(end, bounds.high, partials);
}

GroupEmitter::Values GroupEmitter::emitPredicatedTail(Value from, Value high, Values partials) {
  Value rest = builder.createOrFold<arith::SubIOp>(loc, high, from);
  Value any = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, rest,
                                    kernel.constant(loc, 0));
  return emitIf(any, partials, [&](Values carried) {
    if (isPaired)
      return emitPairedChunk(from, rest, carried);
    Value live = vector::CreateMaskOp::create(
        builder, loc, cast<VectorType>(lanes.getType(builder.getI1Type())),
        kernel.toIndex(loc, rest));
    return emitChunk(from, lanes, live, group.domain, carried);
  });
}

/// One register at a time, then one element at a time. Partial results wait in memory, so that
/// every element joins the lane that it would have in a whole vector.
GroupEmitter::Values GroupEmitter::emitNarrowTail(Value from, Value high, Values partials) {
  Value rest = builder.createOrFold<arith::SubIOp>(loc, high, from);
  Value any = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, rest,
                                    kernel.constant(loc, 0));
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
        Value index =
            kernel.toIndex(loc, builder.createOrFold<arith::SubIOp>(loc, position, from));
        Values parts;
        for (auto [reducer, slot] : llvm::zip(reducers, slots)) {
          if (on.isScalar())
            parts.push_back(memref::LoadOp::create(builder, loc, slot, index));
          else
            parts.push_back(vector::LoadOp::create(
                builder, loc, cast<VectorType>(on.getType(reducer.getElementType())), slot,
                index));
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
  scalars = emitLoop(from, to, kernel.constant(loc, 1), scalars,
                     [&](Value position, Values carried) {
                       return emitChunk(position, Lanes{}, {}, known, carried);
                     });
  if (lanes.isScalar())
    return scalars;
  for (auto [partial, scalar] : llvm::zip(partials, scalars))
    partial = vector::InsertOp::create(builder, loc, scalar, partial, 0);
  return partials;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Value GroupEmitter::finish(const Reducer &reducer, Value partial) {
  Value total = reducer.reduceLanes(loc, partial);
  return addOutside(reducer, total);
}

/// Adds what lies outside of the domain along the lanes: the same value, as often as it occurs.
Value GroupEmitter::addOutside(const Reducer &reducer, Value total) {
  if (group.outside != Outside::Uniform || !hasBoundOn(group, group.laneDim))
    return total;
  Point point = getPoint(kernel.constant(loc, 0), Lanes{}, {}, {});
  point.isOutside = true;
  Value value = ElementEmitter(kernel, point).emit(reducer.getSource(),
                                                   identityDims(group.shape.size()));
  if (reducer.isIdentity(value))
    return total;
  Value extent = getExtent(group.laneDim);
  Bounds bounds = getBounds(group.laneDim, extent);
  Value inside = builder.createOrFold<arith::SubIOp>(loc, bounds.high, bounds.low);
  Value count = builder.createOrFold<arith::SubIOp>(loc, extent, inside);
  return reducer.addRepeated(loc, total, value, count);
}

/// Stores the results of one row's reductions.
void GroupEmitter::finishRow(const Values &partials, bool isInside) {
  for (auto [reducer, partial] : llvm::zip(reducers, partials)) {
    Value total = isInside ? finish(reducer, partial) : reducer.reduceLanes(loc, partial);
    memref::StoreOp::create(builder, loc, total, kernel.getSlot(reducer.getOp()->getResult(0)),
                            kernel.toIndex(loc, outerPosition));
  }
}
