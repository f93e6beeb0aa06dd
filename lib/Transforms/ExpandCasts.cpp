// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between element types, each rounded once or saturated.
#include "Lanes.h"
#include "gems/IR/Tile.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

namespace gems {

// Between floats.

Value extendToF32(Lanes &lanes, Value value) {
  if (getElementTypeOrSelf(value).isF16() || lanes.options.keepBF16)
    return lanes.make<arith::ExtFOp>(lanes.of(lanes.f32()), value);
  Value wide = lanes.resize(lanes.toBits(value), 32, /*isUnsigned=*/true);
  return lanes.fromBits(lanes.shl(wide, 16), lanes.f32());
}

/// f32 to bf16 in integers: adding just under half of the lowest kept bit, and that bit, carries
/// into the upper half exactly when the nearest value, even on ties, is the next one up.
static Value roundToBF16(Lanes &lanes, Value value, Type bf16, bool hasShortNaN = false) {
  Value word = lanes.toBits(value);
  Value odd = lanes.iand(lanes.shr(word, 16), 1);
  Value rounded = lanes.shr(lanes.iadd(word, lanes.iadd(odd, 0x7fff)), 16);
  // The carry could turn a NaN into an infinity or a zero.
  if (!hasShortNaN)
    rounded = lanes.select(lanes.isNaN(value), lanes.bits(rounded, 0x7fc0), rounded);
  return lanes.fromBits(lanes.resize(rounded, 16, /*isUnsigned=*/true), bf16);
}

Value roundFromF32(Lanes &lanes, Value value, Type element) {
  if (element.isF16() || lanes.options.nativeBF16 || lanes.options.keepBF16)
    return lanes.make<arith::TruncFOp>(lanes.of(element), value);
  return roundToBF16(lanes, value, element);
}

/// f64 to f32 rounded to odd: an inexact result gets an odd last bit, so that rounding it again,
/// to at least two bits less, is as rounding the f64 itself.
static Value roundToOdd(Lanes &lanes, Value value) {
  Value nearest = lanes.make<arith::TruncFOp>(lanes.of(lanes.f32()), value);
  Value back = lanes.make<arith::ExtFOp>(lanes.of(lanes.f64()), nearest);
  Value word = lanes.toBits(nearest);
  Value inexact = lanes.cmp(CmpFPredicate::ONE, back, value);
  Value even = lanes.cmp(CmpIPredicate::eq, lanes.iand(word, 1), 0);
  Value exact = lanes.abs(value), rounded = lanes.abs(back);
  Value above = lanes.cmp(CmpFPredicate::OGT, rounded, exact);
  Value step = lanes.select(above, lanes.bits(word, -1), lanes.bits(word, 1));
  Value next = lanes.iadd(word, step);
  Value odd = lanes.select(lanes.iand(inexact, even), next, word);
  return lanes.fromBits(odd, lanes.f32());
}

static Value castFloat(Lanes &lanes, Value value, Type to) {
  Type from = getElementTypeOrSelf(value);
  if (from.isF64() && to.isF32())
    return lanes.make<arith::TruncFOp>(lanes.of(to), value);
  Value single = from.isF32()   ? value
                 : from.isF64() ? roundToOdd(lanes, value)
                                : extendToF32(lanes, value);
  if (to.isF32())
    return single;
  if (to.isF64())
    return lanes.make<arith::ExtFOp>(lanes.of(to), single);
  return roundFromF32(lanes, single, to);
}

// From integers.

/// Replaces the low bits of integers of more than `digits` bits by one bit that says whether any
/// was set. The result converts exactly to a float of that many digits, and rounds further, to at
/// least two digits less, as the integer itself does.
static Value makeSticky(Lanes &lanes, Value value, unsigned digits, bool isUnsigned) {
  unsigned dropped = getElementTypeOrSelf(value).getIntOrFloatBitWidth() - digits;
  int64_t low = (int64_t(2) << dropped) - 1, half = int64_t(1) << dropped;
  Value tail = lanes.cmp(CmpIPredicate::ne, lanes.iand(value, low), 0);
  Value bit = lanes.select(tail, lanes.bits(value, half), lanes.bits(value, 0));
  Value sticky = lanes.ior(lanes.iand(value, ~low), bit);
  int64_t limit = int64_t(1) << digits;
  Value small = isUnsigned ? lanes.cmp(CmpIPredicate::ult, value, limit)
                           : lanes.cmp(CmpIPredicate::ult, lanes.iadd(value, limit), 2 * limit);
  return lanes.select(small, value, sticky);
}

static Value convertInteger(Lanes &lanes, Value value, Type to, bool isUnsigned) {
  if (isUnsigned)
    return lanes.make<arith::UIToFPOp>(lanes.of(to), value);
  return lanes.make<arith::SIToFPOp>(lanes.of(to), value);
}

static Value castFromInteger(Lanes &lanes, Value value, Type to, bool isUnsigned) {
  unsigned width = getElementTypeOrSelf(value).getIntOrFloatBitWidth();
  if (width < 32) {
    value = lanes.resize(value, 32, isUnsigned);
    Value number =
        convertInteger(lanes, value, to.isF64() ? to : lanes.f32(), /*isUnsigned=*/false);
    return isNarrowFloat(to) ? roundFromF32(lanes, number, to) : number;
  }
  if (to.isF64() || (to.isF32() && width == 32))
    return convertInteger(lanes, value, to, isUnsigned);
  // f16 overflows long before f32 rounds an integer.
  if (to.isF16())
    return roundFromF32(lanes, convertInteger(lanes, value, lanes.f32(), isUnsigned), to);
  // LLVM rounds i64 to f32 twice on AArch64, and any integer to bf16 twice.
  Value sticky = makeSticky(lanes, value, width == 32 ? 24 : 53, isUnsigned);
  Type exact = width == 32 ? lanes.f32() : lanes.f64();
  return castFloat(lanes, convertInteger(lanes, sticky, exact, isUnsigned), to);
}

// To integers.

static Value convertFloat(Lanes &lanes, Value value, unsigned width, bool isUnsigned) {
  Type type = lanes.of(lanes.integer(width));
  if (isUnsigned)
    return lanes.make<arith::FPToUIOp>(type, value);
  return lanes.make<arith::FPToSIOp>(type, value);
}

/// Saturates where the largest integer is a float too.
static Value castSmall(Lanes &lanes, Value value, unsigned width, bool isUnsigned) {
  APInt most = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
  APInt least = isUnsigned ? APInt::getZero(width) : APInt::getSignedMinValue(width);
  Value ordered = lanes.cmp(CmpFPredicate::ORD, value, value);
  Value safe = lanes.select(ordered, value, lanes.number(value, 0));
  safe = lanes.atLeast(safe, least.roundToDouble(!isUnsigned));
  safe = lanes.atMost(safe, most.roundToDouble(!isUnsigned));
  // Everything up to 16 bits fits a signed word, which all targets convert fastest.
  if (width < 32)
    return lanes.resize(convertFloat(lanes, safe, 32, /*isUnsigned=*/false), width, true);
  return convertFloat(lanes, safe, width, isUnsigned);
}

/// Saturates where the largest integer lies between two floats.
static Value castLarge(Lanes &lanes, Value value, unsigned width, bool isUnsigned) {
  APInt most = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
  APInt least = isUnsigned ? APInt::getZero(width) : APInt::getSignedMinValue(width);
  double limit = most.zext(width + 1).roundToDouble() + 1; // exact: 2^31, 2^32, 2^63 or 2^64
  Value below = lanes.cmp(CmpFPredicate::OLT, value, limit);
  Value above = lanes.cmp(CmpFPredicate::OGE, value, limit);
  Value safe = lanes.atLeast(value, least.roundToDouble(!isUnsigned));
  safe = lanes.select(below, safe, lanes.number(value, 0));
  Value converted = convertFloat(lanes, safe, width, isUnsigned);
  return lanes.select(above, lanes.bits(lanes.integer(width), most), converted);
}

static Value castToInteger(Lanes &lanes, Value value, unsigned width, bool isUnsigned) {
  if (isNarrowFloat(value.getType()))
    value = extendToF32(lanes, value);
  if (width == 1)
    return lanes.cmp(CmpFPredicate::OGE, value, 1.0);
  unsigned digits = getElementTypeOrSelf(value).isF64() ? 53 : 24;
  if (width - (isUnsigned ? 0 : 1) <= digits)
    return castSmall(lanes, value, width, isUnsigned);
  return castLarge(lanes, value, width, isUnsigned);
}

Value castTo(Lanes &lanes, Value value, Type to, bool isUnsigned) {
  Type from = getElementTypeOrSelf(value);
  if (from == to)
    return value;
  // An i1 is 0 or 1, never -1.
  isUnsigned |= from.isInteger(1);
  if (isa<FloatType>(to))
    return isa<FloatType>(from) ? castFloat(lanes, value, to)
                                : castFromInteger(lanes, value, to, isUnsigned);
  if (isa<FloatType>(from))
    return castToInteger(lanes, value, to.getIntOrFloatBitWidth(), isUnsigned);
  return lanes.resize(value, to.getIntOrFloatBitWidth(), isUnsigned);
}

// Patterns.

static Value expandTileCast(Lanes &lanes, tile::CastOp op) {
  return castTo(lanes, op.getSource(), getElementTypeOrSelf(op.getType()), op.getIsUnsigned());
}

static Value expandExtF(Lanes &lanes, arith::ExtFOp op) {
  Type from = getElementTypeOrSelf(op.getIn()), to = getElementTypeOrSelf(op.getType());
  if (from.isF32() || (to.isF32() && (from.isF16() || lanes.options.keepBF16)))
    return {};
  return castTo(lanes, op.getIn(), to, /*isUnsigned=*/false);
}

static Value expandTruncF(Lanes &lanes, arith::TruncFOp op) {
  Type to = getElementTypeOrSelf(op.getType());
  bool fromF32 = getElementTypeOrSelf(op.getIn()).isF32();
  if (to.isF32() || (fromF32 && (to.isF16() || lanes.options.nativeBF16 || lanes.options.keepBF16)))
    return {};
  if (fromF32 && op->hasAttr("gems.short_nan"))
    return roundToBF16(lanes, op.getIn(), to, /*hasShortNaN=*/true);
  return castTo(lanes, op.getIn(), to, /*isUnsigned=*/false);
}

template <typename OpTy> static Value expandFromInteger(Lanes &lanes, OpTy op) {
  unsigned width = getElementTypeOrSelf(op.getIn()).getIntOrFloatBitWidth();
  Type to = getElementTypeOrSelf(op.getType());
  if (width >= 32 && (to.isF64() || (to.isF32() && width == 32)))
    return {};
  return castTo(lanes, op.getIn(), to, std::is_same_v<OpTy, arith::UIToFPOp>);
}

template <typename OpTy> static Value expandToInteger(Lanes &lanes, OpTy op) {
  return castTo(lanes, op.getIn(), getElementTypeOrSelf(op.getType()),
                std::is_same_v<OpTy, arith::FPToUIOp>);
}

void populateExpandFloatCastPatterns(RewritePatternSet &patterns, const NumericsOptions &options) {
  patterns.add<ExpandOp<arith::ExtFOp>>(patterns.getContext(), expandExtF, options);
  patterns.add<ExpandOp<arith::TruncFOp>>(patterns.getContext(), expandTruncF, options);
}

void populateExpandCastPatterns(RewritePatternSet &patterns, const NumericsOptions &options) {
  MLIRContext *context = patterns.getContext();
  populateExpandFloatCastPatterns(patterns, options);
  patterns.add<ExpandOp<tile::CastOp>>(context, expandTileCast, options);
  patterns.add<ExpandOp<arith::SIToFPOp>>(context, expandFromInteger<arith::SIToFPOp>, options);
  patterns.add<ExpandOp<arith::UIToFPOp>>(context, expandFromInteger<arith::UIToFPOp>, options);
  patterns.add<ExpandOp<arith::FPToSIOp>>(context, expandToInteger<arith::FPToSIOp>, options);
  patterns.add<ExpandOp<arith::FPToUIOp>>(context, expandToInteger<arith::FPToUIOp>, options);
}

} // namespace gems
