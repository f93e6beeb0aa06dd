// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options shared by the tools that compile, and the way from them to bytes. They are read by hand:
// the options of LLVM's own libraries are none of an author's business.
#include "gems/Pipelines/CompileOptions.h"

#include "gems/IR/Params.h"
#include "gems/IR/Tile.h"
#include "gems/Pipelines/Pipelines.h"
#include "gems/Target/Timing.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;
using namespace mlir;

bool WordReader::takeValue(StringRef word, StringRef name, std::string &value) {
  StringRef rest = word;
  if (!rest.consume_front(name))
    return false;
  if (rest.empty() || rest == "=") {
    setError("expected " + name + "=VALUE, got '" + word + "'");
    return true;
  }
  if (!rest.consume_front("="))
    return false;
  if (!value.empty())
    setError(name + " is given twice");
  value = rest.str();
  return true;
}

bool WordReader::takeShort(StringRef word, StringRef name, std::string &value) {
  if (!word.consume_front(name))
    return false;
  if (word.empty() && isAtEnd()) {
    setError("expected a value after " + name + ", got nothing");
    return true;
  }
  value = (word.empty() ? take() : word).str();
  return true;
}

bool gems::parseCompileOption(StringRef word, WordReader &reader, CompileOptions &options) {
  std::string definition;
  if (reader.takeShort(word, "-D", definition)) {
    options.definitions.push_back(definition);
    return true;
  }
  return reader.takeValue(word, "--target", options.target) ||
         reader.takeValue(word, "--cpu", options.cpu) ||
         reader.takeValue(word, "--features", options.features);
}

StringRef gems::compileOptionsHelp() {
  return R"(  -D NAME=VALUE        give the parameter NAME of the file a value (repeatable)
  --target=TRIPLE      aarch64-*-linux*, x86_64-*-linux* or arm64-apple-macos*
                       (default: this machine)
  --cpu=CPU            as LLVM spells it; 'native' is this machine's (default: generic, apple-m1
                       or x86-64-v3; this machine's without --target on x86-64)
  --features=LIST      what is added to and taken from the CPU's features: +bf16,-sve
)";
}

FailureOr<ParsedKernels> gems::parseKernels(const CompileOptions &options, Timing *timing,
                                            ErrorFn error) {
  FailureOr<ParamValues> values = ParamValues::parse(options.definitions, error);
  if (failed(values))
    return failure();
  ParsedKernels kernels;
  {
    StageTimer timer(timing, "set up the dialects");
    DialectRegistry registry;
    registerKernelDialects(registry);
    registerParams(registry, *values);
    kernels.context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
    // An author wants the line, not the compiler's view of it.
    kernels.context->printOpOnDiagnostic(false);
  }
  StageTimer timer(timing, "parse");
  kernels.file = KernelFile::parse(options.input, *kernels.context, error);
  if (!kernels.file)
    return failure();
  return kernels;
}

FailureOr<Bytes> gems::compileFile(const CompileOptions &options, const TargetInfo &target,
                                   EmitKind emitKind, Timing *timing, ErrorFn error) {
  FailureOr<ParsedKernels> kernels = parseKernels(options, timing, error);
  if (failed(kernels))
    return failure();
  ModuleOp module = kernels->file->getModule();
  if (options.suffix.empty())
    return compileModule(module, target, emitKind, options.kernel, timing, options.checkBounds);
  if (!llvm::all_of(options.suffix, [](char c) { return llvm::isAlnum(c) || c == '_'; })) {
    error("--suffix: expected letters, digits and '_', got '" + options.suffix + "'");
    return failure();
  }
  for (auto kernel : module.getOps<tile::KernelOp>())
    kernel.setSymName((kernel.getSymName() + options.suffix).str());
  std::string name = options.kernel.empty() ? "" : options.kernel + options.suffix;
  return compileModule(module, target, emitKind, name, timing, options.checkBounds);
}

void gems::installFatalErrorHandler(const char *program) {
  llvm::install_fatal_error_handler(
      [](void *name, const char *reason, bool) {
        llvm::errs() << static_cast<const char *>(name)
                     << ": error: LLVM cannot generate this code: " << reason << "\n";
        llvm::errs().flush();
        std::_Exit(EXIT_FAILURE);
      },
      const_cast<char *>(program));
}
