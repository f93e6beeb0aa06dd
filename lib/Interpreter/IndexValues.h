// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values of a kernel are index values.
#ifndef GEMS_LIB_INTERPRETER_INDEXVALUES_H
#define GEMS_LIB_INTERPRETER_INDEXVALUES_H

#include "gems/IR/Tile.h"
#include "llvm/ADT/DenseSet.h"

namespace gems::interp {

/// The index values of a kernel: the smallest set that the dialect's rules allow. A value that
/// control flow merges (a select, a result of scf.if, a loop-carried value) is one if anything that
/// is merged into it is.
llvm::DenseSet<mlir::Value> findIndexValues(tile::KernelOp kernel);

} // namespace gems::interp

#endif // GEMS_LIB_INTERPRETER_INDEXVALUES_H
