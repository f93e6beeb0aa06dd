// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What conversions and functions of one operand give, by their definition.
#ifndef GEMS_TEST_NUMBERS_REFERENCE_H
#define GEMS_TEST_NUMBERS_REFERENCE_H

#include "gems/Runtime/Abi.h"

#include <cstdint>
#include <functional>
#include <string>

namespace numbers {

/// The words of a type, as kernels keep them in memory; an i1 is an i8 that is 0 or 1.
unsigned widthOf(gems_type type);
bool isFloat(gems_type type);
/// The number that a word stands for.
long double valueOf(uint64_t word, gems_type type, bool isUnsigned);
/// Whether two words are the same, or both NaN.
bool isSame(uint64_t a, uint64_t b, gems_type type);

/// The result of a conversion. Integers keep their low bits, floats are rounded once or saturate.
uint64_t convert(uint64_t word, gems_type from, gems_type to, bool isUnsigned);

/// How far a result is from the exact one, in units of the exact one's last place; infinite where
/// NaN, an infinity, a zero or a sign is wrong.
double measure(uint64_t word, double exact, gems_type type);

/// A function of one operand.
struct Function {
  const char *name;
  double (*reference)(double);
  /// The largest error that the table of admitted ops allows in f32; less than .5 where every
  /// result has to be the nearest number.
  double bound;
};
/// Null for a name that there is no function of.
const Function *findFunction(const std::string &name);

} // namespace numbers

#endif // GEMS_TEST_NUMBERS_REFERENCE_H
