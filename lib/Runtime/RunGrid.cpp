// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How many threads a grid is worth.
//
// A grid is shared when it is more work than the grain of the executor. What a grain is worth
// depends on more than can be known before: what the programs leave in which cache, how fast
// workers come, who else wants the processors. So a binding measures: its programs on the calling
// thread alone at first and then now and then, and each shared launch. Work that sharing made no
// faster stays on the calling thread, but for a try at growing distances.
#include "Executor.h"
#include "Pool.h"
#include "Thread.h"

using namespace gems;

/// Launches between two measurements of work on the calling thread: when it is so little that
/// looking at the clock is felt, when it stays there all the same, and when it is shared but not
/// enough for anybody to notice that a launch is not.
static constexpr uint32_t maxAgeBelowGrain = 64, maxAgeAlone = 16, maxAgeShared = 256;
static constexpr double maxGrainsToMeasure = 16;
/// Shared launches in a row that must have been for nothing, as points. Workers that have to be
/// woken may be late the first times, and awake for those that follow.
static constexpr uint32_t lossAwake = 8, lossAsleep = 1, maxLosses = 3 * lossAwake;
static constexpr uint32_t minPatience = 16, maxPatience = 1024;
/// A second processor should save a tenth of the time.
static constexpr double worthwhileShare = 0.9;

/// Runs programs on the calling thread until their cost is clear. Returns the first that is left to
/// share; `programs` when the rest was too little.
static int64_t measure(const GridRun &run, int64_t programs, double grainNs, Cost &cost) {
  int64_t start = nowNs(), done = 0, chunk = 1;
  for (;;) {
    run.run(0, done, done + chunk);
    done += chunk;
    double elapsed = double(nowNs() - start);
    cost.programNs = elapsed / double(done);
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
static void runAlone(const GridRun &run, int64_t programs, double grainNs, Cost &cost) {
  bool isShort = cost.programNs * double(programs) < grainNs;
  if (++cost.age < (isShort ? maxAgeBelowGrain : maxAgeAlone))
    return run.run(0, 0, programs);
  int64_t start = nowNs();
  run.run(0, 0, programs);
  cost.programNs = double(nowNs() - start) / double(programs);
  cost.age = 0;
}

/// Whether this launch stays on the calling thread.
static bool isBetterAlone(double workNs, double grainNs, Cost &cost) {
  if (workNs < grainNs)
    return true;
  if (workNs >= cost.grainNs)
    return workNs < maxGrainsToMeasure * grainNs && ++cost.age > maxAgeShared;
  if (++cost.numAlone <= cost.patience)
    return true;
  cost.grainNs = 0;
  return false;
}

/// Learns from a shared launch.
static void judge(double workNs, double elapsedNs, Pool::Help help, Cost &cost) {
  if (elapsedNs < worthwhileShare * workNs) {
    cost.losses = cost.patience = 0;
    return;
  }
  cost.losses += help == Pool::Help::Asleep ? lossAsleep : lossAwake;
  if (cost.losses < maxLosses)
    return;
  // From now on a single one is enough, until sharing pays again.
  cost.losses = maxLosses - lossAwake;
  // A little more, lest the next measurement be just above.
  cost.grainNs = 1.25 * workNs;
  cost.numAlone = 0;
  cost.patience = 2 * cost.patience < minPatience ? minPatience
                  : cost.patience < maxPatience   ? 2 * cost.patience
                                                  : maxPatience;
}

/// How many threads should take part: everybody should have half a grain to do.
static uint32_t countParticipants(const gems_executor *executor, int64_t programs, double workNs,
                                  double grainNs) {
  int64_t numThreads = executor->numThreads < programs ? executor->numThreads : programs;
  double worthwhile = grainNs > 0 ? 1 + 2 * workNs / grainNs : 1e18;
  return static_cast<uint32_t>(double(numThreads) < worthwhile ? double(numThreads) : worthwhile);
}

namespace {
/// What the first participant did of a shared grid.
struct OwnPart {
  Pool::Help help; ///< None: nobody would come in time, and nothing was done
  int64_t programs;
  double ns;
};

struct Sharing {
  SharedGrid &grid;
  OwnPart own;
};
} // namespace

static void runTask(void *pointer, uint32_t index) {
  Sharing &sharing = *static_cast<Sharing *>(pointer);
  if (index != 0) {
    sharing.grid.participate(index);
    return;
  }
  int64_t start = nowNs();
  sharing.own.programs = sharing.grid.participate(0);
  sharing.own.ns = double(nowNs() - start);
}

/// Runs programs on several threads.
static OwnPart share(gems_executor *executor, const GridRun &run, int64_t first, int64_t last,
                     double grainNs, double programNs) {
  double workNs = programNs * double(last - first);
  uint32_t participants = countParticipants(executor, last - first, workNs, grainNs);
  Pool *pool = executor->pool;
  Pool::Help help = Pool::Help::Awake;
  if (pool)
    help = pool->findHelp(participants - 1, grainNs > 0 ? workNs : 1e18);
  if (participants < 2 || help == Pool::Help::None)
    return {Pool::Help::None, 0, 0};
  constexpr size_t partSize = sizeof(SharedGrid::Part);
  auto *parts = static_cast<SharedGrid::Part *>(
      __builtin_alloca_with_align(partSize * participants, 8 * partSize));
  SharedGrid grid(run, parts, first, last, programNs, participants);
  Sharing sharing = {grid, {help, 0, 0}};
  if (pool) {
    Pool::Invitation *invitation = pool->invite(grid, participants - 1, help);
    runTask(&sharing, 0);
    if (invitation)
      pool->withdraw(*invitation);
  } else {
    executor->parallelFor(executor->host, participants, runTask, &sharing);
    // Nothing is left, unless the host broke its promise.
    grid.participate(0);
  }
  return sharing.own;
}

/// Shares programs whose cost is known, and learns from that.
static void shareAndLearn(gems_executor *executor, const GridRun &run, int64_t first, int64_t last,
                          double grainNs, Cost &cost) {
  int64_t start = nowNs();
  OwnPart own = share(executor, run, first, last, grainNs, cost.programNs);
  if (own.help == Pool::Help::None)
    return run.run(0, first, last);
  double elapsedNs = double(nowNs() - start);
  // The first measurement may have waited for memory.
  if (own.ns < cost.programNs * double(own.programs))
    cost.programNs = own.ns / double(own.programs);
  judge(cost.programNs * double(last - first), elapsedNs, own.help, cost);
}

void gems::runGrid(gems_executor *executor, const GridRun &run, int64_t programs, Cost &cost) {
  if (programs <= 0)
    return;
  if (programs == 1 || !executor || executor->numThreads == 1 || isInsideSharedGrid())
    return run.run(0, 0, programs);
  double grainNs = executor->grainNs.load(std::memory_order_relaxed);
  if (grainNs == 0) {
    if (share(executor, run, 0, programs, 0, 0).help == Pool::Help::None)
      run.run(0, 0, programs);
    return;
  }
  if (cost.programNs == 0) {
    int64_t first = measure(run, programs, grainNs, cost);
    // The next launch finds everything in its cache.
    cost.age = maxAgeShared;
    if (first < programs)
      shareAndLearn(executor, run, first, programs, grainNs, cost);
  } else if (isBetterAlone(cost.programNs * double(programs), grainNs, cost)) {
    runAlone(run, programs, grainNs, cost);
  } else {
    shareAndLearn(executor, run, 0, programs, grainNs, cost);
  }
}
