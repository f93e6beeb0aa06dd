// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AArch64 programs: linked, run under QEMU, and counted.
#ifndef GEMS_BENCH_ARM_EMULATOR_H
#define GEMS_BENCH_ARM_EMULATOR_H

#include "../Kernels.h"

#include "llvm/ADT/SmallString.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gems::bench {

/// A folder for files between tools, gone with its scope.
class Workspace {
public:
  Workspace();
  ~Workspace();
  /// Empty if the folder could not be made.
  std::string path(llvm::StringRef name) const;

private:
  llvm::SmallString<64> folder;
};

/// The path of a program: LLVM's of the version that this was built with, others as in PATH. Empty
/// after printing one line if there is none.
std::string findTool(llvm::StringRef name);

/// Runs a program; what it prints goes to a file. Failing, prints one line with the first of what
/// it wrote to its standard error.
bool runTool(llvm::ArrayRef<std::string> command, const std::string &outFile);

std::optional<std::string> readFile(llvm::StringRef path);

/// How often each address was executed.
using Counts = std::map<uint64_t, uint64_t>;

/// One run of an entry.
struct Execution {
  Counts counts; ///< of the entry and what it calls
  std::vector<float> results;
  uint64_t total() const;
};

/// An executable of the driver and one range entry.
class ArmProgram {
public:
  /// Links. `info` is the descriptor's symbol, or empty. Failing, prints one line.
  static std::optional<ArmProgram> link(Workspace &workspace, llvm::StringRef object,
                                        llvm::StringRef entry, llvm::StringRef info);

  const std::string &getPath() const { return path; }

  /// Runs all programs of a launch at a vector length of SVE (0: as the emulator likes). The
  /// difference to a run of no program is what is counted. Failing, prints one line.
  std::optional<Execution> run(llvm::ArrayRef<Arg> args, gems_type type, int64_t programs,
                               unsigned sveBits) const;

private:
  ArmProgram(Workspace &workspace, std::string path)
      : workspace(&workspace), path(std::move(path)) {}

  std::optional<Counts> countOnce(const std::vector<std::string> &driverArgs,
                                  unsigned sveBits) const;

  Workspace *workspace;
  std::string path;
};

} // namespace gems::bench

#endif // GEMS_BENCH_ARM_EMULATOR_H
