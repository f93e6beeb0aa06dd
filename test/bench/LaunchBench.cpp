// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a launch costs: a bound launch of one program beside a direct call, and grids of rows on all
// executors beside one thread. Prints the median of interleaved runs in nanoseconds.
#include "gems/Runtime/Gems.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#if defined(_OPENMP)
#include <omp.h>
#endif
#if defined(GEMS_BENCH_TBB)
#include <oneapi/tbb.h>
#endif
#if defined(GEMS_BENCH_PTHREADPOOL)
#include <pthreadpool.h>
#endif

using Clock = std::chrono::steady_clock;

/// A residual is added to each row, which is then divided by its root mean square; written by hand.
/// Neighbouring programs share a row, so that many rows stay in the caches of the cores they belong
/// to.
static void runRows(const gems_launch *launch, int64_t first, int64_t last, void *) {
  auto *data = static_cast<float *>(launch->args[0].ptr);
  int32_t columns = launch->args[1].i32, repeat = launch->args[2].i32;
  for (int64_t row = first; row < last; ++row) {
    float *__restrict x = data + (row / repeat) * 2 * columns, *__restrict residual = x + columns;
    float sums[64] = {};
    for (int32_t i = 0; i < columns; i += 64)
      for (int32_t k = 0; k < 64; ++k) {
        float sum = x[i + k] + residual[i + k];
        sums[k] += sum * sum;
      }
    float sum = 1e-6f;
    for (float part : sums)
      sum += part;
    float scale = 1 / __builtin_sqrtf(sum / float(columns));
    for (int32_t i = 0; i < columns; ++i)
      x[i] = (x[i] + residual[i]) * scale;
  }
}

static const gems_arg_info args[] = {{"data", GEMS_POINTER, GEMS_F32, 0, 0},
                                     {"columns", GEMS_SCALAR, GEMS_I32, 0, 0},
                                     {"repeat", GEMS_SCALAR, GEMS_I32, 0, 0}};
static const gems_kernel_info info = {GEMS_ABI_VERSION,
                                      sizeof(gems_kernel_info),
                                      "rows",
                                      runRows,
                                      args,
                                      nullptr,
                                      3,
                                      0,
                                      "host",
                                      "native",
#if defined(__aarch64__)
                                      "+neon",
                                      0,
                                      64,
                                      GEMS_ISA_NEON};
#else
                                      "+avx2",
                                      0,
                                      64,
                                      GEMS_ISA_AVX2};
#endif

/// What is measured. It is made in a process of its own: idle threads of one library must not take
/// the CPUs from another.
struct Contender {
  const char *name;
  std::function<std::function<void()>()> make;
  std::vector<double> times = {};
};

static double medianOf(std::vector<double> &times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

static double measureHere(const std::function<void()> &run) {
  std::vector<double> times;
  for (int round = 0; round < 25; ++round) {
    auto start = Clock::now();
    int64_t numRuns = 0, ns = 0;
    while (ns < 400000) {
      for (int i = 0; i < 8; ++i)
        run();
      numRuns += 8;
      ns = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
    }
    times.push_back(double(ns) / double(numRuns));
  }
  return medianOf(times);
}

static double measureInChild(const Contender &contender) {
  int ends[2];
  double result = 0;
  if (pipe(ends) != 0)
    abort();
  pid_t child = fork();
  if (child == 0) {
    result = measureHere(contender.make());
    _exit(write(ends[1], &result, sizeof(result)) == sizeof(result) ? 0 : 1);
  }
  close(ends[1]);
  if (read(ends[0], &result, sizeof(result)) != sizeof(result))
    fprintf(stderr, "%s did not finish\n", contender.name);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return result;
}

/// Measures all in turns, so that whatever else the machine does meets everybody.
static void measure(const char *title, std::vector<Contender> contenders) {
  for (int round = 0; round < 5; ++round)
    for (Contender &contender : contenders)
      contender.times.push_back(measureInChild(contender));
  printf("%s\n", title);
  double first = 0;
  for (Contender &contender : contenders) {
    double median = medianOf(contender.times);
    first = first ? first : median;
    printf("  %-24s %12.1f ns %8.2fx\n", contender.name, median, first / median);
  }
  fflush(stdout);
}

static std::vector<float> data(size_t(1) << 24, 1.0f);

/// A binding and what it needs, for as long as the process runs.
static std::function<void()> launchRows(int64_t rows, int32_t columns, int32_t repeat,
                                        gems_executor *executor) {
  auto *binding = new gems::Binding(gems::Kernel(info).bind(data.data(), columns, repeat).value());
  if (executor)
    (void)gems_binding_set_executor(binding->get(), executor, nullptr);
  return [=] {
    const int64_t grid[3] = {rows, 1, 1};
    (void)gems_binding_launch(binding->get(), grid, nullptr);
  };
}

static gems_executor *makePool(unsigned numThreads) {
  return gems::Executor::pool(numThreads).value().take();
}

/// The arguments of a direct call.
struct Call {
  Call(int64_t rows, int32_t columns, int32_t repeat) {
    values[0].ptr = data.data();
    values[1].i32 = columns;
    values[2].i32 = repeat;
    launch = {values, {uint32_t(rows), 1, 1}, 0};
  }
  Call(const Call &) = delete;
  gems_value values[3];
  gems_launch launch;
};

static void measureOneProgram() {
  constexpr int32_t columns = 64;
  static Call call(1, columns, 1);
  static gems_entry volatile entry = runRows;
  measure("one program of 64 elements",
          {{"direct call", [] { return [] { entry(&call.launch, 0, 1, nullptr); }; }},
           {"bound", [] { return launchRows(1, columns, 1, nullptr); }},
           {"bound, pool", [] { return launchRows(1, columns, 1, makePool(2)); }},
           {"unbound, pool", [] {
              gems_executor *pool = makePool(2);
              return [pool] {
                const int64_t grid[3] = {1, 1, 1};
                (void)gems_kernel_launch(&info, call.values, grid, pool, 0, nullptr);
              };
            }}});
}

#if defined(_OPENMP)
static unsigned numOpenMPThreads;
static void openMPParallelFor(void *, uint32_t numTasks, gems_task task, void *context) {
#pragma omp parallel for schedule(static, 1) num_threads(numOpenMPThreads)
  for (uint32_t i = 0; i < numTasks; ++i)
    task(context, i);
}
#endif

static std::vector<Contender> listPeers(const Call &call, int64_t rows, unsigned numThreads) {
  std::vector<Contender> peers;
  const gems_launch *launch = &call.launch;
#if defined(_OPENMP)
  peers.push_back({"OpenMP, dynamic", [=] {
                     return [=] {
#pragma omp parallel for schedule(dynamic, 1) num_threads(numThreads)
                       for (int64_t i = 0; i < rows; ++i)
                         runRows(launch, i, i + 1, nullptr);
                     };
                   }});
  peers.push_back({"OpenMP, static", [=] {
                     return [=] {
#pragma omp parallel for schedule(static) num_threads(numThreads)
                       for (int64_t i = 0; i < rows; ++i)
                         runRows(launch, i, i + 1, nullptr);
                     };
                   }});
#endif
#if defined(GEMS_BENCH_TBB)
  peers.push_back({"oneTBB", [=] {
                     new tbb::global_control(tbb::global_control::max_allowed_parallelism,
                                             numThreads);
                     return [=] {
                       tbb::parallel_for(tbb::blocked_range<int64_t>(0, rows),
                                         [&](const tbb::blocked_range<int64_t> &range) {
                                           runRows(launch, range.begin(), range.end(), nullptr);
                                         });
                     };
                   }});
#endif
#if defined(GEMS_BENCH_PTHREADPOOL)
  peers.push_back({"pthreadpool", [=] {
                     pthreadpool_t pool = pthreadpool_create(numThreads);
                     return [=] {
                       pthreadpool_parallelize_1d(
                           pool,
                           [](void *launch, size_t i) {
                             runRows(static_cast<const gems_launch *>(launch), int64_t(i),
                                     int64_t(i) + 1, nullptr);
                           },
                           const_cast<gems_launch *>(launch), size_t(rows), 0);
                     };
                   }});
#endif
  return peers;
}

static void measureGrid(int64_t rows, int32_t columns, unsigned numThreads) {
  // In pieces that stay in the second-level cache of one core.
  const auto repeat = int32_t(std::max<int64_t>(1, rows * columns >> 17));
  Call call(rows, columns, repeat);
  std::vector<Contender> contenders = {
      {"one thread", [=] { return launchRows(rows, columns, repeat, nullptr); }},
      {"gems pool", [=] { return launchRows(rows, columns, repeat, makePool(numThreads)); }}};
#if defined(_OPENMP)
  numOpenMPThreads = numThreads;
  contenders.push_back({"gems over OpenMP", [=] {
                          gems_executor *adapter;
                          (void)gems_executor_create_adapter(openMPParallelFor, nullptr, numThreads,
                                                             &adapter, nullptr);
                          return launchRows(rows, columns, repeat, adapter);
                        }});
#endif
  for (Contender &peer : listPeers(call, rows, numThreads))
    contenders.push_back(std::move(peer));
  char title[80];
  snprintf(title, sizeof(title), "%lld x %d f32, %u threads", static_cast<long long>(rows), columns,
           numThreads);
  measure(title, contenders);
}

int main() {
  unsigned numThreads = std::max(2u, gems_cpu_count());
  measureOneProgram();
  for (int64_t rows : {1, 8, 64, 2048, 4096})
    for (int32_t columns : {64, 1024, 4096})
      measureGrid(rows, columns, numThreads);
  return 0;
}
