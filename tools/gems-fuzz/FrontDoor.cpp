// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-fuzz --front-door: spoiled kernels either compile or are refused with an error at a line.
#include "FrontDoor.h"

#include "gems/Fuzz/FrontDoor.h"
#include "gems/Fuzz/Reduce.h"
#include "gems/Pipelines/Pipelines.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace gems;
using namespace gems::fuzz;

static const FuzzTarget &pickTarget(const CheckOptions &checks, uint64_t seed) {
  return checks.targets[seed % checks.targets.size()];
}

static std::optional<Failure> checkAlone(const std::string &text, const FuzzTarget &target,
                                         unsigned timeLimit) {
  return runIsolated(
      [&](const StageFn &atStage, ReportFn report) {
        if (auto failure = checkFrontDoor(text, target, atStage).failure)
          report(0, *failure);
      },
      timeLimit);
}

static std::string print(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream(text) << module;
  return text;
}

/// Takes ops away if the text parses, then lines.
static std::string reduce(std::string text,
                          llvm::function_ref<bool(const std::string &)> stillFails,
                          unsigned maxTries) {
  mlir::DialectRegistry registry;
  registerKernelDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler silence(&context, [](mlir::Diagnostic &) {});
  Case test;
  test.module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  if (test.module && stillFails(print(*test.module))) {
    reduceCase(test, [&](Case &smaller) { return stillFails(print(*smaller.module)); }, maxTries);
    text = print(*test.module);
  }
  return reduceLines(text, stillFails, maxTries);
}

/// Writes the text of a seed, as small as it fails in the same way, to a file or the output.
static void keep(const SeedFailure &failed, const Corpus &corpus, const FrontDoorOptions &options,
                 const CheckOptions &checks, ErrorFn error) {
  const FuzzTarget &target = pickTarget(checks, failed.seed);
  std::string signature = getSignature(failed.failure);
  std::string text = makeSpoiled(corpus, failed.seed);
  auto stillFails = [&](const std::string &candidate) {
    auto failure = checkAlone(candidate, target, checks.caseTimeLimit);
    return failure && getSignature(*failure) == signature;
  };
  text = reduce(text, stillFails, options.reduceTries);
  std::string header =
      "// " + target.name + ", " + failed.failure.stage + ": " + failed.failure.message + "\n";
  if (options.dumpFolder.empty()) {
    llvm::outs() << header << text << "\n";
    return;
  }
  std::string path = options.dumpFolder + "/front-door-" + std::to_string(failed.seed) + ".mlir";
  std::error_code code;
  llvm::raw_fd_ostream file(path, code);
  if (code)
    error("cannot write '" + path + "': " + code.message());
  else
    file << header << text;
}

int gems::fuzz::runFrontDoor(const FrontDoorOptions &options, DriverOptions driver, ErrorFn error) {
  mlir::FailureOr<Corpus> corpus = loadCorpus(options.corpus, error);
  if (failed(corpus))
    return EXIT_FAILURE;
  const CheckOptions &checks = driver.checks;
  if (checks.targets.empty()) {
    error("expected --targets with --front-door, got none");
    return EXIT_FAILURE;
  }
  driver.checkSeed = [&](uint64_t seed, const StageFn &atStage) -> SeedOutcome {
    Verdict verdict = checkFrontDoor(makeSpoiled(*corpus, seed), pickTarget(checks, seed), atStage);
    return {verdict.failure, verdict.isCompiled};
  };
  DriverResult result = runCases(driver);
  for (auto &[signature, failures] : groupFailures(result)) {
    printGroup(llvm::outs(), failures);
    keep(*failures.front(), *corpus, options, checks, error);
  }
  llvm::outs() << "spoiled: " << result.numCases << ", compiled: " << result.numAccepted
               << ", failures: " << result.failures.size() << "\n";
  return result.failures.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}
