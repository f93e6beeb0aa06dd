// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who runs the programs of a grid: every program once, on no more threads than are worth it.
#include "HostKernel.h"

#include <atomic>
#include <cfenv>
#include <chrono>
#include <cmath>
#include <csignal>
#include <functional>
#include <malloc.h>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

using namespace gems;

namespace {

class Pool {
public:
  explicit Pool(uint32_t numThreads, uint32_t grainNs) {
    gems_message message;
    EXPECT_EQ(gems_executor_create_pool(numThreads, &executor, &message), GEMS_OK) << message.text;
    gems_executor_set_grain(executor, grainNs);
  }
  explicit Pool(uint32_t numThreads) : Pool(numThreads, 4000) {}
  ~Pool() { gems_executor_release(executor); }
  gems_executor *executor = nullptr;
};

void work(std::chrono::microseconds time) {
  auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end)
    ;
}

/// Nobody knows when a busy machine runs a thread, only that it does.
class Patience {
public:
  bool isOver() const { return std::chrono::steady_clock::now() > end; }
  /// Whether the condition came true.
  bool waitFor(const std::function<bool()> &condition) const {
    while (!condition() && !isOver())
      std::this_thread::yield();
    return condition();
  }

private:
  const std::chrono::steady_clock::time_point end =
      std::chrono::steady_clock::now() + std::chrono::minutes(1);
};

/// The threads that were seen.
class Threads {
public:
  void note() {
    std::lock_guard<std::mutex> lock(mutex);
    ids.insert(std::this_thread::get_id());
  }
  size_t size() const { return ids.size(); }
  bool isCallerAlone() const { return ids.size() == 1 && ids.count(std::this_thread::get_id()); }

private:
  std::mutex mutex;
  std::set<std::thread::id> ids;
};

TEST(Executor, RunsEveryProgramOnce) {
  for (uint32_t numThreads : {1, 2, 3, 8})
    for (uint32_t grainNs : {0, 4000}) {
      Pool pool(numThreads, grainNs);
      EXPECT_EQ(gems_executor_num_threads(pool.executor), numThreads);
      std::vector<std::atomic<int>> counts(5000);
      HostKernel kernel([&](int64_t first, int64_t last, void *) {
        for (int64_t i = first; i < last; ++i)
          ++counts[static_cast<size_t>(i)];
      });
      kernel.use(pool.executor);
      for (int64_t grid : {0, 1, 2, 7, 64, 5000}) {
        for (auto &count : counts)
          count = 0;
        for (int round = 0; round < 20; ++round)
          kernel.launch(grid);
        for (size_t i = 0; i < counts.size(); ++i)
          ASSERT_EQ(counts[i], int64_t(i) < grid ? 20 : 0) << numThreads << " " << grid;
      }
    }
}

TEST(Executor, LeavesEmptyGridsAlone) {
  Pool pool(2, 0);
  HostKernel kernel([](int64_t, int64_t, void *) { FAIL() << "a program ran"; });
  kernel.use(pool.executor);
  kernel.launch(0);
  kernel.launch(2147483647, 0, 2147483647);
}

TEST(Executor, KeepsOneProgramOnTheCaller) {
  Pool pool(4, 0);
  Threads threads;
  HostKernel kernel([&](int64_t, int64_t, void *) {
    threads.note();
    work(std::chrono::milliseconds(1));
  });
  kernel.use(pool.executor);
  for (int i = 0; i < 20; ++i)
    kernel.launch(1);
  EXPECT_TRUE(threads.isCallerAlone());
}

TEST(Executor, KeepsShortWorkOnTheCaller) {
  Pool pool(4, 1000000000);
  Threads threads;
  HostKernel kernel([&](int64_t, int64_t, void *) { threads.note(); });
  kernel.use(pool.executor);
  for (int i = 0; i < 100; ++i)
    kernel.launch(64);
  EXPECT_TRUE(threads.isCallerAlone());
}

TEST(Executor, SharesLongWork) {
  Pool pool(3);
  Threads threads;
  HostKernel kernel([&](int64_t first, int64_t last, void *) {
    threads.note();
    work(std::chrono::microseconds(20) * (last - first));
  });
  kernel.use(pool.executor);
  for (Patience patience; threads.size() < 3 && !patience.isOver();)
    kernel.launch(64);
  EXPECT_EQ(threads.size(), 3u);
}

TEST(Executor, LetsFastThreadsDoMore) {
  constexpr int64_t numPrograms = 100;
  Pool pool(2, 0);
  std::thread::id caller = std::this_thread::get_id();
  std::atomic<int64_t> byCaller{0}, byWorker{0};
  std::atomic<bool> hasCome{false};
  Patience patience;
  HostKernel kernel([&](int64_t first, int64_t last, void *) {
    if (std::this_thread::get_id() == caller) {
      EXPECT_TRUE(patience.waitFor([&] { return hasCome.load(); }));
      byCaller += last - first;
      return;
    }
    hasCome = true;
    byWorker += last - first;
    // So slow that the caller does everything else meanwhile.
    EXPECT_TRUE(patience.waitFor([&] { return byCaller + byWorker == numPrograms; }));
  });
  kernel.use(pool.executor);
  kernel.launch(numPrograms);
  EXPECT_GT(byWorker, 0);
  EXPECT_GT(byCaller, 2 * byWorker);
}

TEST(Executor, ServesManyThreadsAtOnce) {
  Pool pool(4, 0);
  std::vector<std::thread> callers;
  for (int c = 0; c < 12; ++c)
    callers.emplace_back([&] {
      std::atomic<int64_t> sum{0};
      HostKernel kernel([&](int64_t first, int64_t last, void *) {
        for (int64_t i = first; i < last; ++i)
          sum += i;
      });
      kernel.use(pool.executor);
      for (int i = 0; i < 300; ++i) {
        sum = 0;
        kernel.launch(1 + i);
        ASSERT_EQ(sum, int64_t(i) * (i + 1) / 2);
      }
    });
  for (std::thread &caller : callers)
    caller.join();
}

TEST(Executor, RunsALaunchInsideOfALaunchOnItsThread) {
  Pool pool(4, 0);
  std::atomic<int> numPrograms{0};
  HostKernel outer([&](int64_t first, int64_t last, void *) {
    for (int64_t i = first; i < last; ++i) {
      std::thread::id thread = std::this_thread::get_id();
      HostKernel inner([&](int64_t from, int64_t to, void *) {
        EXPECT_EQ(std::this_thread::get_id(), thread);
        numPrograms += int(to - from);
      });
      inner.use(pool.executor);
      inner.launch(10);
    }
  });
  outer.use(pool.executor);
  outer.launch(50);
  EXPECT_EQ(numPrograms, 500);
}

TEST(Executor, CountsProgramsIn64Bits) {
  Pool pool(3, 0);
  std::atomic<int64_t> numPrograms{0}, largest{0}, numRanges{0};
  HostKernel kernel([&](int64_t first, int64_t last, void *) {
    numPrograms += last - first;
    ++numRanges;
    for (int64_t seen = largest; seen < last && !largest.compare_exchange_weak(seen, last);)
      ;
  });
  kernel.use(pool.executor);
  kernel.launch(1 << 20, 1 << 10, 1 << 10);
  EXPECT_EQ(numPrograms, int64_t(1) << 40);
  EXPECT_EQ(largest, int64_t(1) << 40);
  EXPECT_LT(numRanges, 1000);
}

TEST(Executor, GivesEveryThreadScratchMemoryOfItsOwn) {
  constexpr size_t size = 1000;
  Pool pool(4, 0);
  HostKernel kernel(
      [&](int64_t first, int64_t last, void *scratch) {
        EXPECT_EQ(reinterpret_cast<uintptr_t>(scratch) % 64, 0u);
        auto *bytes = static_cast<unsigned char *>(scratch);
        for (int64_t i = first; i < last; ++i) {
          auto mark = static_cast<unsigned char>(i);
          std::fill(bytes, bytes + size, mark);
          work(std::chrono::microseconds(20));
          for (size_t k = 0; k < size; ++k)
            ASSERT_EQ(bytes[k], mark);
        }
      },
      size);
  kernel.use(pool.executor);
  for (int i = 0; i < 5; ++i)
    kernel.launch(100);
  // Back to one thread, and without a binding.
  kernel.use(nullptr);
  kernel.launch(10);
}

TEST(Executor, LaunchesWithoutABinding) {
  Pool pool(2, /*grainNs=*/1);
  for (uint64_t scratchSize : {0, 100}) {
    std::atomic<int64_t> numPrograms{0};
    HostPrograms programs = [&](int64_t first, int64_t last, void *scratch) {
      EXPECT_EQ(scratch != nullptr, scratchSize != 0);
      numPrograms += last - first;
    };
    HostKernel kernel(programs, scratchSize);
    gems_value args[1];
    args[0].ptr = &programs;
    const int64_t grid[3] = {10, 10, 10};
    gems_message message;
    for (gems_executor *executor : {static_cast<gems_executor *>(nullptr), pool.executor})
      for (double guess : {0.0, -1.0, 1e-320, 50.0, 1e300, HUGE_VAL, double(NAN)})
        EXPECT_EQ(gems_kernel_launch(&kernel.info, args, grid, executor, guess, &message), GEMS_OK)
            << message.text;
    EXPECT_EQ(numPrograms, 14000);
    EXPECT_EQ(gems_kernel_launch(&kernel.info, nullptr, grid, nullptr, 0, &message),
              GEMS_ERROR_ARGUMENT);
    const int64_t negative[3] = {-1, 1, 1};
    EXPECT_EQ(gems_kernel_launch(&kernel.info, args, negative, nullptr, 0, &message),
              GEMS_ERROR_ARGUMENT);
  }
}

TEST(Executor, RemembersLaunchesWithoutABinding) {
  Pool pool(4, 1000000000);
  Threads threads;
  HostPrograms programs = [&](int64_t, int64_t, void *) { threads.note(); };
  HostKernel kernel(programs);
  gems_value args[1];
  args[0].ptr = &programs;
  const int64_t grid[3] = {64, 1, 1};
  const double muchTooLong = 1e9;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(gems_kernel_launch(&kernel.info, args, grid, pool.executor, muchTooLong, nullptr),
              GEMS_OK);
  EXPECT_TRUE(threads.isCallerAlone()) << "the guess counts for more than what was measured";
}

/// A quotient that tells how this thread rounds.
float third() {
  volatile float one = 1, three = 3;
  return one / three;
}

TEST(Executor, ComputesInTheCallersFloatingPointMode) {
  Pool pool(2, 0);
  Threads threads;
  std::atomic<float> expected;
  HostKernel kernel([&](int64_t first, int64_t last, void *) {
    threads.note();
    EXPECT_EQ(third(), expected);
    work(std::chrono::microseconds(100) * (last - first));
  });
  kernel.use(pool.executor);
  const float toNearest = third();
  Patience patience;
  for (int i = 0; i < 6 || (threads.size() < 2 && !patience.isOver()); ++i) {
    fesetround(i % 2 ? FE_DOWNWARD : FE_TONEAREST);
    expected = third();
    EXPECT_EQ(expected < toNearest, i % 2 == 1);
    kernel.launch(16);
  }
  fesetround(FE_TONEAREST);
  EXPECT_EQ(threads.size(), 2u);
}

TEST(Executor, KeepsSignalsOffItsWorkers) {
  Pool pool(2, 0);
  Threads threads;
  std::thread::id caller = std::this_thread::get_id();
  HostKernel kernel([&](int64_t first, int64_t last, void *) {
    threads.note();
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    EXPECT_EQ(sigismember(&mask, SIGUSR1), std::this_thread::get_id() == caller ? 0 : 1);
    work(std::chrono::microseconds(100) * (last - first));
  });
  kernel.use(pool.executor);
  for (Patience patience; threads.size() < 2 && !patience.isOver();)
    kernel.launch(16);
  EXPECT_EQ(threads.size(), 2u);
}

TEST(Executor, AllocatesNothingForABoundLaunch) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  Pool pool(2);
  int64_t numPrograms = 0;
  HostKernel kernel([&](int64_t first, int64_t last, void *) { numPrograms += last - first; }, 64);
  kernel.use(pool.executor);
  kernel.launch(1);
  auto before = mallinfo2();
  for (int i = 0; i < 10000; ++i)
    kernel.launch(1);
  auto after = mallinfo2();
  EXPECT_EQ(before.uordblks, after.uordblks);
  EXPECT_EQ(numPrograms, 10001);
#endif
}

TEST(Executor, RefusesWhatMakesNoSense) {
  gems_message message;
  gems_executor *executor;
  EXPECT_EQ(gems_executor_create_pool(1025, &executor, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "expected at most 1024 threads, got 1025");
  EXPECT_EQ(executor, nullptr);
  EXPECT_EQ(gems_executor_create_pool(1, nullptr, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_EQ(gems_executor_create_adapter(nullptr, nullptr, 2, &executor, &message),
            GEMS_ERROR_ARGUMENT);
  EXPECT_EQ(gems_binding_set_executor(nullptr, nullptr, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_EQ(gems_executor_num_threads(nullptr), 1u);
  gems_executor_release(nullptr);
}

} // namespace
