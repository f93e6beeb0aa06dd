// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the generator knows about a value: its range, and how exactly it is defined.
//
// A float is exact when every correct implementation gives the same bits. Sums of inexact data and
// elementary functions are not. The generator keeps inexact values away from whatever is not
// smooth (comparisons, casts to integers, memory that is read again), and bounds their error.
#ifndef GEMS_LIB_FUZZ_FACT_H
#define GEMS_LIB_FUZZ_FACT_H

#include "gems/Interpreter/Element.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <limits>
#include <optional>

namespace gems::fuzz {

using interp::ElementKind;

enum class Exactness : uint8_t {
  Exact,
  Bounded, // finite values may differ by `error`
  Ulps     // results of an elementary function on anything: may differ by some ulps
};

struct Fact {
  // Integers: a range of the value, in 64 bits for an index value.
  int64_t low = std::numeric_limits<int64_t>::min();
  int64_t high = std::numeric_limits<int64_t>::max();
  bool isIndex = false;

  // Floats: a range of what is finite.
  double floor = -std::numeric_limits<double>::infinity();
  double ceiling = std::numeric_limits<double>::infinity();
  bool mayNaN = true, mayInf = true;
  /// The finite values are integers, few enough bits to be added exactly.
  bool isIntegral = false;
  Exactness exactness = Exactness::Exact;
  double error = 0;
  uint64_t ulps = 0;
  /// A reduction feeds it: adding it to something may reassociate.
  bool fromSum = false;
  /// The order of a sum of inexact data is in it.
  bool mayReorder = false;

  bool isExact() const { return exactness == Exactness::Exact; }
  double getMagnitude() const { return std::max(std::abs(floor), std::abs(ceiling)); }
  /// Whether everything that this describes `other` describes too.
  bool isWithin(const Fact &other) const;

  static Fact integers(int64_t low, int64_t high) {
    Fact fact;
    fact.low = low;
    fact.high = high;
    return fact;
  }
  static Fact index(int64_t low, int64_t high) {
    Fact fact = integers(low, high);
    fact.isIndex = true;
    return fact;
  }
  /// Finite floats.
  static Fact floats(double floor, double ceiling, bool isIntegral) {
    Fact fact;
    fact.floor = floor;
    fact.ceiling = ceiling;
    fact.mayNaN = fact.mayInf = false;
    fact.isIntegral = isIntegral;
    return fact;
  }
};

/// The range of a type's values.
Fact getFullRange(ElementKind kind);
double getLargest(ElementKind kind);
/// Integers up to this are exact.
double getIntegerLimit(ElementKind kind);

/// What either describes.
Fact join(const Fact &a, const Fact &b);

/// What an elementwise op on floats of one type gives ("arith.addf"; results of that type); nothing
/// if the op must not see such operands.
std::optional<Fact> applyFloat(llvm::StringRef op, ElementKind kind, llvm::ArrayRef<Fact> operands);

/// What limiting a value to [-bound, bound] gives, whatever it is; bound is at most 32.
Fact applyClamp(ElementKind kind, const Fact &source, double bound);

/// What a conversion gives; nothing if it must not see such a value.
std::optional<Fact> applyCast(ElementKind from, ElementKind to, const Fact &source,
                              bool isUnsigned);

/// What the sum of `count` elements gives; nothing if its result would be anybody's guess.
std::optional<Fact> applySum(ElementKind kind, const Fact &source, int64_t count);

/// What an op on integers gives.
Fact applyInteger(llvm::StringRef op, ElementKind kind, llvm::ArrayRef<Fact> operands);

} // namespace gems::fuzz

#endif // GEMS_LIB_FUZZ_FACT_H
