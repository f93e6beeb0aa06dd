// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the hand-written kernels share. Each file of kernels is compiled on its own with the flags
// that the benchmark prints, and defines range entries called PREFIX_KERNEL_TYPE with the ABI of
// compiled kernels, so that calling one costs the same as calling ours. Everything else is local
// to its file: two files may not share a function that was compiled with other flags.
//
// A program of these kernels is a row; of add and col_sum, the whole.
#ifndef GEMS_BENCH_KERNELS_REFERENCE_H
#define GEMS_BENCH_KERNELS_REFERENCE_H

#include "gems/Runtime/Abi.h"

// Silent about helpers that one of the files does not use.
#define GEMS_BENCH_INLINE [[maybe_unused]] static inline __attribute__((always_inline))
#define GEMS_BENCH_JOIN3(a, b, c) a##_##b##_##c
#define GEMS_BENCH_NAME(prefix, kernel, type) GEMS_BENCH_JOIN3(prefix, kernel, type)

/// Defines the entry of a kernel whose rows Row<T>::run computes.
#define GEMS_BENCH_ENTRY(kernel, type, T, Row)                                                     \
  extern "C" void GEMS_BENCH_NAME(GEMS_BENCH_PREFIX, kernel, type)(                                \
      const gems_launch *launch, int64_t first, int64_t last, void *) {                            \
    run_##kernel<T, Row>(launch->args, first, last);                                               \
  }

namespace {

template <typename T> T *pointer(const gems_value &value) { return static_cast<T *>(value.ptr); }

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_fused_add_rms_norm(const gems_value *args, int64_t first, int64_t last) {
  T *input = pointer<T>(args[0]), *residual = pointer<T>(args[1]);
  const T *weight = pointer<T>(args[2]);
  int64_t inputStride = args[3].i32, residualStride = args[4].i32, n = args[5].i32;
  for (int64_t m = first; m < last; ++m)
    Row::run(input + m * inputStride, residual + m * residualStride, weight, n, args[6].f32);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_rms_norm(const gems_value *args, int64_t first, int64_t last) {
  const T *x = pointer<T>(args[0]), *weight = pointer<T>(args[1]);
  T *out = pointer<T>(args[2]);
  int64_t xStride = args[3].i32, outStride = args[4].i32, n = args[5].i32;
  for (int64_t m = first; m < last; ++m)
    Row::run(x + m * xStride, weight, out + m * outStride, n, args[6].f32);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_layer_norm(const gems_value *args, int64_t first, int64_t last) {
  const T *x = pointer<T>(args[0]), *w = pointer<T>(args[2]), *b = pointer<T>(args[3]);
  T *y = pointer<T>(args[1]);
  int64_t stride = args[4].i32, n = args[5].i32;
  for (int64_t m = first; m < last; ++m)
    Row::run(x + m * stride, y + m * stride, w, b, n, args[6].f32);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_softmax(const gems_value *args, int64_t first, int64_t last) {
  const T *x = pointer<T>(args[0]);
  T *out = pointer<T>(args[1]);
  int64_t xStride = args[2].i32, outStride = args[3].i32, n = args[4].i32;
  for (int64_t m = first; m < last; ++m)
    Row::run(x + m * xStride, out + m * outStride, n);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_silu_and_mul(const gems_value *args, int64_t first, int64_t last) {
  const T *x = pointer<T>(args[0]);
  T *out = pointer<T>(args[1]);
  int64_t xStride = args[2].i32, outStride = args[3].i32, d = args[4].i32;
  for (int64_t m = first; m < last; ++m)
    Row::run(x + m * xStride, x + m * xStride + d, out + m * outStride, d);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_add(const gems_value *args, int64_t first, int64_t last) {
  if (first < last)
    Row::run(pointer<T>(args[0]), pointer<T>(args[1]), pointer<T>(args[2]), args[3].i32);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_row_sum(const gems_value *args, int64_t first, int64_t last) {
  const T *x = pointer<T>(args[0]);
  T *out = pointer<T>(args[1]);
  int64_t n = args[3].i32, stride = args[4].i32;
  for (int64_t m = first; m < last; ++m)
    Row::run(x + m * stride, out + m, n);
}

template <typename T, typename Row>
GEMS_BENCH_INLINE void run_col_sum(const gems_value *args, int64_t first, int64_t last) {
  if (first < last)
    Row::run(pointer<T>(args[0]), pointer<T>(args[1]), args[2].i32, args[3].i32, args[4].i32);
}

} // namespace

#endif // GEMS_BENCH_KERNELS_REFERENCE_H
