// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in pool: threads that help with the grids of whoever launches.
//
// A launch publishes an invitation, works on its grid itself, and at the end waits only for those
// who came. So it never depends on a worker that the system does not run. An invitation is one word
// that says whether it is open, how many may come, have come and have left; joining and leaving are
// one atomic operation each, and nothing takes a lock. Idle workers watch a second word, which
// counts invitations, and sleep on it when nothing came for a while.
#ifndef GEMS_LIB_RUNTIME_POOL_H
#define GEMS_LIB_RUNTIME_POOL_H

#include "SharedGrid.h"

#include <atomic>
#include <pthread.h>

namespace gems {

class Pool {
public:
  /// A call for help with one grid.
  struct alignas(128) Invitation {
    std::atomic<uint32_t> word{0};
    std::atomic<bool> isTaken{false};
    bool wakesSleepers = false;
    uint64_t floatMode = 0;
    SharedGrid *grid = nullptr;
  };

  /// Starts workers; null when there is no memory. `mayStarve`: there are more threads than CPUs,
  /// so spinning would keep others from working.
  static Pool *create(uint32_t numWorkers, bool mayStarve);
  void destroy();

  void setSpin(uint32_t nanoseconds) { spinNs.store(nanoseconds, std::memory_order_relaxed); }

  /// Who would come for work of about `ns` nanoseconds.
  enum class Help { None, Awake, Asleep };
  Help findHelp(uint32_t numHelpers, double ns);
  /// Asks for up to `numHelpers` participants. Null when too many others ask.
  Invitation *invite(SharedGrid &grid, uint32_t numHelpers, Help help);
  /// Lets nobody join any more, and waits for those who did.
  void withdraw(Invitation &invitation);

private:
  Pool(uint32_t numWorkers, pthread_t *threads) : numWorkers(numWorkers), threads(threads) {}

  static void *runWorker(void *pool);
  bool isStartedHere();
  void start();
  void work(uint32_t worker);
  bool helpSomebody(uint32_t worker);
  void sleep(uint32_t seen);
  bool isWorthWaking(double ns);
  void wakeSome(uint32_t numMissing);

  static constexpr unsigned numInvitations = 8;
  Invitation invitations[numInvitations];

  alignas(128) std::atomic<uint32_t> signal{0};
  alignas(128) std::atomic<uint32_t> numSleepers{0};
  std::atomic<uint32_t> numSpinners{0};
  std::atomic<uint32_t> spinNs{0};
  std::atomic<uint64_t> missedNs{0}; ///< work that sleeping workers could have shared
  std::atomic<bool> isStopping{false};
  std::atomic<uint32_t> numRunning{0}; ///< gives each worker a number

  const uint32_t numWorkers;
  uint32_t numStarted = 0;
  pthread_t *threads;
  /// The process, counted in forks, that the workers belong to; and who may start them.
  std::atomic<uint32_t> startedIn{0};
  std::atomic<uint64_t> starting{0};
};

} // namespace gems

#endif // GEMS_LIB_RUNTIME_POOL_H
