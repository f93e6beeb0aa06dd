// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as the text of a kernel: an error at a line, or a module whose text parses to the
// same again. A first line '-D NAME=VALUE' gives a parameter a value.
#include "Expect.h"
#include "gems/IR/Params.h"
#include "gems/IR/Tile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"

using namespace gems;
using namespace mlir;

static std::string print(ModuleOp module, bool isGeneric) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  module.print(stream, isGeneric ? flags.printGenericOpForm() : flags);
  return text;
}

static OwningOpRef<ModuleOp> parse(StringRef text, const ParamValues &values,
                                   MLIRContext &context) {
  bool hasError = false;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
      return;
    hasError = true;
    bool hasLine = text.contains("loc(") || isa<FileLineColLoc>(diagnostic.getLocation());
    fuzz::expect(hasLine && !diagnostic.str().empty(), "an error with a line and a text");
  });
  auto module = parseSourceString<ModuleOp>(text, ParserConfig(&context), "fuzz.mlir");
  if (module && failed(recordParams(*module)))
    module = nullptr;
  fuzz::expect(module || hasError, "a module or an error");
  // MLIR's parser goes on after some errors; the compiler refuses such a text.
  return hasError ? nullptr : std::move(module);
}

static ParamValues takeDefinition(StringRef &text) {
  std::vector<std::string> definitions;
  if (text.consume_front("-D ")) {
    auto [definition, rest] = text.split('\n');
    definitions.push_back(definition.str());
    text = rest;
  }
  FailureOr<ParamValues> values = ParamValues::parse(definitions, [](const llvm::Twine &) {});
  return succeeded(values) ? *values : ParamValues();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  StringRef text(reinterpret_cast<const char *>(bytes), size);
  ParamValues values = takeDefinition(text);
  DialectRegistry registry;
  registry.insert<tile::TileDialect, arith::ArithDialect>();
  registerParams(registry, values);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module = parse(text.str(), values, context);
  if (!module)
    return 0;
  std::string printed = print(*module, /*isGeneric=*/false);
  forgetParams(context);
  auto again = parseSourceString<ModuleOp>(printed, ParserConfig(&context));
  fuzz::expect(bool(again), "the printed module to parse");
  // Names of values may be made unique in another way; the generic form has none but those of
  // arguments, which ops beside the kernels may have taken.
  bool hasOnlyKernels =
      llvm::all_of(*module->getBody(), [](Operation &op) { return isa<tile::KernelOp>(op); });
  fuzz::expect(!hasOnlyKernels || print(*again, true) == print(*module, true),
               "the same module again");
  return 0;
}
