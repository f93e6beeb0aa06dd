// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When a loop over tiles is one loop over elements.
#include "GroupAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace gems;

bool CollapseCheck::isInvariant(const Poly &poly) {
  for (const Poly::Term &term : poly.getTerms())
    for (Value factor : term.factors)
      if (loop.getRegion().isAncestor(factor.getParentRegion()))
        return false;
  return true;
}

/// Whether the form depends on the loop variable and the coordinate along the row through their sum
/// only.
bool CollapseCheck::isJoint(const AffineForm &form, const DimMap &dims) {
  Value variable = loop.getInductionVar();
  std::optional<Poly> slope = form.base.coefficientOf(variable);
  Poly along;
  for (auto [dim, coefficient] : llvm::enumerate(form.coefficients)) {
    if (!isInvariant(coefficient))
      return false;
    if (dims[dim] == int(group.rowDim()))
      along = along + coefficient;
  }
  return slope && *slope == along && isInvariant(form.base - *slope * Poly::symbol(variable));
}

bool CollapseCheck::isJoint(Value integer, const DimMap &dims) {
  std::optional<AffineForm> form = schedule.getAffine().get(integer);
  return form && isJoint(*form, dims);
}

/// Along the row, `coordinate < X - variable` must be a bound on their sum; other bounds must not
/// depend on the loop.
bool CollapseCheck::checkBound(const DimBound &bound, int dim) {
  Value variable = loop.getInductionVar();
  if (dim != int(group.rowDim()))
    return isInvariant(bound.exact) && isInvariant(bound.clamped);
  std::optional<Poly> slope = bound.exact.coefficientOf(variable);
  if (!slope || slope->getConstant() != -1 || bound.clamped.uses(variable))
    return false;
  return isInvariant(bound.exact + Poly::symbol(variable)) && isInvariant(bound.clamped) &&
         bound.isUpper;
}

/// Scratch memory that was written before the loop, and is read at the same place all along a row.
bool CollapseCheck::isInvariantSlot(Value value, const DimMap &dims) {
  return !loop.getRegion().isAncestor(value.getParentRegion()) &&
         !llvm::is_contained(dims, int(group.rowDim()));
}

bool CollapseCheck::run() {
  if (group.hasArbitraryMask)
    return false;
  if (!llvm::all_of(group.domain,
                    [&](const DimBound &bound) { return checkBound(bound, int(bound.dim)); }))
    return false;
  bool joint = true;
  EvaluationWalk walk(schedule, [&](Value value, const DimMap &dims) {
    if (!joint)
      return false;
    bool isInside = loop.getRegion().isAncestor(value.getParentRegion());
    if (!isTile(value)) {
      // Scalars come from outside, or are part of an index that is checked where it is used.
      joint &= !isInside || value == loop.getInductionVar() ||
               (schedule.getAffine().get(value) && value.getType().isInteger(64));
      return false;
    }
    if (schedule.isMaterialized(value)) {
      joint &= isInvariantSlot(value, dims);
      return false;
    }
    Operation *op = value.getDefiningOp();
    if (auto load = dyn_cast_or_null<tile::LoadOp>(op))
      joint &= isJoint(load.getOffsets(), dims);
    // An index that becomes data must be joint; a scalar that is spread must be invariant.
    else if (schedule.getAffine().get(value))
      joint &= isJoint(value, dims);
    else if (auto splat = dyn_cast_or_null<tile::SplatOp>(op))
      joint &= !loop.getRegion().isAncestor(splat.getSource().getParentRegion());
    if (op && cast<RankedTensorType>(value.getType()).getElementType().isInteger(1)) {
      const MaskForm &mask = schedule.getMask(value);
      joint &= llvm::all_of(
          mask.bounds, [&](const DimBound &bound) { return checkBound(bound, dims[bound.dim]); });
    }
    return joint;
  });
  for (const Root &root : group.roots) {
    if (root.kind == Root::Kind::Materialize)
      return false;
    if (auto store = dyn_cast<tile::StoreOp>(root.op)) {
      // Rows may be stored in another order, but not sums in another than the fallback adds.
      joint &= group.shape.size() == 1 || loop.getNumRegionIterArgs() == 0;
      joint &= isJoint(store.getOffsets(), rootDims(root));
    }
    walk.walk(root.value, rootDims(root));
  }
  // Every reduction has to be carried by the loop.
  return joint;
}
