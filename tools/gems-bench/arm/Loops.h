// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The inner loops of an execution, found by how often their instructions ran, and what llvm-mca
// says about them.
#ifndef GEMS_BENCH_ARM_LOOPS_H
#define GEMS_BENCH_ARM_LOOPS_H

#include "Emulator.h"

namespace gems::bench {

struct Loop {
  std::string function;
  std::vector<std::string> body; ///< instructions as llvm-objdump prints them
  uint64_t iterations = 0;
  unsigned numSpills = 0; ///< accesses to the stack
  bool hasCalls = false;
};

/// The innermost loops that make up at least a fiftieth of what was executed, in the order of their
/// addresses. Nothing after printing one line about a failure.
std::optional<std::vector<Loop>> findLoops(Workspace &workspace, const ArmProgram &program,
                                           const Execution &execution);

/// Instructions for llvm-mca: accesses that also move their base are split into the access and an
/// addition, since otherwise what uses the base would wait for the loaded value.
std::vector<std::string> splitIndexed(llvm::ArrayRef<std::string> body);

/// What runs llvm-mca, for the reader: without the CPU.
const char *mcaCommand();

/// The cycles of one iteration on a CPU; nothing if the CPU lacks an instruction. The answers are
/// kept: loops are often the same.
std::optional<double> cyclesPerIteration(Workspace &workspace, const Loop &loop,
                                         const std::string &cpu);

} // namespace gems::bench

#endif // GEMS_BENCH_ARM_LOOPS_H
