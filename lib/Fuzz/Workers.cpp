// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Worker processes: they take seeds from memory that all share, and leave their results there.
#include "gems/Fuzz/Driver.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
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
static constexpr unsigned chunkSize = 32;
static constexpr uint64_t none = UINT64_MAX;

static int64_t getMilliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

namespace {
struct Record {
  std::atomic<bool> isComplete;
  uint64_t seed;
  char stage[64];
  char message[1000];

  void set(uint64_t newSeed, const Failure &failure) {
    seed = newSeed;
    snprintf(stage, sizeof(stage), "%s", failure.stage.c_str());
    snprintf(message, sizeof(message), "%s", failure.message.c_str());
    isComplete = true;
  }
  Failure get() const { return {stage, message}; }
};

/// One process at a time works here, on a chunk of cases. If it dies, the next one takes the chunk
/// again, without the case that killed it.
struct Slot {
  std::atomic<uint64_t> chunk;   // the first case of it; none if UINT64_MAX
  std::atomic<uint64_t> skipped; // a bit for each case of the chunk
  std::atomic<uint64_t> current; // the case at work, within the chunk; or all of them
  std::atomic<int64_t> deadline; // 0 for none
  char stage[64];

  void setStage(llvm::StringRef text) { snprintf(stage, sizeof(stage), "%s", text.str().c_str()); }
};

struct Shared {
  std::atomic<uint64_t> next, done, accepted;
  /// Milliseconds that the process that watches has lived through. While the machine stands still,
  /// or has no time for anybody, no case is late.
  std::atomic<int64_t> now;
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

namespace {
/// What a worker process does.
class Worker {
public:
  Worker(SharedMemory &shared, unsigned job, const DriverOptions &options)
      : shared(shared), slot(shared->slots[job]), counters(shared.getCounters(job)),
        options(options),
        checker(options.checks, [&](llvm::StringRef stage) { slot.setStage(stage); }) {}

  void run() {
    while (true) {
      if (slot.chunk == none) {
        uint64_t first = shared->next.fetch_add(chunkSize);
        if (first >= options.count)
          return;
        slot.skipped = 0;
        slot.chunk = first;
      }
      runChunk();
      slot.chunk = none;
    }
  }

private:
  void setDeadline(unsigned cases) {
    slot.deadline = shared->now + int64_t(1000) * options.checks.caseTimeLimit * cases;
  }

  SeedOutcome runSeed(uint64_t seed, Coverage &coverage) {
    auto atStage = [&](llvm::StringRef stage) { slot.setStage(stage); };
    atStage("generate");
    if (options.checkSeed)
      return options.checkSeed(seed, atStage);
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    Case test = generateCase(context, seed);
    coverage.add(test.coverage.getCounters());
    return {checker.check(test)};
  }

  void runChunk() {
    Coverage coverage;
    uint64_t numCases = 0, numAccepted = 0;
    for (unsigned i = 0; i < chunkSize && slot.chunk + i < options.count; ++i) {
      ++numCases;
      if (slot.skipped & (uint64_t(1) << i))
        continue;
      slot.current = i;
      setDeadline(1);
      uint64_t seed = options.firstSeed + slot.chunk + i;
      SeedOutcome outcome = runSeed(seed, coverage);
      numAccepted += outcome.isAccepted;
      if (outcome.failure)
        shared->add(seed, *outcome.failure);
    }
    setDeadline(2 * chunkSize);
    slot.current = chunkSize;
    checker.flush([&](uint64_t seed, const Failure &failure) { shared->add(seed, failure); });
    slot.deadline = 0;
    for (auto [index, count] : llvm::enumerate(coverage.getCounters()))
      counters[index] += count;
    shared->done += numCases;
    shared->accepted += numAccepted;
  }

  SharedMemory &shared;
  Slot &slot;
  llvm::MutableArrayRef<uint64_t> counters;
  const DriverOptions &options;
  Checker checker;
};
} // namespace

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
    int64_t start = getMilliseconds(), last = start;
    for (unsigned job = 0; job < options.jobs; ++job) {
      shared->slots[job].chunk = none;
      spawn(job);
    }
    while (llvm::any_of(processes, [](pid_t process) { return process > 0; })) {
      for (unsigned job = 0; job < options.jobs; ++job)
        if (processes[job] > 0)
          watch(job);
      reportNew();
      int64_t time = getMilliseconds();
      shared->now += std::min<int64_t>(time - last, 100);
      last = time;
      if (options.timeLimit && time - start > options.timeLimit * 1000)
        shared->next = options.count;
      usleep(20000);
    }
    reportNew();
  }

private:
  void reportNew() {
    for (; numReported < std::min<unsigned>(shared->numRecords, maxRecords); ++numReported) {
      const Record &record = shared->records[numReported];
      if (!record.isComplete)
        return;
      options.onFailure({record.seed, record.get()});
    }
  }

  void spawn(unsigned job) {
    llvm::outs().flush();
    shared->slots[job].deadline = 0;
    pid_t process = fork();
    if (process == 0) {
      Worker(shared, job, options).run();
      _exit(0);
    }
    processes[job] = process;
  }

  void watch(unsigned job) {
    Slot &slot = shared->slots[job];
    int64_t deadline = slot.deadline;
    bool isLate = deadline && shared->now > deadline;
    if (isLate)
      kill(processes[job], SIGKILL);
    int status;
    if (waitpid(processes[job], &status, isLate ? 0 : WNOHANG) != processes[job])
      return;
    processes[job] = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
      return;
    std::string how = isLate ? "expected an end in time, got none" : describeEnd(status);
    uint64_t current = std::min<uint64_t>(slot.current, chunkSize - 1);
    shared->add(options.firstSeed + slot.chunk + current,
                {std::string(isLate ? "timeout " : "crash ") + slot.stage, how});
    if (slot.current == chunkSize)
      slot.chunk = none; // the emulators' turn: nothing of the chunk is left to do
    else
      slot.skipped |= uint64_t(1) << current;
    spawn(job);
  }

  SharedMemory &shared;
  const DriverOptions &options;
  pid_t processes[maxJobs] = {};
  unsigned numReported = 0;
};
} // namespace

DriverResult gems::fuzz::runCases(const DriverOptions &wanted) {
  DriverOptions options = wanted;
  options.jobs = std::min(std::max(options.jobs, 1u), maxJobs);
  SharedMemory shared(Coverage::getNumCounters(), options.jobs);
  Pool(shared, options).run();
  DriverResult result;
  result.numCases = shared->done;
  result.numAccepted = shared->accepted;
  for (unsigned job = 0; job < options.jobs; ++job)
    result.coverage.add(shared.getCounters(job));
  for (unsigned i = 0, count = std::min<unsigned>(shared->numRecords, maxRecords); i < count; ++i)
    result.failures.push_back({shared->records[i].seed, shared->records[i].get()});
  llvm::stable_sort(result.failures, [](const SeedFailure &a, const SeedFailure &b) {
    return std::tie(a.seed, a.failure.stage) < std::tie(b.seed, b.failure.stage);
  });
  // A chunk that ran again has found the same once more.
  auto isSame = [](const SeedFailure &a, const SeedFailure &b) {
    return a.seed == b.seed && a.failure.stage == b.failure.stage;
  };
  result.failures.erase(std::unique(result.failures.begin(), result.failures.end(), isSame),
                        result.failures.end());
  return result;
}

std::optional<Failure> gems::fuzz::runIsolated(IsolatedFn work, unsigned timeLimit) {
  SharedMemory shared(0, 1);
  Slot &slot = shared->slots[0];
  llvm::outs().flush();
  pid_t process = fork();
  if (process == 0) {
    alarm(timeLimit);
    work([&](llvm::StringRef stage) { slot.setStage(stage); },
         [&](uint64_t seed, const Failure &failure) { shared->add(seed, failure); });
    _exit(0);
  }
  int status = 0;
  waitpid(process, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return Failure{std::string("timeout ") + slot.stage, "expected an end in time, got none"};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Failure{std::string("crash ") + slot.stage, describeEnd(status)};
  if (shared->numRecords)
    return shared->records[0].get();
  return std::nullopt;
}

std::optional<Failure> gems::fuzz::checkIsolated(Case &test, const CheckOptions &options) {
  return runIsolated(
      [&](const StageFn &atStage, ReportFn report) {
        Checker checker(options, atStage);
        if (auto failure = checker.check(test))
          report(test.seed, *failure);
        checker.flush(report);
      },
      options.caseTimeLimit);
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

std::map<std::string, std::vector<const SeedFailure *>>
gems::fuzz::groupFailures(const DriverResult &result) {
  std::map<std::string, std::vector<const SeedFailure *>> groups;
  for (const SeedFailure &failure : result.failures)
    groups[getSignature(failure.failure)].push_back(&failure);
  return groups;
}

void gems::fuzz::printGroup(llvm::raw_ostream &stream, llvm::ArrayRef<const SeedFailure *> alike) {
  const SeedFailure &first = *alike.front();
  stream << alike.size() << " x " << first.failure.stage << ", seed " << first.seed << ": "
         << first.failure.message << "\n";
}
