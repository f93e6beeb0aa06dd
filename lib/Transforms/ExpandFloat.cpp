// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Floating point ops: bf16 and f16 arithmetic through f32, and the functions that targets lack.
#include "Lanes.h"
#include "gems/IR/Tile.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

namespace gems {

// Ops in f32 or f64.

/// One of two numbers; the other one where one is NaN. Only NaN where both are.
template <typename ExtremumOp> static Value expandNumberExtremum(Lanes &lanes, Value a, Value b) {
  Value left = lanes.select(lanes.isNaN(a), b, a), right = lanes.select(lanes.isNaN(b), a, b);
  return lanes.make<ExtremumOp>(left, right);
}

/// Rounds halves away from zero.
static Value expandRound(Lanes &lanes, Value x) {
  Value whole = lanes.make<math::TruncOp>(x);
  Value rest = lanes.abs(lanes.sub(x, whole)); // exact
  Value away = lanes.add(whole, lanes.make<math::CopySignOp>(lanes.number(x, 1), x));
  return lanes.select(lanes.cmp(CmpFPredicate::OGE, rest, 0.5), away, whole);
}

/// 1 / sqrt(x), whose two roundings are up to 1.5 ulp, and one step of Newton's method on the exact
/// residual 1 - x r r. Zeros, infinities and NaN make the residual NaN and need no correction.
static Value expandRsqrt(Lanes &lanes, Value x) {
  Value r = lanes.div(lanes.number(x, 1), lanes.make<math::SqrtOp>(x));
  Value xr = lanes.mul(x, r), xrLow = lanes.fma(x, r, lanes.neg(xr));
  Value residual = lanes.fma(lanes.neg(xr), r, lanes.number(x, 1));
  residual = lanes.fma(lanes.neg(xrLow), r, residual);
  Value corrected = lanes.fma(lanes.mul(r, lanes.number(x, 0.5)), residual, r);
  return lanes.select(lanes.isNaN(residual), r, corrected);
}

static Value expandClass(Lanes &lanes, Operation *op, Value x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (isa<math::IsNaNOp>(op))
    return lanes.isNaN(x);
  auto predicate = isa<math::IsInfOp>(op) ? CmpFPredicate::OEQ : CmpFPredicate::OLT;
  return lanes.cmp(predicate, lanes.abs(x), infinity);
}

/// The expansion of an op on f32 or f64 operands, null where it has none or needs none.
static Value expandWide(Lanes &lanes, Operation *op, ValueRange x) {
  Type element = getElementTypeOrSelf(x.front());
  using Op = Operation *;
  Value general = llvm::TypeSwitch<Op, Value>(op)
                      .Case<arith::MaxNumFOp>([&](Op) {
                        return expandNumberExtremum<arith::MaximumFOp>(lanes, x[0], x[1]);
                      })
                      .Case<arith::MinNumFOp>([&](Op) {
                        return expandNumberExtremum<arith::MinimumFOp>(lanes, x[0], x[1]);
                      })
                      .Case<math::RoundOp>([&](Op) { return expandRound(lanes, x[0]); })
                      .Case<math::RsqrtOp>([&](Op) { return expandRsqrt(lanes, x[0]); })
                      .Case<math::IsNaNOp, math::IsInfOp, math::IsFiniteOp>(
                          [&](Op) { return expandClass(lanes, op, x[0]); })
                      .Default([](Op) { return Value(); });
  if (general || !element.isF32())
    return general;
  return llvm::TypeSwitch<Op, Value>(op)
      .Case<math::ExpOp>([&](Op) { return expandExp(lanes, x[0]); })
      .Case<math::Exp2Op>([&](Op) { return expandExp2(lanes, x[0]); })
      .Case<math::TanhOp>([&](Op) { return expandTanh(lanes, x[0]); })
      .Case<math::ErfOp>([&](Op) { return expandErf(lanes, x[0]); })
      .Case<math::LogOp>([&](Op) { return expandLog(lanes, x[0]); })
      .Case<math::Log2Op>([&](Op) { return expandLog2(lanes, x[0]); })
      .Case<math::SinOp>([&](Op) { return expandSin(lanes, x[0]); })
      .Case<math::CosOp>([&](Op) { return expandCos(lanes, x[0]); })
      .Default([](Op) { return Value(); });
}

// Ops in bf16 and f16.

/// Whether the op on f16 is an instruction where the target has f16 arithmetic.
static bool isNativeF16(Operation *op) {
  return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp, arith::NegFOp,
             arith::CmpFOp, arith::MaximumFOp, arith::MinimumFOp, math::SqrtOp, math::FmaOp,
             math::AbsFOp, math::FloorOp, math::CeilOp, math::TruncOp, math::RoundEvenOp>(op);
}

/// Ops on the sign bit alone. They must not round, or quiet a NaN, on the way.
static Value expandSign(Lanes &lanes, Operation *op) {
  if (!isa<arith::NegFOp, math::AbsFOp, math::CopySignOp>(op))
    return {};
  Value word = lanes.toBits(op->getOperand(0));
  if (isa<arith::NegFOp>(op))
    word = lanes.ixor(word, 0x8000);
  else
    word = lanes.iand(word, 0x7fff);
  if (isa<math::CopySignOp>(op))
    word = lanes.ior(word, lanes.iand(lanes.toBits(op->getOperand(1)), 0x8000));
  return lanes.fromBits(word, getElementTypeOrSelf(op->getResult(0)));
}

/// Fused multiply-add of bf16 or f16 through f64: the product is exact, the sum is rounded to odd,
/// with the sign of its exact error, so that rounding it once more is as rounding the exact value.
static Value expandNarrowFma(Lanes &lanes, math::FmaOp op) {
  Type element = getElementTypeOrSelf(op.getType());
  auto extend = [&](Value v) { return castTo(lanes, v, lanes.f64(), /*isUnsigned=*/false); };
  Value b = extend(op.getB()), product = lanes.mul(extend(op.getA()), b), c = extend(op.getC());
  Value sum = lanes.add(product, c);
  Value cPart = lanes.sub(sum, product);
  Value cError = lanes.sub(c, cPart);
  Value error = lanes.add(lanes.sub(product, lanes.sub(sum, cPart)), cError);
  Value word = lanes.toBits(sum);
  Value inexact = lanes.cmp(CmpFPredicate::ONE, error, 0.0);
  Value even = lanes.cmp(CmpIPredicate::eq, lanes.iand(word, 1), 0);
  Value inwards = lanes.cmp(CmpIPredicate::slt, lanes.ixor(word, lanes.toBits(error)), 0);
  Value step = lanes.select(inwards, lanes.bits(word, -1), lanes.bits(word, 1));
  Value next = lanes.iadd(word, step);
  Value odd = lanes.select(lanes.iand(inexact, even), next, word);
  return castTo(lanes, lanes.fromBits(odd, lanes.f64()), element, /*isUnsigned=*/false);
}

/// The same op on f32 values.
static Value repeatInF32(Lanes &lanes, Operation *op, ValueRange operands, OpBuilder &builder) {
  Type result = op->getResult(0).getType();
  if (isNarrowFloat(result))
    result = lanes.of(lanes.f32());
  return builder
      .create(op->getLoc(), op->getName().getIdentifier(), operands, result, op->getAttrs())
      ->getResult(0);
}

static Value expandNarrow(Lanes &lanes, Operation *op, OpBuilder &builder) {
  if (Value sign = expandSign(lanes, op))
    return sign;
  if (auto fma = dyn_cast<math::FmaOp>(op))
    return expandNarrowFma(lanes, fma);
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(extendToF32(lanes, operand));
  Value wide = expandWide(lanes, op, operands);
  if (!wide)
    wide = repeatInF32(lanes, op, operands, builder);
  Type type = op->getResult(0).getType();
  return isNarrowFloat(type) ? roundFromF32(lanes, wide, getElementTypeOrSelf(type)) : wide;
}

namespace {
/// All floating point ops but conversions and selects.
template <typename OpTy> struct ExpandFloatOp : OpRewritePattern<OpTy> {
  ExpandFloatOp(MLIRContext *context, const NumericsOptions &options)
      : OpRewritePattern<OpTy>(context), options(options) {}

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    Type type = op->getOperand(0).getType();
    Lanes lanes(rewriter, op->getLoc(), type, options);
    Value expanded;
    if (!isNarrowFloat(type))
      expanded = expandWide(lanes, op, op->getOperands());
    else if (!(options.nativeF16 && getElementTypeOrSelf(type).isF16() && isNativeF16(op)))
      expanded = expandNarrow(lanes, op, rewriter);
    if (!expanded)
      return rewriter.notifyMatchFailure(op, "is the same on every target");
    rewriter.replaceOp(op, expanded);
    return success();
  }

  NumericsOptions options;
};

/// Sums, maxima and minima of bf16 and f16 tiles: in f32, rounded once at the end.
template <typename OpTy> struct ExpandReduction : OpRewritePattern<OpTy> {
  ExpandReduction(MLIRContext *context, const NumericsOptions &options)
      : OpRewritePattern<OpTy>(context), options(options) {}

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    Type type = op.getSource().getType(), resultType = op.getResult().getType();
    if (!isNarrowFloat(type))
      return rewriter.notifyMatchFailure(op, "is the same on every target");
    Lanes lanes(rewriter, op->getLoc(), type, options);
    Lanes results(rewriter, op->getLoc(), resultType, options);
    Value wide = OpTy::create(rewriter, op->getLoc(), results.of(results.f32()),
                              extendToF32(lanes, op.getSource()), op.getAxis());
    rewriter.replaceOp(op, roundFromF32(results, wide, getElementTypeOrSelf(resultType)));
    return success();
  }

  NumericsOptions options;
};
} // namespace

/// bf16 and f16 values are chosen as words: not every target can select them otherwise.
static Value expandSelect(Lanes &lanes, arith::SelectOp op) {
  Type element = getElementTypeOrSelf(op.getType());
  if (!isNarrowFloat(element) || (lanes.options.nativeF16 && element.isF16()))
    return {};
  Value otherwise = lanes.toBits(op.getFalseValue());
  Value chosen = lanes.select(op.getCondition(), lanes.toBits(op.getTrueValue()), otherwise);
  return lanes.fromBits(chosen, element);
}

template <typename... OpTys>
static void addFloatOps(RewritePatternSet &patterns, const NumericsOptions &options) {
  patterns.add<ExpandFloatOp<OpTys>...>(patterns.getContext(), options);
}

void populateExpandFloatPatterns(RewritePatternSet &patterns, const NumericsOptions &options) {
  addFloatOps<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp, arith::NegFOp,
              arith::CmpFOp, arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
              arith::MinNumFOp>(patterns, options);
  addFloatOps<math::AbsFOp, math::CeilOp, math::CopySignOp, math::FloorOp, math::FmaOp,
              math::IsFiniteOp, math::IsInfOp, math::IsNaNOp, math::RoundOp, math::RoundEvenOp,
              math::RsqrtOp, math::SqrtOp, math::TruncOp>(patterns, options);
  addFloatOps<math::CosOp, math::ErfOp, math::ExpOp, math::Exp2Op, math::LogOp, math::Log2Op,
              math::SinOp, math::TanhOp>(patterns, options);
  MLIRContext *context = patterns.getContext();
  patterns.add<ExpandReduction<tile::SumOp>, ExpandReduction<tile::MaxOp>,
               ExpandReduction<tile::MinOp>>(context, options);
  patterns.add<ExpandOp<arith::SelectOp>>(context, expandSelect, options);
}

} // namespace gems
