// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ordered version of a group, for buffers that overlap in part: every load completes before
// the next store begins. Sums are added in the same order as in the fused version.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace gems;

/// Loads that may see a store of the group go to scratch memory where they stand, those of the same
/// elements too: then each root has a loop of its own, and a later one must not see what an earlier
/// one stored.
SmallVector<Root> GroupEmitter::findOrderedLoads() {
  Schedule &schedule = kernel.getSchedule();
  llvm::SetVector<Operation *> loads;
  for (const LoadUse &use : group.loads)
    for (const Root &root : group.roots)
      if (root.kind == Root::Kind::Store &&
          relate(schedule.getAccess(use.load), schedule.getAccess(root.op)) != Relation::Disjoint &&
          !schedule.isMaterialized(use.load->getResult(0)))
        loads.insert(use.load);
  // Even and odd elements are read together, or from scratch memory both.
  for (const InterleavedPair &pair : group.interleaved)
    if (loads.contains(pair.even) || loads.contains(pair.odd))
      loads.insert_range(ArrayRef{pair.even, pair.odd});
  SmallVector<Root> roots;
  for (Operation *load : loads)
    roots.push_back({Root::Kind::Materialize, load, load->getResult(0), load->getResult(0)});
  return roots;
}

/// Whether scratch of the load need not hold what lies outside of the group's domain: every use is
/// element by element, so that the domain excludes all that the load's mask excludes.
bool GroupEmitter::isReadInDomainOnly(Operation *load) {
  return group.outside != Outside::General && llvm::all_of(group.loads, [&](const LoadUse &use) {
           return use.load != load ||
                  (use.dims == identityDims(group.shape.size()) &&
                   cast<RankedTensorType>(load->getResult(0).getType()).getShape() ==
                       ArrayRef<int64_t>(group.shape));
         });
}

/// Whether the load's copy can be made in the loop that makes the others: same shape, and nothing
/// that is needed to load it is among them.
static bool canShareLoop(Schedule &schedule, ArrayRef<Root> loads, const Root &load) {
  auto getShape = [](const Root &root) {
    return cast<RankedTensorType>(root.value.getType()).getShape();
  };
  if (getShape(load) != getShape(loads.front()))
    return false;
  bool isFree = true;
  EvaluationWalk walk(schedule, [&](Value value, const DimMap &) {
    isFree &= llvm::none_of(loads, [&](const Root &other) { return other.value == value; });
    return true;
  });
  walk.walk(load.value, rootDims(load), /*isEntry=*/true);
  return isFree;
}

/// The access to memory that the root itself makes: a store, or the load of what it copies.
static Operation *findAccess(const Root &root) {
  if (root.kind == Root::Kind::Store)
    return root.op;
  bool isCopy = root.kind == Root::Kind::Materialize && root.value == root.target;
  return isCopy ? root.value.getDefiningOp<tile::LoadOp>().getOperation() : nullptr;
}

/// Whether `next` can be done element by element together with roots before it, all loads that may
/// see a store being copied. Vectors of sums have loops of their own: stores are done one by one.
bool GroupEmitter::canJoinOrdered(ArrayRef<Root> roots, const Root &next) {
  Schedule &schedule = kernel.getSchedule();
  return llvm::all_of(roots, [&](const Root &root) {
    if (!row && (root.kind == Root::Kind::Reduce) != (next.kind == Root::Kind::Reduce))
      return false;
    Operation *first = findAccess(root), *second = findAccess(next);
    if (!first || !second)
      return true;
    Relation relation = relate(schedule.getAccess(first), schedule.getAccess(second));
    return relation == Relation::Disjoint || relation == Relation::Identical;
  });
}

/// In program order: the loads that have to be copied, those next to each other in one loop, and
/// between them the roots, as many as possible at once.
void GroupEmitter::emitOrderedSteps(function_ref<void(ArrayRef<Root>)> emitRoots) {
  Schedule &schedule = kernel.getSchedule();
  SmallVector<Root> loads = findOrderedLoads();
  auto isOrderedLoad = [&](const Root &step) {
    return llvm::any_of(loads, [&](const Root &load) { return load.op == step.op; });
  };
  SmallVector<Root> steps(group.roots);
  llvm::append_range(steps, loads);
  llvm::stable_sort(steps, [&](const Root &a, const Root &b) {
    return schedule.getPosition(a.op) < schedule.getPosition(b.op);
  });
  std::vector<std::unique_ptr<Schedule::ScopedMaterialize>> scopes;
  SmallVector<Root> copies, roots;
  auto emitCopies = [&] {
    if (!copies.empty()) {
      Group part = schedule.isolate(copies);
      GroupEmitter(kernel, part, std::nullopt, Lanes{}).emitVersion(/*isFused=*/true);
    }
    copies.clear();
  };
  auto emitJoined = [&] {
    emitCopies();
    if (!roots.empty())
      emitRoots(roots);
    roots.clear();
  };
  for (const Root &step : steps) {
    if (isOrderedLoad(step)) {
      if (!roots.empty())
        emitJoined();
      if (!copies.empty() && !canShareLoop(schedule, copies, step))
        emitCopies();
      scopes.push_back(std::make_unique<Schedule::ScopedMaterialize>(schedule, step.value,
                                                                     isReadInDomainOnly(step.op)));
      copies.push_back(step);
      continue;
    }
    if (!canJoinOrdered(roots, step))
      emitJoined();
    roots.push_back(step);
  }
  emitJoined();
}

GroupEmitter::Values GroupEmitter::emitOrdered() {
  Values partials;
  emitOrderedSteps([&](ArrayRef<Root> roots) {
    Group part = kernel.getSchedule().narrow(group, roots);
    // Rarely run, so small rather than fast: one element at a time, but for sums, which are added
    // in the lanes of the fused version.
    Lanes wanted = roots.front().kind == Root::Kind::Reduce ? lanes : Lanes{};
    Values results = GroupEmitter(kernel, part, std::nullopt, wanted).emitVersion(/*isFused=*/true);
    partials.append(results.begin(), results.end());
  });
  return partials;
}

/// Tile by tile, as the author wrote it. A tile may start at any lane of the partial results, so
/// they are kept in memory and addressed by the position in the row.
GroupEmitter::Values GroupEmitter::emitOrderedRow() {
  Value zero = kernel.constant(loc, 0);
  Values slots;
  for (const Reducer &reducer : reducers) {
    slots.push_back(kernel.createPartialSlot(reducer.getElementType(), lanes));
    Value identity = reducer.identity(loc, lanes);
    if (lanes.isScalar())
      memref::StoreOp::create(builder, loc, identity, slots.back(), kernel.toIndex(loc, zero));
    else
      vector::StoreOp::create(builder, loc, identity, slots.back(), kernel.toIndex(loc, zero));
  }
  Value tile = kernel.constant(loc, group.shape[0]);
  emitLoop(zero, row->extent, tile, {}, [&](Value tileStart, Values) {
    kernel.setScalar(row->loop.getInductionVar(),
                     builder.createOrFold<arith::AddIOp>(loc, row->lower, tileStart));
    ArrayRef<Value> rest(slots);
    emitOrderedSteps([&](ArrayRef<Root> roots) {
      size_t sums =
          llvm::count_if(roots, [](const Root &root) { return root.kind == Root::Kind::Reduce; });
      emitRotated(roots, rest.take_front(sums), tileStart);
      rest = rest.drop_front(sums);
    });
    return Values();
  });
  Values partials;
  for (auto [reducer, slot] : llvm::zip(reducers, slots)) {
    Value index = kernel.toIndex(loc, zero);
    if (lanes.isScalar())
      partials.push_back(memref::LoadOp::create(builder, loc, slot, index));
    else
      partials.push_back(vector::LoadOp::create(
          builder, loc, cast<VectorType>(lanes.getType(reducer.getElementType())), slot, index));
  }
  return partials;
}

/// One tile's elements, one by one. They join the lanes of sums that their positions in the row
/// belong to.
void GroupEmitter::emitRotated(ArrayRef<Root> roots, ArrayRef<Value> slots, Value tileStart) {
  Group part = kernel.getSchedule().narrow(group, roots);
  GroupEmitter tile(kernel, part, std::nullopt, Lanes{});
  Bounds bounds = tile.getBounds(0, tile.getExtent(0));
  auto getLane = [&](Value position) {
    Value count = kernel.emitLaneCount(loc, lanes);
    Value wrap = builder.createOrFold<arith::SubIOp>(loc, count, kernel.constant(loc, 1));
    Value inRow = arith::AddIOp::create(builder, loc, tileStart, position);
    Value number = arith::AndIOp::create(builder, loc, inRow, wrap);
    if (isPaired) {
      // Even elements have the first half of the lanes.
      Value one = kernel.constant(loc, 1);
      Value parity = arith::AndIOp::create(builder, loc, number, one);
      Value half = arith::ShRUIOp::create(builder, loc, count, one);
      Value offset = arith::MulIOp::create(builder, loc, parity, half);
      number = arith::AddIOp::create(builder, loc, offset,
                                     arith::ShRUIOp::create(builder, loc, number, one));
    }
    return kernel.toIndex(loc, number);
  };
  emitLoop(bounds.low, bounds.high, kernel.constant(loc, 1), {}, [&](Value position, Values) {
    Value lane = slots.empty() ? Value() : getLane(position);
    Values partials;
    for (Value slot : slots)
      partials.push_back(memref::LoadOp::create(builder, loc, slot, lane));
    partials = tile.emitChunk(position, Lanes{}, {}, part.domain, partials);
    for (auto [slot, partial] : llvm::zip(slots, partials))
      memref::StoreOp::create(builder, loc, partial, slot, lane);
    return Values();
  });
}
