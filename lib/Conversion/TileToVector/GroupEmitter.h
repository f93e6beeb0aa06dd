// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits the loops of one group: main part without masks, remainder, what lies outside of the
// domain; and the ordered version for buffers that overlap in part.
#ifndef GEMS_LIB_CONVERSION_TILETOVECTOR_GROUPEMITTER_H
#define GEMS_LIB_CONVERSION_TILETOVECTOR_GROUPEMITTER_H

#include "ElementEmitter.h"
#include "Reduction.h"

namespace gems {

/// A loop over tiles that runs as one loop over elements, along one dimension of its group: its
/// variable takes every position.
struct RowLoop {
  mlir::scf::ForOp loop;
  const LoopPlan &plan;
  mlir::Value lower;
  /// Elements of all tiles together.
  mlir::Value extent;
};

class GroupEmitter {
public:
  /// `row` is given when the group is the body of a collapsed loop.
  /// `fixedLanes` overrides the choice of lanes.
  GroupEmitter(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row = std::nullopt,
               std::optional<Lanes> fixedLanes = std::nullopt);

  /// Emits the group and binds the results of its reductions.
  void emit();
  /// Emits a group without reductions whose accesses are known to be apart, or the same element.
  void emitFused() { emitVersion(/*isFused=*/true); }

  /// How many elements a group's loop handles at once. It decides in which order sums are added,
  /// so all versions of a loop use the same.
  static Lanes chooseLanes(const Group &group, const VectorTarget &target, bool isRow);

private:
  using Values = llvm::SmallVector<mlir::Value, 2>;
  struct Bounds {
    mlir::Value low, high;
  };

  // The loops, from the outside in.
  Values emitVersion(bool isFused);
  Values emitRows(Values partials);
  void emitColumns();
  void emitColumnChunk(mlir::Value position, Lanes lanes, mlir::Value live, bool isInside);
  Values emitRow(Values partials, bool isInside);
  Values emitInside(Bounds bounds, Values partials);
  llvm::SmallVector<LoadUse> findUniformLoads();
  Values emitMain(Bounds bounds, Values partials);
  Values emitPredicatedTail(mlir::Value from, mlir::Value high, Values partials);
  Values emitNarrowTail(mlir::Value from, mlir::Value high, Values partials);
  Values emitGeneral(mlir::Value from, mlir::Value to, Values partials, bool isInside);
  Values emitLoop(mlir::Value from, mlir::Value to, mlir::Value step, Values inits,
                  llvm::function_ref<Values(mlir::Value, Values)> body);
  Values emitIf(mlir::Value condition, Values inits, llvm::function_ref<Values(Values)> body);
  /// What to do at one point.
  Values emitChunk(mlir::Value position, Lanes lanes, mlir::Value live,
                   llvm::ArrayRef<DimBound> known, Values partials);
  Values emitPairedChunk(mlir::Value position, mlir::Value rest, Values partials);
  mlir::Value toNaturalOrder(mlir::Value partial);
  mlir::Value toPairedOrder(mlir::Value partial);
  void provideRead(ElementEmitter &elements);
  Point getPoint(mlir::Value position, Lanes lanes, mlir::Value live,
                 llvm::ArrayRef<DimBound> known);

  // Ordered.
  Values emitOrdered();
  Values emitOrderedRow();
  llvm::SmallVector<Root> findOrderedLoads();
  bool isReadInDomainOnly(mlir::Operation *load);
  bool canJoinOrdered(llvm::ArrayRef<Root> roots, const Root &next);
  void emitOrderedSteps(llvm::function_ref<void(llvm::ArrayRef<Root>)> emitRoots);
  void emitRotated(llvm::ArrayRef<Root> roots, llvm::ArrayRef<mlir::Value> slots,
                   mlir::Value tileStart);

  // Results.
  Values initialPartials();
  mlir::Value finish(const Reducer &reducer, mlir::Value partial);
  mlir::Value addOutside(const Reducer &reducer, mlir::Value total);
  void finishRow(const Values &partials, bool isInside);
  void finishColumns(mlir::Value position, Lanes on, mlir::Value live, const Values &totals);
  mlir::Value emitOutside(const Reducer &reducer);
  mlir::Value repeatOutside(const Reducer &reducer, mlir::Value count);
  void storeTotals(const Reducer &reducer, ElementEmitter &elements, mlir::Value totals,
                   const DimMap &dims);
  bool isRowDim(unsigned dim) const { return row && dim == group.rowDim(); }
  void startRow();

  Bounds getBounds(unsigned dim, mlir::Value extent);
  mlir::Value getExtent(unsigned dim);
  llvm::SmallVector<DimBound, 2> outerKnown() const;
  unsigned outerDim() const { return 1 - group.laneDim; }
  bool hasOuterLoop() const { return group.shape.size() == 2; }

  KernelEmitter &kernel;
  mlir::OpBuilder &builder;
  Group &group;
  std::optional<RowLoop> row;
  mlir::Location loc;
  Lanes lanes;
  bool isPredicated;
  /// Even and odd elements are worked on apart; the partial results of the even ones come first.
  bool isPaired;
  llvm::SmallVector<Reducer, 2> reducers;
  mlir::Value outerPosition;
  /// Loads of one element for a whole row, which are read before it.
  llvm::SmallVector<std::pair<LoadUse, mlir::Value>, 2> readBefore;
};

/// Whether `pairs` of the group's accesses are disjoint or identical, found at run time.
mlir::Value emitAliasCheck(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row,
                           llvm::ArrayRef<AliasPair> pairs);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_TILETOVECTOR_GROUPEMITTER_H
