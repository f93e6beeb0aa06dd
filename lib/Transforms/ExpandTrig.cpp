// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// sin and cos of f32 over its whole range, at most 0.58 ulp. The work is done in f64, so that the
// reduction to a quarter turn, which cancels up to 30 digits, leaves enough. The coefficients are
// minimax fits (lib/Transforms/minimax.py), and the bounds were measured over all 2^32 operands.
#include "Lanes.h"

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

namespace gems {

namespace {
/// x * 2/pi modulo 4 for |x| >= `from`: x * scale is an integer below 2^45 (or a number below 2^45
/// in the first row), and 2/pi / scale modulo 4 is high + low.
struct Reduction {
  double from, scale, high, low;
};
} // namespace

constexpr Reduction reductions[] = {
    {0, 1, 0x1.45f306dc9c882p-1, 0x1.4a7f09d5f47d5p-54},
    {0x1p45, 0x1p-21, 0x1.b727220a94fe1p-2, 0x1.d5f47d4d37703p-57},
    {0x1p66, 0x1p-42, 0x1.1054a7f09d5f4p+0, 0x1.f534ddc0db629p-54},
    {0x1p87, 0x1p-63, 0x1.fc2757d1f534dp-1, 0x1.b81b6c52b3279p-54},
    {0x1p108, 0x1p-84, 0x1.7d1f534ddc0dbp+0, 0x1.8a5664f10e410p-54},
};

namespace {
/// x in quarter turns: the nearest integer, in the last bits of a word, and the rest.
struct Turns {
  Value quarters, rest;
};
} // namespace

static Turns reduce(Lanes &lanes, Value x) {
  Value magnitude = lanes.abs(x);
  auto constant = [&](double value) { return lanes.number(lanes.f64(), value); };
  Value scale = constant(reductions[0].scale), high = constant(reductions[0].high),
        low = constant(reductions[0].low);
  for (const Reduction &row : ArrayRef(reductions).drop_front()) {
    Value applies = lanes.cmp(CmpFPredicate::OGE, magnitude, row.from);
    scale = lanes.select(applies, constant(row.scale), scale);
    high = lanes.select(applies, constant(row.high), high);
    low = lanes.select(applies, constant(row.low), low);
  }
  Value scaled = lanes.mul(lanes.make<arith::ExtFOp>(lanes.of(lanes.f64()), x), scale);
  // Adding this leaves the nearest integer in the last bits; it counts modulo 4.
  Value rounder = constant(0x1.8p52);
  Value shifted = lanes.add(lanes.mul(scaled, high), rounder);
  Value whole = lanes.sub(shifted, rounder);
  Value rest = lanes.fma(scaled, high, lanes.neg(whole)); // exact, or rounded to 53 digits
  rest = lanes.fma(scaled, low, rest);
  return {lanes.toBits(shifted), rest};
}

/// sin of x and so many quarter turns.
static Value expandSine(Lanes &lanes, Value x, int64_t quarters) {
  constexpr double sine[] = {-0x1.98eb931879db1p-13, 0x1.110635678f9d9p-7, -0x1.5555428e36226p-3,
                             1};
  constexpr double cosine[] = {0x1.98bad7ab78f13p-16, -0x1.6c0661a2d392ep-10, 0x1.5555386ad39cep-5,
                               -0x1.ffffffbfbb0c6p-2, 1};
  Turns turns = reduce(lanes, x);
  Value quadrant = lanes.resize(turns.quarters, 32, /*isUnsigned=*/true);
  if (quarters)
    quadrant = lanes.iadd(quadrant, quarters);
  Value r = lanes.mul(turns.rest, lanes.number(lanes.f64(), 0x1.921fb54442d18p+0));
  Value square = lanes.mul(r, r);
  Value sin = lanes.mul(lanes.horner(square, sine), r), cos = lanes.horner(square, cosine);
  Value odd = lanes.cmp(CmpIPredicate::ne, lanes.iand(quadrant, 1), 0);
  Value result = lanes.make<arith::TruncFOp>(lanes.of(lanes.f32()), lanes.select(odd, cos, sin));
  Value sign = lanes.shl(lanes.iand(quadrant, 2), 30);
  return lanes.fromBits(lanes.ixor(lanes.toBits(result), sign), lanes.f32());
}

Value expandSin(Lanes &lanes, Value x) { return expandSine(lanes, x, 0); }

Value expandCos(Lanes &lanes, Value x) { return expandSine(lanes, x, 1); }

} // namespace gems
