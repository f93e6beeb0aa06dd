// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Executors among what a host program does: its own threads, forks, limits on CPUs.
#include "CpuCount.h"
#include "HostKernel.h"
#include "TestLibrary.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <sched.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace gems;

namespace {

/// Hosts of different manners: one thread after the other, all at once, or not at all.
void callInOrder(void *, uint32_t numTasks, gems_task task, void *context) {
  for (uint32_t i = numTasks; i-- > 0;)
    task(context, i);
}
void callAtOnce(void *numCalls, uint32_t numTasks, gems_task task, void *context) {
  ++*static_cast<int *>(numCalls);
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < numTasks; ++i)
    threads.emplace_back(task, context, i);
  for (std::thread &thread : threads)
    thread.join();
}
void forget(void *, uint32_t, gems_task, void *) {}

TEST(Adapter, UsesTheThreadsOfTheHost) {
  gems_parallel_for hosts[] = {callInOrder, callAtOnce, forget};
  for (gems_parallel_for host : hosts) {
    int numCalls = 0;
    gems_executor *executor;
    gems_message message;
    ASSERT_EQ(gems_executor_create_adapter(host, &numCalls, 3, &executor, &message), GEMS_OK)
        << message.text;
    std::vector<std::atomic<int>> counts(100);
    HostKernel kernel([&](int64_t first, int64_t last, void *) {
      for (int64_t i = first; i < last; ++i)
        ++counts[static_cast<size_t>(i)];
    });
    kernel.use(executor);
    gems_executor_set_grain(executor, 1000000000);
    kernel.launch(100);
    EXPECT_EQ(numCalls, 0) << "short work stays here";
    gems_executor_set_grain(executor, 0);
    kernel.launch(100);
    kernel.launch(1);
    EXPECT_EQ(numCalls, host == callAtOnce ? 1 : 0);
    for (size_t i = 0; i < counts.size(); ++i)
      EXPECT_EQ(counts[i], i == 0 ? 3 : 2);
    gems_executor_release(executor);
  }
}

TEST(Adapter, StopsUsingAHostThatIsSlow) {
  int numCalls = 0;
  auto host = [](void *numCalls, uint32_t numTasks, gems_task task, void *context) {
    ++*static_cast<int *>(numCalls);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    callInOrder(nullptr, numTasks, task, context);
  };
  gems_executor *executor;
  gems_message message;
  ASSERT_EQ(gems_executor_create_adapter(host, &numCalls, 2, &executor, &message), GEMS_OK)
      << message.text;
  HostKernel kernel([&](int64_t first, int64_t last, void *) {
    std::this_thread::sleep_for(std::chrono::microseconds(200) * (last - first));
  });
  HostPrograms programs = [&](int64_t first, int64_t last, void *) {
    std::this_thread::sleep_for(std::chrono::microseconds(200) * (last - first));
  };
  gems_value args[1];
  args[0].ptr = &programs;
  const int64_t grid[3] = {8, 1, 1};
  kernel.use(executor);
  for (int i = 0; i < 100; ++i)
    kernel.launch(8);
  // Four would do, and one for each time that the machine is busy with something else.
  EXPECT_GE(numCalls, 4) << "it is not tried, or not again";
  EXPECT_LT(numCalls, 50) << "bound";
  numCalls = 0;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(gems_kernel_launch(&kernel.info, args, grid, executor, 1e5, nullptr), GEMS_OK);
  EXPECT_GE(numCalls, 4) << "it is not tried, or not again";
  EXPECT_LT(numCalls, 50) << "without a binding";
  gems_executor_release(executor);
}

#if !defined(__SANITIZE_THREAD__)
/// Launches a few times; exits with 0 in the child when all programs ran.
int launchInChild(gems_executor *executor, HostKernel &kernel, std::atomic<int64_t> &numPrograms) {
  pid_t child = fork();
  if (child == 0) {
    numPrograms = 0;
    std::thread other([&] {
      HostKernel mine([&](int64_t first, int64_t last, void *) { numPrograms += last - first; });
      mine.use(executor);
      for (int i = 0; i < 50; ++i)
        mine.launch(100);
    });
    for (int i = 0; i < 50; ++i)
      kernel.launch(100);
    other.join();
    bool isRight = numPrograms == 10000;
    gems_executor_release(executor);
    _exit(isRight ? 0 : 1);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

TEST(Fork, TheChildHasAPoolThatWorks) {
  gems_executor *executor;
  gems_message message;
  ASSERT_EQ(gems_executor_create_pool(4, &executor, &message), GEMS_OK) << message.text;
  gems_executor_set_grain(executor, 0);
  std::atomic<int64_t> numPrograms{0};
  HostKernel kernel([&](int64_t first, int64_t last, void *) { numPrograms += last - first; });
  kernel.use(executor);
  kernel.launch(100);
  // Forks come while other threads launch.
  std::atomic<bool> isOver{false};
  std::thread busy([&] {
    std::atomic<int64_t> ran{0};
    HostKernel other([&](int64_t first, int64_t last, void *) { ran += last - first; });
    other.use(executor);
    while (!isOver)
      other.launch(50);
  });
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(launchInChild(executor, kernel, numPrograms), 0);
  isOver = true;
  busy.join();
  numPrograms = 0;
  kernel.launch(100);
  EXPECT_EQ(numPrograms, 100);
  gems_executor_release(executor);
}
#endif

TEST(CpuCount, RespectsAffinity) {
  std::thread([] {
    cpu_set_t set;
    ASSERT_EQ(sched_getaffinity(0, sizeof(set), &set), 0);
    int first = 0;
    while (!CPU_ISSET(first, &set))
      ++first;
    EXPECT_LE(gems_cpu_count(), uint32_t(CPU_COUNT(&set)));
    CPU_ZERO(&set);
    CPU_SET(first, &set);
    ASSERT_EQ(sched_setaffinity(0, sizeof(set), &set), 0);
    EXPECT_EQ(gems_cpu_count(), 1u);
    gems_executor *executor;
    ASSERT_EQ(gems_executor_create_pool(0, &executor, nullptr), GEMS_OK);
    EXPECT_EQ(gems_executor_num_threads(executor), 1u);
    gems_executor_release(executor);
  }).join();
}

/// A tree like /proc and /sys with control groups.
class ControlGroups {
public:
  explicit ControlGroups(const std::string &groups) : root(temporaryPath("cgroups")) {
    write("/proc/self/cgroup", groups);
  }
  ~ControlGroups() { std::filesystem::remove_all(root); }
  void write(const std::string &path, const std::string &text) {
    std::filesystem::create_directories(std::filesystem::path(root + path).parent_path());
    writeBytes(root + path, text.data(), text.size());
  }
  uint32_t cpus() const { return controlGroupCpus(root.c_str()); }

private:
  std::string root;
};

TEST(CpuCount, RespectsControlGroupsOfVersion2) {
  ControlGroups groups("0::/a/b\n");
  EXPECT_EQ(groups.cpus(), UINT32_MAX);
  groups.write("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  EXPECT_EQ(groups.cpus(), UINT32_MAX);
  groups.write("/sys/fs/cgroup/a/b/cpu.max", "350000 100000\n");
  EXPECT_EQ(groups.cpus(), 3u);
  groups.write("/sys/fs/cgroup/a/cpu.max", "200000 100000\n");
  EXPECT_EQ(groups.cpus(), 2u);
  groups.write("/sys/fs/cgroup/cpu.max", "50000 100000\n");
  EXPECT_EQ(groups.cpus(), 1u);
}

TEST(CpuCount, RespectsControlGroupsOfVersion1) {
  ControlGroups groups("5:cpuset:/\n4:cpuacct,cpu:/job\n0::/\n");
  groups.write("/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "-1\n");
  groups.write("/sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(groups.cpus(), UINT32_MAX);
  groups.write("/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "400000\n");
  EXPECT_EQ(groups.cpus(), 4u);
  EXPECT_EQ(controlGroupCpus("/no such folder"), UINT32_MAX);
}

} // namespace
