// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a grid on several threads.
#ifndef GEMS_LIB_RUNTIME_GRID_H
#define GEMS_LIB_RUNTIME_GRID_H

#include "gems/Runtime/Runtime.h"

namespace gems {

/// Runs the grid in at most `numThreads` ranges that differ by at most one program in size, the
/// first on the calling thread, which alone runs a grid of one program. A thread that cannot be
/// made leaves its range to the calling one.
gems_status runGrid(gems_binding *binding, const gems_kernel_info *kernel, const int64_t grid[3],
                    unsigned numThreads, gems_message *message);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_GRID_H
