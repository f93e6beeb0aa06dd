// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a C program needs for an operator: one header, one library.
#include <gems/Kernels/Kernels.h>

#include <stdio.h>

int main(void) {
  float x[4] = {1, 2, 3, 4}, out[4];
  gems_message message;
  if (gems_softmax(x, out, 1, 4, 4, 4, GEMS_F32, NULL, &message) != GEMS_OK)
    return printf("%s\n", message.text), 1;
  printf("%.4f %.4f %.4f %.4f with %s\n", out[0], out[1], out[2], out[3],
         gems_kernels_variant(GEMS_F32));
  return 0;
}
