// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exp, exp2, tanh and erf of f32, all of them by e^r or 2^r on a short interval.
// The coefficients are minimax fits (lib/Transforms/minimax.py), each rounded to f32 before the
// next was fitted. The bounds named here were measured over all 2^32 operands.
#include "Lanes.h"

using namespace mlir;
using arith::CmpFPredicate;

namespace gems {

/// Added to a number below 2^22 in magnitude, it leaves the nearest integer in the last bits.
constexpr double rounder = 0x1.8p23;
constexpr int64_t rounderBits = 0x4b400000;

namespace {
/// x = n ln 2 + r, with |r| <= ln(2) / 2 up to rounding.
struct Reduced {
  /// The bits of n + rounder.
  Value n;
  Value r;
};
} // namespace

static Reduced reduce(Lanes &lanes, Value x) {
  Value shifted = lanes.fma(x, lanes.number(x, 0x1.715476p+0), lanes.number(x, rounder));
  Value n = lanes.sub(shifted, lanes.number(x, rounder));
  // ln 2 in two parts; the first product is exact within the fma.
  Value r = lanes.fma(n, lanes.number(x, -0x1.62e43p-1), x);
  r = lanes.fma(n, lanes.number(x, 0x1.05c61p-29), r);
  return {lanes.toBits(shifted), r};
}

/// (e^r - 1 - r) / r^2 and, from it, e^r.
constexpr double expTail[] = {0x1.6ac74ep-10, 0x1.123dep-7, 0x1.555858p-5, 0x1.55548cp-3,
                              0x1.fffffcp-2};
constexpr double expWhole[] = {
    0x1.6ac74ep-10, 0x1.123dep-7, 0x1.555858p-5, 0x1.55548cp-3, 0x1.fffffcp-2, 1, 1};

/// 2^n as a number, from n or the bits of n + rounder, whose last bits are the same;
/// -127 < n < 128.
static Value powerOfTwo(Lanes &lanes, Value nBits) {
  return lanes.fromBits(lanes.iadd(lanes.shl(nBits, 23), 0x3f800000), lanes.f32());
}

/// p 2^n, rounded once where it is subnormal, infinite where it is too large. In two steps, since
/// 2^n itself may be out of range; the first one is exact.
static Value scale(Lanes &lanes, Value p, Value nBits) {
  Value n = lanes.iadd(nBits, -rounderBits), half = lanes.sar(n, 1);
  Value near = lanes.mul(p, powerOfTwo(lanes, half));
  return lanes.mul(near, powerOfTwo(lanes, lanes.isub(n, half)));
}

/// At most 0.90 ulp.
Value expandExp(Lanes &lanes, Value x) {
  // Beyond these the result is 0 or infinite all the same.
  Value clamped = lanes.atMost(lanes.atLeast(x, -104), 89);
  Reduced reduced = reduce(lanes, clamped);
  return scale(lanes, lanes.horner(reduced.r, expWhole), reduced.n);
}

/// At most 0.90 ulp.
Value expandExp2(Lanes &lanes, Value x) {
  constexpr double whole[] = {
      0x1.46912p-13, 0x1.5f1188p-10, 0x1.3b28b6p-7, 0x1.c6af8p-5, 0x1.ebfbep-3, 0x1.62e43p-1, 1};
  Value clamped = lanes.atMost(lanes.atLeast(x, -151), 129);
  Value shifted = lanes.add(clamped, lanes.number(x, rounder));
  Value r = lanes.sub(clamped, lanes.sub(shifted, lanes.number(x, rounder)));
  Value n = lanes.toBits(shifted);
  return scale(lanes, lanes.horner(r, whole), n);
}

/// With m = e^2|x| - 1, tanh |x| = m / (m + 2); at most 1.74 ulp.
Value expandTanh(Lanes &lanes, Value x) {
  Value one = lanes.number(x, 1), two = lanes.number(x, 2);
  Value a = lanes.atMost(lanes.abs(x), 10);
  Reduced reduced = reduce(lanes, lanes.add(a, a));
  Value tail = lanes.horner(reduced.r, expTail);
  Value m = lanes.fma(tail, lanes.mul(reduced.r, reduced.r), reduced.r);
  Value power = powerOfTwo(lanes, reduced.n);
  m = lanes.fma(power, m, lanes.sub(power, one));
  // The sum m + 2 drops digits of a small m; the quotient's residual puts them back.
  Value sum = lanes.add(m, two), dropped = lanes.sub(m, lanes.sub(sum, two));
  Value inverse = lanes.div(one, sum), quotient = lanes.mul(m, inverse);
  Value residual = lanes.fma(lanes.neg(quotient), sum, m);
  residual = lanes.fma(lanes.neg(quotient), dropped, residual);
  return lanes.make<math::CopySignOp>(lanes.fma(residual, inverse, quotient), x);
}

/// Below 7/8 a polynomial in x^2, above it 1 - e^-g(|x|) with g = -log(1 - erf); at most 1.11 ulp.
Value expandErf(Lanes &lanes, Value x) {
  constexpr double small[] = {-0x1.3ba5aap-11, 0x1.479c18p-8,  -0x1.b69b8ep-6,
                              0x1.ce1b86p-4,   -0x1.8126ecp-2, 0x1.06eba6p-3};
  constexpr double large[] = {-0x1.a5841cp-13, 0x1.954fccp-9, -0x1.6f5526p-6, 0x1.ab535p-4,
                              0x1.46026cp-1,   0x1.20c06cp+0, 0x1.1821f8p-13};
  Value a = lanes.abs(x);
  Value below = lanes.fma(lanes.horner(lanes.mul(x, x), small), a, a);
  Value g = lanes.horner(lanes.atMost(a, 4), large);
  Reduced reduced = reduce(lanes, lanes.neg(g));
  Value power = lanes.neg(powerOfTwo(lanes, reduced.n));
  Value above = lanes.fma(lanes.horner(reduced.r, expWhole), power, lanes.number(x, 1));
  Value chosen = lanes.select(lanes.cmp(CmpFPredicate::OLT, a, 0.875), below, above);
  return lanes.make<math::CopySignOp>(chosen, x);
}

} // namespace gems
