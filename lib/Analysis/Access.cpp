// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a load or store touches, and how two accesses relate.
#include "gems/Analysis/Access.h"
#include "gems/IR/Tile.h"

using namespace mlir;
using namespace gems;

Access gems::getAccess(Operation *op, AffineAnalysis &affine) {
  Access access;
  access.op = op;
  if (auto load = dyn_cast<tile::LoadOp>(op)) {
    access.base = load.getBase();
    access.offsets = load.getOffsets();
    access.mask = load.getMask();
    access.isStore = false;
  } else {
    auto store = cast<tile::StoreOp>(op);
    access.base = store.getBase();
    access.offsets = store.getOffsets();
    access.mask = store.getMask();
    access.isStore = true;
  }
  access.elementType = cast<tile::PointerType>(access.base.getType()).getPointee();
  access.form = affine.get(access.offsets);
  if (access.mask)
    access.maskForm = analyzeMask(access.mask, affine);
  return access;
}

AccessKind Access::getKind(unsigned dim) const {
  if (!form)
    return AccessKind::Gather;
  if (dim >= form->coefficients.size() || form->coefficients[dim].isZero())
    return AccessKind::Broadcast;
  if (form->coefficients[dim].getConstant() == 1)
    return AccessKind::Contiguous;
  return AccessKind::Strided;
}

bool gems::isNoAlias(Value base) {
  auto argument = dyn_cast<BlockArgument>(base);
  if (!argument)
    return false;
  auto kernel = dyn_cast<tile::KernelOp>(argument.getOwner()->getParentOp());
  return kernel && kernel.getArgAttr(argument.getArgNumber(), "tile.noalias");
}

static ArrayRef<int64_t> shapeOf(const Access &access) {
  auto type = dyn_cast<RankedTensorType>(access.offsets.getType());
  return type ? type.getShape() : ArrayRef<int64_t>();
}

/// Coordinates of dimensions with one element do not count.
bool gems::isInjective(const Access &access) {
  if (!access.form)
    return false;
  ArrayRef<int64_t> shape = shapeOf(access);
  SmallVector<std::pair<__int128, int64_t>, 2> strides;
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (size == 1)
      continue;
    std::optional<int64_t> stride = access.form->coefficients[dim].getConstant();
    if (!stride || *stride == 0)
      return false;
    strides.push_back({*stride < 0 ? -__int128(*stride) : __int128(*stride), size});
  }
  llvm::sort(strides);
  __int128 reach = 1;
  for (auto [stride, size] : strides) {
    if (stride < reach)
      return false;
    reach = stride * (size - 1) + reach;
  }
  return true;
}

bool gems::mayBeInjective(const Access &access) {
  if (!access.form)
    return false;
  bool isKnown = llvm::all_of(access.form->coefficients, [](const Poly &coefficient) {
    return coefficient.getConstant().has_value();
  });
  return !isKnown || isInjective(access);
}

/// Whether the scalar has one value in all of a program: it is computed outside of all loops.
static bool isFixed(Value scalar) {
  return isa<tile::KernelOp>(scalar.getParentRegion()->getParentOp());
}

/// The greatest power of two that divides each step between the offsets of an access: from lane to
/// lane, and from one turn of a loop to the next. Zero when there are no steps. What is left of
/// the form's base is added to `rest`.
static uint64_t getGrain(const AffineForm &form, Poly &rest) {
  uint64_t grain = 0;
  auto addStep = [&](const Poly::Term &term) { grain |= uint64_t(term.coefficient); };
  for (const Poly &coefficient : form.coefficients)
    llvm::for_each(coefficient.getTerms(), addStep);
  for (const Poly::Term &term : form.base.getTerms()) {
    if (!llvm::all_of(term.factors, isFixed)) {
      addStep(term);
      continue;
    }
    Poly fixed = Poly::constant(term.coefficient);
    for (Value factor : term.factors)
      fixed = fixed * Poly::symbol(factor);
    rest = rest + fixed;
  }
  return grain & -grain;
}

/// Whether the accesses use different elements of each group of two, four, ...: even and odd ones,
/// for example. That holds modulo 2^64, too.
static bool areInterleaved(const Access &a, const Access &b) {
  Poly restA, restB;
  uint64_t grains = getGrain(*a.form, restA) | getGrain(*b.form, restB);
  std::optional<int64_t> distance = (restA - restB).getConstant();
  if (!distance)
    return false;
  return grains == 0 ? *distance != 0 : (uint64_t(*distance) & ((grains & -grains) - 1)) != 0;
}

Relation gems::relate(const Access &a, const Access &b) {
  if (!a.isStore && !b.isStore)
    return Relation::Disjoint;
  if (a.base != b.base) {
    bool hidden = (a.isStore && isNoAlias(a.base)) || (b.isStore && isNoAlias(b.base));
    if (hidden)
      return Relation::Disjoint;
  }
  if (a.base == b.base && a.form && b.form && areInterleaved(a, b))
    return Relation::Disjoint;
  if (!a.form || !b.form || shapeOf(a) != shapeOf(b))
    return a.form && b.form ? Relation::Checkable : Relation::Unknown;
  if (a.base == b.base && a.elementType == b.elementType && *a.form == *b.form && isInjective(a))
    return Relation::Identical;
  return Relation::Checkable;
}
