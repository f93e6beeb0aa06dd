// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler as a function, shared by all tools that compile.
#include "gems/Pipelines/Compiler.h"

#include "Header.h"
#include "gems/IR/Params.h"
#include "gems/IR/Tile.h"
#include "gems/Pipelines/Pipelines.h"
#include "gems/Target/Timing.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace gems;
using namespace mlir;

namespace {
struct EmitKindEntry {
  StringRef name;
  EmitKind kind;
};

/// Adds the time of each pass to the stage of its name.
class PassTimer : public PassInstrumentation {
public:
  explicit PassTimer(Timing &timing) : timing(timing) {}

  void runBeforePass(Pass *pass, Operation *) override { starts.push_back(Timing::Clock::now()); }
  void runAfterPass(Pass *pass, Operation *) override { finish(pass); }
  void runAfterPassFailed(Pass *pass, Operation *) override { finish(pass); }

private:
  void finish(Pass *pass) {
    Timing::Clock::time_point start = starts.pop_back_val();
    // Passes that hold other passes have no name on the command line.
    if (!pass->getArgument().empty())
      timing.add(pass->getArgument(), Timing::Clock::now() - start);
  }

  Timing &timing;
  SmallVector<Timing::Clock::time_point> starts;
};
} // namespace

static const EmitKindEntry emitKinds[] = {{"obj", EmitKind::Object},
                                          {"shared", EmitKind::Shared},
                                          {"asm", EmitKind::Assembly},
                                          {"llvm-ir", EmitKind::LLVMIR},
                                          {"llvm-dialect", EmitKind::LLVMDialect},
                                          {"header", EmitKind::Header}};

std::string gems::listEmitKinds() {
  return llvm::join(llvm::map_range(emitKinds, [](auto &entry) { return entry.name; }), ", ");
}

std::optional<EmitKind> gems::parseEmitKind(StringRef name) {
  for (const EmitKindEntry &entry : emitKinds)
    if (entry.name == name)
      return entry.kind;
  return std::nullopt;
}

/// No op of a kernel takes tensors with an encoding, and MLIR's own verifier dies of some.
static LogicalResult checkEncodings(ModuleOp module) {
  WalkResult result = module->walk([](Operation *op) {
    for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
      if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && tensor.getEncoding()) {
        emitError(op->getLoc(), "expected tensors without an encoding, got ") << tensor;
        return WalkResult::interrupt();
      }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

OwningOpRef<ModuleOp> gems::parseKernels(const llvm::SourceMgr &sources, MLIRContext &context) {
  bool hasError = false;
  ScopedDiagnosticHandler watch(&context, [&](Diagnostic &diagnostic) {
    hasError |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure(); // others print it
  });
  auto module =
      parseSourceFile<ModuleOp>(sources, ParserConfig(&context, /*verifyAfterParse=*/false));
  if (!module || hasError || failed(checkEncodings(*module)) || failed(verify(*module)))
    return nullptr;
  return module;
}

std::unique_ptr<KernelFile> KernelFile::parse(StringRef path, MLIRContext &context, ErrorFn error) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/true);
  if (!buffer) {
    error("cannot read '" + path + "': " + buffer.getError().message());
    return nullptr;
  }
  return parse(std::move(*buffer), context, llvm::errs());
}

std::unique_ptr<KernelFile> KernelFile::parse(std::unique_ptr<llvm::MemoryBuffer> text,
                                              MLIRContext &context,
                                              llvm::raw_ostream &diagnostics) {
  std::unique_ptr<KernelFile> file(new KernelFile(context, diagnostics));
  file->sources.AddNewSourceBuffer(std::move(text), llvm::SMLoc());
  file->module = parseKernels(file->sources, context);
  if (!file->module || failed(recordParams(*file->module)))
    return nullptr;
  return file;
}

/// Removes all kernels but the one called `name`.
static LogicalResult selectKernel(ModuleOp module, StringRef name) {
  SmallVector<tile::KernelOp> kernels(module.getOps<tile::KernelOp>());
  auto quote = [](tile::KernelOp kernel) { return ("'" + kernel.getSymName() + "'").str(); };
  std::string known = llvm::join(llvm::map_range(kernels, quote), ", ");
  if (kernels.empty())
    return module.emitError("expected a kernel, got a file without 'tile.kernel'");
  if (name.empty())
    return success();
  if (llvm::none_of(kernels, [&](tile::KernelOp kernel) { return kernel.getSymName() == name; }))
    return emitError(module.getLoc(), "expected kernel ") << known << ", got '" << name << "'";
  for (tile::KernelOp kernel : kernels)
    if (kernel.getSymName() != name)
      kernel.erase();
  return success();
}

static LogicalResult lower(ModuleOp module, const TargetInfo &target, Timing *timing,
                           bool checkBounds) {
  PassManager manager(module.getContext(), ModuleOp::getOperationName());
  // The passes that check are part of the pipeline; running the verifier between all others too
  // would take a quarter of the time.
  manager.enableVerifier(false);
  if (timing)
    manager.addInstrumentation(std::make_unique<PassTimer>(*timing));
  buildPipeline(manager, target, checkBounds);
  return manager.run(module);
}

static FailureOr<Bytes> printModule(ModuleOp module) {
  Bytes bytes;
  llvm::raw_svector_ostream stream(bytes);
  module.print(stream, OpPrintingFlags().enableDebugInfo().useLocalScope());
  stream << "\n";
  return bytes;
}

static FailureOr<Bytes> finishObject(ModuleOp module, const TargetInfo &target, EmitKind emitKind,
                                     Timing *timing) {
  auto report = [&](const Twine &message) { module.emitError(message); };
  FailureOr<Bytes> object = generateCode(module, target, CodeKind::Object, timing);
  if (failed(object) || failed(checkUndefinedSymbols(*object, report)))
    return failure();
  if (emitKind == EmitKind::Object)
    return object;
  StageTimer scope(timing, "link");
  return linkShared(*object, target, report);
}

FailureOr<Bytes> gems::compileModule(ModuleOp module, const TargetInfo &target, EmitKind emitKind,
                                     StringRef kernelName, Timing *timing, bool checkBounds) {
  if (failed(selectKernel(module, kernelName)))
    return failure();
  if (emitKind == EmitKind::Header)
    return emitHeader(module);
  if (failed(lower(module, target, timing, checkBounds)))
    return failure();
  switch (emitKind) {
  case EmitKind::LLVMDialect:
    return printModule(module);
  case EmitKind::Assembly:
    return generateCode(module, target, CodeKind::Assembly, timing);
  case EmitKind::LLVMIR:
    return generateCode(module, target, CodeKind::LLVMIR, timing);
  default:
    return finishObject(module, target, emitKind, timing);
  }
}
