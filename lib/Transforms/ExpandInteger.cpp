// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer ops: what they do where LLVM leaves them undefined.
#include "Lanes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using arith::CmpIPredicate;

namespace gems {

// Division.

namespace {
/// A divisor that no target traps on, and where it stands for a zero.
struct SafeDivisor {
  Value divisor;
  /// Null where it is never zero.
  Value isZero;
};
} // namespace

/// Whether dividing by this constant is defined everywhere.
static bool isSafeConstant(Value divisor, bool isSigned) {
  APInt value;
  return matchPattern(divisor, m_ConstantInt(&value)) && !value.isZero() &&
         !(isSigned && value.isAllOnes());
}

static SafeDivisor makeSafe(Lanes &lanes, Value x, Value y, bool isSigned) {
  if (isSafeConstant(y, isSigned))
    return {y, {}};
  Value isZero = lanes.cmp(CmpIPredicate::eq, y, 0), unsafe = isZero;
  if (isSigned) {
    // The least value / -1: dividing by 1 instead gives what wraps, and no remainder.
    unsigned width = getElementTypeOrSelf(x).getIntOrFloatBitWidth();
    Value least = lanes.bits(getElementTypeOrSelf(x), APInt::getSignedMinValue(width));
    Value isMinusOne = lanes.cmp(CmpIPredicate::eq, y, -1);
    Value overflows = lanes.iand(lanes.cmp(CmpIPredicate::eq, x, least), isMinusOne);
    unsafe = lanes.ior(isZero, overflows);
  }
  return {lanes.select(unsafe, lanes.bits(y, 1), y), isZero};
}

static Value orWhereZero(Lanes &lanes, const SafeDivisor &safe, Value instead, Value result) {
  return safe.isZero ? lanes.select(safe.isZero, instead, result) : result;
}

template <typename OpTy> static Value expandDivision(Lanes &lanes, OpTy op) {
  constexpr bool isSigned = std::is_same_v<OpTy, arith::DivSIOp>;
  Value x = op.getLhs(), y = op.getRhs();
  if (isSafeConstant(y, isSigned) && !op.getIsExact())
    return {};
  SafeDivisor safe = makeSafe(lanes, x, y, isSigned);
  return orWhereZero(lanes, safe, lanes.bits(x, 0), lanes.make<OpTy>(x, safe.divisor));
}

template <typename OpTy> static Value expandRemainder(Lanes &lanes, OpTy op) {
  constexpr bool isSigned = std::is_same_v<OpTy, arith::RemSIOp>;
  Value x = op.getLhs(), y = op.getRhs();
  if (isSafeConstant(y, isSigned))
    return {};
  SafeDivisor safe = makeSafe(lanes, x, y, isSigned);
  return orWhereZero(lanes, safe, x, lanes.make<OpTy>(x, safe.divisor));
}

/// Division that rounds up or down: the truncated quotient, moved by one where it was rounded the
/// other way.
template <typename OpTy> static Value expandDirectedDivision(Lanes &lanes, OpTy op) {
  constexpr bool isSigned = !std::is_same_v<OpTy, arith::CeilDivUIOp>;
  constexpr bool isUp = !std::is_same_v<OpTy, arith::FloorDivSIOp>;
  Value x = op.getLhs(), y = op.getRhs();
  SafeDivisor safe = makeSafe(lanes, x, y, isSigned);
  Value quotient = isSigned ? lanes.make<arith::DivSIOp>(x, safe.divisor)
                            : lanes.make<arith::DivUIOp>(x, safe.divisor);
  Value rest = lanes.isub(x, lanes.imul(quotient, safe.divisor));
  Value moves = lanes.cmp(CmpIPredicate::ne, rest, 0);
  if (isSigned) {
    auto side = isUp ? CmpIPredicate::sge : CmpIPredicate::slt;
    moves = lanes.iand(moves, lanes.cmp(side, lanes.ixor(rest, safe.divisor), 0));
  }
  Value moved = lanes.iadd(quotient, isUp ? 1 : -1);
  Value result = lanes.select(moves, moved, quotient);
  return orWhereZero(lanes, safe, lanes.bits(x, 0), result);
}

// Shifts.

template <typename OpTy> static Value expandShift(Lanes &lanes, OpTy op) {
  Value x = op.getLhs(), amount = op.getRhs();
  unsigned width = getElementTypeOrSelf(x).getIntOrFloatBitWidth();
  bool isFlagged = false;
  if constexpr (std::is_same_v<OpTy, arith::ShLIOp>)
    isFlagged = op.getOverflowFlags() != arith::IntegerOverflowFlags::none;
  else
    isFlagged = op.getIsExact();
  APInt value;
  if (matchPattern(amount, m_ConstantInt(&value)) && value.ult(width)) {
    if (!isFlagged)
      return {};
    return lanes.make<OpTy>(x, amount);
  }
  if (std::is_same_v<OpTy, arith::ShRSIOp>)
    return lanes.make<OpTy>(x, lanes.make<arith::MinUIOp>(amount, lanes.bits(amount, width - 1)));
  Value shifted = lanes.make<OpTy>(x, lanes.iand(amount, width - 1));
  Value inRange = lanes.cmp(CmpIPredicate::ult, amount, width);
  return lanes.select(inRange, shifted, lanes.bits(x, 0));
}

// Flags and i1.

/// Drops the promise not to overflow: integers wrap.
template <typename OpTy> static Value dropFlags(Lanes &lanes, OpTy op) {
  if (op.getOverflowFlags() == arith::IntegerOverflowFlags::none)
    return {};
  if constexpr (std::is_same_v<OpTy, arith::TruncIOp>)
    return lanes.make<OpTy>(op.getType(), op.getIn());
  else
    return lanes.make<OpTy>(op.getLhs(), op.getRhs());
}

/// Compares of i1 as logic; not every target compares predicates. As a signed number true is -1.
static Value expandCompare(Lanes &lanes, arith::CmpIOp op) {
  Value a = op.getLhs(), b = op.getRhs();
  if (!getElementTypeOrSelf(a).isInteger(1))
    return {};
  auto invert = [&](Value v) { return lanes.ixor(v, -1); };
  switch (op.getPredicate()) {
  case CmpIPredicate::eq:
    return invert(lanes.ixor(a, b));
  case CmpIPredicate::ne:
    return lanes.ixor(a, b);
  case CmpIPredicate::ult:
  case CmpIPredicate::sgt:
    return lanes.iand(invert(a), b);
  case CmpIPredicate::ugt:
  case CmpIPredicate::slt:
    return lanes.iand(a, invert(b));
  case CmpIPredicate::ule:
  case CmpIPredicate::sge:
    return lanes.ior(invert(a), b);
  case CmpIPredicate::uge:
  case CmpIPredicate::sle:
    return lanes.ior(a, invert(b));
  }
  llvm_unreachable("all predicates are handled");
}

namespace {
/// A loop whose step may be zero or negative at run time would not end, or count down; it runs zero
/// times.
struct GuardStep : OpRewritePattern<scf::ForOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(scf::ForOp op, PatternRewriter &rewriter) const override {
    if (matchPattern(op.getStep(), m_Constant()))
      return rewriter.notifyMatchFailure(op, "has a constant step");
    Lanes lanes(rewriter, op.getLoc(), op.getStep().getType(), NumericsOptions());
    auto positive = op.getUnsignedCmp() ? CmpIPredicate::ne : CmpIPredicate::sgt;
    Value counts = lanes.cmp(positive, op.getStep(), 0);
    Value bound = lanes.select(counts, op.getUpperBound(), op.getLowerBound());
    rewriter.modifyOpInPlace(op, [&] { op.setUpperBound(bound); });
    return success();
  }
};
} // namespace

void populateExpandIntegerPatterns(RewritePatternSet &patterns, const NumericsOptions &options) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ExpandOp<arith::DivSIOp>>(context, expandDivision<arith::DivSIOp>, options);
  patterns.add<ExpandOp<arith::DivUIOp>>(context, expandDivision<arith::DivUIOp>, options);
  patterns.add<ExpandOp<arith::RemSIOp>>(context, expandRemainder<arith::RemSIOp>, options);
  patterns.add<ExpandOp<arith::RemUIOp>>(context, expandRemainder<arith::RemUIOp>, options);
  patterns.add<ExpandOp<arith::CeilDivSIOp>>(context, expandDirectedDivision<arith::CeilDivSIOp>,
                                             options);
  patterns.add<ExpandOp<arith::CeilDivUIOp>>(context, expandDirectedDivision<arith::CeilDivUIOp>,
                                             options);
  patterns.add<ExpandOp<arith::FloorDivSIOp>>(context, expandDirectedDivision<arith::FloorDivSIOp>,
                                              options);
  patterns.add<ExpandOp<arith::ShLIOp>>(context, expandShift<arith::ShLIOp>, options);
  patterns.add<ExpandOp<arith::ShRSIOp>>(context, expandShift<arith::ShRSIOp>, options);
  patterns.add<ExpandOp<arith::ShRUIOp>>(context, expandShift<arith::ShRUIOp>, options);
  patterns.add<ExpandOp<arith::AddIOp>>(context, dropFlags<arith::AddIOp>, options);
  patterns.add<ExpandOp<arith::SubIOp>>(context, dropFlags<arith::SubIOp>, options);
  patterns.add<ExpandOp<arith::MulIOp>>(context, dropFlags<arith::MulIOp>, options);
  patterns.add<ExpandOp<arith::TruncIOp>>(context, dropFlags<arith::TruncIOp>, options);
  patterns.add<ExpandOp<arith::CmpIOp>>(context, expandCompare, options);
  patterns.add<GuardStep>(context);
}

} // namespace gems
