// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A launch from options to written results.
#include "gems/Runtime/Launcher.h"

#include "Buffers.h"
#include "Summary.h"
#include "gems/Runtime/Number.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <time.h>

using namespace gems;

static constexpr int64_t maxThreads = 1024;

namespace {

/// Everything that one launch holds, released in the right order.
class Launch {
public:
  explicit Launch(const LaunchOptions &options, KernelRunner *runner = nullptr)
      : options(options), runner(runner) {}
  Launch(const Launch &) = delete;
  Launch &operator=(const Launch &) = delete;
  ~Launch() {
    gems_binding_release(binding);
    gems_executor_release(executor);
    gems_module_release(module);
  }

  bool run();

  std::string error; ///< empty when what is wrong has been printed

private:
  bool readNumbers();
  bool readGrid();
  bool loadKernel();
  bool findKernel();
  bool bindArguments();
  bool startThreads();
  bool runOnce(double &seconds);
  bool runPrograms();
  bool writeOutputs();
  bool measure();
  bool check(gems_status status) {
    if (status != GEMS_OK)
      error = message.text;
    return status == GEMS_OK;
  }

  const LaunchOptions &options;
  KernelRunner *runner;
  gems_message message = {};
  gems_module *module = nullptr;
  gems_binding *binding = nullptr;
  gems_executor *executor = nullptr;
  LaunchFacts facts = {};
  int64_t seed = 0, misalign = 0;
  std::vector<Argument> arguments;
  std::vector<Output> outputs;
  std::vector<Buffer> buffers;
};

} // namespace

static double now() {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

static bool readOption(const char *name, const std::string &text, int64_t min, int64_t max,
                       int64_t &value, std::string &error) {
  if (text.empty() || (parseInteger(text, value) && value >= min && value <= max))
    return true;
  error = std::string(name) + ": expected a number " + std::to_string(min) + ".." +
          std::to_string(max) + ", got '" + text + "'";
  return false;
}

bool Launch::readNumbers() {
  facts.numThreads = 1;
  return readGrid() &&
         readOption("--threads", options.threads, 1, maxThreads, facts.numThreads, error) &&
         readOption("--seed", options.seed, INT64_MIN, INT64_MAX, seed, error) &&
         readOption("--misalign", options.misalign, 0, 63, misalign, error);
}

bool Launch::readGrid() {
  if (options.grid.empty()) {
    error = "expected --grid=X[,Y[,Z]], got no grid";
    return false;
  }
  std::string_view rest = options.grid;
  bool isValid = true, more = true;
  int numDims = 0;
  for (; isValid && more && numDims < 3; ++numDims) {
    size_t comma = rest.find(',');
    more = comma != std::string_view::npos;
    isValid = parseInteger(rest.substr(0, comma), facts.grid[numDims]) &&
              facts.grid[numDims] >= 0 && facts.grid[numDims] <= INT32_MAX;
    rest = more ? rest.substr(comma + 1) : rest;
  }
  if (!isValid || more) {
    error = "--grid: expected X[,Y[,Z]], each 0..2147483647, got '" + options.grid + "'";
    return false;
  }
  for (; numDims < 3; ++numDims)
    facts.grid[numDims] = 1;
  return check(gems_grid_size(facts.grid, &facts.programs, &message));
}

bool Launch::loadKernel() {
  facts.source = (options.source.empty() ? options.library : options.source).c_str();
  facts.isInterpreted = runner;
  if (runner) {
    facts.kernel = &runner->getKernel();
    if (options.threads.empty() && !options.time)
      return true;
    error = "expected neither --threads nor --time where nothing is compiled";
    return false;
  }
  gems_status status = options.bytes
                           ? gems_module_load_memory(options.bytes, options.numBytes, facts.source,
                                                     &module, &message)
                           : gems_module_load_file(options.library.c_str(), &module, &message);
  return check(status) && findKernel() &&
         check(gems_binding_create(facts.kernel, &binding, &message));
}

bool Launch::findKernel() {
  if (!options.kernel.empty())
    return check(gems_module_find_kernel(module, options.kernel.c_str(), &facts.kernel, &message));
  size_t numKernels = gems_module_num_kernels(module);
  if (numKernels == 1) {
    facts.kernel = gems_module_kernel(module, 0);
    return true;
  }
  error = "'" + std::string(facts.source) + "' has " + std::to_string(numKernels) +
          " kernels; choose one with --kernel=";
  for (size_t i = 0; i < numKernels; ++i)
    error += (i ? ", " : "") + std::string(gems_module_kernel(module, i)->name);
  return false;
}

bool Launch::bindArguments() {
  if (!makeBuffers(arguments, misalign, static_cast<uint64_t>(seed), buffers, error))
    return false;
  if (runner)
    return true;
  for (uint32_t i = 0; i < arguments.size(); ++i) {
    const Argument &argument = arguments[i];
    gems_status status =
        argument.isArray()
            ? gems_binding_set_array_at(binding, i, argument.type(), argument.elements, &message)
            : gems_binding_set_scalar_at(binding, i, argument.type(), argument.scalar, &message);
    if (!check(status) || (argument.isArray() && !check(gems_binding_set_extent_at(
                                                     binding, i, argument.numElements, &message))))
      return false;
  }
  return true;
}

/// Threads that were asked for take part however small the work is.
bool Launch::startThreads() {
  if (runner)
    return true;
  facts.numThreads = std::max<int64_t>(1, std::min(facts.numThreads, facts.programs));
  if (facts.numThreads == 1)
    return true;
  if (!check(
          gems_executor_create_pool(static_cast<uint32_t>(facts.numThreads), &executor, &message)))
    return false;
  gems_executor_set_grain(executor, 0);
  return check(gems_binding_set_executor(binding, executor, &message));
}

bool Launch::runPrograms() {
  return runner ? runner->run(arguments, facts.grid)
                : check(gems_binding_launch(binding, facts.grid, &message));
}

bool Launch::runOnce(double &seconds) {
  double start = now();
  bool hasRun = runPrograms();
  seconds = now() - start;
  // Also after a launch that ended early, which must not have done harm.
  for (const Buffer &buffer : buffers)
    if (!buffer.checkCanaries(arguments, *facts.kernel, error))
      return false;
  return hasRun;
}

bool Launch::writeOutputs() {
  for (const Output &output : outputs) {
    const Argument &argument = arguments[output.argument];
    if (!writeNpy(output.path, argument.type(), argument.shape, argument.elements, error))
      return false;
  }
  return true;
}

/// Launches until a fifth of a second has gone by, each time on the first data.
bool Launch::measure() {
  constexpr double budget = 0.2;
  constexpr size_t minLaunches = 3, maxLaunches = 10000;
  std::vector<double> times;
  double start = now();
  while (times.size() < minLaunches || (now() - start < budget && times.size() < maxLaunches)) {
    for (Buffer &buffer : buffers)
      if (!buffer.fill(arguments, static_cast<uint64_t>(seed), error))
        return false;
    if (!runOnce(times.emplace_back()))
      return false;
  }
  printTimes(times);
  return true;
}

bool Launch::run() {
  if (!readNumbers() || !loadKernel() ||
      !resolveArguments(*facts.kernel, options.args, arguments, error) ||
      !resolveOutputs(*facts.kernel, options.outs, outputs, error) || !bindArguments() ||
      !startThreads() || !runOnce(facts.seconds) || !writeOutputs())
    return false;
  if (!options.quiet)
    printSummary(facts, arguments, outputs);
  return !options.time || measure();
}

static int finish(const LaunchOptions &options, Launch &launch) {
  bool hasRun = launch.run();
  // Results on stdout are part of the job: a full disk is an error too.
  if (fflush(stdout) != 0 && hasRun) {
    launch.error = "cannot write to the standard output";
    hasRun = false;
  }
  if (!hasRun && !launch.error.empty())
    fprintf(stderr, "%s: error: %s\n", options.program.c_str(), launch.error.c_str());
  return hasRun ? 0 : 1;
}

int gems::launch(const LaunchOptions &options) {
  Launch launch(options);
  return finish(options, launch);
}

int gems::launch(const LaunchOptions &options, KernelRunner &runner) {
  Launch launch(options, &runner);
  return finish(options, launch);
}
