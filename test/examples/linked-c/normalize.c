// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds a residual to four rows and normalizes them, with a kernel that was compiled before.
#include "fused_add_rms_norm.h"

#include <math.h>
#include <stdalign.h>
#include <stdio.h>

enum { rows = 4, columns = 300 };

static float x[rows][columns], residual[rows][columns], weight[columns];
static alignas(128) char scratch[1 << 16];

int main(void) {
  const gems_kernel_info *info = &gems_kernel_fused_add_rms_norm;
  if (info->scratch_size > sizeof(scratch) || info->scratch_align > alignof(scratch))
    return printf("the kernel needs %llu bytes of scratch\n",
                  (unsigned long long)info->scratch_size),
           1;
  for (int m = 0; m < rows; ++m)
    for (int n = 0; n < columns; ++n) {
      x[m][n] = (float)(m + 1);
      residual[m][n] = (float)(n % 3);
      weight[n] = 2;
    }
  double expected[rows];
  for (int m = 0; m < rows; ++m) {
    double sum = 0;
    for (int n = 0; n < columns; ++n)
      sum += (m + 1.0 + n % 3) * (m + 1.0 + n % 3);
    expected[m] = 2 * (m + 1.0) / sqrt(sum / columns + 1e-6);
  }

  fused_add_rms_norm_launch(rows, 1, 1, scratch, x[0], residual[0], weight, columns, columns,
                            columns, 1e-6f);

  for (int m = 0; m < rows; ++m) {
    printf("row %d: %.6f, expected %.6f\n", m, x[m][0], expected[m]);
    if (fabs(x[m][0] - expected[m]) > 1e-5)
      return 1;
  }
  printf("all right, for %s\n", info->triple);
  return 0;
}
