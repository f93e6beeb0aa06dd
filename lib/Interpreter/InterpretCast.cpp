// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions: `tile.cast` and the casts of `arith`.
#include "Elementwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace gems::interp;

/// Towards zero, saturating, NaN to 0.
static int64_t floatToInteger(double value, unsigned width, bool isUnsigned) {
  if (std::isnan(value))
    return 0;
  if (isUnsigned) {
    if (value <= 0)
      return 0;
    if (value >= std::ldexp(1.0, width))
      return -1;
    return signExtend(static_cast<int64_t>(static_cast<uint64_t>(value)), width);
  }
  double limit = std::ldexp(1.0, width - 1);
  if (value <= -limit)
    return static_cast<int64_t>(~uint64_t(0) << (width - 1));
  if (value >= limit)
    return static_cast<int64_t>((uint64_t(1) << (width - 1)) - 1);
  return static_cast<int64_t>(value);
}

static double integerToFloat(int64_t value, ElementKind from, ElementKind to, bool isUnsigned) {
  if (isUnsigned)
    return roundInteger(to, false, zeroExtend(value, getBitWidth(from)));
  value = signExtend(value, getBitWidth(from));
  return value < 0 ? roundInteger(to, true, -static_cast<uint64_t>(value))
                   : roundInteger(to, false, value);
}

static Element convert(Element element, ElementKind from, ElementKind to, bool isUnsigned) {
  Element result;
  if (isFloat(from) && isFloat(to)) {
    result.real = roundTo(to, element.real);
  } else if (isFloat(from)) {
    result.integer = floatToInteger(element.real, getBitWidth(to), isUnsigned);
  } else if (isFloat(to)) {
    result.real = integerToFloat(element.integer, from, to, isUnsigned);
  } else {
    int64_t value = signExtend(element.integer, getBitWidth(from));
    if (isUnsigned)
      value = static_cast<int64_t>(zeroExtend(value, getBitWidth(from)));
    result.integer = signExtend(value, getBitWidth(to));
  }
  return result;
}

static LogicalResult convertAll(Operation *op, Machine &machine, bool isUnsigned) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i] = convert(source.elements[i], source.kind, result.kind, isUnsigned);
  return success();
}

static LogicalResult castTile(Operation *op, Machine &machine) {
  auto cast = mlir::cast<gems::tile::CastOp>(op);
  const TileValue &source = machine.get(cast.getSource());
  // To the same type, or of an index value to a wider one: the same value.
  if (cast.getSource().getType() == cast.getType() || machine.isIndex(cast.getResult())) {
    machine.set(cast.getResult(), source);
    return success();
  }
  // An i1 is 0 or 1 in either mode.
  bool hasI1 =
      source.kind == ElementKind::I1 || machine.get(cast.getResult()).kind == ElementKind::I1;
  return convertAll(op, machine, cast.getIsUnsigned() || hasI1);
}

template <bool isUnsigned> static LogicalResult castArith(Operation *op, Machine &machine) {
  return convertAll(op, machine, isUnsigned);
}

/// An extension of an index value is the same index value in a wider type.
template <bool isUnsigned> static LogicalResult extend(Operation *op, Machine &machine) {
  if (!machine.isIndex(op->getResult(0)))
    return convertAll(op, machine, isUnsigned);
  machine.set(op->getResult(0), machine.get(op->getOperand(0)));
  return success();
}

static LogicalResult truncateFloat(Operation *op, Machine &machine) {
  auto truncation = cast<arith::TruncFOp>(op);
  if (auto mode = truncation.getRoundingmode())
    if (*mode != arith::RoundingMode::to_nearest_even)
      return op->emitError("the interpreter expected rounding mode to_nearest_even, got ")
             << arith::stringifyRoundingMode(*mode);
  return convertAll(op, machine, /*isUnsigned=*/false);
}

static LogicalResult bitcast(Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  if (source.size() != result.size())
    return op->emitError("the interpreter expected a bitcast between shapes of as many elements");
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i] = decode(result.kind, encode(source.kind, source.elements[i]));
  return success();
}

void gems::interp::addCastHandlers(HandlerTable &table) {
  table.add<tile::CastOp>(castTile);
  table.add<arith::ExtSIOp, arith::IndexCastOp>(extend<false>);
  table.add<arith::ExtUIOp, arith::IndexCastUIOp>(extend<true>);
  table.add<arith::TruncIOp, arith::ExtFOp, arith::SIToFPOp, arith::FPToSIOp>(castArith<false>);
  table.add<arith::UIToFPOp, arith::FPToUIOp>(castArith<true>);
  table.add<arith::TruncFOp>(truncateFloat);
  table.add<arith::BitcastOp>(bitcast);
}
