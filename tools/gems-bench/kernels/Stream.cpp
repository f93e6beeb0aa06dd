// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each kernel, the memory accesses and nothing else: as many bytes read and written in the same
// order and number of passes, by the widest vectors. What several loads give is combined by one OR.
// Results mean nothing.
#include "Reference.h"

#ifndef GEMS_BENCH_PREFIX
#define GEMS_BENCH_PREFIX stream
#endif

namespace {

#ifdef __AVX512F__
constexpr int64_t width = 64;
#else
constexpr int64_t width = 32;
#endif
typedef uint64_t Vector __attribute__((vector_size(width)));
typedef uint64_t Unaligned __attribute__((vector_size(width), aligned(1), may_alias));

/// Calls `body` for each vector of a row of `bytes` bytes. The last may overlap the one before;
/// shorter rows count as one vector, for which buffers have room.
template <typename Body> GEMS_BENCH_INLINE void forEachVector(int64_t bytes, Body body) {
  int64_t offset = 0;
#pragma clang loop unroll_count(4)
  for (; offset + width <= bytes; offset += width)
    body(offset);
  if (offset < bytes)
    body(bytes < width ? 0 : bytes - width);
}

GEMS_BENCH_INLINE Vector load(const void *base, int64_t offset) {
  return *reinterpret_cast<const Unaligned *>(static_cast<const char *>(base) + offset);
}

GEMS_BENCH_INLINE void store(void *base, int64_t offset, Vector value) {
  *reinterpret_cast<Unaligned *>(static_cast<char *>(base) + offset) = value;
}

/// Reads a row in a pass of its own.
GEMS_BENCH_INLINE void touch(const void *base, int64_t bytes) {
  forEachVector(bytes, [&](int64_t i) {
    Vector value = load(base, i);
    asm volatile("" ::"v"(value));
  });
}

struct FusedAddRmsNorm {
  template <typename T>
  static void run(T *__restrict input, T *__restrict residual, const T *__restrict weight,
                  int64_t n, float) {
    int64_t bytes = n * int64_t(sizeof(T));
    forEachVector(bytes,
                  [&](int64_t i) { store(residual, i, load(input, i) | load(residual, i)); });
    forEachVector(bytes, [&](int64_t i) { store(input, i, load(residual, i) | load(weight, i)); });
  }
};

struct RmsNorm {
  template <typename T>
  static void run(const T *__restrict x, const T *__restrict weight, T *__restrict out, int64_t n,
                  float) {
    int64_t bytes = n * int64_t(sizeof(T));
    touch(x, bytes);
    forEachVector(bytes, [&](int64_t i) { store(out, i, load(x, i) | load(weight, i)); });
  }
};

struct LayerNorm {
  template <typename T>
  static void run(const T *__restrict x, T *__restrict y, const T *__restrict w,
                  const T *__restrict b, int64_t n, float) {
    int64_t bytes = n * int64_t(sizeof(T));
    touch(x, bytes);
    touch(x, bytes);
    forEachVector(bytes, [&](int64_t i) { store(y, i, load(x, i) | load(w, i) | load(b, i)); });
  }
};

struct Softmax {
  template <typename T> static void run(const T *__restrict x, T *__restrict out, int64_t n) {
    int64_t bytes = n * int64_t(sizeof(T));
    touch(x, bytes);
    touch(x, bytes);
    forEachVector(bytes, [&](int64_t i) { store(out, i, load(x, i)); });
  }
};

struct SiluAndMul {
  template <typename T>
  static void run(const T *__restrict gate, const T *__restrict up, T *__restrict out, int64_t d) {
    forEachVector(d * int64_t(sizeof(T)),
                  [&](int64_t i) { store(out, i, load(gate, i) | load(up, i)); });
  }
};

struct Add {
  template <typename T>
  static void run(const T *__restrict x, const T *__restrict y, T *__restrict out, int64_t n) {
    forEachVector(n * int64_t(sizeof(T)),
                  [&](int64_t i) { store(out, i, load(x, i) | load(y, i)); });
  }
};

struct RowSum {
  template <typename T> static void run(const T *__restrict x, T *__restrict out, int64_t n) {
    touch(x, n * int64_t(sizeof(T)));
    *out = *x;
  }
};

struct ColSum {
  template <typename T>
  static void run(const T *__restrict x, T *__restrict out, int64_t m, int64_t n, int64_t stride) {
    for (int64_t row = 0; row < m; ++row)
      touch(x + row * stride, n * int64_t(sizeof(T)));
    forEachVector(n * int64_t(sizeof(T)), [&](int64_t i) { store(out, i, Vector{}); });
  }
};

} // namespace

#define GEMS_BENCH_TYPES(kernel, Row)                                                              \
  GEMS_BENCH_ENTRY(kernel, f32, uint32_t, Row)                                                     \
  GEMS_BENCH_ENTRY(kernel, bf16, uint16_t, Row)                                                    \
  GEMS_BENCH_ENTRY(kernel, f16, uint16_t, Row)

GEMS_BENCH_TYPES(fused_add_rms_norm, FusedAddRmsNorm)
GEMS_BENCH_TYPES(rms_norm, RmsNorm)
GEMS_BENCH_TYPES(layer_norm, LayerNorm)
GEMS_BENCH_TYPES(softmax, Softmax)
GEMS_BENCH_TYPES(silu_and_mul, SiluAndMul)
GEMS_BENCH_TYPES(add, Add)
GEMS_BENCH_TYPES(row_sum, RowSum)
GEMS_BENCH_TYPES(col_sum, ColSum)
