// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the schedule of a kernel: repeats planning until no value has to move to scratch memory.
#include "gems/Analysis/Schedule.h"
#include "GroupAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace gems;

bool gems::isTile(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getNumElements() > 1;
}

bool gems::touchesTiles(Operation *op) {
  auto check = [](Value value) { return isTile(value.getType()); };
  return llvm::any_of(op->getOperands(), check) || llvm::any_of(op->getResults(), check);
}

bool gems::isReduction(Operation *op) { return isa<tile::SumOp, tile::MaxOp, tile::MinOp>(op); }

bool gems::isSplat(Value value) {
  return isa_and_nonnull<arith::ConstantOp, tile::SplatOp>(value.getDefiningOp());
}

DimMap gems::identityDims(int64_t rank) {
  DimMap dims;
  for (int64_t dim = 0; dim < rank; ++dim)
    dims.push_back(int(dim));
  return dims;
}

DimMap gems::mapThroughShapeOp(Operation *op, ArrayRef<int> resultDims) {
  DimMap dims(resultDims.begin(), resultDims.end());
  auto sourceType = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  if (!sourceType)
    return {};
  if (auto expand = dyn_cast<tile::ExpandDimsOp>(op))
    dims.erase(dims.begin() + expand.getAxis());
  else if (isa<tile::TransOp>(op) && dims.size() == 2)
    std::swap(dims[0], dims[1]);
  else if (isa<tile::ReshapeOp>(op)) {
    // Only unit dimensions come and go here; other reshapes read scratch memory.
    DimMap longDims;
    auto resultType = cast<RankedTensorType>(op->getResult(0).getType());
    for (auto [dim, size] : llvm::enumerate(resultType.getShape()))
      if (size != 1)
        longDims.push_back(dims[dim]);
    dims.clear();
    size_t next = 0;
    for (int64_t size : sourceType.getShape())
      dims.push_back(size != 1 ? longDims[next++] : -1);
  }
  for (auto [dim, size] : llvm::enumerate(sourceType.getShape()))
    if (size == 1)
      dims[dim] = -1;
  return dims;
}

/// Whether a reshape only adds or drops dimensions of one element.
static bool keepsLongDims(tile::ReshapeOp reshape) {
  auto longDims = [](Type type) {
    SmallVector<int64_t, 2> sizes;
    for (int64_t size : cast<RankedTensorType>(type).getShape())
      if (size != 1)
        sizes.push_back(size);
    return sizes;
  };
  return longDims(reshape.getSource().getType()) == longDims(reshape.getType());
}

//===----------------------------------------------------------------------===//
// EvaluationWalk
//===----------------------------------------------------------------------===//

void EvaluationWalk::walk(Value value, const DimMap &dims, bool isEntry) {
  uint64_t key = 0;
  for (int dim : dims)
    key = key * 4 + uint64_t(dim + 2);
  if (!seen.insert({value, key}).second || !visit(value, dims) || !isTile(value))
    return;
  Operation *op = value.getDefiningOp();
  if (!op || isReduction(op) || isa<scf::ForOp, scf::IfOp, arith::ConstantOp>(op))
    return;
  if (schedule.isMaterialized(value) && !isEntry)
    return;
  auto visitSymbols = [&](const Poly &poly) {
    for (const Poly::Term &term : poly.getTerms())
      for (Value factor : term.factors)
        visit(factor, {});
  };
  auto visitForm = [&](Value integer) {
    std::optional<AffineForm> form = schedule.getAffine().get(integer);
    if (!form)
      return false;
    visitSymbols(form->base);
    for (const Poly &coefficient : form->coefficients)
      visitSymbols(coefficient);
    return true;
  };
  if (auto load = dyn_cast<tile::LoadOp>(op)) {
    if (!visitForm(load.getOffsets()))
      walk(load.getOffsets(), dims);
    if (load.getMask())
      walk(load.getMask(), dims);
    if (load.getOther())
      walk(load.getOther(), dims);
    return;
  }
  if (visitForm(value))
    return;
  if (cast<RankedTensorType>(value.getType()).getElementType().isInteger(1)) {
    const MaskForm &mask = schedule.getMask(value);
    for (const DimBound &bound : mask.bounds) {
      visitSymbols(bound.exact);
      visitSymbols(bound.clamped);
    }
    bool isItself = llvm::is_contained(mask.residuals, value);
    for (Value residual : mask.residuals)
      if (residual != value)
        walk(residual, dims);
    if (!isItself)
      return;
  }
  bool isShapeOp =
      isa<tile::SplatOp, tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp, tile::TransOp>(op);
  for (Value operand : op->getOperands())
    walk(operand, isShapeOp ? mapThroughShapeOp(op, dims) : dims);
}

//===----------------------------------------------------------------------===//
// Schedule
//===----------------------------------------------------------------------===//

const MaskForm &Schedule::getMask(Value mask) {
  auto it = masks.find(mask);
  if (it == masks.end())
    it = masks.insert({mask, analyzeMask(mask, affine)}).first;
  return it->second;
}

/// Describes every access, and refuses what the later stages cannot handle.
LogicalResult Schedule::checkAccesses() {
  unsigned position = 0;
  WalkResult result = kernel.walk<WalkOrder::PreOrder>([&](Operation *op) -> WalkResult {
    positions[op] = position++;
    if (isa<tile::LoadOp, tile::StoreOp>(op)) {
      Value base = isa<tile::LoadOp>(op) ? cast<tile::LoadOp>(op).getBase()
                                         : cast<tile::StoreOp>(op).getBase();
      auto argument = dyn_cast<BlockArgument>(base);
      if (!argument || argument.getOwner() != &kernel.getBody().front())
        return op->emitOpError("expected a pointer derived from one kernel argument, got one that "
                               "may come from several");
      accesses.insert({op, gems::getAccess(op, affine)});
    }
    auto constant = dyn_cast<arith::ConstantOp>(op);
    if (constant && isTile(constant.getType()) && !isa<SplatElementsAttr>(constant.getValue()))
      return op->emitOpError("expected a tile constant with one value for all elements, got "
                             "different elements");
    for (Value result : op->getResults())
      if (isTile(result) && (isReduction(op) || isa<scf::ForOp, scf::IfOp>(op)))
        materialized.insert(result);
    if (auto loop = dyn_cast<scf::ForOp>(op))
      for (Value argument : loop.getRegionIterArgs())
        if (isTile(argument))
          materialized.insert(argument);
    if (auto reshape = dyn_cast<tile::ReshapeOp>(op))
      if (isTile(reshape.getSource()) && !keepsLongDims(reshape) &&
          !isa_and_nonnull<arith::ConstantOp>(reshape.getSource().getDefiningOp()))
        materialized.insert(reshape.getSource());
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult Schedule::build() {
  if (failed(checkAccesses()))
    return failure();
  // Each round moves at least one more value to scratch memory, so this ends.
  do {
    groups.clear();
    items.clear();
    loops.clear();
    if (failed(planBlock(&kernel.getBody().front())))
      return failure();
  } while (materializeHazards() || materializeCostly());
  findDomainOnly();
  for (auto &group : groups)
    GroupAnalysis(*this, *group).run();
  kernel.walk([&](scf::ForOp loop) { planLoop(loop); });
  return success();
}

/// What is behind the shape ops of one-element tiles. Null when there is another use that would see
/// the partial result.
static Value stripUnitShapeOps(Value value, bool requireOneUse,
                               SmallVectorImpl<Operation *> &stripped) {
  while (Operation *op = value.getDefiningOp()) {
    if (requireOneUse && !value.hasOneUse())
      return {};
    if (isTile(value) ||
        !isa<tile::SplatOp, tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp, tile::TransOp>(
            op))
      return value;
    if (isa<tile::SplatOp>(op) || !isTile(op->getOperand(0)))
      stripped.push_back(op);
    value = op->getOperand(0);
    if (isTile(value))
      return {};
  }
  return value;
}

static bool combines(Operation *combine, Operation *reduce) {
  if (isa<tile::SumOp>(reduce))
    return isa<arith::AddFOp, arith::AddIOp>(combine);
  if (isa<tile::MaxOp>(reduce))
    return isa<arith::MaximumFOp, arith::MaxSIOp>(combine);
  return isa<arith::MinimumFOp, arith::MinSIOp>(combine);
}

/// The update `argument (kind) reduction` that the loop yields.
static std::optional<SunkReduction> matchSunk(scf::ForOp loop, unsigned index) {
  Value argument = loop.getRegionIterArg(index);
  if (!argument.hasOneUse())
    return std::nullopt;
  SmallVector<Operation *, 3> replaced;
  Value yielded =
      stripUnitShapeOps(loop.getYieldedValues()[index], /*requireOneUse=*/true, replaced);
  Operation *combine = yielded ? yielded.getDefiningOp() : nullptr;
  if (!combine || combine->getBlock() != loop.getBody() || combine->getNumOperands() != 2 ||
      !yielded.hasOneUse())
    return std::nullopt;
  for (unsigned side = 0; side < 2; ++side) {
    SmallVector<Operation *, 3> chain = replaced;
    chain.push_back(combine);
    Value other = stripUnitShapeOps(combine->getOperand(side), /*requireOneUse=*/true, chain);
    Operation *reduce = other ? other.getDefiningOp() : nullptr;
    if (!reduce || !isReduction(reduce) || reduce->getBlock() != loop.getBody() ||
        !isTile(reduce->getOperand(0)) || !combines(combine, reduce) ||
        isTile(reduce->getResult(0)) != isTile(argument))
      continue;
    if (stripUnitShapeOps(combine->getOperand(1 - side), true, chain) == argument)
      return SunkReduction{index, reduce, combine, chain};
  }
  return std::nullopt;
}

void Schedule::planLoop(scf::ForOp loop) {
  LoopPlan plan;
  for (unsigned index = 0; index < loop.getNumRegionIterArgs(); ++index)
    if (std::optional<SunkReduction> sunk = matchSunk(loop, index))
      plan.sunk.push_back(*sunk);
  plan.collapsed = findCollapsed(loop, plan.sunk);
  if (!plan.collapsed) {
    // What lies outside of the domain would be added once a tile: that is not one chain.
    llvm::erase_if(plan.sunk, [&](const SunkReduction &sunk) {
      if (isTile(sunk.reduce->getResult(0)))
        return true;
      for (const Item &item : items[loop.getBody()])
        if (item.group)
          for (const Root &root : item.group->roots)
            if (root.op == sunk.reduce)
              return item.group->outside != Outside::Dead && !item.group->domain.empty();
      return true;
    });
  } else {
    dropConstantInits(loop, plan.sunk);
    if (plan.collapsed->shape.size() == 2)
      plan.reordered = GroupAnalysis(*this, *plan.collapsed).getReordered();
  }
  loops[loop] = std::move(plan);
}

/// A collapsed loop adds its totals to what its tiles start with; the same number everywhere needs
/// no scratch memory for that.
void Schedule::dropConstantInits(scf::ForOp loop, ArrayRef<SunkReduction> sunk) {
  SmallVector<Item> &list = items[loop->getBlock()];
  for (const SunkReduction &reduction : sunk) {
    Value argument = loop.getRegionIterArg(reduction.iterArg);
    if (!isTile(argument) || !isSplat(loop.getInitArgs()[reduction.iterArg]))
      continue;
    auto isInit = [&](const Root &root) { return root.op == loop && root.target == argument; };
    for (Item &item : list) {
      if (!item.group || llvm::none_of(item.group->roots, isInit))
        continue;
      llvm::erase_if(item.group->roots, isInit);
      if (!item.group->roots.empty())
        GroupAnalysis(*this, *item.group).run();
    }
    llvm::erase_if(list, [](const Item &item) { return item.group && item.group->roots.empty(); });
  }
}

/// Whether all that the group does is to update tiles of sunk reductions.
bool Schedule::isUpdate(const Group &group, scf::ForOp loop, ArrayRef<SunkReduction> sunk) {
  return llvm::all_of(group.roots, [&](const Root &root) {
    return root.kind == Root::Kind::Materialize && isa<scf::YieldOp>(root.op) &&
           llvm::any_of(sunk, [&](const SunkReduction &reduction) {
             return root.target == loop.getRegionIterArg(reduction.iterArg);
           });
  });
}

/// Decides whether running through the tiles and through the elements of each tile is the same as
/// running through one long row: everything in the body depends on `variable + coordinate` only.
Group *Schedule::findCollapsed(scf::ForOp loop, ArrayRef<SunkReduction> sunk) {
  if (sunk.size() != loop.getNumRegionIterArgs())
    return nullptr;
  Group *group = nullptr;
  for (const Item &item : items[loop.getBody()]) {
    if (item.kind == Item::Kind::Control)
      return nullptr;
    if (item.group && isUpdate(*item.group, loop, sunk))
      continue;
    if (item.group ? group != nullptr : !isMemoryEffectFree(item.op))
      return nullptr;
    group = item.group ? item.group : group;
  }
  if (!group || group->outside == Outside::General)
    return nullptr;
  unsigned reductions = llvm::count_if(
      group->roots, [](const Root &root) { return root.kind == Root::Kind::Reduce; });
  llvm::APInt step;
  if (reductions != sunk.size() || !matchPattern(loop.getStep(), m_ConstantInt(&step)) ||
      step.getSExtValue() != group->shape[group->rowDim()])
    return nullptr;
  return CollapseCheck(*this, loop, *group).run() ? group : nullptr;
}

void Schedule::print(raw_ostream &os) {
  for (auto &group : groups) {
    os << "group";
    for (int64_t size : group->shape)
      os << " " << size;
    os << (group->isColumnwise ? " columnwise" : "") << " loads " << group->loads.size()
       << " checks " << group->aliasPairs.size() << " bounds " << group->domain.size()
       << " outside "
       << (group->outside == Outside::Dead      ? "dead"
           : group->outside == Outside::Uniform ? "uniform"
                                                : "general")
       << " cost " << group->cost << " bits " << group->widestBits << ":";
    for (const Root &root : group->roots)
      os << " "
         << (root.kind == Root::Kind::Materialize ? "scratch" : root.op->getName().stripDialect());
    os << "\n";
  }
}

unsigned Schedule::getCost() const {
  unsigned cost = 0;
  for (const std::unique_ptr<Group> &group : groups)
    if (!group->loads.empty())
      cost += group->cost;
  return cost;
}

bool Schedule::isUpdatedInPlace(scf::ForOp loop, unsigned iterArg) {
  Value argument = loop.getRegionIterArg(iterArg);
  bool reached = false;
  for (const Item &item : items[loop.getBody()]) {
    if (!item.group)
      continue;
    auto isUpdate = [&](const Root &root) {
      return root.kind == Root::Kind::Materialize && root.target == argument;
    };
    bool isHome = llvm::any_of(item.group->roots, isUpdate);
    reached |= isHome;
    if (!reached)
      continue;
    for (const Root &root : item.group->roots) {
      bool mayRead = isHome && (!isa<scf::YieldOp>(root.op) || isUpdate(root));
      bool conflict = false;
      EvaluationWalk walk(*this, [&](Value value, const DimMap &dims) {
        if (value == argument && (!mayRead || dims != rootDims(root)))
          conflict = true;
        return true;
      });
      walk.walk(root.value, rootDims(root), root.value == root.target);
      if (conflict)
        return false;
    }
  }
  return true;
}
