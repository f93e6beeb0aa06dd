// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tries cases in every way that was asked for.
#ifndef GEMS_FUZZ_CHECK_H
#define GEMS_FUZZ_CHECK_H

#include "gems/Fuzz/Case.h"
#include "gems/Fuzz/Run.h"
#include "gems/Target/Codegen.h"
#include <functional>
#include <memory>

namespace gems::fuzz {

/// A machine to compile for, by the name that the command line uses.
struct FuzzTarget {
  std::string name;
  TargetInfo info;
  /// How to start a program of that machine; empty for this one.
  std::vector<std::string> emulator;
  unsigned sveBits = 0; // what the emulator is asked for
  /// Compile with checks of bounds, which must find nothing.
  bool checkBounds = false;
};

/// How kernels for AArch64 are compiled and started.
struct ArmOptions {
  std::string triple = "aarch64-linux-gnu";
  std::string cpu, features;
  std::string emulator; // with its options, separated by spaces
};

/// "avx512", "avx2" and "native" run in this process; "neon" and "sve128" to "sve2048" under an
/// emulator.
mlir::FailureOr<FuzzTarget> makeFuzzTarget(llvm::StringRef name, const ArmOptions &arm,
                                           ErrorFn error);

/// What went wrong, and where: "verify", "reparse", "interpret", "pass NAME", "compile TARGET",
/// "run TARGET", "compare TARGET", "crash STAGE", "timeout STAGE".
struct Failure {
  std::string stage;
  std::string message;
};

struct CheckOptions {
  std::vector<FuzzTarget> targets;
  /// The program that runs batches under the emulator.
  std::string runner;
  /// Interpret before and after each pass over tiles.
  bool checkPasses = false;
  unsigned caseTimeLimit = 60; // seconds
};

using ReportFn = llvm::function_ref<void(uint64_t seed, const Failure &failure)>;
using StageFn = std::function<void(llvm::StringRef stage)>;

class EmulatorBatch;

/// Checks one case after the other. What has to run under an emulator waits until `flush`, so that
/// many kernels share one process.
class Checker {
public:
  /// `atStage` is told what is about to be done, for the report of a crash.
  Checker(const CheckOptions &options, StageFn atStage);
  ~Checker();

  std::optional<Failure> check(Case &test);
  void flush(ReportFn report);

private:
  std::optional<Failure> checkTargets(Case &test);
  std::optional<Failure> checkHost(Case &test, const FuzzTarget &target,
                                   llvm::ArrayRef<char> library);

  const CheckOptions &options;
  StageFn atStage;
  std::vector<std::unique_ptr<EmulatorBatch>> batches; // null for this machine's targets
  std::vector<std::vector<Bytes>> expected;
  /// Of the first target, for comparing targets with each other.
  std::vector<std::vector<Bytes>> first;
};

/// Replaces the module by what its text parses to.
std::optional<Failure> reparseCase(Case &test);
/// The results of the interpreter for each launch.
std::optional<Failure> interpretCase(Case &test, std::vector<std::vector<Bytes>> &results);
/// Interprets after each of the passes over tiles.
std::optional<Failure> checkPasses(Case &test, llvm::ArrayRef<std::vector<Bytes>> expected,
                                   const StageFn &atStage);
/// Compiles a copy of the case's module to a shared library.
std::optional<Failure> compileCase(Case &test, const FuzzTarget &target, gems::Bytes &library);

/// A launch as the runner wants it.
PlainLaunch makePlain(Case &test, const Launch &launch);

/// Kernels that wait for an emulator.
class EmulatorBatch {
public:
  EmulatorBatch(const FuzzTarget &target, const CheckOptions &options)
      : target(target), options(options) {}
  void add(Case &test, llvm::ArrayRef<char> library,
           llvm::ArrayRef<std::vector<Bytes>> expected);
  /// Runs them all and forgets them.
  void run(ReportFn report);

private:
  struct Waiting {
    PlainKernel kernel;
    std::vector<BufferSpec> buffers;
    std::vector<std::vector<Bytes>> expected;
  };
  size_t runFrom(size_t number, const std::string &folder, ReportFn report);
  void compare(const Waiting &waiting, llvm::ArrayRef<PlainResult> results, ReportFn report);

  const FuzzTarget &target;
  const CheckOptions &options;
  std::vector<Waiting> waiting;
};

/// Writes a case as text that `loadCase` reads, if it has the contents of the buffers.
void writeCase(llvm::raw_ostream &os, Case &test, bool withContents);
/// Nothing if the file cannot be read or is no case.
std::optional<Case> loadCase(mlir::MLIRContext &context, const std::string &path);

} // namespace gems::fuzz

#endif // GEMS_FUZZ_CHECK_H
