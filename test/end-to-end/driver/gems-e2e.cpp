// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches compiled kernels on many shapes and checks every byte against a reference of its own.
//
// It links the runtime and no compiler, so that it also runs as AArch64 code under an emulator.
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

static int fail(const std::string &message) {
  fprintf(stderr, "gems-e2e: error: %s\n", message.c_str());
  return 1;
}

static int checkKernel(const Program &program, int64_t expectedSveBits, Report &report) {
  printf("%s\n", program.describe().c_str());
  if (program.info.isa == GEMS_ISA_SVE && expectedSveBits == 0)
    return fail("expected --sve-bits=N for an SVE kernel, got none");
  if (program.info.isa == GEMS_ISA_SVE && sveBits() != expectedSveBits)
    return fail("expected vectors of " + std::to_string(expectedSveBits) + " bits, got " +
                std::to_string(sveBits()));
  for (const KernelChecks &checks : kernelChecks)
    if (program.name() == checks.name)
      return checks.check(program, report), 0;
  return fail("expected a kernel that there are checks for, got '" + program.name() + "'");
}

static int checkLibrary(const char *path, int64_t expectedSveBits, Report &report) {
  gems_module *module = nullptr;
  gems_message message;
  if (gems_module_load_file(path, &module, &message) != GEMS_OK)
    return fail(message.text);
  int status = 0;
  for (size_t i = 0; i < gems_module_num_kernels(module) && !status; ++i)
    status = checkKernel(Program(*gems_module_kernel(module, i)), expectedSveBits, report);
  gems_module_release(module);
  return status;
}

int main(int argc, char **argv) {
  Report report;
  int64_t expectedSveBits = 0;
  int numLibraries = 0;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word.rfind("--sve-bits=", 0) == 0) {
      expectedSveBits = atoll(word.c_str() + 11);
      continue;
    }
    if (word.rfind("-", 0) == 0)
      return fail("usage: gems-e2e [--sve-bits=N] LIBRARY.so..., got '" + word + "'");
    ++numLibraries;
    if (checkLibrary(argv[i], expectedSveBits, report))
      return 1;
  }
  if (numLibraries == 0)
    return fail("expected a library of kernels, got none");
  printf("%d libraries: %s\n", numLibraries, report.hasFailed() ? "FAILED" : "all right");
  return report.hasFailed() ? 1 : 0;
}
