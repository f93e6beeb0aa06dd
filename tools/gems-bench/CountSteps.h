// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instructions executed on this machine, which unlike times do not depend on what else it does.
#ifndef GEMS_BENCH_COUNTSTEPS_H
#define GEMS_BENCH_COUNTSTEPS_H

#include "llvm/ADT/STLFunctionalExtras.h"

#include <cstdint>
#include <optional>

namespace gems::bench {

/// Runs a function in a child process, one instruction at a time, and counts them: some
/// microseconds each. The count includes the same few for every function. Nothing where processes
/// may not be traced.
std::optional<uint64_t> countSteps(llvm::function_ref<void()> run);

} // namespace gems::bench

#endif // GEMS_BENCH_COUNTSTEPS_H
