// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who runs the programs of a grid.
#ifndef GEMS_LIB_RUNTIME_EXECUTOR_H
#define GEMS_LIB_RUNTIME_EXECUTOR_H

#include "CostTable.h"
#include "SharedGrid.h"

#include <atomic>

namespace gems {
class Pool;
} // namespace gems

struct gems_executor {
  uint32_t numThreads;
  std::atomic<double> grainNs; ///< the work that stays on the calling thread
  gems::Pool *pool;            ///< or null for an adapter
  gems_parallel_for parallelFor;
  void *host;
  gems::CostTable costs; ///< of launches without a binding
};

namespace gems {

/// Runs two programs or more on an executor of two threads or more. The scratch memory has a part
/// for each thread.
void runGrid(gems_executor *executor, const GridRun &run, int64_t programs, Cost &cost);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_EXECUTOR_H
