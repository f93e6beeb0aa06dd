// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Converts program functions to the binary interface of kernels (gems/Runtime/Abi.h).
#ifndef GEMS_CONVERSION_KERNELABI_KERNELABI_H
#define GEMS_CONVERSION_KERNELABI_KERNELABI_H

#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace gems {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "gems/Conversion/KernelAbi/Passes.h.inc"

} // namespace gems

#endif // GEMS_CONVERSION_KERNELABI_KERNELABI_H
