// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of --launch.
#ifndef GEMS_BENCH_LAUNCH_LAUNCH_H
#define GEMS_BENCH_LAUNCH_LAUNCH_H

#include "../Options.h"

namespace gems::bench {

class Report;

/// To be called while this process has not compiled anything.
bool runFirstLaunch(const Options &options, Report &report);
bool runGrids(const Options &options, Report &report);
bool runOperators(const Options &options, Report &report);

} // namespace gems::bench

#endif // GEMS_BENCH_LAUNCH_LAUNCH_H
