// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-reduce: shrinks a file while a test of the user's still calls it interesting.
#include "gems/IR/Params.h"
#include "gems/IR/TileDialect.h"
#include "gems/InitAll.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Reducer/Passes.h"
#include "mlir/Support/LogicalResult.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

static llvm::cl::list<std::string>
    definitions("D", llvm::cl::Prefix, llvm::cl::value_desc("NAME=VALUE"),
                llvm::cl::desc("Give the parameter NAME of the input the value VALUE"));

static void printError(const Twine &message) {
  llvm::WithColor::error(llvm::errs(), "gems-reduce") << message << "\n";
}

int main(int argc, char **argv) {
  llvm::InitLLVM initLLVM(argc, argv);
  gems::hideLibraryOptions();
  definitions.setHiddenFlag(llvm::cl::NotHidden);
  // The reducer shows the options of its own category and of the one that --help is in.
  definitions.addCategory(*llvm::cl::getRegisteredOptions()["help"]->Categories.front());
  DialectRegistry registry;
  gems::registerAllDialects(registry);
  gems::registerAllPasses();
  registerReducerPasses();
  // The command line is read after the context is made, and before it parses the file.
  registry.addExtension(+[](MLIRContext *, gems::tile::TileDialect *dialect) {
    auto values = gems::ParamValues::parse(definitions, printError);
    if (failed(values))
      exit(EXIT_FAILURE);
    dialect->getParamTable().setValues(*values);
  });
  MLIRContext context(registry);
  return failed(mlirReduceMain(argc, argv, context)) ? EXIT_FAILURE : EXIT_SUCCESS;
}
