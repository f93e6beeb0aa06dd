// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tries one case in every way that was asked for.
#ifndef GEMS_FUZZ_CHECK_H
#define GEMS_FUZZ_CHECK_H

#include "gems/Fuzz/Case.h"
#include "gems/Target/Codegen.h"
#include <functional>

namespace gems::fuzz {

/// A machine to compile for, by the name that the command line uses.
struct FuzzTarget {
  std::string name;
  TargetInfo info;
};

/// What went wrong, and where: "verify", "reparse", "interpret", "pass NAME", "compile TARGET",
/// "load TARGET", "run TARGET", "compare TARGET", "crash STAGE", "timeout STAGE".
struct Failure {
  std::string stage;
  std::string message;
};

struct CheckOptions {
  llvm::ArrayRef<FuzzTarget> targets; // of this machine
  /// Interpret before and after each pass over tiles.
  bool checkPasses = false;
  /// Told what is about to be done, for the report of a crash.
  std::function<void(llvm::StringRef)> atStage = [](llvm::StringRef) {};
};

/// The results of the interpreter, for each launch; or why there are none.
std::optional<Failure> interpretCase(Case &test, std::vector<std::vector<Bytes>> &results);

/// Replaces the module by what its text parses to.
std::optional<Failure> reparseCase(Case &test);

/// Compiles a copy of the case's module to a shared library.
std::optional<Failure> compileCase(Case &test, const FuzzTarget &target, gems::Bytes &library);

/// Runs one launch of a library on this machine.
std::optional<Failure> runLaunch(llvm::ArrayRef<char> library, Case &test, const Launch &launch,
                                 llvm::StringRef targetName, std::vector<Bytes> &results);

/// All of the above.
std::optional<Failure> checkCase(Case &test, const CheckOptions &options);

/// Interprets after each of the passes over tiles.
std::optional<Failure> checkPasses(Case &test, llvm::ArrayRef<std::vector<Bytes>> expected,
                                   const CheckOptions &options);

} // namespace gems::fuzz

#endif // GEMS_FUZZ_CHECK_H
