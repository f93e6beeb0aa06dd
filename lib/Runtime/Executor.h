// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who runs the programs of a grid, and how many threads are worth it.
#ifndef GEMS_LIB_RUNTIME_EXECUTOR_H
#define GEMS_LIB_RUNTIME_EXECUTOR_H

#include "SharedGrid.h"

#include <atomic>

namespace gems {
class Pool;

/// How long one program of a binding takes, learned from its launches.
struct Cost {
  double programNs = 0; ///< 0: not known
  uint32_t age = 0;     ///< launches since it was measured
};

/// Runs `programs` programs. The scratch memory has a part for each thread of the executor.
void runGrid(gems_executor *executor, const GridRun &run, int64_t programs, Cost &cost);

} // namespace gems

struct gems_executor {
  uint32_t numThreads;
  std::atomic<uint32_t> grainNs;
  gems::Pool *pool; ///< or null for an adapter
  gems_parallel_for parallelFor;
  void *host;
};

#endif // GEMS_LIB_RUNTIME_EXECUTOR_H
