// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What launches of a kernel have taught about its programs, and whether sharing them is worth it.
#include "Cost.h"

using namespace gems;

/// Shared launches between two that are not, to measure; of work that is short enough for nobody to
/// notice.
static constexpr uint32_t maxShared = 256;
static constexpr double maxGrainsToMeasure = 16;
/// Shared launches in a row that must have been for nothing, as points. Workers that have to be
/// woken may be late the first times, and awake for those that follow.
static constexpr uint32_t lossAwake = 8, lossAsleep = 1, maxLosses = 3 * lossAwake;
static constexpr uint32_t minPatience = 16, maxPatience = 1024;
static constexpr double minProgramNs = 0.01;
/// A second processor should save a tenth of the time.
static constexpr double worthwhileShare = 0.9;

/// The work of a whole row is counted when it begins, and what is left of the last one taken back.
bool Cost::beginRow(int64_t programs, double grainNs) {
  double unused = numInRow * programNs * double(rowPrograms);
  numInRow = 0;
  if (unused > 0)
    unseenNs = unseenNs > unused ? unseenNs - unused : 0;
  double workNs = programNs * double(programs);
  if (!isShort(workNs, grainNs))
    return false;
  double more = (lookNs - unseenNs) / workNs;
  numInRow = more < maxRow ? uint32_t(more) : maxRow;
  rowPrograms = programs;
  rowGrainNs = grainNs;
  unseenNs += numInRow * workNs;
  return true;
}

Cost::Plan Cost::plan(int64_t programs, double grainNs) {
  if (programNs == unknown)
    return Plan::Explore;
  double workNs = programNs * double(programs);
  bool isAlone = workNs < grainNs;
  if (!isAlone && workNs < lossNs) {
    isAlone = ++numAlone <= patience;
    if (!isAlone)
      lossNs = 0;
  }
  if (isAlone) {
    unseenNs += workNs;
    return unseenNs < lookNs ? Plan::Alone : Plan::AloneTimed;
  }
  if (workNs < maxGrainsToMeasure * grainNs && ++numShared > maxShared) {
    numShared = 0;
    return Plan::AloneTimed;
  }
  return Plan::Share;
}

void Cost::learnFirst(double ns) {
  learnAlone(ns);
  // The next launch finds everything in its cache.
  if (!isWarm)
    programNs = unknown;
  isWarm = true;
}

void Cost::learnAlone(double ns) {
  // A coarse clock may have seen nothing.
  programNs = ns > minProgramNs ? ns : minProgramNs;
  unseenNs = 0;
}

void Cost::learnShared(const Shared &launch) {
  // The measurement may have waited for memory.
  if (launch.ownNs < programNs * double(launch.ownPrograms))
    programNs = launch.ownNs / double(launch.ownPrograms);
  double workNs = programNs * double(launch.programs);
  if (launch.elapsedNs < worthwhileShare * workNs) {
    losses = patience = 0;
    return;
  }
  losses += launch.wokeWorkers ? lossAsleep : lossAwake;
  if (losses < maxLosses)
    return;
  // From now on a single one is enough, until sharing pays again.
  losses = maxLosses - lossAwake;
  // A little more, lest the next measurement be just above.
  lossNs = 1.25 * workNs;
  numAlone = 0;
  patience = 2 * patience < minPatience ? minPatience
             : patience < maxPatience   ? 2 * patience
                                        : maxPatience;
}
