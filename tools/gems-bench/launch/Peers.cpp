// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OpenMP, oneTBB and pthreadpool, each as its users would call it.
#include "Peers.h"

#include <dlfcn.h>

#if defined(GEMS_BENCH_TBB)
#include <oneapi/tbb.h>
#endif
#if defined(GEMS_BENCH_PTHREADPOOL)
#include <pthreadpool.h>
#endif

using namespace gems::bench;

/// Runs some rows on this thread, which has scratch memory of its own.
[[maybe_unused]] static void runRows(const Rows &rows, int64_t first, int64_t last) {
  thread_local void *scratch = nullptr;
  if (!scratch)
    (void)gems_scratch_create(rows.kernel, &scratch, nullptr);
  rows.kernel->entry(rows.launch, first, last, scratch);
}

#if defined(_OPENMP)
static std::function<void()> startOpenMPDynamic(const Rows &rows, unsigned numThreads) {
  return [=] {
#pragma omp parallel for schedule(dynamic, 1) num_threads(numThreads)
    for (int64_t i = 0; i < rows.count; ++i)
      runRows(rows, i, i + 1);
  };
}

static std::function<void()> startOpenMPStatic(const Rows &rows, unsigned numThreads) {
  return [=] {
#pragma omp parallel for schedule(static) num_threads(numThreads)
    for (int64_t i = 0; i < rows.count; ++i)
      runRows(rows, i, i + 1);
  };
}

static unsigned numAdapterThreads;

gems_executor *gems::bench::makeOpenMPExecutor(unsigned numThreads) {
  auto parallelFor = [](void *, uint32_t numTasks, gems_task task, void *context) {
#pragma omp parallel for schedule(static, 1) num_threads(numAdapterThreads)
    for (uint32_t i = 0; i < numTasks; ++i)
      task(context, i);
  };
  numAdapterThreads = numThreads;
  gems_executor *executor = nullptr;
  (void)gems_executor_create_adapter(parallelFor, nullptr, numThreads, &executor, nullptr);
  return executor;
}
const char *gems::bench::openMPLibrary() {
  // LLVM's library has GCC's interface beside its own, so it can take the place of GCC's.
  return dlsym(RTLD_DEFAULT, "__kmpc_fork_call") ? "libomp" : "libgomp";
}
#else
const char *gems::bench::openMPLibrary() { return nullptr; }
gems_executor *gems::bench::makeOpenMPExecutor(unsigned) { return nullptr; }
#endif

#if defined(GEMS_BENCH_TBB)
static std::function<void()> startTbb(const Rows &rows, unsigned numThreads) {
  // It holds as long as it lives, which is as long as this process.
  new tbb::global_control(tbb::global_control::max_allowed_parallelism, numThreads);
  return [=] {
    tbb::parallel_for(tbb::blocked_range<int64_t>(0, rows.count),
                      [&](const tbb::blocked_range<int64_t> &range) {
                        runRows(rows, range.begin(), range.end());
                      });
  };
}
#endif

#if defined(GEMS_BENCH_PTHREADPOOL)
static std::function<void()> startPthreadpool(const Rows &rows, unsigned numThreads) {
  pthreadpool_t pool = pthreadpool_create(numThreads);
  return [=] {
    auto task = [](void *rows, size_t i) {
      runRows(*static_cast<const Rows *>(rows), int64_t(i), int64_t(i) + 1);
    };
    pthreadpool_parallelize_1d(pool, task, const_cast<Rows *>(&rows), size_t(rows.count), 0);
  };
}
#endif

std::vector<Peer> gems::bench::listPeers() {
  return {
#if defined(_OPENMP)
      {"OpenMP dynamic", startOpenMPDynamic},
      {"OpenMP static", startOpenMPStatic},
#endif
#if defined(GEMS_BENCH_TBB)
      {"oneTBB", startTbb},
#endif
#if defined(GEMS_BENCH_PTHREADPOOL)
      {"pthreadpool", startPthreadpool},
#endif
  };
}
