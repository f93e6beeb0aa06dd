// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Converts everything upstream to the LLVM dialect.
#ifndef GEMS_CONVERSION_TOLLVM_TOLLVM_H
#define GEMS_CONVERSION_TOLLVM_TOLLVM_H

#include "mlir/Pass/Pass.h"

namespace gems {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "gems/Conversion/ToLLVM/Passes.h.inc"

} // namespace gems

#endif // GEMS_CONVERSION_TOLLVM_TOLLVM_H
