// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks, scalar operations, loops and branches of a program function.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace gems;

void KernelEmitter::emitBlock(Block *block) {
  for (const Item &item : schedule.getItems(block)) {
    switch (item.kind) {
    case Item::Kind::Scalar:
      if (!replaced.contains(item.op))
        emitScalar(item.op);
      break;
    case Item::Kind::Group:
      GroupEmitter(*this, *item.group).emit();
      break;
    case Item::Kind::Control:
      if (auto loop = dyn_cast<scf::ForOp>(item.op))
        emitFor(loop);
      else
        emitIf(cast<scf::IfOp>(item.op));
      break;
    }
  }
}

Value KernelEmitter::getScalar(Value value) { return mapping.lookup(value); }

Value KernelEmitter::getPlace(tile::ProgramAxis axis) {
  return function.getArgument(function.getNumArguments() - 7 + unsigned(axis));
}

Value KernelEmitter::getGridSize(tile::ProgramAxis axis) {
  return function.getArgument(function.getNumArguments() - 4 + unsigned(axis));
}

//===----------------------------------------------------------------------===//
// Scalar operations
//===----------------------------------------------------------------------===//

/// Tile operations on one element, which are scalars here. Returns whether `op` was one.
bool KernelEmitter::emitScalarTileOp(Operation *op) {
  Location loc = op->getLoc();
  Type element = op->getNumResults() ? scalarType(op->getResult(0).getType()) : Type();
  if (auto id = dyn_cast<tile::ProgramIdOp>(op)) {
    setScalar(id, getPlace(id.getAxis()));
  } else if (auto number = dyn_cast<tile::NumProgramsOp>(op)) {
    setScalar(number, getGridSize(number.getAxis()));
  } else if (auto arange = dyn_cast<tile::ArangeOp>(op)) {
    setScalar(arange, arith::ConstantOp::create(
                          builder, loc, builder.getIntegerAttr(element, arange.getStart())));
  } else if (isa<tile::SplatOp, tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp,
                 tile::TransOp>(op)) {
    setScalar(op->getResult(0), getScalar(op->getOperand(0)));
  } else if (isReduction(op)) {
    Value value = getScalar(op->getOperand(0));
    // A sum starts at +0.0, which turns a lone -0.0 into +0.0.
    if (isa<tile::SumOp>(op) && isa<FloatType>(element))
      value = arith::AddFOp::create(
          builder, loc, value,
          arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element)));
    setScalar(op->getResult(0), value);
  } else if (isa<tile::LoadOp, tile::StoreOp>(op)) {
    emitScalarAccess(op);
  } else {
    return false;
  }
  return true;
}

void KernelEmitter::emitScalarAccess(Operation *op) {
  Location loc = op->getLoc();
  const Access &access = schedule.getAccess(op);
  Value memref = getScalar(access.base);
  Value index = access.form ? emitPoly(loc, access.form->base) : getScalar(access.offsets);
  Value mask = access.mask ? getScalar(access.mask) : Value();
  auto load = dyn_cast<tile::LoadOp>(op);
  if (!mask) {
    if (load)
      setScalar(load, memref::LoadOp::create(builder, loc, memref, toIndex(loc, index)));
    else
      memref::StoreOp::create(builder, loc, getScalar(cast<tile::StoreOp>(op).getValue()), memref,
                              toIndex(loc, index));
    return;
  }
  SmallVector<Type, 1> types;
  if (load)
    types.push_back(access.elementType);
  auto guarded = scf::IfOp::create(builder, loc, types, mask, /*withElse=*/bool(load));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(guarded.thenBlock());
  if (!load) {
    memref::StoreOp::create(builder, loc, getScalar(cast<tile::StoreOp>(op).getValue()), memref,
                            toIndex(loc, index));
    return;
  }
  Value loaded = memref::LoadOp::create(builder, loc, memref, toIndex(loc, index));
  scf::YieldOp::create(builder, loc, loaded);
  builder.setInsertionPointToStart(guarded.elseBlock());
  Value other = load.getOther() ? getScalar(load.getOther())
                                : arith::ConstantOp::create(builder, loc,
                                                            builder.getZeroAttr(access.elementType))
                                      .getResult();
  scf::YieldOp::create(builder, loc, other);
  setScalar(load, guarded.getResult(0));
}

void KernelEmitter::emitScalar(Operation *op) {
  if (emitScalarTileOp(op))
    return;
  Location loc = op->getLoc();
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    TypedAttr value = constant.getValue();
    if (auto elements = dyn_cast<SplatElementsAttr>(value))
      value = cast<TypedAttr>(elements.getSplatValue<Attribute>());
    setScalar(constant, arith::ConstantOp::create(builder, loc, value));
    return;
  }
  OperationState state(loc, op->getName());
  for (Value operand : op->getOperands())
    state.operands.push_back(getScalar(operand));
  for (Type type : op->getResultTypes())
    state.types.push_back(scalarType(type));
  state.addAttributes(op->getDiscardableAttrDictionary().getValue());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  Operation *clone = builder.create(state);
  for (auto [from, to] : llvm::zip(op->getResults(), clone->getResults()))
    setScalar(from, to);
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

Group *KernelEmitter::findGroup(Block *block, Operation *op) {
  for (const Item &item : schedule.getItems(block))
    if (item.group)
      for (const Root &root : item.group->roots)
        if (root.op == op)
          return item.group;
  return nullptr;
}

/// Copies the new tile of a loop argument over the old one.
void KernelEmitter::copyShadow(Location loc, Value target) {
  memref::CopyOp::create(builder, loc, getShadowSlot(target), getSlot(target));
}

/// Whether the counter passes the end of the loop without wrapping.
static bool cannotWrap(scf::ForOp loop, AffineAnalysis &affine) {
  std::optional<Interval> upper = affine.getInterval(affine.getScalar(loop.getUpperBound()));
  std::optional<Interval> step = affine.getInterval(affine.getScalar(loop.getStep()));
  return !loop.getUnsignedCmp() && upper && step && upper->high + step->high <= INT64_MAX;
}

/// An empty loop like `loop`, and the value of its counter.
std::pair<scf::ForOp, Value> KernelEmitter::createLoop(scf::ForOp loop, ValueRange inits) {
  Location loc = loop.getLoc();
  Value lower = getScalar(loop.getLowerBound()), upper = getScalar(loop.getUpperBound());
  Value step = getScalar(loop.getStep());
  auto createEmpty = [&](Value from, Value to, Value by, bool isUnsigned) {
    auto clone = scf::ForOp::create(builder, loc, from, to, by, inits);
    clone.setUnsignedCmp(isUnsigned);
    if (!clone.getBody()->empty())
      clone.getBody()->back().erase();
    return clone;
  };
  if (cannotWrap(loop, schedule.getAffine())) {
    scf::ForOp clone = createEmpty(lower, upper, step, false);
    return {clone, clone.getInductionVar()};
  }
  // The iterations are counted, and the counter follows from their number. A step of zero comes
  // with equal bounds.
  Value zero = constant(loc, 0), one = constant(loc, 1);
  auto isBefore = loop.getUnsignedCmp() ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt;
  Value runs = arith::CmpIOp::create(builder, loc, isBefore, lower, upper);
  Value last = arith::SubIOp::create(builder, loc, upper, lower);
  last = arith::SubIOp::create(builder, loc, last, one);
  Value divisor = builder.createOrFold<arith::MaxUIOp>(loc, step, one);
  Value count = arith::DivUIOp::create(builder, loc, last, divisor);
  count = arith::AddIOp::create(builder, loc, count, one);
  count = arith::SelectOp::create(builder, loc, runs, count, zero);
  scf::ForOp clone = createEmpty(zero, count, one, true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(clone.getBody());
  Value distance = arith::MulIOp::create(builder, loc, clone.getInductionVar(), step);
  return {clone, arith::AddIOp::create(builder, loc, lower, distance)};
}

void KernelEmitter::emitFor(scf::ForOp loop) {
  const LoopPlan &plan = schedule.getLoop(loop);
  for (const SunkReduction &reduction : plan.sunk)
    replaced.insert(reduction.replaced.begin(), reduction.replaced.end());
  if (plan.collapsed)
    emitCollapsed(loop, plan);
  else
    emitTiles(loop, plan);
}

Reducer KernelEmitter::getReducer(const SunkReduction &reduction, const Group &group, bool isRow) {
  Lanes lanes = GroupEmitter::chooseLanes(group, target, isRow);
  Root root{Root::Kind::Reduce, reduction.reduce, reduction.reduce->getOperand(0), {}};
  return Reducer(*this, root, lanes);
}

/// Binds the result of a loop that carried partial results.
void KernelEmitter::bindSunk(scf::ForOp loop, const SunkReduction &reduction,
                             const Reducer &reducer, Value total) {
  Value init = getScalar(loop.getInitArgs()[reduction.iterArg]);
  setScalar(loop.getResult(reduction.iterArg), reducer.addTotal(loop.getLoc(), init, total));
}

/// All tiles in one loop, along each row of the group.
void KernelEmitter::emitCollapsed(scf::ForOp loop, const LoopPlan &plan) {
  Location loc = loop.getLoc();
  Group &group = *plan.collapsed;
  auto toWide = [&](Value value) { return emitPoly(loc, schedule.getAffine().getScalar(value)); };
  Value lower = toWide(loop.getLowerBound()), upper = toWide(loop.getUpperBound());
  int64_t size = group.shape[group.rowDim()];
  Value tile = constant(loc, size);
  // Whole tiles that cover [lower, upper).
  Value length = builder.createOrFold<arith::SubIOp>(loc, upper, lower);
  length = builder.createOrFold<arith::MaxSIOp>(loc, length, constant(loc, 0));
  Value tiles = builder.createOrFold<arith::AddIOp>(loc, length, constant(loc, size - 1));
  tiles = builder.createOrFold<arith::DivUIOp>(loc, tiles, tile);
  Value extent = builder.createOrFold<arith::MulIOp>(loc, tiles, tile);
  RowLoop row{loop, plan, lower, extent};
  if (plan.reordered.empty()) {
    GroupEmitter(*this, group, row).emit();
    for (const SunkReduction &reduction : plan.sunk)
      if (!isTile(reduction.reduce->getResult(0)))
        bindSunk(loop, reduction, getReducer(reduction, group, !group.isColumnwise),
                 getScalar(reduction.reduce->getResult(0)));
    return;
  }
  Value safe = emitAliasCheck(*this, group, row, plan.reordered);
  auto versions = scf::IfOp::create(builder, loc, safe, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(versions.thenBlock());
  GroupEmitter(*this, group, row).emitFused();
  builder.setInsertionPointToStart(versions.elseBlock());
  emitTiles(loop, plan);
}

/// One tile at a time, as the author wrote it.
void KernelEmitter::emitTiles(scf::ForOp loop, const LoopPlan &plan) {
  Location loc = loop.getLoc();
  DenseMap<unsigned, const SunkReduction *> sunk;
  for (const SunkReduction &reduction : plan.sunk)
    sunk[reduction.iterArg] = &reduction;
  auto getSunkReducer = [&](const SunkReduction &reduction) {
    return getReducer(reduction, *findGroup(loop.getBody(), reduction.reduce), /*isRow=*/false);
  };
  SmallVector<Value> inits;
  SmallVector<unsigned> carriedArgs, inMemory;
  for (auto [index, init] : llvm::enumerate(loop.getInitArgs())) {
    if (isTile(init)) {
      inMemory.push_back(index);
      if (!schedule.isUpdatedInPlace(loop, index))
        shadowed.insert(loop.getRegionIterArg(index));
      continue;
    }
    carriedArgs.push_back(index);
    if (auto it = sunk.find(index); it != sunk.end()) {
      Reducer reducer = getSunkReducer(*it->second);
      inits.push_back(reducer.identity(loc, reducer.getLanes()));
    } else {
      inits.push_back(getScalar(init));
    }
  }
  auto [clone, counter] = createLoop(loop, inits);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(clone.getBody());
    setScalar(loop.getInductionVar(), counter);
    for (auto [index, argument] : llvm::zip(carriedArgs, clone.getRegionIterArgs())) {
      if (auto it = sunk.find(index); it != sunk.end())
        setCarried(it->second->reduce, argument);
      else
        setScalar(loop.getRegionIterArg(index), argument);
    }
    emitBlock(loop.getBody());
    for (unsigned index : inMemory)
      if (usesShadow(loop.getRegionIterArg(index)))
        copyShadow(loc, loop.getRegionIterArg(index));
    SmallVector<Value> yielded;
    for (unsigned index : carriedArgs) {
      auto it = sunk.find(index);
      yielded.push_back(it != sunk.end() ? getCarried(it->second->reduce)
                                         : getScalar(loop.getYieldedValues()[index]));
    }
    scf::YieldOp::create(builder, loc, yielded);
  }
  for (auto [index, result] : llvm::zip(carriedArgs, clone.getResults())) {
    auto it = sunk.find(index);
    if (it == sunk.end()) {
      setScalar(loop.getResult(index), result);
      continue;
    }
    Reducer reducer = getSunkReducer(*it->second);
    bindSunk(loop, *it->second, reducer, reducer.reduceLanes(loc, result));
    carried.erase(it->second->reduce);
  }
}

void KernelEmitter::emitIf(scf::IfOp branch) {
  Location loc = branch.getLoc();
  SmallVector<Type> types;
  for (Value result : branch.getResults())
    if (!isTile(result))
      types.push_back(scalarType(result.getType()));
  bool hasElse = !branch.getElseRegion().empty();
  auto clone = scf::IfOp::create(builder, loc, types, getScalar(branch.getCondition()), hasElse);
  auto emitSide = [&](Block *from, Block *to) {
    OpBuilder::InsertionGuard guard(builder);
    if (!to->empty())
      to->back().erase();
    builder.setInsertionPointToEnd(to);
    emitBlock(from);
    SmallVector<Value> yielded;
    for (Value operand : from->getTerminator()->getOperands())
      if (!isTile(operand))
        yielded.push_back(getScalar(operand));
    scf::YieldOp::create(builder, loc, yielded);
  };
  emitSide(branch.thenBlock(), clone.thenBlock());
  if (hasElse)
    emitSide(branch.elseBlock(), clone.elseBlock());
  size_t next = 0;
  for (Value result : branch.getResults())
    if (!isTile(result))
      setScalar(result, clone.getResult(next++));
}
