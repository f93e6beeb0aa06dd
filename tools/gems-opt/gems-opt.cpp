// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-opt: runs any pass or pipeline on a file and prints what comes out.
#include "gems/IR/Params.h"
#include "gems/InitAll.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

namespace {
/// Runs before every other pass, so that each chunk of a split file is checked and recorded.
struct RecordParamsPass : PassWrapper<RecordParamsPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(RecordParamsPass)
  StringRef getArgument() const final { return "tile-record-params"; }
  StringRef getDescription() const final {
    return "Check the values given to parameters and record them on the module";
  }
  void runOnOperation() final {
    if (failed(gems::recordParams(getOperation())))
      signalPassFailure();
  }
};
} // namespace

static void printError(const Twine &message) {
  llvm::WithColor::error(llvm::errs(), "gems-opt") << message << "\n";
}

static LogicalResult run(StringRef input, StringRef output, DialectRegistry &registry,
                         const MlirOptMainConfig &config) {
  std::string message;
  auto inputFile = openInputFile(input, &message);
  if (!inputFile)
    return printError(message), failure();
  auto outputFile = openOutputFile(output, &message);
  if (!outputFile)
    return printError(message), failure();
  if (failed(MlirOptMain(outputFile->os(), std::move(inputFile), registry, config)))
    return failure();
  outputFile->keep();
  return success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM initLLVM(argc, argv);
  gems::hideLibraryOptions();
  llvm::cl::list<std::string> definitions(
      "D", llvm::cl::Prefix, llvm::cl::value_desc("NAME=VALUE"),
      llvm::cl::desc("Give the parameter NAME of the input the value VALUE"));
  DialectRegistry registry;
  gems::registerAllDialects(registry);
  gems::registerAllPasses();
  auto [input, output] = registerAndParseCLIOptions(argc, argv, "gems pass runner\n", registry);

  MlirOptMainConfig chosen = MlirOptMainConfig::createFromCLOptions();
  if (chosen.shouldListPasses() || chosen.shouldShowDialects())
    return asMainReturnCode(MlirOptMain(argc, argv, input, output, registry));
  auto values = gems::ParamValues::parse(definitions, printError);
  if (failed(values))
    return EXIT_FAILURE;
  gems::registerParams(registry, *values);
  MlirOptMainConfig config = chosen;
  config.setPassPipelineSetupFn([&](PassManager &manager) {
    auto recordParams = [&] {
      if (manager.getOpAnchorName() == ModuleOp::getOperationName())
        manager.addPass(std::make_unique<RecordParamsPass>());
    };
    recordParams();
    if (failed(chosen.setupPassPipeline(manager)))
      return failure();
    // A pipeline given as one text takes the place of all passes; then the check comes after it.
    if (manager.empty() || manager.begin()->getTypeID() != TypeID::get<RecordParamsPass>())
      recordParams();
    return success();
  });
  return asMainReturnCode(run(input, output, registry, config));
}
