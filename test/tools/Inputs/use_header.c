// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that links the object of the kernel `add` and launches it through its header alone.
#include "add.h"

#include <stdio.h>
#include <string.h>

int main(void) {
  float x[5] = {1, 2, 3, 4, 5}, y[5] = {10, 20, 30, 40, 50}, out[6] = {0, 0, 0, 0, 0, -1};
  char scratch[1 << 16] __attribute__((aligned(64)));
  if (gems_kernel_add.scratch_size > sizeof(scratch) || gems_kernel_add.scratch_align > 64)
    return 1;
  add_launch(2, 1, 1, scratch, x, y, out, 5);
  printf("%s: %g %g %g %g %g, then %g\n", gems_kernel_add.name, out[0], out[1], out[2], out[3],
         out[4], out[5]);
  printf("%u arguments, the last is %s\n", gems_kernel_add.num_args, gems_kernel_add.args[3].name);
  return strcmp(gems_kernel_add.params[0].value, "4") != 0;
}
