// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A short pipeline. The loops are vectorised, unrolled and free of calls when they come here, so
// that what is left is to clean up what the lowering left: descriptors of memrefs, loops tested at
// the top, arithmetic on addresses. Vectorizers and unrollers would only take time.
#include "Optimizer.h"

#include "Workarounds.h"

#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace gems;
using namespace llvm;

static FunctionPassManager buildFunctionPasses() {
  FunctionPassManager passes;
  passes.addPass(EarlyCSEPass());
  passes.addPass(SimplifyCFGPass());
  LoopPassManager loops;
  loops.addPass(LoopRotatePass());
  loops.addPass(LICMPass(LICMOptions()));
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(loops), /*UseMemorySSA=*/true));
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(PinLoads());
  passes.addPass(InstCombinePass(InstCombineOptions().setMaxIterations(1)));
  passes.addPass(UnpinLoads());
  passes.addPass(StoreSingleLanes());
  passes.addPass(ADCEPass());
  passes.addPass(SimplifyCFGPass());
  passes.addPass(HideVectorScale());
  return passes;
}

/// Chooses between two f16 or bf16 numbers as between integers. AArch64 without f16 arithmetic has
/// no way to choose by the flags of an addition, into which LLVM may turn the condition.
static void selectHalvesAsIntegers(Function &function) {
  for (Instruction &instruction : make_early_inc_range(instructions(function))) {
    auto *select = dyn_cast<SelectInst>(&instruction);
    if (!select || !(select->getType()->isHalfTy() || select->getType()->isBFloatTy()))
      continue;
    IRBuilder<> builder(select);
    auto toWord = [&](Value *half) { return builder.CreateBitCast(half, builder.getInt16Ty()); };
    Value *word = builder.CreateSelect(select->getCondition(), toWord(select->getTrueValue()),
                                       toWord(select->getFalseValue()));
    select->replaceAllUsesWith(builder.CreateBitCast(word, select->getType()));
    select->eraseFromParent();
  }
}

/// Brings the uses of each value into the order that a reader of the text would make, which is that
/// of `llc`. The code generator looks at some of them in order, and what passes leave is
/// accidental.
static void orderUses(Function &function) {
  DenseMap<const User *, unsigned> places;
  for (auto [place, instruction] : enumerate(instructions(function)))
    places[&instruction] = place;
  auto isLater = [&](const Use &a, const Use &b) {
    return std::pair(places.lookup(a.getUser()), a.getOperandNo()) >
           std::pair(places.lookup(b.getUser()), b.getOperandNo());
  };
  for (Argument &argument : function.args())
    argument.sortUseList(isLater);
  for (Instruction &instruction : instructions(function))
    instruction.sortUseList(isLater);
}

void gems::optimize(Module &module, TargetMachine &machine) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);

  FunctionPassManager passes = buildFunctionPasses();
  bool lacksF16 = machine.getTargetTriple().isAArch64() &&
                  !machine.getMCSubtargetInfo()->checkFeatures("+fullfp16");
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    passes.run(function, functions);
    if (lacksF16)
      selectHalvesAsIntegers(function);
    orderUses(function);
  }
}
