// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a launch costs: one program, bound, beside a direct call; and grids of rows on executors
// beside one thread. Everything runs the same compiled kernel.
#include "Contenders.h"
#include "Launch.h"
#include "Peers.h"

#include "../Buffers.h"
#include "../Compiled.h"
#include "../Parts.h"
#include "../Report.h"
#include "gems/Runtime/Gems.hpp"

#include <algorithm>

using namespace gems;
using namespace gems::bench;

// Cache-resident pieces
// ----------------------------------------------------------------------------

/// Neighbouring programs run the same row, so that a grid of any size stays in the caches.
static const gems_kernel_info *piecesOf;
static int64_t programsPerRow;

static void runPieces(const gems_launch *launch, int64_t first, int64_t last, void *scratch) {
  for (int64_t i = first; i < last; ++i)
    piecesOf->entry(launch, i / programsPerRow, i / programsPerRow + 1, scratch);
}

/// A bound launch of `count` programs; it lives as long as the process. The executor is made last,
/// so that all bindings have the same address: which lines of the caches collide is luck.
static std::function<void()> bindRows(const Rows &rows,
                                      llvm::function_ref<gems_executor *()> makeExecutor) {
  gems_message message;
  gems_binding *binding = nullptr;
  gems_status status = gems_binding_create(rows.kernel, &binding, &message);
  for (uint32_t i = 0; status == GEMS_OK && i < rows.kernel->num_args; ++i) {
    const gems_arg_info &arg = rows.kernel->args[i];
    auto type = gems_type(arg.type);
    gems_value value = rows.launch->args[i];
    status = arg.kind == GEMS_POINTER
                 ? gems_binding_set_array_at(binding, i, type, value.ptr, &message)
                 : gems_binding_set_scalar_at(binding, i, type, value, &message);
  }
  if (status == GEMS_OK)
    status = gems_binding_set_executor(binding, makeExecutor(), &message);
  Status(status, message).check();
  return [binding, count = rows.count] {
    const int64_t grid[3] = {count, 1, 1};
    (void)gems_binding_launch(binding, grid, nullptr);
  };
}

static gems_executor *makeNone() { return nullptr; }

// Rows of the tables
// -------------------------------------------------------------------------------

static bool runOneProgram(const Rows &rows, int64_t columns, const Options &options, Table &table,
                          Report &report) {
  std::vector<Contender> contenders = {
      {"direct",
       [&] {
         void *scratch = nullptr;
         (void)gems_scratch_create(rows.kernel, &scratch, nullptr);
         return [&rows, scratch] { rows.kernel->entry(rows.launch, 0, 1, scratch); };
       }},
      {"bound", [&] { return bindRows(rows, makeNone); }},
      {"bound, pool", [&] { return bindRows(rows, [] { return makePool(2); }); }},
      {"unbound, pool", [&] {
         return [&rows, pool = makePool(2)] {
           const int64_t grid[3] = {1, 1, 1};
           (void)gems_kernel_launch(rows.kernel, rows.launch->args, grid, pool, 0, nullptr);
         };
       }}};
  if (!measureAll(contenders, options))
    return false;
  std::vector<std::string> cells = {"1x" + std::to_string(columns)};
  double direct = median(contenders[0].samples);
  for (const Contender &contender : contenders) {
    double time = median(contender.samples);
    cells.push_back(&contender == &contenders[0] ? formatTime(time)
                                                 : "+" + format(std::max(0.0, time - direct), 1));
  }
  table.print(cells);
  report.add("bound_launch",
             llvm::json::Object{{"columns", columns}, {"median_ns", medians(contenders)}});
  return true;
}

static std::vector<Contender> makeContenders(const Rows &rows, unsigned numThreads) {
  std::vector<Contender> contenders = {
      {"one thread", [&rows] { return bindRows(rows, makeNone); }},
      {"gems",
       [&rows, numThreads] { return bindRows(rows, [&] { return makePool(numThreads); }); }}};
  if (openMPLibrary())
    contenders.push_back({"gems on OpenMP", [&rows, numThreads] {
                            return bindRows(rows, [&] { return makeOpenMPExecutor(numThreads); });
                          }});
  for (const Peer &peer : listPeers())
    contenders.push_back(
        {peer.name, [&rows, numThreads, peer] { return peer.start(rows, numThreads); }});
  return contenders;
}

static bool runGrid(const Rows &rows, Shape shape, unsigned numThreads, const Options &options,
                    Table &table, Report &report) {
  std::vector<Contender> contenders = makeContenders(rows, numThreads);
  if (!measureAll(contenders, options))
    return false;
  printComparison({shape.str(), std::to_string(numThreads)}, contenders, table);
  report.add("grid", llvm::json::Object{{"m", shape.m},
                                        {"n", shape.n},
                                        {"threads", numThreads},
                                        {"median_ns", medians(contenders)}});
  return true;
}

static std::vector<Shape> gridShapes(const Options &options) {
  if (!options.shapes.empty())
    return options.shapes;
  std::vector<Shape> shapes;
  for (int64_t n : {64, 1024, 4096})
    for (int64_t m : {1, 8, 64, 4096})
      shapes.push_back({m, n});
  shapes.push_back({2048, 4096});
  return shapes;
}

/// Everything about one shape: memory for the rows that are different, and what to run on it.
static bool withRows(const LoadedKernel &loaded, Shape shape,
                     llvm::function_ref<bool(const Rows &)> run) {
  // What stays in the second-level cache of one core, input and residual.
  constexpr int64_t maxElements = 1 << 16;
  programsPerRow = std::max<int64_t>(1, shape.elements() / maxElements);
  Shape different = {(shape.m + programsPerRow - 1) / programsPerRow, shape.n};
  auto buffers = Buffers::create(findKernel("fused_add_rms_norm")->makeArgs(different), GEMS_F32);
  if (!buffers) {
    printError("not enough memory for " + shape.str());
    return false;
  }
  gems_kernel_info info = loaded.getInfo();
  piecesOf = &loaded.getInfo();
  if (programsPerRow > 1)
    info.entry = runPieces;
  const gems_launch launch = {buffers->getValues().data(), {uint32_t(shape.m), 1, 1}, 0, nullptr};
  return run({&info, &launch, shape.m});
}

static bool runTables(const LoadedKernel &loaded, const Options &options, Report &report) {
  llvm::outs() << "\nOne program on the calling thread: a direct call, and nanoseconds more\n";
  Table one({"shape", "direct call", "bound", "bound, pool", "unbound, pool"}, {9, 11, 8, 11, 13},
            1);
  bool isComplete = true;
  for (int64_t n : {64, 4096})
    isComplete &= withRows(loaded, {1, n}, [&](const Rows &rows) {
      return runOneProgram(rows, n, options, one, report);
    });

  llvm::outs() << "\nGrids of rows in cache-resident pieces: one thread, and how many times faster"
                  " the others are\n";
  std::vector<llvm::StringRef> header = {"shape", "threads", "one thread", "gems"};
  if (const char *library = openMPLibrary()) {
    header.push_back("gems on OpenMP");
    llvm::outs() << "OpenMP is " << library << "\n";
    report.context()["openmp"] = library;
  }
  for (const Peer &peer : listPeers())
    header.push_back(peer.name);
  std::vector<unsigned> widths(header.size(), 6);
  widths[0] = 9;
  Table grids(header, widths, 1);
  for (Shape shape : gridShapes(options))
    isComplete &= withRows(loaded, shape, [&](const Rows &rows) {
      bool isDone = true;
      for (unsigned numThreads : {1u, std::max(2u, gems_cpu_count())})
        isDone &= runGrid(rows, shape, numThreads, options, grids, report);
      return isDone;
    });
  return isComplete;
}

bool gems::bench::runGrids(const Options &options, Report &report) {
  auto target = describeTarget("", "native", "", [](const llvm::Twine &text) { printError(text); });
  if (mlir::failed(target))
    return false;
  const bench::Kernel &kernel = *findKernel("fused_add_rms_norm");
  auto loaded = LoadedKernel::create(makeCompileOptions(options, kernel, GEMS_F32, 0), *target);
  return loaded && runTables(*loaded, options, report);
}

bool gems::bench::runLaunch(const Options &options, Report &report) {
  bool isComplete = runFirstLaunch(options, report);
  isComplete &= runGrids(options, report);
  return runOperators(options, report) && isComplete;
}
