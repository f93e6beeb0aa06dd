// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ranges and errors through casts, sums and integer ops.
#include "Fact.h"
#include "FloatError.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace gems;
using namespace gems::fuzz;
using llvm::StringRef;

bool Fact::isWithin(const Fact &other) const {
  return low >= other.low && high <= other.high && floor >= other.floor &&
         ceiling <= other.ceiling && mayNaN <= other.mayNaN && mayInf <= other.mayInf &&
         isIntegral >= other.isIntegral && exactness <= other.exactness;
}

Fact gems::fuzz::getFullRange(ElementKind kind) {
  if (!interp::isInteger(kind))
    return Fact();
  unsigned width = interp::getBitWidth(kind);
  return Fact::integers(interp::signExtend(int64_t(1) << (width - 1), width),
                        static_cast<int64_t>((~uint64_t(0) >> 1) >> (64 - width)));
}

double gems::fuzz::getLargest(ElementKind kind) {
  switch (kind) {
  case ElementKind::F16:
    return 65504;
  case ElementKind::BF16:
    return 0x1.fep127;
  case ElementKind::F32:
    return 0x1.fffffep127;
  default:
    return std::numeric_limits<double>::max();
  }
}

double gems::fuzz::getIntegerLimit(ElementKind kind) {
  switch (kind) {
  case ElementKind::F16:
    return 0x1p11;
  case ElementKind::BF16:
    return 0x1p8;
  case ElementKind::F32:
    return 0x1p24;
  default:
    return 0x1p53;
  }
}

Fact gems::fuzz::join(const Fact &a, const Fact &b) {
  Fact fact;
  fact.low = std::min(a.low, b.low);
  fact.high = std::max(a.high, b.high);
  fact.isIndex = a.isIndex || b.isIndex;
  fact.floor = std::min(a.floor, b.floor);
  fact.ceiling = std::max(a.ceiling, b.ceiling);
  fact.mayNaN = a.mayNaN || b.mayNaN;
  fact.mayInf = a.mayInf || b.mayInf;
  fact.isIntegral = a.isIntegral && b.isIntegral;
  fact.exactness = std::max(a.exactness, b.exactness);
  fact.error = std::max(a.error, b.error);
  fact.ulps = std::max(a.ulps, b.ulps);
  fact.fromSum = a.fromSum || b.fromSum;
  fact.mayReorder = a.mayReorder || b.mayReorder;
  return fact;
}

static Fact castToInteger(ElementKind from, ElementKind to, const Fact &source) {
  Fact full = getFullRange(to);
  if (interp::isFloat(from)) {
    if (!(source.floor >= -0x1p31 && source.ceiling <= 0x1p31) || source.mayInf)
      return full;
    int64_t low = std::min<int64_t>(0, std::floor(source.floor));
    int64_t high = std::max<int64_t>(0, std::ceil(source.ceiling));
    return Fact::integers(std::max(low, full.low), std::min(high, full.high));
  }
  // What an index value has beyond its type is kept or dropped, so nothing is known of it.
  if (source.low < full.low || source.high > full.high)
    full.isIndex = source.isIndex;
  else if (source.low >= 0 && from != ElementKind::I1)
    return source;
  if (source.isIndex && to == ElementKind::I64)
    return Fact();
  return full;
}

std::optional<Fact> gems::fuzz::applyCast(ElementKind from, ElementKind to, const Fact &source,
                                          bool isUnsigned) {
  if (interp::isInteger(to)) {
    if (interp::isFloat(from) && !source.isExact())
      return std::nullopt;
    return castToInteger(from, to, source);
  }
  Fact fact;
  if (interp::isInteger(from)) {
    // Floats of any integer: at most 2^64, and f16 may overflow.
    Fact range = getFullRange(from);
    bool isKnown = !isUnsigned && source.low >= range.low && source.high <= range.high;
    fact = Fact::floats(isKnown ? source.low : -0x1p64, isKnown ? source.high : 0x1p64, true);
    if (from == ElementKind::I1)
      fact = Fact::floats(0, 1, true);
    return settle(to, fact);
  }
  fact = source;
  if (source.exactness == Exactness::Ulps) {
    if (interp::getBitWidth(to) < interp::getBitWidth(from))
      return std::nullopt;
    if (to != from)
      return std::nullopt; // an ulp of the source is many of the result
  }
  return roundError(to, fact);
}

std::optional<Fact> gems::fuzz::applySum(ElementKind kind, const Fact &source, int64_t count) {
  if (interp::isInteger(kind))
    return getFullRange(kind);
  ElementKind sumKind = kind == ElementKind::F64 ? kind : ElementKind::F32;
  double magnitude = source.getMagnitude() * count;
  Fact fact = source;
  fact.fromSum = true;
  fact.floor = -magnitude;
  fact.ceiling = magnitude;
  fact.mayNaN |= source.mayInf;
  if (source.isExact() && source.isIntegral && magnitude <= getIntegerLimit(sumKind))
    return settle(kind, fact);
  if (source.exactness == Exactness::Ulps || source.mayInf || !(magnitude < getLargest(kind) / 4))
    return std::nullopt;
  // Both orders are off by at most count roundings of a partial sum; products may be contracted.
  fact.exactness = Exactness::Bounded;
  fact.mayReorder = true;
  fact.isIntegral = false;
  fact.error = source.error * count + 2 * (count + 1) * getUnit(sumKind) * magnitude;
  return roundError(kind, fact);
}

static int64_t saturate(__int128 value) {
  if (value < std::numeric_limits<int64_t>::min())
    return std::numeric_limits<int64_t>::min();
  if (value > std::numeric_limits<int64_t>::max())
    return std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(value);
}

Fact gems::fuzz::applyInteger(StringRef op, ElementKind kind, llvm::ArrayRef<Fact> operands) {
  Fact full = getFullRange(kind);
  if (op != "arith.addi" && op != "arith.subi" && op != "arith.muli")
    return full;
  const Fact &a = operands[0], &b = operands[1];
  __int128 low, high;
  if (op == "arith.addi") {
    low = __int128(a.low) + b.low;
    high = __int128(a.high) + b.high;
  } else if (op == "arith.subi") {
    low = __int128(a.low) - b.high;
    high = __int128(a.high) - b.low;
  } else {
    std::initializer_list<__int128> ends = {__int128(a.low) * b.low, __int128(a.low) * b.high,
                                            __int128(a.high) * b.low, __int128(a.high) * b.high};
    low = std::min(ends);
    high = std::max(ends);
  }
  bool isIndex = a.isIndex || b.isIndex;
  Fact fact = Fact::integers(saturate(low), saturate(high));
  fact.isIndex = isIndex;
  Fact limits = isIndex ? Fact() : full;
  bool wraps = low < limits.low || high > limits.high;
  if (wraps) {
    limits.isIndex = isIndex;
    return limits;
  }
  return fact;
}
