// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Floating-point ops of `arith`.
#include "Elementwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace gems::interp;

double gems::interp::maximum(double lhs, double rhs) {
  if (std::isnan(lhs) || std::isnan(rhs))
    return lhs + rhs;
  if (lhs == rhs)
    return std::signbit(lhs) ? rhs : lhs;
  return lhs > rhs ? lhs : rhs;
}

double gems::interp::minimum(double lhs, double rhs) { return -maximum(-lhs, -rhs); }

static double add(double lhs, double rhs) { return lhs + rhs; }
static double subtract(double lhs, double rhs) { return lhs - rhs; }
static double multiply(double lhs, double rhs) { return lhs * rhs; }
static double divide(double lhs, double rhs) { return lhs / rhs; }
static double negate(double value) { return -value; }
// Exact in double, and no longer than its operands.
static double moduloOf(double lhs, double rhs) { return std::fmod(lhs, rhs); }

/// The other operand where one is NaN.
static double maximumNumber(double lhs, double rhs) {
  return std::isnan(lhs) ? rhs : std::isnan(rhs) ? lhs : maximum(lhs, rhs);
}
static double minimumNumber(double lhs, double rhs) {
  return std::isnan(lhs) ? rhs : std::isnan(rhs) ? lhs : minimum(lhs, rhs);
}

static bool compare(arith::CmpFPredicate predicate, double lhs, double rhs) {
  bool unordered = std::isnan(lhs) || std::isnan(rhs);
  switch (predicate) {
  case arith::CmpFPredicate::AlwaysFalse:
    return false;
  case arith::CmpFPredicate::AlwaysTrue:
    return true;
  case arith::CmpFPredicate::OEQ:
    return lhs == rhs;
  case arith::CmpFPredicate::OGT:
    return lhs > rhs;
  case arith::CmpFPredicate::OGE:
    return lhs >= rhs;
  case arith::CmpFPredicate::OLT:
    return lhs < rhs;
  case arith::CmpFPredicate::OLE:
    return lhs <= rhs;
  case arith::CmpFPredicate::ONE:
    return lhs < rhs || lhs > rhs;
  case arith::CmpFPredicate::ORD:
    return !unordered;
  case arith::CmpFPredicate::UEQ:
    return unordered || lhs == rhs;
  case arith::CmpFPredicate::UGT:
    return unordered || lhs > rhs;
  case arith::CmpFPredicate::UGE:
    return unordered || lhs >= rhs;
  case arith::CmpFPredicate::ULT:
    return unordered || lhs < rhs;
  case arith::CmpFPredicate::ULE:
    return unordered || lhs <= rhs;
  case arith::CmpFPredicate::UNE:
    return lhs != rhs;
  case arith::CmpFPredicate::UNO:
    return unordered;
  }
  return false;
}

static LogicalResult compareFloat(Operation *op, Machine &machine) {
  auto cmp = cast<arith::CmpFOp>(op);
  const TileValue &lhs = machine.get(cmp.getLhs());
  const TileValue &rhs = machine.get(cmp.getRhs());
  TileValue &result = machine.result(cmp.getResult());
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i].integer =
        -int64_t(compare(cmp.getPredicate(), lhs.elements[i].real, rhs.elements[i].real));
  return success();
}

void gems::interp::addFloatHandlers(HandlerTable &table) {
  table.add<arith::AddFOp>(binaryFloat<add>);
  table.add<arith::SubFOp>(binaryFloat<subtract>);
  table.add<arith::MulFOp>(binaryFloat<multiply>);
  table.add<arith::DivFOp>(binaryFloat<divide>);
  table.add<arith::RemFOp>(binaryFloat<moduloOf>);
  table.add<arith::NegFOp>(unaryFloat<negate>);
  table.add<arith::MaximumFOp>(binaryFloat<maximum>);
  table.add<arith::MinimumFOp>(binaryFloat<minimum>);
  table.add<arith::MaxNumFOp>(binaryFloat<maximumNumber>);
  table.add<arith::MinNumFOp>(binaryFloat<minimumNumber>);
  table.add<arith::CmpFOp>(compareFloat);
}
