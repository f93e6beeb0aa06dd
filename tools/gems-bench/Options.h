// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of gems-bench.
#ifndef GEMS_BENCH_OPTIONS_H
#define GEMS_BENCH_OPTIONS_H

#include "Kernels.h"

#include <optional>
#include <string>
#include <vector>

namespace gems::bench {

/// What to measure; empty lists mean the default of each part.
struct Options {
  bool host = false, compile = false, launch = false, arm = false, help = false;
  std::vector<std::string> kernels;
  std::vector<gems_type> types;
  std::vector<Shape> shapes;
  std::vector<int64_t> blocks;
  std::vector<std::string> targets; ///< of --arm and --compile, by name
  std::vector<std::string> cpus;    ///< of llvm-mca
  std::string cpu;                  ///< of --host: empty is this machine's
  std::string json;
  std::string kernelDir;
  unsigned repetitions = 0; ///< 0: the default of each part
  double seconds = 0;       ///< of one repetition; 0: the default
  bool showLoops = false;
  bool withChecked = false; ///< of --arm: ours with checks of bounds, too
};

/// The text of --help.
const char *helpText();

/// Reads a command line. Failing, it stores one line in `error`.
std::optional<Options> parseOptions(int argc, const char *const *argv, std::string &error);

} // namespace gems::bench

#endif // GEMS_BENCH_OPTIONS_H
