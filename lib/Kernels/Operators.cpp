// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The operators: arguments in a caller's order to arguments in a kernel's.
#include "gems/Kernels/Kernels.h"

#include "Operands.h"

using namespace gems;

// About how long an element takes in cache on one core, in nanoseconds. The executor measures how
// far off that is.
static constexpr double copyNs = 0.03, normNs = 0.07, expNs = 0.2, shuffleNs = 0.3;

gems_status gems_add(const void *x, const void *y, void *out, int64_t count, gems_type type,
                     gems_executor *executor, gems_message *message) {
  Operands call("add", KernelId::add, type, message);
  bool isEmpty = count == 0;
  call.array("x", x, isEmpty);
  call.array("y", y, isEmpty);
  call.array("out", out, isEmpty);
  call.size("count", count);
  int64_t block = call.blockM();
  return call.launch(executor, divideUp(count, block), 1, copyNs * double(block), x, y, out, count);
}

gems_status gems_fused_add_rms_norm(void *x, void *residual, const void *weight, int64_t rows,
                                    int64_t columns, int64_t xStride, int64_t residualStride,
                                    float eps, gems_type type, gems_executor *executor,
                                    gems_message *message) {
  Operands call("fused_add_rms_norm", KernelId::fused_add_rms_norm, type, message);
  bool isEmpty = rows == 0 || columns == 0;
  call.array("x", x, isEmpty);
  call.array("residual", residual, isEmpty);
  call.array("weight", weight, isEmpty);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, columns);
  call.stride("residual_stride", residualStride, columns);
  return call.launch(executor, rows, 1, normNs * double(columns), x, residual, weight, xStride,
                     residualStride, columns, eps);
}

gems_status gems_rms_norm(const void *x, const void *weight, void *out, int64_t rows,
                          int64_t columns, int64_t xStride, int64_t outStride, float eps,
                          gems_type type, gems_executor *executor, gems_message *message) {
  Operands call("rms_norm", KernelId::rms_norm, type, message);
  bool isEmpty = rows == 0 || columns == 0;
  call.array("x", x, isEmpty);
  call.array("weight", weight, isEmpty);
  call.array("out", out, isEmpty);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, columns);
  call.stride("out_stride", outStride, columns);
  return call.launch(executor, rows, 1, normNs * double(columns), x, weight, out, xStride,
                     outStride, columns, eps);
}

gems_status gems_layer_norm(const void *x, const void *weight, const void *bias, void *out,
                            int64_t rows, int64_t columns, int64_t stride, float eps,
                            gems_type type, gems_executor *executor, gems_message *message) {
  Operands call("layer_norm", KernelId::layer_norm, type, message);
  bool isEmpty = rows == 0 || columns == 0;
  call.array("x", x, isEmpty);
  call.array("weight", weight, isEmpty);
  call.array("bias", bias, isEmpty);
  call.array("out", out, isEmpty);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("stride", stride, columns);
  return call.launch(executor, rows, 1, normNs * double(columns), x, out, weight, bias, stride,
                     columns, eps);
}

gems_status gems_softmax(const void *x, void *out, int64_t rows, int64_t columns, int64_t xStride,
                         int64_t outStride, gems_type type, gems_executor *executor,
                         gems_message *message) {
  Operands call("softmax", KernelId::softmax, type, message);
  bool isEmpty = rows == 0 || columns == 0;
  call.array("x", x, isEmpty);
  call.array("out", out, isEmpty);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, columns);
  call.stride("out_stride", outStride, columns);
  return call.launch(executor, rows, 1, expNs * double(columns), x, out, xStride, outStride,
                     columns);
}

gems_status gems_silu_and_mul(const void *x, void *out, int64_t rows, int64_t columns,
                              int64_t xStride, int64_t outStride, gems_type type,
                              gems_executor *executor, gems_message *message) {
  Operands call("silu_and_mul", KernelId::silu_and_mul, type, message);
  bool isEmpty = rows == 0 || columns == 0;
  call.array("x", x, isEmpty);
  call.array("out", out, isEmpty);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, 2 * columns);
  call.stride("out_stride", outStride, columns);
  return call.launch(executor, rows, 1, expNs * double(columns), x, out, xStride, outStride,
                     columns);
}

gems_status gems_row_sum(const void *x, void *out, int64_t rows, int64_t columns, int64_t xStride,
                         gems_type type, gems_executor *executor, gems_message *message) {
  Operands call("row_sum", KernelId::row_sum, type, message);
  call.array("x", x, rows == 0 || columns == 0);
  call.array("out", out, rows == 0);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, columns);
  int64_t block = call.blockM();
  return call.launch(executor, divideUp(rows, block), 1, copyNs * double(block * columns), x, out,
                     rows, columns, xStride);
}

gems_status gems_col_sum(const void *x, void *out, int64_t rows, int64_t columns, int64_t xStride,
                         gems_type type, gems_executor *executor, gems_message *message) {
  Operands call("col_sum", KernelId::col_sum, type, message);
  call.array("x", x, rows == 0 || columns == 0);
  call.array("out", out, columns == 0);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, columns);
  int64_t block = call.blockN();
  return call.launch(executor, divideUp(columns, block), 1, copyNs * double(block * rows), x, out,
                     rows, columns, xStride);
}

gems_status gems_transpose(const void *x, void *out, int64_t rows, int64_t columns, int64_t xStride,
                           int64_t outStride, gems_type type, gems_executor *executor,
                           gems_message *message) {
  Operands call("transpose", KernelId::transpose, type, message);
  bool isEmpty = rows == 0 || columns == 0;
  call.array("x", x, isEmpty);
  call.array("out", out, isEmpty);
  call.size("rows", rows);
  call.size("columns", columns);
  call.stride("x_stride", xStride, columns);
  call.stride("out_stride", outStride, rows);
  int64_t blockM = call.blockM(), blockN = call.blockN();
  return call.launch(executor, divideUp(columns, blockN), divideUp(rows, blockM),
                     shuffleNs * double(blockM * blockN), x, out, rows, columns, xStride,
                     outStride);
}
