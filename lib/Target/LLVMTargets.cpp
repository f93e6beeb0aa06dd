// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's back ends, initialised only as far as they are needed: registering a back end's
// code generator takes longer than describing a target.
#include "LLVMTargets.h"

#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Triple.h"

#include <mutex>
#include <string>

extern "C" {
void LLVMInitializeAArch64TargetInfo();
void LLVMInitializeAArch64TargetMC();
void LLVMInitializeAArch64Target();
void LLVMInitializeAArch64AsmPrinter();
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86TargetMC();
void LLVMInitializeX86Target();
void LLVMInitializeX86AsmPrinter();
}

static const llvm::Target &lookup(const llvm::Triple &triple) {
  std::string error;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    llvm::report_fatal_error(llvm::StringRef(error));
  return *target;
}

const llvm::Target &gems::getLLVMTarget(const llvm::Triple &triple) {
  static std::once_flag armOnce, x86Once;
  if (triple.isAArch64())
    std::call_once(armOnce, [] {
      LLVMInitializeAArch64TargetInfo();
      LLVMInitializeAArch64TargetMC();
    });
  else
    std::call_once(x86Once, [] {
      LLVMInitializeX86TargetInfo();
      LLVMInitializeX86TargetMC();
    });
  return lookup(triple);
}

const llvm::Target &gems::getLLVMCodeGenTarget(const llvm::Triple &triple) {
  static std::once_flag armOnce, x86Once;
  const llvm::Target &target = getLLVMTarget(triple);
  if (triple.isAArch64())
    std::call_once(armOnce, [] {
      LLVMInitializeAArch64Target();
      LLVMInitializeAArch64AsmPrinter();
    });
  else
    std::call_once(x86Once, [] {
      LLVMInitializeX86Target();
      LLVMInitializeX86AsmPrinter();
    });
  return target;
}
