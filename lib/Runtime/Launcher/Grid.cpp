// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a grid on several threads.
#include "Grid.h"

#include <algorithm>
#include <pthread.h>
#include <vector>

using namespace gems;

namespace {

struct Worker {
  const gems_binding *binding;
  const int64_t *grid;
  int64_t first, last;
  void *scratch;
  pthread_t thread;
  bool isStarted;
  gems_status status;
  gems_message message;

  void run() { status = gems_binding_launch_range(binding, grid, first, last, scratch, &message); }
};

} // namespace

static void *runWorker(void *worker) {
  static_cast<Worker *>(worker)->run();
  return nullptr;
}

gems_status gems::runGrid(gems_binding *binding, const gems_kernel_info *kernel,
                          const int64_t grid[3], unsigned numThreads, gems_message *message) {
  int64_t programs;
  if (gems_status status = gems_grid_size(grid, &programs, message))
    return status;
  if (programs <= 1 || numThreads <= 1)
    return gems_binding_launch(binding, grid, message);
  std::vector<Worker> workers(static_cast<size_t>(std::min<int64_t>(programs, numThreads)));
  int64_t share = programs / int64_t(workers.size()), larger = programs % int64_t(workers.size());
  gems_status status = GEMS_OK;
  int64_t next = 0;
  for (size_t i = 0; i < workers.size(); ++i) {
    int64_t last = next + share + (int64_t(i) < larger);
    workers[i] = {binding, grid, next, last, nullptr, {}, false, GEMS_OK, {}};
    next = last;
    if (i > 0 && status == GEMS_OK)
      status = gems_scratch_create(kernel, &workers[i].scratch, message);
  }
  if (status == GEMS_OK) {
    for (size_t i = 1; i < workers.size(); ++i)
      workers[i].isStarted =
          pthread_create(&workers[i].thread, nullptr, runWorker, &workers[i]) == 0;
    for (Worker &worker : workers)
      if (!worker.isStarted)
        worker.run();
  }
  for (Worker &worker : workers) {
    if (worker.isStarted)
      pthread_join(worker.thread, nullptr);
    gems_scratch_release(worker.scratch);
    if (status == GEMS_OK && worker.status != GEMS_OK) {
      status = worker.status;
      if (message)
        *message = worker.message;
    }
  }
  return status;
}
