// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches compiled kernels on many shapes and checks every byte against a reference of its own.
//
// It links the runtime and no compiler, so that it is also built for AArch64: --emulator=COMMAND
// starts that program, which launches what this one then checks.
#include "FusedReference.h"
#include "Kernels.h"

#include <cstdio>
#include <cstdlib>

using namespace e2e;

namespace {

struct KernelChecks {
  const char *name;
  void (*check)(const Program &, Report &);
};

} // namespace

void e2e::checkFusedAddRmsNorm(const Program &program, Report &report) {
  checkFusedShapes(program, report);
  checkFusedExact(program, report);
  checkFusedSpecial(program, report);
  checkFusedOverlap(program, report);
  checkFusedRows(program, report);
}

static constexpr KernelChecks kernelChecks[] = {
    {"fused_add_rms_norm", checkFusedAddRmsNorm},
    {"_fused_add_rms_norm_kernel", checkFusedAddRmsNorm},
    {"add", checkAdd},
    {"vector_add", checkAdd},
    {"silu_and_mul", checkSiluAndMul},
    {"rms_norm", checkRmsNorm},
    {"softmax", checkSoftmax},
    {"softmax_row", checkSoftmax},
    {"layer_norm", checkLayerNorm},
    {"row_sum", checkRowSum},
    {"col_sum", checkColSum},
    {"transpose", checkTranspose},
    {"exp_sum", checkExpSum},
};

static void checkKernel(const Program &program, int64_t expectedSveBits, Report &report) {
  printf("%s\n", program.describe().c_str());
  const int64_t bits = program.machine.sveBits();
  if (program.info.isa == GEMS_ISA_SVE && bits != expectedSveBits)
    stop("expected vectors of " + std::to_string(expectedSveBits) +
         " bits, as --sve-bits says, got " + std::to_string(bits));
  for (const KernelChecks &checks : kernelChecks)
    if (program.name() == checks.name) {
      checks.check(program, report);
      return;
    }
  stop("expected a kernel that there are checks for, got '" + program.name() + "'");
}

int main(int argc, char **argv) {
  std::string sveBits, emulator, serveFile;
  std::vector<std::string> libraries;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (takePrefix(word, "--serve=", serveFile)) {
      Pool::inherit(atoi(serveFile.c_str()));
      return serve();
    }
    if (takePrefix(word, "--sve-bits=", sveBits) || takePrefix(word, "--emulator=", emulator))
      continue;
    if (word.rfind("-", 0) == 0)
      stop("usage: gems-e2e [--sve-bits=N] [--emulator=COMMAND] LIBRARY.so..., got '" + word + "'");
    libraries.push_back(word);
  }
  if (libraries.empty())
    stop("expected a library of kernels, got none");
  std::unique_ptr<Machine> machine = makeMachine(emulator);
  Report report;
  for (const std::string &library : libraries)
    for (const gems_kernel_info *info : machine->load(library))
      checkKernel(Program(*info, *machine), atoll(sveBits.c_str()), report);
  printf("%zu libraries: %s\n", libraries.size(), report.hasFailed() ? "FAILED" : "all right");
  return report.hasFailed() ? 1 : 0;
}
