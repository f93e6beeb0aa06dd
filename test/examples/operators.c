// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a C program needs for an operator: one header, one library.
//   cc operators.c -o operators $(pkg-config --cflags --libs gems-kernels) && ./operators
#include <gems/Kernels/Kernels.h>

#include <stdio.h>

int main(void) {
  float x[4] = {1, 2, 3, 4}, out[4];
  gems_message message;
  if (gems_softmax(x, out, 1, 4, 4, 4, GEMS_F32, NULL, &message) != GEMS_OK)
    return printf("%s\n", message.text), 1;
  printf("%.4f %.4f %.4f %.4f\n", out[0], out[1], out[2], out[3]);
  printf("variants for f32,f16,bf16: %s,%s,%s\n", gems_kernels_variant(GEMS_F32),
         gems_kernels_variant(GEMS_F16), gems_kernels_variant(GEMS_BF16));
  return 0;
}
