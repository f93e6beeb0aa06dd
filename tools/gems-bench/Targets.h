// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machines that --compile and --arm compile for.
#ifndef GEMS_BENCH_TARGETS_H
#define GEMS_BENCH_TARGETS_H

#include "gems/Target/TargetInfo.h"

#include <string>
#include <vector>

namespace gems::bench {

struct TargetChoice {
  const char *name;
  const char *triple, *cpu, *features;
  bool isArm;
  /// AArch64: the ending of the hand-written objects' names, and how those were compiled.
  const char *objects, *flags;
};

/// The targets of these names, all when there are none; only those for AArch64 if `armOnly`.
/// Empty after printing one line about an unknown name.
std::vector<TargetChoice> chooseTargets(const std::vector<std::string> &names, bool armOnly);

} // namespace gems::bench

#endif // GEMS_BENCH_TARGETS_H
