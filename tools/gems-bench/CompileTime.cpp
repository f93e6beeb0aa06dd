// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long compiling takes. Each measurement is a child process that was forked before anything
// was compiled, so that it finds libraries loaded but nothing set up. Compiling has one thread and
// waits for nothing, so the processor's time is the time it takes on a quiet machine.
#include "Compiled.h"
#include "Parts.h"
#include "Report.h"
#include "Targets.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <ctime>
#include <sys/wait.h>
#include <unistd.h>

using namespace gems;
using namespace gems::bench;

namespace {
/// Milliseconds: of the first compilation in a process, and of the next.
struct CompileTimes {
  double cold, again;
};
} // namespace

static double processorTime() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e3 + double(time.tv_nsec) * 1e-6;
}

static bool compileOnce(const CompileOptions &options, const TargetChoice &choice, double &time) {
  auto error = [](const llvm::Twine &text) { printError(text); };
  double start = processorTime();
  auto target = describeTarget(choice.triple, choice.cpu, choice.features, error);
  if (mlir::failed(target) ||
      mlir::failed(compileFile(options, *target, EmitKind::Object, nullptr, error)))
    return false;
  time = processorTime() - start;
  return true;
}

/// Compiles twice in a child process.
static bool measureChild(const CompileOptions &options, const TargetChoice &choice,
                         CompileTimes &times) {
  int ends[2];
  if (pipe(ends)) {
    printError("cannot make a pipe");
    return false;
  }
  llvm::outs().flush();
  pid_t child = fork();
  if (child == 0) {
    CompileTimes result;
    bool isDone = compileOnce(options, choice, result.cold) &&
                  compileOnce(options, choice, result.again) &&
                  write(ends[1], &result, sizeof(result)) == ssize_t(sizeof(result));
    llvm::errs().flush();
    _exit(isDone ? 0 : 1);
  }
  close(ends[1]);
  bool isDone = child > 0 && read(ends[0], &times, sizeof(times)) == ssize_t(sizeof(times));
  close(ends[0]);
  int status = 0;
  if (child > 0)
    waitpid(child, &status, 0);
  return isDone && status == 0;
}

/// One kernel, type and target over all tile sizes. The repetitions of the sizes are interleaved.
static bool runRow(const Options &options, const Kernel &kernel, gems_type type,
                   const TargetChoice &target, llvm::ArrayRef<int64_t> blocks, Table &table,
                   Report &report) {
  unsigned repetitions = options.repetitions ? options.repetitions : 5;
  std::vector<std::vector<double>> cold(blocks.size()), again(blocks.size());
  for (unsigned repetition = 0; repetition < repetitions; ++repetition)
    for (auto [index, block] : llvm::enumerate(blocks)) {
      CompileTimes times;
      if (!measureChild(makeCompileOptions(options, kernel, type, block), target, times))
        return false;
      cold[index].push_back(times.cold);
      again[index].push_back(times.again);
    }

  std::vector<std::string> cells = {kernel.name, typeName(type), target.name};
  std::vector<double> coldMedians, againMedians;
  for (auto [index, block] : llvm::enumerate(blocks)) {
    coldMedians.push_back(median(cold[index]));
    againMedians.push_back(median(again[index]));
    cells.push_back(format(coldMedians.back(), 1));
    report.add("compile", llvm::json::Object{{"kernel", kernel.name},
                                             {"type", typeName(type)},
                                             {"target", target.name},
                                             {"cpu", target.cpu},
                                             {"features", target.features},
                                             {"block", block},
                                             {"cold_ms", coldMedians.back()},
                                             {"again_ms", againMedians.back()},
                                             {"cold_samples_ms", llvm::json::Array(cold[index])}});
  }
  auto [fastest, slowest] = std::minmax_element(coldMedians.begin(), coldMedians.end());
  cells.push_back(format(*slowest / *fastest, 2));
  cells.push_back(format(median(againMedians), 1));
  table.print(cells);
  return true;
}

bool gems::bench::runCompile(const Options &options, Report &report) {
  std::vector<TargetChoice> targets = chooseTargets(options.targets, /*armOnly=*/false);
  std::vector<int64_t> blocks = options.blocks;
  if (blocks.empty())
    blocks = {16, 64, 256, 1024, 4096, 16384, 65536};
  llvm::outs()
      << "Compiling to an object in a new process, milliseconds of one processor, medians, by "
         "tile size; 'again': a second time in the same process\n";
  std::vector<std::string> names;
  for (int64_t block : blocks)
    names.push_back(std::to_string(block));
  std::vector<llvm::StringRef> header = {"kernel", "type", "target"};
  header.insert(header.end(), names.begin(), names.end());
  header.insert(header.end(), {"max/min", "again"});
  std::vector<unsigned> widths(header.size(), 5);
  widths[0] = 18;
  widths[2] = 10;
  Table table(header, widths, 3);
  bool isComplete = !targets.empty();
  for (const std::string &name : options.kernels)
    for (gems_type type : options.types)
      for (const TargetChoice &target : targets)
        isComplete &= runRow(options, *findKernel(name), type, target, blocks, table, report);
  return isComplete;
}
