// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Residual add and RMS norm in SVE2 intrinsics for any vector length: four vectors in a main loop
// without predicates to compute, one predicated vector at a time for the rest.
#include "Reference.h"

#include <arm_sve.h>

#ifndef GEMS_BENCH_PREFIX
#define GEMS_BENCH_PREFIX sve
#endif

namespace {

GEMS_BENCH_INLINE float getScale(float sum, int64_t n, float eps) {
  return 1 / __builtin_sqrtf(sum / float(n) + eps);
}

/// Adds up accumulators.
GEMS_BENCH_INLINE float total(svfloat32_t a, svfloat32_t b, svfloat32_t c, svfloat32_t d) {
  svbool_t all = svptrue_b32();
  return svaddv_f32(all, svadd_x(all, svadd_x(all, a, b), svadd_x(all, c, d)));
}

/// Rows of any type. `Type` has
///   T, Vector, all(), lanes(rest), count()
///   Vector add(Vector x, Vector r, svfloat32_t &acc, svfloat32_t &acc2)
///   Vector normalize(Vector r, Vector w, svfloat32_t scale)
template <typename Type> struct Rows {
  using T = typename Type::T;

  GEMS_BENCH_INLINE void addAt(const T *x, T *r, int64_t vector, svbool_t lanes, svfloat32_t &acc,
                               svfloat32_t &acc2) {
    svst1_vnum(lanes, r, vector,
               Type::add(svld1_vnum(lanes, x, vector), svld1_vnum(lanes, r, vector), acc, acc2));
  }

  GEMS_BENCH_INLINE void normalizeAt(T *x, const T *r, const T *w, int64_t vector, svbool_t lanes,
                                     svfloat32_t scale) {
    svst1_vnum(lanes, x, vector,
               Type::normalize(svld1_vnum(lanes, r, vector), svld1_vnum(lanes, w, vector), scale));
  }

  static void run(T *__restrict input, T *__restrict residual, const T *__restrict weight,
                  int64_t n, float eps) {
    const svbool_t all = Type::all();
    const int64_t one = Type::count(), step = 4 * one;
    svfloat32_t a = svdup_f32(0), b = a, c = a, d = a;
    T *x = input, *r = residual;
    int64_t rest = n;
    for (; rest >= step; rest -= step, x += step, r += step) {
      addAt(x, r, 0, all, a, b);
      addAt(x, r, 1, all, c, d);
      addAt(x, r, 2, all, b, a);
      addAt(x, r, 3, all, d, c);
    }
#pragma clang loop unroll(disable)
    for (; rest > 0; rest -= one, x += one, r += one)
      addAt(x, r, 0, Type::lanes(rest), a, b);

    svfloat32_t scale = svdup_f32(getScale(total(a, b, c, d), n, eps));
    const T *w = weight;
    x = input;
    r = residual;
    rest = n;
    for (; rest >= step; rest -= step, x += step, r += step, w += step) {
      normalizeAt(x, r, w, 0, all, scale);
      normalizeAt(x, r, w, 1, all, scale);
      normalizeAt(x, r, w, 2, all, scale);
      normalizeAt(x, r, w, 3, all, scale);
    }
#pragma clang loop unroll(disable)
    for (; rest > 0; rest -= one, x += one, r += one, w += one)
      normalizeAt(x, r, w, 0, Type::lanes(rest), scale);
  }
};

struct F32 {
  using T = float;
  using Vector = svfloat32_t;

  GEMS_BENCH_INLINE svbool_t all() { return svptrue_b32(); }
  GEMS_BENCH_INLINE svbool_t lanes(int64_t rest) { return svwhilelt_b32(int64_t(0), rest); }
  GEMS_BENCH_INLINE int64_t count() { return int64_t(svcntw()); }

  GEMS_BENCH_INLINE Vector add(Vector x, Vector r, svfloat32_t &acc, svfloat32_t &) {
    Vector s = svadd_x(all(), x, r);
    acc = svmla_x(all(), acc, s, s);
    return s;
  }
  GEMS_BENCH_INLINE Vector normalize(Vector r, Vector w, svfloat32_t scale) {
    return svmul_x(all(), svmul_x(all(), r, scale), w);
  }
};

/// What bf16 and f16 have in common: a vector is two of f32, of its even and of its odd lanes.
struct Half {
  GEMS_BENCH_INLINE svbool_t all() { return svptrue_b16(); }
  GEMS_BENCH_INLINE svbool_t lanes(int64_t rest) { return svwhilelt_b16(int64_t(0), rest); }
  GEMS_BENCH_INLINE int64_t count() { return int64_t(svcnth()); }
};

struct BF16 : Half {
  using T = bfloat16_t;
  using Vector = svbfloat16_t;

  GEMS_BENCH_INLINE svfloat32_t even(Vector v) {
    return svreinterpret_f32(svlsl_x(svptrue_b32(), svreinterpret_u32(v), 16));
  }
  GEMS_BENCH_INLINE svfloat32_t odd(Vector v) {
    return svreinterpret_f32(svand_x(svptrue_b32(), svreinterpret_u32(v), 0xffff0000));
  }
  GEMS_BENCH_INLINE Vector narrow(svfloat32_t even, svfloat32_t odd) {
    svbool_t all = svptrue_b32();
    return svcvtnt_bf16_x(svcvt_bf16_x(all, even), all, odd);
  }

  // BFMLALB and BFMLALT widen, multiply by one, which is exact, and add with one rounding.
  GEMS_BENCH_INLINE Vector add(Vector x, Vector r, svfloat32_t &acc, svfloat32_t &acc2) {
    Vector ones = svdup_bf16(bfloat16_t(1.0f));
    svfloat32_t a = svbfmlalb(even(r), x, ones), b = svbfmlalt(odd(r), x, ones);
    acc = svmla_x(svptrue_b32(), acc, a, a);
    acc2 = svmla_x(svptrue_b32(), acc2, b, b);
    return narrow(a, b);
  }

  GEMS_BENCH_INLINE Vector normalize(Vector r, Vector w, svfloat32_t scale) {
    svbool_t all = svptrue_b32();
    Vector y = narrow(svmul_x(all, even(r), scale), svmul_x(all, odd(r), scale));
    svfloat32_t zero = svdup_f32(-0.0f);
    return narrow(svbfmlalb(zero, y, w), svbfmlalt(zero, y, w));
  }
};

struct F16 : Half {
  using T = float16_t;
  using Vector = svfloat16_t;

  GEMS_BENCH_INLINE svfloat32_t even(Vector v) { return svcvt_f32_x(svptrue_b32(), v); }
  GEMS_BENCH_INLINE svfloat32_t odd(Vector v) { return svcvtlt_f32_x(svptrue_b32(), v); }

  // The native sum is the one of f32 rounded to f16: 24 bits are enough for both roundings to be
  // one. FMLALB and FMLALT widen, multiply by one and add with one rounding.
  GEMS_BENCH_INLINE Vector add(Vector x, Vector r, svfloat32_t &acc, svfloat32_t &acc2) {
    Vector ones = svdup_f16(1);
    svfloat32_t zero = svdup_f32(-0.0f);
    svfloat32_t a = svmlalb(svmlalb(zero, r, ones), x, ones);
    svfloat32_t b = svmlalt(svmlalt(zero, r, ones), x, ones);
    acc = svmla_x(svptrue_b32(), acc, a, a);
    acc2 = svmla_x(svptrue_b32(), acc2, b, b);
    return svadd_x(svptrue_b16(), x, r);
  }

  GEMS_BENCH_INLINE Vector normalize(Vector r, Vector w, svfloat32_t scale) {
    svbool_t all = svptrue_b32();
    svfloat32_t zero = svdup_f32(-0.0f);
    Vector ones = svdup_f16(1);
    svfloat32_t a = svmul_x(all, svmlalb(zero, r, ones), scale);
    svfloat32_t b = svmul_x(all, svmlalt(zero, r, ones), scale);
    Vector y = svcvtnt_f16_x(svcvt_f16_x(all, a), all, b);
    return svmul_x(svptrue_b16(), y, w);
  }
};

} // namespace

GEMS_BENCH_ENTRY(fused_add_rms_norm, f32, float, Rows<F32>)
GEMS_BENCH_ENTRY(fused_add_rms_norm, bf16, bfloat16_t, Rows<BF16>)
GEMS_BENCH_ENTRY(fused_add_rms_norm, f16, float16_t, Rows<F16>)
