// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A builder of elementwise ops, and the pattern that the expansions share.
#ifndef GEMS_TRANSFORMS_LANES_H
#define GEMS_TRANSFORMS_LANES_H

#include "gems/Transforms/ExpandNumerics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/PatternMatch.h"

namespace gems {

/// Builds ops lane by lane on values of one shape (none, a tensor's or a vector's). Operands of
/// constants fold.
class Lanes {
public:
  Lanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type shape,
        const NumericsOptions &options)
      : options(options), builder(builder), loc(loc), shape(shape) {}

  const NumericsOptions &options;

  /// This shape with another element type.
  mlir::Type of(mlir::Type element) const;
  mlir::Type integer(unsigned width) const { return builder.getIntegerType(width); }
  mlir::Type f32() const { return builder.getF32Type(); }
  mlir::Type f64() const { return builder.getF64Type(); }

  /// The same number in every lane; of `like`'s element type where a value is given.
  mlir::Value number(mlir::Type element, double value);
  mlir::Value number(mlir::Value like, double value);
  mlir::Value bits(mlir::Type element, const llvm::APInt &value);
  mlir::Value bits(mlir::Value like, int64_t value);

  template <typename OpTy, typename... Args> mlir::Value make(Args &&...args) {
    return builder.createOrFold<OpTy>(loc, std::forward<Args>(args)...);
  }

  // Floating point.
  mlir::Value add(mlir::Value a, mlir::Value b) { return make<mlir::arith::AddFOp>(a, b); }
  mlir::Value sub(mlir::Value a, mlir::Value b) { return make<mlir::arith::SubFOp>(a, b); }
  mlir::Value mul(mlir::Value a, mlir::Value b) { return make<mlir::arith::MulFOp>(a, b); }
  mlir::Value div(mlir::Value a, mlir::Value b) { return make<mlir::arith::DivFOp>(a, b); }
  mlir::Value neg(mlir::Value a) { return make<mlir::arith::NegFOp>(a); }
  mlir::Value abs(mlir::Value a) { return make<mlir::math::AbsFOp>(a); }
  mlir::Value fma(mlir::Value a, mlir::Value b, mlir::Value c) {
    return make<mlir::math::FmaOp>(a, b, c);
  }
  /// NaN where `a` is; the limit is a number other than zero, or -0.0 and +0.0 need no order.
  mlir::Value atLeast(mlir::Value a, double limit);
  mlir::Value atMost(mlir::Value a, double limit);
  /// The polynomial in `x` with these coefficients, the highest power first.
  mlir::Value horner(mlir::Value x, llvm::ArrayRef<double> coefficients);

  // Integers.
  mlir::Value iadd(mlir::Value a, mlir::Value b) { return make<mlir::arith::AddIOp>(a, b); }
  mlir::Value isub(mlir::Value a, mlir::Value b) { return make<mlir::arith::SubIOp>(a, b); }
  mlir::Value imul(mlir::Value a, mlir::Value b) { return make<mlir::arith::MulIOp>(a, b); }
  mlir::Value iand(mlir::Value a, mlir::Value b) { return make<mlir::arith::AndIOp>(a, b); }
  mlir::Value ior(mlir::Value a, mlir::Value b) { return make<mlir::arith::OrIOp>(a, b); }
  mlir::Value ixor(mlir::Value a, mlir::Value b) { return make<mlir::arith::XOrIOp>(a, b); }
  mlir::Value iand(mlir::Value a, int64_t b) { return iand(a, bits(a, b)); }
  mlir::Value iadd(mlir::Value a, int64_t b) { return iadd(a, bits(a, b)); }
  mlir::Value ixor(mlir::Value a, int64_t b) { return ixor(a, bits(a, b)); }
  mlir::Value shl(mlir::Value a, int64_t by) { return make<mlir::arith::ShLIOp>(a, bits(a, by)); }
  mlir::Value shr(mlir::Value a, int64_t by) { return make<mlir::arith::ShRUIOp>(a, bits(a, by)); }
  mlir::Value sar(mlir::Value a, int64_t by) { return make<mlir::arith::ShRSIOp>(a, bits(a, by)); }

  // Choices.
  mlir::Value cmp(mlir::arith::CmpFPredicate predicate, mlir::Value a, mlir::Value b) {
    return make<mlir::arith::CmpFOp>(predicate, a, b);
  }
  mlir::Value cmp(mlir::arith::CmpIPredicate predicate, mlir::Value a, mlir::Value b) {
    return make<mlir::arith::CmpIOp>(predicate, a, b);
  }
  mlir::Value cmp(mlir::arith::CmpIPredicate predicate, mlir::Value a, int64_t b) {
    return cmp(predicate, a, bits(a, b));
  }
  mlir::Value cmp(mlir::arith::CmpFPredicate predicate, mlir::Value a, double b) {
    return cmp(predicate, a, number(a, b));
  }
  mlir::Value isNaN(mlir::Value a) { return cmp(mlir::arith::CmpFPredicate::UNO, a, a); }
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b) {
    return make<mlir::arith::SelectOp>(condition, a, b);
  }

  // Representations.
  /// The bits of a float as an integer of the same width, and back.
  mlir::Value toBits(mlir::Value a);
  mlir::Value fromBits(mlir::Value a, mlir::Type element);
  /// An integer of another width, extended or cut off.
  mlir::Value resize(mlir::Value a, unsigned width, bool isUnsigned);

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type shape;
};

/// The value that an op's result becomes. Null, with nothing created, where the op is already the
/// same on every target.
template <typename OpTy> using Expansion = mlir::Value (*)(Lanes &lanes, OpTy op);

/// The pattern that replaces an elementwise op by its expansion.
template <typename OpTy> class ExpandOp : public mlir::OpRewritePattern<OpTy> {
public:
  ExpandOp(mlir::MLIRContext *context, Expansion<OpTy> expansion, const NumericsOptions &options)
      : mlir::OpRewritePattern<OpTy>(context), expansion(expansion), options(options) {}

  mlir::LogicalResult matchAndRewrite(OpTy op, mlir::PatternRewriter &rewriter) const override {
    Lanes lanes(rewriter, op->getLoc(), op->getResult(0).getType(), options);
    mlir::Value expanded = expansion(lanes, op);
    if (!expanded)
      return rewriter.notifyMatchFailure(op, "is the same on every target");
    rewriter.replaceOp(op, expanded);
    return mlir::success();
  }

private:
  Expansion<OpTy> expansion;
  NumericsOptions options;
};

/// Whether it holds bf16 or f16.
bool isNarrowFloat(mlir::Type type);

// Conversions.

/// Any element type to any other, as tile.cast says.
mlir::Value castTo(Lanes &lanes, mlir::Value value, mlir::Type element, bool isUnsigned);
/// bf16 or f16 to f32, exact.
mlir::Value extendToF32(Lanes &lanes, mlir::Value value);
/// f32 to bf16 or f16, rounded once.
mlir::Value roundFromF32(Lanes &lanes, mlir::Value value, mlir::Type element);

// Elementary functions of f32.

mlir::Value expandExp(Lanes &lanes, mlir::Value x);
mlir::Value expandExp2(Lanes &lanes, mlir::Value x);
mlir::Value expandTanh(Lanes &lanes, mlir::Value x);
mlir::Value expandErf(Lanes &lanes, mlir::Value x);
mlir::Value expandLog(Lanes &lanes, mlir::Value x);
mlir::Value expandLog2(Lanes &lanes, mlir::Value x);
mlir::Value expandSin(Lanes &lanes, mlir::Value x);
mlir::Value expandCos(Lanes &lanes, mlir::Value x);

// Patterns by family.

/// Conversions between floats alone.
void populateExpandFloatCastPatterns(mlir::RewritePatternSet &patterns,
                                     const NumericsOptions &options);
void populateExpandCastPatterns(mlir::RewritePatternSet &patterns, const NumericsOptions &options);
void populateExpandFloatPatterns(mlir::RewritePatternSet &patterns, const NumericsOptions &options);
void populateExpandIntegerPatterns(mlir::RewritePatternSet &patterns,
                                   const NumericsOptions &options);

} // namespace gems

#endif // GEMS_TRANSFORMS_LANES_H
