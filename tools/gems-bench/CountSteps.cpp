// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Single-steps a child process between two stops that it makes itself.
#include "CountSteps.h"

#include <csignal>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/// Counts from the first stop of the child to the second.
static std::optional<uint64_t> countBetweenStops(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP)
    return std::nullopt;
  for (uint64_t steps = 0;; ++steps) {
    if (ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) ||
        waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
      return std::nullopt;
    if (WSTOPSIG(status) == SIGSTOP)
      return steps;
    if (WSTOPSIG(status) != SIGTRAP)
      return std::nullopt;
  }
}

std::optional<uint64_t> gems::bench::countSteps(llvm::function_ref<void()> run) {
  pid_t child = fork();
  if (child < 0)
    return std::nullopt;
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr))
      _exit(1);
    raise(SIGSTOP);
    run();
    raise(SIGSTOP);
    _exit(0);
  }
  std::optional<uint64_t> steps = countBetweenStops(child);
  int status = 0;
  if (kill(child, SIGKILL) == 0)
    waitpid(child, &status, 0);
  return steps;
}
