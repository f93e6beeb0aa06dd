// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an op accesses of an array, and whether that lies inside.
#ifndef GEMS_LIB_CONVERSION_KERNELABI_ACCESSCHECK_H
#define GEMS_LIB_CONVERSION_KERNELABI_ACCESSCHECK_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

#include <optional>

namespace gems {

/// An access to an argument's array: one element, or a vector of them.
struct CheckedAccess {
  mlir::Operation *op;
  unsigned argument;
  bool isStore;
  mlir::Value index;       ///< of the first element, or what `lanes` are counted from
  mlir::VectorType type;   ///< null for one element
  mlir::Value mask;        ///< null: all lanes
  mlir::Value laneOffsets; ///< null: neighbours
};

/// Reads what an op accesses; nothing if that is no array, and an error if nobody can tell.
mlir::FailureOr<std::optional<CheckedAccess>> readAccess(mlir::Operation *op);

struct AccessCheck {
  mlir::Value isOutside;
  /// The first element outside, if there is one.
  llvm::unique_function<mlir::Value(mlir::OpBuilder &)> findElement;
};

/// Compares an access with the number of elements of its array. What does not depend on the place
/// goes to `start`.
AccessCheck buildAccessCheck(mlir::OpBuilder &builder, mlir::OpBuilder &start,
                             const CheckedAccess &access, mlir::Value extent);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_KERNELABI_ACCESSCHECK_H
