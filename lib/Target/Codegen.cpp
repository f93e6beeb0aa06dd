// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM dialect to LLVM IR to an object or assembly.
#include "gems/Target/Codegen.h"

#include "LLVMTargets.h"
#include "Optimizer.h"
#include "gems/Target/Timing.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Target/LLVMIR/Dialect/ArmSVE/ArmSVEToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Triple.h"

using namespace gems;
using namespace mlir;

namespace {
/// Turns LLVM's errors into errors of the module; remarks and warnings say nothing to an author.
class DiagnosticsToMLIR : public llvm::DiagnosticHandler {
public:
  DiagnosticsToMLIR(ModuleOp module, bool &hasFailed) : module(module), hasFailed(hasFailed) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() != llvm::DS_Error)
      return true;
    std::string text;
    llvm::raw_string_ostream stream(text);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info.print(printer);
    emitError(locate(info), "expected LLVM to generate code, got: ") << text;
    hasFailed = true;
    return true;
  }

private:
  /// The author's line, or that of the kernel.
  Location locate(const llvm::DiagnosticInfo &info) {
    auto *located = dyn_cast<llvm::DiagnosticInfoUnsupported>(&info);
    if (!located)
      return module.getLoc();
    llvm::DiagnosticLocation where = located->getLocation();
    if (!where.isValid())
      where = llvm::DiagnosticLocation(located->getFunction().getSubprogram());
    if (!where.isValid())
      return module.getLoc();
    return FileLineColLoc::get(module.getContext(), where.getAbsolutePath(), where.getLine(),
                               where.getColumn());
  }

  ModuleOp module;
  bool &hasFailed;
};
} // namespace

static std::unique_ptr<llvm::TargetMachine> createMachine(const TargetInfo &target) {
  llvm::Triple triple(target.triple);
  llvm::TargetOptions options;
  options.MCOptions.AsmVerbose = true;
  return std::unique_ptr<llvm::TargetMachine>(getLLVMCodeGenTarget(triple).createTargetMachine(
      triple, target.cpu, target.features, options, llvm::Reloc::PIC_, std::nullopt,
      llvm::CodeGenOptLevel::Default));
}

static std::unique_ptr<llvm::Module> translate(ModuleOp module, llvm::LLVMContext &context,
                                               const llvm::TargetMachine &machine) {
  registerBuiltinDialectTranslation(*module.getContext());
  registerLLVMDialectTranslation(*module.getContext());
  registerArmSVEDialectTranslation(*module.getContext());
  std::string name = "kernel.mlir";
  if (auto loc = module.getLoc()->findInstanceOf<FileLineColLoc>())
    name = loc.getFilename().str();
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(module, context, name, /*disableVerification=*/true);
  if (result) {
    result->setSourceFileName(name);
    result->setDataLayout(machine.createDataLayout());
    result->setTargetTriple(machine.getTargetTriple());
    result->setPICLevel(llvm::PICLevel::BigPIC);
  }
  return result;
}

static Bytes emit(llvm::Module &module, llvm::TargetMachine &machine, CodeKind kind) {
  Bytes bytes;
  llvm::raw_svector_ostream stream(bytes);
  if (kind == CodeKind::LLVMIR) {
    module.print(stream, nullptr);
    return bytes;
  }
  llvm::legacy::PassManager passes;
  machine.addPassesToEmitFile(passes, stream, nullptr,
                              kind == CodeKind::Object ? llvm::CodeGenFileType::ObjectFile
                                                       : llvm::CodeGenFileType::AssemblyFile,
                              /*DisableVerify=*/true);
  passes.run(module);
  return bytes;
}

FailureOr<Bytes> gems::generateCode(ModuleOp module, const TargetInfo &target, CodeKind kind,
                                    Timing *timing) {
  std::unique_ptr<llvm::TargetMachine> machine;
  {
    StageTimer scope(timing, "llvm: set up the target");
    machine = createMachine(target);
  }
  llvm::LLVMContext context;
  bool hasFailed = false;
  context.setDiagnosticHandler(std::make_unique<DiagnosticsToMLIR>(module, hasFailed));
  std::unique_ptr<llvm::Module> llvmModule;
  {
    StageTimer scope(timing, "llvm: translate");
    llvmModule = translate(module, context, *machine);
  }
  if (!llvmModule)
    return module.emitError("expected the module to have a form in LLVM IR, got none");
  {
    StageTimer scope(timing, "llvm: optimise");
    optimize(*llvmModule, *machine);
  }
  StageTimer scope(timing, "llvm: generate code");
  Bytes bytes = emit(*llvmModule, *machine, kind);
  if (hasFailed)
    return failure();
  return bytes;
}
