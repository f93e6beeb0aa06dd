// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Batches of kernels for an emulator: one process for many.
#include "gems/Fuzz/Check.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"

using namespace gems;
using namespace gems::fuzz;
using fuzz::Bytes;

void EmulatorBatch::add(Case &test, llvm::ArrayRef<char> library,
                        llvm::ArrayRef<std::vector<Bytes>> expected) {
  Waiting &entry = waiting.emplace_back();
  entry.kernel.seed = test.seed;
  entry.kernel.library.assign(library.begin(), library.end());
  for (const Launch &launch : test.launches)
    entry.kernel.launches.push_back(makePlain(test, launch));
  entry.buffers = test.buffers;
  entry.expected.assign(expected.begin(), expected.end());
}

void EmulatorBatch::compare(const Waiting &entry, llvm::ArrayRef<PlainResult> results,
                            ReportFn report) {
  for (auto [number, result] : llvm::enumerate(results)) {
    std::string launch = "launch " + std::to_string(number) + ", ";
    if (!result.error.empty())
      return report(entry.kernel.seed, {"run " + target.name, launch + result.error});
    if (auto difference = compareBuffers(entry.buffers, entry.expected[number], result.buffers))
      return report(entry.kernel.seed, {"compare " + target.name, launch + *difference});
  }
}

/// Runs the kernels from a number on; returns the number of the first one that did not end.
size_t EmulatorBatch::runFrom(size_t number, const std::string &folder, ReportFn report) {
  std::string batchPath = folder + "/batch", resultPath = folder + "/results";
  std::vector<std::string> words = target.emulator;
  words.insert(words.end(), {options.runner, batchPath, resultPath, std::to_string(number),
                             std::to_string(target.sveBits)});
  std::vector<llvm::StringRef> arguments(words.begin(), words.end());
  std::string message;
  auto program = llvm::sys::findProgramByName(words[0]);
  if (!program) {
    report(waiting[number].kernel.seed,
           {"run " + target.name, "cannot find the emulator '" + words[0] + "'"});
    return waiting.size() + 1;
  }
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(), llvm::StringRef(),
                                                std::nullopt};
  int status = llvm::sys::ExecuteAndWait(*program, arguments, std::nullopt, redirects,
                                         2 * options.caseTimeLimit, 0, &message);
  PlainFile file(resultPath.c_str(), "rb");
  for (; number < waiting.size(); ++number) {
    const Waiting &entry = waiting[number];
    std::vector<PlainResult> results(entry.kernel.launches.size());
    for (PlainResult &result : results)
      if (file.isBroken || !file.read(result))
        break;
    if (file.isBroken)
      break;
    compare(entry, results, report);
  }
  if (number < waiting.size())
    report(waiting[number].kernel.seed,
           {(status == -2 && message.find("timed out") != std::string::npos ? "timeout run "
                                                                           : "crash run ") +
                target.name,
            message.empty() ? "ended with exit code " + std::to_string(status) : message});
  return number;
}

void EmulatorBatch::run(ReportFn report) {
  llvm::SmallString<128> folder;
  if (!waiting.empty() && !llvm::sys::fs::createUniqueDirectory("gems-fuzz", folder)) {
    {
      PlainFile batch((folder + "/batch").str().c_str(), "wb");
      for (const Waiting &entry : waiting)
        batch.write(entry.kernel);
    }
    for (size_t number = 0; number < waiting.size();)
      number = runFrom(number, folder.str().str(), report) + 1;
    llvm::sys::fs::remove_directories(folder);
  }
  waiting.clear();
}
