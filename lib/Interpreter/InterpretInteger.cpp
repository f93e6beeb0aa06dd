// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer ops of `arith`.
#include "Elementwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace gems::interp;

static uint64_t asUnsigned(int64_t value, unsigned width) { return zeroExtend(value, width); }

// Sums, differences and products: wrapped to their type, or index values in 64 bits.

static uint64_t add(uint64_t lhs, uint64_t rhs) { return lhs + rhs; }
static uint64_t subtract(uint64_t lhs, uint64_t rhs) { return lhs - rhs; }
static uint64_t multiply(uint64_t lhs, uint64_t rhs) { return lhs * rhs; }

template <uint64_t (*Fn)(uint64_t, uint64_t)>
static LogicalResult indexArithmetic(Operation *op, Machine &machine) {
  const TileValue &lhs = machine.get(op->getOperand(0));
  const TileValue &rhs = machine.get(op->getOperand(1));
  TileValue &result = machine.result(op->getResult(0));
  unsigned width = getBitWidth(result.kind);
  bool isIndex = machine.isIndex(op->getResult(0));
  for (size_t i = 0, e = result.size(); i < e; ++i) {
    int64_t value = static_cast<int64_t>(Fn(lhs.elements[i].integer, rhs.elements[i].integer));
    int64_t wrapped = signExtend(value, width);
    if (isIndex && value != wrapped)
      machine.warnOverflow(op, value, width);
    result.elements[i].integer = isIndex ? value : wrapped;
  }
  return success();
}

// Divisions: by zero gives 0, the smallest integer by -1 wraps. Operands of `divide` and
// `remainder` are sign-extended, so only a width of 64 bits has the second case in hardware.

static int64_t divide(int64_t lhs, int64_t rhs, unsigned) {
  if (rhs == 0)
    return 0;
  return rhs == -1 ? static_cast<int64_t>(-static_cast<uint64_t>(lhs)) : lhs / rhs;
}
static int64_t remainder(int64_t lhs, int64_t rhs, unsigned) {
  if (rhs == 0)
    return lhs;
  return rhs == -1 ? 0 : lhs % rhs;
}
static int64_t floorDivide(int64_t lhs, int64_t rhs, unsigned width) {
  bool inexact = rhs != 0 && remainder(lhs, rhs, width) != 0;
  return divide(lhs, rhs, width) - (inexact && (lhs < 0) != (rhs < 0));
}
static int64_t ceilDivide(int64_t lhs, int64_t rhs, unsigned width) {
  bool inexact = rhs != 0 && remainder(lhs, rhs, width) != 0;
  return divide(lhs, rhs, width) + (inexact && (lhs < 0) == (rhs < 0));
}
static int64_t divideUnsigned(int64_t lhs, int64_t rhs, unsigned width) {
  return rhs == 0 ? 0 : asUnsigned(lhs, width) / asUnsigned(rhs, width);
}
static int64_t remainderUnsigned(int64_t lhs, int64_t rhs, unsigned width) {
  return rhs == 0 ? lhs : asUnsigned(lhs, width) % asUnsigned(rhs, width);
}
static int64_t ceilDivideUnsigned(int64_t lhs, int64_t rhs, unsigned width) {
  bool inexact = rhs != 0 && remainderUnsigned(lhs, rhs, width) != 0;
  return divideUnsigned(lhs, rhs, width) + inexact;
}

// Bits. A shift by the width or more shifts everything out; the amount is unsigned.

static int64_t bitAnd(int64_t lhs, int64_t rhs, unsigned) { return lhs & rhs; }
static int64_t bitOr(int64_t lhs, int64_t rhs, unsigned) { return lhs | rhs; }
static int64_t bitXor(int64_t lhs, int64_t rhs, unsigned) { return lhs ^ rhs; }
static int64_t shiftLeft(int64_t lhs, int64_t rhs, unsigned width) {
  uint64_t amount = asUnsigned(rhs, width);
  return amount >= width ? 0 : static_cast<int64_t>(static_cast<uint64_t>(lhs) << amount);
}
static int64_t shiftRightUnsigned(int64_t lhs, int64_t rhs, unsigned width) {
  uint64_t amount = asUnsigned(rhs, width);
  return amount >= width ? 0 : asUnsigned(lhs, width) >> amount;
}
static int64_t shiftRight(int64_t lhs, int64_t rhs, unsigned width) {
  uint64_t amount = asUnsigned(rhs, width);
  return amount >= width ? (lhs < 0 ? -1 : 0) : lhs >> amount;
}

// Sign extension keeps the order of unsigned numbers of one width.

static int64_t maxSigned(int64_t lhs, int64_t rhs, unsigned) { return std::max(lhs, rhs); }
static int64_t minSigned(int64_t lhs, int64_t rhs, unsigned) { return std::min(lhs, rhs); }
static int64_t maxUnsigned(int64_t lhs, int64_t rhs, unsigned) {
  return std::max<uint64_t>(lhs, rhs);
}
static int64_t minUnsigned(int64_t lhs, int64_t rhs, unsigned) {
  return std::min<uint64_t>(lhs, rhs);
}

static bool compare(arith::CmpIPredicate predicate, int64_t lhs, int64_t rhs) {
  uint64_t unsignedLhs = lhs, unsignedRhs = rhs;
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return lhs == rhs;
  case arith::CmpIPredicate::ne:
    return lhs != rhs;
  case arith::CmpIPredicate::slt:
    return lhs < rhs;
  case arith::CmpIPredicate::sle:
    return lhs <= rhs;
  case arith::CmpIPredicate::sgt:
    return lhs > rhs;
  case arith::CmpIPredicate::sge:
    return lhs >= rhs;
  case arith::CmpIPredicate::ult:
    return unsignedLhs < unsignedRhs;
  case arith::CmpIPredicate::ule:
    return unsignedLhs <= unsignedRhs;
  case arith::CmpIPredicate::ugt:
    return unsignedLhs > unsignedRhs;
  case arith::CmpIPredicate::uge:
    return unsignedLhs >= unsignedRhs;
  }
  return false;
}

/// Compares all 64 bits of index values.
static LogicalResult compareInteger(Operation *op, Machine &machine) {
  auto cmp = cast<arith::CmpIOp>(op);
  const TileValue &lhs = machine.get(cmp.getLhs());
  const TileValue &rhs = machine.get(cmp.getRhs());
  TileValue &result = machine.result(cmp.getResult());
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i].integer =
        -int64_t(compare(cmp.getPredicate(), lhs.elements[i].integer, rhs.elements[i].integer));
  return success();
}

/// The condition is a scalar for the whole tile, or has an element for each.
static LogicalResult select(Operation *op, Machine &machine) {
  auto select = cast<arith::SelectOp>(op);
  const TileValue &condition = machine.get(select.getCondition());
  const TileValue &yes = machine.get(select.getTrueValue());
  const TileValue &no = machine.get(select.getFalseValue());
  if (condition.size() == 1) {
    machine.set(select.getResult(), condition.integer() ? yes : no);
    return success();
  }
  TileValue &result = machine.result(select.getResult());
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i] = condition.elements[i].integer ? yes.elements[i] : no.elements[i];
  return success();
}

/// The low and the high half of a product or a sum of two integers.
template <bool isSigned> static LogicalResult multiplyExtended(Operation *op, Machine &machine) {
  const TileValue &lhs = machine.get(op->getOperand(0));
  const TileValue &rhs = machine.get(op->getOperand(1));
  TileValue &low = machine.result(op->getResult(0));
  TileValue &high = machine.result(op->getResult(1));
  unsigned width = getBitWidth(low.kind);
  for (size_t i = 0, e = low.size(); i < e; ++i) {
    int64_t a = signExtend(lhs.elements[i].integer, width);
    int64_t b = signExtend(rhs.elements[i].integer, width);
    unsigned __int128 product =
        isSigned ? static_cast<unsigned __int128>(static_cast<__int128>(a) * b)
                 : static_cast<unsigned __int128>(asUnsigned(a, width)) * asUnsigned(b, width);
    low.elements[i].integer = signExtend(static_cast<int64_t>(product), width);
    high.elements[i].integer = signExtend(static_cast<int64_t>(product >> width), width);
  }
  return success();
}

static LogicalResult addExtended(Operation *op, Machine &machine) {
  const TileValue &lhs = machine.get(op->getOperand(0));
  const TileValue &rhs = machine.get(op->getOperand(1));
  TileValue &sum = machine.result(op->getResult(0));
  TileValue &carry = machine.result(op->getResult(1));
  unsigned width = getBitWidth(sum.kind);
  for (size_t i = 0, e = sum.size(); i < e; ++i) {
    uint64_t a = asUnsigned(lhs.elements[i].integer, width);
    uint64_t value = a + asUnsigned(rhs.elements[i].integer, width);
    sum.elements[i].integer = signExtend(static_cast<int64_t>(value), width);
    carry.elements[i].integer = -int64_t(zeroExtend(static_cast<int64_t>(value), width) < a);
  }
  return success();
}

void gems::interp::addIntegerHandlers(HandlerTable &table) {
  table.add<arith::AddIOp>(indexArithmetic<add>);
  table.add<arith::SubIOp>(indexArithmetic<subtract>);
  table.add<arith::MulIOp>(indexArithmetic<multiply>);
  table.add<arith::DivSIOp>(binaryInteger<divide>);
  table.add<arith::DivUIOp>(binaryInteger<divideUnsigned>);
  table.add<arith::FloorDivSIOp>(binaryInteger<floorDivide>);
  table.add<arith::CeilDivSIOp>(binaryInteger<ceilDivide>);
  table.add<arith::CeilDivUIOp>(binaryInteger<ceilDivideUnsigned>);
  table.add<arith::RemSIOp>(binaryInteger<remainder>);
  table.add<arith::RemUIOp>(binaryInteger<remainderUnsigned>);
  table.add<arith::AndIOp>(binaryInteger<bitAnd>);
  table.add<arith::OrIOp>(binaryInteger<bitOr>);
  table.add<arith::XOrIOp>(binaryInteger<bitXor>);
  table.add<arith::ShLIOp>(binaryInteger<shiftLeft>);
  table.add<arith::ShRUIOp>(binaryInteger<shiftRightUnsigned>);
  table.add<arith::ShRSIOp>(binaryInteger<shiftRight>);
  table.add<arith::MaxSIOp>(binaryInteger<maxSigned>);
  table.add<arith::MinSIOp>(binaryInteger<minSigned>);
  table.add<arith::MaxUIOp>(binaryInteger<maxUnsigned>);
  table.add<arith::MinUIOp>(binaryInteger<minUnsigned>);
  table.add<arith::CmpIOp>(compareInteger);
  table.add<arith::SelectOp>(select);
  table.add<arith::MulSIExtendedOp>(multiplyExtended<true>);
  table.add<arith::MulUIExtendedOp>(multiplyExtended<false>);
  table.add<arith::AddUIExtendedOp>(addExtended);
}
