// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a launch did, in words.
#ifndef GEMS_LIB_RUNTIME_SUMMARY_H
#define GEMS_LIB_RUNTIME_SUMMARY_H

#include "gems/Runtime/Arguments.h"

namespace gems {

struct LaunchFacts {
  const gems_kernel_info *kernel;
  const char *source;
  int64_t grid[3];
  int64_t programs;
  int64_t numThreads;
  bool isInterpreted;
  double seconds; ///< of the launch
};

void printSummary(const LaunchFacts &facts, const std::vector<Argument> &arguments,
                  const std::vector<Output> &outputs);
/// One line about repeated launches.
void printTimes(std::vector<double> seconds);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_SUMMARY_H
