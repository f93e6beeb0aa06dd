// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ranges and errors through elementwise ops on floats.
#include "FloatError.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace gems::fuzz;
using llvm::ArrayRef;
using llvm::StringRef;

double gems::fuzz::getUnit(ElementKind kind) { return 0.5 / (getIntegerLimit(kind) / 2); }

double gems::fuzz::getTiny(ElementKind kind) {
  switch (kind) {
  case ElementKind::F16:
    return 0x1p-24;
  case ElementKind::BF16:
    return 0x1p-133;
  case ElementKind::F32:
    return 0x1p-149;
  default:
    return 0x1p-1074;
  }
}

Fact gems::fuzz::settle(ElementKind kind, Fact fact) {
  double largest = getLargest(kind);
  if (!(fact.floor >= -largest && fact.ceiling <= largest))
    fact.mayInf = true;
  // The ends are rounded like the values between them.
  double slack = fact.isIntegral ? 0 : fact.getMagnitude() * getUnit(kind) * 2 + getTiny(kind);
  fact.floor = std::max(fact.floor - slack, -largest);
  fact.ceiling = std::min(fact.ceiling + slack, largest);
  if (!(fact.getMagnitude() <= getIntegerLimit(kind)))
    fact.isIntegral = false;
  return fact;
}

std::optional<Fact> gems::fuzz::roundError(ElementKind kind, Fact fact) {
  if (fact.exactness != Exactness::Bounded)
    return settle(kind, fact);
  double magnitude = fact.getMagnitude();
  if (!(magnitude + fact.error < getLargest(kind) / 4) || fact.mayInf)
    return std::nullopt;
  fact.error += 2 * (getUnit(kind) * (magnitude + fact.error) + getTiny(kind));
  fact.isIntegral = false;
  return settle(kind, fact);
}

namespace {
struct Interval {
  double low, high;
};
} // namespace

static Interval hull(std::initializer_list<double> values) {
  for (double value : values)
    if (std::isnan(value))
      return {-INFINITY, INFINITY};
  return {std::min(values), std::max(values)};
}

/// An elementary function f, where f is monotonic or known to be within [-1, 1].
struct Elementary {
  StringRef name;
  uint64_t ulps;
  double (*function)(double); // null: within [-1, 1]
  /// The largest |f'| over a range that contains the operand.
  double (*slope)(double low, double high);
  double smallest, greatest; // what the operand may be at most
};

static const Elementary elementaries[] = {
    {"math.sin", 2, nullptr, [](double, double) { return 1.0; }, -1000, 1000},
    {"math.cos", 2, nullptr, [](double, double) { return 1.0; }, -1000, 1000},
    {"math.tanh", 3, nullptr, [](double, double) { return 1.0; }, -1000, 1000},
    {"math.erf", 3, nullptr, [](double, double) { return 1.13; }, -1000, 1000},
    {"math.exp", 2, [](double x) { return std::exp(x); },
     [](double, double high) { return std::exp(high); }, -80, 8},
    {"math.exp2", 2, [](double x) { return std::exp2(x); },
     [](double, double high) { return std::exp2(high); }, -100, 12},
    {"math.log", 2, [](double x) { return std::log(x); },
     [](double low, double) { return 1 / low; }, 0x1p-6, 1e4},
    {"math.log2", 2, [](double x) { return std::log2(x); },
     [](double low, double) { return 1.5 / low; }, 0x1p-6, 1e4},
    {"math.rsqrt", 2, [](double x) { return -1 / std::sqrt(x); },
     [](double low, double) { return 0.5 / (low * std::sqrt(low)); }, 0x1p-6, 1e4},
    {"math.sqrt", 0, [](double x) { return std::sqrt(x); },
     [](double low, double) { return 0.5 / std::sqrt(low); }, 0x1p-6, 1e4}};

static const Elementary *findElementary(StringRef op) {
  for (const Elementary &entry : elementaries)
    if (entry.name == op)
      return &entry;
  return nullptr;
}

static std::optional<Fact> applyElementary(const Elementary &entry, ElementKind kind,
                                           const Fact &x) {
  if (x.exactness == Exactness::Ulps)
    return std::nullopt;
  double low = x.floor - x.error, high = x.ceiling + x.error;
  bool isTame = !x.mayInf && low >= entry.smallest && high <= entry.greatest;
  Fact fact;
  fact.mayReorder = x.mayReorder;
  if (!isTame) {
    if (!x.isExact())
      return std::nullopt;
    if (entry.ulps == 0)
      return fact; // sqrt rounds once
    fact.exactness = Exactness::Ulps;
    fact.ulps = entry.ulps;
    return fact;
  }
  Interval range = {-1, 1};
  if (entry.name == "math.rsqrt")
    range = {1 / std::sqrt(high), 1 / std::sqrt(low)};
  else if (entry.function)
    range = {entry.function(low), entry.function(high)};
  fact.floor = range.low;
  fact.ceiling = range.high;
  fact.mayInf = false;
  fact.mayNaN = x.mayNaN;
  if (x.isExact() && entry.ulps == 0)
    return settle(kind, fact);
  fact.exactness = Exactness::Bounded;
  fact.error = x.error * entry.slope(low, high) +
               2 * (entry.ulps + 1) * getUnit(kind) * fact.getMagnitude();
  return roundError(kind, fact);
}

/// The range of a result, as if computed exactly, and the error it inherits; false if unknown.
static bool propagate(StringRef op, ArrayRef<Fact> x, Interval &range, double &error) {
  double a = x[0].floor, b = x[0].ceiling;
  error = x[0].error;
  if (op == "arith.negf") {
    range = {-b, -a};
    return true;
  }
  if (op == "math.absf") {
    range = {a > 0 ? a : b < 0 ? -b : 0, x[0].getMagnitude()};
    return true;
  }
  if (x.size() < 2)
    return false;
  double c = x[1].floor, d = x[1].ceiling;
  if (op == "arith.addf" || op == "arith.subf") {
    range = op == "arith.addf" ? Interval{a + c, b + d} : Interval{a - d, b - c};
    error = x[0].error + x[1].error;
    return !std::isnan(range.low) && !std::isnan(range.high);
  }
  if (op == "arith.mulf") {
    range = hull({a * c, a * d, b * c, b * d});
    error = x[0].error * x[1].getMagnitude() + x[1].error * x[0].getMagnitude() +
            x[0].error * x[1].error;
    return true;
  }
  if (op == "arith.maximumf" || op == "arith.minimumf") {
    bool isMax = op == "arith.maximumf";
    range = isMax ? Interval{std::max(a, c), std::max(b, d)}
                  : Interval{std::min(a, c), std::min(b, d)};
    error = std::max(x[0].error, x[1].error);
    return true;
  }
  if (op == "arith.divf") {
    double smallest = c > 0 ? c - x[1].error : d < 0 ? -d - x[1].error : 0;
    if (smallest < 0x1p-6)
      return false;
    range = hull({a / c, a / d, b / c, b / d});
    error = (x[0].error + x[1].error * x[0].getMagnitude() / smallest) / smallest;
    return true;
  }
  if (op == "math.fma") {
    Interval product = hull({a * c, a * d, b * c, b * d});
    range = {product.low + x[2].floor, product.high + x[2].ceiling};
    error = x[0].error * x[1].getMagnitude() + x[1].error * x[0].getMagnitude() +
            x[0].error * x[1].error + x[2].error;
    return !std::isnan(range.low) && !std::isnan(range.high);
  }
  return false;
}

std::optional<Fact> gems::fuzz::applyFloat(StringRef op, ElementKind kind,
                                           ArrayRef<Fact> operands) {
  if (const Elementary *entry = findElementary(op))
    return applyElementary(*entry, kind, operands[0]);
  Fact fact;
  bool isInexact = false;
  fact.mayNaN = fact.mayInf = false;
  for (const Fact &operand : operands) {
    if (operand.exactness == Exactness::Ulps)
      return std::nullopt;
    isInexact |= !operand.isExact();
    fact.mayNaN |= operand.mayNaN;
    fact.fromSum |= operand.fromSum;
    fact.mayReorder |= operand.mayReorder;
  }
  fact.mayInf = llvm::any_of(operands, [](const Fact &f) { return f.mayInf; });
  fact.mayNaN |= fact.mayInf;
  bool keepsIntegers = llvm::StringSwitch<bool>(op)
                           .Cases({"arith.addf", "arith.subf", "arith.mulf"}, true)
                           .Cases({"arith.negf", "math.absf", "math.fma"}, true)
                           .Cases({"arith.maximumf", "arith.minimumf"}, true)
                           .Default(false);
  fact.isIntegral =
      keepsIntegers && llvm::all_of(operands, [](const Fact &f) { return f.isIntegral; });
  Interval range;
  bool isKnown = propagate(op, operands, range, fact.error);
  if (isKnown) {
    fact.floor = range.low;
    fact.ceiling = range.high;
  }
  bool adds = op == "arith.addf" || op == "arith.subf" || op == "math.fma";
  if (!isInexact) {
    fact.error = 0;
    if (!isKnown)
      fact.mayNaN = fact.mayInf = true;
    fact = settle(kind, fact);
    // Which of the additions comes first is anybody's choice then.
    if (adds && fact.fromSum && !fact.isIntegral)
      return std::nullopt;
    fact.fromSum &= adds || op == "arith.mulf";
    return fact;
  }
  if (!isKnown || fact.mayInf)
    return std::nullopt;
  fact.exactness = Exactness::Bounded;
  return roundError(kind, fact);
}

Fact gems::fuzz::applyClamp(ElementKind kind, const Fact &source, double bound) {
  Fact fact = source;
  // An infinity becomes the bound, so the error of whatever comes in is bounded too.
  if (source.exactness == Exactness::Ulps) {
    fact.exactness = Exactness::Bounded;
    fact.error = 2 * (source.ulps + 1) * getUnit(kind) * bound + 4 * getTiny(kind);
    fact.ulps = 0;
  }
  fact.floor = std::min(std::max(source.floor, -bound), bound);
  fact.ceiling = std::max(std::min(source.ceiling, bound), -bound);
  fact.mayInf = false;
  return fact;
}
