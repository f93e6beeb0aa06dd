// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's back ends, initialised only as far as they are needed.
#ifndef GEMS_LIB_TARGET_LLVMTARGETS_H
#define GEMS_LIB_TARGET_LLVMTARGETS_H

#include "llvm/ADT/StringRef.h"

namespace llvm {
class Target;
class Triple;
} // namespace llvm

namespace gems {

/// The back end of a triple (AArch64 or x86-64) with its tables of CPUs and features.
const llvm::Target &getLLVMTarget(const llvm::Triple &triple);

/// The same, ready to generate code.
const llvm::Target &getLLVMCodeGenTarget(const llvm::Triple &triple);

} // namespace gems

#endif // GEMS_LIB_TARGET_LLVMTARGETS_H
