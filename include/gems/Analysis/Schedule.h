// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The schedule of a kernel: which tile operations share a loop, in which order the loops run, and
// which values live in scratch memory between them. Built without changing the IR.
#ifndef GEMS_ANALYSIS_SCHEDULE_H
#define GEMS_ANALYSIS_SCHEDULE_H

#include "gems/Analysis/Access.h"
#include "gems/IR/Tile.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include <functional>
#include <memory>

namespace gems {

/// Where each dimension of a value lies in the iteration space of a loop: the number of a loop
/// dimension, or -1 for a coordinate that is always zero.
using DimMap = llvm::SmallVector<int, 2>;

/// Why a loop over tile elements exists: what it leaves behind.
struct Root {
  enum class Kind { Store, Reduce, Materialize };
  Kind kind;
  /// The store or reduction; for a materialized value the operation that asks for it.
  mlir::Operation *op;
  /// The tile that is stored, reduced or materialized.
  mlir::Value value;
  /// The value whose scratch memory a Materialize root writes (a loop result, or `value` itself).
  mlir::Value target;
};

/// A load as a group evaluates it.
struct LoadUse {
  mlir::Operation *load;
  DimMap dims;
};

/// Two accesses of one group that a run-time check has to find disjoint, or, where that is good
/// enough, element by element the same.
struct AliasPair {
  Access a;
  DimMap aDims;
  Access b;
  DimMap bDims;
  bool identicalIsFine;
};

/// What lies outside of a group's domain.
enum class Outside {
  /// Nothing happens there.
  Dead,
  /// Only reductions see it, and every element there has the same value.
  Uniform,
  /// It has to be run through.
  General
};

/// Two loads, or two stores, of the even and odd elements of one run, which is accessed as a whole.
struct InterleavedPair {
  mlir::Operation *even, *odd;
  DimMap dims;

  bool contains(mlir::Operation *op) const { return op == even || op == odd; }
  mlir::Operation *getOther(mlir::Operation *op) const { return op == even ? odd : even; }
};

/// Roots over one iteration space that share one loop nest.
struct Group {
  llvm::SmallVector<Root> roots;
  llvm::SmallVector<int64_t, 2> shape;
  /// The reductions run along the outer dimension, one vector of columns at a time.
  bool isColumnwise = false;
  /// The dimension that vectors run along.
  unsigned laneDim = 0;

  /// Filled in once the group is complete.
  llvm::SmallVector<LoadUse> loads;
  std::vector<AliasPair> aliasPairs;
  llvm::SmallVector<InterleavedPair, 2> interleaved;
  /// Half-spaces of the loop dimensions in which the masks hold.
  llvm::SmallVector<DimBound, 2> domain;
  Outside outside = Outside::Dead;
  /// An access has a mask that is no domain.
  bool hasArbitraryMask = false;
  /// An access is neither contiguous nor uniform along the lanes.
  bool hasIrregularAccess = false;
  /// The narrowest element of such an access, in bits.
  unsigned narrowestIrregular = 64;
  /// bf16 or f16 when every access along the lanes is a run of such elements and the arithmetic is
  /// in 32 bits, so that a loop may work on even and odd elements apart; null otherwise.
  mlir::Type pairElement;
  /// The widest element that lives in a vector, in bits, and how many operations a lane costs.
  unsigned widestBits = 8;
  unsigned cost = 0;

  /// The pair that an access at `dims` is part of, if any.
  const InterleavedPair *findInterleaved(mlir::Operation *op, const DimMap &dims) const {
    const auto *pair = llvm::find_if(interleaved, [&](const InterleavedPair &pair) {
      return pair.contains(op) && pair.dims == dims;
    });
    return pair == interleaved.end() ? nullptr : pair;
  }
  /// Whether elements are worked on in the order of the author's tile.
  bool isRowMajor() const { return shape.size() < 2 || shape[1] == 1 || laneDim == 1; }
  bool isOuter(unsigned dim) const { return shape.size() == 2 && dim != laneDim; }
  bool hasBoundOn(unsigned dim) const {
    return llvm::any_of(domain, [&](const DimBound &bound) { return bound.dim == dim; });
  }
  /// The dimension that reductions run along, and the loop over tiles of a collapsed loop.
  unsigned rowDim() const { return isColumnwise ? 1 - laneDim : laneDim; }
};

/// `acc = acc + sum(tile)`: the loop carries one partial result per lane instead. `acc` is a
/// number, or, in a collapsed loop, a tile of them.
struct SunkReduction {
  unsigned iterArg;
  mlir::Operation *reduce;
  mlir::Operation *combine;
  /// Every operation of the body that the carried partial results replace.
  llvm::SmallVector<mlir::Operation *, 3> replaced;
};

/// One step of a block, in order.
struct Item {
  enum class Kind { Scalar, Group, Control };
  Kind kind;
  mlir::Operation *op = nullptr;
  Group *group = nullptr;
};

struct LoopPlan {
  llvm::SmallVector<SunkReduction> sunk;
  /// Tile loop and element loop are one: the whole loop is this group, which runs along all tiles
  /// instead of one. Null when it does not.
  Group *collapsed = nullptr;
  /// What has to be disjoint, or element by element the same, over all tiles, so that rows may be
  /// stored one by one instead of tile by tile. Where a run-time check finds otherwise, the loop
  /// runs through tiles.
  std::vector<AliasPair> reordered;
};

/// The plan of one kernel.
class Schedule {
public:
  explicit Schedule(tile::KernelOp kernel) : kernel(kernel) {}

  /// Plans the kernel. Emits an error at the line of what cannot be planned.
  mlir::LogicalResult build();

  llvm::ArrayRef<Item> getItems(mlir::Block *block) const { return items.find(block)->second; }
  const LoopPlan &getLoop(mlir::Operation *loop) const { return loops.find(loop)->second; }
  /// Values with more than one element that live in scratch memory.
  bool isMaterialized(mlir::Value value) const { return materialized.contains(value); }
  const Access &getAccess(mlir::Operation *op) const { return accesses.find(op)->second; }
  AffineAnalysis &getAffine() { return affine; }
  /// The place of an operation in program order.
  unsigned getPosition(mlir::Operation *op) const { return positions.lookup(op); }
  tile::KernelOp getKernel() const { return kernel; }
  /// Whether scratch of the value holds its elements inside the domain only.
  bool isDomainOnly(mlir::Value value) const { return domainOnly.contains(value); }
  const MaskForm &getMask(mlir::Value mask);
  /// What all loops that load cost for one element each, in simple vector operations.
  unsigned getCost() const;
  /// The part of `group` that evaluates some of its roots alone, over the same domain.
  Group narrow(const Group &group, llvm::ArrayRef<Root> roots);
  /// A group of its own for roots of one shape, over their own domain.
  Group isolate(llvm::ArrayRef<Root> roots);
  /// While alive, the load's elements are read from scratch memory.
  class ScopedMaterialize {
  public:
    ScopedMaterialize(Schedule &schedule, mlir::Value value, bool domainOnly);
    ~ScopedMaterialize();

  private:
    Schedule &schedule;
    mlir::Value value;
  };
  /// Whether the loop-carried tile can be updated where it lies: nobody reads an element of the
  /// old tile after the new one is stored.
  bool isUpdatedInPlace(mlir::scf::ForOp loop, unsigned iterArg);

  void print(llvm::raw_ostream &os);

private:
  friend class BlockPlanner;
  friend class GroupAnalysis;
  friend class HazardCheck;

  mlir::LogicalResult checkAccesses();
  mlir::LogicalResult planBlock(mlir::Block *block);
  void planLoop(mlir::scf::ForOp loop);
  Group *findCollapsed(mlir::scf::ForOp loop, llvm::ArrayRef<SunkReduction> sunk);
  bool isUpdate(const Group &group, mlir::scf::ForOp loop, llvm::ArrayRef<SunkReduction> sunk);
  bool materializeHazards();
  bool materializeCostly();
  void findDomainOnly();
  void dropConstantInits(mlir::scf::ForOp loop, llvm::ArrayRef<SunkReduction> sunk);

  tile::KernelOp kernel;
  AffineAnalysis affine;
  llvm::DenseMap<mlir::Operation *, Access> accesses;
  llvm::DenseMap<mlir::Value, MaskForm> masks;
  llvm::DenseMap<mlir::Operation *, unsigned> positions;
  llvm::DenseSet<mlir::Value> materialized;
  llvm::DenseSet<mlir::Value> domainOnly;
  std::vector<std::unique_ptr<Group>> groups;
  llvm::DenseMap<mlir::Block *, llvm::SmallVector<Item>> items;
  llvm::DenseMap<mlir::Operation *, LoopPlan> loops;
};

/// A tile of more than one element; a tile of one element is handled as a scalar.
bool isTile(mlir::Type type);
inline bool isTile(mlir::Value value) { return isTile(value.getType()); }
/// Whether the operation computes with tiles of more than one element.
bool touchesTiles(mlir::Operation *op);
bool isReduction(mlir::Operation *op);
/// Whether all elements of the tile are one constant or scalar.
bool isSplat(mlir::Value value);
/// Tiles of a shape op's operand: how its dimensions follow from those of the result.
DimMap mapThroughShapeOp(mlir::Operation *op, llvm::ArrayRef<int> resultDims);
DimMap identityDims(int64_t rank);
/// The dimension map of a root's value in its own group.
DimMap rootDims(const Root &root);
/// A group of one root, whose vectors run along `laneDim`.
Group makeGroup(const Root &root, unsigned laneDim);
/// Whether the root reduces across the vectors that run along `laneDim`.
bool isColumnwise(const Root &root, unsigned laneDim);

/// Visits every value that evaluating `value` at `dims` evaluates, stopping at what lives in
/// scratch memory, at scalars, and at offsets and masks that need no vector. The visitor returns
/// whether to go on into the operands.
class EvaluationWalk {
public:
  using Visitor = std::function<bool(mlir::Value, const DimMap &)>;
  EvaluationWalk(Schedule &schedule, Visitor visit) : schedule(schedule), visit(std::move(visit)) {}
  void walk(mlir::Value value, const DimMap &dims, bool isEntry = false);

private:
  Schedule &schedule;
  Visitor visit;
  llvm::DenseSet<std::pair<mlir::Value, uint64_t>> seen;
};

} // namespace gems

#endif // GEMS_ANALYSIS_SCHEDULE_H
