// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a failing case smaller.
#ifndef GEMS_FUZZ_REDUCE_H
#define GEMS_FUZZ_REDUCE_H

#include "gems/Fuzz/Case.h"
#include <functional>

namespace gems::fuzz {

/// Removes launches, ops, masks, programs, arguments and what buffers hold as long as `stillFails` says so of what is left. It
/// asks at most `maxTries` times.
void reduceCase(Case &test, const std::function<bool(Case &)> &stillFails, unsigned maxTries);

} // namespace gems::fuzz

#endif // GEMS_FUZZ_REDUCE_H
