// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of gems-launch, as a library: gems-run handles arguments with the same code.
#ifndef GEMS_RUNTIME_LAUNCHER_H
#define GEMS_RUNTIME_LAUNCHER_H

#include "gems/Runtime/Abi.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gems {

/// What to launch, as text: it is checked by launch(), so that every front end says the same.
struct LaunchOptions {
  std::string program = "gems-launch"; ///< begins every message
  std::string library;         ///< the path of the shared library, for messages if in memory
  const void *bytes = nullptr; ///< the library in memory, instead of the file
  size_t numBytes = 0;

  std::string source;            ///< what messages call the library; empty: its path
  std::string kernel;            ///< may be empty when the library has one kernel
  std::string grid;              ///< X[,Y[,Z]]
  std::vector<std::string> args; ///< NAME=SPEC, see Spec.h
  std::vector<std::string> outs; ///< NAME=FILE.npy
  std::string seed;              ///< empty: 0
  std::string threads;           ///< empty: 1
  std::string misalign;          ///< empty: 0
  bool time = false;
  bool quiet = false;
};

enum class OptionResult {
  Taken,   ///< the word was one of these options
  NotOurs, ///< it was not; the caller may know it
  Invalid  ///< it was, but wrong; see the error
};

/// Takes one word of a command line, such as --grid=64. Flags may be given once.
OptionResult parseLaunchOption(std::string_view word, LaunchOptions &options, std::string &error);

/// The words that parseLaunchOption reads back to the same options, for another process.
std::vector<std::string> formatLaunchOptions(const LaunchOptions &options);

/// The part of --help that describes these options, one per line.
const char *launchOptionsHelp();

struct Argument;

/// A kernel that no library holds, and what runs it.
class KernelRunner {
public:
  /// Name, arguments and parameters; the rest is not looked at.
  virtual const gems_kernel_info &getKernel() const = 0;
  /// Runs all programs of a grid on the arguments, which are in the kernel's order. Prints what is
  /// wrong, and returns false then.
  virtual bool run(const std::vector<Argument> &arguments, const int64_t grid[3]) = 0;

protected:
  ~KernelRunner() = default;
};

/// Loads, checks, launches and writes the results. Prints a summary to stdout, or one line about
/// what is wrong to stderr. Returns the exit status, 0 or 1.
int launch(const LaunchOptions &options);
/// The same with `runner` in place of a library, which is only named. Threads and repeated launches
/// are refused.
int launch(const LaunchOptions &options, KernelRunner &runner);

/// The whole of gems-launch.
int launchMain(int argc, const char *const *argv);

} // namespace gems

#endif // GEMS_RUNTIME_LAUNCHER_H
