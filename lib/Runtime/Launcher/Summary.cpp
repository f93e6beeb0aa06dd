// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a launch did, in words.
#include "Summary.h"

#include "gems/Runtime/Number.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace gems;

static std::string formatTime(double seconds) {
  char text[40];
  if (seconds < 1e-3)
    snprintf(text, sizeof(text), "%.2f us", seconds * 1e6);
  else
    snprintf(text, sizeof(text), "%.3f ms", seconds * 1e3);
  return text;
}

static std::string formatType(const Argument &argument) {
  std::string text = gems_type_name(argument.type());
  return argument.isArray() ? text + "[" + formatShape(argument.shape) + "]" : text;
}

/// The first few elements.
static std::string formatElements(const Argument &argument) {
  constexpr int64_t maxShown = 4;
  size_t size = gems_type_size(argument.type());
  std::string text;
  for (int64_t i = 0; i < std::min(argument.numElements, maxShown); ++i) {
    gems_value value = {};
    memcpy(&value, static_cast<const uint8_t *>(argument.elements) + size_t(i) * size, size);
    text += (i ? ", " : "") + formatNumber(argument.type(), value);
  }
  return "[" + text + (argument.numElements > maxShown ? ", ...]" : "]");
}

static void printKernel(const LaunchFacts &facts) {
  const gems_kernel_info &kernel = *facts.kernel;
  printf("kernel  %s from %s\n", kernel.name, facts.source);
  if (facts.isInterpreted)
    printf("target  none: the reference interpreter");
  else
    printf("target  %s, %s, %s", kernel.triple, kernel.cpu, gems_isa_name(kernel.isa));
  if (kernel.isa == GEMS_ISA_SVE)
    printf(" with %u bits", gems_cpu_sve_bits());
  printf("\n");
  for (uint32_t i = 0; i < kernel.num_params; ++i)
    printf("%s%s = %s%s", i ? ", " : "params  ", kernel.params[i].name, kernel.params[i].value,
           i + 1 == kernel.num_params ? "\n" : "");
  std::string grid = std::to_string(facts.grid[0]);
  for (int i = 1; i < 3; ++i)
    if (facts.grid[1] != 1 || facts.grid[2] != 1)
      grid += " x " + std::to_string(facts.grid[i]);
  long long programs = facts.programs;
  printf("grid    %s: %lld program%s on %lld thread%s\n", grid.c_str(), programs,
         programs == 1 ? "" : "s", static_cast<long long>(facts.numThreads),
         facts.numThreads == 1 ? "" : "s");
}

void gems::printSummary(const LaunchFacts &facts, const std::vector<Argument> &arguments,
                        const std::vector<Output> &outputs) {
  printKernel(facts);
  size_t nameWidth = 0, typeWidth = 0;
  for (const Argument &argument : arguments) {
    nameWidth = std::max(nameWidth, strlen(argument.info->name));
    typeWidth = std::max(typeWidth, formatType(argument).size());
  }
  for (size_t i = 0; i < arguments.size(); ++i)
    printf("%s  %-*s  %-*s  %s\n", i ? "      " : "args  ", static_cast<int>(nameWidth),
           arguments[i].info->name, static_cast<int>(typeWidth), formatType(arguments[i]).c_str(),
           arguments[i].spec.text.c_str());
  printf("time    %s\n", formatTime(facts.seconds).c_str());
  for (const Output &output : outputs) {
    const Argument &argument = arguments[output.argument];
    printf("wrote   %s: %s = %s\n", output.path.c_str(), argument.info->name,
           formatElements(argument).c_str());
  }
}

void gems::printTimes(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  printf("median  %s of %zu launches on the same data, fastest %s\n",
         formatTime(seconds[seconds.size() / 2]).c_str(), seconds.size(),
         formatTime(seconds.front()).c_str());
}
