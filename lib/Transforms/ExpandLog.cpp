// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// log and log2 of f32. The coefficients are minimax fits (lib/Transforms/minimax.py), and the
// bounds were measured over all 2^32 operands.
#include "Lanes.h"

using namespace mlir;
using arith::CmpFPredicate;

namespace gems {

namespace {
/// x = 2^exponent (1 + fraction), for positive finite x.
struct Split {
  Value exponent; // f32
  Value fraction; // from -1/3 to 1/3
};
} // namespace

static Split split(Lanes &lanes, Value x) {
  Value subnormal = lanes.cmp(CmpFPredicate::OLT, x, 0x1p-126);
  Value word = lanes.toBits(lanes.select(subnormal, lanes.mul(x, lanes.number(x, 0x1p23)), x));
  // The exponent counts from 2/3, so that numbers around 1 have exponent 0.
  Value exponent = lanes.iand(lanes.iadd(word, -0x3f2aaaabLL), 0xff800000);
  Value significand = lanes.fromBits(lanes.isub(word, exponent), lanes.f32());
  Value count = lanes.make<arith::SIToFPOp>(lanes.of(lanes.f32()), lanes.sar(exponent, 23));
  Value shift = lanes.select(subnormal, lanes.number(x, -23), lanes.number(x, 0));
  return {lanes.add(count, shift), lanes.sub(significand, lanes.number(x, 1))};
}

/// The logarithm where x is zero, negative, infinite or NaN; `regular` elsewhere.
static Value chooseSpecial(Lanes &lanes, Value x, Value regular) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Value result = lanes.select(lanes.cmp(CmpFPredicate::OLT, x, infinity), regular, x);
  Value nan = lanes.number(x, std::numeric_limits<double>::quiet_NaN());
  result = lanes.select(lanes.cmp(CmpFPredicate::OLT, x, 0.0), nan, result);
  Value zero = lanes.cmp(CmpFPredicate::OEQ, x, 0.0);
  return lanes.select(zero, lanes.number(x, -infinity), result);
}

/// log(1 + f) = f - f^2 / 2 + f^3 p(f); at most 0.94 ulp.
Value expandLog(Lanes &lanes, Value x) {
  constexpr double tail[] = {-0x1.0923ep-3,  0x1.1e90e2p-3,  -0x1.f29a7cp-4,
                             0x1.1ecf92p-3,  -0x1.55a192p-3, 0x1.99d088p-3,
                             -0x1.fffedep-3, 0x1.555506p-2,  -0.5};
  auto [exponent, f] = split(lanes, x);
  Value square = lanes.mul(f, f);
  Value log = lanes.fma(lanes.horner(f, tail), square, f);
  log = lanes.fma(exponent, lanes.number(x, 0x1.62e43p-1), log);
  return chooseSpecial(lanes, x, log);
}

/// log2(1 + f) = f c + f p(f), with c = log2(e) rounded. The sum of the exponent and f c drops
/// digits, which an fma recovers. At most 0.998 ulp.
Value expandLog2(Lanes &lanes, Value x) {
  constexpr double tail[] = {0x1.7d73fap-3, -0x1.88af06p-3, 0x1.379e56p-3, -0x1.64ee6cp-3,
                             0x1.a718dcp-3, -0x1.ed1fa2p-3, 0x1.2773b6p-2, -0x1.715274p-2,
                             0x1.ec70a4p-2, -0x1.715478p-1, 0x1.48a37ap-26};
  auto [exponent, f] = split(lanes, x);
  Value c = lanes.number(x, 0x1.715476p+0);
  Value head = lanes.fma(f, c, exponent);
  Value dropped = lanes.fma(f, c, lanes.sub(exponent, head));
  Value rest = lanes.add(lanes.mul(f, lanes.horner(f, tail)), dropped);
  return chooseSpecial(lanes, x, lanes.add(head, rest));
}

} // namespace gems
