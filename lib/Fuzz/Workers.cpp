// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Worker processes: they take seeds from memory that all share, and leave their results there.
#include "gems/Fuzz/Driver.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gems;
using namespace gems::fuzz;

static constexpr unsigned maxJobs = 16;
static constexpr unsigned maxRecords = 4096;

static int64_t getMilliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

namespace {
struct Record {
  uint64_t seed;
  char stage[64];
  char message[1000];

  void set(uint64_t newSeed, const Failure &failure) {
    seed = newSeed;
    snprintf(stage, sizeof(stage), "%s", failure.stage.c_str());
    snprintf(message, sizeof(message), "%s", failure.message.c_str());
  }
  Failure get() const { return {stage, message}; }
};

struct Slot {
  std::atomic<bool> isBusy;
  std::atomic<uint64_t> seed;
  std::atomic<int64_t> started;
  char stage[64];
};

struct Shared {
  std::atomic<uint64_t> next, done;
  std::atomic<unsigned> numRecords;
  Slot slots[maxJobs];
  Record records[maxRecords];

  void add(uint64_t seed, const Failure &failure) {
    unsigned index = numRecords.fetch_add(1);
    if (index < maxRecords)
      records[index].set(seed, failure);
  }
};

/// Memory that this process and those it forks see.
class SharedMemory {
public:
  SharedMemory(size_t numCounters, unsigned jobs)
      : size(sizeof(Shared) + jobs * numCounters * sizeof(uint64_t)), numCounters(numCounters) {
    memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      llvm::report_fatal_error("no memory to share with the worker processes");
    shared = new (memory) Shared();
  }
  ~SharedMemory() { munmap(memory, size); }
  SharedMemory(const SharedMemory &) = delete;
  Shared *operator->() { return shared; }
  llvm::MutableArrayRef<uint64_t> getCounters(unsigned job) {
    return {reinterpret_cast<uint64_t *>(shared + 1) + job * numCounters, numCounters};
  }

private:
  size_t size, numCounters;
  void *memory;
  Shared *shared;
};
} // namespace

static void work(SharedMemory &shared, unsigned job, const DriverOptions &options) {
  Slot &slot = shared->slots[job];
  CheckOptions checks;
  checks.targets = options.targets;
  checks.checkPasses = options.checkPasses;
  checks.atStage = [&](llvm::StringRef stage) {
    snprintf(slot.stage, sizeof(slot.stage), "%s", stage.str().c_str());
  };
  while (true) {
    uint64_t index = shared->next.fetch_add(1);
    if (index >= options.count)
      return;
    slot.seed = options.firstSeed + index;
    slot.started = getMilliseconds();
    checks.atStage("generate");
    slot.isBusy = true;
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    Case test = generateCase(context, slot.seed);
    if (auto failure = checkCase(test, checks))
      shared->add(slot.seed, *failure);
    llvm::MutableArrayRef<uint64_t> counters = shared.getCounters(job);
    for (auto [index, count] : llvm::enumerate(test.coverage.getCounters()))
      counters[index] += count;
    slot.isBusy = false;
    ++shared->done;
  }
}

static std::string describeEnd(int status) {
  if (WIFSIGNALED(status))
    return std::string("ended by signal ") + strsignal(WTERMSIG(status));
  return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

namespace {
/// The processes, each restarted after it has died in the middle of a case.
class Pool {
public:
  Pool(SharedMemory &shared, const DriverOptions &options) : shared(shared), options(options) {}

  void run() {
    int64_t start = getMilliseconds();
    for (unsigned job = 0; job < options.jobs; ++job)
      spawn(job);
    while (llvm::any_of(processes, [](pid_t process) { return process > 0; })) {
      for (unsigned job = 0; job < options.jobs; ++job)
        if (processes[job] > 0)
          watch(job);
      if (options.timeLimit && getMilliseconds() - start > options.timeLimit * 1000)
        shared->next = options.count;
      usleep(20000);
    }
  }

private:
  void spawn(unsigned job) {
    fflush(nullptr);
    shared->slots[job].isBusy = false;
    pid_t process = fork();
    if (process == 0) {
      work(shared, job, options);
      _exit(0);
    }
    processes[job] = process;
  }

  void watch(unsigned job) {
    Slot &slot = shared->slots[job];
    bool isLate =
        slot.isBusy && getMilliseconds() - slot.started > options.caseTimeLimit * int64_t(1000);
    if (isLate)
      kill(processes[job], SIGKILL);
    int status;
    if (waitpid(processes[job], &status, isLate ? 0 : WNOHANG) != processes[job])
      return;
    processes[job] = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
      return;
    std::string what = isLate ? "timeout " : "crash ";
    std::string how = isLate ? "expected an end within " + std::to_string(options.caseTimeLimit) +
                                   " seconds, got none"
                             : describeEnd(status);
    shared->add(slot.seed, {what + slot.stage, how});
    ++shared->done;
    spawn(job);
  }

  SharedMemory &shared;
  const DriverOptions &options;
  pid_t processes[maxJobs] = {};
};
} // namespace

DriverResult gems::fuzz::runCases(const DriverOptions &wanted) {
  DriverOptions options = wanted;
  options.jobs = std::min(std::max(options.jobs, 1u), maxJobs);
  SharedMemory shared(Coverage::getNumCounters(), options.jobs);
  Pool(shared, options).run();
  DriverResult result;
  result.numCases = shared->done;
  for (unsigned job = 0; job < options.jobs; ++job)
    result.coverage.add(shared.getCounters(job));
  for (unsigned i = 0, count = std::min<unsigned>(shared->numRecords, maxRecords); i < count; ++i)
    result.failures.push_back({shared->records[i].seed, shared->records[i].get()});
  llvm::stable_sort(result.failures, [](const SeedFailure &a, const SeedFailure &b) {
    return a.seed < b.seed;
  });
  return result;
}

std::optional<Failure> gems::fuzz::checkIsolated(Case &test, const DriverOptions &options) {
  SharedMemory shared(0, 1);
  Slot &slot = shared->slots[0];
  fflush(nullptr);
  pid_t process = fork();
  if (process == 0) {
    alarm(options.caseTimeLimit);
    CheckOptions checks;
    checks.targets = options.targets;
    checks.checkPasses = options.checkPasses;
    checks.atStage = [&](llvm::StringRef stage) {
      snprintf(slot.stage, sizeof(slot.stage), "%s", stage.str().c_str());
    };
    if (auto failure = checkCase(test, checks))
      shared->add(test.seed, *failure);
    _exit(0);
  }
  int status = 0;
  waitpid(process, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return Failure{std::string("timeout ") + slot.stage, ""};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Failure{std::string("crash ") + slot.stage, describeEnd(status)};
  if (shared->numRecords)
    return shared->records[0].get();
  return std::nullopt;
}

/// Locations, numbers and the names of values differ from kernel to kernel.
std::string gems::fuzz::getSignature(const Failure &failure) {
  std::string text = failure.stage + ": ";
  if (llvm::StringRef(failure.stage).starts_with("compare") ||
      llvm::StringRef(failure.stage).starts_with("pass"))
    if (llvm::StringRef(failure.message).starts_with("launch"))
      return text + "difference";
  bool isInNumber = false;
  for (char c : failure.message) {
    bool isDigit = llvm::isDigit(c);
    if (!isDigit || !isInNumber)
      text += isDigit ? '#' : c;
    isInNumber = isDigit;
  }
  return text;
}
