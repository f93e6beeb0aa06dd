// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ways to run the same programs, measured beside each other.
#ifndef GEMS_BENCH_LAUNCH_CONTENDERS_H
#define GEMS_BENCH_LAUNCH_CONTENDERS_H

#include "../Options.h"
#include "../Report.h"
#include "gems/Runtime/Runtime.h"

#include <functional>
#include <string>
#include <vector>

namespace gems::bench {

/// A way to run a grid; made in the process that measures it.
struct Contender {
  const char *name;
  std::function<std::function<void()>()> start;
  std::vector<double> samples = {};
};

/// Measures all in turns, so that whatever else the machine does meets everybody.
bool measureAll(std::vector<Contender> &contenders, const Options &options);

/// Prints a row: `cells`, the time of the first, and how many times faster the others are.
void printComparison(std::vector<std::string> cells, llvm::ArrayRef<Contender> contenders,
                     Table &table);
/// The times of all, by name.
llvm::json::Object medians(llvm::ArrayRef<Contender> contenders);

/// A pool that lives as long as the process.
gems_executor *makePool(unsigned numThreads);

} // namespace gems::bench

#endif // GEMS_BENCH_LAUNCH_CONTENDERS_H
