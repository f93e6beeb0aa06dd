// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the passes. What each stage is for stands in the README's map of stages.
#include "gems/Pipelines/Pipelines.h"

#include "gems/Conversion/KernelAbi/KernelAbi.h"
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "gems/Conversion/ToLLVM/ToLLVM.h"
#include "gems/IR/Tile.h"
#include "gems/Target/Passes.h"
#include "gems/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace gems;
using namespace mlir;

/// Without five of upstream's patterns. Two turn an integer that becomes f32 and then f16 or bf16
/// into one conversion, which rounds once where the author rounds twice. Two crash: that for values
/// that a loop carries unchanged on nests of loops, and that for comparisons of converted integers
/// on the predicates `true` and `false`. One removes loops whose bounds are further apart than 63
/// bits can tell.
std::unique_ptr<Pass> gems::createKernelCanonicalizer() {
  static const std::string unsound[] = {
      "(anonymous namespace)::TruncFSIToFPToSIToFP", "(anonymous namespace)::TruncFUIToFPToUIToFP",
      "(anonymous namespace)::MakeRegionBranchOpSuccessorInputsDead", "CmpFIntToFPConst",
      "(anonymous namespace)::SimplifyTrivialLoops"};
  // Kernels have no control flow between blocks that would be simplified.
  GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  return createCanonicalizerPass(config, unsound);
}

void gems::buildTilePipeline(OpPassManager &manager, const TargetInfo &target) {
  std::string isa = stringifyIsa(target.isa).str();
  manager.addPass(createTileCheckAdmitted());
  manager.addPass(createTileWidenIndex());
  // Conversions of bf16 wait for the vectors, which may take even and odd elements apart.
  manager.addPass(createTileExpandNumerics({target.hasBF16, target.hasFP16, /*keepBF16=*/true}));
  manager.addPass(createKernelCanonicalizer());
  manager.addPass(createCSEPass());
  manager.addPass(createLoopInvariantCodeMotionPass());
  manager.addPass(createResolvePointers());
  TileToVectorOptions toVector;
  toVector.isa = isa;
  toVector.pairF16 = target.hasF16Long;
  manager.addPass(createTileToVector(toVector));
  manager.addPass(createNarrowFloats({isa, target.hasBF16, target.hasFP16, target.hasF16Long}));
  manager.addPass(createTileExpandBF16({target.hasBF16}));
  manager.addPass(createKernelCanonicalizer());
  manager.addPass(createCSEPass());
  manager.addPass(createVerifyVectors({isa, target.hasBF16, target.hasFP16}));
}

void gems::buildLLVMPipeline(OpPassManager &manager, const TargetInfo &target, bool checkBounds) {
  std::string isa = stringifyIsa(target.isa).str();
  manager.addPass(createKernelAbi(
      {target.triple, target.cpu, target.features, target.required, isa, checkBounds}));
  manager.addPass(createSCFToControlFlowPass());
  if (checkBounds)
    manager.addPass(createCheckBounds());
  manager.addPass(createToLLVM({target.scalable}));
  manager.addPass(createReconcileUnrealizedCastsPass());
  if (target.isa == Isa::Avx2 || target.isa == Isa::Avx512)
    manager.addPass(createBF16Words());
  LLVM::DIScopeForLLVMFuncOpPassOptions lineTables;
  lineTables.emissionKind = LLVM::DIEmissionKind::LineTablesOnly;
  manager.addPass(LLVM::createDIScopeForLLVMFuncOpPass(lineTables));
  manager.addPass(createVerifyLLVM({isa}));
}

void gems::buildPipeline(OpPassManager &manager, const TargetInfo &target, bool checkBounds) {
  buildTilePipeline(manager, target);
  buildLLVMPipeline(manager, target, checkBounds);
}

/// Registers a pipeline whose options are checked against LLVM's tables of targets first.
static void registerTargetPipeline(StringRef name, StringRef description,
                                   void (*build)(OpPassManager &, const TargetInfo &, bool)) {
  registerPassPipeline(
      name, description,
      [build](OpPassManager &manager, StringRef text,
              function_ref<LogicalResult(const Twine &)> errorHandler) -> LogicalResult {
        TargetOptions options;
        if (failed(options.parseFromString(text)))
          return failure();
        auto target = describeTarget(options.triple, options.cpu, options.features,
                                     [&](const Twine &message) { (void)errorHandler(message); });
        if (failed(target))
          return failure();
        build(manager, *target, options.checkBounds);
        return success();
      },
      [](function_ref<void(const mlir::detail::PassOptions &)> handler) {
        handler(TargetOptions());
      });
}

void gems::registerPipelines() {
  registerTargetPipeline("gems-tile-pipeline", "Kernels to program functions over native vectors",
                         [](OpPassManager &manager, const TargetInfo &target, bool) {
                           buildTilePipeline(manager, target);
                         });
  registerTargetPipeline("gems-llvm-pipeline",
                         "Program functions to the LLVM dialect with the ABI of kernels",
                         buildLLVMPipeline);
  registerTargetPipeline("gems-pipeline", "Kernels to the LLVM dialect: all passes of the compiler",
                         buildPipeline);
}

void gems::registerKernelDialects(DialectRegistry &registry) {
  registry.insert<tile::TileDialect, arith::ArithDialect, func::FuncDialect, math::MathDialect,
                  scf::SCFDialect>();
}
