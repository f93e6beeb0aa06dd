// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the time of a compilation goes.
#ifndef GEMS_TARGET_TIMING_H
#define GEMS_TARGET_TIMING_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace gems {

/// Stages in the order in which they began, with the time spent in each.
class Timing {
public:
  using Clock = std::chrono::steady_clock;

  explicit Timing(Clock::time_point start = Clock::now()) : start(start) {}

  /// Adds to the stage, which is made when it is new.
  void add(llvm::StringRef stage, Clock::duration time);
  /// One line for each stage in milliseconds, what is left, and the total since the start.
  void print(llvm::raw_ostream &stream) const;

private:
  struct Stage {
    std::string name;
    Clock::duration time;
  };
  llvm::SmallVector<Stage, 0> stages;
  Clock::time_point start;
};

/// Adds the time of a scope to a stage. Without a Timing it does nothing.
class StageTimer {
public:
  StageTimer(Timing *timing, llvm::StringRef stage)
      : timing(timing), stage(stage), start(Timing::Clock::now()) {}
  ~StageTimer() {
    if (timing)
      timing->add(stage, Timing::Clock::now() - start);
  }
  StageTimer(const StageTimer &) = delete;
  StageTimer &operator=(const StageTimer &) = delete;

private:
  Timing *timing;
  llvm::StringRef stage;
  Timing::Clock::time_point start;
};

} // namespace gems

#endif // GEMS_TARGET_TIMING_H
