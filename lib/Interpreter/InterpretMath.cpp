// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of `math`.
#include "Elementwise.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace mlir;
using namespace gems::interp;

// Functions that the C library overloads are named here once, for double.

static double absolute(double value) { return std::fabs(value); }
static double squareRoot(double value) { return std::sqrt(value); }
static double reciprocalSquareRoot(double value) { return 1.0 / std::sqrt(value); }
static double copySign(double value, double sign) { return std::copysign(value, sign); }
static double roundEven(double value) { return std::nearbyint(value); }
static double clamp(double value, double low, double high) {
  return maximum(minimum(value, high), low);
}
static double roundUp(double value) { return std::ceil(value); }
static double roundDown(double value) { return std::floor(value); }
static double roundHalfAway(double value) { return std::round(value); }
static double roundToZero(double value) { return std::trunc(value); }

#define GEMS_LIBM(NAME)                                                                            \
  static double lib_##NAME(double value) { return std::NAME(value); }
GEMS_LIBM(acos)
GEMS_LIBM(acosh)
GEMS_LIBM(asin)
GEMS_LIBM(asinh)
GEMS_LIBM(atan)
GEMS_LIBM(atanh)
GEMS_LIBM(cbrt)
GEMS_LIBM(cos)
GEMS_LIBM(cosh)
GEMS_LIBM(erf)
GEMS_LIBM(erfc)
GEMS_LIBM(exp)
GEMS_LIBM(exp2)
GEMS_LIBM(expm1)
GEMS_LIBM(log)
GEMS_LIBM(log10)
GEMS_LIBM(log1p)
GEMS_LIBM(log2)
GEMS_LIBM(sin)
GEMS_LIBM(sinh)
GEMS_LIBM(tan)
GEMS_LIBM(tanh)
#undef GEMS_LIBM
static double lib_atan2(double lhs, double rhs) { return std::atan2(lhs, rhs); }
static double lib_pow(double lhs, double rhs) { return std::pow(lhs, rhs); }

/// a * b + c, rounded once. In a narrower type the product is exact in double; the sum is rounded
/// to odd, which keeps what the rounding to the narrower type has to see.
static double fusedMultiplyAdd(ElementKind kind, double a, double b, double c) {
  if (kind == ElementKind::F64)
    return std::fma(a, b, c);
  double product = a * b;
  double sum = product + c;
  if (!std::isfinite(sum))
    return sum;
  double rest = sum - product;
  double error = (product - (sum - rest)) + (c - rest);
  uint64_t bits = llvm::bit_cast<uint64_t>(sum);
  if (error != 0 && (bits & 1) == 0) {
    bool isSmaller = (error < 0) != std::signbit(sum); // the exact sum, in magnitude
    sum = llvm::bit_cast<double>(isSmaller ? bits - 1 : bits + 1);
  }
  return sum;
}

static LogicalResult fma(Operation *op, Machine &machine) {
  const TileValue &a = machine.get(op->getOperand(0));
  const TileValue &b = machine.get(op->getOperand(1));
  const TileValue &c = machine.get(op->getOperand(2));
  TileValue &result = machine.result(op->getResult(0));
  fillRounded(result, [&](size_t i) {
    return fusedMultiplyAdd(result.kind, a.elements[i].real, b.elements[i].real,
                            c.elements[i].real);
  });
  return success();
}

static LogicalResult clampTile(Operation *op, Machine &machine) {
  auto clampOp = cast<math::ClampFOp>(op);
  const TileValue &value = machine.get(clampOp.getValue());
  const TileValue &low = machine.get(clampOp.getMin());
  const TileValue &high = machine.get(clampOp.getMax());
  fillRounded(machine.result(clampOp.getResult()), [&](size_t i) {
    return clamp(value.elements[i].real, low.elements[i].real, high.elements[i].real);
  });
  return success();
}

static LogicalResult powerOfInteger(Operation *op, Machine &machine) {
  const TileValue &base = machine.get(op->getOperand(0));
  const TileValue &exponent = machine.get(op->getOperand(1));
  unsigned width = getBitWidth(exponent.kind);
  fillRounded(machine.result(op->getResult(0)), [&](size_t i) {
    return std::pow(base.elements[i].real,
                    static_cast<double>(signExtend(exponent.elements[i].integer, width)));
  });
  return success();
}

static LogicalResult sinCos(Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  fillRounded(machine.result(op->getResult(0)),
              [&](size_t i) { return std::sin(source.elements[i].real); });
  fillRounded(machine.result(op->getResult(1)),
              [&](size_t i) { return std::cos(source.elements[i].real); });
  return success();
}

// Classes of numbers; normal depends on the type.

static bool isNan(double value, ElementKind) { return std::isnan(value); }
static bool isInfinite(double value, ElementKind) { return std::isinf(value); }
static bool isFinite(double value, ElementKind) { return std::isfinite(value); }
static bool isNormal(double value, ElementKind kind) {
  int minExponent = kind == ElementKind::F16 ? -14 : kind == ElementKind::F64 ? -1022 : -126;
  return std::isfinite(value) && std::fabs(value) >= std::ldexp(1.0, minExponent);
}

template <bool (*Fn)(double, ElementKind)>
static LogicalResult classify(Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i].integer = -int64_t(Fn(source.elements[i].real, source.kind));
  return success();
}

// Integers.

static int64_t absoluteInteger(int64_t value, unsigned) {
  return value < 0 ? static_cast<int64_t>(-static_cast<uint64_t>(value)) : value;
}
static int64_t countLeadingZeros(int64_t value, unsigned width) {
  return llvm::countl_zero(zeroExtend(value, width)) - (64 - static_cast<int>(width));
}
static int64_t countTrailingZeros(int64_t value, unsigned width) {
  return std::min<int64_t>(llvm::countr_zero(zeroExtend(value, width)), width);
}
static int64_t countOnes(int64_t value, unsigned width) {
  return llvm::popcount(zeroExtend(value, width));
}
/// A negative exponent divides: 0 unless the base is 1 or -1.
static int64_t power(int64_t base, int64_t exponent, unsigned) {
  if (exponent < 0)
    return base == 1 ? 1 : base == -1 ? ((exponent & 1) ? -1 : 1) : 0;
  uint64_t result = 1, square = base;
  for (; exponent; exponent >>= 1, square *= square)
    if (exponent & 1)
      result *= square;
  return static_cast<int64_t>(result);
}

static void addExactHandlers(HandlerTable &table) {
  table.add<math::AbsFOp>(unaryFloat<absolute>);
  table.add<math::CeilOp>(unaryFloat<roundUp>);
  table.add<math::FloorOp>(unaryFloat<roundDown>);
  table.add<math::RoundOp>(unaryFloat<roundHalfAway>);
  table.add<math::RoundEvenOp>(unaryFloat<roundEven>);
  table.add<math::TruncOp>(unaryFloat<roundToZero>);
  table.add<math::SqrtOp>(unaryFloat<squareRoot>);
  table.add<math::CopySignOp>(binaryFloat<copySign>);
  table.add<math::FmaOp>(fma);
  table.add<math::ClampFOp>(clampTile);
  table.add<math::IsNaNOp>(classify<isNan>);
  table.add<math::IsInfOp>(classify<isInfinite>);
  table.add<math::IsFiniteOp>(classify<isFinite>);
  table.add<math::IsNormalOp>(classify<isNormal>);
  table.add<math::AbsIOp>(unaryInteger<absoluteInteger>);
  table.add<math::CountLeadingZerosOp>(unaryInteger<countLeadingZeros>);
  table.add<math::CountTrailingZerosOp>(unaryInteger<countTrailingZeros>);
  table.add<math::CtPopOp>(unaryInteger<countOnes>);
  table.add<math::IPowIOp>(binaryInteger<power>);
}

void gems::interp::addMathHandlers(HandlerTable &table) {
  addExactHandlers(table);
  table.add<math::RsqrtOp>(unaryFloat<reciprocalSquareRoot>);
  table.add<math::AcosOp>(unaryFloat<lib_acos>);
  table.add<math::AcoshOp>(unaryFloat<lib_acosh>);
  table.add<math::AsinOp>(unaryFloat<lib_asin>);
  table.add<math::AsinhOp>(unaryFloat<lib_asinh>);
  table.add<math::AtanOp>(unaryFloat<lib_atan>);
  table.add<math::AtanhOp>(unaryFloat<lib_atanh>);
  table.add<math::Atan2Op>(binaryFloat<lib_atan2>);
  table.add<math::CbrtOp>(unaryFloat<lib_cbrt>);
  table.add<math::CosOp>(unaryFloat<lib_cos>);
  table.add<math::CoshOp>(unaryFloat<lib_cosh>);
  table.add<math::ErfOp>(unaryFloat<lib_erf>);
  table.add<math::ErfcOp>(unaryFloat<lib_erfc>);
  table.add<math::ExpOp>(unaryFloat<lib_exp>);
  table.add<math::Exp2Op>(unaryFloat<lib_exp2>);
  table.add<math::ExpM1Op>(unaryFloat<lib_expm1>);
  table.add<math::FPowIOp>(powerOfInteger);
  table.add<math::LogOp>(unaryFloat<lib_log>);
  table.add<math::Log10Op>(unaryFloat<lib_log10>);
  table.add<math::Log1pOp>(unaryFloat<lib_log1p>);
  table.add<math::Log2Op>(unaryFloat<lib_log2>);
  table.add<math::PowFOp>(binaryFloat<lib_pow>);
  table.add<math::SinOp>(unaryFloat<lib_sin>);
  table.add<math::SincosOp>(sinCos);
  table.add<math::SinhOp>(unaryFloat<lib_sinh>);
  table.add<math::TanOp>(unaryFloat<lib_tan>);
  table.add<math::TanhOp>(unaryFloat<lib_tanh>);
}
