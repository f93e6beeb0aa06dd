// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of parameters and of tile types that use them.
#ifndef GEMS_LIB_IR_PARAMPARSER_H
#define GEMS_LIB_IR_PARAMPARSER_H

#include "gems/IR/Params.h"
#include "mlir/IR/DialectImplementation.h"

namespace gems::tile {

/// Parses `<NAME : [types] = default>` and gives the type chosen, null on error.
mlir::Type parseTypeParam(mlir::DialectAsmParser &parser, ParamTable &table);

/// Parses `<NAME : type = default>` and gives the number chosen, null on error.
mlir::Attribute parseNumberParam(mlir::DialectAsmParser &parser, ParamTable &table);

/// Parses `<dims x element>` and gives the tensor type, null on error.
mlir::Type parseTileType(mlir::DialectAsmParser &parser, const ParamTable &table);

} // namespace gems::tile

#endif // GEMS_LIB_IR_PARAMPARSER_H
