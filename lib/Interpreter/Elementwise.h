// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over elements that the op families share.
#ifndef GEMS_LIB_INTERPRETER_ELEMENTWISE_H
#define GEMS_LIB_INTERPRETER_ELEMENTWISE_H

#include "Machine.h"
#include "mlir/IR/Operation.h"

namespace gems::interp {

/// An integer op that is not index arithmetic: operands wrapped to their type, and the result too.
/// `Fn(lhs, rhs, width)` sees sign-extended operands.
template <int64_t (*Fn)(int64_t, int64_t, unsigned)>
llvm::LogicalResult binaryInteger(mlir::Operation *op, Machine &machine) {
  const TileValue &lhs = machine.get(op->getOperand(0));
  const TileValue &rhs = machine.get(op->getOperand(1));
  TileValue &result = machine.result(op->getResult(0));
  unsigned width = getBitWidth(result.kind);
  for (size_t i = 0, e = result.size(); i < e; ++i) {
    int64_t a = signExtend(lhs.elements[i].integer, width);
    int64_t b = signExtend(rhs.elements[i].integer, width);
    result.elements[i].integer = signExtend(Fn(a, b, width), width);
  }
  return llvm::success();
}

template <int64_t (*Fn)(int64_t, unsigned)>
llvm::LogicalResult unaryInteger(mlir::Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  unsigned width = getBitWidth(result.kind);
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i].integer =
        signExtend(Fn(signExtend(source.elements[i].integer, width), width), width);
  return llvm::success();
}

/// Sets each element to `fn(i)`, rounded to the result's type. Where `fn` is one of + - * / and
/// sqrt on operands of that type, rounding its double result rounds once: a double has more than
/// twice the digits of any narrower type.
template <typename Fn> void fillRounded(TileValue &result, Fn fn) {
  size_t count = result.size();
  switch (result.kind) {
  case ElementKind::F64:
    for (size_t i = 0; i < count; ++i)
      result.elements[i].real = fn(i);
    return;
  case ElementKind::F32:
    for (size_t i = 0; i < count; ++i)
      result.elements[i].real = static_cast<float>(fn(i));
    return;
  default:
    for (size_t i = 0; i < count; ++i)
      result.elements[i].real = roundTo(result.kind, fn(i));
  }
}

template <double (*Fn)(double)>
llvm::LogicalResult unaryFloat(mlir::Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  fillRounded(machine.result(op->getResult(0)),
              [&](size_t i) { return Fn(source.elements[i].real); });
  return llvm::success();
}

template <double (*Fn)(double, double)>
llvm::LogicalResult binaryFloat(mlir::Operation *op, Machine &machine) {
  const TileValue &lhs = machine.get(op->getOperand(0));
  const TileValue &rhs = machine.get(op->getOperand(1));
  fillRounded(machine.result(op->getResult(0)),
              [&](size_t i) { return Fn(lhs.elements[i].real, rhs.elements[i].real); });
  return llvm::success();
}

/// NaN if either is; +0.0 is larger than -0.0.
double maximum(double lhs, double rhs);
double minimum(double lhs, double rhs);

} // namespace gems::interp

#endif // GEMS_LIB_INTERPRETER_ELEMENTWISE_H
