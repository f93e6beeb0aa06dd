// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a complete group loads, where its masks hold, and what must be checked at run time.
#include "GroupAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace gems;

DimMap gems::rootDims(const Root &root) {
  return identityDims(cast<RankedTensorType>(root.value.getType()).getRank());
}

bool gems::isColumnwise(const Root &root, unsigned laneDim) {
  return root.kind == Root::Kind::Reduce &&
         cast<RankedTensorType>(root.value.getType()).getRank() == 2 &&
         cast<IntegerAttr>(root.op->getAttr("axis")).getInt() != laneDim;
}

Group gems::makeGroup(const Root &root, unsigned laneDim) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(root.value.getType()).getShape();
  Group group;
  group.roots.push_back(root);
  group.shape.assign(shape.begin(), shape.end());
  group.laneDim = laneDim;
  group.isColumnwise = isColumnwise(root, laneDim);
  return group;
}

void GroupAnalysis::collectLoads() {
  group.loads.clear();
  EvaluationWalk walk(schedule, [&](Value value, const DimMap &dims) {
    auto load = value.getDefiningOp<tile::LoadOp>();
    if (load && isTile(value) && !schedule.isMaterialized(value))
      group.loads.push_back({load, dims});
    return true;
  });
  for (const Root &root : group.roots) {
    if (root.kind == Root::Kind::Materialize && root.value == root.target)
      if (auto load = root.value.getDefiningOp<tile::LoadOp>())
        group.loads.push_back({load, rootDims(root)});
    walk.walk(root.value, rootDims(root), root.value == root.target);
    if (auto store = dyn_cast<tile::StoreOp>(root.op)) {
      if (store.getMask())
        walk.walk(store.getMask(), rootDims(root));
      if (!schedule.getAffine().get(store.getOffsets()))
        walk.walk(store.getOffsets(), rootDims(root));
    }
  }
  llvm::sort(group.loads, [&](const LoadUse &a, const LoadUse &b) {
    return schedule.positions[a.load] < schedule.positions[b.load];
  });
}

Relation GroupAnalysis::relateUses(const Access &a, const DimMap &aDims, const Access &b,
                                   const DimMap &bDims) {
  Relation relation = relate(a, b);
  if (relation == Relation::Identical && aDims != bDims)
    return Relation::Unknown;
  return relation;
}

void GroupAnalysis::forEachPair(
    function_ref<void(const Access &, const DimMap &, const Access &, const DimMap &)> visit) {
  for (const Root &root : group.roots) {
    if (root.kind != Root::Kind::Store)
      continue;
    const Access &store = schedule.getAccess(root.op);
    DimMap dims = rootDims(root);
    for (const LoadUse &use : group.loads)
      visit(schedule.getAccess(use.load), use.dims, store, dims);
    for (const Root &other : group.roots) {
      if (&other == &root)
        break;
      if (other.kind == Root::Kind::Store)
        visit(schedule.getAccess(other.op), rootDims(other), store, dims);
    }
  }
}

bool GroupAnalysis::canInterleave(SmallVectorImpl<Operation *> &unknown) {
  bool legal = true;
  forEachPair([&](const Access &a, const DimMap &aDims, const Access &b, const DimMap &bDims) {
    if (relateUses(a, aDims, b, bDims) != Relation::Unknown)
      return;
    legal = false;
    if (!a.isStore && schedule.positions[a.op] < schedule.positions[b.op])
      unknown.push_back(a.op);
  });
  return legal;
}

static AliasPair makePair(const Access &a, const DimMap &aDims, const Access &b,
                          const DimMap &bDims) {
  return {a, aDims, b, bDims,
          aDims == bDims && a.elementType == b.elementType &&
              a.offsets.getType() == b.offsets.getType()};
}

/// Pairs each store with itself, for elements of it that may share an address.
std::vector<AliasPair> GroupAnalysis::pairStores() {
  std::vector<AliasPair> pairs;
  for (const Root &root : group.roots)
    if (root.kind == Root::Kind::Store) {
      const Access &store = schedule.getAccess(root.op);
      pairs.push_back(makePair(store, rootDims(root), store, rootDims(root)));
    }
  return pairs;
}

std::vector<AliasPair> GroupAnalysis::getReordered() {
  std::vector<AliasPair> pairs;
  forEachPair([&](const Access &a, const DimMap &aDims, const Access &b, const DimMap &bDims) {
    if (relateUses(a, aDims, b, bDims) != Relation::Disjoint)
      pairs.push_back(makePair(a, aDims, b, bDims));
  });
  llvm::append_range(pairs, pairStores());
  return pairs;
}

void GroupAnalysis::run() {
  collectLoads();
  group.aliasPairs.clear();
  forEachPair([&](const Access &a, const DimMap &aDims, const Access &b, const DimMap &bDims) {
    if (relateUses(a, aDims, b, bDims) == Relation::Checkable)
      group.aliasPairs.push_back(makePair(a, aDims, b, bDims));
  });
  // Row by row, the last of the elements that share an address stays; in another order there must
  // be none.
  if (!group.isRowMajor())
    llvm::copy_if(pairStores(), std::back_inserter(group.aliasPairs),
                  [](const AliasPair &pair) { return !isInjective(pair.a); });
  collectDomain();
  group.outside = Outside::Dead;
  if (!group.domain.empty())
    for (const Root &root : group.roots)
      group.outside = std::max(group.outside, classify(root));
  findInterleaved();
  measure();
}

//===----------------------------------------------------------------------===//
// Domain
//===----------------------------------------------------------------------===//

void GroupAnalysis::addBounds(const MaskForm &mask, const DimMap &dims) {
  for (const DimBound &bound : mask.bounds) {
    int dim = dims[bound.dim];
    if (dim < 0)
      continue;
    DimBound mapped = bound.onDim(unsigned(dim));
    if (!llvm::is_contained(group.domain, mapped))
      group.domain.push_back(mapped);
  }
  if (!mask.isPureDomain())
    group.hasArbitraryMask = true;
}

void GroupAnalysis::collectDomain() {
  group.domain.clear();
  group.hasArbitraryMask = false;
  for (const LoadUse &use : group.loads)
    addBounds(schedule.getAccess(use.load).maskForm, use.dims);
  for (const Root &root : group.roots)
    if (root.kind == Root::Kind::Store)
      addBounds(schedule.getAccess(root.op).maskForm, rootDims(root));
}

/// Whether a mask is false wherever the domain ends.
bool GroupAnalysis::coversDomain(const MaskForm *mask, const DimMap &dims) {
  if (!mask)
    return group.domain.empty();
  SmallVector<DimBound, 2> bounds;
  for (const DimBound &bound : mask->bounds)
    if (dims[bound.dim] >= 0)
      bounds.push_back(bound.onDim(unsigned(dims[bound.dim])));
  return llvm::all_of(group.domain,
                      [&](const DimBound &bound) { return llvm::is_contained(bounds, bound); });
}

Outside GroupAnalysis::classify(const Root &root) {
  if (root.kind == Root::Kind::Store) {
    const Access &store = schedule.getAccess(root.op);
    return coversDomain(&store.maskForm, rootDims(root)) ? Outside::Dead : Outside::General;
  }
  if (root.kind == Root::Kind::Materialize)
    return root.value == root.target && schedule.isDomainOnly(root.value) ? Outside::Dead
                                                                          : Outside::General;
  return isUniformOutside(root) ? Outside::Uniform : Outside::General;
}

/// Whether all elements of a reduced value outside of the domain are the same: built from
/// constants, scalars, and loads and selects whose mask is false there.
bool GroupAnalysis::isUniformOutside(const Root &root) {
  bool uniform = true;
  std::function<void(Value, const DimMap &, bool)> visit = [&](Value value, const DimMap &dims,
                                                               bool isEntry) {
    if (!uniform || !isTile(value))
      return;
    Operation *op = value.getDefiningOp();
    if (op && isa<arith::ConstantOp, tile::SplatOp>(op))
      return;
    if (!op || isReduction(op) || isa<scf::ForOp, scf::IfOp, tile::ArangeOp>(op) ||
        (schedule.isMaterialized(value) && !isEntry && !schedule.isDomainOnly(value))) {
      uniform = false;
      return;
    }
    if (auto load = dyn_cast<tile::LoadOp>(op)) {
      const Access &access = schedule.getAccess(load);
      if (!load.getMask() || !coversDomain(&access.maskForm, dims))
        uniform = false;
      else if (load.getOther())
        visit(load.getOther(), dims, false);
      return;
    }
    if (cast<RankedTensorType>(value.getType()).getElementType().isInteger(1) &&
        coversDomain(&schedule.getMask(value), dims))
      return;
    bool isShapeOp = isa<tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp, tile::TransOp>(op);
    for (Value operand : op->getOperands())
      visit(operand, isShapeOp ? mapThroughShapeOp(op, dims) : dims, false);
  };
  visit(root.value, rootDims(root), false);
  return uniform;
}

//===----------------------------------------------------------------------===//
// Even and odd elements
//===----------------------------------------------------------------------===//

/// Whether anything of the group stands between two accesses that have to become one: a store, or,
/// between stores, a load.
bool GroupAnalysis::isOverheard(Operation *first, Operation *second) {
  auto isBetween = [&](Operation *op) {
    unsigned place = schedule.positions[op];
    return schedule.positions[first] < place && place < schedule.positions[second];
  };
  return llvm::any_of(group.roots,
                      [&](const Root &root) {
                        return root.kind == Root::Kind::Store && isBetween(root.op);
                      }) ||
         (isa<tile::StoreOp>(first) &&
          llvm::any_of(group.loads, [&](const LoadUse &use) { return isBetween(use.load); }));
}

/// Makes a pair of two accesses if they are the even and the odd elements of one run.
void GroupAnalysis::addInterleaved(Operation *first, Operation *second, const DimMap &dims) {
  const Access &a = schedule.getAccess(first), &b = schedule.getAccess(second);
  if (a.base != b.base || a.mask != b.mask || !a.form || !b.form ||
      a.form->coefficients != b.form->coefficients || a.offsets.getType() != b.offsets.getType())
    return;
  bool isByTwo = false;
  for (auto [dim, coefficient] : llvm::enumerate(a.form->coefficients))
    if (dims[dim] == int(group.laneDim))
      isByTwo = coefficient.getConstant() == 2;
  std::optional<int64_t> distance = (b.form->base - a.form->base).getConstant();
  bool isNext = distance && (*distance == 1 || *distance == -1);
  bool isTaken = group.findInterleaved(first, dims) || group.findInterleaved(second, dims);
  if (!isByTwo || !isNext || isTaken || isOverheard(first, second))
    return;
  if (*distance == 1)
    group.interleaved.push_back({first, second, dims});
  else
    group.interleaved.push_back({second, first, dims});
}

void GroupAnalysis::findInterleaved() {
  group.interleaved.clear();
  for (auto [index, first] : llvm::enumerate(group.loads))
    for (const LoadUse &second : ArrayRef(group.loads).drop_front(index + 1))
      if (first.dims == second.dims && !schedule.isMaterialized(first.load->getResult(0)) &&
          !schedule.isMaterialized(second.load->getResult(0)))
        addInterleaved(first.load, second.load, first.dims);
  for (auto [index, first] : llvm::enumerate(group.roots))
    for (const Root &second : ArrayRef(group.roots).drop_front(index + 1))
      if (first.kind == Root::Kind::Store && second.kind == Root::Kind::Store)
        addInterleaved(first.op, second.op, rootDims(first));
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

/// Scratch memory is row-major: along any but its last long dimension, it is strided.
void GroupAnalysis::addScratchAccess(Value value, const DimMap &dims) {
  auto reshape = value.getDefiningOp<tile::ReshapeOp>();
  bool isScratch = isTile(value) && (schedule.isMaterialized(value) ||
                                     (reshape && schedule.isMaterialized(reshape.getSource())));
  if (!isScratch)
    return;
  auto type = cast<RankedTensorType>(value.getType());
  int last = type.getRank() == 2 && type.getDimSize(1) == 1 ? 0 : int(type.getRank()) - 1;
  for (auto [dim, loopDim] : llvm::enumerate(dims)) {
    if (loopDim != int(group.laneDim) || int(dim) == last || type.getDimSize(dim) == 1)
      continue;
    group.hasIrregularAccess = true;
    group.narrowestIrregular =
        std::min(group.narrowestIrregular, std::max(8u, type.getElementTypeBitWidth()));
  }
}

/// What an operation on one lane costs: rounding to bf16 is a few integer operations where the
/// target has no instruction for it.
static unsigned costOf(Operation *op) {
  if (isa<arith::DivFOp, math::SqrtOp>(op))
    return 4;
  bool roundsToBF16 =
      isa<arith::TruncFOp>(op) && getElementTypeOrSelf(op->getResult(0).getType()).isBF16();
  return roundsToBF16 ? 4 : 1;
}

/// Finds the widest element that lives in a vector and what a lane costs.
void GroupAnalysis::measure() {
  group.widestBits = 8;
  group.cost = 0;
  group.hasIrregularAccess = false;
  group.narrowestIrregular = 64;
  auto addType = [&](Type type) {
    unsigned bits = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
    group.widestBits = std::max(group.widestBits, bits);
  };
  Type runElement;
  bool onlyRuns = !group.isColumnwise && group.outside != Outside::General;
  auto addRun = [&](Type element, bool isContiguous) {
    onlyRuns &= isContiguous && (element.isBF16() || element.isF16()) &&
                (!runElement || runElement == element);
    runElement = element;
  };
  auto addAccess = [&](const Access &access, const DimMap &dims) {
    addType(access.elementType);
    AccessKind kind = AccessKind::Broadcast;
    if (!access.form)
      kind = AccessKind::Gather;
    for (auto [dim, loopDim] : llvm::enumerate(dims))
      if (loopDim == int(group.laneDim))
        kind = access.getKind(dim);
    // What is loaded from one address is the same on all lanes; what is stored there is no run.
    if (kind != AccessKind::Broadcast || access.isStore)
      addRun(access.elementType, kind == AccessKind::Contiguous);
    bool isStrided = kind == AccessKind::Strided && !group.findInterleaved(access.op, dims);
    if (isStrided || kind == AccessKind::Gather ||
        (access.isStore && kind == AccessKind::Broadcast)) {
      group.hasIrregularAccess = true;
      group.narrowestIrregular =
          std::min(group.narrowestIrregular, access.elementType.getIntOrFloatBitWidth());
    }
  };
  for (const LoadUse &use : group.loads)
    addAccess(schedule.getAccess(use.load), use.dims);
  EvaluationWalk walk(schedule, [&](Value value, const DimMap &dims) {
    Operation *op = value.getDefiningOp();
    addScratchAccess(value, dims);
    onlyRuns &= !isTile(value) || !schedule.isMaterialized(value);
    bool hasForm = schedule.getAffine().get(value).has_value();
    if (isTile(value) && !hasForm)
      addType(value.getType());
    if (op && isTile(value) && op->getDialect()->getNamespace() != "tile")
      group.cost += costOf(op);
    // A comparison that is no bound compares its operands lane by lane.
    if (op && isTile(value) && isa<arith::CmpIOp>(op) &&
        llvm::is_contained(schedule.getMask(value).residuals, value))
      addType(op->getOperand(0).getType());
    // An index that is used as data lives in a vector of its own width, unless it is narrowed: then
    // it is computed in the narrow type, which only an i1 is not.
    bool isNarrowed =
        isa_and_nonnull<arith::TruncIOp>(op) && !getElementTypeOrSelf(value.getType()).isInteger(1);
    if (op && isTile(value) && !hasForm && !isNarrowed && !isa<tile::LoadOp, arith::CmpIOp>(op))
      for (Value operand : op->getOperands())
        if (isTile(operand))
          addType(operand.getType());
    return true;
  });
  for (const Root &root : group.roots) {
    walk.walk(root.value, rootDims(root), root.value == root.target);
    addType(root.value.getType());
    if (root.kind == Root::Kind::Materialize)
      addScratchAccess(root.target, rootDims(root));
    if (root.kind == Root::Kind::Store) {
      const Access &store = schedule.getAccess(root.op);
      addAccess(store, rootDims(root));
      if (store.mask)
        walk.walk(store.mask, rootDims(root));
    }
    onlyRuns &= root.kind != Root::Kind::Materialize;
  }
  bool isPairable = onlyRuns && !group.hasArbitraryMask && group.widestBits == 32;
  group.pairElement = isPairable ? runElement : Type();
}
