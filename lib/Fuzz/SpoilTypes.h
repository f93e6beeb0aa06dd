// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types and attributes that do not belong, and types changed throughout a module.
#ifndef GEMS_LIB_FUZZ_SPOILTYPES_H
#define GEMS_LIB_FUZZ_SPOILTYPES_H

#include "gems/Fuzz/Random.h"
#include "mlir/IR/BuiltinOps.h"

namespace gems::fuzz {

mlir::Type makeOddType(mlir::MLIRContext *context, Random &random);
mlir::Attribute makeOddAttribute(mlir::MLIRContext *context, Random &random);
/// The name of an attribute that some op has, or none.
llvm::StringRef pickAttributeName(Random &random);

/// Replaces types in the whole module and constants with them, so that what comes out has a chance
/// to be valid.
void replaceTypes(mlir::ModuleOp module, llvm::function_ref<mlir::Type(mlir::Type)> change);

} // namespace gems::fuzz

#endif // GEMS_LIB_FUZZ_SPOILTYPES_H
