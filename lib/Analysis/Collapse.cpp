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

/// Whether the form depends on loop variable and lane through their sum only.
bool CollapseCheck::isJoint(const AffineForm &form) {
  Value variable = loop.getInductionVar();
  std::optional<Poly> slope = form.base.coefficientOf(variable);
  Poly lane = form.coefficients.empty() ? Poly() : form.coefficients[0];
  if (!slope || *slope != lane || !isInvariant(*slope))
    return false;
  return isInvariant(form.base - *slope * Poly::symbol(variable));
}

bool CollapseCheck::isJoint(Value integer) {
  std::optional<AffineForm> form = schedule.getAffine().get(integer);
  return form && isJoint(*form);
}

/// `coordinate < X - variable` must be a bound on their sum.
bool CollapseCheck::checkBound(const DimBound &bound) {
  std::optional<Poly> slope = bound.exact.coefficientOf(loop.getInductionVar());
  if (!slope || slope->getConstant() != -1 || bound.clamped.uses(loop.getInductionVar()))
    return false;
  return isInvariant(bound.exact + Poly::symbol(loop.getInductionVar())) &&
         isInvariant(bound.clamped) && bound.isUpper;
}

bool CollapseCheck::run() {
  if (group.hasArbitraryMask)
    return false;
  if (!llvm::all_of(group.domain, [&](const DimBound &bound) { return checkBound(bound); }))
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
      joint = false;
      return false;
    }
    Operation *op = value.getDefiningOp();
    if (auto load = dyn_cast_or_null<tile::LoadOp>(op))
      joint &= isJoint(load.getOffsets());
    // An index that becomes data must be joint; a scalar that is spread must be invariant.
    else if (schedule.getAffine().get(value))
      joint &= isJoint(value);
    else if (auto splat = dyn_cast_or_null<tile::SplatOp>(op))
      joint &= !loop.getRegion().isAncestor(splat.getSource().getParentRegion());
    if (op && cast<RankedTensorType>(value.getType()).getElementType().isInteger(1)) {
      const MaskForm &mask = schedule.getMask(value);
      joint &= llvm::all_of(mask.bounds,
                            [&](const DimBound &bound) { return checkBound(bound); });
    }
    return joint;
  });
  for (const Root &root : group.roots) {
    if (root.kind == Root::Kind::Materialize)
      return false;
    if (auto store = dyn_cast<tile::StoreOp>(root.op))
      joint &= isJoint(store.getOffsets());
    walk.walk(root.value, rootDims(root));
  }
  // Every reduction has to be carried by the loop.
  return joint;
}
