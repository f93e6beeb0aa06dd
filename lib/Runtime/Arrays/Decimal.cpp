// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exact comparison of a decimal text and a double.
#include "Decimal.h"

#include <charconv>
#include <cmath>
#include <cstdio>

using namespace gems;

Decimal gems::readDecimal(std::string_view text) {
  Decimal result{"", 0};
  size_t mark = text.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view power = text.substr(mark + 1);
    bool isNegative = !power.empty() && power.front() == '-';
    if (!power.empty() && (power.front() == '+' || isNegative))
      power.remove_prefix(1);
    // Enough for any text of a sane length, and small enough to add to.
    constexpr long limit = 1L << 40;
    long magnitude = 0;
    auto parsed = std::from_chars(power.data(), power.data() + power.size(), magnitude);
    if (parsed.ec == std::errc::result_out_of_range || magnitude > limit)
      magnitude = limit;
    result.exponent = isNegative ? -magnitude : magnitude;
    text = text.substr(0, mark);
  }
  bool afterPoint = false;
  for (char c : text) {
    if (c == '.') {
      afterPoint = true;
    } else if (c >= '0' && c <= '9') {
      bool isLeadingZero = c == '0' && result.digits.empty();
      if (!isLeadingZero)
        result.digits.push_back(c);
      if (isLeadingZero ? afterPoint : !afterPoint)
        result.exponent += isLeadingZero ? -1 : 1;
    }
  }
  while (!result.digits.empty() && result.digits.back() == '0')
    result.digits.pop_back();
  return result;
}

int gems::compareMagnitude(std::string_view text, double value) {
  // Enough digits for every double exactly; the C library prints all of them.
  char exact[1200];
  int length = snprintf(exact, sizeof(exact), "%.1100e", std::fabs(value));
  for (int i = 0; i < length; ++i)
    if (exact[i] == ',')
      exact[i] = '.'; // the decimal point of the caller's locale
  Decimal left = readDecimal(text), right = readDecimal(std::string_view(exact, length));
  if (left.digits.empty() || right.digits.empty())
    return int(!left.digits.empty()) - int(!right.digits.empty());
  if (left.exponent != right.exponent)
    return left.exponent < right.exponent ? -1 : 1;
  int order = left.digits.compare(right.digits);
  return order < 0 ? -1 : order > 0;
}
