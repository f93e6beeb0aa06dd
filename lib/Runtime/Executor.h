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

/// What a binding learned from its launches.
struct Cost {
  double programNs = 0;  ///< of one program on the calling thread alone; 0: not known
  double grainNs = 0;    ///< work that sharing made no faster; 0: none was seen
  uint32_t age = 0;      ///< launches since programNs was measured
  uint32_t losses = 0;   ///< points for shared launches in a row that were no faster
  uint32_t numAlone = 0; ///< launches that stayed on the calling thread for grainNs
  uint32_t patience = 0; ///< how many of those before sharing is tried again
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
