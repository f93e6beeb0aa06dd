// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measurements in processes of their own.
#include "Child.h"

#include "../Report.h"

#include <chrono>
#include <sys/wait.h>
#include <unistd.h>

using namespace gems::bench;

std::vector<double> gems::bench::measureInChild(llvm::function_ref<std::vector<double>()> measure) {
  int ends[2];
  if (pipe(ends) != 0) {
    printError("cannot make a pipe");
    return {};
  }
  llvm::outs().flush();
  pid_t child = fork();
  if (child == 0) {
    std::vector<double> result = measure();
    auto size = ssize_t(result.size() * sizeof(double));
    _exit(write(ends[1], result.data(), size_t(size)) == size ? 0 : 1);
  }
  close(ends[1]);
  std::vector<double> result;
  for (double value; read(ends[0], &value, sizeof(value)) == ssize_t(sizeof(value));)
    result.push_back(value);
  close(ends[0]);
  int status = 1;
  if (child > 0)
    waitpid(child, &status, 0);
  if (status == 0 && !result.empty())
    return result;
  printError("a measurement did not finish");
  return {};
}

double gems::bench::now() {
  std::chrono::duration<double, std::nano> time =
      std::chrono::steady_clock::now().time_since_epoch();
  return time.count();
}
