// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tile dialect: everything one needs to read and write its ops.
#ifndef GEMS_IR_TILE_H
#define GEMS_IR_TILE_H

#include "gems/IR/TileDialect.h"
#include "gems/IR/TileTypes.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "gems/IR/TileEnums.h.inc"

namespace gems::tile {

/// Checks that a cast keeps the shape. It is a trait so that it speaks, with both shapes, before
/// the elementwise traits do.
mlir::LogicalResult verifyCastShapes(mlir::Operation *op);

template <typename ConcreteOp>
class CastShapes : public mlir::OpTrait::TraitBase<ConcreteOp, CastShapes> {
public:
  static mlir::LogicalResult verifyTrait(mlir::Operation *op) { return verifyCastShapes(op); }
};

} // namespace gems::tile

#define GET_OP_CLASSES
#include "gems/IR/TileOps.h.inc"

#endif // GEMS_IR_TILE_H
