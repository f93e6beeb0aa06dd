// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Residual add and RMS norm in AVX2 intrinsics, for x86-64-v3. The semantics are those of the
// kernel, NaN, infinities and subnormals included.
#include "Reference.h"

#include <immintrin.h>

#ifndef GEMS_BENCH_PREFIX
#define GEMS_BENCH_PREFIX avx2
#endif

namespace {

GEMS_BENCH_INLINE float total(const __m256 *acc) {
  __m256 sum = _mm256_add_ps(_mm256_add_ps(acc[0], acc[1]), _mm256_add_ps(acc[2], acc[3]));
  __m128 half = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

GEMS_BENCH_INLINE float getScale(float sum, int64_t n, float eps) {
  return 1 / __builtin_sqrtf(sum / float(n) + eps);
}

struct F32 {
  static void run(float *__restrict input, float *__restrict residual,
                  const float *__restrict weight, int64_t n, float eps) {
    __m256 acc[4] = {};
    int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 4; ++k) {
        __m256 s = _mm256_add_ps(_mm256_loadu_ps(input + i + 8 * k),
                                 _mm256_loadu_ps(residual + i + 8 * k));
        _mm256_storeu_ps(residual + i + 8 * k, s);
        acc[k] = _mm256_fmadd_ps(s, s, acc[k]);
      }
    }
    for (; i + 8 <= n; i += 8) {
      __m256 s = _mm256_add_ps(_mm256_loadu_ps(input + i), _mm256_loadu_ps(residual + i));
      _mm256_storeu_ps(residual + i, s);
      acc[0] = _mm256_fmadd_ps(s, s, acc[0]);
    }
    float rest = 0;
#pragma clang loop vectorize(disable) unroll(disable)
    for (; i < n; ++i) {
      float s = input[i] + residual[i];
      residual[i] = s;
      rest += s * s;
    }

    float scalar = getScale(total(acc) + rest, n, eps);
    __m256 scale = _mm256_set1_ps(scalar);
#pragma clang loop unroll_count(4)
    for (i = 0; i + 8 <= n; i += 8) {
      __m256 y = _mm256_mul_ps(_mm256_loadu_ps(residual + i), scale);
      _mm256_storeu_ps(input + i, _mm256_mul_ps(y, _mm256_loadu_ps(weight + i)));
    }
#pragma clang loop vectorize(disable) unroll(disable)
    for (; i < n; ++i)
      input[i] = residual[i] * scalar * weight[i];
  }
};

/// What bf16 and f16 have in common: sixteen elements are two vectors of f32. `Type` says how to
/// load and store them and, in `normalize`, what is rounded between.
template <typename Type> struct Half {
  static void run(uint16_t *__restrict input, uint16_t *__restrict residual,
                  const uint16_t *__restrict weight, int64_t n, float eps) {
    __m256 acc[4] = {};
    int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 2; ++k)
        add(input + i + 16 * k, residual + i + 16 * k, acc + 2 * k);
    }
    for (; i + 16 <= n; i += 16)
      add(input + i, residual + i, acc);
    // The rest goes through a whole vector of its own; zeros add nothing.
    uint16_t x[16] = {}, r[16] = {}, w[16] = {};
    int64_t rest = n - i, done = i;
    for (int64_t k = 0; k < rest; ++k) {
      x[k] = input[done + k];
      r[k] = residual[done + k];
      w[k] = weight[done + k];
    }
    if (rest) {
      add(x, r, acc);
      for (int64_t k = 0; k < rest; ++k)
        residual[done + k] = r[k];
    }

    __m256 scale = _mm256_set1_ps(getScale(total(acc), n, eps));
    scale = _mm256_blendv_ps(scale, _mm256_set1_ps(__builtin_nanf("")),
                             _mm256_cmp_ps(scale, scale, _CMP_UNORD_Q));
#pragma clang loop unroll_count(2)
    for (i = 0; i + 16 <= n; i += 16)
      Type::normalize(input + i, residual + i, weight + i, scale);
    if (rest) {
      Type::normalize(x, r, w, scale);
      for (int64_t k = 0; k < rest; ++k)
        input[done + k] = x[k];
    }
  }

  GEMS_BENCH_INLINE void add(const uint16_t *x, uint16_t *r, __m256 *acc) {
    __m256 a[2], b[2];
    Type::load(x, a);
    Type::load(r, b);
    for (int k = 0; k < 2; ++k) {
      a[k] = _mm256_add_ps(a[k], b[k]);
      acc[k] = _mm256_fmadd_ps(a[k], a[k], acc[k]);
    }
    Type::store(r, a);
  }
};

struct BF16 {
  static __m256i high() { return _mm256_set1_epi32(int(0xffff0000)); }

  GEMS_BENCH_INLINE void load(const uint16_t *p, __m256 *v) {
    __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p));
    v[0] = _mm256_castsi256_ps(_mm256_slli_epi32(bits, 16));
    v[1] = _mm256_castsi256_ps(_mm256_and_si256(bits, high()));
  }

  /// The lower half of a NaN must be zero, else rounding could carry into its sign. It is, without
  /// a test: arithmetic gives the default NaN or hands on that of an operand, and operands come
  /// from bf16.
  GEMS_BENCH_INLINE __m256i roundUpper(__m256 v) {
    __m256i bits = _mm256_castps_si256(v);
    __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    return _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)), odd);
  }

  GEMS_BENCH_INLINE void store(uint16_t *p, __m256 *v) {
    __m256i packed =
        _mm256_blend_epi16(_mm256_srli_epi32(roundUpper(v[0]), 16), roundUpper(v[1]), 0xaa);
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), packed);
  }

  GEMS_BENCH_INLINE void normalize(uint16_t *out, const uint16_t *r, const uint16_t *w,
                                   __m256 scale) {
    __m256 a[2], b[2];
    load(r, a);
    load(w, b);
    for (int k = 0; k < 2; ++k) {
      __m256i y = _mm256_and_si256(roundUpper(_mm256_mul_ps(a[k], scale)), high());
      a[k] = _mm256_mul_ps(_mm256_castsi256_ps(y), b[k]);
    }
    store(out, a);
  }
};

struct F16 {
  GEMS_BENCH_INLINE void load(const uint16_t *p, __m256 *v) {
    for (int k = 0; k < 2; ++k)
      v[k] = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i *>(p + 8 * k)));
  }

  GEMS_BENCH_INLINE __m128i narrow(__m256 v) {
    return _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }

  GEMS_BENCH_INLINE void store(uint16_t *p, __m256 *v) {
    for (int k = 0; k < 2; ++k)
      _mm_storeu_si128(reinterpret_cast<__m128i *>(p + 8 * k), narrow(v[k]));
  }

  GEMS_BENCH_INLINE void normalize(uint16_t *out, const uint16_t *r, const uint16_t *w,
                                   __m256 scale) {
    __m256 a[2], b[2];
    load(r, a);
    load(w, b);
    for (int k = 0; k < 2; ++k)
      a[k] = _mm256_mul_ps(_mm256_cvtph_ps(narrow(_mm256_mul_ps(a[k], scale))), b[k]);
    store(out, a);
  }
};

} // namespace

GEMS_BENCH_ENTRY(fused_add_rms_norm, f32, float, F32)
GEMS_BENCH_ENTRY(fused_add_rms_norm, bf16, uint16_t, Half<BF16>)
GEMS_BENCH_ENTRY(fused_add_rms_norm, f16, uint16_t, Half<F16>)
