// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that turns program functions into entries, descriptors and the note.
#include "gems/Conversion/KernelAbi/KernelAbi.h"

#include "DescriptorBuilder.h"
#include "EntryBuilder.h"
#include "ProgramFunction.h"
#include "gems/Runtime/Abi.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringSwitch.h"

namespace gems {
#define GEN_PASS_DEF_KERNELABI
#include "gems/Conversion/KernelAbi/Passes.h.inc"
} // namespace gems

using namespace gems;
using namespace mlir;

namespace {
struct KernelAbiPass : gems::impl::KernelAbiBase<KernelAbiPass> {
  using KernelAbiBase::KernelAbiBase;

  void runOnOperation() override {
    FailureOr<AbiTarget> abiTarget = getTarget();
    FailureOr<SmallVector<ProgramFunction>> programs = readPrograms();
    if (failed(abiTarget) || failed(programs))
      return signalPassFailure();
    if (!programs->empty())
      convert(*programs, *abiTarget);
  }

private:
  FailureOr<AbiTarget> getTarget() {
    uint32_t number = llvm::StringSwitch<uint32_t>(isa)
                          .Case("neon", GEMS_ISA_NEON)
                          .Case("sve", GEMS_ISA_SVE)
                          .Case("avx2", GEMS_ISA_AVX2)
                          .Case("avx512", GEMS_ISA_AVX512)
                          .Default(0);
    if (number == 0)
      return getOperation().emitError("expected isa to be neon, sve, avx2 or avx512, got '")
             << isa << "'";
    return AbiTarget{triple, cpu, features, required, number, checkBounds};
  }

  FailureOr<SmallVector<ProgramFunction>> readPrograms() {
    SmallVector<ProgramFunction> programs;
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (!ProgramFunction::isProgram(func))
        continue;
      FailureOr<ProgramFunction> program = ProgramFunction::read(func);
      if (failed(program))
        return failure();
      programs.push_back(*program);
    }
    return programs;
  }

  void convert(ArrayRef<ProgramFunction> programs, const AbiTarget &target) {
    LLVMTypeConverter converter(&getContext());
    auto params = getOperation()->getAttrOfType<DictionaryAttr>("tile.params");
    OpBuilder builder(&getContext());
    SmallVector<StringRef> names;
    for (const ProgramFunction &program : programs) {
      builder.setInsertionPoint(program.getFunc());
      buildDescriptor(builder, program, target, params);
      buildEntry(builder, converter, program, target);
      // The symbol's name outlives the function: it is uniqued in the context.
      names.push_back(program.getName());
      program.getFunc()->erase();
    }
    builder.setInsertionPointToEnd(getOperation().getBody());
    buildNote(builder, getOperation().getLoc(), names, target);
  }
};
} // namespace
