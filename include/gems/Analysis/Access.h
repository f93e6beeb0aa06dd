// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a load or store touches: which argument, at which offsets, under which mask; and how two
// accesses relate.
#ifndef GEMS_ANALYSIS_ACCESS_H
#define GEMS_ANALYSIS_ACCESS_H

#include "gems/Analysis/MaskForm.h"
#include "mlir/IR/Operation.h"

namespace gems {

/// How the offsets of an access run along one dimension of its tile.
enum class AccessKind { Contiguous, Broadcast, Strided, Gather };

/// One `tile.load` or `tile.store`.
struct Access {
  mlir::Operation *op;
  /// The kernel argument that the address is based on.
  mlir::Value base;
  /// Offsets in elements; null for a scalar access without them.
  mlir::Value offsets;
  mlir::Value mask;
  std::optional<AffineForm> form;
  MaskForm maskForm;
  mlir::Type elementType;
  bool isStore;

  /// The kind along dimension `dim` of the accessed tile.
  AccessKind getKind(unsigned dim) const;
};

/// Describes `op`, a `tile.load` or `tile.store` whose base is a kernel argument.
Access getAccess(mlir::Operation *op, AffineAnalysis &affine);

/// What is known at compile time of two accesses of which at least one is a store.
enum class Relation {
  /// They never touch the same byte.
  Disjoint,
  /// Element by element the same addresses, and no two elements share one.
  Identical,
  /// Disjoint, identical or neither; a run-time check of their byte ranges can tell.
  Checkable,
  /// Anything may happen.
  Unknown
};

/// Relates two accesses of one program. `Identical` and `Checkable` compare elements at equal
/// coordinates, so both must be accesses over the same shape.
Relation relate(const Access &a, const Access &b);

/// Whether no two elements of the tile share an address, whatever the kernel's arguments are.
bool isInjective(const Access &access);
/// Whether that may hold: it depends on arguments.
bool mayBeInjective(const Access &access);

/// Whether stores through `base` are promised to stay invisible through other arguments.
bool isNoAlias(mlir::Value base);

} // namespace gems

#endif // GEMS_ANALYSIS_ACCESS_H
