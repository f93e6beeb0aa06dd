// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who runs the programs of a grid, and how many threads are worth it.
#include "Executor.h"

#include "Message.h"
#include "Pool.h"
#include "Thread.h"

#include <cstdlib>
#include <new>

using namespace gems;

static constexpr uint32_t defaultGrainNs = 4000;
/// A chunk shorter than this costs more to hand out than it evens out.
static constexpr double minChunkNs = 500;
/// Launches between two measurements of work that stays on the calling thread.
static constexpr uint32_t maxCostAge = 16;

static gems_status createExecutor(uint32_t numThreads, gems_executor **result,
                                  gems_message *message) {
  constexpr uint32_t maxThreads = 1024;
  if (!result)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a place for the executor, got null");
  *result = nullptr;
  if (numThreads > maxThreads)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected at most %u threads, got %u", maxThreads,
                numThreads);
  void *memory = malloc(sizeof(gems_executor));
  if (!memory)
    return fail(message, GEMS_ERROR_MEMORY, "no memory for an executor");
  *result = new (memory) gems_executor{numThreads, {defaultGrainNs}, nullptr, nullptr, nullptr};
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

/// Runs programs on the calling thread until their cost is clear. Returns the first that is left to
/// share; `programs` when the rest was too little.
static int64_t measure(const GridRun &run, int64_t programs, double grainNs, Cost &cost) {
  int64_t start = nowNs(), done = 0, chunk = 1;
  for (;;) {
    run.run(0, done, done + chunk);
    done += chunk;
    double elapsed = double(nowNs() - start);
    cost = {elapsed / double(done), 0};
    int64_t left = programs - done;
    if (left == 0)
      return programs;
    if (cost.programNs * double(left) < grainNs) {
      run.run(0, done, programs);
      return programs;
    }
    if (elapsed >= grainNs / 4)
      return done;
    chunk = chunk * 2 < left ? chunk * 2 : left;
  }
}

/// Runs all programs on the calling thread, and now and then looks how long that takes.
static void runAlone(const GridRun &run, int64_t programs, Cost &cost) {
  if (++cost.age < maxCostAge)
    return run.run(0, 0, programs);
  int64_t start = nowNs();
  run.run(0, 0, programs);
  cost = {double(nowNs() - start) / double(programs), 0};
}

static void runTask(void *grid, uint32_t index) {
  static_cast<SharedGrid *>(grid)->participate(index);
}

static void share(gems_executor *executor, const GridRun &run, int64_t first, int64_t last,
                  double grainNs, Cost &cost) {
  double leftNs = cost.programNs * double(last - first);
  int64_t numThreads = executor->numThreads, minChunk = 1;
  numThreads = numThreads < last - first ? numThreads : last - first;
  if (grainNs > 0) {
    // Everybody who takes part should have half a grain to do.
    double worthwhile = 1 + 2 * leftNs / grainNs;
    numThreads = double(numThreads) < worthwhile ? numThreads : int64_t(worthwhile);
    if (cost.programNs < minChunkNs)
      minChunk = int64_t(minChunkNs / (cost.programNs > 1e-6 ? cost.programNs : 1e-6));
  }
  if (numThreads < 2)
    return run.run(0, first, last);
  auto participants = static_cast<uint32_t>(numThreads);
  constexpr size_t partSize = sizeof(SharedGrid::Part);
  auto *parts = static_cast<SharedGrid::Part *>(
      __builtin_alloca_with_align(partSize * participants, 8 * partSize));
  SharedGrid grid(run, parts, first, last, minChunk, participants);
  if (executor->pool) {
    Pool::Invitation *invitation =
        executor->pool->invite(grid, participants - 1, grainNs > 0 ? leftNs : 1e18);
    grid.participate(0);
    if (invitation)
      executor->pool->withdraw(*invitation);
  } else {
    executor->parallelFor(executor->host, participants, runTask, &grid);
    // Nothing is left, unless the host broke its promise.
    grid.participate(0);
  }
  if (grid.programNs() > 0)
    cost = {grid.programNs(), 0};
}

void gems::runGrid(gems_executor *executor, const GridRun &run, int64_t programs, Cost &cost) {
  if (programs <= 0)
    return;
  if (programs == 1 || !executor || executor->numThreads == 1 || isInsideSharedGrid())
    return run.run(0, 0, programs);
  double grainNs = executor->grainNs.load(std::memory_order_relaxed);
  int64_t first = 0;
  if (grainNs > 0 && cost.programNs == 0)
    first = measure(run, programs, grainNs, cost);
  else if (grainNs > 0 && cost.programNs * double(programs) < grainNs)
    return runAlone(run, programs, cost);
  if (first < programs)
    share(executor, run, first, programs, grainNs, cost);
}
