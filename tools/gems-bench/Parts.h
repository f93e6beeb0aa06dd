// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of the benchmark. Each prints its table and adds to the report; false when something
// could not be measured, after one line about it.
#ifndef GEMS_BENCH_PARTS_H
#define GEMS_BENCH_PARTS_H

#include "Options.h"

namespace gems::bench {

class Report;

bool runHost(const Options &options, Report &report);
bool runCompile(const Options &options, Report &report);
bool runLaunch(const Options &options, Report &report);
bool runArm(const Options &options, Report &report);

} // namespace gems::bench

#endif // GEMS_BENCH_PARTS_H
