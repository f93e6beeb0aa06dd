// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measurements in processes of their own: idle threads of one library must not take the processors
// from another, and what comes first in a process comes once.
#ifndef GEMS_BENCH_LAUNCH_CHILD_H
#define GEMS_BENCH_LAUNCH_CHILD_H

#include "llvm/ADT/STLFunctionalExtras.h"

#include <vector>

namespace gems::bench {

/// What the function returned in a forked process; nothing, after one line, when that failed.
std::vector<double> measureInChild(llvm::function_ref<std::vector<double>()> measure);

/// Nanoseconds from an arbitrary moment.
double now();

} // namespace gems::bench

#endif // GEMS_BENCH_LAUNCH_CHILD_H
