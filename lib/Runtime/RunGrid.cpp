// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a grid on as many threads as it is worth.
#include "Executor.h"
#include "Pool.h"
#include "Thread.h"

using namespace gems;

/// Runs programs on the calling thread until it is clear how long one takes. Returns the first that
/// is left to share; `programs` when the rest was too little.
static int64_t explore(const GridRun &run, int64_t programs, double grainNs, double &programNs) {
  int64_t start = nowNs(), done = 0, chunk = 1;
  for (;;) {
    run.run(0, done, done + chunk);
    done += chunk;
    double elapsed = double(nowNs() - start);
    programNs = elapsed / double(done);
    int64_t left = programs - done;
    if (left == 0)
      return programs;
    if (programNs * double(left) < grainNs) {
      run.run(0, done, programs);
      return programs;
    }
    if (elapsed >= grainNs / 4)
      return done;
    chunk = chunk * 2 < left ? chunk * 2 : left;
  }
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
  Pool::Help help; ///< None: nobody would have come in time, so it did everything
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

/// Runs programs on several threads, if they would come.
static OwnPart share(gems_executor *executor, const GridRun &run, int64_t first, int64_t last,
                     double grainNs, double programNs) {
  double workNs = programNs * double(last - first);
  uint32_t participants = countParticipants(executor, last - first, workNs, grainNs);
  Pool *pool = executor->pool;
  Pool::Help help = Pool::Help::Awake;
  if (pool)
    help = pool->findHelp(participants - 1, grainNs > 0 ? workNs : 1e18);
  if (participants < 2 || help == Pool::Help::None) {
    run.run(0, first, last);
    return {Pool::Help::None, 0, 0};
  }
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
static void shareAndLearn(gems_executor *executor, const GridRun &run, int64_t programs,
                          double grainNs, Cost &cost) {
  int64_t start = nowNs();
  OwnPart own = share(executor, run, 0, programs, grainNs, cost.programNs);
  if (own.help != Pool::Help::None)
    cost.learnShared({programs, double(nowNs() - start), own.programs, own.ns,
                      /*wokeWorkers=*/own.help == Pool::Help::Asleep});
}

void gems::runGrid(gems_executor *executor, const GridRun &run, int64_t programs, Cost &cost) {
  if (isInsideSharedGrid())
    return run.run(0, 0, programs);
  double grainNs = executor->grainNs.load(std::memory_order_relaxed);
  if (grainNs == 0) {
    share(executor, run, 0, programs, 0, 0);
    return;
  }
  switch (cost.plan(programs, grainNs)) {
  case Cost::Plan::Explore: {
    double programNs;
    int64_t first = explore(run, programs, grainNs, programNs);
    cost.learnFirst(programNs);
    if (first < programs)
      share(executor, run, first, programs, grainNs, programNs);
    return;
  }
  case Cost::Plan::Alone:
    return run.run(0, 0, programs);
  case Cost::Plan::AloneTimed: {
    int64_t start = nowNs();
    run.run(0, 0, programs);
    return cost.learnAlone(double(nowNs() - start) / double(programs));
  }
  case Cost::Plan::Share:
    return shareAndLearn(executor, run, programs, grainNs, cost);
  }
}
