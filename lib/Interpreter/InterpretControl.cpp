// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structured control flow.
#include "Machine.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace gems::interp;

/// Counts in 64 bits, so that the last step cannot wrap to the start; runs zero times unless the
/// step is positive.
static LogicalResult forLoop(Operation *op, Machine &machine) {
  auto loop = cast<scf::ForOp>(op);
  unsigned width = getBitWidth(machine.get(loop.getLowerBound()).kind);
  bool isUnsigned = loop.getUnsignedCmp();
  auto bound = [&](Value value) {
    int64_t number = machine.get(value).integer();
    return isUnsigned && !machine.isIndex(value) ? static_cast<int64_t>(zeroExtend(number, width))
                                                 : number;
  };
  int64_t counter = bound(loop.getLowerBound());
  int64_t end = bound(loop.getUpperBound());
  int64_t step = bound(loop.getStep());
  auto isBefore = [&](int64_t a, int64_t b) {
    return isUnsigned ? static_cast<uint64_t>(a) < static_cast<uint64_t>(b) : a < b;
  };
  bool isStepPositive = isUnsigned ? step != 0 : step > 0;

  machine.setAll(loop.getRegionIterArgs(), loop.getInitArgs());
  while (isStepPositive && isBefore(counter, end)) {
    machine.result(loop.getInductionVar()).elements[0].integer = counter;
    if (failed(machine.runBlock(*loop.getBody())))
      return failure();
    machine.setAll(loop.getRegionIterArgs(), loop.getYieldedValues());
    int64_t next;
    bool wraps = isUnsigned ? __builtin_add_overflow(static_cast<uint64_t>(counter),
                                                     static_cast<uint64_t>(step),
                                                     reinterpret_cast<uint64_t *>(&next))
                            : __builtin_add_overflow(counter, step, &next);
    if (wraps)
      break;
    // A counter of the written width would start again.
    if (!isUnsigned && next != signExtend(next, width))
      machine.warnOverflow(op, next, width);
    counter = next;
  }
  machine.setAll(loop.getResults(), loop.getRegionIterArgs());
  return success();
}

static LogicalResult branch(Operation *op, Machine &machine) {
  auto branch = cast<scf::IfOp>(op);
  Region &region = machine.get(branch.getCondition()).integer() ? branch.getThenRegion()
                                                                : branch.getElseRegion();
  if (region.empty())
    return success();
  if (failed(machine.runBlock(region.front())))
    return failure();
  machine.setAll(branch.getResults(), region.front().getTerminator()->getOperands());
  return success();
}

static LogicalResult whileLoop(Operation *op, Machine &machine) {
  auto loop = cast<scf::WhileOp>(op);
  machine.setAll(loop.getBeforeArguments(), loop.getInits());
  scf::ConditionOp condition = loop.getConditionOp();
  while (true) {
    if (failed(machine.runBlock(*loop.getBeforeBody())))
      return failure();
    if (!machine.get(condition.getCondition()).integer())
      break;
    machine.setAll(loop.getAfterArguments(), condition.getArgs());
    if (failed(machine.runBlock(*loop.getAfterBody())))
      return failure();
    machine.setAll(loop.getBeforeArguments(), loop.getYieldOp().getOperands());
  }
  machine.setAll(loop.getResults(), condition.getArgs());
  return success();
}

/// The op around the block reads a terminator's operands.
static LogicalResult terminator(Operation *, Machine &) { return success(); }

void gems::interp::addControlHandlers(HandlerTable &table) {
  table.add<scf::ForOp>(forLoop);
  table.add<scf::IfOp>(branch);
  table.add<scf::WhileOp>(whileLoop);
  table.add<scf::YieldOp, scf::ConditionOp, tile::ReturnOp>(terminator);
}
