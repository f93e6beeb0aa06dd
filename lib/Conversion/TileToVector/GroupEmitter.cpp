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
#include "llvm/ADT/SmallVectorExtras.h"

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
  bool hasMany = target.registers >= 32 && (!target.isPredicated || group.isColumnwise);
  unsigned registers = hasMany ? 8 : 4;
  // Even and odd elements together fill twice as many.
  if (group.cost > 10 || target.registers < 32 || !group.interleaved.empty())
    registers = std::min(registers, 4u);
  if (group.cost > (target.registers < 32 ? 10 : 40))
    registers = 2;
  // Packed pairs need half the registers until they are widened. On x86 more of them gain nothing
  // and take LLVM a third longer.
  if (target.canPair(group.pairElement) && group.cost <= 20)
    registers = target.nativeBits > 128 ? 4 : 8;
  int64_t count = native * registers;
  // A mask of more lanes would compare 32-bit numbers in more than eight registers.
  if (target.isPredicated)
    count = std::min<int64_t>(count, (group.interleaved.empty() ? 8 : 4) * target.nativeBits / 32);
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
                       : chooseLanes(group, kernel.getTarget(), isRowDim(group.laneDim))) {
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
    kernel.remarkIrregular(kernel.getSchedule().getAccess(use.load), group, use.dims);
  for (const Root &root : group.roots)
    if (root.kind == Root::Kind::Store)
      kernel.remarkIrregular(kernel.getSchedule().getAccess(root.op), group, rootDims(root));
  Values partials;
  if (group.aliasPairs.empty()) {
    partials = emitVersion(/*isFused=*/true);
  } else {
    Value safe = emitAliasCheck(kernel, group, row, group.aliasPairs);
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
  startRow();
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

/// The variable of a collapsed loop has its first value wherever no position is given.
void GroupEmitter::startRow() {
  if (row)
    kernel.setScalar(row->loop.getInductionVar(), row->lower);
}

GroupEmitter::Values GroupEmitter::emitVersion(bool isFused) {
  startRow();
  if (!isFused) {
    KernelEmitter::ScratchScope copies(kernel);
    return row ? emitOrderedRow() : emitOrdered();
  }
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
  if (isRowDim(dim))
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
  point.group = &group;
  point.coordinates.resize(group.shape.size());
  if (hasOuterLoop())
    point.coordinates[outerDim()] = {outerPosition, false};
  point.coordinates[group.laneDim] = {position, !on.isScalar()};
  if (row) {
    // The tile loop's variable takes the position; the coordinate counts from it.
    Value &base = point.coordinates[group.rowDim()].base;
    kernel.setScalar(row->loop.getInductionVar(),
                     builder.createOrFold<arith::AddIOp>(loc, row->lower, base));
    base = kernel.constant(loc, 0);
  }
  return point;
}

/// Loads and roots in program order, so that no store overtakes a load of the same point.
GroupEmitter::Values GroupEmitter::emitChunk(Value position, Lanes on, Value live,
                                             ArrayRef<DimBound> known, Values partials) {
  ElementEmitter elements(kernel, getPoint(position, on, live, known));
  provideRead(elements);
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
      startRow();
      Values fresh;
      for (const Reducer &reducer : reducers)
        fresh.push_back(reducer.identity(loc, lanes));
      if (isInside || group.outside == Outside::General)
        fresh = emitRow(fresh, isInside);
      finishRow(fresh, isInside);
      return Values();
    });
  };
  bool hasOutside = group.outside != Outside::Dead && group.hasBoundOn(outerDim());
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
  bool hasGeneral = group.outside == Outside::General && group.hasBoundOn(group.laneDim);
  if (hasGeneral)
    partials = emitGeneral(zero, bounds.low, partials, true);
  partials = emitInside(bounds, partials);
  if (hasGeneral)
    partials = emitGeneral(bounds.high, extent, partials, true);
  return partials;
}

/// Loads whose element is the same all along a row, and whose masks hold there. No store of the
/// loop touches it: that would be another element at the same point, which a check excludes.
SmallVector<LoadUse> GroupEmitter::findUniformLoads() {
  Schedule &schedule = kernel.getSchedule();
  return llvm::filter_to_vector(group.loads, [&](const LoadUse &use) {
    const Access &access = schedule.getAccess(use.load);
    if (!access.form || schedule.isMaterialized(use.load->getResult(0)) ||
        !access.maskForm.isPureDomain())
      return false;
    bool isUniform = true;
    for (auto [dim, coefficient] : llvm::enumerate(access.form->coefficients))
      isUniform &= use.dims[dim] != int(group.laneDim) || coefficient.isZero();
    return isUniform && llvm::all_of(access.maskForm.bounds, [&](const DimBound &bound) {
             int dim = use.dims[bound.dim];
             return dim >= 0 && llvm::is_contained(group.domain, bound.onDim(unsigned(dim)));
           });
  });
}

void GroupEmitter::provideRead(ElementEmitter &elements) {
  for (auto &[use, element] : readBefore)
    elements.provide(use, element);
}

/// A row inside the domain. What all its elements share is read first, if there are any.
GroupEmitter::Values GroupEmitter::emitInside(Bounds bounds, Values partials) {
  SmallVector<LoadUse> uniform = findUniformLoads();
  if (uniform.empty() || isPaired)
    return emitMain(bounds, partials);
  Value any =
      builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, bounds.low, bounds.high);
  return emitIf(any, partials, [&](Values carried) {
    startRow();
    ElementEmitter elements(kernel, getPoint(bounds.low, Lanes{}, {}, group.domain));
    readBefore.clear();
    for (const LoadUse &use : uniform)
      readBefore.push_back({use, elements.emit(use.load->getResult(0), use.dims)});
    carried = emitMain(bounds, carried);
    readBefore.clear();
    return carried;
  });
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
  bool isWhole =
      matchPattern(length, m_ConstantInt(&a)) && matchPattern(whole, m_ConstantInt(&b)) && a == b;
  if (isWhole)
    return partials;
  return isPredicated ? emitPredicatedTail(end, bounds.high, partials)
                      : emitNarrowTail(end, bounds.high, partials);
}
