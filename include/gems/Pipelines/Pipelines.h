// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the passes, once for all tools.
#ifndef GEMS_PIPELINES_PIPELINES_H
#define GEMS_PIPELINES_PIPELINES_H

#include "gems/Target/TargetInfo.h"

#include "mlir/Pass/PassOptions.h"
#include <memory>

namespace mlir {
class DialectRegistry;
class OpPassManager;
class Pass;
} // namespace mlir

namespace gems {

/// The options of the named pipelines.
struct TargetOptions : mlir::PassPipelineOptions<TargetOptions> {
  Option<std::string> triple{*this, "triple",
                             llvm::cl::desc("The target's triple; this machine's without")};
  Option<std::string> cpu{*this, "cpu", llvm::cl::desc("The target's CPU, as LLVM spells it")};
  Option<std::string> features{
      *this, "features",
      llvm::cl::desc("What is added to and taken from the CPU's features, '+bf16,-sve'")};
  Option<bool> checkBounds{*this, "check-bounds",
                           llvm::cl::desc("Check the bounds of arrays at run time")};
};

/// `gems-tile-pipeline`: kernels to program functions over native vectors.
void buildTilePipeline(mlir::OpPassManager &manager, const TargetInfo &target);
/// `gems-llvm-pipeline`: program functions to the LLVM dialect with the ABI of kernels, which check
/// the bounds of arrays if asked to.
void buildLLVMPipeline(mlir::OpPassManager &manager, const TargetInfo &target,
                       bool checkBounds = false);
/// `gems-pipeline`: both.
void buildPipeline(mlir::OpPassManager &manager, const TargetInfo &target,
                   bool checkBounds = false);

/// MLIR's canonicalizer as the pipelines run it: without the patterns that are wrong for kernels.
std::unique_ptr<mlir::Pass> createKernelCanonicalizer();

/// Registers the named pipelines.
void registerPipelines();

/// The dialects that kernels are read in: fewer than all, so that a compiler starts sooner. The
/// passes load the others themselves.
void registerKernelDialects(mlir::DialectRegistry &registry);

} // namespace gems

#endif // GEMS_PIPELINES_PIPELINES_H
