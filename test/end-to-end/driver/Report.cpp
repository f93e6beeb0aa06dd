// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What was checked and what was wrong.
#include "Report.h"

#include <cstdio>

using namespace e2e;

std::string e2e::formatElement(gems_type type, uint32_t bits) {
  char text[64];
  snprintf(text, sizeof(text), type == GEMS_F32 ? "%.9g (0x%08x)" : "%.9g (0x%04x)",
           fromBits(type, bits), bits);
  return text;
}

void Report::begin(const std::string &name) {
  group = name;
  current.clear();
  remarks.clear();
  cases = elements = groupFailures = 0;
}

void Report::end() {
  printf("  %-28s %4lld cases, %8lld elements: ", group.c_str(), static_cast<long long>(cases),
         static_cast<long long>(elements));
  if (groupFailures)
    printf("%lld FAILED%s\n", static_cast<long long>(groupFailures), remarks.c_str());
  else
    printf("right%s\n", remarks.c_str());
  fflush(stdout);
}

void Report::beginCase(const std::string &name) {
  current = name;
  ++cases;
}

void Report::fail(const std::string &what) {
  ++failures;
  if (groupFailures++ == 0)
    printf("  MISMATCH in %s, case %s: %s\n", group.c_str(), current.c_str(), what.c_str());
}

void Report::fail(const Arena &arena, int64_t position, uint32_t expected,
                  const std::string &rule) {
  gems_type type = arena.getType();
  fail(arena.describe(position) + ": expected " + formatElement(type, expected) + ", got " +
       formatElement(type, arena.bits(position)) + "; rule: " + rule);
}

bool Report::checkSame(const Arena &got, const Arena &expected, const std::string &rule) {
  int64_t position = got.findDifference(expected);
  if (position >= 0)
    fail(got, position, expected.bits(position), rule);
  return position < 0;
}

bool Report::checkBetween(const Arena &arena, int64_t position, double low, double high) {
  gems_type type = arena.getType();
  uint32_t bits = arena.bits(position);
  double got = fromBits(type, bits);
  ++elements;
  // Rounding is monotonic, so the rounded bounds are the least and the greatest right answer.
  if (std::isnan(low) || std::isnan(high) ? std::isnan(got)
                                          : got >= roundTo(type, low) && got <= roundTo(type, high))
    return true;
  char text[128];
  snprintf(text, sizeof(text), ": expected between %.9g and %.9g, got ", low, high);
  fail(arena.describe(position) + text + formatElement(type, bits));
  return false;
}
