// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks a module before it is translated to LLVM IR.
#include "gems/Target/Passes.h"
#include "gems/Target/Selectable.h"

#include "Locations.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace gems {
#define GEN_PASS_DEF_VERIFYLLVM
#include "gems/Target/Passes.h.inc"
} // namespace gems

using namespace gems;
using namespace mlir;

/// Whether the type is an LLVM type with no vector wider than the limit in it.
static bool isNarrow(Type type, Isa isa) {
  auto array = dyn_cast<LLVM::LLVMArrayType>(type);
  while (array) {
    type = array.getElementType();
    array = dyn_cast<LLVM::LLVMArrayType>(type);
  }
  return fitsRegisters(type, isa);
}

/// Ops that stand for one thing in LLVM IR: those of the LLVM dialect, and SVE's intrinsics.
static bool isTranslatable(Operation *op) {
  return isa_and_nonnull<LLVM::LLVMDialect>(op->getDialect()) ||
         op->getName().getStringRef().starts_with("arm_sve.intr.");
}

static LogicalResult check(Operation *op, Isa isa) {
  if (!isTranslatable(op)) {
    InFlightDiagnostic error = emitError(findLocation(op), "expected only ops of the llvm dialect, "
                                                           "got '")
                               << op->getName() << "'";
    if (op->getNumOperands() && op->getNumResults())
      error << " from " << op->getOperand(0).getType() << " to " << op->getResult(0).getType();
    return error;
  }
  for (Type type : op->getResultTypes())
    if (!isNarrow(type, isa))
      return emitError(findLocation(op), "expected vectors of at most ")
             << getWidthLimit(isa) << " bits for " << stringifyIsa(isa) << ", got " << type;
  return success();
}

namespace {
struct VerifyLLVMPass : gems::impl::VerifyLLVMBase<VerifyLLVMPass> {
  using VerifyLLVMBase::VerifyLLVMBase;

  void runOnOperation() override {
    std::optional<Isa> known = parseIsa(isa);
    if (!known) {
      getOperation().emitError("expected isa to be neon, sve, avx2 or avx512, got '") << isa << "'";
      return signalPassFailure();
    }
    WalkResult result = getOperation().getBodyRegion().walk<WalkOrder::PreOrder>(
        [&](Operation *op) { return WalkResult(check(op, *known)); });
    if (result.wasInterrupted())
      return signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
