// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs many cases in processes of their own, and collects what went wrong.
#ifndef GEMS_FUZZ_DRIVER_H
#define GEMS_FUZZ_DRIVER_H

#include "gems/Fuzz/Check.h"
#include "gems/Fuzz/Coverage.h"
#include <map>
#include <string>
#include <vector>

namespace gems::fuzz {

struct SeedFailure {
  uint64_t seed;
  Failure failure;
};

/// What became of one seed.
struct SeedOutcome {
  std::optional<Failure> failure;
  bool isAccepted = true; // whatever that means to who checks
};

struct DriverOptions {
  uint64_t firstSeed = 0;
  uint64_t count = 1;
  unsigned jobs = 1;
  unsigned timeLimit = 0; // seconds for everything, 0 for none
  CheckOptions checks;
  /// What to do with a seed, instead of generating its case and checking it.
  std::function<SeedOutcome(uint64_t seed, const StageFn &atStage)> checkSeed;
  /// Told of each failure when it is found.
  std::function<void(const SeedFailure &)> onFailure = [](const SeedFailure &) {};
};

struct DriverResult {
  uint64_t numCases = 0, numAccepted = 0;
  Coverage coverage;
  std::vector<SeedFailure> failures; // by seed
};

/// A process that dies loses one case; its seed and stage become a failure.
DriverResult runCases(const DriverOptions &options);

/// Runs one case in a process of its own.
std::optional<Failure> checkIsolated(Case &test, const CheckOptions &options);
/// Runs anything in a process of its own, which is told how to report.
using IsolatedFn = llvm::function_ref<void(const StageFn &atStage, ReportFn report)>;
std::optional<Failure> runIsolated(IsolatedFn work, unsigned timeLimit);

/// Failures with the same signature are probably one bug: stage and message without numbers.
std::string getSignature(const Failure &failure);
/// Failures that are alike, those of each signature by seed.
std::map<std::string, std::vector<const SeedFailure *>> groupFailures(const DriverResult &result);
/// One line: how many failures are alike, and the first of them.
void printGroup(llvm::raw_ostream &stream, llvm::ArrayRef<const SeedFailure *> alike);

} // namespace gems::fuzz

#endif // GEMS_FUZZ_DRIVER_H
