// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers written as text, read exactly into every type that a kernel knows.
#ifndef GEMS_RUNTIME_NUMBER_H
#define GEMS_RUNTIME_NUMBER_H

#include "gems/Runtime/Abi.h"

#include <string>
#include <string_view>

namespace gems {

/// Reads a whole text as a number of `type`. Floating point: decimal, rounded once to nearest even
/// from the exact value written; what would round to infinity is an error; also inf and nan.
/// Integers: decimal, in the signed range, or 0x and the bits in hexadecimal. i1: 0, 1.
bool parseNumber(std::string_view text, gems_type type, gems_value &value, std::string &error);

/// Reads a decimal integer, nothing before or after it.
bool parseInteger(std::string_view text, int64_t &value);

/// The shortest usual text of a value.
std::string formatNumber(gems_type type, gems_value value);

/// An integer, or a real number rounded to nearest even, as a value of `type`. `convertReal` is for
/// floating types; the integer must be in the range of an integer type.
gems_value convertInteger(gems_type type, int64_t number);
gems_value convertReal(gems_type type, double number);

bool isFloat(gems_type type);
/// Whether an integer is in the signed range of an integer type; true for floating types.
bool isInRange(gems_type type, int64_t number);

} // namespace gems

#endif // GEMS_RUNTIME_NUMBER_H
