// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that compiles through the shared library, as the environment tells it: the tests run it
// with libraries of two builds. It prints where its kernel came from.
#include "gems/Jit/Jit.h"

#include <cinttypes>
#include <cstdio>

int main(int argc, char **argv) {
  gems_message message;
  gems_jit *jit;
  const gems_kernel_info *kernel;
  gems_jit_statistics statistics;
  gems_jit_request request = {};
  request.struct_size = sizeof(request);
  request.path = argc > 1 ? argv[1] : nullptr;
  if (gems_jit_create(nullptr, &jit, &message) != GEMS_OK ||
      gems_jit_compile(jit, &request, &kernel, &message) != GEMS_OK)
    return printf("error: %s\n", message.text), 1;
  gems_jit_get_statistics(jit, &statistics);
  printf("%" PRIu64 " compiled, %" PRIu64 " found\n", statistics.compiled,
         statistics.found_in_cache);
  gems_jit_release(jit);
  return 0;
}
