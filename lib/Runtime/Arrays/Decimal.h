// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exact comparison of a decimal text and a double.
#ifndef GEMS_LIB_RUNTIME_DECIMAL_H
#define GEMS_LIB_RUNTIME_DECIMAL_H

#include <string>
#include <string_view>

namespace gems {

/// 0.DIGITS * 10^exponent, no zeros at either end of the digits; zero has no digits.
struct Decimal {
  std::string digits;
  long exponent;
};

/// Takes the magnitude of a text that is a valid decimal number.
Decimal readDecimal(std::string_view text);

/// -1, 0 or 1 as the magnitude written is below, equal to or above |value|, which is finite.
int compareMagnitude(std::string_view text, double value);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_DECIMAL_H
