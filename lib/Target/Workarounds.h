// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes that keep code away from what LLVM 22 gets wrong.
#ifndef GEMS_LIB_TARGET_WORKAROUNDS_H
#define GEMS_LIB_TARGET_WORKAROUNDS_H

#include "llvm/IR/PassManager.h"

namespace gems {

/// Two things about masked loads and gathers. SVE sign-extends the loaded lanes of narrow integers,
/// but not those that the mask leaves out; `PinLoads` loads zeros there and selects the others. And
/// InstCombine turns `select(mask, load under the same mask, x)` into one masked load where the
/// select stands, behind stores that came after the load. It leaves loads alone that have a second
/// use: `PinLoads` goes before it and gives them one, `UnpinLoads` behind it and takes it away.
struct PinLoads : llvm::PassInfoMixin<PinLoads> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &);
};
struct UnpinLoads : llvm::PassInfoMixin<UnpinLoads> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &);
};

/// ScalarEvolution takes vscale for odd where only its lowest bits matter. Masks that keep only
/// such bits of a multiple of vscale get it through `freeze`, behind which nobody looks.
struct HideVectorScale : llvm::PassInfoMixin<HideVectorScale> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &);
};

/// A truncated vector stored under a constant mask with one lane is stored untruncated on AVX-512,
/// over its neighbours (llvm-project#179489). A scalar store in its place is right.
struct StoreSingleLanes : llvm::PassInfoMixin<StoreSingleLanes> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &);
};

} // namespace gems

#endif // GEMS_LIB_TARGET_WORKAROUNDS_H
