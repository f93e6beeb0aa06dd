// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a complete group loads, where its masks hold, and what must be checked at run time.
#ifndef GEMS_LIB_ANALYSIS_GROUPANALYSIS_H
#define GEMS_LIB_ANALYSIS_GROUPANALYSIS_H

#include "gems/Analysis/Schedule.h"

namespace gems {

/// Fills in the derived fields of a group.
class GroupAnalysis {
public:
  GroupAnalysis(Schedule &schedule, Group &group) : schedule(schedule), group(group) {}

  /// All derived fields.
  void run();
  /// Only the loads, for checks while groups are being formed.
  void collectLoads();
  /// The relation of two accesses as this group evaluates them: accesses at different coordinates
  /// are never identical.
  static Relation relateUses(const Access &a, const DimMap &aDims, const Access &b,
                             const DimMap &bDims);
  /// Whether interleaving is legal, possibly behind run-time checks. Loads that can never be
  /// interleaved with a store are returned in `unknown`.
  bool canInterleave(llvm::SmallVectorImpl<mlir::Operation *> &unknown);
  /// All pairs that matter when points of the iteration space change their order: also those that
  /// are always the same element at the same point, and each store with itself.
  std::vector<AliasPair> getReordered();

private:
  std::vector<AliasPair> pairStores();
  void forEachPair(
      llvm::function_ref<void(const Access &, const DimMap &, const Access &, const DimMap &)>
          visit);
  void collectDomain();
  void addBounds(const MaskForm &mask, const DimMap &dims);
  bool coversDomain(const MaskForm *mask, const DimMap &dims);
  Outside classify(const Root &root);
  bool isUniformOutside(const Root &root);
  void addScratchAccess(mlir::Value value, const DimMap &dims);
  void findInterleaved();
  void addInterleaved(mlir::Operation *first, mlir::Operation *second, const DimMap &dims);
  bool isOverheard(mlir::Operation *first, mlir::Operation *second);
  void measure();

  Schedule &schedule;
  Group &group;
};

/// Whether a loop over tiles with one group can run as one loop over elements.
class CollapseCheck {
public:
  CollapseCheck(Schedule &schedule, mlir::scf::ForOp loop, Group &group)
      : schedule(schedule), loop(loop), group(group) {}
  bool run();

private:
  bool isJoint(mlir::Value integer, const DimMap &dims);
  bool isJoint(const AffineForm &form, const DimMap &dims);
  bool isInvariant(const Poly &poly);
  bool isInvariantSlot(mlir::Value value, const DimMap &dims);
  bool checkBound(const DimBound &bound, int dim);

  Schedule &schedule;
  mlir::scf::ForOp loop;
  Group &group;
};

} // namespace gems

#endif // GEMS_LIB_ANALYSIS_GROUPANALYSIS_H
