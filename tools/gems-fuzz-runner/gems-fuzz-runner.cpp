// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-fuzz-runner: runs a batch of kernels that gems-fuzz has written, on the machine that they
// were compiled for.
#include "gems/Fuzz/Run.h"
#include <cstdlib>

using namespace gems::fuzz;

static std::vector<PlainResult> run(PlainKernel &kernel) {
  std::vector<PlainResult> results(kernel.launches.size());
  gems_message message = {};
  gems_module *module = nullptr;
  if (gems_module_load_memory(kernel.library.data(), kernel.library.size(), "kernel", &module,
                              &message)) {
    for (PlainResult &result : results)
      result.error = message.text;
    return results;
  }
  for (size_t i = 0; i < results.size(); ++i) {
    results[i].error = runPlain(module, kernel.launches[i]);
    for (PlainBuffer &buffer : kernel.launches[i].buffers)
      results[i].buffers.push_back(std::move(buffer.bytes));
  }
  gems_module_release(module);
  return results;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: gems-fuzz-runner BATCH RESULTS FIRST BITS\n"
                    "Runs the kernels of the file BATCH from number FIRST on, and writes one result "
                    "for each\nlaunch to the file RESULTS. BITS is the length that SVE vectors are "
                    "expected to have, or 0.\n");
    return EXIT_FAILURE;
  }
  uint32_t bits = gems_cpu_sve_bits(), expected = static_cast<uint32_t>(atol(argv[4]));
  if (expected && bits != expected) {
    fprintf(stderr, "expected SVE vectors of %u bits, got %u\n", expected, bits);
    return EXIT_FAILURE;
  }
  PlainFile batch(argv[1], "rb"), output(argv[2], "wb");
  PlainKernel kernel;
  for (long number = 0; !batch.isBroken && batch.read(kernel); ++number) {
    if (number < atol(argv[3]))
      continue;
    for (const PlainResult &result : run(kernel))
      output.write(result);
    // A kernel that kills this process must not take the results before it along.
    output.flush();
  }
  return output.isBroken ? EXIT_FAILURE : EXIT_SUCCESS;
}
