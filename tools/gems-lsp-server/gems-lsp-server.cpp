// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-lsp-server: what an editor asks about tile kernels - completion, errors, definitions.
#include "gems/IR/Params.h"
#include "gems/InitAll.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Support/LogicalResult.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspRegistryFunction.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/LSP/Protocol.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

int main(int argc, char **argv) {
  gems::hideLibraryOptions();
  llvm::cl::list<std::string> definitions(
      "D", llvm::cl::Prefix, llvm::cl::value_desc("NAME=VALUE"),
      llvm::cl::desc("Give the parameter NAME of the files that declare it the value VALUE"));
  DialectRegistry registry;
  gems::registerAllDialects(registry);
  // The command line is read inside; the first file comes after it.
  bool isFirst = true;
  auto getRegistry = [&](const llvm::lsp::URIForFile &) -> DialectRegistry & {
    if (std::exchange(isFirst, false)) {
      auto error = [](const Twine &message) {
        llvm::WithColor::error(llvm::errs(), "gems-lsp-server") << message << "\n";
        exit(EXIT_FAILURE);
      };
      gems::registerParams(registry, *gems::ParamValues::parse(definitions, error));
    }
    return registry;
  };
  return failed(MlirLspServerMain(argc, argv, getRegistry)) ? EXIT_FAILURE : EXIT_SUCCESS;
}
