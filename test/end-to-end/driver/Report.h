// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What was checked and what was wrong, in lines of text.
#ifndef GEMS_TEST_ENDTOEND_REPORT_H
#define GEMS_TEST_ENDTOEND_REPORT_H

#include "Arena.h"

namespace e2e {

/// Counts the checks of one group after the other. The first mismatch of a group is described in
/// full; a group ends with one line.
class Report {
public:
  void begin(const std::string &group);
  void end();
  /// Names the case that the following checks belong to.
  void beginCase(const std::string &name);
  /// Adds to the group's line.
  void remark(const std::string &text) { remarks += "; " + text; }

  /// Counts elements that were right.
  void pass(int64_t numElements) { elements += numElements; }
  void fail(const std::string &what);
  /// An element that is not what it should be.
  void fail(const Arena &arena, int64_t position, uint32_t expected, const std::string &rule);
  /// Every byte of an arena.
  bool checkSame(const Arena &got, const Arena &expected, const std::string &rule);
  /// `got` at `position` must be what some real number in [low, high] rounds to.
  bool checkBetween(const Arena &arena, int64_t position, double low, double high);

  bool hasFailed() const { return failures > 0; }
  int64_t numFailures() const { return failures; }

private:
  std::string group, current, remarks;
  int64_t cases = 0, elements = 0, failures = 0, groupFailures = 0;
};

/// "1.5 (0x3fc0)".
std::string formatElement(gems_type type, uint32_t bits);

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_REPORT_H
