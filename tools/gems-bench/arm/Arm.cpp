// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The comparison for AArch64, for which there is no hardware: instructions executed under an
// emulator, which are exact and repeatable, and cycles of the inner loops by llvm-mca.
#include "../Buffers.h"
#include "../Compiled.h"
#include "../Parts.h"
#include "../Report.h"
#include "../Targets.h"
#include "Loops.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace gems;
using namespace gems::bench;

namespace {
/// One version of a kernel: which object, and what its symbols are called.
struct ArmVersion {
  std::string name, object, entry, info;
  std::optional<CompileOptions> options; ///< ours: what it was compiled with

  int64_t countPrograms(const Kernel &kernel, Shape shape) const {
    if (!options)
      return kernel.countRows(shape);
    return kernel.countPrograms(shape, [&](const char *name) { return readParam(*options, name); });
  }
};

struct ArmRow {
  const Kernel &kernel;
  gems_type type;
  const TargetChoice &target;

  bool isSve() const { return llvm::StringRef(target.name) == "sve"; }
  std::string str() const {
    return std::string(kernel.name) + " " + typeName(type) + " " + target.name;
  }
};

/// What a version costs.
struct ArmResult {
  double perElement = -1;
  double perElement256 = -1, perElement512 = -1; ///< SVE of 256 and 512 bits
  uint64_t total896 = 0;
  std::vector<double> odd;    ///< instructions of odd rows, to those of the next multiple of 64
  std::vector<double> cycles; ///< per element, by CPU of llvm-mca
  unsigned numSpills = 0;
  bool hasCalls = false;
  std::vector<Loop> loops;
  std::vector<float> values; ///< what it computed for 896 elements
};

/// Everything that the rows have in common.
struct ArmContext {
  const Options &options;
  Workspace workspace;
  std::vector<std::string> cpus;
  Report &report;
};
} // namespace

static const int64_t oddSizes[] = {897, 903, 1000};

static Shape makeShape(const Kernel &kernel, int64_t n) { return {kernel.leastRows, n}; }

/// Compiles ours, with checks of bounds or without. Failing, prints one line.
static std::optional<ArmVersion> compileOurs(ArmContext &context, const ArmRow &row, int64_t block,
                                             bool isChecked) {
  auto error = [](const llvm::Twine &text) { printError(text); };
  auto target = describeTarget(row.target.triple, row.target.cpu, row.target.features, error);
  if (mlir::failed(target))
    return std::nullopt;
  CompileOptions options = makeCompileOptions(context.options, row.kernel, row.type, block);
  options.checkBounds = isChecked;
  auto object = compileFile(options, *target, EmitKind::Object, nullptr, error);
  std::string name = (isChecked ? "checked" : "gems") + (block ? " " + std::to_string(block) : "");
  std::string file = context.workspace.path(name + ".o");
  if (mlir::failed(object) || mlir::failed(writeFile(file, *object, error)))
    return std::nullopt;
  return ArmVersion{name, file, row.kernel.name, std::string("gems_kernel_") + row.kernel.name,
                    options};
}

/// Plain C++, intrinsics if there are any, and ours for each tile size, with checks if asked for.
static std::optional<std::vector<ArmVersion>> findVersions(ArmContext &context, const ArmRow &row) {
  std::string suffix = std::string("_") + row.kernel.name + "_" + typeName(row.type);
  std::string folder = GEMS_BENCH_ARM_DIR "/";
  std::vector<ArmVersion> versions;
  versions.push_back(
      {"plain", folder + "plain-" + row.target.objects + ".o", "plain" + suffix, "", std::nullopt});
  if (llvm::StringRef(row.kernel.name) == "fused_add_rms_norm")
    versions.push_back({"intrinsics", folder + "intrinsics-" + row.target.objects + ".o",
                        (row.isSve() ? "sve" : "neon") + suffix, "", std::nullopt});
  for (int64_t block :
       context.options.blocks.empty() ? std::vector<int64_t>{0} : context.options.blocks)
    for (bool isChecked : {false, true}) {
      if (isChecked && !context.options.withChecked)
        continue;
      std::optional<ArmVersion> ours = compileOurs(context, row, block, isChecked);
      if (!ours)
        return std::nullopt;
      versions.push_back(std::move(*ours));
    }
  return versions;
}

/// Cycles for each element, in all inner loops together.
static double sumCycles(ArmContext &context, llvm::ArrayRef<Loop> loops, const std::string &cpu,
                        int64_t elements) {
  double sum = 0;
  for (const Loop &loop : loops) {
    std::optional<double> cycles = cyclesPerIteration(context.workspace, loop, cpu);
    if (!cycles)
      return -1;
    sum += *cycles * double(loop.iterations);
  }
  return sum / double(elements);
}

static bool lacksInstructions(const ArmRow &row, llvm::StringRef cpu) {
  return llvm::StringRef(row.target.name) != "neon" && cpu == "neoverse-n1";
}

static std::optional<ArmResult> measure(ArmContext &context, const ArmRow &row,
                                        const ArmVersion &version) {
  auto program = ArmProgram::link(context.workspace, version.object, version.entry, version.info);
  if (!program)
    return std::nullopt;
  auto run = [&](int64_t n, unsigned sveBits) {
    Shape shape = makeShape(row.kernel, n);
    return program->run(row.kernel.makeArgs(shape), row.type,
                        version.countPrograms(row.kernel, shape), sveBits);
  };
  unsigned shortest = row.isSve() ? 128 : 0;
  int64_t n = context.options.shapes.empty() ? 4096 : context.options.shapes.front().n;
  auto elements = double(makeShape(row.kernel, n).elements());
  auto main = run(n, shortest);
  auto small = main ? run(896, shortest) : std::nullopt;
  if (!small)
    return std::nullopt;
  ArmResult result;
  result.perElement = double(main->total()) / elements;
  result.total896 = small->total();
  result.values = std::move(small->results);
  if (row.isSve()) {
    auto wide = run(n, 256);
    auto wider = wide ? run(n, 512) : std::nullopt;
    if (!wider)
      return std::nullopt;
    result.perElement256 = double(wide->total()) / elements;
    result.perElement512 = double(wider->total()) / elements;
  }
  for (int64_t size : oddSizes) {
    auto odd = run(size, shortest);
    auto even = odd ? run((size + 63) / 64 * 64, shortest) : std::nullopt;
    if (!even)
      return std::nullopt;
    result.odd.push_back(double(odd->total()) / double(even->total()));
  }
  auto loops = findLoops(context.workspace, *program, *main);
  if (!loops)
    return std::nullopt;
  result.loops = std::move(*loops);
  for (const Loop &loop : result.loops) {
    result.numSpills += loop.numSpills;
    result.hasCalls |= loop.hasCalls;
  }
  for (const std::string &cpu : context.cpus)
    result.cycles.push_back(lacksInstructions(row, cpu)
                                ? -1
                                : sumCycles(context, result.loops, cpu, int64_t(elements)));
  return result;
}

static void printLoops(const ArmResult &result) {
  for (const Loop &loop : result.loops) {
    llvm::outs() << "    loop of " << loop.function << ", " << loop.body.size() << " instructions, "
                 << loop.iterations << " times\n";
    for (const std::string &text : loop.body)
      llvm::outs() << "      " << text << "\n";
  }
}

static void reportResult(ArmContext &context, const ArmRow &row, const ArmVersion &version,
                         const ArmResult &result, uint64_t intrinsics896, Table &table) {
  std::vector<std::string> cells = {row.kernel.name, typeName(row.type), row.target.name,
                                    version.name, format(result.perElement, 2)};
  for (double count : {result.perElement256, result.perElement512})
    cells.push_back(format(count, 2));
  cells.push_back(std::to_string(result.total896));
  double ratio = intrinsics896 ? double(result.total896) / double(intrinsics896) : -1;
  cells.push_back(format(ratio, 2));
  for (double odd : result.odd)
    cells.push_back(format(odd, 2));
  for (double cycles : result.cycles)
    cells.push_back(format(cycles, 3));
  cells.push_back(std::to_string(result.numSpills) + (result.hasCalls ? "+calls" : ""));
  table.print(cells);
  if (context.options.showLoops)
    printLoops(result);

  llvm::json::Object cycles;
  for (auto [cpu, value] : llvm::zip_equal(context.cpus, result.cycles))
    cycles[cpu] = value < 0 ? llvm::json::Value(nullptr) : llvm::json::Value(value);
  context.report.add("arm", llvm::json::Object{{"kernel", row.kernel.name},
                                               {"type", typeName(row.type)},
                                               {"target", row.target.name},
                                               {"version", version.name},
                                               {"instructions_per_element", result.perElement},
                                               {"at_sve_256", result.perElement256},
                                               {"at_sve_512", result.perElement512},
                                               {"instructions_of_896", result.total896},
                                               {"odd_rows", llvm::json::Array(result.odd)},
                                               {"cycles_per_element", std::move(cycles)},
                                               {"spills", result.numSpills}});
}

static bool runRow(ArmContext &context, const ArmRow &row, Table &table) {
  std::optional<std::vector<ArmVersion>> versions = findVersions(context, row);
  if (!versions)
    return false;
  std::vector<ArmResult> results;
  uint64_t intrinsics896 = 0;
  for (const ArmVersion &version : *versions) {
    std::optional<ArmResult> result = measure(context, row, version);
    if (!result)
      return false;
    if (!results.empty()) {
      std::string difference =
          compareResults(results[0].values, result->values, row.type, makeShape(row.kernel, 896));
      if (!difference.empty()) {
        printError(row.str() + ", " + version.name + ": " + difference);
        return false;
      }
    }
    if (version.name == "intrinsics")
      intrinsics896 = result->total896;
    results.push_back(std::move(*result));
  }
  for (auto [version, result] : llvm::zip_equal(*versions, results))
    reportResult(context, row, version, result, intrinsics896, table);
  return true;
}

static Table printHeader(const ArmContext &context, llvm::ArrayRef<TargetChoice> targets) {
  llvm::outs() << "AArch64 under qemu-aarch64: instructions executed, of whole launches; cycles of "
                  "the inner loops by llvm-mca\n";
  for (const TargetChoice &target : targets)
    llvm::outs() << "  " << target.name << ": gems --cpu=" << target.cpu
                 << (*target.features ? " --features=" : "") << target.features
                 << "; plain C++: " GEMS_BENCH_FLAGS_ARM_PLAIN " " << target.flags
                 << "; intrinsics: " GEMS_BENCH_FLAGS_ARM_INTRINSICS " " << target.flags << "\n";
  llvm::outs() << "  " << mcaCommand() << "\n  i/el: instructions for each element of a long row; "
               << "N=896: of a whole launch, then 897, 903 and 1000 to the next multiple of 64\n";
  std::vector<llvm::StringRef> header = {"kernel",      "type", "target", "version",
                                         "i/el",        "256",  "512",    "N=896",
                                         "/intrinsics", "897",  "903",    "1000"};
  header.insert(header.end(), context.cpus.begin(), context.cpus.end());
  header.push_back("spills");
  std::vector<unsigned> widths(header.size(), 5);
  widths[0] = 18;
  widths[2] = widths[3] = 10;
  return Table(header, widths, 4);
}

bool gems::bench::runArm(const Options &options, Report &report) {
  std::vector<TargetChoice> targets = chooseTargets(options.targets, /*armOnly=*/true);
  ArmContext context = {options, {}, options.cpus, report};
  if (context.workspace.path("").empty()) {
    printError("cannot make a temporary folder");
    return false;
  }
  if (context.cpus.empty())
    context.cpus = {"neoverse-n1", "neoverse-n2", "neoverse-v2", "cortex-a720"};
  Table table = printHeader(context, targets);
  bool isComplete = !targets.empty();
  for (const std::string &name : options.kernels)
    for (gems_type type : options.types)
      for (const TargetChoice &target : targets)
        isComplete &= runRow(context, {*findKernel(name), type, target}, table);
  return isComplete;
}
