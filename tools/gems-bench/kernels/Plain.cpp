// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernels as anybody would write them in C++, for the compiler to vectorize. The same semantics
// as the files in kernels/, but for what -ffast-math allows and what hardware conversions flush.
#include "Reference.h"

#ifndef GEMS_BENCH_PREFIX
#define GEMS_BENCH_PREFIX plain
#endif

namespace {

// Without an instruction for it, clang rounds to bf16 by a call for x86 that not every libgcc has.
#if defined(__x86_64__) && !defined(__AVX512BF16__)
struct BF16 {
  uint16_t bits;
  BF16() = default;
  BF16(float value) {
    uint32_t wide = __builtin_bit_cast(uint32_t, value);
    bits = uint16_t((wide + 0x7fff + (wide >> 16 & 1)) >> 16);
  }
  operator float() const { return __builtin_bit_cast(float, uint32_t(bits) << 16); }
};
#else
using BF16 = __bf16;
#endif

struct FusedAddRmsNorm {
  template <typename T>
  static void run(T *__restrict input, T *__restrict residual, const T *__restrict weight,
                  int64_t n, float eps) {
    float sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      float s = float(input[i]) + float(residual[i]);
      residual[i] = T(s);
      sum += s * s;
    }
    float scale = 1 / __builtin_sqrtf(sum / float(n) + eps);
    for (int64_t i = 0; i < n; ++i) {
      T y = T(float(residual[i]) * scale);
      input[i] = T(y * weight[i]);
    }
  }
};

struct RmsNorm {
  template <typename T>
  static void run(const T *__restrict x, const T *__restrict weight, T *__restrict out, int64_t n,
                  float eps) {
    float sum = 0;
    for (int64_t i = 0; i < n; ++i)
      sum += float(x[i]) * float(x[i]);
    float scale = 1 / __builtin_sqrtf(sum / float(n) + eps);
    for (int64_t i = 0; i < n; ++i) {
      T y = T(float(x[i]) * scale);
      out[i] = T(y * weight[i]);
    }
  }
};

struct LayerNorm {
  template <typename T>
  static void run(const T *__restrict x, T *__restrict y, const T *__restrict w,
                  const T *__restrict b, int64_t n, float eps) {
    float sum = 0, squares = 0;
    for (int64_t i = 0; i < n; ++i)
      sum += float(x[i]);
    float mean = sum / float(n);
    for (int64_t i = 0; i < n; ++i)
      squares += (float(x[i]) - mean) * (float(x[i]) - mean);
    float scale = 1 / __builtin_sqrtf(squares / float(n) + eps);
    for (int64_t i = 0; i < n; ++i)
      y[i] = T((float(x[i]) - mean) * scale * float(w[i]) + float(b[i]));
  }
};

struct Softmax {
  template <typename T> static void run(const T *__restrict x, T *__restrict out, int64_t n) {
    float max = float(x[0]), sum = 0;
    for (int64_t i = 0; i < n; ++i)
      max = float(x[i]) > max ? float(x[i]) : max;
    for (int64_t i = 0; i < n; ++i)
      sum += __builtin_expf(float(x[i]) - max);
    for (int64_t i = 0; i < n; ++i)
      out[i] = T(__builtin_expf(float(x[i]) - max) / sum);
  }
};

struct SiluAndMul {
  template <typename T>
  static void run(const T *__restrict gate, const T *__restrict up, T *__restrict out, int64_t d) {
    for (int64_t i = 0; i < d; ++i) {
      float g = float(gate[i]);
      T silu = T(g / (1 + __builtin_expf(-g)));
      out[i] = T(silu * up[i]);
    }
  }
};

struct Add {
  template <typename T>
  static void run(const T *__restrict x, const T *__restrict y, T *__restrict out, int64_t n) {
    for (int64_t i = 0; i < n; ++i)
      out[i] = T(x[i] + y[i]);
  }
};

struct RowSum {
  template <typename T> static void run(const T *__restrict x, T *__restrict out, int64_t n) {
    float sum = 0;
    for (int64_t i = 0; i < n; ++i)
      sum += float(x[i]);
    *out = T(sum);
  }
};

struct ColSum {
  // By strips of columns whose sums stay in registers or at least in the first-level cache.
  static constexpr int64_t strip = 256;

  template <typename T>
  static void run(const T *__restrict x, T *__restrict out, int64_t m, int64_t n, int64_t stride) {
    for (int64_t first = 0; first < n; first += strip) {
      int64_t width = n - first < strip ? n - first : strip;
      float sums[strip] = {};
      for (int64_t row = 0; row < m; ++row)
        for (int64_t i = 0; i < width; ++i)
          sums[i] += float(x[row * stride + first + i]);
      for (int64_t i = 0; i < width; ++i)
        out[first + i] = T(sums[i]);
    }
  }
};

} // namespace

#define GEMS_BENCH_TYPES(kernel, Row)                                                              \
  GEMS_BENCH_ENTRY(kernel, f32, float, Row)                                                        \
  GEMS_BENCH_ENTRY(kernel, bf16, BF16, Row)                                                        \
  GEMS_BENCH_ENTRY(kernel, f16, _Float16, Row)

GEMS_BENCH_TYPES(fused_add_rms_norm, FusedAddRmsNorm)
GEMS_BENCH_TYPES(rms_norm, RmsNorm)
GEMS_BENCH_TYPES(layer_norm, LayerNorm)
GEMS_BENCH_TYPES(softmax, Softmax)
GEMS_BENCH_TYPES(silu_and_mul, SiluAndMul)
GEMS_BENCH_TYPES(add, Add)
GEMS_BENCH_TYPES(row_sum, RowSum)
GEMS_BENCH_TYPES(col_sum, ColSum)
