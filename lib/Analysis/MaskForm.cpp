// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks as bounds on tile coordinates.
#include "gems/Analysis/MaskForm.h"
#include "gems/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace gems;

namespace {

/// One side of a comparison: a form whose uniform part may be known not to wrap.
struct Side {
  AffineForm form;
  bool bounded;
};

constexpr __int128 safeLimit = __int128(1) << 60;

std::optional<Side> getSide(Value value, AffineAnalysis &affine) {
  std::optional<AffineForm> form = affine.get(value);
  if (!form)
    return std::nullopt;
  std::optional<Interval> interval = affine.getInterval(form->base);
  bool bounded = interval && interval->low > -safeLimit && interval->high < safeLimit;
  for (const Poly &coefficient : form->coefficients)
    if (!coefficient.getConstant())
      return std::nullopt;
  return Side{*form, bounded};
}

/// The bounds of `coordinate * c + left - right (predicate) 0`, with c = 1 or -1.
class BoundBuilder {
public:
  BoundBuilder(const Side &left, const Side &right, unsigned dim, int64_t c, MaskForm &mask)
      : left(left), right(right), dim(dim), c(c), mask(mask) {}

  bool add(arith::CmpIPredicate predicate) {
    switch (predicate) {
    case arith::CmpIPredicate::slt: // c * d < right - left
      return c > 0 ? addBound(true, 0) : addBound(false, 1);
    case arith::CmpIPredicate::sle:
      return c > 0 ? addBound(true, 1) : addBound(false, 0);
    case arith::CmpIPredicate::sgt:
      return c > 0 ? addBound(false, 1) : addBound(true, 0);
    case arith::CmpIPredicate::sge:
      return c > 0 ? addBound(false, 0) : addBound(true, 1);
    case arith::CmpIPredicate::eq:
      return addBound(false, 0) && addBound(true, 1);
    default:
      return false;
    }
  }

private:
  /// The coordinate's bound is c * (right - left) + adjustment.
  bool addBound(bool isUpper, int64_t adjustment) {
    DimBound bound{dim, isUpper, Poly::constant(adjustment), Poly(), 0};
    auto addTerm = [&](const Side &side, int sign) {
      if (side.bounded) {
        bound.exact = bound.exact + side.form.base * Poly::constant(sign);
      } else {
        bound.clamped = side.form.base;
        bound.sign = sign;
      }
    };
    addTerm(right, c > 0 ? 1 : -1);
    addTerm(left, c > 0 ? -1 : 1);
    mask.bounds.push_back(bound);
    return true;
  }

  const Side &left;
  const Side &right;
  unsigned dim;
  int64_t c;
  MaskForm &mask;
};

/// Whether the comparison is a half-space of one dimension; if so, adds its bounds.
bool analyzeCompare(arith::CmpIOp compare, AffineAnalysis &affine, MaskForm &mask) {
  auto type = dyn_cast<RankedTensorType>(compare.getLhs().getType());
  if (!type)
    return false;
  std::optional<Side> left = getSide(compare.getLhs(), affine);
  std::optional<Side> right = getSide(compare.getRhs(), affine);
  // Narrow forms may wrap lane by lane; only uniform narrow values have a form at all.
  if (!left || !right || (!left->bounded && !right->bounded))
    return false;
  int64_t c = 0;
  unsigned dim = 0;
  for (unsigned d = 0; d < type.getRank(); ++d) {
    int64_t difference =
        *left->form.coefficients[d].getConstant() - *right->form.coefficients[d].getConstant();
    if (difference == 0)
      continue;
    if (c != 0 || (difference != 1 && difference != -1))
      return false;
    c = difference;
    dim = d;
  }
  // With a lane term on the unbounded side, the sum of both may wrap.
  if (c == 0 || (!left->bounded && !left->form.isUniform()) ||
      (!right->bounded && !right->form.isUniform()))
    return false;
  return BoundBuilder(*left, *right, dim, c, mask).add(compare.getPredicate());
}

/// Renumbers the bounds of a shape op's operand; false when a bound cannot be carried over.
bool analyzeShapeOp(Operation *op, AffineAnalysis &affine, MaskForm &mask) {
  if (!isa<tile::BroadcastOp, tile::ExpandDimsOp, tile::TransOp>(op))
    return false;
  auto sourceType = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  if (!sourceType)
    return false;
  MaskForm source = analyzeMask(op->getOperand(0), affine);
  if (!source.isPureDomain())
    return false;
  for (const DimBound &bound : source.bounds) {
    unsigned dim = bound.dim;
    if (sourceType.getDimSize(dim) == 1)
      return false;
    if (auto expand = dyn_cast<tile::ExpandDimsOp>(op))
      dim += unsigned(expand.getAxis()) <= dim ? 1 : 0;
    else if (isa<tile::TransOp>(op) && sourceType.getRank() == 2)
      dim = 1 - dim;
    mask.bounds.push_back(bound.onDim(dim));
  }
  return true;
}

void analyzeInto(Value value, AffineAnalysis &affine, MaskForm &mask) {
  if (matchPattern(value, m_One()))
    return;
  if (Operation *op = value.getDefiningOp()) {
    if (auto conjunction = dyn_cast<arith::AndIOp>(op)) {
      analyzeInto(conjunction.getLhs(), affine, mask);
      analyzeInto(conjunction.getRhs(), affine, mask);
      return;
    }
    if (auto compare = dyn_cast<arith::CmpIOp>(op))
      if (analyzeCompare(compare, affine, mask))
        return;
    if (analyzeShapeOp(op, affine, mask))
      return;
  }
  mask.residuals.push_back(value);
}

} // namespace

MaskForm gems::analyzeMask(Value value, AffineAnalysis &affine) {
  MaskForm mask, unique;
  analyzeInto(value, affine, mask);
  for (const DimBound &bound : mask.bounds)
    if (!llvm::is_contained(unique.bounds, bound))
      unique.bounds.push_back(bound);
  unique.residuals = mask.residuals;
  return unique;
}
