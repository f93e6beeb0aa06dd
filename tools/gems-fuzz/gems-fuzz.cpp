// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-fuzz: random kernels, interpreted and compiled, compared byte by byte.
#include "FrontDoor.h"
#include "gems/Fuzz/Driver.h"
#include "gems/Fuzz/Reduce.h"
#include "gems/IR/Params.h"
#include "gems/Pipelines/Pipelines.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace gems;
using namespace gems::fuzz;
namespace cl = llvm::cl;

static cl::OptionCategory category("gems-fuzz options");
static cl::opt<uint64_t> firstSeed("seed", cl::cat(category), cl::init(0),
                                   cl::desc("Seed of the first kernel; the next ones count up"));
static cl::opt<uint64_t> numCases("count", cl::cat(category), cl::init(100),
                                  cl::desc("Number of kernels"));
static cl::list<std::string>
    targetNames("targets", cl::cat(category), cl::CommaSeparated,
                cl::desc("What to compile for and run: avx512, avx2, native; under an emulator "
                         "neon, sve128, sve256, sve512, sve1024, sve2048"));
static cl::opt<std::string> triple("target", cl::cat(category), cl::init("aarch64-linux-gnu"),
                                   cl::desc("Triple of neon and sve"));
static cl::opt<std::string> cpu("cpu", cl::cat(category), cl::desc("CPU of neon and sve"));
static cl::opt<std::string> features("features", cl::cat(category),
                                     cl::desc("Features of neon and sve"));
static cl::opt<std::string> emulator("emulator", cl::cat(category),
                                     cl::init("qemu-aarch64 -L /usr/aarch64-linux-gnu"),
                                     cl::desc("Command that runs programs of neon and sve"));
static cl::opt<std::string> runner("runner", cl::cat(category),
                                   cl::desc("The gems-fuzz-runner for the emulator; without, "
                                            "gems-fuzz-runner-aarch64 beside this program"));
static cl::opt<bool> withPasses("passes", cl::cat(category),
                                cl::desc("Interpret before and after each pass over tiles"));
static cl::opt<bool> withChecks("check", cl::cat(category),
                                cl::desc("Compile with checks of bounds, which must find nothing"));
static cl::opt<unsigned> jobs("jobs", cl::cat(category), cl::init(1),
                              cl::desc("Number of processes"));
static cl::opt<unsigned> timeLimit("time-limit", cl::cat(category), cl::init(0),
                                   cl::desc("Start no kernel after so many seconds"));
static cl::opt<unsigned> caseTimeLimit("case-time-limit", cl::cat(category), cl::init(60),
                                       cl::desc("Seconds that one kernel may take"));
static cl::opt<std::string> dumpFolder("dump", cl::cat(category),
                                       cl::desc("Folder for failing kernels and their data"));
static cl::opt<unsigned> reduceTries("reduce", cl::cat(category), cl::init(0),
                                     cl::desc("Reduce failing kernels in so many tries"));
static cl::opt<unsigned> perSignature("per-failure", cl::cat(category), cl::init(3),
                                      cl::desc("Kernels to dump and reduce of those that fail in "
                                               "the same way"));
static cl::opt<std::string> replayPath("replay", cl::cat(category),
                                       cl::desc("Run a kernel that --dump has written"));
static cl::opt<bool> withStatistics("statistics", cl::cat(category),
                                    cl::desc("Print what the kernels contained"));
static cl::opt<uint64_t> minAccesses("min-accesses", cl::cat(category), cl::init(0),
                                     cl::desc("Fail if a combination of op, access, mask, type "
                                              "and rank came up less often"));
static cl::opt<uint64_t> minOps("min-ops", cl::cat(category), cl::init(0),
                                cl::desc("Fail if an op and type came up less often"));
static cl::opt<bool> printOnly("print", cl::cat(category),
                               cl::desc("Print the kernel of --seed and do nothing else"));

static cl::list<std::string> frontDoor(
    "front-door", cl::cat(category), cl::CommaSeparated,
    cl::desc("Spoil kernels instead, generated ones and those of these files and folders, "
             "and expect code for one of --targets or an error at a line"));

static void printError(const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), "gems-fuzz") << message << "\n";
}

/// A file that can be kept as a test.
static void dump(llvm::StringRef suffix, Case &test, const Failure &failure) {
  std::string path = dumpFolder + "/seed-" + std::to_string(test.seed) + suffix.str();
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (error)
    return printError("cannot write '" + path + "': " + error.message());
  file << "// " << failure.stage << ": " << failure.message << "\n//\n"
       << "// RUN: gems-fuzz --replay=%s --targets=" << llvm::join(targetNames, ",")
       << (withPasses ? " --passes" : "") << (withChecks ? " --check" : "") << "\n\n";
  writeCase(file, test, /*withContents=*/true);
}

static void reduce(Case &test, Failure &failure, const CheckOptions &checks) {
  std::string signature = getSignature(failure);
  auto stillFails = [&](Case &candidate) {
    auto found = checkIsolated(candidate, checks);
    if (!found || getSignature(*found) != signature)
      return false;
    failure = *found;
    return true;
  };
  reduceCase(test, stillFails, reduceTries);
}

static void dumpAndReduce(SeedFailure failed, const CheckOptions &checks) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Case test = generateCase(context, failed.seed);
  if (!dumpFolder.empty())
    dump(".mlir", test, failed.failure);
  if (!reduceTries)
    return;
  reduce(test, failed.failure, checks);
  if (dumpFolder.empty())
    writeCase(llvm::outs(), test, /*withContents=*/false);
  else
    dump(".reduced.mlir", test, failed.failure);
}

static bool report(const DriverResult &result, const CheckOptions &checks) {
  for (auto &[signature, failures] : groupFailures(result)) {
    printGroup(llvm::outs(), failures);
    llvm::outs() << "  seeds";
    for (const SeedFailure *failure : llvm::ArrayRef(failures).take_front(12))
      llvm::outs() << " " << failure->seed;
    llvm::outs() << "\n";
    for (const SeedFailure *failure : llvm::ArrayRef(failures).take_front(perSignature))
      dumpAndReduce(*failure, checks);
  }
  const Coverage &coverage = result.coverage;
  if (withStatistics)
    coverage.print(llvm::outs());
  llvm::outs() << "kernels: " << result.numCases << ", failures: " << result.failures.size()
               << "\n";
  std::vector<std::string> rare = coverage.findRare(minAccesses, minOps);
  for (const std::string &text : llvm::ArrayRef(rare).take_front(10))
    printError("expected each access " + llvm::Twine(minAccesses) + " times, each op and type " +
               llvm::Twine(minOps) + " times, got " + text);
  return result.failures.empty() && rare.empty();
}

static bool replay(const CheckOptions &checks) {
  mlir::DialectRegistry registry;
  registerKernelDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  std::optional<Case> test = loadCase(context, replayPath);
  if (!test) {
    printError("expected a kernel with buffers and launches in '" + replayPath +
               "', as --dump writes them");
    return false;
  }
  std::optional<Failure> failure = checkIsolated(*test, checks);
  if (failure && reduceTries) {
    reduce(*test, *failure, checks);
    writeCase(llvm::outs(), *test, /*withContents=*/true);
  }
  llvm::outs() << (failure ? failure->stage + ": " + failure->message : "no failure") << "\n";
  return !failure;
}

static bool readOptions(DriverOptions &options, const char *program) {
  options.firstSeed = firstSeed;
  options.count = numCases;
  options.jobs = jobs;
  options.timeLimit = timeLimit;
  options.checks.caseTimeLimit = caseTimeLimit;
  options.checks.checkPasses = withPasses;
  options.checks.runner = runner;
  options.onFailure = [](const SeedFailure &failed) {
    llvm::errs() << "seed " << failed.seed << ", " << failed.failure.stage << ": "
                 << failed.failure.message << "\n";
  };
  if (runner.empty()) {
    llvm::SmallString<128> path(
        llvm::sys::fs::getMainExecutable(program, reinterpret_cast<void *>(&printError)));
    llvm::sys::path::remove_filename(path);
    llvm::sys::path::append(path, "gems-fuzz-runner-aarch64");
    options.checks.runner = path.str().str();
  }
  ArmOptions arm = {triple, cpu, features, emulator};
  for (const std::string &name : targetNames) {
    auto target = makeFuzzTarget(name, arm, printError);
    if (failed(target))
      return false;
    target->checkBounds = withChecks;
    options.checks.targets.push_back(*target);
  }
  if (!dumpFolder.empty())
    if (std::error_code error = llvm::sys::fs::create_directories(dumpFolder)) {
      printError("cannot make the folder '" + dumpFolder + "': " + error.message());
      return false;
    }
  return true;
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "gems-fuzz: makes random kernels, runs each in the reference interpreter and compiled, and\n"
      "compares all memory byte by byte; only what a kernel computes inexactly is compared by a\n"
      "bound. A seed always makes the same kernel and data.\n\n"
      "  gems-fuzz --count=2000 --targets=avx512,avx2,neon,sve128 --passes --dump=DIR "
      "--reduce=200\n");
  if (printOnly) {
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    Case test = generateCase(context, firstSeed);
    writeCase(llvm::outs(), test, /*withContents=*/false);
    return EXIT_SUCCESS;
  }
  DriverOptions options;
  if (!readOptions(options, argv[0]))
    return EXIT_FAILURE;
  if (!frontDoor.empty())
    return runFrontDoor({frontDoor, dumpFolder, reduceTries}, options, printError);
  bool isFine =
      replayPath.empty() ? report(runCases(options), options.checks) : replay(options.checks);
  return isFine ? EXIT_SUCCESS : EXIT_FAILURE;
}
