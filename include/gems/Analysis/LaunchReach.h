// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an access reaches in all programs of a launch together.
#ifndef GEMS_ANALYSIS_LAUNCHREACH_H
#define GEMS_ANALYSIS_LAUNCHREACH_H

#include "gems/Analysis/Schedule.h"

namespace gems {

/// A number that every program computes from its place in the grid: `rest + sum of step * place`.
/// `rest` and the steps are the same for all programs.
struct PlacedNumber {
  Poly rest;
  llvm::SmallVector<std::pair<tile::ProgramIdOp, Poly>, 2> steps;

  /// What `place` is multiplied by; zero when it does not occur.
  Poly getStep(tile::ProgramIdOp place) const;
};

/// The offsets that a program reaches are within [first, last], if no step is negative.
struct LaunchReach {
  PlacedNumber first, last;
  /// Distances along the tile that are no constants.
  llvm::SmallVector<Poly, 2> strides;

  bool dependsOnPlace() const { return !first.steps.empty() || !last.steps.empty(); }
};

/// Whether both accesses reach as far from each other in every program.
bool moveTogether(const Access &a, const LaunchReach &reachA, const Access &b,
                  const LaunchReach &reachB);

/// How many coordinates along `dim` every program of the launch reaches at most, if that is one
/// number for all of them.
std::optional<Poly> getLaunchExtent(const Group &group, unsigned dim, mlir::scf::ForOp row,
                                    AffineAnalysis &affine);

/// Null when the offsets depend on more than kernel arguments, the program's place and the tile's
/// coordinates, or fall along a dimension. `row` is the loop whose variable counts along the
/// group's rows, if the group is a collapsed one.
std::optional<LaunchReach> getLaunchReach(const Access &access, const DimMap &dims,
                                          const Group &group, mlir::scf::ForOp row,
                                          AffineAnalysis &affine);

} // namespace gems

#endif // GEMS_ANALYSIS_LAUNCHREACH_H
