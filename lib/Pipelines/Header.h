// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C header of a file of kernels.
#ifndef GEMS_LIB_PIPELINES_HEADER_H
#define GEMS_LIB_PIPELINES_HEADER_H

#include "gems/Target/Codegen.h"

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace gems {

/// A typed C declaration and launcher for each kernel of the module.
Bytes emitHeader(mlir::ModuleOp module);

} // namespace gems

#endif // GEMS_LIB_PIPELINES_HEADER_H
