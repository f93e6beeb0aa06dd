// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Executors: made, set, released.
#include "Executor.h"

#include "Message.h"
#include "Pool.h"

#include <cstdlib>
#include <new>

using namespace gems;

static constexpr double defaultGrainNs = 4000;

static gems_status createExecutor(uint32_t numThreads, gems_executor **result,
                                  gems_message *message) {
  constexpr uint32_t maxThreads = 1024;
  if (!result)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a place for the executor, got null");
  *result = nullptr;
  if (numThreads > maxThreads)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected at most %u threads, got %u", maxThreads,
                numThreads);
  void *memory = nullptr;
  if (posix_memalign(&memory, alignof(gems_executor), sizeof(gems_executor)) != 0)
    return fail(message, GEMS_ERROR_MEMORY, "no memory for an executor");
  *result = new (memory) gems_executor{numThreads, {defaultGrainNs}, nullptr, nullptr, nullptr, {}};
  return succeed(message);
}

gems_status gems_executor_create_pool(uint32_t numThreads, gems_executor **executor,
                                      gems_message *message) {
  uint32_t numCpus = gems_cpu_count();
  if (numThreads == 0)
    numThreads = numCpus;
  if (gems_status status = createExecutor(numThreads, executor, message))
    return status;
  if (numThreads == 1)
    return GEMS_OK;
  (*executor)->pool = Pool::create(numThreads - 1, /*mayStarve=*/numThreads > numCpus);
  if ((*executor)->pool)
    return GEMS_OK;
  gems_executor_release(*executor);
  *executor = nullptr;
  return fail(message, GEMS_ERROR_MEMORY, "no memory for a pool of %u threads", numThreads);
}

gems_status gems_executor_create_adapter(gems_parallel_for parallelFor, void *host,
                                         uint32_t numThreads, gems_executor **executor,
                                         gems_message *message) {
  if (!parallelFor)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a parallel_for function, got null");
  if (gems_status status =
          createExecutor(numThreads ? numThreads : gems_cpu_count(), executor, message))
    return status;
  (*executor)->parallelFor = parallelFor;
  (*executor)->host = host;
  return GEMS_OK;
}

void gems_executor_release(gems_executor *executor) {
  if (!executor)
    return;
  if (executor->pool)
    executor->pool->destroy();
  free(executor);
}

uint32_t gems_executor_num_threads(const gems_executor *executor) {
  return executor ? executor->numThreads : 1;
}

void gems_executor_set_grain(gems_executor *executor, uint32_t nanoseconds) {
  if (executor)
    executor->grainNs.store(nanoseconds, std::memory_order_relaxed);
}

void gems_executor_set_spin(gems_executor *executor, uint32_t nanoseconds) {
  if (executor && executor->pool)
    executor->pool->setSpin(nanoseconds);
}
