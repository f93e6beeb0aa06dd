// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What launches of a kernel have taught about its programs, and whether sharing them is worth it.
//
// A grid is shared when it is more work than the grain of the executor. What a grain is worth
// depends on more than can be known before: what the programs leave in which cache, how fast
// workers come, who else wants the processors. So launches are measured: the programs on the
// calling thread alone at first and then now and then, and each shared launch. Work that sharing
// made no faster stays on the calling thread, but for a try at growing distances.
//
// Nothing here looks at a clock or runs a program.
#ifndef GEMS_LIB_RUNTIME_COST_H
#define GEMS_LIB_RUNTIME_COST_H

#include <cstdint>
#include <limits>

namespace gems {

/// Of one kernel on one executor, for programs that take about the same time.
struct Cost {
  static constexpr double unknown = std::numeric_limits<double>::infinity();

  double programNs = unknown; ///< of one program on the calling thread alone
  double lossNs = 0;          ///< work that sharing made no faster; 0: none was seen
  double unseenNs = 0;        ///< work on the calling thread since that was measured
  bool isWarm = false;        ///< one launch is over: what programs touch may be in the caches
  uint32_t numShared = 0;     ///< launches since one was run alone to be measured
  uint32_t losses = 0;        ///< points for shared launches in a row that were no faster
  uint32_t numAlone = 0;      ///< launches that stayed on the calling thread for lossNs
  uint32_t patience = 0;      ///< how many of those before sharing is tried again

  /// Work between two looks at the clock, which so cost a thousandth.
  static constexpr double lookNs = 50000;

  /// Whether a launch is below the grain and need not be measured: all that most launches ask.
  bool isShort(double workNs, double grainNs) {
    double unseen = unseenNs + workNs;
    if (!(workNs < grainNs && unseen < lookNs))
      return false;
    unseenNs = unseen;
    return true;
  }

  /// So many launches of one caller, most of which are alike, may do without asking that.
  static constexpr uint32_t maxRow = 64;
  uint32_t numInRow = 0;   ///< how many still may
  int64_t rowPrograms = 0; ///< if they have so many programs
  double rowGrainNs = 0;   ///< and the grain is this one

  bool isInRow(int64_t programs, double grainNs) {
    if (programs != rowPrograms || numInRow == 0 || grainNs != rowGrainNs)
      return false;
    --numInRow;
    return true;
  }
  /// isShort for the first of a row.
  bool beginRow(int64_t programs, double grainNs);

  enum class Plan {
    Explore,    ///< run some programs, until it is clear how long they take
    Alone,      ///< run all on the calling thread
    AloneTimed, ///< the same, and look at the clock
    Share       ///< run them on several threads, and look at the clock
  };
  Plan plan(int64_t programs, double grainNs);

  /// Learns how long a program took on the calling thread: in a launch that explored, and in one
  /// that was timed.
  void learnFirst(double ns);
  void learnAlone(double ns);

  /// A shared launch: its programs and time, and of those, what the calling thread did.
  struct Shared {
    int64_t programs;
    double elapsedNs;
    int64_t ownPrograms;
    double ownNs;
    bool wokeWorkers; ///< some had to be woken, and may have been late
  };
  void learnShared(const Shared &launch);
};

} // namespace gems

#endif // GEMS_LIB_RUNTIME_COST_H
