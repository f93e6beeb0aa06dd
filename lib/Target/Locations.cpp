// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Source lines of ops.
#include "Locations.h"

#include "mlir/IR/Operation.h"

bool gems::hasSourceLine(mlir::Location loc) {
  return loc
      ->walk([](mlir::Location inner) {
        return mlir::isa<mlir::FileLineColLoc>(inner) ? mlir::WalkResult::interrupt()
                                                      : mlir::WalkResult::advance();
      })
      .wasInterrupted();
}

mlir::Location gems::findLocation(mlir::Operation *op) {
  for (mlir::Operation *around = op; around; around = around->getParentOp())
    if (auto line = around->getLoc()->findInstanceOf<mlir::FileLineColLoc>())
      return line;
  return op->getLoc();
}
