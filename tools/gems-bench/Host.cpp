// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The comparison on this machine, one thread.
#include "Buffers.h"
#include "Compiled.h"
#include "CountSteps.h"
#include "Parts.h"
#include "References.h"
#include "Report.h"

#include "llvm/ADT/STLExtras.h"

#include <benchmark/benchmark.h>

#include <chrono>

using namespace gems;
using namespace gems::bench;

namespace {
using Clock = std::chrono::steady_clock;

/// One version of a kernel, ready to run.
struct Version {
  Version(llvm::StringRef name, llvm::StringRef flags, gems_entry entry, gems_launch launch,
          int64_t programs, void *scratch)
      : name(name), flags(flags), entry(entry), launch(launch), programs(programs),
        scratch(scratch) {}

  std::string name, flags;
  gems_entry entry;
  gems_launch launch;
  int64_t programs;
  void *scratch;
  /// Nanoseconds a launch, one value for each repetition.
  std::vector<double> samples;
  /// Instructions of a launch; negative if they were not counted.
  double instructions = -1;

  void run() const { runPrograms(programs); }
  void runPrograms(int64_t last) const { entry(&launch, 0, last, scratch); }
  double time() const { return median(samples); }
};

/// One row of the table.
struct Row {
  const Kernel &kernel;
  gems_type type;
  Shape shape;
  int64_t block;

  std::string str() const {
    return std::string(kernel.name) + " " + typeName(type) + " " + shape.str();
  }
};

/// Takes what Google Benchmark measured from its counters.
class Collector : public benchmark::BenchmarkReporter {
public:
  explicit Collector(llvm::MutableArrayRef<Version> versions) : versions(versions) {}

  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &runs) override {
    for (const Run &run : runs)
      for (Version &version : versions)
        if (run.run_type == Run::RT_Iteration && run.run_name.function_name == version.name)
          version.samples.push_back(run.counters.at("ns"));
  }

private:
  llvm::MutableArrayRef<Version> versions;
};
} // namespace

static double elapsed(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

/// The shortest of a few single launches.
static double timeOnce(const Version &version, Buffers &buffers) {
  double best = 1e18;
  for (int i = 0; i < 5 && (i == 0 || best < 1e8); ++i) {
    buffers.restore();
    Clock::time_point start = Clock::now();
    version.run();
    best = std::min(best, elapsed(start));
  }
  return best;
}

/// Times batches of launches. A repetition's result is the median of its batches.
static void runBatches(benchmark::State &state, const Version &version, Buffers &buffers,
                       int64_t batch) {
  std::vector<double> times;
  for (auto _ : state) {
    buffers.restore();
    Clock::time_point start = Clock::now();
    for (int64_t i = 0; i < batch; ++i)
      version.run();
    double time = elapsed(start);
    times.push_back(time / double(batch));
    state.SetIterationTime(time * 1e-9);
  }
  state.counters["ns"] = median(std::move(times));
}

static void measure(std::vector<Version> &versions, Buffers &buffers, const Options &options) {
  double single = timeOnce(versions.back(), buffers);
  // A batch is long for the clock, and short enough for an interrupt to hit only a few batches and
  // for values to stay in range.
  int64_t batch = std::clamp<int64_t>(int64_t(20000 / single), 1, 256);
  bool isLong = single > 2e7;
  unsigned repetitions = options.repetitions ? options.repetitions : isLong ? 5 : 15;
  double seconds = options.seconds ? options.seconds : isLong ? 0.2 : 0.02;
  for (const Version &version : versions)
    benchmark::RegisterBenchmark(
        version.name.c_str(),
        [&](benchmark::State &state) { runBatches(state, version, buffers, batch); })
        ->UseManualTime()
        ->Repetitions(int(repetitions))
        ->MinTime(seconds);
  Collector collector(versions);
  benchmark::RunSpecifiedBenchmarks(&collector);
  benchmark::ClearRegisteredBenchmarks();
}

/// Counts the instructions of a launch without those of one that runs no program.
static void countInstructions(std::vector<Version> &versions, const Row &row) {
  constexpr int64_t maxElements = 1024;
  if (row.shape.elements() > maxElements * row.kernel.leastRows)
    return;
  for (Version &version : versions) {
    auto empty = countSteps([&] { version.runPrograms(0); });
    auto full = empty ? countSteps([&] { version.run(); }) : std::nullopt;
    if (full)
      version.instructions = double(*full - *empty);
  }
}

/// Runs every version once and compares it to plain C++. Failing, prints one line.
static bool check(llvm::ArrayRef<Version> versions, Buffers &buffers, const Row &row) {
  auto runFresh = [&](const Version &version) {
    buffers.reset();
    version.run();
    return buffers.snapshot();
  };
  std::vector<float> expected = runFresh(*llvm::find_if(
      versions, [](const Version &v) { return llvm::StringRef(v.name).starts_with("plain"); }));
  for (const Version &version : versions) {
    if (version.name == "stream")
      continue;
    std::string difference = compareResults(expected, runFresh(version), row.type, row.shape);
    if (!difference.empty()) {
      printError(row.str() + ", " + version.name + ": " + difference);
      return false;
    }
  }
  return true;
}

/// The versions in the order of the table: stream, intrinsics, plain, gems.
static std::vector<Version> makeVersions(const Row &row, const LoadedKernel &loaded,
                                         const Buffers &buffers, bool isBaseline) {
  std::vector<Version> versions;
  gems_launch launch = {buffers.getValues().data(), {1, 1, 1}, 0, nullptr};
  for (Role role : {Role::Stream, Role::Intrinsics, Role::Plain}) {
    const Reference *reference = findReference(role, row.kernel.name, row.type, isBaseline);
    if (!reference)
      continue;
    int64_t programs = row.kernel.countRows(row.shape);
    launch.grid[0] = uint32_t(programs);
    versions.push_back(
        {reference->name, reference->flags, reference->entry, launch, programs, nullptr});
  }
  auto param = [&](const char *name) { return loaded.getParam(name); };
  int64_t programs = row.kernel.countPrograms(row.shape, param);
  launch.grid[0] = uint32_t(programs);
  const gems_kernel_info &info = loaded.getInfo();
  versions.emplace_back("gems", std::string("gems-compile --cpu=") + info.cpu, info.entry, launch,
                        programs, loaded.getScratch());
  return versions;
}

static void reportRow(const Row &row, llvm::ArrayRef<Version> versions, Table &table,
                      Report &report) {
  const Version *byRole[4] = {};
  llvm::json::Object times;
  for (const Version &version : versions) {
    llvm::StringRef name = version.name;
    byRole[name == "stream"            ? 0
           : name == "gems"            ? 3
           : name.starts_with("plain") ? 2
                                       : 1] = &version;
    times[version.name] = llvm::json::Object{{"median_ns", version.time()},
                                             {"flags", version.flags},
                                             {"instructions", version.instructions},
                                             {"samples_ns", llvm::json::Array(version.samples)}};
  }
  auto time = [&](int role) { return byRole[role] ? byRole[role]->time() : -1; };
  auto ratio = [&](int role) { return byRole[role] ? time(3) / time(role) : -1; };
  std::vector<std::string> cells = {row.kernel.name, typeName(row.type), row.shape.str(),
                                    row.block ? std::to_string(row.block) : "file"};
  for (int role = 0; role < 4; ++role)
    cells.push_back(formatTime(time(role)));
  for (int role : {1, 2, 0})
    cells.push_back(format(ratio(role), 3));
  double ours = byRole[3]->instructions;
  cells.push_back(format(ours, 0));
  for (int role : {1, 2})
    cells.push_back(format(byRole[role] && ours > 0 ? ours / byRole[role]->instructions : -1, 2));
  table.print(cells);
  report.add("host", llvm::json::Object{{"kernel", row.kernel.name},
                                        {"type", typeName(row.type)},
                                        {"m", row.shape.m},
                                        {"n", row.shape.n},
                                        {"block", row.block},
                                        {"gems_per_stream", ratio(0)},
                                        {"gems_per_intrinsics", ratio(1)},
                                        {"gems_per_plain", ratio(2)},
                                        {"versions", std::move(times)}});
}

static bool runRow(const Row &row, const Options &options, const TargetInfo &target, Table &table,
                   Report &report) {
  auto loaded =
      LoadedKernel::create(makeCompileOptions(options, row.kernel, row.type, row.block), target);
  if (!loaded)
    return false;
  auto buffers = Buffers::create(row.kernel.makeArgs(row.shape), row.type);
  if (!buffers) {
    printError("not enough memory for " + row.str());
    return false;
  }
  bool isBaseline = target.isa == Isa::Avx2;
  std::vector<Version> versions = makeVersions(row, *loaded, *buffers, isBaseline);
  if (!check(versions, *buffers, row))
    return false;
  countInstructions(versions, row);
  measure(versions, *buffers, options);
  reportRow(row, versions, table, report);
  return true;
}

static std::vector<Shape> defaultShapes(const Kernel &kernel) {
  std::vector<Shape> shapes;
  for (int64_t n : {896, 897, 903, 1000, 1024, 2048, 4096, 8192})
    shapes.push_back({kernel.leastRows, n});
  shapes.insert(shapes.end(), {{64, 4096}, {2048, 4096}, {16384, 4096}});
  return shapes;
}

bool gems::bench::runHost(const Options &options, Report &report) {
  auto target = describeTarget("", options.cpu.empty() ? "native" : options.cpu, "",
                               [](const llvm::Twine &text) { printError(text); });
  if (mlir::failed(target))
    return false;
  if (!options.cpu.empty() && options.cpu != "native" && options.cpu != "x86-64-v3") {
    printError("expected --cpu=native or --cpu=x86-64-v3, got '" + options.cpu +
               "': the hand-written kernels are built for these");
    return false;
  }
  // Repetitions of all versions of a row in random order.
  const char *arguments[] = {"gems-bench", "--benchmark_enable_random_interleaving=true", nullptr};
  int numArguments = 2;
  benchmark::Initialize(&numArguments, const_cast<char **>(arguments));

  llvm::outs() << "One thread of " << target->cpu << " (" << stringifyIsa(target->isa)
               << "), medians; every version of a row runs interleaved on the same memory\n";
  llvm::outs() << "  instr: instructions of a launch of gems, counted one by one, and ratios\n";
  for (auto [name, flags] : referenceFlags(target->isa == Isa::Avx2))
    llvm::outs() << "  " << name << ": " << flags << "\n";
  report.context()["host_cpu"] = target->cpu;
  Table table({"kernel", "type", "shape", "block", "stream", "intrinsics", "plain", "gems",
               "/intrinsics", "/plain", "/stream", "instr", "/intr", "/plain"},
              {18, 4, 10, 5, 8, 8, 8, 8, 5, 5, 5, 6, 5, 6}, 4);
  bool isComplete = true;
  for (const std::string &name : options.kernels)
    for (gems_type type : options.types)
      for (Shape shape : options.shapes.empty() ? defaultShapes(*findKernel(name)) : options.shapes)
        for (int64_t block : options.blocks.empty() ? std::vector<int64_t>{0} : options.blocks)
          isComplete &=
              runRow({*findKernel(name), type, shape, block}, options, *target, table, report);
  benchmark::Shutdown();
  return isComplete;
}
