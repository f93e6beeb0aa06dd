// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators for inference, ready to link (C11): the kernels of kernels/, compiled ahead of time for
// several instruction sets. The best that this CPU runs is chosen once, when the library is loaded.
// Nothing is compiled, read or allocated on disk afterwards.
//
// Common to all operators:
// - Arrays are row-major in the CPU's memory, of `type` GEMS_F32, GEMS_F16 or GEMS_BF16; weights
//   and results have the type of the input. Every address is a multiple of the element's size.
// - Sizes and strides count elements. A stride leads from one row to the next, at least as far as a
//   row is long; what lies between rows is neither read nor written. All are 0..2^31-1.
// - `executor` chooses the threads (gems/Runtime/Runtime.h); null is the calling thread. Results
//   have the same bits whatever it is: a row never depends on its neighbours.
// - Sums are taken in f32 and every result is rounded once, as the formulas say. NaN and infinities
//   follow IEEE and stay in their row.
// - Errors are returned before anything is written: GEMS_ERROR_ARGUMENT for a wrong pointer, size,
//   stride, GEMS_ERROR_TYPE for a type, GEMS_ERROR_UNSUPPORTED when no variant runs on this CPU.
// - Safe from any thread. Two calls at once must not write what the other uses.
#ifndef GEMS_KERNELS_KERNELS_H
#define GEMS_KERNELS_KERNELS_H

#include "gems/Runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Which variant runs for a type: "sve", "neon-half" (NEON with the bf16 or fp16 instructions),
/// "neon"; "avx512", "avx2"; "none" when this CPU runs no variant.
GEMS_API const char *gems_kernels_variant(enum gems_type type);

/// out[i] = x[i] + y[i]. out may be x or y exactly, or disjoint from both.
GEMS_API gems_status gems_add(const void *x, const void *y, void *out, int64_t count,
                              enum gems_type type, gems_executor *executor, gems_message *message);

/// Adds the residual and normalizes the sum by its root mean square, both in place:
///   residual[m, n] = T(s),  s = f32(x[m, n]) + f32(residual[m, n])
///   x[m, n] = T(f32(residual[m, n]) / sqrt(mean over n of s * s + eps)) * weight[n]
/// This is fused_add_rms_norm(x, residual, normalized_shape = [columns], weight, eps) of FlagGems
/// and vLLM. x and residual may overlap; the sums are stored before the results.
GEMS_API gems_status gems_fused_add_rms_norm(void *x, void *residual, const void *weight,
                                             int64_t rows, int64_t columns, int64_t x_stride,
                                             int64_t residual_stride, float eps,
                                             enum gems_type type, gems_executor *executor,
                                             gems_message *message);

/// out[m, n] = T(f32(x[m, n]) / sqrt(mean over n of x * x + eps)) * weight[n].
/// out may be x exactly, or disjoint from it.
GEMS_API gems_status gems_rms_norm(const void *x, const void *weight, void *out, int64_t rows,
                                   int64_t columns, int64_t x_stride, int64_t out_stride, float eps,
                                   enum gems_type type, gems_executor *executor,
                                   gems_message *message);

/// out[m, n] = T((x[m, n] - mean) / sqrt(variance + eps) * weight[n] + bias[n]) with the mean and
/// variance of row m. out has the stride of x; it may be x exactly, or disjoint from it.
GEMS_API gems_status gems_layer_norm(const void *x, const void *weight, const void *bias, void *out,
                                     int64_t rows, int64_t columns, int64_t stride, float eps,
                                     enum gems_type type, gems_executor *executor,
                                     gems_message *message);

/// out[m, n] = T(exp(x[m, n] - max) / sum over k of exp(x[m, k] - max)) with the maximum of row m.
/// A NaN, +inf or nothing but -inf makes a row NaN. out may be x exactly, or disjoint from it.
GEMS_API gems_status gems_softmax(const void *x, void *out, int64_t rows, int64_t columns,
                                  int64_t x_stride, int64_t out_stride, enum gems_type type,
                                  gems_executor *executor, gems_message *message);

/// out[m, n] = T(gate / (1 + exp(-gate))) * up with gate = x[m, n], up = x[m, columns + n]: rows of
/// x are twice as long as those of out. out may begin at x with the same stride, or be disjoint.
GEMS_API gems_status gems_silu_and_mul(const void *x, void *out, int64_t rows, int64_t columns,
                                       int64_t x_stride, int64_t out_stride, enum gems_type type,
                                       gems_executor *executor, gems_message *message);

/// out[m] = T(sum over n of f32(x[m, n])). out is disjoint from x.
GEMS_API gems_status gems_row_sum(const void *x, void *out, int64_t rows, int64_t columns,
                                  int64_t x_stride, enum gems_type type, gems_executor *executor,
                                  gems_message *message);

/// out[n] = T(sum over m of f32(x[m, n])). out is disjoint from x.
GEMS_API gems_status gems_col_sum(const void *x, void *out, int64_t rows, int64_t columns,
                                  int64_t x_stride, enum gems_type type, gems_executor *executor,
                                  gems_message *message);

/// out[n, m] = x[m, n]. out_stride is at least `rows`. out is disjoint from x.
GEMS_API gems_status gems_transpose(const void *x, void *out, int64_t rows, int64_t columns,
                                    int64_t x_stride, int64_t out_stride, enum gems_type type,
                                    gems_executor *executor, gems_message *message);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // GEMS_KERNELS_KERNELS_H
