// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks program functions before they are lowered to the LLVM dialect.
#include "gems/Target/Passes.h"
#include "gems/Target/Selectable.h"

#include "Locations.h"

#include "mlir/IR/BuiltinOps.h"

namespace gems {
#define GEN_PASS_DEF_VERIFYVECTORS
#include "gems/Target/Passes.h.inc"
} // namespace gems

using namespace gems;
using namespace mlir;

static LogicalResult checkWidth(Operation *op, Type type, Isa isa) {
  if (fitsRegisters(type, isa))
    return success();
  return emitError(findLocation(op), "'")
         << op->getName() << "' op expected vectors of at most " << getWidthLimit(isa)
         << " bits for " << stringifyIsa(isa) << ", got " << type;
}

namespace {
struct VerifyVectorsPass : gems::impl::VerifyVectorsBase<VerifyVectorsPass> {
  using VerifyVectorsBase::VerifyVectorsBase;

  void runOnOperation() override {
    std::optional<Isa> known = parseIsa(isa);
    if (!known) {
      getOperation().emitError("expected isa to be neon, sve, avx2 or avx512, got '") << isa << "'";
      return signalPassFailure();
    }
    SelectableTarget target{*known, nativeBF16, nativeF16};
    WalkResult result = getOperation().getBodyRegion().walk<WalkOrder::PreOrder>(
        [&](Operation *op) { return WalkResult(check(op, target)); });
    if (result.wasInterrupted())
      return signalPassFailure();
    markAllAnalysesPreserved();
  }

private:
  static LogicalResult check(Operation *op, const SelectableTarget &target) {
    std::string reason;
    if (!isSelectable(op, target, reason))
      return emitError(findLocation(op)) << reason;
    for (Type type : op->getOperandTypes())
      if (failed(checkWidth(op, type, target.isa)))
        return failure();
    for (Type type : op->getResultTypes())
      if (failed(checkWidth(op, type, target.isa)))
        return failure();
    // Constants become no instructions, and folding unites those of several lines.
    if (!op->hasTrait<OpTrait::ConstantLike>() && !hasSourceLine(op->getLoc()))
      return emitError(findLocation(op), "expected a source line on every op, got '")
             << op->getName() << "' without one";
    return success();
  }
};
} // namespace
