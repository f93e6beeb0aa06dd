// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks that each pass over tiles keeps what a kernel means.
#include "Messages.h"
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "gems/Fuzz/Check.h"
#include "gems/Pipelines/Pipelines.h"
#include "gems/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

/// In the order of the pipeline, and the upstream passes once more at the front, where they meet
/// ops that the others take away.
static std::vector<std::pair<std::string, std::unique_ptr<Pass>>> makePasses(uint64_t seed) {
  std::vector<std::pair<std::string, std::unique_ptr<Pass>>> passes;
  auto add = [&](StringRef name, std::unique_ptr<Pass> pass) {
    passes.emplace_back(name, std::move(pass));
  };
  if (seed % 2) {
    add("canonicalize", createKernelCanonicalizer());
    add("cse", createCSEPass());
  }
  add("tile-check-admitted", createTileCheckAdmitted());
  add("tile-widen-index", createTileWidenIndex());
  add("tile-expand-numerics", createTileExpandNumerics({(seed & 2) != 0, (seed & 4) != 0}));
  add("canonicalize", createKernelCanonicalizer());
  add("cse", createCSEPass());
  add("loop-invariant-code-motion", createLoopInvariantCodeMotionPass());
  add("tile-resolve-pointers", createResolvePointers());
  return passes;
}

std::optional<Failure> gems::fuzz::checkPasses(Case &test,
                                               ArrayRef<std::vector<fuzz::Bytes>> expected,
                                               const StageFn &atStage) {
  OwningOpRef<ModuleOp> module = test.module->clone();
  for (auto &[name, pass] : makePasses(test.seed)) {
    std::string stage = "pass " + name;
    atStage(stage);
    Messages messages(module->getContext());
    PassManager manager(module->getContext(), ModuleOp::getOperationName());
    manager.addPass(std::move(pass));
    if (failed(manager.run(*module)))
      return Failure{stage, messages.get()};
    for (auto [number, launch] : llvm::enumerate(test.launches)) {
      FailureOr<std::vector<fuzz::Bytes>> got = interpretLaunch(*module, launch);
      if (failed(got))
        return Failure{stage, messages.get()};
      if (auto difference = compareBuffers(test.buffers, expected[number], *got))
        return Failure{stage, "launch " + std::to_string(number) + ", " + *difference};
    }
  }
  return std::nullopt;
}
