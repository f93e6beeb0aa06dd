// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in pool: threads that help with the grids of whoever launches.
#include "Pool.h"

#include "Thread.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <new>
#include <sched.h>

using namespace gems;

// The word of an invitation.
static constexpr uint32_t openBit = 1u << 31, waitingBit = 1u << 30, fieldMask = 1023,
                          oneLimit = 1u << 20, oneJoined = 1u << 10, oneLeft = 1;
static uint32_t limitOf(uint32_t word) { return word / oneLimit & fieldMask; }
static uint32_t joinedOf(uint32_t word) { return word / oneJoined & fieldMask; }
static uint32_t leftOf(uint32_t word) { return word / oneLeft & fieldMask; }

/// Longer than the gap between two launches of one layer, shorter than anybody would notice.
static constexpr uint32_t defaultSpinNs = 50000;
/// Work that is worth the call that wakes a worker, and its delay.
static constexpr uint64_t wakeNs = 50000;

// Forks ----------------------------------------------------------------------------------------

/// How many forks lie between the process that loaded this library and this one.
static std::atomic<uint32_t> numForks{0};
static pthread_once_t forkOnce = PTHREAD_ONCE_INIT;

static void countForks() {
  pthread_atfork(nullptr, nullptr, [] { numForks.fetch_add(1, std::memory_order_release); });
}

/// Whether the pool has workers in this process. After a fork it begins anew: threads stay behind,
/// and whatever launches of the parent were under way are none of the child's.
bool Pool::isStartedHere() {
  uint32_t process = numForks.load(std::memory_order_acquire);
  if (startedIn.load(std::memory_order_acquire) == process)
    return numStarted > 0;
  // A lock that a fork releases: its holder is told by the process too.
  const uint64_t unlocked = uint64_t(process) << 1, locked = unlocked | 1;
  uint64_t seen = starting.load(std::memory_order_relaxed);
  while (seen != unlocked) {
    if (seen == locked) {
      sched_yield();
      seen = starting.load(std::memory_order_acquire);
    } else if (starting.compare_exchange_weak(seen, locked, std::memory_order_acquire)) {
      for (Invitation &invitation : invitations) {
        invitation.word.store(0, std::memory_order_relaxed);
        invitation.isTaken.store(false, std::memory_order_relaxed);
      }
      numSleepers.store(0, std::memory_order_relaxed);
      numSpinners.store(0, std::memory_order_relaxed);
      start();
      startedIn.store(process, std::memory_order_release);
      starting.store(unlocked, std::memory_order_release);
      break;
    }
  }
  return numStarted > 0;
}

// Workers ----------------------------------------------------------------------------------------

void *Pool::runWorker(void *pointer) {
  Pool *pool = static_cast<Pool *>(pointer);
  pool->work(pool->numRunning.fetch_add(1, std::memory_order_relaxed));
  return nullptr;
}

void Pool::start() {
  // Handlers of signals belong to the host's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  numStarted = 0;
  numRunning.store(0, std::memory_order_relaxed);
  while (numStarted < numWorkers &&
         pthread_create(&threads[numStarted], nullptr, runWorker, this) == 0) {
    pthread_setname_np(threads[numStarted], "gems");
    ++numStarted;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Pool *Pool::create(uint32_t numWorkers, bool mayStarve) {
  pthread_once(&forkOnce, countForks);
  auto *threads = static_cast<pthread_t *>(calloc(numWorkers, sizeof(pthread_t)));
  void *memory = nullptr;
  if (!threads || posix_memalign(&memory, alignof(Pool), sizeof(Pool)) != 0) {
    free(threads);
    return nullptr;
  }
  Pool *pool = new (memory) Pool(numWorkers, threads);
  pool->setSpin(mayStarve ? 0 : defaultSpinNs);
  uint32_t process = numForks.load(std::memory_order_acquire);
  pool->startedIn.store(process, std::memory_order_relaxed);
  pool->starting.store(uint64_t(process) << 1, std::memory_order_relaxed);
  pool->start();
  return pool;
}

void Pool::destroy() {
  if (startedIn.load(std::memory_order_acquire) == numForks.load(std::memory_order_acquire)) {
    isStopping.store(true, std::memory_order_release);
    signal.fetch_add(1, std::memory_order_seq_cst);
    futexWake(signal, INT32_MAX);
    for (uint32_t i = 0; i < numStarted; ++i)
      pthread_join(threads[i], nullptr);
  }
  free(threads);
  free(this);
}

void Pool::work(uint32_t worker) {
  numSpinners.fetch_add(1, std::memory_order_relaxed);
  for (;;) {
    uint32_t seen = signal.load(std::memory_order_acquire);
    if (isStopping.load(std::memory_order_acquire))
      return;
    if (helpSomebody(worker))
      continue;
    Spin spin(spinNs.load(std::memory_order_relaxed));
    bool isCalled = false;
    do
      isCalled = signal.load(std::memory_order_relaxed) != seen;
    while (!isCalled && spin.wait());
    if (!isCalled)
      sleep(seen);
  }
}

void Pool::sleep(uint32_t seen) {
  numSpinners.fetch_sub(1, std::memory_order_relaxed);
  numSleepers.fetch_add(1, std::memory_order_seq_cst);
  futexWait(signal, seen);
  numSleepers.fetch_sub(1, std::memory_order_relaxed);
  numSpinners.fetch_add(1, std::memory_order_relaxed);
}

/// Joins an invitation; false when it is closed or full.
static bool join(Pool::Invitation &invitation) {
  uint32_t word = invitation.word.load(std::memory_order_relaxed);
  while ((word & openBit) && joinedOf(word) < limitOf(word))
    if (invitation.word.compare_exchange_weak(word, word + oneJoined, std::memory_order_acquire,
                                              std::memory_order_relaxed))
      return true;
  return false;
}

static void leave(Pool::Invitation &invitation) {
  uint32_t word = invitation.word.fetch_add(oneLeft, std::memory_order_release) + oneLeft;
  if ((word & waitingBit) && leftOf(word) == joinedOf(word))
    futexWake(invitation.word, 1);
}

bool Pool::helpSomebody(uint32_t worker) {
  for (Invitation &invitation : invitations) {
    if (!join(invitation))
      continue;
    numSpinners.fetch_sub(1, std::memory_order_relaxed);
    if (invitation.wakesSleepers) {
      uint32_t word = invitation.word.load(std::memory_order_relaxed);
      wakeSome(limitOf(word) - joinedOf(word));
    }
    setFloatMode(invitation.floatMode);
    invitation.grid->participate(invitation.grid->findPart(worker));
    leave(invitation);
    numSpinners.fetch_add(1, std::memory_order_relaxed);
    return true;
  }
  return false;
}

/// Wakes two at most: they wake others, so that nobody makes all the calls.
void Pool::wakeSome(uint32_t numMissing) {
  if (numMissing > 0 && numSleepers.load(std::memory_order_seq_cst) > 0)
    futexWake(signal, numMissing < 2 ? numMissing : 2);
}

// Launches ---------------------------------------------------------------------------------------

/// A single launch may be too short for workers that sleep; many such launches are not.
bool Pool::isWorthWaking(double ns) {
  uint64_t whole = ns < double(wakeNs) ? static_cast<uint64_t>(ns) : wakeNs;
  if (missedNs.fetch_add(whole, std::memory_order_relaxed) + whole < wakeNs)
    return false;
  missedNs.store(0, std::memory_order_relaxed);
  return true;
}

Pool::Help Pool::findHelp(uint32_t numHelpers, double ns) {
  if (!isStartedHere())
    return Help::None;
  uint32_t numAwake = numSpinners.load(std::memory_order_relaxed);
  if (numAwake < numHelpers && isWorthWaking(ns))
    return Help::Asleep;
  return numAwake > 0 ? Help::Awake : Help::None;
}

Pool::Invitation *Pool::invite(SharedGrid &grid, uint32_t numHelpers, Help help) {
  for (Invitation &invitation : invitations) {
    if (invitation.isTaken.load(std::memory_order_relaxed) ||
        invitation.isTaken.exchange(true, std::memory_order_acquire))
      continue;
    invitation.grid = &grid;
    invitation.wakesSleepers = help == Help::Asleep;
    invitation.floatMode = floatMode();
    invitation.word.store(openBit | numHelpers * oneLimit, std::memory_order_release);
    signal.fetch_add(1, std::memory_order_seq_cst);
    if (invitation.wakesSleepers)
      wakeSome(numHelpers);
    return &invitation;
  }
  return nullptr;
}

void Pool::withdraw(Invitation &invitation) {
  std::atomic<uint32_t> &word = invitation.word;
  uint32_t now = word.fetch_and(~openBit, std::memory_order_acquire) & ~openBit;
  Spin spin(spinNs.load(std::memory_order_relaxed));
  while (leftOf(now) != joinedOf(now)) {
    if (spin.wait()) {
      now = word.load(std::memory_order_acquire);
      continue;
    }
    now = word.fetch_or(waitingBit, std::memory_order_acquire) | waitingBit;
    if (leftOf(now) != joinedOf(now))
      futexWait(word, now);
    now = word.load(std::memory_order_acquire);
  }
  invitation.isTaken.store(false, std::memory_order_release);
}
