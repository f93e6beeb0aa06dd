// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops on vectors, expanded, compiled for this machine and called on arrays.
#include "VectorFunction.h"

#include "gems/IR/Tile.h"
#include "mlir/Pass/Pass.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include <gtest/gtest.h>

using namespace mlir;

namespace gems {

std::vector<std::string> getTestCpus() {
#if defined(__x86_64__)
  return {llvm::sys::getHostCPUName().str(), "x86-64-v3"};
#else
  return {llvm::sys::getHostCPUName().str()};
#endif
}

static std::string makeSource(StringRef body, ArrayRef<StringRef> inputs, StringRef output) {
  const char *names[] = {"%x", "%y", "%z"}, *pointers[] = {"%in0", "%in1", "%in2"};
  std::string source = "llvm.func @run(%in0: !llvm.ptr, %in1: !llvm.ptr, %in2: !llvm.ptr, "
                       "%out: !llvm.ptr) {\n";
  for (auto [type, name, pointer] : llvm::zip(inputs, names, pointers))
    source += std::string(name) + " = llvm.load " + pointer +
              " {alignment = 1 : i64} : !llvm.ptr -> vector<16x" + type.str() + ">\n";
  for (char c : body)
    source += c == 'V' ? std::string("vector<16x") : std::string(1, c);
  return source + "\nllvm.store %r, %out {alignment = 1 : i64} : vector<16x" + output.str() +
         ">, !llvm.ptr\nllvm.return\n}\n";
}

static std::unique_ptr<llvm::Module> translate(StringRef source, llvm::LLVMContext &context,
                                               const NumericsOptions &options) {
  DialectRegistry registry;
  registry.insert<tile::TileDialect, arith::ArithDialect, math::MathDialect, LLVM::LLVMDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  MLIRContext mlirContext(registry);
  mlirContext.loadAllAvailableDialects();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(source, &mlirContext);
  if (!module || failed(expandNumerics(*module, options)))
    return nullptr;
  PassManager passes(&mlirContext);
  passes.addPass(createConvertMathToLLVMPass());
  passes.addPass(createArithToLLVMConversionPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
  if (failed(passes.run(*module)))
    return nullptr;
  return translateModuleToLLVMIR(*module, context);
}

static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  for (llvm::Function &function : module) {
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
  }
  llvm::PassBuilder builder(&machine);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3).run(module, modules);
}

VectorFunction::VectorFunction(StringRef body, ArrayRef<StringRef> inputs, StringRef output,
                               StringRef cpu, const NumericsOptions &options) {
  compile(makeSource(body, inputs, output), cpu, options);
}

void VectorFunction::compile(StringRef source, StringRef cpu, const NumericsOptions &options) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto context = std::make_unique<llvm::LLVMContext>();
  auto module = translate(source, *context, options);
  ASSERT_TRUE(module) << source.str();

  llvm::orc::JITTargetMachineBuilder target{llvm::Triple(llvm::sys::getProcessTriple())};
  target.setCPU(cpu.str());
  auto machine = llvm::cantFail(target.createTargetMachine());
  module->setDataLayout(machine->createDataLayout());
  module->setTargetTriple(machine->getTargetTriple());
  optimize(*module, *machine);
  jit = llvm::cantFail(llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(target).create());
  llvm::cantFail(
      jit->addIRModule(llvm::orc::ThreadSafeModule(std::move(module), std::move(context))));
  function = llvm::cantFail(jit->lookup("run"))
                 .toPtr<void (*)(const void *, const void *, const void *, void *)>();
}

VectorFunction::~VectorFunction() = default;

} // namespace gems
