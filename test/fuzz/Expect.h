// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a fuzzer says that something is wrong.
#ifndef GEMS_TEST_FUZZ_EXPECT_H
#define GEMS_TEST_FUZZ_EXPECT_H

#include <cstdio>
#include <cstdlib>

namespace gems::fuzz {

/// Ends the process unless the condition holds; libFuzzer keeps the input.
inline void expect(bool condition, const char *what) {
  if (condition)
    return;
  fprintf(stderr, "expected %s\n", what);
  abort();
}

} // namespace gems::fuzz

#endif // GEMS_TEST_FUZZ_EXPECT_H
