// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What executors do for calls of an operator, which have no binding to remember anything.
#include "Contenders.h"
#include "Launch.h"
#include "Peers.h"

#include "../Buffers.h"
#include "../Report.h"
#include "gems/Kernels/Kernels.h"

#include <algorithm>

using namespace gems;
using namespace gems::bench;

/// A call of the operator over buffers that live as long as what is returned.
static std::function<void()> callOperator(const Buffers &buffers, Shape shape,
                                          gems_executor *executor) {
  return [&buffers, shape, executor] {
    const std::vector<gems_value> &values = buffers.getValues();
    (void)gems_fused_add_rms_norm(values[0].ptr, values[1].ptr, values[2].ptr, shape.m, shape.n,
                                  shape.n, shape.n, 1e-5f, GEMS_F32, executor, nullptr);
  };
}

static bool runOperator(const Buffers &buffers, Shape shape, const Options &options, Table &table,
                        Report &report) {
  const unsigned numThreads = std::max(2u, gems_cpu_count());
  std::vector<Contender> contenders = {
      {"one thread", [&] { return callOperator(buffers, shape, nullptr); }},
      {"gems", [&] { return callOperator(buffers, shape, makePool(numThreads)); }}};
  if (openMPLibrary())
    contenders.push_back({"gems on OpenMP", [&] {
                            return callOperator(buffers, shape, makeOpenMPExecutor(numThreads));
                          }});
  if (!measureAll(contenders, options))
    return false;
  printComparison({shape.str()}, contenders, table);
  report.add("operator", llvm::json::Object{{"m", shape.m},
                                            {"n", shape.n},
                                            {"threads", numThreads},
                                            {"median_ns", medians(contenders)}});
  return true;
}

bool gems::bench::runOperators(const Options &options, Report &report) {
  llvm::outs()
      << "\nCalls of the operator of libgems_kernels, and how many times faster they are on"
         " executors\n";
  std::vector<llvm::StringRef> header = {"rows", "one thread", "gems"};
  if (openMPLibrary())
    header.push_back("gems on OpenMP");
  std::vector<unsigned> widths(header.size(), 6);
  widths[0] = 9;
  Table table(header, widths, 1);
  std::vector<Shape> shapes = options.shapes;
  if (shapes.empty())
    for (int64_t n : {64, 1024, 4096})
      for (int64_t m : {1, 8, 64})
        shapes.push_back({m, n});
  bool isComplete = true;
  for (Shape shape : shapes) {
    auto buffers = Buffers::create(findKernel("fused_add_rms_norm")->makeArgs(shape), GEMS_F32);
    if (!buffers)
      printError("not enough memory for " + shape.str());
    isComplete &= buffers && runOperator(*buffers, shape, options, table, report);
  }
  return isComplete;
}
