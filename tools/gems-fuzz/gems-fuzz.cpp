// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-fuzz: random kernels, interpreted and compiled, compared byte by byte.
#include "gems/Fuzz/Driver.h"
#include "gems/Fuzz/Reduce.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace gems;
using namespace gems::fuzz;
namespace cl = llvm::cl;

static cl::OptionCategory category("gems-fuzz options");
static cl::opt<uint64_t> firstSeed("seed", cl::cat(category), cl::init(0),
                                   cl::desc("The seed of the first kernel; the next ones count up"));
static cl::opt<uint64_t> numCases("count", cl::cat(category), cl::init(100),
                                  cl::desc("Number of kernels"));
static cl::list<std::string> targetNames("targets", cl::cat(category), cl::CommaSeparated,
                                         cl::desc("What to compile for: avx512, avx2"));
static cl::opt<bool> withPasses("passes", cl::cat(category),
                                cl::desc("Interpret before and after each pass over tiles"));
static cl::opt<unsigned> jobs("jobs", cl::cat(category), cl::init(1),
                              cl::desc("Number of processes"));
static cl::opt<unsigned> timeLimit("time-limit", cl::cat(category), cl::init(0),
                                   cl::desc("Start no kernel after so many seconds"));
static cl::opt<unsigned> caseTimeLimit("case-time-limit", cl::cat(category), cl::init(60),
                                       cl::desc("Seconds that one kernel may take"));
static cl::opt<std::string> dumpFolder("dump", cl::cat(category),
                                       cl::desc("Folder for failing kernels"));
static cl::opt<unsigned> reduceTries("reduce", cl::cat(category), cl::init(0),
                                     cl::desc("Reduce failing kernels in so many tries"));
static cl::opt<bool> withStatistics("statistics", cl::cat(category),
                                    cl::desc("Print what the kernels contained"));
static cl::opt<bool> printOnly("print", cl::cat(category),
                               cl::desc("Print the kernel of --seed and do nothing else"));

static void printError(const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), "gems-fuzz") << message << "\n";
}

static bool addTarget(llvm::StringRef name, std::vector<FuzzTarget> &targets) {
  llvm::StringRef cpu = llvm::StringSwitch<llvm::StringRef>(name)
                            .Case("avx512", "x86-64-v4")
                            .Case("avx2", "x86-64-v3")
                            .Case("native", "native")
                            .Default("");
  if (cpu.empty()) {
    printError("expected one of the targets avx512, avx2, native, got '" + name + "'");
    return false;
  }
  auto info = describeTarget("", cpu, "", printError);
  if (failed(info))
    return false;
  targets.push_back({name.str(), *info});
  return true;
}

static std::string describeLaunches(const Case &test) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (auto [number, launch] : llvm::enumerate(test.launches)) {
    stream << "// launch " << number << ": grid " << launch.grid[0] << "x" << launch.grid[1] << "x"
           << launch.grid[2] << ", arguments";
    for (const Binding &binding : launch.bindings) {
      if (binding.buffer >= 0)
        stream << " [" << binding.buffer << "]+" << binding.byteOffset << "B";
      else if (binding.real != 0)
        stream << " " << binding.real;
      else
        stream << " " << binding.integer;
    }
    stream << "\n";
  }
  return text;
}

static void dump(llvm::StringRef suffix, Case &test, const SeedFailure &failure) {
  std::string path = dumpFolder + "/seed-" + std::to_string(failure.seed) + suffix.str();
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (error)
    return printError("cannot write '" + path + "': " + error.message());
  file << "// " << failure.failure.stage << ": " << failure.failure.message << "\n"
       << "// gems-fuzz --seed=" << failure.seed << " --count=1 --targets="
       << llvm::join(targetNames, ",") << (withPasses ? " --passes" : "") << "\n"
       << describeLaunches(test) << *test.module << "\n";
}

static void dumpAndReduce(const SeedFailure &failure, const DriverOptions &options) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Case test = generateCase(context, failure.seed);
  if (!dumpFolder.empty())
    dump(".mlir", test, failure);
  if (!reduceTries)
    return;
  std::string signature = getSignature(failure.failure);
  DriverOptions one = options;
  one.caseTimeLimit = 20;
  SeedFailure last = failure;
  reduceCase(
      test,
      [&](Case &candidate) {
        auto found = checkIsolated(candidate, one);
        if (!found || getSignature(*found) != signature)
          return false;
        last.failure = *found;
        return true;
      },
      reduceTries);
  if (dumpFolder.empty())
    llvm::outs() << describeLaunches(test) << *test.module << "\n";
  else
    dump(".reduced.mlir", test, last);
}

static int report(const DriverResult &result, const DriverOptions &options) {
  std::map<std::string, std::vector<const SeedFailure *>> bySignature;
  for (const SeedFailure &failure : result.failures)
    bySignature[getSignature(failure.failure)].push_back(&failure);
  for (auto &[signature, failures] : bySignature) {
    const SeedFailure &first = *failures.front();
    llvm::outs() << failures.size() << " x " << first.failure.stage << ", seed " << first.seed
                 << ": " << first.failure.message << "\n  seeds";
    for (const SeedFailure *failure : llvm::ArrayRef(failures).take_front(12))
      llvm::outs() << " " << failure->seed;
    llvm::outs() << "\n";
    for (const SeedFailure *failure : llvm::ArrayRef(failures).take_front(3))
      dumpAndReduce(*failure, options);
  }
  if (withStatistics)
    result.coverage.print(llvm::outs());
  llvm::outs() << "kernels: " << result.numCases << ", failures: " << result.failures.size()
               << "\n";
  return result.failures.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
  llvm::InitLLVM initLLVM(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, "gems: random kernels, interpreted and compiled\n");
  if (printOnly) {
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    Case test = generateCase(context, firstSeed);
    llvm::outs() << describeLaunches(test) << *test.module << "\n";
    return EXIT_SUCCESS;
  }
  DriverOptions options;
  options.firstSeed = firstSeed;
  options.count = numCases;
  options.jobs = jobs;
  options.timeLimit = timeLimit;
  options.caseTimeLimit = caseTimeLimit;
  options.checkPasses = withPasses;
  for (const std::string &name : targetNames)
    if (!addTarget(name, options.targets))
      return EXIT_FAILURE;
  if (!dumpFolder.empty())
    if (std::error_code error = llvm::sys::fs::create_directories(dumpFolder)) {
      printError("cannot make the folder '" + dumpFolder + "': " + error.message());
      return EXIT_FAILURE;
    }
  return report(runCases(options), options);
}
