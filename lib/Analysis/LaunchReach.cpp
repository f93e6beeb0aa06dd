// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an access reaches in all programs of a launch together.
#include "gems/Analysis/LaunchReach.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace gems;

Poly PlacedNumber::getStep(tile::ProgramIdOp place) const {
  for (auto &[other, step] : steps)
    if (other == place)
      return step;
  return Poly();
}

/// Whether all programs of a launch agree on the number.
static bool isUniform(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<tile::KernelOp>(argument.getOwner()->getParentOp());
  Operation *op = value.getDefiningOp();
  return !isa<tile::ProgramIdOp>(op) && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         llvm::all_of(op->getOperands(), isUniform);
}

static bool isUniform(const Poly &poly) {
  return llvm::all_of(poly.getTerms(), [](const Poly::Term &term) {
    return llvm::all_of(term.factors, [](Value factor) { return isUniform(factor); });
  });
}

/// Takes the multiples of the program's place out of a polynomial; null when the place occurs in
/// another way.
static std::optional<PlacedNumber> separate(const Poly &poly) {
  PlacedNumber number{poly, {}};
  for (const Poly::Term &term : poly.getTerms())
    for (Value factor : term.factors) {
      auto place = factor.getDefiningOp<tile::ProgramIdOp>();
      if (!place || !number.getStep(place).isZero())
        continue;
      std::optional<Poly> step = number.rest.coefficientOf(factor);
      if (!step || !isUniform(*step))
        return std::nullopt;
      number.steps.push_back({place, *step});
      number.rest = number.rest - *step * Poly::symbol(factor);
    }
  return isUniform(number.rest) ? std::optional(number) : std::nullopt;
}

namespace {
class ReachBuilder {
public:
  ReachBuilder(const Group &group, scf::ForOp row, AffineAnalysis &affine)
      : group(group), row(row), affine(affine) {}

  std::optional<LaunchReach> run(const Access &access, const DimMap &dims) {
    LaunchReach reach;
    Poly last = access.form->base;
    for (auto [dim, stride] : llvm::enumerate(access.form->coefficients)) {
      if (stride.isZero() || dims[dim] < 0)
        continue;
      std::optional<int64_t> known = stride.getConstant();
      if (known ? *known < 0 : !isUniform(stride))
        return std::nullopt;
      if (!known)
        reach.strides.push_back(stride);
      last = last + stride * getLastCoordinate(dims[dim]);
    }
    std::optional<PlacedNumber> low = separate(atStart(access.form->base));
    std::optional<PlacedNumber> high = separate(atStart(last));
    if (!low || !high)
      return std::nullopt;
    reach.first = *low;
    reach.last = *high;
    return reach;
  }

  std::optional<Poly> getExtent(unsigned dim) {
    Poly extent = atStart(getLastCoordinate(dim)) + Poly::constant(1);
    return isUniform(extent) ? std::optional(extent) : std::nullopt;
  }

private:
  /// No access reaches a greater coordinate along `dim`, in any program. A bound of the domain
  /// cancels the program's place that the offsets begin with.
  Poly getLastCoordinate(unsigned dim) {
    Poly one = Poly::constant(1), size = Poly::constant(group.shape[dim]);
    if (group.outside != Outside::General)
      for (const DimBound &bound : group.domain)
        if (bound.dim == dim && bound.isUpper && bound.sign == 0)
          return bound.exact - one;
    if (!row || dim != group.rowDim())
      return size - one;
    // Whole tiles cover the loop.
    Poly length = affine.getScalar(row.getUpperBound()) - affine.getScalar(row.getLowerBound());
    return length + size - Poly::constant(2);
  }

  /// The variable of a collapsed loop counts from its lower bound, as the coordinate does.
  Poly atStart(const Poly &poly) {
    std::optional<Poly> slope = row ? poly.coefficientOf(row.getInductionVar()) : std::nullopt;
    if (!slope)
      return poly;
    Poly distance = affine.getScalar(row.getLowerBound()) - Poly::symbol(row.getInductionVar());
    return poly + *slope * distance;
  }

  const Group &group;
  scf::ForOp row;
  AffineAnalysis &affine;
};
} // namespace

static bool hasSameSteps(const PlacedNumber &a, const PlacedNumber &b) {
  auto occursIn = [](const PlacedNumber &number, const PlacedNumber &other) {
    return llvm::all_of(number.steps, [&](const std::pair<tile::ProgramIdOp, Poly> &step) {
      return step.second == other.getStep(step.first);
    });
  };
  return occursIn(a, b) && occursIn(b, a);
}

bool gems::moveTogether(const Access &a, const LaunchReach &reachA, const Access &b,
                        const LaunchReach &reachB) {
  return a.base == b.base && hasSameSteps(reachA.first, reachA.last) &&
         hasSameSteps(reachA.first, reachB.first) && hasSameSteps(reachB.first, reachB.last);
}

std::optional<Poly> gems::getLaunchExtent(const Group &group, unsigned dim, scf::ForOp row,
                                          AffineAnalysis &affine) {
  return ReachBuilder(group, row, affine).getExtent(dim);
}

std::optional<LaunchReach> gems::getLaunchReach(const Access &access, const DimMap &dims,
                                                const Group &group, scf::ForOp row,
                                                AffineAnalysis &affine) {
  return ReachBuilder(group, row, affine).run(access, dims);
}
