// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tile dialect: registration, and the attributes it puts on other ops.
#include "gems/IR/Params.h"
#include "gems/IR/Tile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

#include "gems/IR/TileDialect.cpp.inc"

namespace gems::tile {

void TileDialect::initialize() {
  paramTable = std::make_shared<ParamTable>();
  registerTypes();
  addOperations<
#define GET_OP_LIST
#include "gems/IR/TileOps.cpp.inc"
      >();
}

Operation *TileDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                            Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

LogicalResult TileDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  if (attribute.getName() != getParamsAttrName())
    return op->emitOpError("expected no attribute of the tile dialect but '")
           << getParamsAttrName() << "', got " << attribute.getName();
  if (!isa<ModuleOp>(op))
    return op->emitOpError("expected '")
           << getParamsAttrName() << "' on a module only, got it here";
  auto params = dyn_cast<DictionaryAttr>(attribute.getValue());
  if (!params)
    return op->emitOpError("expected '")
           << getParamsAttrName() << "' to be a dictionary, got " << attribute.getValue();
  for (NamedAttribute param : params)
    if (!isa<TypeAttr, IntegerAttr, FloatAttr>(param.getValue()))
      return op->emitOpError("expected parameter ")
             << param.getName() << " to be a type or a number, got " << param.getValue();
  return success();
}

LogicalResult TileDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned argIndex,
                                                    NamedAttribute attribute) {
  if (isa<KernelOp>(op))
    return success();
  return op->emitOpError("expected attributes of the tile dialect on arguments of tile.kernel "
                         "only, got ")
         << attribute.getName() << " on argument " << argIndex;
}

} // namespace gems::tile
