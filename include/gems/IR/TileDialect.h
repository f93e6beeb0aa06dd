// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tile dialect's class.
#ifndef GEMS_IR_TILEDIALECT_H
#define GEMS_IR_TILEDIALECT_H

#include "mlir/IR/Dialect.h"

#include <memory>

namespace gems {
class ParamTable;
} // namespace gems

#include "gems/IR/TileDialect.h.inc"

#endif // GEMS_IR_TILEDIALECT_H
