// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values of a kernel are index values: grows the set until nothing joins it.
#include "IndexValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace {
class Collector {
public:
  llvm::DenseSet<Value> collect(gems::tile::KernelOp kernel) {
    do {
      changed = false;
      kernel.walk([&](Operation *op) { visit(op); });
    } while (changed);
    return std::move(found);
  }

private:
  void add(Value value) { changed |= found.insert(value).second; }
  bool has(Value value) const { return found.contains(value); }
  void flow(Value from, Value to) {
    if (has(from))
      add(to);
  }
  void flow(ValueRange from, ValueRange to) {
    for (auto [source, target] : llvm::zip_equal(from, to))
      flow(source, target);
  }

  void visit(Operation *op) {
    using namespace gems::tile;
    if (isa<ProgramIdOp, NumProgramsOp, ArangeOp>(op))
      return add(op->getResult(0));
    if (isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op)) {
      flow(op->getOperand(0), op->getResult(0));
      return flow(op->getOperand(1), op->getResult(0));
    }
    if (isa<SplatOp, BroadcastOp, ExpandDimsOp, ReshapeOp, TransOp, arith::ExtSIOp, arith::ExtUIOp,
            arith::IndexCastOp, arith::IndexCastUIOp>(op))
      return flow(op->getOperand(0), op->getResult(0));
    if (auto cast = dyn_cast<CastOp>(op)) {
      // Index values are i32 or i64, so i64 is the only wider type.
      if (cast.getSource().getType() == cast.getType() ||
          getElementTypeOrSelf(cast.getType()).isInteger(64))
        flow(cast.getSource(), cast.getResult());
      return;
    }
    if (auto select = dyn_cast<arith::SelectOp>(op)) {
      flow(select.getTrueValue(), select.getResult());
      return flow(select.getFalseValue(), select.getResult());
    }
    visitControl(op);
  }

  void visitControl(Operation *op) {
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      add(loop.getInductionVar());
      flow(loop.getInitArgs(), loop.getRegionIterArgs());
      flow(loop.getYieldedValues(), loop.getRegionIterArgs());
      return flow(loop.getRegionIterArgs(), loop.getResults());
    }
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      if (branch.getNumResults() == 0)
        return;
      flow(branch.thenYield().getOperands(), branch.getResults());
      return flow(branch.elseYield().getOperands(), branch.getResults());
    }
    if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      flow(loop.getInits(), loop.getBeforeArguments());
      flow(loop.getYieldOp().getOperands(), loop.getBeforeArguments());
      flow(loop.getConditionOp().getArgs(), loop.getAfterArguments());
      flow(loop.getConditionOp().getArgs(), loop.getResults());
    }
  }

  llvm::DenseSet<Value> found;
  bool changed = false;
};
} // namespace

llvm::DenseSet<Value> gems::interp::findIndexValues(tile::KernelOp kernel) {
  return Collector().collect(kernel);
}
