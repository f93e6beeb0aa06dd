// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a pool needs of the machine: sleeping on a word, waiting a moment, the time, the mode of
// floating-point arithmetic.
#ifndef GEMS_LIB_RUNTIME_THREAD_H
#define GEMS_LIB_RUNTIME_THREAD_H

#include <atomic>
#include <cstdint>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gems {

/// Sleeps while the word has the value; may also return early.
inline void futexWait(std::atomic<uint32_t> &word, uint32_t value) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

inline void futexWake(std::atomic<uint32_t> &word, uint32_t numThreads) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, numThreads, nullptr, nullptr, 0);
}

inline int64_t nowNs() {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return int64_t(time.tv_sec) * 1000000000 + time.tv_nsec;
}

/// Waits some tens of nanoseconds without disturbing the other thread of the core.
inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  // A yield takes no time on most cores.
  __asm__ volatile("isb" ::: "memory");
#endif
}

/// Counts down a time of spinning; looks at the clock now and then.
class Spin {
public:
  explicit Spin(int64_t ns) : ns(ns) {}

  /// Waits a moment; false when the time is over.
  bool wait() {
    if (ns <= 0)
      return false;
    relax();
    if (++count % 16 != 0)
      return true;
    int64_t now = nowNs();
    if (end == 0)
      end = now + ns;
    return now < end;
  }

private:
  int64_t ns, end = 0;
  uint32_t count = 0;
};

/// Rounding, flushing of denormals, traps: what makes two threads compute different bits.
inline uint64_t floatMode() {
#if defined(__x86_64__)
  constexpr uint32_t stickyFlags = 0x3f;
  return __builtin_ia32_stmxcsr() & ~stickyFlags;
#elif defined(__aarch64__)
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  return mode;
#else
  return 0;
#endif
}

inline void setFloatMode(uint64_t mode) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(static_cast<uint32_t>(mode));
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" ::"r"(mode));
#else
  (void)mode;
#endif
}

} // namespace gems

#endif // GEMS_LIB_RUNTIME_THREAD_H
