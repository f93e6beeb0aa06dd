// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Divides the operations of a block into scalar steps, groups of roots that share a loop, and
// control flow.
#include "GroupAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace gems;

namespace gems {

/// Walks a block once, in order. A group stays pending while further roots may join it; it takes
/// its place in the order of items when something needs its result or cannot share its loop.
class BlockPlanner {
public:
  BlockPlanner(Schedule &schedule, Block *block) : schedule(schedule), block(block) {}

  LogicalResult run() {
    for (Operation &op : *block)
      if (failed(visit(&op)))
        return failure();
    flush();
    schedule.items[block] = std::move(items);
    return success();
  }

private:
  LogicalResult visit(Operation *op);
  LogicalResult visitControl(Operation *op);
  LogicalResult addRoot(Root root);
  bool dependsOnPending(const Root &root);
  bool usesPending(Operation *op);
  bool needsRowMajor(const Root &root);
  unsigned chooseLaneDim(const Root &root);
  bool canJoin(const Root &root);
  void flush();

  Schedule &schedule;
  Block *block;
  SmallVector<Item> items;
  Group *pending = nullptr;
  /// Scalar operations that follow from results of the pending group. They wait for it, so that a
  /// second sum of the same loop can still join.
  llvm::SetVector<Operation *> deferred;
};

} // namespace gems

void BlockPlanner::flush() {
  if (pending)
    items.push_back({Item::Kind::Group, pending->roots.back().op, pending});
  pending = nullptr;
  for (Operation *op : deferred)
    items.push_back({Item::Kind::Scalar, op, nullptr});
  deferred.clear();
}

/// Whether a scalar operation reads a result that the pending group leaves.
bool BlockPlanner::usesPending(Operation *op) {
  if (!pending)
    return false;
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    Operation *def = operand.getDefiningOp();
    return deferred.contains(def) || llvm::any_of(pending->roots, [&](const Root &root) {
             return root.kind == Root::Kind::Reduce && root.op == def;
           });
  });
}

/// Whether evaluating the root reads something that the pending group has to complete first.
bool BlockPlanner::dependsOnPending(const Root &root) {
  bool depends = false;
  EvaluationWalk walk(schedule, [&](Value value, const DimMap &dims) {
    depends |= deferred.contains(value.getDefiningOp());
    for (const Root &other : pending->roots) {
      if (other.kind == Root::Kind::Reduce && value.getDefiningOp() == other.op)
        depends = true;
      if (other.kind == Root::Kind::Materialize && value == other.target &&
          (value != other.value || dims != rootDims(other)))
        depends = true;
    }
    return !depends;
  });
  walk.walk(root.value, rootDims(root), root.value == root.target);
  if (auto store = dyn_cast<tile::StoreOp>(root.op)) {
    if (store.getMask())
      walk.walk(store.getMask(), rootDims(root));
    walk.walk(store.getOffsets(), rootDims(root));
  }
  return depends;
}

/// Whether the root stores so that elements may share an address: the last of them in row-major
/// order stays.
bool BlockPlanner::needsRowMajor(const Root &root) {
  return root.kind == Root::Kind::Store && !mayBeInjective(schedule.getAccess(root.op));
}

bool BlockPlanner::canJoin(const Root &root) {
  if (!pending || (!pending->isRowMajor() && needsRowMajor(root)) ||
      pending->isColumnwise != isColumnwise(root, pending->laneDim) ||
      ArrayRef<int64_t>(pending->shape) !=
          cast<RankedTensorType>(root.value.getType()).getShape() ||
      dependsOnPending(root))
    return false;
  Group trial = *pending;
  trial.roots.push_back(root);
  GroupAnalysis analysis(schedule, trial);
  analysis.collectLoads();
  SmallVector<Operation *> unknown;
  return analysis.canInterleave(unknown);
}

/// Vectors run along the dimension in which most accesses are contiguous: the last one, unless the
/// author put it first.
unsigned BlockPlanner::chooseLaneDim(const Root &root) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(root.value.getType()).getShape();
  if (shape.size() < 2 || shape[1] == 1)
    return 0;
  if (needsRowMajor(root))
    return 1;
  unsigned runs[2] = {0, 0};
  auto count = [&](const Access &access, const DimMap &dims) {
    for (auto [dim, loopDim] : llvm::enumerate(dims))
      if (loopDim >= 0 && access.getKind(dim) == AccessKind::Contiguous)
        ++runs[loopDim];
  };
  EvaluationWalk walk(schedule, [&](Value value, const DimMap &dims) {
    auto load = value.getDefiningOp<tile::LoadOp>();
    bool isEntry = value == root.target;
    // Scratch memory is row-major.
    if (isTile(value) && schedule.isMaterialized(value) && !isEntry && !dims.empty() &&
        dims.back() >= 0)
      ++runs[dims.back()];
    else if (load && isTile(value))
      count(schedule.getAccess(load), dims);
    return true;
  });
  walk.walk(root.value, rootDims(root), root.value == root.target);
  if (root.kind == Root::Kind::Store)
    count(schedule.getAccess(root.op), rootDims(root));
  if (root.kind == Root::Kind::Materialize)
    ++runs[1];
  return runs[0] > runs[1] && shape[0] > 1 ? 0 : 1;
}

LogicalResult BlockPlanner::addRoot(Root root) {
  if (canJoin(root)) {
    pending->roots.push_back(root);
    return success();
  }
  flush();
  schedule.groups.push_back(std::make_unique<Group>(makeGroup(root, chooseLaneDim(root))));
  pending = schedule.groups.back().get();
  return success();
}

LogicalResult BlockPlanner::visit(Operation *op) {
  if (isa<scf::ForOp, scf::IfOp>(op))
    return visitControl(op);
  if (isa<tile::ReturnOp>(op))
    return success();
  if (auto yield = dyn_cast<scf::YieldOp>(op)) {
    Operation *parent = op->getParentOp();
    for (auto [index, operand] : llvm::enumerate(yield.getOperands())) {
      if (!isTile(operand))
        continue;
      Value target = isa<scf::ForOp>(parent)
                         ? Value(cast<scf::ForOp>(parent).getRegionIterArg(index))
                         : Value(parent->getResult(index));
      if (failed(addRoot({Root::Kind::Materialize, op, operand, target})))
        return failure();
    }
    return success();
  }
  bool hasTileOperand = llvm::any_of(op->getOperands(), [](Value v) { return isTile(v); });
  if (isa<tile::StoreOp>(op) && hasTileOperand)
    return addRoot({Root::Kind::Store, op, cast<tile::StoreOp>(op).getValue(), {}});
  if (isReduction(op) && hasTileOperand)
    return addRoot({Root::Kind::Reduce, op, op->getOperand(0), {}});
  if (!touchesTiles(op)) {
    // Scalar accesses stay where they are; everything else only has to follow what it uses.
    if (!isMemoryEffectFree(op))
      flush();
    if (usesPending(op))
      deferred.insert(op);
    else
      items.push_back({Item::Kind::Scalar, op, nullptr});
    return success();
  }
  for (Value result : op->getResults())
    if (isTile(result) && schedule.isMaterialized(result))
      if (failed(addRoot({Root::Kind::Materialize, op, result, result})))
        return failure();
  return success();
}

LogicalResult BlockPlanner::visitControl(Operation *op) {
  if (auto loop = dyn_cast<scf::ForOp>(op))
    for (auto [init, argument] : llvm::zip(loop.getInitArgs(), loop.getRegionIterArgs()))
      if (isTile(argument))
        if (failed(addRoot({Root::Kind::Materialize, op, init, argument})))
          return failure();
  flush();
  for (Region &region : op->getRegions())
    for (Block &nested : region)
      if (failed(schedule.planBlock(&nested)))
        return failure();
  items.push_back({Item::Kind::Control, op, nullptr});
  return success();
}

LogicalResult Schedule::planBlock(Block *block) { return BlockPlanner(*this, block).run(); }
