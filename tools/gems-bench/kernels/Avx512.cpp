// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Residual add and RMS norm in AVX-512 intrinsics: what the compiler is to reach. The semantics are
// those of the kernel, NaN, infinities and subnormals included.
#include "Reference.h"

#include <immintrin.h>

#ifndef GEMS_BENCH_PREFIX
#define GEMS_BENCH_PREFIX avx512
#endif

namespace {

/// Adds up four accumulators.
GEMS_BENCH_INLINE float total(const __m512 *acc) {
  return _mm512_reduce_add_ps(
      _mm512_add_ps(_mm512_add_ps(acc[0], acc[1]), _mm512_add_ps(acc[2], acc[3])));
}

GEMS_BENCH_INLINE __m512 getScale(float sum, int64_t n, float eps) {
  return _mm512_set1_ps(1 / __builtin_sqrtf(sum / float(n) + eps));
}

GEMS_BENCH_INLINE __mmask16 lanes16(int64_t rest) {
  return __mmask16(_bzhi_u32(0xffff, unsigned(rest)));
}
GEMS_BENCH_INLINE __mmask32 lanes32(int64_t rest) { return _bzhi_u32(~0u, unsigned(rest)); }

struct F32 {
  static void run(float *__restrict input, float *__restrict residual,
                  const float *__restrict weight, int64_t n, float eps) {
    __m512 acc[4] = {};
    int64_t i = 0;
    for (; i + 64 <= n; i += 64) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 4; ++k) {
        __m512 s = _mm512_add_ps(_mm512_loadu_ps(input + i + 16 * k),
                                 _mm512_loadu_ps(residual + i + 16 * k));
        _mm512_storeu_ps(residual + i + 16 * k, s);
        acc[k] = _mm512_fmadd_ps(s, s, acc[k]);
      }
    }
    for (; i < n; i += 16) {
      __mmask16 mask = n - i < 16 ? lanes16(n - i) : __mmask16(~0);
      __m512 s = _mm512_add_ps(_mm512_maskz_loadu_ps(mask, input + i),
                               _mm512_maskz_loadu_ps(mask, residual + i));
      _mm512_mask_storeu_ps(residual + i, mask, s);
      acc[0] = _mm512_fmadd_ps(s, s, acc[0]);
    }

    __m512 scale = getScale(total(acc), n, eps);
    for (i = 0; i + 64 <= n; i += 64) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 4; ++k) {
        __m512 y = _mm512_mul_ps(_mm512_loadu_ps(residual + i + 16 * k), scale);
        _mm512_storeu_ps(input + i + 16 * k,
                         _mm512_mul_ps(y, _mm512_loadu_ps(weight + i + 16 * k)));
      }
    }
    for (; i < n; i += 16) {
      __mmask16 mask = n - i < 16 ? lanes16(n - i) : __mmask16(~0);
      __m512 y = _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, residual + i), scale);
      _mm512_mask_storeu_ps(input + i, mask,
                            _mm512_mul_ps(y, _mm512_maskz_loadu_ps(mask, weight + i)));
    }
  }
};

//===------------------------------------------------------------------------------------------===//
// bf16: a vector of 32 is two of f32, of its even and of its odd lanes. Widening is a shift and a
// mask, and what is rounded comes out where it belongs.
//===------------------------------------------------------------------------------------------===//

struct Pair {
  __m512 even, odd;
};

GEMS_BENCH_INLINE __m512i high() { return _mm512_set1_epi32(int(0xffff0000)); }

GEMS_BENCH_INLINE Pair widen(__m512i v) {
  return {_mm512_castsi512_ps(_mm512_slli_epi32(v, 16)),
          _mm512_castsi512_ps(_mm512_and_si512(v, high()))};
}

/// Rounds to bf16 in the upper half of each lane; the lower half is left over. The lower half of a
/// NaN must be zero, else rounding could carry into its sign. It is, without a test: arithmetic
/// gives the default NaN or hands on that of an operand, and operands come from bf16.
GEMS_BENCH_INLINE __m512i roundUpper(__m512 v) {
  __m512i bits = _mm512_castps_si512(v);
  __mmask16 isOdd = _mm512_test_epi32_mask(bits, _mm512_set1_epi32(0x10000));
  __m512i half =
      _mm512_mask_blend_epi32(isOdd, _mm512_set1_epi32(0x7fff), _mm512_set1_epi32(0x8000));
  return _mm512_add_epi32(bits, half);
}

/// Rounds and packs.
GEMS_BENCH_INLINE __m512i narrow(Pair v) {
  constexpr int chooseByFirst = 0xca;
  return _mm512_ternarylogic_epi32(high(), roundUpper(v.odd),
                                   _mm512_srli_epi32(roundUpper(v.even), 16), chooseByFirst);
}

/// Rounds to bf16, as f32.
GEMS_BENCH_INLINE __m512 roundInPlace(__m512 v) {
  return _mm512_castsi512_ps(_mm512_and_si512(roundUpper(v), high()));
}

struct BF16 {
  GEMS_BENCH_INLINE Pair add(__m512i x, __m512i r) {
    Pair a = widen(x), b = widen(r);
    return {_mm512_add_ps(a.even, b.even), _mm512_add_ps(a.odd, b.odd)};
  }

  GEMS_BENCH_INLINE __m512i normalize(__m512i r, __m512i w, __m512 scale) {
    Pair a = widen(r), b = widen(w);
    return narrow({_mm512_mul_ps(roundInPlace(_mm512_mul_ps(a.even, scale)), b.even),
                   _mm512_mul_ps(roundInPlace(_mm512_mul_ps(a.odd, scale)), b.odd)});
  }

  static void run(uint16_t *__restrict input, uint16_t *__restrict residual,
                  const uint16_t *__restrict weight, int64_t n, float eps) {
    __m512 acc[4] = {};
    int64_t i = 0;
    for (; i + 64 <= n; i += 64) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 2; ++k) {
        Pair s =
            add(_mm512_loadu_si512(input + i + 32 * k), _mm512_loadu_si512(residual + i + 32 * k));
        _mm512_storeu_si512(residual + i + 32 * k, narrow(s));
        acc[2 * k] = _mm512_fmadd_ps(s.even, s.even, acc[2 * k]);
        acc[2 * k + 1] = _mm512_fmadd_ps(s.odd, s.odd, acc[2 * k + 1]);
      }
    }
    for (; i < n; i += 32) {
      __mmask32 mask = n - i < 32 ? lanes32(n - i) : ~0u;
      Pair s = add(_mm512_maskz_loadu_epi16(mask, input + i),
                   _mm512_maskz_loadu_epi16(mask, residual + i));
      _mm512_mask_storeu_epi16(residual + i, mask, narrow(s));
      acc[0] = _mm512_fmadd_ps(s.even, s.even, acc[0]);
      acc[1] = _mm512_fmadd_ps(s.odd, s.odd, acc[1]);
    }

    __m512 scale = getScale(total(acc), n, eps);
    scale = _mm512_mask_mov_ps(scale, _mm512_cmp_ps_mask(scale, scale, _CMP_UNORD_Q),
                               _mm512_set1_ps(__builtin_nanf("")));
#pragma clang loop unroll_count(2)
    for (i = 0; i + 32 <= n; i += 32)
      _mm512_storeu_si512(input + i, normalize(_mm512_loadu_si512(residual + i),
                                               _mm512_loadu_si512(weight + i), scale));
    if (i < n) {
      __mmask32 mask = lanes32(n - i);
      _mm512_mask_storeu_epi16(input + i, mask,
                               normalize(_mm512_maskz_loadu_epi16(mask, residual + i),
                                         _mm512_maskz_loadu_epi16(mask, weight + i), scale));
    }
  }
};

//===------------------------------------------------------------------------------------------===//
// f16. Native addition and multiplication of f16 give what f32 arithmetic gives that is rounded
// once more: 24 bits are enough for both roundings to be one.
//===------------------------------------------------------------------------------------------===//

struct F16 {
  GEMS_BENCH_INLINE __m512 widen(__m256i v) { return _mm512_cvtph_ps(v); }
  GEMS_BENCH_INLINE __m256i narrow(__m512 v) {
    return _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }

  /// Rounds the sums of f16 in `s`, which are those of x and r.
  GEMS_BENCH_INLINE __m256i roundSum(__m256i x, __m256i r, __m512 s) {
#ifdef __AVX512FP16__
    return _mm256_castph_si256(_mm256_add_ph(_mm256_castsi256_ph(x), _mm256_castsi256_ph(r)));
#else
    return narrow(s);
#endif
  }

  GEMS_BENCH_INLINE __m256i normalize(__m256i r, __m256i w, __m512 scale) {
    __m256i y = narrow(_mm512_mul_ps(widen(r), scale));
#ifdef __AVX512FP16__
    return _mm256_castph_si256(_mm256_mul_ph(_mm256_castsi256_ph(y), _mm256_castsi256_ph(w)));
#else
    return narrow(_mm512_mul_ps(widen(y), widen(w)));
#endif
  }

  GEMS_BENCH_INLINE __m256i load(const uint16_t *p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p));
  }
  GEMS_BENCH_INLINE void store(uint16_t *p, __m256i v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), v);
  }

  static void run(uint16_t *__restrict input, uint16_t *__restrict residual,
                  const uint16_t *__restrict weight, int64_t n, float eps) {
    __m512 acc[4] = {};
    int64_t i = 0;
    for (; i + 64 <= n; i += 64) {
#pragma clang loop unroll(full)
      for (int k = 0; k < 4; ++k) {
        __m256i x = load(input + i + 16 * k), r = load(residual + i + 16 * k);
        __m512 s = _mm512_add_ps(widen(x), widen(r));
        store(residual + i + 16 * k, roundSum(x, r, s));
        acc[k] = _mm512_fmadd_ps(s, s, acc[k]);
      }
    }
    for (; i < n; i += 16) {
      __mmask16 mask = n - i < 16 ? lanes16(n - i) : __mmask16(~0);
      __m256i x = _mm256_maskz_loadu_epi16(mask, input + i);
      __m256i r = _mm256_maskz_loadu_epi16(mask, residual + i);
      __m512 s = _mm512_add_ps(widen(x), widen(r));
      _mm256_mask_storeu_epi16(residual + i, mask, roundSum(x, r, s));
      acc[0] = _mm512_fmadd_ps(s, s, acc[0]);
    }

    __m512 scale = getScale(total(acc), n, eps);
#pragma clang loop unroll_count(4)
    for (i = 0; i + 16 <= n; i += 16)
      store(input + i, normalize(load(residual + i), load(weight + i), scale));
    if (i < n) {
      __mmask16 mask = lanes16(n - i);
      _mm256_mask_storeu_epi16(input + i, mask,
                               normalize(_mm256_maskz_loadu_epi16(mask, residual + i),
                                         _mm256_maskz_loadu_epi16(mask, weight + i), scale));
    }
  }
};

} // namespace

GEMS_BENCH_ENTRY(fused_add_rms_norm, f32, float, F32)
GEMS_BENCH_ENTRY(fused_add_rms_norm, bf16, uint16_t, BF16)
GEMS_BENCH_ENTRY(fused_add_rms_norm, f16, uint16_t, F16)
