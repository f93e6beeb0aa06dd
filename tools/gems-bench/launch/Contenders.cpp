// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ways to run the same programs, measured beside each other.
#include "Contenders.h"

#include "Child.h"

#include "gems/Runtime/Gems.hpp"

#include <algorithm>

using namespace gems;
using namespace gems::bench;

/// The time of one run: the median of batches that are long enough for the clock.
static double measureRuns(const std::function<void()> &run, double seconds) {
  constexpr double warmUp = 2e6, leastBatch = 50e3;
  int64_t batch = 0;
  for (double start = now(); batch < 100 || now() - start < warmUp; ++batch)
    if (run(); batch >= 3 && now() - start > 10 * warmUp)
      break;
  double start = now();
  run();
  batch = std::max<int64_t>(1, int64_t(leastBatch / (now() - start)));
  std::vector<double> times;
  for (double begin = now(); times.size() < 5 || now() - begin < seconds * 1e9;) {
    start = now();
    for (int64_t i = 0; i < batch; ++i)
      run();
    times.push_back((now() - start) / double(batch));
  }
  return median(std::move(times));
}

bool gems::bench::measureAll(std::vector<Contender> &contenders, const Options &options) {
  unsigned repetitions = options.repetitions ? options.repetitions : 5;
  double seconds = options.seconds > 0 ? options.seconds : 0.02;
  for (unsigned i = 0; i < repetitions; ++i)
    for (Contender &contender : contenders) {
      std::vector<double> times = measureInChild(
          [&] { return std::vector<double>{measureRuns(contender.start(), seconds)}; });
      if (times.empty())
        return false;
      contender.samples.push_back(times[0]);
    }
  return true;
}

void gems::bench::printComparison(std::vector<std::string> cells,
                                  llvm::ArrayRef<Contender> contenders, Table &table) {
  double first = median(contenders[0].samples);
  cells.push_back(formatTime(first));
  for (const Contender &contender : contenders.drop_front())
    cells.push_back(format(first / median(contender.samples), 2));
  table.print(cells);
}

llvm::json::Object gems::bench::medians(llvm::ArrayRef<Contender> contenders) {
  llvm::json::Object times;
  for (const Contender &contender : contenders)
    times[contender.name] = median(contender.samples);
  return times;
}

gems_executor *gems::bench::makePool(unsigned numThreads) {
  return Executor::pool(numThreads).value().take();
}
