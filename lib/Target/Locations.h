// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Source lines of ops.
#ifndef GEMS_LIB_TARGET_LOCATIONS_H
#define GEMS_LIB_TARGET_LOCATIONS_H

#include "mlir/IR/Location.h"

namespace mlir {
class Operation;
} // namespace mlir

namespace gems {

/// Whether a line of a file is somewhere in the location.
bool hasSourceLine(mlir::Location loc);

/// The op's source line alone, or that of the nearest op around it that has one.
mlir::Location findLocation(mlir::Operation *op);

} // namespace gems

#endif // GEMS_LIB_TARGET_LOCATIONS_H
