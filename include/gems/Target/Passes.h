// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks between the stages.
#ifndef GEMS_TARGET_PASSES_H
#define GEMS_TARGET_PASSES_H

#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace mlir::LLVM {
class LLVMDialect;
} // namespace mlir::LLVM

namespace gems {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "gems/Target/Passes.h.inc"

} // namespace gems

#endif // GEMS_TARGET_PASSES_H
