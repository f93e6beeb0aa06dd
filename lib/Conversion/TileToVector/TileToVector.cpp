// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes that schedule kernels and emit program functions.
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "KernelEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace gems {
#define GEN_PASS_DEF_PRINTSCHEDULE
#define GEN_PASS_DEF_TILETOVECTOR
#include "gems/Conversion/TileToVector/Passes.h.inc"
} // namespace gems

using namespace mlir;
using namespace gems;

namespace {

struct PrintSchedulePass : gems::impl::PrintScheduleBase<PrintSchedulePass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<tile::KernelOp>()) {
      Schedule schedule(kernel);
      if (failed(schedule.build()))
        return signalPassFailure();
      llvm::outs() << "schedule of " << kernel.getSymName() << "\n";
      schedule.print(llvm::outs());
    }
  }
};

struct TileToVectorPass : gems::impl::TileToVectorBase<TileToVectorPass> {
  using TileToVectorBase::TileToVectorBase;

  void runOnOperation() override {
    std::optional<VectorTarget> target = VectorTarget::get(isa);
    if (!target) {
      getOperation().emitError()
          << "expected isa to be neon, sve, avx2 or avx512, got '" << isa << "'";
      return signalPassFailure();
    }
    target->pairsF16 = pairF16 && target->pairsBF16;
    for (auto kernel : llvm::make_early_inc_range(getOperation().getOps<tile::KernelOp>())) {
      Schedule schedule(kernel);
      if (failed(schedule.build()) || failed(KernelEmitter(schedule, *target, remarks).run()))
        return signalPassFailure();
      kernel.erase();
    }
  }
};

} // namespace
