// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that refuses what a kernel may not contain.
#include "gems/IR/Tile.h"
#include "gems/Transforms/AdmittedOps.h"
#include "gems/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace gems {

#define GEN_PASS_DEF_TILECHECKADMITTED
#include "gems/Transforms/Passes.h.inc"

/// The admitted ops of one dialect, in words; empty for a dialect that has none.
static std::string listAdmitted(StringRef dialect) {
  std::string names;
  for (const AdmittedOp &op : getAdmittedOps()) {
    auto [opDialect, name] = op.name.split('.');
    if (opDialect != dialect)
      continue;
    names += names.empty() ? "" : ", ";
    names += name;
  }
  return names;
}

static LogicalResult refuseOp(Operation *op) {
  StringRef dialect = op->getName().getDialectNamespace();
  InFlightDiagnostic diag = op->emitError("expected an op that a kernel may use, got '")
                            << op->getName() << "'";
  std::string names = listAdmitted(dialect);
  if (names.empty())
    diag << ": a kernel may use the dialects arith, math, scf and tile";
  else
    diag.attachNote() << "of " << dialect << ", a kernel may use " << names;
  return failure();
}

static LogicalResult checkValue(Operation *op, Type type, ElementSet set, const Twine &role) {
  if (isa<tile::PointerType>(type))
    return success();
  Type element = getElementTypeOrSelf(type);
  if (isa<IndexType>(element))
    return op->emitError("expected a value of type i32 or i64, got ")
           << type << " as " << role << " of '" << op->getName()
           << "': loops, program ids and tile.arange already count in 64 bits";
  if (!tile::isElement(type) && !tile::isTile(type))
    return op->emitError("expected a number or a tile of rank 1 or 2 and at most ")
           << tile::maxTileElements << " elements, got " << type << " as " << role << " of '"
           << op->getName() << "'";
  if (!contains(set, element))
    return op->emitError("expected ")
           << role << " of '" << op->getName() << "' to hold " << describe(set) << ", got " << type;
  return success();
}

static LogicalResult checkValues(Operation *op, const AdmittedOp &row) {
  for (auto [index, type] : llvm::enumerate(op->getOperandTypes()))
    if (failed(checkValue(op, type, row.operands, "operand #" + Twine(index))))
      return failure();
  for (auto [index, type] : llvm::enumerate(op->getResultTypes()))
    if (failed(checkValue(op, type, row.results, "result #" + Twine(index))))
      return failure();
  return success();
}

static LogicalResult checkConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  if (!elements || elements.isSplat())
    return success();
  return op.emitError(
      "expected a tile that repeats one value, got different values: load them from "
      "memory or compute them from tile.arange");
}

static LogicalResult checkRounding(arith::TruncFOp op) {
  auto mode = op.getRoundingmode();
  if (!mode || *mode == arith::RoundingMode::to_nearest_even)
    return success();
  return op.emitError("expected rounding to_nearest_even, got ")
         << arith::stringifyRoundingMode(*mode);
}

static LogicalResult checkLoop(scf::ForOp op) {
  Type type = op.getInductionVar().getType();
  if (!contains(Offset, type))
    return op.emitError("expected a loop over i32 or i64, got ") << type;
  APInt step;
  if (!matchPattern(op.getStep(), m_ConstantInt(&step)))
    return success();
  // As an unsigned number, every step but zero is positive.
  if (step.isZero() || (step.isNegative() && !op.getUnsignedCmp()))
    return op.emitError("expected a positive step, got ") << step.getSExtValue();
  return success();
}

static LogicalResult checkOp(Operation *op) {
  const AdmittedOp *row = lookupAdmittedOp(op->getName().getStringRef());
  if (!row)
    return refuseOp(op);
  if (failed(checkValues(op, *row)))
    return failure();
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return checkConstant(constant);
  if (auto truncate = dyn_cast<arith::TruncFOp>(op))
    return checkRounding(truncate);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return checkLoop(loop);
  return success();
}

namespace {
struct CheckAdmitted : impl::TileCheckAdmittedBase<CheckAdmitted> {
  using TileCheckAdmittedBase::TileCheckAdmittedBase;

  void runOnOperation() override {
    if (printTable)
      return printAdmittedOps(llvm::outs());
    bool ok = true;
    auto checkKernel = [&](tile::KernelOp kernel) {
      // All errors at once: an author fixes them together. What is inside a refused op is not
      // looked at.
      kernel.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
        if (succeeded(checkOp(op)))
          return WalkResult::advance();
        ok = false;
        return WalkResult::skip();
      });
      return WalkResult::skip();
    };
    getOperation()->walk<WalkOrder::PreOrder>(checkKernel);
    markAllAnalysesPreserved();
    if (!ok)
      signalPassFailure();
  }
};
} // namespace

} // namespace gems
