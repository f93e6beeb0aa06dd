// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Residual add and RMS norm in NEON intrinsics: eight accumulators and paired loads. The extensions
// for bf16 and for widening multiplications of f16 are used where the flags allow them; native f16
// arithmetic is needed.
#include "Reference.h"

#include <arm_neon.h>

#ifndef GEMS_BENCH_PREFIX
#define GEMS_BENCH_PREFIX neon
#endif

#define GEMS_BENCH_UNROLL _Pragma("clang loop unroll(full)")
#define GEMS_BENCH_SCALAR _Pragma("clang loop vectorize(disable) unroll(disable)")

namespace {

/// Adds up eight accumulators.
GEMS_BENCH_INLINE float total(const float32x4_t *acc) {
  float32x4_t a = vaddq_f32(vaddq_f32(acc[0], acc[1]), vaddq_f32(acc[2], acc[3]));
  float32x4_t b = vaddq_f32(vaddq_f32(acc[4], acc[5]), vaddq_f32(acc[6], acc[7]));
  return vaddvq_f32(vaddq_f32(a, b));
}

GEMS_BENCH_INLINE float getScale(float sum, int64_t n, float eps) {
  return 1 / __builtin_sqrtf(sum / float(n) + eps);
}

struct F32 {
  static void run(float *__restrict input, float *__restrict residual,
                  const float *__restrict weight, int64_t n, float eps) {
    float32x4_t acc[8] = {};
    int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
      float32x4_t s[8];
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 8; ++k) {
        s[k] = vaddq_f32(vld1q_f32(input + i + 4 * k), vld1q_f32(residual + i + 4 * k));
        acc[k] = vfmaq_f32(acc[k], s[k], s[k]);
      }
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 8; ++k)
        vst1q_f32(residual + i + 4 * k, s[k]);
    }
    GEMS_BENCH_SCALAR
    for (; i + 4 <= n; i += 4) {
      float32x4_t s = vaddq_f32(vld1q_f32(input + i), vld1q_f32(residual + i));
      vst1q_f32(residual + i, s);
      acc[0] = vfmaq_f32(acc[0], s, s);
    }
    float rest = 0;
    GEMS_BENCH_SCALAR
    for (; i < n; ++i) {
      float s = input[i] + residual[i];
      residual[i] = s;
      rest = __builtin_fmaf(s, s, rest);
    }

    float scale = getScale(total(acc) + rest, n, eps);
    for (i = 0; i + 32 <= n; i += 32) {
      float32x4_t y[8];
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 8; ++k)
        y[k] = vmulq_f32(vmulq_n_f32(vld1q_f32(residual + i + 4 * k), scale),
                         vld1q_f32(weight + i + 4 * k));
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 8; ++k)
        vst1q_f32(input + i + 4 * k, y[k]);
    }
    GEMS_BENCH_SCALAR
    for (; i + 4 <= n; i += 4)
      vst1q_f32(input + i,
                vmulq_f32(vmulq_n_f32(vld1q_f32(residual + i), scale), vld1q_f32(weight + i)));
    GEMS_BENCH_SCALAR
    for (; i < n; ++i)
      input[i] = residual[i] * scale * weight[i];
  }
};

/// What bf16 and f16 have in common: rows in vectors of eight. `Type` has
///   Vector add(Vector x, Vector r, float32x4_t *acc)        rounds the sum, adds its squares
///   Vector normalize(Vector r, Vector w, float32x4_t scale)
///   float checkScale(float scale)                           what normalize can take
template <typename Type> struct Half {
  using T = typename Type::T;
  using Vector = typename Type::Vector;

  static void run(T *__restrict input, T *__restrict residual, const T *__restrict weight,
                  int64_t n, float eps) {
    float32x4_t acc[8] = {};
    int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
      Vector s[4];
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 4; ++k)
        s[k] =
            Type::add(Type::load(input + i + 8 * k), Type::load(residual + i + 8 * k), acc + 2 * k);
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 4; ++k)
        Type::store(residual + i + 8 * k, s[k]);
    }
    GEMS_BENCH_SCALAR
    for (; i + 8 <= n; i += 8)
      Type::store(residual + i, Type::add(Type::load(input + i), Type::load(residual + i), acc));
    // The rest goes through a whole vector of its own; zeros add nothing.
    T x[8] = {}, r[8] = {}, w[8] = {};
    int64_t rest = n - i, done = i;
    GEMS_BENCH_SCALAR
    for (int64_t k = 0; k < rest; ++k) {
      x[k] = input[done + k];
      r[k] = residual[done + k];
      w[k] = weight[done + k];
    }
    if (rest) {
      Type::store(r, Type::add(Type::load(x), Type::load(r), acc));
      GEMS_BENCH_SCALAR
      for (int64_t k = 0; k < rest; ++k)
        residual[done + k] = r[k];
    }

    float32x4_t scale = vdupq_n_f32(Type::checkScale(getScale(total(acc), n, eps)));
    for (i = 0; i + 32 <= n; i += 32) {
      Vector y[4];
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 4; ++k)
        y[k] = Type::normalize(Type::load(residual + i + 8 * k), Type::load(weight + i + 8 * k),
                               scale);
      GEMS_BENCH_UNROLL
      for (int k = 0; k < 4; ++k)
        Type::store(input + i + 8 * k, y[k]);
    }
    GEMS_BENCH_SCALAR
    for (; i + 8 <= n; i += 8)
      Type::store(input + i,
                  Type::normalize(Type::load(residual + i), Type::load(weight + i), scale));
    if (rest) {
      Type::store(x, Type::normalize(Type::load(r), Type::load(w), scale));
      GEMS_BENCH_SCALAR
      for (int64_t k = 0; k < rest; ++k)
        input[done + k] = x[k];
    }
  }
};

GEMS_BENCH_INLINE float32x4_t evenLanes(uint16x8_t v) {
  return vreinterpretq_f32_u32(vshlq_n_u32(vreinterpretq_u32_u16(v), 16));
}
GEMS_BENCH_INLINE float32x4_t oddLanes(uint16x8_t v) {
  return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_u16(v), vdupq_n_u32(0xffff0000)));
}

#ifdef __ARM_FEATURE_BF16_VECTOR_ARITHMETIC
struct BF16 {
  using T = bfloat16_t;
  using Vector = bfloat16x8_t;

  GEMS_BENCH_INLINE float checkScale(float scale) { return scale; }
  GEMS_BENCH_INLINE Vector load(const T *p) { return vld1q_bf16(p); }
  GEMS_BENCH_INLINE void store(T *p, Vector v) { vst1q_bf16(p, v); }

  /// Rounds even and odd lanes and puts them side by side.
  GEMS_BENCH_INLINE Vector narrow(float32x4_t even, float32x4_t odd) {
    uint16x4_t low = vreinterpret_u16_bf16(vcvt_bf16_f32(even));
    uint16x4_t high = vreinterpret_u16_bf16(vcvt_bf16_f32(odd));
    return vreinterpretq_bf16_u16(
        vzip1q_u16(vcombine_u16(low, vdup_n_u16(0)), vcombine_u16(high, vdup_n_u16(0))));
  }
  GEMS_BENCH_INLINE Vector ones() { return vreinterpretq_bf16_u16(vdupq_n_u16(0x3f80)); }

  // BFMLALB and BFMLALT widen, multiply by one, which is exact, and add with one rounding.
  GEMS_BENCH_INLINE Vector add(Vector x, Vector r, float32x4_t *acc) {
    uint16x8_t bits = vreinterpretq_u16_bf16(r);
    float32x4_t a = vbfmlalbq_f32(evenLanes(bits), x, ones());
    float32x4_t b = vbfmlaltq_f32(oddLanes(bits), x, ones());
    acc[0] = vfmaq_f32(acc[0], a, a);
    acc[1] = vfmaq_f32(acc[1], b, b);
    return narrow(a, b);
  }

  GEMS_BENCH_INLINE Vector normalize(Vector r, Vector w, float32x4_t scale) {
    uint16x8_t bits = vreinterpretq_u16_bf16(r);
    float32x4_t low = vreinterpretq_f32_u32(vshll_n_u16(vget_low_u16(bits), 16));
    float32x4_t high = vreinterpretq_f32_u32(vshll_n_u16(vget_high_u16(bits), 16));
    Vector y =
        vcvtq_high_bf16_f32(vcvtq_low_bf16_f32(vmulq_f32(low, scale)), vmulq_f32(high, scale));
    float32x4_t zero = vdupq_n_f32(-0.0f);
    return narrow(vbfmlalbq_f32(zero, y, w), vbfmlaltq_f32(zero, y, w));
  }
};
#else
struct BF16 {
  using T = uint16_t;
  using Vector = uint16x8_t;

  GEMS_BENCH_INLINE float checkScale(float scale) {
    return __builtin_isnan(scale) ? __builtin_nanf("") : scale;
  }
  GEMS_BENCH_INLINE Vector load(const T *p) { return vld1q_u16(p); }
  GEMS_BENCH_INLINE void store(T *p, Vector v) { vst1q_u16(p, v); }

  /// Rounds to bf16 in the upper half of each lane; the lower half is left over. The lower half of
  /// a NaN must be zero, else rounding could carry into its sign. It is, without a test: arithmetic
  /// gives the default NaN or hands on that of an operand, and operands come from bf16.
  GEMS_BENCH_INLINE uint32x4_t roundUpper(float32x4_t v) {
    uint32x4_t bits = vreinterpretq_u32_f32(v);
    uint32x4_t lowestToTop = vshlq_n_u32(bits, 15);
    return vsraq_n_u32(vaddq_u32(bits, vdupq_n_u32(0x7fff)), lowestToTop, 31);
  }
  GEMS_BENCH_INLINE Vector narrow(float32x4_t even, float32x4_t odd) {
    return vreinterpretq_u16_u32(vsriq_n_u32(roundUpper(odd), roundUpper(even), 16));
  }
  GEMS_BENCH_INLINE float32x4_t roundInPlace(float32x4_t v) {
    return vreinterpretq_f32_u32(vandq_u32(roundUpper(v), vdupq_n_u32(0xffff0000)));
  }

  GEMS_BENCH_INLINE Vector add(Vector x, Vector r, float32x4_t *acc) {
    float32x4_t a = vaddq_f32(evenLanes(x), evenLanes(r));
    float32x4_t b = vaddq_f32(oddLanes(x), oddLanes(r));
    acc[0] = vfmaq_f32(acc[0], a, a);
    acc[1] = vfmaq_f32(acc[1], b, b);
    return narrow(a, b);
  }

  GEMS_BENCH_INLINE Vector normalize(Vector r, Vector w, float32x4_t scale) {
    return narrow(vmulq_f32(roundInPlace(vmulq_f32(evenLanes(r), scale)), evenLanes(w)),
                  vmulq_f32(roundInPlace(vmulq_f32(oddLanes(r), scale)), oddLanes(w)));
  }
};
#endif

struct F16 {
  using T = float16_t;
  using Vector = float16x8_t;

  GEMS_BENCH_INLINE float checkScale(float scale) { return scale; }
  GEMS_BENCH_INLINE Vector load(const T *p) { return vld1q_f16(p); }
  GEMS_BENCH_INLINE void store(T *p, Vector v) { vst1q_f16(p, v); }

#ifdef __ARM_FEATURE_FP16_FML
  // FMLAL widens, multiplies by one, which is exact, and adds with one rounding. It runs on more
  // units than a conversion does.
  GEMS_BENCH_INLINE float32x4_t addLow(float32x4_t a, Vector v) {
    return vfmlalq_low_f16(a, v, vdupq_n_f16(1));
  }
  GEMS_BENCH_INLINE float32x4_t addHigh(float32x4_t a, Vector v) {
    return vfmlalq_high_f16(a, v, vdupq_n_f16(1));
  }
  GEMS_BENCH_INLINE float32x4_t low(Vector v) { return addLow(vdupq_n_f32(-0.0f), v); }
  GEMS_BENCH_INLINE float32x4_t high(Vector v) { return addHigh(vdupq_n_f32(-0.0f), v); }
#else
  GEMS_BENCH_INLINE float32x4_t low(Vector v) { return vcvt_f32_f16(vget_low_f16(v)); }
  GEMS_BENCH_INLINE float32x4_t high(Vector v) { return vcvt_high_f32_f16(v); }
  GEMS_BENCH_INLINE float32x4_t addLow(float32x4_t a, Vector v) { return vaddq_f32(a, low(v)); }
  GEMS_BENCH_INLINE float32x4_t addHigh(float32x4_t a, Vector v) { return vaddq_f32(a, high(v)); }
#endif

  // The native sum is the one of f32 rounded to f16: 24 bits are enough for both roundings to be
  // one.
  GEMS_BENCH_INLINE Vector add(Vector x, Vector r, float32x4_t *acc) {
    float32x4_t a = addLow(low(r), x), b = addHigh(high(r), x);
    acc[0] = vfmaq_f32(acc[0], a, a);
    acc[1] = vfmaq_f32(acc[1], b, b);
    return vaddq_f16(x, r);
  }

  GEMS_BENCH_INLINE Vector normalize(Vector r, Vector w, float32x4_t scale) {
    float32x4_t a = vmulq_f32(low(r), scale), b = vmulq_f32(high(r), scale);
    return vmulq_f16(vcvt_high_f16_f32(vcvt_f16_f32(a), b), w);
  }
};

} // namespace

GEMS_BENCH_ENTRY(fused_add_rms_norm, f32, float, F32)
GEMS_BENCH_ENTRY(fused_add_rms_norm, bf16, Half<BF16>::T, Half<BF16>)
GEMS_BENCH_ENTRY(fused_add_rms_norm, f16, float16_t, Half<F16>)
