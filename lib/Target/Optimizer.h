// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's optimiser for code that is vectorised already.
#ifndef GEMS_LIB_TARGET_OPTIMIZER_H
#define GEMS_LIB_TARGET_OPTIMIZER_H

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace gems {

void optimize(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace gems

#endif // GEMS_LIB_TARGET_OPTIMIZER_H
