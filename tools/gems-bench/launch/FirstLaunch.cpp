// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first launch of a kernel that is compiled while the program runs: cold, from the cache on
// disk, prewarmed. Each sample is a process that has compiled nothing before.
#include "Child.h"
#include "Launch.h"

#include "../Report.h"
#include "gems/Jit/Jit.hpp"

#include "llvm/Support/FileSystem.h"

#include <fstream>

using namespace gems;
using namespace gems::bench;

namespace {
/// Nanoseconds of one process.
struct FirstTimes {
  double request, first, hundredth, fileAgain, textAgain;
};

enum class Start { Cold, Cached, Prewarmed };
} // namespace

/// The time of asking for a kernel that the process has.
static double measureRequest(const Jit &jit, const gems_jit_request &request) {
  const gems_kernel_info *info;
  gems_message message;
  Status(gems_jit_compile(jit.get(), &request, &info, &message), message).check();
  constexpr int numRequests = 1000;
  double begin = now();
  for (int i = 0; i < numRequests; ++i)
    (void)gems_jit_compile(jit.get(), &request, &info, nullptr);
  return (now() - begin) / numRequests;
}

static FirstTimes measureFirst(const std::string &path, const std::string &cacheDir, Start start) {
  constexpr int32_t columns = 4096;
  std::vector<float> input(columns, 1.0f), residual(columns, 1.0f), weight(columns, 1.0f);
  gems_jit_options options;
  gems_jit_read_environment(&options);
  options.prewarm = 1;
  snprintf(options.cache_dir, sizeof(options.cache_dir), "%s", cacheDir.c_str());
  Jit jit = Jit::create(&options).value();
  const gems_param_info param = {"T", "f32"};
  gems_jit_request request = {};
  request.struct_size = sizeof(request);
  request.path = path.c_str();
  request.params = &param;
  request.num_params = 1;
  gems_message message;
  if (start == Start::Prewarmed) {
    Status(gems_jit_prewarm(jit.get(), &request, 1, &message), message).check();
    gems_jit_wait(jit.get());
  }
  double begin = now();
  const gems_kernel_info *info;
  Status(gems_jit_compile(jit.get(), &request, &info, &message), message).check();
  double found = now();
  Binding binding =
      gems::Kernel(*info)
          .bind(input.data(), residual.data(), weight.data(), columns, columns, columns, 1e-6f)
          .value();
  binding.launch(1).check();
  FirstTimes times = {found - begin, now() - begin, 0, 0, 0};
  for (int i = 2; i < 100; ++i)
    binding.launch(1).check();
  double before = now();
  binding.launch(1).check();
  times.hundredth = now() - before;
  times.fileAgain = measureRequest(jit, request);
  std::ifstream file(path);
  std::string text(std::istreambuf_iterator<char>(file), {});
  request.source = text.data();
  request.source_size = text.size();
  times.textAgain = measureRequest(jit, request);
  return times;
}

/// One way to start. Cold processes each have a cache of their own, others that of `folder`.
static bool runStart(const char *name, Start start, const std::string &path, llvm::StringRef folder,
                     unsigned repetitions, Table &table, Report &report) {
  std::vector<double> samples[5];
  for (unsigned i = 0; i < repetitions; ++i) {
    std::string cacheDir = folder.str() + (start == Start::Cold ? "/" + std::to_string(i) : "/0");
    std::vector<double> times = measureInChild([&] {
      FirstTimes t = measureFirst(path, cacheDir, start);
      return std::vector<double>{t.request, t.first, t.hundredth, t.fileAgain, t.textAgain};
    });
    if (times.size() != 5)
      return false;
    for (size_t k = 0; k < 5; ++k)
      samples[k].push_back(times[k]);
  }
  std::vector<std::string> cells = {name};
  for (const std::vector<double> &values : samples)
    cells.push_back(formatTime(median(values)));
  table.print(cells);
  report.add("first_launch", llvm::json::Object{{"start", name},
                                                {"request_ns", median(samples[0])},
                                                {"first_launch_ns", median(samples[1])},
                                                {"hundredth_launch_ns", median(samples[2])},
                                                {"file_again_ns", median(samples[3])},
                                                {"text_again_ns", median(samples[4])}});
  return true;
}

bool gems::bench::runFirstLaunch(const Options &options, Report &report) {
  llvm::SmallString<128> folder;
  if (std::error_code code = llvm::sys::fs::createUniqueDirectory("gems-bench", folder)) {
    printError("cannot create a temporary folder: " + code.message());
    return false;
  }
  llvm::outs() << "The first launch of a process, compiled there: until the kernel can be called, "
                  "until one row of 4096 f32 is done, a launch later; the kernel asked for again "
                  "by its file, by its text\n";
  std::string path = options.kernelDir + "/fused_add_rms_norm.mlir";
  unsigned repetitions = options.repetitions ? options.repetitions : 7;
  Table table({"start", "request", "first launch", "hundredth", "file again", "text again"},
              {14, 12, 12, 12, 12, 12}, 1);
  bool isComplete =
      runStart("cold", Start::Cold, path, folder, repetitions, table, report) &&
      runStart("from the cache", Start::Cached, path, folder, repetitions, table, report) &&
      runStart("prewarmed", Start::Prewarmed, path, folder, repetitions, table, report);
  llvm::sys::fs::remove_directories(folder);
  return isComplete;
}
